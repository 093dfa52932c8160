r"""The block form of V, and what it says of $V V^\top$ (Zhou and Liang 2018, Theorem 1).

$\Lambda$ has the values $\sigma_i$, with multiplicities $m_i$, on the coordinates that the columns
of $E_i \in \mathbb R^{d_2 \times m_i}$ select, $i = 1, \dots, r$; here the last value stands for
the zero block, so r is one more than the number of distinct positive values.  The block form is
$V = \sum_i E_i V_i F_i^\top$: $V_i \in \mathbb R^{m_i \times p_i}$ stands in the rows of block i
and in the columns that $F_i \in \mathbb R^{d_1 \times p_i}$ selects, the other columns are zero.
"""

from shallow_network import d1, d2

from symland.prelude import *

r = index("r", 1)
size_m, size_p = dims("m[] p[]")
i, j = index("i", 1, r), index("j", 1, r)
below, above = index("b", 1, i - 1), index("a", i + 1, r)
E, F = family("E", d2, size_m), family("F", d1, size_p)
V_, s = family("V_hat", size_m, size_p), family("sigma", dims("q"))
Lambda = matrix("Lambda", d2, d2)


def sigma(k):
    """The value of block k, written as a trace."""
    return tr(s[k])


def selecting(Z):
    """The columns that the members of a family select are orthonormal, and different."""
    return (
        ForAll(i, Eq(Z[i].T @ Z[i], identity(Z[i].cols))),
        ForAll([i, j], Eq(Z[i].T @ Z[j], 0), where=[j < i]),
    )


unit_E, apart_E = selecting(E)
unit_F, apart_F = selecting(F)
whole_E = assume(Eq(layer_sum(i, 1, r, E[i] @ E[i].T), identity(d2)), name="all coordinates")
values = ForAll(i, Eq(Lambda @ E[i], sigma(i) * E[i]))
left_values = ForAll(i, Eq(E[i].T @ Lambda, sigma(i) * E[i].T))
orthonormal_V = ForAll(i, Eq(V_[i].T @ V_[i], identity(size_p[i])))
blocks = [unit_E, apart_E, unit_F, apart_F, orthonormal_V]

V = layer_sum(j, 1, r, E[j] @ V_[j] @ F[j].T)
selection = layer_sum(i, 1, r, F[i] @ F[i].T)


def the_others_vanish(p, term, by):
    """Facts: the terms of a sum below and above block i are zero."""
    facts = []
    for place, low, high in ((below, 1, i - 1), (above, i + 1, r)):
        here = at(term, j, place)
        nothing = zeros(term.rows, term.cols)
        p.obtain(termwise(place, here, nothing), by=by(place))
        both = (layer_sum(place, low, high, side) for side in (here, nothing))
        facts.append(Eq(*both))
    return facts


def apart(general, place):
    """The members at i and at another place are orthogonal."""
    return general(i, place) if place == below else general(place, i)


@theorem(
    [Eq(E[i].T @ V, V_[i] @ F[i].T), Eq(V @ F[i], E[i] @ V_[i])],
    given=[unit_E, apart_E, unit_F, apart_F],
    ref="cp.thm1.block.rows",
)
def rows_and_columns_of_a_block(p):
    r"""$E_i^\top V = V_i F_i^\top$ and $V F_i = E_i V_i$: the other terms of the sum vanish."""
    low, high = the_others_vanish(
        p, E[i].T @ E[j] @ V_[j] @ F[j].T, lambda place: apart(apart_E, place)
    )
    c = p.calc()
    c.eq(low.left + E[i].T @ E[i] @ V_[i] @ F[i].T + high.left)
    c.eq(low.left + V_[i] @ F[i].T + high.left, by=unit_E(i))
    c.eq(V_[i] @ F[i].T, by=[low, high])
    low, high = the_others_vanish(
        p, E[j] @ V_[j] @ F[j].T @ F[i], lambda place: apart(apart_F, place)
    )
    c = p.calc()
    c.eq(low.left + E[i] @ V_[i] @ F[i].T @ F[i] + high.left)
    c.eq(low.left + E[i] @ V_[i] + high.left, by=unit_F(i))
    c.eq(E[i] @ V_[i], by=[low, high])


def equal(left, right):
    """Two sums over all blocks are equal."""
    return Eq(layer_sum(i, 1, r, left), layer_sum(i, 1, r, right))


