r"""Lemma 2: what (17) says of a critical point (Chitour, Liao, Couillet 2018, section 3.1).

$R = (\Pi W)_2^{H+1}$, $A = R W_{1,1}$, and $S_Y$ is diagonal with positive entries, which may be
repeated.  All sizes.
"""

from symland.prelude import *

n, k, c = dims("n k c")  # d_y, d_1 and d_x - d_y
R, W11, W12 = matrix("R", n, k), matrix("W_11", k, n), matrix("W_12", k, c)
S = matrix("S_Y", n, n)
A = R @ W11
u = vector("u", n)

eq_1 = assume(Eq(R.T @ S, R.T @ R @ W11), name="(17), first equation")
eq_2 = assume(Eq(R @ W12, 0), name="(17), second equation")
eq_3 = assume(Eq(R @ W11 @ S, R @ W11 @ W11.T @ R.T), name="(17), third equation")
positive = positive_diagonal(S)


@theorem(Implies(Eq(A @ u, 0), Eq(R.T @ S @ u, 0)), given=[eq_1], ref="geo.lem2.s1")
def kernel(p):
    r"""$u \in \ker(R W_{1,1})$ gives $S_Y u \in \ker R^\top$."""
    step = p.calc()
    step.eq(R.T @ R @ W11 @ u, by=eq_1)
    step.eq(0, by=Eq(A @ u, 0))


@theorem(
    Implies(
        Eq(R.T @ S @ u, 0),
        And(Eq(R @ W11 @ S @ S @ u, R @ W11 @ W11.T @ R.T @ S @ u), Eq(R @ W11 @ S @ S @ u, 0)),
    ),
    given=[eq_3],
    ref="geo.lem2.s2",
)
def kernel_of_the_square(p):
    r"""Then $R W_{1,1} S_Y^2 u = R W_{1,1} W_{1,1}^\top R^\top S_Y u = 0$."""
    p.calc().eq(R @ W11 @ W11.T @ R.T @ S @ u, by=eq_3)
    step = p.calc()
    step.eq(R @ W11 @ W11.T @ R.T @ S @ u, by=eq_3)
    step.eq(0, by=Eq(R.T @ S @ u, 0))


@theorem(Eq(A.T @ S, A.T @ A), given=[eq_1], ref="geo.lem2.eq19")
def first_equation_multiplied(p):
    r"""$W_{1,1}^\top$ times the first equation of (17): $(R W_{1,1})^\top S_Y =
    (R W_{1,1})^\top R W_{1,1}$."""
    step = p.calc()
    step.eq(W11.T @ (R.T @ S))
    step.eq(W11.T @ R.T @ R @ W11, by=eq_1)


e, f = vector("e", n), vector("f", n)


@theorem(Eq(S @ e, inner(e, S @ e) * e), given=[is_diagonal(S), basis_vector(e)], ref="geo.lem2.e")
def diagonal_at_a_basis_vector(p):
    """A diagonal matrix times a standard basis vector."""
    step = p.calc()
    step.eq(diag(diagonal(S)) @ e, by=is_diagonal(S))
    step.eq(diag(e) @ diagonal(S))
    step.eq(e @ e.T @ diagonal(S), by=basis_vector(e))
    step.eq(tr(S @ diag(e)) * e)
    step.eq(tr(S @ e @ e.T) * e, by=basis_vector(e))
    step.eq(inner(e, S @ e) * e)


N = A - A.T


@theorem(Eq(N @ S + S @ N, 0), given=[eq_1, eq_3, is_diagonal(S)], ref="geo.lem2.s6.sum")
def antisymmetric_part(p):
    r"""$N = A - A^\top$: $N S = A A^\top - A^\top A$ is symmetric, so $N S = -S N$."""
    right_ = p.have(Eq(A.T @ S, A.T @ A), by=eq_1)
    left_ = p.have(Eq(A @ S, A @ A.T), by=eq_3)
    turned = p.have(Eq(S @ A.T, A @ A.T), by=[eq_3, *is_diagonal(S)])
    other = p.have(Eq(S @ A, A.T @ A), by=[eq_1, *is_diagonal(S)])
    step = p.calc()
    step.eq(A @ S - A.T @ S + S @ A - S @ A.T)
    step.eq(0, by=[right_, left_, turned, other])


