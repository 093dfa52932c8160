"""Residues stay exact: the largest ones, long sums, stacks and single instances."""

from __future__ import annotations

import numpy as np
import pytest

from numeric import lambdify
from symland.language.build import frob2, hadamard, matrix
from symland.language.derivatives import gradient_node
from symland.language.integers import dims

PRIMES = [33554393, 67108859, 8191, 3]
d = dims("d")
A, B, X, Y = (matrix(name, d, d) for name in "ABXY")
E = A @ B @ X - Y
SLOPES = [gradient_node(frob2(E), A), gradient_node(frob2(E), B)]
LAW = A.T @ SLOPES[0] - SLOPES[1] @ B.T
EXPRS = [*SLOPES, LAW, hadamard(A @ B, B @ A) - 5 * A.T - B.T @ X, E.T, frob2(E)]


def expected(a, b, x, y, prime):
    a, b, x, y = (np.asarray(part, dtype=object) for part in (a, b, x, y))
    e = a @ b @ x - y
    slopes = [2 * e @ (b @ x).T, 2 * a.T @ e @ x.T]
    law = a.T @ slopes[0] - slopes[1] @ b.T
    last = (a @ b) * (b @ a) - 5 * a.T - b.T @ x
    return [part % prime for part in (*slopes, law, last, e.T, (e * e).sum())]


@pytest.mark.parametrize("prime", PRIMES)
@pytest.mark.parametrize("size", [1, 3, 8, 33])
def test_the_largest_residues(size, prime):
    random = np.random.default_rng(size)
    choice = np.array([prime - 1, prime // 2, prime // 2 + 1, 0, 1])
    stacks = [random.choice(choice, size=(3, size, size)) for _ in range(4)]
    for part in stacks:
        part[0] = prime - 1  # all products are as large as they can be
        part[1] = prime // 2
    kept = [part.copy() for part in stacks]
    function = lambdify(EXPRS, [A, B, X, Y], "modular", prime=prime)
    found = function(*stacks)
    for place in range(3):
        one = [part[place] for part in stacks]
        alone = function(*one)
        for whole, single, wanted in zip(found, alone, expected(*one, prime), strict=True):
            assert np.array_equal(whole[place], single)
            assert np.array_equal(single, np.asarray(wanted, dtype=np.int64))
    assert all((part == old).all() for part, old in zip(stacks, kept, strict=True))
    assert found[0].dtype == np.int64


def test_negative_integers_floats_and_large_ones_are_reduced_first():
    one = lambdify(A @ B, [A, B], "modular")
    prime = 33554393
    values = np.array([[-1, prime], [2 * prime + 3, -prime - 5]])
    wanted = (values.astype(object) @ values.astype(object)) % prime
    for given in (values, values.astype(float), values.astype(object) + 10**30 * prime):
        assert np.array_equal(one(given, given), wanted.astype(np.int64))
        stack = np.stack([given, given])
        assert np.array_equal(one(stack, given)[1], wanted.astype(np.int64))
    kept = values.astype(float)
    one(kept, kept)
    assert (kept == values).all()
