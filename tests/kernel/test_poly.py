"""Polynomials in sizes, layer indices and parameters."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symland.kernel import poly
from symland.kernel.linear import KernelError, variable
from symland.kernel.poly import ONE, ZERO, Poly
from tests.kernel.support import RANDOM, form

k, j = poly.index("k"), poly.index("j")
n = poly.symbol("size", "n")
mu = poly.symbol("param", "mu")
d_k = poly.symbol("size", "d", (variable("k"),))
POINT = {"k": 3, "j": -2, "n": 5, "mu": 7}


def value(found: Poly, point: dict[str, int]) -> Fraction:
    total = Fraction(0)
    for monomial, coefficient in found.terms:
        for (_, name, _), power in monomial:
            coefficient *= Fraction(point[name]) ** power
        total += coefficient
    return total


polys = st.builds(
    lambda numbers: poly.sum_of([
        base.scale(number) for base, number in zip(
            (ONE, k, j, n, mu, k * k, k * j, k * k * k * n), numbers, strict=True)
    ]),
    st.lists(st.fractions(-3, 3, max_denominator=4), min_size=8, max_size=8),
)  # fmt: skip


@settings(RANDOM, max_examples=60)
@given(polys, polys)
def test_arithmetic_is_that_of_the_values(left: Poly, right: Poly):
    assert value(left * right - left, POINT) == value(left, POINT) * (value(right, POINT) - 1)
    assert left - left == ZERO
    assert left + right == right + left
    assert left.power(3) == left * left * left


@settings(RANDOM, max_examples=60)
@given(polys)
def test_the_antiderivative_has_the_right_difference(found: Poly):
    total = found.antiderivative("k")
    assert total - total.substitute("k", form(k=1, one=-1)) == found


@settings(RANDOM, max_examples=40)
@given(polys)
def test_substitution_of_an_index(found: Poly):
    there = {**POINT, "k": 2 * POINT["j"] + 5}
    assert value(found.substitute("k", form(j=2, one=5)), POINT) == value(found, there)


def test_substitution_reaches_the_index_of_a_size():
    assert d_k.substitute("k", form(l=1)) == poly.symbol("size", "d", (variable("l"),))
    assert d_k.mentions("k")


def test_a_size_that_depends_on_the_index_has_no_antiderivative():
    with pytest.raises(KernelError, match="no closed form"):
        (k * d_k).antiderivative("k")
    assert (n * d_k.substitute("k", form(j=1))).antiderivative("k").mentions("k")


def test_reciprocals():
    assert (n * mu).reciprocal() * n * mu == ONE
    assert (n * mu).reciprocal(2) == (n * n * mu * mu).reciprocal()
    with pytest.raises(KernelError, match="single term"):
        (n + mu).reciprocal()
    with pytest.raises(KernelError, match="negative power"):
        n.power(-1)


def test_linear_forms_in_and_out():
    assert poly.from_linear(form(k=2, j=-1, one=3)).linear() == form(k=2, j=-1, one=3)
    for wrong in (k * k, n, k.scale(Fraction(1, 2))):
        with pytest.raises(KernelError, match="layer index"):
            wrong.linear()


def test_kinds_of_one_name_are_different():
    assert poly.symbol("size", "k") != k
    assert poly.symbol("param", "k") != k
    assert poly.symbol("size", "k").substitute("k", form(one=1)) == poly.symbol("size", "k")
    assert poly.symbol("param", "k").substitute("k", form(one=1)) == poly.symbol("param", "k")
