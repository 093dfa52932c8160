"""Finding proofs against checking their certificates again, in one run: one folder of proofs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ERRATA = 1  # in the folder
FOLDER = Path(__file__).parents[1] / "proofs" / "critical_points"


def run(*words: str) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, "-m", "symland", *words]
    return subprocess.run(line, cwd=FOLDER.parents[1], capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def certificates(tmp_path_factory):
    """The documents of the folder, all of which are valid."""
    place = str(tmp_path_factory.mktemp("certificates"))
    assert run("verify", str(FOLDER), "--no-cache", "-q", "--certificates", place).returncode == 0
    again = run("recheck", "-q", place)
    count = len(list(Path(place).rglob("*.json")))
    assert (count > 50, again.returncode) == (True, 0), again.stdout
    assert f"{count - ERRATA} of {count - ERRATA} certificates valid" in again.stdout
    assert f"{ERRATA} of {ERRATA} refutations hold" in again.stdout
    return place


@pytest.mark.benchmark(group="finding against re-checking (critical_points, each in a process)")
@pytest.mark.parametrize("way", ["finding", "re-checking"])
def test_recheck(benchmark, way, certificates):
    words = ["recheck", "-q", certificates]
    if way == "finding":
        words = ["verify", str(FOLDER), "--no-cache", "-q", "--certificates", certificates]
    found = benchmark.pedantic(lambda: run(*words), rounds=2)
    assert found.returncode == 0
