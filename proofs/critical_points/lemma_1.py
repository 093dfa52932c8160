r"""Lemma 1: what the stationary equations say of $A_1$ and of the column space of $A_2$.

Zhou and Liang 2018, supplement D.2.  $P = A_2 A_2^\dagger$ is the projector on the column space.
"""

import kronecker
import pseudo_inverse
from shallow_network import (
    A1,
    A2,
    Sigma,
    X,
    Y,
    d0,
    d1,
    loss,
    stationary_1,
    stationary_2,
)  # fmt: skip

from symland.prelude import *

L1 = matrix("L_1", d1, d0)
P = A2 @ pinv(A2)
gram = kron(X @ X.T, A2.T @ A2)
right = kron(X, A2.T) @ vec(Y)


def general_solution(free):
    """The right side of (25)."""
    return pinv(A2) @ Y @ pinv(X) + free - pinv(A2) @ A2 @ free @ X @ pinv(X)


@theorem(
    Iff(Eq(grad(loss, A1), 0), Exists(L1, Eq(A1, general_solution(L1)))),
    ref="cp.eq25",
)
def first_layer(p):
    r"""$\nabla_{A_1} L = 0$ iff $A_1 = A_2^\dagger Y X^\dagger + L_1 - A_2^\dagger A_2 L_1 X
    X^\dagger$ for some $L_1$."""
    with p.forward() as q:
        q.witness(A1)
    with p.backward() as q:
        q.obtain(Exists(L1, Eq(A1, general_solution(L1))), "K")


@theorem(
    [Eq(P @ Sigma @ P, Sigma @ P), Eq(Sigma @ P, P @ Sigma)],
    given=[stationary_1, stationary_2],
    ref="cp.eq26",
)
def the_projector_commutes(p):
    r"""$P \Sigma P = \Sigma P = P \Sigma$."""


@theorem(
    Implies(
        And(Eq(grad(loss, A1), 0), Eq(grad(loss, A2), 0)),
        And(
            Exists(L1, Eq(A1, general_solution(L1))),
            Eq(P @ Sigma @ P, Sigma @ P),
            Eq(Sigma @ P, P @ Sigma),
        ),
    ),
    ref="cp.lem1",
)
def lemma_1(p):
    """A critical point has the form (25) and satisfies (26)."""
    p.witness(A1)


normal_equation = claim(
    Eq(A2.T @ A2 @ A1 @ X @ X.T, A2.T @ Y @ X.T), given=[stationary_1], ref="cp.lem1.s1"
)


@theorem(Eq(gram @ vec(A1), right), given=[stationary_1], ref="cp.lem1.s2")
def as_a_linear_system(p):
    r"""(18) on both sides of the previous equation."""
    c = p.calc()
    c.eq(vec(A2.T @ A2 @ A1 @ X @ X.T), why="(18)")
    c.eq(vec(A2.T @ Y @ X.T), by=normal_equation)
    c.eq(right, why="(18)")


def solved(inverse, free):
    """The general solution of the linear system, with the inverse of its matrix."""
    return inverse @ right + (identity(d0 * d1) - inverse @ gram) @ vec(free)


@theorem(Exists(L1, Eq(vec(A1), solved(pinv(gram), L1))), given=[stationary_1], ref="cp.lem1.s3")
def general_solution_of_the_system(p):
    r"""$z = M^\dagger b + (I - M^\dagger M) w$ for some w, here $w = z$."""
    p.witness(A1)
    c = p.calc()
    c.eq(pinv(gram) @ gram @ vec(A1) + (identity(d0 * d1) - pinv(gram) @ gram) @ vec(A1))
    c.eq(solved(pinv(gram), A1), by=as_a_linear_system)


factored = kron(pinv(X @ X.T) @ X, pinv(A2.T @ A2) @ A2.T) @ vec(Y) + (
    identity(d0 * d1) - kron(pinv(X @ X.T) @ X @ X.T, pinv(A2.T @ A2) @ A2.T @ A2)
) @ vec(L1)


@theorem(Eq(solved(pinv(gram), L1), factored), ref="cp.lem1.s4")
def factors(p):
    """Step (i): the pseudo-inverse of a Kronecker product, and the mixed product."""
    inverse = kron(pinv(X @ X.T), pinv(A2.T @ A2))
    c = p.calc()
    known = kronecker.pseudo_inverse_of_a_kronecker_product.of(
        {kronecker.U: X @ X.T, kronecker.V: A2.T @ A2}
    )
    c.eq(solved(inverse, L1), by=known)
    c.eq(factored, why="(20)")


unstacked = (
    pinv(A2.T @ A2) @ A2.T @ Y @ X.T @ pinv(X @ X.T)
    + L1
    - pinv(A2.T @ A2) @ A2.T @ A2 @ L1 @ X @ X.T @ pinv(X @ X.T)
)


@theorem(Eq(factored, vec(unstacked)), ref="cp.lem1.s5")
def without_vec(p):
    """(18), with the transposes of the factors: pseudo-inverses of Gram matrices are symmetric."""
    x, a = pinv(X @ X.T), pinv(A2.T @ A2)
    turned = p.have(
        Eq(x, x.T), by=pseudo_inverse.symmetric_pseudo_inverse.of({pseudo_inverse.M: X})
    )
    c = p.calc()
    c.eq(vec(a @ A2.T @ Y @ X.T @ x.T) + vec(L1) - vec(a @ A2.T @ A2 @ L1 @ X @ X.T @ x.T))
    c.eq(vec(unstacked), by=turned)


@theorem(Eq(vec(unstacked), vec(general_solution(L1))), ref="cp.lem1.s6")
def by_21(p):
    """Step (ii): (21), three times."""
    c = p.calc()
    left = pseudo_inverse.left_form.of({pseudo_inverse.M: A2})
    right_ = pseudo_inverse.right_form.of({pseudo_inverse.M: X})
    x = X.T @ pinv(X @ X.T)
    c.eq(vec(pinv(A2) @ Y @ x + L1 - pinv(A2) @ A2 @ L1 @ X @ x), by=left)
    c.eq(vec(general_solution(L1)), by=right_)


@theorem(
    [
        Eq(A2 @ A1 @ X, A2 @ pinv(A2) @ Y @ pinv(X) @ X),
        Eq(A2 @ pinv(A2) @ Y @ pinv(X) @ X, P @ Y @ pinv(X) @ X),
    ],
    given=[assume(Eq(A1, general_solution(L1)), name="(25)")],
    ref="cp.eq27",
)
def output(p):
    r"""$A_2 A_1 X = A_2 A_2^\dagger Y X^\dagger X = P Y X^\dagger X$."""


products = claim(
    Eq(A2 @ A1 @ X @ X.T @ A1.T @ A2.T, Y @ X.T @ A1.T @ A2.T),
    given=[stationary_2],
    ref="cp.lem1.s7",
)

output_27 = assume(Eq(A2 @ A1 @ X, P @ Y @ pinv(X) @ X), name="(27)")
from_24 = assume(Eq(A2 @ A1 @ X @ X.T @ A1.T @ A2.T, Y @ X.T @ A1.T @ A2.T), name="(24) times A_2'")

sandwich = claim(Eq(P @ Sigma @ P, Sigma @ P), given=[output_27, from_24], ref="cp.lem1.s8")

symmetric_sandwich = claim(
    Eq(Sigma @ P, P @ Sigma),
    given=[assume(Eq(P @ Sigma @ P, Sigma @ P), name="previous display")],
    ref="cp.lem1.s9",
)
