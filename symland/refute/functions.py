"""Functions to put in the place of generic ones: those of a list that the hypotheses allow.

All are smooth on the whole line, so that each is an instance of a generic entrywise function.  Odd
and even, increasing and not, onto and bounded, positive, convex and constant ones are among them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import product
from typing import Any, TypeAlias

from numeric.instance import Instance

Coefficients: TypeAlias = tuple[Fraction, ...]
Choice: TypeAlias = "tuple[Mapping[str, Coefficients], Mapping[str, Coefficients]]"
MOST = 600  # combinations of functions that are looked at


def _listed(*numbers: int | Fraction) -> Coefficients:
    return tuple(map(Fraction, numbers))


ROUND = _listed(1, 0, 1)  # 1 + x^2
CATALOG: tuple[tuple[Coefficients, Coefficients], ...] = tuple(
    (above, below)
    for below, listed in (
        (_listed(1), ((0, 1, 0, 1), (0, 1), (0, 0, 1), (0, 2), (1, 0, 1), (0, -1), (0, 0, 0, 1),
                      (1, 1), (1,), (0,), (0, 0, 1, 0, 1), (2, 1, 0, 1), (0, -1, 0, -1),
                      (-1, 0, -1), (0, 0, Fraction(1, 2)))),
        (ROUND, ((0, 1), (1,), (0, 0, 1), (0, 2), (2, 1, 2), (0, -1), (-1,), (0, 2, 0, 1))),
    )
    for above in (_listed(*numbers) for numbers in listed)
)  # fmt: skip


def allowed_functions(conditions: Sequence[Any]) -> list[Choice]:
    """Choices of functions that satisfy the conditions that are about functions alone.

    Those with the fewest zero functions come first.
    """
    about = [one for one in conditions if one.functions]
    names = sorted({name for one in about for name in one.functions})
    if not names or len(CATALOG) ** len(names) > MOST:
        return []
    found = []
    for chosen in product(CATALOG, repeat=len(names)):
        above = {name: one for name, (one, _) in zip(names, chosen, strict=True)}
        below = {name: one for name, (_, one) in zip(names, chosen, strict=True) if len(one) > 1}
        bare = Instance(activations=dict(above), denominators=dict(below))
        if all(one.holds(bare) for one in about if one.is_closed):
            found.append((above, below))
    return sorted(found, key=_zeros)


def chosen(functions: Sequence[Choice], number: int) -> Choice:
    """Another choice for each number; every second one has the fewest zero functions."""
    fewest = [one for one in functions if _zeros(one) == _zeros(functions[0])]
    listed = fewest if number % 2 else functions
    return listed[number // 2 % len(listed)]


def _zeros(choice: Choice) -> int:
    return sum(not any(one) for one in choice[0].values())
