r"""Lemma 1: the set C of critical points (Zhu et al. 2018, (12) and appendix A).

C selects columns $\sqrt{\lambda_j} (p_j, q_j)$ of one fixed singular value decomposition, or zero
columns: $\tilde W_2 = P \Lambda^{1/2} T$ and $\tilde W_1 = T^\top \Lambda^{1/2} Q^\top$, where the
columns of T are different standard basis vectors or zero.  Every point of C is critical.  For
repeated singular values there are critical points outside of C.
"""

from critical_points import (
    R,
    Sig,
    U,
    V,
    critical_points_are_balanced,
    regular,
    stationary,
    svd_X,
)
from regularised_loss import W1, W2, X, Y, d0, d1, d2, f, g, imbalance, mu, residual

from symland.prelude import *

r = dims("r")
P, Q, T = matrix("P", d2, r), matrix("Q", d0, r), matrix("T", r, d1)
Lam, root = matrix("Lambda", r, r), matrix("Lambda_half", r, r)
selected = [
    svd_X, orthogonal(R), orthogonal(P), orthogonal(Q),
    assume(Eq(Y @ V, P @ Lam @ Q.T), name="SVD of Yt"),
    assume(Eq(root @ root, Lam), name="root of Lambda"), assume(Eq(root.T, root), name="symmetric"),
    assume(Eq(T @ T.T @ T, T), name="columns of T are orthonormal or zero"),
    assume(Eq(T @ T.T @ root, root @ T @ T.T), name="T T' and Lambda^(1/2) are diagonal"),
    assume(Eq(W2, P @ root @ T @ R.T), name="W2 is in C"),
    assume(Eq(W1, R @ T.T @ root @ Q.T @ inv(Sig) @ U.T), name="W1 is in C"),
]  # fmt: skip
A = W2.T @ W2
M = W1 @ X @ X.T @ W1.T
E = residual


@theorem(Eq(A - M, 0), given=selected, ref="oss.lem1.converse.balance")
def selected_points_are_balanced(p):
    r"""Both are $R T^\top \Lambda T R^\top$."""
    gram = p.have(Eq(X @ X.T, U @ Sig @ Sig @ U.T), by=svd_X)
    first_ = p.have(Eq(A, R @ T.T @ Lam @ T @ R.T), by=selected)
    layer = p.have(Eq(W1 @ U @ Sig, R @ T.T @ root @ Q.T), by=selected)
    c = p.calc()
    c.eq(R @ T.T @ Lam @ T @ R.T - M, by=first_)
    c.eq(R @ T.T @ Lam @ T @ R.T - W1 @ (U @ Sig @ Sig @ U.T) @ W1.T, by=gram)
    c.eq(R @ T.T @ Lam @ T @ R.T - (W1 @ U @ Sig) @ (W1 @ U @ Sig).T, by=svd_X)
    c.eq(R @ T.T @ Lam @ T @ R.T - (R @ T.T @ root @ Q.T) @ (R @ T.T @ root @ Q.T).T, by=layer)
    c.eq(0, by=[orthogonal(Q), Eq(root @ root, Lam), Eq(root.T, root)])


gap = P @ root @ T @ T.T @ root @ Q.T - P @ Lam @ Q.T


@theorem(Eq(E @ X.T, gap @ Sig @ U.T), given=selected, ref="oss.lem1.converse.residual")
def residual_of_a_selection(p):
    r"""$(W_2 W_1 X - Y) X^\top = (\tilde W_2 \tilde W_1 - \tilde Y) \Sigma U^\top$."""
    layer = p.have(Eq(W1 @ U @ Sig, R @ T.T @ root @ Q.T), by=selected)
    c = p.calc()
    c.eq((W2 @ W1 @ U @ Sig @ V.T - Y) @ (V @ Sig.T @ U.T), by=svd_X)
    c.eq((W2 @ (W1 @ U @ Sig) - Y @ V) @ Sig @ U.T, by=svd_X)
    c.eq((W2 @ R @ T.T @ root @ Q.T - Y @ V) @ Sig @ U.T, by=layer)
    c.eq((P @ root @ T @ R.T @ R @ T.T @ root @ Q.T - P @ Lam @ Q.T) @ Sig @ U.T, by=selected)
    c.eq(gap @ Sig @ U.T, by=orthogonal(R))


@theorem(
    [Eq(T.T @ root @ P.T @ gap, 0), Eq(gap @ Q @ root @ T, 0)],
    given=selected,
    ref="oss.lem1.converse.normal",
)
def selections_solve_the_equations(p):
    r"""(25) for a selection: $T^\top \Lambda (T T^\top - I) \Lambda^{1/2} = 0$."""
    c = p.calc()
    c.eq(T.T @ root @ (root @ T @ T.T @ root - Lam) @ Q.T, by=orthogonal(P))
    c.eq(0, by=selected)
    c = p.calc()
    c.eq(0, by=selected)


