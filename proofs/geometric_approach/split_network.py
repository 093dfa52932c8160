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

# -- Notations 1 ------------------------------------------------------------------------------

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
        Eq(
            words(H + 1, j, k),
            P(k + 1, H + 1) @ w[k] @ P(j + 1, k - 1) @ w[j] @ P(1, j - 1),
        ),
    ],
    ref="geo.not1.ex",
    given=[j < k],
)
def examples_of_words(p):
    r"""$P^0$, $P^1_j$ and $P^2_{j,k}$ for $1 \le j < k \le H + 1$."""


number_of_variations = open_entry(
    "r indices j_1 < ... < j_r with symbolic r are not in the language; `words` builds P^r for "
    "any number r, and `examples_of_words` states r = 0, 1, 2 at symbolic layers",
    ref="geo.not1.P",
)


def expanded(depth):
    """The sum over r and all j_1 < ... < j_r of P^r, for a number of layers."""
    layers = range(1, depth + 1)
    listed = [combo for r in range(depth + 1) for combo in combinations(layers, r)]
    return sum((words(depth, *combo) for combo in listed[1:]), words(depth))


def varied(depth):
    """(W_depth + w_depth) ... (W_1 + w_1)."""
    product = W[1] + w[1]
    for layer in range(2, depth + 1):
        product = (W[layer] + w[layer]) @ product
    return product


@theorem(
    [Eq(varied(depth), expanded(depth)) for depth in (1, 2, 3, 4)],
    ref="geo.not1.expand.small",
)
def expansion_of_short_products(p):
    r"""$\prod_j (W_j + w_j) = \sum_r \sum_{j_1 < \dots < j_r} P^r$ for one to four layers."""


n, place = index("n", 0), index("p")
V = family("V", d)
moved = define(V, place, W[place] + w[place])


def first_change(top):
    """Every term has its lowest variation at i, and the varied layers above it."""
    return layer_sum(i, 1, top, chain(V, top, i + 1) @ w[i] @ P(1, i - 1))


@theorem(
    Eq(chain(V, n, 1), P(1, n) + first_change(n)), given=[moved], ref="geo.not1.expand.lowest"
)
def lowest_variation(p):
    r"""$\prod_j (W_j + w_j) = (\Pi W)_1^n + \sum_i (\Pi V)_{i+1}^n w_i (\Pi W)_1^{i-1}$.

    For every number of layers; $V = W + w$.  Used again for $(\Pi V)_{i+1}^n$, it gives the terms
    of all orders one after the other.
    """
    before = p.induct(n, start=0)
    steps = p.calc()
    steps.eq(V[n + 1] @ chain(V, n, 1))
    steps.eq(V[n + 1] @ (P(1, n) + first_change(n)), by=before)
    steps.eq(V[n + 1] @ P(1, n) + V[n + 1] @ first_change(n))
    steps.eq((W[n + 1] + w[n + 1]) @ P(1, n) + V[n + 1] @ first_change(n), by=moved(n + 1))
    steps.eq(P(1, n + 1) + first_change(n + 1))


varied_once = differential(P(1, H + 1), {W: w})
twice = layer_sum(
    i,
    1,
    H + 1,
    layer_sum(k, 1, i - 1, words(H + 1, k, i)) + layer_sum(k, i + 1, H + 1, words(H + 1, i, k)),
)


@theorem(
    [
        Eq(varied_once, layer_sum(i, 1, H + 1, words(H + 1, i))),
        Eq(differential(varied_once, {W: w}), twice),
    ],
    ref="geo.not1.expand.orders",
)
def first_and_second_order(p):
    r"""The parts of orders one and two, for every depth.

    $\sum_i P^1_i$, and half of the second derivative: each pair $j < k$ comes twice, from $i = k$
    and from $i = j$.
    """


all_orders = open_entry(
    "the part of order r is a sum over j_1 < ... < j_r with symbolic r; shown are all orders for "
    "up to four layers, the recursion for every depth, and the orders 0, 1, 2 for every depth",
    ref="geo.not1.expand",
)


# -- section 3.1 ------------------------------------------------------------------------------

width = dims("e[]")
part = index("k", 1, 2)
split_W1 = family("W_1", lambda k: d[1], width)  # its members are W_11 and W_12
split_S = family("S", lambda k: d[H + 1], width)  # its members are S_Y and 0
W_1 = block_row(part, split_W1[part])
residual_blocks = block_row(part, split_S[part] - R @ split_W1[part])


@theorem(
    [
        Eq(R @ W_1, block_row(part, R @ split_W1[part])),
        Eq(R, W[H + 1] @ P(2, H)),
        Eq(P(1, H + 1), R @ W[1]),
    ],
    ref="geo.split",
)
def split_of_the_first_layer(p):
    r"""$W_1 = [W_{1,1}\ W_{1,2}]$ and the sizes: $(\Pi W)_2^{H+1} W_1$ is split in the same way."""


@theorem(
    Eq(
        tr(residual_blocks @ residual_blocks.T) / 2,
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
