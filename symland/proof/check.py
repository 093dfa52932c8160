"""Check one theorem: run its body, decide each step, and see that the chains show the statement."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from symland.calculus.evaluate import DisagreementError
from symland.elaborate import context_of, linear, term
from symland.errors import ChainError, FactError, Location, SymlandError
from symland.evidence import Evidence, weakest
from symland.kernel import check as kernel
from symland.kernel.linear import Context, KernelError
from symland.kernel.terms import expand
from symland.language.build import pinv
from symland.language.claims import RELATIONS, Claim
from symland.language.derivatives import Flow
from symland.language.expr import Matrix
from symland.language.families import at
from symland.language.integers import Atom, Constraint, symbol
from symland.language.notation.latex import latex
from symland.language.notation.text import text
from symland.proof.chain import Chain, Proof, Step
from symland.proof.facts import (
    Axiom,
    Cited,
    Definition,
    Hypothesis,
    Known,
    Todo,
    statement_of,
)
from symland.proof.judge import Judge, Judgement
from symland.proof.loader import relative
from symland.proof.results import Failure, StepResult
from symland.proof.theorem import InstanceOf, Theorem
from symland.reasoning.decide import Facts, Square, sides_of


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
    proof = Proof(theorem.claims, tuple(statement_of(one) for one in theorem.given))
    if theorem.body is not None:
        theorem.body(proof)
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
        stated = Claim(
            goal.relation,
            at(goal.left, over, induction.start),
            at(goal.right, over, induction.start),
        )
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
    first, after, _ = kernel.induction_cases(sides, induction.name, start, Context(frozenset(free)))
    place = next(i for i, claim in enumerate(induction.claims) if claim is goal)
    target = proof.goals[place]
    if first != (term(base.left), term(base.right)) or after != (
        term(target.left),
        term(target.right),
    ):
        raise DisagreementError("the induction step differs from what the kernel asks for")


def _check_ends(checking: Checking, proof: Proof) -> None:
    """Every statement is shown by a chain from its left to its right side, or directly."""
    free = list(proof.chains)
    for goal in proof.goals:
        if any(_is_penrose(checking, proof, goal, *pair) for pair in proof.inverses):
            continue
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


def _is_penrose(
    checking: Checking, proof: Proof, goal: Claim, matrix: Matrix, candidate: Matrix
) -> bool:
    """Whether the statement is pinv(matrix) = candidate and chains show Penrose's equations."""
    if (goal.relation, goal.left, goal.right) != ("eq", pinv(matrix), candidate):
        return False
    shown = [
        (chain.start, chain.last)
        for chain in proof.chains
        if chain.relation == "eq" and chain.steps
    ]
    terms = [(term(start), term(last)) for start, last in shown]
    context = checking.judge.context(goal, facts_of(checking, [], proof))
    for left, right in kernel.penrose_equations(term(matrix), term(candidate)):
        if not any(
            kernel.equal(left, one, context) and kernel.equal(right, other, context)
            for one, other in terms
            if _alike(one, left)
        ):
            raise ChainError(
                "SL105",
                "`p.penrose` needs a chain for each of the four equations of "
                "Penrose; one is missing",
            )
    checking.rests_on.append("uniqueness of the Moore-Penrose inverse (Penrose 1955)")
    return True


def _alike(one: Any, other: Any) -> bool:
    """Whether two terms have the same sizes, so that they can be compared."""
    shapes = [expand(side, Context()) for side in (one, other)]
    return (shapes[0].rows, shapes[0].cols) == (shapes[1].rows, shapes[1].cols)


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
    error = ChainError(
        "SL104",
        f"the chain starts at `{text(chain.start)}`, the statement at `{text(goal.left)}`",
        help="start with `p.calc()`, which takes the left side of the statement",
    )
    error.location = chain.location
    return error


def _check_end(checking: Checking, chain: Chain, goal: Claim) -> None:
    if not chain.steps:
        error = ChainError("SL105", "the chain has no steps")
        error.location = chain.location
        raise error
    if not same(checking, chain.last, goal.right):
        error = ChainError(
            "SL105",
            f"the chain ends at `{text(chain.last)}`, the statement at `{text(goal.right)}`",
        )
        error.location = chain.steps[-1].location
        raise error
    if goal.relation not in (chain.relation, {"lt": "le", "gt": "ge"}.get(chain.relation)) and not (
        chain.relation == "eq" and goal.relation in ("le", "ge")
    ):
        error = ChainError(
            "SL106",
            f"the chain shows `{RELATIONS[chain.relation]}`, the statement "
            f"says `{RELATIONS[goal.relation]}`",
        )
        error.location = chain.location
        raise error


