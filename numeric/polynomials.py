"""Polynomials over the rationals: entries whose value is left open, exactly.

A value that comes out constant is the same for all values of the open entries.  Nothing is divided
by a polynomial, and nothing is compared with it, unless it is a constant; where a formula asks for
that, `FieldError` is raised.
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

LARGEST_DETERMINANT = 4


@dataclass(frozen=True, slots=True)
class Open:
    """An entry of a letter that may have any value, the variable of this number."""

    place: int


@dataclass(frozen=True, slots=True)
class Polynomial:
    """A polynomial as one element of an array (FLINT's own would be taken for a sequence)."""

    value: Any

    def __add__(self, other: Polynomial) -> Polynomial:
        return Polynomial(self.value + other.value)

    def __sub__(self, other: Polynomial) -> Polynomial:
        return Polynomial(self.value - other.value)

    def __mul__(self, other: Polynomial) -> Polynomial:
        return Polynomial(self.value * other.value)

    def __neg__(self) -> Polynomial:
        return Polynomial(-self.value)

    @property
    def is_constant(self) -> bool:
        return bool(self.value.is_constant())

    @property
    def number(self) -> Element:
        """The rational number that it is; raises `FieldError` if it is none."""
        if not self.is_constant:
            raise FieldError("the value depends on an open entry")
        return self.value.leading_coefficient() if self.value != 0 else flint.fmpq(0)


class Polynomials(Field):
    """Polynomials in `count` variables, FLINT's `fmpq_mpoly`; arrays may contain `Open` entries.

    >>> numbers = Polynomials(1)
    >>> found = numbers.array([[Open(0), 2]])
    >>> numbers.is_constant(found), numbers.is_constant(found - found)
    (False, True)
    """

    name = "polynomials"
    is_exact = True

    def __init__(self, count: int) -> None:
        self._context = flint.fmpq_mpoly_ctx.get(("x", count), flint.Ordering.lex)
        self._variables = self._context.gens()

    def element(self, value: Fraction | int) -> Element:
        number = flint.fmpq(value.numerator, value.denominator)
        return Polynomial(self._context.constant(number))

    def array(self, values: ArrayLike) -> Array:
        return self.map(self._entry, np.asarray(values, dtype=object))

    def _entry(self, value: Element) -> Element:
        if isinstance(value, Open):
            return Polynomial(self._variables[value.place])
        return self.element(rational(value))

    def is_constant(self, values: Array) -> bool:
        """Whether no entry depends on a variable."""
        return all(value.is_constant for value in values.flat)

    def reciprocal(self, value: Element) -> Element:
        if value.number == 0:
            raise SingularError("division by zero")
        return Polynomial(self._context.constant(1 / value.number))

    def pivot(self, column: Array, whole: Array) -> int | None:  # noqa: ARG002 - not rounded
        for row, value in enumerate(column):
            if value.is_constant and value.number != 0:
                return row
        return None if self.is_zero(column) else 0

    def is_zero(self, values: Array) -> bool:
        if any(value.is_constant and value.number != 0 for value in values.flat):
            return False
        return all(value.number == 0 for value in values.flat)

    def inverse(self, matrix: Array) -> Array:
        return inverse(self, matrix)

    def pinv(self, matrix: Array) -> Array:
        return pinv_by_rank(self, matrix)

    def determinant(self, matrix: Array) -> Element:
        """By expansion along the first row, for small matrices."""
        size = matrix.shape[0]
        if size > LARGEST_DETERMINANT:
            raise FieldError(f"a determinant of size {size} is not evaluated with open entries")
        if size == 1:
            return matrix[0, 0]
        total = self.element(0)
        for column in range(size):
            rest = np.delete(matrix[1:], column, axis=1)
            part = matrix[0, column] * self.determinant(rest)
            total = total - part if column % 2 else total + part
        return total

    def step(self, values: Array) -> Array:
        return self.map(lambda value: self.element(int(value.number > 0)), values)
