"""Letters, a small instance and an independent derivative for the tests of `numeric`."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import flint
import numpy as np

from numeric import Instance, Letter, exact, instance
from numeric.arithmetic import Array, rational
from symland.language.build import frob2, matrix
from symland.language.families import chain, family
from symland.language.integers import dims, index

d = dims("d[]")
n = dims("n")
l = index("l", 1)
k = index("k", 1, l)
j = index("j", 1, k - 1)
W = family("W", d)
X, Y = matrix("X", d[0], n), matrix("Y", d[l], n)
E = chain(W, l, 1) @ X - Y
LOSS = frob2(E) / 2

A, B, S = matrix("A", 2, 3), matrix("B", 3, 2), matrix("S", 2, 2)
ENTRIES = {"A": [[1, 2, 3], [4, 5, 6]], "B": [[1, 0], [2, -1], [0, 3]], "S": [[2, 1], [0, 3]]}
SMALL = instance(letters=ENTRIES, scalars={"mu": Fraction(1, 2)})


def fractions(values: list[list[object]]) -> list[list[Fraction]]:
    return [[Fraction(entry) for entry in row] for row in values]


def plain(values: Array) -> list[list[Fraction]]:
    """Entries of any exact or float array as fractions."""
    return [[rational(entry) for entry in row] for row in values.tolist()]


def moved(found: Instance, letter: Letter, direction: Array, step: int) -> Instance:
    """The instance with one letter moved by `step` times a direction."""
    letters = dict(found.letters)
    letters[letter] = letters[letter] + step * direction
    return Instance(found.dimensions, letters, found.functions, found.definitions, found.source)


def derivative_at_zero(values: Callable[[int], Array], degree: int, order: int) -> Array:
    """f^(order)(0) of a polynomial of at most this degree, from its values at integers, exactly."""
    nodes = range(-(degree // 2) - 1, degree // 2 + 2)
    powers = flint.fmpq_mat([[flint.fmpq(node) ** p for p in range(len(nodes))] for node in nodes])
    weights = powers.inv()
    factor = int(np.prod(range(1, order + 1)))
    zero = exact.constant(0, (1, 1))
    terms = (factor * weights[order, i] * values(node) for i, node in enumerate(nodes))
    return sum(terms, zero)


def unit(shape: tuple[int, int], row: int, col: int) -> Array:
    found = np.zeros(shape, dtype=object)
    found[row, col] = 1
    return found
