"""Number systems in machine words: integers modulo a prime, and float64."""

from __future__ import annotations

from fractions import Fraction

import flint
import numpy as np
from numpy.typing import ArrayLike

from numeric import elementary
from numeric.arithmetic import Array, Element, Field, FieldError, SingularError, rational
from numeric.elimination import inverse, pinv_by_rank
from symland.errors import ExpressionError

PRIME = 2**29 - 3  # the largest prime below 2^29: a sum of 32 products of residues fits into int64
TAYLOR_TERMS = 16  # of exp(x) for |x| <= 1/4
FLOAT_DIGITS = 9  # agreement asked of float64, which leaves seven digits for rounding


class Modular(Field):
    """Residues 0 ... p-1 in int64; equalities of rational functions hold here, order does not."""

    dtype = np.int64
    is_exact = True
    is_ordered = False

    def __init__(self, prime: int) -> None:
        if prime >= 2**29 or not _is_prime(prime):
            raise ExpressionError(f"a prime below 2^29 is expected, not {prime}")
        self.prime = prime
        self.name = f"modulo {prime}"
        self.width = (2**63 - 1) // (prime - 1) ** 2  # products whose sum fits into int64

    def element(self, value: Fraction | int) -> int:
        if isinstance(value, int):
            return value % self.prime
        if value.denominator % self.prime == 0:
            raise SingularError(f"{value} has no value {self.name}")
        return value.numerator * pow(value.denominator, -1, self.prime) % self.prime

    def array(self, values: ArrayLike) -> Array:
        found = np.asarray(values)
        if found.dtype.kind == "i":
            return found.astype(np.int64) % self.prime
        return self.map(lambda value: self.element(rational(value)), found)

    def reduce(self, values: Array) -> Array:
        return values % self.prime

    def matmul(self, left: Array, right: Array) -> Array:
        inner, width = left.shape[-1], self.width
        if inner <= width:
            return (left @ right) % self.prime
        pieces = range(0, inner, width)
        terms = [left[..., i : i + width] @ right[..., i : i + width, :] for i in pieces]
        return sum(term % self.prime for term in terms) % self.prime  # type: ignore[return-value]

    def reciprocal(self, value: Element) -> int:
        if value % self.prime == 0:
            raise SingularError(f"division by zero {self.name}")
        return pow(int(value), -1, self.prime)

    def pivot(self, column: Array, whole: Array) -> int | None:  # noqa: ARG002 - not rounded
        return _first(column != 0)

    def inverse(self, matrix: Array) -> Array:
        return inverse(self, matrix)

    def pinv(self, matrix: Array) -> Array:
        return pinv_by_rank(self, matrix)

    def determinant(self, matrix: Array) -> int:
        size, entries = len(matrix), matrix.ravel().tolist()
        return int(flint.nmod_mat(size, size, entries, self.prime).det())

    def step(self, values: Array) -> Array:  # noqa: ARG002 - no residue is positive
        raise FieldError(f"the sign of a number has no meaning {self.name}")


class Float64(Field):
    """Machine numbers with 53 bits."""

    name = "float64"
    dtype = np.float64
    digits = FLOAT_DIGITS
    precision = 16

    def element(self, value: Fraction | int) -> float:
        return float(value)

    def array(self, values: ArrayLike) -> Array:
        found = np.asarray(values)
        if found.dtype == object:
            return self.map(lambda value: float(rational(value)), found)
        return found.astype(np.float64)

    def reciprocal(self, value: Element) -> float:
        if value == 0:
            raise SingularError("division by zero in float64")
        return 1.0 / value

    def pivot(self, column: Array, whole: Array) -> int | None:
        chosen = int(np.argmax(np.abs(column)))
        small = np.abs(whole).max() * np.finfo(np.float64).eps * max(whole.shape)
        return chosen if abs(column[chosen]) > small else None

    def inverse(self, matrix: Array) -> Array:
        return inverse(self, matrix)

    def pinv(self, matrix: Array) -> Array:
        return np.linalg.pinv(matrix)

    def determinant(self, matrix: Array) -> float:
        return float(np.linalg.det(matrix))

    def function(self, name: str, values: Array) -> Array:
        try:
            with np.errstate(over="raise", divide="raise", invalid="raise"):
                return np.asarray(elementary.FLOAT64[name](values))
        except FloatingPointError as error:
            raise FieldError(f"`{name}` of these numbers is too large for float64") from error

    def root(self, values: Array, degree: int) -> Array:
        return np.sqrt(values) if degree == 2 else np.power(values, 1 / degree)

    def expm(self, matrix: Array) -> Array:
        """Taylor's series of a small fraction of the matrix, squared repeatedly."""
        halvings = max(0, int(np.frexp(np.abs(matrix).sum(axis=1).max())[1]) + 2)
        small = matrix / 2.0**halvings
        found = term = np.eye(len(matrix))
        for order in range(1, TAYLOR_TERMS):
            term = term @ small / order
            found = found + term
        try:
            with np.errstate(over="raise", invalid="raise"):
                return np.linalg.matrix_power(found, 2**halvings)
        except FloatingPointError as error:
            raise FieldError("`expm` of this matrix is too large for float64") from error


def _first(mask: Array) -> int | None:
    found = int(mask.argmax())
    return found if mask[found] else None


def _is_prime(number: int) -> bool:
    """Miller-Rabin with bases that decide every number below 3,215,031,751."""
    if number < 2 or any(number % small == 0 and number != small for small in (2, 3, 5, 7)):
        return False
    odd, twos = number - 1, 0
    while odd % 2 == 0:
        odd, twos = odd // 2, twos + 1
    return all(_passes(number, odd, twos, base) for base in (2, 3, 5, 7) if base != number)


def _passes(number: int, odd: int, twos: int, base: int) -> bool:
    power = pow(base, odd, number)
    if power in (1, number - 1):
        return True
    for _ in range(twos - 1):
        power = power * power % number
        if power == number - 1:
            return True
    return False
