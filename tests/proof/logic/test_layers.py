"""Families that are chosen layer by layer, inductions of any statement, statements on the side."""

import pytest

from symland import (
    Eq,
    Exists,
    ForAll,
    chain,
    claim,
    dims,
    family,
    identity,
    index,
    invertible,
    layers_given,
    let_family,
    matrix,
)
from symland.errors import ExpressionError, SizeError, StatementError
from symland.proof.logic.instances import at_index, free_atoms, names_of_statement
from tests.proof.logic.cheats_layers import LAYERS

n, p = dims("n p")
A, B = matrix("A", n, n), matrix("B", p, p)
W, V, Q = family("W", n, n), family("V", p, p), family("Q", n, n, indices=2)
R = family("R", p, p, indices=2)
l = index("l", 2)
k, j = index("k", 1, l), index("j", 1)

PROVED = {
    "every matrix is a product of l layers": """
first = [Eq(V[1], T), ForAll(k, Eq(V[k + 1], one))]
@theorem(Eq(chain(V, m, 1), T), given=first)
def lemma(p):
    base, step = p.by_induction(m, 1)
    base.calc().eq(T, by=Eq(V[1], T))
    step.calc().eq(V[m + 1] @ chain(V, m, 1)).eq(T, by=[first[1](m), Eq(chain(V, m, 1), T)])
@theorem(Exists(W, Eq(chain(W, L, 1), T)))
def proved(p):
    p.obtain(layers_given(V, *first), "V")
    p.obtain(lemma.at(m, L))
    p.witness(V)
""",
    "a product of invertible layers is invertible": """
h, P = ForAll(k, invertible(W[k])), chain(W, m, 1)
@theorem(invertible(P), given=[h])
def proved(p):
    base, step = p.by_induction(m, 1)
    base.obtain(h(1))
    base.witness(inv(W[1]))
    inverse = Exists(Z, And(Eq(P @ Z, one), Eq(Z @ P, one)))
    step.show(inverse).witness(inv(P))
    S = step.obtain(inverse, "S")
    back = S @ inv(W[m + 1])
    with step.show(Eq(chain(W, m + 1, 1) @ back, one)) as q:
        c = q.calc()
        c.eq(W[m + 1] @ (P @ S) @ inv(W[m + 1]), by=h(m + 1))
        c.eq(one, by=[Eq(P @ S, one), h(m + 1)])
    step.obtain(one_sided_inverse(chain(W, m + 1, 1), back), by=h(m + 1))
""",
    "an induction up to the end of a range": """
h = ForAll(u, Eq(V[u], one))
@theorem(Eq(chain(V, t, 1), V[1]), given=[h])
def proved(p):
    base, step = p.by_induction(t, 1)
    c = step.calc()
    c.eq(V[t + 1] @ chain(V, t, 1)).eq(V[1], by=[h(t + 1), Eq(chain(V, t, 1), V[1])])
""",
    "a statement for all layers, shown on the side and used": """
h = ForAll(t, Eq(V[t], one))
@theorem(Eq(V[1], one), given=[ForAll(t, Eq(V[t] @ A, A)), invertible(A)])
def proved(p):
    with p.show(h) as q:
        c = q.calc()
        c.eq(V[t] @ A @ inv(A), by=invertible(A))
        c.eq(one, by=[ForAll(t, Eq(V[t] @ A, A))(t), *invertible(A)])
    p.calc().eq(one, by=h(1))
""",
    "a theorem for one unit of a family with two indices": """
lemma = theorem(Eq(chain(W, L, 1), chain(W, L, 2) @ W[1]))(lambda p: None)
@theorem(Eq(chain(Q[t], L, 1), chain(Q[t], L, 2) @ Q[t][1]))
def proved(p):
    p.calc().eq(chain(Q[t], L, 2) @ Q[t][1], by=lemma.of({W: Q[t]}))
""",
    "several statements of a theorem at once": """
lemma = theorem([Eq(A.T.T, A), Exists(Z, Eq(Z, A))])(lambda p: p.part(2).witness(A))
@theorem(Exists(Z, Eq(Z, B)))
def proved(p):
    p.obtain(lemma.of({A: B}))
    p.witness(B)
""",
    "an activation that is onto has preimages of matrices": """
@theorem(Exists(Z, Eq(sigma(Z), B @ T)), given=[onto(sigma)])
def proved(p):
    p.witness(p.obtain(entrywise_preimage(sigma, B @ T), "P"))
""",
    "the goal is what a theorem says": """
lemma = theorem(ForAll(t, Exists(Z, Eq(Z, W[t]))))(lambda p: p.witness(W[t]))
@theorem(ForAll(t, Exists(Z, Eq(Z, V[t]))))
def proved(p):
    p.obtain(lemma.of({W: V}))
""",
}


@pytest.mark.parametrize("name", PROVED)
def test_proofs_with_layers(check, name):
    found = check("from symland.prelude import *\n" + LAYERS + PROVED[name])["proved"]
    assert found.verdict == "verified", found.failure


def test_an_instance_keeps_the_units_of_a_family_and_takes_sizes_from_it():
    stated = claim(Eq(Q[1][2] @ A, Q[2][2] @ A))
    found = stated.of({Q: R, A: B}).claims[0]
    assert found == Eq(R[1][2] @ B, R[2][2] @ B)
    other = claim(Eq(Q[1][2] @ A, A)).of({A: B}).claims[0]
    assert (other.left.args[0].rows, other.left.args[0].data[0].params) == (p, Q[1].params)
    assert claim(Eq(W[k], W[k])).of({W: V}).claims[0] == Eq(V[k], V[k])
    with pytest.raises(SizeError, match="the size `n` would be both n and p"):
        stated.of({Q: R, A: A})
    with pytest.raises(ExpressionError, match="is a family of as many indices and the same sizes"):
        claim(Eq(W[k], W[k])).of({W: Q})


def test_an_abbreviated_family_in_the_place_of_letters():
    units = let_family("H", j, identity(n) + chain(Q[j], 2, 1))
    found = claim(Eq(chain(W, l, 1), chain(W, l, 1))).of({W: units}).claims[0]
    assert found.left == chain(units, l, 1)
    assert {"Q", "H", "l"} <= names_of_statement(found)


def test_a_layer_index_in_a_statement_for_all_layers():
    stated = ForAll(k, Exists(V, invertible(chain(V, k, 1))))
    moved = at_index(stated, l, index("m", 3))
    assert str(moved) == "for all k in 1..m: (there is V[] with V[k..1] is invertible)"
    assert set(free_atoms(stated)) == {"l"}
    assert at_index(stated, j, k) == stated  # which it does not mention


def test_pieces_of_a_family_that_cannot_be_read():
    for piece, text in (
        (Eq(A, W[1]), "`A` is not a layer of `W`"),
        (Eq(chain(W, l, 1), A), "is not a layer of `W`"),
        (invertible(W[1]), "a piece of `W` is an equation"),
        (Eq(Q[1][1], A), "is not a layer of `W`"),
    ):
        with pytest.raises(StatementError, match=text.replace("[", r"\[")):
            layers_given(W, piece)
    with pytest.raises(StatementError, match="takes what the members are"):
        layers_given(W)
    with pytest.raises(StatementError, match="takes a family of letters"):
        layers_given(Q[1], Eq(Q[1][1], A))
