"""Laws that the kernel writes down: they hold, and they suppose what they must."""

from __future__ import annotations

import math
from typing import Any

import pytest

from symland.elaborate import term
from symland.kernel.laws import law
from symland.kernel.linear import Context, KernelError
from symland.language.build import scalar
from symland.language.functions import arctan, exp, sigmoid, sin, tanh
from symland.proof.elementary import law as authors_law
from symland.proof.elementary import quotient_law
from tests.strategies import A

FUNCTIONS = {"tanh": tanh, "sigmoid": sigmoid, "exp": exp, "sin": sin, "arctan": arctan}


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize("argument", [A, 2 * A, scalar("x")])
def test_the_laws_are_those_of_the_language(name: str, argument: Any):
    (pair,) = law(name, term(argument), Context())
    claim = authors_law(FUNCTIONS[name], argument).claim
    assert canonical(pair) == canonical((term(claim.left), term(claim.right)))


def test_the_law_of_a_quotient():
    (pair,) = law("quotient", term(A), Context())
    claim = quotient_law(A).claim
    assert canonical(pair) == canonical((term(claim.left), term(claim.right)))


def canonical(pair: Any) -> list[str]:
    from symland.kernel.normal import normalise
    from symland.kernel.terms import expand

    return [normalise(expand(side, Context()), Context()).text for side in pair]


@pytest.mark.parametrize("kind", ["relu", "power", "", "cosh"])
def test_no_other_laws(kind: str):
    with pytest.raises(KernelError, match="no laws"):
        law(kind, term(A), Context())


@pytest.mark.parametrize("x", [-2.0, -0.3, 0.0, 0.7, 3.1])
def test_the_laws_hold_at_numbers(x: float):
    """Each law as it is written in the kernel, evaluated at a number."""
    for name in FUNCTIONS:
        ((left, right),) = law(name, term(scalar("x")), Context())
        assert math.isclose(value(left, x), value(right, x), abs_tol=1e-12)


def value(found: Any, x: float) -> float:
    kind, *rest = found
    if kind == "num":
        return float(rest[0])
    if kind == "poly":
        return x
    if kind == "entry":
        name, parameter, order, argument = rest
        assert parameter is None
        return ENTRY[name, order](value(argument, x))
    parts = [value(part, x) for part in rest]
    return sum(parts) if kind == "add" else math.prod(parts)


ENTRY = {
    ("tanh", 0): math.tanh, ("exp", 0): math.exp, ("sin", 0): math.sin, ("cos", 0): math.cos,
    ("sigmoid", 0): lambda x: 1 / (1 + math.exp(-x)), ("arctan", 1): lambda x: 1 / (1 + x * x),
}  # fmt: skip
