"""`symland flow`: gradient flow of a formula to many digits, and the drift of what it conserves."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from symland.cli.exit_codes import ExitCode
from symland.cli.sizes import sizes_of

if TYPE_CHECKING:
    from numeric.flow import FlowResult

SCHEMA = "symland.flow/1"


@click.command()
@click.argument("expr")
@click.option("--vars", "variables", required=True, metavar="'W:m n, x:n, a'",
              help="Variables with their sizes: matrix, column vector, scalar.")  # fmt: skip
@click.option("--wrt", required=True, metavar="W,V", help="What moves: dW/dt = -grad_W EXPR.")
@click.option("--conserved", multiple=True, metavar="EXPR",
              help="Show how far this formula drifts (may be given several times).")  # fmt: skip
@click.option("--t", "time", default="1", show_default=True, metavar="T", help="End time.")
@click.option("--digits", default=50, show_default=True, type=click.IntRange(1, 10_000),
              help="Digits asked for.")  # fmt: skip
@click.option("--dims", default="", metavar="'m=2,n=3'", help="Fix sizes.")
@click.option("--seed", default=0, show_default=True, help="Of the random start.")
@click.option("--values", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="JSON file with entries of all letters, instead of random ones.")  # fmt: skip
@click.option("--plot", type=click.Path(dir_okay=False, path_type=Path),
              help="Draw loss and drift into this file (.png, .pdf, .svg).")  # fmt: skip
@click.option("--format", "style", default="text", show_default=True,
              type=click.Choice(["text", "json"]), help="Kind of output.")  # fmt: skip
def flow(expr: str, variables: str, wrt: str, conserved: tuple[str, ...], **options: Any) -> int:
    """Integrate the gradient flow of the scalar formula EXPR from a random start.

    The digits obtained are counted against a second solution with 10 more, and double precision is
    shown for comparison.  Exit code 1 if a formula called conserved drifts.

    \b
    symland flow "frob2(W2@W1@X - Y)/2" --vars "W1:h d, W2:k h, X:d n, Y:k n" --wrt W1,W2 \\
      --conserved "W2.T@W2 - W1@W1.T"
    """
    from numeric.flow import gradient_flow
    from symland.language.parse import EXPRESSION, VARIABLES, parse, parse_variables

    context = click.get_current_context()
    context.meta["symland.texts"] = {EXPRESSION: expr, VARIABLES: variables}
    scope = parse_variables(variables)
    loss: Any = parse(expr, scope)
    invariants = []
    for formula in conserved:
        context.meta["symland.texts"] = {EXPRESSION: formula, VARIABLES: variables}
        invariants.append(parse(formula, scope))
    names = [name.strip() for name in wrt.split(",") if name.strip()]
    unknown = [name for name in names if name not in scope.letters]
    if unknown or not names:
        raise click.BadParameter(f"unknown variable `{(unknown or [wrt])[0]}`; the variables are "
                                 + ", ".join(scope.letters), param_hint="'--wrt'")  # fmt: skip
    moving: list[Any] = [scope.letters[name] for name in names]
    found = gradient_flow(
        loss, moving, _values(options["values"]), end_time(options["time"]), options["digits"],
        invariants=invariants, confirm=True, double=True, seed=options["seed"],
        dims=sizes_of(options["dims"]),
    )  # fmt: skip
    if options["plot"] is not None:
        from numeric.flow.plots import plot_flow

        plot_flow(found, options["plot"])
    click.echo(_json(found) if options["style"] == "json" else flow_text(found))
    return ExitCode.OK if all(map(found.is_conserved, found.drifts)) else ExitCode.REFUTED


def end_time(text: str) -> Fraction:
    """A positive number such as 3/2."""
    try:
        found = Fraction(text)
    except (ValueError, ZeroDivisionError):
        found = Fraction(0)
    if found <= 0:
        raise click.BadParameter(f"`{text}` is not a positive number", param_hint="'--t'")
    return found


def _values(file: Path | None) -> dict[str, Any] | None:
    if file is None:
        return None
    try:
        found = json.loads(file.read_text(encoding="utf-8"), parse_float=str)
    except ValueError as error:
        raise click.BadParameter(f"`{file}` is not JSON: {error}",
                                 param_hint="'--values'") from error  # fmt: skip
    if not isinstance(found, dict):
        raise click.BadParameter(f"`{file}` holds no table of letters", param_hint="'--values'")
    return found


def flow_text(found: FlowResult) -> str:
    """What was integrated, and the drift of each conserved quantity."""
    from symland.language.notation.text import text

    loss = f"{_short(found.losses[0])} -> {_short(found.losses[-1])}"
    lines = [
        f"gradient flow from t = 0 to {found.times[-1]}, {len(found.path.steps)} steps of order "
        f"{found.path.order}",
        f"  {'loss':12}  {loss}",
        f"  {'digits':12}  asked {found.digits}, obtained {found.digits_obtained:.1f}",
        f"  {'in double':12}  largest difference {found.double_error:.1e}",
    ]
    for drift in found.drifts:
        verdict = "ok" if found.is_conserved(drift) else "x  it is not conserved"
        lines += [
            f"  {text(drift.expr)}",
            f"    {'drift':12}  {_short(drift.largest)}   {verdict}",
            f"    {'in double':12}  {_short(drift.double)}",
        ]
    return "\n".join(lines)


def _short(value: Any) -> str:
    from mpmath import nstr

    return str(nstr(value, 3)) if value else "0"


def _json(found: FlowResult) -> str:
    from mpmath import nstr

    from symland.language.notation.text import text

    def entries(values: Any) -> list[list[str]]:
        return [[str(nstr(entry, found.digits)) for entry in row] for row in values]

    def numbers(values: Any) -> list[list[str]]:
        return entries([[_decimal(entry, found.digits) for entry in row] for row in values])

    data = {
        "schema": SCHEMA,
        "digits": found.digits,
        "digits_obtained": found.digits_obtained,
        "double_error": found.double_error,
        "steps": len(found.path.steps),
        "order": found.path.order,
        "times": [str(time) for time in found.times],
        "losses": [nstr(loss, found.digits) for loss in found.losses],
        "end": {name: numbers(values) for name, values in found.state().items()},
        "invariants": [
            {"formula": text(one.expr), "drift": _short(one.largest),
             "drift_in_double": _short(one.double), "conserved": found.is_conserved(one),
             "value": entries(one.values[0])}
            for one in found.drifts
        ],
    }  # fmt: skip
    return json.dumps(data, indent=2)


def _decimal(value: Fraction, digits: int) -> Any:
    from numeric.fields import mpmath

    return mpmath(digits).element(value)
