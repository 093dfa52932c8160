"""Proof files that are no proofs: what is defined, in its range or new only because it is said."""

MORE = """
C, Y = matrix("C", n, n), matrix("Y", n, n)
y, z = scalar("y"), scalar("z")
s = index("s")
"""

# Each is false, or its proof is no proof: the proof, and what the error says ("" if a step fails).
DEFINED_CHEATS = {
    "an inverse that is defined because a hypothesis is taken at it": ("""
h = ForAll(Z, Eq(Z @ B, B @ Z))
@theorem(Exists(Z, Eq(A @ Z, one)), given=[h])
def cheat(p):
    p.witness(inv(A))
    p.calc().eq(one, by=h(inv(A)))
""", "supposes that `A^-1` is defined"),
    "a quotient that is defined because a hypothesis is taken at it": ("""
h = ForAll(y, Eq(y * z, z * y))
@theorem(Exists(z, Eq(x * z, 1)), given=[h])
def cheat(p):
    p.witness(1 / x)
    p.calc().eq(1, by=h(1 / x))
""", "supposes that `1/x` is defined"),
    "an inverse that is defined because a property is taken at it": ("""
@theorem(Exists(Z, Eq(B @ Z, one)), given=[psd(A)])
def cheat(p):
    p.witness(inv(B))
    p.calc().eq(one, by=psd(A)(inv(B)))
""", "supposes that `B^-1` is defined"),
    "an inverse that is defined because a theorem is taken at it": ("""
lemma = theorem(Exists(Z, Eq(Z, A)))(lambda p: p.witness(A))
@theorem(Exists(Z, Eq(C @ Z, one)))
def cheat(p):
    Q = p.obtain(lemma.of({A: inv(C)}), "Q")
    p.witness(Q)
    p.calc().eq(C @ inv(C), by=Eq(Q, inv(C))).eq(one)
""", "`lemma` supposes that `C^-1` is defined"),
    "the same, below what the theorem binds": ("""
lemma = theorem(ForAll(k, Eq(A @ V[k], A @ V[k])))(lambda p: None)
@theorem(Exists(Z, Eq(C @ Z, one)))
def cheat(p):
    p.obtain(lemma.of({A: inv(C)}))
    p.witness(inv(C))
    p.calc().eq(one, by=ForAll(k, Eq(inv(C) @ V[k], inv(C) @ V[k]))(1))
""", "`lemma` supposes that `C^-1` is defined"),
    "the same, one value after the other": ("""
lemma = theorem(Exists(Z, Eq(Z, A)))(lambda p: p.witness(A))
@theorem(Implies(Eq(inv(B) @ B, one), Exists(Z, Eq(C @ Z, one))))
def cheat(p):
    Q = p.obtain(lemma.of({A: inv(B)}).of({B: C}), "Q")
    p.witness(Q)
    p.calc().eq(C @ inv(C), by=Eq(Q, inv(C))).eq(one)
""", "`lemma` supposes that `C^-1` is defined"),
    "the same, for a family": ("""
lemma = theorem(ForAll(k, Eq(V[k] @ B, V[k] @ B)))(lambda p: None)
@theorem(Exists(Z, Eq(W[1] @ Z, one)))
def cheat(p):
    p.obtain(lemma.of({V: define(family("H", n, n), s, inv(W[s]))}))
    p.witness(inv(W[1]))
    p.calc().eq(one, by=ForAll(k, Eq(inv(W[k]) @ B, inv(W[k]) @ B))(1))
""", "`lemma` supposes that `W[s]^-1` is defined"),
    "an inverse that is defined because a named lemma is taken at it": ("""
@theorem(Exists(Z, Eq(C @ Z, one)))
def cheat(p):
    F, H = p.obtain(rank_factorization(inv(C), dims("r")), "F", "H")
    p.witness(F @ H)
    p.calc().eq(C @ inv(C), by=Eq(inv(C), F @ H)).eq(one)
""", "every matrix has a full rank factorization` supposes that `C^-1` is defined"),
    "the same, for a preimage": ("""
@theorem(Exists(Z, Eq(C @ Z, one)), given=[onto(sigma)])
def cheat(p):
    Q = p.obtain(entrywise_preimage(sigma, inv(C)), "Q")
    p.witness(sigma(Q))
    p.calc().eq(C @ inv(C), by=Eq(sigma(Q), inv(C))).eq(one)
""", "supposes that `C^-1` is defined"),
    "what is said of one matrix, for all that a requirement binds": ("""
h = ForAll(B, Eq(B @ inv(B), one))
@theorem(Exists(Z, Eq(C @ Z, one)), given=[h])
def lemma(p):
    p.witness(inv(C))
    p.calc().eq(one, by=h(C))
@theorem([Eq(inv(B), inv(B)), Exists(Z, Eq(C @ Z, one))])
def cheat(p):
    Q = p.obtain(lemma, "Q")
    p.part(2).witness(Q)
""", "where what the statement says of `B` supposes that something is defined"),
    "the body of a definition, outside its range": ("""
@theorem(Exists(Z, Eq(W[L + 1] @ Z, one)), given=[define(V, t, inv(W[t]))])
def cheat(p):
    p.witness(inv(W[L + 1]))
""", "supposes that `W[L + 1]^-1` is defined"),
    "the body of a definition, at two layers at once": ("""
@theorem(Exists(Z, Eq((W[1] + W[5]) @ Z, one)), given=[define(V, s, inv(W[s] + W[s + 1]))])
def cheat(p):
    p.witness(inv(W[1] + W[5]))
""", "supposes that `(W[1] + W[5])^-1` is defined"),
    "the body of a definition, of other products": ("""
@theorem(Exists(Z, Eq(W[0] @ Z, one)), given=[define(V, k, inv(chain(W, k, 1)))])
def cheat(p):
    p.witness(inv(chain(W, 0, 0)))
""", "supposes that `W[0..0]^-1` is defined"),
    "two definitions of one family": ("""
@theorem(Eq(A, B), given=[define(V, s, A), define(V, s, B)])
def cheat(p):
    pass
""", "`V` is defined twice"),
    "definitions in a circle": ("""
@theorem(Eq(one, 0), given=[define(V, s, W[s] + one), define(W, s, V[s] + one)])
def cheat(p):
    pass
""", "uses `W`, which is defined after it"),
    "a layer that may not be there, as a case": ("""
@theorem(Eq(A @ chain(W, l, 1), 0), given=[everywhere])
def cheat(p):
    for case in p.cases(frob2(W[i])):
        case.calc().eq(0, by=everywhere(1))
""", "cases of the layer index `i`, which is not in the statement"),
    "cases of a layer index that only one of two statements has": ("""
other = A @ chain(W, l, 1) @ chain(V, L, 1)
@theorem([Eq(W[i] @ W[t], W[i] @ W[t]), Eq(other, 0)], given=[everywhere])
def cheat(p):
    for case in p.cases(i, t):
        case.calc(other).eq(0, by=everywhere(1))
""", "cases of the layer index `i`, which is not in the statement"),
    "a range that nothing shows": ("""
@theorem(Implies(Eq(A @ chain(W, l, 1), 0), l >= 3))
def cheat(p):
    pass
""", "nothing shows `l >= 3`"),
    "a range that nothing shows, beside an equation": ("""
@theorem(Implies(Eq(A @ chain(W, l, 1), 0), And(Eq(A, A), l >= 3)))
def cheat(p):
    pass
""", "nothing shows `l >= 3`"),
    "a range that nothing shows, shown on the side": ("""
@theorem(Eq(A @ chain(W, l, 1), 0), given=[everywhere])
def cheat(p):
    p.show(l >= 1)
    p.calc().eq(0, by=everywhere(1))
""", "nothing shows `l >= 1`"),
    "an order that nothing shows, for all layers": ("""
@theorem(ForAll([i, j], i <= j))
def cheat(p):
    pass
""", "nothing shows"),
    "nonzero, by a number of the same name": ("""
@theorem(nonzero(y))
def cheat(p):
    p.witness(x - x + 1)
""", ""),
    "a root is differentiated at 0": ("""
@theorem(Eq(C, 0), given=[Eq(sqrt(A), 0)])
def cheat(p):
    p.calc().eq(2 * hadamard(C, sqrt.d(A), sqrt(A))).eq(0, by=Eq(sqrt(A), 0))
""", "supposes that `A.^(-1/2)/2` is defined"),
    "a root below a derivative": ("""
@theorem(Eq(y, 0), given=[Eq(sqrt(x), 0)])
def cheat(p):
    p.calc().eq(2 * y * grad(sqrt(x), x) * sqrt(x)).eq(0, by=Eq(sqrt(x), 0))
""", "supposes that `sqrt(x)` is defined"),
    "the reciprocal of a root": ("""
@theorem(Exists(Z, Eq(hadamard(Z, sqrt(A)), ones(n, n))))
def cheat(p):
    p.witness(hadamard_power(A, Fraction(-1, 2)))
""", "is defined, which the statement does not"),
    "a norm is differentiated at 0, beside a root": ("""
@theorem(Eq(y, 0), given=[Eq(sqrt(A), sqrt(A)), Eq(A, 0)])
def cheat(p):
    p.calc().eq(y * tr(grad(norm(A), A).T @ grad(norm(A), A))).eq(0, by=Eq(A, 0))
""", "supposes that `|A|_F` is defined"),
    "a pseudo-inverse is differentiated, whatever the rank": ("""
@theorem(Exists(Z, Eq(Z, A)))
def cheat(p):
    p.witness(A + grad(tr(pinv(A)), A) - grad(tr(pinv(A)), A))
""", "supposes that `A^+` is defined"),
    "a derivative of what is defined by another letter": ("""
lemma = theorem(ForAll(B, Eq(grad(tr(V[1] @ B), A), 0)))(lambda p: p.calc().eq(0))
@theorem(ForAll(B, Eq(grad(tr(V[1] @ B), A), 0)), given=[define(V, k, A @ W[k])])
def cheat(p):
    p.obtain(lemma)
""", "a derivative of `V`, which is defined by other letters, is not supported"),
    "a derivative in a definition": ("""
slope = define(G, k, grad(tr(V[1]), A))
@theorem(Eq(G[1], 0), given=[define(V, k, A @ W[k]), slope])
def cheat(p):
    p.calc().eq(0, by=slope(1))
""", "a derivative of `V`, which is defined by other letters, is not supported"),
}  # fmt: skip
