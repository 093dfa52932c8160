"""Whether a hypothesis that is more than an equation holds in one instance, decided exactly.

Properties such as psd(A) are decided from the entries, statements for all layers by taking all
layers, and a statement about every number x (`ForAll(x, Gt(sigma.d(x), 0))`) by the signs of
polynomials, the functions being polynomials or quotients of them.  What cannot be decided counts as
not holding, so that an instance of it is never reported.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from numeric.arithmetic import Array
from numeric.compare import compare
from numeric.dimensions import Dimensions
from numeric.entrywise import is_generic
from numeric.evaluate import Evaluator
from numeric.fields import exact
from numeric.instance import Instance, Letter
from numeric.polynomials import Open
from numeric.rational_functions import Quotient, RationalFunctions
from numeric.signs import is_nonnegative, is_positive, vanishes_where
from symland.errors import SymlandError
from symland.language.claims import Claim
from symland.language.expr import Expr
from symland.language.integers import Constraint, Int, integer
from symland.proof.facts import Hypothesis
from symland.proof.logic.expand import equations
from symland.proof.logic.instances import at_index, bound_names
from symland.proof.logic.statements import (
    And,
    ForAll,
    Iff,
    Implies,
    claims_in,
    is_equational,
    name_of,
)
from symland.proof.properties import Property

MOST_LAYERS = 64  # values of bound layer indices that are taken
VARIABLE = np.array([[Open(0)]], dtype=object)
UNDECIDED = (SymlandError, ArithmeticError, TypeError)


@dataclass(frozen=True, slots=True)
class Condition:
    """A hypothesis that an instance is checked for."""

    statement: Any

    def holds(self, instance: Instance) -> bool:
        """Whether it certainly holds in an instance."""
        try:
            return truth(self.statement, instance) is True
        except UNDECIDED:
            return False

    def equations(self, dimensions: Dimensions) -> list[Claim]:
        """Equations and inequalities that imply it at these sizes; none where they are not known.

        They may contain letters of their own, such as a factor B of A = B B'.
        """
        try:
            found = list(equations(self.statement, dimensions))
        except SymlandError:
            return []
        return [one for one in found if isinstance(one, Claim)]

    @property
    def claims(self) -> tuple[Claim, ...]:
        """The equations and inequalities in it."""
        return tuple(claims_in(self.statement))

    @property
    def bound(self) -> set[str]:
        """Names that are bound somewhere in it."""
        return bound_names(self.statement)

    @property
    def functions(self) -> frozenset[str]:
        """Names of the generic entrywise functions in it."""
        nodes = _nodes(self.statement)
        return frozenset(node.data.name for node in nodes
                         if node.op == "entrywise" and is_generic(node.data))  # fmt: skip

    @property
    def names(self) -> frozenset[str]:
        """Names of the letters and families in it."""
        symbols = [node.data[0] for node in _nodes(self.statement) if node.op == "symbol"]
        layers = [node.data[0].name for node in _nodes(self.statement)
                  if node.op in ("member", "chain", "defined")]  # fmt: skip
        return frozenset((*symbols, *layers))

    @property
    def is_closed(self) -> bool:
        """Whether it is about functions alone: every letter in it is bound."""
        bound = {name_of(one) for one in getattr(self.statement, "bound", ())}
        named = {node.data[0] for node in _nodes(self.statement) if node.op == "symbol"}
        families = any(node.op in ("member", "chain", "apply") for node in _nodes(self.statement))
        return named <= bound and not families

    def __str__(self) -> str:
        return str(self.statement)


def _nodes(statement: Any) -> list[Expr]:
    sides = (side for one in claims_in(statement) for side in (one.left, one.right))
    return [node for side in sides for node in side.walk()]


def conditions_of(given: tuple[Any, ...]) -> tuple[Condition, ...] | None:
    """The hypotheses beyond equations as conditions; None if one can never be decided."""
    found = [one for one in given if not is_equational(one)]
    if not all(map(_can_be_tried, found)):
        return None
    return tuple(map(Condition, found))


def _can_be_tried(statement: Any) -> bool:
    if isinstance(statement, Claim | Constraint | Hypothesis):
        return True
    if isinstance(statement, Property):
        return is_equational(statement) or statement.word in PROPERTIES
    if isinstance(statement, And):
        return all(map(_can_be_tried, statement.parts))
    if isinstance(statement, Implies | Iff):
        return _can_be_tried(statement.left) and _can_be_tried(statement.right)
    if not isinstance(statement, ForAll) or not _can_be_tried(statement.body):
        return False
    layers = [isinstance(one, Int) for one in statement.bound]
    return all(layers) or (len(layers) == 1 and _is_number(statement.bound[0]))


def _is_number(letter: Any) -> bool:
    return isinstance(letter, Expr) and (not letter.is_matrix or letter.is_single)  # type: ignore[attr-defined]


def truth(statement: Any, instance: Instance) -> bool | None:
    """True or False in an instance, None where that is not decided."""
    if isinstance(statement, Constraint):
        return instance.dimensions.holds(statement)
    if isinstance(statement, Hypothesis):
        return truth(statement.statement, instance)
    if isinstance(statement, Claim):
        return compare(statement, instance, exact).holds
    if isinstance(statement, Property):
        return _has(statement, instance)
    if isinstance(statement, And):
        return _all(truth(part, instance) for part in statement.parts)
    if isinstance(statement, Implies):
        return _implies(truth(statement.left, instance), truth(statement.right, instance))
    if isinstance(statement, Iff):
        left, right = truth(statement.left, instance), truth(statement.right, instance)
        return None if left is None or right is None else left == right
    if isinstance(statement, ForAll):
        return _for_all(statement, instance)
    return None


def _all(found: Iterator[bool | None]) -> bool | None:
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


def _has(found: Property, instance: Instance) -> bool | None:
    if not _all(truth(one, instance) for one in found.equations):
        return False
    if is_equational(found):
        return True
    return PROPERTIES[found.word](found, instance)


def _value(expr: Any, instance: Instance) -> Array:
    return Evaluator(instance, exact).value(expr)


def _is_psd(found: Property, instance: Instance) -> bool:
    """By elimination: a symmetric matrix whose pivots are positive, and 0 where a pivot is."""
    rest = _value(found.subject[0], instance)
    while rest.size:
        pivot, column = rest[0, 0], rest[1:, :1]
        if pivot < 0 or (pivot == 0 and not exact.is_zero(column)):
            return False
        rest = rest[1:, 1:]
        if pivot > 0:
            rest = rest - (column @ column.T) * exact.reciprocal(pivot)
    return True


def _has_positive_diagonal(found: Property, instance: Instance) -> bool:
    square = found.subject[2] if found.word == "reduced_svd" else found.subject[0]
    return all(value > 0 for value in _value(square, instance).diagonal())


def _has_distinct_diagonal(found: Property, instance: Instance) -> bool:
    values = [str(value) for value in _value(found.subject[0], instance).diagonal()]
    return len(set(values)) == len(values)


PROPERTIES = {
    "psd": _is_psd,
    "positive_diagonal": _has_positive_diagonal,
    "distinct_diagonal": _has_distinct_diagonal,
    "reduced_svd": _has_positive_diagonal,
}


def _for_all(statement: ForAll, instance: Instance) -> bool | None:
    if all(isinstance(one, Int) for one in statement.bound):
        return _all(truth(one, instance) for one in _layers(statement, instance))
    return _at_every_number(statement.body, statement.bound[0], instance)


def _layers(statement: ForAll, instance: Instance) -> Iterator[Any]:
    """The body at all layers in their ranges; an index without a range raises `TypeError`."""
    value = instance.dimensions.value
    known: list[Mapping[str, int]] = [{}]
    for index in statement.bound:
        (atom,) = index.atoms()
        if atom.low is None or atom.high is None:
            raise TypeError(f"`{index}` has no range")
        known = [{**one, atom.name: place} for one in known
                 for place in range(value(atom.low, one), value(atom.high, one) + 1)]  # fmt: skip
        if len(known) > MOST_LAYERS:
            raise TypeError(f"`{index}` takes too many values")
    for places in known:
        if all(value(rule.value, places) >= 0 for rule in statement.where):
            found = statement.body
            for index in statement.bound:
                found = at_index(found, index, integer(places[name_of(index)]))
            yield found


def _at_every_number(body: Any, letter: Any, instance: Instance) -> bool | None:
    """A statement about one number, for all of its values."""
    if isinstance(body, And):
        return _all(_at_every_number(part, letter, instance) for part in body.parts)
    if isinstance(body, Implies):
        equations = [one for one in (body.left, body.right)
                     if isinstance(one, Claim) and one.relation == "eq"]  # fmt: skip
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
