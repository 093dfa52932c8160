r"""Global minimizers of the linear network of any depth (Zhou and Liang 2017, Proposition 1).

All layers are $d \times d$, $l \ge 2$, $X X^\top$ and $X Y^\top$ are invertible, U is orthogonal;
$M = \Sigma_{XY}^\top \Sigma_{XX}^{-1}$.  W is a global minimizer if no other layers have a smaller
loss.  Such layers have the product M, and the products M are factored in `factorizations`.
"""

from factorizations import (
    C,
    N,
    W,
    a,
    all_invertible,
    factorization,
    form,
    l,
    layers_invertible,
    lower,
    lower_products,
    solved_for_layers,
    upper,
    upper_products,
)
from minimizers import A, B, M, Mi, Sxx, T, U, d, data, h, least_loss, only_product
from minimizers import minimal as minimal_pair
from minimizers import optimal_product as optimal_pair

from symland.prelude import *

V = family("V", d)
n, j = index("n", 1), index("j", 2)
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


@theorem(Eq(chain(W, l, 1), M), given=[minimal(W), invertible(Sxx)], ref="gd.prop1.iff.product")
def optimal_product(p):
    """Some layers have the product M, whose loss is the least; so a minimizer has it, too."""
    p.obtain(every_product.of({T: M}), "V")
    with p.show(Le(h(chain(W, l, 1)), h(M))) as q:
        q.calc().le(h(chain(V, l, 1)), by=minimal(W)(V)).eq(h(M), by=Eq(chain(V, l, 1), M))
    p.calc().eq(M, by=only_product.of({T: chain(W, l, 1)}))


product = assume(Eq(chain(W, l, 1), M), name="W_l ... W_1 = M")


@theorem(minimal(W), given=[product, invertible(Sxx)], ref="gd.prop1.rem-suff.product")
def attained(p):
    """Layers with the product M have the least loss."""
    step = p.calc()
    step.ge(h(M), by=least_loss.of({T: chain(V, l, 1)}))
    step.eq(h(chain(W, l, 1)), by=product)


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
    p.obtain(optimal_product)
    p.obtain(target_invertible)
    p.obtain(layers_invertible.of({N: M}))
