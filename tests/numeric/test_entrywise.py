"""Entrywise functions and their derivatives, against mpmath's differences and by hand."""

from __future__ import annotations

from fractions import Fraction
from math import comb

import flint
import mpmath as mpmath_package
import numpy as np
import pytest

from numeric import (
    DomainError,
    FieldError,
    SingularError,
    ball,
    draw,
    evaluate,
    exact,
    float64,
    instance,
    modular,
    mpmath,
    requirements,
)
from numeric.dimensions import Dimensions
from numeric.entrywise import RULES
from symland.errors import ExpressionError, NamingError
from symland.language.build import frob2, hadamard, matrix, scalar, tr
from symland.language.derivatives import gradient_node, hessian_node, jacobian_node
from symland.language.functions import (
    NAMED,
    Activation,
    activation,
    arctan,
    cos,
    exp,
    hadamard_div,
    hadamard_power,
    leaky_relu,
    log,
    relu,
    sigmoid,
    sin,
    softplus,
    sqrt,
    step,
    tanh,
    total,
)
from tests.numeric.samples import fractions, plain

SMOOTH = [tanh, arctan, sigmoid, softplus, exp, log, sin, cos]
ROUNDED = [float64, mpmath(40), ball(40)]
FIELDS = [modular(), exact, *ROUNDED]
POINTS = [[Fraction(1, 3), Fraction(7, 2)], [Fraction(30), Fraction(1, 9)]]
SIGNED = [[Fraction(-1, 3), Fraction(7, 2)], [Fraction(-30), Fraction(0)]]
U, V = matrix("U", 2, 2), matrix("V", 2, 2)
x = scalar("x")
sigma = activation("sigma")
mp = mpmath_package.mp.clone()
mp.dps = 120
REFERENCE = {
    "tanh": mp.tanh,
    "arctan": mp.atan,
    "sigmoid": lambda t: 1 / (1 + mp.exp(-t)),
    "softplus": lambda t: mp.log(1 + mp.exp(t)),
    "exp": mp.exp,
    "log": mp.log,
    "sin": mp.sin,
    "cos": mp.cos,
}


def at(points, **more):
    return instance(letters={"U": points, "V": POINTS}, **more)


def wanted(function, points):
    return [[function(mp.mpf(p.numerator) / p.denominator) for p in row] for row in points]


def number(value):
    """Any number as one of mpmath; of a ball the centre."""
    if isinstance(value, flint.arb):
        return mp.mpf(value.mid().str(100, radius=False))
    return mp.mpf(value)


def check(found, expected, digits):
    """Every entry has so many digits relative to its own size."""
    for row, other in zip(found.tolist(), expected, strict=True):
        for value, true in zip(row, other, strict=True):
            bound = max(abs(true), mp.mpf(10) ** -50)  # a difference for 0 is not quite 0
            assert abs(number(value) - true) <= bound * mp.mpf(10) ** -digits


DIGITS = {float64.name: 12, ROUNDED[1].name: 40, ROUNDED[2].name: 40}


@pytest.mark.parametrize("order", range(6))
@pytest.mark.parametrize("function", SMOOTH, ids=str)
def test_derivatives_are_those_of_mpmath(function, order):
    points = POINTS if function == log else [*SIGNED, *POINTS]
    expected = wanted(lambda t: mp.diff(REFERENCE[function.name], t, order), points)
    expr = Activation(function.name, order)(matrix("U", len(points), 2))
    for field in ROUNDED:
        found = evaluate(expr, instance(letters={"U": points}), field)
        check(found, expected, DIGITS[field.name])


@pytest.mark.parametrize("order", range(4))
@pytest.mark.parametrize("exponent", [3, 0, -2, "1/2", "-3/2", "2/3"])
def test_derivatives_of_powers(exponent, order):
    power = Fraction(exponent)
    expected = wanted(lambda t: mp.diff(lambda u: mp.power(u, mp.mpf(power.numerator)
                                        / power.denominator), t, order), POINTS)  # fmt: skip
    expr = Activation("power", order, power)(U)
    for field in ROUNDED:
        check(evaluate(expr, at(POINTS), field), expected, DIGITS[field.name])


