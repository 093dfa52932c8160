"""Reports of false steps as a reader sees them: every block, and a line that reproduces them."""

import re
import shlex

import pytest

GALLERY = """\
from symland.prelude import *

k, h, q, d, n = dims("k h q d n")
A, W, B = matrix("A", k, h), matrix("W", h, q), matrix("B", q, d)
X, Y = matrix("X", d, n), matrix("Y", k, n)
E = let("E", A @ W @ B @ X - Y)
L = let("L", frob2(E) / 2)
a, b = scalar("a"), scalar("b")
margin = assume(Ge(a, 3 * b), name="margin")
fits = assume(Eq(E, 0), name="zero residual")
l = index("l", 1)
i, j = index("i", 1, l), index("j", 1, l)
V = family("V", n)


@theorem(Eq(hess(L, W), kron(A.T @ A, B @ X @ (B @ X).T)), ref="swapped")
def swapped_factors(p):
    c = p.calc(hess(L, W))
    c.eq(kron(A.T @ A, B @ X @ (B @ X).T), why="differentiate once more")


@theorem(Ge(a * frob2(E @ X.T), a**2 * frob2(E @ X.T)), given=[margin], ref="margin")
def wrong_margin(p):
    p.calc().ge(a**2 * frob2(E @ X.T))


factor_two = claim(Eq(grad(L, W), 2 * A.T @ E @ (B @ X).T), ref="factor")
at_a_minimum = claim(Eq(hess(L, A, W), kron(A, W @ B @ X @ X.T @ B.T)), given=[fits], ref="minimum")
wrong_layer = claim(Eq(grad(frob2(V[i]), V[j]), 2 * V[j]), given=[i <= j], ref="layer")


@theorem(Eq(tr(A @ W @ B @ X @ Y.T), tr(Y.T @ A @ W @ B @ X)), ref="user")
def uses_a_false_one(p):
    p.calc().eq(
        tr(Y.T @ A @ W @ B @ X),
        by=factor_two,
    )
"""
NAMES = ["swapped_factors", "wrong_margin", "factor_two", "at_a_minimum", "wrong_layer"]


@pytest.fixture(autouse=True)
def gallery(put):
    put(GALLERY, "gallery.py")


def without_effort(text):
    """Tries and times vary from machine to machine."""
    text = re.sub(r"\(\d+ tries, [\d.]+ s\)", "(... tries, ... s)", text)
    return re.sub(r" +\d+ ms|   [\d.]+ s$", "", text, flags=re.MULTILINE)


@pytest.mark.parametrize("style", ["unicode", "ascii"])
@pytest.mark.parametrize("name", NAMES)
def test_report(name, style, main, snapshot):
    options = ["--ascii"] if style == "ascii" else []
    found = main("verify", f"proofs/gallery.py::{name}", "--no-cache", "-q", *options)
    assert found.code == 1
    assert without_effort(found.out) == snapshot
    if style == "ascii":
        assert found.out.isascii()


def test_the_line_at_the_end_reproduces_the_instance(main, symland):
    whole = main("verify", "--ascii", "--no-cache", "-q").out
    lines = [line for line in whole.splitlines() if line.startswith("reproduce: ")]
    assert len(lines) == len(NAMES)
    for run, line in zip([symland, *[main] * 4], lines, strict=True):
        program, *words = shlex.split(line.removeprefix("reproduce: "))
        assert program == "symland"
        again = run(*words, "--ascii", "--no-cache", "-q")
        assert again.code == 1
        assert _instance(again.out) == _instance(whole[: whole.index(line)])


def _instance(text):
    """The last counterexample of an output, without its number of tries."""
    block = without_effort(text[text.rindex("= counterexample") :])
    return block[: block.index("left")]


def test_a_theorem_that_uses_a_false_one_is_counted(main):
    found = main("verify", "--ascii", "--no-cache", "-q")
    assert "theorem `factor` is refuted; 1 theorem that uses it was not reached" in found.out
    assert "theorem `swapped` is refuted\n" in found.out


def test_suggested_lines_are_right(put, main):
    """Putting the first suggestion into the file makes the theorem pass."""
    found = main("verify", "proofs/gallery.py::factor_two", "--no-cache", "--ascii", "-q")
    number, line = re.search(r"help:.*\n +\|\n(\d+) \| (.*)\n", found.out).groups()
    text = GALLERY.splitlines()
    text[int(number) - 1] = line
    put("\n".join(text), "gallery.py")
    assert main("verify", "proofs/gallery.py::factor_two", "--no-cache").code == 0
