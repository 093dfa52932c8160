r"""Lemma 1, second half: columns are singular pairs (Zhu et al. 2018, appendix A).

$\phi = \tilde W_2 e$ and $\psi = \tilde W_1^\top e$ are a column of $\tilde W_2$ and a row of
$\tilde W_1$, selected by a standard basis vector e.
"""

from regularised_loss import d0, d1, d2

from symland.prelude import *

T2, T1, Yt = matrix("Wt_2", d2, d1), matrix("Wt_1", d1, d0), matrix("Yt", d2, d0)
e = vector("e", d1)
phi, psi = T2 @ e, T1.T @ e
D = T2.T @ T2
line_1 = assume(Eq(T2.T @ (T2 @ T1 - Yt), 0), name="(25), first equation")
line_2 = assume(Eq((T2 @ T1 - Yt) @ T1.T, 0), name="(25), second equation")
same_gram = assume(Eq(T1 @ T1.T, D), name="(23)")
unit = basis_vector(e)
setting = [line_1, line_2, same_gram, is_diagonal(D), unit]


@theorem(Eq(frob2(phi), frob2(psi)), given=[same_gram], ref="oss.eq26.squares")
def same_squares(p):
    r"""$\|\phi\|^2 = e^\top \tilde W_2^\top \tilde W_2 e = e^\top \tilde W_1 \tilde W_1^\top e$."""
    c = p.calc()
    c.eq(tr(e.T @ D @ e))
    c.eq(tr(e.T @ T1 @ T1.T @ e), by=same_gram)
    c.eq(frob2(psi))


@theorem(Eq(norm(phi), norm(psi)), given=[same_gram], ref="oss.eq26")
def same_norms(p):
    r"""$\|\phi\|_2 = \|\psi\|_2$, the roots of equal squares."""
    c = p.calc()
    c.eq(sqrt(frob2(phi)))
    c.eq(sqrt(frob2(psi)), by=same_squares)
    c.eq(norm(psi))


@theorem(Eq(D @ e, frob2(phi) * e), given=[is_diagonal(D), unit], ref="oss.eq27.diagonal")
def diagonal_at_a_basis_vector(p):
    r"""A diagonal matrix times a standard basis vector: $D e = (e^\top D e) e$."""
    c = p.calc()
    c.eq(diag(diagonal(D)) @ e, by=is_diagonal(D))
    c.eq(diag(e) @ diagonal(D))
    c.eq(e @ e.T @ diagonal(D), by=unit)
    c.eq(tr(D @ diag(e)) * e)
    c.eq(tr(D @ e @ e.T) * e, by=unit)
    c.eq(frob2(phi) * e)


@theorem(Eq(Yt.T @ phi, frob2(phi) * psi), given=[line_1, is_diagonal(D), unit], ref="oss.eq27")
def left_pair(p):
    r"""$\tilde Y^\top \phi = \|\phi\|_2^2 \psi$."""
    moved = p.have(Eq(T2.T @ Yt, D @ T1), by=line_1)
    c = p.calc()
    c.eq((T2.T @ Yt).T @ e)
    c.eq((D @ T1).T @ e, by=moved)
    c.eq(T1.T @ (D @ e))
    c.eq(T1.T @ (frob2(phi) * e), by=diagonal_at_a_basis_vector)
    c.eq(frob2(phi) * psi)


@theorem(Eq(Yt @ psi, frob2(psi) * phi), given=setting[1:], ref="oss.eq28")
def right_pair(p):
    r"""$\tilde Y \psi = \|\psi\|_2^2 \phi$."""
    moved = p.have(Eq(Yt @ T1.T, T2 @ T1 @ T1.T), by=line_2)
    c = p.calc()
    c.eq(T2 @ T1 @ T1.T @ e, by=moved)
    c.eq(T2 @ (D @ e), by=same_gram)
    c.eq(T2 @ (frob2(phi) * e), by=diagonal_at_a_basis_vector)
    c.eq(frob2(phi) * phi)
    c.eq(frob2(psi) * phi, by=same_squares)


