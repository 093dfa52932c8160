"""Layers that a hypothesis defines, written as abbreviations that an instance gives values to.

Under `define(V, p, body)` the members of V are no free letters.  In a search they are replaced by
the layers of `let_family`, which mean their body wherever they stand.  Where the definition has a
range, V outside of it is free; its body there is one of the values that it may have.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from symland.errors import ExpressionError
from symland.language.build import indices_of
from symland.language.claims import Claim
from symland.language.expr import Expr, rebuild
from symland.language.families import DefinedFamily, Family, let_family, product_of_layers
from symland.reasoning.facts import Facts


def unfolded(claim: Claim, facts: Facts) -> tuple[Claim, Facts]:
    """A claim and its facts in which defined layers are abbreviations of their bodies.

    Raises `ExpressionError` where the definitions go in a circle or define a family twice, where
    a doubly indexed family is defined, and where a sum binds a layer index that a body contains.
    """
    if not facts.definitions:
        return claim, facts
    if facts.conditions:
        raise ExpressionError("a hypothesis beyond equations is not tried beside a definition")
    table = _table(facts)

    def written(one: Claim) -> Claim:
        left, right = (_written(side, table, frozenset()) for side in (one.left, one.right))
        return Claim(one.relation, left, right)

    kept = {name: tuple(map(written, getattr(facts, name)))
            for name in ("hypotheses", "equations", "inequalities", "assumed")}  # fmt: skip
    scope = tuple(_written(one, table, frozenset()) for one in facts.scope)
    return written(claim), replace(facts, definitions=(), scope=scope, **kept)


def _table(facts: Facts) -> dict[Family, DefinedFamily]:
    """For each defined family its abbreviation, whose body contains no defined family any more."""
    bodies: dict[Family, tuple[Any, Any]] = {}
    for one in facts.definitions:
        if one.family.params:
            raise ExpressionError(f"`{one.family.shown}` has two indices, its definition is not "
                                  "evaluated")  # fmt: skip
        if one.family in bodies:
            raise ExpressionError(f"`{one.family.name}` is defined twice")
        bodies[one.family] = (one.position, one.body)
    table: dict[Family, DefinedFamily] = {}
    while len(table) < len(bodies):
        waiting = bodies.keys() - table.keys()
        ready = [one for one in bodies if one in waiting
                 and not _families_in(bodies[one][1]) & waiting]  # fmt: skip
        if not ready:
            raise ExpressionError("the definitions of layers go in a circle")
        for family in ready:
            position, body = bodies[family]
            table[family] = let_family(family.name, position, _written(body, table, frozenset()))
    return table


def _families_in(expr: Expr) -> set[Family]:
    nodes = (node for node in expr.walk() if node.op in ("member", "chain"))
    return {replace(node.data[0], params=()) for node in nodes}


def _written(expr: Any, table: dict[Family, DefinedFamily], bound: frozenset[str]) -> Any:
    if not isinstance(expr, Expr):
        return expr
    if expr.op in ("member", "chain") and expr.data[0] in table:
        family, high, *low = expr.data
        meaning = table[family]
        caught = bound & (indices_of(meaning.meaning).keys() - {"#"})  # type: ignore[arg-type]
        if caught:
            raise ExpressionError(f"the layer index `{min(caught)}` of the definition of "
                                  f"`{family.name}` is bound by a sum")  # fmt: skip
        return product_of_layers(meaning, high, low[0] if low else high)
    inside = bound | {expr.data[0]} if expr.op == "sum" else bound
    args = tuple(_written(arg, table, inside) for arg in expr.args)
    return rebuild(expr, args)
