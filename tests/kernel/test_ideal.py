"""Combinations of equations: what the kernel accepts, and what it refuses."""

from __future__ import annotations

import json
from typing import Any

import pytest

from symland.elaborate import context_of, term
from symland.kernel import ideal
from symland.kernel.certificate import certificate, recheck
from symland.kernel.linear import Context, KernelError
from symland.kernel.poly import symbol
from symland.language.build import frob2, hadamard, identity, inv, kron, layer_sum, matrix, pinv, tr
from symland.language.claims import Claim, Eq
from symland.language.functions import tanh
from symland.reasoning.rewrite import hole
from tests.strategies import A, B, S, W, i, l, m, mu, n

ONE = ("num", "1")
HOLE = hole("?", S)
ZERO = Eq(S, 0)


def confirmed(claim: Claim, given: list[Claim], *parts: Any, laws: Any = ()) -> bool:
    """Whether the kernel accepts; a context is written as an expression with a hole."""
    pairs = [(term(one.left), term(one.right)) for one in given]
    context = context_of([side for one in (claim, *given) for side in (one.left, one.right)])
    data = tuple((factor if isinstance(factor, tuple) else ("num", str(factor)),
                  pattern if isinstance(pattern, tuple) else term(pattern), *rest)
                 for factor, pattern, *rest in parts)  # fmt: skip
    sides = term(claim.left), term(claim.right)
    made = certificate("ideal", *sides, context, hypotheses=pairs, laws=laws, parts=data)
    found = ideal.combination(*sides, pairs, laws, data, context)
    assert recheck(json.loads(json.dumps(made))) is found
    return found


def given(place: int = 0) -> tuple[str, int, int]:
    return "given", place, 0


@pytest.mark.parametrize(
    ("claim", "pattern"),
    [
        (Eq(A.T @ S @ A, 0), A.T @ HOLE @ A),
        (Eq(S.T, 0), HOLE.T),
        (Eq(tr(S @ A @ A.T), 0), tr(HOLE @ A @ A.T)),
        (Eq(kron(S, B), 0 * kron(S, B)), kron(HOLE, B)),
        (Eq(hadamard(A @ A.T, S), 0), hadamard(A @ A.T, HOLE)),
        (Eq(mu * S, 0), mu * HOLE),
        (Eq(tr(S) * A, 0), tr(HOLE) * A),
    ],
)
def test_linear_contexts(claim: Claim, pattern: Any):
    assert confirmed(claim, [ZERO], (1, pattern, *given()))
    assert not confirmed(claim, [ZERO], (2, pattern, *given()))
    assert not confirmed(claim, [ZERO])


@pytest.mark.parametrize(
    "pattern",
    [
        inv(HOLE),
        inv(identity(m) + HOLE),
        pinv(HOLE),
        tanh(HOLE),
        HOLE @ HOLE,
        hadamard(HOLE, HOLE),
        HOLE + S,
        S @ (HOLE + S),
        frob2(HOLE) * S,
        S,
    ],
)
def test_a_context_is_linear_in_one_hole(pattern: Any):
    with pytest.raises(KernelError, match="hole"):
        confirmed(Eq(S @ S, 0), [ZERO], (1, pattern, *given()))


def test_not_below_a_derivative():
    letter = term(S)
    pattern = ("grad", ("tr", term(HOLE)), letter)
    with pytest.raises(KernelError, match="hole"):
        confirmed(Eq(identity(m), 0), [ZERO], (1, pattern, *given()))


def test_a_sum_does_not_capture_the_index_of_an_equation():
    known = Eq(W[i], 0)
    claim = Eq(layer_sum(i, 1, l, W[i]), 0)
    pattern = layer_sum(i, 1, l, hole("?", W[i]))
    with pytest.raises(KernelError, match="index of the sum"):
        confirmed(claim, [known], (1, pattern, *given()))
    assert confirmed(Eq(layer_sum(i, 1, l, S @ S), 0), [Eq(S @ S, 0)],
                     (1, layer_sum(i, 1, l, HOLE), *given()))  # fmt: skip


def test_a_context_supposes_only_what_is_stated():
    """From S X = 0 it does not follow that X = 0, unless S has an inverse."""
    known = Eq(S @ A, 0)
    pattern = inv(S) @ hole("?", A)
    with pytest.raises(KernelError, match="supposes the inverse"):
        confirmed(Eq(A, 0), [known], (1, pattern, *given()))
    assert confirmed(Eq(A, 0), [known, Eq(S @ inv(S), identity(m))], (1, pattern, *given()))
    with pytest.raises(KernelError, match="supposes the quotient"):
        confirmed(Eq(A, 0), [Eq(mu * A, 0)], (("power", term(mu), -1), hole("?", A), *given()))
    reciprocal = ("poly", symbol("param", "mu").reciprocal())
    with pytest.raises(KernelError, match="supposes the quotient"):
        confirmed(Eq(A, 0), [Eq(mu * A, 0)], (reciprocal, hole("?", A), *given()))
    with pytest.raises(KernelError, match="supposes the inverse"):
        confirmed(Eq(S, 0), [ZERO], (1, S @ inv(S) @ HOLE, *given()))


