"""Concrete sizes and depths to try: the largest size first, then the number of entries."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import TypeAlias

from numeric.dimensions import Dimensions, admissible_indices
from numeric.requirements import Requirements
from symland.errors import SymlandError
from symland.language.derivatives import GENERIC
from symland.language.integers import Constraint

Place: TypeAlias = "tuple[str, int]"  # a size of a layer
MOST_CHOICES = 20000  # beyond this number of choices the largest size is lowered


@dataclass(frozen=True, slots=True)
class Choice:
    """Sizes and layer indices, with the number of entries that all letters have together."""

    dimensions: Dimensions
    entries: int
    largest: int  # of the sizes


def choices(
    needs: Requirements, constraints: Sequence[Constraint], largest: int, fixed: dict[str, int],
    used: Callable[[dict[str, int]], set[Place] | None] = lambda _: None,
) -> Iterator[Choice]:  # fmt: skip
    """All choices up to a largest size and depth, in the order in which to try them.

    `used` gives the sizes of layers that have an influence at given layer indices; others are 1.
    """
    depths = [
        indices
        for indices in admissible_indices(needs.index_atoms, constraints, largest)
        if all(fixed.get(name, value) == value for name, value in indices.items())
    ]
    places = [used(indices) if needs.size_families else None for indices in depths]
    top = max([largest, *fixed.values()])
    for size in range(1, top + 1):
        found: list[Choice] = []
        for indices, asked in zip(depths, places, strict=True):
            for dimensions in _sizes(needs, indices, size, fixed, asked):
                entries = _entries(needs, dimensions)
                if entries is not None and all(_holds(dimensions, c) for c in constraints):
                    found.append(Choice(dimensions, entries, size))
        yield from sorted(found, key=lambda choice: (choice.entries, _shape(choice.dimensions)))


def _sizes(
    needs: Requirements, indices: dict[str, int], largest: int, fixed: dict[str, int],
    used: set[Place] | None,
) -> Iterator[Dimensions]:  # fmt: skip
    """Choices whose largest size is `largest`."""
    top = max(_deepest(needs, indices), 0) + 1
    listed = [(name, place) for name in needs.size_families for place in range(top + 1)]
    places = [one for one in listed
              if used is None or one in used or f"{one[0]}[{one[1]}]" in fixed]  # fmt: skip
    count = len(needs.sizes) + len(places)
    if largest > 1 and (not count or largest**count > MOST_CHOICES):
        return
    for values in product(range(1, largest + 1), repeat=count):
        if count and max(values) != largest:
            continue
        sizes = dict(zip(needs.sizes, values, strict=False))
        tables: dict[str, dict[int, int]] = {name: {} for name in needs.size_families}
        for name, place in listed:
            tables[name][place] = 1
        for (name, place), value in zip(places, values[len(needs.sizes) :], strict=True):
            tables[name][place] = value
        named = sizes | {f"{n}[{p}]": v for n, table in tables.items() for p, v in table.items()}
        if all(fixed.get(name, value) == value for name, value in named.items()):
            yield Dimensions(sizes, tables, indices)


def _deepest(needs: Requirements, indices: dict[str, int]) -> int:
    """The largest layer that occurs, as the value of an index or as a number."""
    numbers = [place.number for places in needs.size_families.values() for place in places]
    return max([*indices.values(), *(one for one in numbers if one is not None)], default=0)


def _entries(needs: Requirements, dimensions: Dimensions) -> int | None:
    """The number of entries of all letters; None if some size has no value here."""
    value = dimensions.value
    try:
        total = sum(value(e.rows) * value(e.cols) for e in needs.letters.values())
        depth = _deepest(needs, dict(dimensions.indices))
        for layers in needs.families.values():
            total += sum(value(layers.rows, {GENERIC: j}) * value(layers.cols, {GENERIC: j})
                         for j in range(1, depth + 1))  # fmt: skip
    except SymlandError:
        return None
    return total + len(needs.scalars)


def _holds(dimensions: Dimensions, constraint: Constraint) -> bool:
    try:
        return dimensions.holds(constraint)
    except SymlandError:
        return False


def _shape(dimensions: Dimensions) -> tuple[int, tuple[int, ...]]:
    values = [*dimensions.sizes.values()]
    values += [v for table in dimensions.families.values() if isinstance(table, dict)
               for v in table.values()]  # fmt: skip
    return max(values, default=0), tuple(values)
