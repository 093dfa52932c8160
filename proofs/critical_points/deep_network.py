r"""The deep linear network (Zhou and Liang 2018, section 3, supplement D.9 and D.10).

$A_k \in \mathbb R^{d_k \times d_{k-1}}$ for $k = 1, \dots, \ell$; `chain(A, j, i)` is
$A_{(j,i)} = A_j \cdots A_i$.  What Theorem 1 and Lemma 1 use of the shallow network holds for
$A_2 = A_{(\ell,k+1)}$, $A_1 = A_k$ and the data $A_{(k-1,1)} X$.
"""

import block_form as blocks
import factors
import lemma_1
import pseudo_inverse
import shallow_network as shallow
import theorem_1
import value
from lemma_1 import output as shallow_output
from pseudo_inverse import absorbed
from theorem_1 import form_of_the_first_layer as shallow_form

from symland.prelude import *

d, m = dims("d[] m")
l = index("l", 2)
k = index("k", 1, l - 1)
A = family("A", d)
X, Y = matrix("X", d[0], m), matrix("Y", d[l], m)
loss = let("L_D", frob2(chain(A, l, 1) @ X - Y) / 2)

top = chain(A, l, k + 1)
data = chain(A, k - 1, 1) @ X
below = pinv(data)
P = top @ pinv(top)
Sigma = Y @ below @ data @ Y.T  # Sigma_(k-1)
free = matrix("L", d[k], d[k - 1])

stationary = assume(Eq(top.T @ top @ A[k] @ data @ data.T, top.T @ Y @ data.T), name="(32) at k")
stationary_top = assume(
    Eq(chain(A, l, 1) @ X @ (chain(A, l - 1, 1) @ X).T, Y @ (chain(A, l - 1, 1) @ X).T),
    name="(32) at l",
)


as_shallow = {
    shallow.A2: top, shallow.A1: A[k], shallow.X: data, shallow.Y: Y, lemma_1.L1: free
}  # fmt: skip


def general_solution(part):
    """The right side of (33)."""
    return pinv(top) @ Y @ below + part - pinv(top) @ top @ part @ data @ below


@theorem(Exists(free, Eq(A[k], general_solution(free))), given=[stationary], ref="cp.eq33")
def form_of_a_layer(p):
    r"""$A_k = A_{(\ell,k+1)}^\dagger Y (A_{(k-1,1)} X)^\dagger + L_k - \dots$ for some $L_k$."""
    p.witness(A[k])


form = assume(Eq(A[k], general_solution(free)), name="(33)")


@theorem(Eq(chain(A, l, 1) @ X, P @ Y @ below @ data), given=[form], ref="cp.eq34")
def output(p):
    r"""$A_{(\ell,1)} X = P_{col(A_{(\ell,k+1)})} Y (A_{(k-1,1)} X)^\dagger A_{(k-1,1)} X$."""
    c = p.calc()
    c.eq(top @ A[k] @ data)
    c.eq(P @ Y @ below @ data, by=shallow_output.of(as_shallow))


@theorem(
    Eq(chain(A, l, 1) @ X @ (chain(A, l, 1) @ X).T, Y @ (chain(A, l, 1) @ X).T),
    given=[stationary_top],
    ref="cp.eq35",
)
def at_the_last_layer(p):
    r"""(32) at $k = \ell$, times $A_\ell^\top$."""
    c = p.calc()
    c.eq(chain(A, l, 1) @ X @ (chain(A, l - 1, 1) @ X).T @ A[l].T)
    c.eq(Y @ (chain(A, l - 1, 1) @ X).T @ A[l].T, by=stationary_top)


output_34 = assume(Eq(chain(A, l, 1) @ X, P @ Y @ below @ data), name="(34)")
products_35 = assume(
    Eq(chain(A, l, 1) @ X @ (chain(A, l, 1) @ X).T, Y @ (chain(A, l, 1) @ X).T), name="(35)"
)


@theorem(Eq(P @ Sigma @ P, Sigma @ P), given=[output_34, products_35], ref="cp.eq36")
def sandwich(p):
    r"""$P \Sigma_{k-1} P = \Sigma_{k-1} P$ with $P = P_{col(A_{(\ell,k+1)})}$."""
    fit = P @ Y @ below @ data
    square_ = p.have(Eq(fit @ fit.T, P @ Sigma @ P), by=[*moore_penrose(data)])
    c = p.calc()
    c.eq(fit @ fit.T, by=square_)
    c.eq(chain(A, l, 1) @ X @ (chain(A, l, 1) @ X).T, by=output_34)
    c.eq(Y @ (chain(A, l, 1) @ X).T, by=products_35)
    c.eq(Y @ fit.T, by=output_34)
    c.eq(Sigma @ P, by=[*moore_penrose(data), *moore_penrose(top)])


total_Y = tr(Y @ Y.T) / 2


@theorem(
    [
        Eq(
            loss,
            total_Y - tr(chain(A, l, 1) @ X @ Y.T)
            + tr(chain(A, l, 1) @ X @ X.T @ chain(A, l, 1).T) / 2,
        ),
    ],
    ref="cp.prop4.s1",
)  # fmt: skip
def expanded_loss(p):
    """The square written as traces."""


@theorem(
    [
        Eq(
            grad(loss, A[l]),
            chain(A, l, 1) @ X @ (chain(A, l - 1, 1) @ X).T - Y @ (chain(A, l - 1, 1) @ X).T,
        ),
        Iff(
            Eq(grad(loss, A[l]), 0),
            Eq(chain(A, l, 1) @ X @ (chain(A, l - 1, 1) @ X).T, Y @ (chain(A, l - 1, 1) @ X).T),
        ),
    ],
    ref="cp.thm3.s4",
)
def gradient_of_the_last_layer(p):
    r"""$\nabla_{A_\ell} L_D = 0$ is (32) at $k = \ell$."""


