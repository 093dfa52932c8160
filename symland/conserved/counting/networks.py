"""Networks of given widths as products of matrices modulo a prime, and their vector fields.

For arbitrary data and losses, the flow of a linear network of depth L may point along the gradient
of <R, W_L ... W_1> for every R.  In a network with one layer of ReLUs each hidden unit can be moved
alone (generic data separate the units), along the gradient of <R, u v'> with its incoming weights v
and its outgoing weights u; so it counts as one linear network of inner width one for each unit.
Biases are a last column of the matrices: [W b; 0 1] in linear layers, [v b] in hidden units.
Source: Marcotte, Gribonval, Peyre 2023, sections 2 and 3.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from numeric.machine import PRIME
from symland.errors import ExpressionError

Array: TypeAlias = np.ndarray
# One array for each layer, with the axes: batch, jet, group, rows, columns.
Point: TypeAlias = "list[Array]"
WIDEST = 31  # sums of so many products of residues fit into 64 bits


@dataclass(frozen=True, slots=True)
class Network:
    """Widths of one network, equal for all groups; `free` parameters move on their own."""

    widths: tuple[int, ...]
    groups: int
    augmented: bool
    free: int

    @property
    def shapes(self) -> list[tuple[int, int]]:
        """Rows and columns of each layer, the first layer first."""
        more = int(self.augmented)
        pairs = zip(self.widths[1:], self.widths, strict=False)
        return [(rows + more, cols + more) for rows, cols in pairs]

    @property
    def parameters(self) -> int:
        return self.free + self.groups * sum(
            (rows - int(self.augmented)) * cols for rows, cols in self.shapes
        )

    def random_point(self, generator: np.random.Generator) -> Point:
        """Residues; the last row of an augmented layer is (0, ..., 0, 1)."""
        point = []
        for rows, cols in self.shapes:
            layer = generator.integers(1, PRIME, (1, 1, self.groups, rows, cols), dtype=np.int64)
            if self.augmented:
                layer[..., -1, :] = 0
                layer[..., -1, -1] = 1
            point.append(layer)
        return point

    def random_residual(self, generator: np.random.Generator, batch: int) -> Array:
        """Free matrices R, one for each field of a batch."""
        rows, cols = self.shapes[-1][0], self.shapes[0][1]
        found = generator.integers(0, PRIME, (batch, 1, self.groups, rows, cols), dtype=np.int64)
        if self.augmented:
            found[..., -1, :] = 0
        return found

    def flat(self, layers: Point) -> Array:
        """The entries that are parameters, as rows of a matrix: one for each field."""
        kept = [layer[..., :-1, :] if self.augmented else layer for layer in layers]
        return np.concatenate([one.reshape(one.shape[0], -1) for one in kept], axis=1)


def network(widths: tuple[int, ...], activation: str, bias: bool) -> Network:  # noqa: FBT001
    """The network with widths d_0, ..., d_L; raises `ExpressionError` for what is not known."""
    for width in widths:
        if isinstance(width, bool) or not isinstance(width, int) or not 1 <= width <= WIDEST - 1:
            raise ExpressionError(f"a width is a number from 1 to {WIDEST - 1}, not {width!r}")
    if len(widths) < 3:
        raise ExpressionError(f"a network has at least two layers, that is three widths; {widths}")
    if activation == "linear":
        return Network(widths, 1, bias, 0)
    if activation != "relu":
        raise ExpressionError(f"the activation is 'linear' or 'relu', not {activation!r}")
    if len(widths) != 3:
        raise ExpressionError("networks with ReLUs are counted for one hidden layer only",
                              help="give three widths, for example (4, 3, 2)")  # fmt: skip
    inputs, hidden, outputs = widths
    return Network((inputs + bias, 1, outputs), hidden, augmented=False, free=outputs * bias)


def multiply(left: Array, right: Array) -> Array:
    """The product of matrices with jets: the parts along disjoint sets of directions multiply."""
    if left.shape[1] == right.shape[1] == 1:
        return left @ right % PRIME
    jets = max(left.shape[1], right.shape[1])
    total: list[Array] = []
    for place in range(jets):
        part, inner = None, place
        while True:
            if inner < left.shape[1] and place ^ inner < right.shape[1]:
                term = left[:, inner] @ right[:, place ^ inner] % PRIME
                part = term if part is None else part + term
            if not inner:
                break
            inner = (inner - 1) & place
        total.append(np.asarray(part) % PRIME)
    return np.stack(total, axis=1)


def velocity(net: Network, point: Point, residual: Array) -> Point:
    """(W_L ... W_(i+1))' R (W_(i-1) ... W_1)' for each layer i."""
    above, below = [residual], None
    for layer in reversed(point[1:]):
        above.append(multiply(layer.swapaxes(-1, -2), above[-1]))
    found = []
    for layer, pulled in zip(point, reversed(above), strict=True):
        moved = pulled if below is None else multiply(pulled, below.swapaxes(-1, -2))
        if net.augmented:
            moved = moved.copy()
            moved[..., -1, :] = 0
        jets = layer.shape[1]
        if moved.shape[1] < jets:
            pad = np.zeros((moved.shape[0], jets - moved.shape[1], *moved.shape[2:]), np.int64)
            moved = np.concatenate([moved, pad], axis=1)
        found.append(moved)
        below = layer if below is None else multiply(layer, below)
    return found
