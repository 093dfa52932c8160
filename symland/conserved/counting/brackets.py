"""The rank of the Lie algebra of vector fields at a random point, from below.

[X, Y] = DY X - DX Y is evaluated by jets: each bracket moves the point along a further nilpotent
direction.  The values of brackets at an integer point modulo a prime have at most the rank of the
Lie algebra at a generic real point, so every rank found is a lower bound.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from flint import nmod_mat

from numeric.machine import PRIME
from symland.conserved.counting.networks import Array, Network, Point, velocity

LONGEST = 6  # fields in one bracket
SPARE = 3  # random brackets beyond those that could still raise the rank


@dataclass(frozen=True, slots=True)
class Growth:
    """The rank of the brackets of up to 1, 2, ... fields."""

    ranks: tuple[int, ...]

    @property
    def rank(self) -> int:
        return self.ranks[-1]

    @property
    def stopped(self) -> bool:
        """Whether longer brackets did not raise the rank any more."""
        return len(self.ranks) > 1 and self.ranks[-1] == self.ranks[-2]


def rank(rows: Array) -> int:
    """The rank of a matrix of residues."""
    if not rows.size:
        return 0
    return int(nmod_mat(rows.shape[0], rows.shape[1], rows.ravel().tolist(), PRIME).rank())


def bracket_growth(net: Network, enough: int, seed: int = 0) -> Growth:
    """Ranks of brackets of growing length, until `enough` is reached or nothing is gained."""
    generator = np.random.default_rng([seed, 7])
    point = net.random_point(generator)
    rows, ranks = np.zeros((0, net.parameters - net.free), np.int64), []
    for length in range(1, LONGEST + 1):
        known = ranks[-1] - net.free if ranks else 0
        batch = max(1, net.parameters - net.free - known) + SPARE
        residuals = [net.random_residual(generator, batch) for _ in range(length)]
        here = [np.broadcast_to(layer, (batch, *layer.shape[1:])) for layer in point]
        rows = np.concatenate([rows, net.flat(bracket(net, here, residuals)) % PRIME])
        ranks.append(rank(rows) + net.free)
        growth = Growth(tuple(ranks))
        if growth.rank >= enough or growth.stopped:
            return growth
    return Growth(tuple(ranks))


def bracket(net: Network, point: Point, residuals: Sequence[Array]) -> Point:
    """[X_1, [X_2, ... X_m]] at a point with jets, for the fields of the given residuals."""
    first, *rest = residuals
    if not rest:
        return velocity(net, point, first)
    outer, inner = velocity(net, point, first), bracket(net, point, rest)
    forth = _along(bracket(net, _moved(point, outer), rest))
    back = _along(velocity(net, _moved(point, inner), first))
    return [(one - other) % PRIME for one, other in zip(forth, back, strict=True)]


def _moved(point: Point, direction: Point) -> Point:
    """The point with one more nilpotent direction."""
    return [np.concatenate([layer, moved], axis=1)
            for layer, moved in zip(point, direction, strict=True)]  # fmt: skip


def _along(values: Point) -> Point:
    """The part along the last nilpotent direction."""
    return [value[:, value.shape[1] // 2 :] for value in values]
