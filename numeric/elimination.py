"""Inverses by Gauss-Jordan elimination and by full-rank factorization, over any number system."""

from __future__ import annotations

import numpy as np

from numeric.arithmetic import Array, Field, SingularError


def reduced_rows(field: Field, matrix: Array, columns: int) -> tuple[Array, list[int]]:
    """The reduced row echelon form with pivots among the first `columns` columns."""
    work, pivots = matrix, []
    for column in range(columns):
        row = len(pivots)
        if row == len(matrix):
            break
        chosen = field.pivot(work[row:, column], matrix[:, :columns])
        if chosen is not None:
            work = _clear(field, work, (row, row + chosen), column)
            pivots.append(column)
    return work, pivots


def inverse(field: Field, matrix: Array) -> Array:
    """The inverse of a square matrix."""
    size = matrix.shape[0]
    both = np.concatenate([matrix, field.identity(size)], axis=1)
    rows, pivots = reduced_rows(field, both, size)
    if len(pivots) < size:
        raise SingularError(
            f"a {size} x {size} matrix has no inverse, its rank is {len(pivots)} ({field.name})"
        )
    return rows[:, size:]


def pinv_by_rank(field: Field, matrix: Array) -> Array:
    """C'(C C')^-1 (B'B)^-1 B' for the full-rank factorization A = B C.

    Modulo a prime B'B or C C' can be singular although B and C have full rank; this raises
    `SingularError`.
    """
    height, width = matrix.shape
    rows, pivots = reduced_rows(field, matrix, width)
    if not pivots:
        return field.constant(0, (width, height))
    left, right = matrix[:, pivots], rows[: len(pivots)]
    return field.matmul(_right_inverse(field, right), _right_inverse(field, left.T).T)


def _right_inverse(field: Field, matrix: Array) -> Array:
    """C'(C C')^-1 for a matrix of full row rank."""
    return field.matmul(matrix.T, inverse(field, field.matmul(matrix, matrix.T)))


def _clear(field: Field, work: Array, swap: tuple[int, int], column: int) -> Array:
    row, chosen = swap
    work = work.copy()
    work[[row, chosen]] = work[[chosen, row]]
    lead = field.multiply(work[row : row + 1], field.reciprocal(work[row, column]))
    factors = work[:, column : column + 1].copy()
    factors[row] = field.element(0)
    work = field.subtract(work, field.multiply(factors, lead))
    work[row] = lead[0]
    return work
