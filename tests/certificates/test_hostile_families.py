"""Hostile certificates about families: their names, their members, and what is put in their place.

A family W is a matrix W[k] for each k, or W[k][q] for each k and q.  Its value may be another one,
the layers A[k] of a unit k, or layers H[k] that abbreviate something.
"""

import pytest

from symland.kernel.linear import KernelError, variable
from symland.kernel.poly import ONE, symbol
from tests.certificates.hostile import (
    MU,
    NULL,
    UNIT,
    ZERO,
    A,
    B,
    at,
    between,
    certificate,
    check,
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
    rule,
    some,
)

generic = variable("#")
SAME = eq(A, A)
CONVERSE = {"pattern": ("hole", "h", n, n), "holes": (("h", 0, -1),)}


def family(name, rows=n, cols=n):
    return "family", name, rows, cols


def layer(name, *places, rows=n, cols=n):
    """V[k], or A[k][q], the layer q of the unit k."""
    *units, place = places
    return "segment", name, tuple(units), place, place, rows, cols


def unit(name, *places):
    """The layers of a unit as the value of a family."""
    return "family", name, n, n, places


def residual(place=generic, inner=generic):
    """H[k] = I + A[k][1] at a layer."""
    return "defined", "H", place, place, n, n, ("add", UNIT, layer("A", inner, at(1)))


def layers(body=residual()[-1], rows=n, cols=n):  # noqa: B008
    """Layers that abbreviate a body, as the value of a family."""
    return "layers", "H", rows, cols, body


def commute(matrix):
    return eq(("mul", matrix, B), ("mul", B, matrix))


V = family("V")
ALL_COMMUTE = every([V], commute(layer("V", at(1))))
TWICE = every([V], commute(layer("V", at(1), at(2))))
IN_RANGE = every([("index", "k"), ("index", "q")],
                 ("implies", ("and", *between("k", 1, 3)[1:], *between("q", 1, 5)[1:]),
                  eq(layer("A", k, variable("q")), NULL)))  # fmt: skip
SOME_ARE_0 = some([V], eq(layer("V", at(1), at(2)), NULL))


def instance(claim, value, given=ALL_COMMUTE, **data):
    return certificate(claim, rule("instance", of=0, values=(value,)), given=[given], **data)


def witness(claim, value, *steps):
    return certificate(claim, *steps, rule("exists", claim, values=(value,)))


def at_layers(*places, claim):
    return certificate(claim, rule("instance", of=0, values=places), rule("detach", of=1),
                       given=[IN_RANGE])  # fmt: skip


def from_theorem(claim, said, value):
    return certificate(claim, rule("theorem", of=0, values=((V, value),)), theorems=[lemma(said)])


def sizes(name, place=generic):
    """The size d[k]; at the generic layer, that of all layers as a value."""
    return symbol("size", name, (place,))


def fills(name):
    """There is a matrix of d[1] rows with V'V = I."""
    found = letter("V", sizes(name, at(1)), n)
    return some([("sizes", name), found], eq(("mul", ("T", found), found), UNIT))


