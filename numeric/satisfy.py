"""Instances for tables where hypotheses hold only if all letters are chosen together.

Sizes are small there, and tried until there are some that the hypotheses allow.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from numeric.arithmetic import FieldError, SingularError
from numeric.choose import fitting
from numeric.compare import unmet
from numeric.construct.joint import excluded, solved_jointly
from numeric.dimensions import Dimensions, admissible_indices
from numeric.fields import exact
from numeric.instance import Instance, SizeGiven, dimensions_of
from numeric.requirements import Requirements
from symland.errors import NamingError, SizeError
from symland.language.claims import Claim, Statement
from symland.language.integers import Constraint

SPANS = ((1, 3), (1, 2), (2, 3), (1, 4))  # of sizes, one after the other
CHOICES = 40  # of sizes and layer indices
SEEDS = 2  # instances that are tried at each of them
DEPTH = 3  # the largest layer index


@dataclass(frozen=True, slots=True)
class Quantified:
    """Hypotheses that are other equations at other sizes and layer indices, such as "for all k".

    `claims` are the formulas in them, with `bound` layer indices; `at` gives the equations.
    """

    claims: tuple[Claim, ...]
    bound: frozenset[str]
    at: Callable[[Dimensions], list[Statement]]


def together(
    claim: Claim, given: Callable[[Dimensions], Sequence[Statement]],
    choices: Iterator[Dimensions], seed: int, digits: int,
) -> Iterator[tuple[Dimensions, Instance]]:  # fmt: skip
    """Instances in which all hypotheses hold exactly; entries that are free have many digits."""
    for dimensions in choices:
        try:
            statements = given(dimensions)
            if not all(map(dimensions.holds, _constraints(statements))):
                continue
            claims = [one for one in statements if isinstance(one, Claim)]
            sides = [side for one in (claim, *claims) for side in (one.left, one.right)]
            here = Instance(dimensions)
            if excluded(claims, sides, here):
                continue
            for number in range(SEEDS):
                found = solved_jointly(claims, sides, here, SEEDS * seed + number, digits)
                if found is not None and not unmet(claims, found, exact):
                    yield dimensions, found
        except (FieldError, SingularError, SizeError, NamingError):
            continue


def _constraints(statements: Sequence[Statement]) -> Iterator[Constraint]:
    return (one for one in statements if isinstance(one, Constraint))


def small_dimensions(
    needs: Requirements, rules: Sequence[Constraint], dims: Mapping[str, SizeGiven] | None,
    depth: int | None, seed: int,
) -> Iterator[Dimensions]:  # fmt: skip
    """Small sizes and layer indices, those of depth 2 first, each choice once."""
    seen = set()
    places = sorted(admissible_indices(needs.index_atoms, rules, min(depth or DEPTH, DEPTH)),
                    key=lambda values: (max(values.values(), default=2) != 2,
                                        -len(set(values.values()))))  # fmt: skip
    for number in range(CHOICES if places else 0):
        indices = places[number % min(len(places), 4)]
        start = replace(dimensions_of(dims or {}, {}), indices=dict(indices))
        found = fitting(needs, rules, start, seed=seed + 31 * number,
                        span=SPANS[number % len(SPANS)])  # fmt: skip
        if found is not None and str(found) not in seen:
            seen.add(str(found))
            yield found
