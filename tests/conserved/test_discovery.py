"""What is found, that nothing else is there, and that each law is proved."""

import pytest

from symland import (
    Evidence,
    GradientFlow,
    MomentumFlow,
    dims,
    family,
    frob2,
    function,
    hadamard,
    invariants,
    leaky_relu,
    matrix,
    models,
    ones,
    relu,
    tanh,
    tr,
    vec,
    vector,
    witnesses,
)
from symland.errors import ExpressionError, StatementError, UndecidedError
from symland.kernel.certificate import recheck
from symland.language.derivatives import Flow
from symland.language.families import chain
from symland.language.integers import index
from symland.language.notation.text import text
from tests.conserved import networks as nets
from tests.conserved.networks import W1, W2, X, Y, d, h, k, lam, n

V1, V2, b = matrix("V_1", h, d), matrix("V_2", k, h), vector("b", h)
biased = GradientFlow(frob2(V2 @ relu(V1 @ X + b @ ones(n).T) - Y) / 2, wrt=(b, V1, V2))
decay = GradientFlow(nets.linear_loss + lam / 2 * (frob2(W1) + frob2(W2)), wrt=(W1, W2))
K, Q, Z = matrix("K", h, d), matrix("Q", h, d), matrix("Z", d, d)
attention = GradientFlow(frob2(X.T @ Q.T @ K @ X - matrix("S", n, n)) / 2, wrt=(Q, K))
u, v, y = vector("u", d), vector("v", d), vector("y", n)
diagonal_network = GradientFlow(frob2(X.T @ hadamard(u, v) - y) / 2, wrt=(u, v))
ell = function("ell", k * n)
any_loss = GradientFlow(ell(vec(W2 @ W1 @ X)), wrt=(W1, W2))
faster = Flow("two rates", (W1, W2), (lam * nets.linear.velocities[0], nets.linear.velocities[1]))

LAWS = [
    (nets.linear, ["W_2' W_2 - W_1 W_1' is constant"]),
    (any_loss, ["W_2' W_2 - W_1 W_1' is constant"]),
    (nets.deep, ["W[j + 1]' W[j + 1] - W[j] W[j]' is constant"]),
    (nets.on_data(relu), ["diagonal(W_2' W_2 - W_1 W_1') is constant"]),
    (nets.on_data(leaky_relu(0)), ["diagonal(W_2' W_2 - W_1 W_1') is constant"]),
    (nets.on_data(tanh), []),
    (
        nets.residual,
        ["B_2' B_2 - B_1 B_1' is constant", "A_2' A_2 - A_1 A_1' is constant"],
    ),
    (nets.thin_residual, ["B' B - A A' + B' + B - A' - A is constant"]),
    (biased, ["diagonal(V_2' V_2 - V_1 V_1' - b b') is constant"]),
    (
        decay,
        ["d/dt (W_2' W_2 - W_1 W_1') = -2 lambda (W_2' W_2 - W_1 W_1')"],
    ),
    (attention, ["K K' - Q Q' is constant"]),
    (diagonal_network, ["diagonal(v v' - u u') is constant"]),
    (faster, ["lambda W_2' W_2 - W_1 W_1' is constant"]),
    (
        MomentumFlow(nets.linear_loss, (W1, W2), nets.gamma),
        [
            "d/dt (V_2' W_2 + V_1 W_1' - W_2' V_2 - W_1 V_1') = "
            "-gamma (V_2' W_2 + V_1 W_1' - W_2' V_2 - W_1 V_1')"
        ],
    ),
]


@pytest.mark.parametrize(("flow", "laws"), LAWS, ids=lambda value: "" if value else "none")
def test_laws(flow, laws):
    found = invariants(flow)
    assert [str(law) for law in found] == laws
    assert all(recheck(law.certificate) for law in found)
    assert all(law.evidence is Evidence.EXACT for law in found)
    assert all(one.complete for one in witnesses(found))


def test_the_law_of_every_layer():
    (law,) = invariants(nets.deep)
    assert law.conditions == ("1 <= j <= l - 1",)
    assert text(law.claim.left) == "d/dt (W[j + 1]' W[j + 1] - W[j] W[j]')"


