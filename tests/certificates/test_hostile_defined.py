"""Hostile certificates about what only seems to be defined, to fit or to be a definition."""

from fractions import Fraction

import pytest

from symland.kernel.archive import read_file
from symland.kernel.certificate import json_of, theorem_data
from symland.kernel.linear import variable
from symland.kernel.poly import ONE, constant, from_linear, symbol
from tests.certificates.hostile import (
    MU,
    NULL,
    UNIT,
    ZERO,
    A,
    B,
    X,
    at,
    certificate,
    eq,
    every,
    j,
    k,
    leaf,
    lemma,
    letter,
    m,
    member,
    n,
    r,
    rule,
    some,
)

INVERSE, SAME = ("inverse", A), eq(A, A)
FIVE_LESS = from_linear(variable("#").shift(-5))
BELOW_5 = ("ge", ("poly", from_linear(k.shift(-5))), ZERO)
OTHER = symbol("size", "q", (k,))
OF_LAYERS = every([("sizes", "p")], ("ge", ("poly", symbol("size", "p", (k,))), ZERO))
SLOPE = ("grad", ("tr", member(at(1))), A)
v, w = letter("v", n, ONE), letter("w", n, ONE)
ONE_, ROOT = ("num", "1"), ("entry", "power", "1/2", 0, MU)
NUMBER, OVER_ROOT = letter("y", ONE, ONE), ("entry", "power", "-1/2", 0, MU)
SIZES = rule("all", every([("size", "r")], ("ge", ("poly", r), ZERO)), names=("q",), proof=(
    leaf(("ge", ("poly", symbol("size", "q")), ZERO), "nonnegative",
         pieces=(("1", "square", ("eye", symbol("size", "q"))),)),))  # fmt: skip


def layer(place, name="V"):
    return "segment", name, (), place, place, n, n


def square_layer(place):
    """A layer of the size k - 5."""
    return "segment", "G", (), place, place, FIVE_LESS, FIVE_LESS


def short_layer(place):
    return "defined", "H", place, place, FIVE_LESS, FIVE_LESS, ("eye", FIVE_LESS)


def indexed(place):
    return "letter", "W", (place,), n, n, False


def inverse_at(place):
    return "inverse", layer(place)


def summed(place):
    return "sum", "j", at(1), at(9), inverse_at(place)