def test_exact_powers():
    here = at([[4, Fraction(9, 16)], [1, Fraction(1, 100)]])
    third = Activation("power", 1, Fraction(1, 2))(U)
    for power, expected in (
        (2, [[16, "81/256"], [1, "1/10000"]]),
        (-1, [["1/4", "16/9"], [1, 100]]),
        (Fraction(-3, 2), [["1/8", "64/27"], [1, 1000]]),
    ):
        assert plain(evaluate(hadamard_power(U, power), here, exact)) == fractions(expected)
    assert plain(evaluate(third, here, exact)) == fractions([["1/4", "2/3"], ["1/2", 5]])
    cubes = at([[8, Fraction(1, 27)], [0, 1]])
    found = evaluate(hadamard_power(U, Fraction(2, 3)), cubes, exact)
    assert plain(found) == fractions([[4, "1/9"], [0, 1]])


def test_modular_powers_and_quotients():
    found = evaluate(hadamard_div(V, U), at([[1, 2], [3, 4]]), modular())
    expected = [[Fraction(1, 3), Fraction(7, 4)], [Fraction(10), Fraction(1, 36)]]
    assert found.tolist() == modular().array(np.array(expected, dtype=object)).tolist()


@pytest.mark.parametrize("field", FIELDS, ids=str)
def test_zero_has_no_negative_power(field):
    with pytest.raises(SingularError, match="division by"):
        evaluate(hadamard_power(U, -1), at(SIGNED), field)


@pytest.mark.parametrize("field", FIELDS[1:], ids=str)
def test_negative_numbers_have_no_roots(field):
    with pytest.raises(DomainError, match="a root of a negative number"):
        evaluate(hadamard_power(U, Fraction(1, 2)), at(SIGNED), field)


@pytest.mark.parametrize("field", ROUNDED, ids=str)
def test_logarithms_are_those_of_positive_numbers(field):
    with pytest.raises(DomainError, match="the logarithm of a number that is not positive"):
        evaluate(log(U), at(SIGNED), field)


@pytest.mark.parametrize("field", ROUNDED, ids=str)
def test_root_of_zero_is_zero_without_a_derivative(field):
    here = instance(scalars={"x": 0}, letters={"U": [[0, 0], [0, 0]]})
    assert evaluate(sqrt(x), here, field)[0, 0] == 0
    with pytest.raises(SingularError, match="division by"):
        evaluate(gradient_node(total(hadamard_power(U, Fraction(1, 2))), U), here, field)


@pytest.mark.parametrize(
    ("expr", "field", "message"),
    [
        (tanh(U), exact, r"`tanh` cannot be evaluated \(exact\)"),
        (exp.dd(U), modular(), r"`exp` cannot be evaluated \(modulo 536870909\)"),
        (log(U), exact, r"`log` cannot be evaluated \(exact\)"),
        (sqrt(tr(U)), modular(7), r"roots cannot be evaluated \(modulo 7\)"),
        (sqrt(tr(U) * 6), exact, "the root of degree 2 of 8/3 is not rational"),
        (relu(U), modular(7), "`relu` has no meaning modulo 7"),
        (leaky_relu(2).d(U), modular(7), r"`leaky_relu\(2\)'` has no meaning modulo 7"),
        (exp(1000 * U), float64, "`exp` of these numbers is too large for float64"),
    ],
)
def test_what_cannot_be_evaluated_here_is_a_field_error(expr, field, message):
    with pytest.raises(FieldError, match=message):
        evaluate(expr, at(POINTS), field)


@pytest.mark.parametrize(
    "odd",
    [
        Activation("power"),
        Activation("leaky_relu"),
        Activation("tanh", 0, Fraction(2)),
        Activation("sigma", 0, Fraction(2)),
    ],
)
def test_functions_without_meaning_are_errors(odd):
    with pytest.raises(ExpressionError, match="is not a function that can be evaluated"):
        evaluate(odd(U), at(POINTS), float64)


