"""Hypotheses that no instance satisfies: said aloud, for theorems, steps, errata and `prove`."""

import pytest

from symland import Eq, Evidence, Gt, Le, dims, invertible, matrix, prove, scalar
from symland.errors import VacuousError

SETTING = """\
a = scalar("a")
above, below = assume(Gt(a, 1), name="above 1"), assume(Le(a, 0), name="not positive")
"""
WRONG = "@theorem(Eq(S @ T, T @ S), given=[{}])\ndef wrong(p):\n    p.calc().eq(T @ S)\n"
REPORT = """\
error[SL201]: the hypotheses of `wrong` contradict each other: no instance satisfies `a <= 0` \
together with the others
  --> proofs/a.py:{line}:2
"""


@pytest.mark.parametrize("style", ["ascii", "unicode"])
def test_the_report_on_a_theorem(put, main, style):
    from tests.proof.conftest import LETTERS, PRELUDE

    text = PRELUDE + LETTERS + SETTING + WRONG.format("above, below")
    put(text, "a.py")
    found = main("verify", "proofs/a.py", "--no-cache", "-q", *["--ascii"] * (style == "ascii"))
    assert found.code == 1
    line = next(n for n, one in enumerate(text.splitlines(), 1) if one.startswith("@theorem"))
    assert REPORT.format(line=line) in found.out
    assert "0 theorems verified, 1 malformed" in found.out


@pytest.mark.parametrize(
    ("given", "broken"),
    [
        ("above, below", "a <= 0"),
        ("Eq(S, 0), orthogonal(S)", "I"),
        ("Eq(S, 0), invertible(S)", "S S^-1 = I"),
        ("Eq(T, 0), invertible(S @ T)", "S T (S T)^-1 = I"),
        ("Eq(S, T), Eq(S - T, identity(n))", "I"),
    ],
)
def test_theorems(prove, given, broken):
    found = prove(SETTING + WRONG.format(given))["wrong"]
    assert (found.verdict, found.failure.code) == ("error", "SL201")
    start = "the hypotheses of `wrong` contradict each other: no instance satisfies `"
    assert found.failure.message.startswith(start)
    assert broken in found.failure.message


def test_a_missing_hypothesis_that_contradicts_another_mends_nothing(prove):
    """Everything would follow from it: the correction is not proved."""
    found = prove(
        SETTING
        + """
cheat = erratum(Eq(S @ T, T @ S), ref="e", given=[above], missing=[below])
"""
    )["cheat"]
    assert (found.verdict, found.failure.code) == ("undecided", "SL107")


def test_hypotheses_of_which_no_instance_is_known_are_named(prove):
    """Not shown to be contradictory: the theorem stands, and says on what it rests."""
    found = prove("""
@theorem(Eq(S @ T, T @ S), given=[Eq(S @ S, 0), Eq(S @ T, T @ S), invertible(S)])
def rests(p):
    p.calc().eq(T @ S)
""")["rests"]
    assert found.verdict == "verified"
    assert found.rests_on == ("hypotheses of which no instance is known",)


def test_prove():
    S, T = (matrix(name, *dims("n n")) for name in "ST")
    a = scalar("a")
    with pytest.raises(VacuousError) as error:
        prove(Eq(S @ T, T @ S), given=[Gt(a, 1), Le(a, 0)])
    assert str(error.value.message) == (
        "the hypotheses of the statement contradict each other: no instance satisfies `a <= 0` "
        "together with the others"
    )
    nilpotent = [Eq(S @ S, 0), invertible(S), Eq(S @ T, T @ S)]
    found = prove(Eq(S @ T, T @ S), given=nilpotent)
    assert found.evidence is Evidence.CERTIFIED
    assert found.explanation == "no instance of the hypotheses is known"
    assert not prove(Eq(S @ T, T @ S), given=[Eq(S, 0)]).explanation
