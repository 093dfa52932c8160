"""The Hessian as a product, a quadratic form and a block matrix; its Gauss-Newton form."""

from __future__ import annotations

import pytest

from symland import (
    Eq,
    Evidence,
    activation,
    block_hessian,
    chain,
    differential,
    dims,
    family,
    frob2,
    hess,
    hess_form,
    hvp,
    index,
    inner,
    jacobian,
    layer_sum,
    let,
    logdet,
    matrix,
    prove,
    tr,
    vec,
)
from symland.errors import ExpressionError

k, h, d, n = dims("k h d n")
W1, W2 = matrix("W_1", h, d), matrix("W_2", k, h)
V1, V2 = matrix("V_1", h, d), matrix("V_2", k, h)
X, Y = matrix("X", d, n), matrix("Y", k, n)
A = matrix("A", n, n)
S, B = matrix("S", n, n), matrix("B", n, n)
sigma, tanh = activation("sigma"), activation("tanh")
linear = let("e", W2 @ W1 @ X - Y)
hidden = let("e", W2 @ sigma(W1 @ X) - Y)
both = {W1: V1, W2: V2}
LOSSES = {
    "two linear layers": (frob2(linear) / 2, both),
    "balanced": (frob2(linear) / 2 + frob2(W2.T @ W2 - W1 @ X @ X.T @ W1.T) / 4, both),
    "hidden layer": (frob2(hidden) / 2, both),
    "tanh": (frob2(W2 @ tanh(W1 @ X) - Y), both),
    "quartic": (tr(A.T @ A) ** 2, {A: B}),
    "log det": (logdet(A) + tr(S @ A.inv), {A: B}),
}


@pytest.mark.parametrize("name", LOSSES)
def test_product_form_and_blocks_say_the_same(name: str):
    """vec(H[V]_U) = sum of blocks times vec(V), and H[V, V] = sum of <V_U, H[V]_U>."""
    loss, along = LOSSES[name]
    products = hvp(loss, along)
    assert list(products) == list(along)
    for u, product in products.items():
        first, *rest = [hess(loss, u, v) @ vec(direction) for v, direction in along.items()]
        assert proved(Eq(vec(product), sum(rest, first)))
    first, *rest = [inner(along[u], product) for u, product in products.items()]
    assert proved(Eq(hess_form(loss, along), sum(rest, first)))


def test_products_are_readable():
    product = hvp(frob2(linear) / 2, both)
    assert str(product[W1]) == "V_2' e X' + W_2' (V_2 W_1 X + W_2 V_1 X) X'"
    assert product[W1].shape == W1.shape
    assert str(hvp(frob2(linear) / 2, {W1: V1}, W2)) == "W_2 V_1 X (W_1 X)' + e (V_1 X)'"


def test_the_product_of_a_deep_network_at_symbolic_depth():
    sizes, l = dims("d[]"), index("l", 1)
    i, j = index("k", 1, l), index("j", 1, l)
    W, V = family("W", sizes), family("V", sizes)
    e = let("e", chain(W, l, 1) @ matrix("X", sizes[0], n) - matrix("Y", sizes[l], n))
    loss = frob2(e) / 2
    product = hvp(loss, {W: V}, W[i])
    blocks = layer_sum(j, 1, l, hess(loss, W[i], W[j]) @ vec(V[j]))
    assert proved(Eq(vec(product), blocks))
    assert proved(Eq(hess_form(loss, {W: V}), layer_sum(i, 1, l, inner(V[i], product))))
    with pytest.raises(ExpressionError, match="one component for each layer of `W`") as error:
        hvp(loss, {W: V})
    assert error.value.help == "ask for one: `hvp(f, {W: V}, wrt=W[k])`"


@pytest.mark.parametrize("residual", [linear, hidden])
def test_gauss_newton_at_zero_residual(residual):
    loss, given = frob2(residual) / 2, [Eq(residual, 0)]
    for u in both:
        for v in both:
            gauss_newton = jacobian(residual, u).T @ jacobian(residual, v)
            assert proved(Eq(hess(loss, u, v), gauss_newton), given)
    moved = differential(residual, both)
    assert proved(Eq(hess_form(loss, both), frob2(moved)), given)
    for u, product in hvp(loss, both).items():
        assert proved(Eq(vec(product), jacobian(residual, u).T @ vec(moved)), given)


def test_away_from_zero_residual_it_is_another_matrix():
    loss = frob2(linear) / 2
    found = prove(Eq(hess(loss, W1, W2), jacobian(linear, W1).T @ jacobian(linear, W2)))
    assert found.evidence is Evidence.REFUTED
    form = prove(Eq(hess_form(loss, both), frob2(differential(linear, both))))
    assert form.evidence is Evidence.REFUTED


def test_block_hessian():
    whole = block_hessian(frob2(linear) / 2, [W1, W2])
    assert [(u, v) for u, v, _ in whole] == [(W1, W1), (W1, W2), (W2, W1), (W2, W2)]
    assert whole[W2, W1].shape == (k * h, h * d)
    assert proved(Eq(whole[W2, W1], whole[W1, W2].T))
    assert str(whole).splitlines()[0] == "(W_1, W_1): (X X') (x) (W_2' W_2)"
    assert repr(whole) == str(whole)
    assert whole._repr_latex_().startswith(
        r"$\displaystyle \begin{bmatrix} (X X^\top) \otimes (W_2^\top W_2) & "
    )
    assert proved(Eq(whole.form(both), hess_form(whole.body, both)))
    assert whole.times({W1: V1}).keys() == {W1, W2}


def test_wrong_variables():
    loss = frob2(linear)
    with pytest.raises(ExpressionError, match="needs variables, each of them once"):
        block_hessian(loss, [W1, W1])
    with pytest.raises(ExpressionError, match="needs variables, each of them once"):
        block_hessian(loss, [])
    with pytest.raises(ExpressionError, match="with respect to a letter or a member"):
        block_hessian(loss, [W1 @ X])
    with pytest.raises(ExpressionError, match="`X` is none of the variables W_1, W_2"):
        block_hessian(loss, [W1, W2])[W1, X]


def proved(claim, given=()) -> bool:
    return prove(claim, given).evidence in (Evidence.EXACT, Evidence.CERTIFIED)
