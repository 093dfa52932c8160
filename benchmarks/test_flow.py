"""Gradient flow of a 3-layer linear network to 50 digits, against mpmath's own Taylor integrator.

Both solve the same problem from the same start; before anything is timed, the end points must agree
to 48 digits and the invariants drift by less than 10^-48.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache

import numpy as np
import pytest
from mpmath import mp

from numeric import bind, gradient_flow
from numeric.dimensions import Dimensions
from numeric.draw import decimals, draw
from numeric.instance import Letter
from symland.language.build import frob2, matrix

WIDTH, DIGITS, END = 2, 50, Fraction(1)
NAMES = ("W_1", "W_2", "W_3", "X", "Y")
W_1, W_2, W_3, X, Y = (matrix(name, WIDTH, WIDTH) for name in NAMES)
LOSS = frob2(W_3 @ W_2 @ W_1 @ X - Y) / 2
LAWS = [W_2.T @ W_2 - W_1 @ W_1.T, W_3.T @ W_3 - W_2 @ W_2.T]


@cache
def start():
    source = draw(Dimensions(), entries=decimals(DIGITS))
    return {name: source.entries(Letter("matrix", name), (WIDTH, WIDTH)) for name in NAMES}


def series():
    return gradient_flow(LOSS, [W_1, W_2, W_3], start(), t=[END], digits=DIGITS)


def odefun():
    """mpmath's integrator on the gradients by hand, with as few matrix products as there can be."""
    with mp.workdps(DIGITS):
        number = np.frompyfunc(lambda x: mp.mpf(x.numerator) / x.denominator, 1, 1)
        given = {name: mp.matrix(number(values).tolist()) for name, values in start().items()}
        gram, target = given["X"] * given["X"].T, given["Y"] * given["X"].T
        places = [(i, j) for i in range(WIDTH) for j in range(WIDTH)]

        def blocks(flat):
            found = []
            for first in range(0, len(flat), len(places)):
                block = mp.matrix(WIDTH, WIDTH)
                for place, value in zip(places, flat[first:], strict=False):
                    block[place] = value
                found.append(block)
            return found

        def velocity(_, flat):
            a, b, c = blocks(flat)
            above = c * b
            inner = above * a * gram - target
            back = inner * a.T
            slopes = (above.T * inner, c.T * back, back * b.T)
            return [-slope[place] for slope in slopes for place in places]

        flat = [given[name][place] for name in NAMES[:3] for place in places]
        return blocks(mp.odefun(velocity, 0, flat)(mp.mpf(END.numerator) / END.denominator))


@cache
def agree():
    """The end points agree and the invariants hold; the time of neither run is used."""
    found = gradient_flow(LOSS, [W_1, W_2, W_3], bind([LOSS], start()), t=[END], digits=DIGITS,
                          invariants=LAWS)  # fmt: skip
    assert all(drift.largest < mp.mpf(10) ** -48 for drift in found.drifts)
    with mp.workdps(DIGITS + 10):
        for name, other in zip(NAMES, odefun(), strict=False):
            for i, row in enumerate(found.state()[name]):
                for j, value in enumerate(row):
                    gap = abs(mp.mpf(value.numerator) / value.denominator - other[i, j])
                    assert gap < mp.mpf(10) ** -48
    return True


@pytest.mark.benchmark(group="gradient flow, 3 layers, d = 2, t = 1, 50 digits", min_rounds=3)
def test_series(benchmark):
    assert agree()
    benchmark(series)


@pytest.mark.benchmark(group="gradient flow, 3 layers, d = 2, t = 1, 50 digits")
def test_odefun(benchmark):
    assert agree()
    benchmark.pedantic(odefun, rounds=1)
