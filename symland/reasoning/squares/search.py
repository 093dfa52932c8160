"""Pieces of a certificate `nonnegative`: squares, known inequalities, and products of these.

First the Gram matrix in the halves of all terms, shared out evenly (`gram`), then a linear program
(`program`), also with what vanishes under equations (`modulo`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations_with_replacement, islice
from typing import Any

from symland.kernel.check import Equation
from symland.kernel.linear import Context, KernelError, Undecided
from symland.kernel.poly import Mono
from symland.kernel.syntax import Term
from symland.reasoning.ideal.quote import NotQuotedError
from symland.reasoning.squares.expansions import Expansions, Terms, combined, minus, times
from symland.reasoning.squares.gram import Weighted, gram_squares
from symland.reasoning.squares.halves import UNIT
from symland.reasoning.squares.modulo import Vanishing, vanishing
from symland.reasoning.squares.program import Pieces, by_program

MOST_TERMS = 24
MOST_ZEROS, MOST_WEIGHTS = 80, 3


def sum_of_squares(
    greater: Term, less: Term, known: Sequence[tuple[str, Term, Term]], context: Context
) -> Iterator[Pieces]:
    """Proposals for `greater - less` as a sum of nonnegative pieces; the kernel has to confirm.

    `known` are (relation, left, right) with relation "ge" or "gt".
    """
    try:
        problem = Expansions(context)
        target = problem.terms(minus(greater, less))
        if not target or len(target) > MOST_TERMS:
            return
        yield from _multiples(problem, target, known)
        halves = problem.halves(target)
        found = gram_squares(target, halves, problem.product)
        if found is not None:
            yield tuple(_piece(one) for one in found)
        yield from by_program(problem, target, halves, known)
    except (KernelError, Undecided, NotQuotedError):
        return


def _multiples(
    problem: Expansions, target: Terms, known: Sequence[tuple[str, Term, Term]]
) -> Iterator[Pieces]:
    """A single known inequality with a positive factor."""
    first = next(iter(target))
    for place, (_, left, right) in enumerate(known):
        terms = problem.terms(minus(left, right))
        ratio = target[first] / terms[first] if terms.get(first) else Fraction(0)
        if ratio > 0 and terms == {key: value / ratio for key, value in target.items()}:
            yield ((str(ratio), "known", place),)


def squares_under(
    greater: Term, less: Term, known: Sequence[tuple[str, Term, Term]],
    equations: Sequence[Equation], context: Context,
) -> Iterator[Pieces]:  # fmt: skip
    """The same where equations make `greater - less` equal to the sum of the pieces."""
    try:
        problem = Expansions(context, legs=2)
        target = problem.terms(minus(greater, less))
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
        yield from by_program(problem, target, halves, known, zeros)
    except (KernelError, Undecided, NotQuotedError):
        return


def _zeros(problem: Expansions, known: Vanishing, weights: Sequence[Mono]) -> Iterator[Terms]:
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
                yield {(key, times(mono, weight)): value
                       for (key, mono), value in terms.items()}  # fmt: skip


def _piece(weighted: Weighted) -> tuple[Any, ...]:
    """d |sum of l_i u_i|^2 as a piece of a certificate."""
    weight, parts = weighted
    if [half for _, half in parts] == [UNIT]:
        return str(weight * parts[0][0] ** 2), "number"
    return str(weight), "square", combined(parts)
