"""Matrices of composite size taken apart: what <B, A (x) X> and <b, vec(X)> are as <G, X>.

B and b are read factor by factor as far as they are Kronecker products, or vec of something; what
is not gets the partial trace and its kin, written with vec(I):

    sum over i, j of a_ij B_ij (blocks)  =  (vec(A)' (x) I) (I (x) B) (vec(I) (x) I),
    the matrix with vec(G) = b           =  (vec(I)' (x) I) (I (x) b).
"""

from __future__ import annotations

from collections.abc import Sequence

from symland.calculus.algebra import (
    against,
    column,
    kronecker,
    product,
    scalar_product,
    split_scalars,
    times,
    transposed,
)
from symland.language.build import commutation, hadamard, identity, kron, ones, vec
from symland.language.expr import ONE, Matrix, number
from symland.language.integers import Int
from symland.language.notation.layout import flat


def beside_factor(bar: Matrix, factors: Sequence[Matrix], place: int) -> list[Matrix]:
    """Terms of G with <bar, A_1 (x) ... (x) A_p> = <G, A_place>."""
    value, scalars, body = split_scalars(bar)
    front = scalar_product(number(value), *scalars)
    if body.op == "add":
        return [times(front, term) for arg in body.args
                for term in beside_factor(arg, factors, place)]  # fmt: skip
    if body.op == "ones":
        parts: list[Matrix] | None = [ones(*factor.shape) for factor in factors]
    else:
        parts = split(body, [factor.rows for factor in factors])
    if parts is not None and [p.shape for p in parts] == [f.shape for f in factors]:
        others = [against(part, factor) for n, (part, factor)
                  in enumerate(zip(parts, factors, strict=True)) if n != place]  # fmt: skip
        return [times(scalar_product(front, *others), parts[place])]
    if len(factors) == 2 and body.op == "matmul":
        outer = _outer(body, factors[0], factors[1])
        if outer is not None:
            return [times(front, outer[place])]
    before, own, after = factors[:place], factors[place], factors[place + 1 :]
    if before:
        left = before[0] if len(before) == 1 else kron(*before)
        inside = times(front, _within_blocks(body, left, kron(own, *after) if after else own))
        return beside_factor(inside, [own, *after], 0) if after else [inside]
    right = after[0] if len(after) == 1 else kron(*after)
    return [times(front, _of_blocks(body, own, right))]


def _outer(body: Matrix, first: Matrix, second: Matrix) -> tuple[Matrix, Matrix] | None:
    """Both gradients of vec(P)' (A (x) B) vec(Q) = <P, B Q A'>, for the outer product of vecs."""
    *rest, right = body.args
    left = rest[0]
    if len(rest) != 1 or left.op != "vec" or right.op != "transpose" or right.args[0].op != "vec":
        return None
    p, q = left.args[0], right.args[0].args[0]
    if p.shape != (second.rows, first.rows) or q.shape != (second.cols, first.cols):
        return None
    return product(transposed(p), second, q), product(p, first, transposed(q))


def _within_blocks(bar: Matrix, left: Matrix, own: Matrix) -> Matrix:
    """G with <bar, L (x) X> = <G, X>."""
    n = left.cols
    return product(
        kronecker(transposed(column(left)), identity(own.rows)),
        kronecker(identity(n), bar),
        kronecker(vec(identity(n)), identity(own.cols)),
    )


def _of_blocks(bar: Matrix, own: Matrix, right: Matrix) -> Matrix:
    """G with <bar, X (x) R> = <G, X>."""
    n = right.cols
    return product(
        kronecker(identity(own.rows), transposed(column(transposed(right)))),
        kronecker(bar, identity(n)),
        kronecker(identity(own.cols), vec(identity(n))),
    )


def split(matrix: Matrix, rows: Sequence[Int]) -> list[Matrix] | None:
    """Kronecker factors with the given numbers of rows, if the matrix is written as such."""
    if matrix.op == "identity":
        return [identity(size) for size in rows]
    if matrix.op == "let":
        return split(matrix.args[0], rows)
    if matrix.op == "kron":
        found = flat(matrix, "kron")
        return found if [one.rows for one in found] == list(rows) else None  # type: ignore[union-attr, return-value]
    if matrix.op == "transpose" and matrix.args[0].op in ("kron", "let", "inverse"):
        inside = matrix.args[0]
        plain = flat(inside.args[0] if inside.op == "inverse" else inside, "kron")
        parts = split(inside, [one.rows for one in plain])
        turned = None if parts is None else [transposed(one) for one in parts]
        return turned if turned and [one.rows for one in turned] == list(rows) else None
    if matrix.op == "inverse":
        parts = split(matrix.args[0], rows)
        square = parts is not None and all(one.rows == one.cols for one in parts)
        return [one.inv for one in parts] if square and parts else None
    if matrix.op == "matmul":
        return _split_product(matrix.args, rows)
    return None


def _split_product(factors: Sequence[Matrix], rows: Sequence[Int]) -> list[Matrix] | None:
    """(A (x) B) (C (x) D) = A C (x) B D."""
    found: list[Matrix] | None = None
    for factor in factors:
        parts = split(factor, rows if found is None else [one.cols for one in found])
        if parts is None:
            return None
        pairs = None if found is None else zip(found, parts, strict=True)
        found = parts if pairs is None else [product(*pair) for pair in pairs]
    return found


def unvec(bar: Matrix, rows: Int, cols: Int) -> list[Matrix]:
    """Terms of the rows x cols matrix G with vec(G) = bar."""
    value, scalars, body = split_scalars(bar)
    front = scalar_product(number(value), *scalars)
    if body.op == "add":
        return [times(front, one) for arg in body.args for one in unvec(arg, rows, cols)]
    found = _unvec(list(body.args if body.op == "matmul" else (body,)), rows, cols)
    if found is None:
        start = kronecker(transposed(vec(identity(cols))), identity(rows))
        found = product(start, kronecker(identity(cols), body))
    return [times(front, found)]


def _unvec(factors: list[Matrix], rows: Int, cols: Int) -> Matrix | None:
    """kron(B', A) vec(M) = vec(A M B), K vec(M) = vec(M'), diag(vec(D)) vec(M) = vec(D o M)."""
    first, *rest = factors
    if not rest:
        (body,) = first.args if first.op == "vec" else (None,)
        return body if body is not None and body.shape == (rows, cols) else None
    if first.op == "commutation":
        inside = _unvec(rest, cols, rows) if first.data == (cols, rows) else None
        return None if inside is None else transposed(inside)
    if first.op == "diag" and first.args[0].op == "vec":
        weights, inside = first.args[0].args[0], _unvec(rest, rows, cols)
        same = inside is not None and weights.shape == inside.shape
        return hadamard(weights, inside) if same and inside is not None else None
    parts = split(first, [cols, rows])
    if parts is None:
        return None
    inside = _unvec(rest, parts[1].cols, parts[0].cols)
    return None if inside is None else product(parts[1], inside, transposed(parts[0]))


def spread_entries(first: Matrix, second: Matrix) -> Matrix:
    """T = I (x) K (x) I with vec(A (x) B) = T (vec(A) (x) vec(B)) (Magnus and Neudecker 1979)."""
    if ONE in (first.rows, second.cols):
        return identity(first.rows * first.cols * second.rows * second.cols)
    middle = commutation(second.cols, first.rows)
    outer = kronecker(identity(first.cols), middle)
    return kronecker(outer, identity(second.rows))
