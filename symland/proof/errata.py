"""Check an erratum: the printed statement is refuted or ill-sized, the corrected one proved."""

from __future__ import annotations

import ast
import linecache
from collections.abc import Callable
from dataclasses import dataclass, replace

from symland.errors import ExpressionError, SizeError
from symland.evidence import Evidence
from symland.language.claims import Claim
from symland.proof.declare import claims_of
from symland.proof.denial import denied_at
from symland.proof.loader import relative
from symland.proof.logic.truth import conditions_of
from symland.proof.results import Counterexample, Failure, TheoremResult
from symland.proof.state import Checking
from symland.proof.theorem import Theorem
from symland.proof.using import facts_of
from symland.reasoning.facts import Facts
from symland.refute.given import check_given
from symland.refute.search import Found

ILL_FORMED = (SizeError, ExpressionError)


@dataclass(frozen=True, slots=True)
class Failing:
    """How a printed statement fails: at an instance, or as its formula has no sizes.

    `tried` says what was tried where it does not.
    """

    claim: Claim | None = None
    facts: Facts | None = None
    found: Found | None = None
    error: SizeError | ExpressionError | None = None
    tried: str = ""

    @property
    def counterexample(self) -> Counterexample | None:
        return None if self.found is None else self.found.counterexample


def check_erratum(
    checking: Checking, base: TheoremResult, result_of: Callable[[Theorem], TheoremResult]
) -> tuple[TheoremResult, Failing]:
    """The verdict is `erratum` if the printed statement fails and the corrected one is proved."""
    theorem = checking.theorem
    assert theorem.corrected is not None
    corrected = result_of(theorem.corrected)
    denial = denied_at(theorem, result_of) if theorem.denied else ""
    failing = Failing() if theorem.denied else _refutation(checking)
    instance, flaw = failing.counterexample, failing.error.message if failing.error else ""
    base = replace(base, uses=(str(theorem.corrected),), instance=instance, flaw=flaw,
                   denial=denial, correction=corrected.statement, correction_latex=corrected.latex,
                   correction_given=corrected.given)  # fmt: skip
    if theorem.printed is not None:
        base = replace(base, statement=base.statement or source_of(theorem))
    if instance is None and not flaw and not denial:
        failure = Failure("SL108", f"the printed statement of `{theorem.name}` was not refuted",
                          relative(theorem.location), tried=failing.tried)  # fmt: skip
        found = replace(base, verdict="undecided", evidence=Evidence.UNDECIDED, failure=failure)
        return found, failing
    if corrected.verdict != "verified":
        failure = Failure("SL107", f"the correction of `{theorem.name}` is not proved",
                          relative(theorem.location))  # fmt: skip
        found = replace(base, verdict="undecided", evidence=Evidence.UNDECIDED, failure=failure)
        return found, failing
    return replace(base, verdict="erratum", evidence=corrected.evidence), failing


def _refutation(checking: Checking) -> Failing:
    """An instance that refutes one of the printed claims, or a size error, or what was tried."""
    theorem, tried = checking.theorem, []
    claims = theorem.claims
    if theorem.printed is not None:
        try:
            claims = claims_of(theorem.printed())
        except ILL_FORMED as error:
            return Failing(error=error)
    if conditions_of(theorem.given) is None:
        return Failing(tried="no search: no instance can be checked for one of the hypotheses")
    stated = [(claim, facts_of(checking, [], None, (claim.left, claim.right))) for claim in claims]
    for claim, facts in stated if theorem.instance is None else ():
        before = checking.judge.refuted_before(claim, facts)
        if before is not None:
            return Failing(claim, facts, before)
    for claim, facts in stated:
        found = _search(checking, claim, facts)
        if found.counterexample is not None:
            return Failing(claim, facts, found)
        tried.append(found.tried)
    return Failing(tried="; ".join(tried))


def _search(checking: Checking, claim: Claim, facts: Facts) -> Found:
    given = checking.theorem.instance
    if given is not None:
        return check_given(claim, facts, given)
    return checking.judge.refute(claim, facts)


def source_of(theorem: Theorem) -> str:
    """The printed formula of an ill-sized statement as the author's file has it."""
    place = theorem.location
    if place is None:
        return ""
    text = "".join(linecache.getlines(place.file))
    try:
        tree = ast.parse(text)
    except SyntaxError:
        return ""
    for node in ast.walk(tree):
        if isinstance(node, ast.Lambda) and place.line <= node.lineno <= place.end_line:
            return " ".join((ast.get_source_segment(text, node.body) or "").split())
    return ""
