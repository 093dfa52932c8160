"""Counts of conservation laws: both bounds, and what is known about each number."""

from itertools import product

import pytest

from symland import Evidence, conservation_law_count
from symland.conserved.counting.brackets import bracket_growth
from symland.conserved.counting.known import known_laws
from symland.conserved.counting.networks import Network, network
from symland.conserved.counting.polynomial import polynomial_dimension, potentials
from symland.conserved.counting.table import count_table, lines, row, summary
from symland.errors import ExpressionError


@pytest.mark.parametrize(("widths", "activation", "numbers"), [
    # widths, (parameters, Lie rank, laws, known, polynomial)
    ((1, 1, 1), "linear", (2, 1, 1, 1, 1)),
    ((2, 2, 2), "linear", (8, 5, 3, 3, 3)),
    ((5, 5, 5), "linear", (50, 35, 15, 15, 15)),
    ((1, 3, 1), "linear", (6, 1, 5, 5, 9)),  # w_2 w_1': one field, more polynomials than laws
    ((2, 1, 2, 1), "linear", (6, 2, 4, 4, 5)),
    ((2, 3, 2, 3), "linear", (18, 9, 9, 9, 9)),
    ((3, 4, 2), "relu", (20, 16, 4, 4, 4)),
])  # fmt: skip
def test_numbers(widths, activation, numbers):
    found = conservation_law_count(widths, activation)
    assert (found.parameters, found.lie_rank, found.laws, found.known, found.polynomial) == numbers
    assert found.evidence is Evidence.EXACT


def test_where_the_bounds_differ():
    """Widths 1-2-2-1: one field, seven laws, of which six are known; the row says so."""
    found = conservation_law_count((1, 2, 2, 1))
    assert (found.lie_rank, found.laws, found.known) == (1, 7, 6)
    assert not found.exact
    assert "6 to 7 laws" in str(found)
    assert "known laws fall short" in row(found)[-1]


def so_laws(inputs, hidden, outputs):
    """parameters minus the orbit dimension of so(k, d) acting on h x (k + d) matrices Z -> Z S.

    At a generic Z of rank r = min(h, k + d) the stabiliser consists of the S that vanish on an
    r-dimensional space, so it has the dimension of so(k + d - r) (the inner product is regular on
    a generic space).
    """
    total = inputs + outputs
    left = total - min(hidden, total)
    return hidden * total - (total * (total - 1) // 2 - left * (left - 1) // 2)


@pytest.mark.parametrize("widths", list(product(range(1, 5), repeat=3)))
def test_two_linear_layers_are_known_in_closed_form(widths):
    """Two layers: the fields generate so(k, d), for k = d = 1 as well."""
    net = network(widths, "linear", bias=False)
    laws = so_laws(*widths)
    assert net.parameters - bracket_growth(net, net.parameters).rank == laws


def test_the_two_layer_tables_are_settled():
    for activation, cells in (("linear", 75), ("relu", 125)):
        counts = list(count_table(2, activation))
        assert len(counts) == cells
        assert all(one.exact for one in counts)
        assert all(len(lines([row(one)])) == 2 for one in counts)
    hidden = {one.widths[1] == one.laws for one in counts}
    assert hidden == {True}  # ReLU: one law for each unit


def test_three_layers_are_settled():
    counts = list(count_table(3, "linear", range(1, 4)))
    assert [one.widths for one in counts if not one.exact] == [
        (1, 2, 2, 1), (1, 2, 3, 1), (1, 3, 3, 1),
    ]  # fmt: skip
    assert all(one.exact or one.single for one in counts)
    assert any("one field only" in line for line in summary(counts))


@pytest.mark.parametrize(("widths", "activation"), [((2, 2, 2), "relu"), ((2, 3, 2), "linear"),
                                                    ((2, 2, 2, 2), "linear")])  # fmt: skip
def test_biases(widths, activation):
    """Biases add no law: that of a layer takes the bias of the layer below along."""
    without = conservation_law_count(widths, activation)
    found = conservation_law_count(widths, activation, bias=True)
    assert found.laws == found.known == without.laws
    assert found.parameters > without.parameters
    assert all("b_" in str(law) for law in known_laws(len(widths) - 1, activation, bias=True))


def test_rank_does_not_depend_on_the_point():
    ranks = {conservation_law_count((2, 3, 3), seed=seed).lie_rank for seed in range(4)}
    assert len(ranks) == 1


def test_inputs_of_width_one_with_relus_carry_a_note():
    assert "one sign" in conservation_law_count((1, 2, 2), "relu").note
    assert not conservation_law_count((1, 2, 2), "relu", bias=True).note


def test_polynomials_by_hand():
    """f = u v: the quadratic laws are the multiples of u^2 - v^2."""
    net = Network((1, 1, 1), 1, augmented=False, free=0)
    assert potentials(net) == (2, [{(0, 1): 1}])
    assert polynomial_dimension(net) == 1


@pytest.mark.parametrize(("widths", "activation", "message"), [
    ((2, 0, 2), "linear", "a width is a number from 1 to 30, not 0"),
    ((2, 2), "linear", "a network has at least two layers"),
    ((2, 2, 2), "tanh", "the activation is 'linear' or 'relu', not 'tanh'"),
    ((2, 2, 2, 2), "relu", "one hidden layer only"),
])  # fmt: skip
def test_errors(widths, activation, message):
    with pytest.raises(ExpressionError, match=message):
        conservation_law_count(widths, activation)
