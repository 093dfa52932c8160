"""`symland verify`, `numeric` and `new` on small folders of proofs."""

import dataclasses
import json

import pytest

from symland.cli.exit_codes import ExitCode, of_report
from symland.errors import Location
from symland.evidence import Evidence
from symland.proof.results import Failure, FileResult, Report
from tests.render import samples

HEAD = """\
from symland.prelude import *

m, n = dims("m n")
A, B = matrix("A", m, n), matrix("B", n, m)
"""
GOOD = (
    HEAD
    + """
cyclic = claim(Eq(tr(A @ B), tr(B @ A)), ref="good.cyclic")


@theorem(Eq(frob2(A + B.T), frob2(A) + 2 * tr(A @ B) + frob2(B)), ref="good.expand")
def expand(p):
    c = p.calc()
    c.eq(inner(A + B.T, A + B.T), why="100% of the_definition")
    c.eq(frob2(A) + 2 * tr(A @ B) + frob2(B))
"""
)
FALSE = HEAD + 'wrong = claim(Eq(tr(A @ B), 2 * tr(B @ A)), ref="bad.cyclic")\n'
PRINTED = (
    HEAD
    + """
right = claim(Eq(tr(A @ B), tr(B @ A)), ref="right")
printed = erratum(Eq(tr(A @ B), 2 * tr(B @ A)), ref="printed", corrected=right)
"""
)
TODO = HEAD + 'later = open_entry("needs an SVD", ref="later")\n'


@pytest.fixture
def folder(tmp_path):
    proofs = tmp_path / "proofs"
    proofs.mkdir()

    def write(**files):
        for name, text in files.items():
            (proofs / f"{name}.py").write_text(text, encoding="utf-8")

    return write


def of(theorem, **changes):
    return Report((FileResult("a.py", (dataclasses.replace(theorem, **changes),)),))


DISAGREES = Failure("SL901", "the kernel and the evaluator disagree")


@pytest.mark.parametrize(
    ("report", "code"),
    [
        (samples.GREEN, ExitCode.OK),
        (samples.MIXED, ExitCode.REFUTED),
        (samples.EMPTY, ExitCode.NOTHING),
        (of(samples.CITING), ExitCode.OK),
        (of(samples.TODO), ExitCode.UNDECIDED),
        (of(samples.OPEN), ExitCode.UNDECIDED),
        (of(samples.MALFORMED), ExitCode.REFUTED),
        (of(samples.GRADIENT, verdict="error", failure=DISAGREES), ExitCode.INTERNAL),
        (Report((samples.NOT_LOADED,)), ExitCode.REFUTED),
        (Report((samples.NOT_LOADED, FileResult("b.py", (samples.TODO,)))), ExitCode.REFUTED),
    ],
)
def test_exit_codes(report, code):
    assert of_report(report) is code


def test_allowed_todos():
    assert of_report(of(samples.TODO), allow_todo=True) is ExitCode.OK
    assert of_report(of(samples.OPEN), allow_todo=True) is ExitCode.UNDECIDED


def test_codes_reach_the_shell(cli, monkeypatch, tmp_path):
    (tmp_path / "proofs").mkdir()
    monkeypatch.setattr("symland.proof.runner.verify", lambda *_: samples.MIXED)
    assert cli("verify").code == ExitCode.REFUTED
    assert cli("verify", "--exit-zero").code == ExitCode.OK
    monkeypatch.setattr("symland.proof.runner.verify", lambda *_: of(samples.TODO))
    assert cli("verify").code == ExitCode.UNDECIDED
    assert cli("verify", "--allow-todo").code == ExitCode.OK


def test_settings(cli, monkeypatch, tmp_path):
    seen = []
    (tmp_path / "proofs").mkdir()
    monkeypatch.setattr("symland.proof.runner.verify",
                        lambda settings, *_: seen.append(settings) or samples.GREEN)  # fmt: skip
    cli("verify", "a.py::b::2", "c", "-k", "word", "-x", "--seed", "7", "--max-dim", "4",
        "--example", "k=1, d[0]=2", "--fresh", "--cache-dir", "else")  # fmt: skip
    cli("verify", "--no-cache")
    first, second = seen
    assert first.targets == ("a.py::b::2", "c")
    assert (first.keyword, first.fail_fast, first.seed, first.max_size) == ("word", True, 7, 4)
    assert (first.example, first.fresh, str(first.cache)) == ("k=1, d[0]=2", True, "else")
    assert (second.targets, second.cache, second.fresh) == (("proofs",), None, False)


def test_a_green_run(cli, folder):
    folder(good=GOOD)
    found = cli("verify", "--ascii")
    assert (found.code, found.err) == (ExitCode.OK, "")
    assert "ok  good.expand" in found.out
    assert "2 theorems verified" in found.out
    assert "\x1b" not in found.out
    assert "\x1b" in cli("verify", "--color", "always").out


