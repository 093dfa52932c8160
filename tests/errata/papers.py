"""The errata of proofs/: every instance is of size 2 at most wherever there is one of that size.

Too long for `make test`; `make errata` runs it.
"""

from pathlib import Path

from symland.proof.runner import verify
from symland.proof.settings import Settings

PROOFS = str(Path(__file__).parents[2] / "proofs")
DEEPER = {"geo.prop2.H", "geo.prop2.H.letter"}  # true for fewer than three hidden layers
GIVEN = {"geo.lem2.s9", "geo.lem2.3diag", "geo.lem2.s7"}  # not reached by the search


def errata(*targets, **options):
    report = verify(Settings(targets, errata=True, cache=None, **options))
    return {ref: one for one in report.theorems for ref in one.refs}


def test_instances_are_small():
    found = errata(PROOFS)
    assert len(found) > 40
    assert {one.verdict for one in found.values()} == {"erratum"}
    assert {ref for ref, one in found.items() if one.instance and one.instance.given} <= GIVEN
    assert all((one.instance is None) == bool(one.flaw or one.denial) for one in found.values())
    large = {ref for ref, one in found.items()
             if one.instance and max(one.instance.sizes.values(), default=1) > 2}  # fmt: skip
    assert large == DEEPER


def test_the_larger_ones_have_no_smaller_instance():
    file = f"{PROOFS}/geometric_approach"
    found = errata(file, max_size=2, keyword="prop2")
    for ref in DEEPER:
        assert found[ref].verdict == "undecided"
        assert "none breaks it" in found[ref].failure.tried