@theorem(
    Eq(
        grad(loss, A[l]),
        -(identity(d[l]) - P) @ Y @ X.T @ chain(A, l - 1, 1).T,
    ),
    given=[output_34],
    ref="cp.thm3.s5",
)
def second_condition(p):
    r"""With (34): $\nabla_{A_\ell} L_D = -(I - P) Y X^\top A_{(\ell-1,1)}^\top$.

    So the second condition of (6) holds exactly where the gradient vanishes.
    """
    rest = chain(A, l - 1, k)
    c = p.calc()
    c.eq((chain(A, l, 1) @ X) @ (rest @ data).T - Y @ (rest @ data).T)
    c.eq(P @ Y @ below @ data @ data.T @ rest.T - Y @ (rest @ data).T, by=output_34)
    c.eq(P @ Y @ data.T @ rest.T - Y @ data.T @ rest.T, by=absorbed.of({pseudo_inverse.M: data}))
    c.eq(-(identity(d[l]) - P) @ Y @ X.T @ chain(A, l - 1, 1).T)


U, Lambda = matrix("U", d[l], d[l]), matrix("Lambda", d[l], d[l])
V, C = matrix("V", d[l], d[k]), matrix("C", d[k], d[k])
isometry = assume(Eq(V @ V.T @ V, V), name="block form")
spectral = eigendecomposition(Sigma, U, Lambda)
factored = assume(Eq(top, U @ V @ C), name="(5)")


@theorem(
    Exists(
        free,
        Eq(
            A[k],
            inv(C) @ V.T @ U.T @ Y @ below + free
            - inv(C) @ V.T @ V @ C @ free @ data @ below,
        ),
    ),
    given=[orthogonal(U), isometry, invertible(C), factored, stationary],
    ref="cp.thm3.s2",
)  # fmt: skip
def form_with_factors(p):
    r"""With $A_{(\ell,k+1)} = U_{k-1} V_{k-1} C_{k-1}$ every solution of (32) has the form (4).

    As in the shallow network, (4) is not (33) with another letter, but $C^{-1} V^\top U^\top$ is
    an inverse of $A_{(\ell,k+1)}$ that serves as well.
    """
    L_k = p.obtain(
        shallow_form.of({
            shallow.A2: top, shallow.A1: A[k], shallow.X: data, shallow.Y: Y,
            theorem_1.U: U, theorem_1.V: V, theorem_1.C: C,
        }),
        "K",
    )  # fmt: skip
    p.witness(L_k)


first = {
    shallow.A2: chain(A, l, 2), shallow.A1: A[1], shallow.X: X, shallow.Y: Y,
    theorem_1.U: matrix("U_0", d[l], d[l]), theorem_1.Lambda: matrix("Lambda_0", d[l], d[l]),
    theorem_1.V: matrix("V_0", d[l], d[1]), theorem_1.C: matrix("C_0", d[1], d[1]),
}  # fmt: skip
from_27 = value.value_from_27.of(first)
from_V = value.value_by_V.of(first)
from_P = value.short_loss.of(first)


@theorem(Eq(loss, (tr(Y @ Y.T) - blocks.fitted) / 2), given=[*from_27.given], ref="cp.prop4")
def value_of_a_critical_point(p):
    r"""$L_D = \frac12 (Tr(Y Y^\top) - \sum_i p_i(0) \sigma_i(0))$.

    The first hypothesis is (34) at $k = 1$, which holds at every critical point.
    """
    c = p.calc()
    c.eq(from_27.claims[0].right, by=from_27)
    c.eq((tr(Y @ Y.T) - blocks.fitted) / 2)


@theorem(
    [Eq(loss, from_V.claims[0].right), Eq(loss, from_V.claims[2].right), from_27.claims[0]],
    given=[*from_27.given],
    ref="cp.prop4.s2",
)
def value_by_V(p):
    r"""$P_{col(V_0 C_0)}$, $Tr(V_0^\top \Lambda_0 V_0)$ and $\sum_i p_i(0) \sigma_i(0)$."""
    p.calc().eq(from_V.claims[0].right, by=from_V)
    p.calc().eq(from_V.claims[2].right, by=from_V)
    p.calc().eq(from_27.claims[0].right, by=from_27)


@theorem(Eq(loss, from_P.claims[0].right), given=[*from_P.given], ref="cp.eq37.first")
def value_by_the_projector(p):
    r"""$L_D = \frac12 Tr(Y Y^\top) - \frac12 Tr(P_{col(A_{(\ell,2)})} \Sigma_0)$."""
    p.calc().eq(from_P.claims[0].right, by=from_P)


consistency = claim(
    Eq(chain(A, l, k), chain(A, l, k + 1) @ A[k]),
    ref="cp.thm3.s3",
    doc="The forms of the products must factor: $A_{(\\ell,k)} = A_{(\\ell,k+1)} A_k$.",
)


products_form = factors.the_invertible_factor.of(
    {shallow.A2: top, theorem_1.U: U, theorem_1.V: V, theorem_1.C: C}
)


@theorem(products_form.statements[0], given=[*products_form.given], ref="cp.thm3.s1")
def form_of_the_products(p):
    r"""$A_{(\ell,k+1)} = U_{k-1} V_{k-1} C_{k-1}$, by the argument of Theorem 1.

    As there, from $P_{col(A_{(\ell,k+1)})} = U V V^\top U^\top$ with V of block form.
    """
    p.witness(p.obtain(products_form, "F"))