@theorem(Eq(Yt @ Yt.T @ phi, frob2(phi) ** 2 * phi), given=setting, ref="oss.eq29")
def left_singular_vector(p):
    r"""$\tilde Y \tilde Y^\top \phi = \|\phi\|_2^4 \phi$."""
    c = p.calc()
    c.eq(Yt @ (frob2(phi) * psi), by=left_pair)
    c.eq(frob2(phi) * (Yt @ psi))
    c.eq(frob2(phi) * (frob2(psi) * phi), by=right_pair)
    c.eq(frob2(phi) * (frob2(phi) * phi), by=same_squares)
    c.eq(frob2(phi) ** 2 * phi)


@theorem(Eq(Yt.T @ Yt @ psi, frob2(psi) ** 2 * psi), given=setting, ref="oss.eq30")
def right_singular_vector(p):
    r"""$\tilde Y^\top \tilde Y \psi = \|\psi\|_2^4 \psi$."""
    c = p.calc()
    c.eq(Yt.T @ (frob2(psi) * phi), by=right_pair)
    c.eq(frob2(psi) * (Yt.T @ phi))
    c.eq(frob2(psi) * (frob2(phi) * psi), by=left_pair)
    c.eq(frob2(psi) * (frob2(psi) * psi), by=same_squares)
    c.eq(frob2(psi) ** 2 * psi)


v, u, q = vector("v", d2), vector("p", d2), vector("q", d0)
lam, a = scalar("lambda"), scalar("a")
singular = assume(Eq(Yt @ Yt.T @ v, frob2(v) ** 2 * v), name="(29)")
eigenvector = assume(Eq(Yt @ Yt.T @ u, lam**2 * u), name="p belongs to lambda")


@theorem(
    Eq(u.T @ v, 0),
    given=[singular, eigenvector, nonzero(lam**2 - frob2(v) ** 2)],
    ref="oss.lem1.step5.corrected",
)
def within_an_eigenspace(p):
    r"""$\phi$ is orthogonal to every $p$ that belongs to another singular value than $\|\phi\|^2$.

    So $\phi$ lies in the span of the $p_j$ with $\lambda_j = \|\phi\|^2$; it need not be one of
    them if there are several.
    """
    gap = lam**2 - frob2(v) ** 2
    c = p.calc()
    c.eq(1 / gap * (gap * (u.T @ v)), by=nonzero(gap))
    c.eq(1 / gap * ((lam**2 * u).T @ v - u.T @ (frob2(v) ** 2 * v)))
    c.eq(1 / gap * ((Yt @ Yt.T @ u).T @ v - u.T @ (frob2(v) ** 2 * v)), by=eigenvector)
    c.eq(1 / gap * (u.T @ Yt @ Yt.T @ v - u.T @ (Yt @ Yt.T @ v)), by=singular)
    c.eq(0)


square_Y = matrix("Yt", d2, d2)
multiple = assume(Eq(square_Y, frob2(v) * identity(d2)), name="Yt = |phi|^2 I, p_j = q_j = e_j")
not_always_one_of_the_chosen = erratum(
    Eq(v @ v.T, diag(hadamard(v, v))),
    given=[multiple, assume(Eq(square_Y @ square_Y.T @ v, frob2(v) ** 2 * v), name="(29)")],
    corrected=within_an_eigenspace,
    ref="oss.lem1.step5",
    doc=r"If $\phi = 0$ or $\phi = a e_j$, then $\phi \phi^\top$ is diagonal.",
)


