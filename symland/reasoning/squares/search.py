"""Pieces of a certificate `nonnegative`: squares, known inequalities, and products of these.

1. The Gram matrix in the halves of all terms, shared out evenly (`gram`).
2. A linear program in the columns |u|^2, |u + t v|^2, the known inequalities, their products with
   each other and with squares.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations, combinations_with_replacement, islice
from typing import Any, TypeAlias

import numpy as np

from symland.kernel.check import Equation
from symland.kernel.linear import Context, KernelError, Undecided
from symland.kernel.network import Piece
from symland.kernel.normal import normalise
from symland.kernel.poly import Mono, Poly
from symland.kernel.syntax import Term
from symland.kernel.terms import expand
from symland.reasoning.ideal.quote import NotQuotedError
from symland.reasoning.squares.gram import Key, Weighted, gram_squares
from symland.reasoning.squares.halves import UNIT, Half, cuts
from symland.reasoning.squares.modulo import Vanishing, vanishing

Terms: TypeAlias = "dict[Key, Fraction]"
Pieces: TypeAlias = "tuple[tuple[Any, ...], ...]"
MOST_TERMS, MOST_HALVES, MOST_PAIRS, MOST_COLUMNS = 24, 16, 10, 600
MOST_ZEROS, MOST_WEIGHTS = 80, 3
LARGEST = 100.0  # factor of a column
DENOMINATOR = 1000  # of the numbers that a linear program finds
TOLERANCE = 1e-9


def sum_of_squares(
    greater: Term, less: Term, known: Sequence[tuple[str, Term, Term]], context: Context
) -> Iterator[Pieces]:
    """Proposals for `greater - less` as a sum of nonnegative pieces; the kernel has to confirm.

    `known` are (relation, left, right) with relation "ge" or "gt".
    """
    try:
        problem = _Problem(context)
        target = problem.terms(_minus(greater, less))
        if not target or len(target) > MOST_TERMS:
            return
        yield from _multiples(problem, target, known)
        halves = problem.halves(target)
        found = gram_squares(target, halves, problem.product)
        if found is not None:
            yield tuple(_piece(one) for one in found)
        yield from _by_program(problem, target, halves, known)
    except (KernelError, Undecided, NotQuotedError):
        return


def _multiples(
    problem: _Problem, target: Terms, known: Sequence[tuple[str, Term, Term]]
) -> Iterator[Pieces]:
    """A single known inequality with a positive factor."""
    first = next(iter(target))
    for place, (_, left, right) in enumerate(known):
        terms = problem.terms(_minus(left, right))
        ratio = target[first] / terms[first] if terms.get(first) else Fraction(0)
        if ratio > 0 and terms == {key: value / ratio for key, value in target.items()}:
            yield ((str(ratio), "known", place),)


def squares_under(
    greater: Term, less: Term, known: Sequence[tuple[str, Term, Term]],
    equations: Sequence[Equation], context: Context,
) -> Iterator[Pieces]:  # fmt: skip
    """The same where equations make `greater - less` equal to the sum of the pieces."""
    try:
        problem = _Problem(context, legs=2)
        target = problem.terms(_minus(greater, less))
        if not target or len(target) > MOST_TERMS:
            return
        known_zeros = vanishing(greater, less, equations, context)
        if not known_zeros.problem.given:
            return
        weights = list(dict.fromkeys(mono for _, mono in target))[:MOST_WEIGHTS]
        zeros = list(islice(_zeros(problem, known_zeros, weights), MOST_ZEROS // 2))
        halves = problem.halves({key for terms in (target, *zeros) for key in terms})
        for one, other in combinations_with_replacement(halves, 2):
            problem.product(one, other)  # brings the terms in which more may vanish
        zeros += islice(_zeros(problem, known_zeros, weights), MOST_ZEROS)
        networks = {key for terms in (target, *zeros) for key, _ in terms}
        halves = [half for half in halves
                  if (problem.product(half, half) or ((), ()))[0] in networks]  # fmt: skip
        yield from _by_program(problem, target, halves, known, zeros)
    except (KernelError, Undecided, NotQuotedError):
        return


def _zeros(problem: _Problem, known: Vanishing, weights: Sequence[Mono]) -> Iterator[Terms]:
    """Combinations of terms that vanish, with weights, in all terms that have come up so far."""
    seen: set[Any] = set()
    while True:
        fresh = {key: piece for key, piece in problem.pieces.items() if key not in seen}
        if not fresh:
            return
        seen |= fresh.keys()
        for term in known.inside(fresh):
            terms = problem.terms(term)
            for weight in weights if terms else ():
                yield {(key, _product(mono, weight)): value
                       for (key, mono), value in terms.items()}  # fmt: skip


def _product(one: Mono, other: Mono) -> Mono:
    single = Poly(((one, Fraction(1)),)) * Poly(((other, Fraction(1)),))
    return single.terms[0][0]


@dataclass(slots=True)
class _Problem:
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


def _minus(one: Term, other: Term) -> Term:
    return "add", one, ("mul", ("num", "-1"), other)


def _piece(weighted: Weighted) -> tuple[Any, ...]:
    """d |sum of l_i u_i|^2 as a piece of a certificate."""
    weight, parts = weighted
    if [half for _, half in parts] == [UNIT]:
        return str(weight * parts[0][0] ** 2), "number"
    return str(weight), "square", _combined(parts)


def _combined(parts: Sequence[tuple[Fraction, Half]]) -> Term:
    terms = tuple(half.term if factor == 1 else ("mul", ("num", str(factor)), half.term)
                  for factor, half in parts)  # fmt: skip
    return terms[0] if len(terms) == 1 else ("add", *terms)


# -- a linear program -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Column:
    piece: tuple[Any, ...]  # without its factor
    terms: Terms
    strict: bool = False


def _by_program(
    problem: _Problem, target: Terms, halves: Sequence[Half],
    known: Sequence[tuple[str, Term, Term]], zeros: Sequence[Terms] = (),
) -> Iterator[Pieces]:  # fmt: skip
    columns = list(islice(_columns(problem, target, halves, known), MOST_COLUMNS))
    sides = [column.terms for column in columns] + list(zeros)
    listed = dict.fromkeys(key for terms in (target, *sides) for key in terms)
    rows = {key: place for place, key in enumerate(listed)}
    if not columns:
        return
    matrix, right = np.zeros((len(rows), len(sides))), np.zeros(len(rows))
    for place, terms in enumerate(sides):
        for key, value in terms.items():
            matrix[rows[key], place] = float(value)
    for key, value in target.items():
        right[rows[key]] = float(value)
    cost = [-10.0 if column.strict else 1.0 for column in columns] + [0.0] * len(zeros)
    bounds = [(0, LARGEST)] * len(columns) + [(-LARGEST, LARGEST)] * len(zeros)
    from scipy.optimize import linprog  # slow to import

    found = linprog(np.array(cost), A_eq=matrix, b_eq=right, bounds=bounds, method="highs")
    if found.status == 0:
        factors = [Fraction(value).limit_denominator(DENOMINATOR)
                   for value in found.x[: len(columns)]]  # fmt: skip
        yield tuple((str(factor), *column.piece)
                    for factor, column in zip(factors, columns, strict=True)
                    if factor > TOLERANCE)  # fmt: skip


def _columns(
    problem: _Problem, target: Terms, halves: Sequence[Half],
    known: Sequence[tuple[str, Term, Term]],
) -> Iterator[_Column]:  # fmt: skip
    """All nonnegative quantities in which the target is looked for."""
    differences = [_minus(left, right) for _, left, right in known]
    yield _Column(("number",), problem.terms(("num", "1")), strict=True)
    for place, (relation, *_) in enumerate(known):
        yield _Column(("known", place), problem.terms(differences[place]), relation == "gt")
    pairs = list(combinations_with_replacement(range(len(known)), 2))
    for chosen in pairs:
        product = ("mul", *(differences[place] for place in chosen))
        strict = all(known[place][0] == "gt" for place in chosen)
        yield _Column(("product", chosen, UNIT.term), problem.terms(product), strict)
    multipliers = [(place,) for place in range(len(known))] + pairs[:MOST_PAIRS]
    for square, term in _squares(problem, target, halves):
        yield _Column(("square", square), problem.terms(term))
        for chosen in multipliers:
            product = ("mul", *(differences[place] for place in chosen), term)
            yield _Column(("product", chosen, square), problem.terms(product))


def _squares(
    problem: _Problem, target: Terms, halves: Sequence[Half]
) -> Iterator[tuple[Term, Term]]:
    for half in halves:
        if half != UNIT:
            yield half.term, _norm(half.term)
    for one, other in combinations(halves, 2):
        if one.sizes != other.sizes or problem.product(one, other) is None:
            continue
        for ratio in _ratios(problem, target, one, other):
            for sign in (1, -1):
                term = _combined([(Fraction(1), one), (sign * ratio, other)])
                yield term, _norm(term)


def _ratios(problem: _Problem, target: Terms, one: Half, other: Half) -> list[Fraction]:
    """1, and the t for which |u + t v|^2 has the mixed term of the target."""
    mixed = target.get(problem.product(one, other) or ((), ()), Fraction(0))
    found = [Fraction(1)]
    for half, turn in ((one, 1), (other, -1)):
        own = target.get(problem.product(half, half) or ((), ()), Fraction(0))
        if own and mixed:
            found.append(abs(mixed / (2 * own)) ** turn)
    return list(dict.fromkeys(found))


def _norm(term: Term) -> Term:
    return "tr", ("mul", ("T", term), term)
