"""Facts that a step may point to with `by=`: hypotheses, theorems, citations, open ends."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeAlias

from symland.errors import StatementError
from symland.evidence import Evidence
from symland.language.claims import Claim, Statement, check_statement
from symland.language.derivatives import Flow
from symland.language.expr import Matrix
from symland.language.integers import Constraint
from symland.reasoning.decide import Square


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """A statement that is supposed, with the name under which reports list it."""

    statement: Statement
    name: str

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class Cited:
    """A lemma from the literature: the step stands on its reference, not on a proof."""

    reference: str


@dataclass(frozen=True, slots=True)
class Todo:
    """A step that is left open, with the reason."""

    reason: str


@dataclass(frozen=True, slots=True)
class Known:
    """A statement shown earlier in the same proof."""

    claim: Claim
    evidence: Evidence
    name: str = ""


Fact: TypeAlias = "Claim | Constraint | Hypothesis | Cited | Todo | Known | Square | Flow | Any"


def assume(statement: Statement, *, name: str = "") -> Hypothesis:
    """A named hypothesis for `given=[...]` and `by=`.

    >>> from symland import Eq, assume, dims, matrix
    >>> m, n = dims("m n")
    >>> E = matrix("E", m, n)
    >>> print(assume(Eq(E, 0), name="zero residual"))
    zero residual
    """
    found = check_statement(statement, "`assume`")
    return Hypothesis(found, name or str(found))


def cite(reference: str) -> Cited:
    """A lemma from the literature as the reason of a step (evidence: cited)."""
    return Cited(reference)


def todo(reason: str) -> Todo:
    """An open end: the step is not claimed to hold."""
    return Todo(reason)


def moore_penrose(matrix: Matrix) -> tuple[Claim, ...]:
    """The four equations that define the Moore-Penrose inverse P of A.

    A P A = A, P A P = P, (A P)' = A P, (P A)' = P A (Penrose 1955).
    """
    from symland.language.build import pinv

    p = pinv(matrix)
    return (
        Claim("eq", matrix @ p @ matrix, matrix),
        Claim("eq", p @ matrix @ p, p),
        Claim("eq", (matrix @ p).T, matrix @ p),
        Claim("eq", (p @ matrix).T, p @ matrix),
    )


def flatten(by: Any) -> list[Any]:
    """The facts of `by=`, which may be one fact or nested lists of facts."""
    if by is None:
        return []
    if isinstance(by, Iterable) and not isinstance(by, str):
        return [fact for item in by for fact in flatten(item)]
    if isinstance(by, str | bool | int):
        raise StatementError(f"`by=` takes facts, not {by!r}", help="prose goes into `why=`")
    return [by]


def statement_of(given: Any) -> Statement:
    """The statement of a hypothesis."""
    if isinstance(given, Hypothesis):
        return given.statement
    return check_statement(given, "`given=`")
