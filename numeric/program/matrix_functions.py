"""Derivatives of the pseudo-inverse and of the matrix exponential.

The pseudo-inverse has one where the rank is constant.  Here full rank makes sure of this: it is
replaced by (A'A)^-1 A' or A' (A A')^-1, which have no value where the rank is lower.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from numeric.program.contraction import product, transpose
from numeric.program.graph import Graph, Node
from numeric.program.translate import inverse


@dataclass(frozen=True, slots=True)
class Side:
    """One term of a derivative, sign * left dA right, with dA' in the place of dA if `flipped`."""

    sign: Fraction
    left: Node
    right: Node
    flipped: bool


def pinv_sides(graph: Graph, matrix: Node) -> list[Side]:
    """d(A^+) = -A^+ dA A^+ + (A'A)^-1 dA' (I - A A^+) for full column rank; alike for rows."""
    rows, cols = matrix.shape
    turned = transpose(graph, matrix)
    one = Fraction(1)
    if rows >= cols:
        square = inverse(graph, _times(graph, turned, matrix))
        found = _times(graph, square, turned)
        rest = _less(graph, rows, _times(graph, matrix, found))
        return [Side(-one, found, found, flipped=False), Side(one, square, rest, flipped=True)]
    square = inverse(graph, _times(graph, matrix, turned))
    found = _times(graph, turned, square)
    rest = _less(graph, cols, _times(graph, found, matrix))
    return [Side(-one, found, found, flipped=False), Side(one, rest, square, flipped=True)]


def expm_along(graph: Graph, matrix: Node, direction: Node) -> Node:
    """The derivative of exp(A) along E, the upper right block of exp([[A, E], [0, A]])."""
    size = matrix.shape[0]
    above, below = (graph.make("selection", (), before, (2 * size, size)) for before in (0, size))
    parts = [_between(graph, above, matrix, above), _between(graph, below, matrix, below),
             _between(graph, above, direction, below)]  # fmt: skip
    block = graph.combine([(Fraction(1), part) for part in parts], (2 * size, 2 * size))
    whole = graph.make("expm", (block,), None, block.shape)
    i, j, k, m = graph.labels((2 * size, size, 2 * size, size))
    return product(graph, [(above, (i, j)), (whole, (i, k)), (below, (k, m))], (j, m))


def _between(graph: Graph, left: Node, middle: Node, right: Node) -> Node:
    """L M R'."""
    i, j, k, m = graph.labels((*left.shape, *right.shape[::-1]))
    return product(graph, [(left, (i, j)), (middle, (j, k)), (right, (m, k))], (i, m))


def _times(graph: Graph, left: Node, right: Node) -> Node:
    i, j, k = graph.labels((*left.shape, right.shape[1]))
    return product(graph, [(left, (i, j)), (right, (j, k))], (i, k))


def _less(graph: Graph, size: int, projector: Node) -> Node:
    """I - P."""
    identity = graph.make("embed", (graph.ones((size,)),), (0, 0), (size, size))
    return graph.combine([(Fraction(1), identity), (Fraction(-1), projector)], (size, size))
