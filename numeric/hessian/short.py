"""Blocks that are sums of few outer products, by matrix products with a short inner dimension.

A few columns of the first variable (label `col_u` of a block) are computed at once, so that the
factors stay in the cache; what does not depend on them is laid out once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import prod

from numeric.hessian.buffers import WHOLE, Buffers
from numeric.hessian.pieces import Block, Outer
from numeric.program.graph import Labels, Shape

CACHE = 5 << 15  # entries that stay in the cache
LONG = 8  # rows from which BLAS is quicker with the left factor laid out by columns


def uniform(buffers: Buffers, blocks: Sequence[Sequence[Block]]) -> list[str]:
    """Lines for all blocks, which have one shape, by one product; `h0` is the output."""
    count = len(blocks)
    grid = {(u, v): block for u, row in enumerate(blocks) for v, block in enumerate(row)}
    length, step = _steps(blocks[0][0], _entries(list(grid.values())))
    operands, once, each = _operands(buffers, grid, (count,), step)
    each.append(f"matmul({operands}, out=h0{_part(step, length, 4)})")
    return once + _loop(buffers, each, length, step)


def single(buffers: Buffers, block: Block, target: str) -> list[str]:
    """Lines for one block."""
    length, step = _steps(block, _entries([block]))
    operands, once, each = _operands(buffers, {(): block}, (), step)
    each.append(f"matmul({operands}, out={target}{_part(step, length, 3)})")
    return once + _loop(buffers, each, length, step)


def row(buffers: Buffers, blocks: Sequence[Block], target: str) -> list[str]:
    """Lines for blocks that stand side by side, put together in the cache.

    Memory is then written in long rows, which takes less than half the time.
    """
    _, b, _, _ = blocks[0].shape
    widths = [prod(block.shape[2:]) for block in blocks]
    length, step = _steps(blocks[0], b * sum(widths) + _entries(blocks))
    rows = buffers.add((step, b, sum(widths)))
    found, lines, start = [], [], 0
    for block, width in zip(blocks, widths, strict=True):
        operands, once, each = _operands(buffers, {(): block}, (), step)
        found += once
        part = buffers.columns(rows, slice(start, start + width), (step, *block.shape[1:]))
        lines += [*each, f"matmul({operands}, out=w{part})"]
        start += width
    lines.append(f"{target}{_part(step, length, 2) or '[...]'} = w{rows}")
    return found + _loop(buffers, lines, length, step)


def _entries(blocks: Sequence[Block]) -> int:
    """The entries of all factors for one column of the first variable."""
    return sum(b * _inner([block]) * (c + e) for block in blocks for _, b, c, e in [block.shape])


def _inner(blocks: Sequence[Block]) -> int:
    """The inner dimension; with 1 NumPy would take a slower way."""
    return max(2, *(len(block.pieces) for block in blocks))


def _steps(block: Block, entries: int) -> tuple[int, int]:
    """All columns of the first variable, and how many are computed at once."""
    length = block.shape[0]
    most = max(1, CACHE // entries)
    return length, -(-length // -(-length // most))  # pieces of about the same length


def _operands(
    buffers: Buffers, blocks: Mapping[Labels, Block], grid: Shape, step: int
) -> tuple[str, list[str], list[str]]:
    """The two factors of blocks in a grid, lines that fill them once, and lines for each piece.

    A single block stands in the grid () at the place ().
    """
    some = next(iter(blocks.values()))
    length, b, c, e = some.shape
    inner = _inner(list(blocks.values()))
    left = buffers.add((*grid, step, b, *grid, c, inner), turned=c >= LONG)
    right = buffers.add((*grid, step, b, *grid, inner, e))
    once, each = [], []
    for place, block in blocks.items():
        col_u, row_u, col_v, row_v = block.labels
        u, v = place[: len(grid)], place[len(grid) :]
        for t, piece in enumerate(block.pieces):
            assert isinstance(piece, Outer)
            ends = ((left, (WHOLE, t), piece.left, col_v),
                    (right, (t, WHOLE), piece.right, row_v))  # fmt: skip
            for operand, end, factor, last in ends:
                index, out = (*u, WHOLE, WHOLE, *v, *end), (col_u, row_u, last)
                if col_u in factor[1] and step < length:
                    each += buffers.fill(operand, index, factor, out, sliced=True)
                else:
                    once += buffers.fill(operand, index, factor, out)
    return f"w{left}, w{right}", once, each


def _part(step: int, length: int, after: int) -> str:
    """The index of a piece, where there are several; `after` axes follow."""
    return f"[..., s{', :' * after}]" if step < length else ""


def _loop(buffers: Buffers, lines: Sequence[str], length: int, step: int) -> list[str]:
    """Lines that are carried out for each piece; the last one may overlap the one before."""
    if step == length:
        return list(lines)
    starts = [*range(0, length - step, step), length - step]
    slices = buffers.source.constant([slice(start, start + step) for start in starts])
    return [f"for s in {slices}:", *(f"    {line}" for line in lines)]
