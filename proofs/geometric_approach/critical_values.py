r"""The critical values, and the strata of critical points (Chitour, Liao, Couillet 2018, 3.1, 3.2).

A subset of the singular values is a diagonal projector J: the values of $J S_Y$ are fitted.
Assumption 1 says that no layer is narrower than $d_y$: there are isometries
$V_j \in \mathbb R^{d_j \times d_y}$, $V_j^\top V_j = I$.
"""

import kernel_basis
import lemma_2
from critical_points import necessary_equations, shorter, shorter_equations
from split_network import S_Y, W11, W12, H, L, M, P, R, W, c, d

from symland.prelude import *

n = d[H + 1]
V = family("V", d, n)
i, j = index("i", 1, H), index("j", 2, H)
m = index("m", 1, H)
J = matrix("J", n, n)
isometries = ForAll(i, Eq(V[i].T @ V[i], identity(n)))
inner_layers = ForAll(j, Eq(W[j], V[j] @ V[j - 1].T))
last_layer = Eq(W[H + 1], J @ V[H].T)
first_layer = Eq(W11, V[1] @ J @ S_Y)
fitted = [inner_layers, last_layer, first_layer, Eq(W12, 0)]
subset = [projector(J), is_diagonal(J)]
value = tr((identity(n) - J) @ S_Y @ S_Y) / 2


@theorem(Eq(P(2, m) @ V[1], V[m]), given=[isometries, inner_layers], ref="geo.crit.strata.product")
def product_of_isometries(p):
    r"""$W_m \cdots W_2 V_1 = V_m$."""
    base, step = p.by_induction(m, 1)
    base.calc().eq(V[1])
    c = step.calc()
    c.eq(W[m + 1] @ (P(2, m) @ V[1]))
    c.eq(V[m + 1] @ V[m].T @ V[m], by=[inner_layers(m + 1), Eq(P(2, m) @ V[1], V[m])])
    c.eq(V[m + 1], by=isometries(m))


commute = assume(Eq(J @ S_Y, S_Y @ J), name="diagonal matrices commute")


@theorem(
    And(shorter, Eq(L, value), Eq(R @ pinv(R), J)),
    given=[isometries, *fitted, *subset, is_diagonal(S_Y), commute],
    ref="geo.crit.strata.point",
)
def fitted_point(p):
    r"""$W_{H+1} = J V_H^\top$, $W_j = V_j V_{j-1}^\top$, $W_{1,1} = V_1 J S_Y$, $W_{1,2} = 0$."""
    product = p.have(Eq(P(2, H) @ V[1], V[H]), by=product_of_isometries.at(m, H))
    whole = p.have(Eq(W[H + 1] @ P(2, H), J @ V[H].T @ P(2, H)), by=last_layer)
    split = p.have(Eq(R, J @ V[H].T @ P(2, H)), by=whole)
    fits = p.have(Eq(R @ V[1], J), by=[split, product, isometries(H)])
    inside = p.have(Eq(J @ R, R), by=[split, *projector(J)])
    residual = p.have(Eq(M, (identity(n) - J) @ S_Y), by=[fits, first_layer, *projector(J)])
    step = p.calc(R.T @ M)
    step.eq((J @ R).T @ (identity(n) - J) @ S_Y, by=[inside, residual])
    step.eq(0, by=projector(J))
    p.calc(R @ W12).eq(0, by=Eq(W12, 0))
    gone = p.have(
        Eq(M @ W11.T, 0), by=[residual, first_layer, commute, *projector(J), *is_diagonal(S_Y)]
    )
    p.part(3).calc().eq(0, by=gone)
    step = p.calc(L)
    step.eq(frob2((identity(n) - J) @ S_Y) / 2 + frob2(R @ W12) / 2, by=residual)
    step.eq(frob2((identity(n) - J) @ S_Y) / 2, by=Eq(W12, 0))
    step.eq(value, by=[commute, *projector(J), *is_diagonal(S_Y)])
    step = p.calc(R @ pinv(R))
    step.eq((J @ R @ pinv(R)).T, by=[inside, *moore_penrose(R)])
    step.eq(R @ pinv(R) @ J, by=[*moore_penrose(R), *projector(J)])
    step.eq(R @ pinv(R) @ R @ V[1], by=fits)
    step.eq(R @ V[1], by=moore_penrose(R))
    step.eq(J, by=fits)


