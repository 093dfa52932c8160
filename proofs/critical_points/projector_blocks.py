r"""A projector that commutes with $\Lambda$ is block diagonal (Zhou and Liang 2018, D.3).

The setting of `block_form`: $\Lambda E_i = \sigma_i E_i$ with different $\sigma_i$.
"""

from block_form import (
    V_,
    E,
    Lambda,
    above,
    apart_E,
    below,
    equal,
    i,
    j,
    left_values,
    r,
    sigma,
    size_m,
    unit_E,
    values,
    whole_E,
)  # fmt: skip
from shallow_network import d2

from symland.prelude import *

P = matrix("P", d2, d2)
distinct = ForAll([i, j], nonzero(sigma(i) - sigma(j)), where=[j < i])
commutes = assume(Eq(Lambda @ P, P @ Lambda), name="P commutes with Lambda")
spectrum = [unit_E, apart_E, whole_E, values, left_values, distinct]

k, l = dims("k l")
E1, E2 = matrix("E_1", d2, k), matrix("E_2", d2, l)
a, b = scalar("a"), scalar("b")
symmetric_P = assume(Eq(P.T, P), name="P is symmetric")


@theorem(
    [Eq(E1.T @ P @ E2, 0), Eq(E2.T @ P @ E1, 0)],
    given=[
        nonzero(a - b),
        assume(Eq(E1.T @ Lambda, a * E1.T), name="E_1 belongs to a"),
        assume(Eq(Lambda @ E2, b * E2), name="E_2 belongs to b"),
        commutes,
        symmetric_P,
    ],
    ref="cp.thm1.s3.pair",
)
def different_values(p):
    r"""$(a - b) E_1^\top P E_2 = E_1^\top (\Lambda P - P \Lambda) E_2 = 0$, and $a \ne b$."""
    gap = a - b
    middle = 1 / gap * (E1.T @ Lambda @ P @ E2 - E1.T @ P @ Lambda @ E2)
    zero = p.have(Eq(middle, 0), by=[commutes, *nonzero(gap)])
    first = p.have(Eq(E1.T @ P @ E2, middle), by=[
        *nonzero(gap), Eq(E1.T @ Lambda, a * E1.T), Eq(Lambda @ E2, b * E2)])  # fmt: skip
    c = p.calc()
    c.eq(1 / gap * (gap * (E1.T @ P @ E2)), by=nonzero(gap))
    c.eq(1 / gap * (a * E1.T @ P @ E2 - E1.T @ P @ (b * E2)))
    c.eq(1 / gap * (E1.T @ Lambda @ P @ E2 - E1.T @ P @ Lambda @ E2), by=[
        Eq(E1.T @ Lambda, a * E1.T), Eq(Lambda @ E2, b * E2)])  # fmt: skip
    c.eq(0, by=commutes)
    c = p.calc()
    c.eq((E1.T @ P.T @ E2).T)
    c.eq((E1.T @ P @ E2).T, by=symmetric_P)
    c.eq(middle.T, by=first)
    c.eq(0, by=zero)


Pi = E[i].T @ P @ E[i]
diagonal_P = layer_sum(i, 1, r, E[i] @ Pi @ E[i].T)


@theorem(
    Eq(P @ E[i], E[i] @ Pi), given=[*spectrum, commutes, symmetric_P], ref="cp.thm1.s3.columns"
)
def columns_of_a_block(p):
    r"""$P E_i = \sum_j E_j E_j^\top P E_i = E_i P_i$: the blocks off the diagonal vanish."""
    term = E[j] @ E[j].T @ P @ E[i]
    lower, upper = (at(term, j, place) for place in (below, above))
    for place, here in ((below, lower), (above, upper)):
        pair = (i, place) if place == below else (place, i)
        if place == below:
            block = different_values.of({E1: E[i], E2: E[place], a: sigma(i), b: sigma(place)})
        else:
            block = different_values.of({E1: E[place], E2: E[i], a: sigma(place), b: sigma(i)})
        facts = [distinct(*pair), values(i), left_values(i), values(place), left_values(place)]
        p.obtain(termwise(place, here, zeros(d2, size_m[i])), by=[block, *facts])
    low = Eq(layer_sum(below, 1, i - 1, lower), layer_sum(below, 1, i - 1, zeros(d2, size_m[i])))
    high = Eq(layer_sum(above, i + 1, r, upper), layer_sum(above, i + 1, r, zeros(d2, size_m[i])))
    c = p.calc()
    c.eq(layer_sum(i, 1, r, E[i] @ E[i].T) @ P @ E[i], by=whole_E)
    c.eq(low.left + E[i] @ E[i].T @ P @ E[i] + high.left)
    c.eq(E[i] @ Pi, by=[low, high])


