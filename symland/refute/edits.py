"""Single edits of a formula, of the kind that authors make by mistake and mend.

Edits go into sums, products and functions, not into abbreviations and derivatives.  Sizes are
checked; an edit that makes a formula ill-sized raises `SizeError` when it is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeAlias

from symland.errors import SizeError, SymlandError
from symland.language.build import commutation, negative
from symland.language.expr import Expr, Matrix, number, rebuild
from symland.language.families import chain
from symland.language.functions import Activation
from symland.language.integers import Int
from symland.language.notation.text import text
from symland.language.remake import remake

Path: TypeAlias = "tuple[int, ...]"
CLOSED = ("let", "grad", "jacobian", "hess", "along")  # edits do not go into these


@dataclass(frozen=True, slots=True)
class Edit:
    """What is done, at which node, and a function that makes the edited node."""

    kind: str
    says: str
    path: Path
    make: Callable[[], Any]


def edits(expr: Any) -> Iterator[Edit]:
    """Every single edit of a formula.

    >>> from symland import dims, kron, matrix
    >>> A, B = matrix("A", *dims("m m")), matrix("B", *dims("n n"))
    >>> next(edit.says for edit in edits(kron(A, B)) if edit.kind == "swap")
    'swap the Kronecker factors'
    """
    for path, node in nodes(expr):
        for rule in RULES:
            for kind, says, make in rule(node, not path):
                yield Edit(kind, says, path, make)


def applied(expr: Any, edit: Edit) -> Any:
    """The whole formula after an edit; raises `SizeError` if the sizes do not match any more."""
    return replaced(expr, edit.path, edit.make())


def legal_edits(expr: Any) -> Iterator[tuple[Edit, Any]]:
    """Edits that leave a formula of the same size, each with the formula."""
    for edit in edits(expr):
        try:
            made = applied(expr, edit)
        except SymlandError:
            continue
        if _kind(made) == _kind(expr) and made != expr:
            yield edit, made


def nodes(expr: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """The nodes that may be edited, with their places."""
    yield path, expr
    if expr.op not in CLOSED:
        for place, arg in enumerate(expr.args):
            yield from nodes(arg, (*path, place))


def replaced(expr: Any, path: Path, node: Any) -> Any:
    """The formula with another node at a place."""
    if not path:
        return node
    place, *rest = path
    args = list(expr.args)
    args[place] = replaced(args[place], tuple(rest), node)
    return remake(expr, tuple(args))


def _kind(expr: Any) -> tuple[Any, ...]:
    return expr.is_matrix, expr.rows, expr.cols


Made: TypeAlias = "Iterator[tuple[str, str, Callable[[], Any]]]"


def _transposes(node: Any, whole: bool) -> Made:  # noqa: FBT001
    if not node.is_matrix or node.op in ("identity", "zeros", "ones"):
        return
    if node.op in ("add", "scale") and not whole:  # the same as at their operands
        return
    if node.op == "transpose":
        yield "transpose", f"drop the transpose of `{text(node.args[0])}`", lambda: node.args[0]
    else:
        what = "the whole right side" if whole and node.args else f"`{text(node)}`"
        yield "transpose", f"transpose {what}", lambda: node.T


def _swaps(node: Any, whole: bool) -> Made:  # noqa: ARG001, FBT001
    if node.op not in ("matmul", "kron"):
        return
    for place in range(1, len(node.args)):
        args = list(node.args)
        args[place - 1], args[place] = args[place], args[place - 1]
        names = f"`{text(node.args[place - 1])}` and `{text(node.args[place])}`"
        alone = len(args) == 2 and node.op == "kron"
        says = "swap the Kronecker factors" if alone else f"swap the factors {names}"
        yield "swap", says, lambda args=tuple(args): _again(node, args)


def _signs(node: Any, whole: bool) -> Made:  # noqa: FBT001
    if node.op == "add":
        for place, term in enumerate(node.args):
            args = (*node.args[:place], _minus(term), *node.args[place + 1 :])
            says = f"change the sign of `{text(_plus(term))}`"
            yield "sign", says, lambda args=args: _again(node, args)
    elif whole:
        yield "sign", "change the sign", lambda: _minus(node)


def _factors(node: Any, whole: bool) -> Made:  # noqa: FBT001
    terms = node.args if node.op == "add" else (node,) if whole else ()
    for place, term in enumerate(terms):
        for factor in (2, Fraction(1, 2)):
            what = f"`{text(_plus(term))}`" if node.op == "add" else "the right side"
            says = f"multiply {what} by {factor}"
            made = number(factor) * term
            args = (*node.args[:place], made, *node.args[place + 1 :])
            if node.op == "add":
                yield "factor", says, lambda args=args: _again(node, args)
            else:
                yield "factor", says, lambda made=made: made
    if whole and node.op == "add":
        for factor in (2, Fraction(1, 2), -1):
            says = "change the sign of the right side" if factor == -1 else (
                f"multiply the right side by {factor}")  # fmt: skip
            yield "factor", says, lambda factor=factor: number(factor) * node


def _numbers(node: Any, whole: bool) -> Made:  # noqa: ARG001, FBT001
    if node.op not in ("mul", "scale") or node.args[0].op != "number":
        return
    value = node.args[0].data
    for fresh in (value * 2, value / 2, -value):
        if fresh != 1:
            args = (number(fresh), *node.args[1:])
            says = f"replace the factor {value} by {fresh}"
            yield "factor", says, lambda args=args: _again(node, args)
    if abs(value) != 1:
        yield "factor", f"drop the factor {value}", lambda: _rest(node)


def _dropped(node: Any, whole: bool) -> Made:  # noqa: ARG001, FBT001
    if node.op not in ("add", "matmul", "mul", "hadamard"):
        return
    what = "term" if node.op == "add" else "factor"
    for place, arg in enumerate(node.args):
        if arg.op == "number":
            continue
        rest = (*node.args[:place], *node.args[place + 1 :])
        says = f"drop the {what} `{text(arg)}`"
        yield "drop", says, lambda rest=rest: rest[0] if len(rest) == 1 else _again(node, rest)


def _powers(node: Any, whole: bool) -> Made:  # noqa: ARG001, FBT001
    if node.op in ("power", "matpower"):
        base = node.args[0]
        for exponent in sorted({node.data - 1, node.data + 1, -node.data} - {0}):
            made = base if exponent == 1 else rebuilt(node, exponent)
            yield "power", f"replace `{text(node)}` by `{text(made)}`", lambda made=made: made
    elif node.op == "inverse":
        yield "power", f"replace `{text(node)}` by `{text(node.args[0])}`", lambda: node.args[0]


def _layers(node: Any, whole: bool) -> Made:  # noqa: ARG001, FBT001
    if node.op == "member":
        layers, place = node.data
        for step in (-1, 1):
            made = layers[place + step]
            yield "index", f"replace `{text(node)}` by `{text(made)}`", lambda made=made: made
    elif node.op in ("chain", "sum"):
        yield from _limits(node)


def _limits(node: Any) -> Made:
    first, top, bottom = node.data  # a chain runs down from its first limit, a sum up
    for up, down in ((1, 0), (-1, 0), (0, 1), (0, -1)):
        if node.op == "chain":
            yield "index", *_shown(node, lambda u=up, d=down: chain(first, top + u, bottom + d))
        else:
            data = (first, top + up, bottom + down)
            yield "index", *_shown(node, lambda data=data: rebuilt(node, data))


def _shown(node: Any, make: Callable[[], Any]) -> tuple[str, Callable[[], Any]]:
    try:
        return f"replace `{text(node)}` by `{text(make())}`", make
    except SizeError:
        return f"another limit of `{text(node)}`", make


def _commutations(node: Any, whole: bool) -> Made:  # noqa: FBT001
    if node.op == "commutation":
        rows, cols = node.data
        made = commutation(cols, rows)
        yield "swap", f"replace `{text(node)}` by `{text(made)}`", lambda: made
    if not whole or not node.is_matrix:
        return
    for side in dict.fromkeys((node.rows, node.cols)):
        for rows, cols in _split(side):
            made = commutation(rows, cols)
            if node.rows == made.cols:
                yield "commutation", f"put `{text(made)}` in front", lambda m=made: m @ node
            if node.cols == made.rows:
                yield "commutation", f"put `{text(made)}` behind", lambda m=made: node @ m


def _split(side: Int) -> Iterator[tuple[Int, Int]]:
    """m and n, in both orders, of a size that is a product m n."""
    if len(side.terms) != 1 or side.terms[0][1] != 1:
        return
    atoms = [Int(((((atom, 1),), 1),)) for atom, power in side.terms[0][0] for _ in range(power)]
    if len(atoms) == 2:
        yield atoms[0], atoms[1]
        if atoms[0] != atoms[1]:
            yield atoms[1], atoms[0]


def _derivatives(node: Any, whole: bool) -> Made:  # noqa: ARG001, FBT001
    """Another order of the derivative of an entrywise function."""
    if node.op != "entrywise":
        return
    function = node.data
    for order in (function.order - 1, function.order + 1):
        if order >= 0:
            made = Activation(function.name, order, function.parameter)(node.args[0])
            yield "order", f"replace `{text(node)}` by `{text(made)}`", lambda made=made: made


def rebuilt(node: Any, data: Any) -> Any:
    """The same node with other data."""
    return type(node)(node.op, node.args, data, node.rows, node.cols)


def _again(node: Any, args: tuple[Any, ...]) -> Any:
    """The operation over operands that may be fewer, or in another order."""
    if len(args) == len(node.args):
        return remake(node, args)
    if node.op == "matmul":
        product = args[0]
        for factor in args[1:]:
            product = product @ factor
        return product
    return rebuild(node, args)


def _rest(node: Any) -> Any:
    rest = node.args[1:]
    return rest[0] if len(rest) == 1 else rebuild(node, rest)


def _minus(term: Any) -> Any:
    if term.op in ("mul", "scale") and term.args[0].op == "number":
        value = -term.args[0].data
        return _rest(term) if value == 1 else rebuild(term, (number(value), *term.args[1:]))
    return negative(term) if isinstance(term, Matrix) else number(-1) * term


def _plus(term: Expr) -> Any:
    """A term without its sign, for a message."""
    is_product = term.op in ("mul", "scale") and term.args[0].op == "number"
    return _minus(term) if is_product and term.args[0].data < 0 else term


RULES: tuple[Callable[[Any, bool], Made], ...] = (
    _transposes, _swaps, _signs, _factors, _numbers, _powers, _layers, _commutations, _derivatives,
    _dropped,
)  # fmt: skip
