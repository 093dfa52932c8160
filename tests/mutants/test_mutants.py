"""Mutants of some steps of every paper; `make mutants` takes all steps in proofs/."""

from functools import cache

import pytest

from tests.mutants.mutate import MOST_UNDECIDED, table
from tests.mutants.unit import outcomes_in, units

FILES = {  # with the number of steps of which one is edited
    "conserved_quantities/every_depth": 3,
    "conserved_quantities/hidden_layer": 3,
    "critical_points/kronecker": 2,
    "critical_points/projector_blocks": 4,
    "geometric_approach/critical_points": 8,
    "geometric_approach/no_adapted_basis": 5,
    "geometric_approach/ranks": 6,
    "geometric_approach/sigmoid_invariants": 3,
    "gradient_dominance/factorizations": 6,
    "gradient_dominance/invariance": 2,
    "gradient_dominance/vector_calculus": 2,
    "networks/gauss_newton": 5,
    "shallow_geometry/first_order": 4,
    "shallow_geometry/singular_pairs": 7,
}
FEWEST = 80  # mutants of all files


@cache
def outcomes(name):
    """What becomes of the mutants of a file."""
    found = units(f"proofs/{name}.py", 1, seed=1, every=FILES[name])
    return [one for unit in found for one in outcomes_in(unit)]


@pytest.mark.slow
@pytest.mark.parametrize("name", FILES)
def test_no_mutant_is_accepted_wrongly(name):
    assert [one for one in outcomes(name) if one.kind == "wrong"] == []
    assert outcomes(name)


@pytest.mark.slow
def test_few_stay_undecided():
    found = [one for name in FILES for one in outcomes(name)]
    counts = table(found)
    assert len(found) >= FEWEST
    assert counts["undecided"] <= MOST_UNDECIDED * len(found), [
        one for one in found if one.kind == "undecided"
    ]
    assert counts["refuted"] > counts["true"]
    assert counts["ill-sized"] > 0


def test_the_same_mutants_in_any_order():
    taken = units("proofs/conserved_quantities/hidden_layer.py", 2, every=3)
    forth = [one.edit for unit in taken for one in outcomes_in(unit)]
    back = [[one.edit for one in outcomes_in(unit)] for unit in reversed(taken)]
    assert forth == [edit for edits in reversed(back) for edit in edits]
    assert len(forth) > 1
