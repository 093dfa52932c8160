"""Proof files that are no proofs: statements made of statements, used against their rules."""

LOGIC = """
n, k = dims("n k")
A, B, C, D, P = (matrix(x, n, n) for x in ("A", "B", "C", "D", "P"))
V, Z = matrix("V", n, k), matrix("Z", n, n)
x = scalar("x")
W = family("W", n)
l = index("l", 0)
i, j = index("i", 1, l), index("j", 1, l)
"""

# Each is false, or its proof is no proof.
CHEATS = {
    "only one direction of an iff": """
@theorem(Iff(Eq(A, B), Eq(A @ A, A @ B)))
def cheat(p):
    with p.forward() as q:
        q.calc().eq(A @ B, by=Eq(A, B))
""",
    "the hypothesis of one direction in the other": """
@theorem(Iff(Eq(A, 0), Eq(A @ A, A @ A)))
def cheat(p):
    with p.forward():
        pass
    with p.backward() as q:
        q.calc().eq(0, by=Eq(A, 0))
""",
    "a fact shown in one direction, used in the other": """
@theorem(Iff(Eq(A, 0), Eq(A @ A, A @ A)))
def cheat(p):
    q = p.forward()
    known = q.have(Eq(A, 0), by=Eq(A, 0))
    p.backward().calc().eq(0, by=known)
""",
    "what is said of all vectors of one size, at another size": """
u, w = matrix("u", n, 1), matrix("w", k, 1)
every = ForAll(u, Eq(x * frob2(u), n * frob2(u)))
@theorem(Eq(x * frob2(w), k * frob2(w)), given=[every])
def cheat(p):
    p.calc().eq(k * frob2(w), by=every(w))
""",
    "what is said of all vectors of one size, obtained at another size": """
u, w = matrix("u", n, 1), matrix("w", k, 1)
every = ForAll(u, Exists(Z, Eq(frob2(Z @ u), n * frob2(u) + 1)))
@theorem(Eq(n, k), given=[every])
def cheat(p):
    p.obtain(every(w), "Q")
""",
    "what is said of all families of one size, at another size": """
H = family("H", k)
every = ForAll(W, Eq(x * tr(W[1]), n * tr(W[1])))
@theorem(Eq(x * tr(H[1]), k * tr(H[1])), given=[every])
def cheat(p):
    p.calc().eq(k * tr(H[1]), by=every(H))
""",
    "no witness": """
@theorem(Exists(Z, Eq(A @ Z, B)))
def cheat(p):
    pass
""",
    "a wrong witness": """
@theorem(Exists(Z, Eq(A + Z, B)))
def cheat(p):
    p.witness(A - B)
""",
    "a witness that is defined only sometimes": """
@theorem(Exists(Z, Eq(A @ Z, B)))
def cheat(p):
    p.witness(inv(A) @ B)
""",
    "invertible because inv(A) is written": """
@theorem(Implies(Eq(A @ B, C), invertible(A)))
def cheat(p):
    p.witness(inv(A))
""",
    "invertible with nothing said": "cheat = claim(invertible(A))\n",
    "nonzero with nothing said": "cheat = claim(nonzero(x))\n",
    "a letter that is in use": """
@theorem(Implies(projector(P), Eq(V.T @ V, identity(k))))
def cheat(p):
    p.obtain(projector_factor(P, dims("r")), "V")
""",
    "a letter that a hypothesis uses": """
@theorem(Eq(P, C @ C.T), given=[projector(P), Eq(C, A)])
def cheat(p):
    p.obtain(projector_factor(P, dims("r")), "C")
""",
    "a size that is in use": """
@theorem(Implies(projector(P), Eq(P, identity(n))))
def cheat(p):
    p.obtain(projector_factor(P, n), "U")
""",
    "a letter that a step has used": """
@theorem(Implies(projector(P), Exists(Z, Eq(P @ A, Z))))
def cheat(p):
    p.have(Eq(D, D))
    p.obtain(projector_factor(P, dims("r")), "D")
    p.witness(P @ A)
""",
    "a lemma whose hypothesis does not hold": """
@theorem(Exists(Z, Eq(P, Z @ Z.T)))
def cheat(p):
    U = p.obtain(projector_factor(P, dims("r")), "U")
    p.witness(P)
""",
    "a lemma whose hypothesis is shown by its conclusion": """
@theorem(Eq(P.T, P))
def cheat(p):
    shown = p.have(Eq(P @ P, P))
    p.obtain(projector_factor(P, dims("r")), "U", by=shown)
""",
    "the hypothesis of an implication that is not known": """
@theorem(Eq(A, 0), given=[Implies(Eq(B, 0), Eq(A, 0))])
def cheat(p):
    p.obtain(Implies(Eq(B, 0), Eq(A, 0)))
""",
    "an implication that is not a hypothesis": """
@theorem(Eq(A, 0), given=[Eq(B, 0)])
def cheat(p):
    p.obtain(Implies(Eq(B, 0), Eq(A, 0)))
""",
    "an iff read in the wrong direction": """
lemma = theorem(Implies(Eq(A, 0), Eq(A @ A, 0)))(lambda p: None)

@theorem(Eq(A, 0), given=[Eq(A @ A, 0)])
def cheat(p):
    p.obtain(lemma.backward)
""",
    "an existing letter with more properties than it has": """
@theorem(Implies(Exists(Z, Eq(A @ Z, B)), Exists(D, And(Eq(A @ D, B), Eq(D.T, D)))))
def cheat(p):
    p.witness(p.obtain(Exists(Z, Eq(A @ Z, B)), "U"))
""",
    "one case of two": """
@theorem(Eq(x * (1 - x), 0))
def cheat(p):
    zero, other = p.cases(x)
""",
    "one case of three": """
@theorem(Eq(W[i] @ W[j], W[j] @ W[i]), given=[Eq(l, l)] if False else [])
def cheat(p):
    less, same, more = p.cases(i, j)
""",
    "a fact of one case in the other": """
@theorem(Eq(x, 0))
def cheat(p):
    zero, other = p.cases(x)
    known = zero.have(Eq(x, 0), by=Eq(x, 0))
    other.calc().eq(0, by=known)
""",
    "cases of an index that the statement does not have": """
@theorem(Eq(x, 0))
def cheat(p):
    for case in p.cases(i, j):
        case.calc().eq(0)
""",
    "cases of what is not defined": """
@theorem(Eq(tr(A @ B), tr(B @ A) * 1))
def cheat(p):
    p.cases(1 / x)
""",
    "a statement for all layers, used outside its range": """
@theorem(Eq(W[l + 1], 0), given=[ForAll(i, Eq(W[i], 0))])
def cheat(p):
    p.calc().eq(0, by=ForAll(i, Eq(W[i], 0))(l + 1))
""",
    "a statement for all layers that is not a hypothesis": """
@theorem(Eq(W[i], 0))
def cheat(p):
    p.calc().eq(0, by=ForAll(i, Eq(W[i], 0))(i))
""",
    "a statement for all layers whose index is in use": """
@theorem(ForAll(i, Eq(W[i], 0)), given=[Eq(W[i], 0)])
def cheat(p):
    p.calc().eq(0, by=Eq(W[i], 0))
""",
    "where= left out": """
h = ForAll([i, j], Eq(W[i] @ W[j], 0), where=[i < j])
@theorem(Eq(W[i] @ W[i], 0), given=[h])
def cheat(p):
    p.calc().eq(0, by=h(i, i))
""",
    "two values exchanged": """
h = ForAll([i, j], Eq(W[i] @ W[j].T, 0), where=[i < j])
@theorem(Eq(W[j] @ W[i].T, 0), given=[h, i < j])
def cheat(p):
    p.calc().eq(0, by=h(j, i))
""",
    "an entry for all entries": """
@theorem(Implies(Eq(vector("e", n).T @ A @ vector("f", n), 0), Eq(A, 0)))
def cheat(p):
    p.entrywise("e", "f")
""",
    "distinct entries at one vector": """
@theorem(Implies(And(distinct_diagonal(A), commuting(A, P)), Eq(P, 0)))
def cheat(p):
    e, f = p.entrywise("e", "f")
    gap = inner(e, A @ e) - inner(f, A @ f)
    p.calc().eq(1 / gap * (gap * (e.T @ P @ f)), by=distinct_diagonal(A)(e, f))
""",
    "more than a property says": """
@theorem(Implies(psd(A), Eq(tr(A), 0)))
def cheat(p):
    pass
""",
    "an instance of a theorem without its hypotheses": """
lemma = theorem(Eq(A.T @ B, A @ B), given=[symmetric(A)])(lambda p: None)

@theorem(Eq(C.T @ B, C @ B))
def cheat(p):
    p.calc().eq(C @ B, by=lemma.of({A: C}))
""",
    "an instance of a symmetric letter": """
S = symmetric("S", n)
lemma = theorem(Eq(S.T @ B, S @ B))(lambda p: None)
@theorem(Eq(C.T @ B, C @ B))
def cheat(p):
    p.calc().eq(C @ B, by=lemma.of({S: C}))
""",
    "an instance that captures": """
lemma = theorem(Exists(Z, Eq(Z, A)))(lambda p: p.witness(A))
@theorem(Exists(D, Eq(D, Z + identity(n))))
def cheat(p):
    p.witness(p.obtain(lemma.of({A: Z + identity(n)}), "U"))
""",
    "an instance below a derivative": """
lemma = theorem(Eq(grad(frob2(A), A), 2 * A))(lambda p: None)
cheat = claim(Eq(grad(frob2(B @ B), B), 2 * B))
used = lemma.of({A: B @ B})
""",
    "a theorem that is not proved": """
lemma = theorem(Exists(Z, Eq(A @ Z, B)))(lambda p: p.witness(B))
@theorem(Exists(Z, Eq(A @ Z, B)))
def cheat(p):
    p.witness(p.obtain(lemma, "U"))
""",
    "a definedness that another statement supposes": """
lemma = theorem(Implies(Eq(B, inv(A)), Exists(Z, Eq(Z @ A, identity(n)))))(
    lambda p: p.witness(inv(A)))
@theorem(Exists(Z, Eq(Z @ C, identity(n))))
def cheat(p):
    p.witness(p.obtain(lemma.of({A: C, B: D}).forward, "U"))
""",
    "sums of terms that are equal only at one layer": """
@theorem(Eq(layer_sum(i, 1, l, W[i]), layer_sum(i, 1, l, 2 * W[i])), given=[Eq(W[1], 0)])
def cheat(p):
    p.obtain(termwise(i, W[i], 2 * W[i]), by=Eq(W[1], 0))
""",
    "a norm of which nothing is known": """
@theorem(Eq(A, 0), given=[Eq(tr(A), 0)])
def cheat(p):
    p.obtain(vanishing(A))
""",
    "a sum of entries of a matrix that is diagonal only": """
e, f = vector("e", n), vector("f", n)
total = inner(e, A @ e) + inner(f, A @ f)
@theorem(Eq(x, 0), given=[is_diagonal(A), basis_vector(e), basis_vector(f), Eq(total * x, 0)])
def cheat(p):
    c = p.calc()
    c.eq(1 / total * (total * x), by=positive_diagonal(A)(e, f))
    c.eq(0, by=Eq(total * x, 0))
""",
    "a range that only one of two statements has": """
@theorem([Eq(W[i], W[i]), Eq(x, 0)], given=[ForAll(i, Eq(x, 0))])
def cheat(p):
    p.have(Eq(x, 0), by=ForAll(i, Eq(x, 0))(i))
    p.calc(x).eq(0, by=ForAll(i, Eq(x, 0))(i))
""",
    "a refutation that forgets a property": """
right = claim(Eq(tr(B), tr(B)))
cheat = erratum(Ge(tr(A), 0), given=[psd(A)], corrected=right)
""",
    "a size that is said to exist, in the matrix of the lemma": """
@theorem(Eq(A, 0))
def cheat(p):
    r = dims("r")
    V = p.obtain(projector_factor(identity(r + 1), r), "V")
    c = p.calc()
    c.eq((tr(identity(r + 1)) - tr(identity(r))) * A)
    c.eq((tr(V @ V.T) - tr(identity(r))) * A, by=Eq(identity(r + 1), V @ V.T))
    c.eq((tr(V.T @ V) - tr(identity(r))) * A)
    c.eq(0, by=Eq(V.T @ V, identity(r)))
""",
    "the same, for a factorization": """
@theorem(Eq(A, 0))
def cheat(p):
    r = dims("r")
    p.obtain(rank_factorization(identity(r + 1), r), "F", "G")
    p.calc().eq(0)
""",
    "the same, for coordinates": """
@theorem(Eq(A, 0))
def cheat(p):
    r = dims("r")
    p.obtain(coordinate_projector_factor(identity(r + 1), r), "F")
    p.calc().eq(0)
""",
    "the same, for a family": """
@theorem(Eq(A, 0))
def cheat(p):
    s = dims("s[]")
    p.obtain(projector_factors(i, identity(s[i] + 1), family("F", s, s)), "F")
    p.calc().eq(0)
""",
    "a letter of the lemma that is also the one said to exist": """
@theorem(Eq(B, identity(n)), given=[Eq(C, B)])
def cheat(p):
    D = p.obtain(same_column_space(C, B), "D", by=Eq(C, B))
    c = p.calc()
    c.eq(B @ D @ inv(D), by=invertible(D))
    c.eq(D @ inv(D), by=Eq(D, B @ D))
    c.eq(identity(n), by=invertible(D))
""",
    "the same, for the nearest product": """
@theorem(Eq(frob2(B - A), 0), given=[Eq(A, A)])
def cheat(p):
    F, G = p.obtain(best_approximation(B, n), "F", "G")
    p.calc().eq(frob2(F @ G - F))
""",
    "the same, for balanced factors": """
@theorem(Eq(A.T @ A, B @ B.T))
def cheat(p):
    A1, B1 = matrix("B_1", n, n), matrix("C_1", n, n)
    F, G = p.obtain(balanced_factorization(A1, B1), "F", "G")
    p.calc().eq(B @ B.T, by=Eq(F.T @ F, G @ G.T))
""",
    "a family that is said to exist, among those of the lemma": """
@theorem(ForAll(i, Eq(W[i].T @ W[i], identity(n))))
def cheat(p):
    s = dims("s[]")
    p.obtain(projector_factors(i, W[i], family("W", n, s)), "F")
    p.calc().eq(identity(n))
""",
    "coordinates of a wider matrix than there are": """
@theorem(Eq(A, 0), given=[ForAll(i, Eq(W[i].T @ W[i], identity(n)))])
def cheat(p):
    m = dims("m")
    p.obtain(different_coordinates(i, j, W[i], matrix("M", n, m), family("F", m, n)), "F")
    p.calc().eq(0)
""",
}  # fmt: skip

