"""Equations, from the cheapest means on: canonical forms, solving, congruence, combinations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from symland.elaborate import term
from symland.evidence import Evidence
from symland.kernel import check
from symland.kernel.certificate import certificate, follows_steps
from symland.kernel.linear import Context, KernelError
from symland.kernel.syntax import Term
from symland.language.claims import Claim
from symland.reasoning.facts import Decision, Facts, context_for, sides_of
from symland.reasoning.ideal.linear import combined_linearly
from symland.reasoning.ideal.membership import Tried, combine
from symland.reasoning.ideal.problem import Step
from symland.reasoning.ideal.remainder import remainder
from symland.reasoning.rewrite import rewritings


def decide_equation(claim: Claim, facts: Facts) -> Decision:
    context = context_for(claim, facts)
    left, right = term(claim.left), term(claim.right)
    if check.equal(left, right, context):
        return Decision(Evidence.EXACT, certificate("equal", left, right, context))
    tried = ["canonical forms (they differ)"]
    known = [h for h in (*facts.hypotheses, *facts.equations) if h.relation == "eq"]
    pairs = tuple((term(h.left), term(h.right)) for h in known)
    if pairs:
        tried.append(f"solving {len(pairs)} given equation{'s' * (len(pairs) > 1)} for a letter")
        if check.equal_solved(left, right, pairs, context):
            made = certificate("solved", left, right, context, hypotheses=pairs)
            return Decision(Evidence.CERTIFIED, made, used=tuple(known))
    if facts.equations:
        tried.append("using the equations of `by=` inside the formula")
        found = _by_congruence(claim, facts, context)
        if found is not None:
            return found
    tried.append("combinations of the equations and of the laws of inverses")
    chosen = (facts.equations, tuple(known)) if facts.equations else (tuple(known),)
    left_over = Tried()
    for equations in dict.fromkeys(chosen):
        found = _by_combination(claim, equations, facts, context, left_over)
        if found is not None:
            return found
    if left_over.problem is not None and left_over.complete:
        tried[-1] += " (all of them: a complete basis does not reduce it to 0)"
    rest = remainder(left_over, [claim.left, claim.right, *sides_of(known)])
    return Decision(Evidence.UNDECIDED, tried=tuple(tried), remainder=rest)


def decide_linearly(claim: Claim, facts: Facts) -> Decision:
    """Whether an equation is a sum of multiples of whole hypotheses; nothing else is tried."""
    known = tuple(h for h in (*facts.hypotheses, *facts.equations) if h.relation == "eq")
    pairs = tuple((term(h.left), term(h.right)) for h in known)
    context = context_for(claim, facts)
    found = combined_linearly(term(claim.left), term(claim.right), pairs, context)
    decided = None if found is None else _confirmed(claim, found, known, (), context)
    return decided or Decision(Evidence.UNDECIDED, tried=("sums of multiples of the equations",))


def _by_combination(
    claim: Claim, equations: tuple[Claim, ...], facts: Facts, context: Context, tried: Tried
) -> Decision | None:
    """The claim as a member of the ideal that the equations generate."""
    left, right = term(claim.left), term(claim.right)
    pairs = tuple((term(h.left), term(h.right)) for h in equations)
    orders = tuple(h for h in facts.hypotheses if h.relation != "eq")
    strict = [(h.relation, term(h.left), term(h.right)) for h in orders]
    found = combined_linearly(left, right, pairs, context)
    if found is None:
        found = combine(left, right, pairs, strict, context, tried=tried)
    return None if found is None else _confirmed(claim, found, equations, orders, context)


def _confirmed(
    claim: Claim, found: Sequence[Step], equations: tuple[Claim, ...], orders: tuple[Claim, ...],
    context: Context,
) -> Decision | None:  # fmt: skip
    """What was found as a decision, if the kernel accepts it."""
    left, right = term(claim.left), term(claim.right)
    steps, used = numbered(found, equations, orders)
    known = [(h.relation, term(h.left), term(h.right)) for h in used]
    try:
        if not follows_steps(steps, ("eq", left, right), known, context):
            return None
    except KernelError:
        return None
    made = certificate("steps", left, right, context, hypotheses=tuple(known), steps=steps)
    return Decision(Evidence.CERTIFIED, made, used=used)


def numbered(
    found: Sequence[Step], equations: tuple[Claim, ...], orders: tuple[Claim, ...]
) -> tuple[tuple[Any, ...], tuple[Claim, ...]]:
    """The steps as data of a certificate, and the facts that they use."""
    sources = {"given": equations, "order": orders}
    wanted = [sources[kind][number] for step in found for kind, number in step.uses
              if kind != "step"]  # fmt: skip
    used = tuple(dict.fromkeys(wanted))
    steps = []
    for step in found:
        refs = tuple((kind, number) if kind == "step"
                     else ("hypothesis", used.index(sources[kind][number]))
                     for kind, number in step.uses)  # fmt: skip
        steps.append({"form": step.form, "claim": ("eq", *step.claim), "uses": refs, **step.data})
    return tuple(steps), used


def _by_congruence(claim: Claim, facts: Facts, context: Context) -> Decision | None:
    left, right = term(claim.left), term(claim.right)
    pairs = tuple((term(h.left), term(h.right)) for h in facts.equations)
    for one, other, turn in ((claim.left, right, 1), (claim.right, left, -1)):
        for rewriting in rewritings(one, facts.equations):
            holes = {name: _turned(pairs[number], way) for name, number, way in rewriting.holes}
            pattern = term(rewriting.pattern)
            if _is_congruent(pattern, holes, term(one), other, context):
                ways = tuple((name, number, turn * way) for name, number, way in rewriting.holes)
                made = certificate("congruent", left, right, context, pattern=pattern,
                                   hypotheses=pairs, holes=ways)  # fmt: skip
                used = tuple(facts.equations[number] for _, number, _ in rewriting.holes)
                return Decision(Evidence.CERTIFIED, made, used=used)
    return None


def _is_congruent(
    pattern: Term, holes: dict[str, tuple[Term, Term]], left: Term, right: Term, context: Context
) -> bool:
    """Whether this way of using the equations works; one that the kernel refuses does not."""
    try:
        return check.congruent(pattern, holes, left, right, context)
    except KernelError:
        return False


def _turned(pair: tuple[Term, Term], way: int) -> tuple[Term, Term]:
    return pair if way == 1 else (pair[1], pair[0])
