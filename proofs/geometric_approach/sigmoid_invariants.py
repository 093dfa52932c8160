r"""Invariants of one hidden layer with sigmoid activations ((27), (33), Lemma 5, Remark 4).

$\Sigma(x) = \int_0^x \sigma/\sigma'$ is an entrywise function of which only the equation
$\Sigma' \sigma' = \sigma$ is used; $\sigma_1$ is any function with $\sigma_1' > 0$, $\sigma_2$ any
differentiable one.
"""

from sigmoid_network import S1, W1, W2, M, S1_prime, S2_prime, backward, d1, dy, flow, sigma1

from symland.prelude import *

Sigma = activation("Sigma")
integrand = assume(
    Eq(hadamard(Sigma.d(W1), sigma1.d(W1)), sigma1(W1)),
    name="(27): Sigma' sigma' = sigma, entry by entry",
)
slope = hadamard_power(S1_prime, -1)  # the entries 1/(S_1')_ij
squares = W2.T @ W2
G = hadamard(M, S2_prime)


@theorem(
    Eq(Sigma.d(W1), hadamard_div(sigma1(W1), sigma1.d(W1))),
    given=[integrand],
    ref="geo.eq27",
)
def derivative_of_the_integral(p):
    r"""$\Sigma(x) = \int_0^x \sigma/\sigma'$, that is $\Sigma' = \sigma/\sigma'$.

    The quotient supposes $\sigma' \ne 0$, which is (s2); the start $\Sigma(0) = 0$ is not used.
    """
    s = p.calc()
    s.eq(hadamard(hadamard(Sigma.d(W1), sigma1.d(W1)), slope))
    s.eq(hadamard(sigma1(W1), slope), by=integrand)


# -- (27): Sigma > 0 away from 0 --------------------------------------------------------------
#
# As in Definition 2 an inequality for x != 0 is said as: at least 0, and 0 only at 0.

sigma, t, zero = activation("sigma"), matrix("t", 1, 1), zeros(1, 1)
u, v, z, number = (matrix(name, 1, 1) for name in ("u", "v", "z", "x"))
quotient = ForAll(t, Eq(Sigma.d(t) @ sigma.d(t), sigma(t)))
starts = assume(Eq(Sigma(zero), 0), name="the integral starts at 0")
s1_sign = ForAll(u, Ge(as_scalar(u @ sigma(u)), 0))
s1_zero = ForAll(v, Implies(Eq(v @ sigma(v), 0), Eq(v, 0)))
s2 = ForAll(z, Gt(as_scalar(sigma.d(z)), 0))


pull = number @ Sigma.d(number)


@theorem(
    Ge(as_scalar(pull @ sigma.d(number)), 0),
    given=[quotient, s1_sign],
    ref="geo.eq27.pos.product",
)
def product_has_the_sign(p):
    r"""$x \Sigma'(x) \sigma'(x) = x \sigma(x) \ge 0$."""
    c = p.calc()
    c.eq(as_scalar(number @ sigma(number)), by=quotient(number))
    c.ge(0, by=s1_sign(number))


@theorem(
    ForAll(number, Ge(as_scalar(pull), 0)),
    given=[quotient, s1_sign, s2],
    ref="geo.eq27.pos.slope",
)
def slope_has_the_sign(p):
    r"""$x \Sigma'(x) \ge 0$, as $\sigma' > 0$."""
    p.obtain(sign_of_factor(pull, sigma.d(number)), by=[product_has_the_sign, s2(number)])
    p.calc().ge(0)


@theorem(
    ForAll(number, Implies(Eq(pull, 0), Eq(number, 0))),
    given=[quotient, s1_zero],
    ref="geo.eq27.pos.only",
)
def slope_vanishes_only_at_zero(p):
    r"""$x \Sigma'(x) = 0$ gives $x \sigma(x) = x \Sigma'(x) \sigma'(x) = 0$, hence $x = 0$."""
    p.obtain(s1_zero(number), by=quotient(number))
    p.calc().eq(0)


@theorem(
    [Ge(as_scalar(Sigma(number)), 0), Implies(Eq(Sigma(number), 0), Eq(number, 0))],
    given=[quotient, starts, s1_sign, s1_zero, s2],
    ref="geo.eq27.pos",
)
def positive_away_from_zero(p):
    r"""$\Sigma(x) > 0$ for $x \ne 0$."""
    lemma = minimum_at_zero(Sigma, number)
    for part, conclusion in zip((1, 2), lemma.conclusion.parts, strict=True):
        with p.part(part) as q:
            q.obtain(slope_has_the_sign)
            q.obtain(slope_vanishes_only_at_zero)
            q.obtain(lemma, by=starts)
            if part == 1:
                q.calc().ge(0, by=conclusion(number))
            else:
                q.obtain(conclusion(number))
                q.calc().eq(0)


