"""Facts that a step may point to with `by=`: hypotheses, theorems, citations, open ends."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeAlias

from symland.errors import ExpressionError, SizeError, StatementError
from symland.evidence import Evidence
from symland.language.build import index_name, indices_of, pinv
from symland.language.claims import Claim, Statement, check_statement
from symland.language.derivatives import Flow
from symland.language.expr import Matrix, as_matrix, describe
from symland.language.families import Family, at
from symland.language.integers import Constraint, Int, integer
from symland.reasoning.facts import Square


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
    """A statement shown earlier in the same proof, or the hypothesis of its induction."""

    claim: Claim
    evidence: Evidence
    name: str = ""
    assumed: bool = False
    given: tuple[Any, ...] = ()  # the hypotheses under which it was shown


@dataclass(frozen=True, slots=True)
class Axiom:
    """An equation that holds by the definition of what it is about."""

    claim: Claim
    name: str
    source: Definition | None = None  # the definition of which it is an instance
    needs: tuple[Constraint, ...] = ()  # the layer lies in the range of the definition

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class Definition:
    """`V[k] := body` for every layer k; calling it gives the equation at one layer."""

    family: Family
    position: Int
    body: Matrix

    def __call__(self, place: Int | int) -> Axiom:
        """The equation at the layer `place`, for `by=`."""
        at_place = as_matrix(at(self.body, self.position, place), "a definition")
        member = self.family[place]
        needs = range_of(self.position, integer(place))
        return Axiom(Claim("eq", member, at_place), f"definition of {member}", self, needs)

    def __str__(self) -> str:
        return f"{self.family[self.position]} := {self.body}"


Fact: TypeAlias = "Claim | Constraint | Hypothesis | Axiom | Cited | Todo | Known | Square | Flow"


def range_of(position: Int, value: Int) -> tuple[Constraint, ...]:
    """What must hold for `value` to lie in the range of a layer index."""
    needs: list[Constraint] = []
    for atom in position.atoms():
        needs += [] if atom.low is None else [value >= atom.low]
        needs += [] if atom.high is None else [value <= atom.high]
    return tuple(needs)


def define(family: Family, position: Int, body: Matrix) -> Definition:
    """Define every member of a new family of layers: `V[position] := body`.

    The definition goes into `given=[...]`, its instances `definition(k)` into `by=`.  Raises
    `SizeError` if the sizes differ and `ExpressionError` if the body contains the family itself.

    >>> from symland import define, dims, family, index
    >>> V, W, p = family('V', *dims('m n')), family('W', *dims('m n')), index('p')
    >>> print(define(V, p, 2 * W[p]))
    V[p] := 2 W[p]
    """
    name = index_name(position)
    if family[position].shape != body.shape:
        raise SizeError(f"`{family[position]}` and its definition differ in size: "
                        f"{describe(family[position])}, {describe(body)}")  # fmt: skip
    if any(node.op in ("member", "chain") and node.data[0] == family for node in body.walk()):
        raise ExpressionError(f"the definition of `{family.name}[{name}]` contains `{family.name}`")
    return Definition(family, position, body)


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
    """A lemma from the literature as the reason of a step (evidence: cited).

    >>> from symland import cite
    >>> cite('Horn and Johnson 1991, Theorem 4.2.15').reference
    'Horn and Johnson 1991, Theorem 4.2.15'
    """
    return Cited(reference)


def todo(reason: str) -> Todo:
    """An open end: the step is not claimed to hold.

    >>> from symland import todo
    >>> todo('needs an inequality for singular values').reason
    'needs an inequality for singular values'
    """
    return Todo(reason)


def moore_penrose(matrix: Matrix) -> tuple[Axiom, ...]:
    """The four equations that define the Moore-Penrose inverse P of A.

    A P A = A, P A P = P, (A P)' = A P, (P A)' = P A (Penrose 1955).

    >>> from symland import dims, matrix, moore_penrose
    >>> print(moore_penrose(matrix('A', *dims('m n')))[0].claim)
    A A^+ A = A
    """
    p = pinv(matrix)
    pairs = (
        (matrix @ p @ matrix, matrix),
        (p @ matrix @ p, p),
        ((matrix @ p).T, matrix @ p),
        ((p @ matrix).T, p @ matrix),
    )
    return tuple(Axiom(Claim("eq", left, right), f"Moore-Penrose ({place}) of {matrix}")
                 for place, (left, right) in enumerate(pairs, start=1))  # fmt: skip


def flatten(by: Any) -> list[Any]:
    """The facts of `by=`, which may be one fact or nested lists of facts."""
    if by is None:
        return []
    if isinstance(by, Iterable) and not isinstance(by, str):
        return [fact for item in by for fact in flatten(item)]
    if isinstance(by, str | bool | int):
        raise StatementError(f"`by=` takes facts, not {by!r}", help="prose goes into `why=`")
    return [by]


def hypothesis_at(given: Any, position: Int, value: Int) -> Any:
    """A hypothesis with the layer index `position` replaced by `value`."""
    name = index_name(position)
    if isinstance(given, Definition):
        if name in indices_of(given.body) and name != index_name(given.position):
            raise StatementError(f"the definition of `{given.family.name}` depends on `{name}`")
        return given
    if not isinstance(given, Claim | Constraint | Hypothesis):
        return _logical_at(given, position, value)
    statement = statement_of(given)
    if isinstance(statement, Constraint):
        return Constraint(statement.value.substitute(name, value))
    sides = (at(side, position, value) for side in (statement.left, statement.right))
    return Claim(statement.relation, *sides)


def _logical_at(given: Any, position: Int, value: Int) -> Any:
    from symland.proof.logic.instances import at_index

    return at_index(given, position, value)


def plain(given: Iterable[Any]) -> list[Statement]:
    """The equations, inequalities and constraints among hypotheses, without definitions.

    Properties stand next to their equations; statements made of statements are used by `obtain`
    and at values of what they bind.
    """
    kinds = (Claim, Constraint, Hypothesis)
    return [statement_of(one) for one in given if isinstance(one, kinds)]


def statement_of(given: Any) -> Statement:
    """The statement of a hypothesis; a definition stands for its equation at the generic layer."""
    if isinstance(given, Definition):
        return given(given.position).claim
    if isinstance(given, Hypothesis):
        return given.statement
    return check_statement(given, "`given=`")
