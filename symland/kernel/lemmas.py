"""Conclusions about real matrices that are no combination of equations, each from a known one.

Numbers are real and matrices finite, so: E = 0 where E'E, E E' or tr(E'E) is zero (or the trace is
at most zero); B A = I where A B = I and both are square; E = 0 where s E = 0 and s is not zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

from symland.kernel.check import Equation, equal
from symland.kernel.linear import Context, KernelError
from symland.kernel.poly import ONE, Poly
from symland.kernel.syntax import Term
from symland.kernel.terms import expand

Statement = tuple[str, Term, Term]  # relation, left, right
MINUS = ("num", "-1")


def minus(left: Term, right: Term) -> Term:
    """The difference of two terms."""
    return "add", left, ("scale", MINUS, right)


def gram(difference: Term, way: str) -> Term:
    """E'E, E E' or tr(E'E); zero only if E is."""
    turned = ("T", difference)
    products: dict[str, Term] = {
        "gram": ("mul", turned, difference),
        "outer": ("mul", difference, turned),
        "trace": ("tr", ("mul", turned, difference)),
    }
    if way not in products:
        raise KernelError(f"no quantity {way!r} shows that a matrix is zero")
    return products[way]


def definite(claim: Equation, known: Statement, way: str, context: Context) -> bool:
    """left = right, as `known` says that a square of left - right is zero (a trace: at most)."""
    relation, one, other = known
    if relation != "eq" and not (way == "trace" and relation == "le"):
        return False
    return equal(minus(one, other), gram(minus(*claim), way), context)


def square(claim: Equation, known: Statement, factors: Equation, context: Context) -> bool:
    """B A = I, as `known` says A B = I with square factors A and B."""
    relation, one, other = known
    first, second = factors
    size = sides_of(first, context)
    if relation != "eq" or size != sides_of(second, context) or size[0] != size[1]:
        return False
    unit = ("eye", size[0])
    pairs = ((minus(one, other), minus(("mul", first, second), unit)),
             (minus(*claim), minus(("mul", second, first), unit)))  # fmt: skip
    return all(equal(*pair, context) for pair in pairs)


def cancel(claim: Equation, known: Sequence[Statement], factor: Term, context: Context) -> bool:
    """left = right, as factor * (left - right) = 0 is known, and that the factor is not zero."""
    (relation, one, other), (order, great, small) = known
    is_number = sides_of(factor, context) == (ONE, ONE)
    if relation != "eq" or order not in ("lt", "gt") or not is_number:
        return False
    product = ("mul", factor, minus(*claim))
    if not equal(minus(one, other), product, context):
        return False
    sign = minus(great, small)
    return equal(sign, factor, context) or equal(sign, ("mul", MINUS, factor), context)


def sides_of(matrix: Term, context: Context) -> tuple[Poly, Poly]:
    """The numbers of rows and columns of a term."""
    raw = expand(matrix, context)
    rows, cols = (reduce(lambda a, b: a * b, side, ONE) for side in (raw.rows, raw.cols))
    return rows, cols
