"""Block matrices multiplied, added, transposed and traced block by block.

`blockwise` only rewrites; the kernel confirms the result, as it does for derivatives.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import reduce
from typing import Any, TypeAlias

from symland.calculus.algebra import (
    product,
    scalar_total,
    split_scalars,
    times,
    total,
    transposed,
)
from symland.errors import ExpressionError
from symland.language.block_matrix import block, block_rows
from symland.language.build import frob2, hadamard, identity, inner, tr, zeros
from symland.language.expr import Expr, Matrix, Scalar, describe, rebuild
from symland.language.integers import Int

Grid: TypeAlias = "list[tuple[Matrix, ...]]"


def block_of(bar: Matrix, left: Sequence[Matrix], right: Sequence[Matrix], place: int) -> Matrix:
    """E_i' bar F_j, the part of a matrix at one place of a partition into blocks."""
    i, j = divmod(place, len(right))
    value, scalars, body = split_scalars(bar)
    first, *rest = body.args if body.op == "matmul" else (body,)
    front = [transposed(left[i]), first]
    if first.op == "block" and _heights(block_rows(first)) == [one.cols for one in left]:
        front = [block([block_rows(first)[i]])]
    *inner_, last = [*front, *rest]
    back = [last, right[j]]
    if last.op == "block" and _widths(block_rows(last)) == [one.cols for one in right]:
        back = [block([[row[j]] for row in block_rows(last)])]
    return _times(value, scalars, product(*inner_, *back))


def blockwise(expr: Any) -> Any:
    """The same expression with products, sums, transposes, traces and norms taken block by block.

    Matrices that are not in blocks are multiplied with whole rows or columns of blocks.  What does
    not fall into equal blocks is left as it is.

    >>> from symland import block, blockwise, dims, matrix
    >>> m, n = dims("m n")
    >>> A, B, C = matrix("A", m, m), matrix("B", m, n), matrix("C", n, n)
    >>> M = block([[A, B], [0, C]])
    >>> print(blockwise(M @ M))
    [A A, A B + B C; 0, C C]
    >>> print(blockwise(tr(M.T @ M)))
    tr(A' A) + tr(B' B + C' C)
    """
    args = tuple(blockwise(arg) for arg in expr.args)
    rule = RULES.get(expr.op)
    found = None if rule is None else rule(args)
    return rebuild(expr, args) if found is None else found


def block_inverse(M: Matrix) -> Matrix:
    """The inverse of [[A, B], [C, D]] by the Schur complement S = D - C A^-1 B.

    It supposes that A and S are invertible.  Raises `ExpressionError` unless M is a block matrix of
    two rows and columns with square blocks on its diagonal.

    >>> from symland import block, block_inverse, dims, matrix
    >>> m, n = dims("m n")
    >>> A, B, D = matrix("A", m, m), matrix("B", m, n), matrix("D", n, n)
    >>> print(block_inverse(block([[A, B], [0, D]])))
    [A^-1, -A^-1 B D^-1; 0, D^-1]
    """
    grid = block_rows(M) if M.op == "block" else []
    if len(grid) != 2 or _heights(grid) != _widths(grid):
        raise ExpressionError("the Schur complement is that of two by two blocks, with square "
                              f"blocks on the diagonal; {describe(M)}")  # fmt: skip
    (A, B), (C, D) = grid
    lower, upper = _product(C, A.inv), _product(A.inv, B)
    S = _sum([D, _minus(_product(lower, B))]).inv
    corner = _sum([A.inv, _product(upper, S, lower)])
    return block([[corner, _minus(_product(upper, S))], [_minus(_product(S, lower)), S]])


def _heights(grid: Grid) -> list[Int]:
    return [row[0].rows for row in grid]


def _widths(grid: Grid) -> list[Int]:
    return [one.cols for one in grid[0]]


def _grid(matrix: Matrix) -> Grid:
    return block_rows(matrix) if matrix.op == "block" else [(matrix,)]


def _any(args: Sequence[Expr]) -> bool:
    return any(arg.op == "block" for arg in args)


def _product(*factors: Matrix) -> Matrix:
    if any(factor.op == "zeros" for factor in factors):
        return zeros(factors[0].rows, factors[-1].cols)
    return product(*factors)


def _sum(terms: Sequence[Matrix]) -> Matrix:
    kept = [term for term in terms if term.op != "zeros"]
    return total(kept, terms[0].rows, terms[0].cols) if kept else terms[0]


