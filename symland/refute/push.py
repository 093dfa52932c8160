"""Targeted search for inequalities: push the remainder below 0, entry by entry.

The entries stay dyadic fractions, so that a violation that is seen in machine numbers can be
checked exactly at once; hypotheses are constructed anew at every point.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from numeric.arithmetic import DomainError, FieldError, rational
from numeric.compare import compare, unmet
from numeric.draw import small_integers
from numeric.fields import float64
from numeric.instance import Instance, Letter
from symland.refute.hunt import OUTSIDE, Hunt, drawn, fails, known_in
from symland.refute.sizes import Choice

STARTS = 4
TRIES = 300  # at one choice of sizes
STEPS = (Fraction(2), Fraction(1), Fraction(1, 2), Fraction(1, 4))
NEAR = 1e-9  # a remainder below this is looked at exactly


def push(hunt: Hunt, choice: Choice) -> Instance | None:
    """An instance of these sizes that violates the inequality, by descent from a few points."""
    stop = hunt.tries + min(TRIES, hunt.left // 2)  # other sizes need some, too
    for number in range(STARTS):
        here = drawn(hunt, choice, small_integers(2), 5000 + number)
        best = _remainder(hunt, here)
        for step in STEPS:
            moved = True
            while moved and hunt.tries < stop and not hunt.over:
                moved = False
                for there in _neighbours(here, step):
                    hunt.tries += 1
                    value = _remainder(hunt, there)
                    if value is not None and (best is None or value < best):
                        here, best, moved = there, value, True
                        if value < NEAR and fails(hunt, here):
                            return here
    return None


def _remainder(hunt: Hunt, instance: Instance) -> float | None:
    """greater - less in machine numbers; None outside of the domain or the hypotheses."""
    try:
        ready, others = hunt.construct(instance)
        found = compare(hunt.claim, ready, float64)
        if any(one.relation != "eq" for one in known_in(hunt.facts)) and unmet(
            others, ready, float64
        ):
            return None
    except (*OUTSIDE, FieldError, DomainError, ArithmeticError):
        return None
    value = float(found.difference.flat[0])
    return -value if hunt.claim.relation in ("le", "lt") else value


def _neighbours(instance: Instance, step: Fraction) -> Iterator[Instance]:
    for letter, values in list(instance.letters.items()):
        for place in range(values.size):
            for sign in (1, -1):
                yield _moved(instance, letter, place, sign * step)


def _moved(instance: Instance, letter: Letter, place: int, by: Fraction) -> Instance:
    entries = instance.letters[letter].copy().astype(object)
    entries.flat[place] = Fraction(rational(entries.flat[place])) + by
    return replace(instance, letters={**instance.letters, letter: entries})
