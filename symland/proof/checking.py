"""The judgement of the single steps of a theorem, and its verdict after them."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from symland.errors import ChainError, FactError, Location, SymlandError
from symland.evidence import Evidence, weakest
from symland.language.build import indices_of
from symland.language.claims import RELATIONS, Claim
from symland.language.derivatives import Flow
from symland.language.expr import Expr
from symland.language.notation.latex import latex
from symland.language.notation.text import text
from symland.proof.available import available_fact
from symland.proof.chain import Proof, Step
from symland.proof.facts import Cited, Definition, Hypothesis, Known, Todo
from symland.proof.judge import Judgement, lacks_instance
from symland.proof.loader import relative
from symland.proof.logic.instances import in_their_ranges
from symland.proof.logic.statements import claims_in, is_equational
from symland.proof.logic.truth import conditions_of
from symland.proof.results import Counterexample, Failure, StepResult, Suggestion
from symland.proof.source import argument_location, edited_line, right_location
from symland.proof.state import Checking, Proved
from symland.proof.suppositions import check_suppositions, known_suppositions
from symland.proof.theorem import bare
from symland.proof.using import facts_of, granting, instances_in
from symland.reasoning.facts import Facts, Square, sides_of
from symland.refute.present import text_of

CONSTANT_RANK = "ranks that do not change where a pseudo-inverse is differentiated"
DERIVATIVES = ("grad", "jacobian", "hess", "along")


def record(
    checking: Checking,
    step: Step,
    proof: Proof | None,
    scope: Sequence[Expr] = (),
    ranges: Sequence[Expr] = (),
) -> None:
    """Judge a step and keep the result; `scope` are the ends of what the step helps to show.

    Layer indices in `ranges` are in their ranges, too.
    """
    checking = checking.under(step.given)
    started = time.perf_counter()
    number = len(checking.steps) + 1
    if checking.progress is not None:
        checking.progress(number)
    try:
        check_derivatives(checking.definitions, [step.claim])
        judgement = _judge(checking, step, proof, scope, ranges)
        failure = _with_fact(checking, step, proof, (*scope, *ranges), judgement.failure)
    except SymlandError as error:
        error.location = step.location
        raise
    spent = (time.perf_counter() - started) * 1000
    place = relative(step.location)
    checking.proofs.append(Proved(step, judgement.certificate))
    if failure is not None:
        what = f"step {number} of `{checking.theorem.name}`"
        failure = replace(
            failure,
            message=failure.message.replace("the step", what, 1),
            location=failure.location or right_location(place) or argument_location(place),
            left_place=_left_place(step, proof),
            counterexample=_named(checking, failure.counterexample),
            help=tuple(_in_line(one, right_location(place)) for one in failure.help),
            used="; ".join(_names(step.by)),
            reproduce=_reproduce(checking, place, number, failure),
        )
    checking.steps.append(
        StepResult(
            number,
            RELATIONS[step.claim.relation],
            text(step.claim.right),
            latex(step.claim.right),
            place,
            judgement.evidence,
            step.why,
            tuple(_names(step.by)),
            spent,
            failure,
            judgement.cross_check,
        )
    )


def _with_fact(
    checking: Checking,
    step: Step,
    proof: Proof | None,
    scope: Sequence[Expr],
    failure: Failure | None,
) -> Failure | None:
    """An undecided step that a fact at hand closes: SL103, with the fact in place of other help."""
    if failure is None or failure.code != "SL102":
        return failure
    fact = available_fact(checking, step, proof, scope)
    if fact is None:
        return failure
    return replace(failure, code="SL103", message="the step needs a fact", help=(fact,))


def check_scope(step: Step, facts: Facts) -> None:
    """A chain may not bring in a layer index: where its range is empty a step says nothing."""
    ends = [*facts.scope, *sides_of(facts.hypotheses)]
    known = in_their_ranges({n: atom for expr in ends for n, atom in indices_of(expr).items()})
    for side in (step.claim.left, step.claim.right):
        for name in sorted(indices_of(side).keys() - known):
            error = ChainError("SL109", f"the layer index `{name}` occurs in a step, but not in "
                                        "what the chain shows")  # fmt: skip
            error.location = step.location
            raise error


def check_derivatives(definitions: Sequence[Definition], said: Iterable[Any]) -> None:
    """A defined family depends on others; its derivative is not that of a letter."""
    defined = {one.family for one in definitions}
    claims = [Claim("eq", one.body, one.body) for one in definitions]
    claims += [claim for one in said for claim in claims_in(bare(one))]
    nodes = (node for claim in claims for side in (claim.left, claim.right) for node in side.walk())
    for node in (node for node in nodes if node.op in DERIVATIVES):
        for inner in node.walk():
            if inner.op in ("member", "chain") and inner.data[0] in defined:
                raise FactError(
                    f"a derivative of `{inner.data[0].name}`, which is defined by other letters, "
                    "is not supported",
                    help="write its definition out before differentiating",
                )


def _left_place(step: Step, proof: Proof | None) -> Location | None:
    """Where the left side of a step was written: the step before it, or the start of its chain."""
    for chain in proof.chains if proof is not None else ():
        places = [chain.location, *(one.location for one in chain.steps)]
        for before, one in zip(places, chain.steps, strict=False):
            if one is step:
                found = argument_location(relative(before))
                return found if found != relative(before) else None
    return None


def _named(checking: Checking, found: Counterexample | None) -> Counterexample | None:
    """The instance with hypotheses under the names that the author gave them."""
    if found is None:
        return None
    shown = list(found.hypotheses)
    for given in checking.theorem.given:
        if not isinstance(given, Hypothesis) or not isinstance(given.statement, Claim):
            continue
        stated = text_of(given.statement)
        if given.name in (stated, str(given.statement)):
            continue
        before, after = (f"{stated}: ", f"{given.name}: ")
        if given.statement.left.is_matrix:
            before, after = stated, f"{given.name}: {stated}"
        shown = [after + one.removeprefix(before) if one.startswith(before) else one
                 for one in shown]  # fmt: skip
    return replace(found, hypotheses=tuple(shown))


def _in_line(found: Suggestion, place: Location | None) -> Suggestion:
    """A suggestion as the line of the author's file in which it is made."""
    if found.line or found.expr is None:
        return found
    line = edited_line(place, found.expr) if place is not None else ""
    found = replace(found, expr=None)  # results are plain data
    return replace(found, replacement=line, line=place.line) if place and line else found


