r"""First and second variation of the loss (Chitour, Liao, Couillet 2018, Proposition 2).

All statements are about every point W and every number $H \ge 1$ of hidden layers, but for those
that say otherwise.  From the second variation on, $W_{H+1}$ is a letter `W_out` of its own.
"""

from itertools import combinations

from split_network import W11, W12, H, L, M, P, R, S_Y, W, c, d, w

from symland.prelude import *

w11, w12 = matrix("w_11", d[1], d[H + 1]), matrix("w_12", d[1], c)
W_out, w_out = matrix("W_out", d[H + 1], d[H]), matrix("w_out", d[H + 1], d[H])
j, k = index("j", 2, H), index("k", 2, H)
variation = {W11: w11, W12: w12, W: w}


def Q1(j):
    r"""$Q^1_j = (\Pi W)_{j+1}^H w_j (\Pi W)_2^{j-1}$."""
    return P(j + 1, H) @ w[j] @ P(2, j - 1)


def Q2(j, k):
    r"""$Q^2_{j,k} = (\Pi W)_{k+1}^H w_k (\Pi W)_{j+1}^{k-1} w_j (\Pi W)_2^{j-1}$, for j < k."""
    return P(k + 1, H) @ w[k] @ P(j + 1, k - 1) @ w[j] @ P(2, j - 1)


@theorem(
    [
        Eq(W[H + 1] @ P(2, H), P(2, H + 1)),
        Eq(W[H + 1] @ Q1(j), P(j + 1, H + 1) @ w[j] @ P(2, j - 1)),
        Eq(W[H + 1] @ Q2(j, k), P(k + 1, H + 1) @ w[k] @ P(j + 1, k - 1) @ w[j] @ P(2, j - 1)),
    ],
    ref="geo.prop2.Q",
    given=[j < k],
)
def products_with_variations(p):
    r"""$Q^0$, $Q^1_j$, $Q^2_{j,k}$ fit for $2 \le j < k \le H$; with $W_{H+1}$ they are the $P^r$.

    For $j > k$ the factors of the printed $Q^2_{j,k}$ do not fit unless the layers have one size.
    """


def Delta(T, t, R, M):
    r"""$\Delta_W(w)$ as printed, with $T = W_{H+1}$, $t = w_{H+1}$, $R = (\Pi W)_2^{H+1}$."""
    N = W12 @ W12.T @ R.T
    return (
        -layer_sum(j, 2, H, tr(T @ Q1(j) @ W11 @ M.T))
        - tr(t @ P(2, H) @ W11 @ M.T)
        + layer_sum(j, 2, H, tr(T @ Q1(j) @ N))
        + tr(t @ P(2, H) @ N)
        - tr(R @ w11 @ M.T)
        + tr(R @ w12 @ W12.T @ R.T)
    )


def H_W(T, t, R, M, double_sum):
    r"""$H_W(w)$ as printed; `double_sum(f)` is the sum over j and k of f(Q^2)."""
    N, n, Q0 = W12 @ W12.T @ R.T, w12 @ W12.T @ R.T, P(2, H)
    Q1_W12 = layer_sum(j, 2, H, Q1(j) @ W12)
    return (
        -double_sum(lambda Q: tr(T @ Q @ W11 @ M.T))
        - layer_sum(j, 2, H, tr(t @ Q1(j) @ W11 @ M.T))
        - layer_sum(j, 2, H, tr(T @ Q1(j) @ w11 @ M.T))
        - tr(t @ Q0 @ w11 @ M.T)
        + double_sum(lambda Q: tr(T @ Q @ N))
        + layer_sum(j, 2, H, tr(t @ Q1(j) @ N))
        + layer_sum(j, 2, H, tr(T @ Q1(j) @ n))
        + tr(t @ Q0 @ n)
        + frob2(layer_sum(j, 2, H, T @ Q1(j) @ W11) + t @ Q0 @ W11 + R @ w11) / 2
        + frob2(T @ Q1_W12 + t @ Q0 @ W12 + R @ w12) / 2
    )


@theorem(Eq(differential(L, variation), Delta(W[H + 1], w[H + 1], R, M)), ref="geo.prop2.Delta")
def first_variation(p):
    r"""$\Delta_W(w)$ is the part of order one of $L(W + w)$."""


R_out = W_out @ P(2, H)
M_out = let("M", S_Y - R_out @ W11)
L_out = let("L", frob2(M_out) / 2 + frob2(R_out @ W12) / 2)
along = {**variation, W_out: w_out}
second_derivative = hess_form(L_out, along)
Delta_out = Delta(W_out, w_out, R_out, M_out)


@theorem(Eq(L, L_out), given=[Eq(W_out, W[H + 1])], ref="geo.prop2.apart")
def last_layer_apart(p):
    r"""The same loss, with $W_{H+1}$ as a letter of its own."""


def both_orders(f):
    r"""$\sum_{j \ne k} f(Q^2_{j,k})$ over ordered pairs, with $Q^2_{j,k} = Q^2_{k,j}$."""
    below = layer_sum(k, 2, j - 1, f(Q2(k, j)))
    above = layer_sum(k, j + 1, H, f(Q2(j, k)))
    return layer_sum(j, 2, H, below + above)


def each_pair_once(f):
    r"""$\sum_{j < k} f(Q^2_{j,k})$, as half of the sum over ordered pairs."""
    return both_orders(f) / 2


printed = H_W(W_out, w_out, R_out, M_out, both_orders)
corrected = H_W(W_out, w_out, R_out, M_out, each_pair_once)


@theorem(Eq(second_derivative / 2, corrected), ref="geo.prop2.H.once")
def second_variation(p):
    r"""The part of order two of $L(W + w)$, half of its second derivative.

    It is the printed $H_W(w)$ with each pair of layers counted once in the two double sums.
    """


pairs_counted_twice = erratum(
    Eq(second_derivative / 2, printed),
    ref="geo.prop2.H",
    corrected=second_variation,
    doc="The double sums over all j and k that differ count every pair of layers twice.",
)


@theorem(
    Eq(differential(differential(P(2, H), {W: w}), {W: w}) / 2, each_pair_once(lambda Q: Q)),
    ref="geo.prop2.H.product",
)
def second_variation_of_the_product(p):
    r"""The double sum alone: the part of order two of $(\Pi(W + w))_2^H$."""


U, u = family("U", dims("q")), family("u", dims("q"))


def Q2_to_the_letter(j, k):
    """Q^2 in layers of one size, where the empty product is the identity for j > k, too."""
    middle = chain(U, k - 1, j + 1)
    return chain(U, H, k + 1) @ u[k] @ middle @ u[j] @ chain(U, j - 1, 2)


swapped = chain(U, H, k + 1) @ u[k] @ u[j] @ chain(U, j - 1, 2)  # Q^2_{j,k} for j > k
in_order = layer_sum(k, 2, H, layer_sum(j, 2, k - 1, Q2_to_the_letter(j, k)))
out_of_order = layer_sum(k, 2, H, layer_sum(j, k + 1, H, swapped))

formula_to_the_letter = erratum(
    Eq(differential(differential(chain(U, H, 2), {U: u}), {U: u}) / 2, in_order + out_of_order),
    ref="geo.prop2.H.letter",
    corrected=second_variation_of_the_product,
    doc="The formula of Q^2 for j > k, with (\\Pi W)_{j+1}^{k-1} = I, gives other products.",
)
