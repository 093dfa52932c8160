"""`python -m symland verify` in a process of its own: exit codes, output, no traceback of ours."""

import json

import pytest

from tests.proof.conftest import LETTERS, PRELUDE

GOOD = 'good = claim(Eq(tr(A @ B), tr(B @ A)), ref="good")\n'
FALSE = """
@theorem(Eq(tr(S @ T), tr(T @ S)), ref="false")
def false(p):
    c = p.calc()
    c.eq(tr(S.T @ T), why="wrong")
    c.eq(tr(T @ S))
"""
OPEN = "undecided = claim(Eq(puzzle, A))\n"
TODO = "@theorem(Eq(A, C))\ndef later(p):\n    p.calc().eq(C, by=todo('Lemma 4'))\n"
CITED = "@theorem(Eq(puzzle, A))\ndef cited(p):\n    p.calc().eq(A, by=cite('Penrose'))\n"


@pytest.fixture
def write(folder):
    """Files `proofs/NAME.py`, each with the prelude and the letters."""

    def files(**texts):
        (folder / "proofs").mkdir(exist_ok=True)
        for name, text in texts.items():
            (folder / "proofs" / f"{name}.py").write_text(PRELUDE + LETTERS + text)

    return files


def test_a_good_folder(write, symland):
    write(a=GOOD, cited=CITED)
    found = symland("verify")
    assert (found.code, found.err) == (0, "")
    assert "2 theorems verified" in found.out


def test_a_wrong_step(write, symland):
    write(a=GOOD + FALSE)
    found = symland("verify", "--ascii", "--no-cache")
    assert found.code == 1
    for line in (
        "error[SL101]: step 1 of `false` is false",
        "  --> proofs/a.py:11:10",
        '    c.eq(tr(S.T @ T), why="wrong")',
        "n = 2",
        "1 theorem verified, 1 refuted",
    ):
        assert line in found.out
    assert "Traceback" not in found.out + found.err
    report = symland("verify", "--format", "json").json
    (theorem,) = [one for one in report["theorems"] if one["ref"] == "false"]
    step = theorem["steps"][0]
    assert (step["line"], step["col"], step["end_col"]) == (11, 5, 35)
    place = step["error"]["location"]
    assert (place["line"], place["col"], place["end_col"]) == (11, 10, 21)
    assert step["error"]["code"] == "SL101"
    assert step["error"]["counterexample"]["dims"] == {"n": 2}


def test_the_line_that_reproduces_a_failure(write, symland):
    write(a=FALSE)
    lines = symland("verify", "--ascii").out.splitlines()
    command = next(line for line in lines if line.startswith("reproduce: symland "))
    words = [word.strip('"') for word in command.split()[2:]]
    assert words[1] == "proofs/a.py::false::1"
    again = symland(*words, "--ascii")
    assert again.code == 1
    assert "step 1 of `false` is false" in again.out


EXITS = [
    (OPEN, 3, "step 1 is undecided"),
    (TODO, 3, "later"),
    (GOOD + TODO + OPEN, 3, "1 theorem verified"),
    (FALSE + TODO + OPEN, 1, "refuted"),
    ("A @ A\n", 1, "sizes do not match in `@`: `A` is m x n, `A` is m x n"),
    ("bad = claim(A == A)\n", 1, "`==` compares structure"),
    ("bad = Sigma\n", 1, "name `Sigma` is not defined"),
    ("import numppy\n", 1, "No module named 'numppy'"),
    ("bad = (\n", 1, "invalid Python"),
    ("one = claim(Eq(A, A), ref='x')\ntwo = claim(Eq(B, B), ref='x')\n", 1,
     "the ref `x` is carried by several theorems"),
    ("@theorem(Eq(A, C))\ndef bad(p):\n    p.calc(B)\n", 1, "the chain starts at `B`"),
    ("@theorem(Eq(A, C))\ndef bad(p):\n    p.calc().eq(A)\n", 1, "the chain ends at `A`"),
    ("@theorem(Eq(A, C))\ndef bad(p):\n    raise KeyError('x')\n", 1, "raised KeyError"),
    ("nothing = 1\n", 5, ""),
]  # fmt: skip
IN_A_PROCESS = (OPEN, TODO, "bad = Sigma\n", "nothing = 1\n")


