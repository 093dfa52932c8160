"""What is to be shown for a statement: its parts; for a property of matrices, what it means."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from symland.errors import StatementError
from symland.language.build import diag, identity, inner, matrix, vector
from symland.language.claims import Eq
from symland.language.expr import Matrix, Scalar
from symland.language.functions import diagonal
from symland.proof.logic.instances import names_of_statement
from symland.proof.logic.statements import And, Exists, ForAll, Implies, conjuncts
from symland.proof.properties import (
    Property,
    basis_vector,
    invertible,
    nonzero,
    positive_diagonal,
)


def to_show(goal: Any) -> tuple[Any, ...]:
    """What is to be shown for a statement: its parts; for a property, its meaning."""
    if not isinstance(goal, Property):
        return conjuncts(goal)
    if goal.word == "full_svd":
        raise StatementError(f"`{goal}` cannot be shown yet, only supposed")
    (first, *_) = goal.subject
    if goal.word in STRONGER:
        return STRONGER[goal.word](goal)
    if goal.word == "invertible":
        return (_has_inverse(first, goal),)
    if goal.word == "nonzero":
        y = Scalar("symbol", (), (_new_name("y", goal), ()))
        return (Exists(y, Eq(first * y, 1)),)
    if goal.word in ("full_row_rank", "full_column_rank"):
        gram = first @ first.T if goal.word == "full_row_rank" else first.T @ first
        return (_has_inverse(gram, goal),)
    return goal.equations[:1] if goal.word == "is_diagonal" else goal.equations


def _psd(goal: Any) -> tuple[Any, ...]:
    """A = B'B for some B (Horn and Johnson 2013, 7.2.7)."""
    (A,) = goal.subject
    B = _new_square("B", A, goal)
    return (Exists(B, Eq(B.T @ B, A)),)


def _positive(goal: Any) -> tuple[Any, ...]:
    """Diagonal, and the square of an invertible diagonal matrix: that of the roots."""
    (S,) = goal.subject
    T = _new_square("T", S, goal)
    roots = And(Eq(T, diag(diagonal(T))), Eq(T @ T, S), invertible(T))
    return Eq(S, diag(diagonal(S))), Exists(T, roots)


def _distinct(goal: Any) -> tuple[Any, ...]:
    """Diagonal, and the entries at any two different standard basis vectors differ."""
    (S,) = goal.subject
    e, f = (vector(_new_name(name, goal), S.rows) for name in ("e", "f"))
    apart = And(basis_vector(e), basis_vector(f), Eq(e.T @ f, 0))
    gap = inner(e, S @ e) - inner(f, S @ f)
    return Eq(S, diag(diagonal(S))), ForAll([e, f], Implies(apart, nonzero(gap)))


def _reduced_svd(goal: Any) -> tuple[Any, ...]:
    A, U, S, V = goal.subject
    unit = identity(S.rows)
    return Eq(A, U @ S @ V.T), Eq(U.T @ U, unit), Eq(V.T @ V, unit), *to_show(positive_diagonal(S))


# Properties that say more than their equations: what a proof has to show.
STRONGER: dict[str, Callable[[Any], tuple[Any, ...]]] = {
    "psd": _psd,
    "positive_diagonal": _positive,
    "distinct_diagonal": _distinct,
    "reduced_svd": _reduced_svd,
}


def _new_square(name: str, like: Matrix, goal: Any) -> Matrix:
    return matrix(_new_name(name, goal), like.rows, like.rows)


def _new_name(name: str, goal: Any) -> str:
    """A name that the statement does not have: what is bound by it stands for itself alone."""
    taken = names_of_statement(goal)
    while name in taken:
        name += "'"
    return name


def _has_inverse(square: Matrix, goal: Any) -> Exists:
    B, one = _new_square("B", square, goal), identity(square.rows)
    return Exists(B, And(Eq(square @ B, one), Eq(B @ square, one)))
