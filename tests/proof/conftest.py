"""Proof files written into a folder of their own, checked in this process or in another one."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from symland.cli import main as command_line
from symland.proof.runner import verify
from symland.proof.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
PRELUDE = "from symland.prelude import *\n\n"
# `puzzle` is A, by Sylvester's identity for determinants, which symland does not know.
LETTERS = """\
m, n = dims("m n")
A, B, C = matrix("A", m, n), matrix("B", n, m), matrix("C", m, n)
S, T, U = matrix("S", n, n), matrix("T", n, n), matrix("U", n, n)
"""
LETTERS = LETTERS.rstrip() + (
    "; puzzle = A + (det(identity(m) + A @ B) - det(identity(n) + B @ A)) * A\n"
)
LAYERS = """\
n = dims("n")
S, T = matrix("S", n, n), matrix("T", n, n)
V, U, W = family("V", n), family("U", n), family("W", n)
H = index("H", 0)
j, s = index("j", 1, H), index("s", 1)
total = layer_sum(s, 1, H, tr(V[s]))
first = Eq(grad(total, V[1]), identity(n))  # false for H = 0
"""


@dataclass
class Checked:
    """A report, with its theorems by name."""

    report: object
    by_name: dict = field(init=False)

    def __post_init__(self):
        self.by_name = {theorem.name: theorem for theorem in self.report.theorems}

    def __getitem__(self, name):
        return self.by_name[name]

    def __len__(self):
        return len(self.report.theorems)

    @property
    def verdicts(self):
        return {name: theorem.verdict for name, theorem in self.by_name.items()}

    @property
    def errors(self):
        """Failures of files that did not load, by file name."""
        return {Path(one.file).name: one.failure for one in self.report.files if one.failure}


@dataclass(frozen=True)
class Ran:
    """What a run of the command line left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self):
        return json.loads(self.out)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty folder, which is also the current one."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def put(folder):
    """Write a proof file."""

    def write(text, name="a.py"):
        path = folder / "proofs" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    return write


@pytest.fixture
def check(put):
    """Write a proof file and check it, with those that the test wrote before."""

    def run(text, *targets, name="a.py", **options):
        put(text, name)
        options.setdefault("cache", None)
        return Checked(verify(Settings(targets=targets or ("proofs",), **options)))

    return run


@pytest.fixture
def prove(check):
    """Check a file that starts with the prelude and the letters A, B, C, S, T, U."""
    return lambda text, *targets, **options: check(PRELUDE + LETTERS + text, *targets, **options)


@pytest.fixture
def layers(check):
    """The same for layers V[j], U[j], W[j] of square matrices, j = 1, ..., H."""
    return lambda text, *targets, **options: check(PRELUDE + LAYERS + text, *targets, **options)


@pytest.fixture
def main(folder, capsys):  # noqa: ARG001, the current folder
    """The command line within this process, which is quicker."""

    def run(*argv):
        code = command_line(list(argv))
        found = capsys.readouterr()
        return Ran(code, found.out, found.err)

    return run


@pytest.fixture
def symland(folder):
    """`python -m symland ...` in the folder."""

    def run(*argv):
        env = {**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1"}
        done = subprocess.run([sys.executable, "-m", "symland", *argv], capture_output=True,
                              text=True, check=False, cwd=folder, env=env)  # fmt: skip
        return Ran(done.returncode, done.stdout, done.stderr)

    return run