@theorem([Eq(grad(g, W1), 0), Eq(grad(g, W2), 0)], given=selected, ref="oss.lem1.converse")
def selected_points_are_critical(p):
    r"""Every point of C is critical, for any selection and any R; also $S = 0$ there."""
    balanced = p.have(Eq(imbalance, 0), by=selected_points_are_balanced)
    moved = p.have(Eq(E @ X.T, gap @ Sig @ U.T), by=residual_of_a_selection)
    left = p.have(Eq(T.T @ root @ P.T @ gap, 0), by=selections_solve_the_equations)
    right = p.have(Eq(gap @ Q @ root @ T, 0), by=selections_solve_the_equations)
    layer = p.have(Eq(U.T @ W1.T, inv(Sig).T @ Q @ root @ T @ R.T), by=selected)
    c = p.calc()
    c.eq(W2.T @ E @ X.T, by=balanced)
    c.eq(W2.T @ (gap @ Sig @ U.T), by=moved)
    c.eq(R @ T.T @ root @ P.T @ gap @ Sig @ U.T, by=selected)
    c.eq(0, by=left)
    c = p.calc()
    c.eq(E @ X.T @ W1.T, by=balanced)
    c.eq(gap @ Sig @ (U.T @ W1.T), by=moved)
    c.eq(gap @ Sig @ inv(Sig).T @ Q @ root @ T @ R.T, by=layer)
    c.eq(gap @ Q @ root @ T @ R.T, by=svd_X)
    c.eq(0, by=right)


tilde = W1 @ U @ Sig


@theorem(
    [
        Eq(g, frob2(W2 @ W1 @ X - Y) / 2),
        Eq(g, frob2(P @ root @ T @ T.T @ root @ Q.T @ inv(Sig) @ U.T @ X - Y) / 2),
        Eq(g, frob2(W2 @ tilde - Y @ V) / 2 + (frob2(Y) - frob2(Y @ V)) / 2),
    ],
    given=selected,
    ref="oss.lem1.objective.corrected",
)
def value_of_a_selection(p):
    r"""$g = \frac12 \|\tilde W_2 \tilde W_1 - Y V\|^2 + \frac12 (\|Y\|^2 - \|Y V\|^2)$ on C."""
    balanced = p.have(Eq(imbalance, 0), by=selected_points_are_balanced)
    loss = p.have(Eq(g, f), by=balanced)
    factors = P @ root @ T @ T.T @ root @ Q.T @ inv(Sig) @ U.T
    whole = p.have(Eq(W2 @ W1, factors), by=[*selected[-2:], orthogonal(R)])
    p.calc().eq(f, by=loss).eq(frob2(W2 @ W1 @ X - Y) / 2)
    p.calc().eq(f, by=loss).eq(frob2(factors @ X - Y) / 2, by=whole)
    c = p.calc()
    c.eq(f, by=loss)
    c.eq(frob2(W2 @ tilde @ V.T - Y) / 2, by=svd_X)
    c.eq(
        tr((W2 @ tilde).T @ W2 @ tilde @ (V.T @ V)) / 2 - tr((W2 @ tilde).T @ Y @ V) + frob2(Y) / 2
    )
    c.eq(
        tr((W2 @ tilde).T @ W2 @ tilde) / 2 - tr((W2 @ tilde).T @ Y @ V) + frob2(Y) / 2,
        by=orthogonal(V),
    )
    c.eq(frob2(W2 @ tilde - Y @ V) / 2 + (frob2(Y) - frob2(Y @ V)) / 2)


pairs = And(
    Eq(A, tilde @ tilde.T),
    Eq(W2.T @ (W2 @ tilde - Y @ V), 0),
    Eq((W2 @ tilde - Y @ V) @ tilde.T, 0),
)


