r"""The first layer split in two (Chitour, Liao, Couillet 2018, Notations 1, section 3.1).

$W_1 = [W_{1,1}\ W_{1,2}]$ with $W_{1,1} \in \mathbb R^{d_1 \times d_y}$ and
$W_{1,2} \in \mathbb R^{d_1 \times (d_x - d_y)}$; here $d_y$ is `d[H + 1]` and $d_x - d_y$ is `c`.
The other layers are $W_2, \dots, W_{H+1}$, with $H \ge 1$ hidden layers.
"""

from itertools import combinations

from symland.prelude import *

d, c = dims("d[] c")
H = index("H", 1)
W, w = family("W", d), family("w", d)
W11, W12 = matrix("W_11", d[1], d[H + 1]), matrix("W_12", d[1], c)
S_Y = matrix("S_Y", d[H + 1], d[H + 1])


def P(a, b):
    r"""$(\Pi W)_a^b$."""
    return chain(W, b, a)


R = P(2, H + 1)
M = let("M", S_Y - R @ W11)
L = let("L", frob2(M) / 2 + frob2(R @ W12) / 2)
flow = GradientFlow(L, wrt=(W11, W12, W))

Sigma_Y = matrix("Sigma_Y", d[H + 1], d[0])
full_loss = let("L", frob2(Sigma_Y - P(1, H + 1)) / 2)
a = index("a", 1, H + 1)
b = index("b", a - 1, H + 1)
e = index("e", b, H + 1)
j, k = index("j", 1, H + 1), index("k", 1, H + 1)
i = index("i")


@theorem(
    [
        Eq(P(a, e), P(b + 1, e) @ P(a, b)),
        Eq(P(a, a), W[a]),
        Eq(P(1, 0), identity(d[0])),
        Eq(P(H + 2, H + 1), identity(d[H + 1])),
        Eq(full_loss, tr((Sigma_Y - P(1, H + 1)).T @ (Sigma_Y - P(1, H + 1))) / 2),
    ],
    ref="geo.not1.prod",
)
def products_of_layers(p):
    r"""$(\Pi W)_a^c = (\Pi W)_{b+1}^c (\Pi W)_a^b$; the empty products are identities.

    The loss is $L(W) = \frac12 |\Sigma_Y - (\Pi W)_1^{H+1}|^2$.
    """


def words(depth, *places):
    r"""$P^r_{j_1, \dots, j_r}$ in a network with `depth` layers, as defined for any r."""
    product, above = identity(d[0]), 0
    for place in places:
        product = w[place] @ P(above + 1, place - 1) @ product
        above = place
    return P(above + 1, depth) @ product


@theorem(
    [
        Eq(words(H + 1), P(1, H + 1)),
        Eq(words(H + 1, j), P(j + 1, H + 1) @ w[j] @ P(1, j - 1)),
        Eq(words(H + 1, j, k), P(k + 1, H + 1) @ w[k] @ P(j + 1, k - 1) @ w[j] @ P(1, j - 1)),
    ],
    ref="geo.not1.ex",
    given=[j < k],
)
def examples_of_words(p):
    r"""$P^0$, $P^1_j$ and $P^2_{j,k}$ for $1 \le j < k \le H + 1$."""


number_of_variations = open_entry(
    "r layer indices j_1 < ... < j_r with symbolic r cannot be written; r = 0, 1, 2 are stated",
    ref="geo.not1.P",
)


def expanded(depth):
    """The sum over r and all j_1 < ... < j_r of P^r, for a number of layers."""
    layers = range(1, depth + 1)
    listed = [combo for r in range(depth + 1) for combo in combinations(layers, r)]
    return sum((words(depth, *combo) for combo in listed[1:]), words(depth))


V1, V2, V3, V4 = (W[layer] + w[layer] for layer in (1, 2, 3, 4))


@theorem(
    [
        Eq(V1, expanded(1)),
        Eq(V2 @ V1, expanded(2)),
        Eq(V3 @ V2 @ V1, expanded(3)),
        Eq(V4 @ V3 @ V2 @ V1, expanded(4)),
    ],
    ref="geo.not1.expand.small",
)
def expansion_of_short_products(p):
    r"""$\prod_j (W_j + w_j) = \sum_r \sum_{j_1 < \dots < j_r} P^r$ for one to four layers."""


n, place = index("n", 1), index("p")
V = family("V", d)
moved = define(V, place, W[place] + w[place])


def first_change(top):
    """Every term has its lowest variation at i, and the varied layers above it."""
    return layer_sum(i, 1, top, chain(V, top, i + 1) @ w[i] @ P(1, i - 1))


@theorem(Eq(chain(V, n, 1), P(1, n) + first_change(n)), given=[moved], ref="geo.not1.expand.lowest")
def lowest_variation(p):
    r"""$\prod_j (W_j + w_j) = (\Pi W)_1^n + \sum_i (\Pi V)_{i+1}^n w_i (\Pi W)_1^{i-1}$.

    For every number of layers; $V = W + w$.  Used again for $(\Pi V)_{i+1}^n$, it gives the terms
    of all orders one after the other.
    """
    before = p.induct(n, start=1, by=moved(1))
    steps = p.calc()
    steps.eq(V[n + 1] @ chain(V, n, 1))
    steps.eq(V[n + 1] @ (P(1, n) + first_change(n)), by=before)
    steps.eq(V[n + 1] @ P(1, n) + V[n + 1] @ first_change(n))
    steps.eq((W[n + 1] + w[n + 1]) @ P(1, n) + V[n + 1] @ first_change(n), by=moved(n + 1))
    steps.eq(P(1, n + 1) + first_change(n + 1))