@theorem(
    Eq(J @ S_Y, S_Y @ J),
    given=[is_diagonal(J), is_diagonal(S_Y)],
    ref="geo.lem2.4values.commute",
)
def diagonal_matrices_commute(p):
    """Products of diagonal matrices, entry by entry."""
    one, other = diag(diagonal(J)), diag(diagonal(S_Y))
    step = p.calc()
    step.eq(one @ S_Y, by=is_diagonal(J))
    step.eq(one @ other, by=is_diagonal(S_Y))
    step.eq(other @ one)
    step.eq(other @ J, by=is_diagonal(J))
    step.eq(S_Y @ J, by=is_diagonal(S_Y))


first, none = V[1] @ J @ S_Y, zeros(d[1], c)
positive = positive_diagonal(S_Y)


@theorem(
    Exists([W, W11, W12], And(shorter, Eq(L, value), Eq(R @ pinv(R), J))),
    given=[isometries, *subset, is_diagonal(S_Y)],
    ref="geo.lem2.4values.attained",
)
def every_subset_is_fitted(p):
    """For every subset of the singular values there is a critical point that fits these."""
    p.obtain(diagonal_matrices_commute)
    p.obtain(layers_given(W, inner_layers, last_layer), "W")
    p.obtain(fitted_point.of({W11: first, W12: none}))
    p.witness(W, first, none)


Pi = R @ pinv(R)
rest = identity(n) - Pi
letters = {lemma_2.R: R, lemma_2.W11: W11, lemma_2.S: S_Y}


@theorem(
    [Eq(Pi @ S_Y, S_Y @ Pi), Eq(L, tr(rest @ S_Y @ S_Y) / 2)],
    given=[shorter, positive],
    ref="geo.lem2.4values.projector",
)
def value_at_a_critical_point(p):
    r"""$R W_{1,1} = P S_Y$ with the projector P on the column space of R."""
    p.obtain(shorter_equations.backward)
    p.obtain(necessary_equations.forward, by=positive)
    p.obtain(kernel_basis.the_projector_commutes.of(letters))
    commutes = Eq(Pi @ S_Y, S_Y @ Pi)
    moved = p.have(Eq(pinv(R).T @ R.T @ S_Y, pinv(R).T @ R.T @ R @ W11),
                   by=Eq(R.T @ S_Y, R.T @ R @ W11))  # fmt: skip
    product = p.have(Eq(R @ W11, Pi @ S_Y), by=[moved, *moore_penrose(R)])
    residual = p.have(Eq(M, rest @ S_Y), by=product)
    p.calc().eq(S_Y @ Pi, by=commutes)
    step = p.calc(L)
    step.eq(frob2(rest @ S_Y) / 2 + frob2(R @ W12) / 2, by=residual)
    step.eq(frob2(rest @ S_Y) / 2, by=Eq(R @ W12, 0))
    step.eq(tr(rest @ S_Y @ S_Y) / 2, by=[commutes, *moore_penrose(R), *is_diagonal(S_Y)])


level = scalar("lambda")
U = matrix("U", n, n)
turned = U.T @ Pi @ U
beside = [orthogonal(U), assume(Eq(U.T @ S_Y @ U, S_Y), name="U' S_Y U = S_Y")]


@theorem(
    [
        Eq(turned @ turned, turned),
        Eq(turned.T, turned),
        Eq(tr(rest @ S_Y @ S_Y) / 2, tr((identity(n) - turned) @ S_Y @ S_Y) / 2),
    ],
    given=beside,
    ref="geo.lem2.4values.turned",
)
def projector_in_another_basis(p):
    r"""$U^\top P U$ is a projector, and fits the same value."""
    step = p.calc()
    step.eq(U.T @ Pi @ Pi @ U, by=orthogonal(U))
    step.eq(turned, by=moore_penrose(R))
    step = p.calc()
    step.eq(U.T @ Pi.T @ U)
    step.eq(turned, by=moore_penrose(R))
    same = p.have(Eq(S_Y, U @ S_Y @ U.T), by=beside)
    square_ = p.have(Eq(S_Y @ S_Y, U @ S_Y @ S_Y @ U.T), by=[same, *orthogonal(U)])
    step = p.calc()
    step.eq(tr(rest @ (U @ S_Y @ S_Y @ U.T)) / 2, by=square_)
    step.eq(tr((U.T @ U - turned) @ S_Y @ S_Y) / 2)
    step.eq(tr((identity(n) - turned) @ S_Y @ S_Y) / 2, by=orthogonal(U))