def test_files_are_checked_although_others_do_not_load(cli, folder):
    folder(good=GOOD, bad=FALSE, broken="from symland.prelude import *\nimport numppy\n",
           syntax="x = (\n", sizes=HEAD + "C = A + B\n", name="x = undefined\n")  # fmt: skip
    found = cli("verify", "--format", "json")
    assert found.code == ExitCode.REFUTED
    report = json.loads(found.out)
    verdicts = {t["ref"]: t["verdict"] for t in report["theorems"]}
    assert verdicts == {"good.cyclic": "verified", "good.expand": "verified",
                        "bad.cyclic": "refuted"}  # fmt: skip
    errors = {e["file"]: (e["code"], e["location"]["line"]) for e in report["errors"]}
    assert errors == {"proofs/broken.py": ("SL008", 2), "proofs/syntax.py": ("SL008", 1),
                      "proofs/sizes.py": ("SL001", 5), "proofs/name.py": ("SL003", 1)}  # fmt: skip


def test_a_false_statement_in_full(cli, folder):
    folder(bad=FALSE)
    found = cli("verify", "--ascii")
    assert found.code == ExitCode.REFUTED
    for words in ("error[SL101]", "--> proofs/bad.py:5:", "counterexample", "left = 1  <  right",
                  "reproduce: symland verify proofs/bad.py::wrong"):  # fmt: skip
        assert words in found.out


def test_an_erratum_counts_as_fine(cli, folder):
    folder(printed=PRINTED)
    found = cli("verify", "--ascii")
    assert found.code == ExitCode.OK
    assert "!   printed" in found.out
    assert "erratum: false as printed, corrected statement proved" in found.out
    assert "instance: " in found.out


def test_concise_output_into_a_file(cli, folder, tmp_path):
    folder(bad=FALSE, todo=TODO)
    found = cli("verify", "--format", "concise", "-o", "out.txt")
    assert (found.code, found.out) == (ExitCode.REFUTED, "")
    lines = (tmp_path / "out.txt").read_text().splitlines()
    assert lines == ["proofs/bad.py:5:29: SL101 step 1 of wrong is false (bad.cyclic wrong)",
                     "proofs/todo.py:5:1: todo later"]  # fmt: skip


@pytest.mark.parametrize("target", [(), ("proofs",), ("nowhere",), ("-k", "nothing")])
def test_nothing_selected(cli, folder, target):
    folder()
    found = cli("verify", *target)
    assert found.code == ExitCode.NOTHING
    assert "nothing selected" in found.err


def test_targets_that_are_not_there(cli, folder):
    folder(good=GOOD)
    for target in ("proofs/none.py", "proofs/none.py::cyclic"):
        found = cli("verify", target)
        assert found.code == ExitCode.USAGE
        assert found.err.startswith("error[SL010]")


def test_numeric(cli, folder):
    folder(good=GOOD, printed=PRINTED)
    found = cli("numeric", "good.expand", "--digits", "40", "--dims", "m=2,n=3", "--instances", "1")
    assert (found.code, found.err) == (ExitCode.OK, "")
    assert "asked 40, obtained" in found.out
    assert "n = 3" in found.out
    data = json.loads(
        cli("numeric", "proofs/good.py::cyclic", "--digits", "30", "--as", "json").out
    )
    (statement,) = data["theorems"][0]["statements"]
    assert len(statement["rows"]) == 3
    for row in statement["rows"]:
        left, right = row["left"][0][0], row["right"][0][0]
        assert row["agrees"]
        assert left[:28] == right[:28]
        assert len(left.replace(".", "").lstrip("-0")) >= 25
    printed = cli("numeric", "printed", "--digits", "20", "--instances", "1")
    assert printed.code == ExitCode.OK
    assert printed.out.count("the sides differ") == 1
    assert "(as printed)" in printed.out


def test_numeric_with_layers_that_are_defined(cli, folder):
    folder(
        layers="""
from symland.prelude import *

d = dims("d[]")
W, C, V = family("W", d), family("C", lambda k: d[k - 1]), family("V", d)
k, p = index("k", 1), index("p")
change = define(V, p, inv(C[p + 1]) @ W[p] @ C[p])


@theorem(Eq(chain(V, k, 1), inv(C[k + 1]) @ chain(W, k, 1) @ C[1]), given=[change], ref="layers")
def layers(p):
    p.calc()
"""
    )
    found = cli("numeric", "layers", "--digits", "20")
    assert (found.code, found.err) == (ExitCode.OK, "")
    assert [line for line in found.out.splitlines() if "k = 4" in line]


def test_numeric_of_a_false_statement(cli, folder):
    folder(bad=FALSE, todo=TODO)
    assert cli("numeric", "bad.cyclic", "--digits", "20").code == ExitCode.REFUTED
    assert cli("numeric", "later", "--digits", "20").code == ExitCode.NOTHING


def test_a_new_file_is_verified(cli):
    assert cli("new", "layer").code == 0
    found = cli("verify", "proofs/layer.py")
    assert found.code == ExitCode.OK
    assert cli("new", "layer").code == ExitCode.USAGE


def test_places_in_installed_code_are_not_shown(tmp_path):
    import click

    from symland.cli.errors import own_place

    inside = Location(click.__file__, 1, 1, 1, 2)
    assert own_place(inside) is None
    mine = Location(str(tmp_path / "a.py"), 1, 1, 1, 2)
    assert own_place(mine) == mine


def test_weak_evidence_is_never_called_a_proof(cli, monkeypatch, tmp_path):
    (tmp_path / "proofs").mkdir()
    weak = of(samples.CITING, evidence=Evidence.SAMPLED)
    monkeypatch.setattr("symland.proof.runner.verify", lambda *_: weak)
    assert "[modulo: sampled]" in cli("verify").out
