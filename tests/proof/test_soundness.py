"""Attempts to prove what is false: through facts, ranges of layers, names, errata, inverses."""

import pytest

from symland.evidence import Evidence

OPEN = {
    "S1": "S1: `lemma.at(...)` does not take the hypotheses of the lemma at the new index",
    "S4": "S4: an erratum used as a fact stands for its printed, false statement",
    "S5": "S5: an index that occurs only in a step narrows what the step is checked for",
    "S7": "S7: `lemma.at(index('j'), ...)` trusts the range of its argument",
    "S9": "S9: an inverse that occurs only inside a proof is supposed to exist",
    "S10": "S10: a side result may be its own reason, by way of another proof",
    "S11": "S11: contradictory hypotheses are not noticed",
}


def is_open(name):
    return pytest.mark.xfail(strict=True, reason=OPEN[name])


def not_shown(result):
    assert result.verdict not in ("verified", "erratum"), result
    assert not result.evidence.is_proof


def test_facts_that_are_not_given_are_refused(prove):
    found = prove("""
zero, named = Eq(S, 0), assume(Eq(S, 0), name="S vanishes")
lemma = claim(Eq(S @ T, 0), given=[zero])

@theorem(Eq(S @ T, 0))
def by_claim(p):
    p.calc().eq(0, by=zero)

@theorem(Eq(S @ T, 0))
def by_hypothesis(p):
    p.calc().eq(0, by=named)

@theorem(Eq(S @ T, 0), given=[Eq(T, T), named])
def by_it_under_its_name(p):
    p.calc().eq(0, by=zero)

@theorem(Eq(S @ T, 0))
def by_theorem(p):
    p.calc().eq(0, by=lemma)

@theorem(Eq(S @ T, 0), given=[zero])
def by_theorem_with_its_hypothesis(p):
    p.calc().eq(0, by=lemma)
""")
    for name in ("by_claim", "by_hypothesis"):
        assert (found[name].verdict, found[name].failure.code) == ("error", "SL202")
        assert "is used in `by=` but is not among the hypotheses" in found[name].failure.message
        assert "add it to `given=[...]`" in found[name].failure.hint
    assert found["by_it_under_its_name"].verdict == "verified"
    not_shown(found["by_theorem"])
    assert found["by_theorem_with_its_hypothesis"].evidence is Evidence.CERTIFIED


def test_hypotheses_are_compared_by_their_meaning(layers):
    found = layers("""
lemma = claim(Eq(S, 0), given=[Eq(let("e", S), 0)])
ranged = claim(first, given=[Eq(V[j], S)])
wide = index("j", 0, H)

@theorem(Eq(S, 0), given=[Eq(let("e", T - T), 0)])
def same_abbreviation(p):
    p.calc().eq(0, by=lemma)

@theorem(first, given=[Eq(V[wide], S)])
def same_index(p):
    p.calc().eq(identity(n), by=ranged)
""")
    assert found["lemma"].verdict == found["ranged"].verdict == "verified"
    not_shown(found["same_abbreviation"])
    not_shown(found["same_index"])


@pytest.mark.parametrize(
    ("body", "verdict"),
    [
        ("pass", "refuted"),
        ("p.calc().eq(T @ S, by=todo('later'))", "todo"),
        ("p.calc().eq(T @ S, by=cite('folklore'))", "verified"),
        ("p.calc(S)", "error"),
        ("raise ValueError", "error"),
    ],
)
def test_a_theorem_is_as_strong_as_what_it_uses(prove, body, verdict):
    found = prove(f"""
@theorem(Eq(S @ T, T @ S), ref="used")
def used(p):
    {body}

@theorem(Eq(S @ T @ U, T @ S @ U))
def using(p):
    p.calc().eq(T @ S @ U, by=used)

@theorem(Eq(tr(A @ B), tr(B @ A)))
def using_without_need(p):
    p.calc().eq(tr(B @ A), by=used)
""")
    for name in ("using", "using_without_need"):
        assert not found[name].evidence.is_proof
        assert found[name].uses == ("used",)
        assert found[name].verdict == (verdict if verdict in ("todo", "verified") else "undecided")
    if verdict in ("refuted", "error"):
        assert found["using"].failure.code == "SL107"
    if verdict == "refuted":
        assert "uses a theorem that is refuted" in found["using"].failure.message


