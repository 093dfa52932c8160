"""Layers that are defined, and Moore-Penrose inverses shown by their four equations."""

import pytest

from tests.proof.test_soundness import not_shown

DEFINED = """
place = index("p")
double = define(V, place, 2 * W[place])
as_s, as_t = define(V, place, S), define(V, place, T)
late = define(U, index("late", 2), S)
"""


def test_a_definition_at_a_layer(layers):
    found = layers(
        DEFINED
        + """
@theorem(Eq(V[j] @ W[j], 2 * W[j] @ W[j]), given=[double])
def squares(p):
    p.calc().eq((2 * W[j]) @ W[j], by=double(j)).eq(2 * W[j] @ W[j])
"""
    )["squares"]
    assert found.verdict == "verified"
    assert found.given == ("V[p] = 2 W[p]",)


@pytest.mark.parametrize(
    ("given", "fact", "left", "right"),
    [
        ("", "double(1)", "V[1]", "2 * W[1]"),
        ("double", "as_s(1)", "V[1]", "S"),
        ("late", "as_s(1)", "V[1]", "S"),
        ("as_s", "[as_s(1), as_t(1)]", "S", "T"),
        ("late", "late(1)", "U[1]", "S"),
        ("late", "late(j)", "U[j]", "S"),
    ],
    ids=["none", "other", "other family", "two of one family", "range", "symbolic range"],
)
def test_definitions_that_are_not_given(layers, given, fact, left, right):
    found = layers(
        DEFINED
        + f"""
@theorem(Eq({left}, {right}), given=[{given}])
def wrong(p):
    p.calc().eq({right}, by={fact})
"""
    )["wrong"]
    not_shown(found)


def test_a_definition_that_is_not_given_is_named(layers):
    found = layers(
        DEFINED
        + """
@theorem(Eq(V[1], 2 * W[1]))
def wrong(p):
    p.calc().eq(2 * W[1], by=double(1))
"""
    )["wrong"]
    assert found.failure.code == "SL202"
    assert "definition of V[1]" in found.failure.message
    assert found.failure.hint == "add the definition to `given=[...]`"


def test_a_definition_inside_its_range(layers):
    found = layers(
        DEFINED
        + """
@theorem(Eq(U[3], S), given=[late])
def third(p):
    p.calc().eq(S, by=late(3))
"""
    )["third"]
    assert found.verdict == "verified"


def test_a_definition_is_a_function_of_its_letters(layers):
    """tr(V[p]) = 2 tr(W[p]) does depend on W[p]."""
    found = layers(
        DEFINED
        + """
k = index("k", 1)
wrong = claim(Eq(grad(tr(V[k]), W[k]), 0), given=[double])
"""
    )["wrong"]
    not_shown(found)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("define(V, place, zeros(n, m))", "`V[p]` and its definition differ in size"),
        ("define(V, place, V[place - 1])", "the definition of `V[p]` contains `V`"),
        ("define(V, place, chain(V, place, 1))", "the definition of `V[p]` contains `V`"),
        ("define(V, place + 1, S)", "a layer index is expected"),
        ("define(V, n, S)", "a layer index is expected"),
    ],
)
def test_wrong_definitions(layers, text, message):
    failure = layers(f'm = dims("m")\nplace = index("p")\nwrong = {text}\n').errors["a.py"]
    assert message in failure.message


PENROSE = """
P = pinv(A)
a = moore_penrose(A)

@theorem(Eq(pinv(A.T), P.T))
def transposed(p):
    {first}
    {second}
    {third}
    {fourth}
    p.penrose(A.T, P.T)
"""
EQUATIONS = {
    "first": "p.calc(A.T @ P.T @ A.T).eq((A @ P @ A).T).eq(A.T, by=a[0])",
    "second": "p.calc(P.T @ A.T @ P.T).eq((P @ A @ P).T).eq(P.T, by=a[1])",
    "third": "p.calc((A.T @ P.T).T).eq(P @ A).eq((P @ A).T, by=a[3]).eq(A.T @ P.T)",
    "fourth": "p.calc((P.T @ A.T).T).eq(A @ P).eq((A @ P).T, by=a[2]).eq(P.T @ A.T)",
}


