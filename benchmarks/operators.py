"""Forty classical statements about matrices and their inverses of several kinds.

Each is a claim and its hypotheses, or several of them; all letters are real, so A' is the adjoint.
A+ is the Moore-Penrose inverse.  Sources: Penrose 1955; Greville 1966; Campbell and Meyer,
Generalized Inverses of Linear Transformations; Horn and Johnson, Matrix Analysis.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from symland.language.build import identity, inv, matrix, pinv
from symland.language.claims import Claim, Eq, Statement
from symland.language.expr import Matrix
from symland.language.integers import dims

Case: TypeAlias = "tuple[Sequence[Claim], Sequence[Statement]]"

m, n, p, q, r = dims("m n p q r")
A, B, C = matrix("A", m, n), matrix("B", n, p), matrix("C", m, q)
X, Y, Z = matrix("X", n, m), matrix("Y", n, m), matrix("Z", n, p)
N, S, T, K = (matrix(name, n, n) for name in ("N", "S", "T", "K"))
G = matrix("G", n, n, symmetric=True)
U, R = matrix("U", m, p), matrix("R", q, n)
P, Q = matrix("P", n, n), matrix("Q", m, m)
W1, W2 = matrix("W_1", n, q), matrix("W_2", q, n)
In, Im = identity(n), identity(m)
J, E, F = matrix("J", p, q), matrix("E", m, q), matrix("F", q, q)


def penrose(one: Matrix, other: Matrix) -> list[Statement]:
    """That `other` is the Moore-Penrose inverse of `one`, by the four equations."""
    return [Eq(one @ other @ one, one), Eq(other @ one @ other, other),
            Eq((one @ other).T, one @ other), Eq((other @ one).T, other @ one)]  # fmt: skip


def inverse(one: Matrix, other: Matrix) -> list[Statement]:
    """That two square matrices are inverse to each other."""
    unit = identity(one.rows)
    return [Eq(one @ other, unit), Eq(other @ one, unit)]


AB, Ap, Bp = A @ B, pinv(A), pinv(B)
STATEMENTS: dict[str, Case] = {
    "the Moore-Penrose inverse is unique": ([Eq(X, Y)], penrose(A, X) + penrose(A, Y)),
    "(A+)+ = A": ([Eq(pinv(Ap), A)], []),
    "(A')+ = (A+)'": (
        [Eq(X, Y)], penrose(A, X) + penrose(A.T, Y.T)),
    "A+ = (A'A)+ A'": ([Eq(Ap, pinv(A.T @ A) @ A.T)], []),
    "A+ = A' (A A')+": ([Eq(Ap, A.T @ pinv(A @ A.T))], []),
    "(A'A)+ = A+ A+'": ([Eq(pinv(A.T @ A), Ap @ Ap.T)], []),
    "A' A A+ = A' = A+ A A'": ([Eq(A.T @ A @ Ap, A.T), Eq(Ap @ A @ A.T, A.T)], []),
    "A A+ and A+ A are orthogonal projections": (
        [Eq(A @ Ap @ A @ Ap, A @ Ap), Eq((A @ Ap).T, A @ Ap), Eq((Ap @ A).T, Ap @ A)], []),
    "A+ = A+ A+' A' = A' A+' A+": ([Eq(Ap, Ap @ Ap.T @ A.T), Eq(Ap, A.T @ Ap.T @ Ap)], []),
    "full column rank: A+ = (A'A)^-1 A'": (
        [Eq(Ap, inv(A.T @ A) @ A.T), Eq(Ap @ A, In)], inverse(A.T @ A, inv(A.T @ A))),
    "full row rank: A+ = A' (A A')^-1": (
        [Eq(Ap, A.T @ inv(A @ A.T)), Eq(A @ Ap, Im)], inverse(A @ A.T, inv(A @ A.T))),
    "full rank factors: (A B)+ = B+ A+": (
        [Eq(pinv(AB), Bp @ Ap)], [Eq(Ap @ A, In), Eq(B @ Bp, In)]),
    "reverse order law, sufficient (Greville)": (
        [Eq(pinv(AB), Bp @ Ap)],
        [Eq(Ap @ A @ B @ B.T @ A.T, B @ B.T @ A.T), Eq(B @ Bp @ A.T @ A @ B, A.T @ A @ B)]),
    "reverse order law, necessary (Greville)": (
        [Eq(Ap @ A @ B @ B.T @ A.T, B @ B.T @ A.T), Eq(B @ Bp @ A.T @ A @ B, A.T @ A @ B)],
        [Eq(pinv(AB), Bp @ Ap)]),
    "reverse order law for B = A'": ([Eq(pinv(A @ A.T), Ap.T @ Ap)], []),
    "(A B)+ = (A+ A B)+ (A B B+)+": (
        [Eq(pinv(AB), pinv(Ap @ A @ B) @ pinv(A @ B @ Bp))], []),
    "orthogonal factors: (Q A P)+ = P' A+ Q'": (
        [Eq(pinv(Q @ A @ P), P.T @ Ap @ Q.T)], inverse(Q, Q.T) + inverse(P, P.T)),
    "sum of orthogonal parts: (A + X')+ = A+ + X'+": (
        [Eq(pinv(A + X.T), Ap + pinv(X.T))], [Eq(A.T @ X.T, 0), Eq(A @ X, 0)]),
    "the range of A lies in that of C": (
        [Eq(C @ pinv(C) @ A, A)], [Eq(A, C @ R)]),
    "equal ranges, equal projections": (
        [Eq(A @ Ap, C @ pinv(C))], [Eq(A, C @ R), Eq(C, A @ W1)]),
    "A B = 0 exactly if B+ A+ = 0": ([Eq(Bp @ Ap, 0)], [Eq(AB, 0)]),
    "A'A B = A'A Z gives A B = A Z": ([Eq(AB, A @ Z)], [Eq(A.T @ AB, A.T @ A @ Z)]),
    "A'A = 0 gives A = 0": ([Eq(A, 0)], [Eq(A.T @ A, 0)]),
    "a symmetric idempotent is its own inverse": (
        [Eq(pinv(P), P)], [Eq(P @ P, P), Eq(P.T, P)]),
    "projections with P Q = P commute": (
        [Eq(S @ P, P)], [Eq(P @ S, P), Eq(P @ P, P), Eq(S @ S, S), Eq(P.T, P), Eq(S.T, S)]),
    "a symmetric matrix is EP": ([Eq(G @ pinv(G), pinv(G) @ G)], []),
    "a normal matrix is EP": ([Eq(N @ pinv(N), pinv(N) @ N)], [Eq(N @ N.T, N.T @ N)]),
    "for normal N, N+ is normal": (
        [Eq(pinv(N) @ pinv(N).T, pinv(N).T @ pinv(N))], [Eq(N @ N.T, N.T @ N)]),
    "EP: N+ commutes with powers": (
        [Eq(pinv(N @ N), pinv(N) @ pinv(N))], [Eq(N @ pinv(N), pinv(N) @ N)]),
    "A X B = C is solvable only if A A+ C B+ B = C": (
        [Eq(A @ Ap @ E @ pinv(J) @ J, E)], [Eq(A @ Z @ J, E)]),
    "A+ C B+ solves A X B = C": (
        [Eq(A @ (Ap @ E @ pinv(J) + Z - Ap @ A @ Z @ J @ pinv(J)) @ J,
            E)],
        [Eq(A @ Ap @ E @ pinv(J) @ J, E)]),
    "every solution of A X = C": (
        [Eq(Ap @ U + (In - Ap @ A) @ Z, Z)], [Eq(A @ Z, U)]),
    "normal equations of least squares": (
        [Eq(A.T @ (A @ Ap @ U - U), 0)], []),
    "Woodbury": (
        [Eq(inv(S + W1 @ W2),
            inv(S) - inv(S) @ W1 @ inv(identity(q) + W2 @ inv(S) @ W1) @ W2 @ inv(S))],
        [Eq(S @ inv(S), In)]),
    "Woodbury with a core": (
        [Eq(inv(S + W1 @ F @ W2),
            inv(S) - inv(S) @ W1 @ inv(inv(F) + W2 @ inv(S) @ W1) @ W2 @ inv(S))],
        [Eq(S @ inv(S), In), Eq(F @ inv(F), identity(q))]),
    "Schur complement: a block inverse": (
        [Eq(S @ (inv(S) + inv(S) @ W1 @ inv(F - W2 @ inv(S) @ W1) @ W2 @ inv(S))
            - W1 @ inv(F - W2 @ inv(S) @ W1) @ W2 @ inv(S), In),
         Eq(-W2 @ inv(S) @ W1 @ inv(F - W2 @ inv(S) @ W1)
            + F @ inv(F - W2 @ inv(S) @ W1), identity(q))],
        [Eq(S @ inv(S), In)]),
    "two Schur complements": (
        [Eq(inv(S - W1 @ inv(F) @ W2) @ W1 @ inv(F),
            inv(S) @ W1 @ inv(F - W2 @ inv(S) @ W1))], []),
    "push-through": ([Eq(inv(Im + A @ X) @ A, A @ inv(In + X @ A))], []),
    "Sylvester: the solution is unique": (
        [Eq(Z, 0)], [Eq(N @ Z, 0 * Z), Eq(T @ N, In)]),
    "intertwining powers: S Z = Z K gives S^3 Z = Z K^3": (
        [Eq(S @ S @ S @ T, T @ K @ K @ K)], [Eq(S @ T, T @ K)]),
}  # fmt: skip