def check_exit(found, code, words):
    assert found.code == code
    assert words in found.out
    assert "Traceback" not in found.out + found.err
    if code == 1:
        assert "proofs/a.py:" in found.out


@pytest.mark.parametrize(("text", "code", "words"), EXITS)
def test_exit_codes(write, main, text, code, words):
    write(a=text)
    check_exit(main("verify", "--ascii", "--no-cache"), code, words)


@pytest.mark.parametrize(
    ("text", "code", "words"), [case for case in EXITS if case[0] in IN_A_PROCESS]
)
def test_exit_codes_of_a_process(write, symland, text, code, words):
    write(a=text)
    check_exit(symland("verify", "--ascii", "--no-cache"), code, words)


def test_other_files_are_checked_although_one_does_not_load(write, symland):
    write(a=GOOD, b="raise SystemExit(7)\n", c="@theorem(\n")
    found = symland("verify", "--format", "json", "--no-cache")
    assert found.code == 1
    assert [one["verdict"] for one in found.json["theorems"]] == ["verified"]
    assert [one["code"] for one in found.json["errors"]] == ["SL008", "SL008"]
    assert [one["location"]["line"] for one in found.json["errors"]] == [6, 6]


def test_a_missing_path(symland):
    found = symland("verify", "none/")
    assert (found.code, found.out) == (2, "")
    assert "there is no file or folder `none/`" in found.err


def test_an_empty_folder(folder, symland):
    (folder / "proofs").mkdir()
    found = symland("verify")
    assert found.code == 5
    assert "nothing selected: no theorem matches `proofs`" in found.err


@pytest.mark.parametrize("argv", [(), ("none/",), ("none.py",), ("none.py::a",), ("--what",)])
def test_wrong_targets(main, argv):
    found = main("verify", *argv)
    assert found.code == 2
    assert "Traceback" not in found.err
    assert found.out == ""


def test_selection(write, main):
    write(a=GOOD + FALSE)
    for argv, code in (
        (["proofs/a.py::good"], 0),
        (["good"], 0),
        (["-k", "goo"], 0),
        (["false"], 1),
        (["proofs/a.py::false::1"], 1),
        (["proofs/a.py::none"], 5),
        (["-k", "none"], 5),
    ):
        assert main("verify", "--no-cache", *argv).code == code, argv


def test_lenient_runs(write, main):
    write(a=FALSE + TODO)
    assert main("verify", "--exit-zero").code == 0
    write(a=TODO)
    assert main("verify", "--allow-todo").code == 0


def without_times(value):
    """A JSON report without what differs from run to run."""
    if isinstance(value, dict):
        volatile = ("ms", "seconds", "milliseconds")
        return {name: without_times(one) for name, one in value.items() if name not in volatile}
    if isinstance(value, list):
        return [without_times(one) for one in value]
    return value


def test_the_report_is_the_same_every_time(write, symland):
    write(a=GOOD + FALSE + OPEN + TODO + CITED, b="bad = Sigma\n")
    first, second = (symland("verify", "--format", "json", "--no-cache") for _ in range(2))
    assert first.code == second.code == 1
    assert without_times(first.json) == without_times(second.json)
    assert json.dumps(first.json).count("seconds") == json.dumps(second.json).count("seconds")


def test_the_cache_of_the_command_line(write, symland, folder):
    write(a=GOOD)
    symland("verify")
    assert (folder / ".symland_cache" / "proved.json").is_file()
    found = symland("verify", "--format", "json").json
    assert [one["cached"] for one in found["theorems"]] == [True]
    fresh = symland("verify", "--format", "json", "--fresh").json
    assert [one["cached"] for one in fresh["theorems"]] == [False]


def test_a_disagreement_is_an_internal_error(write, symland):
    write(a="from symland.kernel import check\n\ncheck.equal = lambda *_: True\n"
            "wrong = claim(Eq(S @ T, T @ S))\n")  # fmt: skip
    found = symland("verify", "--no-cache", "--ascii")
    assert found.code == 4
    assert "SL901" in found.out
