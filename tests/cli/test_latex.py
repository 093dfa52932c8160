"""`symland latex`: theorems, files, formulas and derivatives; fragments, documents, widths."""

from __future__ import annotations

import pytest

from symland.cli.exit_codes import ExitCode
from tests.tex import needs_tex, run_tex

PAPER = r'''
r"""Two layers (section 2).

The loss is $L$; see `layers`.
"""
from symland.prelude import *

k, h, d, n = dims("k h d n")
W1, W2 = matrix("W_1", h, d), matrix("W_2", k, h)
X, Y = matrix("X", d, n), matrix("Y", k, n)
E = let("E", W2 @ W1 @ X - Y)
L = let("L", frob2(E) / 2)
size = dims("s[]")
l = index("l", 1)
j = index("j", 1, l)
V = family("V", size)
f = frob2(chain(V, l, 1))
fits = assume(Eq(E, 0), name="the data fit")
balance = Eq(W2.T @ grad(L, W2), grad(L, W1) @ W1.T)


@theorem(Eq(grad(L, W1), W2.T @ E @ X.T), ref=["eq:grad", "eq grad"])
def gradient(p):
    """Send the residual back."""
    c = p.calc()
    c.eq(grad(tr(E.T @ E), W1) / 2, why="100% of the_definition")
    c.eq(W2.T @ E @ X.T, by=cite("Magnus 1988"))


@theorem(Eq(hess(L, W1, W2), kron(X, W2.T) @ kron((W1 @ X).T, identity(k))), ref="eq:gn", given=[fits])
def gauss_newton(p):
    """At a minimum."""


right = claim(Eq(tr(W1 @ W1.T), frob2(W1)), ref="right")
wrong = erratum(Eq(tr(W1 @ W1.T), 2 * frob2(W1)), ref="printed", corrected=right)
later = open_entry("needs an SVD", ref="later")
'''  # noqa: E501
VARIABLES = ("--vars", "W1:h d, W2:k h, X:d n, Y:k n")
LOSS = "frob2(W2@W1@X - Y)/2"


@pytest.fixture(autouse=True)
def paper(tmp_path):
    """A folder with one proof file."""
    (tmp_path / "proofs").mkdir()
    path = tmp_path / "proofs" / "two_layers.py"
    path.write_text(PAPER.lstrip(), encoding="utf-8")
    return path


def test_a_theorem(cli, snapshot):
    found = cli("latex", "eq:grad")
    assert (found.code, found.err) == (ExitCode.OK, "")
    assert found.out == snapshot
    assert cli("latex", "proofs/two_layers.py::gradient").out == found.out


def test_a_whole_file(cli, snapshot):
    found = cli("latex", "proofs/two_layers.py")
    assert (found.code, found.err) == (ExitCode.OK, "")
    assert found.out == snapshot
    assert cli("latex", "proofs").out == found.out


def test_statement_only_and_unfolded(cli):
    statement = cli("latex", "eq:grad", "--statement").out
    assert "Indeed" not in statement
    assert r"\nabla_{W_1} L &= W_2^\top E X^\top" in statement
    assert r"\intertext{where}" in statement
    unfolded = cli("latex", "eq:grad", "--statement", "--unfold").out
    assert r"W_2^\top (W_2 W_1 X - Y) X^\top" in unfolded
    assert "where" not in unfolded


def test_an_erratum_and_an_open_entry(cli):
    printed = cli("latex", "printed").out
    assert "As printed, this is false:" in printed
    assert printed.index("2 \\lVert W_1") < printed.index("Correct is:") < printed.rindex("&= \\lV")
    assert cli("latex", "later").out == "% later later\n% to do: needs an SVD\n"


def test_fragments(cli, tmp_path):
    written = cli("latex", "proofs", "--fragment-dir", "out").out.split()
    names = ["eq-grad", "eq-grad-98325b9c", "eq-gn", "right", "printed", "later", "index"]
    assert written == [f"out/{name}.tex" for name in names]
    first = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    assert first["eq-grad.tex"].decode() == cli("latex", "eq:grad").out
    assert b"\r" not in b"".join(first.values())
    cli("latex", "proofs", "--fragment-dir", "out")
    assert {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()} == first
    index = first["index.tex"].decode().splitlines()
    assert index[2] == r"\input{\symlanddir/eq-grad.tex} % eq:grad"


def test_a_formula_of_a_file(cli, snapshot):
    loss = cli("latex", "proofs/two_layers.py::L").out
    assert r"L &= \tfrac{1}{2} \lVert E \rVert_F^2" in loss
    assert r"E &= W_2 W_1 X - Y" in loss
    statement = cli("latex", "proofs/two_layers.py::balance").out
    assert r"W_2^\top (\nabla_{W_2} L) &= (\nabla_{W_1} L) W_1^\top" in statement
    derived = cli("latex", "proofs/two_layers.py::L", "--wrt", "W1,W2",
                  "--show", "loss,grad,full,quadratic,operator")  # fmt: skip
    assert derived.code == ExitCode.OK
    assert derived.out == snapshot
    layer = cli("latex", "proofs/two_layers.py::f", "--wrt", "V[j]", "--show", "grad").out
    assert r"\nabla_{V_j} f &= 2 (V_l \cdots V_{j+1})^\top V_l \cdots V_1" in layer


