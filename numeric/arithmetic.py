"""What every number system offers: arithmetic on arrays of its numbers, entry by entry.

Arrays may carry any number of leading axes; the last two are rows and columns.  A `Field` is a
fixed object without state, so that one can be shared by everything that runs.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Callable
from fractions import Fraction
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from symland.errors import ExpressionError, SymlandError

Array: TypeAlias = NDArray[Any]
Element: TypeAlias = Any  # one number of the field at hand: int, float, fmpq, mpf or arb


class SingularError(SymlandError, ArithmeticError):
    """SL301: a division by zero, or a matrix without the inverse that a formula asks for."""

    code = "SL301"


class DomainError(SingularError):
    """SL301: the logarithm of a number that is not positive, a root of a negative one, and such."""


class FieldError(ExpressionError):
    """SL006: a number system without the function or order that a formula asks for."""


class Field(ABC):
    """Numbers of one kind in NumPy arrays of the type `dtype`."""

    name: str
    dtype: Any = object
    is_exact: bool = False
    is_ordered: bool = True
    encloses: bool = False  # whether numbers are balls that contain the true value
    digits: int | None = None  # decimal digits that a comparison asks for, None where exact
    precision: int = 0  # decimal digits that are kept, more than are asked for

    @abstractmethod
    def element(self, value: Fraction | int) -> Element:
        """One rational number in this number system."""

    @abstractmethod
    def array(self, values: ArrayLike) -> Array:
        """Rational numbers (in an array or in nested lists) as an array of this system."""

    @abstractmethod
    def reciprocal(self, value: Element) -> Element:
        """1 / value; zero raises `SingularError`."""

    @abstractmethod
    def pivot(self, column: Array, whole: Array) -> int | None:
        """Which entry of a column to divide by, None where all count as zero in `whole`."""

    @abstractmethod
    def inverse(self, matrix: Array) -> Array:
        """The inverse of one square matrix; a singular one raises `SingularError`."""

    @abstractmethod
    def pinv(self, matrix: Array) -> Array:
        """The Moore-Penrose inverse of one matrix."""

    @abstractmethod
    def determinant(self, matrix: Array) -> Element:
        """The determinant of one square matrix."""

    def function(self, name: str, values: Array) -> Array:  # noqa: ARG002 - not here
        """One of the functions in `numeric.elementary` of every entry."""
        raise self.without(name)

    def root(self, values: Array, degree: int) -> Array:  # noqa: ARG002 - not here
        """The root of every entry, none of which is negative."""
        raise FieldError(f"roots cannot be evaluated ({self.name})")

    def expm(self, matrix: Array) -> Array:  # noqa: ARG002 - not here
        """The exponential of one square matrix."""
        raise self.without("expm")

    def without(self, name: object) -> FieldError:
        """The error that says that a function is not known here."""
        return FieldError(f"`{name}` cannot be evaluated ({self.name})")

    def step(self, values: Array) -> Array:
        """1 for positive numbers, 0 for all others."""
        return self.map(lambda value: self.element(int(value > 0)), values)

    def reduce(self, values: Array) -> Array:
        """The values in their normal form."""
        return values

    def add(self, left: Array, right: Array) -> Array:
        return self.reduce(left + right)

    def subtract(self, left: Array, right: Array) -> Array:
        return self.reduce(left - right)

    def multiply(self, left: Array, right: Array) -> Array:
        """The entrywise product."""
        return self.reduce(left * right)

    def matmul(self, left: Array, right: Array) -> Array:
        return self.reduce(left @ right)

    def divide(self, left: Array, right: Array) -> Array:
        """The entrywise quotient."""
        return self.multiply(left, self.map(self.reciprocal, right))

    def total(self, values: Array) -> Array:
        """The sum of all entries of each matrix, as 1 x 1 matrices."""
        return self.reduce(values.sum(axis=(-2, -1), keepdims=True))

    def trace(self, values: Array) -> Array:
        """The sum of the diagonal of each matrix, as 1 x 1 matrices."""
        diagonal = np.diagonal(values, axis1=-2, axis2=-1)
        return self.reduce(diagonal.sum(axis=-1, keepdims=True)[..., None])

    def constant(self, value: Fraction | int, shape: tuple[int, ...]) -> Array:
        """An array whose entries all are `value`."""
        return np.full(shape, self.element(value), dtype=self.dtype)

    def identity(self, size: int) -> Array:
        found = self.constant(0, (size, size))
        np.fill_diagonal(found, self.element(1))
        return found

    def is_zero(self, values: Array) -> bool:
        """Whether every entry is (or, for balls, may be) zero."""
        return not (values != self.element(0)).any()

    def size(self, values: Array) -> Element:
        """The largest absolute value of an entry."""
        return max((abs(value) for value in values.flat), default=self.element(0))

    def log10(self, value: Element) -> float:
        """The logarithm of a number that is not negative, -inf for zero."""
        return math.log10(value) if value else -math.inf

    def map(self, function: Callable[[Element], Element], values: Array) -> Array:
        """A function of one number, applied to every entry."""
        return np.frompyfunc(function, 1, 1)(values).astype(self.dtype, copy=False)

    def __repr__(self) -> str:
        return self.name


def rational(value: Element) -> Fraction:
    """A Python, NumPy or FLINT rational, or a float's exact value, as a `Fraction`."""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, int | float | Fraction):
        return Fraction(value)
    return Fraction(int(value.p), int(value.q))  # fmpq
