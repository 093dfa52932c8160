"""Ill-sized formulas: the sizes of both operands, and single edits that the checker accepts."""

import pytest

from symland.proof.runner import verify
from symland.proof.settings import Settings
from tests.proof.conftest import Checked

FILE = """\
from symland.prelude import *

k, h, q, d, n = dims("k h q d n")
A, W, B = matrix("A", k, h), matrix("W", h, q), matrix("B", q, d)
X, Y = matrix("X", d, n), matrix("Y", k, n)
E = let("E", A @ W @ B @ X - Y)
L = let("L", frob2(E) / 2)
"""
STEP = "@theorem(Eq(grad(L, W), A.T @ E @ X.T @ B.T))\ndef wrong(p):\n    "
CASES = {
    "a factor": (STEP + "p.calc().eq(A.T @ E @ X @ B.T)", "transpose `X`",
                 "    p.calc().eq(A.T @ E @ X.T @ B.T)"),
    "a chain with a name": (STEP + "c = p.calc()\n    c.eq(A @ E @ X.T @ B.T)", "transpose `A`",
                            "    c.eq(A.T @ E @ X.T @ B.T)"),
    "factors": (STEP + "p.calc().eq(A.T @ E @ B.T @ X.T)", "swap the factors `B.T` and `X.T`",
                "    p.calc().eq(A.T @ E @ X.T @ B.T)"),
    "a claim": ("wrong = claim(Eq(grad(L, W), A.T @ E @ X.T @ B))", "transpose `B`",
                "wrong = claim(Eq(grad(L, W), A.T @ E @ X.T @ B.T))"),
    "the whole side": ("wrong = claim(Eq(A @ W @ B, B.T @ W.T @ A.T))",
                       "transpose the whole right side",
                       "wrong = claim(Eq(A @ W @ B, (B.T @ W.T @ A.T).T))"),
    "under a hypothesis": ("wrong = claim(Eq(A @ W @ B @ X, Y + E.T), given=[Eq(E, 0)])",
                           "drop the transpose of `E`",
                           "wrong = claim(Eq(A @ W @ B @ X, Y + E), given=[Eq(E, 0)])"),
}  # fmt: skip


def failure_of(found):
    return found.errors["a.py"] if found.errors else found["wrong"].failure


@pytest.mark.parametrize("name", CASES)
def test_what_mends_it(put, name):
    text, says, line = CASES[name]
    put(FILE + text + "\n", "a.py")
    failure = failure_of(Checked(verify(Settings(("proofs",), cache=None))))
    assert failure.code == "SL001"
    first = failure.help[0]
    assert (first.text, first.replacement, first.checked) == (says, line, True)
    lines = (FILE + text + "\n").splitlines()
    lines[first.line - 1] = line
    put("\n".join(lines) + "\n", "a.py")
    mended = Checked(verify(Settings(("proofs",), cache=None)))
    assert mended["wrong"].verdict == "verified"


@pytest.mark.parametrize(
    "text",
    [
        "wrong = claim(Eq(grad(L, W), A.T @ E @ B @ X.T))",  # two edits away
        "wrong = claim(Eq(frob2(E), frob2(A @ W @ X)))",  # a factor is missing
        "half = A @ X\n",
        "@theorem(Eq(A, A))\ndef wrong(p):\n    half = A @ X\n    p.calc().eq(A)",
    ],
)
def test_no_help_is_better_than_a_guess(put, main, text):
    put(FILE + text + "\n", "a.py")
    found = main("verify", "proofs/a.py", "--no-cache", "--ascii")
    assert found.code == 1
    assert "error[SL001]" in found.out
    assert "help" not in found.out


def test_nothing_of_the_file_is_run_again(put, main):
    """A function of the author that is called in the formula is the only thing that runs again."""
    put(FILE + STEP + "print('once')\n    p.calc().eq(A.T @ E @ X @ B.T)\n", "a.py")
    assert main("verify", "proofs/a.py", "--no-cache").out.count("once\n") == 1


@pytest.mark.parametrize("style", ["unicode", "ascii"])
def test_report(put, main, style, snapshot):
    put(FILE + CASES["a factor"][0] + "\n", "a.py")
    options = ["--ascii"] if style == "ascii" else []
    found = main("verify", "proofs/a.py", "--no-cache", "-q", *options)
    report = found.out[found.out.index("error[") : found.out.index("\n0 theorems")]
    assert report == snapshot