MEANING = ("add", UNIT, layer("A", at(1), at(1)))
EXISTS = some([V], eq(layer("V", at(2)), residual(at(2))))
GOOD = {
    "the layers of a unit": instance(commute(layer("A", k, at(1))), unit("A", k)),
    "the layers of a unit in a theorem": from_theorem(
        commute(layer("A", k, at(1))), commute(layer("V", at(1))), unit("A", k)),
    "layers that abbreviate": instance(commute(residual(at(1))), layers()),
    "layers that abbreviate, written out": certificate(
        commute(MEANING), rule("instance", of=0, values=(layers(),)),
        leaf(eq(("mul", MEANING, B), ("mul", residual(at(1)), B))),
        leaf(eq(("mul", B, residual(at(1))), ("mul", B, MEANING))),
        rule("chain", commute(MEANING), uses=(2, 1, 3)), given=[ALL_COMMUTE]),
    "layers below other layers": instance(
        eq(("defined", "G", k, k, n, n, residual()), residual(k)), layers(),
        given=every([V], eq(("defined", "G", k, k, n, n, layer("V", generic)), layer("V", k)))),
    "a family with two indices": instance(commute(layer("C", at(1), at(2))), family("C"), TWICE),
    "sizes that exist": certificate(
        fills("e"), rule("obtain", of=0, names=("f", "W")),
        rule("exists", fills("e"), values=(sizes("f"), letter("W", sizes("f", at(1)), n))),
        given=[fills("d")]),
    "layers that exist": witness(EXISTS, layers(), leaf(eq(residual(at(2)), residual(at(2))))),
    "layers within their ranges": at_layers(at(3), at(5), claim=eq(layer("A", at(3), at(5)), NULL)),
    "a family that exists": certificate(
        SOME_ARE_0, rule("obtain", of=0, names=("C",)),
        rule("exists", SOME_ARE_0, values=(family("C"),)), given=[SOME_ARE_0]),
}  # fmt: skip


@pytest.mark.parametrize("name", GOOD)
def test_values_of_families_do_their_work(name):
    check(GOOD[name])


def scalar(name):
    return "poly", symbol("param", name)


def thrice(index, name):
    return eq(("sum", index, at(1), at(3), scalar(name)), ZERO)


def all_named(claim, name, *proof, given):
    """A claim for all values, by a proof about one of this name."""
    return certificate(claim, rule("all", claim, names=(name,), proof=proof), given=[given])


PARAMETER = every([("param", "t")], thrice("j", "t"))
FAMILIES = every([family("F")], eq(layer("F", at(1)), NULL))
NAMED_MU = letter("mu")


def abbreviated(place, inner=generic):
    """G[k] = W[k]^-1."""
    return "defined", "G", place, place, n, n, ("inverse", member(inner))


def moving(place):
    """The derivative of W[k] as every layer moves with the velocity W[k]^-1."""
    return "along", member(place), ((member(generic), ("inverse", member(generic))),), 1


def spoken_at_3(term):
    """0 = I, as W[7] = 0 and W[7] has an inverse, since something at layer 3 is spoken of."""
    at_7 = ("mul", term(at(7)), member(at(7)))
    left_out = {**CONVERSE, "pattern": ("mul", term(at(7)), CONVERSE["pattern"])}
    return certificate(
        ("and", eq(term(at(3)), term(at(3))), eq(NULL, UNIT)), leaf(eq(term(at(3)), term(at(3)))),
        leaf(eq(at_7, UNIT)), leaf(eq(NULL, at_7), "congruent", 0, **left_out),
        rule("chain", eq(NULL, UNIT), uses=(3, 2)), given=[eq(member(at(7)), NULL)])  # fmt: skip


