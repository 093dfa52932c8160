"""Compiled code that runs over a batch, a piece at a time, with its buffers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import prod
from typing import Any

import numpy as np

from numeric.arithmetic import Array
from numeric.program.graph import Shape

PIECE = 1 << 18  # entries of all buffers, which then stay in the cache
LEAST = 4  # instances that are evaluated at once in any case


@dataclass(slots=True)
class Pieces:
    """Code (arguments, n, buffers, outputs) -> results, with the shapes of its outputs.

    An output that is batched is written by the code where it is `direct`, otherwise copied.
    Buffers come from a pool, so that calls in other threads do not share them.
    """

    code: Any
    stacked: Sequence[bool]  # which arguments have a batch axis
    outputs: Sequence[tuple[Shape, bool]]
    buffers: Sequence[Shape]
    direct: Sequence[bool]
    dtype: type = np.float64
    pools: dict[int, list[list[Array]]] = field(default_factory=dict)

    def run(self, arrays: Sequence[Array], length: int) -> Sequence[Any]:
        """The outputs; a long batch is evaluated in pieces whose intermediate results are small."""
        whole = [np.empty((length, *shape), dtype=self.dtype) if batched else None
                 for shape, batched in self.outputs]  # fmt: skip
        step = max(LEAST, PIECE // max(1, sum(map(prod, self.buffers))))
        results: Sequence[Any] = []
        for start in range(0, length, step):
            part = slice(start, min(start + step, length))
            pieces = [array[part] if is_stack else array
                      for array, is_stack in zip(arrays, self.stacked, strict=True)]  # fmt: skip
            targets = [target if target is None else target[part] for target in whole]
            results = self._piece(pieces, part.stop - start, targets)
        return [found if target is None else target
                for found, target in zip(results, whole, strict=True)]  # fmt: skip

    def _piece(
        self, arrays: Sequence[Array], length: int, targets: Sequence[Array | None]
    ) -> Sequence[Any]:
        """The outputs for a few instances, written into the targets."""
        pool = self.pools.setdefault(length, [])
        work = pool.pop() if pool else [np.empty((length, *shape)) for shape in self.buffers]
        results = self.code(*arrays, length, work, targets)
        for found, target, is_written in zip(results, targets, self.direct, strict=True):
            if target is not None and not is_written:
                target[...] = found
        pool.append(work)
        return results
