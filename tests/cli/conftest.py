"""Running the command line: in a process of its own, or (quicker) in this one."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from symland.cli import main

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Ran:
    """What a run left behind."""

    code: int
    out: str
    err: str


@pytest.fixture
def process(tmp_path):
    """`python -m symland ...` in an empty folder."""

    def run(*argv, **variables):
        env = {**os.environ, "PYTHONPATH": str(ROOT), **variables}
        done = subprocess.run([sys.executable, "-m", "symland", *argv], capture_output=True,
                              text=True, check=False, cwd=tmp_path, env=env)  # fmt: skip
        return Ran(done.returncode, done.stdout, done.stderr)

    return run


@pytest.fixture
def cli(tmp_path, monkeypatch, capsys):
    """`main([...])` in an empty folder."""
    monkeypatch.chdir(tmp_path)

    def run(*argv):
        code = main(list(argv))
        found = capsys.readouterr()
        return Ran(code, found.out, found.err)

    return run