def test_every_named_function_has_a_rule():
    assert {*RULES, "relu", "step"} == set(NAMED)  # these two have kinks


@pytest.mark.parametrize("field", FIELDS[1:], ids=str)
def test_kinked_functions(field):
    def same(function, expected):
        found = evaluate(function(U), at(SIGNED), field)
        difference = field.subtract(found, field.array(np.array(expected, dtype=object)))
        assert field.is_zero(difference) or float(field.size(difference)) < 1e-14

    half = Fraction(7, 2)
    same(relu, [[0, half], [0, 0]])
    same(relu.d, [[0, 1], [0, 0]])
    same(relu.dd, [[0, 0], [0, 0]])
    same(step, [[0, 1], [0, 0]])
    same(step.d, [[0, 0], [0, 0]])
    leaky = leaky_relu(Fraction(1, 10))
    same(leaky, [[Fraction(-1, 30), half], [-3, 0]])
    same(leaky.d, [[Fraction(1, 10), 1], [Fraction(1, 10), Fraction(1, 10)]])
    same(leaky.dd, [[0, 0], [0, 0]])


def test_kinked_functions_are_exact():
    assert plain(evaluate(relu(U), at(SIGNED), exact)) == fractions([[0, "7/2"], [0, 0]])
    kink = gradient_node(frob2(relu(U) - V), U)
    here = at([[1, -2], [Fraction(1, 10**60), 3]])
    assert plain(evaluate(kink, here, exact)) == plain(
        evaluate(2 * hadamard(relu(U) - V, step(U)), here, exact)
    )


def test_balls_enclose_both_sides_of_a_kink():
    wide = flint.arb(0, 1)
    field = ball(30)
    found = field.step(np.array([[wide, flint.arb(0), flint.arb(2)]], dtype=object))[0]
    assert found[0].contains(0)
    assert found[0].contains(1)
    assert found[1] == 0
    assert found[2] == 1


@pytest.mark.parametrize("field", FIELDS, ids=str)
def test_generic_function_is_its_polynomial(field):
    coefficients = [Fraction(1, 2), 3, -1, Fraction(2, 5), 7]
    here = instance(scalars={"x": Fraction(3, 2)}, activations={"sigma": coefficients})
    for order in range(6):
        found = evaluate(Activation("sigma", order)(x), here, field)
        terms = [c * comb(power, order) * Fraction(3, 2) ** (power - order)
                 for power, c in enumerate(coefficients) if power >= order]  # fmt: skip
        factor = int(np.prod(range(1, order + 1)))
        difference = field.subtract(found, field.array([[factor * sum(terms, Fraction(0))]]))
        assert field.is_zero(difference) or float(field.size(difference)) < 1e-10


def test_generic_functions_are_drawn_once_and_needed():
    one, two = draw(Dimensions(), seed=3), draw(Dimensions(), seed=3)
    assert plain(evaluate(sigma(U), one, exact)) == plain(evaluate(sigma(U), two, exact))
    assert len(one.activations["sigma"]) == 5
    assert all(one.activations["sigma"])
    found = requirements(sigma.d(U) + tanh(activation("phi")(V)))
    assert [str(function) for function in found.activations] == ["sigma", "tanh", "phi"]
    with pytest.raises(NamingError, match="the function `sigma` has no value in this instance"):
        evaluate(sigma(U), at(POINTS), exact)


W1, W2 = matrix("W1", 3, 2), matrix("W2", 2, 3)
X, Y = matrix("X", 2, 2), matrix("Y", 2, 2)
LEFT = [[Fraction(1, 3), Fraction(-2, 5)], [Fraction(3, 7), 1], [Fraction(-1, 2), Fraction(4, 5)]]
NETWORK = {
    "W1": LEFT,
    "W2": np.array(LEFT, dtype=object).T,
    "X": [[1, Fraction(-1, 2)], [Fraction(1, 3), Fraction(2, 3)]],
    "Y": [[Fraction(1, 4), 1], [0, Fraction(-1, 5)]],
}


