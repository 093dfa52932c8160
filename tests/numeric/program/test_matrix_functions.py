"""Derivatives of the pseudo-inverse and of the matrix exponential, against jets and differences."""

from __future__ import annotations

import numpy as np
import pytest

from numeric import SingularError, evaluate, exact, hessian, hvp, instance, lambdify, mpmath
from symland.errors import ExpressionError
from symland.language.build import frob2, inner, matrix, pinv, tr
from symland.language.derivatives import along_node, gradient_node, hessian_node, jacobian_node
from symland.language.functions import expm

A, B = matrix("A", 3, 2), matrix("B", 2, 3)
S, T = matrix("S", 3, 3), matrix("T", 3, 3)
ENTRIES = {"A": [[1, 2], [0, 1], [3, -1]], "B": [[2, 1, 0], [1, 0, 5]],
           "S": [[1, 2, 0], [0, -1, 1], [1, 0, 1]],
           "T": [[0, 1, 2], [1, 1, 0], [2, 0, -1]]}  # fmt: skip
HERE = instance(letters=ENTRIES)
INVERSES = [
    (inner(pinv(A), B), A),
    (frob2(pinv(B)), B),
    (inner(pinv(B @ A), B @ A), A),
    (tr(pinv(A) @ S @ A), A),
    (inner(pinv(S), T), S),
]
EXPONENTIALS = [
    (tr(expm(S)), S),
    (inner(expm(S @ T), T), S),
    (frob2(expm(S)), S),
    (tr(expm(A @ B) @ T), A),
]


def call(expr, backend="numpy", **options):
    values = [np.array(entries) for entries in ENTRIES.values()]
    return lambdify(expr, [A, B, S, T], backend, **options)(*values)


def close(found, expected, tolerance=1e-12):
    found, expected = np.asarray(found, dtype=float), np.asarray(expected).astype(float)
    return np.abs(found - expected).max() <= tolerance * max(1, np.abs(expected).max())


@pytest.mark.parametrize(("body", "letter"), INVERSES)
def test_the_pseudo_inverse(body, letter):
    nodes = [gradient_node(body, letter), hessian_node(body, letter, letter),
             jacobian_node(gradient_node(body, letter), letter),
             along_node(body, {letter: 2 * letter}, 2)]  # fmt: skip
    for node in nodes:
        expected = evaluate(node, HERE, exact)
        found = np.asarray(call(node, "exact"), dtype=object).reshape(expected.shape)
        assert (found == expected).all()
        assert close(np.reshape(call(node), expected.shape), expected)
        stack = call(node, "ball", digits=30)
        assert close(np.reshape(stack, expected.shape), expected)


@pytest.mark.parametrize(("body", "letter"), EXPONENTIALS)
def test_the_exponential(body, letter):
    for node in (gradient_node(body, letter), along_node(body, {letter: 2 * letter}, 1),
                 along_node(body, {letter: letter}, 2)):  # fmt: skip
        expected = evaluate(node, HERE, mpmath(40))
        for backend in ("numpy", "mpmath", "ball"):
            assert close(np.reshape(call(node, backend), expected.shape), expected, 1e-11)


@pytest.mark.parametrize(("body", "letter"), [*INVERSES, *EXPONENTIALS])
def test_central_differences_and_stacks(body, letter):
    names = [A, B, S, T]
    values = [np.array(ENTRIES[x.data[0]], dtype=float) / 2 for x in names]
    place = names.index(letter)
    value, slope = lambdify(body, names), lambdify(gradient_node(body, letter), names)
    found, step = slope(*values), 1e-5
    for i, j in np.ndindex(*found.shape):
        ends = []
        for sign in (1, -1):
            moved = [part.copy() for part in values]
            moved[place][i, j] += sign * step
            ends.append(value(*moved))
        assert (ends[0] - ends[1]) / (2 * step) == pytest.approx(found[i, j], rel=1e-6, abs=1e-6)
    stacks = [np.stack([part, part / 2, part + 1]) for part in values]
    for k, one in enumerate(slope(*stacks)):
        assert close(one, slope(*(stack[k] for stack in stacks)))


def test_products_with_a_hessian():
    v = np.arange(9.0)
    for loss in (tr(expm(S)), inner(pinv(S), T)):
        values = [np.array(ENTRIES[name], dtype=float) for name in "ST"]
        found = hvp(loss, [S], [S, T])(*values, v)
        slope = lambdify(gradient_node(loss, S), [S, T])
        moved = [slope(values[0] + sign * 1e-6 * v.reshape(3, 3).T, values[1]) for sign in (1, -1)]
        wanted = (moved[0] - moved[1]).T.ravel() / 2e-6
        assert np.abs(found - wanted).max() < 1e-5 * np.abs(wanted).max()
    dense = hessian(inner(pinv(S), T), [S], [S, T])(*values)
    assert close(dense @ v, found)


def test_what_is_refused():
    slope = lambdify(gradient_node(frob2(pinv(A)), A), [A])
    for backend in ("numpy", "exact"):
        slope = lambdify(gradient_node(frob2(pinv(A)), A), [A], backend)
        with pytest.raises(SingularError, match="it is singular"):
            slope(np.array([[1, 1], [1, 1], [2, 2]]))  # the rank changes when A moves
    with pytest.raises(ExpressionError, match="the Jacobian of `expm` is not evaluated here"):
        lambdify(hessian_node(tr(expm(S)), S, S), [S])(np.eye(3))
