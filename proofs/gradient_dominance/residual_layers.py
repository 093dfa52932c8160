r"""The layers within the units of a minimal residual network (Zhou and Liang 2017, (4) and (33)).

A unit has $r \ge 2$ layers here, $A_r \cdots A_1 = N$ with $N = W_k - I$.  In (4) and (33) the
paper writes $C_{k2}, \dots, C_{kl}$; there are r layers, so it is $C_{k2}, \dots, C_{kr}$.
"""

from factorizations import N, U, W, d, factorization
from factorizations import l as depth

from symland.prelude import *

r = index("r", 2)
k, i, n, c = index("k", 2, r), index("i", 2, r - 1), index("n", 1, r), index("c", 1, r)
A, C, C1, V = (family(name, d, d) for name in ("A", "C", "C'", "V"))
D, U1, S, Q = (matrix(name, d, d) for name in ("D", "U'", "S", "Q"))
eye = identity(d)
left = orthogonal(U)
every_layer = ForAll(c, invertible(A[c]))


@theorem(invertible(chain(A, n, 1)), given=[every_layer], ref="gd.prop2.step-fullrank.product")
def product_invertible(p):
    """A product of invertible layers is invertible."""
    P, Z = chain(A, n, 1), matrix("Z", d, d)
    base, step = p.by_induction(n, 1)
    base.obtain(every_layer(1))
    base.witness(inv(A[1]))
    has_inverse = Exists(Z, And(Eq(P @ Z, eye), Eq(Z @ P, eye)))
    step.show(has_inverse).witness(inv(P))
    back = step.obtain(has_inverse, "Z'") @ inv(A[n + 1])
    with step.show(Eq(chain(A, n + 1, 1) @ back, eye)) as q:
        c = q.calc().eq(A[n + 1] @ (P @ back.args[0]) @ inv(A[n + 1]), by=every_layer(n + 1))
        c.eq(eye, by=[Eq(P @ back.args[0], eye), every_layer(n + 1)])
    step.obtain(one_sided_inverse(chain(A, n + 1, 1), back), by=every_layer(n + 1))


def invertibles(factors):
    """All of C_2, ..., C_r are invertible."""
    return ForAll(k, invertible(factors[k]))


def plain(factors):
    """(4) for given C_q."""
    between = ForAll(i, Eq(A[i], inv(factors[i + 1]) @ factors[i]))
    first = Eq(A[1], inv(factors[2]) @ U.T @ N)
    return And(invertibles(factors), Eq(A[r], U @ factors[r]), between, first)


turns = [ForAll(k, orthogonal(V[k])), ForAll(k, invertible(V[k])), ForAll(k, commuting(V[k], D))]
turned_last = Eq(A[r], U @ V[r] @ C[r])
turned_between = ForAll(i, Eq(A[i], inv(C[i + 1]) @ inv(V[i + 1]) @ V[i] @ C[i]))
turned_first = Eq(A[1], inv(C[2]) @ inv(V[2]) @ U.T @ N)
turned = And(*turns, invertibles(C), turned_last, turned_between, turned_first)
eq_4, eq_33 = Exists(C, plain(C)), Exists([C, V], turned)


@theorem(Iff(eq_33, eq_4), given=[left], ref="gd.prop2.step-absorb")
def absorbed(p):
    """V_q C_q in the place of C_q; the other way round, V_q = I."""
    with p.forward() as q:
        q.obtain(eq_33, "C", "V")
        both = ForAll(k, Eq(C1[k], V[k] @ C[k]))
        q.obtain(layers_given(C1, both), "C'")
        ours, ones, theirs = turns[1], invertibles(C), invertibles(C1)
        with q.show(theirs) as s:
            back, known = inv(C[k]) @ inv(V[k]), [ours(k), ones(k)]
            with s.show(Eq(C1[k] @ back, eye)) as t:
                t.calc().eq(V[k] @ C[k] @ back, by=[both(k), *known]).eq(eye, by=known)
            s.obtain(one_sided_inverse(C1[k], back), by=known)
        q.witness(C1)
        q.calc(A[r]).eq(U @ C1[r], by=[turned_last, both(r)])
        with q.show(ForAll(i, Eq(A[i], inv(C1[i + 1]) @ C1[i]))) as s:
            c = s.calc()
            c.eq(inv(C1[i + 1]) @ C1[i + 1] @ A[i], by=theirs(i + 1))
            known = [ours(i + 1), ones(i + 1), theirs(i + 1)]
            c.eq(
                inv(C1[i + 1]) @ V[i + 1] @ C[i + 1] @ inv(C[i + 1]) @ inv(V[i + 1]) @ V[i] @ C[i],
                by=[both(i + 1), turned_between(i), *known],
            )
            c.eq(inv(C1[i + 1]) @ C1[i], by=[both(i), *known])
        c, known = q.calc(A[1]), [ours(2), ones(2), theirs(2)]
        c.eq(inv(C1[2]) @ C1[2] @ A[1], by=theirs(2))
        c.eq(
            inv(C1[2]) @ V[2] @ C[2] @ inv(C[2]) @ inv(V[2]) @ U.T @ N,
            by=[both(2), turned_first, *known],
        )
        c.eq(inv(C1[2]) @ U.T @ N, by=known)
    with p.backward() as q:
        q.obtain(eq_4, "C")
        ones, identities = invertibles(C), ForAll(k, Eq(V[k], eye))
        q.obtain(layers_given(V, identities), "V")
        for turn, values in zip(turns, [(), (eye,), ()], strict=True):
            s = q.show(turn)
            s.witness(*values) if values else None
            for goal in s.goals:
                s.calc(goal.left).eq(goal.right, by=identities(k))
        q.witness(C, V)
        q.calc(A[r]).eq(U @ V[r] @ C[r], by=[Eq(A[r], U @ C[r]), identities(r)])
        with q.show(turned_between) as s:
            c = s.calc()
            c.eq(inv(C[i + 1]) @ C[i], by=[plain(C).parts[2](i), ones(i + 1)])
            c.eq(
                inv(C[i + 1]) @ inv(V[i + 1]) @ V[i] @ C[i],
                by=[identities(i), identities(i + 1), turns[1](i + 1), ones(i + 1)],
            )
        c = q.calc(A[1])
        c.eq(inv(C[2]) @ U.T @ N, by=[plain(C).parts[3], ones(2)])
        c.eq(inv(C[2]) @ inv(V[2]) @ U.T @ N, by=[identities(2), turns[1](2), ones(2)])


