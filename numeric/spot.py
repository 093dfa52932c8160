"""A quick exact test of a statement at small random instances: the second road to the truth."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from numeric.arithmetic import Array, SingularError
from numeric.choose import NoDimensionsError, dimension_choices
from numeric.compare import compare, unmet
from numeric.construct import construct
from numeric.dimensions import Dimensions
from numeric.draw import draw, residues, small_integers
from numeric.fields import exact, modular
from numeric.instance import Instance
from numeric.moving import CoincidenceError
from numeric.requirements import requirements
from symland.errors import SizeError
from symland.language.claims import Claim, Statement
from symland.language.integers import Constraint

ATTEMPTS = 6  # instances to draw for each one that is wanted


@dataclass(frozen=True, slots=True, eq=False)
class Disagreement:
    """An instance in which all hypotheses hold and the statement fails, both sides exactly."""

    claim: Claim
    instance: Instance
    left: Array
    right: Array


@dataclass(frozen=True, slots=True)
class Skipped:
    """Nothing was tested, for this reason."""

    reason: str


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
    be constructed but hold by luck, in small integers.

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
    statements = [*given, *constraints]
    choices = dimension_choices(requirements(claim, statements), statements, seed=seed)
    tested, skipped = 0, Skipped("no instance was tried")
    for turn in range(ATTEMPTS * instances):
        try:
            found = _attempt(claim, statements, next(choices), seed + turn)
        except NoDimensionsError as error:
            return Skipped(error.message)
        if isinstance(found, Disagreement):
            return found
        if found is None:
            tested += 1
        else:
            skipped = found
        if tested == instances:
            break
    return None if tested else skipped


def _attempt(
    claim: Claim, statements: Sequence[Statement], dimensions: Dimensions, seed: int
) -> Disagreement | Skipped | None:
    """One instance; outside the domain of the statement there is nothing to test."""
    try:
        return _test(claim, statements, dimensions, seed)
    except (SingularError, SizeError, CoincidenceError) as error:
        return Skipped(error.message)


def _test(
    claim: Claim, statements: Sequence[Statement], dimensions: Dimensions, seed: int
) -> Disagreement | Skipped | None:
    start = draw(dimensions, seed=seed, entries=residues())
    instance, others = construct(statements, start)
    field = modular()
    if others or claim.relation != "eq":
        start = draw(dimensions, seed=seed, entries=small_integers())
        instance, field = construct(statements, start)[0], exact
    open_ones = unmet(others, instance, field)
    if open_ones:
        return Skipped(f"no instance of the hypothesis `{open_ones[0]}` was found")
    if compare(claim, instance, field).holds:
        return None
    found = compare(claim, instance, exact)  # a rank may drop modulo a prime
    return None if found.holds else Disagreement(claim, instance, found.left, found.right)
