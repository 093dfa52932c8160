"""What stands behind a verdict: one enum for the command line, the JSON and the reports."""

from __future__ import annotations

from enum import Enum

from symland.errors import StatementError


class Evidence(Enum):
    """Kinds of evidence, strongest first; asking for a truth value raises."""

    EXACT = "exact"
    CERTIFIED = "certified"
    SIZED = "sized"
    ENCLOSED = "enclosed"
    SAMPLED = "sampled"
    CITED = "cited"
    TODO = "todo"
    UNDECIDED = "undecided"
    REFUTED = "refuted"

    def __bool__(self) -> bool:
        raise StatementError(f"evidence `{self.value}` has no truth value; compare it by name")

    @property
    def rank(self) -> int:
        """0 for the strongest kind."""
        return list(Evidence).index(self)

    @property
    def is_proof(self) -> bool:
        """Whether the statement holds for all sizes on this evidence (under its hypotheses)."""
        return self in (Evidence.EXACT, Evidence.CERTIFIED)


MEANING = {
    Evidence.EXACT: "both sides have one canonical form: true for all sizes and depths",
    Evidence.CERTIFIED: "holds under its hypotheses, with a certificate that the kernel checked",
    Evidence.SIZED: "exact, but only for the listed sizes",
    Evidence.ENCLOSED: "rigorous ball arithmetic at the listed points",
    Evidence.SAMPLED: "random exact tests passed; the error bound is stated; not a proof",
    Evidence.CITED: "a named lemma from the literature, with its reference",
    Evidence.TODO: "no claim: left to do",
    Evidence.UNDECIDED: "tried and not settled; no claim",
    Evidence.REFUTED: "an explicit exact instance satisfies the hypotheses and breaks the claim",
}


def weakest(kinds: list[Evidence]) -> Evidence:
    """The weakest of some kinds of evidence; EXACT for none."""
    return max(kinds, key=lambda kind: kind.rank, default=Evidence.EXACT)
