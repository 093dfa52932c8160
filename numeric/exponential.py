"""Exact arithmetic with exp, tanh and the logistic sigmoid of integers.

Their values are rational functions of e, which is transcendental (Hermite 1873): so a number of
this system is a rational function over Q in one variable t = e, two numbers are equal exactly if
their functions are, and the sign of one that is not 0 is found by enclosing it closely enough.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import flint
import numpy as np
from numpy.typing import ArrayLike

from numeric.arithmetic import Array, Element, Field, FieldError, SingularError, rational
from numeric.elimination import inverse, pinv_by_rank

LARGEST = 60  # arguments of exp up to this size
PRECISIONS = (64, 256, 1024, 4096)  # bits, until a sign is found
T = flint.fmpq_poly([0, 1])
ONE = flint.fmpq_poly([1])


@dataclass(frozen=True, slots=True, eq=False)
class Number:
    """above / below in lowest terms, with a monic denominator."""

    above: Any
    below: Any

    def __add__(self, other: Number) -> Number:
        return reduced(
            self.above * other.below + other.above * self.below, self.below * other.below
        )

    def __sub__(self, other: Number) -> Number:
        return self + -other

    def __neg__(self) -> Number:
        return Number(-self.above, self.below)

    def __mul__(self, other: Number) -> Number:
        return reduced(self.above * other.above, self.below * other.below)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Number) and (self.above, self.below) == (other.above, other.below)

    def __hash__(self) -> int:
        return hash((str(self.above), str(self.below)))

    def __bool__(self) -> bool:
        return bool(self.above)

    def __abs__(self) -> Number:
        return -self if self.sign() < 0 else self

    def __lt__(self, other: Number | int) -> bool:
        return (self - _number(other)).sign() < 0

    def __gt__(self, other: Number | int) -> bool:
        return (self - _number(other)).sign() > 0

    def __le__(self, other: Number | int) -> bool:
        return not self > other

    def __ge__(self, other: Number | int) -> bool:
        return not self < other

    def __float__(self) -> float:
        return float(self.enclosure(64))

    def enclosure(self, bits: int) -> Any:
        """A ball around the value."""
        before, flint.ctx.prec = flint.ctx.prec, bits
        try:
            e = flint.arb(1).exp()
            values = [sum((c * e**n for n, c in enumerate(p.coeffs())), flint.arb(0))
                      for p in (self.above, self.below)]  # fmt: skip
            return values[0] / values[1]
        finally:
            flint.ctx.prec = before

    def sign(self) -> int:
        """-1, 0 or 1."""
        if not self.above:
            return 0
        for bits in PRECISIONS:
            value = self.enclosure(bits)
            if value > 0 or value < 0:
                return 1 if value > 0 else -1
        raise FieldError("the sign of a number is not found within the precision that is tried")


def reduced(above: Any, below: Any) -> Number:
    """The quotient of two polynomials."""
    common = above.gcd(below) if above else below
    above, below = above // common, below // common
    lead = below.coeffs()[-1]
    return Number(above / lead, below / lead)


def _number(value: Number | int) -> Number:
    return value if isinstance(value, Number) else whole(flint.fmpq_poly([value]))


def whole(value: Any) -> Number:
    """A polynomial as a number."""
    return Number(value, ONE)


class Exponential(Field):
    """Rational functions of e."""

    name = "exact in e"
    is_exact = True

    def element(self, value: Fraction | int) -> Number:
        return whole(flint.fmpq_poly([flint.fmpq(value.numerator, value.denominator)]))

    def array(self, values: ArrayLike) -> Array:
        found = np.asarray(values).astype(object)
        return self.map(lambda value: self.element(rational(value)), found)

    def reciprocal(self, value: Element) -> Number:
        if not value:
            raise SingularError("division by zero")
        return reduced(value.below, value.above)

    def pivot(self, column: Array, whole: Array) -> int | None:  # noqa: ARG002 - not rounded
        return next((row for row, value in enumerate(column) if value), None)

    def inverse(self, matrix: Array) -> Array:
        return inverse(self, matrix)

    def pinv(self, matrix: Array) -> Array:
        return pinv_by_rank(self, matrix)

    def determinant(self, matrix: Array) -> Number:
        """Laplace's expansion; the matrices of instances are small."""
        if len(matrix) == 1:
            return matrix[0, 0]
        total = self.element(0)
        for column, value in enumerate(matrix[0]):
            minor = self.determinant(np.delete(matrix[1:], column, axis=1))
            total = total + (value * minor if column % 2 == 0 else -(value * minor))
        return total

    def function(self, name: str, values: Array) -> Array:
        if name not in RULES:
            raise self.without(name)
        return self.map(lambda value: RULES[name](_integer(value)), values)


def _integer(value: Number) -> int:
    """The value of a number that is a small integer."""
    parts = value.above.coeffs()
    if value.below != ONE or len(parts) > 1 or (parts and parts[0].q != 1):
        raise FieldError("exp and the like are exact at integers only")
    found = int(parts[0].p) if parts else 0
    if abs(found) > LARGEST:
        raise FieldError(f"exp of numbers beyond {LARGEST} is not evaluated exactly")
    return found


def _exp(value: int) -> Number:
    return whole(T**value) if value >= 0 else reduced(ONE, T**-value)


def _quotient(above: Number, below: Number) -> Number:
    return reduced(above.above * below.below, above.below * below.above)


def _tanh(value: int) -> Number:
    power, one = _exp(2 * value), whole(ONE)
    return _quotient(power - one, power + one)


def _sech(value: int) -> Number:
    return _quotient(whole(flint.fmpq_poly([2])), _exp(value) + _exp(-value))


def _sigmoid(value: int) -> Number:
    return _quotient(_exp(value), _exp(value) + whole(ONE))


RULES = {"exp": _exp, "tanh": _tanh, "sech": _sech, "sigmoid": _sigmoid}
