"""Batched code: few buffers, used again when they are free; outputs written where they belong."""

from __future__ import annotations

import re

import numpy as np
import pytest

from numeric import lambdify
from numeric.backends.buffered import Instruction, assigned
from symland.language.build import frob2, matrix
from symland.language.derivatives import gradient_node
from symland.language.functions import tanh
from symland.language.integers import dims

d, h, k, n = dims("d h k n")
V, W, X, Y = matrix("V", h, d), matrix("W", k, h), matrix("X", d, n), matrix("Y", k, n)
LOSS = frob2(W @ tanh(V @ X) - Y) / 2
SLOPES = [gradient_node(LOSS, V), gradient_node(LOSS, W)]
SHAPES = [(3, 2), (4, 3), (2, 5), (4, 5)]


def stacks(count, seed=0):
    random = np.random.default_rng(seed)
    return [random.normal(size=(count, *shape)) for shape in SHAPES]


def test_outputs_are_written_without_a_copy_or_a_transposition():
    text = lambdify(SLOPES, [V, W, X, Y]).text(*stacks(3))
    assert sorted(re.findall(r"out=(o\d)", text)) == ["o0", "o1"]
    assert not re.search(r"= \w+\.transpose\(\(0, 2, 1\)\)$", text, re.MULTILINE)


def test_every_buffer_is_free_when_it_is_written():
    """No line overwrites a value, or what a view shows, that is used later."""
    lines = [
        Instruction("v1", "matmul", ("a0", "a1"), (2, 2)),
        Instruction("v2", "v1.transpose((0, 2, 1))"),
        Instruction("v3", "matmul", ("a0", "a0"), (2, 2)),  # v1 is still seen through v2
        Instruction("v4", "np.add", ("v2", "v3"), (2, 2), in_place=True),
        Instruction("v5", "matmul", ("v4", "a1"), (2, 2)),  # not in place
        Instruction("v6", "matmul", ("v5", "a1"), (2, 2)),
    ]
    found, shapes, direct = assigned(lines, ["v6", "v4"])
    assert found == [
        "v1 = matmul(a0, a1, out=b0)",
        "v2 = v1.transpose((0, 2, 1))",
        "v3 = matmul(a0, a0, out=b1)",
        "v4 = np.add(v2, v3, out=o1)",
        "v5 = matmul(v4, a1, out=b1)",
        "v6 = matmul(v5, a1, out=o0)",
    ]
    assert shapes == [(2, 2)] * 2
    assert direct == [True, True]


@pytest.mark.parametrize("count", [1, 2, 7])
def test_a_value_that_is_returned_twice_or_as_it_was_given(count):
    values = stacks(count)
    slopes = lambdify([SLOPES[0], SLOPES[0], V, SLOPES[0].T], [V, W, X, Y])(*values)
    one = lambdify(SLOPES[0], [V, W, X, Y])
    for place in range(count):
        expected = one(*(value[place] for value in values))
        for found in (slopes[0], slopes[1], np.swapaxes(slopes[3], 1, 2)):
            assert np.abs(found[place] - expected).max() < 1e-13
    assert (slopes[2] == values[0]).all()
    assert slopes[2] is not values[0]


def test_pieces_of_a_long_batch(monkeypatch):
    values = stacks(11)
    whole = lambdify(SLOPES, [V, W, X, Y])(*values)
    monkeypatch.setattr("numeric.backends.pieces.PIECE", 1)
    pieces = lambdify(SLOPES, [V, W, X, Y])(*values)
    for one, other in zip(whole, pieces, strict=True):
        assert (one == other).all()
