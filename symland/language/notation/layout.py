"""Views of a tree for display: products with their signs and quotients, flat sums, powers.

The trees are not rewritten; a `Product` is the view `sign * numbers * factors / (below) * matrix`
of a node, so that `scale(-1/2, A)` can be shown as `-A/2`, and the derivative of A.^3 as `3 A.^2`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeAlias, TypeVar

from symland.errors import ExpressionError
from symland.language.build import ones, zeros
from symland.language.expr import Expr, Scalar, number
from symland.language.functions import Activation
from symland.language.integers import Atom, Int, symbol


@dataclass(slots=True)
class Product:
    """A node as sign, numbers above and below the fraction bar, scalar factors, one matrix."""

    negative: bool = False
    numbers: list[int] = field(default_factory=list)
    factors: list[Expr] = field(default_factory=list)
    numbers_below: list[int] = field(default_factory=list)
    factors_below: list[Expr] = field(default_factory=list)
    matrix: Expr | None = None


Rule = TypeVar("Rule")
Gather: TypeAlias = "Callable[[Expr, Product], None]"


def product_of(expr: Expr) -> Product:
    """The node seen as a product; numbers come first, all signs are drawn to the front."""
    found = Product()
    _gather(expr, found)
    return found


def terms_of(expr: Expr) -> list[Expr]:
    """The terms of a sum, nested sums and sizes such as `n + 1` included."""
    if expr.op == "add":
        return [term for arg in expr.args for term in terms_of(arg)]
    if expr.op == "size" and len(expr.data.terms) > 1:
        return [Scalar("size", (), Int((term,))) for term in expr.data.terms]
    return [expr]


def flat(expr: Expr, op: str) -> list[Expr]:
    """The operands of an associative operation, nested ones of the same kind included."""
    if expr.op != op:
        return [expr]
    return [operand for arg in expr.args for operand in flat(arg, op)]


def signed_sum(pieces: list[tuple[bool, str]]) -> str:
    """`a - b + c` from pairs (is negative, text without sign)."""
    negative, first = pieces[0]
    rest = [f" {'-' if minus else '+'} {text}" for minus, text in pieces[1:]]
    return ("-" if negative else "") + first + "".join(rest)


def is_power_derivative(expr: Expr) -> bool:
    """Whether a node is a derivative of an entrywise power, which is shown carried out."""
    function = expr.data
    return function.name == "power" and function.parameter is not None and function.order > 0


def exponent_of(expr: Expr) -> Fraction | None:
    """The exponent of an entrywise power, None for every other node."""
    is_power = expr.op == "entrywise" and expr.data.name == "power" and not expr.data.order
    return expr.data.parameter if is_power else None


def is_root(expr: Expr) -> bool:
    """Whether a node is an entrywise square root."""
    return exponent_of(expr) == Fraction(1, 2)


def divisor_of(expr: Expr) -> Expr | None:
    """B for an entrywise product that ends with B.^-1, and is so shown as a quotient."""
    last = expr.args[-1]
    return last.args[0] if exponent_of(last) == -1 else None


def rule_for(rules: Mapping[str, Rule], expr: object, what: str) -> Rule:
    """The printing rule of a node; raises `ExpressionError` for anything that has none."""
    if not isinstance(expr, Expr):
        raise ExpressionError(f"{what} needs an expression, not {expr!r} ({type(expr).__name__})")
    if expr.op not in rules:
        raise ExpressionError(f"{what} does not know the operation `{expr.op}`")
    return rules[expr.op]


def _gather(expr: Expr, found: Product) -> None:
    _GATHER.get(expr.op, _gather_other)(expr, found)


def _gather_other(expr: Expr, found: Product) -> None:
    if expr.is_matrix:
        found.matrix = expr
    else:
        found.factors.append(expr)


def _gather_entrywise(expr: Expr, found: Product) -> None:
    if not is_power_derivative(expr):
        _gather_other(expr, found)
        return
    base, exponent, factor = expr.args[0], Fraction(expr.data.parameter), Fraction(1)
    for _ in range(expr.data.order):
        factor, exponent = factor * exponent, exponent - Fraction(1)
    if not factor and expr.is_matrix:
        found.matrix = zeros(expr.rows, expr.cols)
        return
    _gather_number(number(factor), found)
    if exponent == 1 and factor:
        _gather(base, found)
    elif exponent and factor:
        _gather_other(Activation("power", 0, exponent)(base), found)
    elif expr.is_matrix:
        found.matrix = ones(expr.rows, expr.cols)


def _gather_number(expr: Expr, found: Product) -> None:
    value = expr.data
    found.negative ^= value < 0
    if abs(value.numerator) != 1:
        found.numbers.append(abs(value.numerator))
    if value.denominator != 1:
        found.numbers_below.append(value.denominator)


def _gather_operands(expr: Expr, found: Product) -> None:
    for arg in expr.args:
        _gather(arg, found)


def _gather_power(expr: Expr, found: Product) -> None:
    (base,), exponent = expr.args, expr.data
    if exponent >= 0:
        found.factors.append(expr)
        return
    below = product_of(base) if exponent == -1 else Product(factors=[_power(base, -exponent)])
    if below.negative or below.numbers_below or below.factors_below:
        below = Product(factors=[base])
    found.numbers_below += below.numbers
    found.factors_below += below.factors


def _gather_size(expr: Expr, found: Product) -> None:
    """A size such as 2 m n is shown as its factors; n + 1 stays together, in brackets."""
    if len(expr.data.terms) != 1:
        if expr.data.terms:
            found.factors.append(expr)
        else:
            found.numbers.append(0)
        return
    ((monomial, number),) = expr.data.terms
    found.negative ^= number < 0
    if abs(number) != 1:
        found.numbers.append(abs(number))
    found.factors += [_size_power(atom, power) for atom, power in monomial]


def _size_power(atom: Atom, power: int) -> Scalar:
    single = Scalar("size", (), symbol(atom))
    return single if power == 1 else _power(single, power)


def _power(base: Expr, exponent: int) -> Scalar:
    return Scalar("power", (base,), exponent)


_GATHER: dict[str, Gather] = {
    "number": _gather_number,
    "mul": _gather_operands,
    "scale": _gather_operands,
    "power": _gather_power,
    "size": _gather_size,
    "entrywise": _gather_entrywise,
}
