"""The README is true: its examples print what it says, its commands exist."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

README = Path(__file__).parent.parent / "README.md"
EXAMPLE = re.compile(r"<!-- example: ([\w-]+) -->\n```python\n(.*?)```\n```\n(.*?)```", re.DOTALL)
EXAMPLES = {name: (code, output) for name, code, output in EXAMPLE.findall(README.read_text())}


def test_there_are_examples():
    assert set(EXAMPLES) == {"thirty-seconds", "hidden-layer", "depth", "residual", "inequalities"}


@pytest.mark.parametrize("name", EXAMPLES)
def test_example(name):
    code, output = EXAMPLES[name]
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == output


def test_the_failure_report_is_the_real_one(tmp_path):
    proof = re.search(r"(from symland.prelude import \*.*?)```", README.read_text(), re.DOTALL)
    assert proof is not None
    wrong = """

@theorem(Eq(hess(L, W), kron(A.T @ A, B @ X @ (B @ X).T)), ref="eq:hess-layer")
def hessian_block(p):
    c = p.calc()
    c.eq(kron(A.T @ A, B @ X @ (B @ X).T), by=gradient, why="differentiate once more")
"""
    file = tmp_path / "two_layers.py"
    file.write_text(proof.group(1) + wrong)
    command = [sys.executable, "-m", "symland", "verify", "--ascii", "--no-cache", str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    shown = README.read_text().split("error[SL101]")[1].split("reproduce:")[0]
    for line in shown.splitlines()[7:]:
        tail = re.sub(r"\(\d+ tries, [\d.]+ s\)", "", line).strip()
        assert tail in re.sub(r"\(\d+ tries, [\d.]+ s\)", "", done.stdout)