def _reproduce(checking: Checking, place: Location | None, number: int, failure: Failure) -> str:
    command = f"symland verify {place.file if place else ''}::{checking.theorem.name}::{number}"
    if failure.counterexample is None or not failure.counterexample.sizes:
        return command
    sizes = ",".join(f"{name}={value}" for name, value in failure.counterexample.sizes.items())
    return f'{command} --example "{sizes}"'


def _names(by: Sequence[Any]) -> list[str]:
    named: list[str] = []
    for fact in by:
        if isinstance(fact, Flow):
            named.append(fact.name)
        elif isinstance(fact, Cited):
            named.append(f"cited: {fact.reference}")
        elif isinstance(fact, Square):
            named.append(f"square of {text(fact.matrix)}")
        elif isinstance(fact, Known):
            named.append(fact.name or str(fact.claim))
        elif not isinstance(fact, Todo):
            named.append(str(fact))
    return named


def _differentiates_pinv(claim: Claim) -> bool:
    """Whether a pseudo-inverse stands below a derivative."""
    derivatives = [node for side in (claim.left, claim.right) for node in side.walk()
                   if node.op in DERIVATIVES]  # fmt: skip
    return any(inner.op == "pinv" for node in derivatives for inner in node.args[0].walk())


def _judge(
    checking: Checking,
    step: Step,
    proof: Proof | None,
    scope: Sequence[Expr],
    ranges: Sequence[Expr],
) -> Judgement:
    for fact in step.by:
        if isinstance(fact, Todo):
            checking.rests_on.append(f"todo: {fact.reason}")
            return Judgement(Evidence.TODO, None)
    facts = facts_of(checking, step.by, proof, (*scope, *ranges))
    if scope:
        check_scope(step, facts)
    where = granting(checking, instances_in(step.by)).theorem
    check_suppositions([step.claim], known_suppositions(where), "a step")
    if _differentiates_pinv(step.claim) and CONSTANT_RANK not in checking.rests_on:
        checking.rests_on.append(CONSTANT_RANK)
    cited = [fact for fact in step.by if isinstance(fact, Cited)]
    whole = all(map(is_equational, checking.theorem.given))
    refute = conditions_of(checking.theorem.given) is not None
    judgement = checking.judge.judge(step.claim, facts, refute=refute, spot_check=whole)
    if facts.hypotheses and lacks_instance(judgement.cross_check):
        note = "hypotheses of which no instance is known"
        checking.rests_on += [] if note in checking.rests_on else [note]
    if judgement.evidence is Evidence.UNDECIDED and cited:
        checking.rests_on += [f"cited: {fact.reference}" for fact in cited]
        return Judgement(Evidence.CITED, None)
    return judgement


def verdict_of(checking: Checking) -> tuple[str, Evidence, Failure | None]:
    """Verdict, evidence and first failure of a theorem after its steps."""
    kinds = [step.evidence for step in checking.steps]
    failures = [step.failure for step in checking.steps if step.failure is not None]
    if Evidence.REFUTED in kinds:
        return "refuted", Evidence.REFUTED, None
    total = weakest([*kinds, *checking.used_evidence])
    if total is Evidence.REFUTED:
        return (
            "undecided",
            Evidence.UNDECIDED,
            Failure(
                "SL107",
                f"`{checking.theorem.name}` was not reached: it uses a theorem that is refuted",
            ),
        )
    if total is Evidence.UNDECIDED:
        return (
            "undecided",
            total,
            None
            if failures
            else Failure("SL107", f"`{checking.theorem.name}` uses a theorem that is not settled"),
        )
    if total is Evidence.TODO:
        return "todo", total, None
    return "verified", total, None
