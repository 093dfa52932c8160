"""Hypotheses of a refutation: formulas of the exact evaluator, read from data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from numeric.dimensions import range_constraints
from numeric.requirements import Requirements, requirements
from numeric.truth import Formula
from symland.errors import ExpressionError
from symland.language.build import index_name
from symland.language.claims import RELATIONS, Claim
from symland.language.encoding import read, read_claim
from symland.language.expr import Expr, Matrix
from symland.language.integers import Constraint, Int

CONNECTIVES = {"implies": 2, "iff": 2}
OF_NUMBERS = ("numbers", "values")
OF_MATRICES = ("psd", "positive", "distinct")


def read_formula(data: Any, table: Sequence[Any]) -> Formula:
    """A formula; raises `ExpressionError` for what is none."""
    if not isinstance(data, list) or not data or not isinstance(data[0], str):
        raise ExpressionError("a formula is a list that begins with a word")
    word, *parts = data
    if word in RELATIONS:
        return read_claim(read(data, table))
    if word == "range":
        (value,) = read(parts, table)
        return Constraint(_of(value, Int))
    if word == "and" or CONNECTIVES.get(word) == len(parts):
        return word, *(read_formula(part, table) for part in parts)
    if word == "layers":
        indices, where, body = parts
        bound = tuple(_of(one, Int) for one in read(indices, table))
        for one in bound:
            index_name(one)
        limits = tuple(_of(read_formula(one, table), Constraint) for one in where)
        return word, bound, limits, read_formula(body, table)
    if word in OF_NUMBERS:
        letter = _of(read(parts[0], table), Expr)
        if letter.op != "symbol" or (isinstance(letter, Matrix) and not letter.is_single):
            raise ExpressionError(f"`{letter}` is no letter for a number")
        if word == "values":
            return word, letter, _of(read(parts[1], table), Expr)
        return word, letter, read_formula(parts[1], table)
    if word in OF_MATRICES:
        (value,) = read(parts, table)
        return word, _square(_of(value, Matrix))
    raise ExpressionError(f"`{word}` is no word of formulas")


def _of(value: Any, kind: type) -> Any:
    if not isinstance(value, kind):
        raise ExpressionError(f"`{value}` is no {kind.__name__.lower()}")
    return value


def _square(value: Matrix) -> Matrix:
    if value.rows != value.cols:
        raise ExpressionError(f"`{value}` is not square")
    return value


def needs_of(formulas: Iterable[Formula]) -> list[Requirements]:
    """What occurs free in each of some formulas."""
    return [_free(formula) for formula in formulas]


def ranges_in(needs: Iterable[Requirements]) -> Iterator[Constraint]:
    """The ranges of the layer indices that occur free."""
    return (rule for one in needs for atom in one.index_atoms for rule in range_constraints(atom))


def exprs_in(formulas: Iterable[Formula]) -> list[Expr]:
    """The sides of claims, and matrices of which something is said."""
    found: list[Expr] = []
    for one in _subjects(tuple(formulas)):
        found += [one.left, one.right] if isinstance(one, Claim) else []
        found += [one] if isinstance(one, Expr) else []
    return found


def _free(formula: Formula) -> Requirements:
    found = requirements(_subjects(formula))
    indices, numbers = set(_bound(formula, ("layers",))), set(_bound(formula, OF_NUMBERS))
    for atom in [one for one in found.index_atoms if one.name in indices]:
        del found.index_atoms[atom]
    for name in numbers:
        found.letters.pop(name, None)
        found.scalars.pop(name, None)
    return found


def _subjects(formula: Any) -> Iterator[Any]:
    """Claims, constraints, sizes and matrices in a formula."""
    if isinstance(formula, Int):
        yield Constraint(formula)
    elif isinstance(formula, tuple):
        for part in formula:
            yield from _subjects(part)
    elif not isinstance(formula, str):
        yield formula


def _bound(formula: Any, words: Sequence[str]) -> Iterator[str]:
    if not isinstance(formula, tuple):
        return
    if formula and isinstance(formula[0], str) and formula[0] in words:
        bound = formula[1] if isinstance(formula[1], tuple) else (formula[1],)
        yield from (index_name(one) if isinstance(one, Int) else one.data[0] for one in bound)
    for part in formula:
        yield from _bound(part, words)
