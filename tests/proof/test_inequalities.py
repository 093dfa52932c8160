"""Chains of inequalities: squares, given inequalities, directions, strictness."""

import pytest

from tests.proof.test_soundness import not_shown

BOUNDS = """
x, y, z = scalar("x"), scalar("y"), scalar("z")
low, high = Le(x, y), Le(y, z)
positive = Gt(x, 0)
"""

TRUE = [
    ("Ge(frob2(A), 0)", "", "p.calc().ge(0, by=square(A))"),
    ("Ge(frob2(A) + frob2(C), frob2(C))", "", "p.calc().ge(frob2(C), by=square(A))"),
    ("Le(frob2(C), frob2(A) + frob2(C))", "", "p.calc().le(frob2(A) + frob2(C), by=square(A))"),
    ("Ge(2 * frob2(A) + frob2(C), frob2(C))", "", "p.calc().ge(frob2(C), by=2 * square(A))"),
    ("Ge(frob2(A) / 2, 0)", "", "p.calc().ge(0, by=Fraction(1, 2) * square(A))"),
    ("Ge(frob2(A) + frob2(C), 2 * inner(A, C))", "",
     "p.calc().ge(2 * inner(A, C), by=square(A - C))"),
    ("Ge(frob2(A + C), 2 * inner(A, C))", "",
     "c = p.calc()\n    c.eq(frob2(A) + 2 * inner(A, C) + frob2(C))\n"
     "    c.ge(frob2(A) + 2 * inner(A, C), by=square(C))\n    c.ge(2 * inner(A, C), by=square(A))"),
    ("Ge(tr(S.T @ S), 0)", "", "p.calc().ge(0, by=square(S))"),
    ("Ge(x**2, 0)", "", "p.calc().ge(0, by=square(x))"),
    ("Ge(x**2 + y**2, 2 * x * y)", "", "p.calc().ge(2 * x * y, by=square(x - y))"),
    ("Le(x, z)", "low, high", "p.calc().le(y, by=low).le(z, by=high)"),
    ("Ge(z, x)", "low, high", "p.calc().ge(y, by=high).ge(x, by=low)"),
    ("Le(x - z, y - z)", "low", "p.calc().le(y - z, by=low)"),
    ("Gt(x + frob2(A), 0)", "positive", "p.calc().ge(x, by=square(A)).gt(0, by=positive)"),
    ("Ge(x + frob2(A), 0)", "positive", "p.calc().gt(0, by=[positive, square(A)])"),
    ("Le(0, x)", "positive", "p.calc().lt(x, by=positive)"),
    ("Ge(x, x)", "", "p.calc().eq(x)"),
]  # fmt: skip
FALSE = [
    ("Ge(tr(S @ S), 0)", "", "p.calc().ge(0, by=square(S))"),
    ("Ge(frob2(A), frob2(C))", "", "p.calc().ge(frob2(C), by=square(A))"),
    ("Ge(0, frob2(A))", "", "p.calc().ge(frob2(A), by=square(A))"),
    ("Le(frob2(A), 0)", "", "p.calc().le(0, by=(-1) * square(A))"),
    ("Ge(inner(A, C), 0)", "", "p.calc().ge(0, by=[square(A), square(C)])"),
    ("Ge(frob2(A) + frob2(C), 3 * inner(A, C))", "",
     "p.calc().ge(3 * inner(A, C), by=square(A - C))"),
    ("Le(z, x)", "low, high", "p.calc().le(y, by=high).le(x, by=low)"),
    ("Lt(x, y)", "low", "p.calc().lt(y, by=low)"),
    ("Gt(frob2(A), 0)", "", "p.calc().gt(0, by=square(A))"),
    ("Ge(x * y, x * x)", "low", "p.calc().ge(x * x, by=low)"),
    ("Ge(-x, -y - 1)", "high", "p.calc().ge(-y - 1, by=high)"),
    ("Gt(x + y, 0)", "positive", "p.calc().gt(0, by=positive)"),
]  # fmt: skip


def proof(statement, given, body):
    return f"{BOUNDS}\n@theorem({statement}, given=[{given}])\ndef found(p):\n    {body}\n"


@pytest.mark.parametrize(("statement", "given", "body"), TRUE)
def test_true_inequalities(prove, statement, given, body):
    found = prove(proof(statement, given, body))["found"]
    assert found.verdict == "verified"
    assert found.evidence.is_proof


