"""Random certificates about layers: what the kernel accepts holds for all values of the indices."""

from itertools import product

from hypothesis import example, given, settings
from hypothesis import strategies as st

from symland.kernel.linear import KernelError, variable
from tests.certificates.hostile import (
    A,
    at,
    certificate,
    check,
    eq,
    every,
    j,
    k,
    leaf,
    member,
    rule,
)

l = variable("l")
SAME = eq(A, A)
numbers = st.integers(-1, 2)


@st.composite
def forms(draw, over=(j, l)):
    parts = (index.scale(draw(numbers)) for index in over)
    return sum(parts, at(draw(st.integers(-3, 3))))


SOME = st.lists(forms(), max_size=2)


def value(form, point):
    return form.const + sum(factor * point[name] for name, factor in form.terms)


def points(facts):
    """Values of j and l at which linear forms are not negative."""
    for pair in product(range(-6, 7), repeat=2):
        point = dict(zip("jl", pair, strict=True))
        if all(value(fact, point) >= 0 for fact in facts):
            yield point


def accepted(data):
    try:
        check(data)
    except KernelError:
        return False
    return True


def for_layers(low, high, said):
    return every(
        [("index", "k")], ("implies", ("and", ("range", k - low), ("range", high - k)), said)
    )


def inverse_at(place, low, high, facts):
    """W[k]^-1 for all k in a range: that at a place is spoken of."""
    inverse = ("inverse", member(place))
    known = for_layers(low, high, ("is", "inverse", member(k)))
    return certificate(SAME, leaf(eq(inverse, inverse)), leaf(SAME), given=[known], facts=facts)


def by_induction(start, low, high, limits, facts):
    """W[start] = A and W[k + 1] = W[k] for the layers in a range: W[j] = A."""
    claim, after = eq(member(j), A), eq(member(j.shift(1)), A)
    known = [eq(member(at(start)), A),
             for_layers(low, high, eq(member(k.shift(1)), member(k)))]  # fmt: skip
    step = (rule("instance", of=1, values=(j,)), rule("detach", of=3),
            rule("chain", after, uses=(4, 2)))  # fmt: skip
    base = (rule("holds", known[0]),)
    shown = rule("induct", claim, index="j", start=at(start), limits=limits, base=base, proof=step)
    return certificate(claim, shown, given=known, facts=facts)


@given(forms(), forms((l,)), forms((l,)), SOME)
@example(j, at(2), l, [j.shift(-2), l - j])
@example(j.shift(1), at(2), l, [j.shift(-2), l - j])
@example(at(2), at(2), l, [j])
@settings(max_examples=150)
def test_an_inverse_is_there_only_in_its_range(place, low, high, facts):
    if accepted(inverse_at(place, low, high, facts)):
        for point in points(facts):
            assert value(low, point) <= value(place, point) <= value(high, point)


@given(st.integers(-2, 2), forms((l,)), forms((l,)), SOME, SOME)
@example(1, at(1), l.shift(-1), [l - j], [j.shift(-1), l - j])
@example(1, at(1), l.shift(-1), [l - j], [j.shift(-1)])
@example(1, at(1), l, [j.shift(-4)], [j.shift(-4), l - j])
@settings(max_examples=150)
def test_an_induction_goes_only_as_far_as_its_steps(start, low, high, limits, facts):
    if accepted(by_induction(start, low, high, tuple(limits), facts)):
        for point in points(facts):
            top = point["j"]
            assert start <= top
            for layer in range(start, top):
                assert value(low, point) <= layer <= value(high, point)


def test_some_are_accepted():
    assert accepted(inverse_at(j, at(2), l, [j.shift(-2), l - j]))
    assert accepted(by_induction(1, at(1), l.shift(-1), (l - j,), [j.shift(-1), l - j]))
    assert not accepted(by_induction(1, at(1), l.shift(-1), (), [j.shift(-1), l - j]))
