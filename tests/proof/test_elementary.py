"""The laws of the named functions hold: evaluated by ball arithmetic at many points."""

from __future__ import annotations

from fractions import Fraction

import pytest

from numeric import ball, compare, instance
from symland import (
    Eq,
    dims,
    hadamard,
    identity,
    law,
    matrix,
    ones,
    quotient_law,
    scalar,
    tanh,
    value_at_zero,
)
from symland.errors import ExpressionError
from symland.language.functions import activation, relu
from symland.proof.elementary import AT_ZERO, LAWS
from tests.proof.test_soundness import not_shown

x = scalar("x")
POINTS = [Fraction(value, 7) for value in (-90, -22, -7, -3, -1, 0, 1, 2, 5, 7, 13, 90)]


@pytest.mark.parametrize("function", LAWS, ids=str)
def test_a_law_holds_at_every_point(function):
    for value in POINTS:
        here = instance(scalars={"x": value})
        assert compare(law(function, x).claim, here, ball(40)).holds is not False


@pytest.mark.parametrize("function", LAWS, ids=str)
def test_a_law_with_one_sign_changed_fails(function):
    """So that the test above would see a wrong law."""
    claim = law(function, x).claim
    wrong = Eq(claim.left, -claim.right)
    assert compare(wrong, instance(scalars={"x": Fraction(1, 3)}), ball(40)).holds is False


def test_the_law_of_quotients_holds_where_they_are_defined():
    claim = quotient_law(x).claim
    for value in POINTS:
        if value:
            assert compare(claim, instance(scalars={"x": value}), ball(40)).holds is not False


@pytest.mark.parametrize("function", AT_ZERO, ids=str)
def test_values_at_zero(function):
    claim = value_at_zero(function).claim
    assert compare(claim, instance(), ball(40)).holds is not False
    wrong = Eq(claim.left, claim.right + identity(1))
    assert compare(wrong, instance(), ball(40)).holds is False


def test_laws_of_matrices_are_entrywise():
    m, n = dims("m n")
    A = matrix("A", m, n)
    found = law(tanh, A).claim
    assert str(found) == "tanh(A) o (exp(A) + exp(-A)) = exp(A) - exp(-A)"
    assert quotient_law(A).claim.right == ones(*A.shape)
    assert quotient_law(hadamard(A, A)).name == "quotient by A o A"


@pytest.mark.parametrize("function", [relu, activation("sigma")], ids=str)
def test_no_law_of_other_functions(function):
    with pytest.raises(ExpressionError, match=f"no law is known of `{function.name}`"):
        law(function, x)


def test_a_quotient_is_not_supposed_by_a_step_alone(prove):
    """x o y = 0 does not give y = 0: the step divides by x, which the statement does not."""
    found = prove("""
x, y = vector("x", m), vector("y", m)

@theorem(Eq(y, 0), given=[Eq(hadamard(x, y), 0)])
def wrong(p):
    c = p.calc()
    c.eq(hadamard(ones(m), y))
    c.eq(hadamard(hadamard_power(x, -1), x, y), by=quotient_law(x))
    c.eq(0)
""")
    not_shown(found["wrong"])
