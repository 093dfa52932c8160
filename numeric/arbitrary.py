"""Number systems of any precision: exact rationals, many digits (mpmath), balls (Arb)."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any, TypeAlias, TypeVar

import flint
import numpy as np
from mpmath import mp as global_context
from numpy.typing import ArrayLike

from numeric import elementary
from numeric.arithmetic import Array, Element, Field, FieldError, SingularError, rational
from numeric.elimination import inverse, pinv_by_rank

MpMatrix: TypeAlias = Any  # mpmath makes a class of matrices for every context
Result = TypeVar("Result")
GUARD = 20  # decimal digits kept beyond those asked for, against rounding in sums and inverses


class Exact(Field):
    """Rational numbers, FLINT's `fmpq` (ten times as fast as `fractions.Fraction`)."""

    name = "exact"
    is_exact = True

    def element(self, value: Fraction | int) -> Element:
        return flint.fmpq(value.numerator, value.denominator)

    def array(self, values: ArrayLike) -> Array:
        return self.map(lambda value: self.element(rational(value)), _objects(values))

    def reciprocal(self, value: Element) -> Element:
        if value == 0:
            raise SingularError("division by zero")
        return 1 / value

    def pivot(self, column: Array, whole: Array) -> int | None:  # noqa: ARG002 - not rounded
        return next((row for row, value in enumerate(column) if value != 0), None)

    def inverse(self, matrix: Array) -> Array:
        return inverse(self, matrix)

    def pinv(self, matrix: Array) -> Array:
        return pinv_by_rank(self, matrix)

    def determinant(self, matrix: Array) -> Element:
        return flint.fmpq_mat(matrix.tolist()).det()

    def root(self, values: Array, degree: int) -> Array:
        return self.map(lambda value: self._root(value, degree), values)

    def _root(self, value: Element, degree: int) -> Element:
        found = flint.fmpq(value.p.root(degree), value.q.root(degree))
        if found**degree != value:
            raise FieldError(f"the root of degree {degree} of {value} is not rational")
        return found


