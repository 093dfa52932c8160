"""What a proof body does: `p.calc(...)`, `c.eq(...)`, `p.have(...)`, `p.induct(...)`.

The body only records; `runner` decides each recorded step.  A step knows the place where it was
written, so a failure points to the author's own line.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, TypeAlias

from symland.errors import ChainError, ExpressionError, Location, StatementError, caller_location
from symland.evidence import Evidence
from symland.language.build import index_name
from symland.language.claims import Claim, check_statement, claim
from symland.language.expr import Expr, Matrix, as_matrix
from symland.language.integers import Int, integer
from symland.proof.facts import Known, flatten
from symland.proof.logic.induction import check_facts, induction_cases
from symland.proof.logic.instances import names_of_statement
from symland.proof.logic.proving import Logic

# ("chain", steps), or ("penrose", A, B, four such chains)
Way: TypeAlias = "tuple[Any, ...]"
DIRECTION = {"eq": 0, "le": -1, "lt": -1, "ge": 1, "gt": 1}


@dataclass(slots=True)
class Step:
    """One line of a chain: previous value, relation, new value, and its reasons."""

    claim: Claim
    by: list[Any]
    why: str
    location: Location | None
    given: tuple[Any, ...] | None = None  # the hypotheses in force (None: those of the theorem)


@dataclass(slots=True)
class Chain:
    """A calculation: a start and steps; `c.eq(right)` states that the last value equals `right`."""

    start: Expr
    location: Location | None
    proof: Proof
    steps: list[Step] = field(default_factory=list)

    @property
    def last(self) -> Any:
        return self.steps[-1].claim.right if self.steps else self.start

    def eq(self, right: Any, *, by: Any = None, why: str = "") -> Chain:
        """The last value is equal to `right`."""
        return self._step("eq", right, by, why)

    def le(self, right: Any, *, by: Any = None, why: str = "") -> Chain:
        """The last value is at most `right`."""
        return self._step("le", right, by, why)

    def ge(self, right: Any, *, by: Any = None, why: str = "") -> Chain:
        """The last value is at least `right`."""
        return self._step("ge", right, by, why)

    def lt(self, right: Any, *, by: Any = None, why: str = "") -> Chain:
        """The last value is less than `right`."""
        return self._step("lt", right, by, why)

    def gt(self, right: Any, *, by: Any = None, why: str = "") -> Chain:
        """The last value is greater than `right`."""
        return self._step("gt", right, by, why)

    def _step(self, relation: str, right: Any, by: Any, why: str) -> Chain:
        if isinstance(right, bool):
            check_statement(right, "a step")
        if not isinstance(why, str):
            raise StatementError(f"`why=` takes prose, not {why!r}", help="facts go into `by=`")
        stated = claim(relation, self.last, right)
        before = self.direction
        if before * DIRECTION[relation] < 0:
            raise ChainError("SL106", f"`{stated}` turns the chain round: a chain runs in one "
                                      "direction, `<=` or `>=`")  # fmt: skip
        self.proof.note(stated)
        given = self.proof.given
        self.steps.append(Step(stated, flatten(by), why, caller_location(), given))
        return self

    @property
    def direction(self) -> int:
        """1 for >=, -1 for <=, 0 for equalities only."""
        signs = [DIRECTION[step.claim.relation] for step in self.steps]
        return next((sign for sign in signs if sign), 0)

    @property
    def relation(self) -> str:
        """The relation between the first and the last value."""
        relations = [step.claim.relation for step in self.steps]
        for strict, weak in (("lt", "le"), ("gt", "ge")):
            if strict in relations:
                return strict
            if weak in relations:
                return weak
        return "eq"


@dataclass(slots=True)
class Induction:
    """Induction over a layer index: where it starts, and the statements it is about."""

    name: str
    start: Int
    claims: tuple[Claim, ...]
    location: Location | None
    by: tuple[Any, ...] = ()


@dataclass(slots=True)
class Proof(Logic):
    """The state that a proof body receives."""

    chains: list[Chain] = field(default_factory=list)
    induction: Induction | None = None
    bases: list[Step] = field(default_factory=list)  # the statements at the start of an induction
    handed: list[Known] = field(default_factory=list)  # facts that this proof gave out
    inverses: list[tuple[Matrix, Matrix]] = field(default_factory=list)
    ways: list[tuple[Claim, Way]] = field(default_factory=list)  # how each goal is reached

    def calc(self, start: Any = None) -> Chain:
        """Start a chain; without argument, at the left side of the next statement."""
        if start is None:
            start = self._next_start()
        if not isinstance(start, Expr):
            raise ExpressionError(f"a chain starts with an expression, not {start!r}")
        chain = Chain(start, caller_location(), self)
        self.chains.append(chain)
        return chain

    def _next_start(self) -> Any:
        claims = [goal for goal in self.goals if isinstance(goal, Claim)]
        if not claims:
            raise StatementError("there is no equation or inequality to show here; to be shown: "
                                 + "; ".join(map(str, self.goals)))  # fmt: skip
        return claims[min(len(self.chains), len(claims) - 1)].left

    def note(self, claim: Claim) -> None:
        """Keep the names of a step, so that new letters can be told from them."""
        self.names |= names_of_statement(claim)

    def have(self, statement: Claim, *, by: Any = None, why: str = "") -> Known:
        """Show a statement on the side, to be used in `by=` afterwards."""
        found = check_statement(statement, "`have`")
        if not isinstance(found, Claim):
            raise StatementError("`have` states an equation or inequality between expressions")
        self.note(found)
        self.asides.append(Step(found, flatten(by), why, caller_location(), self.given))
        known = Known(found, Evidence.UNDECIDED, f"have {len(self.handed) + 1}", given=self.given)
        self.handed.append(known)
        return self.handed[-1]

    def induct(self, over: Int, start: Int | int = 0, *, by: Any = None) -> tuple[Known, ...]:
        """Prove the statements for all `over` >= start by induction.

        The base is checked at once, with the facts of `by=`; the chains of the body then show the
        statements at n + 1, and the returned statements at n may be used in `by=`.
        """
        first = integer(start)
        if self.induction is not None or self.chains or self.asides:
            raise StatementError("`p.induct` comes first in a proof, and only once")
        if not all(isinstance(goal, Claim) for goal in self.goals):
            raise StatementError("induction shows equations and inequalities")
        check_facts(self, index_name(over))
        found = induction_cases(self.goals, self.given, over, first)
        place, facts = caller_location(), tuple(flatten(by))
        self.induction = Induction(index_name(over), first, self.goals, place, facts)
        self.goals = found.step
        exact, name, given = Evidence.EXACT, "induction hypothesis", self.given
        known = tuple(Known(goal, exact, name, assumed=True, given=given)
                      for goal in self.induction.claims)  # fmt: skip
        self.handed += known
        return known

    def penrose(self, matrix: Matrix, candidate: Matrix) -> None:
        """Conclude pinv(matrix) = candidate from chains for the four equations of Penrose."""
        self.inverses.append((as_matrix(matrix, "`penrose`"), as_matrix(candidate, "`penrose`")))
