"""Forty classical operator statements: all of them in a row, and a few of them alone."""

from __future__ import annotations

import statistics
import sys
import time

import pytest

from benchmarks.operators import STATEMENTS
from symland.reasoning.decide import decide
from symland.reasoning.facts import Facts

SOME = ["the Moore-Penrose inverse is unique", "A+ = (A'A)+ A'", "Woodbury",
        "reverse order law, sufficient (Greville)", "push-through"]  # fmt: skip


def prove(name: str) -> bool:
    claims, given = STATEMENTS[name]
    facts = Facts(hypotheses=tuple(given))  # type: ignore[arg-type]
    return all(decide(claim, facts).evidence.is_proof for claim in claims)


@pytest.mark.benchmark(group="forty operator statements")
def test_all(benchmark):
    def run() -> list[float]:
        times = []
        for name in STATEMENTS:
            started = time.process_time()
            assert prove(name)
            times.append(time.process_time() - started)
        return times

    times = benchmark.pedantic(run, rounds=3, warmup_rounds=1)
    benchmark.extra_info["median of one, in seconds"] = statistics.median(times)
    sys.stdout.write(
        f"\nforty statements: {sum(times):.2f} s, median {statistics.median(times):.4f} s\n"
    )


@pytest.mark.benchmark(group="single operator statements")
@pytest.mark.parametrize("name", SOME)
def test_one(benchmark, name):
    assert benchmark(lambda: prove(name))
