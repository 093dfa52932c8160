"""Hypotheses that hold by construction: an equation solved for a letter defines that letter.

From Y = W X, from W X - Y = 0 or from Y' = X' W' the letter Y gets the value of W X.  The letter
must occur once, with a number as its factor, and in nothing that the rest depends on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import reduce
from operator import add
from typing import Any, TypeAlias

from numeric.compare import compare
from numeric.dimensions import Dimensions
from numeric.fields import FieldError, SingularError, exact, mpmath
from numeric.instance import Instance, Letter
from symland.language.build import zeros
from symland.language.claims import Claim, Statement
from symland.language.expr import Expr, Matrix, Scalar, number
from symland.language.integers import Constraint

Term: TypeAlias = tuple[Fraction, Expr]
Name: TypeAlias = tuple[str, str]
Definitions: TypeAlias = Mapping[Letter, Expr]
ROUNDED = 30  # digits to which a value without exact entries must be symmetric


def construct(given: Iterable[Statement], instance: Instance) -> tuple[Instance, list[Statement]]:
    """The instance with letters defined so that hypotheses hold, and the other hypotheses.

    Constraints on sizes and layer indices that hold in the instance are not among the others.
    """
    definitions, others = dict(instance.definitions), []
    for statement in given:
        if isinstance(statement, Constraint):
            if not instance.dimensions.holds(statement):
                others.append(statement)
            continue
        found = solve(statement, replace(instance, definitions=definitions))
        if found is None:
            others.append(statement)
        else:
            definitions[found[0]] = found[1]
    return replace(instance, definitions=definitions), others


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


def _isolated(term: Term, rest: list[Term], instance: Instance) -> Letter | None:
    """The letter of a term, if the equation can be solved for it."""
    symbol = _plain(term[1])
    if not term[0] or symbol.op not in ("symbol", "member"):
        return None
    letter = _letter(symbol, instance.dimensions)
    used = _dependencies((other for _, other in rest), instance.definitions)
    return None if letter in instance.definitions or _name(letter) in used else letter


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


def _letter(symbol: Expr, dimensions: Dimensions) -> Letter:
    if symbol.op == "member":
        units = tuple(dimensions.value(unit) for unit in symbol.data[0].params)
        return Letter("member", symbol.data[0].name, dimensions.value(symbol.data[1]), units)
    return Letter("matrix" if symbol.is_matrix else "scalar", symbol.data[0])


def _name(letter: Letter) -> Name:
    return letter.kind, letter.name


def _dependencies(exprs: Iterable[Expr], definitions: Definitions) -> set[Name]:
    """Letters and families that the value of some expressions depends on."""
    found: set[Name] = set()
    for expr in exprs:
        found.update(name for node in expr.walk() for name in _used(node))
    inside = [value for letter, value in definitions.items() if _name(letter) in found]
    rest = {letter: value for letter, value in definitions.items() if _name(letter) not in found}
    return found | _dependencies(inside, rest) if inside else found


def _used(node: Expr) -> Iterator[Name]:
    if node.op == "symbol":
        yield "matrix" if node.is_matrix else "scalar", node.data[0]
    elif node.op in ("member", "chain"):
        yield "member", node.data[0].name
