"""A scalar as a sum of nonnegative columns, by a linear program.

The columns are |u|^2, |u + t v|^2, the known inequalities, their products with each other and with
squares; combinations of terms that vanish are free columns.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, combinations_with_replacement, islice
from typing import Any, TypeAlias

import numpy as np

from symland.kernel.syntax import Term
from symland.reasoning.squares.expansions import Expansions, Terms, combined, minus, norm
from symland.reasoning.squares.halves import UNIT, Half

Pieces: TypeAlias = "tuple[tuple[Any, ...], ...]"
MOST_PAIRS, MOST_COLUMNS = 10, 600
LARGEST = 100.0  # factor of a column
DENOMINATOR = 1000  # of the numbers that a linear program finds
TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class Column:
    """A nonnegative quantity, and a strict one where it is positive."""

    piece: tuple[Any, ...]  # without its factor
    terms: Terms
    strict: bool = False


def by_program(
    problem: Expansions, target: Terms, halves: Sequence[Half],
    known: Sequence[tuple[str, Term, Term]], zeros: Sequence[Terms] = (),
) -> Iterator[Pieces]:  # fmt: skip
    columns = list(islice(_columns(problem, target, halves, known), MOST_COLUMNS))
    yield from solved(columns, target, zeros)


def solved(
    columns: Sequence[Column], target: Terms, zeros: Sequence[Terms] = ()
) -> Iterator[Pieces]:
    """The target as a combination of the columns with nonnegative factors, if there is one."""
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


def known_columns(problem: Expansions, known: Sequence[tuple[str, Term, Term]]) -> list[Column]:
    """A positive number, and what is known."""
    found = [Column(("number",), problem.terms(("num", "1")), strict=True)]
    return found + [Column(("known", place), problem.terms(minus(left, right)), relation == "gt")
                    for place, (relation, left, right) in enumerate(known)]  # fmt: skip


def _columns(
    problem: Expansions, target: Terms, halves: Sequence[Half],
    known: Sequence[tuple[str, Term, Term]],
) -> Iterator[Column]:  # fmt: skip
    """All nonnegative quantities in which the target is looked for."""
    yield from known_columns(problem, known)
    differences = [minus(left, right) for _, left, right in known]
    pairs = list(combinations_with_replacement(range(len(known)), 2))
    for chosen in pairs:
        product = ("mul", *(differences[place] for place in chosen))
        strict = all(known[place][0] == "gt" for place in chosen)
        yield Column(("product", chosen, UNIT.term), problem.terms(product), strict)
    multipliers = [(place,) for place in range(len(known))] + pairs[:MOST_PAIRS]
    factors = {chosen: problem.terms(("mul", ("num", "1"), *(differences[n] for n in chosen)))
               for chosen in multipliers}  # fmt: skip
    for square, terms, is_single in _squares(problem, target, halves):
        yield Column(("square", square), terms)
        for chosen, factor in factors.items():
            product = problem.weighted(terms, factor)
            if product is None and is_single:
                whole = ("mul", *(differences[place] for place in chosen), norm(square))
                product = problem.terms(whole)
            if product is not None:
                yield Column(("product", chosen, square), product)


def _squares(
    problem: Expansions, target: Terms, halves: Sequence[Half]
) -> Iterator[tuple[Term, Terms, bool]]:
    """M and the terms of |M|^2, of single halves first."""
    own = {half: problem.product(half, half) for half in halves}
    for half, key in own.items():
        if half != UNIT and key is not None:
            yield half.term, {key: Fraction(1)}, True
    for one, other in combinations(halves, 2):
        keys = own[one], problem.product(one, other), own[other]
        if None in keys:
            continue
        for ratio in _ratios(problem, target, one, other):
            for turned in (ratio, -ratio):
                terms: Terms = {}
                for key, value in zip(keys, (Fraction(1), 2 * turned, turned**2), strict=True):
                    assert key is not None
                    terms[key] = terms.get(key, Fraction(0)) + value
                kept = {key: value for key, value in terms.items() if value}
                yield combined([(Fraction(1), one), (turned, other)]), kept, False


def _ratios(problem: Expansions, target: Terms, one: Half, other: Half) -> list[Fraction]:
    """1, and the t for which |u + t v|^2 has the mixed term of the target."""
    mixed = target.get(problem.product(one, other) or ((), ()), Fraction(0))
    found = [Fraction(1)]
    for half, turn in ((one, 1), (other, -1)):
        own = target.get(problem.product(half, half) or ((), ()), Fraction(0))
        if own and mixed:
            found.append(abs(mixed / (2 * own)) ** turn)
    return list(dict.fromkeys(found))