HOSTILE = {
    # a bound name that also stands for something else
    "a family under the name of a bound letter is taken for all families": all_named(
        FAMILIES, "B", rule("instance", of=0, values=(A,)),
        given=every([B], eq(layer("B", at(1)), NULL))),
    "a letter under the name of a bound family is taken for all letters": all_named(
        every([A], eq(A, NULL)), "B", rule("instance", of=0, values=(V,)),
        given=every([family("B")], eq(B, NULL))),
    "a scalar under the name of a bound letter is taken for all scalars": all_named(
        every([("param", "t")], eq(scalar("t"), ZERO)), "mu",
        rule("instance", of=0, values=(A,)), given=every([NAMED_MU], eq(MU, ZERO))),
    "a scalar under the name of the index of a sum is taken for all scalars": all_named(
        PARAMETER, "k", leaf(thrice("j", "k"), "congruent", 0, pattern=("hole", "h", ONE, ONE),
                             holes=(("h", 0, 1),)), given=thrice("k", "k")),
    "layers that abbreviate under the name of a bound family": certificate(
        every([family("H")], eq(residual(at(1)), NULL)),
        given=[every([family("H")], eq(residual(at(1)), NULL))]),
    "a bound family with members of two sizes": instance(
        eq(layer("C", at(1), rows=m, cols=m), ("zero", m, m)), family("C"),
        every([V], eq(layer("V", at(1), rows=m, cols=m), ("zero", m, m)))),
    "sizes of layers under the name of a bound size are taken for all": all_named(
        every([("sizes", "e")], eq(("poly", sizes("e", k)), ("num", "3"))), "d",
        rule("instance", of=0, values=(n,)),
        given=every([("size", "d")], eq(("poly", sizes("d", k)), ("num", "3")))),
    "sizes of layers that exist under a name that is not new": certificate(
        fills("e"), rule("obtain", of=0, names=("d", "W")), leaf(SAME),
        given=[fills("d"), eq(("eye", sizes("d", k)), ("eye", sizes("d", k)))]),
    "sizes of layers for a size": certificate(
        SAME, rule("instance", of=0, values=(sizes("d"),)),
        given=[every([("size", "r")], SAME)]),
    "sizes of layers that are captured": instance(
        every([("sizes", "f")], eq(("poly", sizes("f", k)), ("poly", sizes("f", k)))), sizes("f"),
        every([("sizes", "d")], every([("sizes", "f")],
                                      eq(("poly", sizes("d", k)), ("poly", sizes("f", k)))))),
    # values of other families, of other sizes, at other places
    "the layers of another unit": instance(commute(layer("A", j, at(1))), unit("A", k)),
    "the two indices exchanged": instance(commute(layer("A", at(1), k)), unit("A", k)),
    "the units for the layers of one": instance(commute(layer("A", k)), unit("A", k)),
    "one index for two": instance(commute(layer("C", at(1))), family("C"), TWICE),
    "the unit of a unit": instance(commute(layer("A", at(1), at(2), k)), unit("A", k), TWICE),
    "a unit that is no index": instance(commute(layer("A", k, at(1))),
                                        ("family", "A", n, n, (n,))),
    "the generic layer as a unit": instance(
        commute(layer("A", generic, at(1))), unit("A", generic)),
    "a unit of another size": instance(commute(layer("A", k, at(1))),
                                       ("family", "A", n, m, (k,))),
    "a family with more than units": instance(
        commute(layer("A", k, at(1))), ("family", "A", n, n, (k,), (k,))),
    "layers that abbreviate something of another size": instance(
        SAME, layers(("zero", m, m)), every([V], eq(A, A))),
    "layers of another size than what they abbreviate": instance(
        SAME, layers(("zero", n, n), m, m), every([V], eq(A, A))),
    "layers that abbreviate a number": instance(SAME, layers(ZERO), every([V], eq(A, A))),
    "layers of two indices that abbreviate": instance(
        commute(residual(at(1))), layers(), TWICE),
    "other layers that abbreviate": instance(commute(residual(at(2))), layers()),
    "the meaning of layers without them": instance(
        commute(MEANING), layers()),
    "a matrix for a family": instance(commute(A), A),
    "a family for a matrix": instance(commute(layer("V", at(1))), V, every([A], commute(A))),
    "a layer outside of the first range": at_layers(
        at(0), at(1), claim=eq(layer("A", at(0), at(1)), NULL)),
    "a layer outside of the second range": at_layers(
        at(1), at(6), claim=eq(layer("A", at(1), at(6)), NULL)),
    "the two ranges exchanged": at_layers(at(5), at(3), claim=eq(layer("A", at(5), at(3)), NULL)),
    "the two indices of an instance exchanged": at_layers(
        at(2), at(3), claim=eq(layer("A", at(3), at(2)), NULL)),
    # values that are captured, letters that are free elsewhere
    "a unit is captured by a quantifier": instance(
        every([("index", "k")], eq(layer("A", k, k), NULL)), unit("A", k),
        every([V], every([("index", "k")], eq(layer("V", k), NULL)))),
    "a unit is captured by a sum": instance(
        eq(("sum", "k", at(1), at(3), layer("A", k, k)), NULL), unit("A", k),
        every([V], eq(("sum", "k", at(1), at(3), layer("V", k)), NULL))),
    "the generic layer as a unit is captured by layers": instance(
        eq(("defined", "G", j, j, n, n, layer("A", generic, generic)), NULL), unit("A", generic),
        every([V], eq(("defined", "G", j, j, n, n, layer("V", generic)), NULL))),
    "a family of the same name that is bound further inside": instance(
        some([family("A")], eq(layer("A", k), layer("A", k, k))), unit("A", k),
        every([V], some([family("A")], eq(layer("A", k), layer("V", k))))),
    "what layers abbreviate is captured by a quantifier": instance(
        every([family("A")], commute(residual(at(1)))), layers(),
        every([V], every([family("A")], commute(layer("V", at(1)))))),
    "what layers abbreviate is captured by an index": instance(
        every([("index", "k")], eq(residual(k, k), NULL)), layers(residual(inner=k)[-1]),
        every([V], every([("index", "k")], eq(layer("V", k), NULL)))),
    "the name of layers is captured": instance(
        every([family("H")], eq(residual(at(1)), layer("H", at(1)))), layers(),
        every([V], every([family("H")], eq(layer("V", at(1)), layer("H", at(1)))))),
    "a family that is obtained is not new": certificate(
        eq(layer("A", at(1), at(2)), NULL), rule("obtain", of=0, names=("A",)),
        given=[SOME_ARE_0, eq(layer("A", at(1), at(2)), UNIT)]),
    "a family that is general is not new": all_named(
        FAMILIES, "A", rule("holds", eq(layer("A", at(1)), NULL)),
        given=eq(layer("A", at(1)), NULL)),
    "a witness that depends on what is bound": certificate(
        some([V], every([("index", "k")], eq(layer("V", k), layer("A", k, k)))),
        rule("all", every([("index", "k")], eq(layer("A", k, k), layer("A", k, k))), names=("i",),
             proof=(leaf(eq(layer("A", variable("i"), variable("i")),
                            layer("A", variable("i"), variable("i")))),)),
        rule("exists", some([V], every([("index", "k")], eq(layer("V", k), layer("A", k, k)))),
             values=(unit("A", k),))),
    "a value below a derivative": instance(
        eq(("grad", ("tr", residual(k)), layer("A", k, at(1))), NULL), layers(),
        every([V], eq(("grad", ("tr", layer("V", k)), layer("A", k, at(1))), NULL))),
    # what is defined at some layers
    "layers that may not exist": instance(
        SAME, layers(("inverse", layer("A", generic, at(1)))), every([V], SAME)),
    "layers that may not exist, as a witness": witness(
        some([V], SAME), layers(("inverse", layer("A", generic, at(1)))), leaf(SAME)),
    "layers that exist at one place are taken for layers": certificate(
        commute(abbreviated(at(3))),
        rule("instance", of=0, values=(("layers", "G", n, n, abbreviated(at(3))[-1]),)),
        given=[every([V], ("and", commute(layer("V", at(3))), commute(layer("V", at(4)))))]),
    "an inverse in an abbreviation, at another layer": spoken_at_3(abbreviated),
    "an inverse in a velocity, at another layer": spoken_at_3(moving),
    "a theorem at a value of the generic layer": certificate(
        eq(("inverse", member(at(7))), ("inverse", member(at(3)))),
        rule("theorem", of=0, values=((("index", "#"), at(7)),)),
        leaf(eq(("inverse", member(at(7))), abbreviated(at(3), at(7)))),
        rule("chain", eq(("inverse", member(at(7))), ("inverse", member(at(3)))), uses=(1, 0)),
        theorems=[lemma(eq(abbreviated(at(3)), ("inverse", member(at(3)))))]),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_certificates_are_rejected(name):
    with pytest.raises(KernelError):
        check(HOSTILE[name])
