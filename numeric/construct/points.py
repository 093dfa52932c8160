"""A rational point where polynomials vanish, found by choice and elimination.

Equations of degree 1 are solved for an unknown, those in one unknown by their rational roots, a
product by one of its factors; a sum of squares that is 0 makes each of them 0.  Where none of this
applies, an unknown is given a small value, and another one if that leads to a contradiction.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from random import Random
from typing import Any

import flint

from numeric.construct.unknowns import System, number, unknowns, used_in

CHOICES = 150  # values that are tried before a search is given up
WORK = 100_000  # terms of polynomials that a search substitutes into, until it is given up
STEP = 50  # terms that cost as much as one substitution does without its terms
TERMS = 400  # of polynomials that are substituted into, at most
FACTORED = 12  # terms of polynomials that are factored, at most
VALUES = tuple(map(Fraction, (1, -1, 2, -2, 3, "1/2", "3/5", "-4/5")))
LAST = tuple(map(Fraction, (0, 1, -1, "3/5", "4/5")))  # tried where another value led nowhere


class _Budget(Exception):  # noqa: N818 - never leaves this module
    """The search is given up."""


class NoPointError(Exception):
    """No point is left after all that was to be tried."""


@dataclass(slots=True)
class _Search:
    gens: tuple[Any, ...]
    rank: dict[int, float]  # in which order unknowns get values
    random: Random
    zeros: float  # how often 0 is tried first
    digits: int  # of numbers for unknowns that are free, 0 for small ones
    left: int = CHOICES
    work: int = WORK

    def spend(self, polynomial: Any) -> None:
        """Count a substitution; the count is the same on every machine, unlike a time."""
        self.work -= STEP + len(polynomial)
        if self.work < 0:
            raise _Budget


@dataclass(frozen=True, slots=True)
class _Known:
    """A polynomial, the places of the unknowns in it, and what follows if it vanishes."""

    value: Any
    used: tuple[int, ...]
    forced: tuple[int, Any] | None

    @classmethod
    def of(cls, value: Any, gens: Sequence[Any]) -> _Known:
        used = used_in(value)
        return cls(value, used, _forced(value, gens) if used else None)


@dataclass(frozen=True, slots=True)
class _State:
    """Equations that are left, conditions on signs, and unknowns in terms of later ones."""

    equations: tuple[_Known, ...]
    orders: tuple[tuple[_Known, bool], ...]
    solved: tuple[tuple[int, Any], ...] = ()


def rational_point(
    found: System, groups: Sequence[Sequence[int]], random: Random, digits: int = 0
) -> dict[int, Fraction] | None:
    """Values of all unknowns in `groups` (those of a letter each); None if it takes too long.

    Raises `NoPointError` where every choice leads to a contradiction.  The letters that occur in
    most products get values first; chance has a say.
    """
    gens = unknowns(found.count)
    orders = tuple((_Known.of(one, gens), strict) for one, strict in found.orders)
    state = _State(tuple(_Known.of(one, gens) for one in found.equations), orders)
    weights = _weights(found.equations)
    total = [sum(weights.get(one, 0) for one in group) * random.uniform(0.3, 1) for group in groups]
    ranked = sorted(range(len(groups)), key=lambda place: -total[place])
    listed = [one for place in ranked for one in groups[place]]
    search = _Search(gens, {one: place for place, one in enumerate(listed)},
                     random, random.choice((0.0, 0.2, 0.5)), digits)  # fmt: skip
    try:
        end = _solve(_without_definitions(state), search)
    except _Budget:
        return None
    if end is None:
        raise NoPointError
    return _values(end, listed, search)


def _weights(equations: Sequence[Any]) -> dict[int, int]:
    """In how many terms of degree 2 and more each unknown occurs."""
    found: dict[int, int] = {}
    for equation in equations:
        for powers in equation.monoms():
            used = [place for place, power in enumerate(powers) if power]
            if sum(powers) > 1:
                for place in used:
                    found[place] = found.get(place, 0) + 1
    return found


def _without_definitions(state: _State) -> _State:
    """Equations that only say what an unknown is which occurs in no other are set aside."""
    equations, solved = list(state.equations), list(state.solved)
    while True:
        counts = Counter(place for one in equations for place in one.used)
        counts.update(place for one, _ in state.orders for place in one.used)
        found = next(((at, place, value) for at, one in enumerate(equations) for place in one.used
                      if counts[place] == 1 and (value := _isolated(one, place)) is not None),
                     None)  # fmt: skip
        if found is None:
            return _State(tuple(equations), state.orders, tuple(solved))
        solved.append((found[1], found[2]))
        del equations[found[0]]


def _isolated(equation: _Known, place: int) -> Any:
    """What an equation says that an unknown is, if it has a number as its factor."""
    slope = equation.value.derivative(place)
    if not slope.is_constant():
        return None
    gen = equation.value.context().gens()[place]
    return gen - equation.value / slope.leading_coefficient()


def _solve(state: _State, search: _Search) -> _State | None:
    simple = _simplified(state, search)
    if simple is None:
        return None
    if not simple.equations:
        return simple
    for place, value in _branches(simple, search):
        search.left -= 1
        if search.left < 0:
            raise _Budget
        there = _put(simple, place, value, search)
        found = None if there is None else _solve(there, search)
        if found is not None:
            return found
    return None


def _simplified(state: _State, search: _Search) -> _State | None:
    """All that follows without a choice; None for a contradiction."""
    current: _State | None = state
    while current is not None:
        if _out_of_order(current):
            return None
        found = [one.forced for one in current.equations if one.forced is not None]
        forced = next((one for one in found if one[1].is_constant()), found[0] if found else None)
        if forced is None:
            return current
        current = _put(current, *forced, search)
    return None


def _out_of_order(state: _State) -> bool:
    """Whether a condition on a sign has become false."""
    values = [(number(one.value), strict) for one, strict in state.orders if not one.used]
    return any(value < 0 or (strict and value == 0) for value, strict in values)


def _forced(equation: Any, gens: Sequence[Any]) -> tuple[int, Any] | None:
    """An unknown and the value (a polynomial in others) that an equation gives it.

    The place -1 stands for a contradiction.
    """
    if equation.total_degree() == 1:
        powers, factor = next((m, c) for m, c in equation.terms() if sum(m))
        place = powers.index(1)
        return place, gens[place] - equation / factor
    if not _are_squares(equation):
        return _monomial(equation, gens)
    for powers in equation.monoms():
        used = [place for place, power in enumerate(powers) if power]
        if len(used) <= 1:
            return (used[0] if used else -1), 0 * equation
    return None


def _monomial(equation: Any, gens: Sequence[Any]) -> tuple[int, Any] | None:
    """The unknown s of an equation s = c t^2 between two terms, and its value, one term as well."""
    if len(equation) != 2:
        return None
    first, second = equation.monoms()
    for powers, other in ((first, second), (second, first)):
        if sum(powers) == 1 and not other[place := powers.index(1)]:
            return place, gens[place] - equation / equation[powers]
    return None


def _are_squares(equation: Any) -> bool:
    """Whether all terms are squares with factors of one sign, or there is one term only."""
    if len(equation) == 1:
        return True
    if any(degree % 2 for degree in equation.degrees()):
        return False
    signs = {factor > 0 for factor in equation.coeffs()}
    return len(signs) == 1 and all(power % 2 == 0 for powers in equation.monoms()
                                   for power in powers)  # fmt: skip


def _put(state: _State, place: int, value: Any, search: _Search) -> _State | None:
    """The state in which an unknown has a value; None for a contradiction."""
    if place < 0:
        return None
    equations = []
    for one in state.equations:
        found = _substituted(one, place, value, search)
        if found.value == 0:
            continue
        if not found.used:
            return None
        equations.append(found)
    orders = tuple((_substituted(one, place, value, search), strict)
                   for one, strict in state.orders)  # fmt: skip
    return _State(tuple(equations), orders, (*state.solved, (place, value)))


def _substituted(known: _Known, place: int, value: Any, search: _Search) -> _Known:
    if place not in known.used:
        return known
    search.spend(known.value)
    if value.is_constant():
        constant = value.leading_coefficient() if value != 0 else 0
        return _Known.of(known.value.subs({place: constant}), search.gens)
    if len(known.value) > TERMS:
        raise _Budget
    slope = known.value.derivative(place)
    if slope.degrees()[place] < 1:
        return _Known.of(known.value.subs({place: 0}) + slope * value, search.gens)
    values = (value if at == place else one for at, one in enumerate(search.gens))
    return _Known.of(known.value.compose(*values), search.gens)


def _branches(state: _State, search: _Search) -> Iterator[tuple[int, Any]]:
    """Unknowns and values to try, all that there are where an equation leaves finitely many."""
    known = min(state.equations, key=lambda one: (len(one.used), len(one.value)))
    equation = known.value
    factors = equation.factor()[1] if len(equation) <= FACTORED else []
    linear = [found for factor, _ in factors if (found := _forced(factor, search.gens))
              and found[0] >= 0]  # fmt: skip
    search.random.shuffle(linear)
    yield from linear
    if len(linear) == len(factors) > 0 or len(known.used) == 1:
        return
    place = min(known.used, key=lambda p: search.rank.get(p, len(search.rank) + p))
    for value in _tried(search):
        yield place, equation * 0 + flint.fmpq(value.numerator, value.denominator)


def _tried(search: _Search) -> list[Fraction]:
    first = Fraction(0) if search.random.random() < search.zeros else search.random.choice(VALUES)
    return list(dict.fromkeys([first, *LAST]))


def _values(state: _State, listed: Sequence[int], search: _Search) -> dict[int, Fraction]:
    """Numbers for all unknowns: free ones by chance, then those in terms of them."""
    fixed = {place for place, _ in state.solved}
    values = {one: _free(search) for one in listed if one not in fixed}
    definitions = dict(state.solved)

    def value_of(place: int) -> Fraction:
        if place not in values:
            there = definitions.get(place)
            if there is not None:
                for other in used_in(there):
                    value_of(other)
            values[place] = Fraction(1) if there is None else evaluated(there, values)
        return values[place]

    for place in (*listed, *fixed):
        value_of(place)
    return values


def _free(search: _Search) -> Fraction:
    """A value for an unknown of which nothing is asked."""
    if search.digits:
        scale = 10**search.digits
        return Fraction(search.random.randrange(1, scale), scale) * search.random.choice((1, -1))
    zero = search.random.random() < search.zeros
    return Fraction(0) if zero else search.random.choice(VALUES)


def evaluated(polynomial: Any, values: dict[int, Fraction]) -> Fraction:
    """The value of a polynomial at a point."""
    used = used_in(polynomial)
    numbers = {place: flint.fmpq(values[place].numerator, values[place].denominator)
               for place in used}  # fmt: skip
    return number(polynomial.subs(numbers) if numbers else polynomial)
