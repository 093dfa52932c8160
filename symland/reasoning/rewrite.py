"""Use known equations inside a formula: propose where, the kernel checks the congruence.

An equation `L = R` is used at the places where L stands in the author's tree, as a subtree or as
neighbouring factors of a product.  The places become holes; the result is a pattern that the
kernel fills with both sides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from symland.language.claims import Claim
from symland.language.expr import Expr, Matrix, rebuild


@dataclass(frozen=True, slots=True)
class Rewriting:
    """A formula in which some places were replaced: the pattern has holes `?0`, `?1`, ..."""

    pattern: Any
    result: Any
    holes: tuple[tuple[str, int, int], ...]  # name, number of the equation, way (1 or -1)


def hole(name: str, like: Expr) -> Any:
    """A letter that marks a place in a pattern."""
    return type(like)("hole", (), name, like.rows, like.cols)


def rewritings(expr: Any, equations: Sequence[Claim]) -> list[Rewriting]:
    """All ways to use the equations, one after the other, each in one direction."""
    found = [Rewriting(expr, expr, ())]
    for number, equation in enumerate(equations):
        fresh: list[Rewriting] = []
        for rewriting in found:
            for way in (1, -1):
                done = _use(rewriting, equation, number, way)
                if done is not None:
                    fresh.append(done)
        found += fresh
    return found[1:]


def _use(rewriting: Rewriting, equation: Claim, number: int, way: int) -> Rewriting | None:
    old, new = (equation.left, equation.right)[::way]
    name = f"?{number}"
    pattern = replace(rewriting.pattern, old, hole(name, old))
    if pattern == rewriting.pattern:
        return None
    result = replace(rewriting.result, old, new)
    return Rewriting(pattern, result, (*rewriting.holes, (name, number, way)))


def replace(expr: Any, old: Any, new: Any) -> Any:
    """Replace `old` by `new` wherever it stands, also as consecutive factors of a product."""
    if expr == old:
        return new
    args = tuple(replace(arg, old, new) for arg in expr.args)
    if expr.op == "matmul" and old.op == "matmul":
        args = _replace_factors(args, old.args, new)
        if len(args) == 1:
            return args[0]
    fresh = rebuild(expr, args)
    if fresh.op == "let" and fresh != expr:
        return args[0]
    return fresh


def _replace_factors(
    factors: tuple[Matrix, ...], old: tuple[Matrix, ...], new: Matrix
) -> tuple[Matrix, ...]:
    place = 0
    while place + len(old) <= len(factors):
        if factors[place : place + len(old)] == old:
            factors = (*factors[:place], new, *factors[place + len(old) :])
        place += 1
    return factors
