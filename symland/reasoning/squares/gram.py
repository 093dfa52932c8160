"""A scalar as a quadratic form in halves: a Gram matrix that is positive semidefinite.

Every product <u, v> is one term; the coefficient of a term is shared out evenly among the places of
the Gram matrix that have this term, which keeps all symmetries of the scalar.  If the matrix is
positive semidefinite, L D L' gives the squares, exactly.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any, TypeAlias

from symland.kernel.poly import Mono
from symland.reasoning.squares.halves import Half

Key: TypeAlias = "tuple[Any, Mono]"  # a network and a monomial in parameters and sizes
Product: TypeAlias = "Callable[[Half, Half], Key | None]"
Weighted: TypeAlias = "tuple[Fraction, tuple[tuple[Fraction, Half], ...]]"  # d, and l_i with u_i


def gram_squares(
    target: Mapping[Key, Fraction], halves: Sequence[Half], product: Product
) -> list[Weighted] | None:
    """Squares d |sum of l_i u_i|^2 that add up to the target, where even sharing finds them."""
    kept = list(halves)
    while kept:
        keys = {(i, j): product(kept[i], kept[j]) for i in range(len(kept))
                for j in range(len(kept)) if kept[i].sizes == kept[j].sizes}  # fmt: skip
        counts = Counter(keys.values())
        if any(key not in counts for key in target):
            return None
        matrix = [[_share(target, counts, keys.get((i, j))) for j in range(len(kept))]
                  for i in range(len(kept))]  # fmt: skip
        useless = {i for i in range(len(kept)) if not matrix[i][i]}
        if not useless:
            return _factored(matrix, kept)
        kept = [half for place, half in enumerate(kept) if place not in useless]
    return None


def _share(target: Mapping[Key, Fraction], counts: Counter[Key | None], key: Key | None
           ) -> Fraction:  # fmt: skip
    if key is None or key not in target:
        return Fraction(0)
    return target[key] / counts[key]


def _factored(matrix: list[list[Fraction]], halves: Sequence[Half]) -> list[Weighted] | None:
    """L D L' of a matrix with positive diagonal, None if it is not positive semidefinite."""
    rest = [row[:] for row in matrix]
    found: list[Weighted] = []
    for pivot in range(len(rest)):
        value = rest[pivot][pivot]
        if value < 0 or (not value and any(rest[pivot])):
            return None
        if not value:
            continue
        row = [entry / value for entry in rest[pivot]]
        found.append((value, tuple((entry, half) for entry, half in zip(row, halves, strict=True)
                                   if entry)))  # fmt: skip
        for i in range(len(rest)):
            factor = rest[i][pivot]
            if factor:
                rest[i] = [one - factor * other for one, other in zip(rest[i], row, strict=True)]
    return found
