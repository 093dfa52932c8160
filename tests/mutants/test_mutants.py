"""Mutants of some of the steps of one paper; `make mutants` takes all steps in proofs/."""

import pytest

from tests.mutants.mutate import MOST_UNDECIDED, table
from tests.mutants.unit import outcomes_in, units

FOLDER = "proofs/shallow_geometry"
EVERY = 16  # steps, of which one is edited


@pytest.mark.slow
def test_mutants():
    outcomes = [one for unit in units(FOLDER, 1, seed=1, every=EVERY) for one in outcomes_in(unit)]
    counts = table(outcomes)
    assert [one for one in outcomes if one.kind == "wrong"] == []
    assert len(outcomes) > 12
    assert counts["undecided"] <= MOST_UNDECIDED * len(outcomes), [
        one for one in outcomes if one.kind == "undecided"
    ]
    assert counts["refuted"] > counts["true"]
    assert counts["ill-sized"] > 0


def test_the_same_mutants_in_any_order():
    taken = units("proofs/networks", 2)
    forth = [one.edit for unit in taken for one in outcomes_in(unit)]
    back = [[one.edit for one in outcomes_in(unit)] for unit in reversed(taken)]
    assert forth == [edit for edits in reversed(back) for edit in edits]
    assert len(forth) > 1
