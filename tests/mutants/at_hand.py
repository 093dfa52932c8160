"""What the hypotheses of a step for all layers or all matrices say of those in a claim."""

from functools import reduce
from itertools import combinations, islice, product
from operator import matmul

from symland.elaborate import linear
from symland.errors import SymlandError
from symland.language.build import zeros
from symland.language.claims import Claim
from symland.language.expr import Expr
from symland.language.integers import Int
from symland.proof.logic.instances import instance
from symland.proof.logic.statements import ForAll
from symland.proof.properties import Property
from symland.reasoning.facts import context_for

MOST = 400  # choices of values for one hypothesis


def at_hand(claim, facts):
    """Equations and inequalities: the hypotheses at the layers of a claim, at 0, and at its parts.

    Of an inequality at parts of the claim, one side is that of the claim.
    """
    context = context_for(claim, facts)
    ends = (claim.left, claim.right)
    found = {}
    for one in facts.conditions:
        if not isinstance(one.statement, ForAll):
            continue
        for values in islice(product(*_values(one.statement, claim, facts)), MOST):
            plain = all(isinstance(value, Int) or value.op == "zeros" for value in values)
            said = _said(one.statement, values, context)
            found |= dict.fromkeys(part for part in said
                                   if plain or part.left in ends or part.right in ends)  # fmt: skip
    return tuple(found)


def _said(statement, values, context):
    try:
        parts, needs = instance(statement(*values))
    except SymlandError:
        return
    if all(context.entails(linear(need.value)) for need in needs):
        for part in parts:
            if isinstance(part, Claim):
                yield part
            elif isinstance(part, Property):
                yield from part.equations


def _values(statement, claim, facts):
    sides = [side for one in (claim, *facts.equations, *facts.assumed)
             for side in (one.left, one.right)]  # fmt: skip
    nodes = list(dict.fromkeys(node for side in sides for node in side.walk()))
    places = {value for node in nodes if node.op in ("member", "chain")
              for value in (*node.data[0].params, *node.data[1:])}  # fmt: skip
    for one in statement.bound:
        if isinstance(one, Int):
            yield sorted(places, key=str)
        elif isinstance(one, Expr) and one.is_matrix:
            parts = [part for node in nodes if node.op == "matmul" for part in _parts(node.args)]
            alike = dict.fromkeys(part for part in (*nodes, *parts) if part.is_matrix
                                  and (part.rows, part.cols) == (one.rows, one.cols))  # fmt: skip
            yield [zeros(one.rows, one.cols), *alike]
        else:
            yield []


def _parts(factors):
    """Neighbouring factors of a product, as products."""
    for start, end in combinations(range(len(factors) + 1), 2):
        yield reduce(matmul, factors[start:end])