@theorem(
    Implies(
        And(shorter, Eq(L, level)), Exists(J, And(projector(J), is_diagonal(J), Eq(level, value)))
    ),
    given=[positive],
    ref="geo.lem2.4values.subset",
)
def a_critical_value_is_of_a_subset(p):
    r"""P commutes with $S_Y$, so both are diagonal in a basis in which $S_Y$ is the same."""
    p.obtain(value_at_a_critical_point)
    p.obtain(diagonalization_beside(Pi, S_Y), "U", by=moore_penrose(R))
    p.witness(turned)
    p.calc().eq(turned, by=projector_in_another_basis)
    p.calc().eq(turned, by=projector_in_another_basis)
    p.calc().eq(diag(diagonal(turned)), by=is_diagonal(turned))
    step = p.calc()
    step.eq(L, by=Eq(L, level))
    step.eq(tr(rest @ S_Y @ S_Y) / 2, by=value_at_a_critical_point)
    step.eq(tr((identity(n) - turned) @ S_Y @ S_Y) / 2, by=projector_in_another_basis)


critical_level = Exists([W, W11, W12], And(shorter, Eq(L, level)))
level_of_a_subset = Exists(J, And(projector(J), is_diagonal(J), Eq(level, value)))


@theorem(
    Iff(critical_level, level_of_a_subset), given=[isometries, positive], ref="geo.lem2.4values"
)
def critical_values(p):
    r"""The critical values are $\frac12 \sum s_i^2$, the sum over a subset of the singular values.

    The subset is where the diagonal projector $I - J$ has entries 1.
    """
    with p.forward() as q:
        q.obtain(critical_level, "W", "W_11", "W_12")
        K = q.obtain(a_critical_value_is_of_a_subset.forward, "K")
        q.witness(K)
        for goal in (Eq(K @ K, K), Eq(K.T, K), Eq(K, diag(diagonal(K)))):
            q.calc().eq(goal.right, by=goal)
        q.calc().eq(tr((identity(n) - K) @ S_Y @ S_Y) / 2,
                    by=Eq(level, tr((identity(n) - K) @ S_Y @ S_Y) / 2))  # fmt: skip
    with p.backward() as q:
        K = q.obtain(level_of_a_subset, "K")
        known = tr((identity(n) - K) @ S_Y @ S_Y) / 2
        q.obtain(every_subset_is_fitted.of({J: K}), "W", "W_11", "W_12", by=positive)
        q.witness(W, W11, W12)
        q.calc().eq(0, by=shorter.parts[0])
        q.calc().eq(0, by=shorter.parts[1])
        step = q.calc(L)
        step.eq(known, by=Eq(L, known))
        step.eq(level, by=Eq(level, known))


r, q_ = dims("r q")
U1 = matrix("U_1", n, r)
corner = block([[identity(r), 0], [0, zeros(q_, q_)]])


@theorem(
    And(projector(corner), is_diagonal(corner), Eq(tr(corner), as_scalar(r))),
    ref="geo.crit.strata.ranks",
)
def every_rank(p):
    r"""For $r + q$ singular values there is a subset of r of them; r = 0 is J = 0, q = 0 J = I."""


@theorem(
    And(
        Exists(U1, And(Eq(Pi, U1 @ U1.T), Eq(U1.T @ U1, identity(r)), Eq(tr(Pi), r)), [r]),
        Le(tr(Pi), as_scalar(n)),
        Exists([W, W11, W12], And(shorter, Eq(tr(Pi), tr(J)))),
    ),
    given=[isometries, *subset, is_diagonal(S_Y)],
    ref="geo.crit.strata",
)
def strata(p):
    r"""R has one rank r, $0 \le r \le d_y$; for every such r there is a critical point.

    The rank is the trace of the projector on the column space.  J is any diagonal projector, and
    `every_rank` says that its rank may be any r.
    """
    first_ = p.part(1)
    columns = first_.obtain(projector_factor(Pi, r), "U_1", by=moore_penrose(R))
    first_.witness(columns)
    first_.calc().eq(columns @ columns.T, by=Eq(Pi, columns @ columns.T))
    first_.calc().eq(identity(r), by=orthogonal(columns))
    step = first_.calc()
    step.eq(tr(columns.T @ columns), by=Eq(Pi, columns @ columns.T))
    step.eq(r, by=orthogonal(columns))
    step = p.calc(tr(Pi))
    step.eq(as_scalar(n) - frob2(rest), by=moore_penrose(R))
    step.le(as_scalar(n), by=square(rest))
    third = p.part(3)
    layers, W11_, W12_ = third.obtain(every_subset_is_fitted, "B", "B_11", "B_12")
    third.witness(layers, W11_, W12_)
    product = chain(layers, H + 1, 2)
    third.calc().eq(0, by=Eq(product.T @ (S_Y - product @ W11_), 0))
    third.calc().eq(0, by=Eq(product @ W12_, 0))
    third.calc().eq(tr(J), by=Eq(product @ pinv(product), J))
