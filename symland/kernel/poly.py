"""Polynomials over Q: sizes, scalar parameters and layer indices as coefficients.

A variable is (kind, name, forms): ("size", "n", ()), ("size", "d", (k-1,)), ("index", "k", ()),
("param", "mu", ()).  A `Poly` is immutable; `terms` is sorted and has no zero coefficient.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from math import comb
from typing import Any, TypeAlias

from symland.kernel.linear import KernelError, Linear, variable

Var: TypeAlias = "tuple[str, str, tuple[Linear, ...]]"
Mono: TypeAlias = "tuple[tuple[Var, int], ...]"


@dataclass(frozen=True, slots=True)
class Poly:
    """A polynomial with rational coefficients."""

    terms: tuple[tuple[Mono, Fraction], ...]
    # What has been computed once: the hash, the layer indices, the text.
    known: dict[str, Any] = field(default_factory=dict, init=False, compare=False, repr=False)

    def __hash__(self) -> int:
        found = self.known.get("hash")
        if found is None:
            found = self.known["hash"] = hash(self.terms)
        return found

    def __add__(self, other: Poly) -> Poly:
        return _collect([*self.terms, *other.terms])

    def __mul__(self, other: Poly) -> Poly:
        if other == ONE:
            return self
        if self == ONE:
            return other
        return _collect([(_times(a, b), x * y) for a, x in self.terms for b, y in other.terms])

    def scale(self, factor: Fraction | int) -> Poly:
        return Poly(tuple((mono, factor * x) for mono, x in self.terms)) if factor else ZERO

    def __sub__(self, other: Poly) -> Poly:
        return self + other.scale(-1)

    def power(self, exponent: int) -> Poly:
        if exponent < 0:
            raise KernelError("a negative power of a polynomial")
        result = ONE
        for _ in range(exponent):
            result = result * self
        return result

    def reciprocal(self, exponent: int = 1) -> Poly:
        """1 / self**exponent for a single term, supposing that its variables are not zero."""
        if len(self.terms) != 1:
            raise KernelError("only a single term has a reciprocal as a polynomial")
        mono, number = self.terms[0]
        inverse = Poly(((tuple((var, -power) for var, power in mono), 1 / number),))
        return inverse.power(exponent)

    def substitute(self, name: str, value: Linear) -> Poly:
        """Replace the index `name`, as a variable and inside the indices of sizes."""
        if not self.mentions(name):
            return self
        total = ZERO
        for mono, coefficient in self.terms:
            product = constant(coefficient)
            for var, exponent in mono:
                fresh = _substitute(var, name, value)
                product = product * (
                    fresh.power(exponent) if exponent > 0 else fresh.reciprocal(-exponent)
                )
            total = total + product
        return total

    def mentions(self, name: str) -> bool:
        return name in self.indices()

    def indices(self) -> frozenset[str]:
        """Names of the layer indices in this polynomial, also inside sizes."""
        found = self.known.get("indices")
        if found is None:
            names = (_indices_of(var) for mono, _ in self.terms for var, _ in mono)
            found = self.known["indices"] = frozenset().union(*names)
        return found

    def text(self) -> str:
        """A text that determines this polynomial."""
        found = self.known.get("text")
        if found is None:
            found = self.known["text"] = repr(self.terms)
        return found

    def is_size(self) -> bool:
        """Whether this can be a size: an integer polynomial in sizes and layer indices."""
        if self.number() is not None and self.number() < 1:  # type: ignore[operator]
            return False
        return all(
            x.denominator == 1 and all(var[0] != "param" and power > 0 for var, power in mono)
            for mono, x in self.terms
        )

    def may_be_negative(self) -> bool:
        """Whether this is a size only for some values: it has a minus or a layer index in it."""
        return any(x < 0 or any(var[0] == "index" for var, _ in mono) for mono, x in self.terms)

    def split_sized(self, name: str) -> tuple[Poly, Poly]:
        """The terms in which the index stands inside no size such as d[k], and the others."""
        sized = [any(form.coefficient(name) for var, _ in mono for form in var[2])
                 for mono, _ in self.terms]  # fmt: skip
        return tuple(Poly(tuple(term for term, flag in zip(self.terms, sized, strict=True)
                                if flag is wanted)) for wanted in (False, True))  # type: ignore[return-value]  # fmt: skip

    def forms(self) -> list[Linear]:
        """The layer indices inside the sizes of this polynomial."""
        return [form for mono, _ in self.terms for var, _ in mono for form in var[2]]

    def number(self) -> Fraction | None:
        """The value if no variable occurs."""
        if not self.terms:
            return Fraction(0)
        return self.terms[0][1] if len(self.terms) == 1 and not self.terms[0][0] else None

    def linear(self) -> Linear:
        """This polynomial as a linear form in layer indices; raises if it is not one."""
        total = Linear(())
        for mono, coefficient in self.terms:
            if coefficient.denominator != 1:
                raise KernelError("a layer index has integer coefficients")
            if not mono:
                total = total.shift(int(coefficient))
            elif len(mono) == 1 and mono[0][1] == 1 and mono[0][0][0] == "index":
                total = total + variable(mono[0][0][1]).scale(int(coefficient))
            else:
                raise KernelError("a layer index is not linear")
        return total

    def derivative(self, var: Var) -> Poly:
        """The partial derivative with respect to a variable."""
        found: list[tuple[Mono, Fraction]] = []
        for mono, x in self.terms:
            power = dict(mono).get(var, 0)
            if power:
                found.append((_times(mono, ((var, -1),)), x * power))
        return _collect(found)

    def antiderivative(self, name: str) -> Poly:
        """F with F(name) - F(name - 1) = self, for a polynomial in the index `name`."""
        if self.split_sized(name)[1].terms:
            raise KernelError(f"a sum over {name} of a size that depends on it has no closed form")
        total, rest = ZERO, self
        while rest.terms:
            degree = max(_degree(mono, name) for mono, _ in rest.terms)
            top = [(mono, x) for mono, x in rest.terms if _degree(mono, name) == degree]
            lead = Poly(tuple((_without(mono, name), x) for mono, x in top))
            lead = lead.scale(Fraction(1, degree + 1))
            power = index(name).power(degree + 1)
            total = total + lead * power
            rest = rest - lead * _backward_difference(name, degree + 1)
        return total


def _backward_difference(name: str, degree: int) -> Poly:
    """x**degree - (x - 1)**degree."""
    pieces = [
        index(name).power(j).scale(-comb(degree, j) * (-1) ** (degree - j)) for j in range(degree)
    ]
    return sum_of(pieces)


def sum_of(pieces: Iterable[Poly]) -> Poly:
    return _collect([term for piece in pieces for term in piece.terms])


def constant(value: Fraction | int) -> Poly:
    return Poly((((), Fraction(value)),)) if value else Poly(())


def symbol(kind: str, name: str, forms: tuple[Linear, ...] = ()) -> Poly:
    return Poly((((((kind, name, forms), 1),), Fraction(1)),))


def index(name: str) -> Poly:
    return symbol("index", name)


def from_linear(form: Linear) -> Poly:
    """A linear form as a polynomial."""
    return sum_of([constant(form.const), *(index(name).scale(a) for name, a in form.terms)])


def _times(left: Mono, right: Mono) -> Mono:
    powers = dict(left)
    for var, exponent in right:
        powers[var] = powers.get(var, 0) + exponent
    return tuple(sorted(item for item in powers.items() if item[1]))


def _collect(terms: list[tuple[Mono, Fraction]]) -> Poly:
    total: dict[Mono, Fraction] = {}
    for mono, coefficient in terms:
        total[mono] = total.get(mono, Fraction(0)) + coefficient
    return Poly(tuple(sorted((mono, x) for mono, x in total.items() if x)))


def _indices_of(var: Var) -> set[str]:
    own = {var[1]} if var[0] == "index" else set()
    return own.union(*({name for name, _ in form.terms} for form in var[2]))


def _substitute(var: Var, name: str, value: Linear) -> Poly:
    kind, own, forms = var
    if kind == "index" and own == name:
        return from_linear(value)
    return symbol(kind, own, tuple(form.substitute(name, value) for form in forms))


def _degree(mono: Mono, name: str) -> int:
    return next((exponent for var, exponent in mono if var[:2] == ("index", name)), 0)


def _without(mono: Mono, name: str) -> Mono:
    return tuple(item for item in mono if item[0][:2] != ("index", name))


ZERO = constant(0)
ONE = constant(1)
