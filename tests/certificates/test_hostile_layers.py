"""Hostile certificates about layers: inverses at all of them in a range, and inductions."""

import pytest

from symland.kernel.linear import KernelError, variable
from symland.kernel.poly import symbol
from tests.certificates.hostile import (
    MU,
    NULL,
    UNIT,
    A,
    B,
    C,
    at,
    between,
    certificate,
    check,
    eq,
    every,
    j,
    k,
    leaf,
    member,
    n,
    rule,
    some,
)

SAME = eq(A, A)
l, generic = variable("l"), variable("#")


def other(place):
    return "segment", "V", (), place, place, n, n


def invertible(matrix):
    return "is", "inverse", matrix


def cancels(matrix):
    return eq(("mul", ("inverse", matrix), matrix), UNIT)


def everywhere(matrix, *limits):
    return every([("index", "k")], ("implies", ("and", *limits), invertible(matrix)))


def upto(top):
    return everywhere(member(k), ("range", k.shift(-2)), ("range", top - k))


FROM_2_TO_5, FACTS = upto(at(5)), (j.shift(-2), at(5) - j)


def taken(matrix, *given, facts=()):
    """A step speaks of an inverse that only the hypotheses make defined."""
    step = leaf(eq(("inverse", matrix), ("inverse", matrix)))
    return certificate(SAME, step, leaf(SAME), given=given, facts=facts)


def induct(claim, base, proof, *, start=2, limits=()):
    return rule("induct", claim, index="j", start=at(start), limits=limits, base=(base,),
                proof=(proof,))  # fmt: skip


def inverses_by_induction(*limits, facts=FACTS, given=FROM_2_TO_5, start=2):
    """W[j]^-1 W[j] A = A: at j + 1 it is not supposed that W[j] has an inverse."""
    claim, step = cancels(member(j)), leaf(cancels(member(j.shift(1))))
    shown = induct(claim, leaf(cancels(member(at(start)))), step, limits=limits, start=start)
    return certificate(SAME, shown, leaf(SAME), given=[given], facts=facts)


def filled(*given):
    """C = B^-1 B C = A^-1 B C, as A = B: B^-1 is named by neither side."""
    pattern = "mul", ("inverse", ("hole", "h", n, n)), B, C
    claim = eq(C, ("mul", ("inverse", A), B, C))
    return certificate(
        SAME, leaf(claim, "congruent", 0, pattern=pattern, holes=(("h", 0, -1),)), leaf(SAME),
        given=given)  # fmt: skip


def unnamed(*given):
    pattern = "mul", ("inverse", ("hole", "h", n, n)), ("hole", "h", n, n)
    step = leaf(eq(UNIT, UNIT), "congruent", 0, pattern=pattern, holes=(("h", 0, 1),))
    return certificate(SAME, step, leaf(SAME), given=given)


def by_a_definition(form):
    """With W[j] := V[k + j], W[0] = W[1] says V[k] = V[k.shift(1)], for one k; not V[k] = V[0]."""
    definition = "j", (j,), member(j), other(k + j)
    same, claim = eq(member(at(0)), member(at(1))), eq(other(k), other(at(0)))
    after = eq(other(k.shift(1)), other(at(0)))

    def used(stated, source):
        return leaf(stated, "congruent", source, pattern=("hole", "h", n, n),
                    holes=(("h", 0, -1),))  # fmt: skip

    steps = (
        used(eq(other(k.shift(1)), member(at(1))), ("definition", 0, at(1))),
        used(eq(other(k), member(at(0))), ("definition", 0, at(0))),
        used(eq(member(at(1)), member(at(0))), 0),
        used(eq(member(at(0)), other(k)), 3),
        rule("chain", after, uses=(2, 4, 5, 1)),
    )
    base = leaf(eq(other(at(0)), other(at(0))))
    shown = rule("induct", claim, index="k", start=at(0), limits=(), base=(base,), proof=steps)
    if form == "cases":
        at_0 = leaf(eq(other(at(0)), other(at(0))))
        shown = rule("cases", claim, index="k", on=at(0), proofs=((), (at_0,), steps))
    return certificate(claim, shown, given=[same], facts=[k], definitions=[definition])


TWO = every([("index", "k"), ("index", "j")],
            ("implies", ("and", ("range", k.shift(-2)), ("range", l - k), ("range", j - k)),
             invertible(("add", member(k), other(j)))))  # fmt: skip
