"""Proof files that are no proofs: families, layers and inductions used against their rules."""

LAYERS = """
n = dims("n")
A, B, T, Z = (matrix(x, n, n) for x in ("A", "B", "T", "Z"))
x = scalar("x")
V, W, G = (family(x, n, n) for x in ("V", "W", "G"))
Q, R = family("Q", n, n, indices=2), family("R", n, n, indices=2)
l, L = index("l", 0), index("L", 2)
i, j, k, q = index("i", 1, l), index("j", 1, l), index("k", 1), index("q", 1)
m, t, u = index("m", 1), index("t", 1, L), index("u", 2, L)
one = identity(n)
everywhere = ForAll(j, Eq(A, 0))
sigma, tau = activation("sigma"), activation("tau")
"""

# Each is false, or its proof is no proof: the proof, and what the error says ("" if a step fails).
LAYER_CHEATS = {
    "a layer that may not be there, through a lemma": ("""
@theorem(Eq(A @ chain(W, l, 1), 0), given=[everywhere])
def cheat(p):
    p.obtain(singular_value_decomposition(W[i]), "U", "S", "H")
    p.calc().eq(0, by=everywhere(1))
""", "the layer index `i` occurs in `every matrix has a singular value decomposition`, but not"),
    "a layer that may not be there, through a theorem": ("""
lemma = theorem(Eq(A @ chain(W, l, 1), 0), given=[everywhere, Eq(W[i], W[i])])(
    lambda p: p.calc().eq(0, by=everywhere(1)))
@theorem(Eq(A @ chain(W, l, 1), 0), given=[everywhere])
def cheat(p):
    p.calc().eq(0, by=lemma)
""", "the fact `W[i] = W[i]` is used where"),
    "a layer that may not be there, through a theorem that is obtained": ("""
lemma = theorem(Eq(A @ chain(W, l, 1), 0), given=[everywhere, Eq(W[i], W[i])])(
    lambda p: p.calc().eq(0, by=everywhere(1)))
@theorem(Eq(A @ chain(W, l, 1), 0), given=[everywhere])
def cheat(p):
    p.obtain(lemma)
""", "the layer index `i` occurs in `lemma`, but not"),
    "a layer that may not be there, as a witness": ("""
@theorem(Exists(Z, Eq(A @ chain(W, l, 1) + Z - Z, 0)), given=[everywhere])
def cheat(p):
    p.witness(W[i])
    p.calc().eq(0, by=everywhere(i))
""", "the layer index `i` occurs in a witness, but not"),
    "a unit that may not be there, as a witness": ("""
@theorem(Exists(V, Eq(A @ chain(W, l, 1) + V[1] - V[1], 0)), given=[everywhere])
def cheat(p):
    p.witness(Q[i])
    p.calc().eq(0, by=everywhere(i))
""", "the layer index `i` occurs in a witness, but not"),
    "a layer that may not be there, shown on the side": ("""
@theorem(Eq(A @ chain(W, l, 1), 0), given=[everywhere])
def cheat(p):
    p.show(Eq(W[i], W[i]))
    p.calc().eq(0, by=everywhere(1))
""", "the layer index `i` occurs in what is shown on the side, but not"),
    "a statement shown by nothing": ("""
@theorem(Eq(A, 0))
def cheat(p):
    p.show(Eq(A, 0))
    p.calc().eq(0, by=Eq(A, 0))
""", ""),
    "a statement shown by itself": ("""
@theorem(Eq(A, 0))
def cheat(p):
    with p.show(Eq(A, 0)) as q:
        q.calc().eq(0, by=Eq(A, 0))
    p.calc().eq(0, by=Eq(A, 0))
""", "is used in `by=` but is not among the hypotheses"),
    "an index whose name the range of another one has": ("""
h = ForAll(q, Eq(V[q], 0), where=[q >= i])
@theorem(ForAll(l, Eq(V[l], 0)), given=[Eq(W[i], 0), h])
def cheat(p):
    p.calc().eq(0, by=h(l))
""", "the name `l` is in use"),
    "a layer that is given twice": ("""
@theorem(Eq(A, B))
def cheat(p):
    p.obtain(layers_given(V, Eq(V[1], A), Eq(V[1], B)), "V")
""", "`V[1] = A` and `V[1] = B` may be about the same layer"),
    "two layers that may be one": ("""
@theorem(Eq(chain(W, l, 1), chain(W, l, 1) + A - B))
def cheat(p):
    p.obtain(layers_given(V, Eq(V[1], A), Eq(V[l], B)), "V")
""", "may be about the same layer"),
    "a layer in a range of which it is the end": ("""
@theorem(Eq(chain(W, L, 1), chain(W, L, 1) + A))
def cheat(p):
    p.obtain(layers_given(V, Eq(V[L], A), ForAll(u, Eq(V[u], 0))), "V")
""", "may be about the same layer"),
    "two ranges that overlap": ("""
@theorem(Eq(A, B))
def cheat(p):
    p.obtain(layers_given(V, ForAll(k, Eq(V[k], A)), ForAll(q, Eq(V[q + 1], B))), "V")
""", "may be about the same layer"),
    "two units of which one index differs only sometimes": ("""
@theorem(Eq(A, B))
def cheat(p):
    p.obtain(layers_given(Q, ForAll([k, q], Eq(Q[k][q], A)), Eq(Q[1][2], B)), "Q")
""", "may be about the same layer"),
    "one layer for every index": ("""
@theorem(Eq(W[1], W[2]))
def cheat(p):
    p.obtain(layers_given(V, ForAll([k, q], Eq(V[k], W[q]))), "V")
""", "would give one layer for every `q`"),
    "one layer for every matrix": ("""
@theorem(Eq(A, B))
def cheat(p):
    p.obtain(layers_given(V, ForAll(T, Eq(V[1], T))), "V")
""", "is for all layers in their ranges, and nothing else"),
    "a place that two indices share": ("""
@theorem(Eq(W[1], W[2]))
def cheat(p):
    p.obtain(layers_given(V, ForAll([k, q], Eq(V[k + q], W[q]))), "V")
""", "is a layer index, up to a shift"),
    "a layer given by itself": ("""
@theorem(Eq(one, 0))
def cheat(p):
    p.obtain(layers_given(V, Eq(V[1], V[1] + one)), "V")
""", "what the layers of `V` are given by contains them"),
    "a layer given by the layer before it": ("""
@theorem(Eq(A, 0))
def cheat(p):
    p.obtain(layers_given(V, ForAll(k, Eq(V[k + 1], V[k]))), "V")
""", "what the layers of `V` are given by contains them"),
    "a layer given by what is not defined": ("""
@theorem(invertible(A))
def cheat(p):
    p.obtain(layers_given(V, Eq(V[1], inv(A))), "V")
    p.witness(V[1])
""", "`A^-1` is defined"),
    "layers given by what is defined for some": ("""
units = ForAll(u, invertible(W[u]))
@theorem(Exists(Z, Eq(Z @ W[1], chain(W, L, 1) - chain(W, L, 1) + one)), given=[units])
def cheat(p):
    p.obtain(layers_given(V, ForAll(t, Eq(V[t], inv(W[t])))), "V", by=units(t))
    p.witness(V[1])
""", "is outside its range"),
    "layers given under a name that is in use": ("""
@theorem(Eq(W[1], A))
def cheat(p):
    p.obtain(layers_given(W, Eq(W[1], A)))
""", "the name `W` is in use"),
    "a family of other letters, captured by a sum": ("""
lemma = theorem(Eq(layer_sum(t, 1, L, W[2]), L * W[2]))(lambda p: None)
used = lemma.of({W: Q[t]})
cheat = claim(Eq(A, 0))
""", "the family in the place of `W` would be captured by the sum over `t`"),
    "a unit in a statement that binds its index": ("""
lemma = theorem(ForAll(t, Eq(W[1] @ V[t], W[1] @ V[t])))(lambda p: None)
used = lemma.of({W: Q[t]})
cheat = claim(Eq(A, 0))
""", "`t` is bound in"),
    "a family with one index in the place of one with two": ("""
lemma = theorem(Eq(Q[1][1], Q[2][1]), given=[ForAll([k, q], Eq(Q[k][q], Q[1][1]))])(
    lambda p: None)
used = lemma.of({Q: W})
cheat = claim(Eq(A, 0))
""", "the value of the family `Q` is a family of as many indices"),
    "one unit in the place of all": ("""
lemma = theorem(Eq(Q[1][1], Q[1][1]))(lambda p: None)
used = lemma.of({Q[1]: W})
cheat = claim(Eq(A, 0))
""", "a value is given for a whole family, not for `Q[1]`"),
    "for all layers that abbreviate others": ("""
units = let_family("H", k, one + chain(Q[k], 2, 1))
cheat = claim(ForAll(units, Eq(units[1], units[1])))
""", "`ForAll` binds letters and families, not `H`"),
    "a statement at a layer whose name it binds": ("""
lemma = theorem(ForAll(t, Eq(W[t] @ W[m], W[t] @ W[m])))(lambda p: None)
used = lemma.at(m, t)
cheat = claim(Eq(A, 0))
""", "would be captured"),
    "a witness that depends on what is bound after it": ("""
@theorem(Exists(Z, ForAll(B, Eq(Z, B))))
def cheat(p):
    p.witness(B)
""", "`B` is bound in"),
    "a family as a witness that depends on what is bound after it": ("""
@theorem(Exists(V, ForAll(t, Eq(V[1], W[t]))))
def cheat(p):
    p.witness(Q[t])
""", "the layer index `t` occurs in a witness, but not"),
    "an induction without its base": ("""
@theorem(Eq(V[m], A), given=[ForAll(k, Eq(V[k + 1], V[k]))])
def cheat(p):
    base, step = p.by_induction(m, 1)
    step.calc().eq(A, by=ForAll(k, Eq(V[k + 1], V[k]))(m))
""", ""),
    "an induction without its step": ("""
@theorem(Eq(V[m], A), given=[Eq(V[1], A)])
def cheat(p):
    base, step = p.by_induction(m, 1)
    base.calc().eq(A, by=Eq(V[1], A))
""", ""),
    "the hypothesis of an induction in its base": ("""
@theorem(Eq(V[m], A), given=[ForAll(k, Eq(V[k + 1], V[k]))])
def cheat(p):
    base, step = p.by_induction(m, 1)
    base.calc().eq(A, by=Eq(V[m], A))
    step.calc().eq(A, by=ForAll(k, Eq(V[k + 1], V[k]))(m))
""", "is used in `by=` but is not among the hypotheses"),
    "an induction that starts too late": ("""
@theorem(Eq(V[m], A), given=[Eq(V[2], A), ForAll(k, Eq(V[k + 1], V[k]))])
def cheat(p):
    p.by_induction(m, 2)
""", "the induction starts at 2, but `m` ranges from 1"),
    "an induction over what a hypothesis is about": ("""
@theorem(Eq(chain(V, m, 1) @ V[m], 0), given=[Eq(V[m], 0)])
def cheat(p):
    p.by_induction(m, 1)
""", "induction over `m`, which the hypothesis"),
    "an induction over the end of a range": ("""
@theorem(Eq(V[t], 0))
def cheat(p):
    p.by_induction(L, 2)
""", "induction over `L`, on which the range of `t` depends"),
    "an induction beyond the end of its range": ("""
@theorem(Eq(chain(V, t + 1, 1), V[1]), given=[ForAll(u, Eq(V[u], one))])
def cheat(p):
    base, step = p.by_induction(t, 1)
    base.calc().eq(V[1], by=ForAll(u, Eq(V[u], one))(2))
    step.calc().eq(V[1], by=ForAll(u, Eq(V[u], one))(t + 2))
""", "is outside its range"),
    "an induction whose hypothesis is not defined where the step is": ("""
h = ForAll(k, Eq(W[k + 1] @ V[k], 0))
zero = inv(V[m]) - inv(V[m])
@theorem(Eq(W[m] + zero, 0), given=[Eq(W[1], 0), h])
def cheat(p):
    base, step = p.by_induction(m, 1)
    base.calc().eq(0, by=Eq(W[1], 0))
    c = step.calc()
    c.eq(W[m + 1] @ V[m] @ inv(V[m]) + inv(V[m + 1]) - inv(V[m + 1])).eq(0, by=h(m))
""", "the induction hypothesis supposes that `V[m]^-1` is defined"),
    "a fact at n from before the induction": ("""
h = ForAll(k, Eq(W[k + 1] @ V[k], 0))
zero = inv(V[m]) - inv(V[m])
@theorem(Eq(W[m] + zero, 0), given=[Eq(W[1], 0), h])
def cheat(p):
    unit = p.have(Eq(V[m] @ inv(V[m]), one))
    base, step = p.by_induction(m, 1)
""", "induction over `m`, of which `V[m] V[m]^-1 = I` was shown before"),
    "what an induction is defined by, outside its range": ("""
h, units = ForAll(k, Eq(W[k + 1] @ V[k], 0)), ForAll(u, invertible(V[u]))
@theorem(Eq(W[m] + inv(V[m]) - inv(V[m]), 0), given=[Eq(W[1], 0), h, units])
def cheat(p):
    base, step = p.by_induction(m, 1, by=units(m))
""", "is outside its range"),
    "an activation of which nothing is known is onto": ("""
@theorem(Exists(Z, Eq(sigma(Z), B)))
def cheat(p):
    p.witness(p.obtain(entrywise_preimage(sigma, B), "P"))
""", "requires `for all y: (there is x with sigma(x) = y)`, which is not a hypothesis"),
    "another activation is onto": ("""
@theorem(Exists(Z, Eq(sigma(Z), B)), given=[onto(tau)])
def cheat(p):
    p.witness(p.obtain(entrywise_preimage(sigma, B), "P"))
""", "requires `for all y: (there is x with sigma(x) = y)`, which is not a hypothesis"),
    "the values of a function that is onto are all matrices that it is applied to": ("""
@theorem(Eq(sigma(A), B), given=[onto(sigma)])
def cheat(p):
    P = p.obtain(entrywise_preimage(sigma, B), "P")
    p.calc().eq(sigma(P)).eq(B, by=Eq(sigma(P), B))
""", ""),
}  # fmt: skip
