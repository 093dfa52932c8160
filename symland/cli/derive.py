"""`symland grad` and `symland hess`: derivatives of a formula that is given on the command line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from symland.language.expr import Expr, Matrix
    from symland.language.parse import Variables

CONVENTIONS = {
    "grad": "the gradient has the shape of its variable",
    "hess": "vec stacks columns; block (U, V) has rows vec(U) and columns vec(V)",
}
COMMUTATION = "K(m, n) is the commutation matrix, K(m, n) vec(A) = vec(A') for A of size m x n"
_NAMES = ("L", "f", "J", "loss", "objective")


@dataclass(frozen=True, slots=True)
class Formula:
    """What is differentiated, its short name, and the variables in the order of `--wrt`."""

    body: Expr
    name: str
    scope: Variables
    wrt: tuple[str, ...]

    def letter(self, name: str) -> Any:
        return self.scope.letters[name]

    def sizes(self) -> str:
        """`W1: h x d, X: d x n`, for the comment line."""
        letters = self.scope.letters.items()
        return ", ".join(
            f"{name}: {letter.rows} x {letter.cols}" if letter.is_matrix else f"{name}: scalar"
            for name, letter in letters
        )


@dataclass(frozen=True, slots=True)
class Block:
    """One derivative: the variables, the node that states it and the formula found."""

    variables: tuple[str, ...]
    node: Matrix
    formula: Expr


def _options(command: Callable[..., Any]) -> Callable[..., Any]:
    options = [
        click.argument("expr"),
        click.option("--vars", "variables", required=True, metavar="'W:m n, x:n, a'",
                     help="Variables with their sizes: matrix, column vector, scalar."),
        click.option("--wrt", required=True, metavar="W,V", help="Differentiate by these."),
        click.option("--as", "style", default="latex", show_default=True,
                     type=click.Choice(["latex", "python", "text"]), help="Notation."),
    ]  # fmt: skip
    for option in reversed(options):
        command = option(command)
    return command


@click.command()
@_options
def grad(expr: str, variables: str, wrt: str, style: str) -> None:
    """Gradients of the scalar formula EXPR, in the notation of proof files.

    \b
    symland grad "frob2(W@X - Y)/2" --vars "W:k d, X:d n, Y:k n" --wrt W
    """
    _print("grad", read_formula(expr, variables, wrt), style)


@click.command()
@_options
def hess(expr: str, variables: str, wrt: str, style: str) -> None:
    """Every Hessian block of the scalar formula EXPR, at any point, with Kronecker products.

    \b
    symland hess "frob2(W2@W1@X - Y)/2" --vars "W1:h d, W2:k h, X:d n, Y:k n" --wrt W1,W2
    """
    _print("hess", read_formula(expr, variables, wrt), style)


def read_formula(expr: str, variables: str, wrt: str) -> Formula:
    """The formula of a command line and the variables that `--wrt` names."""
    from symland.language.parse import EXPRESSION, VARIABLES, parse, parse_variables

    texts = {EXPRESSION: expr, VARIABLES: variables}
    click.get_current_context().meta["symland.texts"] = texts  # errors quote them
    scope = parse_variables(variables)
    body = parse(expr, scope)
    names = tuple(dict.fromkeys(name.strip() for name in wrt.split(",") if name.strip()))
    for name in names:
        if name not in scope.letters:
            known = ", ".join(scope.letters)
            raise click.BadParameter(f"unknown variable `{name}`; the variables are {known}",
                                     param_hint="'--wrt'")  # fmt: skip
        if not scope.letters[name].is_matrix:
            raise click.BadParameter(f"`{name}` is a scalar; derivatives are taken with respect to "
                                     "matrices and vectors", param_hint="'--wrt'")  # fmt: skip
    if not names:
        raise click.BadParameter("at least one variable is needed", param_hint="'--wrt'")
    taken = scope.letters.keys() | scope.sizes.keys()
    short = next(name for name in (*_NAMES, "L" * 80) if name not in taken)
    return Formula(body, short, scope, names)


def _blocks(kind: str, formula: Formula) -> list[Block]:
    from symland.calculus.evaluate import evaluate
    from symland.language.build import scalar
    from symland.language.derivatives import gradient_node, hessian_node

    pairs = [(u, v) for u in formula.wrt for v in formula.wrt]
    groups = [(u,) for u in formula.wrt] if kind == "grad" else pairs
    make: Callable[..., Any] = gradient_node if kind == "grad" else hessian_node
    found = []
    for group in groups:
        letters = [formula.letter(name) for name in group]
        shown = make(scalar(formula.name), *letters)
        found.append(Block(group, shown, evaluate(make(formula.body, *letters))))
    return found


def _print(kind: str, formula: Formula, style: str) -> None:
    blocks = _blocks(kind, formula)
    write = {"latex": _latex, "python": _python, "text": _text}[style]
    mark = "%" if style == "latex" else "#"
    notes = [CONVENTIONS[kind], formula.sizes()]
    if any(node.op == "commutation" for block in blocks for node in block.formula.walk()):
        notes.insert(1, COMMUTATION)
    click.echo("\n".join(f"{mark} {note}" for note in notes))
    click.echo("\n".join(write(kind, formula, blocks)))


def _latex(_: str, formula: Formula, blocks: list[Block]) -> list[str]:
    from symland.language.notation.latex import latex
    from symland.language.notation.latex_names import latex_name

    lines = [f"{latex_name(formula.name)[0]} &= {latex(formula.body)}"]
    lines += [f"{latex(block.node)} &= {latex(block.formula)}" for block in blocks]
    body = " \\\\\n".join(f"  {line}" for line in lines)
    return [r"\begin{align*}", body, r"\end{align*}"]


def _python(kind: str, formula: Formula, blocks: list[Block]) -> list[str]:
    from symland.language.notation.python import python

    lines = [f"{formula.name} = {python(formula.body)}"]
    return lines + [f"{'_'.join([kind, *b.variables])} = {python(b.formula)}" for b in blocks]


def _text(kind: str, formula: Formula, blocks: list[Block]) -> list[str]:
    import sys

    from symland.language.notation.text import text
    from symland.render.look import look_for

    fancy = sys.stdout.isatty() and look_for(sys.stdout).unicode
    style = "unicode" if fancy else "ascii"
    labels = [f"{kind}({', '.join([formula.name, *block.variables])})" for block in blocks]
    width = max(map(len, labels))
    lines = [f"{formula.name:{width}} = {text(formula.body, style=style)}"]
    pairs = zip(labels, blocks, strict=True)
    return lines + [
        f"{label:{width}} = {text(block.formula, style=style)}" for label, block in pairs
    ]
