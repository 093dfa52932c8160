"""What is defined or in its range by what is known: the proofs that the rules are there for."""

import pytest

from symland import Eq, define, dims, family, grad, index, matrix, prove, tr
from symland.errors import FactError
from tests.proof.logic.cheats_defined import MORE
from tests.proof.logic.cheats_layers import LAYERS

PROOFS = {
    "a definition within its range": """
@theorem(Exists(Z, Eq(W[L - 1] @ Z, one)), given=[define(V, t, inv(W[t]))])
def found(p):
    p.witness(inv(W[L - 1]))
""",
    "a definition at neighbours": """
@theorem(Exists(Z, Eq((W[4] + W[5]) @ Z, one)), given=[define(V, s, inv(W[s] + W[s + 1]))])
def found(p):
    p.witness(inv(W[4] + W[5]))
""",
    "an inverse that one fact gives and the next is taken at": """
h, g = ForAll(k, invertible(W[k])), ForAll(Z, Eq(Z @ B, B @ Z))
@theorem(Eq(W[1] @ B, B @ W[1]), given=[h, g])
def found(p):
    p.have(Eq(Y, Y))
    p.calc().eq(B @ W[1], by=[h(1), g(inv(W[1])), g(W[1])])
""",
    "ranges that follow": """
@theorem(ForAll([i, j], Implies(Eq(W[i], W[j]), And(l >= 1, i + j >= 2)), where=[i < j]))
def found(p):
    pass
""",
    "cases of a scalar with a layer of the statement": """
@theorem(Eq(frob2(W[i]) * A, A * frob2(W[i])))
def found(p):
    for case in p.cases(frob2(W[i])):
        case.calc().eq(A * frob2(W[i]))
""",
    "nonzero, by its reciprocal": """
@theorem(Implies(Eq(y * z, 1), nonzero(y)))
def found(p):
    p.witness(z)
    p.calc().eq(1, by=Eq(y * z, 1))
""",
}


@pytest.mark.parametrize("name", PROOFS)
def test_what_is_known_is_used(check, name):
    found = check("from symland.prelude import *\n" + LAYERS + MORE + PROOFS[name])["found"]
    assert (found.verdict, found.failure) == ("verified", None)


def test_a_derivative_of_what_is_defined_is_not_that_of_a_letter():
    """`prove` has no steps at which it would be seen."""
    n, k = dims("n"), index("k", 1)
    A, V, W, G = matrix("A", n, n), *(family(name, n, n) for name in "VWG")
    defined = define(V, k, A @ W[k])
    slope = grad(tr(V[1]), A)
    with pytest.raises(FactError, match="a derivative of `V`, which is defined by other letters"):
        prove(Eq(slope, 0), given=[defined])
    with pytest.raises(FactError, match="a derivative of `V`, which is defined by other letters"):
        prove(Eq(G[1], 0), given=[defined, define(G, k, slope)])
    everywhere = define(V, index("p"), A @ W[index("p")])
    assert prove(Eq(slope, W[1].T), given=[everywhere]).evidence.is_proof
