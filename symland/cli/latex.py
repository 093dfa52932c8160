"""`symland latex`: theorems, proof files, formulas and their derivatives as LaTeX."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from symland.cli.exit_codes import ExitCode
from symland.cli.lengths import width_option

if TYPE_CHECKING:
    from symland.cli.formulas import Formula
    from symland.proof.results import Failure
    from symland.render.latex.theorem import Wishes

SHOWN = ("loss", "grad", "blocks", "full", "quadratic", "operator")


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked for: the target and its options."""

    target: str
    variables: str | None
    wrt: str
    show: tuple[str, ...]


@click.command()
@click.argument("target")
@click.option(
    "--vars",
    "variables",
    metavar="'W:m n, x:n, a'",
    help="TARGET is a formula with these variables.",
)
@click.option("--wrt", default="", metavar="W,V", help="Derivatives of a formula by these.")
@click.option(
    "--show",
    "show",
    default="loss,grad",
    show_default=True,
    metavar="KINDS",
    help=f"With --wrt, some of {', '.join(SHOWN)}.",
)
@click.option("--statement", is_flag=True, help="The statement of a theorem without derivation.")
@click.option("--unfold", is_flag=True, help="Replace abbreviations by what they stand for.")
@width_option
@click.option("--standalone", is_flag=True, help="A complete document.")
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write into this file."
)
@click.option("--fragment-dir", type=click.Path(file_okay=False, path_type=Path),
              help="Write one .tex file for each ref into this folder, and index.tex.")  # fmt: skip
def latex(
    target: str, variables: str | None, wrt: str, show: str, room: float, output: Path | None,
    fragment_dir: Path | None, *, statement: bool, unfold: bool, standalone: bool,
) -> int:  # fmt: skip
    """LaTeX of TARGET, to be pasted or `\\input`; amsmath is all that it needs.

    TARGET is a ref, a proof FILE, a folder, FILE::NAME (a theorem, statement or formula of the
    file), or with --vars a formula. Proofs are not checked here; `symland verify` does that.

    \b
    symland latex gd.eq17
    symland latex proofs/gradient_dominance/linear_network.py::h --wrt "W[k]" --show grad,operator
    symland latex "frob2(W@X - Y)/2" --vars "W:k d, X:d n, Y:k n" --wrt W --show loss,full
    """
    from symland.cli.targets import show_failures
    from symland.render.latex.document import document, write_fragments
    from symland.render.latex.theorem import Wishes

    if fragment_dir and (standalone or output):
        raise click.UsageError("`--fragment-dir` writes fragments; it goes without `--standalone` "
                               "and `--output`")  # fmt: skip
    wishes = Wishes(room, unfold, not statement)
    order = Order(target, variables, wrt, _kinds(show))
    fragments, body, failures = _content(order, wishes)
    if fragment_dir:
        for path in write_fragments(fragments, fragment_dir) if fragments else []:
            click.echo(str(path))
    elif fragments:
        _put(document(body, wishes.room) if standalone else body, output)
    show_failures(failures)
    if failures:
        return ExitCode.REFUTED
    return ExitCode.OK if fragments else ExitCode.NOTHING


def _kinds(show: str) -> tuple[str, ...]:
    kinds = tuple(dict.fromkeys(kind.strip() for kind in show.split(",")))
    for kind in kinds:
        if kind not in SHOWN:
            raise click.BadParameter(f"`{kind}` is none of {', '.join(SHOWN)}",
                                     param_hint="'--show'")  # fmt: skip
    return kinds


def _put(text: str, output: Path | None) -> None:
    if output is None:
        click.echo(text)
        return
    output.write_text(text.rstrip("\n") + "\n", encoding="utf-8", newline="\n")
    click.echo(str(output))


def _content(order: Order, wishes: Wishes) -> tuple[dict[str, str], str, list[Failure]]:
    """Fragments by ref, all of it as one text, and why some files did not load."""
    found = _formula(order, wishes)
    if found is not None:
        name = order.target.partition("::")[2] or "formula"
        return {name: found}, found, []
    if order.wrt:
        raise click.UsageError("`--wrt` is for a formula: FILE::NAME, or one with `--vars`")
    return _theorems(order.target, wishes)


def _formula(order: Order, wishes: Wishes) -> str | None:
    """The LaTeX of a formula or statement, None if the target is something else."""
    from symland.cli.targets import value_of

    if order.variables is not None:
        return _given(order, wishes)
    found = value_of(order.target)
    return None if found is None else _of_file(order, *found, wishes)


def _given(order: Order, wishes: Wishes) -> str:
    from symland.cli.derive import read_formula
    from symland.language.parse import EXPRESSION, VARIABLES, parse, parse_variables
    from symland.render.latex.paper import latex_value

    variables = order.variables or ""
    if order.wrt:
        return _derivatives(read_formula(order.target, variables, order.wrt)[0], order, wishes)
    texts = {EXPRESSION: order.target, VARIABLES: variables}
    click.get_current_context().meta["symland.texts"] = texts  # errors quote them
    return latex_value(parse(order.target, parse_variables(variables)), wishes)


def _of_file(order: Order, value: Any, names: dict[str, object], wishes: Wishes) -> str:
    from symland.cli.derive import names_in
    from symland.cli.formulas import named
    from symland.cli.targets import variable_of
    from symland.language.expr import Scalar
    from symland.render.latex.paper import latex_value

    if not order.wrt:
        return latex_value(value, wishes)
    if not isinstance(value, Scalar):
        raise click.UsageError(f"`--wrt` is for a scalar; `{order.target}` is none")
    variables = {name: variable_of(name, names) for name in names_in(order.wrt)}
    taken = {node.data[0] for node in value.walk() if node.op == "symbol"} | names.keys()
    return _derivatives(named(value, order.target.partition("::")[2], variables, taken), order,
                        wishes)  # fmt: skip


def _derivatives(found: Formula, order: Order, wishes: Wishes) -> str:
    from symland.cli.formulas import direction_rows, parts_of
    from symland.render.latex.derivatives import latex_entries

    moving = {"quadratic", "operator"} & set(order.show)
    more = direction_rows(found) if moving else ()
    return latex_entries(parts_of(found, order.show), wishes, [found.name], more)


def _theorems(target: str, wishes: Wishes) -> tuple[dict[str, str], str, list[Failure]]:
    """A theorem as it is, a file or folder as sections with the words of the author."""
    from symland.cli.targets import files_of, theorems_of
    from symland.render.latex.paper import fragments, latex_file

    if not Path(target).exists():
        theorems, failures = theorems_of(target)
        found = fragments(theorems, wishes)
        return found, "\n\n".join(dict.fromkeys(found.values())), failures
    files = files_of(target)
    found = fragments([theorem for file in files for theorem in file.theorems], wishes)
    body = "\n\n".join(latex_file(file, wishes) for file in files if file.theorems)
    return found, body, [file.failure for file in files if file.failure is not None]
