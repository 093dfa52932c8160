"""A quick test of a statement at small random instances, exact where possible: the second road."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from numeric.arithmetic import Array, DomainError, Field, FieldError, SingularError
from numeric.choose import NoDimensionsError, dimension_choices
from numeric.compare import Comparison, compare, first_unmet
from numeric.construct import construct
from numeric.dimensions import Dimensions
from numeric.draw import Entries, draw, general, positive, residues, small_integers
from numeric.entrywise import is_piecewise
from numeric.fields import exact, modular, mpmath
from numeric.instance import Instance
from numeric.moving import CoincidenceError
from numeric.requirements import Requirements, requirements
from symland.errors import SizeError
from symland.language.claims import Claim, Statement
from symland.language.integers import Constraint

KEPT = 256  # sets of hypotheses that are remembered
ATTEMPTS = 6  # instances to draw for each one that is wanted
DIGITS = 40  # of numbers where functions such as tanh have no exact values
CONFIRMING = 160  # digits of numbers that are to show a disagreement
ENOUGH, FEW = 30, 25  # digits shared by sides that agree, and at most by sides that differ


@dataclass(frozen=True, slots=True)
class Road:
    """A number system and the entries to draw for it."""

    field: Field
    entries: Entries


@dataclass(frozen=True, slots=True, eq=False)
class Disagreement:
    """An instance in which all hypotheses hold and the statement fails.

    Both sides are exact, or numbers of the rounded `field` where they have no exact values.
    """

    claim: Claim
    instance: Instance
    left: Array
    right: Array
    field: Field = exact


@dataclass(frozen=True, slots=True)
class Skipped:
    """Nothing was tested, for this reason; `unmet` if it is a hypothesis, whatever the claim is."""

    reason: str
    unmet: bool = field(default=False, compare=False)


def spot_check(
    claim: Claim,
    given: Iterable[Statement] = (),
    constraints: Iterable[Constraint] = (),
    *,
    seed: int = 0,
    instances: int = 2,
) -> Disagreement | Skipped | None:
    """Test a statement at random instances; None when it held in at least one and failed in none.

    Equations are tested modulo a prime; inequalities, and statements with hypotheses that could not
    be constructed but hold by luck, in small integers; relu and its kind in fractions other than 0;
    what has no exact values (tanh, roots) to 40 digits, of which 30 must agree.

    >>> from symland.language.build import matrix, tr
    >>> from symland.language.claims import Eq
    >>> from symland.language.integers import dims
    >>> n = dims("n")
    >>> A, B = matrix("A", n, n), matrix("B", n, n)
    >>> spot_check(Eq(tr(A @ B), tr(B @ A))) is None
    True
    >>> type(spot_check(Eq(tr(A @ B), tr(A) * tr(B)))).__name__
    'Disagreement'
    """
    statements = (*given, *constraints)
    needs = requirements(claim, statements)
    key = (statements, *map(tuple, (needs.sizes, needs.size_families, needs.index_atoms)),
           _has_kinks(needs), seed, instances)  # fmt: skip
    if key not in _without_instance:
        found = _checked(claim, statements, needs, seed, instances)
        if not isinstance(found, Skipped) or not found.unmet:
            return found
        if len(_without_instance) > KEPT:
            _without_instance.clear()
        _without_instance[key] = found
    return _without_instance[key]


# Hypotheses of which no instance was found, so that they are not drawn again for another claim:
# entries depend on the seed and on names alone.
_without_instance: dict[Any, Skipped] = {}


def _checked(
    claim: Claim, statements: Sequence[Statement], needs: Requirements, seed: int, instances: int
) -> Disagreement | Skipped | None:
    choices, roads = dimension_choices(needs, statements, seed=seed), _roads(needs)
    tested, reasons = 0, list[Skipped]()
    for turn in range(ATTEMPTS * instances):
        try:
            found = _attempt(claim, statements, next(choices), roads, seed + turn)
        except NoDimensionsError as error:
            return Skipped(error.message)
        if isinstance(found, Disagreement):
            return found
        if found is None:
            tested += 1
        else:
            reasons.append(found)
        if tested == instances:
            break
    if tested:
        return None
    return Skipped(reasons[-1].reason, all(one.unmet for one in reasons))


def _has_kinks(needs: Requirements) -> bool:
    return any(map(is_piecewise, needs.activations))


def _roads(needs: Requirements) -> list[Road]:
    """Number systems to try until both sides of a statement have values; the fastest first.

    Where functions have kinks at 0, no entry is 0.
    """
    kinked = _has_kinks(needs)
    return [
        Road(modular(), residues()),
        Road(exact, general() if kinked else small_integers()),
        Road(mpmath(DIGITS), general()),
        Road(mpmath(DIGITS), positive(general())),
    ]


def _attempt(
    claim: Claim,
    statements: Sequence[Statement],
    dimensions: Dimensions,
    roads: Iterable[Road],
    seed: int,
) -> Disagreement | Skipped | None:
    """One instance; outside the domain of the statement there is nothing to test."""
    reason = ""
    for road in roads:
        try:
            start = draw(dimensions, seed=seed, entries=road.entries)
            return _test(claim, statements, start, road.field)
        except (FieldError, DomainError) as error:
            reason = error.message
        except (SingularError, SizeError, CoincidenceError) as error:
            return Skipped(error.message)
    return Skipped(reason)


def _test(
    claim: Claim, statements: Sequence[Statement], start: Instance, field: Field
) -> Disagreement | Skipped | None:
    instance, others = construct(statements, start)
    if others and not field.is_ordered:
        raise FieldError(f"`{others[0]}` hardly ever holds {field.name}")
    broken = first_unmet(others, instance, field)
    if broken is not None:
        return Skipped(f"no instance of the hypothesis `{broken}` was found", unmet=True)
    found = compare(claim, instance, field)
    if not found.holds and field is not exact:  # a rank may drop modulo a prime, digits cancel
        field = exact if field.is_exact else mpmath(CONFIRMING)
        found = compare(claim, instance, field)
    return _verdict(claim, instance, found, field)


def _verdict(
    claim: Claim, instance: Instance, found: Comparison, field: Field
) -> Disagreement | Skipped | None:
    """Rounded sides must share `ENOUGH` digits to agree, and not even `FEW` to disagree."""
    digits = -math.inf if found.digits is None else found.digits
    if found.holds or (claim.relation in ("eq", "le", "ge") and digits >= ENOUGH):
        return None
    if digits >= FEW:
        return Skipped(f"the sides agree to {digits:.0f} digits only")
    return Disagreement(claim, instance, found.left, found.right, field)
