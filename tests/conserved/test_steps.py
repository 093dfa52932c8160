"""One step of gradient descent, with and without momentum: the exact change of a law."""

import pytest

from symland import (
    Eq,
    GradientFlow,
    discrete_defect,
    frob2,
    invariants,
    let,
    matrix,
    prove,
    tanh,
)
from symland.errors import ExpressionError
from symland.evidence import Evidence
from symland.kernel.certificate import recheck
from symland.language.notation.text import text
from tests.conserved import networks as nets
from tests.conserved.networks import W1, W2, beta, d, eta, h, k, lam


def right(defect):
    assert recheck(defect.certificate)
    return text(defect.claim.right)


def test_gradient_descent():
    (law,) = invariants(nets.linear)
    defect = discrete_defect(law, nets.linear, eta)
    assert right(defect) == "eta^2 (G_2' G_2 - G_1 G_1')"
    assert text(defect.claim.left) == (
        "(W_2 - eta G_2)' (W_2 - eta G_2) - (W_1 - eta G_1) (W_1 - eta G_1)' - "
        "(W_2' W_2 - W_1 W_1')"
    )


def test_heavy_ball():
    (law,) = invariants(nets.linear)
    shown = right(discrete_defect(law, nets.linear, eta, beta))
    assert shown == "beta (V_2' W_2 + W_2' V_2 - V_1 W_1' - W_1 V_1') + U_2' U_2 - U_1 U_1'"


def test_weight_decay():
    flow = GradientFlow(nets.linear_loss + lam / 2 * (frob2(W1) + frob2(W2)), wrt=(W1, W2))
    (law,) = invariants(flow)
    shown = right(discrete_defect(law, flow, eta))
    assert shown == "-2 eta lambda (W_2' W_2 - W_1 W_1') + eta^2 (G_2' G_2 - G_1 G_1')"


def test_every_layer():
    (law,) = invariants(nets.deep)
    claim = discrete_defect(law, nets.deep, eta).claim
    assert text(let("D", claim.right).args[0]).startswith("eta^2 (grad(")


def test_the_other_sign_is_refuted():
    """With letters G_1, G_2 for the gradients, which the formula is about."""
    G1, G2 = matrix("G_1", h, d), matrix("G_2", k, h)
    after = (W2 - eta * G2).T @ (W2 - eta * G2) - (W1 - eta * G1) @ (W1 - eta * G1).T
    change = after - (W2.T @ W2 - W1 @ W1.T)
    first_order = eta * (W2.T @ G2 + G2.T @ W2 - W1 @ G1.T - G1 @ W1.T)
    rest = eta**2 * (G2.T @ G2 - G1 @ G1.T)
    assert prove(Eq(change + first_order, rest)).evidence is Evidence.EXACT
    assert prove(Eq(change + first_order, -rest)).evidence is Evidence.REFUTED


def test_integrals_have_no_finite_formula():
    flow = nets.hidden(tanh)
    (law,) = invariants(flow)
    with pytest.raises(ExpressionError, match="is not a polynomial"):
        discrete_defect(law, flow, eta)