def test_use_of_an_undecided_theorem(prove):
    found = prove("""
twice = claim(Eq(pinv(pinv(A)), A))

@theorem(Eq(pinv(pinv(A)) @ B, A @ B))
def using(p):
    p.calc().eq(A @ B, by=twice)
""")
    assert found["using"].verdict == "undecided"
    assert "uses a theorem that is not settled" in found["using"].failure.message


@is_open("S4")
def test_an_erratum_is_no_fact(prove):
    found = prove("""
right = claim(Eq(A, A))
wrong = erratum(Eq(A, 2 * A), corrected=right)

@theorem(Eq(A, 2 * A))
def using(p):
    p.calc().eq(2 * A, by=wrong)
""")
    assert found["wrong"].verdict == "erratum"
    not_shown(found["using"])


def test_errata(prove):
    found = prove("""
right = claim(Eq(tr(A @ B), tr(B @ A)), ref="right")
false = claim(Eq(S @ T, T @ S))
open_one = claim(Eq(pinv(pinv(A)), A))
good = erratum(Eq(tr(A @ B), 2 * tr(B @ A)), ref="printed", corrected=right)
printed_is_true = erratum(Eq(tr(A @ B), tr(B @ A)), corrected=right)
correction_is_false = erratum(Eq(S @ T, 2 * T @ S), corrected=false)
correction_is_open = erratum(Eq(A, 2 * A), corrected=open_one)
one_of_two = erratum([Eq(A, A), Eq(A, 2 * A)], corrected=right)
under_hypotheses = erratum(Eq(A, 2 * A), given=[Eq(A, 0)], corrected=right)
""")
    good = found["good"]
    assert (good.verdict, good.evidence, good.uses) == ("erratum", Evidence.EXACT, ("right",))
    assert good.instance.sizes == {"m": 1, "n": 1}
    assert found["one_of_two"].verdict == "erratum"
    for name in ("printed_is_true", "under_hypotheses"):
        assert (found[name].verdict, found[name].failure.code) == ("undecided", "SL108")
        assert f"the printed statement of `{name}` was not refuted" in found[name].failure.message
    for name in ("correction_is_false", "correction_is_open"):
        assert (found[name].verdict, found[name].failure.code) == ("undecided", "SL107")
        assert f"the correction of `{name}` is not proved" in found[name].failure.message


# Ranges of layers: `first` says that V[1] is one of V[1], ..., V[H]; it is false for H = 0.


def test_the_range_of_a_lemma(layers):
    found = layers("""
lemma = claim(Eq(grad(total, V[j]), identity(n)), ref="lemma")
top = index("j", 1, H + 1)

@theorem(Eq(grad(total, V[top]), identity(n)))
def wider(p):
    p.calc().eq(identity(n), by=lemma)

@theorem(Eq(grad(total, V[H + 1]), identity(n)))
def above(p):
    p.calc().eq(identity(n), by=lemma.at(j, H + 1))

@theorem(first)
def below(p):
    p.calc().eq(identity(n), by=lemma.at(j, 1))

@theorem(first, given=[H >= 1])
def inside(p):
    p.calc().eq(identity(n), by=lemma.at(j, 1))

@theorem(Eq(grad(total, V[H]), identity(n)), given=[H >= 1])
def last(p):
    p.calc().eq(identity(n), by=lemma.at(j, H))
""")
    for name in ("wider", "above", "below"):
        not_shown(found[name])
    assert found["wider"].failure.code == "SL202"
    assert "does not follow from the hypotheses" in found["wider"].failure.message
    assert "`fact.at(index, value)`" in found["wider"].failure.hint
    assert "is outside its range: `H >= H + 1` does not follow" in found["above"].failure.message
    assert found["inside"].verdict == found["last"].verdict == "verified"


@is_open("S7")
def test_the_range_is_that_of_the_lemma_not_of_the_argument(layers):
    found = layers("""
lemma = claim(Eq(grad(total, V[j]), identity(n)))

@theorem(Eq(grad(total, V[H + 1]), identity(n)))
def above(p):
    p.calc().eq(identity(n), by=lemma.at(index("j"), H + 1))
""")
    not_shown(found["above"])


def test_a_range_that_depends_on_the_index(layers):
    found = layers("""
l = index("l", 1)
low = index("low", 1, l)
high = index("high", low, l)
part = layer_sum(s, 1, high, tr(V[s]))
lemma = claim(Eq(grad(part, V[low]), identity(n)))
other = index("high", 1, l)

@theorem(Eq(grad(layer_sum(s, 1, other, tr(V[s])), V[l]), identity(n)))
def moved(p):
    p.calc().eq(identity(n), by=lemma.at(low, l))
""")
    assert found["lemma"].verdict == "verified"
    not_shown(found["moved"])


