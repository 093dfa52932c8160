"""What is at hand beside the facts of a step: other steps, and hypotheses at the layers in it."""

from itertools import product

from symland.elaborate import linear
from symland.errors import FactError
from symland.language.build import indices_of
from symland.language.claims import Claim
from symland.language.integers import Int, symbol
from symland.proof.logic.instances import instance
from symland.proof.logic.statements import ForAll, conjuncts
from symland.proof.using import claims_at
from symland.reasoning.facts import context_for

SUPPOSED = ("hypotheses", "constraints", "conditions", "definitions")


def beside(claim, facts, heard):
    """What a theorem shows, and uses, under no other hypotheses than those of a step."""
    yield from at_layers(claim, facts)
    for other, used in _supposing_no_more(claim, facts, heard):
        yield from (other, *used.equations)


def whole_chains(claim, facts, heard):
    """The first and the last formula of each chain of equations a = b = c among these."""
    first = last = None
    for other, _ in _supposing_no_more(claim, facts, heard):
        if other.relation != "eq":
            continue
        if last is None or other.left != last:
            if last is not None:
                yield Claim("eq", first, last)
            first = other.left
        last = other.right
    if last is not None:
        yield Claim("eq", first, last)


def _supposing_no_more(claim, facts, heard):
    known = {*facts.hypotheses, *facts.equations, *facts.assumed, *at_layers(claim, facts)}
    for other, used, can_be_tried in heard:
        supposed = all(set(getattr(used, name)) <= set(getattr(facts, name)) for name in SUPPOSED)
        if can_be_tried and supposed and set(used.assumed) <= known:
            yield other, used


def at_layers(claim, facts):
    """What hypotheses for all layers say at the layers that occur in a claim."""
    context = context_for(claim, facts)
    atoms = {**indices_of(claim.left), **indices_of(claim.right)}
    for one in facts.conditions:
        for statement in conjuncts(one.statement):
            if not isinstance(statement, ForAll) or not all(map(_is_layer, statement.bound)):
                continue
            for layers in product(map(symbol, atoms.values()), repeat=len(statement.bound)):
                found = statement(*layers)
                if all(context.entails(linear(need.value)) for need in instance(found)[1]):
                    yield from _claims_at(found)


def _is_layer(bound):
    return isinstance(bound, Int)


def _claims_at(found):
    try:
        return claims_at(found)
    except FactError:  # an implication
        return []
