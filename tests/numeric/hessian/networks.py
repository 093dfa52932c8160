"""Losses of several structures, with rectangular entries, for the tests of second derivatives."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from symland.language.build import frob2, identity, inner, inv, let, matrix, tr
from symland.language.families import chain, family
from symland.language.functions import exp, logdet, softplus, tanh
from symland.language.integers import dims, index

h, d, k, n, q = dims("h d k n q")
D = dims("d[]")
l = index("l", 1)
W = family("W", D)
X0, Y0 = matrix("X", D[0], n), matrix("Y", D[l], n)
E = let("E", chain(W, l, 1) @ X0 - Y0)
DEEP = frob2(E) / 2

W1, W2, W3 = matrix("W_1", h, d), matrix("W_2", k, h), matrix("W_3", q, k)
A, B = matrix("A", d, d), matrix("B", d, d)
X, Y, Z = matrix("X", d, n), matrix("Y", k, n), matrix("Z", q, n)
S = matrix("S", d, d)
RESIDUAL = frob2((A + identity(d)) @ (B + identity(d)) @ X - A @ X) / 2

LOSSES = {
    "tanh": (frob2(W2 @ tanh(W1 @ X) - Y) / 2, [W1, W2], [W1, W2, X, Y]),
    "two hidden layers": (frob2(W3 @ tanh(W2 @ softplus(W1 @ X)) - Z) / 2, [W1, W2, W3],
                          [W1, W2, W3, X, Z]),
    "residual": (RESIDUAL, [A, B], [A, B, X]),
    "linear, reversed": (frob2(W2 @ W1 @ X - Y) / 2, [W2, W1], [W1, W2, X, Y]),
    "regularized": (frob2(W2 @ W1 @ X - Y) / 2 + frob2(W2.T @ W2 - W1 @ W1.T) / 4, [W1, W2],
                    [W1, W2, X, Y]),
    "squared trace": (tr(A @ B) ** 2 / 2 + inner(A, B @ A @ X @ X.T), [A, B], [A, B, X]),
    "transposed": (frob2(A.T @ B @ A - B.T) / 2, [A, B], [A, B]),
    "inverse": (tr(inv(A.T @ A + identity(d)) @ B @ B.T), [A, B], [A, B]),
    "logdet": (logdet(A @ A.T + identity(d)) + frob2(exp(B @ A)), [A, B], [A, B]),
    "one variable of two": (frob2(W2 @ tanh(W1 @ X) - Y) / 2, [W1], [W1, W2, X, Y]),
    "constant": (frob2(A) / 2, [A, B], [A, B]),
}  # fmt: skip
SIZES = {"h": 3, "d": 2, "k": 4, "n": 5, "q": 3}


def entries(args, seed, batch=()):
    random = np.random.default_rng(seed)
    return [random.normal(size=(*batch, *(SIZES[str(side)] for side in arg.shape))) / 2
            for arg in args]  # fmt: skip


def layers(seed, batch=(), widths=(2, 3, 4, 2), samples=5):
    """Weights, inputs and outputs of a deep linear network."""
    random = np.random.default_rng(seed)
    weights = [random.normal(size=(*batch, b, a)) / 2
               for a, b in pairwise(widths)]  # fmt: skip
    return weights, *(random.normal(size=(*batch, w, samples)) for w in (widths[0], widths[-1]))
