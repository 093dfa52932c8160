"""The laws that discovery finds for a network, and the rank of their gradients at a point.

Functionally independent laws have independent gradients at a generic point.  The gradients of all
entries are taken at a random point modulo a prime; their rank there is at most the generic one.
"""

from __future__ import annotations

from functools import lru_cache, reduce

import numpy as np

from numeric.machine import PRIME
from symland.calculus.api import GradientFlow
from symland.conserved.counting.brackets import rank
from symland.conserved.counting.networks import Array, multiply
from symland.conserved.discover import invariants
from symland.conserved.laws import Law
from symland.conserved.words import Word
from symland.language.build import frob2, matrix, ones, vector
from symland.language.derivatives import Flow
from symland.language.expr import Matrix
from symland.language.functions import relu
from symland.language.integers import Int, dims


@lru_cache(maxsize=32)
def known_laws(depth: int, activation: str, bias: bool) -> tuple[Law, ...]:  # noqa: FBT001
    """The polynomial laws of degree two at symbolic widths, found and proved."""
    return tuple(law for law in invariants(symbolic_flow(depth, activation, bias)) if law.terms)


def symbolic_flow(depth: int, activation: str, bias: bool) -> Flow:  # noqa: FBT001
    """The gradient flow of a network with one letter for each layer, W_1 first."""
    sizes = [_size(f"d_{place}") for place in range(depth + 1)]
    samples = _size("n")
    value: Matrix = matrix("X", sizes[0], samples)
    parameters: list[Matrix] = []
    for place in range(1, depth + 1):
        weights = matrix(f"W_{place}", sizes[place], sizes[place - 1])
        parameters.append(weights)
        value = weights @ value
        if bias:
            shift = vector(f"b_{place}", sizes[place])
            parameters.append(shift)
            value = value + shift @ ones(samples).T
        if activation == "relu" and place < depth:
            value = relu(value)
    return GradientFlow(frob2(value - matrix("Y", sizes[-1], samples)) / 2, wrt=parameters)


def _size(name: str) -> Int:
    found = dims(name)
    assert isinstance(found, Int)
    return found


def known_rank(
    widths: tuple[int, ...], activation: str, bias: bool, seed: int = 0  # noqa: FBT001
) -> int:  # fmt: skip
    """How many of the entries of the known laws are functionally independent, at least."""
    laws = known_laws(len(widths) - 1, activation, bias)
    if not laws:
        return 0
    values = _moving_point(widths, bias, np.random.default_rng([seed, 11]))
    return rank(np.concatenate([_gradients(law, values) for law in laws]))


def _moving_point(
    widths: tuple[int, ...], bias: bool, generator: np.random.Generator  # noqa: FBT001
) -> dict[str, Array]:  # fmt: skip
    """Parameters at a random point, moving along each coordinate in turn (batch axis)."""
    shapes: dict[str, tuple[int, int]] = {}
    for place in range(1, len(widths)):
        shapes[f"W_{place}"] = widths[place], widths[place - 1]
        if bias:
            shapes[f"b_{place}"] = widths[place], 1
    count = sum(rows * cols for rows, cols in shapes.values())
    directions, offset, values = np.eye(count, dtype=np.int64), 0, {}
    for name, (rows, cols) in shapes.items():
        base = generator.integers(1, PRIME, (1, 1, 1, rows, cols), dtype=np.int64)
        moved = directions[:, offset : offset + rows * cols].reshape(count, 1, 1, rows, cols)
        values[name] = np.concatenate([np.broadcast_to(base, moved.shape), moved], axis=1)
        offset += rows * cols
    return values


def _gradients(law: Law, values: dict[str, Array]) -> Array:
    """A row for each entry of the law: its derivatives by all parameters."""
    total = sum(_coefficient(law, word) * _value(word, values) for word in law.terms) % PRIME
    parts = np.asarray(total)[:, 1, 0]
    if law.kind == "diagonal":
        return np.diagonal(parts, axis1=-2, axis2=-1).T.copy()
    if law.kind == "trace":
        return np.trace(parts, axis1=-2, axis2=-1)[None] % PRIME
    return parts.reshape(len(parts), -1).T.copy()


def _coefficient(law: Law, word: Word) -> int:
    value = law.terms[word].data
    return int(value.numerator * pow(value.denominator, -1, PRIME)) % PRIME


def _value(word: Word, values: dict[str, Array]) -> Array:
    factors = (values[f.letter.data[0]].swapaxes(-1, -2) if f.turned else values[f.letter.data[0]]
               for f in word)  # fmt: skip
    return reduce(multiply, factors)
