"""`symland invariants`: what a user sees."""

import json
import shutil
import subprocess

import pytest

from symland.kernel.certificate import recheck

LINEAR = ["frob2(W2@W1@X - Y)/2", "--vars", "W1:h d, W2:k h, X:d n, Y:k n", "--wrt", "W1,W2"]
HIDDEN = ["frob2(Y - W2@sigma(W1))/2", "--vars", "W1:h d, W2:k h, Y:k d, sigma()", "--wrt", "W1,W2"]


def test_a_linear_network(process):
    done = process("invariants", *LINEAR)
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines() == [
        "# for every R = dL/dF of size k x d, F = W2 W1",
        "d/dt (W2' W2 - W1 W1') = 0   # h x h, exact",
        "# 13 candidates, the rank of their derivatives is 10, reached at instances",
    ]


def test_ranks_and_one_step(cli):
    done = cli("invariants", *LINEAR, "--ranks", "--step", "eta")
    assert "  = eta^2 (G2' G2 - G1 G1')" in done.out
    assert "# matrix h x h: 2 candidates, rank 1, 1 conserved; reached (modulo" in done.out


def test_an_activation_with_its_formula(cli):
    done = cli("invariants", *HIDDEN, "--function", "sigma = x/(1 + x**2)")
    assert "d/dt (diagonal(W2' W2) - 2 Sigma(W1) 1(d, 1)) = 0   # h x 1, certified" in done.out
    assert "Sigma(x) = int_0^x sigma(x)/sigma'(x) = " in done.out


def test_no_law_is_a_result(cli):
    done = cli("invariants", "frob2(W2@tanh(W1@X) - Y)/2", *LINEAR[1:])
    assert done.code == 0
    assert "no law of degree at most 2" in done.out
    assert "13 candidates, the rank of their derivatives is 13, reached at instances" in done.out


def test_models_of_symbolic_depth(cli):
    done = cli("invariants", "--model", "deep_linear")
    law = "d/dt (W[j + 1]' W[j + 1] - W[j] W[j]') = 0   # d[j] x d[j], 1 <= j <= l - 1, exact"
    assert done.out.splitlines()[1] == law
    done = cli("invariants", "--model", "residual_linear")
    assert "d x d, 1 <= j <= r - 1, 1 <= k <= l, exact" in done.out


def test_momentum(cli):
    done = cli("invariants", *LINEAR, "--friction", "1/10")
    assert "= -1/10 (V_2' W2" in done.out
    done = cli("invariants", *LINEAR, "--step", "1/8", "--momentum", "beta")
    assert "= beta (V2' W2 + W2' V2 - V1 W1' - W1 V1') + U2' U2 - U1 U1'" in done.out


def test_explained(cli):
    done = cli("explain", "invariants")
    assert done.code == 0
    assert "d/dt Q = kappa Q" in done.out


def test_json(cli):
    data = json.loads(cli("invariants", *LINEAR, "--as", "json", "--step", "eta").out)
    assert data["schema"] == "symland.invariants/1"
    assert [law["quantity"] for law in data["laws"]] == ["W2' W2 - W1 W1'"]
    assert recheck(data["laws"][0]["certificate"])
    assert recheck(data["steps"][0]["certificate"])
    assert all(space["rank"] == space["rank_at_instances"] for space in data["spaces"])


def test_python(cli):
    assert "law_1 = W2.T @ W2 - W1 @ W1.T" in cli("invariants", *LINEAR, "--as", "python").out


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="pdflatex is not installed")
def test_latex_compiles(cli, tmp_path):
    body = cli("invariants", *HIDDEN, "--as", "latex").out
    head = "\\documentclass{article}\\usepackage{amsmath,amssymb,bm}\\begin{document}\n"
    (tmp_path / "laws.tex").write_text(head + body + "\\end{document}\n")
    done = subprocess.run(["pdflatex", "-interaction=nonstopmode", "laws.tex"], cwd=tmp_path,
                          capture_output=True, text=True, check=False)  # fmt: skip
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(("argv", "message"), [
    ([], "a formula EXPR is needed"),
    (["frob2(W)", "--model", "deep_linear"], "a formula EXPR is needed, or --model"),
    (["frob2(W)"], "the variables of the formula are needed"),
    ([*LINEAR, "--friction", "W1@"], "Invalid value for '--friction'"),
    ([*LINEAR, "--momentum", "beta"], "--momentum needs --step"),
    ([*HIDDEN, "--function", "sigma"], "is not of the form `sigma = FORMULA in x`"),
    ([*HIDDEN, "--function", "sigma = y"], "unknown name `y`"),
    ([*LINEAR, "--degree", "9"], "is not in the range 1<=x<=8"),
])  # fmt: skip
def test_usage(cli, argv, message):
    done = cli("invariants", *argv)
    assert done.code == 2
    assert message in done.err


def test_a_table_of_counts(cli):
    done = cli("invariants", "--count", "linear", "--widths", "1-2")
    assert done.code == 0
    assert "1-2-1            4         1     3      3           4" in done.out
    assert "6 cells; the bounds meet in 6" in done.out
    done = cli("invariants", "--count", "linear", "--depth", "3", "--widths", "1-2")
    assert "1-2-2-1           8         1     7      6           6  one field" in done.out


def test_counts_as_json(cli):
    data = json.loads(cli("invariants", "--count", "relu", "--widths", "2-2", "--as", "json").out)
    (count,) = data["counts"]
    assert (count["widths"], count["laws"], count["evidence"]) == ([2, 2, 2], 2, "exact")


@pytest.mark.parametrize("argv", [["--widths", "5-1"], ["--widths", "a"], ["frob2(W)"]])
def test_usage_of_counts(cli, argv):
    assert cli("invariants", "--count", "relu", *argv).code == 2


def test_drift(cli):
    options = ["--drift", "--digits", "20", "--t", "1/10", "--dims", "h=1,d=1,k=1,n=1"]
    done = cli("invariants", *LINEAR, *options)
    assert done.code == 0
    assert "in double" in done.out
    assert "ok" in done.out.splitlines()[-2]
    assert cli("invariants", *LINEAR, "--drift", "--t", "-1").code == 2
    assert cli("invariants", *LINEAR, "--drift", "--as", "json").code == 2
