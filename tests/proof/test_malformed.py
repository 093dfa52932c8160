"""Mistakes in a proof file: a short error at the author's line, and the rest is still checked."""

import pytest

from symland.proof.loader import TargetError
from symland.proof.runner import verify
from symland.proof.settings import Settings
from tests.proof.conftest import LETTERS, PRELUDE

FINE = "fine = claim(Eq(tr(A @ B), tr(B @ A)))\n"
FIRST = (PRELUDE + LETTERS).count("\n") + 1  # the line on which the text of a test starts
HEAD = "@theorem(Eq(tr(S @ T), tr(T @ S)))\ndef bad(p):\n"

# A name, the body of a proof of tr(S T) = tr(T S), code, line and column of the error, its text.
BODIES = [
    ("start", "p.calc(tr(S @ S)).eq(tr(T @ S))", "SL104", 2, 5,
     "the chain starts at `tr(S S)`, the statement at `tr(S T)`"),
    ("end", "p.calc().eq(tr(T @ T))", "SL105", 2, 5,
     "the chain ends at `tr(T T)`, the statement at `tr(T S)`"),
    ("no steps", "p.calc()", "SL105", 2, 5, "the chain has no steps"),
    ("turns", "p.calc().le(tr(S @ T) + frob2(S)).ge(tr(T @ S))", "SL106", 2, 5,
     "turns the chain round: a chain runs in one direction, `<=` or `>=`"),
    ("weaker", "p.calc().le(tr(T @ S))", "SL106", 2, 5,
     "the chain shows `<=`, the statement says `=`"),
    ("comparison", "p.calc().eq(tr(S @ T) == tr(T @ S))", "SL002", 2, 5,
     "a step got False: `==` compares structure, it states nothing"),
    ("truth", "p.calc().eq(tr(T @ S)) if Eq(S, T) else None", "SL002", 2, 5,
     "`S = T` is a statement; it has no truth value until it is proved"),
    ("sizes", "p.calc().eq(tr(S @ A))", "SL001", 2, 20,
     "sizes do not match in `@`: `S` is n x n, `A` is m x n"),
    ("kind", "p.calc().eq(S @ T)", "SL002", 2, 5, "a matrix cannot equal the scalar `tr(S T)`"),
    ("prose", "p.calc().eq(tr(T @ S), by='the trace is cyclic')", "SL002", 2, 5,
     "`by=` takes facts, not 'the trace is cyclic'"),
    ("fact as prose", "p.calc().eq(tr(T @ S), why=3)", "SL002", 2, 5, "`why=` takes prose, not 3"),
    ("start of a chain", "p.calc(3)", "SL006", 2, 5, "a chain starts with an expression, not 3"),
    ("name", "p.calc().eq(tr(Sigma))", "SL003", 2, 20, "name 'Sigma' is not defined"),
    ("attribute", "p.calc().eq(S.transposed)", "SL009", 2, 17,
     "'Matrix' object has no attribute 'transposed'"),
    ("division", "1 / 0", "SL009", 2, 5, "raised ZeroDivisionError: division by zero"),
    ("keyword", "p.calc().eq(tr(T @ S), because='so')", "SL009", 2, 5,
     "got an unexpected keyword argument 'because'"),
    ("float", "p.calc().eq(0.5 * tr(T @ S))", "SL006", 2, 17, "a scalar is expected, not 0.5"),
    ("aside", "p.have(S == T)", "SL002", 2, 5, "`have` got False"),
    ("aside of indices", "p.have(index('i') >= 1)", "SL002", 2, 5, "`have` states an equation"),
    ("index", "p.induct(n)", "SL006", 2, 5, "a layer index is expected, not `n`"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("body", "code", "line", "column", "message"),
    [pytest.param(*case, id=name) for name, *case in BODIES],
)
def test_mistakes_in_a_body(prove, body, code, line, column, message):
    found = prove(f"{HEAD}    {body}\n" + FINE)
    bad = found["bad"]
    assert (bad.verdict, bad.failure.code) == ("error", code)
    assert message in bad.failure.message
    place = bad.failure.location
    assert place.file == "proofs/a.py"
    assert (place.line - FIRST, place.column) == (line, column)
    assert found["fine"].verdict == "verified"


@pytest.mark.parametrize(
    ("printed", "code", "message"),
    [
        ("1 / 0", "SL009", "the printed statement of `bad` raised ZeroDivisionError: division by"),
        ("Eq(Sigma, T)", "SL003", "the printed statement of `bad` raised NameError: name 'Sigma'"),
    ],
)
def test_mistakes_in_a_printed_statement(prove, printed, code, message):
    found = prove(FINE + f"bad = erratum(lambda: {printed}, corrected=fine)\n")
    bad = found["bad"]
    assert (bad.verdict, bad.failure.code) == ("error", code)
    assert bad.failure.message.startswith(message)
    assert bad.failure.location.line == FIRST + 1
    assert found["fine"].verdict == "verified"


@pytest.mark.parametrize("fact", ["S", "Eq(S, T)", "claim"])
def test_the_place_of_a_wrong_fact(prove, fact):
    bad = prove(f"{HEAD}    p.calc().eq(tr(T @ S), by={fact})\n")["bad"]
    assert bad.failure.code == "SL202"
    assert bad.failure.location.line == FIRST + 2


# A name, a line of a file that keeps it from loading, code, column, text.
FILES = [
    ("sizes", "bad = A @ C", "SL001", 7, "sizes do not match in `@`: `A` is m x n, `C` is m x n"),
    ("sum", "bad = A + B", "SL001", 7, "sizes do not match in `+`: `A` is m x n, `B` is n x m"),
    ("statement", "bad = claim(Eq(A, B))", "SL001", 13,
     "the sides of a statement differ in size: `A` is m x n, `B` is n x m"),
    ("trace", "bad = tr(A)", "SL001", 7, "only a square matrix has a trace; `A` is m x n"),
    ("inverse", "bad = inv(A)", "SL001", 7, "only a square matrix has an inverse; `A` is m x n"),
    ("comparison", "bad = claim(A @ B == B @ A)", "SL002", 7, "`theorem` got False"),
    ("no statement", "bad = claim(A @ B)", "SL002", 7,
     "needs a statement such as `Eq(left, right)`"),
    ("order", "bad = claim(Le(A, A))", "SL002", 13, "matrices are compared with `Eq` only"),
    ("name", "bad = Sigma + 1", "SL003", 7, "name `Sigma` is not defined"),
    ("import", "import numppy", "SL008", 1, "ModuleNotFoundError: No module named 'numppy'"),
    ("from", "from symland.prelude import gradd", "SL008", 1, "cannot import name 'gradd'"),
    ("exit", "raise SystemExit(0)", "SL008", 1, "the file does not load: SystemExit"),
    ("index", "bad = index('2k')", "SL003", 7, "`2k` is not a name"),
    ("ref", "bad = claim(Eq(A, A), ref=[''])", "SL002", 7, "a ref is a non-empty text, not ''"),
    ("given", "bad = claim(Eq(A, A), given=[A])", "SL002", 7, "`given=` needs a statement"),
    ("given one", "bad = claim(Eq(A, A), given=Eq(A, 0))", "SL002", 7, "`given=` takes a list"),
    ("hypothesis", "bad = claim(Eq(A, A), given=[A == 0])", "SL002", 7, "`given=` got False"),
    ("correction", "bad = erratum(Eq(A, C), corrected=Eq(A, A))", "SL002", 7,
     "`corrected=` takes the theorem"),
    ("definition", "bad = define(family('V', m, n), index('p'), B)", "SL001", 7,
     "and its definition differ in size"),
    ("syntax", "bad = (A @ ", "SL008", 7, "invalid Python: '(' was never closed"),
    ("indent", "  bad = 1", "SL008", 2, "invalid Python: unexpected indent"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("line", "code", "column", "message"), [pytest.param(*case, id=name) for name, *case in FILES]
)
def test_files_that_do_not_load(check, put, line, code, column, message):
    put(PRELUDE + LETTERS + FINE, name="fine.py")
    found = check(PRELUDE + LETTERS + line + "\n", name="bad.py")
    failure = found.errors["bad.py"]
    assert failure.code == code
    assert message in failure.message
    assert failure.location.file.endswith("bad.py")
    assert (failure.location.line, failure.location.column) == (FIRST, column)
    assert found.verdicts == {"fine": "verified"}


def test_an_error_in_another_module_points_to_the_import(check, put):
    put(PRELUDE + "bad = matrix('A', 2, 3) @ matrix('B', 2, 3)\n", name="letters.py")
    found = check("from letters import bad\n" + PRELUDE + "fine = claim(Eq(bad, bad))\n")
    assert found.errors["letters.py"].code == "SL001"
    assert found.errors["a.py"].location.line == 1
    assert found.errors["a.py"].location.file.endswith("a.py")


@pytest.mark.parametrize("text", ["", "# nothing\n", PRELUDE + LETTERS])
def test_files_without_theorems(check, text):
    found = check(text)
    assert len(found) == 0
    assert not found.errors


def test_a_file_that_is_no_text(check, folder):
    (folder / "proofs").mkdir()
    (folder / "proofs" / "bad.py").write_bytes(b"\xff\xfe\x00")
    (folder / "proofs" / "null.py").write_bytes(b"x = 1\0\n")
    found = check(PRELUDE + LETTERS + FINE)
    assert found.verdicts == {"fine": "verified"}
    assert {one.code for one in found.errors.values()} == {"SL008"}


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("target", ["none.py", "proofs/none.py", "none/", "none.py::a", "x::y"])
def test_missing_files(target):
    with pytest.raises(TargetError, match="there is no file or folder"):
        verify(Settings(targets=(target,), cache=None))


def test_two_theorems_with_one_ref(check, put):
    put(PRELUDE + LETTERS + "one = claim(Eq(A, A), ref=['x', 'y'])\n")
    found = check(PRELUDE + LETTERS + "two = claim(Eq(C, C), ref='y')\n" + FINE, name="b.py")
    for name in ("one", "two"):
        assert (found[name].verdict, found[name].failure.code) == ("error", "SL004")
        assert "`y` is carried by several theorems" in found[name].failure.message
        assert f"proofs/a.py:{FIRST}" in found[name].failure.message
        assert f"proofs/b.py:{FIRST}" in found[name].failure.message
    assert found["fine"].verdict == "verified"


def test_another_name_for_a_theorem(prove):
    found = prove("one = claim(Eq(A, A), ref='x')\nsame = one\n")
    assert [theorem.verdict for theorem in found.report.theorems] == ["verified"]


@pytest.mark.parametrize(
    "text",
    [
        "claim(Eq(S @ T, T @ S), ref='false')\n",
        "two = [claim(Eq(S @ T, T @ S), ref='false')]\n",
        "@theorem(Eq(S @ T, T @ S), ref='false')\ndef same(p): ...\n\n"
        "@theorem(Eq(A, A), ref='true')\ndef same(p): ...\n",
    ],
    ids=["no name", "list", "name used twice"],
)
def test_no_theorem_is_lost(prove, text):
    found = prove(text + FINE)
    refs = [ref for theorem in found.report.theorems for ref in theorem.refs]
    assert "false" in refs or found.errors


def test_circular_use(prove):
    found = prove("""
@theorem(Eq(S @ T, T @ S), ref="one")
def one(p):
    p.calc().eq(T @ S, by=two)

@theorem(Eq(S @ T, T @ S), ref="two")
def two(p):
    p.calc().eq(T @ S, by=one)

@theorem(Eq(S @ T, T @ S))
def itself(p):
    p.calc().eq(T @ S, by=itself)
""")
    assert "verified" not in found.verdicts.values()
    assert "uses itself, directly or in a circle" in found["itself"].failure.message
    assert found["itself"].failure.code == "SL005"
    assert "uses itself, directly or in a circle" in found["two"].failure.message
    assert found["one"].verdict != "verified"