class Multiprecision(Field):
    """mpmath numbers with `digits` digits and a guard, in a context that nobody else uses."""

    def __init__(self, digits: int) -> None:
        self.digits = digits
        self.precision = digits + GUARD
        self.name = f"mpmath with {digits} digits"
        self.context = global_context.clone()
        self.context.dps = self.precision
        # pivots and singular values below this fraction of the largest count as zero
        self.small = self.context.mpf(10) ** (-self.precision // 2)

    def element(self, value: Fraction | int) -> Element:
        return self.context.mpf(value.numerator) / value.denominator

    def array(self, values: ArrayLike) -> Array:
        return self.map(lambda value: self.element(rational(value)), _objects(values))

    def reciprocal(self, value: Element) -> Element:
        if value == 0:
            raise SingularError(f"division by zero in {self.name}")
        return 1 / value

    def pivot(self, column: Array, whole: Array) -> int | None:
        chosen = max(range(len(column)), key=lambda row: abs(column[row]), default=None)
        if chosen is None or abs(column[chosen]) <= self.small * self.size(whole):
            return None
        return chosen

    def log10(self, value: Element) -> float:
        return float(self.context.log10(value)) if value else -math.inf

    def inverse(self, matrix: Array) -> Array:
        return inverse(self, matrix)

    def pinv(self, matrix: Array) -> Array:
        """V S^+ U' of the singular value decomposition U S V'."""
        if self.is_zero(matrix):
            return self.constant(0, matrix.shape[::-1])
        given = self.context.matrix(matrix.tolist())
        left, values, right = (_entries(part) for part in self.context.svd_r(given))
        kept = [i for i, value in enumerate(values[:, 0]) if value > self.small * values[0, 0]]
        weighted = right[kept].T * np.array([1 / values[i, 0] for i in kept], dtype=object)
        return weighted @ left[:, kept].T

    def determinant(self, matrix: Array) -> Element:
        return self.context.det(self.context.matrix(matrix.tolist()))

    def function(self, name: str, values: Array) -> Array:
        rule = elementary.MULTIPRECISION[name]
        return self.map(lambda value: rule(self.context, value), values)

    def root(self, values: Array, degree: int) -> Array:
        return self.map(lambda value: self.context.root(value, degree), values)

    def expm(self, matrix: Array) -> Array:
        return _entries(self.context.expm(self.context.matrix(matrix.tolist())))


class Ball(Field):
    """Arb's balls, with the same guard: every result encloses the true value of the formula."""

    encloses = True

    def __init__(self, digits: int) -> None:
        self.digits = digits
        self.precision = digits + GUARD
        self.name = f"balls with {digits} digits"

    def _at_precision(self, action: Callable[..., Result], *operands: Element) -> Result:
        with flint.ctx.workdps(self.precision):
            return action(*operands)

    def element(self, value: Fraction | int) -> Element:
        ratio = flint.fmpq(value.numerator, value.denominator)
        return self._at_precision(flint.arb, ratio)

    def array(self, values: ArrayLike) -> Array:
        return self.map(lambda value: self.element(rational(value)), _objects(values))

    def add(self, left: Array, right: Array) -> Array:
        return self._at_precision(super().add, left, right)

    def subtract(self, left: Array, right: Array) -> Array:
        return self._at_precision(super().subtract, left, right)

    def multiply(self, left: Array, right: Array) -> Array:
        return self._at_precision(super().multiply, left, right)

    def matmul(self, left: Array, right: Array) -> Array:
        return self._at_precision(super().matmul, left, right)

    def total(self, values: Array) -> Array:
        return self._at_precision(super().total, values)

    def trace(self, values: Array) -> Array:
        return self._at_precision(super().trace, values)

    def size(self, values: Array) -> Element:
        """An upper bound for the largest absolute value."""
        return max((abs(value).upper() for value in values.flat), key=float)

    def log10(self, value: Element) -> float:
        mantissa, exponent = value.mid().man_exp()  # beyond the range of a float
        return math.log10(mantissa) + int(exponent) * math.log10(2) if mantissa else -math.inf

    def is_zero(self, values: Array) -> bool:
        return all(value.contains(0) for value in values.flat)

    def reciprocal(self, value: Element) -> Element:
        if value.contains(0):
            raise SingularError(f"division by a ball that contains zero ({self.name})")
        return self._at_precision(lambda: 1 / value)

    def pivot(self, column: Array, whole: Array) -> int | None:  # noqa: ARG002 - radii decide
        sure = [row for row, value in enumerate(column) if not value.contains(0)]
        return max(sure, key=lambda row: float(column[row].abs_lower()), default=None)

    def inverse(self, matrix: Array) -> Array:
        return inverse(self, matrix)

    def pinv(self, matrix: Array) -> Array:
        """Of a matrix of full rank; balls cannot show that a rank is smaller."""
        rows, cols = matrix.shape
        if rows > cols:
            return self.pinv(matrix.T).T
        square = self.matmul(matrix, matrix.T)
        return self.matmul(matrix.T, inverse(self, square))

    def determinant(self, matrix: Array) -> Element:
        return self._at_precision(lambda: flint.arb_mat(matrix.tolist()).det())

    def function(self, name: str, values: Array) -> Array:
        return self._at_precision(self.map, elementary.BALL[name], values)

    def root(self, values: Array, degree: int) -> Array:
        return self._at_precision(self.map, lambda value: value.root(degree), values)

    def expm(self, matrix: Array) -> Array:
        found = self._at_precision(lambda: flint.arb_mat(matrix.tolist()).exp())
        return np.array(found.tolist(), dtype=object).reshape(matrix.shape)

    def step(self, values: Array) -> Array:
        """Where a ball contains positive and other numbers, the ball from 0 to 1."""
        return self.map(_step, values)


def _step(value: Element) -> Element:
    if value > 0 or value <= 0:
        return flint.arb(int(value > 0))
    return flint.arb(0.5, 0.5)


def _objects(values: ArrayLike) -> Array:
    found = np.asarray(values)
    return found if found.dtype == object else found.astype(object)


def _entries(matrix: MpMatrix) -> Array:
    return np.array(matrix.tolist(), dtype=object).reshape(matrix.rows, matrix.cols)
