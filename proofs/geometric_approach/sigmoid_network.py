r"""One hidden layer with sigmoid activations (Chitour, Liao, Couillet 2018, section 5).

$\sigma_1, \sigma_2$ are any differentiable functions, applied entry by entry;
$W_1 \in \mathbb R^{d_1 \times d_y}$, $W_2 \in \mathbb R^{d_y \times d_1}$.
"""

from symland.prelude import *

d1, dy, m, n = dims("d_1 d_y m n")
W1, W2, S_Y = matrix("W_1", d1, dy), matrix("W_2", dy, d1), matrix("S_Y", dy, dy)
w1, w2 = matrix("w_1", d1, dy), matrix("w_2", dy, d1)
sigma1, sigma2 = activation("sigma_1"), activation("sigma_2")

S1 = let("S_1", sigma1(W1))
S2 = let("S_2", sigma2(W2 @ S1))
M = let("M", S_Y - sigma2(W2 @ S1))
L = let("L", frob2(S_Y - sigma2(W2 @ sigma1(W1))) / 2)
S1_prime = let("S_1'", sigma1.d(W1))
S2_prime = let("S_2'", sigma2.d(W2 @ S1))

variation = {W1: w1, W2: w2}
flow = GradientFlow(L, wrt=(W1, W2))
backward = W2.T @ hadamard(M, S2_prime)  # W_2' (M o S_2')


@theorem(
    [
        Eq(M, S_Y - S2),
        Eq(L, frob2(M) / 2),
        Eq(differential(S1, {W1: w1}), hadamard(S1_prime, w1)),
        Eq(differential(S2, {W2: w2}), hadamard(S2_prime, w2 @ S1)),
    ],
    ref="geo.nl.not",
)
def notation(p):
    r"""$M = S_Y - \sigma_2(W_2 S_1)$, $L = \frac12 |M|^2$; $S_1'$, $S_2'$ are the slopes."""


# -- Definition 2 -----------------------------------------------------------------------------
#
# (s1) says x sigma(x) > 0 for x != 0; as x sigma(x) = 0 at x = 0, this is: x sigma(x) >= 0, and
# x sigma(x) = 0 only at 0.  (s3) says that the limits at infinity are finite; for an increasing
# function, which (s2) makes it, this is: sigma is bounded.

sigma = activation("sigma")
x, y, one, zero = matrix("x", 1, 1), matrix("y", 1, 1), identity(1), zeros(1, 1)
same_sign = ForAll(x, Ge(as_scalar(x @ sigma(x)), 0))
only_at_zero = ForAll(y, Implies(Eq(y @ sigma(y), 0), Eq(y, 0)))


@theorem(Eq(sigma(zero), 0), ref="geo.def2", given=[same_sign, only_at_zero])
def a_sigmoid_vanishes_at_zero(p):
    r"""(s1) and continuity give $\sigma(0) = 0$."""
    c = p.obtain(intermediate_value(sigma, -one, one), "c", by=[same_sign(one), same_sign(-one)])
    p.obtain(only_at_zero(c))
    p.calc().eq(sigma(c)).eq(0)


def is_sigmoid(f, bound):
    """The three conditions for a function whose square is at most `bound`."""
    return [
        Ge(as_scalar(x @ f(x)), 0),
        Implies(Eq(x @ f(x), 0), Eq(x, 0)),
        Gt(as_scalar(f.d(x)), 0),
        Le(as_scalar(f(x)) ** 2, bound),
    ]


X, dX = matrix("X", m, n), matrix("dX", m, n)
twice_cosh, twice_sinh = exp(X) + exp(-X), exp(X) - exp(-X)
cosh = let("cosh", twice_cosh / 2)
sech = let("sech", hadamard_power(cosh, -1))


@theorem(Eq(tanh.d(X), ones(m, n) - hadamard_power(tanh(X), 2)), ref="geo.def2.dtanh.square")
def slope_of_tanh_by_tanh(p):
    r"""$\tanh' = 1 - \tanh^2$ in every entry."""


@theorem(Eq(hadamard(tanh.d(X), cosh, cosh), ones(m, n)), ref="geo.def2.dtanh.cosh")
def slope_times_cosh(p):
    r"""$\tanh'(x) \cosh(x)^2 = 1$ in every entry."""
    by_tanh = hadamard(tanh(X), twice_cosh)
    c = p.calc()
    c.eq(hadamard(cosh, cosh) - hadamard(by_tanh, by_tanh) / 4)
    c.eq(hadamard(cosh, cosh) - hadamard(twice_sinh, twice_sinh) / 4, by=law(tanh, X))
    c.eq(hadamard(exp(X), exp(-X)))
    c.eq(ones(m, n), by=law(exp, X))


