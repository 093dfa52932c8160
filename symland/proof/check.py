"""Check one theorem: run its body, decide each step, and see that the chains show the statement."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from symland.calculus.evaluate import DisagreementError
from symland.elaborate import linear, term
from symland.errors import ChainError, SymlandError
from symland.evidence import Evidence, weakest
from symland.kernel import check as kernel
from symland.kernel.linear import KernelError
from symland.language.claims import RELATIONS, Claim
from symland.language.derivatives import Flow
from symland.language.families import at
from symland.language.integers import Atom, Constraint, symbol
from symland.language.notation.latex import latex
from symland.language.notation.text import text
from symland.proof.chain import Chain, Proof, Step
from symland.proof.facts import Cited, Hypothesis, Known, Todo, statement_of
from symland.proof.judge import Judge, Judgement
from symland.proof.loader import relative
from symland.proof.results import Failure, StepResult
from symland.proof.theorem import Theorem
from symland.reasoning.decide import Facts, Square


@dataclass(slots=True)
class Checking:
    """What is collected while one theorem is checked."""

    theorem: Theorem
    judge: Judge
    evidence_of: Callable[[Theorem], Evidence]
    steps: list[StepResult] = field(default_factory=list)
    uses: list[str] = field(default_factory=list)
    rests_on: list[str] = field(default_factory=list)
    used_evidence: list[Evidence] = field(default_factory=list)
    only_step: str = ""


def check_body(checking: Checking) -> None:
    """Fill in the steps of a theorem; raises `SymlandError` for a malformed body."""
    theorem = checking.theorem
    proof = Proof(theorem.claims)
    if theorem.body is not None:
        theorem.body(proof)
    if not proof.chains and proof.induction is None:
        proof.chains = []
    if proof.induction is not None:
        _check_base(checking, proof)
    for aside in proof.asides:
        _record(checking, aside, proof)
    for chain in proof.chains:
        for step in chain.steps:
            _record(checking, step, proof)
    _check_ends(checking, proof)


def _check_base(checking: Checking, proof: Proof) -> None:
    induction = proof.induction
    assert induction is not None
    over = symbol(Atom("index", induction.name))
    for goal in induction.claims:
        stated = Claim(goal.relation, at(goal.left, over, induction.start),
                       at(goal.right, over, induction.start))  # fmt: skip
        why = f"base of the induction, {induction.name} = {induction.start}"
        _record(checking, Step(stated, [], why, induction.location), None)
        if goal.relation == "eq":
            _confirm_induction(checking, goal, stated, proof)


def _confirm_induction(checking: Checking, goal: Claim, base: Claim, proof: Proof) -> None:
    """The kernel says what base and step of an induction are; ours must be these."""
    induction = proof.induction
    assert induction is not None
    facts = facts_of(checking, [], proof)
    context = checking.judge.context(goal, replace(facts, equations=()))
    free = [f for f in context.facts if not f.coefficient(induction.name)]
    sides = (term(goal.left), term(goal.right))
    start = linear(induction.start)
    from symland.kernel.linear import Context

    first, after, _ = kernel.induction_cases(sides, induction.name, start, Context(frozenset(free)))
    place = next(i for i, claim in enumerate(induction.claims) if claim is goal)
    target = proof.goals[place]
    if first != (term(base.left), term(base.right)) or after != (term(target.left), term(target.right)):
        raise DisagreementError("the induction step differs from what the kernel asks for")


def _check_ends(checking: Checking, proof: Proof) -> None:
    """Every statement is shown by a chain from its left to its right side, or directly."""
    free = list(proof.chains)
    for goal in proof.goals:
        chain = next((c for c in free if _starts(checking, c, goal)), None)
        if chain is None and free and len(proof.goals) == len(proof.chains):
            chain = free[0]
            raise _start_error(chain, goal)
        if chain is None and len(proof.goals) == 1 and free:
            raise _start_error(free[0], goal)
        if chain is None:
            _record(checking, Step(goal, _asides(proof), "", checking.theorem.location), proof)
            continue
        free.remove(chain)
        _check_end(checking, chain, goal)


def _asides(proof: Proof) -> list[Any]:
    return [Known(step.claim, Evidence.UNDECIDED) for step in proof.asides]


def _starts(checking: Checking, chain: Chain, goal: Claim) -> bool:
    return same(checking, chain.start, goal.left)


def same(checking: Checking, one: Any, other: Any) -> bool:
    """Whether two expressions are one, as written or in canonical form."""
    if one == other:
        return True
    if one.is_matrix != other.is_matrix or (one.rows, one.cols) != (other.rows, other.cols):
        return False
    try:
        facts = facts_of(checking, [], None)
        return checking.judge.exact(Claim("eq", one, other), facts)
    except (KernelError, SymlandError):
        return False


def _start_error(chain: Chain, goal: Claim) -> ChainError:
    error = ChainError("SL104", f"the chain starts at `{text(chain.start)}`, the statement at "
                                f"`{text(goal.left)}`",
                       help="start with `p.calc()`, which takes the left side of the statement")  # fmt: skip
    error.location = chain.location
    return error


def _check_end(checking: Checking, chain: Chain, goal: Claim) -> None:
    if not chain.steps:
        error = ChainError("SL105", "the chain has no steps")
        error.location = chain.location
        raise error
    if not same(checking, chain.last, goal.right):
        error = ChainError("SL105", f"the chain ends at `{text(chain.last)}`, the statement at "
                                    f"`{text(goal.right)}`")  # fmt: skip
        error.location = chain.steps[-1].location
        raise error
    if goal.relation not in (chain.relation, {"lt": "le", "gt": "ge"}.get(chain.relation)) and not (
        chain.relation == "eq" and goal.relation in ("le", "ge")
    ):
        error = ChainError("SL106", f"the chain shows `{RELATIONS[chain.relation]}`, the statement "
                                    f"says `{RELATIONS[goal.relation]}`")  # fmt: skip
        error.location = chain.location
        raise error


def facts_of(checking: Checking, by: Sequence[Any], proof: Proof | None) -> Facts:
    """Hypotheses of the theorem and the facts of `by=`, sorted by how they can be used."""
    del proof
    given = [statement_of(one) for one in checking.theorem.given]
    equations: list[Claim] = []
    inequalities: list[Claim] = []
    for fact in by:
        for claim in _claims_of(checking, fact):
            (equations if claim.relation == "eq" else inequalities).append(claim)
    return Facts(
        tuple(one for one in given if isinstance(one, Claim)),
        tuple(one for one in given if isinstance(one, Constraint)),
        tuple(equations),
        tuple(inequalities),
        tuple(fact for fact in by if isinstance(fact, Square)),
    )


def _claims_of(checking: Checking, fact: Any) -> Sequence[Claim]:
    if isinstance(fact, Theorem):
        return _use(checking, fact)
    if isinstance(fact, Hypothesis):
        return [fact.statement] if isinstance(fact.statement, Claim) else []
    if isinstance(fact, Known):
        return [fact.claim]
    if isinstance(fact, Claim):
        return [fact]
    if isinstance(fact, Square | Flow | Cited | Todo | Constraint):
        return []
    raise SymlandError(f"`by=` does not take {type(fact).__name__} `{fact}`")


def _use(checking: Checking, theorem: Theorem) -> Sequence[Claim]:
    """A theorem may be used as an equation if its own hypotheses are among ours."""
    name = str(theorem)
    if name not in checking.uses:
        checking.uses.append(name)
    checking.used_evidence.append(checking.evidence_of(theorem))
    ours = {str(statement_of(one)) for one in checking.theorem.given}
    needs = {str(statement_of(one)) for one in theorem.given}
    return theorem.claims if needs <= ours else ()


def _record(checking: Checking, step: Step, proof: Proof | None) -> None:
    started = time.perf_counter()
    number = len(checking.steps) + 1
    judgement = _judge(checking, step, proof)
    spent = (time.perf_counter() - started) * 1000
    failure = judgement.failure
    place = relative(step.location)
    if failure is not None:
        what = f"step {number} of `{checking.theorem.name}`"
        failure = replace(
            failure,
            message=failure.message.replace("the step", what, 1),
            location=failure.location or place,
            reproduce=f"symland verify {place.file if place else ''}::{checking.theorem.name}::{number}",
        )
    checking.steps.append(StepResult(
        number, RELATIONS[step.claim.relation], text(step.claim.right), latex(step.claim.right),
        place, judgement.evidence, step.why, tuple(_names(step.by)), spent, failure,
    ))  # fmt: skip


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


def _judge(checking: Checking, step: Step, proof: Proof | None) -> Judgement:
    for fact in step.by:
        if isinstance(fact, Todo):
            checking.rests_on.append(f"todo: {fact.reason}")
            return Judgement(Evidence.TODO, None)
    facts = facts_of(checking, step.by, proof)
    cited = [fact for fact in step.by if isinstance(fact, Cited)]
    judgement = checking.judge.judge(step.claim, facts, refute=not cited)
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
        return "undecided", Evidence.UNDECIDED, Failure(
            "SL107", f"`{checking.theorem.name}` was not reached: it uses a theorem that is refuted")
    if total is Evidence.UNDECIDED:
        return "undecided", total, None if failures else Failure(
            "SL107", f"`{checking.theorem.name}` uses a theorem that is not settled")
    if total is Evidence.TODO:
        return "todo", total, None
    return "verified", total, None
