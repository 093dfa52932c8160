r"""Global minimizers of the linear network of any depth (Zhou and Liang 2017, Proposition 1).

All layers are $d \times d$, $l \ge 2$, $X X^\top$ and $X Y^\top$ are invertible, U is orthogonal;
$M = \Sigma_{XY}^\top \Sigma_{XX}^{-1}$.  W is a global minimizer if no other layers have a smaller
loss.  Such layers have the product M, and the products M are factored in `factorizations`.
"""

from factorizations import (
    C,
    N,
    W,
    all_invertible,
    factorization,
    form,
    l,
    lower,
    lower_products,
    solved_for_layers,
    upper,
    upper_products,
)
from minimizers import A, B, M, Mi, Sxx, T, U, X, completed_square, d, data, h, least
from minimizers import minimal as minimal_pair
from minimizers import optimal_product as optimal_pair

from symland.prelude import *

V = family("V", d)
n, j, a = index("n", 1), index("j", 2), index("a", 1, l)
eye = identity(d)
eigenvectors = orthogonal(U)


def minimal(layers):
    """No other layers have a smaller loss."""
    return ForAll(V, Ge(h(chain(V, l, 1)), h(chain(layers, l, 1))))


identities = ForAll(j, Eq(V[j], eye))


@theorem(Eq(chain(V, n, 1), T), given=[Eq(V[1], T), identities], ref="gd.prop1.range.product")
def one_layer(p):
    """The product of layers that are the identity, but for the first."""
    base, step = p.by_induction(n, 1)
    base.calc().eq(T, by=Eq(V[1], T))
    c = step.calc()
    c.eq(V[n + 1] @ chain(V, n, 1))
    c.eq(T, by=[identities(n + 1), Eq(chain(V, n, 1), T)])


@theorem(Exists(W, Eq(chain(W, l, 1), T)), ref="gd.prop1.range.deep")
def every_product(p):
    """Every matrix is a product of l layers."""
    p.obtain(layers_given(V, Eq(V[1], T), identities), "V")
    p.obtain(one_layer.at(n, l))
    p.witness(V)


@theorem(
    Iff(Exists(W, Eq(chain(W, l, 1), T)), Exists([A, B], Eq(A @ B, T))),
    ref="gd.prop1.step-range",
)
def same_range(p):
    """The products of l layers are the products of two: all matrices."""
    with p.forward() as q:
        q.witness(T, eye)
    with p.backward() as q:
        q.witness(q.obtain(every_product, "V"))


@theorem(
    Le(frob2((chain(W, l, 1) - M) @ X), 0),
    given=[minimal(W), invertible(Sxx)],
    ref="gd.prop1.iff.norm",
)
def no_distance(p):
    r"""The loss of layers with the product M is the least value."""
    P = chain(W, l, 1)
    p.obtain(every_product.of({T: M}), "V")
    own = p.have(Eq(frob2((P - M) @ X), 2 * h(P) - 2 * least), by=completed_square.of({T: P}))
    best = p.have(Eq(h(M), least), by=completed_square.of({T: M}))
    better = minimal(W)(V)
    step = p.calc()
    step.eq(2 * h(P) - 2 * least, by=own)
    step.le(2 * h(chain(V, l, 1)) - 2 * least, by=[better, better])
    step.eq(2 * h(M) - 2 * least, by=Eq(chain(V, l, 1), M))
    step.eq(0, by=best)


@theorem(Eq(chain(W, l, 1), M), given=[minimal(W), invertible(Sxx)], ref="gd.prop1.iff.product")
def optimal_product(p):
    """So the product of a minimizer is M."""
    rest = (chain(W, l, 1) - M) @ X
    p.obtain(vanishing(rest), by=no_distance)
    step = p.calc()
    step.eq(rest @ X.T @ inv(Sxx) + M, by=invertible(Sxx))
    step.eq(M, by=Eq(rest, 0))


@theorem(
    minimal(W),
    given=[assume(Eq(chain(W, l, 1), M), name="W_l ... W_1 = M"), invertible(Sxx)],
    ref="gd.prop1.rem-suff.product",
)
def attained(p):
    r"""$h(V) \ge \frac12 (\mathrm{Tr} \Sigma_{YY} - \mathrm{Tr} \Sigma) = h(W)$."""
    rest = (chain(V, l, 1) - M) @ X
    step = p.calc(h(chain(V, l, 1)))
    step.eq(frob2(rest) / 2 + least, by=completed_square.of({T: chain(V, l, 1)}))
    step.ge(least, by=Fraction(1, 2) * square(rest))
    step.eq(h(M), by=completed_square.of({T: M}))
    step.eq(h(chain(W, l, 1)), by=Eq(chain(W, l, 1), M))


@theorem(invertible(M), given=data, ref="gd.prop1.iff.invertible")
def target_invertible(p):
    r"""$M$ has the inverse $\Sigma_{XX} \Sigma_{XY}^{-\top}$."""
    p.witness(Mi)


@theorem(Iff(minimal(W), form(W, U, M)), given=[*data, eigenvectors], ref="gd.prop1.iff")
def minimizers(p):
    """The global minimizers are the layers of the form (2)."""
    with p.forward() as q:
        q.obtain(optimal_product)
        q.obtain(target_invertible)
        found = q.obtain(factorization.of({N: M}).forward, "C")
        q.witness(found)
    with p.backward() as q:
        q.obtain(target_invertible)
        q.obtain(factorization.of({N: M}).backward)
        q.obtain(attained)


@theorem(minimal(W), given=[*data, eigenvectors, form(W, U, M)], ref="gd.prop1.rem-suff")
def sufficient(p):
    """The family (2) attains the global minimum."""
    p.obtain(minimizers.backward)


both_parts = Exists(C, And(all_invertible(C), upper(W, C, U), lower(W, C, U, M)))


@theorem(
    Iff(minimal(W), both_parts), given=[*data, eigenvectors], ref=["gd.prop1.eq27", "gd.prop1.eq28"]
)
def split_products(p):
    """(27) and (28), at every k and with the same C_k, characterize the global minimizers."""
    with p.forward() as q:
        q.obtain(minimizers.forward, "C")
        q.obtain(upper_products)
        q.obtain(lower_products.of({N: M}), by=all_invertible(C)(2))
        q.witness(C)
    with p.backward() as q:
        q.obtain(both_parts, "C")
        q.obtain(solved_for_layers.of({N: M}), by=all_invertible(C)(2))
        q.show(form(W, U, M)).witness(C)
        q.obtain(sufficient)


@theorem(
    Eq(h(chain(W, l, 1)), h(A @ B)),
    given=[minimal(W), minimal_pair(A, B), invertible(Sxx)],
    ref="gd.prop1.step-range.minima",
)
def same_minimum(p):
    r"""$\min_W h(W) = \min_{A,B} h(A, B)$: both products are M."""
    p.calc().eq(h(M), by=optimal_product).eq(h(A @ B), by=optimal_pair)


@theorem(ForAll(a, invertible(W[a])), given=[*data, minimal(W)], ref="gd.cor1")
def full_rank(p):
    """Every layer of a global minimizer is invertible."""
    above, below = chain(W, l, a + 1), chain(W, a - 1, 1) @ Mi
    with p.show(Eq(above @ W[a] @ below, eye)) as q:
        c = q.calc()
        c.eq(M @ Mi, by=optimal_product)
        c.eq(eye, by=data)
    p.obtain(one_sided_inverse(above, W[a] @ below))
    p.obtain(one_sided_inverse(W[a], below @ above))
    p.witness(inv(W[a]))