@theorem(
    [Eq(lam**2, a**4), Eq(frob2(v), a**2)],
    given=[singular, eigenvector, assume(Eq(v, a * u), name="phi = a p"),
           assume(Eq(frob2(u), 1), name="|p| = 1"), nonzero(a)],
    ref="oss.lem1.step6",
)  # fmt: skip
def length_of_a_multiple(p):
    r"""$\lambda_j^2 = a^4$, hence $\phi = \pm \sqrt{\lambda_j} p_j$."""
    multiple_, unit_ = Eq(v, a * u), Eq(frob2(u), 1)
    size = p.have(Eq(frob2(v), a**2 * frob2(u)), by=multiple_)
    length = p.have(Eq(a**2 * frob2(u), a**2), by=unit_)
    equal_ = p.have(Eq(lam**2 * (a * u), frob2(v) ** 2 * (a * u)), by=both_sides)
    c = p.calc()
    c.eq(lam**2 * frob2(u), by=unit_)
    c.eq(1 / a * inner(u, lam**2 * (a * u)), by=nonzero(a))
    c.eq(1 / a * inner(u, frob2(v) ** 2 * (a * u)), by=equal_)
    c.eq(frob2(v) ** 2 * frob2(u))
    c.eq(frob2(v) ** 2, by=unit_)
    c.eq((a**2 * frob2(u)) ** 2, by=size)
    c.eq((a**2) ** 2, by=length)
    c.eq(a**4)
    d = p.calc()
    d.eq(a**2 * frob2(u), by=multiple_)
    d.eq(a**2, by=unit_)


@theorem(
    Eq(lam**2 * (a * u), frob2(v) ** 2 * (a * u)),
    given=[singular, eigenvector, assume(Eq(v, a * u), name="phi = a p")],
    ref="oss.lem1.step6.both",
)
def both_sides(p):
    """(29) and the eigenvector equation, compared."""
    multiple_ = Eq(v, a * u)
    c = p.calc()
    c.eq(a * (lam**2 * u))
    c.eq(a * (Yt @ Yt.T @ u), by=eigenvector)
    c.eq(Yt @ Yt.T @ (a * u))
    c.eq(Yt @ Yt.T @ v, by=multiple_)
    c.eq(frob2(v) ** 2 * v, by=singular)
    c.eq(frob2(v) ** 2 * (a * u), by=multiple_)


w = vector("w", d0)


@theorem(
    [
        Implies(And(Eq(frob2(v), frob2(w)), Eq(v, 0)), Eq(w, 0)),
        Implies(
            And(
                Eq(Yt.T @ v, frob2(v) * w), Eq(v, a * u), Eq(Yt.T @ u, a**2 * q),
                Eq(frob2(u), 1), nonzero(a),
            ),
            Eq(w, a * q),
        ),
    ],
    ref="oss.lem1.step7",
)  # fmt: skip
def the_other_vector(p):
    r"""$\phi = 0$ gives $\psi = 0$; $\phi = a p$ gives $\psi = a q$.

    Here $a = \pm \sqrt{\lambda}$, the same sign for both, and $\lambda = a^2$.
    """
    with p.part(1) as z:
        z.obtain(vanishing(w), by=no_length)
    with p.part(2) as z:
        hypothesis = Eq(v, a * u)
        size = z.have(Eq(frob2(v), a**2 * frob2(u)), by=hypothesis)
        length = z.have(Eq(a**2 * frob2(u), a**2), by=Eq(frob2(u), 1))
        c = z.calc()
        c.eq(1 / a * (1 / a * (a**2 * w)), by=nonzero(a))
        c.eq(1 / a * (1 / a * (a**2 * frob2(u) * w)), by=length)
        c.eq(1 / a * (1 / a * (frob2(v) * w)), by=size)
        c.eq(1 / a * (1 / a * (Yt.T @ v)), by=Eq(Yt.T @ v, frob2(v) * w))
        c.eq(1 / a * (1 / a * (Yt.T @ (a * u))), by=hypothesis)
        c.eq(1 / a * (Yt.T @ u), by=nonzero(a))
        c.eq(1 / a * (a**2 * q), by=Eq(Yt.T @ u, a**2 * q))
        c.eq(a * q, by=nonzero(a))


@theorem(Le(frob2(w), 0), given=[Eq(frob2(v), frob2(w)), Eq(v, 0)], ref="oss.lem1.step7.length")
def no_length(p):
    """The vectors have the same length."""
    c = p.calc()
    c.eq(frob2(v), by=Eq(frob2(v), frob2(w)))
    c.eq(0, by=Eq(v, 0))
