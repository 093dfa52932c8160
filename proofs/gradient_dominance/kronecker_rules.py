r"""Vectorization and Kronecker products (Zhou and Liang 2017, section 2 and appendix B)."""

from symland.prelude import *

d, m, p, q, r, s = dims("d m p q r s")
A, X, B = matrix("A", p, q), matrix("X", q, r), matrix("B", r, s)
Z, j = matrix("Z", d, m), vector("j", m)


@theorem(Eq(kron(j.T, identity(d)) @ vec(Z), Z @ j), ref="gd.def.vec")
def vectorization(p):
    r"""$\mathrm{vec}$ stacks columns: its $j$-th block of $d$ entries is the $j$-th column.

    For a standard basis vector $j$ the left side picks the $j$-th block of $\mathrm{vec}(Z)$, the
    right side the $j$-th column of $Z$; the identity holds for every vector $j$.
    """


@theorem(Eq(vec(A @ X @ B), kron(B.T, A) @ vec(X)), ref="gd.lem.vec-kron")
def vec_of_a_product(p):
    """Reason (ii) of equation (95)."""


@theorem(Eq(kron(A, B).T, kron(A.T, B.T)), ref="gd.lem.kron-T")
def transpose_of_a_kronecker_product(p):
    """Reason (iii) of equation (96)."""