def test_a_pseudo_inverse(prove):
    found = prove(PENROSE.format(**EQUATIONS))["transposed"]
    assert found.verdict == "verified"
    assert found.rests_on == ("uniqueness of the Moore-Penrose inverse (Penrose 1955)",)


@pytest.mark.parametrize("missing", EQUATIONS)
def test_all_four_equations_are_needed(prove, missing):
    found = prove(PENROSE.format(**{**EQUATIONS, missing: "pass"}))["transposed"]
    assert (found.verdict, found.failure.code) == ("error", "SL105")
    assert "a chain for each of the four equations of Penrose; one is missing" in (
        found.failure.message
    )


@pytest.mark.parametrize("name", EQUATIONS)
@pytest.mark.parametrize(
    "instead",
    [
        "p.calc({0}).eq({1}, by=todo('later'))",
        "p.calc({0}).le({1})",
        "p.calc({0})",
    ],
)
def test_equations_that_are_not_shown_do_not_count(prove, name, instead):
    sides = {"first": ("A.T @ P.T @ A.T", "A.T"), "second": ("P.T @ A.T @ P.T", "P.T"),
             "third": ("(A.T @ P.T).T", "A.T @ P.T"),
             "fourth": ("(P.T @ A.T).T", "P.T @ A.T")}[name]  # fmt: skip
    line = instead.format(*sides)
    not_shown(prove(PENROSE.format(**{**EQUATIONS, name: line}))["transposed"])


def test_a_wrong_candidate(prove):
    found = prove("""
a, b = moore_penrose(A), moore_penrose(B)

@theorem(Eq(pinv(A @ B), pinv(B) @ pinv(A)))
def reverse_order(p):
    p.calc(A @ B @ pinv(B) @ pinv(A) @ A @ B).eq(A @ B, by=[a[0], b[0]])
    p.calc(pinv(B) @ pinv(A) @ A @ B @ pinv(B) @ pinv(A)).eq(pinv(B) @ pinv(A))
    p.calc((A @ B @ pinv(B) @ pinv(A)).T).eq(A @ B @ pinv(B) @ pinv(A))
    p.calc((pinv(B) @ pinv(A) @ A @ B).T).eq(pinv(B) @ pinv(A) @ A @ B)
    p.penrose(A @ B, pinv(B) @ pinv(A))
""")["reverse_order"]
    assert found.verdict == "refuted"


def test_the_equations_belong_to_one_matrix(prove):
    """Chains about another matrix, or with the candidate in the wrong place, do not count."""
    found = prove("""
a = moore_penrose(S)

@theorem(Eq(pinv(S), T))
def wrong(p):
    p.calc(S @ pinv(S) @ S).eq(S, by=a[0])
    p.calc(pinv(S) @ S @ pinv(S)).eq(pinv(S), by=a[1])
    p.calc((S @ pinv(S)).T).eq(S @ pinv(S), by=a[2])
    p.calc((pinv(S) @ S).T).eq(pinv(S) @ S, by=a[3])
    p.penrose(S, T)
""")["wrong"]
    not_shown(found)


def test_penrose_equations_under_hypotheses(prove):
    found = prove("""
facts = [Eq(S @ T @ S, S), Eq(T @ S @ T, T), Eq((S @ T).T, S @ T), Eq((T @ S).T, T @ S)]

@theorem(Eq(pinv(S), T), given=facts)
def unique(p):
    for fact in facts:
        p.calc(fact.left).eq(fact.right, by=fact)
    p.penrose(S, T)
""")["unique"]
    assert found.verdict == "verified"
    assert len(found.given) == 4
