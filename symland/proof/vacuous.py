"""Hypotheses that no instance satisfies: everything would follow from them, so nothing is said."""

from __future__ import annotations

from symland.errors import VacuousError
from symland.reasoning.consistency import contradicts
from symland.reasoning.facts import Facts


def refuse_contradictions(facts: Facts, what: str) -> None:
    """Raise `VacuousError` if the hypotheses of something contradict each other."""
    found = contradicts(facts.hypotheses, facts.constraints)
    if found is not None:
        raise VacuousError(f"the hypotheses of {what} contradict each other: no instance "
                           f"satisfies `{found}` together with the others")  # fmt: skip
