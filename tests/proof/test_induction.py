"""Induction over a layer index: what it proves, and attempts to prove too much by it."""

import pytest

from tests.proof.test_soundness import not_shown

CHAINS = """
N = index("N", 1)
inverse = define(U, index("p"), inv(W[index("p")]))
part = layer_sum(s, 1, N, tr(V[s]))
"""


SIMILAR = (
    CHAINS
    + """
D = define(V, index("p"), inv(S) @ W[index("p")] @ S)

@theorem(Eq(chain(V, N, {low}), inv(S) @ chain(W, N, {low}) @ S), given=[D])
def similar(p):
    before = p.induct(N, start=1, by=D(1))
    c = p.calc()
    c.eq(V[N + 1] @ chain(V, N, {low}))
    c.eq(V[N + 1] @ inv(S) @ chain(W, N, {low}) @ S, by=before)
    c.eq(inv(S) @ W[N + 1] @ S @ inv(S) @ chain(W, N, {low}) @ S, by=D(N + 1))
    c.eq(inv(S) @ chain(W, N + 1, {low}) @ S)
"""
)


def test_a_product_of_similar_matrices(layers):
    found = layers(SIMILAR.format(low=2))["similar"]
    assert found.verdict == "verified"
    assert found.steps[0].why == "base of the induction, N = 1"
    assert [step.number for step in found.steps] == [1, 2, 3, 4, 5]
    assert found.steps[2].by == ("induction hypothesis",)


def test_a_base_that_needs_a_definition(layers):
    assert layers(SIMILAR.format(low=1))["similar"].verdict == "verified"


def test_a_wrong_base(layers):
    found = layers(
        CHAINS
        + """
@theorem(Eq(grad(part, V[2]), identity(n)))
def wrong(p):
    before = p.induct(N, start=1)
    p.calc().eq(identity(n))
"""
    )["wrong"]
    assert found.verdict == "refuted"
    assert found.steps[0].evidence.value == "refuted"
    assert found.steps[1].evidence.value == "exact"


def test_a_wrong_step(layers):
    found = layers(
        CHAINS
        + """
@theorem(Eq(grad(part, V[2]), 0))
def wrong(p):
    before = p.induct(N, start=1)
    p.calc().eq(grad(part, V[2]) + grad(tr(V[N + 1]), V[2])).eq(0)
"""
    )["wrong"]
    assert found.steps[0].evidence.value == "exact"
    not_shown(found)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("p.induct(N, start=2)", "the induction starts at 2, but `N` ranges from 1"),
        ("p.induct(N)", "the induction starts at 0, but `N` ranges from 1"),
        ("p.induct(index('free'), start=0)", "ranges from None"),
        ("p.induct(N, start=1); p.induct(N, start=1)", "comes first in a proof, and only once"),
        ("p.calc(); p.induct(N, start=1)", "comes first in a proof, and only once"),
        ("p.have(Eq(S, S)); p.induct(N, start=1)", "comes first in a proof, and only once"),
        ("p.induct(n, start=1)", "a layer index is expected, not `n`"),
        ("p.induct(N + 1, start=1)", "a layer index is expected, not `N + 1`"),
        ("p.induct(N * N, start=1)", "a layer index is expected"),
    ],
)
def test_what_is_no_induction(layers, text, message):
    found = layers(
        CHAINS
        + f"""
@theorem(Eq(grad(part, V[1]), identity(n)))
def wrong(p):
    {text}
"""
    )["wrong"]
    assert found.verdict == "error"
    assert message in found.failure.message


@pytest.mark.parametrize("relation", ["Eq(grad(part, V[2]), identity(n))",
                                      "Ge(tr(grad(part, V[2])), as_scalar(n))"])  # fmt: skip
@pytest.mark.parametrize("other", ["index('N', 5)", "index('N', 5, H)", "index('N', 5, 7)"])
def test_an_index_of_the_same_name_and_another_range(layers, relation, other):
    """The statement is about N >= 1 and false at N = 1."""
    found = layers(
        CHAINS
        + f"""
@theorem({relation})
def wrong(p):
    p.induct({other}, start=5)
    p.calc().eq({relation}.right)
"""
    )["wrong"]
    not_shown(found)


