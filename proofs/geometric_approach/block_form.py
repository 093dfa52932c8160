r"""Lemma 2, the displays in blocks (Chitour, Liao, Couillet 2018, proof of Lemma 2).

$d_y = r + q$, $U^\top R = [\bar R; 0]$, $W_{1,1} U = [W_{111}\ W_{112}]$ and
$U^\top S_Y U = \mathrm{diag}(D_Y, E_Y)$.  That such a U exists is shown in `kernel_basis`.
"""

from symland.prelude import *

r, q, k, c, e = dims("r q k c e")
n = r + q
R, W11, W12 = matrix("R", n, k), matrix("W_11", k, n), matrix("W_12", k, c)
S, U = matrix("S_Y", n, n), matrix("U", n, n)
D, E = matrix("D_Y", r, r), matrix("E_Y", q, q)
Rb, W111, W112 = matrix("Rb", r, k), matrix("W_111", k, r), matrix("W_112", k, q)
A, G = R @ W11, Rb @ W111

eq_1 = Eq(R.T @ S, R.T @ R @ W11)
eq_2 = Eq(R @ W12, 0)
eq_3 = Eq(R @ W11 @ S, R @ W11 @ W11.T @ R.T)
values = block([[D, 0], [0, E]])
product = block([[G, 0], [0, zeros(q, q)]])
rows = assume(Eq(U.T @ R, block([[Rb], [zeros(q, k)]])), name="U' R = [Rb; 0]")
columns = assume(Eq(W11 @ U, block([[W111, W112]])), name="W_11 U = [W_111 W_112]")
rotated = assume(Eq(U.T @ S @ U, values), name="U' S_Y U = diag(D_Y, E_Y)")
symmetric_A = assume(Eq(A, A.T), name="R W_11 is symmetric")
basis = [orthogonal(U), rows, columns]


@theorem(
    [
        Eq(U.T @ R @ W11 @ U, block([[Rb], [zeros(q, k)]]) @ block([[W111, W112]])),
        Eq(block([[Rb], [zeros(q, k)]]) @ block([[W111, W112]]),
           block([[G, Rb @ W112], [0, zeros(q, q)]])),
    ],
    given=basis,
    ref="geo.lem2.s9.product",
)  # fmt: skip
def in_blocks(p):
    r"""$U^\top R W_{1,1} U = [\bar R; 0] [W_{111}\ W_{112}]$."""
    step = p.calc()
    step.eq(block([[Rb], [zeros(q, k)]]) @ (W11 @ U), by=rows)
    step.eq(block([[Rb], [zeros(q, k)]]) @ block([[W111, W112]]), by=columns)
    p.calc().eq(block([[G, Rb @ W112], [0, zeros(q, q)]]))


@theorem(
    [Eq(G, G.T), Eq(Rb @ W112, 0), Eq(U.T @ A @ U, product)],
    given=[*basis, symmetric_A],
    ref="geo.lem2.s9.blocks",
)
def symmetric_blocks(p):
    r"""$U^\top R W_{1,1} U$ is symmetric and its lower blocks are zero, so its upper right is."""
    full = block([[G, Rb @ W112], [0, zeros(q, q)]])
    same = p.have(Eq(U.T @ A @ U, full), by=in_blocks)
    turned = p.have(Eq(full, full.T), by=[same, symmetric_A])
    first, second = selection(0, r, q), selection(r, q, 0)
    step = p.calc()
    step.eq(first.T @ full @ first)
    step.eq(first.T @ full.T @ first, by=turned)
    step.eq(G.T)
    step = p.calc()
    step.eq(first.T @ full @ second)
    step.eq(first.T @ full.T @ second, by=turned)
    step.eq(0)
    step = p.calc()
    step.eq(full, by=same)
    step.eq(full - first @ (first.T @ full @ second) @ second.T
            + first @ (first.T @ full.T @ second) @ second.T, by=turned)  # fmt: skip
    step.eq(product)


inverse = U @ block([[pinv(G), 0], [0, zeros(q, q)]]) @ U.T
in_the_basis = assume(Eq(A, U @ product @ U.T), name="R W_11 in blocks")


