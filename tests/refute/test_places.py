"""Sizes of layers that nothing asks for are not varied by the search."""

from symland import Eq, ForAll, chain, dims, family, identity, index, layer_sum, prove, tr
from symland.proof.logic.truth import conditions_of
from symland.reasoning.facts import Facts
from symland.refute.hunt import Hunt, Search, needs_of
from symland.refute.places import places_used
from symland.refute.sizes import choices

d, p, n = dims("d[]"), dims("p[]"), dims("n")
l, s = index("l", 1), index("s", 1)
i = index("i", 1, l)
W, V = family("W", d), family("V", n, p)
total = layer_sum(s, 1, l, tr(V[s].T @ V[s]))


def used(claim, indices, conditions=()):
    facts = Facts(conditions=conditions_of(tuple(conditions)))
    return places_used(Hunt(claim, facts, Search(), needs_of(claim, facts), 0.0), indices)


def test_the_places_that_an_evaluation_asks_for():
    assert used(Eq(total, 0), {"l": 2}) == {("p", 1), ("p", 2)}
    assert used(Eq(chain(W, l, 2), 0), {"l": 2}) == {("d", 1), ("d", 2)}
    assert used(Eq(n, 1), {"l": 1}, [ForAll(i, Eq(V[i].T @ V[i], identity(p[i])))]) == {("p", 1)}


def test_nothing_is_left_out_where_the_evaluation_ends_early():
    assert used(Eq(chain(W, l, 4), 0), {"l": 1}) is None


def test_only_these_are_varied():
    claim = Eq(total, layer_sum(s, 1, l, p[s]))
    facts = Facts()
    needs = needs_of(claim, facts)
    all_ = list(choices(needs, (), 2, {}))
    few = list(choices(needs, (), 2, {}, lambda _: {("p", 1)}))
    assert len(few) < len(all_)
    assert {table[0] for one in few for table in one.dimensions.families.values()} == {1}
    fixed = list(choices(needs, (), 2, {"p[0]": 2}, lambda _: {("p", 1)}))
    assert {one.dimensions.families["p"][0] for one in fixed} == {2}


def test_layers_that_are_wide_at_one_place():
    orthonormal = ForAll(i, Eq(V[i].T @ V[i], identity(p[i])))
    found = prove(Eq(total, l), given=[orthonormal])
    assert found.counterexample.sizes.items() >= {"l": 1, "n": 2}.items()
    assert len(found.counterexample.values["V[1]"][0]) == 2
