"""What a search shares: the statement, its hypotheses, limits, and how an instance is judged."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from numeric.arithmetic import DomainError, FieldError, SingularError
from numeric.construct import construct
from numeric.dimensions import Dimensions, MissingSizeError, range_constraints
from numeric.draw import Entries, Random
from numeric.entrywise import is_piecewise
from numeric.instance import Instance
from numeric.moving import CoincidenceError
from numeric.requirements import Requirements, requirements
from numeric.truth import compared
from symland.errors import SizeError
from symland.language.claims import Claim, Statement
from symland.language.integers import Constraint
from symland.reasoning.facts import Facts
from symland.refute.functions import Choice as FunctionChoice
from symland.refute.functions import allowed_functions, chosen
from symland.refute.sizes import Choice

# Not in the domain of the statement.
OUTSIDE = (SingularError, SizeError, CoincidenceError, MissingSizeError)


@dataclass(frozen=True, slots=True)
class Search:
    """Limits of the search."""

    largest: int = 3
    tries: int = 3000
    seconds: float = 10.0
    seed: int = 0
    fixed: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class Hunt:
    """One search: the statement, what may be used, and how much has been tried."""

    claim: Claim
    facts: Facts
    limits: Search
    needs: Requirements
    started: float
    tries: int = 0
    functions: list[FunctionChoice] = field(default_factory=list)  # in place of generic ones
    inside: int = 0  # how many instances satisfy the hypotheses and lie in the domain
    share: float = 1.0  # of the limits, up to the largest size that is being tried
    _more: dict[str, tuple[Claim, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.functions = allowed_functions(self.facts.conditions)

    @property
    def over(self) -> bool:
        spent = time.perf_counter() - self.started
        return self.left <= 0 or spent > self.share * self.limits.seconds

    @property
    def left(self) -> int:
        """Instances that may still be tried."""
        return int(self.share * self.limits.tries) - self.tries

    @property
    def has_kinks(self) -> bool:
        """Whether a derivative at 0 is a choice, for all of which the claim has to hold."""
        return any(map(is_piecewise, self.needs.activations))

    def more(self, dimensions: Dimensions) -> tuple[Claim, ...]:
        """What `more_in` gives at these sizes, found once."""
        key = str(dimensions)
        if key not in self._more:
            self._more[key] = more_in(self.facts, dimensions)
        return self._more[key]

    def construct(self, instance: Instance) -> tuple[Instance, list[Statement]]:
        """The instance with letters defined so that hypotheses hold, and those to be checked."""
        return constructed(self.facts, self.more(instance.dimensions), instance)


def more_in(facts: Facts, dimensions: Dimensions) -> tuple[Claim, ...]:
    """Equations and inequalities from which the conditions beyond equations follow here."""
    return tuple(claim for one in facts.conditions for claim in one.equations(dimensions))


def constructed(
    facts: Facts, more: Sequence[Claim], instance: Instance
) -> tuple[Instance, list[Statement]]:
    """The instance with letters defined so that hypotheses hold, and those to be checked.

    `more` makes that further conditions hold, which have to be checked as well.
    """
    known = known_in(facts)
    ready, others = construct((*known, *more), instance)
    return ready, [one for one in others if one in known]


def known_in(facts: Facts) -> tuple[Claim, ...]:
    """Everything that must hold in an instance before it can refute anything."""
    return (*facts.hypotheses, *facts.assumed)


def needs_of(claim: Claim, facts: Facts) -> Requirements:
    """What an instance has: all that occurs, of conditions beyond equations sizes and indices."""
    needs = requirements(claim, known_in(facts), facts.constraints)
    sizes, families = dict(needs.sizes), dict(needs.size_families)
    atoms = dict(needs.index_atoms)
    for one in facts.conditions:
        more = requirements(one.claims)
        sizes = sizes | more.sizes
        families = more.size_families | families
        atoms |= {atom: None for atom in more.index_atoms if atom.name not in one.bound}
    return replace(needs, sizes=sizes, size_families=families, index_atoms=atoms)


def ranges_of(needs: Requirements, constraints: Sequence[Constraint]) -> list[Constraint]:
    """What the sizes and layer indices of an instance must satisfy."""
    own = [rule for atom in needs.index_atoms for rule in range_constraints(atom)]
    return [*own, *constraints]


def drawn(hunt: Hunt, choice: Choice, entries: Entries, number: int) -> Instance:
    """A random instance of these sizes, another one for each number."""
    source = Random(hunt.limits.seed * 1000 + number, entries)
    above, below = chosen(hunt.functions, number) if hunt.functions else ({}, {})
    selected = {"step": (Fraction(1),)} if number % 3 == 0 and hunt.has_kinks else {}
    return Instance(choice.dimensions, source=source, activations={**above, **selected},
                    denominators=dict(below))  # fmt: skip


def fails(hunt: Hunt, instance: Instance) -> bool:
    """Whether all hypotheses hold and the claim does not, exactly."""
    try:
        ready, others = hunt.construct(instance)
        if not all(_is_met(one, ready) for one in others):
            return False
        found = compared(hunt.claim, ready)[0].holds
        if not all(one.holds(ready) for one in hunt.facts.conditions):
            return False
        hunt.inside += 1
        return found is False and _all_defined(hunt, ready)
    except OUTSIDE:
        return False


def _all_defined(hunt: Hunt, ready: Instance) -> bool:
    """Whether hypotheses that hold by construction are defined, also of letters not used else.

    B = C + A^-1 gives B a value, which nobody evaluates, where A has no inverse.  An equation of
    the value with itself may be open in balls, but not wrong.
    """
    try:
        return all(compared(one, ready)[0].holds is not False
                   for one in known_in(hunt.facts) if isinstance(one, Claim))  # fmt: skip
    except FieldError:
        return False


def _is_met(statement: Statement, instance: Instance) -> bool:
    """Whether a hypothesis certainly holds."""
    if isinstance(statement, Constraint):
        return instance.dimensions.holds(statement)
    try:
        return compared(statement, instance)[0].holds is True
    except DomainError:
        return False