@theorem(
    [Eq(P, diagonal_P), ForAll([i, j], Eq(E[i].T @ P @ E[j], 0), where=[j < i])],
    given=[*spectrum, commutes, symmetric_P],
    ref="cp.thm1.s3",
)
def block_diagonal(p):
    r"""$P = \mathrm{diag}(P_1, \dots, P_r)$ with the blocks $P_i = E_i^\top P E_i$."""
    p.obtain(termwise(i, P @ E[i] @ E[i].T, E[i] @ Pi @ E[i].T), by=columns_of_a_block)
    c = p.calc()
    c.eq(P @ layer_sum(i, 1, r, E[i] @ E[i].T), by=whole_E)
    c.eq(layer_sum(i, 1, r, P @ E[i] @ E[i].T))
    c.eq(diagonal_P, by=equal(P @ E[i] @ E[i].T, E[i] @ Pi @ E[i].T))
    block = different_values.of({E1: E[i], E2: E[j], a: sigma(i), b: sigma(j)})
    p.part(2).calc().eq(0, by=[block, distinct(i, j), left_values(i), values(j)])


projecting = assume(Eq(P @ P, P), name="P P = P")
is_projector = [projecting, symmetric_P]


@theorem(
    [
        Eq(Pi @ Pi, Pi),
        Eq(Pi.T, Pi),
        Eq(Pi.T @ Pi, Pi),
    ],
    given=[*spectrum, commutes, *is_projector],
    ref="cp.thm1.s4.blocks",
)
def blocks_are_projectors(p):
    r"""All blocks are projectors."""
    c = p.calc()
    c.eq(E[i].T @ P @ (E[i] @ Pi))
    c.eq(E[i].T @ P @ P @ E[i], by=columns_of_a_block)
    c.eq(Pi, by=projecting)
    p.calc().eq(Pi, by=symmetric_P)
    c = p.calc()
    c.eq(E[i].T @ P.T @ (E[i] @ Pi))
    c.eq(E[i].T @ P.T @ P @ E[i], by=columns_of_a_block)
    c.eq(Pi, by=is_projector)


@theorem(
    [
        ForAll(i, And(Eq(Pi @ Pi, Pi), Eq(Pi.T, Pi), Le(tr(Pi), as_scalar(size_m[i])))),
        Eq(layer_sum(i, 1, r, tr(Pi)), tr(P)),
    ],
    given=[*spectrum, commutes, *is_projector],
    ref="cp.thm1.s4",
)
def ranks_of_the_blocks(p):
    r"""All blocks are projectors; with $p_i = \mathrm{Tr} P_i$ their ranks, $p_i \le m_i$.

    $\sum_i p_i = \mathrm{Tr} P$ is the rank of P; the rank of a projector is its trace.
    """
    rest = identity(size_m[i]) - Pi
    q = p.part(1)
    q.calc().eq(Pi, by=blocks_are_projectors)
    q.calc().eq(Pi, by=blocks_are_projectors)
    c = q.calc()
    c.eq(as_scalar(size_m[i]) - tr(identity(size_m[i]) - Pi - Pi.T + Pi))
    c.eq(as_scalar(size_m[i]) - tr(identity(size_m[i]) - Pi - Pi.T + Pi.T @ Pi),
         by=blocks_are_projectors)  # fmt: skip
    c.le(size_m[i], by=square(rest))
    c = p.calc()
    c.eq(tr(P @ layer_sum(i, 1, r, E[i] @ E[i].T)))
    c.eq(tr(P), by=whole_E)


@theorem(
    Exists(
        matrix("V_i", size_m[i], dims("p")),
        And(
            Eq(Pi, matrix("V_i", size_m[i], dims("p")) @ matrix("V_i", size_m[i], dims("p")).T),
            orthogonal(matrix("V_i", size_m[i], dims("p"))),
        ),
        [dims("p")],
    ),
    given=[*spectrum, commutes, *is_projector],
    ref="cp.thm1.s5.factor",
)
def factor_of_a_block(p):
    r"""$P_i = V_i V_i^\top$ with orthonormal columns."""
    V_i = p.obtain(projector_factor(Pi, dims("t")), "U", by=blocks_are_projectors)
    p.witness(V_i)


factors = ForAll(i, Eq(Pi, V_[i] @ V_[i].T))


@theorem(
    Eq(P, layer_sum(i, 1, r, E[i] @ V_[i] @ V_[i].T @ E[i].T)),
    given=[*spectrum, commutes, symmetric_P, factors],
    ref="cp.thm1.s5",
)
def factored_projector(p):
    r"""$P = \hat V \hat V^\top$ with $\hat V = \mathrm{diag}(V_1, \dots, V_r)$."""
    term = E[i] @ V_[i] @ V_[i].T @ E[i].T
    p.obtain(termwise(i, E[i] @ Pi @ E[i].T, term), by=factors(i))
    p.obtain(termwise(i, P @ E[i] @ E[i].T, E[i] @ Pi @ E[i].T), by=columns_of_a_block)
    c = p.calc()
    c.eq(P @ layer_sum(i, 1, r, E[i] @ E[i].T), by=whole_E)
    c.eq(layer_sum(i, 1, r, P @ E[i] @ E[i].T))
    c.eq(diagonal_P, by=equal(P @ E[i] @ E[i].T, E[i] @ Pi @ E[i].T))
    c.eq(layer_sum(i, 1, r, term), by=equal(E[i] @ Pi @ E[i].T, term))
