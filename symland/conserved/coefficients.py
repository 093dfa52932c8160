"""Kernel coefficients as elements of a field, and linear algebra over it.

The coefficients of networks are polynomials in scalar parameters and sizes, such as a weight decay
lambda.  Linear systems are solved over Q if there are none, else over the field of rational
functions in them; every step is exact.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sympy import QQ, Dummy
from sympy.polys.matrices import DomainMatrix

from symland.errors import UndecidedError
from symland.kernel.poly import Poly, Var
from symland.language.expr import Scalar, as_scalar, number
from symland.language.integers import Atom, symbol


@dataclass(frozen=True, slots=True)
class CoefficientField:
    """Q, or rational functions over Q in the variables that occur."""

    domain: Any
    generators: dict[Var, Any]

    @staticmethod
    def of(polynomials: Iterable[Poly]) -> CoefficientField:
        """The smallest field that holds the coefficients."""
        variables = sorted({var for poly in polynomials for mono, _ in poly.terms
                            for var, _ in mono})  # fmt: skip
        if any(kind == "index" for kind, _, _ in variables):
            raise UndecidedError("a layer index as a factor is not supported in an ansatz")
        symbols = [Dummy(name) for _, name, _ in variables]
        domain: Any = QQ.frac_field(*symbols) if symbols else QQ
        made = domain.gens if symbols else ()
        return CoefficientField(domain, dict(zip(variables, made, strict=True)))

    def element(self, poly: Poly) -> Any:
        """A kernel coefficient as an element."""
        total = self.domain.zero
        for mono, value in poly.terms:
            term = self.domain.convert(QQ(value.numerator, value.denominator))
            for var, power in mono:
                term *= self.generators[var] ** power
            total += term
        return total

    def scalar(self, value: Any) -> Scalar:
        """An element that is a polynomial as a scalar of the language."""
        if not self.generators:
            return number(Fraction(int(value.numerator), int(value.denominator)))
        total: Scalar | None = None
        letters = [_letter(var) for var in self.generators]
        denominator = value.denom
        if not denominator.is_ground:
            raise UndecidedError("a coefficient with a denominator has no scalar")
        below = Fraction(str(denominator.LC))
        for powers, factor in value.numer.terms():
            term: Scalar = number(Fraction(str(factor)) / below)
            for letter, power in zip(letters, powers, strict=True):
                term = term if not power else term * (letter**power if power > 1 else letter)
            total = term if total is None else total + term
        return as_scalar(0) if total is None else total

    def nullspace(self, rows: Sequence[Sequence[Any]], width: int) -> list[list[Any]]:
        """Vectors c with M c = 0, in reduced echelon form, without denominators."""
        matrix = DomainMatrix([list(row) for row in rows] or [[self.domain.zero] * width],
                              (max(1, len(rows)), width), self.domain)  # fmt: skip
        basis = matrix.nullspace()
        reduced, _ = basis.rref() if basis.shape[0] else (basis, ())
        return [self._primitive(row) for row in reduced.to_list()]

    def rank(self, rows: Sequence[Sequence[Any]]) -> int:
        """The rank of a matrix given by rows."""
        if not rows or not rows[0]:
            return 0
        shape = (len(rows), len(rows[0]))
        return DomainMatrix([list(row) for row in rows], shape, self.domain).rank()

    def _primitive(self, row: Sequence[Any]) -> list[Any]:
        """A multiple with numerators only, integers without a common factor, the first positive."""
        if not self.generators:
            return _integers(row)
        ring = self.domain.get_ring()
        below = ring.one
        for value in row:
            below = ring.lcm(below, value.denom)
        found = [value * self.domain.convert(below, ring) for value in row]
        common = ring.zero
        for value in found:
            common = ring.gcd(common, value.numer)
        lead = next(value for value in found if value)
        sign = -1 if lead.numer.LC < 0 else 1
        return [sign * value / self.domain.convert(common, ring) for value in found]


def _integers(row: Sequence[Any]) -> list[Any]:
    from math import gcd, lcm

    below = lcm(*(int(value.denominator) for value in row))
    whole = [int(value * below) for value in row]
    common = gcd(*whole) * (-1 if next(value for value in whole if value) < 0 else 1)
    return [QQ(value // common) for value in whole]


def _letter(var: Var) -> Scalar:
    kind, name, forms = var
    if kind == "param":
        return Scalar("symbol", (), (name, ()))
    if forms:
        raise UndecidedError(f"the size {name}[...] as a coefficient is not supported")
    return as_scalar(symbol(Atom("size", name)))
