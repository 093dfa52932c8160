r"""Full-rank minimizers of the linear residual network (Zhou and Liang 2017, Proposition 2, (4)).

Printed is that (4) and (5), for arbitrary invertible C, give the full-rank minimizers.  They give
minimizers; full rank they have only where all $W_k - I$ are of full rank, which the paper does not
ask for.
"""

import factorizations
import residual_layers
from factorizations import N, W, factorization, form, l, layers_invertible
from minimizers import M, d, data
from residual_layers import n as layer
from residual_layers import product_invertible
from residual_minimizers import A, minimal_with, minimizers, units
from residual_minimizers import r as some

from symland.prelude import *

r = index("r", 2)
t, c, k, i = index("t", 1, l), index("c", 1, r), index("k", 2, r), index("i", 2, r - 1)
a = index("a", 1, r)
U, C, U_hat = family("U", d), family("C", d), matrix("U_hat", d, d)
H, minimal, eye = units(A, "H", r), minimal_with(r), identity(d)
full_rank = ForAll([t, c], invertible(A[t][c]))
inner = ForAll(t, invertible(H[t] - eye))
rotations = ForAll(t, orthogonal(U[t]))


@theorem(inner, given=[full_rank], ref="gd.prop2.step-fullrank")
def inner_parts_invertible(p):
    """W_k - I = A_kr ... A_k1 is a product of invertible matrices."""
    with p.show(ForAll(c, invertible(A[t][c]))) as q:
        q.obtain(full_rank(t, c))
        q.witness(inv(A[t][c]))
    P = chain(A[t], r, 1)
    p.obtain(product_invertible.at(layer, r).of({residual_layers.A: A[t]}))
    p.witness(inv(P))
    for goal in p.goals:
        first = (H[t] - eye) @ inv(P) == goal.left
        p.calc(goal.left).eq(P @ inv(P) if first else inv(P) @ P).eq(eye, by=invertible(P))


@theorem(full_rank, given=[inner], ref="gd.thm2.rem-fullrank-iff.layers")
def layers_of_invertible_parts(p):
    """If a product of square layers is invertible, each of them is."""
    p.obtain(inner(t))
    p.show(Eq(chain(A[t], r, 1), H[t] - eye))
    p.obtain(layers_invertible.at(l, r).of({W: A[t], N: H[t] - eye}))
    p.obtain(ForAll(a, invertible(A[t][a]))(c))
    p.witness(inv(A[t][c]))


@theorem(Iff(full_rank, inner), ref="gd.thm2.rem-fullrank-iff")
def full_rank_iff(p):
    """All layers are of full rank if and only if all W_k - I are, minimal or not."""
    p.forward().obtain(inner_parts_invertible)
    p.backward().obtain(layers_of_invertible_parts)


def layers_of(unit):
    """(4) for one unit."""
    member, turn = A[unit], U[unit]
    between = ForAll(i, Eq(member[i], inv(C[i + 1]) @ C[i]))
    first = Eq(member[1], inv(C[2]) @ turn.T @ (H[unit] - eye))
    invertibles = ForAll(k, invertible(C[k]))
    return Exists(C, And(invertibles, Eq(member[r], turn @ C[r]), between, first))


eq_5 = form(H, U_hat, M)
eq_4 = ForAll(t, layers_of(t))


@theorem(
    Iff(And(minimal, full_rank), And(eq_5, inner, eq_4)),
    given=[*data, orthogonal(U_hat), rotations],
    ref="gd.prop2.eq04.corrected",
)
def full_rank_minimizers(p):
    """The full-rank minimizers have the form (4), (5), and all W_k - I are invertible."""
    known = minimizers.at(some, r).of({factorizations.U: U_hat})
    with p.forward() as q:
        q.obtain(inner_parts_invertible)
        with q.show(eq_4) as s:
            s.obtain(rotations(t))
            s.obtain(inner(t))
            s.show(Eq(chain(A[t], r, 1), H[t] - eye))
            inside = factorization.at(l, r).of({W: A[t], factorizations.U: U[t], N: H[t] - eye})
            s.witness(s.obtain(inside.forward, "C"))
        q.witness(q.obtain(known.forward, "C"))
    with p.backward() as q:
        q.obtain(known.backward)
        q.obtain(layers_of_invertible_parts)


X, Y = matrix("X", d, d), matrix("Y", d, d)
C_hat, C_2 = matrix("C_hat", d, d), matrix("C", d, d)
turn = matrix("U_2", d, d)
second_unit = U_hat @ C_hat
parameters = [orthogonal(U_hat), orthogonal(turn), invertible(C_hat), invertible(C_2)]

full_rank_as_printed = erratum(
    Gt(det(inv(C_2) @ turn.T @ (second_unit - eye)) ** 2, 0),
    given=parameters,
    corrected=full_rank_minimizers,
    ref="gd.prop2.eq04",
    doc="l = r = 2: A_21 of (4) for the last unit of (5) has no full rank where that unit is I.",
)


@theorem(Eq(Y @ X.T @ inv(X @ X.T) @ X, Y), given=[invertible(X @ X.T)], ref="gd.prop2.fit")
def fits(p):
    """M X = Y for a square X."""
    p.obtain(one_sided_inverse(X, X.T @ inv(X @ X.T)), by=invertible(X @ X.T))
    p.calc().eq(Y, by=Eq(X.T @ inv(X @ X.T) @ X, eye))


@theorem(
    Eq(frob2((U_hat @ C_hat) @ (inv(C_hat) @ U_hat.T @ (X @ Y.T).T @ inv(X @ X.T)) @ X - Y), 0),
    given=[invertible(X @ X.T), orthogonal(U_hat), invertible(C_hat)],
    ref="gd.prop2.eq32.corrected",
)
def zero_loss(p):
    r"""With $\Sigma_{XY}^\top$, as in (5), the loss of the two units is 0."""
    p.obtain(fits)
    c = p.calc()
    known = [*orthogonal(U_hat), invertible(C_hat), invertible(X @ X.T)]
    c.eq(frob2(Y @ X.T @ inv(X @ X.T) @ X - Y), by=known)
    c.eq(frob2(Y - Y), by=Eq(Y @ X.T @ inv(X @ X.T) @ X, Y)).eq(0)


transpose_left_out = erratum(
    Eq(frob2((U_hat @ C_hat) @ (inv(C_hat) @ U_hat.T @ (X @ Y.T) @ inv(X @ X.T)) @ X - Y), 0),
    given=[invertible(X @ X.T), invertible(X @ Y.T), orthogonal(U_hat), invertible(C_hat)],
    corrected=zero_loss,
    ref="gd.prop2.eq32",
    doc="l = 2: (32) prints Sigma_XY for its transpose; the loss of these layers is not 0.",
)
