"""Expressions as one line of mathematical text, for terminals and error messages.

`W_2' E X'` is a product of matrices, `'` the transpose, `(x)` the Kronecker product, `o` the
entrywise product, `./` and `.^2` the entrywise quotient and power, `sigma'(A)` an entrywise
derivative, `|A|_F^2` the squared Frobenius norm, `W[l..1]` a product of layers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from symland.errors import ExpressionError
from symland.language.block_matrix import block_rows, shown_block
from symland.language.expr import Expr
from symland.language.notation import rules
from symland.language.notation.layout import Product, exponent_of, is_root
from symland.language.notation.pieces import Fraction, Group, Items, Joint, Level, Piece, atom
from symland.language.notation.rules import SHARED, Rule, Style, at_least, bracketed, inside

Name: TypeAlias = Literal["ascii", "unicode"]
_RAISED = str.maketrans("0123456789-+", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺")


@dataclass(frozen=True, slots=True)
class TextStyle(Style):
    """Signs that only text has."""

    transpose: str
    entrywise: str
    sum: str
    norm: tuple[str, str]
    inner: tuple[str, str]


def text(expr: Expr, *, style: Name = "ascii") -> str:
    """The expression in mathematical text, with brackets only where they are needed.

    >>> from symland import dims, frob2, kron, matrix
    >>> from symland.language.notation.text import text
    >>> m, n = dims("m n")
    >>> A, B = matrix("A", m, n), matrix("B", m, n)
    >>> print(text(kron(A @ B.T, A - B / 2)))
    (A B') (x) (A - B/2)
    >>> print(text(-frob2(A @ B.T) / 2, style="unicode"))
    -‖A Bᵀ‖_F²/2
    """
    if style not in _STYLES:
        raise ExpressionError(f"the style of text is 'ascii' or 'unicode', not {style!r}")
    return plain(inside(expr, _STYLES[style]))


def plain(items: Items) -> str:
    """Printed items as one line."""
    return "".join(map(_plain, items))


def _plain(item: str | Joint | Group | Fraction) -> str:
    match item:
        case str():
            return item
        case Joint():
            return item.sign
        case Group():
            return item.left + plain(item.inside) + item.right
        case Fraction():
            return f"{plain(item.above)}/{plain(item.below)}"


def _name(name: str) -> Piece:
    return Piece((name,), Level.FACTOR if name.endswith("'") or "^" in name else Level.ATOM)


def _fraction(found: Product, style: Style) -> Piece:
    above, below = _above(found, style), _below(found, style)
    if not below:
        return above
    return Piece((Fraction(rules.fit(above, Level.PRODUCT), below),), Level.PRODUCT)


def _above(found: Product, style: Style) -> Piece:
    operands = found.factors + ([] if found.matrix is None else [found.matrix])
    if not found.numbers and len(operands) == 1:
        return rules.piece(operands[0], style)
    shown: list[Items] = [(str(number),) for number in found.numbers]
    shown += [at_least(factor, Level.FACTOR, style) for factor in found.factors]
    if found.matrix is not None:
        shown.append(at_least(found.matrix, Level.PRODUCT, style))
    many = len(shown) > 1
    return Piece(rules.beside(shown or [("1",)], style), Level.PRODUCT if many else Level.ATOM)


def _below(found: Product, style: Style) -> Items:
    shown: list[Items] = [(str(number),) for number in found.numbers_below]
    shown += [at_least(factor, Level.FACTOR, style) for factor in found.factors_below]
    if len(shown) > 1:
        return bracketed(rules.beside(shown, style))
    return shown[0] if shown else ()


def _size(expr: Expr, style: Style) -> Piece:
    atoms = [atom for term, number in expr.data.terms if number == 1 for atom in term]
    if len(expr.data.terms) == len(atoms) == 1 and atoms[0][1] == 1:
        return atom(atoms[0][0].key)
    many = len(expr.data.terms) > 1
    return rules.sum_of_terms(expr, style) if many else rules.product(expr, style)


def _entrywise(expr: Expr, style: TextStyle) -> Piece:
    exponent = exponent_of(expr)
    carried_out = rules.power_derivative(expr, style)
    if carried_out is not None:
        return carried_out
    if exponent is None or is_root(expr):
        return rules.called(_function(expr) if exponent is None else "sqrt", expr, style)
    shown = str(exponent) if exponent.denominator == 1 else f"({exponent})"
    return rules.with_mark(
        (style.entrywise if expr.is_matrix else "^") + shown, expr.args[0], style
    )


def _function(expr: Expr) -> str:
    """The name of an entrywise function; one that ends with a prime is no derivative."""
    name, shown = expr.data.name, str(expr.data)
    return f"({name}){shown.removeprefix(name)}" if name.endswith("'") else shown


def _transpose(expr: Expr, style: TextStyle) -> Piece:
    return rules.with_mark(style.transpose, expr.args[0], style)


def _norm(expr: Expr, style: TextStyle) -> Piece:
    found = inside(expr.args[0], style)
    left, right = style.norm
    found = bracketed(found) if left in plain(found) else found
    return Piece((Group(left, found, right),), Level.FACTOR)


def _frob2(expr: Expr, style: TextStyle) -> Piece:
    return Piece((*_norm(expr, style).items, style.raised("2")), Level.FACTOR)


def _inner(expr: Expr, style: TextStyle) -> Piece:
    left, right = style.inner
    return Piece((Group(left, rules.listed(expr, style), right),), Level.ATOM)


def _apply(expr: Expr, style: Style) -> Piece:
    return rules.called(expr.data.name, expr, style)


def _ones(expr: Expr, _: Style) -> Piece:
    return atom(f"1({expr.rows}, {expr.cols})")


def _commutation(expr: Expr, _: Style) -> Piece:
    rows, cols = expr.data
    return atom(f"K({rows}, {cols})")


def _selection(expr: Expr, _: Style) -> Piece:
    before, size, _ = expr.data
    return atom(f"I[:, {before + 1}..{before + size}]")


def _block(expr: Expr, style: Style) -> Piece:
    rows = [
        ", ".join(plain(inside(shown_block(one), style)) for one in row) for row in block_rows(expr)
    ]
    return atom(f"[{'; '.join(rows)}]")


def _member(expr: Expr, _: Style) -> Piece:
    layers, position = expr.data
    return atom(f"{layers.shown}[{position}]")


def _chain(expr: Expr, _: Style) -> Piece:
    layers, high, low = expr.data
    return atom(f"{layers.shown}[{high}..{low}]")


def _defined(expr: Expr, style: Style) -> Piece:
    layers, high, low = expr.data
    return _chain(expr, style) if high != low else atom(f"{layers.name}[{low}]")


def _layer_sum(expr: Expr, style: TextStyle) -> Piece:
    name, low, high = expr.data
    found: Items = (f"{name}={low}..{high}, ", *inside(expr.args[0], style))
    return Piece((style.sum, *bracketed(found)), Level.ATOM)


def _along(expr: Expr, style: Style) -> Piece:
    order = expr.data[1]
    power = style.raised(str(order)) if order > 1 else ""
    body = at_least(expr.args[0], Level.FACTOR, style)
    return Piece((f"d{power}/dt{power} ", *body), Level.PREFIX)


_CALLS = "vec diag diagonal expm det logdet grad jacobian hess"
_RULES: dict[str, Rule] = {
    **SHARED,
    **{name: rules.call(name) for name in _CALLS.split()},
    "trace": rules.call("tr"),
    "total": rules.call("sum"),
    "size": _size,
    "member": _member,
    "chain": _chain,
    "defined": _defined,
    "identity": rules.constant("I"),
    "zeros": rules.constant("0"),
    "ones": _ones,
    "commutation": _commutation,
    "selection": _selection,
    "block": _block,
    "entrywise": _entrywise,
    "transpose": _transpose,
    "norm": _norm,
    "frob2": _frob2,
    "inner": _inner,
    "sum": _layer_sum,
    "apply": _apply,
    "along": _along,
}
_STYLES = {
    "ascii": TextStyle(
        "text", _RULES, "(x)", "o", "./", "*", _name, lambda power: f"^{power}", _fraction,
        transpose="'", entrywise=".^", sum="sum", norm=("|", "|_F"), inner=("<", ">"),
    ),
    "unicode": TextStyle(
        "text", _RULES, "⊗", "∘", "⊘", "*", _name, lambda power: power.translate(_RAISED),
        _fraction, transpose="ᵀ", entrywise="^∘", sum="∑", norm=("‖", "‖_F"), inner=("⟨", "⟩"),
    ),
}  # fmt: skip
