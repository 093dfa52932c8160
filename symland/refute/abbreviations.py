"""Values of the abbreviations that a report names: `E` of `let`, `V[2]` of defined layers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from numeric.instance import Instance
from symland.errors import SymlandError
from symland.language.build import indices_of
from symland.language.expr import Expr
from symland.language.families import PLACE, at

CLOSED = ("grad", "jacobian", "hess", "along")  # what stands below them has no value of interest
MOST = 12


def abbreviated(exprs: Iterable[Expr], instance: Instance) -> dict[str, Any]:
    """The outermost abbreviations in some formulas with what they mean at an instance.

    A name with two meanings is left out.
    """
    found: dict[str, Any] = {}
    for expr in exprs:
        for name, body in _named(expr, instance, {}):
            if found.setdefault(name, body) != body:
                found[name] = None
    return {name: body for name, body in list(found.items())[:MOST] if body is not None}


def _named(expr: Any, instance: Instance, bound: Mapping[str, int]) -> Iterator[tuple[str, Any]]:
    """Names with the expressions that they stand for at the layers of the instance."""
    if expr.op in CLOSED:
        return
    if expr.op == "let":
        if not indices_of(expr).keys() & bound.keys():
            yield expr.data, expr.args[0]
    elif expr.op == "defined":
        yield from _layers(expr, instance, bound)
    elif expr.op == "sum":
        name, low, high = expr.data
        value = instance.dimensions.value
        for place in range(value(low, bound), value(high, bound) + 1):
            yield from _named(expr.args[0], instance, {**bound, name: place})
    else:
        for arg in expr.args:
            yield from _named(arg, instance, bound)


def _layers(expr: Any, instance: Instance, bound: Mapping[str, int]) -> Iterator[tuple[str, Any]]:
    family, high, low = expr.data
    value = instance.dimensions.value
    for place in range(value(low, bound), value(high, bound) + 1):
        try:
            yield f"{family.name}[{place}]", at(expr.args[0], PLACE, place)
        except SymlandError:
            continue
