"""NumPy code that writes a dense Hessian straight into its output.

Where all blocks have one shape and only `Outer` pieces, the whole Hessian is a single batched
product of matrices with a short inner dimension; otherwise each block is written by itself.
Nothing is transposed or copied afterwards: the symmetric half is computed again, which is cheaper.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import prod

import numpy as np

from numeric.arithmetic import Array
from numeric.backends.contract import Operand, spread_code
from numeric.backends.entrywise_source import Functions
from numeric.backends.source import Source, compiled
from numeric.hessian.buffers import WHOLE, Buffers, split
from numeric.hessian.parameters import Parameters
from numeric.hessian.pieces import Block, Gemm, Outer, Spread
from numeric.hessian.short import row, single, uniform
from numeric.program.contraction import Factor
from numeric.program.graph import Graph, Labels, Node, Shape

WORK = 1 << 18  # entries of all buffers, which bounds how many instances are computed at once
CHUNK = 1 << 16  # entries of a block that are multiplied while they are in the cache
LARGE = 1 << 17  # entries from which a Hessian is written in whole rows


@dataclass(frozen=True, slots=True)
class Target:
    """A part of the output with its axes split."""

    rows: slice
    cols: slice
    shape: Shape

    def view(self, out: Array, lead: Shape) -> Array:
        return split(out[..., self.rows, self.cols], (*lead, *self.shape))


@dataclass(slots=True)
class Assembly:
    """The code under construction, and the buffers that it wants."""

    source: Source
    known: Parameters
    blocks: Sequence[Sequence[Block]]
    buffers: Buffers
    targets: list[Target] = field(default_factory=list)  # the variables h0, h1, ...
    lines: list[str] = field(default_factory=list)

    @property
    def is_uniform(self) -> bool:
        """Whether one product of matrices makes the whole Hessian."""
        every = [block for row in self.blocks for block in row]
        return all(block.is_outer and block.shape == every[0].shape for block in every)

    def write(self) -> None:
        """All lines."""
        nodes = [node for row in self.blocks for block in row for node in _nodes(block)]
        self.source.write(nodes)
        if self.is_uniform:
            count, [a, b, c, e] = len(self.blocks), self.blocks[0][0].shape
            self._target(WHOLE, WHOLE, (count, a, b, count, c, e))
            self.lines += uniform(self.buffers, self.blocks)
        else:
            for rows, blocks in zip(self.known.slices(), self.blocks, strict=True):
                self._row(rows, blocks)
        self.source.lines += self.lines

    def _code(self, factor: Factor, out: Labels) -> str:
        node, labels = factor
        source = self.source
        operand = Operand(source.names[node], node.shape, source.batched[node])
        return spread_code(operand, labels, out)

    def _target(self, rows: slice, cols: slice, shape: Shape) -> str:
        """The variable of a part of the output."""
        self.targets.append(Target(rows, cols, shape))
        return f"h{len(self.targets) - 1}"

    def _row(self, rows: slice, blocks: Sequence[Block]) -> None:
        if self._is_long and all(block.pieces and block.is_outer for block in blocks):
            target = self._target(rows, WHOLE, (*blocks[0].shape[:2], self.known.total))
            self.lines += row(self.buffers, blocks, target)
            return
        for cols, block in zip(self.known.slices(), blocks, strict=True):
            self._block(self._target(rows, cols, block.shape), block)

    @property
    def _is_long(self) -> bool:
        return not any(self.source.batched.values()) and self.known.total**2 > LARGE

    def _block(self, target: str, block: Block) -> None:
        if block.pieces and block.is_outer:
            self.lines += single(self.buffers, block, target)
            return
        filled = False
        for piece in block.pieces:
            if isinstance(piece, Gemm):
                self._gemm(target, block, piece, add=filled)
                filled = True
            elif isinstance(piece, Spread):
                filled = self._spread(target, piece, add=filled)
            else:
                raise AssertionError(piece)
        if not block.pieces:
            self.lines.append(f"{target}[...] = 0.0")

    def _gemm(self, target: str, block: Block, piece: Gemm, *, add: bool) -> None:
        names = self.source.names
        factors = ", ".join(self._code(factor, block.labels) for factor in piece.factors)
        closing = "," if factors else ""
        operands = f"{names[piece.left]}, {names[piece.right]}, {target}"
        self.lines.append(f"gemm({operands}, ({factors}{closing}), {add!r})")

    def _spread(self, target: str, piece: Spread, *, add: bool) -> bool:
        distinct = tuple(dict.fromkeys(piece.labels))
        codes = [self._code(factor, distinct) for factor in piece.factors]
        if len(distinct) < 4:
            if not add:
                self.lines.append(f"{target}[...] = 0.0")
            letters = "".join("abcd"[distinct.index(label)] for label in piece.labels)
            view = f"einsum('...{letters}->...{'abcd'[: len(distinct)]}', {target})"
            self.lines.append(f"x = {view}")
            self.lines.append(f"x += {' * '.join(codes)}")
        elif add:
            self.lines.append(f"{target} += {' * '.join(codes)}")
        elif len(codes) == 2:
            self.lines.append(f"multiply({codes[0]}, {codes[1]}, {target})")
        else:
            self.lines.append(f"{target}[...] = {' * '.join(codes)}")
        return True


def gemm(left: Array, right: Array, out: Array, factors: Sequence[Array], add: bool) -> None:  # noqa: FBT001
    """(left @ right) times factors into a block with four axes, a few rows at a time."""
    *lead, a, b, c, e = out.shape
    flat = out.reshape((*lead, a * b, c * e), copy=False)
    step = max(1, CHUNK // (b * c * e)) if not lead else a
    padded = [tiled(factor[(None,) * (4 - factor.ndim)], out.shape) for factor in factors]
    for start in range(0, a, step):
        stop = min(a, start + step)
        rows, part = slice(start * b, stop * b), out[..., start:stop, :, :, :]
        if add:
            value = np.matmul(left[..., rows, :], right).reshape((*lead, stop - start, b, c, e))
        else:
            np.matmul(left[..., rows, :], right, out=flat[..., rows, :])
            value = part
        for factor in padded:
            value *= factor if factor.shape[-4] == 1 else factor[..., start:stop, :, :, :]
        if add:
            part += value


def tiled(factor: Array, shape: tuple[int, ...]) -> Array:
    """A factor of a block, repeated along the last two axes where this stays small.

    A product with it then runs over long contiguous rows.
    """
    if len(shape) > 4:
        return factor
    found = factor[(None,) * (4 - factor.ndim)]
    if found.shape[:2] == shape[:2]:
        return found
    return np.ascontiguousarray(np.broadcast_to(found, found.shape[:2] + shape[2:]))


def multiply(left: Array, right: Array, out: Array) -> None:
    """The product of two factors of a block, written into it."""
    np.multiply(tiled(left, out.shape), tiled(right, out.shape), out=out)


def _nodes(block: Block) -> Iterator[Node]:
    for piece in block.pieces:
        if isinstance(piece, Outer):
            yield from (piece.left[0], piece.right[0])
        elif isinstance(piece, Gemm):
            yield from (piece.left, piece.right, *(node for node, _ in piece.factors))
        else:
            yield from (node for node, _ in piece.factors)


class HessianCode:
    """Compiled code with its pool of buffers, which calls in other threads do not share."""

    def __init__(
        self,
        graph: Graph,
        inputs: Mapping[Node, bool],
        functions: Functions,
        known: Parameters,
        blocks: Sequence[Sequence[Block]],
    ) -> None:
        source = Source(graph, inputs, functions)
        source.constants.update(gemm=gemm, multiply=multiply)
        self.buffers, self.targets = Buffers(source), []
        Assembly(source, known, blocks, self.buffers, self.targets).write()
        self.known = known
        unpack = [f"{', '.join(f'{letter}{i}' for i in range(count))}, = {letter}"
                  for letter, count in (("w", len(self.buffers.places)), ("h", len(self.targets)))
                  if count]  # fmt: skip
        source.lines = [*unpack, *source.lines]
        self.inputs = list(inputs.values())
        self.batched = any(self.inputs)
        self.step = max(1, WORK // max(1, sum(map(prod, self.buffers.shapes))))
        self.program = compiled(source, [], extra=["w", "h"])
        self.pools: dict[Shape, list[list[Array]]] = {}

    def __call__(self, arrays: Sequence[Array], length: int, out: Array) -> Array:
        """Write the Hessian into `out`, with a batch axis where there is one."""
        if not self.batched:
            self._run(arrays, (), out)
            return out
        for start in range(0, length, self.step):
            part = slice(start, min(start + self.step, length))
            slices = (array[part] if is_batched else array
                      for array, is_batched in zip(arrays, self.inputs, strict=True))  # fmt: skip
            self._run(slices, (part.stop - start,), out[part])
        return out

    def _run(self, arrays: Iterable[Array], lead: Shape, out: Array) -> None:
        pool = self.pools.setdefault(lead, [])
        work = pool.pop() if pool else self.buffers.make(lead)
        views = [target.view(out, lead) for target in self.targets]
        self.program(*arrays, lead[0] if lead else 1, work, views)
        pool.append(work)