def facts_of(checking: Checking, by: Sequence[Any], proof: Proof | None) -> Facts:
    """Hypotheses of the theorem and the facts of `by=`, sorted by how they can be used."""
    given = [statement_of(g) for g in checking.theorem.given if not isinstance(g, Definition)]
    equations: list[Claim] = []
    inequalities: list[Claim] = []
    for fact in by:
        for claim in _claims_of(checking, fact, proof):
            (equations if claim.relation == "eq" else inequalities).append(claim)
    goals = proof.goals if proof is not None else checking.theorem.claims
    facts = Facts(
        tuple(one for one in given if isinstance(one, Claim)),
        tuple(one for one in given if isinstance(one, Constraint)),
        tuple(equations),
        tuple(inequalities),
        tuple(fact for fact in by if isinstance(fact, Square)),
        tuple(side for goal in goals for side in (goal.left, goal.right)),
    )
    _check_ranges(facts)
    return facts


def _check_ranges(facts: Facts) -> None:
    """A fact about layers may be used only where its layer indices are in their ranges."""
    known = context_of([*facts.scope, *sides_of(facts.hypotheses)], facts.constraints)
    for claim in (*facts.equations, *facts.inequalities):
        for need in sorted(context_of([claim.left, claim.right]).facts):
            if not known.entails(need):
                raise FactError(
                    f"the fact `{claim}` "
                    f"is used where `{need} >= 0` does not follow from the hypotheses",
                    help="take the fact at a layer in its range: `fact.at(index, value)`",
                )


def _claims_of(checking: Checking, fact: Any, proof: Proof | None) -> Sequence[Claim]:
    given = checking.theorem.given
    if isinstance(fact, Theorem):
        return _use(checking, fact)
    if isinstance(fact, InstanceOf):
        return _use_instance(checking, fact)
    if isinstance(fact, Hypothesis | Claim | Constraint):
        statement = statement_of(fact)
        if all(statement_of(one) != statement for one in given):
            raise FactError(
                f"`{fact}` is used in `by=` but is not among the hypotheses",
                help="add it to `given=[...]`, or show it with `p.have(...)`",
            )
        return [statement] if isinstance(statement, Claim) else []
    if isinstance(fact, Known) and not _is_known_here(fact, proof):
        raise FactError(f"`{fact.claim}` was shown in another proof", help="state it as a theorem")
    if isinstance(fact, Known | Axiom):
        if fact.name.startswith("definition of") and not any(
            isinstance(g, Definition) for g in given
        ):
            raise FactError(
                f"the {fact.name} is used, but the theorem is not stated for it",
                help="add the definition to `given=[...]`",
            )
        return [fact.claim]
    if isinstance(fact, Square | Flow | Cited | Todo):
        return []
    raise FactError(f"`by=` does not take {type(fact).__name__} `{fact}`")


def _is_known_here(fact: Known, proof: Proof | None) -> bool:
    if proof is None:
        return False
    shown = [aside.claim for aside in proof.asides]
    return fact.claim in [*shown, *(proof.induction.claims if proof.induction else ())]


def _use(checking: Checking, theorem: Theorem) -> Sequence[Claim]:
    """A theorem may be used as an equation if its own hypotheses are among ours."""
    name = str(theorem)
    if name not in checking.uses:
        checking.uses.append(name)
    checking.used_evidence.append(checking.evidence_of(theorem))
    ours = [statement_of(one) for one in checking.theorem.given]
    met = all(statement_of(one) in ours for one in theorem.given)
    return theorem.claims if met else ()


def _use_instance(checking: Checking, fact: InstanceOf) -> Sequence[Claim]:
    """A theorem at another layer index, which must lie in the range for which it was proved."""
    if not _use(checking, fact.theorem):
        return ()
    given = [statement_of(one) for one in checking.theorem.given]
    facts = Facts((), tuple(one for one in given if isinstance(one, Constraint)))
    exprs = [side for claim in fact.claims for side in (claim.left, claim.right)]
    context = checking.judge.context(checking.theorem.claims[0], facts, exprs)
    for need in fact.needs:
        if not context.entails(linear(need.value)):
            raise FactError(f"`{fact}` is outside its range: `{need}` does not follow")
    return fact.claims


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
            reproduce=_reproduce(checking, place, number),
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


def _reproduce(checking: Checking, place: Location | None, number: int) -> str:
    return f"symland verify {place.file if place else ''}::{checking.theorem.name}::{number}"


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
    defined = any(isinstance(one, Definition) for one in checking.theorem.given)
    judgement = checking.judge.judge(step.claim, facts, refute=not cited and not defined)
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
