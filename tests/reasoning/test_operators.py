"""The forty classical statements: each is proved, and each proof passes when it is read again."""

from __future__ import annotations

import json

import pytest

from benchmarks.operators import STATEMENTS
from numeric import Disagreement, spot_check
from symland.evidence import Evidence
from symland.kernel.certificate import recheck
from symland.reasoning.decide import decide
from symland.reasoning.facts import Facts


def test_there_are_forty():
    assert len(STATEMENTS) == 40


@pytest.mark.parametrize("name", STATEMENTS)
def test_proved(name: str):
    claims, given = STATEMENTS[name]
    for claim in claims:
        assert not isinstance(spot_check(claim, list(given), instances=1), Disagreement)
        found = decide(claim, Facts(hypotheses=tuple(given)))  # type: ignore[arg-type]
        assert found.evidence.is_proof
        assert recheck(json.loads(json.dumps(found.certificate)))


@pytest.mark.parametrize("name", STATEMENTS)
def test_a_statement_needs_its_hypotheses(name: str):
    """Without one of them it is no longer proved, or the rest alone shows it as well."""
    claims, given = STATEMENTS[name]
    if len(given) not in (1, 2):
        return
    for place in range(len(given)):
        rest = tuple(one for n, one in enumerate(given) if n != place)
        for claim in claims:
            found = decide(claim, Facts(hypotheses=rest))  # type: ignore[arg-type]
            if found.evidence.is_proof:
                assert not isinstance(spot_check(claim, list(rest), instances=2), Disagreement)
            else:
                assert found.evidence is Evidence.UNDECIDED