@pytest.mark.parametrize(("statement", "given", "body"), FALSE)
def test_false_inequalities(prove, statement, given, body):
    found = prove(proof(statement, given, body))["found"]
    not_shown(found)
    assert any(step.evidence.value == "refuted" for step in found.steps), found


def test_the_counterexample_keeps_the_hypotheses(prove):
    found = prove(proof("Ge(x * y, x * x)", "low", "p.calc().ge(x * x, by=low)"))["found"]
    failure = found.steps[0].failure
    assert failure.message == "step 1 of `found` is false under its hypotheses"
    instance = failure.counterexample
    x, y = (instance.values[name][0][0] for name in "xy")
    assert x <= y
    assert x * y < x * x
    assert f"x <= y: {x} <= {y} holds" in instance.hypotheses


@pytest.mark.parametrize(
    ("statement", "body", "code", "message"),
    [
        ("Eq(x, x)", "p.calc().le(y, by=low).ge(x)", "SL106", "turns the chain round"),
        ("Ge(y, x)", "p.calc(x).le(y, by=low)", "SL104", "the chain starts at `x`"),
        ("Ge(x, y)", "p.calc().le(y, by=low)", "SL106",
         "the chain shows `<=`, the statement says `>=`"),
        ("Lt(x, y)", "p.calc().le(y, by=low)", "SL106",
         "the chain shows `<=`, the statement says `<`"),
        ("Eq(x, y)", "p.calc().le(y, by=low)", "SL106",
         "the chain shows `<=`, the statement says `=`"),
        ("Lt(x, x)", "p.calc().eq(x)", "SL106", "the chain shows `=`, the statement says `<`"),
        ("Le(x, z)", "p.calc().le(y, by=low)", "SL105", "the chain ends at `y`"),
    ],
)  # fmt: skip
def test_chains_of_relations(prove, statement, body, code, message):
    found = prove(proof(statement, "low, high", body))["found"]
    not_shown(found)
    assert found.failure.code == code
    assert message in found.failure.message


def test_a_named_hypothesis(prove):
    found = prove(
        BOUNDS
        + """
margin = assume(Le(x, y), name="margin")

@theorem(Le(x + frob2(A), y + frob2(A)), given=[margin])
def found(p):
    p.calc().le(y + frob2(A), by=margin)
"""
    )["found"]
    assert found.verdict == "verified"
    assert found.given == ("margin: x <= y",)
    assert found.steps[0].by == ("margin",)


def test_inequalities_of_other_theorems(prove):
    found = prove(
        BOUNDS
        + """
@theorem(Ge(frob2(A) + frob2(C), 2 * inner(A, C)), ref="am-gm")
def means(p):
    p.calc().ge(2 * inner(A, C), by=square(A - C))

@theorem(Ge(2 * frob2(A) + 2 * frob2(C), frob2(A + C)))
def using(p):
    c = p.calc()
    c.eq(frob2(A) + frob2(C) + (frob2(A) + frob2(C)))
    c.ge(frob2(A) + frob2(C) + 2 * inner(A, C), by=means)
    c.eq(frob2(A + C))
"""
    )
    assert found["using"].verdict == "verified"
    assert found["using"].uses == ("am-gm",)


def test_gradient_dominance(prove):
    """|G_1|^2 + |G_2|^2 >= |G_1|^2, the first step of every proof of gradient dominance."""
    found = prove("""
k, h, d = dims("k h d")
W1, W2, X, Y = matrix("W_1", h, d), matrix("W_2", k, h), matrix("X", d, n), matrix("Y", k, n)
E = let("E", W2 @ W1 @ X - Y)
loss = let("L", frob2(E) / 2)
G1, G2 = grad(loss, W1), grad(loss, W2)

@theorem(Ge(frob2(G1) + frob2(G2), frob2(W2.T @ E @ X.T)))
def first_steps(p):
    c = p.calc()
    c.ge(frob2(G1), by=square(G2), why="drop a square")
    c.eq(frob2(W2.T @ E @ X.T), why="the first-layer gradient")
""")["first_steps"]
    assert found.verdict == "verified"
    assert [step.evidence.value for step in found.steps] == ["certified", "exact"]
