"""Every step of every theorem in proofs/, with what may be used for it; nothing is decided here."""

from dataclasses import dataclass, field

from symland.evidence import Evidence
from symland.language.claims import Claim
from symland.proof.cache import Cache
from symland.proof.judge import Judge, Judgement
from symland.proof.loader import select
from symland.proof.runner import Run, check_theorem, load_all
from symland.proof.settings import Settings
from symland.reasoning.facts import Facts
from tests.mutants.shown import at_layers, beside, whole_chains


@dataclass(frozen=True)
class Stated:
    """A step as the judge receives it, and what its theorem says and shows beside it."""

    theorem: str
    number: int
    claim: Claim
    facts: Facts
    can_be_tried: bool = True  # whether it can be decided that all hypotheses hold in an instance
    claims: tuple[Claim, ...] = ()
    heard: tuple[tuple[Claim, Facts, bool], ...] = field(default=(), repr=False)

    def __str__(self):
        return f"{self.theorem}::{self.number}"

    @property
    def shown(self):
        """What holds under the hypotheses of the step."""
        found = beside(self.claim, self.facts, self.heard) if self.can_be_tried else ()
        return (*self.claims, *found)

    @property
    def chains(self):
        """What whole chains show under the hypotheses of the step, and hypotheses at its layers."""
        if not self.can_be_tried:
            return self.claims
        chains = whole_chains(self.claim, self.facts, self.heard)
        return (*self.claims, *at_layers(self.claim, self.facts), *chains)


@dataclass(slots=True)
class Recorder(Judge):
    """Takes every step for shown and writes it down."""

    heard: list = field(default_factory=list)

    def judge(self, claim, facts, *, refute=True, **_):
        self.heard.append((claim, facts, refute))
        return Judgement(Evidence.EXACT, None)


def steps_of(target="proofs"):
    """The steps of all theorems below a folder, errata and open entries aside."""
    judge = Recorder(cache=Cache(None, fresh=True))
    run = Run(Settings(), judge, None)
    found = []
    for file in load_all(select([target])):
        assert file.failure is None, file.failure
        for theorem in file.theorems:
            if theorem.corrected is None and not theorem.reason:
                before = len(judge.heard)
                check_theorem(run, theorem)
                heard = tuple(judge.heard[before:])
                found += [Stated(theorem.name, number, *one, theorem.claims, heard)
                          for number, one in enumerate(heard, start=1)]  # fmt: skip
    return found
