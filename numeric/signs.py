"""Signs of polynomials in one variable on the whole real line, decided exactly (Sturm 1829)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any, TypeAlias

import flint

Poly: TypeAlias = Any  # flint.fmpq_poly


def real_roots(p: Poly) -> int:
    """The number of different real roots of a polynomial that is not 0.

    >>> real_roots(flint.fmpq_poly([-2, 0, 1])), real_roots(flint.fmpq_poly([1, 0, 1]))
    (2, 0)
    """
    chain = list(_sturm(p))
    at_minus, at_plus = (_changes([_sign_at_infinity(one, side) for one in chain])
                         for side in (-1, 1))  # fmt: skip
    return at_minus - at_plus


def is_nonnegative(p: Poly) -> bool:
    """Whether p(x) >= 0 for every real x.

    >>> is_nonnegative(flint.fmpq_poly([1, -2, 1])), is_nonnegative(flint.fmpq_poly([0, 1]))
    (True, False)
    """
    if p == 0:
        return True
    _, factors = p.factor()
    odd = [factor for factor, power in factors if power % 2]
    return _sign_at_infinity(p, 1) > 0 and not any(map(real_roots, odd))


def is_positive(p: Poly) -> bool:
    """Whether p(x) > 0 for every real x."""
    return p != 0 and is_nonnegative(p) and not real_roots(p)


def vanishes_where(p: Poly, q: Poly) -> bool:
    """Whether q(x) = 0 for every real x with p(x) = 0."""
    if q == 0:
        return True
    if p == 0:
        return False
    _, factors = p.factor()
    return not any(real_roots(factor) for factor, _ in factors if q % factor != 0)


def has_every_value(p: Poly, q: Poly) -> bool:
    """Whether p(x) / q(x) takes every real value, for a q without real roots.

    It does if and only if it goes to infinity with different signs on the two sides.

    >>> cubic, square, one = (flint.fmpq_poly(c) for c in ([0, 1, 0, 1], [0, 0, 1], [1]))
    >>> [has_every_value(*pair) for pair in ((cubic, one), (square, one), (cubic, square + 1))]
    [True, False, True]
    """
    growth = p.degree() - q.degree()
    return p != 0 and growth > 0 and growth % 2 == 1


def _sturm(p: Poly) -> Iterator[Poly]:
    """The Sturm chain p, p', - (p mod p'), ..."""
    one, other = p, p.derivative()
    while one != 0:
        yield one
        one, other = other, flint.fmpq_poly([0]) if other == 0 else -(one % other)


def _sign_at_infinity(p: Poly, side: int) -> int:
    degree = p.degree()
    lead = p[degree]
    return (1 if lead > 0 else -1) * (side if degree % 2 else 1)


def _changes(signs: list[int]) -> int:
    return sum(one != other for one, other in pairwise(signs))
