"""Whether a formula holds at one instance, decided exactly.

A formula is a claim, a constraint on layer indices, or a tuple that begins with a word:

| formula | says |
|---|---|
| ("and", f, ...), ("implies", f, g), ("iff", f, g) | as in logic |
| ("layers", indices, where, f) | f at all layers in the ranges of the indices, where these hold |
| ("numbers", x, f) | f for every number x; the entrywise functions in it are quotients |
| ("values", x, a) | the formula a in the number x takes every value |
| ("suffices", f) | something that follows from f: it is not known to be false where f is |
| ("psd", A) | the symmetric matrix A is positive semidefinite |
| ("positive", A), ("distinct", A) | the entries on the diagonal of A are |

What cannot be decided is None, neither True nor False.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeAlias

import numpy as np

from numeric.arithmetic import Array, DomainError, Field, FieldError
from numeric.compare import Comparison, compare
from numeric.endless import has_no_end, places
from numeric.evaluate import Evaluator
from numeric.fields import ball, exact, exponential
from numeric.instance import Instance, Letter
from numeric.polynomials import Open
from numeric.rational_functions import Quotient, RationalFunctions
from numeric.signs import has_every_value, is_nonnegative, is_positive, vanishes_where
from symland.errors import ExpressionError
from symland.language.build import index_name
from symland.language.claims import Claim
from symland.language.families import at
from symland.language.integers import Constraint, Int, integer

Formula: TypeAlias = "Claim | Constraint | tuple[Any, ...]"
BALLS = ball(30)
MOST_LAYERS = 64  # values of bound layer indices that are taken
VARIABLE = np.array([[Open(0)]], dtype=object)


def compared(claim: Claim, instance: Instance) -> tuple[Comparison, Field]:
    """Both sides exactly, or in balls that enclose them where a function has no exact values.

    Balls that do not meet show that two sides differ; they never show that sides are equal.
    """
    for numbers in (exact, exponential):
        try:
            return compare(claim, instance, numbers), numbers
        except DomainError:
            raise
        except FieldError:
            continue
    found = compare(claim, instance, BALLS)
    return (replace(found, holds=None) if found.holds else found), BALLS


def truth(formula: Formula, instance: Instance) -> bool | None:
    """True or False in an instance, None where that is not decided.

    >>> from numeric.instance import instance
    >>> from symland.language.build import matrix
    >>> A = matrix("A", 2, 2)
    >>> truth(("psd", A), instance(letters={"A": [[1, 2], [2, 1]]}))
    False
    """
    if isinstance(formula, Constraint):
        return instance.dimensions.holds(formula)
    if isinstance(formula, Claim):
        return compared(formula, instance)[0].holds
    word, *parts = formula
    if word == "and":
        return _all(_inside(part, instance) for part in parts)
    if word in ("implies", "iff"):
        return _CONNECTED[word](*(_inside(part, instance) for part in parts))
    if word == "layers":
        indices, where, body = parts
        return _all(_inside(one, instance) for one in _at_layers(indices, where, body, instance))
    if word == "numbers":
        return _at_every_number(parts[1], parts[0], instance)
    if word == "values":
        gap = _gap(Claim("eq", parts[1], 0 * parts[1]), parts[0], instance)
        return None if gap is None else has_every_value(gap.above, gap.below)
    if word == "suffices":
        return _inside(parts[0], instance) or None
    if word in _MATRICES:
        (matrix,) = parts
        return _MATRICES[word](Evaluator(instance, exact).value(matrix))
    raise ExpressionError(f"`{word}` is no word of formulas")


def _inside(formula: Formula, instance: Instance) -> bool | None:
    """A part of a formula; layers without end are not tried there."""
    if is_endless(formula):
        raise TypeError("layers without end inside of another statement")
    return truth(formula, instance)


def is_endless(formula: Formula) -> bool:
    """Whether it is about layers without end; it is to be decided after all others.

    It supposes that the layers which an instance does not have yet are like its last ones.
    """
    return isinstance(formula, tuple) and formula[0] == "layers" and has_no_end(formula[1])


def _all(found: Iterable[bool | None]) -> bool | None:
    open_ends = False
    for one in found:
        if one is False:
            return False
        open_ends = open_ends or one is None
    return None if open_ends else True


def _implies(left: bool | None, right: bool | None) -> bool | None:  # noqa: FBT001
    if left is False or right is True:
        return True
    return False if left is True and right is False else None


def _iff(left: bool | None, right: bool | None) -> bool | None:  # noqa: FBT001
    return None if left is None or right is None else left == right


_CONNECTED: dict[str, Callable[..., bool | None]] = {"implies": _implies, "iff": _iff}


# -- matrices -------------------------------------------------------------------------------------


def _is_psd(rest: Array) -> bool:
    """By elimination: symmetric, its pivots are positive, and 0 where a pivot is."""
    if not exact.is_zero(exact.subtract(rest, rest.T)):
        return False
    while rest.size:
        pivot, column = rest[0, 0], rest[1:, :1]
        if pivot < 0 or (pivot == 0 and not exact.is_zero(column)):
            return False
        rest = rest[1:, 1:]
        if pivot > 0:
            rest = rest - (column @ column.T) * exact.reciprocal(pivot)
    return True


def _has_positive_diagonal(square: Array) -> bool:
    return all(value > 0 for value in square.diagonal())


def _has_distinct_diagonal(square: Array) -> bool:
    values = [str(value) for value in square.diagonal()]
    return len(set(values)) == len(values)


_MATRICES: dict[str, Callable[[Array], bool]] = {
    "psd": _is_psd,
    "positive": _has_positive_diagonal,
    "distinct": _has_distinct_diagonal,
}


# -- all layers -----------------------------------------------------------------------------------


def _at_layers(
    indices: Sequence[Int], where: Sequence[Constraint], body: Formula, instance: Instance
) -> Iterator[Formula]:
    """The body at all layers in their ranges; an index without a range raises `TypeError`."""
    for values in _places(indices, where, body, instance):
        found = body
        for index in indices:
            found = formula_at(found, index, integer(values[index_name(index)]))
        yield found


def _places(
    indices: Sequence[Int], where: Sequence[Constraint], body: Formula, instance: Instance
) -> Iterator[Mapping[str, int]]:
    """Values of layer indices; for layers without end those that stand for all."""
    if has_no_end(indices):
        yield from places(indices, where, body, instance)
        return
    value = instance.dimensions.value
    known: list[Mapping[str, int]] = [{}]
    for index in indices:
        (atom,) = index.atoms()
        if atom.low is None or atom.high is None:
            raise TypeError(f"`{index}` has no range")
        known = [{**one, atom.name: place} for one in known
                 for place in range(value(atom.low, one), value(atom.high, one) + 1)]  # fmt: skip
        if len(known) > MOST_LAYERS:
            raise TypeError(f"`{index}` takes too many values")
    yield from (one for one in known if all(value(rule.value, one) >= 0 for rule in where))


def formula_at(formula: Any, index: Int, value: Int) -> Any:
    """The formula with a layer index replaced by a number; it must not bind it."""
    name = index_name(index)
    if isinstance(formula, Int):
        return formula.substitute(name, value)
    if isinstance(formula, Constraint):
        return Constraint(formula.value.substitute(name, value))
    if isinstance(formula, Claim):
        left, right = (at(side, index, value) for side in (formula.left, formula.right))
        return Claim(formula.relation, left, right)
    if isinstance(formula, tuple):
        if formula[:1] == ("layers",) and name in map(index_name, formula[1]):
            raise ExpressionError(f"`{name}` is bound twice")
        return tuple(formula_at(part, index, value) for part in formula)
    return formula if isinstance(formula, str) else at(formula, index, value)


# -- all numbers ----------------------------------------------------------------------------------


def _at_every_number(body: Any, letter: Any, instance: Instance) -> bool | None:
    """A statement about one number, for all of its values."""
    word = body[0] if isinstance(body, tuple) else ""
    if word == "and":
        return _all(_at_every_number(part, letter, instance) for part in body[1:])
    if word == "implies":
        equations = [one for one in body[1:] if isinstance(one, Claim) and one.relation == "eq"]
        gaps = [_gap(one, letter, instance) for one in equations]
        known = [gap.above for gap in gaps if gap is not None]
        return vanishes_where(*known) if len(known) == 2 else None
    if not isinstance(body, Claim):
        return None
    gap = _gap(body, letter, instance)
    if gap is None:
        return None
    if body.relation == "eq":
        return bool(gap.above == 0)
    upwards = gap.above if body.relation in ("ge", "gt") else -gap.above
    return (is_positive if body.relation in ("gt", "lt") else is_nonnegative)(upwards)


def _gap(claim: Claim, letter: Any, instance: Instance) -> Quotient | None:
    """left - right as a function of the number, None if it is none of one number."""
    name = letter.data[0]
    used = (node for value in instance.definitions.values() for node in value.walk())
    if any(node.op == "symbol" and node.data[0] == name for node in used):
        return None  # another letter of this name stands behind the instance
    key = Letter("matrix" if letter.is_matrix else "scalar", name)
    kept = {one: value for one, value in instance.definitions.items() if one != key}
    trial = replace(instance, letters={**instance.letters, key: VARIABLE}, definitions=kept)
    run = Evaluator(trial, RationalFunctions())
    gap = run.field.subtract(run.value(claim.left), run.value(claim.right))
    return gap.flat[0] if gap.size == 1 else None
