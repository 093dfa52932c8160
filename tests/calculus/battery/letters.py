"""Letters of the battery, and the check by central differences, which shares no derivative rule."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np

from numeric import Dimensions, Evaluator, Instance, Letter, draw, float64, general, positive
from symland.language.build import matrix, scalar, vector
from symland.language.expr import Expr
from symland.language.functions import activation
from symland.language.integers import dims

m, n, p, q, k, h, d, N = dims("m n p q k h d N")
SIZES = {"m": 2, "n": 3, "p": 2, "q": 3, "k": 2, "h": 3, "d": 2, "N": 3}
STEP = Fraction(1, 2**16)

# General matrices, square ones, symmetric ones, vectors, scalars.
A, B, C, X = matrix("A", m, n), matrix("B", n, m), matrix("C", m, n), matrix("X", m, n)
S, T, U, V = matrix("S", n, n), matrix("T", n, n), matrix("U", n, n), matrix("V", n, n)
D, F = matrix("D", m, m), matrix("F", m, m)
G, P = matrix("G", n, n, symmetric=True), matrix("P", n, n, symmetric=True)
M, L, R = matrix("M", p, q), matrix("L", p, m), matrix("R", n, q)
a, b, x, y = vector("a", n), vector("b", n), vector("x", n), vector("y", n)
u, v, w = vector("u", m), vector("v", m), vector("w", n)
c, s, t = scalar("c"), scalar("s"), scalar("t")
sigma, rho = activation("sigma"), activation("rho")

# Networks: one hidden layer, and two linear ones.
W1, W2, W3 = matrix("W_1", h, d), matrix("W_2", k, h), matrix("W_3", p, k)
Z, Y, Y3 = matrix("Z", d, N), matrix("Y", k, N), matrix("Y_3", p, N)


def an_instance(seed: int, *, above_zero: bool) -> Instance:
    """A random instance with small rational entries, all positive where a formula needs it."""
    entries = positive(general()) if above_zero else general()
    return draw(Dimensions(SIZES), seed=seed, entries=entries)


def central_differences(body: Expr, variable: Expr, instance: Instance) -> np.ndarray:
    """d vec(body) / d vec(variable)' by central differences in machine numbers.

    Entries (i, j) and (j, i) of a symmetric letter move by half a step each.
    """
    letter = Letter("matrix" if variable.is_matrix else "scalar", variable.data[0])
    rows, cols = instance.shape(variable)
    symmetric = variable.is_matrix and "symmetric" in variable.data[1]
    start = instance.entries(letter, (rows, cols), symmetric=symmetric)
    columns = []
    for place in range(rows * cols):
        spot = place % rows, place // rows
        unit = np.zeros((rows, cols), dtype=object)
        unit[spot] += STEP
        unit = (unit + unit.T) / 2 if symmetric else unit
        ends = (replace(instance, letters={**instance.letters, letter: start + sign * unit})
                for sign in (1, -1))  # fmt: skip
        there, back = (value(body, end).T.ravel() for end in ends)
        columns.append((there - back) / float(2 * STEP))
    return np.stack(columns, axis=-1)


def close(left: np.ndarray, right: np.ndarray) -> bool:
    """Agreement to about six digits, as far as central differences go."""
    return bool(np.abs(left - right).max() < 1e-6 * (1 + np.abs(right).max()))


def value(expr: Expr, instance: Instance) -> np.ndarray:
    return Evaluator(instance, float64).value(expr)
