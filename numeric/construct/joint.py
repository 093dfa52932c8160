"""All letters at once: instances of hypotheses that only hold together.

The hypotheses are written as polynomial equations between the entries of all letters, for given
sizes, and solved exactly (`points`).  Nothing is claimed: whoever uses an instance checks it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from random import Random
from typing import Any, NamedTuple

import numpy as np

from numeric.arithmetic import Array
from numeric.construct.points import NoPointError, evaluated, rational_point
from numeric.construct.unknowns import System, TooManyError, contradicts, system, used_in
from numeric.draw import Random as Drawn
from numeric.draw import small_integers
from numeric.instance import Instance, Letter
from symland.language.claims import Claim
from symland.language.expr import Expr

ATTEMPTS = 4  # orders of the letters that are tried for one instance
SURE = 2  # searches that end without a point, and no more are begun
KEPT = 2000  # systems that are remembered
NEVER, LARGE = "contradictory", "too large"  # instead of a system


class _Key(NamedTuple):
    claims: tuple[Claim, ...]
    inverses: tuple[Expr, ...]
    sizes: Any


_systems: dict[_Key, System | str] = {}
_points: dict[tuple[_Key, int, int], _Point | None] = {}


def solved_jointly(
    claims: Sequence[Claim], domain: Sequence[Expr], instance: Instance, seed: int = 0,
    digits: int = 0,
) -> Instance | None:  # fmt: skip
    """An instance of the same sizes in which the claims may hold, another one for each seed.

    `domain` are formulas whose inverses have to exist.  Entries that the claims leave free are
    small numbers, or have so many `digits`.
    """
    key = _key(claims, domain, instance)
    found = _system(key, instance)
    if isinstance(found, str):
        return None
    if (key, seed, digits) not in _points:
        first = _points.get((key, 0, digits), True)  # where there is none, no other is looked for
        _points[key, seed, digits] = _point(found, seed, digits) if first else None
    point = _points[key, seed, digits]
    if point is None:
        return None
    source = Drawn(seed, small_integers())
    return Instance(instance.dimensions, dict(point.letters), source=source,
                    activations=dict(point.activations))  # fmt: skip


def excluded(claims: Sequence[Claim], domain: Sequence[Expr], instance: Instance) -> bool:
    """Whether no instance of these sizes satisfies the claims, as far as ranks and traces tell.

    The equations between short products are looked at first.
    """
    short = [
        one for one in claims if one.relation == "eq" and one.right.op in ("identity", "zeros")
    ]
    if any(_is_too_narrow(one, instance) for one in short):
        return True
    if 0 < len(short) < len(claims) and _system(_key(short, (), instance), instance) == NEVER:
        return True
    return _system(_key(claims, domain, instance), instance) == NEVER


def _is_too_narrow(claim: Claim, instance: Instance) -> bool:
    """Whether a product of a factor with fewer rows or columns should be the identity."""
    if claim.right.op != "identity" or claim.left.op != "matmul":
        return False
    size = instance.shape(claim.right)[0]
    return any(min(instance.shape(factor)) < size for factor in claim.left.args)


def _key(claims: Sequence[Claim], domain: Sequence[Expr], instance: Instance) -> _Key:
    inverses = tuple(node for expr in domain for node in expr.walk() if node.op == "inv")
    return _Key(tuple(claims), inverses, _sizes(instance))


def _system(key: _Key, instance: Instance) -> System | str:
    if key not in _systems:
        if len(_systems) > KEPT:
            _systems.clear()
            _points.clear()
        try:
            found = system(key.claims, key.inverses, instance)
            _systems[key] = NEVER if contradicts(found.equations) else found
        except TooManyError:
            _systems[key] = LARGE
    return _systems[key]


def _sizes(instance: Instance) -> Any:
    dimensions = instance.dimensions
    families = {name: tuple(sorted(table.items())) if isinstance(table, dict) else table
                for name, table in dimensions.families.items()}  # fmt: skip
    return tuple(tuple(sorted(table.items(), key=lambda item: item[0]))
                 for table in (dimensions.sizes, families, dimensions.indices))  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Point:
    """Entries of letters, and coefficients of entrywise functions."""

    letters: dict[Letter, Array]
    activations: dict[str, tuple[Fraction, ...]]


def _point(found: System, seed: int, digits: int) -> _Point | None:
    groups = [sorted({place for one in entries.flat for place in used_in(one)})
              for entries in found.letters.values()]  # fmt: skip
    groups += [[place for one in numbers for place in used_in(one)]
               for numbers in found.activations.values()]  # fmt: skip
    misses = 0
    for attempt in range(ATTEMPTS):
        try:
            values = rational_point(found, groups, Random(seed * ATTEMPTS + attempt), digits)
        except NoPointError:
            misses += 1
            if misses == SURE:
                return None
        else:
            if values is not None:
                return _at(found, values)
    return None


def _at(found: System, values: dict[int, Fraction]) -> _Point:
    def value(one: Any) -> Fraction:
        return evaluated(one, values)

    letters = {letter: np.asarray(np.frompyfunc(value, 1, 1)(entries), dtype=object)
               for letter, entries in found.letters.items()}  # fmt: skip
    return _Point(letters, {name: tuple(map(value, numbers))
                            for name, numbers in found.activations.items()})  # fmt: skip
