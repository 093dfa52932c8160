"""Where a false equation is true nevertheless: `the two sides agree whenever h = 1`.

Both sides are compared at random points modulo a prime, at all small sizes and depths.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, islice

from numeric.arithmetic import FieldError
from numeric.compare import compare, unmet
from numeric.draw import residues
from numeric.fields import modular
from symland.errors import SymlandError
from symland.refute.hunt import OUTSIDE, Hunt, drawn
from symland.refute.sizes import Choice, choices

CHOICES = 100  # sizes and depths that are tried at most
LARGEST = 3
POINTS = 2


def scope_notes(hunt: Hunt) -> tuple[str, ...]:
    """A sentence about the sizes and layer indices at which the two sides agree, if there are any.

    Nothing is said where the comparison at random points does not decide.
    """
    if hunt.claim.relation != "eq":
        return ()
    try:
        table = list(_table(hunt))
    except (FieldError, SymlandError):
        return ()
    conditions = _conditions(table)
    if not conditions:
        return ()
    tried = max(_largest(choice) for choice, _ in table)
    sizes = [one for one in conditions if one.endswith(" = 1") and one[:-4] in hunt.needs.sizes]
    blind = f", so a test with {sizes[0]} cannot see this" if sizes else ""
    return (f"the two sides agree whenever {' or '.join(conditions)}{blind} "
            f"(sizes up to {tried} tried)",)  # fmt: skip


def _table(hunt: Hunt) -> Iterator[tuple[Choice, bool]]:
    """Small sizes and depths, with whether the sides agree there."""
    for choice in _small(hunt):
        agrees = _agrees(hunt, choice)
        if agrees is not None:
            yield choice, agrees


def _small(hunt: Hunt) -> list[Choice]:
    """All choices up to a size, the largest size for which they are not too many."""
    listed = choices(hunt.needs, hunt.facts.constraints, LARGEST, {})
    found = list(islice(listed, CHOICES + 1))
    if len(found) <= CHOICES:
        return found
    cut = _largest(found[-1])
    return [choice for choice in found if _largest(choice) < cut]


def _agrees(hunt: Hunt, choice: Choice) -> bool | None:
    """Whether the sides agree at random points; None outside of the domain of the statement."""
    for number in range(POINTS):
        try:
            ready, others = hunt.construct(drawn(hunt, choice, residues(), number))
            if unmet(others, ready, modular()):
                raise FieldError("hypotheses without an instance")
            if compare(hunt.claim, ready, modular()).holds is not True:
                return False
        except OUTSIDE:
            return None
    return True


def _conditions(table: list[tuple[Choice, bool]]) -> list[str]:
    """Single conditions under all of which the sides agree, the plainest ones."""
    if all(agrees for _, agrees in table) or not any(agrees for _, agrees in table):
        return []
    facts = [(_properties(choice), agrees) for choice, agrees in table]
    names = list(dict.fromkeys(name for properties, _ in facts for name in properties))
    found = [name for name in names if _is_enough(name, facts)]
    found.sort(key=lambda name: -len(_places(name, facts)))
    kept: list[str] = []
    for name in found:
        covered = {place for one in kept for place in _places(one, facts)}
        if not set(_places(name, facts)) <= covered:
            kept.append(name)
    return kept


def _is_enough(name: str, facts: list[tuple[list[str], bool]]) -> bool:
    places = _places(name, facts)
    return len(places) > (not name.endswith(" = 1")) and all(facts[place][1] for place in places)


def _places(name: str, facts: list[tuple[list[str], bool]]) -> list[int]:
    return [place for place, (properties, _) in enumerate(facts) if name in properties]


def _properties(choice: Choice) -> list[str]:
    """`h = 1`, `h = q`, `j = k`: what one may say about sizes and layer indices."""
    dimensions = choice.dimensions
    values = {**dimensions.sizes, **dimensions.indices}
    single = [f"{name} = {value}" for name, value in values.items() if value <= 1]
    pairs = [*combinations(dimensions.sizes, 2), *combinations(dimensions.indices, 2)]
    return single + [f"{one} = {other}" for one, other in pairs if values[one] == values[other]]


def _largest(choice: Choice) -> int:
    tables = [t for t in choice.dimensions.families.values() if isinstance(t, dict)]
    return max([*choice.dimensions.sizes.values(), *(v for t in tables for v in t.values())],
               default=1)  # fmt: skip
