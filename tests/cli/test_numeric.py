"""`symland numeric`: formulas, steps, tables over folders, inequalities, degenerate instances."""

import json

import pytest

from symland.cli.exit_codes import ExitCode

PROOFS = """\
from symland.prelude import *

m, n = dims("m n")
A, B, E = matrix("A", m, n), matrix("B", n, m), matrix("E", m, n)
S = matrix("S", n, n)


@theorem(Eq(tr((A @ B).T), tr(B @ A)), ref="x.steps")
def steps(p):
    c = p.calc()
    c.eq(tr(A @ B), why="the diagonal stays")
    c.eq(tr(B @ A))


under = claim(Eq(tr(E @ B), 0), ref="x.zero", given=[Eq(E, 0)])
small = claim(Ge(frob2(A) + frob2(E), frob2(A)), ref="x.ge")
inverse = claim(Eq(S @ inv(S), identity(n)), ref="x.inv")
right = claim(Eq(frob2(A), tr(A.T @ A)), ref="x.norm")
printed = erratum(Eq(frob2(A), 2 * tr(A.T @ A)), ref="x.printed", corrected=right)
later = open_entry("needs a lemma", ref="x.open")
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "proofs").mkdir()
    (tmp_path / "proofs" / "small.py").write_text(PROOFS)
    return tmp_path


@pytest.mark.usefixtures("folder")
def test_a_table_over_a_folder(cli):
    found = cli("numeric", "proofs", "--digits", "30", "--instances", "2")
    assert (found.code, found.err) == (ExitCode.OK, "")
    lines = found.out.splitlines()
    assert lines[0] == "7 theorems at random entries, 30 digits asked for"
    rows = {line.split()[1]: line for line in lines[2:-2]}
    assert list(rows) == ["x.steps", "x.zero", "x.ge", "x.inv", "x.norm", "x.printed", "x.open"]
    assert all(row.startswith("  ok") for ref, row in rows.items() if ref != "x.open")
    assert "2 instances" in rows["x.steps"]
    assert rows["x.steps"].endswith("enclosed")
    assert "smallest margin" in rows["x.ge"]
    assert rows["x.open"].split() == ["-", "x.open", "nothing", "to", "evaluate"]
    assert lines[-1] == "6 hold at all instances, 1 without an equation or inequality"


@pytest.mark.usefixtures("folder")
def test_jobs_change_nothing(cli):
    options = ("numeric", "proofs", "--digits", "20", "--instances", "1", "--format", "json")
    assert cli(*options, "--jobs", "2").out == cli(*options).out


@pytest.mark.usefixtures("folder")
def test_a_step(cli):
    found = cli("numeric", "proofs/small.py::steps::2", "--digits", "20", "--instances", "1")
    assert found.code == 0
    assert "  tr(A B) = tr(B A)\n" in found.out
    missing = cli("numeric", "proofs/small.py::steps::3")
    assert missing.code == ExitCode.REFUTED
    assert "`steps` has no step 3" in missing.err


def test_a_formula_and_its_enclosure(cli):
    found = cli("numeric", "log(a) - log(a) + 3", "--vars", "a", "--digits", "25",
                "--instances", "1")  # fmt: skip
    assert found.code == ExitCode.OK
    assert "      3.000000000000000000000000\n" in found.out
    assert "(enclosed by balls)" in found.out


def test_a_statement_on_the_command_line(cli):
    variables = ("--vars", "A:m n, B:n m", "--digits", "20")
    assert cli("numeric", "tr(A@B) = tr(B@A)", *variables).code == ExitCode.OK
    wrong = cli("numeric", "tr(A@B) == tr(A@B)/2", *variables)
    assert wrong.code == ExitCode.REFUTED
    assert "x  the sides differ" in wrong.out


@pytest.mark.parametrize("backend", ["auto", "ball", "mpmath", "float64", "exact", "modular"])
def test_backends(cli, backend):
    digits = "8" if backend == "float64" else "20"
    found = cli("numeric", "tr(A@B) = tr(B@A)", "--vars", "A:m n, B:n m", "--digits", digits,
                "--backend", backend)  # fmt: skip
    assert found.code == ExitCode.OK
    assert found.out.count("ok\n") + found.out.endswith("ok") >= 3


def test_an_inequality_shows_its_smallest_margin(cli):
    options = ("--vars", "A:m n", "--digits", "20", "--instances", "4", "--format", "json")
    holds = json.loads(cli("numeric", "frob2(A) <= 2*frob2(A)", *options).out)
    (table,) = holds["theorems"][0]["statements"]
    margins = [float(row["margin"]) for row in table["rows"]]
    assert float(table["smallest_margin"]) == min(margins) > 0
    fails = cli("numeric", "frob2(A) >= 2*frob2(A)", *options)
    assert fails.code == ExitCode.REFUTED


def test_degenerate_instances(cli):
    """Each kind has its row; those outside the domain of the statement have none."""
    options = ("--digits", "20", "--instances", "5", "--degenerate", "--format", "json")
    found = json.loads(cli("numeric", "frob2(A) = inner(A, A)", "--vars", "A:m n", *options).out)
    rows = found["theorems"][0]["statements"][0]["rows"]
    kinds = ["random", "rank deficient", "repeated singular values", "zeros", "size 1"]
    assert [row["kind"] for row in rows] == kinds
    assert set(rows[4]["sizes"].values()) == {1}
    outside = cli("numeric", "logdet(A@A.T) = logdet(A@A.T)/2 + logdet(A@A.T)/2",
                  "--vars", "A:m m", *options)  # fmt: skip
    kept = [row["kind"] for row in json.loads(outside.out)["theorems"][0]["statements"][0]["rows"]]
    assert "rank deficient" not in kept
    assert kept[0] == "random"


def test_what_cannot_be_evaluated_is_said(cli, folder):
    (folder / "open.py").write_text(
        "from symland.prelude import *\nA = matrix('A', *dims('n n'))\n"
        "hard = claim(Eq(tr(A), 0), given=[Eq(A @ A @ A, A.T @ A), Ge(tr(A), 5)])\n"
    )
    found = cli("numeric", "open.py", "--digits", "10")
    assert found.code == ExitCode.UNDECIDED
    assert "not evaluated: no instance of the hypothesis" in found.out
    assert cli("numeric", "open.py", "--digits", "10", "--allow-undecided").code == ExitCode.OK


def test_hypotheses_for_all_layers_hold_in_the_instances(cli, folder):
    """`A[k] = 0 for every k` is met at each layer; the theorem is not called false without it."""
    (folder / "every.py").write_text(
        "from symland.prelude import *\nd, k, l = dims('d'), index('k', 1), index('l', 1, 3)\n"
        "A = family('A', d, d)\n"
        "zero = claim(Eq(A[l], 0), ref='x.every', given=[ForAll(index('k', 1, 3), "
        "Eq(A[index('k', 1, 3)], 0))])\n"
    )
    found = cli("numeric", "every.py", "--digits", "10")
    assert found.code == ExitCode.OK
    assert "|difference|  0" in found.out


def test_a_hypothesis_that_is_no_equation_is_not_dropped(cli, folder):
    """No instance is made for what is said of all matrices; nothing is called false without it."""
    (folder / "every.py").write_text(
        "from symland.prelude import *\nn = dims('n')\n"
        "A, B = matrix('A', n, n), matrix('B', n, n)\n"
        "claim(Eq(A, tr(A) * identity(n)), ref='x.every', given=[ForAll(B, Eq(A @ B, B @ A))])\n"
    )
    found = cli("numeric", "every.py", "--digits", "10")
    assert found.code == ExitCode.UNDECIDED
    assert "not evaluated: no instance of the hypothesis" in found.out


def test_hypotheses_that_hold_only_together(cli, folder):
    """Two halves of an orthonormal basis, and a matrix with positive values on one of them."""
    (folder / "halves.py").write_text(
        "from symland.prelude import *\nn, q, r = dims('n q r')\n"
        "G, K, S, D = matrix('G', n, q), matrix('K', n, r), matrix('S', n, n), matrix('D', q, q)\n"
        "split = claim(Eq(S @ K, 0), ref='x.halves', given=[*orthogonal(G), *orthogonal(K),\n"
        "    Eq(G.T @ K, 0), Eq(G @ G.T + K @ K.T, identity(n)), Eq(S @ G, G @ D), Eq(S.T, S),\n"
        "    Eq(tr(K.T @ S @ K), 0), Eq(S @ S, S)])\n"
    )
    found = cli("numeric", "halves.py", "--digits", "30")
    assert found.code == ExitCode.OK
    assert "(solved for the hypotheses)" in found.out


@pytest.mark.parametrize(
    ("argv", "code", "words"),
    [
        (["tr(A) = tr(A) = tr(A)", "--vars", "A:n n"], ExitCode.REFUTED, "has 2 relation signs"),
        (["tr(A", "--vars", "A:n n"], ExitCode.USAGE, "SL"),
        (["tr(Q)", "--vars", "A:n n"], ExitCode.USAGE, "unknown name `Q`"),
        (["nothing.py"], ExitCode.USAGE, "there is no file or folder `nothing.py`"),
        (["tr(A)", "--vars", "A:n n", "--backend", "quad"], ExitCode.USAGE, "--backend"),
    ],
)
def test_mistakes(cli, argv, code, words):
    found = cli("numeric", *argv)
    assert found.code == code
    assert words in found.err
    assert "Traceback" not in found.err
