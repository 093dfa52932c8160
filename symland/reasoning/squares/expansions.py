"""Scalars as numbers at terms: a term is a network with a monomial in parameters and sizes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, TypeAlias

from symland.kernel.linear import Context
from symland.kernel.network import Piece
from symland.kernel.normal import normalise
from symland.kernel.poly import Mono, Poly
from symland.kernel.syntax import Term
from symland.kernel.terms import expand
from symland.reasoning.squares.gram import Key
from symland.reasoning.squares.halves import Half, cuts

Terms: TypeAlias = "dict[Key, Fraction]"
MOST_HALVES = 16


@dataclass(slots=True)
class Expansions:
    """Expansions of scalars into terms, each made once."""

    context: Context
    pieces: dict[Any, Piece] = field(default_factory=dict)
    products: dict[tuple[Half, Half], Key | None] = field(default_factory=dict)
    legs: int = 4  # through which a term is cut

    def terms(self, term: Term) -> Terms:
        """A scalar as numbers at terms: a network with a monomial in parameters and sizes."""
        total: Terms = {}
        for key, piece in normalise(expand(term, self.context), self.context).entries.items():
            self.pieces.setdefault(key, piece)
            for mono, value in piece.coefficient.terms:
                total[key, mono] = value
        return total

    def halves(self, target: Collection[Key]) -> list[Half]:
        """The halves of all terms; those of a square only where it is not there otherwise."""
        pairs = [pair for key, mono in target for pair in cuts(self.pieces[key], mono, self.legs)]
        found = dict.fromkeys(half for one, other in pairs if one != other and
                              one.sizes == other.sizes for half in (one, other))  # fmt: skip
        squares = {self.product(half, half) for half in found}
        for one, other in pairs:
            if one == other and self.product(one, one) not in squares:
                squares.add(self.product(one, one))
                found[one] = None
        useful = [half for half in found if self.product(half, half) is not None]
        return sorted(useful, key=lambda half: (len(half.sizes), len(half.key)))[:MOST_HALVES]

    def product(self, one: Half, other: Half) -> Key | None:
        """The term <u, v>, if their legs fit and it is one term with the factor 1."""
        if one.sizes != other.sizes:
            return None
        if (one, other) not in self.products:
            terms = self.terms(("tr", ("mul", ("T", one.term), other.term)))
            single = len(terms) == 1 and set(terms.values()) == {Fraction(1)}
            found = next(iter(terms)) if single else None
            self.products[one, other] = self.products[other, one] = found
        return self.products[one, other]

    def weighted(self, terms: Terms, factor: Terms) -> Terms | None:
        """The terms times a polynomial in parameters and sizes; None if the factor is none."""
        ((one, _),) = self.terms(("num", "1"))
        if any(key != one for key, _ in factor):
            return None
        total: Terms = {}
        for (key, mono), value in terms.items():
            for (_, weight), number in factor.items():
                place = key, times(mono, weight)
                total[place] = total.get(place, Fraction(0)) + value * number
        return {place: value for place, value in total.items() if value}


def times(one: Mono, other: Mono) -> Mono:
    """The product of two monomials."""
    single = Poly(((one, Fraction(1)),)) * Poly(((other, Fraction(1)),))
    return single.terms[0][0]


def minus(one: Term, other: Term) -> Term:
    return "add", one, ("mul", ("num", "-1"), other)


def combined(parts: Sequence[tuple[Fraction, Half]]) -> Term:
    terms = tuple(half.term if factor == 1 else ("mul", ("num", str(factor)), half.term)
                  for factor, half in parts)  # fmt: skip
    return terms[0] if len(terms) == 1 else ("add", *terms)


def norm(term: Term) -> Term:
    return "tr", ("mul", ("T", term), term)
