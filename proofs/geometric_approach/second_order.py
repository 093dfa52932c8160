r"""First and second variation of the loss (Chitour, Liao, Couillet 2018, Proposition 2).

All statements are about every point W and every number $H \ge 1$ of hidden layers, but for those
that say otherwise.  From the second variation on, $W_{H+1}$ is a letter `W_out` of its own.
"""

from itertools import combinations

from split_network import S_Y, W11, W12, H, L, M, P, R, W, c, d, w

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


def at_depth(expr, depth):
    """The formula with a number of hidden layers."""
    return at(expr, H, depth)


def half_second_derivative(depth):
    """Half of the second derivative along the variations of the layers 2 to depth + 1."""
    moves = {at_depth(x, depth): at_depth(dx, depth) for x, dx in ((W11, w11), (W12, w12))}
    moves |= {W[place]: w[place] for place in range(2, depth + 2)}
    return hess_form(at_depth(L, depth), moves) / 2


def with_pairs(depth):
    """H_W with the double sums written out over 2 <= j < k <= depth."""

    def pairs(f):
        return sum((f(Q2(*pair)) for pair in combinations(range(2, depth + 1), 2)), as_scalar(0))

    return at_depth(H_W(W[H + 1], w[H + 1], R, M, pairs), depth)


@theorem(
    [Eq(half_second_derivative(depth), with_pairs(depth)) for depth in (1, 2, 3, 4)],
    ref="geo.prop2.H.small",
)
def second_variation_of_small_depth(p):
    """H_W with the sums over j < k, for one to four hidden layers of any sizes."""


for_every_depth = open_entry(
    "for symbolic H the sum over j < k equals half of that over ordered pairs by an exchange of "
    "two nested sums over layers, which the kernel does not know",
    ref="geo.prop2.H.pairs",
)


@theorem(
    [Eq(differential(L_out, along), Delta_out), Eq(second_derivative, 2 * corrected)],
    ref="geo.prop2.diff.twice",
)
def differential_and_hessian(p):
    r"""$DL(W)(w) = \Delta_W(w)$ and $D^2 L(W)(w, w) = 2 H_W(w)$."""


hessian_is_twice_the_form = erratum(
    [Eq(differential(L_out, along), Delta_out), Eq(second_derivative, corrected)],
    ref="geo.prop2.diff",
    corrected=differential_and_hessian,
    doc="H_W is half of the Hessian, also where no pair of inner layers exists (H = 1).",
)


@theorem(
    Eq(differential(L_out, along) + second_derivative / 2, Delta_out + corrected),
    ref="geo.prop2.eq12",
)
def expansion_to_second_order(p):
    r"""$L(W + w) = L(W) + \Delta_W(w) + H_W(w) + O(|w|^3)$.

    $L$ is a polynomial: its parts of order one and two are $DL(W)(w)$ and $\frac12 D^2L(W)(w, w)$.
    Here $H_W$ is the corrected form, in which each pair of layers counts once.
    """
    c = p.calc()
    c.eq(Delta_out + second_derivative / 2, by=differential_and_hessian)
    c.eq(Delta_out + corrected, by=second_variation)


T, t, A, a, B, b, S = (at_depth(x, 1) for x in (W_out, w_out, W11, w11, W12, w12, S_Y))
moved_loss = frob2(S - (T + t) @ (A + a)) / 2 + frob2((T + t) @ (B + b)) / 2
order_three = inner(t @ A + T @ a, t @ a) + inner(t @ B + T @ b, t @ b)
order_four = (frob2(t @ a) + frob2(t @ b)) / 2


@theorem(
    Eq(moved_loss, at_depth(L_out + Delta_out + corrected, 1) + order_three + order_four),
    ref="geo.prop2.eq12.one",
)
def whole_expansion_for_one_hidden_layer(p):
    """For H = 1 the rest, written out: terms of order three and four."""
