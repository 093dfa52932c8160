"""Derivatives of the pseudo-inverse: by central differences, and refused where there is none."""

from __future__ import annotations

from fractions import Fraction

import pytest

from numeric import FieldError, evaluate, exact, instance
from symland.language.build import frob2, inner, matrix, pinv
from symland.language.derivatives import gradient_node, hessian_node, jacobian_node

ENTRIES = {"A": [[1, 2, 0], [3, 1, 4]], "B": [[2, 1], [0, 5], [1, 1]], "x": [[1], [2], [2]],
           "Z": [[0, 0], [0, 0]], "S": [[1, 2], [2, 4]]}  # fmt: skip
A, B, x = matrix("A", 2, 3), matrix("B", 3, 2), matrix("x", 3, 1)
Z, S = matrix("Z", 2, 2), matrix("S", 2, 2)
HERE = instance(letters=ENTRIES)
STEP = Fraction(1, 10**6)
BODIES = [
    (frob2(pinv(A)), A),
    (inner(pinv(A), B), A),
    (inner(pinv(A.T @ A), B @ A), A),  # a product whose rank, 2 of 3, does not change
    (inner(pinv(x), x.T), x),
    (inner(pinv(x @ x.T), x @ x.T), x),  # a rank that stays 1
]


def moved(name, row, col, step):
    rows = [[entry + (step if (i, j) == (row, col) else 0) for j, entry in enumerate(line)]
            for i, line in enumerate(ENTRIES[name])]  # fmt: skip
    return instance(letters={**ENTRIES, name: rows})


@pytest.mark.parametrize(("body", "letter"), BODIES)
def test_central_differences(body, letter):
    name = letter.data[0]
    found = evaluate(gradient_node(body, letter), HERE, exact)
    for row, line in enumerate(ENTRIES[name]):
        for col in range(len(line)):
            there, back = (evaluate(body, moved(name, row, col, h), exact)[0, 0]
                           for h in (STEP, -STEP))  # fmt: skip
            wanted = float(there - back) / float(2 * STEP)
            assert float(found[row, col]) == pytest.approx(wanted, abs=1e-6)


def test_second_derivatives():
    body = inner(pinv(A), B)
    one = evaluate(hessian_node(body, A, A), HERE, exact)
    other = evaluate(jacobian_node(gradient_node(body, A), A), HERE, exact)
    assert (one == other).all()
    assert (one == one.T).all()


@pytest.mark.parametrize("singular", [Z, S])
def test_a_rank_that_changes_is_refused(singular):
    with pytest.raises(FieldError, match="the rank changes under a pseudo-inverse"):
        evaluate(gradient_node(frob2(pinv(singular)), singular), HERE, exact)
