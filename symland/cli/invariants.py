"""`symland invariants`: the conserved quantities of a gradient flow, found and proved."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from symland.cli.derive import read_formula
from symland.cli.exit_codes import ExitCode

if TYPE_CHECKING:
    from symland.conserved.laws import Invariants, Law
    from symland.language.derivatives import Flow

SCHEMA = "symland.invariants/1"
COUNTS = "symland.counts/1"
MODELS = ("deep_linear", "residual_linear", "one_hidden_layer", "relu_network", "relu_on_cone",
          "shallow_linear_balanced")  # fmt: skip


@click.command()
@click.argument("expr", required=False)
@click.option("--vars", "variables", default="", metavar="'W:m n, x:n, a'",
              help="Variables with their sizes: matrix, column vector, scalar.")  # fmt: skip
@click.option("--wrt", default="", metavar="W,V", help="The parameters: what the flow moves.")
@click.option("--degree", default=2, show_default=True, type=click.IntRange(1, 8),
              help="Largest degree of a word in the parameters.")  # fmt: skip
@click.option("--function", "functions", multiple=True, metavar="'sigma = x/(1 + x**2)'",
              help="The formula of a generic entrywise function, in x.")  # fmt: skip
@click.option("--friction", metavar="GAMMA", help="Heavy ball with this friction, not descent.")
@click.option("--step", metavar="ETA", help="Also what one step of gradient descent changes.")
@click.option("--momentum", metavar="BETA", help="With --step: a step of the heavy ball.")
@click.option("--model", type=click.Choice(MODELS),
              help="A network of `symland.models` instead of a formula, of any depth.")  # fmt: skip
@click.option("--count", type=click.Choice(["linear", "relu"]),
              help="No formula: count the laws of networks over a range of widths.")  # fmt: skip
@click.option("--depth", default=2, show_default=True, type=click.IntRange(2, 4),
              help="With --count: layers.")  # fmt: skip
@click.option("--widths", default="1-5", show_default=True, metavar="1-5",
              help="With --count: every width runs over this range.")  # fmt: skip
@click.option("--bias", is_flag=True, help="With --count: with biases.")
@click.option("--drift", is_flag=True,
              help="Integrate from a random start and show the drift of each law.")  # fmt: skip
@click.option("--t", "time", default="1", show_default=True, metavar="T",
              help="With --drift: end time.")  # fmt: skip
@click.option("--digits", default=50, show_default=True, type=click.IntRange(1, 10_000),
              help="With --drift: digits asked for.")  # fmt: skip
@click.option("--dims", default="", metavar="'m=2,n=3'", help="With --drift: fix sizes.")
@click.option("--seed", default=0, show_default=True, help="With --drift: of the random start.")
@click.option("--plot", type=click.Path(dir_okay=False, path_type=Path),
              help="With --drift: draw loss and drifts (.png, .pdf, .svg).")  # fmt: skip
@click.option("--ranks", is_flag=True, help="Every rank, with instances that show it.")
@click.option("--as", "style", default="text", show_default=True,
              type=click.Choice(["text", "latex", "python", "json"]), help="Notation.")  # fmt: skip
def invariants(
    expr: str | None, variables: str, wrt: str, degree: int, style: str, **options: Any
) -> int:
    """Laws of the gradient flow of the loss EXPR, for every residual, each proved.

    \b
    symland invariants "frob2(W2@W1@X - Y)/2" --vars "W1:h d, W2:k h, X:d n, Y:k n" --wrt W1,W2
    symland invariants "frob2(Y - W2@tanh(W1))/2" --vars "W1:h d, W2:k h, Y:k d" --wrt W1,W2
    symland invariants --model deep_linear
    symland invariants --count relu --widths 1-4

    Exit code 0 also where there is no law: that is a result, shown by the ranks. A table of counts
    ends with 3 if the bounds differ somewhere and the Lie rank is not proved.
    """
    if options["count"]:
        return _count(expr, style, **options)
    from symland.conserved.discover import invariants as discover

    flow = _flow(expr, variables, wrt, options["model"], options["friction"])
    found = discover(flow, degree, functions=_functions(options["functions"]))
    defects = _defects(found, flow, options["step"], options["momentum"])
    write = {"text": _text, "latex": _latex, "python": _python, "json": _json}[style]
    click.echo(write(found, defects, ranks=options["ranks"]))
    return _drift(found, style, **options) if options["drift"] else ExitCode.OK


def _count(expr: str | None, style: str, **options: Any) -> int:
    """The table of counts over a range of widths."""
    from symland.conserved.counting.table import LEGEND, count_table, lines, row, summary

    match = re.fullmatch(r"(\d{1,2})-(\d{1,2})", options["widths"])
    if expr or options["model"] or match is None or not 1 <= int(match[1]) <= int(match[2]):
        raise click.UsageError("--count takes no formula, and --widths such as 1-5")
    widths = range(int(match[1]), int(match[2]) + 1)
    depth, kind, bias = options["depth"], options["count"], options["bias"]
    if kind == "relu" and depth != 2:
        raise click.UsageError("networks with ReLUs are counted for one hidden layer: --depth 2")
    counts = list(count_table(depth, kind, widths, bias=bias))
    settled = all(one.exact or one.single for one in counts)
    if style == "json":
        click.echo(json.dumps({"schema": COUNTS, "counts": [
            {"widths": one.widths, "activation": one.activation, "bias": one.bias,
             "parameters": one.parameters, "lie_rank": one.lie_rank,
             "lie_rank_at_most": one.lie_rank_at_most, "laws": one.laws, "known": one.known,
             "polynomial": one.polynomial, "evidence": one.evidence.value, "note": one.note}
            for one in counts]}, indent=2))  # fmt: skip
    else:
        title = f"{kind} networks of depth {depth}{' with biases' if bias else ''}"
        table = lines([row(one) for one in counts])
        click.echo("\n".join([title, "", LEGEND, "", *table, "", *summary(counts)]))
    return ExitCode.OK if settled else ExitCode.UNDECIDED


def _drift(found: Invariants, style: str, **options: Any) -> int:
    """The laws along a solution with many digits, beside one in double precision."""
    from symland.cli.flow import end_time, flow_text
    from symland.cli.sizes import sizes_of
    from symland.conserved.drift import integrate_laws

    if style != "text":
        raise click.UsageError("--drift goes with --as text; `symland flow --format json` has data")
    solved = integrate_laws(found, t=end_time(options["time"]), digits=options["digits"],
                            seed=options["seed"], dims=sizes_of(options["dims"]))  # fmt: skip
    if options["plot"] is not None:
        from numeric.flow.plots import plot_flow

        plot_flow(solved, options["plot"])
    click.echo(flow_text(solved))
    held = all(map(solved.is_conserved, solved.drifts))
    return ExitCode.OK if held else ExitCode.INTERNAL


def _flow(
    expr: str | None, variables: str, wrt: str, model: str | None, friction: str | None
) -> Flow:
    """The flow of a formula or of a model, with or without momentum."""
    from symland import models
    from symland.calculus.api import GradientFlow
    from symland.conserved.motions import MomentumFlow

    if (not expr) == (model is None):
        raise click.UsageError("a formula EXPR is needed, or --model, or --count")
    body: Any
    letters: Any
    if model is not None:
        network = getattr(models, model)()
        body, letters = network.loss, network.parameters
    else:
        if not variables:
            raise click.UsageError("the variables of the formula are needed: --vars 'W:m n, ...'")
        formula, _ = read_formula(expr or "", variables, wrt)
        body, letters = formula.body, [*formula.variables.values()]
    if friction is None:
        return GradientFlow(body, wrt=letters)
    return MomentumFlow(body, letters, _parameter(friction, "--friction"))


def _parameter(text: str, option: str) -> Any:
    """A scalar letter or an exact number such as 1/10."""
    from symland.language.expr import Scalar
    from symland.language.parse import ParseError, parse

    try:
        value = parse(text, text if text.isidentifier() else "")
    except ParseError as error:
        raise click.BadParameter(error.message, param_hint=f"'{option}'") from error
    if not isinstance(value, Scalar):
        raise click.BadParameter("a scalar is expected", param_hint=f"'{option}'")
    return value


def _functions(texts: tuple[str, ...]) -> dict[str, Any]:
    """`sigma = FORMULA in x` as SymPy expressions; the texts are parsed, never run."""
    from symland.language.parse import ParseError, parse

    found: dict[str, Any] = {}
    for text in texts:
        name, equals, body = text.partition("=")
        if not equals or not name.strip().isidentifier():
            raise click.BadParameter(f"`{text}` is not of the form `sigma = FORMULA in x`",
                                     param_hint="'--function'")  # fmt: skip
        try:
            found[name.strip()] = parse(body.strip(), "x").sympy.doit()
        except ParseError as error:
            raise click.BadParameter(error.message, param_hint="'--function'") from error
    return found


def _defects(found: Invariants, flow: Flow, step: str | None, momentum: str | None) -> list[Any]:
    if step is None:
        if momentum is not None:
            raise click.UsageError("--momentum needs --step")
        return []
    from symland.conserved.motions import discrete_defect

    eta = _parameter(step, "--step")
    beta = None if momentum is None else _parameter(momentum, "--momentum")
    return [discrete_defect(law, flow, eta, beta) for law in found if law.terms]


def _style() -> Any:
    from symland.render.look import look_for

    return "unicode" if sys.stdout.isatty() and look_for(sys.stdout).unicode else "ascii"


def _text(found: Invariants, defects: list[Any], *, ranks: bool) -> str:
    from symland.language.notation.text import text

    style = _style()
    lines = [f"# {line}" for line in _residuals(found)]
    lines += [f"{_law(law, style)}   # {_remark(law)}" for law in found]
    lines += [f"#   {one}" for law in found for one in law.defined]
    if not found.laws:
        lines.append(f"no law of degree at most {found.degree}")
    for defect in defects:
        left, right = (text(side, style=style) for side in (defect.claim.left, defect.claim.right))
        lines += ["# over one step", f"{left}", f"  = {right}"]
    return "\n".join([*lines, *(f"# {line}" for line in _ranks(found, ranks=ranks))])


def _residuals(found: Invariants) -> list[str]:
    from symland.language.notation.text import text

    return [f"for every {one.letter} = dL/dF of size {one.letter.rows} x {one.letter.cols}, "
            f"F = {text(one.output)}" for one in found.residuals]  # fmt: skip


def _law(law: Law, style: Any) -> str:
    from symland.language.notation.text import text

    quantity = text(law.quantity, style=style)
    if law.conserved:
        return f"d/dt ({quantity}) = 0"
    return f"d/dt ({quantity}) = {text(law.rate, style=style)} ({quantity})"


def _remark(law: Law) -> str:
    return ", ".join([law.size, *law.conditions, law.evidence.value])


def _ranks(found: Invariants, *, ranks: bool) -> list[str]:
    from symland.conserved.witness import witnesses

    shown = witnesses(found)
    candidates = sum(len(space.candidates) for space in found.spaces)
    rank = sum(space.rank for space in found.spaces)
    reached = all(one.complete for one in shown)
    how = "reached at instances" if reached else "by canonical forms; not reached at instances"
    total = f"{candidates} candidates, the rank of their derivatives is {rank}, {how}"
    return [*(str(one) for one in shown if ranks), total, *found.notes]


def _latex(found: Invariants, defects: list[Any], *, ranks: bool) -> str:
    from symland.language.notation.latex import latex_claim

    claims = [law.claim for law in found] + [defect.claim for defect in defects]
    comments = [*_residuals(found), *(str(one) for law in found for one in law.defined),
                *_ranks(found, ranks=ranks)]  # fmt: skip
    body = " \\\\\n".join(f"  & {latex_claim(claim)}" for claim in claims)
    if not claims:
        body = rf"  & \text{{no law of degree at most {found.degree}}}"
    return "\n".join([*(f"% {one}" for one in comments), r"\begin{align*}", body, r"\end{align*}"])


def _python(found: Invariants, _: list[Any], *, ranks: bool) -> str:
    from symland.language.notation.python import python

    lines = [f"# {one}" for one in (*_residuals(found), *_ranks(found, ranks=ranks))]
    return "\n".join(lines + [f"law_{n} = {python(law.quantity)}"
                              for n, law in enumerate(found, start=1)])  # fmt: skip


def _json(found: Invariants, defects: list[Any], *, ranks: bool) -> str:  # noqa: ARG001
    from symland.conserved.witness import witnesses
    from symland.language.notation.text import text

    laws = [{
        "quantity": text(law.quantity), "kind": law.kind, "size": law.size,
        "rate": text(law.rate), "conditions": list(law.conditions),
        "evidence": law.evidence.value, "defined": [str(one) for one in law.defined],
        "certificate": law.certificate,
    } for law in found]  # fmt: skip
    spaces = [{
        "kind": one.space.kind, "size": one.space.size, "candidates": len(one.space.candidates),
        "rank": one.space.rank, "conserved": one.space.dimension, "implied": one.space.implied,
        "rank_at_instances": one.rank, "numbers": one.numbers,
    } for one in witnesses(found)]  # fmt: skip
    steps = [{"left": text(one.claim.left), "right": text(one.claim.right),
              "certificate": one.certificate} for one in defects]  # fmt: skip
    return json.dumps({"schema": SCHEMA, "degree": found.degree, "residuals": _residuals(found),
                       "laws": laws, "spaces": spaces, "steps": steps,
                       "notes": list(found.notes)}, indent=2)  # fmt: skip
