r"""Global minimizers of the linear network (Zhou and Liang 2017, Proposition 1 and appendix A).

All layers are $d \times d$; $X X^\top$ and $X Y^\top$ are invertible.  With
$M = \Sigma_{XY}^\top \Sigma_{XX}^{-1}$ the loss of a product P is
$h = \frac12 |(P - M) X|_F^2 + \frac12 (\mathrm{Tr} \Sigma_{YY} - \mathrm{Tr} \Sigma)$.
"""

from symland.prelude import *

d, m = dims("d m")
X, Y, U = matrix("X", d, m), matrix("Y", d, m), matrix("U", d, d)
A, B, C, T = (matrix(name, d, d) for name in ("A", "B", "C", "T"))
A1, B1 = matrix("A'", d, d), matrix("B'", d, d)
Sxx, Sxy = X @ X.T, X @ Y.T
M = Sxy.T @ inv(Sxx)
Mi = Sxx @ inv(Sxy).T  # the inverse of M
Sigma = Sxy.T @ inv(Sxx) @ Sxy
data = [invertible(Sxx), invertible(Sxy)]
eigenvectors = orthogonal(U)  # of Sigma; only that is used


data_as_defined = [
    Eq(Sigma, M @ Sxx @ M.T),
    Eq(Sigma, Y @ X.T @ inv(Sxx) @ X @ Y.T),
    Eq(Sigma.T, Sigma),
    Eq(tr(T.T @ Sigma @ T), frob2(X.T @ inv(Sxx) @ Sxy @ T)),
    invertible(Sigma),
]


@theorem(data_as_defined, given=data, ref="gd.def.data")
def covariances(p):
    r"""$\Sigma = M \Sigma_{XX} M^\top$ is symmetric, invertible, and $x^\top \Sigma x \ge 0$.

    That its eigenvalues are distinct is not used for Propositions 1 to 3.
    """
    back = inv(Sxy) @ Sxx @ inv(Sxy).T
    p.part(5).witness(back)


def h(product):
    """The loss of a product of layers."""
    return frob2(product @ X - Y) / 2


least = (tr(Y @ Y.T) - tr(Sigma)) / 2


@theorem(Eq(h(T), frob2((T - M) @ X) / 2 + least), given=[invertible(Sxx)], ref="gd.prop1.square")
def completed_square(p):
    r"""$h = \frac12 |(P - M) X|^2 + \frac12 (\mathrm{Tr} \Sigma_{YY} - \mathrm{Tr} \Sigma)$."""


@theorem(Ge(h(T), h(M)), given=[invertible(Sxx)], ref="gd.prop1.least")
def least_loss(p):
    """No product has a smaller loss than M."""
    step = p.calc()
    step.eq(frob2((T - M) @ X) / 2 + least, by=completed_square)
    step.ge(least, by=Fraction(1, 2) * square((T - M) @ X))
    step.eq(h(M), by=completed_square.of({T: M}))


@theorem(Eq(T, M), given=[Le(h(T), h(M)), invertible(Sxx)], ref="gd.prop1.least.only")
def only_product(p):
    r"""A product with the least loss is M: $|(T - M) X|^2 = 2 h(T) - 2 h(M) \le 0$."""
    small = Le(h(T), h(M))
    with p.show(Le(frob2((T - M) @ X), 0)) as q:
        step = q.calc()
        step.eq(2 * h(T) - 2 * least, by=completed_square)
        step.le(2 * h(M) - 2 * least, by=[small, small])
        step.eq(0, by=completed_square.of({T: M}))
    p.obtain(vanishing((T - M) @ X))
    step = p.calc()
    step.eq((T - M) @ X @ X.T @ inv(Sxx) + M, by=invertible(Sxx))
    step.eq(M, by=Eq((T - M) @ X, 0))


def minimal(first, second):
    """No other factors have a smaller loss."""
    return ForAll([A1, B1], Ge(h(A1 @ B1), h(first @ second)))


form = Exists(C, And(invertible(C), Eq(A, U @ C), Eq(B, inv(C) @ U.T @ M)))


@theorem(Eq(A @ B, M), given=[minimal(A, B), invertible(Sxx)], ref="gd.prop1.eq26.product")
def optimal_product(p):
    """The loss of (M, I) is the least value, so a minimizer has the product M."""
    with p.show(Le(h(A @ B), h(M))) as q:
        q.calc().le(h(M @ identity(d)), by=minimal(A, B)(M, identity(d))).eq(h(M))
    p.calc().eq(M, by=only_product.of({T: A @ B}))


@theorem(Iff(minimal(A, B), form), given=[*data, eigenvectors], ref="gd.prop1.eq26")
def two_factors(p):
    r"""$(A, B)$ is a global minimizer iff $A = U C$, $B = C^{-1} U^\top M$ for an invertible C."""
    with p.forward() as q:
        product = q.have(Eq(A @ B, M), by=optimal_product)
        unit = q.have(Eq(M @ Mi, identity(d)), by=data)
        pair = q.have(Eq((U.T @ A) @ (B @ Mi @ U), identity(d)), by=[product, unit, *eigenvectors])
        q.obtain(one_sided_inverse(U.T @ A, B @ Mi @ U), by=pair)
        q.witness(U.T @ A)
        step = q.calc(A)
        step.eq(U @ U.T @ A, by=eigenvectors)
        step = q.calc(B)
        step.eq(inv(U.T @ A) @ (U.T @ A) @ B, by=invertible(U.T @ A))
        step.eq(inv(U.T @ A) @ U.T @ M, by=product)
    with p.backward() as q:
        q.obtain(form, "C")
        product = q.have(Eq(A @ B, M), by=[Eq(A, U @ C), Eq(B, inv(C) @ U.T @ M), *eigenvectors])
        q.calc().ge(h(M), by=least_loss.of({T: A1 @ B1})).eq(h(A @ B), by=product)


value_as_printed = tr(Y @ Y.T) - tr(Sigma)


@theorem(
    Eq(h(A @ B), least), given=[assume(Eq(A @ B, M), name="A B = M"), invertible(Sxx)],
    ref="gd.prop1.value",
)  # fmt: skip
def least_value(p):
    r"""$\min h = \frac12 (\mathrm{Tr} \Sigma_{YY} - \mathrm{Tr} \Sigma)$,
    $\mathrm{Tr} \Sigma = \sum_i \lambda_i$."""
    step = p.calc()
    step.eq(h(M), by=Eq(A @ B, M))
    step.eq(least, by=invertible(Sxx))


value_without_the_half = erratum(
    Eq(h(M), value_as_printed),
    given=[invertible(Sxx)],
    corrected=least_value,
    ref=["gd.prop1.min", "gd.prop1.step-min2"],
    doc="The loss has the factor 1/2, its least value has it too; it differs where m > d.",
)


@theorem(Exists([A, B], Eq(A @ B, T)), ref="gd.prop1.range.two")
def every_matrix_is_a_product(p):
    """Every matrix is a product of two: T = T I."""
    p.witness(T, identity(d))
