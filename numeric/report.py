"""Tables of high-precision checks: how many digits both sides of a statement share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from numeric.arithmetic import Array, Field, SingularError
from numeric.choose import DEPTHS, NoDimensionsError, coincidences, constraints_of, fitting
from numeric.compare import Comparison, compare, unmet
from numeric.construct import construct
from numeric.dimensions import Dimensions, admissible_indices
from numeric.draw import decimals, draw
from numeric.fields import mpmath
from numeric.instance import Instance, dimensions_of
from numeric.requirements import Requirements, requirements
from symland.errors import ExpressionError, UndecidedError
from symland.language.claims import Claim, Statement
from symland.language.integers import Constraint

GUARD = 20  # digits beyond those asked, for rounding in sums and inverses
SPAN = (2, 5)
DEPTH = 4  # largest layer index where the caller does not say
ATTEMPTS = 5  # draws of entries before an instance without the inverses needed is given up


@dataclass(frozen=True, slots=True, eq=False)
class DigitsRow:
    """One line of the table; the norms |...| are Frobenius norms."""

    sizes: dict[str, int]  # "m", "d[0]", ... and the layer indices
    left_norm: Any
    right_norm: Any
    difference_norm: Any
    digits_asked: int
    digits_obtained: float
    left: Array
    right: Array
    instance: Instance

    @property
    def agrees(self) -> bool:
        """Whether the relative difference is below 10^-digits."""
        return self.digits_obtained >= self.digits_asked


def digits_table(
    claim: Claim,
    digits: int = 50,
    dims: Mapping[str, Any] | None = None,
    depth: int | None = None,
    seed: int = 0,
    instances: int = 3,
    *,
    given: Iterable[Statement] = (),
) -> list[DigitsRow]:
    """Both sides at random entries with all digits, at several sizes and depths.

    `dims` fixes sizes (`{"m": 3, "d": [2, 3, 4]}`), `depth` bounds the layer indices.  Hypotheses
    must be solvable for a letter; else `UndecidedError` is raised.

    >>> from symland.language.build import matrix, tr
    >>> from symland.language.claims import Eq
    >>> from symland.language.integers import dims
    >>> m, n = dims("m n")
    >>> A, B = matrix("A", m, n), matrix("B", n, m)
    >>> [row.agrees for row in digits_table(Eq(tr(A @ B), tr(B @ A)), digits=30)]
    [True, True, True]
    """
    if claim.relation != "eq":
        raise ExpressionError("digits are compared for equations, not for inequalities")
    given = list(given)
    needs, field = requirements(claim, given), mpmath(digits + GUARD)
    places = _dimensions(needs, given, dims or {}, DEPTH if depth is None else depth, seed)
    rows = []
    for turn in range(instances):
        dimensions = places[turn % len(places)](seed + turn)
        instance, found = _compare(claim, given, dimensions, field, seed + turn)
        rows.append(_row(needs, instance, found, field, digits))
    return rows
