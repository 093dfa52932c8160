r"""Global minimizers of the linear residual network (Zhou and Liang 2017, Proposition 2).

The unit k is $W_k = I + A_{kr} \cdots A_{k1}$ with $r \ge 1$ layers, there are $l \ge 2$ units, all
of them $d \times d$.  The paper has $m = d$; only `step-zero` needs that.
"""

from deep_minimizers import every_product, one_layer, target_invertible
from deep_minimizers import n as depth
from factorizations import N, W, a, factorization, form, l, layers_invertible
from minimizers import M, Sxx, T, U, d, data, h, least_loss, only_product

from symland.prelude import *

r = index("r", 1)
k, q, j, n, b = index("k", 1), index("q", 2), index("j", 2), index("n", 1, l), index("b", 1)
u = index("u")
V = family("V", d)
A, B = family("A", d, d, indices=2), family("B", d, d, indices=2)
eye = identity(d)
eigenvectors = orthogonal(U)


def units(layers, name="H", layers_in_a_unit=r):
    """The units I + A_kr ... A_k1."""
    return let_family(name, u, eye + chain(layers[u], layers_in_a_unit, 1))


def f(layers_of_units):
    """The loss (3)."""
    return h(chain(layers_of_units, l, 1))


def minimal_with(layers_in_a_unit):
    """No network of this kind has a smaller loss."""
    others = units(B, "G", layers_in_a_unit)
    return ForAll(B, Ge(f(others), f(units(A, "H", layers_in_a_unit))))


H, G, minimal = units(A), units(B, "G"), minimal_with(r)
same_layers = ForAll(a, Eq(V[a], W[a]))


@theorem(Eq(chain(V, n, 1), chain(W, n, 1)), given=[same_layers], ref="gd.prop2.units.product")
def same_product(p):
    """Equal layers have equal products."""
    base, step = p.by_induction(n, 1)
    base.calc().eq(W[1], by=same_layers(1))
    c = step.calc()
    c.eq(V[n + 1] @ chain(V, n, 1))
    c.eq(W[n + 1] @ chain(W, n, 1), by=[same_layers(n + 1), Eq(chain(V, n, 1), chain(W, n, 1))])


@theorem(Exists(B, ForAll(a, Eq(G[a], W[a]))), ref="gd.prop2.units.others")
def other_units(p):
    """Any layers are the units of a residual network: B_k1 = W_k - I, the others are I."""
    first, others = ForAll(k, Eq(B[k][1], W[k] - eye)), ForAll([k, q], Eq(B[k][q], eye))
    p.obtain(layers_given(B, first, others), "B")
    p.witness(B)
    s = p.part(1)
    with s.show(ForAll(j, Eq(B[a][j], eye))) as t:
        t.calc().eq(eye, by=others(a, j))
    with s.show(Eq(B[a][1], W[a] - eye)) as t:
        t.calc().eq(W[a] - eye, by=first(a))
    s.obtain(one_layer.at(depth, r).of({V: B[a], T: W[a] - eye}))
    c = s.calc().eq(eye + chain(B[a], r, 1))
    c.eq(W[a], by=Eq(chain(B[a], r, 1), W[a] - eye))


@theorem(Exists(A, ForAll(a, Eq(H[a], W[a]))), ref="gd.prop2.units.exist")
def any_units(p):
    """The same under the names of the network whose loss is compared with others."""
    p.obtain(other_units, "B")
    p.witness(B)
    p.part(1).calc().eq(eye + chain(B[a], r, 1)).eq(G[a]).eq(W[a], by=ForAll(a, Eq(G[a], W[a]))(a))


@theorem(Ge(f(G), h(M)), given=[invertible(Sxx)], ref="gd.prop2.least")
def least_of_units(p):
    """No residual network has a smaller loss than M."""
    p.calc().ge(h(M), by=least_loss.of({T: chain(G, l, 1)}))


@theorem(Eq(chain(H, l, 1), M), given=[minimal, invertible(Sxx)], ref="gd.prop2.product")
def optimal_units(p):
    """The units of a minimizer have the product M, since those of some network have it."""
    layers = p.obtain(every_product.of({T: M}), "V'")
    B1 = p.obtain(other_units.of({W: layers}), "B'")
    others = units(B1, "G")
    p.obtain(same_product.at(n, l).of({V: others, W: layers}))
    with p.show(Le(f(H), h(M))) as s:
        c = s.calc().le(f(others), by=minimal(B1))
        c.eq(h(chain(layers, l, 1)), by=Eq(chain(others, l, 1), chain(layers, l, 1)))
        c.eq(h(M), by=Eq(chain(layers, l, 1), M))
    p.calc().eq(M, by=only_product.of({T: chain(H, l, 1)}))


product = assume(Eq(chain(H, l, 1), M), name="W_l ... W_1 = M")


@theorem(minimal, given=[product, invertible(Sxx)], ref="gd.prop2.eq05.attained")
def attained(p):
    """Units with the product M have the least loss."""
    p.calc().ge(h(M), by=least_of_units).eq(f(H), by=product)


@theorem(Iff(minimal, form(H, U, M)), given=[*data, eigenvectors], ref="gd.prop2.eq05")
def minimizers(p):
    """A residual network is a global minimizer iff its units have the form (5)."""
    with p.forward() as s:
        s.obtain(optimal_units)
        s.obtain(target_invertible)
        s.witness(s.obtain(factorization.of({W: H, N: M}).forward, "C"))
    with p.backward() as s:
        s.obtain(target_invertible)
        s.obtain(factorization.of({W: H, N: M}).backward)
        s.obtain(attained)


@theorem(
    Exists(A, And(minimal, ForAll(a, Eq(H[a], W[a])))),
    given=[*data, eigenvectors, form(W, U, M)],
    ref="gd.prop2.eq05.every",
)
def every_form_occurs(p):
    """Layers of the form (5) are the units of some global minimizer, for all C_2, ..., C_l."""
    p.obtain(target_invertible)
    p.obtain(factorization.of({N: M}).backward)
    p.obtain(any_units, "A")
    p.obtain(same_product.at(n, l).of({V: H}))
    with p.show(product.statement) as s:
        c = s.calc().eq(chain(W, l, 1), by=Eq(chain(H, l, 1), chain(W, l, 1)))
        c.eq(M, by=Eq(chain(W, l, 1), M))
    p.obtain(attained)
    p.witness(A)


@theorem(
    ForAll(a, invertible(H[a])),
    given=[*data, minimal],
    ref=["gd.prop2.rem-units", "gd.thm2.rem-units"],
)
def units_invertible(p):
    """All units of a global minimizer are of full rank."""
    p.obtain(optimal_units)
    p.obtain(target_invertible)
    p.obtain(layers_invertible.of({W: H, N: M}))