HOSTILE = {
    # what only seems to be there
    "an inverse as its own witness": certificate(
        ("is", "inverse", A), leaf(eq(UNIT, UNIT)),
        rule("is", ("is", "inverse", A), value=INVERSE, uses=(0, 0))),
    "a quotient as its own witness": certificate(
        ("is", "quotient", MU), leaf(eq(ONE_, ONE_)),
        rule("is", ("is", "quotient", MU), value=("power", MU, -1), uses=(0,))),
    "a size that may be negative": certificate(
        ("ge", ("poly", n - m), ZERO), SIZES, rule("instance", of=0, values=(n - m,))),
    "a size that is no whole number": certificate(
        some([("size", "r")], eq(("poly", r + r), ("poly", ONE))), leaf(eq(*[("poly", ONE)] * 2)),
        rule("exists", some([("size", "r")], eq(("poly", r + r), ("poly", ONE))),
             values=(constant(1).scale(Fraction(1, 2)),))),
    "a scalar for a size": certificate(
        ("ge", MU, ZERO), rule("theorem", of=0, values=((("size", "n"), MU[1]),)),
        theorems=[lemma(("ge", ("poly", n), ZERO))]),
    "a value of one member of a family": certificate(
        eq(B, indexed(k)), rule("theorem", of=0, values=((("index", "j"), k), (indexed(k), B))),
        theorems=[lemma(eq(indexed(k), indexed(j)), facts=[k - j, j - k])]),
    "a matrix that is greater than 0": certificate(
        eq(v, ("zero", n, ONE)), leaf(eq(v, ("zero", n, ONE)), "cancel", 0, 1, factor=("T", w)),
        given=[eq(("mul", ("T", w), v), ZERO), ("gt", ("T", w), ("zero", ONE, n))]),
    "a root with a derivative at 0": certificate(
        eq(ONE_, ZERO), leaf(eq(ONE_, ZERO), "congruent", 0, pattern=(
            "mul", ("num", "2"), ("grad", ROOT, MU), ("hole", "h", ONE, ONE)),
            holes=(("h", 0, 1),)), given=[eq(ROOT, ZERO)]),
    "the reciprocal of a root": certificate(
        some([NUMBER], eq(("mul", NUMBER, ROOT), ONE_)), leaf(eq(("mul", OVER_ROOT, ROOT), ONE_)),
        rule("exists", some([NUMBER], eq(("mul", NUMBER, ROOT), ONE_)), values=(OVER_ROOT,)),
        given=[eq(ROOT, ROOT)]),
    "a pseudoinverse with a derivative": certificate(
        some([X], SAME), leaf(SAME), rule("exists", some([X], SAME),
                                          values=(("grad", ("tr", ("pinv", A)), A),))),
    "an inverse at the index of a sum": certificate(
        some([X], SAME), leaf(SAME), rule("exists", some([X], SAME), values=(summed(j.scale(2)),)),
        definitions=[("k", (k.shift(-1), at(3) - k), member(k), summed(j + k))],
        given=[eq(member(j), member(j))], facts=[j.shift(-1), at(3) - j]),
    "an inverse below a sum, in a case": certificate(
        some([X], SAME), leaf(SAME),
        rule("cases", some([X], SAME), index="j", on=k, proofs=((), (
            rule("exists", some([X], SAME), values=(("sum", "j", at(1), at(9), inverse_at(k)),)),
        ), ())),
        given=[eq(summed(j), summed(j)), eq(indexed(j), indexed(k))], facts=[j - k, k - j]),
    "the size of one layer, at another": certificate(
        BELOW_5, leaf(BELOW_5, "nonnegative", 0, pieces=(("1", "square", square_layer(k)),)),
        given=[eq(square_layer(at(9)), square_layer(at(9)))]),
    "the size of one abbreviated layer, at another": certificate(
        BELOW_5, leaf(BELOW_5, "nonnegative", 0, pieces=(("1", "square", short_layer(k)),)),
        given=[eq(short_layer(at(9)), short_layer(at(9)))]),
    "sizes of all layers that may be negative": certificate(
        BELOW_5, rule("all", OF_LAYERS, names=("q",), proof=(
            leaf(("ge", ("poly", OTHER), ZERO), "nonnegative",
                 pieces=(("1", "square", ("eye", OTHER)),)),)),
        rule("instance", of=1, values=(FIVE_LESS,)),
        given=[eq(square_layer(at(9)), square_layer(at(9)))]),
    "a factor beside one that may have the size 0": certificate(
        ("is", "inverse", A), rule("obtain", of=0, names=("r", "Y")),
        rule("holds", ("is", "inverse", A)),
        given=[some([("size", "r"), letter("Y", r, r)],
                    ("is", "inverse", ("kron", A, letter("Y", r, r))))]),
    "a factor of one product and a factor of another": certificate(
        ("is", "inverse", ("kron", A, A)), rule("holds", ("is", "inverse", ("kron", A, A))),
        given=[("is", "inverse", ("kron", A, letter("D", m, m)))]),
    # definitions that are none
    "a definition of a number": certificate(
        eq(ONE_, ZERO), leaf(eq(ONE_, ZERO), "congruent", ("definition", 0, at(1)),
                             pattern=("hole", "h", ONE, ONE), holes=(("h", 0, 1),)),
        definitions=[("k", (), ONE_, ZERO)]),
    "a definition by itself": certificate(
        SAME, leaf(SAME), definitions=[("k", (), member(k), ("add", member(k), UNIT))]),
    "two definitions of a family": certificate(
        SAME, leaf(SAME), definitions=[("k", (), member(k), A), ("k", (), member(k), B)]),
    "definitions in a circle": certificate(
        SAME, leaf(SAME), definitions=[("k", (), member(k), layer(k)), ("k", (), layer(k), (
            "add", member(k), UNIT))]),
    "a derivative of what is defined": certificate(
        eq(SLOPE, NULL), leaf(eq(SLOPE, NULL)), definitions=[("k", (), member(k), A)]),
    "a derivative in the definition of another": certificate(
        SAME, leaf(SAME), definitions=[("k", (), member(k), A), ("k", (), layer(k), SLOPE)]),
    "a definition of one member": certificate(
        SAME, leaf(SAME), definitions=[("k", (), member(at(1)), A)]),
    "nothing is stated": theorem_data({**dict.fromkeys(
        ("refs", "claims", "hypotheses", "definitions", "facts", "theorems", "steps"), ()),
        "name": "nothing"}),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_certificates_are_rejected(name):
    entry = read_file("hostile.json", json_of(HOSTILE[name]).encode())
    assert entry.error
    assert "ill-formed" not in entry.error


def test_a_definition_is_one():
    fine = certificate(SAME, leaf(SAME), definitions=[("k", (), member(k), ("mul", A, layer(k)))])
    assert read_file("fine.json", json_of(fine).encode()).error == ""


def test_factors_of_what_has_an_inverse():
    """Of one size each has an inverse if the product has; together they have it anyway."""
    other = letter("D", m, m)
    for known, shown in (
        (("kron", A, B), A),
        (("mul", A, B), B),
        (("kron", A, other), ("kron", other, A)),
    ):
        claim = "is", "inverse", shown
        fine = certificate(claim, rule("holds", claim), given=[("is", "inverse", known)])
        assert read_file("fine.json", json_of(fine).encode()).error == ""
