"""A claim of the experiments run again at a small setting: one seed, no further than needed."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from numeric.experiments.claims import Outcome, findings
from numeric.experiments.figures import CHOICES, FIGURES, run_unit, unit_of

ITERATIONS = 10_000
NEEDED = {"oss.exp.compare": (1, 2, 3, 4), "oss.exp.global": (1, 3),
          "oss.exp.samevalue": (5, 6, 7, 8), "oss.exp.floor": (5, 6, 7, 8)}  # fmt: skip


def reproduce(ref: str, scale: float = 1.0) -> tuple[bool, str]:
    """Whether every part of a claim (`oss.fig2`, `oss.exp.compare`, ...) comes out as printed.

    `scale` is that of the entries of the start, which the paper does not give.  The setting, in
    words, and the figures come with it.
    """
    numbers = NEEDED.get(ref) or (int(ref.removeprefix("oss.fig")),)
    outcomes = [_quick(number, scale) for number in numbers]
    found = [one for one in findings(outcomes) if one.ref == ref]
    parts = [f"{one.claim}: {'yes' if one.agrees else 'NO'} ({one.detail})" for one in found]
    return all(one.agrees for one in found), f"one seed, {found[0].choice}; " + "; ".join(parts)


@cache
def _quick(number: int, scale: float) -> Outcome:
    """The outcome for one figure; the claims about it share it."""
    choice = replace(CHOICES[0], scale=scale)
    return run_unit(unit_of(FIGURES[number - 1], 0, choice, ITERATIONS) | {"quick": True})