@theorem(Eq(pinv(A), inverse), given=[orthogonal(U), in_the_basis], ref="geo.lem2.s9.inverse")
def inverse_in_blocks(p):
    r"""The pseudo-inverse of $R W_{1,1}$ in blocks: the equations of Penrose."""
    p.penrose(A, inverse)
    onto = U @ block([[G @ pinv(G), 0], [0, zeros(q, q)]]) @ U.T
    back = U @ block([[pinv(G) @ G, 0], [0, zeros(q, q)]]) @ U.T
    known = [in_the_basis, *orthogonal(U)]
    forth = p.have(Eq(A @ inverse, onto), by=known)
    turned = p.have(Eq(inverse @ A, back), by=known)
    step = p.calc(A @ inverse @ A)
    step.eq(onto @ A, by=forth)
    step.eq(U @ block([[G @ pinv(G) @ G, 0], [0, zeros(q, q)]]) @ U.T, by=known)
    step.eq(U @ product @ U.T, by=moore_penrose(G))
    step.eq(A, by=in_the_basis)
    step = p.calc(inverse @ A @ inverse)
    step.eq(back @ inverse, by=turned)
    step.eq(U @ block([[pinv(G) @ G @ pinv(G), 0], [0, zeros(q, q)]]) @ U.T, by=orthogonal(U))
    step.eq(inverse, by=moore_penrose(G))
    for left, whole, fact in ((A @ inverse, onto, forth), (inverse @ A, back, turned)):
        step = p.calc(left.T)
        step.eq(whole.T, by=fact)
        step.eq(whole, by=moore_penrose(G))
        step.eq(left, by=fact)


@theorem(
    [Eq(U.T @ A @ U, product), Eq(G, G.T), Eq(Rb @ W112, 0), Eq(tr(G @ pinv(G)), tr(A @ pinv(A)))],
    given=[*basis, symmetric_A],
    ref="geo.lem2.s9.corrected",
)
def product_in_blocks(p):
    r"""$U^\top R W_{1,1} U = \mathrm{diag}(\bar R W_{111}, 0)$; $\bar R W_{112} = 0$.

    $\bar R W_{111}$ is symmetric, of the rank of $R W_{1,1}$: the trace of the projector on the
    column space.
    """
    p.calc().eq(product, by=symmetric_blocks)
    p.calc().eq(G.T, by=symmetric_blocks)
    p.calc().eq(0, by=symmetric_blocks)
    middle = p.have(Eq(U.T @ A @ U, product), by=symmetric_blocks)
    same = p.have(Eq(A, U @ product @ U.T), by=[middle, *orthogonal(U)])
    onto = block([[G @ pinv(G), 0], [0, zeros(q, q)]])
    step = p.calc()
    step.eq(tr(onto @ (U.T @ U)), by=orthogonal(U))
    step.eq(tr(U @ product @ (U.T @ U) @ block([[pinv(G), 0], [0, zeros(q, q)]]) @ U.T),
            by=orthogonal(U))  # fmt: skip
    step.eq(tr(A @ inverse), by=same)
    step.eq(tr(A @ pinv(A)), by=[inverse_in_blocks, same])


v = [Fraction(3, 5), Fraction(4, 5)]
square_v = [[x * y for y in v] for x in v]
printed_instance = {
    "r": 1, "q": 1, "k": 2, "D_Y": [[2]], "E_Y": [[2]], "S_Y": [[2, 0], [0, 2]],
    "U": [[v[0], -v[1]], [v[1], v[0]]], "R": square_v, "Rb": [v],
    "W_11": [[2 * x for x in line] for line in square_v], "W_111": [[2 * x] for x in v],
    "W_112": [[0], [0]],
}  # fmt: skip
not_turned = erratum(
    Eq(U.T @ A @ U, U @ A @ U.T),
    given=[*basis, rotated, assume(eq_1, name="(17)"), assume(eq_3, name="(17)"), symmetric_A],
    corrected=product_in_blocks,
    instance=printed_instance,
    ref="geo.lem2.s9",
    doc="The second matrix in the chain, $U R W_{1,1} U^\\top$, is another one.",
)

dead = assume(Eq(Rb @ W112, 0), name="Rb W_112 = 0")
row = block([[Rb.T, zeros(k, q)]])
seventeen = And(eq_1, eq_2, eq_3)
in_the_new_basis = And(
    Eq(row @ (values - product), 0), Eq(Rb @ W12, 0), Eq(product @ (values - product.T), 0)
)
blocks = And(Eq(Rb.T @ (D - G), 0), Eq(Rb @ W12, 0), Eq(G @ (D - G.T), 0))


@theorem(Iff(in_the_new_basis, blocks), ref="geo.lem2.s11.blocks")
def block_by_block(p):
    """The equations in the new basis, block by block."""


