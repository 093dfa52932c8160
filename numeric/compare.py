"""Whether a statement holds at one instance, in a given number system."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from numeric.arithmetic import Array, Field, FieldError
from numeric.evaluate import Evaluator
from numeric.instance import Instance
from symland.language.claims import RELATIONS, Claim, Statement
from symland.language.integers import Constraint


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """Both sides of a statement and what their difference says.

    `holds` is None where balls are too wide to tell.  `digits` counts the decimal digits to which
    the sides agree, relative to the larger side; where both sides vanish up to rounding, relative
    to the largest intermediate result.  Exact systems have no digits.
    """

    left: Array
    right: Array
    difference: Array
    holds: bool | None
    digits: float | None = None


def compare(
    claim: Claim, instance: Instance, field: Field, run: Evaluator | None = None
) -> Comparison:
    """Evaluate both sides of a statement, by an evaluator of the instance if one is given.

    >>> from numeric.fields import exact
    >>> from numeric.instance import instance
    >>> from symland.language.build import matrix, tr
    >>> from symland.language.claims import Eq
    >>> A = matrix("A", 2, 2)
    >>> compare(Eq(tr(A @ A), tr(A.T @ A)), instance(letters={"A": [[0, 1], [2, 0]]}), exact).holds
    False
    """
    if claim.relation != "eq" and not field.is_ordered:
        raise FieldError(f"`{RELATIONS[claim.relation]}` has no meaning {field.name}")
    run = run or Evaluator(instance, field)
    left, right = run.value(claim.left), run.value(claim.right)
    difference = field.subtract(left, right)
    digits = None if field.is_exact else _digits(run, left, right, difference)
    holds = _equal if claim.relation == "eq" else _ordered
    return Comparison(left, right, difference, holds(claim, field, difference, digits), digits)


def unmet(statements: Iterable[Statement], instance: Instance, field: Field) -> list[Statement]:
    """Those statements that do not hold, or that this number system cannot decide."""
    return [statement for statement in statements if not _is_met(statement, instance, field)]


def first_unmet(
    statements: Iterable[Statement], instance: Instance, field: Field
) -> Statement | None:
    """The first statement that does not hold, or that this number system cannot decide.

    What is common to them is evaluated once, unless digits are counted.
    """
    run = Evaluator(instance, field) if field.is_exact else None
    return next((one for one in statements if not _is_met(one, instance, field, run)), None)


def _is_met(
    statement: Statement, instance: Instance, field: Field, run: Evaluator | None = None
) -> bool:
    if isinstance(statement, Constraint):
        return instance.dimensions.holds(statement)
    decidable = statement.relation == "eq" or field.is_ordered
    return decidable and compare(statement, instance, field, run).holds is True


def _equal(_: Claim, field: Field, difference: Array, digits: float | None) -> bool | None:
    if field.digits is None or digits is None:
        return field.is_zero(difference)
    if digits >= field.digits:
        return True
    return None if field.is_zero(difference) else False


def _ordered(claim: Claim, field: Field, difference: Array, digits: float | None) -> bool | None:
    """An order between scalars; rounded numbers that agree to the digits asked count as equal.

    Balls that do not contain 0 show the sign, however close they are to it; the ball of 0 alone
    shows that the sides are equal.
    """
    value = difference.flat[0]
    zero = field.element(0)
    close = digits is not None and field.digits is not None and digits >= field.digits
    below, above = bool(value < zero), bool(value > zero)
    weak = claim.relation in ("le", "ge")
    if (field.is_exact or field.encloses) and bool(value == zero):
        return weak
    if field.encloses and close and not below and not above:
        return True if weak else None
    if close and not field.encloses:
        return weak
    if not below and not above:
        return None
    return below if claim.relation in ("le", "lt") else above


def _digits(run: Evaluator, left: Array, right: Array, difference: Array) -> float:
    """-log10 of the relative difference, infinite where the sides are one number."""
    field = run.field
    error = field.log10(field.size(difference))
    if error == -math.inf:
        return math.inf
    scale = max(field.log10(field.size(side)) for side in (left, right))
    largest = run.largest()
    if field.encloses:
        vanish = field.is_zero(left) and field.is_zero(right)
    else:
        vanish = scale < largest - ((field.digits or 0) + field.precision) / 2
    return (largest if vanish else scale) - error