def _matmul(args: Sequence[Matrix]) -> Matrix | None:
    return reduce(_pair, args) if _any(args) else None


def _pair(left: Matrix, right: Matrix) -> Matrix:
    first, second = _grid(left), _grid(right)
    if not _any((left, right)) or _widths(first) != _heights(second):
        return product(left, right)
    return block([
        [_sum([_product(one, row[j]) for one, row in zip(line, second, strict=True)])
         for j in range(len(second[0]))]
        for line in first
    ])  # fmt: skip


def _aligned(args: Sequence[Matrix]) -> list[Grid] | None:
    """All operands in the same blocks; identities and zeros take those of the others."""
    model = next((_grid(arg) for arg in args if arg.op == "block"), None)
    if model is None:
        return None
    heights, widths = _heights(model), _widths(model)
    found: list[Grid] = []
    for arg in args:
        value, scalars, body = split_scalars(arg)
        grid = _grid(body)
        if body.op == "zeros" or (body.op == "identity" and heights == widths):
            unit = body.op == "identity"
            grid = [
                tuple(identity(h) if unit and i == j else zeros(h, w) for j, w in enumerate(widths))
                for i, h in enumerate(heights)
            ]
        if (_heights(grid), _widths(grid)) != (heights, widths):
            return None
        found.append([tuple(_times(value, scalars, one) for one in row) for row in grid])
    return found


def _minus(matrix: Matrix) -> Matrix:
    return _times(Fraction(-1), [], matrix)


def _times(value: Fraction, scalars: Sequence[Scalar], matrix: Matrix) -> Matrix:
    if matrix.op == "zeros":
        return matrix
    return reduce(lambda found, one: times(one, found), scalars, times(value, matrix))


def _entrywise(rule: Callable[[Sequence[Matrix]], Matrix]) -> Callable[..., Matrix | None]:
    def made(args: Sequence[Matrix]) -> Matrix | None:
        grids = _aligned(args)
        if grids is None:
            return None
        return block([[rule(parts) for parts in zip(*rows, strict=True)]
                      for rows in zip(*grids, strict=True)])  # fmt: skip

    return made


def _hadamard(parts: Sequence[Matrix]) -> Matrix:
    return next((part for part in parts if part.op == "zeros"), None) or hadamard(*parts)


def _scale(args: Sequence[Any]) -> Matrix | None:
    factor, matrix = args
    if matrix.op != "block":
        return None
    return block(
        [[_times(Fraction(1), [factor], one) for one in row] for row in block_rows(matrix)]
    )


def _add(args: Sequence[Any]) -> Matrix | None:
    if not all(isinstance(arg, Matrix) for arg in args):
        return None
    return _entrywise(_sum)(args)


def _transpose(args: Sequence[Matrix]) -> Matrix | None:
    (matrix,) = args
    if matrix.op != "block":
        return None
    return block([[_transposed(one) for one in column]
                  for column in zip(*block_rows(matrix), strict=True)])  # fmt: skip


def _transposed(matrix: Matrix) -> Matrix:
    return zeros(matrix.cols, matrix.rows) if matrix.op == "zeros" else transposed(matrix)


def _trace(args: Sequence[Matrix]) -> Scalar | None:
    (matrix,) = args
    grid = _grid(matrix)
    if matrix.op != "block" or _heights(grid) != _widths(grid):
        return None
    return scalar_total(tr(row[n]) for n, row in enumerate(grid) if row[n].op != "zeros")


def _frob2(args: Sequence[Matrix]) -> Scalar | None:
    (matrix,) = args
    if matrix.op != "block":
        return None
    return scalar_total(frob2(one) for one in matrix.args if one.op != "zeros")


def _inner(args: Sequence[Matrix]) -> Scalar | None:
    grids = _aligned(args)
    if grids is None:
        return None
    pairs = [pair for rows in zip(*grids, strict=True) for pair in zip(*rows, strict=True)]
    return scalar_total(inner(*pair) for pair in pairs
                        if all(one.op != "zeros" for one in pair))  # fmt: skip


RULES: dict[str, Callable[[Sequence[Any]], Any]] = {
    "matmul": _matmul,
    "add": _add,
    "hadamard": _entrywise(_hadamard),
    "scale": _scale,
    "transpose": _transpose,
    "trace": _trace,
    "frob2": _frob2,
    "inner": _inner,
    "let": lambda args: args[0] if args[0].op == "block" else None,
}
