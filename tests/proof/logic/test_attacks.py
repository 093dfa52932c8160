"""Proof files that try to cheat with statements made of statements: none of them may pass."""

import pytest

from tests.proof.logic.cheats import CHEATS, LOGIC, REASONS
from tests.proof.logic.cheats_defined import DEFINED_CHEATS, MORE
from tests.proof.logic.cheats_layers import LAYER_CHEATS, LAYERS


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


@pytest.mark.parametrize("name", [*LAYER_CHEATS, *DEFINED_CHEATS])
def test_no_cheat_with_layers_passes(check, name):
    body, reason = (LAYER_CHEATS | DEFINED_CHEATS)[name]
    report = check("from symland.prelude import *\n" + LAYERS + MORE + body)
    found = report["cheat"] if "cheat" in report.by_name else None
    if reason:
        failure = report.errors.get("a.py") or found.failure
        assert reason in failure.message
        assert found is None or found.verdict == "error"
    else:
        assert found.verdict in ("undecided", "refuted")
        assert any(not step.evidence.is_proof for step in found.steps)
