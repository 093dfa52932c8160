"""Expressions as one line of mathematical text, for terminals and error messages.

`W_2' E X'` is a product of matrices, `'` the transpose, `(x)` the Kronecker product, `o` the
entrywise product, `./` and `.^2` the entrywise quotient and power, `sigma'(A)` an entrywise
derivative, `|A|_F^2` the squared Frobenius norm, `W[l..1]` a product of layers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, TypeAlias

from symland.errors import ExpressionError
from symland.language.expr import Expr
from symland.language.notation.layout import (
    Level,
    Piece,
    Product,
    divisor_of,
    exponent_of,
    flat,
    is_power_derivative,
    is_root,
    product_of,
    rule_for,
    signed_sum,
    terms_of,
)

Style: TypeAlias = Literal["ascii", "unicode"]


@dataclass(frozen=True, slots=True)
class Signs:
    """The signs that differ between the two styles."""

    transpose: str
    kron: str
    hadamard: str
    division: str
    entrywise: str
    sum: str
    norm: tuple[str, str]
    inner: tuple[str, str]
    superscript: Callable[[str], str]


Rule: TypeAlias = "Callable[[Expr, Signs], Piece]"
_RAISED = str.maketrans("0123456789-+", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺")
_SIGNS = {
    "ascii": Signs("'", "(x)", "o", "./", ".^", "sum", ("|", "|_F"), ("<", ">"),
                   lambda power: f"^{power}"),
    "unicode": Signs("ᵀ", "⊗", "∘", "⊘", "^∘", "∑", ("‖", "‖_F"), ("⟨", "⟩"),
                     lambda power: power.translate(_RAISED)),
}  # fmt: skip


def text(expr: Expr, *, style: Style = "ascii") -> str:
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
    if style not in _SIGNS:
        raise ExpressionError(f"the style of text is 'ascii' or 'unicode', not {style!r}")
    return _piece(expr, _SIGNS[style]).text


def _piece(expr: Expr, signs: Signs) -> Piece:
    return rule_for(_RULES, expr, "text")(expr, signs)


def _fit(piece: Piece, level: Level) -> str:
    return piece.text if piece.level >= level else f"({piece.text})"


def _at_least(expr: Expr, level: Level, signs: Signs) -> str:
    return _fit(_piece(expr, signs), level)


def _inside(expr: Expr, signs: Signs) -> str:
    return _piece(expr, signs).text


def _name(name: str) -> Piece:
    return Piece(name, Level.FACTOR if name.endswith("'") or "^" in name else Level.ATOM)


def _symbol(expr: Expr, _: Signs) -> Piece:
    return _name(expr.data[0])


def _let(expr: Expr, _: Signs) -> Piece:
    return _name(expr.data)


def _size(expr: Expr, signs: Signs) -> Piece:
    atoms = [atom for term, number in expr.data.terms if number == 1 for atom in term]
    if len(expr.data.terms) == len(atoms) == 1 and atoms[0][1] == 1:
        return Piece(atoms[0][0].key, Level.ATOM)
    return _sum_of_terms(expr, signs) if len(expr.data.terms) > 1 else _product(expr, signs)


def _sum_of_terms(expr: Expr, signs: Signs) -> Piece:
    products = [product_of(term) for term in terms_of(expr)]
    terms = [(found.negative, _fit(_unsigned(found, signs), Level.PREFIX)) for found in products]
    return Piece(signed_sum(terms), Level.SUM)


def _product(expr: Expr, signs: Signs) -> Piece:
    found = product_of(expr)
    piece = _unsigned(found, signs)
    return Piece(f"-{_fit(piece, Level.PREFIX)}", Level.SUM) if found.negative else piece


def _unsigned(found: Product, signs: Signs) -> Piece:
    above, below = _above(found, signs), _below(found, signs)
    return Piece(f"{_fit(above, Level.PRODUCT)}/{below}", Level.PRODUCT) if below else above


def _above(found: Product, signs: Signs) -> Piece:
    operands = found.factors + ([] if found.matrix is None else [found.matrix])
    if not found.numbers and len(operands) == 1:
        return _piece(operands[0], signs)
    tokens = [str(number) for number in found.numbers]
    tokens += [_at_least(factor, Level.FACTOR, signs) for factor in found.factors]
    if found.matrix is not None:
        tokens.append(_at_least(found.matrix, Level.PRODUCT, signs))
    return Piece(_join(tokens or ["1"]), Level.PRODUCT if len(tokens) > 1 else Level.ATOM)


def _below(found: Product, signs: Signs) -> str:
    tokens = [str(number) for number in found.numbers_below]
    tokens += [_at_least(factor, Level.FACTOR, signs) for factor in found.factors_below]
    return f"({_join(tokens)})" if len(tokens) > 1 else "".join(tokens)


def _join(tokens: list[str]) -> str:
    """Juxtaposition; a number in front of something that starts with a digit needs a sign."""
    joined = tokens[0]
    for before, token in pairwise(tokens):
        joined += "*" if before.isdecimal() and token[0].isdecimal() else " "
        joined += token
    return joined


def _matmul(expr: Expr, signs: Signs) -> Piece:
    operands = flat(expr, "matmul")
    return Piece(_join([_at_least(arg, Level.FACTOR, signs) for arg in operands]), Level.PRODUCT)


def _kron(expr: Expr, signs: Signs) -> Piece:
    return Piece(_joined(list(expr.args), signs.kron, signs), Level.TENSOR)


def _hadamard(expr: Expr, signs: Signs) -> Piece:
    below = divisor_of(expr)
    if below is None:
        return Piece(_joined(list(expr.args), signs.hadamard, signs), Level.TENSOR)
    above = _joined(list(expr.args[:-1]), signs.hadamard, signs)
    return Piece(f"{above} {signs.division} {_at_least(below, Level.FACTOR, signs)}", Level.TENSOR)


def _joined(operands: list[Expr], sign: str, signs: Signs) -> str:
    return f" {sign} ".join(_at_least(operand, Level.FACTOR, signs) for operand in operands)


def _entrywise(expr: Expr, signs: Signs) -> Piece:
    if is_power_derivative(expr):
        return _product(expr, signs)
    exponent = exponent_of(expr)
    if exponent is None or is_root(expr):
        return _call(_function(expr) if exponent is None else "sqrt")(expr, signs)
    base = _at_least(expr.args[0], Level.ATOM, signs)
    shown = str(exponent) if exponent.denominator == 1 else f"({exponent})"
    return Piece(base + (signs.entrywise if expr.is_matrix else "^") + shown, Level.FACTOR)


def _function(expr: Expr) -> str:
    """The name of an entrywise function; one that ends with a prime is no derivative."""
    name, shown = expr.data.name, str(expr.data)
    return f"({name}){shown.removeprefix(name)}" if name.endswith("'") else shown


def _transpose(expr: Expr, signs: Signs) -> Piece:
    base = _at_least(expr.args[0], Level.ATOM, signs)
    return Piece(base + signs.transpose, Level.FACTOR)


def _raised(power: str) -> Rule:
    def rule(expr: Expr, signs: Signs) -> Piece:
        base = _at_least(expr.args[0], Level.ATOM, signs)
        return Piece(base + signs.superscript(power), Level.FACTOR)

    return rule


def _power(expr: Expr, signs: Signs) -> Piece:
    return _product(expr, signs) if expr.data < 0 else _matpower(expr, signs)


def _matpower(expr: Expr, signs: Signs) -> Piece:
    return _raised(str(expr.data))(expr, signs)


def _norm(expr: Expr, signs: Signs) -> Piece:
    inside = _inside(expr.args[0], signs)
    left, right = signs.norm
    inside = f"({inside})" if left in inside else inside
    return Piece(left + inside + right, Level.FACTOR)


def _frob2(expr: Expr, signs: Signs) -> Piece:
    return Piece(_norm(expr, signs).text + signs.superscript("2"), Level.FACTOR)


def _inner(expr: Expr, signs: Signs) -> Piece:
    left, right = signs.inner
    inside = ", ".join(_inside(arg, signs) for arg in expr.args)
    return Piece(left + inside + right, Level.ATOM)


def _call(name: str) -> Rule:
    def rule(expr: Expr, signs: Signs) -> Piece:
        inside = ", ".join(_inside(arg, signs) for arg in expr.args)
        return Piece(f"{name}({inside})", Level.ATOM)

    return rule


def _apply(expr: Expr, signs: Signs) -> Piece:
    return _call(expr.data.name)(expr, signs)


def _constant(shown: str) -> Rule:
    return lambda _expr, _signs: Piece(shown, Level.ATOM)


def _ones(expr: Expr, _: Signs) -> Piece:
    return Piece(f"1({expr.rows}, {expr.cols})", Level.ATOM)


def _commutation(expr: Expr, _: Signs) -> Piece:
    rows, cols = expr.data
    return Piece(f"K({rows}, {cols})", Level.ATOM)


def _member(expr: Expr, _: Signs) -> Piece:
    layers, position = expr.data
    return Piece(f"{layers.name}[{position}]", Level.ATOM)


def _chain(expr: Expr, _: Signs) -> Piece:
    layers, high, low = expr.data
    return Piece(f"{layers.name}[{high}..{low}]", Level.ATOM)


def _layer_sum(expr: Expr, signs: Signs) -> Piece:
    name, low, high = expr.data
    return Piece(f"{signs.sum}({name}={low}..{high}, {_inside(expr.args[0], signs)})", Level.ATOM)


def _along(expr: Expr, signs: Signs) -> Piece:
    order = expr.data[1]
    power = signs.superscript(str(order)) if order > 1 else ""
    body = _at_least(expr.args[0], Level.FACTOR, signs)
    return Piece(f"d{power}/dt{power} {body}", Level.PREFIX)


_RULES: dict[str, Rule] = {
    "number": _product,
    "size": _size,
    "symbol": _symbol,
    "let": _let,
    "member": _member,
    "chain": _chain,
    "identity": _constant("I"),
    "zeros": _constant("0"),
    "ones": _ones,
    "commutation": _commutation,
    "add": _sum_of_terms,
    "mul": _product,
    "scale": _product,
    "power": _power,
    "matmul": _matmul,
    "matpower": _matpower,
    "kron": _kron,
    "hadamard": _hadamard,
    "entrywise": _entrywise,
    "transpose": _transpose,
    "inverse": _raised("-1"),
    "pinv": _raised("+"),
    "vec": _call("vec"),
    "diag": _call("diag"),
    "diagonal": _call("diagonal"),
    "expm": _call("expm"),
    "scalar": lambda expr, signs: _piece(expr.args[0], signs),
    "trace": _call("tr"),
    "total": _call("sum"),
    "det": _call("det"),
    "logdet": _call("logdet"),
    "norm": _norm,
    "frob2": _frob2,
    "inner": _inner,
    "sum": _layer_sum,
    "apply": _apply,
    "grad": _call("grad"),
    "jacobian": _call("jacobian"),
    "hess": _call("hess"),
    "along": _along,
}
