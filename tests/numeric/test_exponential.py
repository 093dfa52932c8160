"""Rational functions of e: equalities and signs are exact."""

import math
from fractions import Fraction

import pytest

from numeric.compare import compare
from numeric.exponential import LARGEST
from numeric.fields import FieldError, SingularError, exponential
from numeric.instance import instance
from symland import Eq, Ge, Lt, det, exp, hadamard, inv, matrix, ones, sigmoid, softplus, tanh, tr

A = matrix("A", 2, 2)
HERE = instance(letters={"A": [[1, -2], [3, 1]]})
IDENTITIES = [
    Eq(hadamard(exp(A), exp(-A)), ones(2, 2)),
    Eq(hadamard(tanh(A), exp(A) + exp(-A)), exp(A) - exp(-A)),
    Eq(tanh.d(A), ones(2, 2) - hadamard(tanh(A), tanh(A))),
    Eq(sigmoid.d(A), hadamard(sigmoid(A), sigmoid(-A))),
    Eq(2 * sigmoid(2 * A), tanh(A) + ones(2, 2)),
    Eq(tr(exp(A) @ inv(exp(A))), 2),
    Eq(det(exp(A) @ exp(A)), det(exp(A)) ** 2),
]


@pytest.mark.parametrize("claim", IDENTITIES, ids=str)
def test_identities(claim):
    assert compare(claim, HERE, exponential).holds is True


@pytest.mark.parametrize("claim", IDENTITIES, ids=str)
def test_the_same_with_another_right_side(claim):
    assert compare(Eq(claim.left, 2 * claim.right), HERE, exponential).holds is False


def test_order():
    assert compare(Lt(tr(tanh(A)), 2), HERE, exponential).holds is True
    assert compare(Ge(tr(exp(A)), Fraction(54365636, 10000000)), HERE, exponential).holds is True
    assert compare(Ge(tr(exp(A)), Fraction(54365637, 10000000)), HERE, exponential).holds is False


def test_values():
    value = exponential.function("tanh", exponential.array([[2]]))[0, 0]
    assert float(value) == pytest.approx(math.tanh(2), rel=1e-15)
    assert abs(-value) == value
    assert bool(value - value) is False


@pytest.mark.parametrize("entry", [Fraction(1, 2), LARGEST + 1])
def test_only_small_integers_have_values(entry):
    with pytest.raises(FieldError):
        exponential.function("exp", exponential.array([[entry]]))


def test_what_has_no_value():
    with pytest.raises(FieldError, match="`softplus` cannot be evaluated"):
        compare(Eq(softplus(A), A), HERE, exponential)
    with pytest.raises(FieldError, match="exact at integers only"):
        compare(Eq(exp(tanh(A)), A), HERE, exponential)
    with pytest.raises(SingularError):
        exponential.reciprocal(exponential.element(0))