@theorem(Eq(A, A.T), given=[eq_1, eq_3, positive], ref="geo.lem2.s6")
def symmetric_product(p):
    r"""$R W_{1,1}$ is symmetric, by (17) and $S_Y > 0$.

    $(s_i + s_j) N_{ij} = 0$ for every pair.  That both have one kernel would not be enough.
    """
    a, b = p.entrywise("e", "f")
    total = inner(a, S @ a) + inner(b, S @ b)
    at_a = p.have(Eq(S @ a, inner(a, S @ a) * a), by=diagonal_at_a_basis_vector)
    at_b = p.have(Eq(S @ b, inner(b, S @ b) * b), by=diagonal_at_a_basis_vector.of({e: b}))
    left_ = p.have(Eq(a.T @ S, inner(a, S @ a) * a.T), by=[at_a, *is_diagonal(S)])
    sum_ = p.have(Eq(N @ S + S @ N, 0), by=antisymmetric_part)
    step = p.calc()
    step.eq(a.T @ A.T @ b + 1 / total * (total * (a.T @ N @ b)), by=positive(a, b))
    parts = (inner(a, S @ a) * a.T) @ N @ b, a.T @ N @ (inner(b, S @ b) * b)
    step.eq(a.T @ A.T @ b + 1 / total * (parts[0] + parts[1]), by=positive(a, b))
    step.eq(a.T @ A.T @ b + 1 / total * (a.T @ S @ N @ b + a.T @ N @ (S @ b)),
            by=[left_, at_b, positive(a, b)])  # fmt: skip
    step.eq(a.T @ A.T @ b + 1 / total * (a.T @ (N @ S + S @ N) @ b), by=positive(a, b))
    step.eq(a.T @ A.T @ b, by=[sum_, positive(a, b)])


symmetric_A = assume(Eq(A, A.T), name="R W_11 is symmetric")
eq_19 = assume(Eq(A.T @ S, A.T @ A), name="(19)")


@theorem(
    [Eq(A.T @ S, A.T @ A), Eq(A.T @ A, S @ A), Eq(S @ A, S @ A.T), Eq(A @ S, S @ A)],
    given=[symmetric_A, eq_19, is_diagonal(S)],
    ref="geo.lem2.s7.commutes",
)
def commutes(p):
    r"""$A^\top S = A^\top A = S A = S A^\top$, so A commutes with $S_Y$."""
    p.calc().eq(A.T @ A, by=eq_19)
    step = p.calc()
    step.eq((A.T @ S).T, by=eq_19)
    step.eq(S @ A, by=is_diagonal(S))
    p.calc().eq(S @ A.T, by=symmetric_A)
    step = p.calc()
    step.eq(A.T @ S, by=symmetric_A)
    step.eq((A.T @ S).T, by=eq_19)
    step.eq(S @ A, by=is_diagonal(S))


B = matrix("B", n, n)


@theorem(is_diagonal(B), given=[distinct_diagonal(S), commuting(B, S)], ref="geo.lem2.s7.corrected")
def diagonal_if_distinct(p):
    r"""With distinct entries of $S_Y$: $(s_i - s_j) B_{ij} = 0$, so B is diagonal."""
    a, b = p.off_diagonal("e", "f")
    gap = inner(a, S @ a) - inner(b, S @ b)
    at_a = p.have(Eq(S @ a, inner(a, S @ a) * a), by=diagonal_at_a_basis_vector)
    at_b = p.have(Eq(S @ b, inner(b, S @ b) * b), by=diagonal_at_a_basis_vector.of({e: b}))
    left_ = p.have(Eq(a.T @ S, inner(a, S @ a) * a.T), by=[at_a, *is_diagonal(S)])
    by = distinct_diagonal(S)(a, b)
    step = p.calc()
    step.eq(1 / gap * (gap * (a.T @ B @ b)), by=by)
    step.eq(1 / gap * ((inner(a, S @ a) * a.T) @ B @ b - a.T @ B @ (inner(b, S @ b) * b)), by=by)
    step.eq(1 / gap * (a.T @ S @ B @ b - a.T @ B @ (S @ b)), by=[left_, at_b, by])
    step.eq(0, by=[*commuting(B, S), by])


twice = assume(Eq(S, 2 * identity(n)), name="S_Y = 2 I, diagonal and positive")
printed = Eq(A, diag(diagonal(A)))
counterexample = {
    "n": 2, "k": 2, "R": [[1, 1], [1, 1]], "W_11": [[1, 0], [0, 1]], "S_Y": [[2, 0], [0, 2]],
}  # fmt: skip
not_always_diagonal = erratum(
    printed,
    given=[twice, eq_1, eq_3],
    corrected=diagonal_if_distinct,
    instance=counterexample,
    ref="geo.lem2.3diag",
    doc="The entries of $S_Y$ may be repeated: only Assumption 3 excludes that.",
)
not_always_diagonal_in_the_proof = erratum(
    printed,
    given=[twice, symmetric_A, eq_19],
    corrected=diagonal_if_distinct,
    instance=counterexample,
    ref="geo.lem2.s7",
    doc="A commutes with $S_Y$; it is diagonal only if the entries of $S_Y$ are distinct.",
)