@theorem(
    Iff(And(Eq(grad(g, W1), 0), Eq(grad(g, W2), 0)), pairs),
    given=[svd_X, regular],
    ref=["oss.lem1.corrected", "oss.lem1.step8.corrected"],
)
def critical_points_are_singular_pairs(p):
    r"""Z is critical iff $\tilde Z$ is balanced and $\tilde Y^\top \tilde W_2 = \tilde W_1^\top D$,
    $\tilde Y \tilde W_1^\top = \tilde W_2 D$ with $D = \tilde W_2^\top \tilde W_2$.

    R only turns this D into a diagonal matrix; then each pair of columns belongs to the singular
    value $\|\phi\|^2$ ((27), (28)).  It need not be one of the pairs of a fixed decomposition.
    """
    gram = Eq(X @ X.T, U @ Sig @ Sig @ U.T)
    with p.forward() as q:
        known = q.have(gram, by=svd_X)
        same = q.have(Eq(A, M), by=critical_points_are_balanced)
        first_ = q.have(Eq(W2.T @ E @ X.T, 0), by=[stationary, same])
        second_ = q.have(Eq(E @ X.T @ W1.T, 0), by=[stationary, same])
        basis = q.have(Eq((W2 @ tilde - Y @ V) @ Sig @ U.T, E @ X.T), by=svd_X)
        c = q.calc()
        c.eq(M, by=same)
        c.eq(W1 @ (U @ Sig @ Sig @ U.T) @ W1.T, by=known)
        c.eq(tilde @ tilde.T, by=svd_X)
        c = q.calc()
        c.eq(W2.T @ ((W2 @ tilde - Y @ V) @ Sig @ U.T) @ U @ inv(Sig), by=svd_X)
        c.eq(W2.T @ (E @ X.T) @ U @ inv(Sig), by=basis)
        c.eq(0, by=first_)
        c = q.calc()
        c.eq(((W2 @ tilde - Y @ V) @ Sig @ U.T) @ W1.T, by=svd_X)
        c.eq(E @ X.T @ W1.T, by=basis)
        c.eq(0, by=second_)
    with p.backward() as q:
        known = q.have(gram, by=svd_X)
        inner_ = q.have(Eq(M, tilde @ tilde.T), by=[known, svd_X])
        balanced = q.have(Eq(imbalance, 0), by=[inner_, pairs.parts[0]])
        basis = q.have(Eq((W2 @ tilde - Y @ V) @ Sig @ U.T, E @ X.T), by=svd_X)
        c = q.calc()
        c.eq(W2.T @ (E @ X.T), by=balanced)
        c.eq(W2.T @ (W2 @ tilde - Y @ V) @ Sig @ U.T, by=basis)
        c.eq(0, by=pairs.parts[1])
        c = q.calc()
        c.eq((E @ X.T) @ W1.T, by=balanced)
        c.eq((W2 @ tilde - Y @ V) @ Sig @ U.T @ W1.T, by=basis)
        c.eq((W2 @ tilde - Y @ V) @ tilde.T, by=svd_X)
        c.eq(0, by=pairs.parts[2])


T2, T1, square_Y = matrix("Wt_2", d2, d1), matrix("Wt_1", d1, d2), matrix("Yt", d2, d2)
not_always_selected = erratum(
    Eq(T2 @ T2.T, diag(diagonal(T2 @ T2.T))),
    given=[
        assume(Eq(T1, T2.T), name="psi = phi"),
        assume(Eq(square_Y, frob2(T2) * identity(d2)), name="Yt = lambda I, p_j = q_j = e_j"),
        assume(Eq(T2.T @ (T2 @ T1 - square_Y), 0), name="(25), first equation"),
        assume(Eq((T2 @ T1 - square_Y) @ T1.T, 0), name="(25), second equation"),
        assume(Eq(T1 @ T1.T, T2.T @ T2), name="(23)"),
    ],
    corrected=critical_points_are_singular_pairs,
    ref="oss.lem1.step8",
    doc=r"""If the columns of $\tilde W_2$ are orthogonal, and among $\pm \sqrt{\lambda} e_j$ and 0,
    then $\tilde W_2 \tilde W_2^\top$ is diagonal: this consequence is refuted.""",
)
V2, V1 = matrix("W_2", d2, d1), matrix("W_1", d1, d2)
whitened = frob2(V2 @ V1 - square_Y) / 2 + mu / 4 * frob2(V2.T @ V2 - V1 @ V1.T)
critical_points_outside = erratum(
    Eq(V2 @ V2.T, diag(diagonal(V2 @ V2.T))),
    given=[
        assume(Eq(V1, V2.T), name="balanced"),
        assume(Eq(square_Y, frob2(V2) * identity(d2)), name="Yt = lambda I, p_j = q_j = e_j"),
        assume(Eq(grad(whitened, V1), 0), name="critical in W_1"),
        assume(Eq(grad(whitened, V2), 0), name="critical in W_2"),
        assume(Gt(mu, 0), name="mu > 0"),
    ],
    corrected=critical_points_are_singular_pairs,
    ref="oss.lem1",
    doc=r"""For $X = I$, $Y = \lambda I$ and $p_j = q_j = e_j$: in C, $W_2 W_2^\top$ is diagonal.
    Refuted is this consequence of the printed lemma: the instance is critical, and not in C.""",
)
objective_as_printed = erratum(
    Eq(g, frob2(W2 @ tilde - Y @ V) / 2 + frob2(Y) - frob2(Y @ V)),
    given=selected,
    corrected=value_of_a_selection,
    ref="oss.lem1.objective",
    doc="The constant lacks the factor 1/2, as in the proof of Theorem 2(i).",
)
