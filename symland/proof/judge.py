"""Judge one statement: the kernel proves, the exact evaluator refutes, and they watch each other.

Every equality that the kernel accepts is evaluated by `numeric` at a small random instance; if the
two disagree, that is an internal error (`DisagreementError`), never a verdict.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from symland.calculus.evaluate import DisagreementError, evaluate
from symland.elaborate import term
from symland.errors import SymlandError, UndecidedError
from symland.evidence import Evidence
from symland.kernel import check
from symland.kernel.certificate import Certificate
from symland.kernel.linear import Context, KernelError
from symland.language.claims import RELATIONS, Claim
from symland.language.expr import Expr
from symland.language.names import check_names
from symland.language.notation.text import text
from symland.proof.cache import Cache
from symland.proof.missing import missing_fact
from symland.proof.results import Failure
from symland.reasoning.decide import decide
from symland.reasoning.facts import Decision, Facts, context_for, sides_of
from symland.refute.difference import difference
from symland.refute.explain import explained
from symland.refute.hunt import Search, known_in
from symland.refute.search import Found, search, search_at


@dataclass(frozen=True, slots=True)
class Judgement:
    """Evidence for a statement, and why it does not pass if it does not."""

    evidence: Evidence
    failure: Failure | None
    certificate: Certificate | None = None
    cross_check: str = ""  # "agreed", or why the second road was not taken


@dataclass(slots=True)
class Judge:
    """Settings of a run, and its cache."""

    searching: Search = field(default_factory=Search)
    cache: Cache = field(default_factory=Cache)
    spot_check: bool = True

    def context(self, claim: Claim, facts: Facts, extra: Sequence[Expr] = ()) -> Context:
        """What is known of the layer indices in a claim, its facts and further expressions."""
        return context_for(claim, facts, extra)

    def exact(self, claim: Claim, facts: Facts) -> bool:
        """Whether both sides have one canonical form."""
        context = context_for(claim, facts)
        return check.equal(term(claim.left), term(claim.right), context)

    def judge(
        self, claim: Claim, facts: Facts, *, refute: bool = True, spot_check: bool = True
    ) -> Judgement:
        """Prove the claim, or refute it, or say what was tried."""
        check_names([claim.left, claim.right, *sides_of(known_in(facts))])
        known = self.cache.get(claim, facts)
        if known is not None:
            return Judgement(known, None)
        try:
            decision = decide(claim, facts)
        except UndecidedError as error:
            decision = Decision(Evidence.UNDECIDED, tried=(error.message,))
        if decision.evidence.is_proof:
            wanted = self.spot_check and spot_check
            second = cross_check(claim, facts, self.searching.seed) if wanted else ""
            self.cache.put(claim, facts, decision.evidence)
            return Judgement(decision.evidence, None, decision.certificate, second)
        return self._failed(claim, facts, decision, refute=refute)

    def refute(self, claim: Claim, facts: Facts) -> Found:
        """An exact instance that refutes the claim, without an attempt to prove it."""
        check_names([claim.left, claim.right, *sides_of(known_in(facts))])
        found = search(claim, facts, self.searching)
        if found.instance is not None:
            self.cache.put_instance(claim, facts, self.searching, found.instance)
        return found

    def refuted_before(self, claim: Claim, facts: Facts) -> Found | None:
        """The instance that an earlier run has found, evaluated again."""
        known = self.cache.instance(claim, facts, self.searching)
        found = None if known is None else search_at(claim, facts, self.searching, known)
        return None if found is None or found.counterexample is None else found

    def _failed(self, claim: Claim, facts: Facts, decision: Decision, *, refute: bool) -> Judgement:
        tried = list(decision.tried)
        left, right = (carried_out(side, facts) for side in (claim.left, claim.right))
        if refute:
            found = search(claim, facts, self.searching)
            if found.counterexample is not None:
                failure = explained(claim, facts, (left, right), found)
                return Judgement(Evidence.REFUTED, failure)
            tried.append(found.tried)
        missing = missing_fact(claim, facts)
        tried.append(missing.text)
        return Judgement(Evidence.UNDECIDED, Failure(
            "SL102", "the step is undecided: neither shown nor refuted", None, text(left),
            text(right), *_left_over(Claim(claim.relation, left, right), facts, decision),
            relation=RELATIONS[claim.relation], tried="; ".join(one for one in tried if one),
            help=() if missing.found is None else (missing.found,),
        ))  # fmt: skip


def _left_over(claim: Claim, facts: Facts, decision: Decision) -> tuple[str, str]:
    """What remains to be shown: of an equation a difference, of an inequality what must be >= 0."""
    if claim.relation == "eq":
        rest = decision.remainder
        whole = difference(claim.left, claim.right, context_for(claim, facts))
        return whole if rest is None else text(rest), ""
    sides = claim.left, claim.right
    greater, less = sides if claim.relation in ("ge", "gt") else sides[::-1]
    return "", difference(greater, less, context_for(claim, facts))


def lacks_instance(cross_check: str) -> bool:
    """Whether the second road found no instance of the hypotheses, or only such as are outside of
    the domain of the statement."""
    reasons = ("no instance of the hypothesis", "division by zero", "has no inverse")
    return cross_check.startswith("skipped") and any(one in cross_check for one in reasons)


def carried_out(expr: Any, facts: Facts) -> Any:
    """A side for a report: its derivatives carried out where they have a readable form."""
    try:
        return evaluate(expr, facts.constraints)
    except (SymlandError, KernelError):
        return expr


def cross_check(claim: Claim, facts: Facts, seed: int) -> str:
    """Evaluate an accepted claim by the second road; `DisagreementError` if it fails there."""
    from numeric.spot import Disagreement, Skipped, spot_check

    known = [*facts.hypotheses, *facts.equations]
    found = spot_check(claim, known, facts.constraints, seed=seed, instances=1)
    if isinstance(found, Disagreement):
        raise DisagreementError(f"the kernel accepts `{claim}`, the exact evaluator finds {found}")
    return f"skipped: {found.reason}" if isinstance(found, Skipped) else "agreed"
