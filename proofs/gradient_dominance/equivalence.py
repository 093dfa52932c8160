r"""Equivalent layers (Zhou and Liang 2017, section 2.1).

Layers are equivalent if $V_l = W_l D_l$, $V_i = D_{i+1}^{-1} W_i D_i$ and $V_1 = D_2^{-1} W_1$ for
some invertible $D_2, \dots, D_l$: that is an equivalence relation.
"""

from factorizations import W, all_invertible, d, i, k, l

from symland.prelude import *

D, E, F, V, S = (family(name, d) for name in ("D", "E", "F", "V", "S"))
eye = identity(d)


def changes(layers, others, factors):
    """How the others come from the layers."""
    between = ForAll(i, Eq(others[i], inv(factors[i + 1]) @ layers[i] @ factors[i]))
    last, first = Eq(others[l], layers[l] @ factors[l]), Eq(others[1], inv(factors[2]) @ layers[1])
    return all_invertible(factors), last, between, first


def equivalent(layers, others):
    """There are such factors."""
    return Exists(D, And(*changes(layers, others, D)))


@theorem(equivalent(W, W), ref="gd.def.equiv.reflexive")
def reflexive(p):
    """D_k = I."""
    ones = ForAll(k, Eq(D[k], eye))
    p.obtain(layers_given(D, ones), "D")
    with p.show(all_invertible(D)) as q:
        q.witness(eye)
        for goal in q.goals:
            q.calc(goal.left).eq(eye, by=ones(k))
    units, _, between, _ = changes(W, W, D)
    p.witness(D)
    p.calc(W[l]).eq(W[l] @ D[l], by=ones(l))
    with p.show(between) as q:
        c = q.calc().eq(inv(D[i + 1]) @ D[i + 1] @ W[i], by=units(i + 1))
        c.eq(inv(D[i + 1]) @ W[i] @ D[i], by=[ones(i), ones(i + 1), units(i + 1)])
    c = p.calc(W[1]).eq(inv(D[2]) @ D[2] @ W[1], by=units(2))
    c.eq(inv(D[2]) @ W[1], by=[ones(2), units(2)])


@theorem(Implies(equivalent(W, V), equivalent(V, W)), ref="gd.def.equiv.symmetric")
def symmetric_relation(p):
    """E_k = D_k^-1."""
    p.obtain(equivalent(W, V), "D")
    units, last, between, first = changes(W, V, D)
    back = ForAll(k, Eq(E[k], inv(D[k])))
    p.obtain(layers_given(E, back), "E", by=units(k))
    with p.show(all_invertible(E)) as q:
        q.witness(D[k])
        for goal in q.goals:
            q.calc(goal.left).eq(eye, by=[back(k), units(k)])
    theirs = all_invertible(E)
    p.witness(E)
    c = p.calc(W[l]).eq(W[l] @ D[l] @ inv(D[l]), by=units(l))
    c.eq(V[l] @ E[l], by=[last, back(l), units(l)])
    with p.show(changes(V, W, E)[2]) as q:
        known = [units(i), units(i + 1), theirs(i + 1)]
        c = q.calc().eq(inv(E[i + 1]) @ E[i + 1] @ W[i] @ D[i] @ inv(D[i]), by=known)
        c.eq(inv(E[i + 1]) @ inv(D[i + 1]) @ W[i] @ D[i] @ inv(D[i]), by=[back(i + 1), *known])
        c.eq(inv(E[i + 1]) @ V[i] @ E[i], by=[between(i), back(i), *known])
    c = p.calc(W[1]).eq(inv(E[2]) @ E[2] @ W[1], by=theirs(2))
    c.eq(inv(E[2]) @ V[1], by=[first, back(2), units(2), theirs(2)])


both = And(equivalent(W, V), equivalent(V, S))


@theorem(Implies(both, equivalent(W, S)), ref="gd.def.equiv.transitive")
def transitive(p):
    """F_k = D_k E_k."""
    p.obtain(equivalent(W, V), "D")
    p.obtain(equivalent(V, S), "E")
    ones, last, between, first = changes(W, V, D)
    twos, last_2, between_2, first_2 = changes(V, S, E)
    products = ForAll(k, Eq(F[k], D[k] @ E[k]))
    p.obtain(layers_given(F, products), "F")
    theirs = all_invertible(F)
    with p.show(theirs) as q:
        known, back = [ones(k), twos(k)], inv(E[k]) @ inv(D[k])
        with q.show(Eq(F[k] @ back, eye)) as s:
            s.calc().eq(D[k] @ E[k] @ back, by=[products(k), *known]).eq(eye, by=known)
        q.obtain(one_sided_inverse(F[k], back), by=known)
    p.witness(F)
    p.calc(S[l]).eq(V[l] @ E[l], by=last_2).eq(W[l] @ F[l], by=[last, products(l)])
    with p.show(changes(W, S, F)[2]) as q:
        known = [ones(i + 1), twos(i + 1), theirs(i + 1)]
        c = q.calc().eq(inv(F[i + 1]) @ F[i + 1] @ S[i], by=theirs(i + 1))
        c.eq(
            inv(F[i + 1]) @ D[i + 1] @ E[i + 1] @ inv(E[i + 1]) @ V[i] @ E[i],
            by=[products(i + 1), between_2(i), *known],
        )
        c.eq(inv(F[i + 1]) @ D[i + 1] @ V[i] @ E[i], by=known)
        c.eq(inv(F[i + 1]) @ D[i + 1] @ inv(D[i + 1]) @ W[i] @ D[i] @ E[i],
             by=[between(i), *known])  # fmt: skip
        c.eq(inv(F[i + 1]) @ W[i] @ F[i], by=[products(i), *known])
    known = [ones(2), twos(2), theirs(2)]
    c = p.calc(S[1]).eq(inv(F[2]) @ F[2] @ S[1], by=theirs(2))
    c.eq(inv(F[2]) @ D[2] @ E[2] @ inv(E[2]) @ V[1], by=[products(2), first_2, *known])
    c.eq(inv(F[2]) @ D[2] @ inv(D[2]) @ W[1], by=[first, *known])
    c.eq(inv(F[2]) @ W[1], by=known)


laws = [
    equivalent(W, W),
    Implies(equivalent(W, V), equivalent(V, W)),
    Implies(both, equivalent(W, S)),
]


@theorem(laws, ref="gd.def.equiv")
def equivalence_relation(p):
    """Being equivalent is reflexive, symmetric and transitive."""
    with p.show(laws[0]) as q:
        q.witness(q.obtain(reflexive, "D"))
    p.obtain(symmetric_relation)
    p.obtain(transitive)
