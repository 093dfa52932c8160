"""The number systems in which formulas are evaluated.

| field | numbers | says |
|---|---|---|
| `modular()` | residues modulo a prime, int64 | whether equations hold at random points, fast |
| `exact` | rational numbers | the truth at one point |
| `exponential` | rational functions of e | the same with exp, tanh, sigmoid of integers |
| `float64` | machine numbers | an approximation |
| `mpmath(50)` | 50 decimal digits | a close approximation |
| `ball(50)` | balls with 50 digits | an enclosure of the truth |

Roots, tanh, exp and the like have values in the last three (roots of squares also in `exact`), the
sign of a number in all but the first.  Where a formula has no value, `FieldError` is raised.
"""

from __future__ import annotations

from functools import lru_cache

from numeric.arbitrary import Ball, Exact, Multiprecision
from numeric.arithmetic import Array, DomainError, Field, FieldError, SingularError
from numeric.exponential import Exponential
from numeric.machine import PRIME, Float64, Modular
from symland.errors import ExpressionError

__all__ = ["PRIME", "Array", "DomainError", "Field", "FieldError", "SingularError", "ball", "exact",
           "exponential", "float64", "modular", "mpmath"]  # fmt: skip

exact: Field = Exact()
exponential: Field = Exponential()
float64: Field = Float64()


@lru_cache(maxsize=16)
def modular(prime: int = PRIME) -> Field:
    """Integers modulo a prime below 2^29.

    >>> print(modular(7).inverse(modular(7).array([[3]])))
    [[5]]
    """
    return Modular(prime)


def mpmath(digits: int) -> Field:
    """Numbers with so many decimal digits and 20 guard digits.

    mpmath's own precision setting is left alone.

    >>> print(mpmath(10).array([[1]])[0, 0] / 3)
    0.333333333333333333333333333333
    """
    return Multiprecision(_positive(digits))


def ball(digits: int) -> Field:
    """Balls around numbers with so many decimal digits."""
    return Ball(_positive(digits))


def _positive(digits: int) -> int:
    if isinstance(digits, bool) or not isinstance(digits, int) or digits < 1:
        raise ExpressionError(f"a positive number of digits is expected, not {digits!r}")
    return digits
