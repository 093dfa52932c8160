"""Arithmetic, inverses and pseudoinverses in every number system."""

from __future__ import annotations

from fractions import Fraction

import flint
import mpmath as mpmath_package
import numpy as np
import pytest

from numeric import SingularError, ball, exact, float64, modular, mpmath
from numeric.machine import PRIME, Modular
from symland.errors import ExpressionError
from tests.numeric.samples import fractions, plain

FIELDS = [modular(), modular(10007), exact, float64, mpmath(30), ball(30)]
ROUNDED = {float64.name: 1e-12, mpmath(30).name: 1e-40}
TALL = [[1, 2], [0, 1], [3, 5]]
SQUARE = [[0, 2, 1], [1, 0, 3], [4, 1, 0]]


def same(field, left, right):
    difference = field.subtract(left, right)
    if field.name in ROUNDED:
        return float(field.size(difference)) < ROUNDED[field.name]
    return field.is_zero(difference)


@pytest.mark.parametrize("field", FIELDS, ids=str)
def test_inverse_times_matrix_is_the_identity(field):
    matrix = field.array(SQUARE)
    assert same(field, field.matmul(matrix, field.inverse(matrix)), field.identity(3))


@pytest.mark.parametrize("field", FIELDS, ids=str)
@pytest.mark.parametrize("entries", [TALL, np.transpose(TALL)], ids=["tall", "wide"])
def test_pseudoinverse_of_full_rank_satisfies_the_four_axioms(field, entries):
    check_penrose(field, field.array(entries))


@pytest.mark.parametrize("field", FIELDS[:-1], ids=str)
@pytest.mark.parametrize("entries", [[[1, 2], [2, 4], [3, 6]], [[0, 0], [0, 0]], [[0, 1, 1]]])
def test_pseudoinverse_of_low_rank_satisfies_the_four_axioms(field, entries):
    check_penrose(field, field.array(entries))


def check_penrose(field, matrix):
    found = field.pinv(matrix)
    left, right = field.matmul(matrix, found), field.matmul(found, matrix)
    assert same(field, field.matmul(left, matrix), matrix)
    assert same(field, field.matmul(right, found), found)
    assert same(field, left, left.T)
    assert same(field, right, right.T)


def test_pseudoinverse_by_hand():
    found = exact.pinv(exact.array([[1, 2], [2, 4]]))
    assert plain(found) == fractions([["1/25", "2/25"], ["2/25", "4/25"]])


def test_pseudoinverse_modulo_a_prime_needs_an_invertible_gram_matrix():
    with pytest.raises(SingularError, match="a 1 x 1 matrix has no inverse, its rank is 0"):
        modular(5).pinv(modular(5).array([[1], [2]]))  # 1 + 4 = 0 modulo 5


@pytest.mark.parametrize("field", FIELDS, ids=str)
def test_singular_matrix_has_no_inverse(field):
    with pytest.raises(SingularError, match=r"a 2 x 2 matrix has no inverse, its rank is 1 \("):
        field.inverse(field.array([[1, 2], [2, 4]]))


@pytest.mark.parametrize("field", FIELDS, ids=str)
def test_division_by_zero_is_an_error(field):
    with pytest.raises(SingularError, match="division by"):
        field.divide(field.array([[1]]), field.array([[0]]))


@pytest.mark.parametrize("field", FIELDS, ids=str)
def test_division(field):
    found = field.divide(field.array([[1, 4]]), field.array([[2, 3]]))
    assert same(field, found, field.array([[Fraction(1, 2), Fraction(4, 3)]]))


def test_modular_products_do_not_overflow():
    field, size = modular(), 100
    largest = field.constant(-1, (size, size))
    assert (field.matmul(largest, largest) == size).all()


def test_modular_values_of_fractions_and_of_large_numbers():
    found = modular(7).array(np.array([[Fraction(1, 2), 10**40]], dtype=object))
    assert found.tolist() == [[4, 10**40 % 7]]
    with pytest.raises(SingularError, match="1/7 has no value modulo 7"):
        modular(7).element(Fraction(1, 7))


@pytest.mark.parametrize("number", [1, 9, 2**29 - 1, 2**31 - 1, 536870907])
def test_modulus_is_a_prime_below_2_to_29(number):
    with pytest.raises(ExpressionError, match=f"a prime below 2\\^29 is expected, not {number}"):
        Modular(number)


def test_primes_are_recognized():
    tried = [number for number in range(2, 200) if _accepts(number)]
    assert tried == [p for p in range(2, 200) if all(p % q for q in range(2, p))]
    assert PRIME == 2**29 - 3


def _accepts(number):
    try:
        Modular(number)
    except ExpressionError:
        return False
    return True


def test_precision_is_never_left_set():
    before = mpmath_package.mp.prec, flint.ctx.prec
    for field in (mpmath(80), ball(80)):
        field.inverse(field.array(SQUARE))
        field.pinv(field.array(TALL))
    assert (mpmath_package.mp.prec, flint.ctx.prec) == before


def test_precision_does_not_depend_on_the_global_setting():
    field = mpmath(50)
    with mpmath_package.workdps(5):
        third = field.divide(field.array([[1]]), field.array([[3]]))[0, 0]
    assert abs(third - field.element(Fraction(1, 3))) < field.element(Fraction(1, 10**60))


def test_balls_enclose_the_exact_value():
    field = ball(20)
    third = field.divide(field.array([[1]]), field.array([[3]]))[0, 0]
    with flint.ctx.workdps(100):
        assert third.contains(flint.fmpq(1, 3))
        assert not third.contains(flint.fmpq(1, 3) + flint.fmpq(1, 10**30))


@pytest.mark.parametrize("digits", [0, -3, 2.5, True])
def test_digits_are_a_positive_number(digits):
    with pytest.raises(ExpressionError, match="a positive number of digits is expected"):
        mpmath(digits)