@theorem(
    Iff(Eq(R.T @ u, 0), Eq(A @ u, 0)),
    given=[eq_1, symmetric_A, positive, assume(Eq(A @ S, S @ A), name="A commutes with S_Y")],
    ref="geo.lem2.s3.kernels",
)
def one_kernel(p):
    r"""$\ker R^\top = \ker(R W_{1,1})$."""
    with p.forward() as q:
        step = q.calc()
        step.eq(A.T @ u, by=symmetric_A)
        step.eq(W11.T @ (R.T @ u))
        step.eq(0, by=Eq(R.T @ u, 0))
    with p.backward() as q:
        moved = q.have(Eq(A @ inv(S), inv(S) @ A), by=[Eq(A @ S, S @ A), *positive])
        first_ = q.have(Eq(R.T, R.T @ A @ inv(S)), by=[eq_1, *positive])
        step = q.calc()
        step.eq(R.T @ A @ inv(S) @ u, by=first_)
        step.eq(R.T @ inv(S) @ (A @ u), by=moved)
        step.eq(0, by=Eq(A @ u, 0))


both_kernels = And(Iff(Eq(R.T @ u, 0), Eq(A @ u, 0)), Iff(Eq(R.T @ u, 0), Eq(A.T @ u, 0)))


@theorem(Iff(Eq(R.T @ u, 0), Eq(A @ u, 0)), given=[eq_1, eq_3, positive], ref="geo.lem2.s3")
def kernels(p):
    r"""$\ker R^\top = \ker(R W_{1,1})$, from (17) and $S_Y > 0$."""
    same = p.have(Eq(A, A.T), by=symmetric_product)
    swapped = p.have(Eq(A @ S, S @ A), by=[same, eq_1, eq_3, *is_diagonal(S)])
    del swapped
    with p.forward() as q:
        q.obtain(one_kernel.forward, by=[same, eq_1, eq_3, *positive])
    with p.backward() as q:
        q.obtain(one_kernel.backward, by=[same, eq_1, eq_3, *positive])


@theorem(Iff(Eq(R.T @ u, 0), Eq(A.T @ u, 0)), given=[eq_1, eq_3, positive], ref="geo.lem2.s5")
def kernel_of_the_transpose(p):
    r"""$\ker R^\top = \ker (R W_{1,1})^\top$."""
    same = p.have(Eq(A, A.T), by=symmetric_product)
    with p.forward() as q:
        step = q.calc()
        step.eq(W11.T @ (R.T @ u))
        step.eq(0, by=Eq(R.T @ u, 0))
    with p.backward() as q:
        zero = q.have(Eq(A @ u, 0), by=[same, Eq(A.T @ u, 0)])
        q.obtain(kernels.backward, by=zero)


@theorem(
    [
        Iff(Eq(R.T @ u, 0), Eq(A @ u, 0)),
        Eq(tr(R @ pinv(R)), tr(A @ pinv(A))),
    ],
    given=[eq_1, eq_3, positive],
    ref="geo.lem2.1",
)
def one_rank(p):
    r"""$\ker R^\top = \ker(R W_{1,1})$ and $r = \mathrm{rank}(R W_{1,1})$.

    The rank is the trace of the projector on the column space; of $S_Y$ it is used that it is
    diagonal and positive.
    """
    same = p.have(Eq(A, A.T), by=symmetric_product)
    within = p.have(Eq(R, A @ inv(S) @ R), by=[same, eq_1, eq_3, *positive])
    one = p.part(1)
    with one.forward() as q:
        q.obtain(kernels.forward)
    with one.backward() as q:
        q.obtain(kernels.backward)
    step = p.calc(tr(R @ pinv(R)))
    step.eq(tr(A @ inv(S) @ R @ pinv(R)), by=within)
    step.eq(tr(A @ pinv(A) @ A @ inv(S) @ R @ pinv(R)), by=moore_penrose(A)[0])
    step.eq(tr(A @ pinv(A) @ R @ pinv(R)), by=within)
    step.eq(tr((A @ pinv(A)).T @ (R @ pinv(R)).T), by=[moore_penrose(A)[2], moore_penrose(R)[2]])
    step.eq(tr(R @ pinv(R) @ R @ W11 @ pinv(A)))
    step.eq(tr(R @ W11 @ pinv(A)), by=moore_penrose(R)[0])
    step.eq(tr(A @ pinv(A)))
