r"""Kronecker products and Moore-Penrose inverses (Zhou and Liang 2018, (18) to (20))."""

from symland.prelude import *

m, n, p, q, r, s, t = dims("m n p q r s t")


@theorem(
    Eq(
        vec(matrix("U", m, n) @ matrix("M", n, p) @ matrix("V", p, q)),
        kron(matrix("V", p, q).T, matrix("U", m, n)) @ vec(matrix("M", n, p)),
    ),
    ref="cp.eq18",
)
def vec_of_a_product(p):
    r"""$\mathrm{vec}(U M V) = (V^\top \otimes U) \mathrm{vec}(M)$."""


@theorem(
    Eq(
        kron(matrix("M", m, n), matrix("W", p, q)) @ kron(matrix("U", n, r), matrix("V", q, s)),
        kron(matrix("M", m, n) @ matrix("U", n, r), matrix("W", p, q) @ matrix("V", q, s)),
    ),
    ref="cp.eq20",
)
def mixed_product(p):
    r"""$(M \otimes W)(U \otimes V) = (M U) \otimes (W V)$."""


U, V = matrix("U", m, n), matrix("V", p, q)
Ui, Vi = pinv(U), pinv(V)
both, candidate = kron(U, V), kron(Ui, Vi)


@theorem(Eq(pinv(both), candidate), ref="cp.eq19")
def pseudo_inverse_of_a_kronecker_product(p):
    r"""$(U \otimes V)^\dagger = U^\dagger \otimes V^\dagger$, by the four axioms.

    The Moore-Penrose inverse is the only matrix that does, so the kernel's rule for it asks for
    these four equations.
    """
    u, v = moore_penrose(U), moore_penrose(V)
    first = p.calc(both @ candidate @ both)
    first.eq(kron(U @ Ui @ U, V @ Vi @ V), why="mixed product")
    first.eq(both, by=[u[0], v[0]])
    second = p.calc(candidate @ both @ candidate)
    second.eq(kron(Ui @ U @ Ui, Vi @ V @ Vi), why="mixed product")
    second.eq(candidate, by=[u[1], v[1]])
    third = p.calc((both @ candidate).T)
    third.eq(kron((U @ Ui).T, (V @ Vi).T), why="mixed product and transposition")
    third.eq(kron(U @ Ui, V @ Vi), by=[u[2], v[2]])
    third.eq(both @ candidate, why="mixed product")
    fourth = p.calc((candidate @ both).T)
    fourth.eq(kron((Ui @ U).T, (Vi @ V).T), why="mixed product and transposition")
    fourth.eq(kron(Ui @ U, Vi @ V), by=[u[3], v[3]])
    fourth.eq(candidate @ both, why="mixed product")
    p.penrose(both, candidate)
