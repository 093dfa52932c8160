"""Mutants of some of the steps of one paper; `make mutants` takes all steps in proofs/."""

from random import Random

import pytest

from tests.mutants.mutate import mutants, table
from tests.mutants.steps import steps_of

FOLDER = "proofs/gradient_dominance"
MOST = 24  # steps
MOST_UNDECIDED = 0.02


@pytest.mark.slow
def test_mutants():
    steps = steps_of(FOLDER)
    outcomes = mutants(steps[:: max(1, len(steps) // MOST)], Random(1), 1)
    counts = table(outcomes)
    assert [one for one in outcomes if one.kind == "wrong"] == []
    assert len(outcomes) > MOST / 2
    assert counts["undecided"] <= MOST_UNDECIDED * len(outcomes), [
        one for one in outcomes if one.kind == "undecided"
    ]
    assert counts["refuted"] > counts["true"]
    assert counts["ill-sized"] > 0