UNDEFINED = everywhere(("mul", ("inverse", other(k)), member(k)), *between("k", 2, 5)[1:])
IF_NULL = everywhere(member(k), *between("k", 2, 5)[1:], eq(A, NULL))


def below(matrix, top=5):
    return "sum", "k", at(1), at(top), ("mul", ("inverse", matrix), A)


DEFINED = ("defined", "U", at(9), at(1), n, n, ("inverse", member(generic)))
ANY = every([("index", "k")], invertible(member(k)))


# There are sizes p[k] and n x p[k] matrices F[k] with F[k] F[k]' = W[k], for all layers k.
def sized(name, *layer):
    return symbol("size", name, layer)


def factored(binder, cols, at_layer):
    F = "letter", "F", (k,), n, at_layer, False
    body = every([("index", "k")], eq(("mul", F, ("T", F)), member(k)))
    return some([binder, ("family", "F", n, cols)], body)


FACTORED = factored(("sizes", "p"), sized("p", generic), sized("p", k))
OF_ONE_SIZE = factored(("size", "p"), sized("p"), sized("p"))
MISSING = factored(("size", "p"), sized("p", generic), sized("p", k))


def total(*sizes):
    return eq(("sum", "k", at(1), at(3), ("tr", ("ones", *sizes, *sizes))), MU)


ANY_SIZES = every([("sizes", "p")], total(sized("p", k)))


def chosen(claim, size, given=FACTORED):
    family = "family", "F", n, size
    shown = rule("exists", claim, values=(size, family))
    return certificate(claim, rule("obtain", of=0, names=("q", "F")), shown, given=[given])


GOOD = {
    "sizes of their own for all layers": chosen(FACTORED, sized("q", generic)),
    "one size for all layers": chosen(FACTORED, sized("q"), OF_ONE_SIZE),
    "sizes of other layers": certificate(
        total(sized("m", k.shift(1))),
        rule("instance", of=0, values=(sized("m", generic.shift(1)),)), given=[ANY_SIZES]),
    "at the ends of a range": taken(("mul", member(at(2)), member(at(5))), FROM_2_TO_5),
    "at an index in the range": taken(
        member(l.shift(-1)), upto(l), facts=[l.shift(-3)]),
    "at all layers, without a range": taken(member(l), ANY),
    "at two indices": taken(("add", member(at(2)), other(l)), TWO, facts=[l.shift(-2)]),
    "within an induction": inverses_by_induction(at(5) - j),
    "in the place of an equal matrix": filled(eq(A, B), invertible(A)),
}  # fmt: skip


@pytest.mark.parametrize("name", GOOD)
def test_inverses_at_all_layers_are_there(name):
    check(GOOD[name])


