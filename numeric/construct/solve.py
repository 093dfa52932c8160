"""An equation solved for a letter defines that letter.

From Y = W X, from W X - Y = 0 or from Y' = X' W' the letter Y gets the value of W X.  The letter
must occur once, with a number as its factor, and in nothing that the rest depends on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from functools import reduce
from operator import add
from typing import Any, TypeAlias

from numeric.compare import compare
from numeric.dimensions import Dimensions
from numeric.fields import FieldError, SingularError, exact, mpmath
from numeric.instance import Instance, Letter
from symland.errors import NamingError
from symland.language.build import zeros
from symland.language.claims import Claim
from symland.language.expr import Expr, Matrix, Scalar, number

Term: TypeAlias = tuple[Fraction, Expr]
Used: TypeAlias = Letter | tuple[str, str]  # the latter are kind and name of a whole family
Definitions: TypeAlias = Mapping[Letter, Expr]
ROUNDED = 30  # digits to which a value without exact entries must be symmetric


def solve(claim: Claim, instance: Instance) -> tuple[Letter, Expr] | None:
    """A letter and the expression that it must equal, or None where no letter can be isolated."""
    if claim.relation != "eq":
        return None
    left, right = list(_terms(claim.left, Fraction(1))), list(_terms(claim.right, Fraction(-1)))
    order = [*right, *left] if len(right) == 1 < len(left) else [*left, *right]
    for term in order:
        rest = [other for other in (*left, *right) if other is not term]
        letter = _isolated(term, rest, instance)
        if letter is not None:
            value = _value(term, rest)
            if not _is_symmetric(_plain(term[1])) or _has_symmetric_value(value, instance):
                return letter, value
    return None


def isolated_scalar(claim: Claim, instance: Instance) -> tuple[Any, Expr, int, bool] | None:
    """The parameter a in a >= r or a <= r, with r, 1 or -1, and whether the order is strict."""
    if claim.relation == "eq" or claim.left.is_matrix:
        return None
    left, right = list(_terms(claim.left, Fraction(1))), list(_terms(claim.right, Fraction(-1)))
    for term in (*left, *right):
        rest = [other for other in (*left, *right) if other is not term]
        if term[1].op == "symbol" and _isolated(term, rest, instance) is not None:
            sign = 1 if (claim.relation in ("ge", "gt")) == (term[0] > 0) else -1
            return term[1], _value(term, rest), sign, claim.relation in ("gt", "lt")
    return None


def depends(value: Expr, letter: Letter, instance: Instance) -> bool:
    """Whether a value depends on a letter, also through the definitions of others."""
    used = _dependencies([value], instance.definitions, instance.dimensions)
    return _is_among(letter, used)


def _isolated(term: Term, rest: list[Term], instance: Instance) -> Letter | None:
    """The letter of a term, if the equation can be solved for it."""
    symbol = _plain(term[1])
    if not term[0] or symbol.op not in ("symbol", "member"):
        return None
    letter = letter_of(symbol, instance.dimensions)
    others = (other for _, other in rest)
    used = _dependencies(others, instance.definitions, instance.dimensions)
    return None if letter in instance.definitions or _is_among(letter, used) else letter


def _value(term: Term, rest: list[Term]) -> Expr:
    """The rest of an equation, divided by the factor of the term."""
    shape = term[1]
    if isinstance(shape, Matrix):
        pieces = [number(-other / term[0]) * expr for other, expr in rest]
        total = reduce(add, pieces) if pieces else zeros(shape.rows, shape.cols)
        return total if shape.op != "transpose" else total.T
    return reduce(add, [number(-other / term[0]) * expr for other, expr in rest], number(0))


def _terms(expr: Expr, factor: Fraction) -> Iterator[Term]:
    """The summands of an expression with their numerical factors."""
    if expr.op == "let":
        yield from _terms(expr.args[0], factor)
    elif expr.op == "add":
        for arg in expr.args:
            yield from _terms(arg, factor)
    elif expr.op in ("scale", "mul") and expr.args[0].op == "number":
        yield from _terms(_without_first(expr), factor * expr.args[0].data)
    elif not _is_zero(expr):
        yield factor, expr


def _without_first(expr: Expr) -> Expr:
    rest = expr.args[1:]
    return rest[0] if len(rest) == 1 else Scalar("mul", rest)


def _is_zero(expr: Expr) -> bool:
    return expr.op == "zeros" or (expr.op == "number" and expr.data == 0)


def _plain(expr: Expr) -> Expr:
    """The operand of a transpose, or the expression itself."""
    return expr.args[0] if expr.op == "transpose" else expr


def _is_symmetric(symbol: Expr) -> bool:
    return symbol.op == "symbol" and "symmetric" in symbol.data[1]


def _has_symmetric_value(value: Any, instance: Instance) -> bool:
    """Whether a symmetric letter may have this value in this instance."""
    for field in (exact, mpmath(ROUNDED)):
        try:
            return compare(Claim("eq", value, value.T), instance, field).holds is True
        except FieldError:
            continue
        except SingularError:
            return False
    return False


def letter_of(symbol: Expr, dimensions: Dimensions) -> Letter:
    """What an instance gives a value to for a symbol or a member of a family."""
    if symbol.op == "member":
        units = tuple(dimensions.value(unit) for unit in symbol.data[0].params)
        return Letter("member", symbol.data[0].name, dimensions.value(symbol.data[1]), units)
    return Letter("matrix" if symbol.is_matrix else "scalar", symbol.data[0])


def _dependencies(
    exprs: Iterable[Expr], definitions: Definitions, dimensions: Dimensions
) -> set[Used]:
    """What the value of some expressions depends on, also through the definitions of letters."""
    found: set[Used] = set()
    for expr in exprs:
        found.update(one for node in expr.walk() for one in _used(node, dimensions))
    inside = [value for letter, value in definitions.items() if _is_among(letter, found)]
    rest = {letter: v for letter, v in definitions.items() if not _is_among(letter, found)}
    return found | _dependencies(inside, rest, dimensions) if inside else found


def _is_among(letter: Letter, used: set[Used]) -> bool:
    return letter in used or (letter.kind, letter.name) in used


def _used(node: Expr, dimensions: Dimensions) -> Iterator[Used]:
    """Letters, and kind and name of a family whose members cannot be told (inside sums)."""
    if node.op == "symbol":
        yield letter_of(node, dimensions)
    elif node.op in ("member", "chain"):
        layers, high, *low = node.data
        try:
            units = tuple(dimensions.value(unit) for unit in layers.params)
            places = dimensions.value(high), dimensions.value(low[0] if low else high)
        except NamingError:
            yield "member", layers.name
            return
        for place in range(places[1], places[0] + 1):
            yield Letter("member", layers.name, place, units)
