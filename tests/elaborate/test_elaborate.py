"""From authors' trees to kernel terms, and what is known of the layer indices in them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings

from symland.calculus.api import hess_form
from symland.elaborate import RULES, context_of, linear, polynomial, term
from symland.errors import ExpressionError
from symland.kernel.linear import Context
from symland.kernel.poly import symbol
from symland.language.build import frob2, inner, layer_sum, let, tr
from symland.language.expr import Expr, Matrix
from symland.language.families import chain, family
from symland.language.integers import index, integer
from tests.kernel.networks import network_value, value_of
from tests.kernel.support import RANDOM, at_depth, form, raw_of
from tests.strategies import A, B, S, V, W, d, expressions, i, l, m, n, v

k = index("k", 1, l)


def test_sizes_and_indices():
    assert polynomial(m * n) == symbol("size", "m") * symbol("size", "n")
    assert polynomial(d[k - 1]) == symbol("size", "d", (form(k=1, one=-1),))
    assert linear(2 * k - l + 1) == form(k=2, l=-1, one=1)
    for wrong in (k * l, n + k):
        with pytest.raises(ExpressionError, match="is not a"):
            linear(wrong)


def test_norms_and_abbreviations_are_unfolded():
    assert term(frob2(A)) == ("tr", ("mul", ("T", term(A)), term(A)))
    assert term(inner(A, A)) == term(frob2(A))
    assert term(let("E", A @ B)) == term(A @ B)


def test_members_of_layers_that_multiply_are_short_products():
    assert term(W[k]) == term(chain(W, k, k))
    assert term(family("R", m, n)[k])[0] == "letter"
    assert term(V[k])[3:5] == (form(k=1), form(k=1))


def test_an_operation_that_is_not_known_is_refused():
    with pytest.raises(ExpressionError, match="magic"):
        term(Matrix("magic", (), None, n, n))


def test_directions_of_a_quadratic_form_are_fixed():
    with pytest.raises(ExpressionError, match="may not contain its variables"):
        term(hess_form(tr(S @ S), {S: S}))
    with pytest.raises(ExpressionError, match="may not contain its variables"):
        term(hess_form(tr(W[k]), {W: lambda place: W[place + 1]}))


def test_ranges_of_indices_are_known_with_those_in_their_bounds():
    found = context_of([tr(W[index("j", k, l)])])
    assert found.entails(form(j=1, k=-1))
    assert found.entails(form(l=1, j=-1))
    assert found.entails(form(k=1, one=-1))
    assert not found.entails(form(j=1, l=-1))


def test_bound_indices_say_nothing_outside_of_their_sum():
    found = context_of([layer_sum(index("j", 5, 9), 1, 2, tr(W[index("j", 5, 9)]))])
    assert found == Context()


def test_constraints_and_the_ranges_of_their_indices():
    found = context_of([], [k >= 3])
    assert found.entails(form(k=1, one=-3))
    assert found.entails(form(l=1, one=-3))


def test_one_name_has_one_range():
    with pytest.raises(ExpressionError, match="two layer indices are called `k`"):
        context_of([tr(W[k]), tr(W[index("k", 2, l)])])


def test_the_table_is_complete_for_what_authors_can_write():
    from numeric.evaluate import TABLE

    assert set(TABLE) - set(RULES) <= {"hole"}


@settings(RANDOM, max_examples=60)
@given(expressions(2))
def test_terms_mean_what_authors_write(expr: Expr):
    for depth, place in ((1, 1), (3, 2)):
        instance = at_depth(depth, place)
        assert (network_value(raw_of(expr), instance) == value_of(expr, instance)).all()


@pytest.mark.parametrize("expr", [A, v, W[i], V[i], tr(S), layer_sum(k, 1, l, W[k])])
def test_a_term_is_plain_data(expr: Any):
    assert isinstance(term(expr), tuple)
    assert hash(term(expr)) == hash(term(expr))
    assert integer(1) == integer(1)
