"""Named properties of matrices: orthogonal, projector, invertible, an eigen-decomposition ...

Supposed (`given=[orthogonal(Q)]`), a property stands for its equations, each a `Hypothesis` under
its name, and `by=orthogonal(Q)` points to them.  To be shown, it stands for what a proof has to
show: that Q is orthogonal, its equations; that A is invertible, that there is a matrix B with
A B = B A = I.  Some have consequences at given matrices: `psd(A)(V)` is tr(V' A V) >= 0.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, overload

from symland.errors import ExpressionError, SizeError, StatementError
from symland.language.build import diag, identity, inner, matrix, tr
from symland.language.claims import Claim, Eq
from symland.language.expr import Matrix, Scalar, as_matrix, as_scalar, describe
from symland.language.functions import diagonal
from symland.language.integers import Int
from symland.proof.facts import Hypothesis


@dataclass(frozen=True, slots=True)
class Property:
    """`word` said of some matrices, such as "orthogonal" of Q."""

    word: str
    subject: tuple[Any, ...]

    @property
    def equations(self) -> tuple[Claim, ...]:
        """The equations for which the property stands when it is supposed."""
        return MEANINGS[self.word](*self.subject)

    def map(self, change: Callable[[Any], Any]) -> Property:
        """The same property of changed matrices."""
        return Property(self.word, tuple(change(one) for one in self.subject))

    def __call__(self, *values: Any) -> Consequence:
        """What the property says at given matrices, for `by=`."""
        if self.word not in CONSEQUENCES:
            raise StatementError(f"`{self}` is not taken at a matrix; use it as it is")
        found = CONSEQUENCES[self.word](*self.subject, *values)
        return Consequence(self, found[0], found[1], values)

    def __iter__(self) -> Iterator[Hypothesis]:
        """The equations as hypotheses that carry the name of the property."""
        return (Hypothesis(equation, str(self)) for equation in self.equations)

    def __bool__(self) -> bool:
        raise StatementError(f"`{self}` is a statement; it has no truth value until it is proved")

    def __str__(self) -> str:
        return f"{self.word}({', '.join(str(one) for one in self.subject)})"

    def _repr_latex_(self) -> str:
        from symland.proof.logic.notation import latex_statement

        return rf"$\displaystyle {latex_statement(self)}$"


@dataclass(frozen=True, slots=True)
class Consequence:
    """What a property says at given matrices, as far as `needs` hold of them."""

    source: Property
    claim: Claim
    needs: tuple[Any, ...] = ()
    values: tuple[Any, ...] = ()

    def __str__(self) -> str:
        return f"{self.source}: {self.claim}"


def _square(value: Matrix, word: str) -> Matrix:
    found = as_matrix(value, f"`{word}`")
    if found.rows != found.cols:
        raise SizeError(f"`{word}` is said of a square matrix; {describe(found)}")
    return found


def spread(given: Sequence[Any]) -> list[Any]:
    """The hypotheses of `given=`, each property preceded by its equations."""
    return [item for one in given
            for item in ((*one, one) if isinstance(one, Property) else (one,))]  # fmt: skip


@overload
def symmetric(value: str, size: Int | int) -> Matrix: ...
@overload
def symmetric(value: Matrix) -> Property: ...
def symmetric(value: Matrix | str, size: Int | int | None = None) -> Matrix | Property:
    """A' = A: `symmetric(A)` is the hypothesis, `symmetric("S", n)` a symmetric letter.

    A symmetric letter S moves among symmetric matrices only; the gradient with respect to it is
    the symmetric matrix G with df = <G, dS> (see `symland explain conventions`).  Raises
    `SizeError` if the matrix is not square.

    >>> from symland import dims, matrix, symmetric
    >>> n = dims("n")
    >>> print(symmetric("S", n).T, symmetric(matrix("A", n, n)))
    S' symmetric(A)
    """
    if isinstance(value, str):
        if size is None:
            raise ExpressionError(f"the size of the letter `{value}` is missing",
                                  help=f'write `symmetric("{value}", n)`')  # fmt: skip
        return matrix(value, size, size, symmetric=True)
    if size is not None:
        raise ExpressionError("`symmetric(A)` takes one matrix; a letter is given by its name")
    found = _square(value, "symmetric")
    return Property("symmetric", (found,))


def orthogonal(Q: Matrix) -> Property:
    """Q'Q = I: the columns of Q are orthonormal; if Q is square, QQ' = I as well.

    >>> from symland import dims, matrix, orthogonal
    >>> n, r = dims("n r")
    >>> print(*orthogonal(matrix("Q", n, n)).equations, sep=", ")
    Q' Q = I, Q Q' = I
    >>> print(*orthogonal(matrix("V", n, r)).equations, sep=", ")
    V' V = I
    """
    return Property("orthogonal", (as_matrix(Q, "`orthogonal`"),))


def projector(P: Matrix) -> Property:
    """P P = P and P' = P: an orthogonal projector.

    >>> from symland import dims, matrix, projector
    >>> n = dims("n")
    >>> print(projector(matrix("P", n, n)).equations[0])
    P P = P
    """
    return Property("projector", (_square(P, "projector"),))


def psd(A: Matrix) -> Property:
    """A is symmetric and positive semidefinite; `psd(A)(V)` is the fact tr(V' A V) >= 0.

    >>> from symland import dims, matrix, psd
    >>> n, p = dims("n p")
    >>> print(psd(matrix("A", n, n))(matrix("V", n, p)).claim)
    tr(V' A V) >= 0
    """
    return Property("psd", (_square(A, "psd"),))


def invertible(A: Matrix) -> Property:
    """A has an inverse, which is then written `inv(A)`.

    >>> from symland import dims, invertible, matrix
    >>> n = dims("n")
    >>> print(invertible(matrix("C", n, n)))
    invertible(C)
    """
    return Property("invertible", (_square(A, "invertible"),))


def nonzero(x: Scalar) -> Property:
    """The scalar x is not 0, so that 1/x is defined.

    >>> from symland import nonzero, scalar
    >>> print(nonzero(scalar("a")))
    nonzero(a)
    """
    if not isinstance(x, Scalar):
        raise StatementError(f"`nonzero` is about scalars, not {x!r}")
    return Property("nonzero", (x,))


def full_row_rank(A: Matrix) -> Property:
    """The rows of A are independent: A A' is invertible.

    >>> from symland import dims, full_row_rank, matrix
    >>> print(full_row_rank(matrix("X", *dims("d m"))))
    full_row_rank(X)
    """
    return Property("full_row_rank", (as_matrix(A, "`full_row_rank`"),))


def full_column_rank(A: Matrix) -> Property:
    """The columns of A are independent: A'A is invertible.

    >>> from symland import dims, full_column_rank, matrix
    >>> print(full_column_rank(matrix("X", *dims("d m"))))
    full_column_rank(X)
    """
    return Property("full_column_rank", (as_matrix(A, "`full_column_rank`"),))


def is_diagonal(S: Matrix) -> Property:
    """S is a diagonal matrix.

    >>> from symland import dims, is_diagonal, matrix
    >>> n = dims("n")
    >>> print(is_diagonal(matrix("S", n, n)))
    is_diagonal(S)
    """
    return Property("is_diagonal", (_square(S, "diagonal"),))


def distinct_diagonal(S: Matrix) -> Property:
    """S is a diagonal matrix whose diagonal entries are pairwise different.

    `distinct_diagonal(S)(u, v)` is the fact that the entries of S at two different standard basis
    vectors u and v differ, used as a factor that has an inverse.

    >>> from symland import dims, distinct_diagonal, matrix
    >>> n = dims("n")
    >>> print(distinct_diagonal(matrix("S", n, n)))
    distinct_diagonal(S)
    """
    return Property("distinct_diagonal", (_square(S, "diagonal"),))


def positive_diagonal(S: Matrix) -> Property:
    """S is a diagonal matrix with positive diagonal entries, hence invertible.

    `positive_diagonal(S)(V)` is tr(V' S V) >= 0; `positive_diagonal(S)(u, v)` says that the sum of
    the entries of S at two standard basis vectors has an inverse.

    >>> from symland import dims, matrix, positive_diagonal
    >>> n = dims("n")
    >>> print(positive_diagonal(matrix("S", n, n)))
    positive_diagonal(S)
    """
    return Property("positive_diagonal", (_square(S, "diagonal"),))


def commuting(A: Matrix, B: Matrix) -> Property:
    """A B = B A.

    >>> from symland import commuting, dims, matrix
    >>> n = dims("n")
    >>> print(commuting(matrix("A", n, n), matrix("B", n, n)))
    commuting(A, B)
    """
    return Property("commuting", (_square(A, "commuting"), _square(B, "commuting")))


def is_pinv(P: Matrix, A: Matrix) -> Property:
    """P satisfies the four equations of Penrose for A, that is P = pinv(A).

    >>> from symland import dims, is_pinv, matrix
    >>> m, n = dims("m n")
    >>> print(is_pinv(matrix("P", n, m), matrix("A", m, n)))
    is_pinv(P, A)
    """
    return Property("is_pinv", (as_matrix(P, "`is_pinv`"), as_matrix(A, "`is_pinv`")))


def eigendecomposition(A: Matrix, U: Matrix, D: Matrix) -> Property:
    """A = U D U' with U orthogonal and D diagonal.

    >>> from symland import dims, eigendecomposition, matrix
    >>> n = dims("n")
    >>> A, U, D = matrix("A", n, n), matrix("U", n, n), matrix("D", n, n)
    >>> print(eigendecomposition(A, U, D))
    eigendecomposition(A, U, D)
    """
    return Property("eigendecomposition", tuple(_square(one, "decomposed") for one in (A, U, D)))


def reduced_svd(A: Matrix, U: Matrix, S: Matrix, V: Matrix) -> Property:
    """A = U S V' with U'U = V'V = I and S diagonal with positive entries.

    >>> from symland import dims, matrix, reduced_svd
    >>> m, n, r = dims("m n r")
    >>> print(reduced_svd(matrix("A", m, n), matrix("U", m, r), matrix("S", r, r),
    ...                   matrix("V", n, r)))
    reduced_svd(A, U, S, V)
    """
    return Property("reduced_svd", (A, U, S, V))


def full_svd(A: Matrix, U: Matrix, S: Matrix, V: Matrix) -> Property:
    """A = U S V' with U and V orthogonal, and S zero off its diagonal (S'S, S S' are diagonal).

    >>> from symland import dims, full_svd, matrix
    >>> m, n = dims("m n")
    >>> print(full_svd(matrix("A", m, n), matrix("U", m, m), matrix("S", m, n),
    ...                matrix("V", n, n)))
    full_svd(A, U, S, V)
    """
    return Property("full_svd", (A, U, S, V))


def basis_vector(e: Matrix) -> Property:
    """e is a standard basis vector: e e' = diag(e) and e'e = 1.

    >>> from symland import basis_vector, dims, vector
    >>> print(basis_vector(vector("e", dims("n"))))
    basis_vector(e)
    """
    return Property("basis_vector", (as_matrix(e, "`basis_vector`"),))


def _diagonal(S: Matrix) -> Claim:
    return Eq(S, diag(diagonal(S)))


def _is_diagonal(S: Matrix) -> tuple[Claim, ...]:
    return _diagonal(S), Eq(S.T, S)


def _inverse(A: Matrix) -> tuple[Claim, ...]:
    one = identity(A.rows)
    return Eq(A @ A.inv, one), Eq(A.inv @ A, one)


def _pinv(P: Matrix, A: Matrix) -> tuple[Claim, ...]:
    return (Eq(A @ P @ A, A), Eq(P @ A @ P, P), Eq((A @ P).T, A @ P), Eq((P @ A).T, P @ A))


def _orthogonal(Q: Matrix) -> tuple[Claim, ...]:
    columns = Eq(Q.T @ Q, identity(Q.cols))
    return (columns, Eq(Q @ Q.T, identity(Q.rows))) if Q.rows == Q.cols else (columns,)


def _positive(S: Matrix) -> tuple[Claim, ...]:
    return (*_is_diagonal(S), *_inverse(S))


MEANINGS: dict[str, Callable[..., tuple[Claim, ...]]] = {
    "symmetric": lambda A: (Eq(A.T, A),),
    "orthogonal": _orthogonal,
    "projector": lambda P: (Eq(P @ P, P), Eq(P.T, P)),
    "psd": lambda A: (Eq(A.T, A),),
    "invertible": _inverse,
    "nonzero": lambda x: (Eq(x * (1 / x), 1),),
    "full_row_rank": lambda A: _inverse(A @ A.T),
    "full_column_rank": lambda A: _inverse(A.T @ A),
    "is_diagonal": _is_diagonal,
    "distinct_diagonal": _is_diagonal,
    "positive_diagonal": _positive,
    "commuting": lambda A, B: (Eq(A @ B, B @ A),),
    "is_pinv": _pinv,
    "eigendecomposition": lambda A, U, D: (Eq(A, U @ D @ U.T), *_orthogonal(U), *_is_diagonal(D)),
    "reduced_svd": lambda A, U, S, V: (
        Eq(A, U @ S @ V.T), *_orthogonal(U), *_orthogonal(V), *_positive(S)),
    "full_svd": lambda A, U, S, V: (
        Eq(A, U @ S @ V.T), *_orthogonal(U), *_orthogonal(V),
        _diagonal(S.T @ S), _diagonal(S @ S.T)),
    "basis_vector": lambda e: (Eq(e @ e.T, diag(e)), Eq(e.T @ e, identity(1))),
}  # fmt: skip


def _apart(S: Matrix, u: Matrix, v: Matrix) -> tuple[Claim, tuple[Any, ...]]:
    gap = inner(u, S @ u) - inner(v, S @ v)
    return Eq(gap * (1 / gap), 1), (*basis_vector(u).equations, *basis_vector(v).equations,
                                    Eq(u.T @ v, 0))  # fmt: skip


def _positive_entries(S: Matrix, *at: Matrix) -> tuple[Claim, tuple[Any, ...]]:
    """tr(V' S V) >= 0; at two standard basis vectors: the sum of their entries is not 0."""
    if len(at) == 1:
        return _positive_form(S, at[0])
    u, v = at
    total = inner(u, S @ u) + inner(v, S @ v)
    return Eq(total * (1 / total), 1), (*basis_vector(u).equations, *basis_vector(v).equations)


def _positive_form(S: Matrix, V: Matrix) -> tuple[Claim, tuple[Any, ...]]:
    return Claim("ge", tr(V.T @ S @ V), as_scalar(0)), ()


# Properties that say no more than their equations do.  An instance in which the equations of
# another one hold may not have it, so that it refutes nothing.
EQUATIONAL = frozenset({
    "symmetric", "orthogonal", "projector", "invertible", "nonzero", "full_row_rank",
    "full_column_rank", "is_diagonal", "commuting", "is_pinv", "eigendecomposition", "full_svd",
    "basis_vector",
})  # fmt: skip

CONSEQUENCES: dict[str, Callable[..., tuple[Claim, tuple[Any, ...]]]] = {
    "psd": _positive_form,
    "positive_diagonal": _positive_entries,
    "distinct_diagonal": _apart,
}
