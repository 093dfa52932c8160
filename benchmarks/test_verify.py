"""The checking itself: all proofs without cache, with and without the exact evaluator."""

from __future__ import annotations

import pytest

from symland.proof.runner import verify
from symland.proof.settings import Settings


@pytest.mark.benchmark(group="all of proofs/, no cache")
@pytest.mark.parametrize("second_road", [False, True], ids=["kernel only", "both roads"])
def test_all_proofs(benchmark, second_road):
    settings = Settings(targets=("proofs",), cache=None, spot_check=second_road)
    report = benchmark.pedantic(lambda: verify(settings), rounds=3, warmup_rounds=1)
    assert {theorem.verdict for theorem in report.theorems} <= {"verified", "erratum", "todo"}
