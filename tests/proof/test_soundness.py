"""Attempts to prove what is false: through facts, errata, inverses, hypotheses, names."""

import pytest

from symland.evidence import Evidence


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
        assert found[name].verdict == ("todo" if verdict == "todo" else "undecided")
    if verdict in ("refuted", "error"):
        assert found["using"].failure.code == "SL107"
    if verdict == "refuted":
        assert "uses a theorem that is refuted" in found["using"].failure.message


def test_use_of_an_undecided_theorem(prove):
    found = prove("""
twice = claim(Eq(puzzle, A))

@theorem(Eq(puzzle @ B, A @ B))
def using(p):
    p.calc().eq(A @ B, by=twice)
""")
    assert found["using"].verdict == "undecided"
    assert "uses a theorem that is not settled" in found["using"].failure.message


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
open_one = claim(Eq(puzzle, A))
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


@pytest.mark.parametrize(
    "statement", ["Eq(T + inv(S) - inv(S), 0)", "[Eq(inv(S), inv(S)), Eq(T, 0)]"]
)
def test_inverses_of_a_lemma(prove, statement):
    found = prove(f"""
@theorem({statement}, given=[Eq(S @ T, 0)])
def lemma(p):
    c = p.calc(T)
    c.eq(inv(S) @ S @ T)
    c.eq(inv(S) @ zeros(n, n), by=Eq(S @ T, 0))
    c.eq(0)

@theorem(Eq(T, 0), given=[Eq(S @ T, 0)])
def using(p):
    p.calc().eq(0, by=lemma)
""")
    assert found["lemma"].verdict == "verified"
    not_shown(found["using"])


def test_other_ways_to_an_inverse(prove):
    found = prove("""
E = let("E", inv(S))

@theorem(Eq(T, 0), given=[Eq(S @ T, 0)])
def side_result(p):
    p.calc().eq(0, by=p.have(Eq(inv(S) @ S @ T, 0)))

@theorem(Eq(T, 0), given=[Eq(S @ T, 0)])
def abbreviation(p):
    c = p.calc()
    c.eq(E @ S @ T)
    c.eq(E @ zeros(n, n), by=Eq(S @ T, 0))
    c.eq(0)
""")
    for name in ("side_result", "abbreviation"):
        assert found[name].failure.code == "SL202"
        assert "supposes that `S^-1` is defined" in found[name].failure.message


def test_an_inverse_in_the_statement_is_supposed_to_exist(prove):
    found = prove("""
given_one = claim(Eq(inv(S) @ S @ T, T))
wrong = claim(Eq(inv(S) @ T @ S, T))

@theorem(Eq(identity(n), 0))
def of_nothing(p):
    c = p.calc()
    c.eq(inv(S - S) @ (S - S))
    c.eq(0)
""")
    assert found["given_one"].verdict == "verified"
    assert found["wrong"].verdict == "refuted"
    not_shown(found["of_nothing"])


def test_the_inverse_of_a_product(prove):
    found = prove("product = claim(Eq(inv(S @ T), inv(T) @ inv(S)))\n")["product"]
    assert found.verdict == "verified"


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
        ('claim(Eq(function("S", m)(A @ ones(n)), tr(S)))', "`S` stands for two things"),
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


def test_an_induction_supposes_nothing_at_other_layers(prove):
    """W[0] c = 0 gives c = 0 only where W[0] is invertible, which the statement at k is not about.

    False at k = 1 for W[0] = 0, W[1] = I, c = I.
    """
    found = prove("""
W, k, c = family("W", n, n), index("k", 0), matrix("c", n, n)
start = Eq(W[0] @ c, 0)


@theorem(Eq(inv(W[k]) @ W[k] @ c, 0), given=[start])
def of_the_start(p):
    (known,) = p.induct(k, 0, by=start)
    s = p.calc()
    s.eq(c)
    s.eq(inv(W[k]) @ W[k] @ c)
    s.eq(0, by=known)


@theorem(Eq(inv(W[k]) @ W[k] @ c, 0), given=[start])
def by_the_hypothesis(p):
    (known,) = p.induct(k, 0, by=start)
    p.calc().eq(0, by=known)


other = claim(Eq(inv(W[k]) @ W[k] @ c, c))


@theorem(Eq(inv(W[k]) @ W[k] @ c, 0), given=[start])
def at_another_layer(p):
    p.induct(k, 0, by=[start, other.at(k, 7)])
    p.calc().eq(0)
""")
    for name in ("of_the_start", "by_the_hypothesis", "at_another_layer"):
        assert "which the statement does not" in found[name].failure.message


def test_a_size_that_may_be_negative_is_not_brought_in(prove):
    """n - m = tr(I' I) >= 0 holds only where an identity of this size is; so does k >= 0."""
    found = prove("""
k = index("k")

@theorem(Ge(as_scalar(n) - as_scalar(m), 0))
def squared(p):
    p.calc().ge(0, by=square(identity(n - m)))


@theorem(Ge(as_scalar(n) - as_scalar(m), 0))
def in_a_chain(p):
    c = p.calc()
    c.eq(frob2(identity(n - m)))
    c.ge(0, by=square(identity(n - m)))


@theorem(Ge(as_scalar(k), 0))
def of_a_layer(p):
    p.calc().ge(0, by=square(identity(k)))


whole = claim(Ge(frob2(identity(n - m)), 0), given=[])


@theorem(Ge(as_scalar(n) - as_scalar(m), 0))
def by_a_theorem(p):
    p.calc().ge(0, by=whole)
""")
    for name in ("squared", "in_a_chain", "of_a_layer", "by_a_theorem"):
        not_shown(found[name])
        assert "which the statement does not" in found[name].failure.message
