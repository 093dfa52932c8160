"""Integration of a flow by Taylor series whose order and steps follow from the digits asked for.

The step is as long as the last two coefficients allow (Jorba and Zou 2005): what is left out is
below 10^-digits relative to the largest entry at the start.  This controls the error of each step,
it does not enclose that of the whole way; `gradient_flow(confirm=True)` measures it.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from numeric.arithmetic import Array
from numeric.flow.graph import Node
from numeric.flow.series import FRACTION_BITS, Series
from numeric.flow.starts import fixed
from symland.errors import UndecidedError

ORDER_PER_DIGIT = 1.15  # near the best: work per step grows with its square, steps shrink with 1/it
SPARE_DIGITS = 5  # of the error of one step
GUARD_BITS = 96  # for rounding, which the evaluation at a step of 1.5 tau magnifies
LONGEST = 1.5  # a step in units of tau
PROBE = 8  # order of the series that guesses the first tau
MOST_STEPS = 20_000
ONE = 1 << FRACTION_BITS


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """One piece of the solution: coefficients in s = (t - start) / tau, used up to `end`."""

    start: Fraction
    end: Fraction
    tau: Fraction
    coefficients: list[list[Array]]


@dataclass(frozen=True, slots=True, eq=False)
class Path:
    """A solution as a function of time, piece by piece."""

    steps: tuple[Step, ...]
    bits: int
    order: int

    def at(self, time: Fraction) -> list[Array]:
        """The value of each variable, rational numbers."""
        place = bisect_left([step.end for step in self.steps], time)
        step = self.steps[min(place, len(self.steps) - 1)]
        values = evaluated(step.coefficients, (time - step.start) / step.tau, self.bits)
        unit = 1 << self.bits
        rule = np.frompyfunc(lambda value: Fraction(int(value), unit), 1, 1)
        return [np.asarray(rule(value), dtype=object) for value in values]


def integrate(
    variables: Sequence[Node],
    velocities: Sequence[Node],
    start: Sequence[Array],
    end: Fraction,
    digits: int,
) -> Path:
    """The solution of X' = velocity(X) from time 0 to `end`, from rational start values.

    Raises `UndecidedError` where the steps become too short or too many, as before a blow-up.
    """
    scale = max((abs(value) for block in start for value in block.flat), default=Fraction(0)) or 1
    shrink = max(0, -math.floor(math.log2(scale)))
    bits = math.ceil((digits + SPARE_DIGITS) * math.log2(10)) + GUARD_BITS + shrink
    order = math.ceil(ORDER_PER_DIGIT * (digits + SPARE_DIGITS)) + 2
    series = Series(variables, velocities, bits, order)
    log_error = bits + math.log2(scale) - (digits + SPARE_DIGITS) * math.log2(10)
    state, time = [fixed(block, bits) for block in start], Fraction(0)
    tau = _first(series, state)
    steps: list[Step] = []
    while time < end or not steps:
        found = series.run(state, tau)
        step = int(tau * min(LONGEST, _length(found, log_error)))
        if not step or len(steps) == MOST_STEPS:
            raise UndecidedError(
                f"{len(steps)} steps lead only to t = {float(time):.6g}, and ever "
                "shorter ones would follow",
                help="integrate over a shorter time",
            )
        last = Fraction(step, ONE) >= end - time
        until = end if last else time + Fraction(step, ONE)
        steps.append(Step(time, until, Fraction(tau, ONE), found))
        state = evaluated(found, (until - time) / Fraction(tau, ONE), bits)
        time, tau = until, step
    return Path(tuple(steps), bits, order)


def evaluated(coefficients: list[list[Array]], ratio: Fraction, bits: int) -> list[Array]:
    """The polynomials at s = ratio, by Horner's rule."""
    factor = (ratio.numerator << bits) // ratio.denominator
    found = []
    for series in coefficients:
        total = series[-1]
        for value in reversed(series[:-1]):
            total = (total * factor >> bits) + value
        found.append(total)
    return found


def _length(coefficients: list[list[Array]], log_error: float) -> float:
    """How far the last two coefficients stay below the error, in units of tau."""
    order = len(coefficients[0]) - 1
    found = math.inf
    for n in (order - 1, order):
        size = _size([series[n] for series in coefficients])
        if size:
            found = min(found, 2 ** ((log_error - math.log2(size)) / n))
    return found


def _first(series: Series, state: Sequence[Array]) -> int:
    """A guess at tau: a part of the radius of convergence, from a short series."""
    found = series.run(state, ONE, PROBE)
    start = max(1, _size(state))
    sizes = [(n, _size([block[n] for block in found])) for n in range(1, PROBE + 1)]
    radii = [(start / size) ** (1 / n) for n, size in sizes if size]
    radius = min(radii, default=1.0)
    return max(1, int(radius * ONE / 4))


def _size(blocks: Sequence[Array]) -> int:
    return max((abs(int(value)) for block in blocks for value in block.flat), default=0)
