r"""One hidden layer on whitened data, $F = W_2 \sigma(W_1)$, for every residual.

$\mathrm{diag}(W_2^\top W_2) - 2 \Sigma(W_1) 1$ is constant with $\Sigma' \sigma' = \sigma$.
For tanh and arctan $\Sigma$ has a closed form: `symland invariants` finds it, here it is proved.
"""

from symland.prelude import *

k, h, d = dims("k h d")
W1, W2, R = matrix("W_1", h, d), matrix("W_2", k, h), matrix("R", k, d)
sigma, Sigma = activation("sigma"), activation("Sigma")
back = let("B", W2.T @ R)


def flow(function):
    """The gradient flow of <R, W_2 f(W_1)>."""
    return GradientFlow(inner(R, W2 @ function(W1)), wrt=(W1, W2))


def row_sums(A):
    """A 1."""
    return A @ ones(d)


def law_of(function, primitive):
    """d/dt of diag(W_2' W_2) - 2 primitive 1."""
    return ddt(diagonal(W2.T @ W2) - 2 * row_sums(primitive), flow(function))


integrand = assume(Eq(hadamard(Sigma.d(W1), sigma.d(W1)), sigma(W1)), name="Sigma' sigma' = sigma")


@theorem(Eq(law_of(sigma, Sigma(W1)), 0), given=[integrand], ref="laws.sigmoid")
def any_activation(p):
    r"""For any $\sigma$, with $\Sigma(x) = \int_0^x \sigma/\sigma'$."""
    both = hadamard(Sigma.d(W1), sigma.d(W1))
    c = p.calc()
    c.eq(2 * row_sums(hadamard(both, back)) - 2 * diagonal(back @ sigma(W1).T))
    c.eq(2 * row_sums(hadamard(sigma(W1), back)) - 2 * diagonal(back @ sigma(W1).T), by=integrand)
    c.eq(0)


twice_cosh, twice_sinh = exp(W1) + exp(-W1), exp(W1) - exp(-W1)
cosh = let("cosh", twice_cosh / 2)
of_tanh = hadamard(twice_sinh, twice_sinh) / 8


@theorem(Eq(hadamard(tanh.d(W1), cosh, cosh), ones(h, d)), ref="laws.tanh.slope")
def slope_of_tanh(p):
    r"""$\tanh' \cosh^2 = 1$."""
    by_tanh = hadamard(tanh(W1), twice_cosh)
    c = p.calc()
    c.eq(hadamard(cosh, cosh) - hadamard(by_tanh, by_tanh) / 4)
    c.eq(hadamard(cosh, cosh) - hadamard(twice_sinh, twice_sinh) / 4, by=law(tanh, W1))
    c.eq(hadamard(exp(W1), exp(-W1)))
    c.eq(ones(h, d), by=law(exp, W1))


@theorem([Eq(law_of(tanh, of_tanh), 0), Ge(total(of_tanh), 0)], ref="laws.tanh.closed")
def hyperbolic_tangent(p):
    r"""$\Sigma = \frac12 \sinh^2$ for $\sigma = \tanh$; it is never negative."""
    rest = -2 * diagonal(back @ tanh(W1).T)
    product = hadamard(tanh(W1), twice_cosh)
    one = hadamard(tanh.d(W1), cosh, cosh)
    c = p.calc()
    c.eq(row_sums(hadamard(twice_sinh, twice_cosh, tanh.d(W1), back)) / 2 + rest)
    c.eq(row_sums(hadamard(product, twice_cosh, tanh.d(W1), back)) / 2 + rest, by=law(tanh, W1))
    c.eq(2 * row_sums(hadamard(tanh(W1), one, back)) + rest)
    c.eq(2 * row_sums(hadamard(tanh(W1), ones(h, d), back)) + rest, by=slope_of_tanh)
    c.eq(0)
    p.calc().ge(0, by=Fraction(1, 8) * square(twice_sinh))


x2 = hadamard_power(W1, 2)
one_and_square = ones(h, d) + hadamard(W1, W1)
quotient = hadamard_power(one_and_square, -1)
of_arctan = (
    hadamard(hadamard_power(W1, 3), arctan(W1)) / 3
    - x2 / 6
    + hadamard(W1, arctan(W1))
    - log(one_and_square) / 3
)


@theorem(Eq(arctan.d(W1), quotient), ref="laws.arctan.slope")
def slope_of_arctan(p):
    r"""$\arctan'(x) = 1/(1 + x^2)$."""
    c = p.calc()
    c.eq(hadamard(arctan.d(W1), ones(h, d)))
    c.eq(
        hadamard(arctan.d(W1), hadamard(quotient, one_and_square)), by=quotient_law(one_and_square)
    )
    c.eq(hadamard(hadamard(arctan.d(W1), one_and_square), quotient))
    c.eq(quotient, by=law(arctan, W1))


@theorem(
    [Eq(arctan.d(W1), quotient), Eq(law_of(arctan, of_arctan), 0)],
    ref="laws.arctan.closed",
)
def arc_tangent(p):
    r"""$\Sigma(x) = \frac13 x^3 \arctan x - \frac16 x^2 + x \arctan x - \frac13 \log(1 + x^2)$."""
    p.calc().eq(quotient, by=slope_of_arctan)
    slope = arctan.d(W1)
    rest = -2 * diagonal(back @ arctan(W1).T)
    inverse = hadamard(slope, one_and_square)

    def stated(primitive_slope):
        return 2 * row_sums(hadamard(primitive_slope, slope, back)) + rest

    before = hadamard(one_and_square, arctan(W1)) + hadamard(W1, x2, slope) / 3 - W1 / 3
    c = p.calc()
    c.eq(stated(before + hadamard(W1, slope) - 2 * hadamard(W1, quotient) / 3))
    c.eq(stated(before + hadamard(W1, slope) - 2 * hadamard(W1, slope) / 3), by=slope_of_arctan)
    c.eq(stated(hadamard(one_and_square, arctan(W1)) + hadamard(W1, inverse) / 3 - W1 / 3))
    c.eq(
        stated(hadamard(one_and_square, arctan(W1)) + hadamard(W1, ones(h, d)) / 3 - W1 / 3),
        by=law(arctan, W1),
    )
    c.eq(2 * row_sums(hadamard(inverse, arctan(W1), back)) + rest)
    c.eq(2 * row_sums(hadamard(ones(h, d), arctan(W1), back)) + rest, by=law(arctan, W1))
    c.eq(0)
