"""What the hypotheses of a step for all layers or all matrices say of those in a claim."""

from functools import reduce
from itertools import combinations, islice, product
from operator import matmul

from symland.elaborate import linear, term
from symland.errors import SymlandError
from symland.kernel import check
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

    An inequality at parts of the claim has no other squared norms than the claim.
    """
    context = context_for(claim, facts)
    norms = _norms(claim)
    found = {}
    for one in facts.conditions:
        if not isinstance(one.statement, ForAll):
            continue
        for values in islice(product(*_values(one.statement, claim, facts)), MOST):
            plain = all(isinstance(value, Int) or value.op == "zeros" for value in values)
            for part in _said(one.statement, values, context):
                if plain or all(any(_is_equal(one, other, context) for other in norms)
                                for one in _norms(part)):  # fmt: skip
                    found[part] = None
    return tuple(found)


def _norms(claim):
    return [node.args[0] for side in (claim.left, claim.right) for node in side.walk()
            if node.op == "frob2"]  # fmt: skip


def _is_equal(one, other, context):
    if (one.is_matrix, one.rows, one.cols) != (other.is_matrix, other.rows, other.cols):
        return False
    return one == other or check.equal(term(one), term(other), context)


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
            parts += [-part for node in nodes if node.op == "scale" and node.args[1].op == "matmul"
                      for part in _parts(node.args[1].args)]  # fmt: skip
            alike = dict.fromkeys(part for part in (*nodes, *parts) if part.is_matrix
                                  and (part.rows, part.cols) == (one.rows, one.cols))  # fmt: skip
            yield [zeros(one.rows, one.cols), *alike]
        else:
            yield []


def _parts(factors):
    """Neighbouring factors of a product, as products."""
    for start, end in combinations(range(len(factors) + 1), 2):
        yield reduce(matmul, factors[start:end])