def shifted(moves):
    letters = {name: np.array(values, dtype=object) for name, values in NETWORK.items()}
    for name, place, size in moves:
        letters[name][place] += size
    return instance(letters=letters, activations={"sigma": [1, 2, Fraction(1, 3), -1, 1]})


def central(expr, field, moves, size=Fraction(1, 10**12)):
    """The mixed derivative in the directions of single entries, by central differences."""
    total_value = 0
    for signs in np.ndindex(*(2,) * len(moves)):
        steps = [(*move, size if sign else -size) for move, sign in zip(moves, signs, strict=True)]
        weight = (-1) ** (len(moves) - sum(signs))
        total_value = total_value + weight * evaluate(expr, shifted(steps), field)
    return total_value / field.element(2 * size) ** len(moves)


def places(name):
    rows, cols = np.shape(NETWORK[name])
    return [(row, col) for col in range(cols) for row in range(rows)]


SMOOTH_LOSSES = [*(f for f in SMOOTH if f != log), sigma]


@pytest.mark.parametrize("function", SMOOTH_LOSSES, ids=str)
@pytest.mark.parametrize("letter", [W1, X], ids=str)
def test_gradient_of_a_network_is_its_difference(function, letter):
    loss, field = frob2(W2 @ function(W1 @ X) - Y) / 2, mpmath(50)
    name = letter.data[0]
    found = evaluate(gradient_node(loss, letter), shifted([]), field)
    for place in places(name):
        expected = central(loss, field, [(name, place)])[0, 0]
        assert abs(found[place] - expected) < 1e-20


@pytest.mark.parametrize("function", [tanh, softplus, sigma, relu], ids=str)
def test_jacobian_of_a_network_is_its_difference(function):
    body, field = W2 @ function(W1 @ X), mpmath(50)
    found = evaluate(jacobian_node(body, W1), shifted([]), field)
    for column, place in enumerate(places("W1")):
        expected = central(body, field, [("W1", place)]).T.reshape(-1)
        assert max(abs(found[:, column] - expected)) < 1e-20


@pytest.mark.parametrize("function", [tanh, sigmoid, sigma], ids=str)
@pytest.mark.parametrize("second", ["W1", "W2"])
def test_hessian_of_a_network_is_its_difference(function, second):
    loss, field = frob2(W2 @ function(W1 @ X) - Y) / 2, mpmath(60)
    letters = {"W1": W1, "W2": W2}
    found = evaluate(hessian_node(loss, W1, letters[second]), shifted([]), field)
    for row, place in list(enumerate(places("W1")))[::2]:
        for column, other in list(enumerate(places(second)))[::2]:
            expected = central(loss, field, [("W1", place), (second, other)])[0, 0]
            assert abs(found[row, column] - expected) < 1e-20


def test_third_derivatives_are_nested():
    cubic = gradient_node(total(gradient_node(total(gradient_node(total(sigma(U)), U)), U)), U)
    here = at(POINTS, activations={"sigma": [1, 1, 1, 1, 1]})
    third = Activation("sigma", 3)(U)
    assert plain(evaluate(cubic, here, exact)) == plain(evaluate(third, here, exact))
    smooth = gradient_node(total(gradient_node(total(gradient_node(total(tanh(U)), U)), U)), U)
    found = evaluate(smooth, here, mpmath(30))
    expected = wanted(lambda t: mp.diff(mp.tanh, t, 3), POINTS)
    check(found, expected, 25)


def test_entries_without_movement_inside_a_derivative():
    here = at(POINTS, activations={"sigma": [1, 1, 1, 1, 1]})
    assert not any(entry for row in plain(evaluate(gradient_node(total(sigma(V)), U), here, exact))
                   for entry in row)  # fmt: skip
