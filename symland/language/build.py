"""Letters, constant matrices and the functions of matrices that authors write."""

from __future__ import annotations

from functools import reduce
from typing import Any

from symland.errors import ExpressionError, SizeError
from symland.language.expr import (
    ONE,
    Expr,
    Matrix,
    Scalar,
    as_matrix,
    as_scalar,
    describe,
    scale,
    size,
)
from symland.language.integers import Atom, Int, check_name, integer


def scalar(name: str) -> Scalar:
    """A real parameter.

    >>> from symland import scalar
    >>> print(scalar("mu") / 4)
    mu/4
    """
    check_name(name)
    return Scalar("symbol", (), (name, ()))


def matrix(name: str, rows: Int | int, cols: Int | int, *, symmetric: bool = False) -> Matrix:
    """A matrix letter of the given sizes; `symmetric=True` is the hypothesis A' = A.

    >>> from symland import dims, matrix
    >>> k, h = dims("k h")
    >>> print(matrix("W_2", k, h).T)
    W_2'
    """
    check_name(name)
    height, width = size(rows), size(cols)
    if symmetric and height != width:
        raise SizeError(f"a symmetric matrix is square; `{name}` is {height} x {width}")
    options = ("symmetric",) if symmetric else ()
    return Matrix("symbol", (), (name, options), height, width)


def vector(name: str, rows: Int | int) -> Matrix:
    """A column vector, that is a matrix with one column.

    >>> from symland import dims, vector
    >>> vector('x', dims('n')).shape
    (n, 1)
    """
    return matrix(name, rows, 1)


def identity(rows: Int | int) -> Matrix:
    """The identity matrix I of the given size.

    >>> from symland import dims, identity
    >>> identity(dims('n')).shape
    (n, n)
    """
    return Matrix("identity", (), None, size(rows), size(rows))


def zeros(rows: Int | int, cols: Int | int = 1) -> Matrix:
    """The zero matrix.

    >>> from symland import dims, zeros
    >>> zeros(*dims('m n')).shape
    (m, n)
    """
    return Matrix("zeros", (), None, size(rows), size(cols))


def ones(rows: Int | int, cols: Int | int = 1) -> Matrix:
    """The matrix whose entries are all 1.

    >>> from symland import dims, ones
    >>> ones(dims('n')).shape
    (n, 1)
    """
    return Matrix("ones", (), None, size(rows), size(cols))


def commutation(rows: Int | int, cols: Int | int) -> Matrix:
    """The commutation matrix K(m, n), with K(m, n) vec(A) = vec(A') for A of size m x n.

    >>> from symland import commutation, dims
    >>> m, n = dims("m n")
    >>> print(commutation(m, n))
    K(m, n)
    """
    height, width = size(rows), size(cols)
    return Matrix("commutation", (), (height, width), height * width, height * width)


def tr(value: Matrix) -> Scalar:
    """The trace of a square matrix.

    >>> from symland import dims, matrix, tr
    >>> A = matrix('A', *dims('m n'))
    >>> print(tr(A.T @ A))
    tr(A' A)
    """
    found = as_matrix(value, "`tr`")
    if found.rows != found.cols:
        raise SizeError(f"only a square matrix has a trace; {describe(found)}",
                        operation=("trace", found))  # fmt: skip
    return Scalar("trace", (found,))


def vec(value: Matrix) -> Matrix:
    """vec(A): the columns of A stacked, so that vec(A X B) = kron(B', A) vec(X).

    >>> from symland import dims, matrix, vec
    >>> A = matrix('A', *dims('m n'))
    >>> vec(A).shape
    (m*n, 1)
    """
    found = as_matrix(value, "`vec`")
    return Matrix("vec", (found,), None, found.cols * found.rows, ONE)


def kron(*factors: Matrix) -> Matrix:
    """The Kronecker product A (x) B; its block (i, j) is a_ij B.

    >>> from symland import dims, kron, matrix
    >>> A, B = matrix('A', *dims('m n')), matrix('B', *dims('p q'))
    >>> print(kron(A, B))
    A (x) B
    >>> kron(A, B).shape
    (m*p, n*q)
    """
    found = _matrices(factors, "kron")
    rows = reduce(lambda total, factor: total * factor.rows, found, integer(1))
    cols = reduce(lambda total, factor: total * factor.cols, found, integer(1))
    return Matrix("kron", found, None, rows, cols)


def hadamard(*factors: Matrix) -> Matrix:
    """The entrywise (Hadamard) product of matrices of one size.

    >>> from symland import dims, hadamard, matrix
    >>> A = matrix('A', *dims('m n'))
    >>> print(hadamard(A, A))
    A o A
    """
    found = _matrices(factors, "hadamard")
    for factor in found[1:]:
        _same_size("hadamard", found[0], factor)
    return Matrix("hadamard", found, None, found[0].rows, found[0].cols)


def frob2(value: Matrix) -> Scalar:
    """The squared Frobenius norm |A|_F^2 = tr(A'A).

    >>> from symland import dims, frob2, matrix
    >>> A = matrix('A', *dims('m n'))
    >>> print(frob2(A))
    |A|_F^2
    """
    return Scalar("frob2", (as_matrix(value, "`frob2`"),))