@theorem(Eq(tanh.d(X), hadamard(sech, sech)), ref="geo.def2.dtanh")
def slope_of_tanh(p):
    r"""$\tanh' = \mathrm{sech}^2$ in every entry, with $\mathrm{sech} = 1/\cosh$."""
    one = hadamard(hadamard_power(cosh, -1), cosh)
    c = p.calc()
    c.eq(hadamard(tanh.d(X), ones(m, n), ones(m, n)))
    c.eq(hadamard(tanh.d(X), one, one), by=quotient_law(cosh))
    c.eq(hadamard(hadamard(tanh.d(X), cosh, cosh), sech, sech))
    c.eq(hadamard(sech, sech), by=slope_times_cosh)


@theorem(Eq(arctan.d(X), hadamard_power(ones(m, n) + hadamard(X, X), -1)), ref="geo.def2.darctan")
def slope_of_arctan(p):
    r"""$\arctan'(x) = 1/(1 + x^2)$ in every entry."""
    square = ones(m, n) + hadamard(X, X)
    quotient = hadamard_power(square, -1)
    c = p.calc()
    c.eq(hadamard(arctan.d(X), ones(m, n)))
    c.eq(hadamard(arctan.d(X), hadamard(quotient, square)), by=quotient_law(square))
    c.eq(hadamard(hadamard(arctan.d(X), square), quotient))
    c.eq(quotient, by=law(arctan, X))


cosh_x, sinh_x = exp(x) + exp(-x), exp(x) - exp(-x)  # twice cosh and sinh
cosh_squared = hadamard(cosh_x, cosh_x) / 4
one_plus_square = one + hadamard(x, x)


@theorem(Eq(tanh.d(x) @ cosh_squared, one), ref="geo.def2.ex.tanh.product")
def tanh_slope_times_square(p):
    r"""$\tanh'(x) \cosh(x)^2 = 1$ for a number."""
    by_tanh = hadamard(tanh(x), cosh_x)
    c = p.calc()
    c.eq(cosh_squared - hadamard(by_tanh, by_tanh) / 4)
    c.eq(cosh_squared - hadamard(sinh_x, sinh_x) / 4, by=law(tanh, x))
    c.eq(hadamard(exp(x), exp(-x)))
    c.eq(one, by=law(exp, x))


@theorem(Gt(as_scalar(tanh.d(x)), 0), ref="geo.def2.ex.tanh.increases")
def tanh_increases(p):
    r"""$\tanh' = 1/\cosh^2 > 0$."""
    p.obtain(
        positive_reciprocal(tanh.d(x), cosh_squared),
        by=[tanh_slope_times_square, square(cosh_x / 2)],
    )
    p.calc().gt(0)


@theorem(Gt(as_scalar(arctan.d(x)), 0), ref="geo.def2.ex.arctan.increases")
def arctan_increases(p):
    r"""$\arctan'(x) = 1/(1 + x^2) > 0$."""
    p.obtain(
        positive_reciprocal(arctan.d(x), one_plus_square),
        by=[law(arctan, x), square(x), square(one)],
    )
    p.calc().gt(0)


@theorem(Le(as_scalar(tanh(x)) ** 2, 1), ref="geo.def2.ex.tanh.bounded")
def tanh_is_bounded(p):
    r"""$\tanh^2 = 1 - \tanh' \le 1$."""
    p.calc().eq(1 - as_scalar(tanh.d(x))).le(1, by=tanh_increases)


@theorem(Le(as_scalar(arctan(x)) ** 2, 3), ref="geo.def2.ex.arctan.bounded")
def arctan_is_bounded(p):
    r"""$|\arctan| < \pi/2$."""
    p.obtain(arctan_bound(x))
    p.calc().le(3)


@theorem([*is_sigmoid(tanh, 1), *is_sigmoid(arctan, 3)], ref="geo.def2.ex")
def tanh_and_arctan_are_sigmoids(p):
    r"""$\tanh$ and $\arctan$ satisfy (s1), (s2), (s3)."""
    t = matrix("t", 1, 1)
    for before, f, increases, bounded in (
        (0, tanh, tanh_increases, tanh_is_bounded),
        (4, arctan, arctan_increases, arctan_is_bounded),
    ):
        lemma = sign_of_increasing(f, t)
        same, only = lemma.conclusion.parts
        facts = [value_at_zero(f), increases.of({x: t})]
        with p.part(before + 1) as q:
            q.obtain(lemma, by=facts)
            q.calc().ge(0, by=same(x))
        with p.part(before + 2) as q:
            q.obtain(lemma, by=facts)
            q.obtain(only(x))
            q.calc().eq(0)
        with p.part(before + 3) as q:
            q.calc().gt(0, by=increases)
        with p.part(before + 4) as q:
            q.calc().le(bounded.claims[0].right, by=bounded)


