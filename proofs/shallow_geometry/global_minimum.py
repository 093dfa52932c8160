r"""Theorem 2(i): f and g have a global minimum in common (Zhu et al. 2018, section V).

That a minimum exists is a named lemma, the best approximation by matrices of bounded rank; so is
that its factors may be chosen balanced.
"""

from critical_points import Sig, U, V
from regularised_loss import W1, W2, X, Y, d0, d1, d2, mu
from same_minimum import (
    W1h,
    W2h,
    balanced_factors,
    hats,
    loss_in_the_basis,
    nu,
    product,
    same_product,
    svd,
)

from symland.prelude import *

A1, A2 = matrix("A_1", d1, d0), matrix("A_2", d2, d1)  # any other layers
M1, M2 = matrix("M_1", d1, d0), matrix("M_2", d2, d1)
constant = (frob2(Y) - frob2(Y @ V)) / 2  # the constant C of step 2, with its factor 1/2


def f(first, second):
    """The loss at two layers."""
    return frob2(second @ first @ X - Y) / 2


def f1(first, second):
    """The loss in the basis of the data."""
    return frob2(second @ first @ U @ Sig - Y @ V) / 2


def g(first, second):
    """The regularised loss."""
    return f(first, second) + mu / 4 * frob2(second.T @ second - first @ X @ X.T @ first.T)


def minimal(value, first, second):
    """Two layers are a global minimum."""
    return ForAll([A1, A2], Le(value(first, second), value(A1, A2)))


B, C = matrix("B_1", d2, d1), matrix("C_1", d1, d0)
nearest = ForAll([B, C], Le(frob2(M2 @ M1 - Y @ V), frob2(B @ C - Y @ V)))
basis = [orthogonal(U), invertible(Sig)]


@theorem(
    Implies(nearest, minimal(f1, M1 @ inv(Sig) @ U.T, M2)),
    given=basis,
    ref="oss.thm2i.step3.nearest",
)
def from_the_nearest(p):
    r"""$M_1 \Sigma^{-1} U^\top, M_2$ is minimal for $f_1$, if $M_2 M_1$ is nearest to $Y V$."""
    back = p.have(Eq(M2 @ M1 @ inv(Sig) @ U.T @ U @ Sig, M2 @ M1), by=basis)
    c = p.calc()
    c.eq(frob2(M2 @ M1 - Y @ V) / 2, by=back)
    c.le(f1(A1, A2), by=nearest(A2, A1 @ U @ Sig))


@theorem(Iff(minimal(f, W1, W2), minimal(f1, W1, W2)), given=svd[:2], ref="oss.thm2i.step3.argmin")
def the_same_minima(p):
    r"""The minima of f are those of $f_1$, since the difference is a number."""
    here, there = loss_in_the_basis, loss_in_the_basis.of({W1: A1, W2: A2})
    with p.forward() as q:
        c = q.calc()
        c.eq(f(W1, W2) - constant, by=here)
        c.le(f(A1, A2) - constant, by=minimal(f, W1, W2)(A1, A2))
        c.eq(f1(A1, A2), by=there)
    with p.backward() as q:
        c = q.calc()
        c.eq(f1(W1, W2) + constant, by=here)
        c.le(f1(A1, A2) + constant, by=minimal(f1, W1, W2)(A1, A2))
        c.eq(f(A1, A2), by=there)


@theorem(
    And(
        Exists([W1, W2], minimal(f1, W1, W2)),
        Iff(minimal(f, W1, W2), minimal(f1, W1, W2)),
    ),
    given=[*svd[:2], *basis],
    ref="oss.thm2i.step3",
)
def a_minimum_exists(p):
    r"""$f_1$ has a global minimum, and the minima of f are those of $f_1$."""
    q = p.part(1)
    left, right = q.obtain(best_approximation(Y @ V, d1), "M_2", "M_1")
    q.witness(right @ inv(Sig) @ U.T, left)
    q.obtain(from_the_nearest.forward)
    p.obtain(the_same_minima)


