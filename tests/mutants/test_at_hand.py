"""What hypotheses for all layers or all matrices say of those in a claim."""

from symland import Eq, ForAll, Ge, Gt, chain, dims, family, frob2, identity, index, matrix, psd
from symland.proof.logic.truth import conditions_of
from symland.reasoning.facts import Facts
from tests.mutants.at_hand import at_hand
from tests.mutants.mutate import is_the_same

n, m = dims("n m")
W, V = family("W", n), family("V", n)
A, B, C, X, Y = (
    matrix(name, *sizes)
    for name, sizes in (("A", (n, n)), ("B", (n, n)), ("C", (n, n)), ("X", (n, m)), ("Y", (n, m)))
)
k, j = index("k", 1), index("j", 2)
eye = identity(n)


def _facts(*given):
    return Facts(conditions=conditions_of(given))


def test_layers_in_their_range():
    """V[1] is not among the layers from 2 on, V[k] need not be."""
    found = at_hand(Eq(V[k + 1] @ V[k] @ V[1], A), _facts(ForAll(j, Eq(V[j], eye))))
    assert set(map(str, found)) == {"V[k + 1] = I"}


def test_properties():
    found = at_hand(Eq(W[k], A), _facts(ForAll(k, psd(W[k]))))
    assert found == (Eq(W[k].T, W[k]),)  # its equation


def test_inequalities_at_zero_and_at_parts_of_the_claim():
    least = ForAll([A], Ge(frob2(A @ X - Y), frob2(B @ X - Y)))
    claim = Ge(frob2(B @ C @ X - Y), frob2(B @ X - Y))
    found = set(at_hand(claim, _facts(least)))
    assert claim in found
    assert Ge(frob2(0 * A @ X - Y), frob2(B @ X - Y)) not in found
    assert len([one for one in found if one.right == frob2(B @ X - Y)]) == len(found)


def test_what_is_equal_by_them():
    """V[k + 1] ... V[1] = V[k] ... V[1] V[k + 1] because V[k + 1] = I."""
    facts = _facts(ForAll(j, Eq(V[j], eye)))
    claim = Eq(V[k + 1] @ chain(V, k, 1), chain(V, k, 1) @ V[k + 1])
    assert is_the_same(claim, facts)
    assert not is_the_same(claim, _facts(ForAll(j, Eq(V[j] @ V[j], eye))))
    assert not is_the_same(Eq(chain(V, k, 1), A), facts)
    assert not is_the_same(Eq(V[1], eye), facts)


def test_nothing_is_at_hand_without_conditions():
    assert at_hand(Eq(V[k], A), Facts()) == ()
    assert at_hand(Eq(V[k], A), _facts(Gt(frob2(A), 0))) == ()