product = assume(Eq(chain(A, r, 1), N), name="A_r ... A_1 = W_k - I")


@theorem(Iff(product.statement, eq_33), given=[left, invertible(N)], ref="gd.prop2.eq33")
def unit(p):
    """The layers of a unit are those of (33), for some C_q and V_q."""
    inside = factorization.at(depth, r).of({W: A})
    with p.forward() as q:
        q.obtain(inside.forward, "C")
        q.show(eq_4).witness(C)
        found = q.obtain(absorbed.backward, "C'", "V")
        q.witness(*found)
    with p.backward() as q:
        found = q.obtain(absorbed.forward, "C'")
        q.show(eq_4).witness(found)
        q.obtain(inside.backward)


block = And(orthogonal(Q), commuting(Q, D), Eq(U1, U @ Q))


@theorem(
    Iff(eigendecomposition(S, U1, D), Exists(Q, block)),
    given=[eigendecomposition(S, U, D)],
    ref="gd.prop2.step-multiplicity",
)
def other_eigenvectors(p):
    """U Q runs over all orthonormal eigenvectors, as Q over the orthogonal Q with Q D = D Q.

    The entries of such a Q are 0 where the eigenvalues in D differ (`block_diagonal`): Q is block
    diagonal if equal eigenvalues stand together.  In (4) and (33) Q is absorbed by the C_q.
    """
    ours = [Eq(S, U @ D @ U.T), *orthogonal(U)]
    with p.forward() as q:
        theirs = [Eq(S, U1 @ D @ U1.T), *orthogonal(U1)]
        q.witness(U.T @ U1)
        c = q.calc(q.goals[2].left)
        c.eq(U.T @ (U1 @ D @ U1.T) @ U1, by=theirs)
        c.eq(U.T @ (U @ D @ U.T) @ U1, by=[ours[0], theirs[0]])
        c.eq(D @ U.T @ U1, by=ours)
    with p.backward() as q:
        q.obtain(Exists(Q, block), "Q")
        turn = [*orthogonal(Q), *commuting(Q, D), Eq(U1, U @ Q)]
        for goal in q.goals[:3]:
            q.calc(goal.left).eq(goal.right, by=[*ours, *turn])


e, f = vector("e", d), vector("f", d)


@theorem(
    Eq(D @ e, inner(e, D @ e) * e),
    given=[is_diagonal(D), basis_vector(e)],
    ref="gd.prop2.step-multiplicity.vector",
)
def at_a_basis_vector(p):
    """A diagonal matrix times a standard basis vector."""
    c = p.calc().eq(diag(diagonal(D)) @ e, by=is_diagonal(D)).eq(diag(e) @ diagonal(D))
    c.eq(e @ e.T @ diagonal(D), by=basis_vector(e)).eq(tr(D @ diag(e)) * e)
    c.eq(tr(D @ e @ e.T) * e, by=basis_vector(e)).eq(inner(e, D @ e) * e)


gap = inner(e, D @ e) - inner(f, D @ f)


@theorem(
    Eq(gap * (e.T @ Q @ f), 0),
    given=[is_diagonal(D), commuting(Q, D), basis_vector(e), basis_vector(f)],
    ref="gd.prop2.step-multiplicity.blocks",
)
def block_diagonal(p):
    """Entries of a matrix Q with Q D = D Q are 0 where the entries of D differ."""
    at_e, at_f = at_a_basis_vector, at_a_basis_vector.of({e: f})
    row = p.have(Eq(e.T @ D, inner(e, D @ e) * e.T), by=[at_e, *is_diagonal(D)])
    c = p.calc()
    c.eq((inner(e, D @ e) * e.T) @ Q @ f - e.T @ Q @ (inner(f, D @ f) * f))
    c.eq(e.T @ D @ Q @ f - e.T @ Q @ (D @ f), by=[row, at_f])
    c.eq(0, by=commuting(Q, D))