HOSTILE = {
    # outside of the range
    "just below the range": taken(member(at(1)), FROM_2_TO_5),
    "just above the range": taken(member(at(6)), FROM_2_TO_5),
    "a range that may be empty": taken(member(at(2)), upto(l)),
    "a range that is empty": taken(member(at(2)), upto(at(1))),
    "an index that may lie above": taken(member(j), FROM_2_TO_5, facts=[j.shift(-2)]),
    "an index that may lie below": taken(member(j), FROM_2_TO_5, facts=[at(5) - j]),
    "an index of its own beside the bound one": taken(member(k), FROM_2_TO_5),
    "a product of which one factor lies outside": taken(
        ("mul", member(at(2)), member(at(6))), FROM_2_TO_5),
    "another family": taken(other(at(3)), FROM_2_TO_5),
    "two indices, the second too small": taken(
        ("add", member(at(3)), other(at(2))), TWO, facts=[l.shift(-3)]),
    "two indices, exchanged": taken(
        ("add", other(at(2)), member(at(3))), TWO, facts=[l.shift(-3)]),
    # what is said of other points
    "under a further condition": taken(member(at(3)), IF_NULL),
    "a product that may be undefined": taken(member(at(3)), UNDEFINED),
    "layers that do not occur": certificate(
        SAME, leaf(cancels(A)), leaf(SAME), given=[everywhere(A, *between("k", 2, 1)[1:])]),
    "what is supposed of all leaves its block": certificate(
        SAME, rule("implies", ("implies", FROM_2_TO_5, SAME), proof=(leaf(SAME),)),
        leaf(cancels(member(at(3)))), leaf(SAME)),
    "a case in which the range is another": certificate(
        SAME, rule("cases", SAME, index="l", on=at(1), proofs=(
            (leaf(SAME),), (leaf(cancels(member(at(2)))), leaf(SAME)), (leaf(SAME),))),
        given=[upto(l)]),
    # what is bound by something else
    "below a sum over a name that is free": certificate(
        SAME, leaf(eq(below(member(k), 9), below(member(k), 9))), leaf(SAME), given=[FROM_2_TO_5],
        facts=[k.shift(-2), at(5) - k]),
    "below a sum in a definition, over the name of its layer": certificate(
        SAME, leaf(eq(below(other(at(9))), below(other(at(9))))), leaf(SAME),
        definitions=[("k", (k.shift(-1),), member(k), below(other(k)))]),
    "in layers that abbreviate": certificate(
        SAME, leaf(eq(DEFINED, DEFINED)), leaf(SAME), given=[FROM_2_TO_5],
        facts=[generic.shift(-2), at(5) - generic]),
    "in layers that abbreviate, by a definition": certificate(
        SAME, leaf(eq(DEFINED, DEFINED)), leaf(SAME), facts=[generic.shift(-2)],
        definitions=[("k", (k.shift(-2),), other(k), ("inverse", member(k)))]),
    "the index of an induction has moved": inverses_by_induction(),
    "limits beyond the range": inverses_by_induction(
        at(6) - j, facts=[j.shift(-2), at(6) - j]),
    "neither of two equal matrices has an inverse": unnamed(eq(A, B)),
    "of equal matrices none is known to have an inverse": filled(eq(A, B)),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_an_inverse_is_not_there(name):
    with pytest.raises(KernelError, match=r"^step [12](\.1)?: it supposes the inverse of "):
        check(HOSTILE[name])


OTHERS = {
    "the inverse is said to be there": (
        certificate(invertible(member(at(6))), rule("holds", invertible(member(at(6)))),
                    given=[FROM_2_TO_5]),
        "step 1: it is not shown what it claims"),
    "an induction goes beyond its limits": (
        inverses_by_induction(at(5) - j, facts=[j.shift(-2)], given=ANY),
        "step 1: an induction over j is not about the j that is there"),
    "limits that leave out what lies between": (
        inverses_by_induction(j.shift(-4), facts=[j.shift(-4)], given=ANY),
        "step 1: an induction over j whose limits leave out layers between"),
    "limits that leave out the start": (
        inverses_by_induction(j.shift(-2), facts=[j.shift(-2)], start=1, given=ANY),
        "step 1: an induction over j whose limits leave out layers between"),
    "sizes of layers are not one size": (
        chosen(OF_ONE_SIZE, sized("q", at(1))),
        "step 2: it is not shown what it claims"),
    "the size of the generic layer": (
        certificate(SAME, rule("instance", of=0, values=(sized("m", generic),)), leaf(SAME),
                    given=[every([("size", "q")], total(sized("q")))]),
        "step 1: the value of size q is of another kind or size"),
    "one size binds no sizes of layers": (
        certificate(MISSING, rule("holds", MISSING)),
        "the name p is bound and stands for something else"),
    "sizes are captured by a sum": (
        certificate(SAME, rule("instance", of=0, values=(sized("m", k),)), given=[ANY_SIZES]),
        "step 1: a value would be captured by what binds k"),
    "a matrix for sizes": (
        certificate(SAME, rule("instance", of=0, values=(A,)), given=[ANY_SIZES]),
        "step 1: the value of sizes p is of another kind or size"),
    "a limit that is none": (inverses_by_induction(A), "step 1 is ill-formed"),
    "an induction over what a definition speaks of": (
        by_a_definition("induct"), "step 1: a definition speaks of k, which takes other values"),
    "cases of what a definition speaks of": (
        by_a_definition("cases"), "step 1: a definition speaks of k, which takes other values"),
    "matrices that are not known to be equal": (
        filled(SAME, invertible(A)), "step 1: it does not follow from what it uses"),
}  # fmt: skip


@pytest.mark.parametrize("name", OTHERS)
def test_hostile_certificates_about_layers_are_rejected(name):
    data, message = OTHERS[name]
    with pytest.raises(KernelError) as error:
        check(data)
    assert str(error.value).startswith(message)
