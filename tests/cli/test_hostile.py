"""The text front end refuses what is no formula: a located error, exit code 2, nothing is run."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest

VARIABLES = "A:n n, B:n n, X:m n, x:n, a"
LAYERS = "l=1.., k=1..l, W[]:d[], X:d[0] n, Y:d[l] n"
MALFORMED = [  # text, and what its error points at
    ("", "<"),
    ("A @", "A @"),
    ("@ A", "@"),
    ("A @ @ B", "@ B"),
    ("(A", "("),
    ("A)", ")"),
    ("tr(A", "("),
    ("tr()", "tr()"),
    ("tr(A, B)", "tr(A, B)"),
    ("trace(A)", "trace"),
    ("tr A", "A"),
    ("2A", "2A"),
    ("A B", "B"),
    ("A^2", "^"),
    ("A'", "'"),
    ("A = B", "="),
    ("A == B", "="),
    ("A, B", "A, B"),
    ("A[0]", "A"),
    ("A[", "["),
    ("[A]", "[A]"),
    ("{A}", "{"),
    ("Q + A", "Q"),
    ("A + a", "A + a"),
    ("A @ X", "A @ X"),
    ("A * B", "A * B"),
    ("A / B", "A / B"),
    ("0.5 * A", "5"),
    ("1e3 * A", "1e3"),
    ("A ** x", "x"),
    ("A ** 1.5", "5"),
    ("tr(A) if a else 0", "if"),
    ("not A", "not"),
    ("A | B", "|"),
    ("A % B", "%"),
    ("A // B", "A // B"),
    ("~A", "~"),
    ("norm(A, ord=2)", "="),
    ("sqrt", "sqrt"),
    ("tr(X)", "tr(X)"),
    ("det(x)", "det(x)"),
    ("1/0", "1/0"),
    ("\\frac{A}{2}", "\\"),
    ("A # B", "#"),
    ("hadamard(A)", "hadamard(A)"),
    ("kron(A)", "kron(A)"),
]
HOSTILE = [
    "A.__class__",
    "A.__class__.__bases__",
    "A.T.__init__.__globals__",
    "().__class__",
    "__import__('os').system('touch owned')",
    "open('owned', 'w')",
    "exec(1)",
    "eval(A)",
    "A.shape",
    "A.args",
    "tr.__call__(A)",
    "lambda x: x",
    "(lambda: tr(A))()",
    "[tr(A) for a in B]",
    "{a: B}",
    "f'{A}'",
    'f"{A.__class__}"',
    "b'A'",
    "tr(*A)",
    "tr(**A)",
    "(y := tr(A))",
    "yield A",
    "await A",
    "print(A)",
    "getattr(A, T)",
    "9**9**9",
    "tr(A)**9**9",
    "10**10**8",
    "2**100000000",
    "tr(A)**100000",
    "A**-100000",
    "((tr(A)**50)**50)**50",
    "9" * 5000,
    "1" + "0" * 101,
    "(" * 5000 + "A" + ")" * 5000,
    "-" * 5000 + "tr(A)",
    "tr(" * 200 + "A" + ")" * 200,
    "A" + ".T" * 3000,
    "A+" * 20000 + "A",
    "tr(\u0410)",  # a Cyrillic letter that looks like A
    "tr(A\u2212B)",
    "tr(A)\u037e",
    "A\u200b@B",
    "tr(A)\u202e",
    "tr(A)\x00",
    "tr(A)\x1b[31m",
    "tr(A)\ntr(B)",
    "import os",
    "A if A else B",
    "...",
    "None",
    "True",
    "tr(A) is a",
    "A.T.inv.T.inv.foo",
]


@pytest.fixture(scope="module")
def answers():
    """Every text through the command line in one process, as the command itself would do it."""
    script = (
        "import sys, json, io, time, contextlib\n"
        "from symland.cli import main\n"
        "found = []\n"
        "for text in json.load(sys.stdin):\n"
        "    out, err, start = io.StringIO(), io.StringIO(), time.perf_counter()\n"
        "    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):\n"
        f"        code = main(['grad', '--vars', {VARIABLES!r}, '--wrt', 'A', '--', text])\n"
        "    spent = time.perf_counter() - start\n"
        "    found.append((int(code), out.getvalue(), err.getvalue(), spent))\n"
        "print(json.dumps(found))\n"
    )
    import json

    texts = [text for text, _ in MALFORMED] + HOSTILE
    done = subprocess.run([sys.executable, "-c", script], input=json.dumps(texts), text=True,
                          capture_output=True, check=True)  # fmt: skip
    return dict(zip(texts, json.loads(done.stdout), strict=True))


@pytest.mark.parametrize(("text", "marked"), MALFORMED)
def test_malformed(answers, text, marked):
    code, out, err, _ = answers[text]
    assert code == 2
    assert out == ""
    assert "Traceback" not in err
    assert "error[SL" in err
    assert "--> <expression>:1:" in err
    if text:
        lines = err.splitlines()
        carets = next(line for line in lines if set(line.split("|")[-1].strip()) == {"^"})
        quoted = lines[lines.index(carets) - 1]
        start = carets.index("^")
        assert quoted[start:].startswith(marked) or not quoted[start:].strip()


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text)[:40])
def test_hostile(answers, text, tmp_path):
    code, out, err, spent = answers[text]
    assert code == 2
    assert out == ""
    assert "Traceback" not in err
    assert "error[SL" in err
    assert len(err) < 2000
    assert "\x1b" not in err
    assert "\x00" not in err
    assert spent < 5
    assert not (tmp_path / "owned").exists()


def test_a_null_byte_in_the_variables(cli):
    for variables in ("A\x00:n n", "A:n\x00", "A:n n\u202e", "A:" + "9" * 400, "A:n n, " * 5000,
                      "__class__:n", "A.b:n n", "A:n n symmetric symmetric", "S:n m symmetric",
                      "lambda:n", "A:-1 2", "A:0 1", "A:n*n"):  # fmt: skip
        found = cli("grad", "tr(A)", "--vars", variables, "--wrt", "A")
        assert found.code == 2
        assert "Traceback" not in found.err


def test_one_as_a_process():
    start = time.perf_counter()
    done = subprocess.run([sys.executable, "-m", "symland", "grad", "9**9**9", "--vars", "A:n n",
                           "--wrt", "A"], capture_output=True, text=True, check=False)  # fmt: skip
    assert done.returncode == 2
    assert "an exponent is" in done.stderr
    assert time.perf_counter() - start < 30


def test_layers_of_symbolic_number(cli):
    found = cli("grad", "frob2(chain(W, l, 1) @ X - Y)/2", "--vars", LAYERS,
                "--wrt", "W[k]", "--as", "text")  # fmt: skip
    assert found.code == 0
    assert "W[l..k + 1]' (W[l..1] X - Y) X' W[k - 1..1]'" in found.out
    found = cli("hess", "layer_sum(k, 1, l, frob2(V[k]))", "--vars", "l=1.., k=1..l, V[]:m n",
                "--wrt", "V[2]", "--as", "text")  # fmt: skip
    assert found.code in (0, 3)


@pytest.mark.parametrize("variables", ["k=1..l", "l=1.., W[]:", "W[]:d[", "l=..1..2", "X:d[k] n",
                                       "l=1.., l=2..", "W[]:a b c", "l=1..9**9"])  # fmt: skip
def test_malformed_layers(cli, variables):
    found = cli("grad", "tr(A)", "--vars", f"A:n n, {variables}", "--wrt", "A")
    assert found.code == 2
    assert "<variables>:1:" in found.err


def test_symmetric_and_scalar_variables(cli):
    found = cli("grad", "logdet(S) + a * tr(B @ S)", "--vars", "S:n n symmetric, B:n n, a",
                "--wrt", "S,a", "--as", "text")  # fmt: skip
    assert found.code == 0
    assert "grad(L, S) = S^-1 + a B'/2 + a B/2" in found.out
    assert "grad(L, a) = tr(B S)" in found.out
    assert "a symmetric S moves among symmetric matrices" in found.out
    found = cli("hess", "a**2 * frob2(X)", "--vars", "X:m n, a", "--wrt", "X,a", "--as", "text")
    assert "hess(L, a, X) = 4 a vec(X)'" in found.out
    found = cli("hess", "tr(S @ S @ S)", "--vars", "S:n n symmetric", "--wrt", "S", "--as", "text",
                "--form", "quadratic")  # fmt: skip
    assert found.code == 0
    found = cli("hess", "a**3", "--vars", "a", "--wrt", "a", "--form", "operator")
    assert (found.code, "is for matrices and vectors" in found.err) == (2, True)
