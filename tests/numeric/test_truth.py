"""Formulas at an instance: decided exactly, or not at all."""

from fractions import Fraction
from math import isqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from numeric.instance import instance
from numeric.truth import compared, truth
from symland import Evidence, prove
from symland.errors import ExpressionError
from symland.language.build import matrix
from symland.language.claims import Claim, Eq
from symland.language.expr import number
from symland.language.functions import sqrt
from symland.language.integers import index

HOLDS = {"eq": lambda a, b: a == b, "lt": lambda a, b: a < b, "gt": lambda a, b: a > b,
         "le": lambda a, b: a <= b, "ge": lambda a, b: a >= b}  # fmt: skip
A = matrix("A", 2, 2)
HERE = instance(letters={"A": [[1, 2], [3, 4]]})


@settings(max_examples=60)
@given(st.integers(2, 50), st.integers(0, 80), st.integers(-1, 1), st.sampled_from(sorted(HOLDS)))
def test_order_is_never_told_wrongly_however_close_the_sides(square, places, step, relation):
    """A root and a fraction that agrees with it to many digits: what is said is true."""
    scale = 10**places
    near = Fraction(isqrt(square * scale**2) + step, scale)
    right = square > near**2 if near >= 0 else True
    found, _ = compared(Claim(relation, sqrt(number(square)), number(near)), instance())
    if near**2 == square:
        assert found.holds in (HOLDS[relation](0, 0), None)
    else:
        assert found.holds in (HOLDS[relation](int(right), 1 - int(right)), None)


def test_a_true_inequality_between_close_numbers_is_not_refuted():
    below = Fraction(isqrt(2 * 10**90), 10**45)
    assert prove(Claim("gt", sqrt(number(2)), number(below))).evidence is not Evidence.REFUTED
    assert prove(Claim("lt", sqrt(number(2)), number(below))).evidence is Evidence.REFUTED


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        (("and", Eq(A, A), ("distinct", A)), True),
        (("psd", A), False),
        (("psd", A + A.T), False),
        (("psd", A @ A.T), True),
        (("implies", Eq(A, A.T), Eq(A, 0)), True),
        (("iff", Eq(A, A.T), Eq(A, 0)), True),
        (("iff", Eq(A, A.T), Eq(A, A)), False),
        (("positive", A - 2 * A), False),
    ],
)
def test_formulas(formula, expected):
    assert truth(formula, HERE) is expected


def test_what_is_no_formula():
    with pytest.raises(ExpressionError, match="`often` is no word of formulas"):
        truth(("often", A), HERE)
    k = index("k", 1, 2)
    with pytest.raises(ExpressionError, match="`k` is bound twice"):
        truth(("layers", (k,), (), ("layers", (k,), (), Eq(A, A))), HERE)