@theorem(Iff(seventeen, in_the_new_basis), given=[*basis, rotated, dead], ref="geo.lem2.s11.basis")
def in_another_basis(p):
    """(17) in the new basis: multiply by the orthogonal U, and back."""
    with p.backward() as back:
        turned = back.have(Eq(A, U @ product @ U.T), by=[*basis, dead])
        spectrum = back.have(Eq(S, U @ values @ U.T), by=[rotated, *orthogonal(U)])
        step = back.part(3).calc()
        step.eq(U @ (product @ values) @ U.T, by=[spectrum, turned, *orthogonal(U)])
        step.eq(U @ (product @ product.T) @ U.T, by=in_the_new_basis.parts[2])
        step.eq(A @ A.T, by=[turned, *orthogonal(U)])


@theorem(
    And(Iff(seventeen, in_the_new_basis), Iff(in_the_new_basis, blocks)),
    given=[*basis, rotated, dead],
    ref="geo.lem2.s11",
)
def equations_in_the_new_basis(p):
    """(17) in the new basis, and block by block."""
    p.obtain(in_another_basis)
    p.obtain(block_by_block)


Z, W = matrix("Z", e, k), matrix("W", n, e)
Wl1, Wl2 = matrix("W_l1", r, e), matrix("W_l2", q, e)
last = [
    assume(Eq(U.T @ W, block([[Wl1], [Wl2]])), name="U' W_{H+1} = [W_l1; W_l2]"),
    assume(Eq(R, W @ Z), name="R = W_{H+1} Z"),
    assume(Eq(Wl2 @ Z, 0), name="W_l2 Z = 0"),
]
sixteen = Eq(Z @ W11 @ (U @ U.T) @ S @ U, Z @ W11 @ (U @ U.T) @ W11.T @ R.T @ U)
first_block = Eq(Z @ W111 @ D, Z @ (W111 @ W111.T + W112 @ W112.T) @ Z.T @ Wl1.T)


both = block([[Z @ W111 @ D, Z @ W112 @ E]])
other = block([[Z @ (W111 @ W111.T + W112 @ W112.T) @ Z.T @ Wl1.T, zeros(e, q)]])


@theorem(
    [
        Eq(Z @ W11 @ (U @ U.T) @ S @ U, both),
        Eq(Z @ W11 @ (U @ U.T) @ W11.T @ R.T @ U, other),
    ],
    given=[orthogonal(U), columns, rotated, *last],
    ref="geo.lem2.s14.sides",
)
def sides_in_blocks(p):
    """Both sides of (16) in blocks."""
    step = p.calc()
    step.eq(Z @ block([[W111, W112]]) @ (U.T @ S @ U), by=columns)
    step.eq(Z @ block([[W111, W112]]) @ values, by=rotated)
    step.eq(both)
    step = p.calc()
    step.eq(Z @ block([[W111, W112]]) @ block([[W111, W112]]).T @ (R.T @ U), by=columns)
    step.eq(Z @ block([[W111, W112]]) @ block([[W111, W112]]).T @ (Z.T @ (U.T @ W).T), by=last[1])
    step.eq(Z @ block([[W111, W112]]) @ block([[W111, W112]]).T
            @ block([[Z.T @ Wl1.T, (Wl2 @ Z).T]]), by=last[0])  # fmt: skip
    step.eq(other, by=last[2])


@theorem(
    And(
        Iff(sixteen, And(first_block, Eq(Z @ W112 @ E, 0))),
        Implies(Eq(Z @ W112 @ E, 0), Eq(Z @ W112, 0)),
    ),
    given=[orthogonal(U), columns, rotated, *last, invertible(E)],
    ref="geo.lem2.s14",
)
def last_equation_in_blocks(p):
    r"""(16) in blocks; since $E_Y$ has an inverse, $Z W_{112} = 0$."""
    iff = p.part(1)
    with iff.forward() as forth:
        same = forth.have(Eq(both, other), by=[sides_in_blocks, sixteen])
        step = forth.calc()
        step.eq(both @ selection(0, r, q))
        step.eq(other @ selection(0, r, q), by=same)
        step.eq(first_block.right)
        step = forth.calc()
        step.eq(both @ selection(r, q, 0))
        step.eq(other @ selection(r, q, 0), by=same)
        step.eq(0)
    with iff.backward() as back:
        step = back.calc()
        step.eq(both, by=sides_in_blocks)
        step.eq(block([[first_block.right, Z @ W112 @ E]]), by=first_block)
        step.eq(other, by=Eq(Z @ W112 @ E, 0))
        step.eq(sixteen.right, by=sides_in_blocks)
    step = p.part(2).calc()
    step.eq(Z @ W112 @ E @ inv(E), by=invertible(E))
    step.eq(0, by=Eq(Z @ W112 @ E, 0))
