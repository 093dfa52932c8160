"""The state of checking one theorem."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from symland.evidence import Evidence
from symland.proof.facts import Definition
from symland.proof.judge import Judge
from symland.proof.results import StepResult, TheoremResult
from symland.proof.theorem import Theorem


@dataclass(slots=True)
class Checking:
    """What is collected while one theorem is checked."""

    theorem: Theorem
    judge: Judge
    result_of: Callable[[Theorem], TheoremResult]
    progress: Callable[[int], None] | None = None
    steps: list[StepResult] = field(default_factory=list)
    uses: list[str] = field(default_factory=list)
    rests_on: list[str] = field(default_factory=list)
    used_evidence: list[Evidence] = field(default_factory=list)

    @property
    def definitions(self) -> list[Definition]:
        return [one for one in self.theorem.given if isinstance(one, Definition)]
