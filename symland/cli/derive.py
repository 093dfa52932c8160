"""`symland grad` and `symland hess`: derivatives of a formula that is given on the command line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import click

from symland.cli.lengths import width_option

if TYPE_CHECKING:
    from symland.cli.formulas import Formula
    from symland.language.parse import Variables
    from symland.render.latex.derivatives import Entry, Grid

CONVENTIONS = {
    "grad": "the gradient has the shape of its variable",
    "symmetric": "a symmetric S moves among symmetric matrices: df = <gradient, dS>",
    "blocks": "vec stacks columns; block (U, V) has rows vec(U) and columns vec(V)",
    "full": "vec stacks columns; block (U, V) has rows vec(U) and columns vec(V)",
    "quadratic": "the second derivative along a direction, of all variables at once",
    "operator": "the derivative of the gradient along a direction, in the shape of its variable",
}
COMMUTATION = "K(m, n) is the commutation matrix, K(m, n) vec(A) = vec(A') for A of size m x n"
FORMS = {"kron": "blocks", "quadratic": "quadratic", "operator": "operator"}


def _options(command: Callable[..., Any]) -> Callable[..., Any]:
    options = [
        click.argument("expr"),
        click.option("--vars", "variables", required=True, metavar="'W:m n, x:n, a'",
                     help="Variables: matrix W, column vector x, scalar a, symmetric `S:n n "
                     "symmetric`, entrywise function `sigma()`, layer index `k=1..l`, layers "
                     "`W[]:d[]`."),
        click.option("--wrt", required=True, metavar="W,V", help="Differentiate by these."),
        click.option("--as", "style", default="latex", show_default=True,
                     type=click.Choice(["latex", "python", "text"]), help="Notation."),
        width_option,
    ]  # fmt: skip
    for option in reversed(options):
        command = option(command)
    return command


@click.command()
@_options
def grad(expr: str, variables: str, wrt: str, style: str, room: float) -> None:
    """Gradients of the scalar formula EXPR, in the notation of proof files.

    \b
    symland grad "frob2(W@X - Y)/2" --vars "W:k d, X:d n, Y:k n" --wrt W
    """
    _print("grad", read_formula(expr, variables, wrt), style, room)


@click.command()
@_options
@click.option("--form", default="kron", show_default=True, type=click.Choice([*FORMS]),
              help="Blocks with Kronecker products, quadratic form V -> H[V, V], or operator "
                   "V -> H[V].")  # fmt: skip
@click.option("--full", is_flag=True, help="All blocks as one block matrix.")
def hess(
    expr: str, variables: str, wrt: str, style: str, room: float, form: str, *, full: bool
) -> None:
    """Second derivatives of the scalar formula EXPR at any point: blocks, form, or operator.

    \b
    symland hess "frob2(W2@W1@X - Y)/2" --vars "W1:h d, W2:k h, X:d n, Y:k n" --wrt W1,W2
    """
    if full and form != "kron":
        raise click.UsageError("`--full` is for `--form kron`; the other forms have no blocks")
    kind = "full" if full else FORMS[form]
    read = read_formula(expr, variables, wrt)
    if form != "kron" and not all(letter.is_matrix for letter in read[0].variables.values()):
        raise click.UsageError(f"`--form {form}` is for matrices and vectors")
    _print(kind, read, style, room)


def read_formula(expr: str, variables: str, wrt: str) -> tuple[Formula, Variables]:
    """The formula, its variables and its letters; raises usage errors and `ParseError`."""
    from symland.cli.formulas import named, short_name
    from symland.language.expr import ONE
    from symland.language.parse import EXPRESSION, VARIABLES, parse, parse_variables
    from symland.language.scan import Source

    texts = {EXPRESSION: expr, VARIABLES: variables}
    click.get_current_context().meta["symland.texts"] = texts  # errors quote them
    scope = parse_variables(variables)
    body = parse(expr, scope)
    if body.is_matrix and not (body.rows == body.cols == ONE):
        message = f"the formula is a matrix of size {body.rows} x {body.cols}"
        Source(EXPRESSION, expr).fail(message, 0, len(expr), "derivatives are those of a scalar")
    letters = {name: _variable(name, scope) for name in names_in(wrt)}
    taken = scope.letters.keys() | scope.sizes.keys() | scope.functions.keys()
    return named(body, short_name(taken), letters, taken), scope


def names_in(wrt: str) -> tuple[str, ...]:
    """The names in a list with commas; there must be one."""
    names = tuple(dict.fromkeys(name.strip() for name in wrt.split(",") if name.strip()))
    if not names:
        raise click.BadParameter("at least one variable is needed", param_hint="'--wrt'")
    return names


def _variable(name: str, scope: Variables) -> Any:
    from symland.language.parse import parse

    if "[" in name and name.split("[")[0] in scope.families:
        return parse(name, scope)
    if name not in scope.letters:
        known = ", ".join([*scope.letters, *(f"{family}[...]" for family in scope.families)])
        raise click.BadParameter(f"unknown variable `{name}`; the variables are {known}",
                                 param_hint="'--wrt'")  # fmt: skip
    return scope.letters[name]


def _print(kind: str, read: tuple[Formula, Variables], style: str, room: float) -> None:
    from symland.cli.formulas import direction_notes, parts_of
    from symland.language.derivatives import is_symmetric_letter

    found, scope = read
    parts = parts_of(found, ("loss", kind))
    mark = "%" if style == "latex" else "#"
    notes = [CONVENTIONS[kind], _sizes(scope)]
    notes += [", ".join(direction_notes(found))] if kind in ("quadratic", "operator") else []
    if any(map(is_symmetric_letter, found.variables.values())):
        notes.insert(1, CONVENTIONS["symmetric"])
    if any(
        node.op == "commutation" for part in parts for one in part.formulas for node in one.walk()
    ):
        notes.insert(1, COMMUTATION)
    click.echo("\n".join(f"{mark} {note}" for note in notes))
    if style == "latex":
        click.echo(_latex(kind, found, parts, room))
    else:
        click.echo("\n".join({"python": _python, "text": _text}[style](parts)))


def _sizes(scope: Variables) -> str:
    """`W1: h x d, X: d x n`, for the comment line."""
    return ", ".join(
        f"{name}: {letter.rows} x {letter.cols}" if letter.is_matrix else f"{name}: scalar"
        for name, letter in scope.letters.items()
    )


def _latex(kind: str, found: Formula, parts: Sequence[Entry | Grid], room: float) -> str:
    from symland.cli.formulas import direction_rows
    from symland.render.latex.derivatives import latex_entries
    from symland.render.latex.theorem import Wishes

    more = direction_rows(found) if kind in ("quadratic", "operator") else ()
    return latex_entries(parts, Wishes(room), more=more)


def _python(parts: Sequence[Entry | Grid]) -> list[str]:
    from symland.language.notation.python import python
    from symland.render.latex.derivatives import Grid

    lines = []
    for part in parts:
        if isinstance(part, Grid):
            rows = [f"    [{', '.join(map(python, row))}]," for row in part.blocks]
            lines += [f"{part.python} = [", *rows, "]"]
        else:
            lines.append(f"{part.python} = {python(part.formula)}")
    return lines


def _text(parts: Sequence[Entry | Grid]) -> list[str]:
    import sys

    from symland.language.notation.text import text
    from symland.render.latex.derivatives import Grid
    from symland.render.look import look_for

    fancy = sys.stdout.isatty() and look_for(sys.stdout).unicode
    style = "unicode" if fancy else "ascii"
    width = max(len(part.text) for part in parts)
    lines = []
    for part in parts:
        if isinstance(part, Grid):
            grid = [[text(block, style=style) for block in row] for row in part.blocks]
            lines += _matrix(f"{part.text:{width}} = ", grid)
        else:
            lines.append(f"{part.text:{width}} = {text(part.formula, style=style)}")
    return lines


def _matrix(head: str, grid: list[list[str]]) -> list[str]:
    """A matrix of formulas, its columns below each other."""
    widths = [max(map(len, column)) for column in zip(*grid, strict=True)]
    rows = ["   ".join(f"{cell:{wide}}" for cell, wide in zip(row, widths, strict=True)).rstrip()
            for row in grid]  # fmt: skip
    longest = max(map(len, rows))
    return [(head if not number else " " * len(head)) + f"[ {row:{longest}} ]"
            for number, row in enumerate(rows)]  # fmt: skip
