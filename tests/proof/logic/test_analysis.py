"""Lemmas of real analysis: attacks at the boundary of their hypotheses, and what they refuse."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest

from numeric import ball, compare, instance
from symland import (
    Ge,
    Implies,
    activation,
    arctan,
    arctan_bound,
    as_scalar,
    dims,
    identity,
    intermediate_value,
    leaky_relu,
    log,
    matrix,
    minimum_at_zero,
    positive_reciprocal,
    relu,
    sign_of_factor,
    sign_of_increasing,
    sqrt,
    step,
    tanh,
)
from symland.errors import SizeError, StatementError
from tests.proof.test_soundness import not_shown

x, a, b, one = matrix("x", 1, 1), matrix("a", 1, 1), matrix("b", 1, 1), identity(1)
POINTS = [Fraction(value, 6) for value in (-60, -13, -6, -1, 0, 1, 2, 6, 25, 60)]
NUMBERS = [-2, -1, Fraction(-1, 2), 0, Fraction(1, 2), 1, 2]


@pytest.mark.parametrize("value", POINTS)
def test_arctan_is_bounded(value):
    claim = arctan_bound(x).conclusion
    assert compare(claim, instance(letters={"x": [[value]]}), ball(30)).holds is True


@pytest.mark.parametrize("f", [tanh, arctan])
@pytest.mark.parametrize("value", POINTS)
def test_an_increasing_function_has_the_sign_of_its_argument(f, value):
    same, only = sign_of_increasing(f, x).conclusion.parts
    here = instance(letters={"x": [[value]]})
    assert compare(same.body, here, ball(30)).holds is not False
    vanishes = compare(only.body.left, here, ball(30)).holds
    assert (vanishes is False) == (value != 0)


def test_reciprocals_of_positive_numbers_are_positive():
    lemma = positive_reciprocal(a, b)
    seen = 0
    for first, second in product(NUMBERS, repeat=2):
        here = instance(letters={"a": [[first]], "b": [[second]]})
        if all(compare(need, here, ball(30)).holds is not False for need in lemma.requires):
            seen += 1
            assert compare(lemma.conclusion, here, ball(30)).holds is True
    assert seen == 3


def test_a_factor_has_the_sign_of_its_product_with_a_positive_number():
    lemma = sign_of_factor(a, b)
    seen = 0
    for first, second in product(NUMBERS, repeat=2):
        here = instance(letters={"a": [[first]], "b": [[second]]})
        if all(compare(need, here, ball(30)).holds is not False for need in lemma.requires):
            seen += 1
            assert compare(lemma.conclusion, here, ball(30)).holds is not False
    assert seen == 12


@pytest.mark.parametrize("coefficients", [(0, 0, 1), (0, 0, 1, 0, 3), (0, 0, 2, 1, 1)])
@pytest.mark.parametrize("value", POINTS)
def test_a_function_that_grows_away_from_zero_is_positive_there(coefficients, value):
    """x f'(x) > 0 for x != 0 holds for x^2, x^2 + 3 x^4 and 2 x^2 + x^3 + x^4."""
    lemma = minimum_at_zero(activation("f"), x)
    here = instance(letters={"x": [[value]]}, activations={"f": coefficients})
    for need in (*lemma.requires[1:], *lemma.conclusion.parts):
        if isinstance(need.body, Implies):
            assert (compare(need.body.left, here, ball(30)).holds is not False) == (value == 0)
        else:
            assert compare(need.body, here, ball(30)).holds is not False


@pytest.mark.parametrize("f", [relu, step, log, sqrt, leaky_relu(2)], ids=str)
@pytest.mark.parametrize("make", [lambda f: intermediate_value(f, -one, one),
                                  lambda f: sign_of_increasing(f, x),
                                  lambda f: minimum_at_zero(f, x)])  # fmt: skip
def test_a_function_that_is_not_smooth_is_refused(f, make):
    with pytest.raises(StatementError, match="is not differentiable on the whole line"):
        make(f)


def test_numbers_are_single():
    m, n = dims("m n")
    A = matrix("A", m, n)
    for make in (arctan_bound, lambda one: positive_reciprocal(one, a),
                 lambda one: sign_of_increasing(tanh, one)):  # fmt: skip
        with pytest.raises(SizeError, match="a number is a 1 x 1 matrix; `A` is m x n"):
            make(A)


HEAD = """
f = activation("f")
x, y, one = matrix("x", 1, 1), matrix("y", 1, 1), identity(1)
"""
CHEATS = {
    "a reciprocal without a sign": """
@theorem(Gt(as_scalar(x), 0), given=[Eq(x @ y, one)])
def wrong(p):
    p.obtain(positive_reciprocal(x, y))
    p.calc().gt(0)
""",
    "a zero between values of one sign": """
@theorem(Exists(y, Eq(f(y), 0)), given=[Ge(as_scalar(f(one)), 0)])
def wrong(p):
    c = p.obtain(intermediate_value(f, -one, one), "c")
    p.witness(c)
""",
    "a function that does not vanish at 0": """
@theorem(Ge(as_scalar(x @ exp(x)), 0), given=[Gt(as_scalar(exp.d(x)), 0)])
def wrong(p):
    t = matrix("t", 1, 1)
    lemma = sign_of_increasing(exp, t)
    p.obtain(lemma)
    p.calc().ge(0, by=lemma.conclusion.parts[0](x))
""",
    "a slope that is positive at one point only": """
@theorem(Ge(as_scalar(x @ f(x)), 0), given=[Eq(f(zeros(1, 1)), 0), Gt(as_scalar(f.d(x)), 0)])
def wrong(p):
    t = matrix("t", 1, 1)
    lemma = sign_of_increasing(f, t)
    p.obtain(lemma)
    p.calc().ge(0, by=lemma.conclusion.parts[0](x))
""",
    "a minimum of the sine": """
@theorem(Ge(as_scalar(sin(x)), 0))
def wrong(p):
    t = matrix("t", 1, 1)
    lemma = minimum_at_zero(sin, t)
    p.obtain(lemma, by=value_at_zero(sin))
    p.calc().ge(0, by=lemma.conclusion.parts[0](x))
""",
    "a factor of a number that may be 0": """
@theorem(Ge(as_scalar(x), 0), given=[Ge(as_scalar(x @ y), 0), Ge(as_scalar(y), 0)])
def wrong(p):
    p.obtain(sign_of_factor(x, y))
    p.calc().ge(0)
""",
    "a case of an implication without its condition": """
@theorem(Eq(y, 0), given=[ForAll(x, Implies(Eq(x @ f(x), 0), Eq(x, 0)))])
def wrong(p):
    general = ForAll(x, Implies(Eq(x @ f(x), 0), Eq(x, 0)))
    p.obtain(general(y))
    p.calc().eq(0)
""",
}


@pytest.mark.parametrize("cheat", CHEATS)
def test_a_lemma_gives_no_more_than_it_says(prove, cheat):
    not_shown(prove(HEAD + CHEATS[cheat])["wrong"])


def test_generic_functions_are_smooth():
    lemma = intermediate_value(activation("f"), -one, one)
    assert lemma.requires[1] == Ge(as_scalar(activation("f")(one)), 0)