@theorem(
    [
        Eq(f1(W1, W2), f1(W1h, W2h)),
        Eq(f(W1, W2), f1(W1, W2) + constant),
        Eq(f1(W1, W2) + constant, f1(W1h, W2h) + constant),
        Eq(f1(W1h, W2h) + constant, f(W1h, W2h)),
        Eq(f(W1h, W2h), g(W1h, W2h)),
    ],
    given=[*svd, *hats, product],
    ref="oss.thm2i.step7",
)
def values_at_the_balanced_factors(p):
    r"""$f(W) = f_1(W) + C = f_1(\hat W) + C = f(\hat W) = g(\hat W)$.

    C is the constant of step 2 with the factor 1/2 that it lacks as printed.
    """
    same = p.have(Eq(W2h @ W1h @ U @ Sig, W2 @ W1 @ U @ Sig), by=same_product)
    c = p.calc()
    c.eq(frob2(W2h @ W1h @ U @ Sig - Y @ V) / 2, by=same)
    p.calc().eq(f1(W1, W2) + constant, by=loss_in_the_basis)
    c = p.calc()
    c.eq(frob2(W2h @ W1h @ U @ Sig - Y @ V) / 2 + constant, by=same)
    T = W2h @ W1h @ U @ Sig
    c = p.calc()
    c.eq(tr(T.T @ T @ (V.T @ V)) / 2 - tr(T.T @ Y @ V) + frob2(Y) / 2, by=orthogonal(V))
    c.eq(frob2(T @ V.T - Y) / 2)
    c.eq(f(W1h, W2h), by=svd[0])
    c = p.calc()
    c.eq(f(W1h, W2h) + mu / 4 * frob2(W2h.T @ W2h - W1h @ X @ X.T @ W1h.T), by=balanced_factors)


@theorem(
    Exists(
        [W1, W2],
        And(Eq(g(W1, W2), f(W1, W2)), minimal(f, W1, W2), minimal(g, W1, W2)),
    ),
    given=[*svd, *basis, assume(Eq(mu, nu * nu), name="mu = nu^2 >= 0")],
    ref="oss.thm2i.step8",
)
def a_common_minimum(p):
    r"""f and g have a global minimum in common, with the same value.

    $\min f \le \min g \le g(\hat W) = f(\hat W) = \min f$.
    """
    left, right = p.obtain(best_approximation(Y @ V, d1), "M_2", "M_1")
    T2, T1 = p.obtain(balanced_factorization(left, right), "T_2", "T_1")
    first, plain = T1 @ inv(Sig) @ U.T, right @ inv(Sig) @ U.T
    p.obtain(from_the_nearest.forward)
    p.obtain(the_same_minima.of({W1: plain, W2: left}).backward)
    gram = p.have(Eq(X @ X.T, U @ Sig @ Sig @ U.T), by=svd)
    back = p.have(Eq(inv(Sig) @ U.T @ U @ Sig @ Sig @ U.T @ U @ inv(Sig).T, identity(d0)),
                  by=[*basis, *is_diagonal(Sig)])  # fmt: skip
    zero = p.have(Eq(T2.T @ T2 - first @ (U @ Sig @ Sig @ U.T) @ first.T, 0),
                  by=[back, Eq(T2.T @ T2, T1 @ T1.T)])  # fmt: skip
    none = p.have(Eq(T2.T @ T2 - first @ X @ X.T @ first.T, 0), by=[gram, zero])
    same = p.have(Eq(T2 @ first, left @ plain), by=Eq(T2 @ T1, left @ right))
    p.witness(first, T2)
    p.calc().eq(f(first, T2), by=none)
    least = minimal(f, plain, left)(A1, A2)
    c = p.part(2).calc()
    c.eq(f(plain, left), by=same)
    c.le(f(A1, A2), by=least)
    c = p.part(3).calc()
    c.eq(f(first, T2), by=none)
    c.eq(f(plain, left), by=same)
    c.le(f(A1, A2), by=least)
    regular = A2.T @ A2 - A1 @ X @ X.T @ A1.T
    c.le(f(A1, A2) + nu * nu / 4 * frob2(regular), by=square(nu / 2 * regular))
    c.eq(g(A1, A2), by=Eq(mu, nu * nu))