@is_open("S1")
@pytest.mark.parametrize(
    "text",
    [
        """
lemma = claim(Eq(V[s], S), given=[Eq(V[s], S)])

@theorem(Eq(V[s + 3], S), given=[Eq(V[s], S)])
def moved(p):
    p.calc().eq(S, by=lemma.at(s, s + 3))
""",
        """
i = index("i", 1)
lemma = claim(Eq(grad(tr(V[i]), V[s]), 0), given=[i < s])

@theorem(Eq(grad(tr(V[s]), V[s]), 0), given=[i < s])
def moved(p):
    p.calc().eq(0, by=lemma.at(i, s))
""",
    ],
    ids=["equation", "order"],
)
def test_hypotheses_move_with_the_index(layers, text):
    found = layers(text)
    assert found["lemma"].verdict == "verified"
    not_shown(found["moved"])


def test_statements_of_one_theorem_do_not_lend_their_ranges(layers):
    found = layers("""
lemma = claim([first, Eq(V[j], V[j])])

@theorem(first)
def using(p):
    p.calc().eq(identity(n), by=lemma)
""")
    not_shown(found["using"])
    assert found["using"].failure.code == "SL202"


@is_open("S5")
def test_an_index_of_a_step_lends_no_range(layers):
    found = layers("""
@theorem(first)
def through_layer_j(p):
    c = p.calc()
    c.eq(first.left + V[j] - V[j])
    c.eq(identity(n) + V[j] - V[j])
    c.eq(identity(n))
""")
    not_shown(found["through_layer_j"])


def test_a_side_result_about_a_narrower_range(layers):
    found = layers("""
@theorem(first)
def narrow(p):
    known = p.have(Eq(first.left + V[j], identity(n) + V[j]))
    p.calc().eq(identity(n), by=known)

@theorem(first)
def plain(p):
    known = p.have(first)
    p.calc().eq(identity(n), by=known)
""")
    not_shown(found["narrow"])
    assert found["plain"].verdict == "refuted"


@pytest.mark.parametrize("condition", ["H < 0", "j > H", "j < 1"])
def test_impossible_ranges_prove_nothing(layers, condition):
    found = layers(f"""
nothing = claim(Eq(S, 2 * S + V[j] - V[j]), given=[{condition}])

empty = index("empty", H + 1, H)

@theorem(Eq(S, 2 * S))
def through_no_layer(p):
    c = p.calc()
    c.eq(2 * S + V[empty] - V[empty])
    c.eq(2 * S)
""")
    not_shown(found["nothing"])
    not_shown(found["through_no_layer"])


def test_results_of_other_proofs(layers):
    found = layers("""
kept = []

@theorem(Eq(S, 0), given=[Eq(S, 0)])
def lemma(p):
    kept.append(p.have(Eq(S, 0)))

@theorem(Eq(S, 0))
def using(p):
    p.calc().eq(0, by=kept[0])
""")
    assert found["using"].failure.code == "SL202"
    assert "`S = 0` was shown in another proof" in found["using"].failure.message
    assert found["using"].failure.hint == "state it as a theorem"


@is_open("S10")
def test_a_result_of_another_proof_as_its_own_reason(layers):
    found = layers("""
kept = []

@theorem(Eq(S, 0), given=[Eq(S, 0)])
def lemma(p):
    kept.append(p.have(Eq(S, 0)))

@theorem(Eq(S, 0))
def using(p):
    again = p.have(Eq(S, 0), by=kept[0])
    p.calc().eq(0, by=again)
""")
    not_shown(found["using"])


@is_open("S9")
@pytest.mark.parametrize(
    "text",
    [
        """
@theorem(Eq(T, 0), given=[Eq(S @ T, 0)])
def wrong(p):
    c = p.calc()
    c.eq(inv(S) @ S @ T)
    c.eq(inv(S) @ zeros(n, n), by=Eq(S @ T, 0))
    c.eq(0)
""",
        """
x, y = scalar("x"), scalar("y")

@theorem(Eq(y, 0), given=[Eq(x * y, 0)])
def wrong(p):
    c = p.calc()
    c.eq(1 / x * (x * y))
    c.eq(1 / x * as_scalar(0), by=Eq(x * y, 0))
    c.eq(0)
""",
    ],
    ids=["matrix", "number"],
)
def test_inverses_inside_a_proof(prove, text):
    not_shown(prove(text)["wrong"])


