"""A Dask scheduler with two workers, each a process of its own, and a small proof folder."""

import json
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROOFS = """\
from symland.prelude import *

m, n = dims("m n")
A, B = matrix("A", m, n), matrix("B", n, m)


@theorem(Eq(tr(A @ B), tr(B @ A)), ref="x.cyclic")
def cyclic(p):
    p.calc().eq(tr(B @ A))


@theorem(Eq(tr((A @ B).T), tr(B @ A)), ref="x.transposed")
def transposed(p):
    c = p.calc()
    c.eq(tr(A @ B), why="the diagonal stays")
    c.eq(tr(B @ A), by=cyclic)


wrong = claim(Eq(A @ B, B.T @ A.T), ref="x.wrong")
open_end = open_entry("needs a lemma", ref="x.open")
norm = claim(Eq(frob2(A), tr(A.T @ A)), ref="x.norm")
printed = erratum(Eq(frob2(A), 2 * frob2(A)),
                  ref="x.printed", corrected=norm)
"""


@dataclass(frozen=True)
class Dask:
    """Where the scheduler is, and the processes of its workers."""

    address: str
    workers: list


@pytest.fixture
def dask(tmp_path):
    """A scheduler and two workers without a nanny, so that a killed one stays away."""
    place = tmp_path / "scheduler.json"
    log = (tmp_path / "dask.log").open("w")
    started = []

    def start(*argv):
        started.append(subprocess.Popen([sys.executable, "-m", "dask", *argv], stdout=log,
                                        stderr=log, cwd=ROOT))  # fmt: skip

    start("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard",
          "--scheduler-file", str(place))  # fmt: skip
    for _ in range(2):
        start("worker", "--scheduler-file", str(place), "--nthreads", "1", "--no-nanny",
              "--no-dashboard", "--local-directory", str(tmp_path))  # fmt: skip
    try:
        deadline = time.monotonic() + 60
        while not place.exists() and time.monotonic() < deadline:
            time.sleep(0.1)
        yield Dask(json.loads(place.read_text())["address"], started[1:])
    finally:
        for process in started:
            process.kill()
        for process in started:
            process.wait()
        log.close()


@pytest.fixture
def proofs(tmp_path):
    folder = tmp_path / "work"
    (folder / "proofs").mkdir(parents=True)
    (folder / "proofs" / "small.py").write_text(PROOFS)
    return folder
