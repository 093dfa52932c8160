"""Instances on the edge: where ranks drop, singular values repeat, entries vanish, sizes are 1."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from numeric.arithmetic import Array
from numeric.draw import Entries
from numeric.fields import exact

KINDS = ("random", "rank deficient", "repeated singular values", "zeros", "size 1")


def entries_of(kind: str, entries: Entries) -> Entries:
    """What to draw for a kind of instance, from entries in general position."""
    found = {"rank deficient": _rank_deficient, "repeated singular values": _repeated,
             "zeros": _sparse}.get(kind)  # fmt: skip
    return entries if found is None else found(entries)


def _rank_deficient(entries: Entries) -> Entries:
    """A product of two factors that are one narrower than the matrix; vectors are left alone."""

    def draw(generator: np.random.Generator, shape: tuple[int, int]) -> Array:
        rank = min(shape) - 1
        if not rank:
            return entries(generator, shape)
        left = entries(generator, (shape[0], rank)).astype(object) + Fraction(0)
        return left @ (entries(generator, (rank, shape[1])).astype(object) + Fraction(0))

    return draw


def _repeated(entries: Entries) -> Entries:
    """A number times a part of an orthogonal matrix (I - S)(I + S)^-1, S skew (Cayley)."""

    def draw(generator: np.random.Generator, shape: tuple[int, int]) -> Array:
        size = max(shape)
        above = np.triu(generator.integers(-3, 4, (size, size)), 1)
        skew = exact.array(above - above.T)
        one = exact.identity(size)
        turned = exact.matmul(one - skew, exact.inverse(one + skew))[: shape[0], : shape[1]]
        scale = exact.array(entries(generator, (1, 1)))
        rule = np.frompyfunc(lambda x: Fraction(int(x.p), int(x.q)), 1, 1)
        return np.asarray(rule(turned * scale), dtype=object)

    return draw


def _sparse(entries: Entries) -> Entries:
    """Two of three entries are 0, and one matrix of four is 0 altogether."""

    def draw(generator: np.random.Generator, shape: tuple[int, int]) -> Array:
        found = entries(generator, shape).astype(object)
        kept = generator.random(shape) < 1 / 3
        if generator.random() < 1 / 4:
            kept[:] = False
        found[~kept] = Fraction(0)
        return found

    return draw
