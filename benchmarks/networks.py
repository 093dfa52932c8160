"""Networks with explicit layers, of any depth, for the benchmarks."""

from __future__ import annotations

from functools import reduce
from operator import matmul

from symland.language.build import frob2, let, matrix
from symland.language.expr import Matrix, Scalar
from symland.language.integers import dims


def explicit_network(depth: int) -> tuple[Scalar, list[Matrix]]:
    """The loss |W_L ... W_1 X - Y|^2 / 2 with one letter for each layer, and the layers."""
    sizes = dims(" ".join(f"d_{i}" for i in range(depth + 1)))
    n = dims("n")
    layers = [matrix(f"W_{i}", sizes[i], sizes[i - 1]) for i in range(1, depth + 1)]
    product = reduce(matmul, reversed(layers))
    residual = let("E", product @ matrix("X", sizes[0], n) - matrix("Y", sizes[depth], n))
    return frob2(residual) / 2, layers
