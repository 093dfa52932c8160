"""Block matrices of symbolic block sizes: [[A, B], [C, D]], and the columns of an identity.

`block` keeps its entries; `written_out` is the same as a sum of E_i A F_j', where E_i and F_j are
columns of identities (`selection`).  That is what the kernel and the evaluators work with.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import Any

from symland.errors import ExpressionError, SizeError
from symland.language.build import identity, zeros
from symland.language.expr import Expr, Matrix, as_scalar, describe, scale, size
from symland.language.integers import Int, integer


def selection(before: Int | int, columns: Int | int, after: Int | int) -> Matrix:
    """The columns `before + 1` to `before + columns` of the identity; `after` more follow them.

    The result has the size (before + columns + after) x columns.  With E of this kind, E' A are
    rows of A, and A E columns.  `before` and `after` may be 0.

    >>> from symland import Eq, dims, identity, prove, selection
    >>> m, n = dims("m n")
    >>> E, F = selection(0, m, n), selection(m, n, 0)
    >>> print(prove(Eq(E @ E.T + F @ F.T, identity(m + n))).evidence)
    Evidence.EXACT
    """
    sides = integer(before), integer(after)
    for side in sides:
        if side.number is not None and side.number < 0:
            raise SizeError(f"`selection` needs numbers of columns, not {side}")
    width = size(columns)
    whole = sides[0] + width + sides[1]
    if whole == width:
        return identity(width)
    return Matrix("selection", (), (sides[0], width, sides[1]), whole, width)


def block(rows: Sequence[Any]) -> Matrix:
    """The matrix made of blocks, row by row: `block([[A, B], [C, D]])`.

    The blocks of one row have one height, those of one column one width.  A block may be the
    number 0, if another block of its row and one of its column tell its size, or any other number
    or scalar, which is a 1 x 1 matrix.  A list of matrices is a single row.  Raises `SizeError`
    where blocks do not fit, `ExpressionError` for what is not a list of rows.

    >>> from symland import Eq, block, dims, matrix, prove
    >>> m, n, p = dims("m n p")
    >>> A, B, C = matrix("A", m, p), matrix("B", n, p), matrix("C", n, n)
    >>> M = block([[A, 0], [B, C]])
    >>> print(M, "of size", M.rows, "x", M.cols)
    [A, 0; B, C] of size m + n x n + p
    >>> print(prove(Eq(M.T, block([[A.T, B.T], [0, C.T]]))).evidence)
    Evidence.EXACT
    """
    listed = [list(row) for row in _rows(rows)]
    if not listed or not listed[0]:
        raise ExpressionError("`block` needs at least one block")
    if any(len(row) != len(listed[0]) for row in listed):
        lengths = ", ".join(str(len(row)) for row in listed)
        raise SizeError(f"the rows of `block` have different numbers of blocks: {lengths}")
    plain = all(not isinstance(one, Matrix) for row in listed for one in row)
    made = [[_entry(one) for one in row] for row in listed]
    found = [[_common(row, 0, f"row {n} of `block`") for n, row in enumerate(made, 1)],
             [_common(col, 1, f"column {n} of `block`")
              for n, col in enumerate(zip(*made, strict=True), 1)]]  # fmt: skip
    if not plain and any(one is None for side in found for one in side):
        raise SizeError("the size of a row or column of zeros in `block` is not known",
                        help="write `zeros(m, n)` for one of them")  # fmt: skip
    heights, widths = ([integer(1) if one is None else one for one in side] for side in found)
    entries = [zeros(height, width) if one is None else one
               for height, row in zip(heights, made, strict=True)
               for width, one in zip(widths, row, strict=True)]  # fmt: skip
    if len(entries) == 1:
        return entries[0]
    total, across = sum(heights, integer(0)), sum(widths, integer(0))
    return Matrix("block", tuple(entries), len(widths), total, across)


def _rows(rows: Any) -> list[Any]:
    if not isinstance(rows, list | tuple):
        raise ExpressionError("`block` takes a list of rows", help="`block([[A, B], [C, D]])`")
    if all(isinstance(row, list | tuple) for row in rows):
        return list(rows)
    if any(isinstance(row, list | tuple) for row in rows):
        raise ExpressionError("`block` takes rows of blocks, or the blocks of a single row")
    return [rows]


def _entry(value: Any) -> Matrix | None:
    """A block; None for 0, which has any size."""
    if isinstance(value, Matrix):
        return value
    found = as_scalar(value)
    if found.op == "number" and not found.data:
        return None
    return scale(found, identity(1))


def _common(blocks: Sequence[Matrix | None], axis: int, where: str) -> Int | None:
    known = [one for one in blocks if one is not None]
    for one in known[1:]:
        if one.shape[axis] != known[0].shape[axis]:
            raise SizeError(f"blocks do not fit in {where}: {describe(known[0])}, {describe(one)}")
    return known[0].shape[axis] if known else None


def shown_block(entry: Matrix) -> Expr:
    """A block as it is printed: a number or scalar that is a 1 x 1 matrix as such."""
    if entry.op == "scale" and entry.is_single and entry.args[1].op == "identity":
        return entry.args[0]
    return as_scalar(entry) if entry.is_single and entry.op in ("identity", "zeros") else entry


def block_rows(expr: Expr) -> list[tuple[Matrix, ...]]:
    """The blocks of a node made by `block`, row by row."""
    count = expr.data
    return [expr.args[place : place + count] for place in range(0, len(expr.args), count)]


def selections(expr: Expr) -> tuple[list[Matrix], list[Matrix]]:
    """The E_i and F_j with which a block matrix is the sum of its E_i A_ij F_j'."""
    rows = block_rows(expr)
    return _sides([row[0].rows for row in rows]), _sides([one.cols for one in rows[0]])


def _sides(lengths: list[Int]) -> list[Matrix]:
    *starts, whole = accumulate(lengths, initial=integer(0))
    return [selection(start, length, whole - start - length)
            for start, length in zip(starts, lengths, strict=True)]  # fmt: skip


def written_out(expr: Expr) -> Matrix:
    """A block matrix as a sum of its blocks between selections.

    >>> from symland import block, dims, matrix
    >>> m, n, p = dims("m n p")
    >>> print(written_out(block([[matrix("A", m, p)], [matrix("B", n, p)]])))
    I[:, 1..m] A + I[:, m + 1..m + n] B
    """
    left, right = selections(expr)
    terms = [_between(E, one, F) for E, row in zip(left, block_rows(expr), strict=True)
             for F, one in zip(right, row, strict=True) if one.op != "zeros"]  # fmt: skip
    if not terms:
        return zeros(expr.rows, expr.cols)
    total = terms[0]
    for term in terms[1:]:
        total = total + term
    return total


def _between(left: Matrix, middle: Matrix, right: Matrix) -> Matrix:
    found = middle if left.op == "identity" else left @ middle
    return found if right.op == "identity" else found @ right.T
