"""Mutants of a part of the steps in proofs/; `make mutants` takes all of them."""

from random import Random

import pytest

from tests.mutants.mutate import mutants, table
from tests.mutants.steps import steps_of

EVERY = 6  # one step in so many
MOST_UNDECIDED = 0.02


@pytest.mark.slow
def test_mutants():
    steps = steps_of()
    outcomes = mutants(steps[::EVERY], Random(1), 1)
    counts = table(outcomes)
    assert [one for one in outcomes if one.kind == "wrong"] == []
    assert len(outcomes) > len(steps) / EVERY / 2
    assert counts["undecided"] <= MOST_UNDECIDED * len(outcomes), [
        one for one in outcomes if one.kind == "undecided"
    ]
    assert counts["refuted"] > counts["true"]
    assert counts["ill-sized"] > 0
