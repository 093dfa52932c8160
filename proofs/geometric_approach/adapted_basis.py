r"""Lemma 2 in a basis that is adapted to the kernel (Chitour, Liao, Couillet 2018, section 3.1).

U is orthogonal with $U^\top S_Y U = S_Y = \mathrm{diag}(D_Y, E_Y)$, and $U^\top R$ has $\bar R$ of
full row rank in its first r rows and zeros below; the columns of G and K are those of the identity
that belong to the two blocks.  Such a U need not exist (see the doc of `basis`).
"""

from lemma_2 import W11, W12, R, S, eq_2, k, n

from symland.prelude import *

r, q = dims("r q")
U, G, K = matrix("U", n, n), matrix("G", n, r), matrix("K", n, q)
D, E = matrix("D_Y", r, r), matrix("E_Y", q, q)
Rb, W111, W112 = matrix("Rb", r, k), matrix("W_111", k, r), matrix("W_112", k, q)
split = [
    orthogonal(G), orthogonal(K), assume(Eq(G.T @ K, 0), name="blocks"),
    assume(Eq(G @ G.T + K @ K.T, identity(n)), name="all coordinates"),
]  # fmt: skip
basis = [
    *split, orthogonal(U),
    assume(Eq(U.T @ S @ U, S), name="U' S_Y U = S_Y"),
    assume(Eq(S, G @ D @ G.T + K @ E @ K.T), name="S_Y = diag(D_Y, E_Y)"),
    assume(Eq(U.T @ R, G @ Rb), name="U' R = [Rb; 0]"),
    assume(Eq(W11 @ U, W111 @ G.T + W112 @ K.T), name="W_11 U = [W_111 W_112]"),
]  # fmt: skip
in_basis = And(
    Eq(Rb.T @ (D - Rb @ W111), 0), Eq(Rb @ W12, 0), Eq(Rb @ W111 @ (D - (Rb @ W111).T), 0)
)
reduced = And(Eq(D, Rb @ W111), Eq(Rb @ W12, 0))


@theorem(Iff(in_basis, reduced), given=[full_row_rank(Rb), is_diagonal(D)], ref="geo.lem2.s12")
def reduced_equations(p):
    r"""With $\bar R$ of full row rank: $D_Y = \bar R W_{111}$ and $\bar R W_{1,2} = 0$."""
    X = D - Rb @ W111
    with p.forward() as z:
        step = z.calc(D)
        step.eq(Rb @ W111 + inv(Rb @ Rb.T) @ Rb @ (Rb.T @ X), by=full_row_rank(Rb))
        step.eq(Rb @ W111, by=in_basis.parts[0])
    with p.backward() as z:
        step = z.calc(Rb.T @ X)
        step.eq(Rb.T @ (Rb @ W111 - Rb @ W111), by=reduced.parts[0])
        step.eq(0)
        step = z.calc(Rb @ W111 @ (D - (Rb @ W111).T))
        step.eq(Rb @ W111 @ (D - D.T), by=reduced.parts[0])
        step.eq(0, by=is_diagonal(D))


residual = S - R @ W11
fitted = assume(Eq(D, Rb @ W111), name="D_Y = Rb W_111")
dead = assume(Eq(Rb @ W112, 0), name="Rb W_112 = 0")


@theorem(
    [
        Eq(U.T @ residual @ U, K @ E @ K.T),
        Eq(frob2(residual) / 2 + frob2(R @ W12) / 2, frob2(E) / 2),
    ],
    given=[*basis, fitted, dead, eq_2],
    ref="geo.eq20",
)
def value(p):
    r"""$U^\top M U = \mathrm{diag}(0, E_Y)$, so $L(W) = \frac12 |E_Y|^2$."""
    inside = K @ E @ K.T
    p.calc().eq(inside, by=in_the_basis)
    step = p.calc()
    step.eq(tr((U @ U.T) @ residual @ (U @ U.T) @ residual.T) / 2 + frob2(R @ W12) / 2,
            by=orthogonal(U))  # fmt: skip
    step.eq(tr((U.T @ residual @ U) @ (U.T @ residual @ U).T) / 2 + frob2(R @ W12) / 2)
    step.eq(tr(inside @ inside.T) / 2 + frob2(R @ W12) / 2, by=in_the_basis)
    step.eq(tr(inside @ inside.T) / 2, by=eq_2)
    step.eq(tr(E @ (K.T @ K) @ E.T @ (K.T @ K)) / 2)
    step.eq(frob2(E) / 2, by=orthogonal(K))


@theorem(Eq(U.T @ R @ W11 @ U, G @ D @ G.T), given=[*basis, fitted, dead], ref="geo.lem2.s9.block")
def product(p):
    r"""$U^\top R W_{1,1} U = \mathrm{diag}(\bar R W_{111}, 0)$."""
    step = p.calc()
    step.eq(G @ Rb @ (W11 @ U), by=basis[7])
    step.eq(G @ Rb @ (W111 @ G.T + W112 @ K.T), by=basis[8])
    step.eq(G @ (Rb @ W111) @ G.T + G @ (Rb @ W112) @ K.T)
    step.eq(G @ D @ G.T, by=[fitted, dead])


