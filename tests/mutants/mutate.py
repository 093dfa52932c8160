"""One random edit of the right side of a step, and what becomes of it."""

import time
from collections import Counter
from dataclasses import dataclass, replace

from numeric.spot import Disagreement, spot_check
from symland.errors import ExpressionError, SymlandError, UndecidedError
from symland.kernel.linear import KernelError
from symland.language.claims import Claim, claim
from symland.reasoning.decide import decide
from symland.reasoning.equations import decide_linearly
from symland.reasoning.rewrite import replace as rewritten
from symland.refute.edits import applied, edits
from symland.refute.hunt import Search, known_in
from symland.refute.search import Found, search
from tests.mutants.at_hand import at_hand

MOST_UNDECIDED = 0.02
FEW, SOON = 40, 2  # until a proof from all that is shown is tried
TRIES, SECONDS = 1000, 30  # until a search is given up
WITNESSES = 4  # random exact instances in which an accepted mutant must hold


@dataclass(frozen=True)
class Outcome:
    """ill-sized, refuted, true, undecided, or wrong (accepted, but false; or a crash)."""

    kind: str
    edit: str
    mutant: str
    detail: str = ""
    seconds: float = 0.0


def mutant(step, rng):
    """The outcome of one random edit; None where the step has nothing to edit."""
    options = {}
    for edit in edits(step.claim.right):
        options.setdefault(edit.kind, []).append(edit)
    if not options:
        return None
    edit = rng.choice(options[rng.choice(sorted(options))])
    started = time.perf_counter()
    try:
        right = applied(step.claim.right, edit)
        if right == step.claim.right:
            return None
        stated = claim(step.claim.relation, step.claim.left, right)
    except SymlandError as error:
        return Outcome("ill-sized", edit.says, "", error.message)
    try:
        kind, detail = fate(stated, step)
    except Exception as error:
        kind, detail = "wrong", f"crash: {error!r}"
    spent = time.perf_counter() - started
    return Outcome(kind, f"{step}: {edit.says}", str(stated), detail, spent)


def fate(stated: Claim, step):
    """What becomes of a claim, with an independent test of everything that is accepted."""
    facts = step.facts
    if proved(stated, facts):
        return accepted(stated, facts)
    found = Found(None, "a hypothesis cannot be decided in an instance")
    if step.can_be_tried:
        found = search(stated, facts, Search(tries=FEW, seconds=SOON))
    if found.counterexample is None and is_multiple(stated, step):
        return accepted(stated, facts)  # such as x = -y where the theorem says that y = 0
    if found.counterexample is None and step.can_be_tried:
        found = search(stated, facts, Search(tries=TRIES, seconds=SECONDS))
    if found.counterexample is not None:
        return "refuted", str(found.counterexample.sizes)
    if found.hunt is not None and not known_in(facts) and not found.hunt.inside:
        return "ill-sized", found.tried  # such as a product of fewer than no layers
    if is_shown(stated, step):
        return accepted(stated, facts)
    return "undecided", f"{found.tried}; hypotheses: {', '.join(map(str, known_in(facts)))}"


def with_all_shown(step, stated):
    """The facts of a step with the step itself and all that is shown beside it as hypotheses."""
    return with_hypotheses(step, (*step.shown, *at_hand(stated, step.facts)))


def with_hypotheses(step, shown):
    """The facts of a step with the step itself and what is shown beside it as hypotheses."""
    facts = step.facts
    known = dict.fromkeys((*facts.hypotheses, *facts.equations, step.claim, *shown))
    return replace(facts, hypotheses=tuple(known), equations=())


def is_multiple(stated, step):
    """Whether a claim is a sum of multiples of what is at hand: a quick proof, or none."""
    if stated.relation != "eq":
        return False
    try:
        return decide_linearly(stated, with_all_shown(step, stated)).evidence.is_proof
    except (KernelError, ExpressionError):
        return False


def is_shown(stated, step):
    """Whether a claim follows from all that is at hand beside the facts of its step."""
    same = Claim("eq", step.claim.right, stated.right)
    if proved(same, step.facts) or is_the_same(same, step.facts):
        return True  # the edit changes nothing: x = -x where x = 0
    if stated.relation in ("le", "ge") and proved(replace(same, relation=stated.relation),
                                                  step.facts):  # fmt: skip
        return True  # it says less than the step: x <= y, and y <= 2 y
    shown = [one for one in (step.claim, *step.claims) if one.relation == "eq"]
    inside = replace(step.facts, equations=(*step.facts.equations, *shown))
    if proved(stated, inside) or proved(stated, with_hypotheses(step, step.chains)):
        return True
    whole, orders = with_all_shown(step, stated), (stated.relation,)
    if stated.relation == "eq" and not stated.left.is_matrix:
        at_least = proved(replace(stated, relation="ge"), step.facts)
        orders = ("eq", "le") if at_least else ("eq",)
    return any(proved(replace(stated, relation=order), whole) for order in orders)


def is_the_same(claim, facts):
    """Whether both sides are equal after known equations have been used in each of them."""
    known = [one for one in at_hand(claim, facts) if one.relation == "eq"]
    ends = [claim.left, claim.right]
    for one in known:
        ends = [rewritten(end, one.left, one.right) for end in ends]
    if tuple(ends) == (claim.left, claim.right):
        return False
    inside = replace(facts, equations=tuple(known))
    steps = [Claim("eq", *pair) for pair in zip((claim.left, claim.right), ends, strict=True)]
    return proved(Claim("eq", *ends), facts) and all(proved(one, inside) for one in steps)


def proved(stated, facts):
    try:
        return decide(stated, facts).evidence.is_proof
    except (UndecidedError, ExpressionError):  # such as one name for layer indices of two ranges
        return False


def accepted(stated, facts):
    """Whether a claim that is taken for proved holds in random exact instances."""
    known = [*facts.hypotheses, *facts.equations, *at_hand(stated, facts)]
    found = spot_check(stated, known, facts.constraints, seed=7, instances=WITNESSES)
    broken = isinstance(found, Disagreement) and all(
        one.holds(found.instance) for one in facts.conditions
    )
    return ("wrong" if broken else "true"), str(found)


def table(outcomes):
    """How many mutants ended in which way."""
    counts = Counter(one.kind for one in outcomes)
    return {kind: counts[kind] for kind in ("ill-sized", "refuted", "true", "undecided", "wrong")}
