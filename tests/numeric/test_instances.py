"""Requirements, admissible layer indices, choices of sizes and random entries."""

from __future__ import annotations

import itertools
from fractions import Fraction

import numpy as np
import pytest

from numeric import (
    Cycle,
    Dimensions,
    Letter,
    NoDimensionsError,
    admissible_indices,
    constraints_of,
    decimals,
    dimension_choices,
    draw,
    evaluate,
    exact,
    fitting,
    instance,
    ranked_indices,
    rationals,
    requirements,
    residues,
)
from symland.errors import ExpressionError, NamingError
from symland.language.build import layer_sum, matrix, scalar, tr
from symland.language.claims import Eq, Ge, Lt
from symland.language.derivatives import gradient_node
from symland.language.families import chain, family, function
from symland.language.integers import dims, index
from tests.numeric.samples import LOSS, W, d, j, k, l, n

m = dims("m")
D = Dimensions({"m": 3, "n": 4}, {"d": {0: 2, 1: 5}}, {"l": 2, "k": 1})


def atoms(*places):
    return [atom for place in places for atom in place.atoms()]


def test_polynomials_of_sizes_and_indices():
    assert D.value(m * n + 2 * m - 1) == 17
    assert D.value(m * m * n) == 36
    assert D.value(d[k - 1] * d[k]) == 10
    assert D.value(d[k], {"k": 0}) == 2
    assert D.holds(Lt(k, l))
    assert not D.holds(Ge(k, l))


def test_families_of_sizes_may_be_functions():
    assert Dimensions({}, {"d": lambda place: place + 7}).value(d[2]) == 9
    assert Dimensions({}, {"d": Cycle((2, 3, 4))}).value(d[5]) == 4
    assert instance(sizes={"d": [2, 3]}).dimensions.value(d[1]) == 3
    with pytest.raises(ExpressionError, match=r"the sizes `d\[...\]` need a list, dict"):
        instance(sizes={"d": "23"})


def test_requirements_of_a_gradient():
    needs = requirements(Eq(gradient_node(LOSS, W[k]), 0), [Lt(j, k)])
    assert list(needs.letters) == ["X", "Y"]
    assert needs.families == {"W": W}
    assert list(needs.size_families) == ["d"]
    assert list(needs.sizes) == ["n"]
    assert sorted(needs.indices) == ["j", "k", "l"]


def test_bound_indices_are_not_required():
    i = index("i", 1, l)
    u = function("u", 2)
    body = layer_sum(i, 1, l, tr(W[i].T @ W[i])) * scalar("mu") * u(matrix("x", 2, 1))
    needs = requirements(body)
    assert needs.indices == ["l"]
    assert list(needs.scalars) == ["mu"]
    assert list(needs.functions) == [u]


def test_indices_in_ranges_are_required():
    assert requirements(chain(W, k, 1)).indices == ["l", "k"]


def test_sizes_in_ranges_are_required():
    needs = requirements(W[index("p", 1, m)])
    assert list(needs.sizes) == ["m"]


def test_one_name_for_two_letters_is_an_error():
    with pytest.raises(NamingError, match="two different things are called `A`"):
        requirements(matrix("A", m, n), matrix("A", n, m))
    with pytest.raises(ExpressionError, match="an expression or a statement is expected, not 3"):
        requirements(3)


def test_admissible_indices_come_by_total():
    found = list(admissible_indices(atoms(k, l), [], 3))
    expected = [{"l": a, "k": b} for a in range(1, 4) for b in range(1, a + 1)]
    assert sorted(found, key=str) == sorted(expected, key=str)
    totals = [sum(values.values()) for values in found]
    assert totals == sorted(totals)


def test_admissible_indices_satisfy_constraints():
    found = list(admissible_indices(atoms(j, k, l), [Lt(j + 1, k)], 4))
    assert found
    assert all(1 <= v["j"] < v["k"] - 1 < v["l"] <= 4 for v in found)
    assert list(admissible_indices(atoms(k), [Lt(l, k)], 5)) == []


def test_indices_without_bounds_start_at_zero():
    p, q = index("p"), index("q", -2, -1)
    assert list(admissible_indices(atoms(p), [], 2)) == [{"p": 0}, {"p": 1}, {"p": 2}]
    assert list(admissible_indices(atoms(q), [], 2)) == [{"q": -2}, {"q": -1}]
    assert list(admissible_indices([], [Ge(p, 1)], 1)) == [{"p": 1}]
    assert list(admissible_indices([], [], 3)) == [{}]