def inner(left: Matrix, right: Matrix) -> Scalar:
    """The Frobenius inner product <A, B> = tr(A'B).

    >>> from symland import dims, inner, matrix
    >>> A = matrix('A', *dims('m n'))
    >>> print(inner(A, 2 * A))
    <A, 2 A>
    """
    first, second = as_matrix(left, "`inner`"), as_matrix(right, "`inner`")
    _same_size("inner", first, second)
    return Scalar("inner", (first, second))


def diag(value: Matrix) -> Matrix:
    """The diagonal matrix with the vector on its diagonal.

    >>> from symland import diag, dims, vector
    >>> print(diag(vector('v', dims('n'))))
    diag(v)
    """
    found = as_matrix(value, "`diag`")
    if found.cols != ONE:
        raise SizeError(f"`diag` needs a vector (one column); {describe(found)}")
    return Matrix("diag", (found,), None, found.rows, found.rows)


def inv(value: Matrix) -> Matrix:
    """The inverse of a square matrix, which is thereby supposed to exist.

    >>> from symland import dims, inv, matrix
    >>> n = dims('n')
    >>> print(inv(matrix('A', n, n)))
    A^-1
    """
    return as_matrix(value, "`inv`").inv


def pinv(value: Matrix) -> Matrix:
    """The Moore-Penrose inverse.

    >>> from symland import dims, matrix, pinv
    >>> pinv(matrix('A', *dims('m n'))).shape
    (n, m)
    """
    found = as_matrix(value, "`pinv`")
    return Matrix("pinv", (found,), None, found.cols, found.rows)


def let(name: str, body: Any) -> Any:
    """An abbreviation: `let("E", W @ X - Y)` is shown as E and means its body.

    >>> from symland import dims, let, matrix
    >>> m, n = dims("m n")
    >>> E = let("E", matrix("A", m, n) - matrix("B", m, n))
    >>> print(E.T @ E)
    E' E
    """
    check_name(name)
    body = body if isinstance(body, Expr) else as_scalar(body)
    return type(body)("let", (body,), name, body.rows, body.cols)


def layer_sum(position: Int, low: Int | int, high: Int | int, body: Any) -> Any:
    """The sum of `body` over the layer index `position` from `low` to `high`.

    >>> from symland import dims, family, frob2, index, layer_sum
    >>> W, i = family('W', *dims('m n')), index('i')
    >>> print(layer_sum(i, 1, index('l', 1), frob2(W[i])))
    sum(i=1..l, |W[i]|_F^2)
    """
    name = index_name(position)
    bottom, top = integer(low), integer(high)
    for bound in (bottom, top):
        if any(atom.name == name and atom.kind == "index" for atom in bound.atoms()):
            raise ExpressionError(f"the bounds of a sum over `{name}` contain `{name}`")
    body = body if isinstance(body, Expr) else as_scalar(body)
    for side in (body.rows, body.cols):
        if any(atom.name == name and atom.kind == "index" for atom in side.atoms()):
            raise SizeError(f"the terms of a sum over `{name}` change their size with `{name}`")
    return type(body)("sum", (body,), (name, bottom, top), body.rows, body.cols)


def index_name(position: Int) -> str:
    """The name of a layer index; anything but a single index raises `ExpressionError`."""
    atoms = list(position.atoms())
    plain = len(position.terms) == 1 and position.terms[0][1] == 1
    plain = plain and position.terms[0][0] == ((atoms[0], 1),)
    if not plain or len(atoms) != 1 or atoms[0].kind != "index":
        raise ExpressionError(f"a layer index is expected, not `{position}`")
    return atoms[0].name


def indices_of(expr: Expr) -> dict[str, Atom]:
    """Layer indices that occur free in an expression, by name."""
    found: dict[str, Atom] = {}
    _collect_indices(expr, frozenset(), found)
    return found


def negative(value: Matrix) -> Matrix:
    """-A."""
    return scale(as_scalar(-1), value)


def _collect_indices(expr: Expr, bound: frozenset[str], found: dict[str, Atom]) -> None:
    polynomials = [expr.rows, expr.cols, *integers_in(expr.data)]
    for polynomial in polynomials:
        for atom in polynomial.atoms():
            if atom.kind == "index" and atom.name not in bound:
                found[atom.name] = atom
    inside = bound | binds(expr)
    for arg in expr.args:
        _collect_indices(arg, inside, found)


def binds(expr: Expr) -> frozenset[str]:
    """Layer indices that a node binds in its operands: of a sum, of the layers of `let_family`."""
    if expr.op == "sum":
        return frozenset((expr.data[0],))
    return frozenset(("#",)) if expr.op == "defined" else frozenset()


def integers_in(data: Any) -> list[Int]:
    """Sizes and layer indices inside a node's data."""
    if isinstance(data, Int):
        return [data]
    if isinstance(data, tuple):
        return [found for item in data for found in integers_in(item)]
    sizes = [getattr(data, name, None) for name in ("inputs", "outputs")]  # of a generic function
    sizes += getattr(data, "params", ())  # of a family
    return [found for found in sizes if isinstance(found, Int)]


def _matrices(factors: tuple[Matrix, ...], name: str) -> tuple[Matrix, ...]:
    if len(factors) < 2:
        raise ExpressionError(f"`{name}` needs at least two matrices")
    return tuple(as_matrix(factor, f"`{name}`") for factor in factors)


def _same_size(name: str, left: Matrix, right: Matrix) -> None:
    if left.shape != right.shape:
        raise SizeError(f"sizes do not match in `{name}`: {describe(left)}, {describe(right)}",
                        operation=(name, left, right))  # fmt: skip