divergence = open_entry(
    "a limit cannot be written. As printed (Sigma tends to infinity as |x| tends to 0) it is "
    "false: Sigma is continuous and Sigma(0) = 0; meant is |x| to infinity, by s1 and s2",
    ref="geo.lem3",
)
asymptotics = open_entry(
    "equivalence at infinity and integrals cannot be written", ref="geo.lem3.s1"
)
cauchy_schwarz = open_entry(
    "the Cauchy-Schwarz inequality of integrals: symland has no integrals", ref="geo.lem3.s2"
)
quadratic_growth = open_entry(
    "a limit cannot be written. s1 and s2 give liminf Sigma(x)/x^2 >= 1; nothing in Definition 2 "
    "makes the limit exist",
    ref="geo.lem3.s3",
)


@theorem(
    Eq(ddt(squares, flow), W2.T @ G @ S1.T + S1 @ G.T @ W2),
    ref="geo.lem5.s1",
)
def motion_of_the_squares(p):
    r"""$d(W_2^\top W_2)/dt = W_2^\top (M \circ S_2') S_1^\top + S_1 (M \circ S_2')^\top W_2$."""


@theorem(
    Eq(hadamard(slope, ddt(W1, flow)) @ S1.T, W2.T @ G @ S1.T),
    ref="geo.lem5.s2",
)
def divided_by_the_slope(p):
    r"""$(\hat S_1' \circ dW_1/dt) S_1^\top = W_2^\top (M \circ S_2') S_1^\top$.

    $\hat S_1'$ has the size of $S_1'$, so its column index runs to $d_y$; the printed range
    $1 \le i, j \le d_1$ names entries that do not exist for $d_y < d_1$.
    """


def row_sums(A):
    r"""The vector of the sums $\sum_k A_{lk}$ over $k = 1, \dots, d_y$."""
    return A @ ones(dy)


@theorem(
    [
        Eq(
            diagonal(hadamard(slope, ddt(W1, flow)) @ S1.T),
            row_sums(hadamard(slope, ddt(W1, flow), S1)),
        ),
        Eq(row_sums(hadamard(slope, ddt(W1, flow), S1)), ddt(row_sums(Sigma(W1)), flow)),
    ],
    given=[integrand],
    ref="geo.lem5.s3",
)
def chain_rule(p):
    r"""$((\hat S_1' \circ dW_1/dt) S_1^\top)_{ll} = \sum_k (1/\sigma_1'(W_1)_{lk})
    (dW_1/dt)_{lk} \sigma_1(W_1)_{lk} = \frac{d}{dt} \sum_k \Sigma(W_1)_{lk}$."""
    p.calc().eq(row_sums(hadamard(slope, ddt(W1, flow), S1)))
    s = p.calc()
    s.eq(row_sums(hadamard(sigma1(W1), backward)))
    s.eq(row_sums(hadamard(hadamard(Sigma.d(W1), sigma1.d(W1)), backward)), by=integrand)


law = diagonal(squares) - 2 * row_sums(Sigma(W1))


@theorem(Eq(ddt(law, flow), 0), given=[integrand], ref="geo.lem5")
def sigmoid_balance(p):
    r"""$(W_2^\top W_2)_{ll} - 2 \sum_k \Sigma(W_1)_{lk}$ is constant, for all $l$ at once."""
    product = hadamard(Sigma.d(W1), sigma1.d(W1))
    s = p.calc()
    s.eq(2 * diagonal(W2.T @ G @ S1.T) - 2 * row_sums(hadamard(product, backward)))
    s.eq(2 * diagonal(W2.T @ G @ S1.T) - 2 * row_sums(hadamard(sigma1(W1), backward)), by=integrand)
    s.eq(0)


@theorem(Eq(ddt(frob2(W2) - 2 * total(Sigma(W1)), flow), 0), given=[integrand], ref="geo.eq33")
def sum_over_the_units(p):
    r"""$|W_2|^2 - 2 \sum_{k,l} \Sigma(W_1)_{lk}$ is constant: Lemma 5 summed over $l$."""
    product = hadamard(Sigma.d(W1), sigma1.d(W1))
    s = p.calc()
    s.eq(2 * tr(W2.T @ G @ S1.T) - 2 * total(hadamard(product, backward)))
    s.eq(2 * tr(W2.T @ G @ S1.T) - 2 * total(hadamard(sigma1(W1), backward)), by=integrand)
    s.eq(0)


# -- Remark 4: ReLU and leaky ReLU ------------------------------------------------------------