# -- the Hadamard product: equation (32) ------------------------------------------------------

A, B, C = matrix("P", m, n), matrix("Q", m, n), matrix("R", m, n)


@theorem(
    [
        Eq(tr(hadamard(A, B) @ C.T), tr(hadamard(A, C) @ B.T)),
        Eq(tr(hadamard(A, C) @ B.T), tr(hadamard(B, C) @ A.T)),
    ],
    ref="geo.eq32",
)
def trace_of_hadamard_products(p):
    r"""$\mathrm{tr}((P \circ Q) R^\top) = \mathrm{tr}((P \circ R) Q^\top)
    = \mathrm{tr}((Q \circ R) P^\top)$ for rectangular matrices of one size."""


def column_sums(matrix):
    r"""The vector with entries $\sum_j A_{ji}$."""
    return matrix.T @ ones(m)


@theorem(
    Eq(diagonal(C.T @ hadamard(A, B)), column_sums(hadamard(A, hadamard(B, C)))),
    ref="geo.eq32.s1",
)
def entries_of_the_diagonal(p):
    r"""$[R^\top (P \circ Q)]_{ii} = \sum_j R_{ji} (P \circ Q)_{ji} = \dots$, for all i at once."""
    c = p.calc()
    c.eq(column_sums(hadamard(C, hadamard(A, B))))
    c.eq(column_sums(hadamard(C, A, B)))
    c.eq(column_sums(hadamard(B, hadamard(A, C))))
    c.eq(column_sums(hadamard(A, hadamard(B, C))))


# -- Lemma 4 ----------------------------------------------------------------------------------

change = W2 @ hadamard(S1_prime, w1) + w2 @ S1


@theorem(Eq(differential(M, variation), -hadamard(S2_prime, change)), ref="geo.lem4.s1")
def variation_of_the_residual(p):
    r"""$M(W + w) = M - S_2' \circ [W_2 (S_1' \circ w_1) + w_2 S_1] + o(|w|)$."""


order_of_the_remainder = erratum(
    Eq(differential(differential(M, variation), variation), 0),
    ref="geo.lem4.s1.order",
    corrected=variation_of_the_residual,
    doc="The remainder as o(|w|^2): M has a part of order two, for w_1 = 0 the Hadamard product of "
    "-sigma_2''(W_2 S_1) and the square of w_2 S_1, which is not zero for tanh either.",
)


@theorem(
    Eq(
        differential(L, variation),
        -tr(M.T @ hadamard(S2_prime, W2 @ hadamard(S1_prime, w1)))
        - tr(M.T @ hadamard(S2_prime, w2 @ S1)),
    ),
    ref="geo.lem4.s2",
)
def variation_of_the_loss(p):
    r"""$L(W + w) = L - \mathrm{tr}(M^\top [S_2' \circ (W_2 (S_1' \circ w_1))])
    - \mathrm{tr}(M^\top [S_2' \circ (w_2 S_1)])$ and terms of higher order."""


@theorem(
    [
        Eq(grad(L, W1), -hadamard(S1_prime, W2.T @ hadamard(S2_prime, M))),
        Eq(grad(L, W2), -(hadamard(M, S2_prime) @ S1.T)),
    ],
    ref="geo.lem4.s3",
)
def gradients(p):
    r"""$\nabla_{W_1} L = -S_1' \circ [W_2^\top (S_2' \circ M)]$,
    $\nabla_{W_2} L = -(M \circ S_2') S_1^\top$."""


@theorem(
    [
        Eq(ddt(W1, flow), hadamard(S1_prime, backward)),
        Eq(-grad(L, W1), hadamard(S1_prime, backward)),
    ],
    ref="geo.eq29",
)
def motion_of_W1(p):
    r"""$dW_1/dt = -\nabla_{W_1} L = S_1' \circ [W_2^\top (M \circ S_2')]$."""


@theorem(
    [
        Eq(ddt(W2, flow), hadamard(M, S2_prime) @ S1.T),
        Eq(-grad(L, W2), hadamard(M, S2_prime) @ S1.T),
    ],
    ref="geo.eq30",
)
def motion_of_W2(p):
    r"""$dW_2/dt = -\nabla_{W_2} L = (M \circ S_2') S_1^\top$."""


@theorem(
    Eq(ddt(S1, flow), hadamard(hadamard_power(S1_prime, 2), backward)),
    ref="geo.eq31",
)
def motion_of_the_hidden_layer(p):
    r"""$dS_1/dt = [S_1']^{\circ 2} \circ [W_2^\top (M \circ S_2')]$."""
