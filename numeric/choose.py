"""The choice of sizes and layer indices for random instances: rectangular, in general position."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from numeric.dimensions import Dimensions, admissible_indices, range_constraints
from numeric.requirements import Requirements
from symland.errors import UndecidedError
from symland.language.claims import Statement
from symland.language.integers import Constraint

DEPTHS = (3, 4, 6)  # largest layer indices to try until some are admissible
PERIOD = 7  # how many members of a family of sizes are chosen freely before they repeat
PERMUTED, FREE = 24, 200  # choices of different sizes, then of arbitrary ones


class NoDimensionsError(UndecidedError):
    """SL102: no sizes or layer indices in the range searched satisfy the constraints."""


@dataclass(frozen=True, slots=True)
class Cycle:
    """Sizes of layers that repeat: d[j] is the entry at j modulo the length."""

    sizes: tuple[int, ...]

    def __call__(self, position: int) -> int:
        return self.sizes[position % len(self.sizes)]


def dimension_choices(
    needs: Requirements,
    statements: Iterable[Statement],
    *,
    seed: int = 0,
    span: tuple[int, int] = (2, 4),
) -> Iterator[Dimensions]:
    """Sizes within the span and layer indices that satisfy the constraints, without end.

    Raises `NoDimensionsError` where none are found.
    """
    rules = constraints_of(needs, statements)
    ranked = ranked_indices(needs, rules, DEPTHS, seed=seed)
    misses = 0
    for turn, indices in enumerate(itertools.cycle(ranked)):
        found = fitting(needs, rules, Dimensions(indices=indices), seed=seed + turn, span=span)
        misses = 0 if found else misses + 1
        if misses == len(ranked):
            raise NoDimensionsError(f"no sizes from {span[0]} to {span[1]} satisfy {_list(rules)}")
        if found:
            yield found


def constraints_of(needs: Requirements, statements: Iterable[Statement]) -> list[Constraint]:
    """The constraints among statements, and the ranges of the layer indices."""
    ranges = [rule for atom in needs.index_atoms for rule in range_constraints(atom)]
    return [*ranges, *(item for item in statements if isinstance(item, Constraint))]


def ranked_indices(
    needs: Requirements, rules: Sequence[Constraint], depths: Sequence[int], *, seed: int = 0
) -> list[dict[str, int]]:
    """Admissible layer indices, one in general position first, the others shuffled.

    They are at most the first of `depths` for which there are any.
    """
    for depth in depths:
        found = list(admissible_indices(needs.index_atoms, rules, depth))
        if found:
            best = min(found, key=lambda values: coincidences(values, rules))
            found.remove(best)
            np.random.default_rng([seed, 2]).shuffle(found)
            return [best, *found]
    raise NoDimensionsError(f"no layer indices up to {depths[-1]} satisfy {_list(rules)}")


def coincidences(indices: Mapping[str, int], rules: Iterable[Constraint]) -> int:
    """How many bounds are attained and how many indices are equal: 0 in general position."""
    here = Dimensions(indices=indices)
    plain = [rule.value for rule in rules if all(a.kind == "index" for a in rule.value.atoms())]
    attained = sum(here.value(value) == 0 for value in plain)
    return attained + len(indices) - len(set(indices.values()))


def fitting(
    needs: Requirements,
    rules: Iterable[Constraint],
    fixed: Dimensions,
    *,
    seed: int = 0,
    span: tuple[int, int] = (2, 4),
) -> Dimensions | None:
    """The first choice of sizes around `fixed` that satisfies the constraints."""
    for choice in choose_sizes(needs.sizes, needs.size_families, seed=seed, span=span):
        found = replace(
            fixed,
            sizes={**choice.sizes, **fixed.sizes},
            families={**choice.families, **fixed.families},
        )
        if all(found.holds(rule) for rule in rules):
            return found
    return None


def choose_sizes(
    names: Iterable[str], families: Iterable[str], *, seed: int, span: tuple[int, int]
) -> Iterator[Dimensions]:
    """Choices of sizes, those that differ from each other first, then arbitrary ones."""
    names, families = list(names), list(families)
    generator = np.random.default_rng([seed, 1])
    pool = list(range(span[0], span[1] + 1))
    for _ in range(PERMUTED):
        yield _permuted(names, families, generator.permutation(pool).tolist())
    for _ in range(FREE):
        drawn = generator.choice(pool, len(names) + PERIOD * len(families)).tolist()
        rows = [drawn[start : start + PERIOD] for start in range(len(names), len(drawn), PERIOD)]
        yield Dimensions(
            dict(zip(names, drawn, strict=False)),
            {name: Cycle(tuple(row)) for name, row in zip(families, rows, strict=True)},
        )


def _permuted(names: list[str], families: list[str], order: list[int]) -> Dimensions:
    """Sizes in the given order; neighbouring layers get different ones."""
    cycles = {}
    for shift, name in enumerate(families, start=len(names)):
        start = shift % len(order)
        cycles[name] = Cycle(tuple(order[start:] + order[:start]))
    return Dimensions(dict(zip(names, itertools.cycle(order), strict=False)), cycles)


def _list(rules: Iterable[Constraint]) -> str:
    return ", ".join(f"`{rule}`" for rule in rules) or "the statement"