@pytest.mark.parametrize("given", ["N >= 3", "Eq(V[N + 1], V[N])", "Eq(W[N], 0)", "s > N"])
def test_hypotheses_about_the_index(layers, given):
    found = layers(
        CHAINS
        + f"""
@theorem(Eq(grad(part, V[2]), 0), given=[{given}])
def wrong(p):
    before = p.induct(N, start=1)
    c = p.calc()
    c.eq(grad(part, V[2]) + grad(tr(V[N + 1]), V[2]))
    c.eq(zeros(n, n) + grad(tr(V[N + 1]), V[2]), by=before)
    c.eq(0)
"""
    )["wrong"]
    not_shown(found)
    assert "induction over `N`, which the hypothesis" in found.failure.message


def test_definitions_that_speak_of_the_index(layers):
    """W[1] = W[2] says V[N + 1] = V[N + 2], for one N; it does not follow that V[N] = V[1]."""
    found = layers(
        CHAINS
        + """
D, same = define(W, index("p"), V[index("p") + N]), Eq(W[1], W[2])

@theorem(Eq(V[N + 1], V[2]), given=[D, same])
def wrong(p):
    before = p.induct(N, start=1)
    p.calc().eq(W[2], by=D(2)).eq(W[1], by=same).eq(V[N + 1], by=D(1)).eq(V[2], by=before)
"""
    )["wrong"]
    not_shown(found)
    assert "which the hypothesis `W[p] := V[N + p]` restricts" in found.failure.message


def test_other_ranges_that_depend_on_the_index(layers):
    found = layers(
        CHAINS
        + """
i = index("i", 1, N)

@theorem(Eq(grad(part, V[i]), identity(n)))
def wrong(p):
    p.induct(N, start=1)
    p.calc().eq(identity(n))
"""
    )["wrong"]
    not_shown(found)
    assert "on which the range of `i` depends" in found.failure.message


def test_the_hypothesis_of_an_induction_is_only_for_its_own_proof(layers):
    found = layers(
        CHAINS
        + """
kept = []
statement = Eq(grad(part, V[2]), identity(n))

@theorem(statement)
def lemma(p):
    kept.extend(p.induct(N, start=1))
    p.calc().eq(identity(n))

@theorem(statement)
def same_statement(p):
    p.calc().eq(identity(n), by=kept[0])

@theorem(statement)
def aside(p):
    p.calc().eq(identity(n), by=p.have(statement, by=kept[0]))

@theorem(Eq(V[2] @ grad(part, V[2]), V[2]))
def other_statement(p):
    p.calc().eq(V[2], by=kept[0])
"""
    )
    for name in ("lemma", "same_statement", "aside", "other_statement"):
        not_shown(found[name])
    assert "`grad(sum(s=1..N, tr(V[s])), V[2]) = I` was shown in another proof" in (
        found["same_statement"].failure.message
    )


def test_the_hypothesis_is_about_the_layer_before(layers):
    """The statement at n + 1 does not follow from itself."""
    found = layers(
        CHAINS
        + """
@theorem(Eq(V[N], V[1]))
def wrong(p):
    before = p.induct(N, start=1)
    c = p.calc()
    c.eq(V[N], by=before)
    c.eq(V[1], by=before)
"""
    )["wrong"]
    not_shown(found)
    assert found.steps[1].evidence.value == "refuted"
    assert found.steps[2].evidence.value == "certified"


def test_the_hypothesis_does_not_reach_below_a_derivative(layers):
    found = layers(
        CHAINS
        + """
@theorem(Eq(tr(chain(V, N, 1)), tr(chain(U, N, 1))))
def wrong(p):
    before = p.induct(N, start=1)
    p.calc().eq(tr(chain(U, N + 1, 1)), by=before)

@theorem(Eq(grad(tr(V[N]), V[1]), grad(tr(U[N]), V[1])))
def wrong_gradient(p):
    before = p.induct(N, start=1)
    p.calc().eq(grad(tr(U[N + 1]), V[1]), by=before)
"""
    )
    not_shown(found["wrong"])
    not_shown(found["wrong_gradient"])


def test_an_inequality_by_induction(layers):
    found = layers(
        CHAINS
        + """
@theorem(Ge(layer_sum(s, 1, N, frob2(V[s])), 0))
def squares(p):
    before = p.induct(N, start=1, by=square(V[1]))
    c = p.calc()
    c.eq(layer_sum(s, 1, N, frob2(V[s])) + frob2(V[N + 1]))
    c.ge(layer_sum(s, 1, N, frob2(V[s])), by=square(V[N + 1]))
    c.ge(0, by=before)
"""
    )["squares"]
    assert found.verdict == "verified"
    assert found.evidence.value == "certified"