def test_first_choice_of_indices_is_in_general_position():
    needs = requirements(chain(W, k, 1))
    found = ranked_indices(needs, constraints_of(needs, []), (3,))
    assert found[0] == {"l": 3, "k": 2}
    assert len(found) == 6


def test_chosen_sizes_differ():
    p = dims("p")
    needs = requirements(matrix("A", m, n) @ matrix("B", n, p), chain(W, l, 1))
    for found in itertools.islice(dimension_choices(needs, []), 5):
        assert len({found.sizes[name] for name in ("m", "n", "p")}) == 3
        assert all(found.value(d[place]) != found.value(d[place + 1]) for place in range(5))
        assert all(2 <= found.value(d[place]) <= 4 for place in range(5))


def test_chosen_sizes_satisfy_constraints():
    needs = requirements(matrix("A", m, n), chain(W, l, 1))
    rules = [Ge(m, d[0] + 1), Ge(d[0], d[l]), Ge(d[l], d[0])]
    for found in itertools.islice(dimension_choices(needs, rules), 10):
        assert found.value(m) > found.value(d[0]) == found.value(d[l])


def test_impossible_constraints_are_reported():
    needs = requirements(matrix("A", m, n))
    with pytest.raises(NoDimensionsError, match=r"no sizes from 2 to 4 satisfy `m >= n \+ 7`"):
        next(dimension_choices(needs, [Ge(m, n + 7)]))
    with pytest.raises(NoDimensionsError, match=r"no layer indices up to 6 satisfy .*`k >= 9`"):
        next(dimension_choices(requirements(W[k]), [Ge(k, 9)]))


def test_given_sizes_are_kept():
    needs = requirements(matrix("A", m, n))
    found = fitting(needs, [Ge(n, m)], Dimensions({"m": 4}))
    assert found is not None
    assert found.sizes == {"m": 4, "n": 4}


def entries(seed, name="A", **options):
    return draw(Dimensions(), seed=seed, **options).entries(Letter("matrix", name), (2, 3))


def test_entries_depend_on_seed_and_name_only():
    assert (entries(1) == entries(1)).all()
    assert (entries(1) != entries(2)).any()
    assert (entries(1) != entries(1, "B")).any()
    together = draw(Dimensions(), seed=1)
    together.entries(Letter("matrix", "B"), (4, 4))
    assert (together.entries(Letter("matrix", "A"), (2, 3)) == entries(1)).all()


def test_kinds_of_entries():
    assert np.abs(entries(0)).max() <= 3
    large = entries(0, entries=residues(10007))
    assert 0 <= large.min() <= large.max() < 10007
    ratios = entries(0, entries=rationals(5)).ravel()
    assert all(isinstance(value, Fraction) and value.denominator <= 5 for value in ratios)
    numbers = entries(0, entries=decimals(60)).ravel()
    assert all(abs(value) <= 1 and value.denominator > 10**50 for value in numbers)


def test_symmetric_letters_are_drawn_symmetric():
    G = matrix("G", m, m, symmetric=True)
    values = evaluate(G, draw(Dimensions({"m": 4}), entries=rationals()), exact)
    assert (values == values.T).all()
    assert (values != 0).any()


def test_members_of_a_family_have_the_sizes_of_their_layer():
    V = family("V", lambda place: 2 * place + 1, d)
    found = draw(Dimensions({}, {"d": {3: 2}}))
    assert evaluate(V[3], found, exact).shape == (7, 2)
    assert list(found.letters) == [Letter("member", "V", 3)]
    assert str(Letter("member", "V", 3)) == "V[3]"


def test_functions_are_drawn_reproducibly_and_without_zeros():
    u = function("u", m, 2)
    first, second = (draw(Dimensions(), seed=4).coefficients(u, 3, 2) for _ in range(2))
    assert all((a == b).all() for a, b in zip(first, second, strict=True))
    assert [part.shape for part in first] == [(2, 1), (2, 3), (2, 9), (2, 27)]
    assert all((part != 0).all() for part in first)


def test_entries_are_matrices_of_numbers():
    with pytest.raises(ExpressionError, match="the entries of `A` are not a matrix of numbers"):
        instance(letters={"A": "no"})
    assert instance(letters={"v": [1, 2]}).letters[Letter("matrix", "v")].shape == (2, 1)
