"""Functions of one number and their derivatives of every order, applied to arrays.

The derivatives of order n >= 1 of tanh and of the logistic sigmoid are their slope times a
polynomial in their value, the one of arctan is a rational function; the polynomials come from
recurrences.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from functools import cache, reduce
from math import factorial
from typing import TypeAlias

import flint

from numeric.arithmetic import Array, DomainError, Element, Field, FieldError
from numeric.instance import Instance
from symland.errors import ExpressionError
from symland.language.functions import NAMED, TAKEN, Activation

Rule: TypeAlias = Callable[[Field, Array, int], Array]  # the derivative of an order at values


def is_generic(activation: Activation) -> bool:
    """Whether the function stands for any smooth one."""
    return activation.name not in (*NAMED, *TAKEN) and activation.parameter is None


def is_piecewise(activation: Activation) -> bool:
    """Whether the function has a kink or a jump at 0."""
    return activation.name in ("relu", "step", "leaky_relu")


def entrywise(
    activation: Activation, order: int, values: Array, field: Field, instance: Instance
) -> Array:
    """The derivative of this order of an entrywise function, at every entry."""
    name, parameter = activation.name, activation.parameter
    order += activation.order
    if is_generic(activation):
        return _quotient(field, instance, name, values, order)
    if is_piecewise(activation) and (parameter is not None) == (name == "leaky_relu"):
        if not field.is_ordered:
            raise FieldError(f"`{activation}` has no meaning {field.name}")
        slope, at_zero = parameter or Fraction(0), _at_zero(instance)
        return _ramp(field, values, slope, order + (name == "step"), at_zero)
    if parameter is None and name in RULES:
        return RULES[name](field, values, order)
    if parameter is not None and name in PARAMETRIC:
        return PARAMETRIC[name](field, values, parameter, order)
    raise ExpressionError(f"`{activation}` is not a function that can be evaluated")


def power(field: Field, values: Array, exponent: Fraction, order: int = 0) -> Array:
    """p (p - 1) ... x^(p - order); where p is not an integer, x must not be negative."""
    factor = Fraction(1)
    for step in range(order):
        factor *= exponent - step
    if not factor:
        return field.constant(0, values.shape)
    rest = exponent - order
    if rest.denominator > 1:
        values = _root(field, values, rest.denominator)
    return field.multiply(field.constant(factor, (1, 1)), _whole(field, values, rest.numerator))


def log(field: Field, values: Array, order: int = 0) -> Array:
    """The natural logarithm of positive numbers."""
    if order:
        factor = (-1) ** (order - 1) * factorial(order - 1)
        return field.multiply(field.constant(factor, (1, 1)), _whole(field, values, -order))
    if not field.is_exact and not all(value > 0 for value in values.flat):
        raise DomainError(f"the logarithm of a number that is not positive ({field.name})")
    return field.function("log", values)


def _root(field: Field, values: Array, degree: int) -> Array:
    if field.is_ordered and not all(value >= 0 for value in values.flat):
        raise DomainError(f"a root of a negative number ({field.name})")
    return field.root(values, degree)


def _whole(field: Field, values: Array, exponent: int) -> Array:
    """An integer power; of 0, a negative one raises `SingularError`."""
    if exponent < 0:
        values = field.map(field.reciprocal, values)
    return reduce(field.multiply, [values] * abs(exponent), field.constant(1, values.shape))


def _horner(field: Field, coefficients: Iterable[Fraction | int], values: Array) -> Array:
    """c_0 + c_1 x + c_2 x^2 + ..."""
    total = field.constant(0, values.shape)
    for number in reversed(list(coefficients)):
        total = field.add(field.multiply(total, values), field.constant(number, (1, 1)))
    return total


def _quotient(field: Field, instance: Instance, name: str, values: Array, order: int) -> Array:
    """The derivative of a polynomial, or of a quotient p / q: (p' q - p q') / q^2 and so on."""
    coefficients = instance.activation(name)
    if name not in instance.denominators:
        for _ in range(order):  # the coefficients may be unknowns
            coefficients = tuple(degree * c for degree, c in enumerate(coefficients))[1:]
        return _horner(field, coefficients, values)
    above = _as_polynomial(coefficients)
    below = first = _as_polynomial(instance.denominators[name])
    for place in range(order):
        above = above.derivative() * first - (place + 1) * above * first.derivative()
        below *= first
    top, bottom = (_horner(field, _coefficients(one), values) for one in (above, below))
    return field.divide(top, bottom)


def _as_polynomial(coefficients: Iterable[Fraction]) -> Element:
    return flint.fmpq_poly([flint.fmpq(c.numerator, c.denominator) for c in coefficients])


def _coefficients(polynomial: Element) -> list[Fraction]:
    return [Fraction(int(c.p), int(c.q)) for c in polynomial.coeffs()]


def _recurrence(step: Callable[[Element, int], Element]) -> Callable[[int], list[int]]:
    """Coefficients of Q_n for n = 1, 2, ..., where Q_1 = 1 and Q_(n+1) = step(Q_n, n)."""

    @cache
    def coefficients(order: int) -> list[int]:
        found = flint.fmpz_poly([1])
        for before in range(1, order):
            found = step(found, before)
        return [int(number) for number in found.coeffs()]

    return coefficients


# in tanh(x), of tanh^(n)(x) / sech(x)^2
tanh_factor = _recurrence(
    lambda q, _: flint.fmpz_poly([1, 0, -1]) * q.derivative() - flint.fmpz_poly([0, 2]) * q
)
# in s = sigmoid(x), of sigmoid^(n)(x) / (s (1 - s))
sigmoid_factor = _recurrence(
    lambda q, _: flint.fmpz_poly([0, 1, -1]) * q.derivative() + flint.fmpz_poly([1, -2]) * q
)
# in x, of arctan^(n)(x) (1 + x^2)^n
arctan_factor = _recurrence(
    lambda q, n: flint.fmpz_poly([1, 0, 1]) * q.derivative() - flint.fmpz_poly([0, 2 * n]) * q
)


def _tanh(field: Field, values: Array, order: int) -> Array:
    found = field.function("tanh", values)
    if not order:
        return found
    slope = _whole(field, field.function("sech", values), 2)
    return field.multiply(slope, _horner(field, tanh_factor(order), found))


def _sigmoid(field: Field, values: Array, order: int) -> Array:
    found = field.function("sigmoid", values)
    if not order:
        return found
    opposite = field.subtract(field.constant(0, (1, 1)), values)
    slope = field.multiply(found, field.function("sigmoid", opposite))
    return field.multiply(slope, _horner(field, sigmoid_factor(order), found))


def _softplus(field: Field, values: Array, order: int) -> Array:
    return _sigmoid(field, values, order - 1) if order else field.function("softplus", values)


def _arctan(field: Field, values: Array, order: int) -> Array:
    if not order:
        return field.function("arctan", values)
    below = _whole(field, _horner(field, (1, 0, 1), values), -order)
    return field.multiply(_horner(field, arctan_factor(order), values), below)


def _exp(field: Field, values: Array, order: int) -> Array:  # noqa: ARG001 - all are the same
    return field.function("exp", values)


def _wave(shift: int) -> Rule:
    """sin, or with a shift of 1 its derivative cos."""

    def rule(field: Field, values: Array, order: int) -> Array:
        half, odd = divmod((order + shift) % 4, 2)
        found = field.function("cos" if odd else "sin", values)
        return field.multiply(field.constant((-1) ** half, (1, 1)), found)

    return rule


def _ramp(
    field: Field, values: Array, slope: Fraction, order: int, at_zero: Fraction | int
) -> Array:
    """x for positive numbers, slope * x for the others; at 0 the derivative is one of the two."""
    if order > 1:
        return field.constant(0, values.shape)
    one = field.constant(1, (1, 1))
    step = field.step(values)
    if at_zero:
        step = field.subtract(one, field.step(field.subtract(field.constant(0, (1, 1)), values)))
    rate = field.add(field.constant(slope, (1, 1)),
                     field.multiply(field.constant(1 - slope, (1, 1)), step))  # fmt: skip
    return rate if order else field.multiply(rate, values)


def _at_zero(instance: Instance) -> Fraction | int:
    """The value of step at 0, a selection of the subdifferential of relu: 0 if none is given."""
    (found,) = instance.activations.get("step", (0,))
    if found not in (0, 1):
        raise ExpressionError(f"`step` is 0 or 1 at 0, not {found}")
    return found


RULES: dict[str, Rule] = {
    "tanh": _tanh,
    "arctan": _arctan,
    "sigmoid": _sigmoid,
    "softplus": _softplus,
    "exp": _exp,
    "log": log,
    "sin": _wave(0),
    "cos": _wave(1),
}
PARAMETRIC: dict[str, Callable[[Field, Array, Fraction, int], Array]] = {
    "power": power,
}
