"""Completion in the free algebra of matrix words (Buchberger), keeping how each element arose.

Every element that is ever made is remembered with the combination of earlier ones that it is, so
that a claim that reduces to zero can be written in the given polynomials (`expand`).  The work is
bounded by a count of rewriting steps, not by a clock: the same input takes the same steps.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass, field

from symland.reasoning.ideal.words import (
    Monomial,
    Number,
    Part,
    Polynomial,
    add_product,
    leading,
    least_common,
    merge,
    order,
    quotient,
    ratio,
)


class BudgetError(Exception):
    """The work allowed is used up."""


@dataclass(frozen=True, slots=True)
class Element:
    """A polynomial of the ideal, monic, with its leading monomial."""

    polynomial: Polynomial
    lead: Monomial
    tail: tuple[tuple[Monomial, Number], ...]


@dataclass(slots=True)
class Completion:
    """A growing basis of the ideal of some polynomials; `given` keep their numbers 0, 1, ..."""

    given: Sequence[Polynomial]
    work: int = 20000  # monomials that may be rewritten
    longest: int = 40  # degree of a word beyond which nothing is followed
    made: list[list[Part]] = field(default_factory=list)  # how each element arose
    basis: dict[int, Element] = field(default_factory=dict)
    queue: list[tuple[int, int, int, tuple[Part, ...]]] = field(default_factory=list)
    spent: int = 0
    _ties: int = 0

    def __post_init__(self) -> None:
        for place, polynomial in enumerate(self.given):
            self.made.append([])
            if polynomial:
                degree = order(leading(polynomial))[0]
                self._push(degree, ((1, "", "", place, ""),))

    def _push(self, degree: int, parts: tuple[Part, ...]) -> None:
        self._ties += 1
        heapq.heappush(self.queue, (degree, len(parts), self._ties, parts))

    def step(self) -> Element | None:
        """Take the simplest pending combination; the new element, None if it reduces to zero."""
        _, _, _, parts = heapq.heappop(self.queue)
        polynomial: Polynomial = {}
        for factor, scalars, left, place, right in parts:
            source = self.given[place] if place < len(self.given) else self._polynomial(place)
            add_product(polynomial, factor, scalars, left, source, right)
        rest, used = self.reduce(polynomial)
        if not rest:
            return None
        lead = leading(rest)
        if not lead[1] and (not lead[0] or not any(word for _, word in rest)):
            scalar_only = all(not word for _, word in rest)
            if not lead[0] or not scalar_only:
                return None  # an identity matrix that vanishes: nothing that we could use
        head = rest[lead]
        combined = [*parts, *((-f, s, l, p, r) for f, s, l, p, r in used)]
        place = len(self.made)
        self.made.append([(ratio(f, head), s, l, p, r) for f, s, l, p, r in combined])
        monic = {monomial: ratio(value, head) for monomial, value in rest.items()}
        tail = tuple((m, v) for m, v in monic.items() if m != lead)
        element = Element(monic, lead, tail)
        self._insert(place, element)
        return element

    def _polynomial(self, place: int) -> Polynomial:
        return self._all[place]

    _all: dict[int, Polynomial] = field(default_factory=dict)

    def _insert(self, place: int, element: Element) -> None:
        self._all[place] = element.polynomial
        for other in [n for n, old in self.basis.items() if _divides(element.lead, old.lead)]:
            old = self.basis.pop(other)
            self._push(order(old.lead)[0], ((1, "", "", other, ""),))
        self.basis[place] = element
        self.spent += len(self.basis) // 16  # the comparisons that follow
        for other, old in self.basis.items():
            self._overlaps(place, element, other, old)
            if other != place:
                self._overlaps(other, old, place, element)

    def _overlaps(self, one: int, first: Element, other: int, second: Element) -> None:
        """Words in which the leading word of `first` runs into that of `second`."""
        (s, u), (t, v) = first.lead, second.lead
        common = least_common(s, t)
        down, across = quotient(common, s), quotient(common, t)
        assert down is not None
        assert across is not None
        for size in range(1, min(len(u), len(v)) + (one != other)):
            if size in (len(u), len(v)) and not (s and t):
                continue
            if u.endswith(v[:size]):
                degree = len(common) + len(u) + len(v) - size
                if degree <= self.longest:
                    right, left = v[size:], u[: len(u) - size]
                    parts = ((1, down, "", one, right), (-1, across, left, other, ""))
                    self._push(degree, parts)
        if (not u or not v) and len(common) < len(s) + len(t) and one <= other:
            parts = ((1, down, "", one, v), (-1, across, "", other, u))
            self._push(len(common) + len(u + v), parts)

    def reduce(self, polynomial: Polynomial) -> tuple[Polynomial, list[Part]]:
        """The remainder, and what was subtracted: polynomial = remainder + parts."""
        rest, used, todo = dict[Monomial, Number](), list[Part](), dict(polynomial)
        while todo:
            monomial = max(todo, key=order)
            value = todo.pop(monomial)
            found = self._divisor(monomial)
            if found is None:
                rest[monomial] = value
                continue
            self.spent += 1
            if self.spent > self.work:
                raise BudgetError
            place, scalars, left, right = found
            used.append((value, scalars, left, place, right))
            for (own, word), factor in self.basis[place].tail:
                key = (merge(scalars, own), left + word + right)
                total = todo.get(key, 0) - value * factor
                if total:
                    todo[key] = total
                else:
                    todo.pop(key, None)
        return rest, used

    def _divisor(self, monomial: Monomial) -> tuple[int, str, str, str] | None:
        scalars, word = monomial
        for place, element in self.basis.items():
            own, part = element.lead
            if part in word:
                left = quotient(scalars, own)
                if left is not None:
                    at = word.index(part)
                    return place, left, word[:at], word[at + len(part) :]
        return None

    def expand(self, parts: Sequence[Part]) -> dict[tuple[str, str, int, str], Number]:
        """A combination of elements, written in the given polynomials."""
        pending: dict[int, dict[tuple[str, str, str], Number]] = {}
        result: dict[tuple[str, str, int, str], Number] = {}

        def put(factor: Number, scalars: str, left: str, place: int, right: str) -> None:
            if place < len(self.given):
                _bump(result, (scalars, left, place, right), factor)
            else:
                _bump(pending.setdefault(place, {}), (scalars, left, right), factor)

        for part in parts:
            put(*part)
        while pending:
            place = max(pending)
            for (scalars, left, right), factor in pending.pop(place).items():
                for value, s, l, source, r in self.made[place]:
                    put(factor * value, merge(scalars, s), left + l, source, r + right)
        return result


def _bump(table: dict, key: tuple, value: Number) -> None:
    found = table.get(key, 0) + value
    if found:
        table[key] = found
    else:
        table.pop(key, None)


def _divides(one: Monomial, other: Monomial) -> bool:
    return one[1] in other[1] and quotient(other[0], one[0]) is not None
