r"""Zero loss and single layers of the residual network (Zhou and Liang 2017, appendix A, Prop. 2).

With $m = d$ the least loss is 0.  The layers of each unit minimize a linear network of their own.
With $r = 1$ a unit is $W_k = I + A_k$.
"""

import minimizers as network
from deep_minimizers import attained as attained_by_layers
from deep_minimizers import every_product, optimal_product, target_invertible
from factorizations import N, W, a, factorization, form, l
from full_rank_minimizers import X, Y, fits
from minimizers import M, T, U, d, data, h, least_loss, only_product
from residual_minimizers import (
    A,
    B,
    G,
    H,
    V,
    eye,
    f,
    n,
    optimal_units,
    r,
    same_product,
    u,
    units_invertible,
)

from symland.prelude import *

k = index("k", 1)
t = index("t", 1, l)
inner = family("B'", d)
single, other = family("A", d), family("B", d)


def inner_loss(layers, unit):
    """The loss of the layers of a unit, as a linear network for W_k - I."""
    return frob2(chain(layers, r, 1) - (H[unit] - eye)) / 2


@theorem(
    [
        Eq(chain(A[t], r, 1) - (H[t] - eye), 0),
        ForAll(inner, Ge(inner_loss(inner, t), inner_loss(A[t], t))),
    ],
    ref="gd.prop2.step-inner",
)
def inner_minimizer(p):
    """A_kr ... A_k1 is W_k - I by definition, so these layers have the loss 0."""
    zero = Eq(chain(A[t], r, 1) - (H[t] - eye), 0)
    p.show(zero)
    q = p.part(2)
    c = q.calc().ge(0, by=Fraction(1, 2) * square(chain(inner, r, 1) - (H[t] - eye)))
    c.eq(inner_loss(A[t], t), by=zero)


here = {network.X: X, network.Y: Y}
square_data = [invertible(X @ X.T), invertible(X @ Y.T)]
M_square = (X @ Y.T).T @ inv(X @ X.T)


def loss(layers):
    """The loss for m = d."""
    return frob2(chain(layers, l, 1) @ X - Y) / 2


minimal_units = ForAll(B, Ge(loss(G), loss(H)))
minimal_network = ForAll(V, Ge(loss(V), loss(H)))


@theorem(
    [Eq(loss(H), 0), minimal_network, ForAll(a, invertible(H[a]))],
    given=[*square_data, minimal_units],
    ref=["gd.prop2.step-zero", "gd.sec42.zero-min", "gd.thm2.step-Wfull"],
)
def zero_minimum(p):
    """For m = d the least loss is 0; the units minimize the linear network and are of full rank."""
    p.obtain(fits)
    p.obtain(optimal_units.of(here))
    p.obtain(attained_by_layers.of({W: H, **here}))
    p.obtain(units_invertible.of(here))
    c = p.calc()
    c.eq(frob2(M_square @ X - Y) / 2, by=Eq(chain(H, l, 1), M_square))
    c.eq(frob2(Y @ X.T @ inv(X @ X.T) @ X - Y) / 2)
    c.eq(frob2(Y - Y) / 2, by=Eq(Y @ X.T @ inv(X @ X.T) @ X, Y)).eq(0)


@theorem(
    Eq(loss(W), 0),
    given=[*square_data, ForAll(V, Ge(loss(V), loss(W)))],
    ref=["gd.sec41.zero-min", "gd.thm1.zero"],
)
def zero_minimum_of_layers(p):
    """For m = d the least loss of the linear network is 0."""
    p.obtain(fits)
    p.obtain(optimal_product.of(here))
    c = p.calc()
    c.eq(frob2(M_square @ X - Y) / 2, by=Eq(chain(W, l, 1), M_square))
    c.eq(frob2(Y @ X.T @ inv(X @ X.T) @ X - Y) / 2)
    c.eq(frob2(Y - Y) / 2, by=Eq(Y @ X.T @ inv(X @ X.T) @ X, Y)).eq(0)


H1 = let_family("H", u, eye + single[u])
G1 = let_family("G", u, eye + other[u])
minimal_single = ForAll(other, Ge(f(G1), f(H1)))
differences = ForAll(a, Eq(single[a], W[a] - eye))


@theorem(
    Iff(minimal_single, Exists(W, And(form(W, U, M), differences))),
    given=[*data, orthogonal(U)],
    ref=["gd.prop2.r1", "gd.prop2.rem-r1"],
)
def one_layer_in_a_unit(p):
    """For r = 1 the minimizers are A_k = W_k - I for W of the form (5), of any rank."""
    with p.forward() as q:
        layers = q.obtain(every_product.of({T: M}), "V'")
        shifted = ForAll(k, Eq(other[k], layers[k] - eye))
        q.obtain(layers_given(other, shifted), other.name)
        with q.show(ForAll(a, Eq(G1[a], layers[a]))) as s:
            s.calc().eq(eye + other[a]).eq(layers[a], by=shifted(a))
        q.obtain(same_product.at(n, l).of({V: G1, W: layers}))
        with q.show(Le(f(H1), h(M))) as s:
            c = s.calc().le(f(G1), by=minimal_single(other))
            c.eq(h(chain(layers, l, 1)), by=Eq(chain(G1, l, 1), chain(layers, l, 1)))
            c.eq(h(M), by=Eq(chain(layers, l, 1), M))
        q.obtain(only_product.of({T: chain(H1, l, 1)}))
        q.obtain(target_invertible)
        q.witness(H1)
        q.witness(q.obtain(factorization.of({W: H1, N: M}).forward, "C"))
    with p.backward() as q:
        q.obtain(Exists(W, And(form(W, U, M), differences)), "W")
        q.obtain(target_invertible)
        q.obtain(factorization.of({N: M}).backward)
        with q.show(ForAll(a, Eq(H1[a], W[a]))) as s:
            s.calc().eq(eye + single[a]).eq(W[a], by=differences(a))
        q.obtain(same_product.at(n, l).of({V: H1}))
        c = q.calc().ge(h(M), by=least_loss.of({T: chain(G1, l, 1)}))
        c.eq(h(chain(W, l, 1)), by=Eq(chain(W, l, 1), M))
        c.eq(f(H1), by=Eq(chain(H1, l, 1), chain(W, l, 1)))
