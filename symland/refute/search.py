"""Search for the smallest instance that refutes a statement, evaluated exactly.

Sizes come first: the smallest total number of entries at which a random point (modulo a prime)
breaks the statement.  At these sizes an instance with small integers is drawn and its entries are
shrunk towards 0, then 1.  Hypotheses are constructed (an equation solved for a letter) or checked
exactly; an instance in which one of them fails is never reported.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import groupby

from numeric.arithmetic import FieldError
from numeric.compare import compare, unmet
from numeric.construct import construct
from numeric.draw import degenerate, gram, rationals, residues, small_integers
from numeric.entrywise import is_generic
from numeric.fields import modular
from numeric.instance import Instance
from symland.errors import SymlandError
from symland.language.claims import Claim
from symland.language.expr import Expr
from symland.proof.results import Counterexample
from symland.reasoning.facts import Facts
from symland.refute.definitions import unfolded
from symland.refute.hunt import OUTSIDE, Hunt, Search, drawn, fails, known_in, needs_of, ranges_of
from symland.refute.places import places_used
from symland.refute.present import counterexample
from symland.refute.push import push
from symland.refute.satisfying import satisfying
from symland.refute.shrink import shrunk
from symland.refute.sizes import Choice, choices

DRAWS = 6  # instances drawn at sizes where the statement is known to break
POINTS = 3  # random points on which a statement with hypotheses is tested


@dataclass(frozen=True, slots=True)
class Found:
    """A counterexample, or what was tried."""

    counterexample: Counterexample | None
    tried: str = ""
    instance: Instance | None = None
    hunt: Hunt | None = None


def search(claim: Claim, facts: Facts, limits: Search) -> Found:
    """The smallest instance found in which the hypotheses hold and the claim fails."""
    largest = 0
    try:
        claim, facts = unfolded(claim, facts)
        needs = needs_of(claim, facts)
        hunt = Hunt(claim, facts, limits, needs, time.perf_counter())
        for choice, found in _searched(hunt):
            largest = max(largest, choice.entries)
            if found is not None:
                return Found(counterexample(hunt, found), instance=found, hunt=hunt)
    except SymlandError as error:
        return Found(None, f"no search: {error.message}")
    tried = f"{hunt.tries} exact instances with up to {largest} entries"
    if not hunt.inside:
        tried += ", none of which satisfies the hypotheses and lies in the domain of the statement"
    else:
        tried += f", {hunt.inside} of which satisfy the hypotheses; none breaks it"
    return Found(None, tried, hunt=hunt)


def search_at(claim: Claim, facts: Facts, limits: Search, instance: Instance) -> Found:
    """What an earlier search has found, evaluated again; nothing where it does not refute."""
    try:
        claim, facts = unfolded(claim, facts)
        needs = needs_of(claim, facts)
        hunt = Hunt(claim, facts, limits, needs, time.perf_counter())
        ranges = ranges_of(needs, facts.constraints)
        if all(map(instance.dimensions.holds, ranges)) and fails(hunt, instance):
            return Found(counterexample(hunt, instance), instance=instance, hunt=hunt)
    except (SymlandError, ArithmeticError):
        pass
    return Found(None, "an instance that was stored does not refute the statement")


def _searched(hunt: Hunt) -> Iterator[tuple[Choice, Instance | None]]:
    """Choices of sizes, each with an instance that refutes, if one is found.

    Up to each largest size, a few instances at all choices come before more of them.  Of the
    limits each size has its share, so that there are tries left for the larger ones.
    """
    limits = hunt.limits
    listed = choices(hunt.needs, hunt.facts.constraints, limits.largest, limits.fixed,
                     partial(places_used, hunt))  # fmt: skip
    for size, level in groupby(listed, lambda choice: choice.largest):
        hunt.share, left = min(1.0, size / limits.largest), []
        for choice in level:
            if hunt.over:
                break
            if _decided_at_random(hunt, choice) is not True:
                left.append(choice)
                few = satisfying(hunt, choice, _few(hunt, choice), together=True)
                yield choice, _first(hunt, few)
        for choice in left:
            if hunt.over:
                break
            more = satisfying(hunt, choice, _more(hunt, choice), together=False)
            found = _first(hunt, more)
            if found is None and hunt.claim.relation != "eq":
                pushed = push(hunt, choice)
                found = None if pushed is None else shrunk(hunt, pushed)
            yield choice, found


def _first(hunt: Hunt, instances: Iterable[Instance]) -> Instance | None:
    """The first instance that refutes, as plain as it gets."""
    for instance in instances:
        hunt.tries += 1
        if fails(hunt, instance):
            return shrunk(hunt, instance)
        if hunt.over:
            return None
    return None


def _decided_at_random(hunt: Hunt, choice: Choice) -> bool | None:
    """Whether an equation holds at random points modulo a prime, None where they do not decide.

    They decide about polynomials, not about what differs at special points, such as a
    pseudo-inverse, whose formula is another one at each rank.
    """
    is_special = _is_special(hunt.claim.left, hunt.claim.right)
    if hunt.claim.relation != "eq" or is_special or hunt.facts.conditions:
        return None
    known = known_in(hunt.facts)
    hunt.tries += 1
    for number in range(POINTS if known else 1):
        try:
            ready, others = construct(known, drawn(hunt, choice, residues(), number))
            if unmet(others, ready, modular()) or _is_special(*ready.definitions.values()):
                return None
            if compare(hunt.claim, ready, modular()).holds is not True:
                return False
            hunt.inside += 1
        except (*OUTSIDE, FieldError):
            return None
    return True


def _is_special(*exprs: Expr) -> bool:
    return any(node.op == "pinv" for expr in exprs for node in expr.walk())


def _few(hunt: Hunt, choice: Choice) -> Iterator[Instance]:
    """Instances with small entries."""
    for number in range(DRAWS):
        yield drawn(hunt, choice, small_integers(1 + number // 2), number + 1)


def _more(hunt: Hunt, choice: Choice) -> Iterator[Instance]:
    """Instances at which general statements break."""
    is_plain = hunt.claim.relation == "eq" and not _is_special(hunt.claim.left, hunt.claim.right)
    is_plain &= all(map(is_generic, hunt.needs.activations))
    if is_plain and not known_in(hunt.facts) and not hunt.facts.conditions:
        return
    kinds = [(small_integers(1), 2), (degenerate(), 3), (rationals(3), 2)]
    if hunt.facts.conditions:  # such as psd(A)
        kinds.insert(0, (gram(small_integers(1)), 2))
    for entries, count in kinds:
        for number in range(count * DRAWS):
            yield drawn(hunt, choice, entries, DRAWS + number + 1)
