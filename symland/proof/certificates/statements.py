"""What theorems state in certificates: claims, hypotheses, definitions and ranges of layers.

Each claim stands under the ranges of its own layer indices.  Those that all claims have are facts of
the certificate; a claim with more of them is the formula "if these are in their ranges, then ...":
where no layer is (at l = 1 none has 2 <= j <= l), the other claims still stand.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeAlias

from symland.elaborate import context_of, term
from symland.kernel.formulas import Formula
from symland.kernel.linear import Linear
from symland.language.build import index_name
from symland.language.expr import as_scalar
from symland.language.integers import Constraint, symbol
from symland.proof.certificates.formulas import conjunction, formula, hypotheses_of
from symland.proof.facts import Definition, Hypothesis
from symland.proof.logic.instances import free_atoms
from symland.proof.logic.statements import conjuncts
from symland.proof.theorem import Theorem

Data: TypeAlias = "dict[str, Any]"
Layers: TypeAlias = "frozenset[Linear]"


@dataclass(frozen=True, slots=True)
class Goal:
    """A part of what a theorem states, and the ranges that others of its parts do not have."""

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
        "claims": tuple(conjunction(goal.formula for goal in parts) for parts in goals),
        "hypotheses": tuple(hypotheses_of(theorem.given)),
        "definitions": definitions,
        "facts": tuple(sorted(shared)),
    }


def goals_of(theorem: Theorem) -> tuple[tuple[Goal, ...], ...]:
    """The parts of each statement of a theorem, with the ranges that they have alone."""
    return _layers(theorem)[1]


def _layers(theorem: Theorem) -> tuple[Layers, tuple[tuple[Goal, ...], ...]]:
    """The ranges that hold for all of a theorem, and its goals with theirs."""
    plain = [one.statement if isinstance(one, Hypothesis) else one for one in theorem.given]
    constraints = [one for one in plain if isinstance(one, Constraint)]
    stated = [one for one in plain if not isinstance(one, Constraint | Definition)]
    every = [(one, _ranges([one], constraints))
             for statement in theorem.statements for one in conjuncts(statement)]  # fmt: skip
    _ranges([*theorem.statements, *stated], constraints)  # one name has one range
    common = frozenset.intersection(*(ranges for _, ranges in every))
    shared = common | _ranges(stated, constraints)
    goals = iter([_goal(one, ranges - shared) for one, ranges in every])
    return shared, tuple(tuple(islice(goals, len(conjuncts(one)))) for one in theorem.statements)


def _goal(statement: Any, own: Layers) -> Goal:
    limits = ("and", *(("range", one) for one in sorted(own)))
    return Goal(statement, limits if own else None)


def _ranges(statements: Iterable[Any], constraints: Iterable[Constraint]) -> Layers:
    """The ranges of all layer indices that occur free in statements, and constraints."""
    atoms = {name: atom for one in statements for name, atom in free_atoms(one).items()}
    return context_of([as_scalar(symbol(one)) for one in atoms.values()], constraints).facts


def _definition(definition: Definition) -> tuple[Any, ...]:
    member = definition.family[definition.position]
    facts = tuple(sorted(context_of([member]).facts))
    return index_name(definition.position), facts, term(member), term(definition.body)
