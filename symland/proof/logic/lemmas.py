"""Named lemmas: existence statements and facts of linear algebra that are cited, not proved.

Each has its exact hypotheses and a reference, and is listed under "rests on" with what uses it.
They hold for real matrices of all sizes.  `tests/proof/logic/test_lemmas.py` attacks each of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from symland.errors import NamingError, SizeError, StatementError
from symland.language.build import frob2, hadamard, identity, index_name, layer_sum, matrix, pinv
from symland.language.claims import Claim, Eq
from symland.language.expr import Expr, Matrix, as_matrix, as_scalar, describe
from symland.language.integers import Int
from symland.language.substitution import names_in
from symland.proof.logic.instances import names_of_statement
from symland.proof.logic.statements import And, Exists, ForAll
from symland.proof.properties import (
    eigendecomposition,
    full_column_rank,
    full_row_rank,
    full_svd,
    invertible,
    is_diagonal,
    orthogonal,
    projector,
    symmetric,
)

HORN = "Horn and Johnson 2013, Matrix Analysis"


@dataclass(frozen=True, slots=True)
class Lemma:
    """Under `requires` (shown where it is used) the conclusion holds; cited, not proved.

    Without a citation it is a rule of this program: it holds by the meaning of its statements.
    """

    name: str
    requires: tuple[Any, ...]
    conclusion: Any
    citation: str

    def __post_init__(self) -> None:
        """What is said to exist must not be in what is required: it would be another thing."""
        bound = self.conclusion.names if isinstance(self.conclusion, Exists) else set[str]()
        for one in self.requires:
            for name in sorted(bound & names_of_statement(one)):
                raise NamingError(f"`{name}` is said to exist by `{self.name}`, which also "
                                  f"requires `{one}`", help="give it another name")  # fmt: skip

    def __str__(self) -> str:
        return f"{self.name} ({self.citation})" if self.citation else self.name


def new_letter(name: str, rows: Int | int, cols: Int | int, *beside: Expr) -> Matrix:
    """A letter for what a lemma says to exist, under a name that its matrices do not have."""
    taken = set[str]().union(*(names_in(one) for one in beside))
    while name in taken:
        name += "'"
    return matrix(name, rows, cols)


def check_new_size(size: Int, *beside: Expr) -> None:
    """Raise `NamingError` if a size that is said to exist is in the matrices of a lemma."""
    names = {atom.name for atom in size.atoms()}
    for one in beside:
        for name in sorted(names & names_in(one)):
            raise NamingError(f"the size `{name}` is said to exist, but `{one}` has it already",
                              help="take a size that nothing else has, `dims('r')`")  # fmt: skip


def termwise(position: Int, left: Any, right: Any) -> Lemma:
    """Sums are equal if their terms are, for every layer in the range of the index.

    >>> from symland import dims, family, index, termwise
    >>> n = dims("n")
    >>> k, V, W = index("k", 1, 5), family("V", n, n), family("W", n, n)
    >>> print(termwise(k, V[k], W[k]).conclusion.left)
    sum(k=1..5, V[k])
    """
    name = index_name(position)
    (atom,) = position.atoms()
    if atom.low is None or atom.high is None:
        raise StatementError(f"the index `{name}` of a sum needs a range",
                             help=f"`index('{name}', 1, l)`")  # fmt: skip
    sums = (layer_sum(position, atom.low, atom.high, side) for side in (left, right))
    return Lemma("equal terms have equal sums", (ForAll(position, Eq(left, right)),),
                 Eq(*sums), "")  # fmt: skip


def vanishing(M: Matrix) -> Lemma:
    """A real matrix whose squared norm is at most 0 is 0.

    >>> from symland import dims, matrix, vanishing
    >>> print(vanishing(matrix("M", *dims("m n"))).conclusion)
    M = 0
    """
    found = as_matrix(M, "`vanishing`")
    return Lemma("a real matrix whose squared norm is not positive is 0",
                 (Claim("le", frob2(found), as_scalar(0)),), Eq(found, 0), "")  # fmt: skip


def spectral_theorem(A: Matrix) -> Lemma:
    """Every symmetric matrix is U D U' with U orthogonal and D diagonal.

    >>> from symland import dims, matrix, spectral_theorem
    >>> n = dims("n")
    >>> print(spectral_theorem(matrix("A", n, n)).conclusion)
    there is U, D with A = U D U' is an eigen-decomposition
    """
    n = as_matrix(A, "`spectral_theorem`").rows
    U, D = new_letter("U", n, n, A), new_letter("D", n, n, A)
    return Lemma("every symmetric matrix has an eigen-decomposition", (symmetric(A),),
                 Exists([U, D], eigendecomposition(A, U, D)), f"{HORN}, 2.5.6")  # fmt: skip


def singular_value_decomposition(A: Matrix) -> Lemma:
    """Every matrix is U S V' with U and V orthogonal and S zero off its diagonal.

    >>> from symland import dims, matrix, singular_value_decomposition
    >>> print(singular_value_decomposition(matrix("A", *dims("m n"))).name)
    every matrix has a singular value decomposition
    """
    m, n = as_matrix(A, "`singular_value_decomposition`").shape
    U, V = new_letter("U", m, m, A), new_letter("V", n, n, A)
    S = new_letter("S", m, n, A)
    return Lemma("every matrix has a singular value decomposition", (),
                 Exists([U, S, V], full_svd(A, U, S, V)), f"{HORN}, 2.6.3")  # fmt: skip


def projector_factor(P: Matrix, rank: Int) -> Lemma:
    """Every orthogonal projector is V V' with V'V = I; the new size `rank` may be 0.

    >>> from symland import dims, matrix, projector_factor
    >>> n, r = dims("n r")
    >>> print(projector_factor(matrix("P", n, n), r).conclusion)
    there is V with P = V V' and V' V = I
    """
    check_new_size(rank, as_matrix(P, "`projector_factor`"))
    V = new_letter("V", P.rows, rank, P)
    return Lemma("every orthogonal projector is V V' with V'V = I", (projector(P),),
                 Exists([V], And(Eq(P, V @ V.T), *orthogonal(V).equations), [rank]),
                 f"{HORN}, 2.5.6 (eigenvalues 0 and 1)")  # fmt: skip


def coordinate_projector_factor(P: Matrix, rank: Int) -> Lemma:
    """A diagonal projector is V V', the columns of V being columns of the identity.

    Its diagonal entries are 0 and 1; V has the columns at which they are 1.  V o V = V says that
    the entries of V are 0 and 1.  The new size `rank` may be 0.

    >>> from symland import coordinate_projector_factor, dims, matrix
    >>> n, r = dims("n r")
    >>> print(coordinate_projector_factor(matrix("P", n, n), r).conclusion)
    there is V with P = V V' and V' V = I and V o V = V
    """
    check_new_size(rank, as_matrix(P, "`coordinate_projector_factor`"))
    V = new_letter("V", P.rows, rank, P)
    body = And(Eq(P, V @ V.T), *orthogonal(V).equations, Eq(hadamard(V, V), V))
    return Lemma("a diagonal projector is made of columns of the identity",
                 (projector(P), is_diagonal(P)), Exists([V], body, [rank]),
                 f"{HORN}, 0.9.1 (diagonal entries 0 and 1)")  # fmt: skip


def diagonalization_beside(P: Matrix, S: Matrix) -> Lemma:
    """A symmetric P that commutes with a diagonal S: U'P U is diagonal and U'S U = S.

    P has no entries between coordinates at which S differs; U diagonalizes the blocks of P.

    >>> from symland import diagonalization_beside, dims, matrix
    >>> n = dims("n")
    >>> print(diagonalization_beside(matrix("P", n, n), matrix("S", n, n)).conclusion)
    there is U with U' U = I and U U' = I and U' S U = S and U' P U is diagonal
    """
    n = as_matrix(P, "`diagonalization_beside`").rows
    U = new_letter("U", n, n, P, S)
    body = And(*orthogonal(U).equations, Eq(U.T @ S @ U, S), is_diagonal(U.T @ P @ U))
    return Lemma("commuting symmetric matrices, one of them diagonal, are diagonal in one basis",
                 (symmetric(P), is_diagonal(S), Eq(P @ S, S @ P)), Exists([U], body),
                 f"{HORN}, 2.5.6 for the blocks of 1.3.12")  # fmt: skip


def rank_factorization(A: Matrix, rank: Int) -> Lemma:
    """Every matrix is B C with B of full column and C of full row rank; the size may be 0.

    >>> from symland import dims, matrix, rank_factorization
    >>> m, n, r = dims("m n r")
    >>> print(rank_factorization(matrix("A", m, n), r).name)
    every matrix has a full rank factorization
    """
    m, n = as_matrix(A, "`rank_factorization`").shape
    check_new_size(rank, A)
    B, C = new_letter("B", m, rank, A), new_letter("C", rank, n, A)
    both = And(Eq(A, B @ C), full_column_rank(B), full_row_rank(C))
    return Lemma("every matrix has a full rank factorization", (),
                 Exists([B, C], both, [rank]), f"{HORN}, 0.4.6")  # fmt: skip


def best_approximation(A: Matrix, inner_size: Int | int) -> Lemma:
    """Among all products of two factors with a given inner size, one is nearest to A.

    They are the matrices of bounded rank, a closed set; the nearest is a truncated singular value
    decomposition.

    >>> from symland import best_approximation, dims, matrix
    >>> m, n, k = dims("m n k")
    >>> print(best_approximation(matrix("A", m, n), k).conclusion)
    there is B, C with (for all B_1, C_1: |B C - A|_F^2 <= |B_1 C_1 - A|_F^2)
    """
    m, n = as_matrix(A, "`best_approximation`").shape
    B, C = new_letter("B", m, inner_size, A), new_letter("C", inner_size, n, A)
    B1, C1 = new_letter("B_1", m, inner_size, A), new_letter("C_1", inner_size, n, A)
    nearest = ForAll([B1, C1], Claim("le", frob2(B @ C - A), frob2(B1 @ C1 - A)))
    return Lemma("a best approximation of bounded rank exists", (), Exists([B, C], nearest),
                 "Eckart and Young 1936; Horn and Johnson 2013, 7.4.2")  # fmt: skip


def balanced_factorization(B: Matrix, C: Matrix) -> Lemma:
    """B C is a product of two factors of the same sizes, for which B_1'B_1 = C_1 C_1'.

    With the reduced singular value decomposition B C = P D Q' they are P D^(1/2) and D^(1/2) Q',
    with zeros up to the inner size, which is at least the rank.

    >>> from symland import balanced_factorization, dims, matrix
    >>> m, k, n = dims("m k n")
    >>> print(balanced_factorization(matrix("B", m, k), matrix("C", k, n)).conclusion)
    there is B_1, C_1 with B_1 C_1 = B C and B_1' B_1 = C_1 C_1'
    """
    left, right = (as_matrix(one, "`balanced_factorization`") for one in (B, C))
    B1, C1 = new_letter("B_1", *left.shape, B, C), new_letter("C_1", *right.shape, B, C)
    both = And(Eq(B1 @ C1, left @ right), Eq(B1.T @ B1, C1 @ C1.T))
    return Lemma("every product has balanced factors of the same sizes", (),
                 Exists([B1, C1], both), f"{HORN}, 2.6.3 and 7.2.6")  # fmt: skip


def same_column_space(A: Matrix, B: Matrix) -> Lemma:
    """Matrices of one size with one column space: A = B C for an invertible C.

    The column spaces are one if the projectors A A^+ and B B^+ are.  C is B^+ A on the row
    space, completed by any invertible map of the kernels.

    >>> from symland import dims, matrix, same_column_space
    >>> m, n = dims("m n")
    >>> print(same_column_space(matrix("A", m, n), matrix("B", m, n)).conclusion)
    there is C with A = B C and C is invertible
    """
    if as_matrix(A, "`same_column_space`").shape != as_matrix(B, "`same_column_space`").shape:
        raise SizeError(f"the matrices differ in size: {describe(A)}, {describe(B)}")
    C = new_letter("C", A.cols, A.cols, A, B)
    return Lemma("matrices of one size and one column space differ by an invertible factor",
                 (Eq(A @ pinv(A), B @ pinv(B)),),
                 Exists([C], And(Eq(A, B @ C), invertible(C))),
                 f"{HORN}, 0.2.7 and 0.4.4 (completion of a basis)")  # fmt: skip


def one_sided_inverse(A: Matrix, B: Matrix) -> Lemma:
    """For square matrices A B = I gives B A = I, and both are invertible.

    >>> from symland import dims, matrix, one_sided_inverse
    >>> n = dims("n")
    >>> print(one_sided_inverse(matrix("A", n, n), matrix("B", n, n)).conclusion)
    B A = I and A is invertible and B is invertible
    """
    for one in (A, B):
        if as_matrix(one, "`one_sided_inverse`").rows != one.cols:
            raise SizeError(f"a one-sided inverse is two-sided for square matrices only; "
                            f"{describe(one)}")  # fmt: skip
    one = identity(A.rows)
    return Lemma("a one-sided inverse of a square matrix is two-sided", (Eq(A @ B, one),),
                 And(Eq(B @ A, one), invertible(A), invertible(B)), f"{HORN}, 0.5")  # fmt: skip


def equal_gram_matrices(B: Matrix, C: Matrix) -> Lemma:
    """B'B = C'C if their squares are one: a psd matrix has a unique psd square root.

    >>> from symland import dims, equal_gram_matrices, matrix
    >>> m, n, p = dims("m n p")
    >>> print(equal_gram_matrices(matrix("B", m, n), matrix("C", p, n)).conclusion)
    B' B = C' C
    """
    left, right = B.T @ B, C.T @ C
    return Lemma("a positive semidefinite matrix has a unique positive semidefinite square root",
                 (Eq(left @ left, right @ right),), Eq(left, right),
                 f"{HORN}, 7.2.6")  # fmt: skip
