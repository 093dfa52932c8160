"""Which matrix carries the loss, and what is left as it is."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from numeric.spot import Disagreement, spot_check
from symland import (
    GradientFlow,
    dims,
    frob2,
    function,
    hadamard,
    identity,
    inner,
    invariants,
    log,
    matrix,
    relu,
    tanh,
    total,
    vec,
    witnesses,
)
from symland.conserved.residual import with_free_residual
from symland.kernel.certificate import recheck
from tests.conserved.networks import W1, W2, X, Y, k, lam, n

ell = function("ell", k * n)
mask = matrix("M", k, n)


@pytest.mark.parametrize(("loss", "outputs"), [
    (frob2(W2 @ W1 @ X - Y), ["W_2 W_1"]),
    (frob2(Y - W2 @ tanh(W1 @ X)), ["W_2 tanh(W_1 X)"]),
    (frob2(tanh(W2 @ W1 @ X) - Y) ** 2, ["W_2 W_1"]),
    (ell(vec(W2 @ W1 @ X)), ["W_2 W_1"]),
    (inner(mask, log(relu(W2 @ W1 @ X))), ["W_2 W_1"]),
    (total(hadamard(mask, W2 @ W1 @ X)), ["hadamard"]),
    (frob2(W2 @ W1 @ X - Y) + lam * frob2(W1), ["W_2 W_1"]),
    (frob2(W1) + frob2(W2), []),
    (frob2(W2 @ W1 @ X - Y) * frob2(W1), []),
])  # fmt: skip
def test_outputs(loss, outputs):
    found = with_free_residual(GradientFlow(loss, wrt=(W1, W2))).residuals
    shown = ["hadamard" if one.output.op == "hadamard" else str(one.output) for one in found]
    assert shown == outputs


def test_the_letter_is_new():
    R = matrix("R", k, n)
    (one,) = with_free_residual(GradientFlow(frob2(W2 @ W1 @ X - R), wrt=(W1, W2))).residuals
    assert one.letter.data[0] == "R_1"


side = dims("s")
letters = [matrix(f"A_{place}", side, side) for place in range(1, 4)]
target = matrix("Y", side, side)


@st.composite
def networks(draw):
    """Products of two square layers: plain, transposed, thin residual, with a function."""
    value = matrix("X", side, side)
    for letter in letters[:2]:
        kind = draw(st.sampled_from(["plain", "turned", "residual", "relu", "tanh"]))
        if kind == "residual":
            value = (identity(side) + letter) @ value
        elif kind == "turned":
            value = letter.T @ value
        else:
            value = {"plain": lambda a: a, "relu": relu, "tanh": tanh}[kind](letter @ value)
    return GradientFlow(frob2(value - target) / 2, wrt=letters[:2])


@given(networks())
@settings(max_examples=5, deadline=None)
def test_what_is_found_holds_by_the_second_road(flow):
    """Laws by the exact evaluator, and no law is missed: the ranks are reached at instances."""
    found = invariants(flow)
    for law in found:
        assert recheck(law.certificate)
        assert not isinstance(spot_check(law.claim, instances=1), Disagreement)
    assert all(one.complete for one in witnesses(found))


def test_ranks_of_many_traces_are_reached():
    """A space of scalars needs as many instances as its rank."""
    first, second, third = letters
    loss = frob2(third @ relu(second @ first) - target) / 2
    found = invariants(GradientFlow(loss, wrt=letters))
    shown = [one for one in witnesses(found) if one.space.kind == "trace"]
    assert [(one.rank, one.complete) for one in shown] == [(shown[0].space.rank, True)]
    assert shown[0].rank > 12
