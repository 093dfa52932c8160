"""Functions of one real number x: quotients of polynomials whose denominator has no real root.

A formula in x that is evaluated here holds for every x, or it is known where it does not.  What
would divide by a function with a real root, or compare two functions, raises `FieldError`.
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
from numeric.polynomials import Open
from numeric.signs import is_positive


@dataclass(frozen=True, slots=True)
class Quotient:
    """above / below, where below is positive for every real number."""

    above: Any
    below: Any

    def __add__(self, other: Quotient) -> Quotient:
        above = self.above * other.below + other.above * self.below
        return Quotient(above, self.below * other.below)

    def __sub__(self, other: Quotient) -> Quotient:
        return self + -other

    def __mul__(self, other: Quotient) -> Quotient:
        return Quotient(self.above * other.above, self.below * other.below)

    def __neg__(self) -> Quotient:
        return Quotient(-self.above, self.below)


class RationalFunctions(Field):
    """Quotients of FLINT's `fmpq_poly`; `Open(0)` in an array is the variable.

    >>> numbers = RationalFunctions()
    >>> found = numbers.array([[Open(0), 2]])
    >>> print(numbers.multiply(found, found)[0, 0].above)
    x^2
    """

    name = "functions of x"
    is_exact = True

    def element(self, value: Fraction | int) -> Element:
        number = flint.fmpq(value.numerator, value.denominator)
        return Quotient(flint.fmpq_poly([number]), flint.fmpq_poly([1]))

    def array(self, values: ArrayLike) -> Array:
        return self.map(self._entry, np.asarray(values, dtype=object))

    def _entry(self, value: Element) -> Element:
        if isinstance(value, Open):
            return Quotient(flint.fmpq_poly([0, 1]), flint.fmpq_poly([1]))
        return self.element(rational(value))

    def reciprocal(self, value: Element) -> Element:
        if value.above == 0:
            raise SingularError("division by zero")
        for sign in (1, -1):
            if is_positive(sign * value.above):
                return Quotient(sign * value.below, sign * value.above)
        raise FieldError(f"division by `{value.above}`, which has a real root")

    def pivot(self, column: Array, whole: Array) -> int | None:  # noqa: ARG002 - not rounded
        return next((row for row, value in enumerate(column) if value.above != 0), None)

    def is_zero(self, values: Array) -> bool:
        return all(value.above == 0 for value in values.flat)

    def inverse(self, matrix: Array) -> Array:
        return inverse(self, matrix)

    def pinv(self, matrix: Array) -> Array:
        return pinv_by_rank(self, matrix)

    def determinant(self, matrix: Array) -> Element:
        if matrix.shape != (1, 1):
            raise FieldError("determinants are not evaluated for functions of x")
        return matrix[0, 0]

    def step(self, values: Array) -> Array:  # noqa: ARG002 - not here
        raise FieldError("functions of x are not compared")