varied_once = differential(P(1, H + 1), {W: w})
below = layer_sum(k, 1, i - 1, words(H + 1, k, i))
above = layer_sum(k, i + 1, H + 1, words(H + 1, i, k))


@theorem(
    [
        Eq(varied_once, layer_sum(i, 1, H + 1, words(H + 1, i))),
        Eq(differential(varied_once, {W: w}), layer_sum(i, 1, H + 1, below + above)),
    ],
    ref="geo.not1.expand.orders",
)
def first_and_second_order(p):
    r"""The parts of orders one and two, for every depth.

    $\sum_i P^1_i$, and half of the second derivative: each pair $j < k$ comes twice, from $i = k$
    and from $i = j$.
    """


all_orders = open_entry(
    "a sum over j_1 < ... < j_r with symbolic r cannot be written; shown: one to four layers, and "
    "for every depth the recursion and the orders 1 and 2",
    ref="geo.not1.expand",
)


width = dims("e[]")
part = index("k", 1, 2)
split_W1 = family("W_1", d[1], width)  # its members are W_11 and W_12
split_S = family("S", d[H + 1], width)  # its members are S_Y and 0
residual_blocks = block_row(part, split_S[part] - R @ split_W1[part])


@theorem(
    [
        Eq((block_row(part, split_W1[part]).T @ R.T).T, block_row(part, R @ split_W1[part])),
        Eq(R, W[H + 1] @ P(2, H)),
        Eq(P(1, H + 1), R @ W[1]),
    ],
    ref="geo.split",
)
def split_of_the_first_layer(p):
    r"""$W_1 = [W_{1,1}\ W_{1,2}]$ and the sizes: $(\Pi W)_2^{H+1} W_1$ is split in the same way."""


@theorem(
    Eq(
        tr((residual_blocks @ residual_blocks.T).entry) / 2,
        frob2(split_S[1] - R @ split_W1[1]) / 2 + frob2(R @ split_W1[2]) / 2,
    ),
    given=[assume(Eq(split_S[2], 0), name="Sigma_Y = [S_Y 0]")],
    ref="geo.eq11",
)
def loss_of_the_split_network(p):
    r"""$\frac12 |\Sigma_Y - (\Pi W)_1^{H+1}|^2 =
    \frac12 |S_Y - (\Pi W)_2^{H+1} W_{1,1}|^2 + \frac12 |(\Pi W)_2^{H+1} W_{1,2}|^2$.

    The two blocks have any numbers `e[1]` and `e[2]` of columns; the paper has $e_1 = d_y$.
    """


J1, J2 = matrix("J_1", d[H + 1] + c, d[H + 1]), matrix("J_2", d[H + 1] + c, c)
blocks = [
    assume(Eq(J1.T @ J1, identity(d[H + 1])), name="J_1 = [I; 0], so J_1' J_1 = I"),
    assume(Eq(J2.T @ J2, identity(c)), name="J_2 = [0; I], so J_2' J_2 = I"),
    assume(Eq(J1.T @ J2, 0), name="J_1' J_2 = 0"),
]
joined = S_Y @ J1.T - R @ (W11 @ J1.T + W12 @ J2.T)


@theorem(Eq(frob2(joined) / 2, L), given=blocks, ref="geo.prop2.L0")
def value_of_the_loss(p):
    r"""$L(W) = \frac12 |M|^2 + \frac12 |(\Pi W)_2^{H+1} W_{1,2}|^2$.

    $M = S_Y - (\Pi W)_2^{H+1} W_{1,1}$.  Here $[A\ B] = A J_1^\top + B J_2^\top$.
    """
    Z = R @ W12
    cross = tr(M @ (J1.T @ J2) @ Z.T)
    s = p.calc()
    s.eq(tr(M @ (J1.T @ J1) @ M.T) / 2 - cross + tr(Z @ (J2.T @ J2) @ Z.T) / 2)
    s.eq(tr(M @ M.T) / 2 - cross + tr(Z @ Z.T) / 2, by=blocks[:2])
    s.eq(L, by=blocks[2])


l = index("j", 2, H)


@theorem([Eq(ddt(W11, flow), R.T @ M), Eq(grad(L, W11), -(R.T @ M))], ref="geo.eq13a")
def motion_of_W11(p):
    r"""$dW_{1,1}/dt = -\nabla_{W_{1,1}} L = [(\Pi W)_2^{H+1}]^\top M$."""


@theorem([Eq(ddt(W12, flow), -(R.T @ R @ W12)), Eq(grad(L, W12), R.T @ R @ W12)], ref="geo.eq13b")
def motion_of_W12(p):
    r"""$dW_{1,2}/dt = -[(\Pi W)_2^{H+1}]^\top (\Pi W)_2^{H+1} W_{1,2}$."""


def rate(j):
    """The right side of the third line of (13)."""
    above, below = P(j + 1, H + 1), P(2, j - 1)
    return above.T @ M @ W11.T @ below.T - above.T @ R @ W12 @ W12.T @ below.T


@theorem([Eq(ddt(W[l], flow), rate(l)), Eq(grad(L, W[l]), -rate(l))], ref="geo.eq13c")
def motion_of_inner_layers(p):
    r"""Third line of (13), for $2 \le j \le H$."""


last = M @ W11.T @ P(2, H).T - R @ W12 @ W12.T @ P(2, H).T


@theorem([Eq(ddt(W[H + 1], flow), last), Eq(grad(L, W[H + 1]), -last)], ref="geo.eq13d")
def motion_of_the_last_layer(p):
    r"""$dW_{H+1}/dt = M W_{1,1}^\top [(\Pi W)_2^H]^\top
    - (\Pi W)_2^{H+1} W_{1,2} W_{1,2}^\top [(\Pi W)_2^H]^\top$."""