# What the error says, for those that do not get as far as a step that is not shown.
REASONS = {
    "what is said of all vectors of one size, at another size": "is said for the size `n`",
    "what is said of all vectors of one size, obtained at another size": "is said for the size `n`",
    "what is said of all families of one size, at another size": "is said for the size `n`",
    "a sum of entries of a matrix that is diagonal only": "is not among the hypotheses",
    "a range that only one of two statements has": "is outside its range",
    "the hypothesis of one direction in the other": "is used in `by=` but is not among the hypot",
    "a fact shown in one direction, used in the other": "`A = 0` was shown in another proof",
    "no witness": "`there is Z with A Z = B` needs a witness",
    "a witness that is defined only sometimes": "`A^-1` is defined",
    "invertible because inv(A) is written": "`A^-1` is defined",
    "invertible with nothing said": "`A^-1` is defined",
    "nonzero with nothing said": "`there is y with x y = 1` needs a witness",
    "a letter that is in use": "the name `V` is in use",
    "a letter that a hypothesis uses": "the name `C` is in use",
    "a size that is in use": "the size `n` is said to exist, but `P` has it already",
    "a size that is said to exist, in the matrix of the lemma": "the size `r` is said to exist",
    "the same, for a factorization": "the size `r` is said to exist",
    "the same, for coordinates": "the size `r` is said to exist",
    "the same, for a family": "the size `s` is said to exist",
    "a letter of the lemma that is also the one said to exist": "is used in `by=` but is not",
    "the same, for the nearest product": "the chain ends at",
    "a family that is said to exist, among those of the lemma": "needs another name",
    "a letter that a step has used": "the name `D` is in use",
    "an implication that is not a hypothesis": "requires `if B = 0 then A = 0`, which is not a h",
    "an iff read in the wrong direction": "`lemma` is not a single `Iff`, and has no such direct",
    "a fact of one case in the other": "`x = 0` was shown in another proof",
    "cases of an index that the statement does not have": "cases of the layer index `i`, which i",
    "cases of what is not defined": "`1/x` is defined",
    "a statement for all layers, used outside its range": "is outside its range: `0 >= 1` does n",
    "a statement for all layers that is not a hypothesis": "is used in `by=` but is not among th",
    "a statement for all layers whose index is in use": "the name `i` is in use",
    "where= left out": "is outside its range: `0 >= 1` does not follow",
    "two values exchanged": "is outside its range: `i >= j + 1` does not follow",
    "an entry for all entries": "the name `e` is in use",
    "distinct entries at one vector": "is used where `e' f = 0` is not a hypothesis",
    "an instance of a symmetric letter": "the letter `S` is symmetric; its value `C` may not be",
    "an instance that captures": "`Z` is bound in `there is Z with Z = A` and would capture a va",
    "an instance below a derivative": "`2 A` is a derivative: a value cannot be put in below it",
    "a definedness that another statement supposes": "`C^-1` is defined",
}
