"""Certificates of theorems about families: with two indices, and with values of every kind."""

from symland.kernel.archive import check_all, read_file
from tests.certificates.conftest import written

TEXT = """
from symland.prelude import *

n = dims("n")
P, Z, T = matrix("P", n, n), matrix("Z", n, n), matrix("T", n, n)
W, V = family("W", n), family("V", n)
A, B = family("A", n, n, indices=2), family("B", n, n, indices=2)
l, u = index("l", 1), index("u")
k, q, j = index("k", 1), index("q", 1, l), index("j", 2)
moved = define(V, k, 2 * W[k])
H = let_family("H", u, identity(n) + A[u][1])
products = ForAll([k, q], Eq(A[k][q] @ P, 0))


@theorem(Eq(chain(W, l, 1) @ P, 0), given=[Eq(W[1] @ P, 0)])
def lowest(p):
    c = p.calc()
    c.eq(chain(W, l, 2) @ W[1] @ P).eq(0, by=Eq(W[1] @ P, 0))


@theorem(Eq(chain(A[k], l, 1) @ P, 0), given=[products])
def at_a_unit(p):
    p.show(Eq(A[k][1] @ P, 0)).calc().eq(0, by=products(k, 1))
    p.obtain(lowest.of({W: A[k]}))


@theorem(Eq(chain(H, l, 1) @ P, 0), given=[Eq(A[1][1] @ P, -P)])
def at_layers_that_abbreviate(p):
    p.show(Eq(H[1] @ P, 0)).calc().eq(P + A[1][1] @ P).eq(0, by=Eq(A[1][1] @ P, -P))
    p.obtain(lowest.of({W: H}))


@theorem(Eq(2 * W[1] @ P, 0), given=[Eq(2 * W[1] @ P, 0)])
def at_a_definition(p):
    p.calc().eq(0, by=lowest.at(l, 1).of({W: moved}))


@theorem(Exists(B, ForAll([k, q], Eq(B[k][q], 2 * A[k][q]))), given=[Eq(T, T)])
def twice(p):
    p.obtain(layers_given(B, ForAll([k, q], Eq(B[k][q], 2 * A[k][q]))), "B")
    p.witness(B)


@theorem(ForAll(B, Implies(ForAll([k, q], Eq(B[k][q], 0)), Eq(chain(B[k], l, 1), 0))))
def vanishing_units(p):
    zero = ForAll([k, q], Eq(B[k][q], 0))
    c = p.calc()
    c.eq(chain(B[k], l, 2) @ B[k][1]).eq(0, by=zero(k, 1))


@theorem(Exists(V, ForAll(k, Eq(V[k], H[k]))))
def layers_as_a_witness(p):
    p.witness(H)
    p.part(1).calc().eq(H[k])
"""


def test_values_of_families(tmp_path):
    found = written(tmp_path, TEXT)
    files = sorted((tmp_path / "certificates").rglob("*.json"))
    entries = check_all([read_file(one.name, one.read_bytes()) for one in files])
    assert len(found) == len(entries) == 7
    assert [entry.error for entry in entries if entry.error] == []
    assert {entry.file for entry in entries if entry.cited} == {"twice.json"}
