"""Linear forms in layer indices and what follows from linear constraints on them."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symland.kernel.linear import Context, Linear, Undecided, variable
from tests.kernel.support import RANDOM, form

NAMES = ("j", "k", "l")
BOX = range(-4, 8)


def value(linear: Linear, point: dict[str, int]) -> int:
    return linear.const + sum(number * point[name] for name, number in linear.terms)


def points():
    return (dict(zip(NAMES, place, strict=True)) for place in itertools.product(BOX, repeat=3))


numbers = st.integers(-3, 3)
linears = st.builds(
    lambda j, k, l, one: form(j=j, k=k, l=l, one=one), numbers, numbers, numbers, st.integers(-5, 5)
)


def test_forms_are_kept_sorted_and_without_zeros():
    assert (variable("k") + variable("a")).terms == (("a", 1), ("k", 1))
    assert (variable("k") - variable("k")) == Linear(())
    assert form(k=2, one=3).scale(0) == Linear(())


@settings(RANDOM, max_examples=60)
@given(linears, linears, linears)
def test_substitution_is_evaluation_at_another_point(left: Linear, right: Linear, inner: Linear):
    point = {"j": 2, "k": -3, "l": 5}
    made = (left + right.scale(2)).substitute("k", inner)
    there = {**point, "k": value(inner, point)}
    assert value(made, point) == value(left, there) + 2 * value(right, there)


@settings(RANDOM, max_examples=150)
@given(st.lists(linears, min_size=1, max_size=5), linears)
def test_what_is_entailed_holds_at_all_integer_points(facts: list[Linear], wanted: Linear):
    if Context(frozenset(facts)).entails(wanted):
        inside = (point for point in points() if all(value(f, point) >= 0 for f in facts))
        assert all(value(wanted, point) >= 0 for point in inside)


@settings(RANDOM, max_examples=150)
@given(st.lists(linears, min_size=2, max_size=6))
def test_contradictory_facts_have_no_integer_point(facts: list[Linear]):
    if Context(frozenset(facts)).contradictory():
        assert not any(all(value(fact, point) >= 0 for fact in facts) for point in points())


@pytest.mark.parametrize(
    ("facts", "wanted"),
    [
        ([form(k=1, one=-1), form(l=1, k=-1)], form(l=1, one=-1)),  # 1 <= k <= l gives l >= 1
        ([form(k=2, one=-1)], form(k=1, one=-1)),  # 2k >= 1 gives k >= 1 for integers
        ([form(k=2, j=-2, one=-1)], form(k=1, j=-1, one=-1)),
        ([form(j=1, k=-1), form(k=1, l=-1), form(l=1, j=-1)], form(k=1, j=-1)),
        ([], form(one=0)),
    ],
)
def test_entailments_that_are_needed(facts: list[Linear], wanted: Linear):
    assert Context(frozenset(facts)).entails(wanted)


def test_half_integers_contradict():
    assert Context(frozenset([form(k=2, j=-2, one=-1), form(k=-2, j=2, one=1)])).contradictory()
    assert not Context(frozenset([form(k=1, j=-1, one=-1), form(k=-1, j=1, one=2)])).contradictory()


def test_decide_asks_where_nothing_is_known():
    known = Context(frozenset([form(k=1, one=-1)]))
    assert known.decide(form(k=1)) is True
    assert known.decide(form(k=-1)) is False
    with pytest.raises(Undecided) as info:
        known.decide(form(k=1, j=-1))
    assert info.value.form == form(k=1, j=-1)


def test_indices_are_equal_only_if_they_are_written_alike():
    known = Context(frozenset([form(l=1, k=-1)]))
    assert known.equal(form(k=1), form(k=1))
    assert not known.equal(form(l=1, one=1), form(k=1))
    with pytest.raises(Undecided):
        known.equal(form(l=1), form(k=1))
