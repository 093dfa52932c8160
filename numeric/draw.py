"""Random instances, the same ones for the same seed.

Every letter is drawn from a generator of its own, so that its entries depend on the seed and its
name only, not on what else occurs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias
from zlib import crc32

import numpy as np

from numeric.arithmetic import Array
from numeric.dimensions import Dimensions
from numeric.instance import Instance, Letter
from numeric.machine import PRIME
from symland.language.families import Function

Entries: TypeAlias = Callable[[np.random.Generator, tuple[int, int]], Array]


def small_integers(bound: int = 3) -> Entries:
    """Integers between -bound and bound."""
    return lambda generator, shape: generator.integers(-bound, bound + 1, shape)


def residues(prime: int = PRIME) -> Entries:
    """Integers between 0 and prime - 1, all equally likely."""
    return lambda generator, shape: generator.integers(0, prime, shape)


def rationals(bound: int = 9) -> Entries:
    """Fractions whose numerators and denominators have absolute value at most `bound`."""

    def draw(generator: np.random.Generator, shape: tuple[int, int]) -> Array:
        above = generator.integers(-bound, bound + 1, shape)
        below = generator.integers(1, bound + 1, shape)
        return np.asarray(np.frompyfunc(Fraction, 2, 1)(above.astype(object), below.astype(object)))

    return draw


def general(bound: int = 9) -> Entries:
    """Fractions of both signs and size about 1, none of them 0, in which little cancels."""

    def draw(generator: np.random.Generator, shape: tuple[int, int]) -> Array:
        above = generator.integers(1, bound + 1, shape) * generator.choice([-1, 1], shape)
        below = generator.choice([7, 11, 13], shape)
        return np.asarray(np.frompyfunc(Fraction, 2, 1)(above.astype(object), below.astype(object)))

    return draw


def degenerate() -> Entries:
    """Matrices at which general statements break: 0, I, all ones, unit, rank one, nilpotent."""

    def draw(generator: np.random.Generator, shape: tuple[int, int]) -> Array:
        zero, (rows, cols) = np.zeros(shape, dtype=np.int64), shape
        unit, shift = zero.copy(), zero.copy()
        unit[generator.integers(rows), generator.integers(cols)] = 1
        for place in range(min(rows, cols - 1)):
            shift[place, place + 1] = 1
        sparse = generator.integers(-1, 2, shape) * generator.integers(0, 2, shape)
        thin = generator.integers(-1, 2, (rows, 1)) @ generator.integers(-1, 2, (1, cols))
        kinds = [zero, np.eye(rows, cols, dtype=np.int64), zero + 1, unit, shift, sparse, thin]
        return kinds[generator.integers(len(kinds))]

    return draw


def gram(entries: Entries) -> Entries:
    """B B' for square matrices, which is positive semidefinite."""

    def draw(generator: np.random.Generator, shape: tuple[int, int]) -> Array:
        found = entries(generator, shape)
        return found @ found.T if shape[0] == shape[1] else found

    return draw


def positive(entries: Entries) -> Entries:
    """Positive numbers; the diagonal of a square matrix dominates, so that its det is positive."""

    def draw(generator: np.random.Generator, shape: tuple[int, int]) -> Array:
        found = abs(entries(generator, shape).astype(object))
        found[found == 0] = Fraction(1)
        if 1 < shape[0] == shape[1]:
            np.fill_diagonal(found, found.diagonal() + found.sum())
        return found

    return draw


def decimals(digits: int) -> Entries:
    """Numbers between -1 and 1 with `digits` random decimal digits."""
    scale, size = 10**digits, digits // 2 + 8

    def one(generator: np.random.Generator) -> Fraction:
        number = int.from_bytes(generator.bytes(size), "big")
        return Fraction(number % (2 * scale + 1) - scale, scale)

    def draw(generator: np.random.Generator, shape: tuple[int, int]) -> Array:
        flat = [one(generator) for _ in range(shape[0] * shape[1])]
        return np.array(flat, dtype=object).reshape(shape)

    return draw


@dataclass(frozen=True, slots=True)
class Random:
    """Draws entries as `entries` says, reproducibly from the seed."""

    seed: int
    entries: Entries

    def matrix(self, letter: Letter, rows: int, cols: int) -> Array:
        return self.entries(self._generator(*letter), (rows, cols))

    def polynomial(self, function: Function, inputs: int, outputs: int) -> tuple[Array, ...]:
        """Small rational coefficients of a polynomial map of degree 3."""
        generator = self._generator("function", function.name, inputs * 1000 + outputs)
        draw = rationals(4)
        parts = tuple(draw(generator, (outputs, inputs**degree)) for degree in range(4))
        for part in parts:
            part[part == 0] = Fraction(1)  # no derivative vanishes by chance
        return parts

    def activation(self, name: str) -> tuple[Fraction, ...]:
        """Small rational coefficients of a polynomial of degree 4, none of them 0."""
        drawn = rationals(4)(self._generator("activation", name), (1, 5))
        return tuple(number or Fraction(1) for number in drawn[0])

    def _generator(
        self, kind: str, name: str, position: int = 0, units: tuple[int, ...] = ()
    ) -> np.random.Generator:
        label = crc32(" ".join([kind, name, *map(str, units)]).encode())
        return np.random.default_rng([self.seed, label, abs(position), int(position < 0)])


def draw(dimensions: Dimensions, *, seed: int = 0, entries: Entries | None = None) -> Instance:
    """A random instance of the given sizes; its letters are drawn when they are first asked for.

    >>> same = [draw(Dimensions({"n": 2}), seed=7).entries(Letter("matrix", "A"), (2, 2))
    ...         for _ in range(2)]
    >>> bool((same[0] == same[1]).all())
    True
    """
    return Instance(dimensions, source=Random(seed, entries or small_integers()))
