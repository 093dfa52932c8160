"""`prove(claim, given=[...])`: a statement decided on the spot, for notebooks and programs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from symland.errors import StatementError
from symland.evidence import Evidence
from symland.kernel.certificate import Certificate
from symland.language.claims import Claim, check_statement
from symland.language.integers import Constraint
from symland.proof.checking import check_derivatives
from symland.proof.declare import checked_given
from symland.proof.facts import Definition, plain
from symland.proof.judge import Judge, lacks_instance
from symland.proof.logic.statements import is_equational
from symland.proof.logic.truth import conditions_of
from symland.proof.properties import Property
from symland.proof.results import Counterexample
from symland.proof.vacuous import refuse_contradictions
from symland.reasoning.facts import Facts
from symland.refute.definitions import unfolded


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is known of a statement; `evidence` says how, and has no truth value."""

    claim: Claim
    evidence: Evidence
    certificate: Certificate | None = None
    counterexample: Counterexample | None = None
    explanation: str = ""

    def __bool__(self) -> bool:
        raise StatementError("a verdict has no truth value; look at `.evidence`")

    def __str__(self) -> str:
        return f"{self.evidence.value}: {self.claim}"


def prove(claim: Claim, given: Sequence[Any] = ()) -> Verdict:
    """Decide a statement under hypotheses, for all sizes and depths.

    The evidence is EXACT or CERTIFIED (proved, with a certificate), REFUTED (with an exact
    counterexample) or UNDECIDED.  Raises `StatementError` if `claim` is no statement,
    `VacuousError` if the hypotheses contradict each other.

    >>> from symland import Eq, dims, kron, matrix, prove, vec
    >>> m, n, p, q = dims("m n p q")
    >>> A, X, B = matrix("A", m, n), matrix("X", n, p), matrix("B", p, q)
    >>> prove(Eq(vec(A @ X @ B), kron(B.T, A) @ vec(X))).evidence
    <Evidence.EXACT: 'exact'>
    """
    found = check_statement(claim, "`prove`")
    if not isinstance(found, Claim):
        raise StatementError("`prove` takes an equation or inequality between expressions")
    known = checked_given(given)
    facts = facts_from(known)
    refuse_contradictions(facts, "the statement")
    if all(_is_everywhere(one) for one in facts.definitions):
        found, facts = unfolded(found, facts)
    given = [one for one in known if not isinstance(one, Definition)]
    check_derivatives(facts.definitions, [found, *given])
    whole = all(map(is_equational, known))  # else an instance may lack what is supposed
    refute = conditions_of(known) is not None
    judgement = Judge().judge(found, facts, refute=refute, spot_check=whole)
    failure = judgement.failure
    if failure is None:
        unknown = facts.hypotheses and lacks_instance(judgement.cross_check)
        note = "no instance of the hypotheses is known" if unknown else ""
        return Verdict(found, judgement.evidence, judgement.certificate, explanation=note)
    rest = failure.difference or (failure.remainder and f"{failure.remainder} >= 0")
    left = f"what remains: {rest}" if rest and failure.counterexample is None else ""
    help_ = [f"{one.text}: `{one.replacement}` (checked)" for one in failure.help
             if failure.counterexample is None]  # fmt: skip
    parts = (failure.message, failure.tried, left, *help_)
    explanation = "; ".join(part for part in parts if part)
    explanation = explanation.replace("the step", "the statement")
    return Verdict(found, judgement.evidence, None, failure.counterexample, explanation)


def facts_from(given: Sequence[Any]) -> Facts:
    """What may be used where a statement stands alone with its hypotheses."""
    statements = plain(given)
    return Facts(
        tuple(one for one in statements if isinstance(one, Claim)),
        tuple(one for one in statements if isinstance(one, Constraint)),
        tuple(equation for one in given if isinstance(one, Property) for equation in one.equations),
        conditions=conditions_of(tuple(given)) or (),
        definitions=tuple(one for one in given if isinstance(one, Definition)),
    )


def _is_everywhere(definition: Definition) -> bool:
    """Whether a definition has no range, so that its family may be replaced by its body."""
    return all(atom.low is None and atom.high is None for atom in definition.position.atoms())
