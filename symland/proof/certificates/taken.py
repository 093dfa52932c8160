"""What a proof takes from elsewhere: lemmas, theorems, hypotheses at values, and what they need."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from symland.kernel.formulas import Formula, names
from symland.language.claims import Claim
from symland.language.integers import Constraint
from symland.proof.certificates.block import Block, CertificateError
from symland.proof.certificates.formulas import conjunction, formula, names_to_obtain, value_of
from symland.proof.certificates.leaves import Leaves
from symland.proof.chain import Proof
from symland.proof.facts import Hypothesis
from symland.proof.logic.goals import to_show
from symland.proof.logic.lemmas import Lemma
from symland.proof.logic.proving import Used, requirements
from symland.proof.logic.statements import Exists, ForAll, Instance
from symland.proof.state import Checking
from symland.proof.theorem import Direction, InstanceOf, Theorem

RULES_OF_THE_KERNEL = (
    "equal terms have equal sums",
    "a real matrix whose squared norm is not positive is 0",
)


@dataclass(frozen=True, slots=True)
class Taken:
    """Writes the steps by which something is taken from elsewhere."""

    checking: Checking
    leaves: Leaves
    free: frozenset[str]  # names that the theorem has
    opened: Callable[[ForAll, Proof, Block], None]  # writes what shows a statement for all values

    def use(self, used: Used, block: Block) -> None:
        """What a lemma, a theorem or a hypothesis gives, and the letters that it says to exist."""
        steps = list(self.checking.required.get(id(used), ()))
        requires, conclusion = requirements(used.source)
        for fact in used.by:
            is_known = isinstance(fact, Instance) and block.holds(formula(fact.general))
            if is_known and names(tuple(map(value_of, fact.values))) <= self.free:
                self.leaves.supply(fact, block)  # others are for blocks
        for one in requires:
            self._require(one, steps, block)
        said = formula(conclusion)
        self._source(used, requires, said, block)
        if isinstance(used.said, Exists) and isinstance(conclusion, Exists):
            new = names_to_obtain(conclusion, used.said.letters)
            block.step("obtain", formula(used.said)[2], of=block.number(said), names=new)

    def _source(self, used: Used, requires: Sequence[Any], said: Formula, block: Block) -> None:
        source = used.source
        if isinstance(source, Lemma):
            self._lemma(source, requires, said, block)
        elif isinstance(source, Instance):
            self.leaves.instance(source.general, source.values, block)
        elif isinstance(source, Direction):
            self.leaves.theorem(source.theorem, used.given, block)
        elif isinstance(source, Theorem | InstanceOf):
            self.leaves.theorem(source, used.given, block)
        if not block.holds(said):
            self._detached(said, block)

    def _detached(self, said: Formula, block: Block) -> None:
        """What a known implication gives, whose premises have been shown."""
        for one in [*block.known]:
            if one[0] == "implies" and one[2] == said:
                try:
                    self.leaves.detach(one, block)
                except CertificateError:
                    continue
                return
        raise CertificateError("what is used does not give what is taken from it")

    def _lemma(self, lemma: Lemma, requires: Sequence[Any], said: Formula, block: Block) -> None:
        if block.holds(said):
            return
        needed = tuple(map(formula, requires))
        if lemma.citation or lemma.name not in RULES_OF_THE_KERNEL:
            claim = ("implies", conjunction(needed), said) if needed else said
            block.claim("cited", claim, reference=str(lemma))
            return
        (need,) = needed
        if need[0] == "all":
            block.step("termwise", said, of=block.number(need))
        else:  # a squared norm is not positive
            facts = tuple(sorted(block.context.facts))
            block.claim("definite", said, facts=facts, uses=(block.number(need),), way="trace")

    def _require(self, one: Any, steps: list[Any], block: Block) -> None:
        """What is required is known, or the next of the steps show it."""
        statement = one.statement if isinstance(one, Hypothesis) else one
        wanted = formula(statement)
        if isinstance(statement, Constraint) or block.holds(wanted):
            return
        if isinstance(statement, ForAll):
            part = Proof((statement,), (), parent=None)
            part.open()
            self._everywhere(statement, part, steps, block)
            return
        parts = to_show(statement)
        for claim in parts:
            if isinstance(claim, Claim) and not block.holds(formula(claim)) and steps:
                self.leaves.proved(self.checking.proved(steps.pop(0)), block)
        self.leaves.obvious(wanted, block)

    def _everywhere(self, statement: ForAll, part: Proof, steps: list[Any], block: Block) -> None:
        for goal in part.goals:
            step = next(one for one in steps if one.claim == goal)
            steps.remove(step)
            part.asides.append(step)
        self.opened(statement, part, block)
