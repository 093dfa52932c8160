"""Instances for tables where hypotheses hold only if all letters are chosen together.

Sizes are small there, and tried until there are some that the hypotheses allow.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np

from numeric.arithmetic import FieldError, SingularError
from numeric.choose import Cycle
from numeric.compare import unmet
from numeric.construct.joint import excluded, solved_jointly
from numeric.dimensions import Dimensions, admissible_indices
from numeric.fields import exact
from numeric.instance import Instance, SizeGiven, dimensions_of
from numeric.requirements import Requirements
from symland.errors import NamingError, SizeError
from symland.language.claims import Claim, Statement
from symland.language.expr import Expr
from symland.language.integers import Constraint

CHOICES = 60  # of sizes and layer indices that are looked at
SEEDS = 2  # instances that are tried at each of them
SIZES = (1, 2, 2, 3)
DEPTH = 3  # the largest layer index
WANTED = 2  # instances for one set of hypotheses
FURTHER = 8  # choices that are looked at when there is one instance
KEPT = 64  # sets of hypotheses that are remembered


@dataclass(frozen=True, slots=True)
class Quantified:
    """Hypotheses that are other equations at other sizes and layer indices, such as "for all k".

    `claims` are the formulas in them, with `bound` layer indices; `at` gives the equations.
    """

    claims: tuple[Claim, ...]
    bound: frozenset[str]
    at: Callable[[Dimensions], list[Statement]]


@dataclass(frozen=True, slots=True)
class Together:
    """Hypotheses, and formulas that must be defined, with what an instance must have."""

    given: tuple[Statement, ...]
    more: Quantified | None
    domain: tuple[Expr, ...]
    needs: Requirements
    rules: Sequence[Constraint]
    dims: Mapping[str, SizeGiven] | None
    depth: int | None
    seed: int
    digits: int

    def hypotheses(self, dimensions: Dimensions) -> list[Statement]:
        """All of them, as they read at these sizes."""
        return [*self.given, *(self.more.at(dimensions) if self.more else ())]

    @property
    def key(self) -> Any:
        inverses = frozenset(node for expr in self.domain for node in expr.walk()
                             if node.op == "inv")  # fmt: skip
        names = (*self.needs.sizes, *self.needs.size_families, *self.needs.indices)
        return (self.given, self.more and self.more.claims, inverses, names, str(self.dims),
                self.depth, self.seed, self.digits)  # fmt: skip


_hard: set[Any] = set()
_found: dict[Any, list[tuple[Dimensions, Instance]]] = {}


def together(work: Together) -> list[tuple[Dimensions, Instance]]:
    """Instances in which all hypotheses hold exactly; entries that are free have many digits."""
    key = work.key
    if key not in _found:
        if len(_found) > KEPT:
            _found.clear()
        _found[key] = list(islice(_instances(work), WANTED))
    return _found[key]


def is_hard(work: Together) -> bool:
    """Whether hypotheses have been found not to hold by construction, for another statement."""
    return (work.given, work.more and work.more.claims) in _hard


def note_hard(work: Together) -> None:
    """Remember that they do not."""
    _hard.add((work.given, work.more and work.more.claims))


def _instances(work: Together) -> Iterator[tuple[Dimensions, Instance]]:
    left = CHOICES
    for dimensions in _small(work):
        left -= 1
        if left < 0:
            return
        try:
            statements = work.hypotheses(dimensions)
            if not all(map(dimensions.holds, _constraints(statements))):
                continue
            claims = [one for one in statements if isinstance(one, Claim)]
            sides = [*work.domain, *(s for one in claims for s in (one.left, one.right))]
            here = Instance(dimensions)
            if excluded(claims, sides, here):
                continue
            for number in range(SEEDS):
                found = solved_jointly(claims, sides, here, number, work.digits)
                if found is not None and not unmet(claims, found, exact):
                    yield dimensions, found
                    left = min(left, FURTHER)
                    break
        except (FieldError, SingularError, SizeError, NamingError):
            continue


def _constraints(statements: Sequence[Statement]) -> Iterator[Constraint]:
    return (one for one in statements if isinstance(one, Constraint))


def _small(work: Together) -> Iterator[Dimensions]:
    """Small sizes and layer indices, in an order that the seed decides; depth 2 comes first."""
    needs, depth = work.needs, min(work.depth or DEPTH, DEPTH)
    places = sorted(admissible_indices(needs.index_atoms, work.rules, depth),
                    key=lambda values: (max(values.values(), default=2) != 2,
                                        -len(set(values.values()))))[:4]  # fmt: skip
    generator = np.random.default_rng([work.seed, 3])
    fixed = dimensions_of(work.dims or {}, {})
    seen = set()
    for number in range(20 * CHOICES if places else 0):
        sizes = {name: int(generator.choice(SIZES)) for name in needs.sizes}
        families = {name: Cycle(tuple(generator.integers(1, 3, 2).tolist()))
                    for name in needs.size_families}  # fmt: skip
        found = Dimensions({**sizes, **fixed.sizes}, {**families, **fixed.families},
                           places[number // 4 % len(places)])  # fmt: skip
        if str(found) not in seen and all(map(found.holds, work.rules)):
            seen.add(str(found))
            yield found
