"""Check one theorem: run its body, decide each step, and see that the chains show the statement."""

from __future__ import annotations

from dataclasses import replace

from symland.calculus.evaluate import DisagreementError
from symland.elaborate import linear, term
from symland.kernel import check as kernel
from symland.kernel.linear import Context
from symland.language.claims import Claim
from symland.language.families import at
from symland.language.integers import Atom, Constraint, symbol
from symland.proof.chain import Proof, Step
from symland.proof.checking import check_derivatives, record
from symland.proof.ends import check_ends
from symland.proof.facts import Definition, plain
from symland.proof.logic.checking import (
    check_cases,
    check_hypothesis_at_n,
    check_limits,
    check_used,
    common_ranges,
    parts_of,
)
from symland.proof.logic.instances import names_of_statement
from symland.proof.logic.proving import Used
from symland.proof.state import Checking
from symland.proof.theorem import Theorem
from symland.proof.using import facts_of
from symland.proof.vacuous import refuse_contradictions
from symland.reasoning.facts import Facts


def check_body(checking: Checking) -> Proof:
    """Fill in the steps of a theorem and return its proof.

    Raises `SymlandError` for a malformed body.
    """
    theorem = checking.theorem
    _check_consistent(theorem)
    given = (one for one in theorem.given if not isinstance(one, Definition))
    check_derivatives(checking.definitions, (*theorem.statements, *given))
    proof = opened(theorem)
    if theorem.body is not None:
        theorem.body(proof)
    check_proof(checking, proof)
    return proof


def check_proof(checking: Checking, proof: Proof) -> None:
    """Judge everything that a proof, or a part of one, says; then see that it shows its goals."""
    checking = checking.under(proof.given)
    if proof.induction is not None:
        _check_base(checking, proof)
        checking = checking.showing(*proof.goals)
    if proof.shows:
        checking = checking.showing(*proof.stated)
    check_cases(checking, proof)
    ranges = common_ranges(proof)
    check_hypothesis_at_n(checking, proof, ranges)
    for aside in proof.asides:
        if isinstance(aside, Used):
            check_used(checking, proof, aside, ranges)
        else:
            record(checking, aside, proof, ranges=ranges)
    for chain in proof.chains:
        for step in chain.steps:
            record(checking, step, proof, (chain.start, chain.last))
    proof.parts = parts_of(proof)
    for part in proof.parts:
        check_proof(checking, part)
    if not (proof.covered or proof.concluded):
        check_limits(checking, proof)
        check_ends(checking, proof)


def opened(theorem: Theorem) -> Proof:
    """The state that the body of a theorem receives."""
    proof = Proof(theorem.statements, theorem.given)
    for one in theorem.statements:
        proof.names |= names_of_statement(one)
    proof.open()
    return proof


def _check_consistent(theorem: Theorem) -> None:
    given = plain(theorem.given)
    facts = Facts(
        tuple(one for one in given if isinstance(one, Claim)),
        tuple(one for one in given if isinstance(one, Constraint)),
    )
    refuse_contradictions(facts, f"`{theorem.name}`")


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
        step = Step(stated, list(induction.by), why, induction.location)
        proof.bases.append(step)
        record(checking.showing(stated), step, proof, (stated.left, stated.right))
        _confirm_induction(checking, goal, stated, proof)


def _confirm_induction(checking: Checking, goal: Claim, base: Claim, proof: Proof) -> None:
    """The kernel says what base and step of an induction are; ours must be these."""
    induction = proof.induction
    assert induction is not None
    facts = facts_of(checking, [], proof, (goal.left, goal.right))
    context = checking.judge.context(goal, replace(facts, equations=()))
    free = [f for f in context.facts if not f.coefficient(induction.name)]
    sides = (term(goal.left), term(goal.right))
    start = linear(induction.start)
    first, after, inside = kernel.induction_cases(
        sides, induction.name, start, Context(frozenset(free))
    )
    place = next(i for i, claim in enumerate(induction.claims) if claim is goal)
    target = proof.goals[place]
    pairs = [(base, first, Context(frozenset(free))), (target, after, inside)]
    for ours, wanted, where in pairs:
        for one, other in zip((term(ours.left), term(ours.right)), wanted, strict=True):
            if one != other and not kernel.equal(one, other, where):
                raise DisagreementError("the induction step differs from what the kernel asks for")
