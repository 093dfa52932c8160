"""Proof files that try to cheat with statements made of statements: none of them may pass."""

import pytest

from tests.proof.logic.cheats import CHEATS, LOGIC, REASONS


@pytest.mark.parametrize("name", CHEATS)
def test_no_cheat_passes(check, name):
    report = check("from symland.prelude import *\n" + LOGIC + CHEATS[name])
    found = report["cheat"] if "cheat" in report.by_name else None
    failure = report.errors.get("a.py") or found.failure
    if name in REASONS:
        assert REASONS[name] in failure.message
        assert found is None or found.verdict == "error"
    else:
        assert found.verdict in ("undecided", "refuted")
        assert any(not step.evidence.is_proof for step in found.steps) or not found.steps
