"""A file of small errata of every kind, each of which has a document."""

ERRATA = """
from symland.prelude import *

m, n = dims("m n")
A, B, P, S = matrix("A", m, n), matrix("B", n, m), matrix("P", n, n), symmetric("S", n)
a, mu = scalar("a"), scalar("mu")
x, sigma = matrix("x", 1, 1), activation("sigma")
d = dims("d[]")
W, V = family("W", d), family("V", n)
l, k = index("l", 1), index("k", 1, index("l", 1))
right = claim(Eq(tr(A @ B), tr(B @ A)), ref="right")
even = claim(Eq(tr(P @ P.T), frob2(P)), ref="even")


def wrong(name, printed, **options):
    return erratum(printed, ref=name, corrected=options.pop("corrected", right), **options)


swapped = wrong("swapped", Eq(A @ B @ A, A @ A.T @ B.T))
second = wrong("second", [Eq(tr(A @ B), tr(B @ A)), Eq(frob2(A), tr(A @ B))])
gradient = wrong("gradient", Eq(grad(frob2(A), A), A), given=[Gt(mu, 0)])
hessian = wrong("hessian", Eq(hess(frob2(S) / 2, S, S), identity(n * n)))
orthogonal_ = wrong("turned", Eq(P, identity(n)), given=[orthogonal(P)])
layers = wrong("layers", Eq(chain(W, l, 1), 0), given=[Le(l, 2)])
generic_layer = wrong("layer", Eq(frob2(W[k]), 1))
j = index("j", 1, 3)
every = wrong("every", Eq(V[1] @ V[2], 0), given=[ForAll(j, Eq(V[j] @ P, 0))])
moved = wrong("moved", Eq(V[2], 3 * P), given=[define(V, index("p", 1), 2 * P)])
semidefinite = wrong("psd", Le(tr(P), 0), given=[psd(P)])
positive_ = wrong("positive", Eq(P, identity(n)), given=[positive_diagonal(P)])
increasing = wrong("increasing", Eq(sigma(A + A), sigma(A) + sigma(A)),
                   given=[ForAll(x, Gt(as_scalar(sigma.d(x)), 0))])
y = matrix("y", 1, 1)
onto = wrong("onto", Eq(sigma(A + A), sigma(A) + sigma(A)),
             given=[ForAll(y, Exists(x, Eq(sigma(x), y)))])
implication = wrong("implication", Eq(P, 0), given=[Implies(Eq(P, P.T), Eq(tr(P), 1))])
general = wrong("general", Eq(function("u", n, n)(vector("v", n)), vector("v", n)))
in_e = wrong("in e", Eq(exp(x + x), exp(x)))
root = wrong("root", Eq(sqrt(as_scalar(2) + a * a), a + 1))
inverse_ = wrong("inverse", Eq(inv(P), P))
pseudo = wrong("pseudo", Eq(pinv(A) @ A, identity(n)))
sum_ = wrong("sum", Eq(layer_sum(index("i"), 1, l, frob2(V[index("i")])), frob2(V[1])))
blocks_ = wrong("blocks", Eq(block([[P, P], [0, P]]).T, block([[P, P], [0, P]])))
given_ = wrong("given", Eq(P @ P, P), instance={"n": 1, "P": [[2]]})
missing_ = erratum(Eq(P @ P.T, P.T @ P), ref="missing", missing=[symmetric(P)])
C, zero, one = matrix("C", n, n), zeros(1, 1), identity(1)
D = matrix("C", 1, 1)
inverse_there = Exists(D, Eq(zero @ D, one))
there = claim(Eq(zero, zero.T), ref="there")


@theorem(Not(inverse_there), ref="never")
def never(p):
    found = p.obtain(inverse_there, "X")
    step = p.calc(as_scalar(1))
    step.eq(as_scalar(zero @ found), by=Eq(zero @ found, one))
    step.eq(0)


denied_ = wrong("denied", Exists(C, Eq(P @ C, identity(n))), given=[Eq(P, P.T)],
                instance={"n": 1, "P": [[0]]}, denied=[there, never])
unequal = wrong("unequal", lambda: Eq(A, B))
unequal_sum = wrong("unequal sum", lambda: Eq(A @ B + B @ A, 0))
unfit = wrong("unfit", lambda: Eq(tr(A @ A), 0), given=[Gt(mu, 0)])
no_trace = wrong("no trace", lambda: Eq(tr(A), 0))
"""
