"""Wrong laws are refuted by an exact instance of the time derivative."""

import pytest

from symland import (
    Eq,
    Evidence,
    GradientFlow,
    activation,
    ddt,
    diagonal,
    frob2,
    hadamard_power,
    matrix,
    ones,
    prove,
    relu,
)
from tests.conserved import networks as nets
from tests.conserved.networks import W1, W2, W, d, l

j = nets.index("j", 1, l - 1)
square = GradientFlow(
    frob2(matrix("P", d, d) @ matrix("Q", d, d) - matrix("Y", d, d)) / 2,
    wrt=(matrix("P", d, d), matrix("Q", d, d)),
)
P, Q = square.variables


def cube(argument):
    return hadamard_power(argument, 3)


def sixth(argument):
    """Sigma = int sigma/sigma' for the cube: x^2/6."""
    return hadamard_power(argument, 2) / 6


cubic = GradientFlow(frob2(nets.T - W2 @ cube(W1)) / 2, wrt=(W1, W2))
generic = activation("sigma")
any_sigma = GradientFlow(frob2(nets.T - W2 @ generic(W1)) / 2, wrt=(W1, W2))
with_relu = nets.on_data(relu)

RIGHT = [
    (nets.linear, W2.T @ W2 - W1 @ W1.T),
    (nets.deep, W[j + 1].T @ W[j + 1] - W[j] @ W[j].T),
    (square, P.T @ P - Q @ Q.T),
    (cubic, diagonal(W2.T @ W2) - 2 * sixth(W1) @ ones(d)),
    (with_relu, diagonal(W2.T @ W2) - diagonal(W1 @ W1.T)),
]
WRONG = [
    ("sign", nets.linear, W2.T @ W2 + W1 @ W1.T),
    ("sign at every depth", nets.deep, W[j + 1].T @ W[j + 1] + W[j] @ W[j].T),
    ("transpose", square, P @ P.T - Q @ Q.T),
    ("transposes of both", square, P @ P.T - Q.T @ Q),
    ("factor 2", nets.linear, 2 * W2.T @ W2 - W1 @ W1.T),
    ("missing 2", cubic, diagonal(W2.T @ W2) - sixth(W1) @ ones(d)),
    ("sign before Sigma", cubic, diagonal(W2.T @ W2) + 2 * sixth(W1) @ ones(d)),
    ("sigma for Sigma", cubic, diagonal(W2.T @ W2) - 2 * cube(W1) @ ones(d)),
    ("sigma for Sigma, any sigma", any_sigma, diagonal(W2.T @ W2) - 2 * generic(W1) @ ones(d)),
    ("the whole matrix with ReLUs", with_relu, W2.T @ W2 - W1 @ W1.T),
    ("sign with ReLUs", with_relu, diagonal(W2.T @ W2) + diagonal(W1 @ W1.T)),
]


@pytest.mark.parametrize(("flow", "quantity"), RIGHT)
def test_right_laws(flow, quantity):
    assert prove(Eq(ddt(quantity, flow), 0)).evidence is Evidence.EXACT


@pytest.mark.parametrize(("flow", "quantity"), [w[1:] for w in WRONG], ids=[w[0] for w in WRONG])
def test_wrong_laws(flow, quantity):
    verdict = prove(Eq(ddt(quantity, flow), 0))
    assert verdict.evidence is Evidence.REFUTED
    found = verdict.counterexample
    assert found.left != found.right
    assert any(value for row in found.left for value in row)
    assert not any(value for row in found.right for value in row)


def test_the_instance_is_the_smallest():
    """One entry each: W_1 = W_2 = 1 and a residual of 1 move both squares alike."""
    found = prove(Eq(ddt(W2.T @ W2 + W1 @ W1.T, nets.linear), 0)).counterexample
    assert found.sizes == {"h": 1, "d": 1, "k": 1, "n": 1}
    assert all(abs(value) <= 1 for entries in found.values.values() for row in entries
               for value in row)  # fmt: skip
