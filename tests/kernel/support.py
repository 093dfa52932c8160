"""Questions to the kernel and to the independent evaluator, for the tests."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hypothesis import HealthCheck, settings

from numeric import Dimensions, Disagreement, Instance, Skipped, draw, residues, spot_check
from numeric.choose import Cycle
from symland.elaborate import context_of, linear, term
from symland.errors import UndecidedError
from symland.evidence import Evidence
from symland.kernel.linear import Context, Linear, variable
from symland.kernel.network import Raw
from symland.kernel.normal import Normal, normalise
from symland.kernel.terms import expand
from symland.language.claims import Claim
from symland.language.expr import Expr
from symland.language.integers import Constraint
from symland.reasoning.decide import decide
from symland.reasoning.facts import Facts

RANDOM = settings(
    derandomize=True, deadline=None, database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)  # fmt: skip


def evidence(claim: Claim, given: Sequence[Any] = ()) -> Evidence:
    """What `decide` says without the cross-check by the evaluator, so that nothing hides a bug."""
    facts = Facts(
        tuple(one for one in given if isinstance(one, Claim)),
        tuple(one for one in given if isinstance(one, Constraint)),
    )
    try:
        return decide(claim, facts).evidence
    except UndecidedError:
        return Evidence.UNDECIDED


def proved(claim: Claim, given: Sequence[Any] = ()) -> bool:
    return evidence(claim, given).is_proof


def is_false(claim: Claim, given: Sequence[Any] = (), *, instances: int = 3) -> bool:
    """Whether the evaluator knows an instance in which the claim fails."""
    return isinstance(spot_check(claim, given, instances=instances), Disagreement)


def is_tested(claim: Claim, given: Sequence[Any] = ()) -> bool:
    """Whether the evaluator could test the claim and found it true."""
    found = spot_check(claim, given, instances=2)
    return not isinstance(found, Disagreement | Skipped)


def raw_of(expr: Expr, *constraints: Constraint) -> Raw:
    return expand(term(expr), context_of([expr], constraints))


def normal_of(expr: Expr, *constraints: Constraint) -> Normal:
    context = context_of([expr], constraints)
    return normalise(expand(term(expr), context), context)


def at_depth(depth: int, place: int, *, seed: int = 0, **sizes: int) -> Instance:
    """A random instance for the letters of `tests.strategies`, of depth l and with i = place."""
    found = {"m": 1, "n": 2, "k": 3, **sizes}
    layers = {"d": Cycle((2, 1, 2, 3, 1))}
    dimensions = Dimensions(found, layers, {"l": depth, "i": place})
    return draw(dimensions, seed=seed, entries=residues())


def form(**coefficients: int) -> Linear:
    """`form(k=2, j=-1, one=3)` is 2 k - j + 3."""
    total = Linear((), coefficients.pop("one", 0))
    for name, number in coefficients.items():
        total = total + variable(name).scale(number)
    return total


def context(*constraints: Constraint) -> Context:
    return Context(frozenset(linear(constraint.value) for constraint in constraints))