def test_an_inverse_below_a_sum_is_not_one_beside_it():
    """A sum over layers may be empty: what stands in it is then not supposed."""
    stated = Eq(layer_sum(i, 1, l - 1, inv(S)) @ S @ A, 0)
    with pytest.raises(KernelError, match="supposes"):
        confirmed(Eq(A, 0), [stated, Eq(S @ A, 0)], (1, inv(S) @ hole("?", A), *given(1)))


def test_an_inverse_of_one_layer_is_not_one_of_all():
    known = [Eq(W[i] @ inv(W[i]), identity(n)), Eq(S, 0)]
    pattern = layer_sum(i, 1, l, tr(inv(W[i]) @ W[i])) * HOLE
    with pytest.raises(KernelError, match="supposes"):
        confirmed(Eq(l * S, 0), known, (1, pattern, *given(1)))


def test_a_product_that_has_an_inverse_gives_its_factors_one():
    other = matrix("T", m, m)
    known = [Eq(S @ other @ inv(S @ other), identity(m)), Eq(S @ A, 0)]
    assert confirmed(Eq(A, 0), known, (1, inv(S) @ hole("?", A), *given(1)))
    thin = A @ A.T  # through another size: the product alone has an inverse
    known = [Eq(S @ thin @ inv(S @ thin), identity(m)), Eq(S @ A, 0)]
    with pytest.raises(KernelError, match="supposes"):
        confirmed(Eq(A, 0), known, (1, inv(S) @ hole("?", A), *given(1)))


def test_laws_of_inverses_are_the_kernels_own():
    pattern = A.T @ hole("?", A)
    law = (("pinv", term(A)),)
    assert confirmed(Eq(A.T @ A @ pinv(A) @ A, A.T @ A), [], (1, pattern, "law", 0, 0), laws=law)
    T = identity(m) + A @ A.T
    inverse = (("inverse", term(T)),)
    square = hole("?", T)
    assert confirmed(Eq(T @ inv(T), identity(m)), [], (1, square, "law", 0, 0), laws=inverse)
    with pytest.raises(KernelError, match="supposes"):
        confirmed(Eq(A, A), [], (1, square @ A, "law", 0, 0), laws=inverse)
    with pytest.raises(KernelError, match="no laws"):
        confirmed(Eq(A, A), [], laws=(("relu", term(S)),))


@pytest.mark.parametrize(
    "source",
    [("given", 1, 0), ("law", 0, 0), ("other", 0, 0), ("given", -1, 0), ("given", True, 0),
     ("given", 0, 1)],
)  # fmt: skip
def test_only_equations_that_are_there(source: Any):
    with pytest.raises((KernelError, LookupError)):
        ideal.combination(term(S), term(0 * S), [(term(S), term(0 * S))], (),
                          ((ONE, term(HOLE), *source),), Context())  # fmt: skip


def test_sizes_of_a_hole_are_those_of_its_equation():
    with pytest.raises(KernelError):
        confirmed(Eq(S, 0), [Eq(A, 0)], (1, ("T", ("mul", term(S), term(HOLE))), *given()))


def test_cases_of_layers():
    known = Eq(W[i] @ W[i].T, identity(n))
    claim = Eq(W[i + 1] @ W[i] @ W[i].T, W[i + 1])
    assert confirmed(claim, [known], (1, W[i + 1] @ hole("?", W[i]), *given()))
    assert not confirmed(
        Eq(W[i] @ W[i + 1].T, identity(n)), [known], (1, hole("?", W[i]), *given())
    )


def test_networks_are_contractions():
    sides = context_of([])
    product = ("network", ((term(A), (0, 1)), (term(B), (1, 2))), (0,), (2,))
    assert equal(product, term(A @ B), sides)
    turned = ("network", ((term(A), (0, 1)), (term(B), (1, 2))), (2,), (0,))
    assert equal(turned, term((A @ B).T), sides)
    trace = ("network", ((term(S), (0, 0)),), (), ())
    assert equal(trace, term(tr(S)), sides)
    entrywise = ("network", ((term(S), (0, 1)), (term(S), (0, 1))), (0,), (1,))
    assert equal(entrywise, term(hadamard(S, S)), sides)


@pytest.mark.parametrize(
    "network",
    [
        ("network", ((term(A), (0,)),), (0,), ()),
        ("network", ((term(A), (0, 1)),), (0,), (2,)),
        ("network", ((term(A), (0, 0)),), (), ()),  # rows of size m joined to columns of size n
        ("network", (), (0,), ()),
    ],
)
def test_networks_are_checked(network: Any):
    with pytest.raises(KernelError):
        equal(network, network, Context())


def equal(left: Any, right: Any, context: Context) -> bool:
    return ideal.combination(left, right, (), (), (), context)
