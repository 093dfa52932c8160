"""SL103: a fact at hand that was not named in `by=`, found and checked; the line mends the step."""

from pathlib import Path

import pytest

LETTERS = """\
from symland.prelude import *

m, n = dims("m n")
A, B = matrix("A", m, n), matrix("B", m, n)
S, T = matrix("S", n, n), matrix("T", n, n)
place, k = index("p"), index("k", 1)
V, W = family("V", n), family("W", n)
double = define(V, place, 2 * W[place])
puzzle = det(identity(m) + A @ B.T) - det(identity(n) + B.T @ A)
"""
CASES = {
    "a property at a matrix": (
        "@theorem(Ge(tr(A @ S @ A.T), 0), given=[psd(S)])\ndef step(p):\n    p.calc().ge(0)",
        "psd(S)(A.T)"),
    "a definition at a layer": (
        "@theorem(Eq(V[k + 1] @ W[k], 2 * W[k + 1] @ W[k]), given=[double])\n"
        "def step(p):\n    p.calc().eq(2 * W[k + 1] @ W[k], why='twice')", "double(k + 1)"),
    "an earlier theorem": (
        "sylvester = claim(Eq(puzzle, 0))\n\n@theorem(Eq(puzzle, 0))\ndef cited(p):\n"
        "    p.calc().eq(0, by=cite('Sylvester'))\n\n\n"
        "@theorem(Eq(2 * puzzle, 0))\ndef step(p):\n    p.calc().eq(0)", "cited"),
    "beside another fact": (
        "@theorem(Eq(V[k] @ S, 2 * W[k] @ T), given=[double, Eq(S, T)])\n"
        "def step(p):\n    p.calc().eq(2 * W[k] @ T, by=[Eq(S, T)])", "double(k)"),
}  # fmt: skip
CASES["what was shown on the side"] = (
    "@theorem(Eq(puzzle * S, 0))\ndef step(p):\n"
    "    known = p.have(Eq(puzzle, 0), by=cite('Sylvester'))\n    p.calc().eq(0 * S)", "known",
)  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_the_fact_is_found_and_mends_the_step(name, check):
    text, fact = CASES[name]
    found = check(LETTERS + text)["step"]
    failure = found.steps[-1].failure
    assert failure.code == "SL103"
    assert failure.message == f"step {len(found.steps)} of `step` needs a fact"
    (one,) = failure.help
    assert one.text == f"add `by={fact}`"
    assert one.checked
    written = Path(found.steps[-1].location.file).read_text().splitlines()
    written[one.line - 1] = one.replacement
    again = check("\n".join(written))["step"]
    assert again.verdict == "verified"


@pytest.mark.parametrize(
    "text",
    [
        "@theorem(Eq(puzzle, 0))\ndef step(p):\n    p.calc().eq(0)",
        "@theorem(Eq(puzzle, 0))\ndef step(p):\n    p.calc().eq(0)\n\n\n"
        "@theorem(Eq(puzzle, 0))\ndef later(p):\n    p.calc().eq(0, by=cite('Sylvester'))",
    ],
    ids=["nothing", "a later theorem"],
)
def test_nothing_else_is_offered(text, check):
    failure = check(LETTERS + text)["step"].steps[0].failure
    assert failure.code == "SL102"
    assert not failure.help
