"""What theorems state in certificates: claims, hypotheses, definitions and ranges of layers.

Each claim stands under the ranges of its own layer indices.  Those that all claims have are facts
of the certificate; a claim with more is the formula "if they are in their ranges, then ...".  So
the others stand where no layer is in these ranges (at l = 1 none has 2 <= j <= l).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeAlias

from symland.elaborate import context_of, term
from symland.kernel.formulas import Formula
from symland.kernel.linear import Linear
from symland.language.build import index_name
from symland.language.expr import as_scalar
from symland.language.integers import Constraint, symbol
from symland.proof.certificates.formulas import formula, hypotheses_of
from symland.proof.facts import Definition, Hypothesis
from symland.proof.logic.instances import free_atoms
from symland.proof.theorem import Theorem

Data: TypeAlias = "dict[str, Any]"
Layers: TypeAlias = "frozenset[Linear]"


@dataclass(frozen=True, slots=True)
class Goal:
    """A statement of a theorem, and those of its ranges that others of its statements lack."""

    statement: Any
    limits: Formula | None

    @property
    def formula(self) -> Formula:
        """What is said for the layers in the ranges."""
        said = formula(self.statement)
        return said if self.limits is None else ("implies", self.limits, said)


def statement_data(theorem: Theorem) -> Data:
    """Claims, hypotheses, definitions and ranges of layers of a theorem, as formulas."""
    shared, goals = _layers(theorem)
    definitions = tuple(_definition(one) for one in theorem.given if isinstance(one, Definition))
    return {
        "claims": tuple(goal.formula for goal in goals),
        "hypotheses": tuple(hypotheses_of(theorem.given)),
        "definitions": definitions,
        "facts": tuple(sorted(shared)),
    }


def goals_of(theorem: Theorem) -> tuple[Goal, ...]:
    """The statements of a theorem, each with the ranges that it has alone."""
    return _layers(theorem)[1]


def _layers(theorem: Theorem) -> tuple[Layers, tuple[Goal, ...]]:
    """The ranges that hold for all of a theorem, and its goals with theirs."""
    plain = [one.statement if isinstance(one, Hypothesis) else one for one in theorem.given]
    constraints = [one for one in plain if isinstance(one, Constraint)]
    stated = [one for one in plain if not isinstance(one, Constraint | Definition)]
    _ranges([*theorem.statements, *stated], constraints)  # one name has one range
    each = [_ranges([one], constraints) for one in theorem.statements]
    shared = frozenset.intersection(*each) | _ranges(stated, constraints)
    limits = (("and", *(("range", one) for one in sorted(own - shared))) if own - shared else None
              for own in each)  # fmt: skip
    return shared, tuple(map(Goal, theorem.statements, limits))


def _ranges(statements: Iterable[Any], constraints: Iterable[Constraint]) -> Layers:
    """The ranges of all layer indices that occur free in statements, and constraints."""
    atoms = {name: atom for one in statements for name, atom in free_atoms(one).items()}
    return context_of([as_scalar(symbol(one)) for one in atoms.values()], constraints).facts


def _definition(definition: Definition) -> tuple[Any, ...]:
    member = definition.family[definition.position]
    facts = tuple(sorted(context_of([member]).facts))
    return index_name(definition.position), facts, term(member), term(definition.body)