def test_a_formula_on_the_command_line(cli):
    plain = cli("latex", LOSS, *VARIABLES)
    assert plain.out == "\\[ \\tfrac{1}{2} \\lVert W_2 W_1 X - Y \\rVert_F^2 \\]\n"
    derived = cli("latex", LOSS, *VARIABLES, "--wrt", "W1", "--show", "full").out
    assert r"\nabla^2 L &= (X X^\top) \otimes (W_2^\top W_2)" in derived
    alone = cli("latex", LOSS, *VARIABLES, "--wrt", "W1", "--show", "operator,quadratic").out
    assert r"\nabla^2 L[V] &= W_2^\top W_2 V X X^\top" in alone
    assert r"\nabla^2 L[V,V] &= \lVert W_2 V X \rVert_F^2" in alone


def test_widths(cli):
    formula = " + ".join(["W2@W1@X"] * 12)
    assert cli("latex", formula, *VARIABLES, "--width", "none").out.count("\n") == 1
    lines = cli("latex", formula, *VARIABLES, "--width", "6cm").out.splitlines()
    assert 5 < len(lines) < 10
    assert all(line.startswith(r"  &\quad + W_2") for line in lines[2:-1])


def test_documents(cli, tmp_path):
    found = cli("latex", "proofs", "--standalone", "-o", "all.tex", "--width", "12cm")
    assert (found.code, found.out) == (ExitCode.OK, "all.tex\n")
    source = (tmp_path / "all.tex").read_text(encoding="utf-8")
    assert source.startswith(r"\documentclass{article}")
    assert r"\setlength{\textwidth}{341.434pt}" in source
    assert source.endswith("\\end{document}\n")


@needs_tex
@pytest.mark.slow
def test_documents_compile(cli, tmp_path):
    cli("latex", "proofs", "--standalone", "-o", "all.tex")
    run_tex(tmp_path, (tmp_path / "all.tex").read_text(encoding="utf-8"))
    arguments = (LOSS, *VARIABLES, "--wrt", "W1,W2")
    kinds = ([], ["--full"], ["--form", "quadratic"], ["--form", "operator"])
    parts = [cli("hess", *arguments, *kind).out for kind in kinds]
    parts.append(cli("grad", *arguments).out)
    cli("new", "layer")
    parts.append(cli("latex", "proofs/layer.py").out)
    assert all(r"\begin{align*}" in part for part in parts)
    head = "\\documentclass{article}\\usepackage{amsmath}\\begin{document}\n"
    run_tex(tmp_path, head + "\n".join(parts) + "\n\\end{document}\n")


@pytest.mark.parametrize(
    ("argv", "code", "words"),
    [
        (["missing"], 2, "there is no theorem `missing`"),
        (["proofs/none.py"], 2, "there is no file or folder `proofs/none.py`"),
        (["proofs/two_layers.py::nothing"], 2, "there is no theorem `proofs/two_layers.py::noth"),
        (["eq:grad", "--width", "wide"], 2, "`wide` is no width"),
        (["eq:grad", "--width", "0pt"], 2, "for example `345pt`, `12cm`, `6in`, `30em`, or `none`"),
        (["eq:grad", "--wrt", "W1"], 2, "`--wrt` is for a formula"),
        (["proofs/two_layers.py::E", "--wrt", "W1"], 2, "`--wrt` is for a scalar"),
        (["proofs/two_layers.py::L", "--wrt", "W9"], 2, "`W9` is no matrix or layer `W[k]`"),
        (["proofs/two_layers.py::f", "--wrt", "V"], 2, "`V` is no matrix or layer `W[k]`"),
        (["proofs/two_layers.py::L", "--wrt", "W1", "--show", "all"], 2, "`all` is none of loss,"),
        (["eq:grad", "--standalone", "--fragment-dir", "x"], 2, "goes without `--standalone`"),
        (["tr(W1)", *VARIABLES], 2, "only a square matrix has a trace"),
        (["tr(", *VARIABLES], 2, "<expression>:1:"),
        (["hess"], 2, "there is no theorem `hess`"),
    ],
)  # fmt: skip
def test_mistakes(cli, argv, code, words):
    found = cli("latex", *argv)
    assert found.code == code
    assert words in " ".join(found.err.split())
    assert "Traceback" not in found.err


def test_a_file_that_does_not_load(cli, tmp_path):
    (tmp_path / "proofs" / "broken.py").write_text("from symland.prelude import *\nA @ B\n")
    found = cli("latex", "proofs")
    assert found.code == ExitCode.REFUTED
    assert "name `A` is not defined" in found.err
    assert "Two layers" in found.out


def test_full_and_form_exclude_each_other(cli):
    found = cli("hess", LOSS, *VARIABLES, "--wrt", "W1", "--full", "--form", "operator")
    assert found.code == ExitCode.USAGE
    assert "`--full` is for `--form kron`" in found.err


@pytest.mark.parametrize("style", ["latex", "python", "text"])
@pytest.mark.parametrize("form", [["--full"], ["--form", "quadratic"], ["--form", "operator"]])
def test_forms_of_the_hessian(cli, form, style, snapshot):
    found = cli("hess", LOSS, *VARIABLES, "--wrt", "W1,W2", *form, "--as", style)
    assert (found.code, found.err) == (ExitCode.OK, "")
    assert found.out == snapshot


def test_directions_take_letters_that_are_free(cli):
    found = cli("hess", "tr(V.T @ V)", "--vars", "V:m n, D_1:n", "--wrt", "V", "--form", "operator")
    assert "U is the direction of V" in found.out
    assert r"\nabla^2 L[U] &= 2 U" in found.out