@theorem(Eq(U.T @ residual @ U, K @ E @ K.T), given=[*basis, fitted, dead], ref="geo.eq20.basis")
def in_the_basis(p):
    r"""$U^\top M U = \mathrm{diag}(0, E_Y)$."""
    step = p.calc()
    step.eq(U.T @ S @ U - U.T @ R @ W11 @ U)
    step.eq(S - U.T @ R @ W11 @ U, by=basis[5])
    step.eq(S - G @ D @ G.T, by=product)
    step.eq(K @ E @ K.T, by=basis[6])


@theorem(
    Eq(frob2(residual) / 2 + frob2(R @ W12) / 2, frob2(E) / 2),
    given=[*basis, fitted, dead, eq_2],
    ref="geo.lem2.4",
)
def critical_value(p):
    r"""The value of the loss at a critical point is $\frac12 |E_Y|^2$."""
    p.calc().eq(frob2(E) / 2, by=value)


d = dims("e")
Wl, Z = matrix("W", n, d), matrix("Z", d, k)
factored = assume(Eq(R, Wl @ Z), name="R = W_{H+1} Z")
Wl1, Wl2 = G.T @ U.T @ Wl, K.T @ U.T @ Wl  # the first r and the other rows of U' W_{H+1}


@theorem(
    [
        Eq(R.T @ U, Z.T @ (Wl1.T @ G.T + Wl2.T @ K.T)),
        Eq(R.T @ U, Rb.T @ G.T),
        Eq(Wl1 @ Z, Rb),
        Eq(Wl2 @ Z, 0),
    ],
    given=[*basis, factored],
    ref="geo.lem2.s13",
)
def rows_of_the_last_layer(p):
    r"""$W_{H+1,1} Z = \bar R$ and $W_{H+1,2} Z = 0$."""
    step = p.calc()
    step.eq(Z.T @ Wl.T @ U, by=factored)
    step.eq(Z.T @ Wl.T @ U @ (G @ G.T + K @ K.T), by=basis[3])
    step.eq(Z.T @ (Wl1.T @ G.T + Wl2.T @ K.T))
    p.calc().eq(Rb.T @ G.T, by=basis[7])
    step = p.calc()
    step.eq(G.T @ (U.T @ R), by=factored)
    step.eq(G.T @ G @ Rb, by=basis[7])
    step.eq(Rb, by=orthogonal(G))
    step = p.calc()
    step.eq(K.T @ (U.T @ R), by=factored)
    step.eq((G.T @ K).T @ Rb, by=basis[7])
    step.eq(0, by=basis[2])


eq_16 = assume(Eq(Z @ W11 @ S, Z @ W11 @ W11.T @ R.T), name="(16)")


@theorem(
    [Eq(Wl1 @ Z @ W111, D), Eq(Z @ W112, 0), Eq(Wl1 @ Z @ W12, 0)],
    given=[*basis, factored, fitted, eq_2, eq_16, invertible(E)],
    ref="geo.lem2.eq18",
)
def lemma_2_item_3(p):
    r"""$W_{H+1,1} Z W_{111} = D_Y$, $Z W_{112} = 0$, $W_{H+1,1} Z W_{1,2} = 0$.

    The middle line needs (16) and that $E_Y$ is invertible; (17) is not enough for it.
    """
    step = p.calc()
    step.eq(Rb @ W111, by=rows_of_the_last_layer)
    step.eq(D, by=fitted)
    moved = p.have(Eq(Z @ W11 @ S @ U @ K, 0), by=last_block)
    step = p.calc()
    step.eq((Z @ W11 @ S @ U @ K) @ inv(E), by=columns)
    step.eq(0, by=moved)
    step = p.calc()
    step.eq(G.T @ U.T @ (R @ W12), by=factored)
    step.eq(0, by=eq_2)


@theorem(Eq(Z @ W11 @ S @ U @ K, 0), given=[*basis, eq_16], ref="geo.lem2.eq18.zero")
def last_block(p):
    r"""(16) times $U K$: $R^\top U K = \bar R^\top G^\top K = 0$."""
    step = p.calc()
    step.eq(Z @ W11 @ W11.T @ (U.T @ R).T @ K, by=eq_16)
    step.eq(Z @ W11 @ W11.T @ (G @ Rb).T @ K, by=basis[7])
    step.eq(0, by=basis[2])


@theorem(
    Eq(Z @ W112, Z @ W11 @ S @ U @ K @ inv(E)), given=[*basis, invertible(E)],
    ref="geo.lem2.eq18.columns",
)  # fmt: skip
def columns(p):
    r"""$W_{1,1} S_Y U K = W_{1,1} U S_Y K = W_{112} E_Y$."""
    turned = p.have(Eq(S @ U, U @ S), by=[basis[5], *orthogonal(U)])
    block = p.have(Eq(S @ K, K @ E), by=[basis[6], *split])
    step = p.calc()
    step.eq(Z @ W112 @ (K.T @ K) @ E @ inv(E), by=orthogonal(K))
    step.eq(Z @ (W111 @ G.T + W112 @ K.T) @ K @ E @ inv(E) - Z @ W111 @ (G.T @ K) @ E @ inv(E))
    step.eq(Z @ (W111 @ G.T + W112 @ K.T) @ K @ E @ inv(E), by=basis[2])
    step.eq(Z @ (W11 @ U) @ (K @ E) @ inv(E), by=basis[8])
    step.eq(Z @ W11 @ (U @ S) @ K @ inv(E), by=block)
    step.eq(Z @ W11 @ S @ U @ K @ inv(E), by=turned)