block = E[i] @ V_[i] @ V_[i].T @ E[i].T
row = F[i] @ V_[i].T @ E[i].T
column = E[i] @ V_[i] @ F[i].T


@theorem(Eq(V.T @ V, selection), given=blocks, ref="cp.thm1.block.gram")
def gram_matrix(p):
    r"""$V^\top V = \sum_i F_i F_i^\top$."""
    middle = F[i] @ V_[i].T @ V_[i] @ F[i].T
    p.obtain(termwise(i, row @ V, middle), by=rows_and_columns_of_a_block)
    p.obtain(termwise(i, middle, F[i] @ F[i].T), by=orthonormal_V(i))
    c = p.calc()
    c.eq(layer_sum(i, 1, r, row @ V))
    c.eq(layer_sum(i, 1, r, middle), by=equal(row @ V, middle))
    c.eq(selection, by=equal(middle, F[i] @ F[i].T))


@theorem(
    [Eq(V.T @ V, selection), Eq(V @ V.T, layer_sum(i, 1, r, block)), Eq(V @ V.T @ V, V)],
    given=blocks,
    ref="cp.thm1.block",
)
def gram_matrices(p):
    r"""$V^\top V = \sum_i F_i F_i^\top$, so $\mathrm{diag}(I, 0)$; $V V^\top$ is block diagonal.

    The number of ones is the sum of the $p_i$, which is $\mathrm{rank}(V)$.
    """
    p.calc().eq(selection, by=gram_matrix)
    p.obtain(termwise(i, V @ row, block), by=rows_and_columns_of_a_block)
    c = p.calc()
    c.eq(layer_sum(i, 1, r, V @ row))
    c.eq(layer_sum(i, 1, r, block), by=equal(V @ row, block))
    p.obtain(termwise(i, V @ F[i] @ F[i].T, column), by=rows_and_columns_of_a_block)
    c = p.calc()
    c.eq(V @ selection, by=gram_matrix)
    c.eq(layer_sum(i, 1, r, V @ F[i] @ F[i].T))
    c.eq(V, by=equal(V @ F[i] @ F[i].T, column))


weighted = layer_sum(i, 1, r, sigma(i) * block)


@theorem(
    [Eq(Lambda @ V @ V.T, weighted), Eq(V @ V.T @ Lambda, weighted)],
    given=[*blocks, values, left_values],
    ref="cp.thm1.block.commutes",
)
def commutes_with_lambda(p):
    r"""$\Lambda V V^\top = \sum_i \sigma_i E_i V_i V_i^\top E_i^\top = V V^\top \Lambda$."""
    p.obtain(termwise(i, Lambda @ block, sigma(i) * block), by=values(i))
    p.obtain(termwise(i, block @ Lambda, sigma(i) * block), by=left_values(i))
    c = p.calc()
    c.eq(Lambda @ layer_sum(i, 1, r, block), by=gram_matrices)
    c.eq(layer_sum(i, 1, r, Lambda @ block))
    c.eq(weighted, by=equal(Lambda @ block, sigma(i) * block))
    c = p.calc()
    c.eq(layer_sum(i, 1, r, block) @ Lambda, by=gram_matrices)
    c.eq(layer_sum(i, 1, r, block @ Lambda))
    c.eq(weighted, by=equal(block @ Lambda, sigma(i) * block))


fitted = layer_sum(i, 1, r, sigma(i) * size_p[i])


@theorem(Eq(tr(V.T @ Lambda @ V), fitted), given=[*blocks, values, left_values], ref="cp.prop1.s5")
def fitted_values(p):
    r"""$\mathrm{Tr}(V^\top \Lambda V) = \sum_i p_i \sigma_i$; the zero block adds nothing."""
    trace = sigma(i) * tr(E[i].T @ E[i] @ V_[i] @ V_[i].T)
    half = sigma(i) * tr(V_[i].T @ V_[i])
    p.obtain(termwise(i, trace, half), by=unit_E(i))
    p.obtain(termwise(i, half, sigma(i) * size_p[i]), by=orthonormal_V(i))
    c = p.calc()
    c.eq(tr(Lambda @ V @ V.T))
    c.eq(tr(weighted), by=commutes_with_lambda)
    c.eq(layer_sum(i, 1, r, trace))
    c.eq(layer_sum(i, 1, r, half), by=equal(trace, half))
    c.eq(fitted, by=equal(half, sigma(i) * size_p[i]))
