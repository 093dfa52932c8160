"""Errata: refuted as printed (or ill-sized), proved as corrected; missing hypotheses, instances."""

import json

import pytest

from symland.errors import StatementError
from tests.proof.conftest import LETTERS, PRELUDE

CASES = """
right = claim(Eq(frob2(A), tr(A.T @ A)), ref="right")
printed = erratum(Eq(tr(S @ T), tr(S) * tr(T)), ref="printed", doc="Not multiplicative.",
                  corrected=claim(Eq(tr(S @ T), tr(T @ S)), ref="cyclic"))
ill_sized = erratum(lambda: Eq(frob2(A), tr(A @ A)), ref="ill", corrected=right)
no_rank = erratum(Eq(S @ inv(T) @ T, S), ref="rank", corrected=claim(Eq(S, S)))
left_out = erratum(Eq(S @ T, T @ S), ref="missing", missing=[assume(Eq(T, 2 * S), name="T = 2 S")])
given_one = erratum(Eq(S @ T, T @ S), ref="given", corrected=right,
                    instance={"n": 2, "S": [[0, 1], [0, 0]], "T": [[1, 0], [0, 0]]})
"""


@pytest.fixture
def checked(prove):
    return prove(CASES)


def test_verdicts(checked):
    assert checked.verdicts == {
        "right": "verified", "cyclic": "verified", "claim": "verified", "printed": "erratum",
        "ill_sized": "erratum", "no_rank": "undecided", "left_out": "erratum",
        "given_one": "erratum"}  # fmt: skip


def test_the_instance_is_found_and_small(checked):
    found = checked["printed"].instance
    assert found.sizes == {"n": 2}
    assert not found.given
    assert checked["printed"].correction == "tr(S T) = tr(T S)"


def test_an_ill_sized_statement_is_refuted_by_its_sizes(checked):
    found = checked["ill_sized"]
    assert found.flaw == "sizes do not match in `@`: `A` is m x n, `A` is m x n"
    assert found.instance is None
    assert found.statement == "Eq(frob2(A), tr(A @ A))"


def test_a_true_statement_is_no_erratum(checked):
    failure = checked["no_rank"].failure
    assert failure.code == "SL108"
    assert "exact instances" in failure.tried


def test_a_missing_hypothesis(checked):
    found = checked["left_out"]
    assert found.instance.sizes == {"n": 2}
    assert found.uses == ("missing with its hypotheses",)
    assert found.evidence.value == "certified"


def test_a_missing_hypothesis_that_is_not_enough(prove):
    found = prove("""
wrong = erratum(Eq(S @ T, T @ S), ref="x", missing=[Eq(S, S.T)])
""")["wrong"]
    assert found.verdict == "undecided"
    assert found.failure.code == "SL107"


def test_a_given_instance_is_said_to_be_given(checked):
    found = checked["given_one"].instance
    assert found.given
    assert found.sizes == {"n": 2}
    assert set(found.values) == {"S", "T"}


BAD_INSTANCES = [
    ('{"n": 2, "S": [[1, 0], [0, 1]], "T": [[1, 0], [0, 0]]}', "SL108", "holds in the instance"),
    ('{"n": 2, "S": [[0, 1], [0, 0]], "Q": [[1, 0], [0, 0]]}', "SL003", "`Q`, which does not"),
    ('{"n": 2, "S": [[0, 1], [0, 0]]}', "SL003", "`T` has no value"),
    ('{"n": 3, "S": [[0, 1], [0, 0]], "T": [[1, 0], [0, 0]]}', "SL001", "is 3 x 3"),
    ('{"n": True, "S": [[1]], "T": [[1]]}', "SL002", "needs a whole number for `n`"),
]


@pytest.mark.parametrize(("instance", "code", "words"), BAD_INSTANCES)
def test_instances_that_refute_nothing(prove, instance, code, words):
    found = prove(f"""
right = claim(Eq(S, S))
given_one = erratum(Eq(S @ T, T @ S), ref="given", corrected=right, instance={instance})
""")["given_one"]
    assert found.failure.code == code
    assert words in found.failure.message + found.failure.tried


def test_a_given_instance_must_satisfy_the_hypotheses(prove):
    found = prove("""
right = claim(Eq(S, S))
given_one = erratum(Eq(S @ T, T @ S), ref="given", corrected=right, given=[Eq(S, S.T)],
                    instance={"n": 2, "S": [[0, 1], [0, 0]], "T": [[1, 0], [0, 0]]})
""")["given_one"]
    assert "breaks the hypothesis `S = S'`" in found.failure.tried


def test_what_cannot_be_an_erratum():
    from symland import Eq, claim, dims, erratum, matrix

    S, T = (matrix(name, *dims("n n")) for name in "ST")
    with pytest.raises(StatementError, match="takes the theorem that replaces"):
        erratum(Eq(S @ T, T @ S), ref="x")
    with pytest.raises(StatementError, match="has another statement, so it does not show"):
        erratum(Eq(S @ T, T @ S), ref="x", missing=[Eq(S, T)], corrected=claim(Eq(S, S)))
    narrow = claim(Eq(S @ T, T @ S), given=[Eq(S, 0)])
    with pytest.raises(StatementError, match="has the hypothesis `S = 0`"):
        erratum(Eq(S @ T, T @ S), ref="x", missing=[Eq(S, T)], corrected=narrow)


@pytest.fixture
def errata(put, main):
    put(PRELUDE + LETTERS + CASES.replace("no_rank", "# no_rank"))
    return lambda *words: main("errata", "--no-cache", *words)


def test_the_table(errata, snapshot):
    found = errata("--ascii")
    assert found.code == 0
    assert found.out.isascii()
    assert found.out == snapshot


def test_latex(errata, snapshot):
    assert errata("--as", "latex").out == snapshot


def test_json(errata):
    report = json.loads(errata("--as", "json").out)
    by_ref = {one["ref"]: one for one in report["theorems"]}
    assert set(by_ref) == {"printed", "ill", "missing", "given"}
    assert by_ref["ill"]["flaw"].startswith("sizes do not match")
    assert by_ref["given"]["instance"]["given"] is True
    assert by_ref["printed"]["correction"] == "tr(S T) = tr(T S)"


def test_no_errata(put, main):
    put(PRELUDE + LETTERS + "fine = claim(Eq(S, S))\n")
    assert main("errata", "--no-cache").code == 5


def test_an_erratum_that_is_none(put, main):
    put(PRELUDE + LETTERS + CASES)
    found = main("errata", "--no-cache", "--ascii")
    assert found.code == 3
    assert "error[SL108]: the printed statement of `no_rank` was not refuted" in found.err