def test_an_inverse_in_the_statement_is_supposed_to_exist(prove):
    found = prove("""
given_one = claim(Eq(inv(S) @ S @ T, T))
product = claim(Eq(inv(S @ T), inv(T) @ inv(S)))
wrong = claim(Eq(inv(S) @ T @ S, T))

@theorem(Eq(identity(n), 0))
def of_nothing(p):
    c = p.calc()
    c.eq(inv(S - S) @ (S - S))
    c.eq(0)
""")
    assert found["given_one"].verdict == found["product"].verdict == "verified"
    assert found["wrong"].verdict == "refuted"
    not_shown(found["of_nothing"])


@is_open("S11")
def test_contradictory_hypotheses(prove):
    found = prove("nothing = claim(Eq(T, 2 * T), given=[Eq(T, 0), Eq(T, identity(n))])\n")
    not_shown(found["nothing"])


@pytest.mark.parametrize(
    ("statement", "given"),
    [
        ("Eq(grad(tr(S), S), 0)", "Eq(S, 0)"),
        ("Eq(grad(tr(S @ T), T), grad(tr(S @ S), S))", "Eq(T, S)"),
        ("Eq(jacobian(S, S), 0)", "Eq(S, T)"),
        ("Eq(hess(frob2(S @ T), S), 0)", "Eq(grad(frob2(S @ T), S), 0)"),
        ("Eq(grad(frob2(S @ T), S), grad(frob2(S @ U), S))", "Eq(frob2(S @ T), frob2(S @ U))"),
        ("Eq(differential(S, {S: U}), 0)", "Eq(S, 0)"),
    ],
)
def test_hypotheses_hold_at_a_point_and_are_not_differentiated(prove, statement, given):
    found = prove(f"""
fact, goal = {given}, {statement}

@theorem(goal, given=[fact])
def by_fact(p):
    p.calc().eq(goal.right, by=fact)

at_once = claim(goal, given=[fact])
""")
    not_shown(found["by_fact"])
    not_shown(found["at_once"])


def test_hypotheses_are_used_after_differentiation(prove):
    found = prove("""
at_a_minimum = claim(Eq(grad(frob2(S @ T) / 2, S), 0), given=[Eq(S @ T, 0)])

@theorem(Eq(grad(frob2(S @ T) / 2, S), 0), given=[Eq(S @ T, 0)])
def in_steps(p):
    c = p.calc()
    c.eq(S @ T @ T.T)
    c.eq(0, by=Eq(S @ T, 0))

zero = claim(Eq(grad(frob2(S), S), 0), given=[Eq(S, 0)])
""")
    assert found["in_steps"].verdict == found["zero"].verdict == "verified"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('claim(Eq(tr(S), tr(matrix("S", m, m))))', "`S` stands for two things"),
        ('claim(Eq(matrix("S", n, n, symmetric=True), S.T))', "`S` stands for two things"),
        ('claim(Eq(tr(S), scalar("S")))', "`S` stands for two things"),
        ('claim(Eq(tr(S), 0), given=[Eq(matrix("S", m, m), 0)])', "`S` stands for two things"),
        ('claim(Eq(family("S", n)[1], S))', "`S` stands for two things"),
        ('claim(Eq(function("S", m)(A[:0] if 0 else A @ ones(n)), tr(S)))', "stands for two things"),
    ],
)
def test_one_name_for_two_letters(prove, text, message):
    found = prove(f"wrong = {text}\n")["wrong"]
    assert (found.verdict, found.failure.code) == ("error", "SL003")
    assert message in found.failure.message
    assert found.failure.hint == "give one of them another name"


def test_a_lemma_about_a_letter_of_the_same_name(prove):
    found = prove("""
symmetric = matrix("S", n, n, symmetric=True)
lemma = claim(Eq(symmetric, symmetric.T))
zero = claim(Eq(tr(zeros(n, n) @ matrix("S", n, n)), 0))

@theorem(Eq(S, S.T))
def by_lemma(p):
    p.calc().eq(S.T, by=lemma)

@theorem(Eq(S, S.T))
def by_chain(p):
    p.calc(symmetric).eq(symmetric.T)
""")
    assert found["lemma"].verdict == "verified"
    not_shown(found["by_lemma"])
    not_shown(found["by_chain"])
