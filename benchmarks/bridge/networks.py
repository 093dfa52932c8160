"""The networks that are timed, in the language and as plain arrays."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from symland.language.build import frob2, let, matrix
from symland.language.families import chain, family
from symland.language.functions import tanh
from symland.language.integers import dims, index

D, n, l = dims("d[]"), dims("n"), index("l", 1)
W = family("W", D)
X, Y = matrix("X", D[0], n), matrix("Y", D[l], n)
E = let("E", chain(W, l, 1) @ X - Y)
LINEAR = frob2(E) / 2
LINEAR_ARGS = [W, X, Y]

h, d, k = dims("h d k")
W1, W2 = matrix("W_1", h, d), matrix("W_2", k, h)
X1, Y1 = matrix("X", d, n), matrix("Y", k, n)
TANH = frob2(W2 @ tanh(W1 @ X1) - Y1) / 2
TANH_ARGS = [W1, W2, X1, Y1]


def linear_arrays(widths: Sequence[int], samples: int, batch: tuple[int, ...] = ()):
    """Weights, inputs, outputs of a deep linear network."""
    random = np.random.default_rng(sum(widths) + samples)
    pairs = pairwise(widths)
    weights = [random.normal(size=(*batch, b, a)) / np.sqrt(a) for a, b in pairs]
    return (weights, random.normal(size=(*batch, widths[0], samples)),
            random.normal(size=(*batch, widths[-1], samples)))  # fmt: skip


def tanh_arrays(size: int, batch: tuple[int, ...] = ()):
    """The two layers, inputs, outputs of a network with one hidden layer, all of one width."""
    random = np.random.default_rng(size)
    found = [random.normal(size=(*batch, size, size)) for _ in range(4)]
    return [found[0] / np.sqrt(size), found[1] / np.sqrt(size), *found[2:]]


def vector(parts: Sequence[np.ndarray]) -> np.ndarray:
    """vec of each matrix, one after the other."""
    return np.concatenate([np.swapaxes(part, -1, -2).reshape(*part.shape[:-2], -1)
                           for part in parts], axis=-1)  # fmt: skip


def column_order(shapes: Sequence[tuple[int, int]]) -> np.ndarray:
    """Places of the entries in the order of vec, among entries laid out row by row."""
    found, start = [], 0
    for rows, cols in shapes:
        found.append(start + np.arange(rows * cols).reshape(rows, cols).T.ravel())
        start += rows * cols
    return np.concatenate(found)
