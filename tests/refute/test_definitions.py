"""Layers that a hypothesis defines: claims about them are refuted like others."""

import pytest

from symland import (
    And,
    Eq,
    Evidence,
    ForAll,
    Ge,
    chain,
    define,
    dims,
    family,
    frob2,
    index,
    layer_sum,
    matrix,
    prove,
    psd,
    tr,
)
from symland.errors import SymlandError

d, n = dims("d[] n")
p, k = index("p"), index("k", 1)
W, w, V, U = (family(name, d) for name in ("W", "w", "V", "U"))
moved = define(V, p, W[p] + w[p])


def test_a_false_claim_about_defined_layers_is_refuted():
    found = prove(Eq(chain(V, k, 1), chain(W, k, 1)), given=[moved])
    assert found.evidence is Evidence.REFUTED
    assert found.counterexample.sizes == {"k": 1, "d[0]": 1, "d[1]": 1}
    assert found.counterexample.values == {"W[1]": ((0,),), "w[1]": ((1,),)}
    assert found.counterexample.abbreviations == {"V[1]": ((1,),)}


def test_a_true_claim_about_defined_layers_is_not_refuted():
    assert prove(Eq(V[k], W[k] + w[k]), given=[moved]).evidence is Evidence.EXACT
    late = define(V, index("q", 2), W[index("q", 2)])
    assert prove(Eq(V[k], W[k]), given=[late]).evidence is Evidence.UNDECIDED


def test_layers_inside_a_sum_have_their_values():
    j = index("j", 1, k)
    whole = layer_sum(j, 1, k, frob2(V[j] - W[j]))
    found = prove(Eq(whole, frob2(w[1])), given=[moved]).counterexample
    assert found.sizes["k"] == 2
    assert set(found.abbreviations) == {"V[1]", "V[2]"}


def test_a_definition_of_a_definition():
    twice = define(U, p, 2 * V[p])
    found = prove(Eq(U[k], 2 * W[k]), given=[moved, twice])
    assert found.counterexample.abbreviations == {"U[1]": ((2,),)}


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ([moved, define(V, p, W[p])], "`V` is defined twice"),
        ([define(V, p, U[p]), define(U, p, V[p])], "uses `U`, which is defined after it"),
    ],
)
def test_definitions_that_cannot_be_evaluated(given, message):
    with pytest.raises(SymlandError, match=message):
        prove(Eq(V[k], W[k]), given=given)


def test_a_sum_does_not_catch_the_index_of_a_body():
    j = index("j", 1, 3)
    scaled = define(V, p, frob2(W[j]) * W[p])
    total = layer_sum(j, 1, 3, frob2(V[j]))
    with pytest.raises(SymlandError, match="index `j` of the definition of `V` is bound by a sum"):
        prove(Eq(total, 0), given=[scaled])


A, B = matrix("A", n, n), matrix("B", n, n)
CENTRAL = ForAll(B, Eq(A @ B, B @ A))


@pytest.mark.parametrize(
    ("claim", "given"),
    [
        (Eq(A @ B, B @ A), CENTRAL),
        (Ge(tr(A), 0), psd(A)),
        (Ge(tr(A), 0), And(Eq(A @ A, A), psd(A))),
    ],
)
def test_hypotheses_that_are_hard_to_try_are_not_left_out(claim, given):
    """The claim follows from them: an instance that ignores them refutes nothing."""
    assert prove(claim, given=[given]).evidence is not Evidence.REFUTED
    assert prove(claim).evidence is Evidence.REFUTED
