"""Composite sizes: a leg of size m n against two legs of sizes m and n."""

from __future__ import annotations

from typing import Any

import pytest

from symland.kernel.legs import finer
from symland.kernel.linear import KernelError
from symland.kernel.poly import constant, symbol
from symland.language.build import (
    commutation,
    diag,
    hadamard,
    identity,
    kron,
    matrix,
    ones,
    tr,
    vec,
    zeros,
)
from symland.language.claims import Eq
from tests.kernel.networks import network_value, value_of
from tests.kernel.support import at_depth, is_false, proved, raw_of
from tests.strategies import A, B, k, m, n, v, w

M, N, K = (symbol("size", name) for name in "mnk")
Z = matrix("Z", m * n, m * n)


@pytest.mark.parametrize(
    ("left", "right", "common"),
    [
        ((M, N), (M, N), (M, N)),
        ((M * N,), (M, N), (M, N)),
        ((M * N,), (N, M), (N, M)),
        ((M, N * K), (M * N, K), None),
        ((M * N, K), (M, N * K), None),
        ((M * N, K), (M, N, K), (M, N, K)),
        ((M * N * K,), (M, N, K), (M, N, K)),
        ((M, N), (N, M), None),
        ((constant(6),), (constant(2), constant(3)), (constant(2), constant(3))),
        ((M,), (), None),
    ],
)
def test_common_refinement(left: Any, right: Any, common: Any):
    if common is None:
        with pytest.raises(KernelError, match="the sizes differ"):
            finer(left, right, "a test")
    else:
        assert finer(left, right, "a test") == finer(right, left, "a test") == common


@pytest.mark.parametrize(
    "claim",
    [
        Eq(identity(m * n), kron(identity(m), identity(n))),
        Eq(identity(m * n), kron(identity(n), identity(m))),
        Eq(identity(m * n) @ vec(A), vec(A)),
        Eq(identity(m * n) @ kron(v, w), kron(v, w)),
        Eq(ones(m * n), kron(ones(m), ones(n))),
        Eq(ones(m * n, m), kron(ones(n, m), ones(m))),
        Eq(tr(identity(m * n)), m * n),
        Eq(hadamard(kron(v, w), ones(m * n)), kron(v, w)),
        Eq(kron(v, w) + zeros(m * n), kron(v, w)),
        Eq(diag(kron(v, w)), kron(diag(v), diag(w))),
        Eq(commutation(m, n) @ commutation(n, m), identity(m * n)),
        Eq(commutation(1, n), identity(n)),
        Eq(kron(A, B) @ ones(n * k), kron(A @ ones(n), B @ ones(k))),
        Eq(Z @ identity(m * n), Z),
    ],
)
def test_constants_are_split_as_needed(claim: Any):
    assert proved(claim)


@pytest.mark.parametrize(
    "claim",
    [
        Eq(commutation(m, n), commutation(n, m)),
        Eq(commutation(m, n), identity(m * n)),
        Eq(commutation(n, n), identity(n * n)),
        Eq(kron(v, w), kron(w, v)),
        Eq(kron(matrix("P", n, n), matrix("Q", n, n)), kron(matrix("Q", n, n), matrix("P", n, n))),
        Eq(tr(commutation(n, n)), n * n),
        Eq(tr(commutation(m, n)), 1),
    ],
)
def test_the_order_of_kronecker_factors_matters(claim: Any):
    assert is_false(claim)
    assert not proved(claim)


@pytest.mark.parametrize(
    "expr",
    [
        kron(A, B), commutation(n, m) @ vec(A.T), kron(v, w.T), vec(kron(v, B)), diag(vec(A)),
        kron(A, v.T, w), kron(identity(m), w) @ v, identity(m * n) @ kron(v, identity(n)),
        commutation(n, m) @ commutation(m, n) @ vec(A),
    ],
)  # fmt: skip
def test_the_order_of_legs_is_that_of_the_entries(expr: Any):
    instance = at_depth(1, 1, m=2, n=3, k=2)
    assert (network_value(raw_of(expr), instance) == value_of(expr, instance)).all()


@pytest.mark.parametrize("expr", [Z @ kron(v, w), Z @ vec(A), Z + kron(diag(v), diag(w))])
def test_a_letter_of_composite_size_is_not_split(expr: Any):
    with pytest.raises(KernelError, match="a letter of composite size"):
        raw_of(expr)
