"""NumPy code that writes a dense Hessian straight into its output.

Where all blocks have one shape and only `Outer` pieces, the whole Hessian is a single batched
product of matrices with a short inner dimension; otherwise each block is written by itself.
Nothing is transposed or copied afterwards: the symmetric half is computed again, which is cheaper.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import prod
from typing import Any

import numpy as np

from numeric.arithmetic import Array
from numeric.backends.contract import Operand, spread_code
from numeric.backends.entrywise_source import Functions
from numeric.backends.source import Source, compiled
from numeric.hessian.parameters import Parameters
from numeric.hessian.pieces import Block, Gemm, Outer, Spread
from numeric.program.contraction import Factor
from numeric.program.graph import Graph, Labels, Node

WORK = 1 << 19  # entries of all buffers, which bounds how many instances are computed at once
CHUNK = 1 << 16  # entries of a block that are multiplied while they are in the cache


@dataclass(frozen=True, slots=True)
class Place:
    """A part of a buffer (None for all of it), its axes `repeated` first, then `axes`.

    What is written has a batch axis and `axes`; it is repeated along the others.
    """

    buffer: int
    index: tuple[Any, ...] | None = None
    repeated: tuple[int, ...] = ()
    axes: tuple[int, ...] = ()

    def view(self, buffers: Sequence[Array], lead: tuple[int, ...]) -> Array:
        """The view, with the batch axis in front of `axes`."""
        whole = buffers[self.buffer]
        if self.index is None:
            return whole
        count = len(lead)
        found = whole[(*(slice(None),) * count, *self.index)]
        repeated = (axis + count for axis in self.repeated)
        return found.transpose((*repeated, *range(count), *(axis + count for axis in self.axes)))


@dataclass(slots=True)
class Assembly:
    """The code under construction, and the buffers that it wants."""

    source: Source
    known: Parameters
    blocks: Sequence[Sequence[Block]]
    buffers: list[tuple[int, ...]] = field(default_factory=list)  # shapes, batch aside
    places: list[Place] = field(default_factory=list)
    constants: list[tuple[Place, Array]] = field(default_factory=list)  # written once
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
            self._uniform()
        else:
            for place, (u, v) in enumerate(np.ndindex(len(self.blocks), len(self.blocks))):
                self._block(place, self.blocks[u][v])
        self.source.lines += self.lines

    def _uniform(self) -> None:
        count = len(self.blocks)
        a, b, c, e = self.blocks[0][0].shape
        inner = max(2, *(len(block.pieces) for row in self.blocks for block in row))
        left, right = self._buffers((count, a, b, count, c, inner), (count, a, b, count, inner, e))
        for u, v in np.ndindex(count, count):
            for t, piece in enumerate(self.blocks[u][v].pieces):
                assert isinstance(piece, Outer)
                col_u, row_u, col_v, row_v = self.blocks[u][v].labels
                whole = slice(None)
                self._fill(left, (u, whole, whole, v, whole, t), piece.left, (col_u, row_u, col_v))
                self._fill(right, (u, whole, whole, v, t), piece.right, (col_u, row_u, row_v))
        self.lines.append(f"matmul(w{left}, w{right}, out=h0)")

    def _buffers(self, *shapes: tuple[int, ...]) -> list[int]:
        """New buffers, and the numbers of the views that show all of each."""
        found = []
        for shape in shapes:
            self.buffers.append(shape)
            self.places.append(Place(len(self.buffers) - 1))
            found.append(len(self.places) - 1)
        return found

    def _fill(self, whole: int, index: tuple[Any, ...], factor: Factor, out: Labels) -> None:
        """A factor is written through a view whose axes are turned to suit it."""
        node, labels = factor
        repeated = tuple(axis for axis, label in enumerate(out) if label not in labels)
        axes = tuple(out.index(label) for label in labels)
        place = Place(self.places[whole].buffer, index, repeated, axes)
        name = self.source.names[node]
        if node in self.source.fixed:
            self.constants.append((place, self.source.constants[name]))
        else:
            self.places.append(place)
            self.lines.append(f"w{len(self.places) - 1}[...] = {name}")

    def _code(self, factor: Factor, out: Labels) -> str:
        node, labels = factor
        source = self.source
        operand = Operand(source.names[node], node.shape, source.batched[node])
        return spread_code(operand, labels, out)

    def _block(self, place: int, block: Block) -> None:
        if block.pieces and block.is_outer:
            self._outer(place, block)
            return
        filled = False
        for piece in block.pieces:
            if isinstance(piece, Gemm):
                self._gemm(place, block, piece, add=filled)
                filled = True
            elif isinstance(piece, Spread):
                filled = self._spread(place, piece, add=filled)
            else:
                raise AssertionError(piece)
        if not block.pieces:
            self.lines.append(f"h{place}[...] = 0.0")

    def _outer(self, place: int, block: Block) -> None:
        a, b, c, e = block.shape
        inner = max(2, len(block.pieces))
        left, right = self._buffers((a, b, c, inner), (a, b, inner, e))
        col_u, row_u, col_v, row_v = block.labels
        whole = slice(None)
        for t, piece in enumerate(block.pieces):
            assert isinstance(piece, Outer)
            self._fill(left, (whole, whole, whole, t), piece.left, (col_u, row_u, col_v))
            self._fill(right, (whole, whole, t), piece.right, (col_u, row_u, row_v))
        self.lines.append(f"matmul(w{left}, w{right}, out=h{place})")

    def _gemm(self, place: int, block: Block, piece: Gemm, *, add: bool) -> None:
        names = self.source.names
        factors = ", ".join(self._code(factor, block.labels) for factor in piece.factors)
        closing = "," if factors else ""
        operands = f"{names[piece.left]}, {names[piece.right]}, h{place}"
        self.lines.append(f"gemm({operands}, ({factors}{closing}), {add!r})")

    def _spread(self, place: int, piece: Spread, *, add: bool) -> bool:
        distinct = tuple(dict.fromkeys(piece.labels))
        codes = [self._code(factor, distinct) for factor in piece.factors]
        target = f"h{place}"
        if len(distinct) < 4:
            if not add:
                self.lines.append(f"{target}[...] = 0.0")
            letters = "".join("abcd"[distinct.index(label)] for label in piece.labels)
            target = f"einsum('...{letters}->...{'abcd'[: len(distinct)]}', h{place})"
            self.lines.append(f"x = {target}")
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
        assembly = Assembly(source, known, blocks)
        assembly.write()
        self.shapes = [node.shape[::-1] for node in known.nodes]
        self.slices = list(known.slices())
        self.known, self.uniform = known, assembly.is_uniform
        self.buffers, self.places = assembly.buffers, assembly.places
        self.constants = assembly.constants
        unpack = [f"{', '.join(f'w{i}' for i in range(len(self.places)))}, = w"]
        views = 1 if self.uniform else len(blocks) ** 2
        unpack.append(f"{', '.join(f'h{i}' for i in range(views))}, = h")
        source.lines = [*(unpack if self.places else unpack[1:]), *source.lines]
        self.inputs = list(inputs.values())
        self.batched = any(self.inputs)
        self.step = max(1, WORK // max(1, sum(map(prod, self.buffers))))
        self.program = compiled(source, [], extra=["w", "h"])
        self.pools: dict[tuple[int, ...], list[list[Array]]] = {}

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

    def _run(self, arrays: Iterable[Array], lead: tuple[int, ...], out: Array) -> None:
        pool = self.pools.setdefault(lead, [])
        work = pool.pop() if pool else self._work(lead)
        self.program(*arrays, lead[0] if lead else 1, work, self._views(out, lead))
        pool.append(work)

    def _work(self, lead: tuple[int, ...]) -> list[Array]:
        buffers = [np.zeros((*lead, *shape)) for shape in self.buffers]
        for place, value in self.constants:
            place.view(buffers, lead)[...] = value
        return [place.view(buffers, lead) for place in self.places]

    def _views(self, out: Array, lead: tuple[int, ...]) -> list[Array]:
        """The blocks as views with four axes; of a uniform Hessian one view with six."""
        shapes = self.shapes
        if self.uniform:
            count, shape = len(shapes), shapes[0]
            return [out.reshape((*lead, count, *shape, count, *shape))]  # a view of all of it
        found = []
        for rows, left in zip(self.slices, shapes, strict=True):
            for cols, right in zip(self.slices, shapes, strict=True):
                found.append(_split(out[..., rows, cols], (*lead, *left, *right)))
        return found


def _split(array: Array, shape: tuple[int, ...]) -> Array:
    """A view with axes split; a copy would not be written through."""
    return array.reshape(shape, copy=False)  # raises where this would need a copy
