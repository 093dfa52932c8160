"""Inverses, determinants and the like in float64, for stacks of matrices, with refusals.

A matrix whose reciprocal condition number is below the rounding error is treated as singular: an
inverse of it would have no correct digit.
"""

from __future__ import annotations

import numpy as np

from numeric.arithmetic import Array, DomainError, SingularError
from numeric.program.graph import Labels, Shape

EPSILON = float(np.finfo(np.float64).eps)


def inverse(matrix: Array) -> Array:
    """The inverse of each matrix; a singular one raises `SingularError`."""
    try:
        found = np.linalg.inv(matrix)
    except np.linalg.LinAlgError as error:
        raise _singular(matrix) from error
    condition = _norm(matrix) * _norm(found)
    if not (condition < 1 / EPSILON).all():
        raise _singular(matrix)
    return found


def solve(matrix: Array, right: Array, on_left: bool) -> Array:  # noqa: FBT001 - generated code
    """A^-1 B, or B A^-1."""
    inverse(matrix)
    if on_left:
        return np.linalg.solve(matrix, right)
    return np.swapaxes(
        np.linalg.solve(np.swapaxes(matrix, -1, -2), np.swapaxes(right, -1, -2)), -1, -2
    )


def pinv(matrix: Array) -> Array:
    return np.linalg.pinv(matrix)


def expm(matrix: Array) -> Array:
    from scipy.linalg import expm as exponential  # slow to import

    return np.asarray(exponential(matrix))


def det(matrix: Array) -> Array:
    return np.linalg.det(matrix)


def logdet(matrix: Array) -> Array:
    """The logarithm of a positive determinant; others raise `DomainError`."""
    sign, found = np.linalg.slogdet(matrix)
    if not (sign > 0).all():
        raise DomainError("`logdet` needs a positive determinant (float64)")
    return found


def embed(values: Array, pattern: Labels, shape: Shape, length: int | None) -> Array:
    """Values spread over the diagonals of axes with equal labels, zero elsewhere."""
    lead = () if length is None else (length,)
    found = np.zeros((*lead, *shape), dtype=values.dtype)
    letters = "abcdefghijklmnopqrstuvwxy"
    inside = "".join(letters[place] for place in pattern)
    distinct = "".join(letters[place] for place in sorted(set(pattern)))
    mark = "z" if lead else ""
    np.einsum(f"{mark}{inside}->{mark}{distinct}", found)[...] = values
    return found


def _norm(matrix: Array) -> Array:
    return np.abs(matrix).sum(axis=-2).max(axis=-1)


def _singular(matrix: Array) -> SingularError:
    rows, cols = matrix.shape[-2:]
    return SingularError(f"a {rows} x {cols} matrix has no inverse: it is singular (float64)")
