"""Hostile certificates against the rules about formulas: each is rejected with its place."""

import json

import pytest

from symland.kernel.archive import check_all, read_file
from symland.kernel.certificate import json_of
from symland.kernel.linear import KernelError
from symland.kernel.poly import ONE, symbol
from tests.certificates.hostile import (
    MU,
    NU,
    NULL,
    UNIT,
    ZERO,
    A,
    B,
    C,
    X,
    Y,
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
    r,
    rule,
    some,
)

T = ("T", A)
INVERSE = ("inverse", A)
COMMUTES = every([X], eq(("mul", X, A), ("mul", A, X)))
HAS_INVERSE = some([B], ("and", eq(("mul", A, B), UNIT), eq(("mul", B, A), UNIT)))
SAME = eq(A, A)
IMPLIED = ("implies", eq(A, NULL), eq(B, NULL))
LAYER = every([("index", "k")], ("implies", between("k", 1, 5), eq(member(k), A)))
SUMS = eq(("sum", "k", at(1), at(5), member(k)), ("sum", "k", at(1), at(5), A))
FROM_1 = eq(member(k), A)
v, w = letter("v", n, ONE), letter("w", n, ONE)
BASIS = [("and", eq(("mul", x, ("T", x)), ("diag", x)), eq(("mul", ("T", x), x), ("eye", ONE)))
         for x in (v, w)]  # fmt: skip
ENTRY = eq(("mul", ("T", v), A, w), ("mul", ("T", v), B, w))
NOT_0 = some([("param", "y")], eq(("mul", ("poly", symbol("param", "y")), ("tr", A)), ("num", "1")))
HOLE = {"pattern": ("hole", "h", n, n), "holes": (("h", 0, 1),)}


def cited(claim):
    return rule("cited", claim, reference="nowhere")


def inverted(place):
    return eq(("mul", ("inverse", member(place)), member(place), A), NULL)


def implies(left, right, *proof):
    return rule("implies", ("implies", left, right), proof=proof)


def induct(claim, base=(), proof=(), start=1, index="k"):
    return rule("induct", claim, index=index, start=at(start), limits=(), base=base, proof=proof)


def layer(place):
    return "segment", "V", (), place, place, n, n


def defining(*places):
    """W[k] := (V[k] + V[k + 1])^-1 for k >= 3; an inverse at other layers of V is spoken of."""
    body = ("inverse", ("add", layer(k), layer(k.shift(1))))
    first, second = (places[0], places[-1] if len(places) > 1 else places[0] + 1)
    spoken = ("inverse", ("add", layer(at(first)), layer(at(second))))
    definition = ("k", (k.shift(-3),), member(k), body)
    return certificate(SAME, leaf(eq(spoken, spoken)), leaf(SAME), definitions=[definition])


GOOD = {
    "an inverse in a definition": defining(4),
    "an implication": certificate(
        ("implies", eq(A, NULL), eq(("mul", A, B), NULL)),
        implies(eq(A, NULL), eq(("mul", A, B), NULL),
                leaf(eq(("mul", A, B), NULL), "solved", 0))),
    "an instance": certificate(eq(("mul", B, A), ("mul", A, B)),
                               rule("instance", of=0, values=(B,)), given=[COMMUTES]),
    "a witness": certificate(some([X], eq(X, A)), leaf(SAME), rule("exists", some([X], eq(X, A)),
                                                                  values=(A,))),
    "a generalisation": certificate(
        every([X], eq(X, X)), rule("all", every([X], eq(X, X)), names=("Z",),
                                   proof=(leaf(eq(letter("Z"), letter("Z"))),))),
    "sums": certificate(SUMS, rule("termwise", of=0), given=[LAYER]),
    "an inverse": certificate(
        ("is", "inverse", A), rule("obtain", of=0, names=("D",)),
        rule("is", ("is", "inverse", A), value=letter("D"), uses=(1, 2)), given=[HAS_INVERSE]),
}  # fmt: skip