def test_none_is_a_result_with_its_ranks():
    found = invariants(nets.on_data(tanh))
    assert len(found) == 0
    assert all(space.rank == len(space.candidates) for space in found.spaces)
    assert "no law of degree at most 2" in str(found)


@pytest.mark.parametrize(("network", "law", "conditions"), [
    (models.residual_linear, "A[k][j + 1]' A[k][j + 1] - A[k][j] A[k][j]' is constant",
     ("1 <= j <= r - 1", "1 <= k <= l")),
    (models.deep_linear, "W[j + 1]' W[j + 1] - W[j] W[j]' is constant", ("1 <= j <= l - 1",)),
    (models.relu_network, "diagonal(W_2' W_2 - W_1 W_1') is constant", ()),
])  # fmt: skip
def test_models(network, law, conditions):
    """The residual network: units of symbolic number, each of symbolic depth."""
    (found,) = invariants(network().flow)
    assert (str(found), found.conditions) == (law, conditions)
    assert recheck(found.certificate)


def test_layers_of_one_width_have_no_other_laws():
    rows = dims("m")
    W, l = family("W", rows, rows), index("l", 1)
    loss = frob2(chain(W, l, 1) @ matrix("X", rows, n) - matrix("Y", rows, n)) / 2
    found = invariants(GradientFlow(loss, wrt=[W]))
    assert [str(law) for law in found] == ["W[j + 1]' W[j + 1] - W[j] W[j]' is constant"]


def test_a_split_first_layer():
    widths, c = dims("d[] c")
    H = index("H", 1)
    W = family("W", widths)
    left, right = matrix("W_11", widths[1], widths[H + 1]), matrix("W_12", widths[1], c)
    upper = chain(W, H + 1, 2)
    loss = frob2(matrix("S", widths[H + 1], widths[H + 1]) - upper @ left) / 2
    found = invariants(GradientFlow(loss + frob2(upper @ right) / 2, wrt=(left, right, W)))
    assert "W[2]' W[2] - W_12 W_12' - W_11 W_11' is constant" in [str(law) for law in found]
    assert found[0].conditions == ("2 <= j <= H",)


def test_higher_degree_lists_no_products():
    found = invariants(nets.linear, degree=4)
    assert [str(law) for law in found] == ["W_2' W_2 - W_1 W_1' is constant"]
    (space,) = (s for s in found.spaces if s.kind == "matrix" and s.dimension)
    assert (space.dimension, space.implied) == (2, 1)


def test_a_loss_without_data_is_itself():
    """A regulariser is not replaced by a free residual; here it is the whole loss."""
    found = invariants(GradientFlow(frob2(W2 @ W1) / 2, wrt=(W1, W2)))
    assert found.residuals == ()
    assert [str(law) for law in found] == ["W_2' W_2 - W_1 W_1' is constant"]


def test_short_families_are_explicit():
    loss = frob2(chain(nets.W, 2, 1) @ nets.X0 - matrix("Y", nets.widths[2], n)) / 2
    found = invariants(GradientFlow(loss, wrt=[nets.W]))
    assert [str(law) for law in found] == ["W[2]' W[2] - W[1] W[1]' is constant"]


@pytest.mark.parametrize(("degree", "flow", "error", "text"), [
    (0, nets.linear, ExpressionError, "a degree is a number from 1 to 8, not 0"),
    (True, nets.linear, ExpressionError, "a degree is a number from 1 to 8, not True"),
    (2, tr(W1 @ W1.T), ExpressionError, "`invariants` needs a flow"),
    (8, nets.residual, UndecidedError, "more than 400 words of degree"),
])  # fmt: skip
def test_errors(degree, flow, error, text):
    with pytest.raises(error, match=text):
        invariants(flow, degree)


def test_no_truth_value():
    found = invariants(nets.linear)
    with pytest.raises(StatementError, match="look at"):
        bool(found)
    with pytest.raises(StatementError, match="look at"):
        bool(found[0])