x, w, slope_at_minus = scalar("x"), scalar("w"), scalar("a")


def leaky(x):
    """max(x, a x) for 0 < a < 1, and max(x, 0) for a = 0."""
    return slope_at_minus * x + (1 - slope_at_minus) * relu(x)


@theorem(
    Eq(w * x, leaky(x)),
    given=[
        assume(Eq(w, 1), name="x > 0: the subdifferential is {1}"),
        assume(Eq(relu(x), x), name="x > 0"),
    ],
    ref="geo.rem4.sub.positive",
)
def positive_inputs(p):
    r"""$x > 0$: $w = 1$, $\sigma(x) = x$."""


@theorem(
    Eq(w * x, leaky(x)),
    given=[
        assume(Eq(w, slope_at_minus), name="x < 0: the subdifferential is {a}"),
        assume(Eq(relu(x), 0), name="x < 0"),
    ],
    ref="geo.rem4.sub.negative",
)
def negative_inputs(p):
    r"""$x < 0$: $w = a$, $\sigma(x) = ax$."""


@theorem(Eq(w * x, leaky(x)), given=[Eq(x, 0)], ref="geo.rem4.sub.zero")
def input_zero(p):
    r"""$x = 0$: both sides are 0, whatever $w$ is."""


zero = as_scalar(0)


@theorem(
    [
        Eq((slope_at_minus + (1 - slope_at_minus) * step(x)) * x, leaky(x)),
        Eq(w * zero, leaky(zero)),
    ],
    ref="geo.rem4.sub",
)
def subgradient_times_input(p):
    r"""$w x = \sigma(x)$ for every $w$ in the subdifferential of $\sigma(x) = \max(x, ax)$.

    For $x \ne 0$ it is $\{\sigma'(x)\} = \{a + (1 - a) \mathrm{step}(x)\}$; at $x = 0$ any $w$
    will do. The cases $x > 0$, $x < 0$, $x = 0$ one by one are the three theorems before.
    """


M_free, D1, D2 = matrix("M", dy, dy), matrix("D_1", d1, dy), matrix("D_2", dy, dy)
D2_other = matrix("D_2'", dy, dy)
hidden = hadamard(D1, W1)  # S_1 = sigma(W_1), by the first part of the remark


def moves(first, second):
    """The flow (29), (30) with selections of the subdifferential of the output in each."""
    return {
        W1: hadamard(D1, W2.T @ hadamard(M_free, first)),
        W2: hadamard(M_free, second) @ hidden.T,
    }


along = moves(D2, D2)


@theorem(
    [
        Eq(
            differential(diagonal(squares), along),
            2 * diagonal(W2.T @ hadamard(M_free, D2) @ hidden.T),
        ),
        Eq(
            2 * diagonal(W2.T @ hadamard(M_free, D2) @ hidden.T),
            2 * row_sums(hadamard(W2.T @ hadamard(M_free, D2), D1, W1)),
        ),
        Eq(
            2 * row_sums(hadamard(W2.T @ hadamard(M_free, D2), D1, W1)),
            differential(diagonal(W1 @ W1.T), along),
        ),
    ],
    ref="geo.rem4.chain",
)
def homogeneous_activations(p):
    r"""$\frac{d}{dt}[W_2^\top W_2]_{ll} = 2\sum_{i,j} [W_2]_{il} M_{ij} [S_2']_{ij} [S_1]_{lj}
    = 2 \sum_{i,j} [W_2]_{il} M_{ij} [S_2']_{ij} [S_1']_{lj} [W_1]_{lj}
    = \frac{d}{dt}[W_1 W_1^\top]_{ll}$.

    $S_1' = D_1$ is any selection, with $S_1 = D_1 \circ W_1$; $S_2' = D_2$ is any selection, the
    same one in both equations of the flow, and $M$ any matrix.
    """


independent_selections = erratum(
    Eq(
        differential(diagonal(squares), moves(D2, D2_other)),
        differential(diagonal(W1 @ W1.T), moves(D2, D2_other)),
    ),
    ref="geo.rem4.chain.selections",
    corrected=homogeneous_activations,
    doc="With different selections of the subdifferential of sigma_2 in (29) and (30) the chain "
    "breaks; the remark has to fix one selection for both.",
)


@theorem(
    [
        Eq(2 * row_sums(hadamard(W1, W1) / 2), diagonal(W1 @ W1.T)),
        Eq(differential(diagonal(squares) - 2 * row_sums(hadamard(W1, W1) / 2), along), 0),
    ],
    ref="geo.rem4.Sigma",
)
def half_of_the_square(p):
    r"""Lemma 5 with $\Sigma(x) = x^2/2$ for ReLU and leaky ReLU."""
