"""Hessians too large for the cache are computed a few columns at a time, with equal results."""

from __future__ import annotations

import re

import numpy as np
import pytest

from numeric import hessian
from numeric.hessian import assemble, short
from tests.numeric.hessian.networks import DEEP, LOSSES, X0, Y0, W, entries, layers

ARGS = [W, X0, Y0]


def text(function, *values):
    key, _ = function.arguments.flat(values)
    return function.program(key).code.program.text


def shrink(monkeypatch, entries):
    """A cache of so many entries; few rows are long, or laid out by columns."""
    monkeypatch.setattr(short, "CACHE", entries)
    monkeypatch.setattr(assemble, "LARGE", 1)
    monkeypatch.setattr(short, "LONG", 3)


caches = pytest.mark.parametrize("cache", [1, 150, 400])


@caches
@pytest.mark.parametrize("batch", [(), (3,)], ids=["one", "batch"])
@pytest.mark.parametrize("widths", [(2, 3, 4, 2), (3, 3, 3, 3), (5, 5, 5), (3, 2, 2, 2, 3)])
def test_linear_networks(widths, batch, cache, monkeypatch):
    values = layers(6, batch, widths)
    expected = hessian(DEEP, [W], ARGS)(*values)
    shrink(monkeypatch, cache)
    function = hessian(DEEP, [W], ARGS)
    out = np.full(expected.shape, np.nan)
    for found in (function(*values), function(*values, out=out)):
        assert np.abs(found - expected).max() < 1e-13
    if cache == 1:
        assert "for s in" in text(function, *values)
    if not batch and len(set(widths)) > 1:
        assert re.search(r"h0\[.*\] = w\d+\n", text(function, *values)), "a row is written whole"


@caches
@pytest.mark.parametrize(("loss", "wrt", "args"), LOSSES.values(), ids=LOSSES)
def test_other_losses(loss, wrt, args, cache, monkeypatch):
    values = entries(args, 1)
    expected = hessian(loss, wrt, args)(*values)
    shrink(monkeypatch, cache)
    found = hessian(loss, wrt, args)(*values)
    assert np.abs(found - expected).max() <= 1e-13 * np.abs(expected).max()
