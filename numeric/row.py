"""One line of a table of digits: both sides of a statement at one instance."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import flint

from numeric.arithmetic import Array, DomainError, Element, Field, FieldError, SingularError
from numeric.compare import Comparison, compare, unmet
from numeric.construct import construct
from numeric.construct.linear import solved_linearly
from numeric.degenerate import KINDS, entries_of
from numeric.dimensions import Dimensions
from numeric.draw import Entries, decimals, draw, general, positive, residues
from numeric.fields import ball, exact, mpmath
from numeric.instance import Instance
from symland.errors import UndecidedError
from symland.language.claims import Claim, Statement

GUARD = 40  # digits more than thrice those asked for, where the first ones do not decide
ATTEMPTS = 5  # draws of entries before an instance without the inverses needed is given up


class NoInstanceError(UndecidedError):
    """SL102: hypotheses that hold in no instance that was made."""


@dataclass(frozen=True, slots=True, eq=False)
class DigitsRow:
    """One line of the table; the norms |...| are Frobenius norms.

    `holds` is None where the digits do not decide; `margin` is by how much an inequality holds;
    `kind` is one of `numeric.degenerate.KINDS`, or says that the
    instance was solved for.
    """

    sizes: dict[str, int]  # "m", "d[0]", ... and the layer indices
    left_norm: Element
    right_norm: Element
    difference_norm: Element
    digits_asked: int
    digits_obtained: float
    left: Array
    right: Array
    instance: Instance
    holds: bool | None
    field: Field
    margin: Element | None = None
    kind: str = "random"

    @property
    def agrees(self) -> bool:
        """Whether the statement holds to the digits asked for."""
        return self.holds is True


@dataclass(frozen=True, slots=True)
class Draw:
    """How the entries of an instance are drawn."""

    seed: int
    kind: str
    digits: int  # that are asked for

    def entries(self, field: Field) -> Entries:
        """Entries with all digits that the number system has."""
        if field.is_exact:
            return entries_of(self.kind, general() if field.is_ordered else residues())
        return entries_of(self.kind, decimals(field.precision))


def row_of(
    claim: Claim, given: list[Statement], dimensions: Dimensions, fields: list[Field], draws: Draw
) -> DigitsRow:
    """A row at random entries for which the hypotheses hold by construction."""
    return _decided(fields, lambda field: _checked(
        claim, field, draws, *_compare(claim, given, dimensions, field, draws)))  # fmt: skip


def row_at(claim: Claim, instance: Instance, fields: list[Field], draws: Draw) -> DigitsRow:
    """A row at an instance that is there already."""
    return _decided(fields, lambda field: _checked(
        claim, field, draws, instance, compare(claim, instance, field)))  # fmt: skip


def _decided(fields: list[Field], row: Callable[[Field], DigitsRow]) -> DigitsRow:
    """The row of the first number system that decides, or of the last one."""
    *others, last = fields
    for field in others:
        try:
            found = row(field)
        except NoInstanceError:
            raise
        except (UndecidedError, FieldError, SingularError):
            continue
        if found.holds is not None:
            return found
    return row(last)


def _checked(
    claim: Claim, field: Field, draws: Draw, instance: Instance, found: Comparison
) -> DigitsRow:
    """A row; where rounding may be to blame for a difference, more digits decide."""
    asked = min(draws.digits, field.digits or 0)
    if claim.relation == "eq" and not found.holds and not field.is_exact:
        again = compare(claim, instance, _finer(field, draws.digits))
        first, second = found.digits or 0.0, again.digits or 0.0
        if second >= asked:
            found = replace(found, holds=True, digits=second)
        elif second - first > asked / 2 or _holds_exactly(claim, instance, field):
            found = replace(found, holds=None)
    obtained = math.inf if field.is_exact and found.holds else found.digits or 0.0
    margin = None
    if claim.relation != "eq":
        margin = found.difference.flat[0]
        margin = -margin if claim.relation in ("le", "lt") else margin
    return DigitsRow(
        sizes={},
        left_norm=norm(found.left, field),
        right_norm=norm(found.right, field),
        difference_norm=norm(found.difference, field),
        digits_asked=asked,
        digits_obtained=min(obtained, float(field.precision)),
        left=found.left,
        right=found.right,
        instance=instance,
        holds=found.holds,
        field=field,
        margin=margin,
        kind=draws.kind,
    )


def _finer(field: Field, digits: int) -> Field:
    """The same kind of numbers with more than three times the digits."""
    return (ball if field.encloses else mpmath)(3 * digits + GUARD)


def _compare(
    claim: Claim, given: list[Statement], dimensions: Dimensions, field: Field, draws: Draw
) -> tuple[Instance, Comparison]:
    """Both sides at an instance in which the hypotheses hold and all inverses exist."""
    failure: SingularError | None = None
    for turn in range(ATTEMPTS if draws.kind == KINDS[0] else 1):
        source = draws.entries(field)
        if isinstance(failure, DomainError):
            source = positive(source)
        start_seed = draws.seed + 1000 * turn
        start = draw(dimensions, seed=start_seed, entries=source)
        instance, others = construct(given, start)
        try:
            missing = _unmet(others, instance, field)
            if missing:
                instance, others = _solved(
                    given, draw(dimensions, seed=start_seed, entries=general())
                )
                missing = _unmet(others, instance, field)
            if missing:
                raise NoInstanceError(f"no instance of the hypothesis `{missing[0]}` was found")
            found = compare(claim, instance, field)
            if found.holds is False and _holds_exactly(claim, instance, field):
                raise SingularError(f"rounding hides the rank of a matrix ({field.name})")
            return instance, found
        except SingularError as error:
            failure = error
    raise UndecidedError(f"no instance was found: {failure}") from failure


def _holds_exactly(claim: Claim, instance: Instance, field: Field) -> bool:
    """Whether exact numbers show what rounded ones deny: A^+ where A is 0 but for rounding."""
    if field.is_exact:
        return False
    try:
        return compare(claim, instance, exact).holds is True
    except (FieldError, SingularError):
        return False


def _solved(given: list[Statement], start: Instance) -> tuple[Instance, list[Statement]]:
    """An instance with one letter changed so that hypotheses that are linear in it hold."""
    instance, others = construct(given, start)
    equations = [one for one in others if isinstance(one, Claim) and one.relation == "eq"]
    if equations and _unmet(equations, instance, exact):  # which also draws all letters
        instance = solved_linearly(equations, instance) or instance
    return instance, others


def _unmet(others: Sequence[Statement], instance: Instance, field: Field) -> list[Statement]:
    """Hypotheses that do not hold; where rounding may be to blame, exact numbers decide."""
    missing = list(others) if field.is_exact else unmet(others, instance, field)
    try:
        return unmet(missing, instance, exact)
    except FieldError:
        return missing


def norm(values: Array, field: Field | None = None) -> Element:
    """The Frobenius norm (of balls around 0 a bound); in exact systems the largest |entry|."""
    if field is not None and field.is_exact:
        return field.size(values) if values.size else field.element(0)
    if field is not None and field.encloses:
        with flint.ctx.workdps(field.precision):
            square = sum((value * value for value in values.flat), flint.arb(0))
            return (square if square >= 0 else square.abs_upper()).sqrt()
    return sum(value * value for value in values.flat) ** 0.5