@pytest.mark.parametrize("name", GOOD)
def test_the_rules_do_their_work(name):
    check(GOOD[name])


HOSTILE = {
    # names that are not new, values that are captured
    "the letter of a generalisation is not new": certificate(
        every([X], eq(X, B)), rule("all", every([X], eq(X, B)), names=("A",),
                                   proof=(rule("holds", eq(A, B)),)), given=[eq(A, B)]),
    "an obtained letter is not new": certificate(
        eq(A, NULL), rule("obtain", of=0, names=("A",)), given=[some([X], eq(X, NULL))]),
    "two obtained letters are one": certificate(
        eq(A, NULL), rule("obtain", of=0, names=("Z", "Z")),
        given=[some([X, Y], ("and", eq(X, A), eq(Y, NULL)))]),
    "an obtained letter leaves its proof": certificate(
        eq(letter("Z"), NULL), rule("obtain", of=0, names=("Z",)),
        given=[some([X], eq(X, NULL))]),
    "a witness depends on the letter bound around it": certificate(
        some([Y], every([X], eq(X, Y))),
        rule("all", every([X], eq(X, X)), names=("Z",),
             proof=(leaf(eq(letter("Z"), letter("Z"))),)),
        rule("exists", some([Y], every([X], eq(X, Y))), values=(X,))),
    "a value is captured by a quantifier": certificate(
        some([Y], eq(Y, ("add", Y, UNIT))), rule("instance", of=0, values=(Y,)),
        given=[every([X], some([Y], eq(Y, ("add", X, UNIT))))]),
    "a value is captured by a sum": certificate(
        eq(("sum", "k", at(1), at(3), member(k)), NULL),
        rule("instance", of=0, values=(member(k),)),
        given=[every([X], eq(("sum", "k", at(1), at(3), X), NULL))]),
    "a bound name stands for two things": certificate(
        every([X], eq(("mul", X, letter("X", n, m)), ("zero", n, m))),
        given=[every([X], eq(("mul", X, letter("X", n, m)), ("zero", n, m)))]),
    "a name is bound twice": certificate(
        every([X], every([X], eq(X, X))), given=[every([X], every([X], eq(X, X)))]),
    "a member of a family is bound": certificate(
        every([("letter", "W", (k,), n, n, False)], SAME), given=[SAME]),
    "a name of the kernel's own is bound": certificate(
        every([("index", "@1")], SAME), given=[SAME]),
    # values of another kind or size
    "a value of another size": certificate(
        eq(A, NULL), rule("instance", of=0, values=(letter("B", m, n),)), given=[COMMUTES]),
    "a number for a matrix": certificate(
        eq(A, NULL), rule("instance", of=0, values=(("num", "1"),)), given=[COMMUTES]),
    "an index for a matrix": certificate(
        eq(A, NULL), rule("instance", of=0, values=(at(1),)), given=[COMMUTES]),
    "too few values": certificate(eq(A, NULL), rule("instance", of=0, values=()),
                                  given=[COMMUTES]),
    "a symmetric letter at any matrix": certificate(
        eq(("T", B), B), rule("instance", of=0, values=(B,)),
        given=[every([("letter", "S", (), n, n, True)],
                     eq(("T", ("letter", "S", (), n, n, True)), ("letter", "S", (), n, n, True)))]),
    "a value below a derivative": certificate(
        eq(("grad", ("tr", ("mul", ("T", A), A)), A), A), rule("instance", of=0, values=(A,)),
        given=[every([X], eq(("grad", ("tr", ("mul", ("T", X), A)), A), X))]),
    # rules that take what is not there
    "a premise is not known": certificate(eq(B, NULL), rule("detach", of=0), given=[IMPLIED]),
    "an implication read backwards": certificate(
        eq(A, NULL), rule("detach", of=0), given=[IMPLIED, eq(B, NULL)]),
    "a relation is no implication": certificate(eq(A, NULL), rule("detach", of=0), given=[SAME]),
    "a witness that does not do": certificate(
        some([X], eq(X, NULL)), leaf(SAME), rule("exists", some([X], eq(X, NULL)), values=(A,))),
    "what is supposed leaves its block": certificate(
        eq(A, NULL), implies(eq(A, NULL), eq(A, NULL)), rule("holds", eq(A, NULL))),
    "a step of a block is used outside": certificate(
        eq(("mul", A, B), NULL),
        implies(eq(A, NULL), eq(("mul", A, B), NULL), leaf(eq(("mul", A, B), NULL), "solved", 0)),
        leaf(eq(("mul", A, B), NULL), "congruent", 1, **HOLE)),
    "one direction is not both": certificate(
        ("iff", eq(A, NULL), eq(B, NULL)), rule("holds", ("iff", eq(A, NULL), eq(B, NULL))),
        given=[IMPLIED]),
    "one part is not all": certificate(
        ("and", SAME, eq(A, B)), leaf(SAME), rule("holds", ("and", SAME, eq(A, B)))),
    "a citation that means nothing": certificate(
        SAME, cited(eq(A, letter("B", m, n))), leaf(SAME)),
    # cases
    "a case is left out": certificate(
        eq(A, NULL), rule("cases", eq(A, NULL), on=MU, proofs=((cited(eq(A, NULL)),),))),
    "a case is not shown": certificate(
        eq(A, NULL), rule("cases", eq(A, NULL), on=MU, proofs=((cited(eq(A, NULL)),), ()))),
    "cases of a matrix": certificate(
        eq(A, NULL), rule("cases", eq(A, NULL), on=A, proofs=((), ())), given=[eq(A, NULL)]),
    "a case of layers is left out": certificate(
        eq(member(k), member(j)), rule("cases", eq(member(k), member(j)), index="k", on=j,
                                       proofs=((), (leaf(eq(member(j), member(j))),), ()))),
    "an index compared with itself": certificate(
        SAME, rule("cases", SAME, index="k", on=k, proofs=((leaf(SAME),),) * 3)),
    "what holds for equal layers is taken for all": certificate(
        eq(member(k), member(j)), rule("cases", eq(member(k), member(j)), index="k", on=j,
                                       proofs=((leaf(eq(member(j), member(j))),),) * 3)),
    # induction
    "an induction without a base": certificate(
        FROM_1, induct(FROM_1, proof=(cited(eq(member(k.shift(1)), A)),)), facts=[k.shift(-1)]),
    "an induction without a step": certificate(
        FROM_1, induct(FROM_1, base=(cited(eq(member(at(1)), A)),)), facts=[k.shift(-1)]),
    "an induction that begins too late": certificate(
        FROM_1, induct(FROM_1, base=(cited(eq(member(at(2)), A)),),
                       proof=(cited(eq(member(k.shift(1)), A)),), start=2), facts=[k.shift(-1)]),
    "an index that a hypothesis restricts": certificate(
        FROM_1, induct(FROM_1, base=(cited(eq(member(at(1)), A)),),
                       proof=(cited(eq(member(k.shift(1)), A)),)),
        facts=[k.shift(-1)], given=[eq(member(k), member(at(1)))]),
    "an induction supposes what is defined at n": certificate(
        inverted(k), induct(inverted(k), base=(cited(inverted(at(1))),),
                            proof=(cited(inverted(k.shift(1))),)), facts=[k.shift(-1)]),
    # sums and entries
    "a sum over a wrong range": certificate(
        eq(("sum", "k", at(1), at(6), member(k)), ("sum", "k", at(1), at(6), A)),
        rule("termwise", of=0), given=[LAYER]),
    "a layer outside its range": certificate(
        eq(member(at(6)), A), rule("instance", of=0, values=(at(6),)), rule("detach", of=1),
        given=[LAYER]),
    "terms under a further condition": certificate(
        SUMS, rule("termwise", of=0),
        given=[every([("index", "k")], ("implies", (*between("k", 1, 5), eq(A, NULL)),
                                        eq(member(k), A)))]),
    "entries at basis vectors that are apart": certificate(
        eq(A, B), rule("entrywise", eq(A, B), of=0),
        given=[every([v, w], ("implies", ("and", *BASIS, eq(("mul", ("T", v), w), ZERO)), ENTRY))]),
    "entries of other matrices": certificate(
        eq(A, C), rule("entrywise", eq(A, C), of=0),
        given=[every([v, w], ("implies", ("and", *BASIS), ENTRY))]),
    "entries under a further condition": certificate(
        eq(A, B), rule("entrywise", eq(A, B), of=0),
        given=[every([v, w], ("implies", ("and", *BASIS, eq(A, NULL)), ENTRY))]),
    # inverses and what is defined
    "a one-sided inverse": certificate(
        ("is", "inverse", A), rule("is", ("is", "inverse", A), value=B, uses=(0,)),
        given=[eq(("mul", A, B), UNIT)]),
    "no inverse at all": certificate(
        ("is", "inverse", A), rule("is", ("is", "inverse", A), value=B, uses=(0, 0)),
        given=[eq(("mul", A, B), NULL)]),
    "a number that may be 0": certificate(
        ("is", "quotient", MU), rule("is", ("is", "quotient", MU), value=NU, uses=(0,)),
        given=[eq(("mul", MU, NU), ZERO)]),
    "an inverse is brought in by an instance": certificate(
        SAME, rule("instance", of=0, values=(INVERSE,)), leaf(SAME), given=[COMMUTES]),
    "an inverse is brought in by a witness": certificate(
        some([X], eq(("mul", X, A), UNIT)), rule("exists", some([X], eq(("mul", X, A), UNIT)),
                                                values=(INVERSE,))),
    "the size of what exists divides": certificate(
        NOT_0, rule("obtain", of=0, names=("r", "V")),
        rule("exists", NOT_0, values=(("poly", symbol("size", "r").reciprocal()),)),
        given=[some([("size", "r"), letter("V", n, r)],
                    eq(A, ("mul", letter("V", n, r), ("T", letter("V", n, r)))))]),
    # other theorems
    "a theorem under a hypothesis that is not there": certificate(
        eq(A, B), rule("theorem", of=0, values=()),
        theorems=[lemma(eq(A, B), given=[eq(("mul", A, B), NULL)])]),
    "a theorem at a layer outside its range": certificate(
        eq(member(at(0)), A), rule("theorem", of=0, values=((("index", "k"), at(0)),)),
        theorems=[lemma(FROM_1, facts=[k.shift(-1)])]),
    "a theorem with two values of a letter": certificate(
        eq(B, NULL), rule("theorem", of=0, values=((A, B), (A, C))),
        theorems=[lemma(eq(A, NULL))]),
    "a theorem at a matrix of another size": certificate(
        eq(B, NULL), rule("theorem", of=0, values=((A, letter("B", m, m)),)),
        theorems=[lemma(eq(A, NULL))]),
    "a theorem about a definition that is not there": certificate(
        eq(member(at(1)), A), rule("theorem", of=0, values=()),
        theorems=[lemma(eq(member(at(1)), A), definitions=[("k", (), member(k), A)])]),
    "a theorem at a matrix that may not exist": certificate(
        some([B], eq(B, B)), rule("theorem", of=0, values=((A, ("inverse", C)),)),
        theorems=[lemma(some([B], eq(B, A)))]),
    "a witness that may not exist": certificate(
        some([B], SAME), leaf(SAME), rule("exists", some([B], SAME), values=(("inverse", C),))),
    "what holds for all matrices at one that may not exist": certificate(
        SAME, rule("instance", of=0, values=(("inverse", C),)), leaf(SAME),
        given=[every([X], every([B], eq(("mul", X, B), ("mul", B, X))))]),
    "a lemma about a matrix that may not exist": certificate(
        SAME, cited(some([B], eq(B, ("inverse", C)))), leaf(SAME)),
    "an inverse in a definition, outside of its range": defining(1),
    "an inverse in a definition, at two layers": defining(5, 7),
    "a theorem that is not listed": certificate(SAME, rule("theorem", of=1, values=())),
    # data of no meaning
    "an unknown rule": certificate(SAME, rule("magic", SAME)),
    "an unknown formula": certificate(("or", SAME, eq(A, B)), leaf(SAME)),
    "a hypothesis of no size": certificate(SAME, leaf(SAME), given=[eq(A, letter("B", m, n))]),
    "a block that is no list": certificate(
        ("implies", SAME, SAME), rule("implies", ("implies", SAME, SAME), proof=7)),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_certificates_are_rejected(name):
    with pytest.raises((KernelError, TypeError, LookupError, ValueError, AttributeError)) as error:
        check(HOSTILE[name])
    entry = read_file("hostile.json", json_of(HOSTILE[name]).encode())
    assert entry.error, name
    if isinstance(error.value, KernelError):
        assert str(error.value) == entry.error


def test_an_induction_is_refused_for_what_it_supposes():
    error = read_file("x", json_of(HOSTILE["an induction supposes what is defined at n"]).encode())
    assert error.error.startswith("step 1: it supposes the inverse of")


def test_there_are_many_of_them():
    assert len(HOSTILE) >= 55


def test_most_say_where():
    errors = [read_file("x", json_of(data).encode()).error for data in HOSTILE.values()]
    named = [one for one in errors if one.startswith(("step ", "statement "))]
    assert len(named) > 0.8 * len(errors), errors


def files(**texts):
    return check_all([read_file(name, text) for name, text in texts.items()])


def text_of(data):
    return json_of(data).encode()


def test_a_circle_of_citations_cannot_be_signed():
    """Each names the digest of the other, which it would have to contain."""
    one = certificate(eq(A, B), rule("theorem", of=0, values=()), theorems=[lemma(eq(A, B))])
    again = {**lemma(eq(A, B)), "certificate": one["digest"]}
    two = certificate(eq(A, B), rule("theorem", of=0, values=()), theorems=[again])
    found = files(one=text_of(one), two=text_of(two))
    assert [entry.error for entry in found] == ["", ""]
    assert all(entry.lacking == ("lemma",) for entry in found)


def test_another_certificate_than_the_one_cited():
    proved = certificate(SAME, leaf(SAME))
    cites = {**lemma(SAME), "certificate": proved["digest"]}
    user = certificate(SAME, rule("theorem", of=0, values=()), theorems=[cites])
    assert [one.lacking for one in files(a=text_of(proved), b=text_of(user))] == [(), ()]
    other = certificate(SAME, leaf(SAME), leaf(SAME))
    assert [one.lacking for one in files(a=text_of(other), b=text_of(user))] == [(), ("lemma",)]


def test_deep_and_large_data():
    good = json.loads(json_of(GOOD["an implication"]))
    deep = json_of(good).replace('"steps":[', '"steps":' + "[" * 5000, 1).encode()
    assert files(deep=deep)[0].error
    nested: list[object] = []
    for _ in range(400):
        nested = [nested]
    for place in ("steps", "hypotheses", "facts", "theorems", "claims", "table", "definitions"):
        assert files(nested=text_of({**good, place: nested}))[0].error, place
    step = good["steps"][0]
    for _ in range(300):
        step = {**step, "proof": [step]}
    assert files(steps=text_of({**good, "steps": [step]}))[0].error
    entry = good["table"][0]
    assert files(table=text_of({**good, "table": good["table"] + [entry] * 5000}))[0].error


def test_names_twice_and_numbers_of_other_kinds():
    text = json_of(GOOD["sums"]).replace('"claims":', '"claims":[],"claims":', 1).encode()
    assert files(twice=text)[0].error == "" or "standard form" in files(twice=text)[0].error
    good = json.loads(json_of(GOOD["an instance"]))
    for value in (0.0, "0", None, [0], True, -1, 10**30):
        changed = {**good, "steps": [{**good["steps"][0], "of": value}]}
        assert files(changed=text_of(changed))[0].error, value
