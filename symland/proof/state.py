"""The state of checking one theorem."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from symland.evidence import Evidence
from symland.kernel.certificate import Certificate
from symland.proof.chain import Step
from symland.proof.facts import Definition
from symland.proof.judge import Judge
from symland.proof.results import StepResult, TheoremResult
from symland.proof.theorem import Theorem


@dataclass(frozen=True, slots=True)
class Proved:
    """A step as a certificate of the whole theorem needs it."""

    step: Step
    certificate: Certificate | None


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
    proofs: list[Proved] = field(default_factory=list)  # the proof of each step, in their order
    # What a lemma or theorem requires and a step shows, by the identity of where it is used.
    required: dict[int, list[Step]] = field(default_factory=dict)

    def proved(self, step: Step) -> Proved:
        """A step that has been judged, with its certificate."""
        return next(one for one in self.proofs if one.step is step)

    def under(self, given: tuple[Any, ...] | None) -> Checking:
        """The same state where other hypotheses are in force (None: those of the theorem)."""
        if given is None or given == self.theorem.given:
            return self
        return replace(self, theorem=replace(self.theorem, given=given))

    def showing(self, *statements: Any) -> Checking:
        """The same state where other statements are shown, such as the base of an induction."""
        return replace(self, theorem=replace(self.theorem, statements=statements))

    @property
    def definitions(self) -> list[Definition]:
        return [one for one in self.theorem.given if isinstance(one, Definition)]
