"""Induction over a layer index for statements of any kind: the base and the step as proofs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from symland.errors import StatementError
from symland.language.build import index_name
from symland.language.integers import Atom, Constraint, Int
from symland.proof.facts import Definition, Hypothesis
from symland.proof.logic.instances import (
    at_index,
    free_atoms,
    in_their_ranges,
    names_of_statement,
)


@dataclass(frozen=True, slots=True)
class Cases:
    """What is to be shown for all n >= start: at the start, and at n + 1 where it holds at n."""

    base: tuple[Any, ...]
    step: tuple[Any, ...]
    known: tuple[Any, ...]  # the statements at n
    below: tuple[Constraint, ...]  # n + 1 is in the range of n, too


def induction_cases(goals: Sequence[Any], given: Sequence[Any], over: Int, start: Int) -> Cases:
    """The base and the step of an induction; nothing else may depend on its index.

    Raises `StatementError` if a hypothesis or the range of another free index mentions it, or if it
    does not range from `start` on.
    """
    (atom,) = over.atoms()
    name = index_name(over)
    if atom.low != start:
        raise StatementError(
            f"the induction starts at {start}, but `{name}` ranges from {atom.low}",
            help=f"declare `{name} = index('{name}', {start})`",
        )
    for one in given:
        if name in _names_of(one):
            raise StatementError(f"induction over `{name}`, which the hypothesis `{one}` restricts")
    for goal in goals:
        _check_goal(goal, atom)
    return Cases(
        tuple(at_index(goal, over, start) for goal in goals),
        tuple(at_index(goal, over, over + 1) for goal in goals),
        tuple(goals),
        below(over),
    )


def check_facts(proof: Any, name: str) -> None:
    """No fact that was shown before may speak of the index: it was shown for a statement at n."""
    while proof is not None:
        for fact in proof.handed:
            if name in names_of_statement(fact.claim):
                raise StatementError(
                    f"induction over `{name}`, of which `{fact.claim}` was shown before",
                    help="show it within the step",
                )
        proof = proof.parent


def below(over: Int) -> tuple[Constraint, ...]:
    """That n + 1 is in the range of n, if that has an upper end."""
    (atom,) = over.atoms()
    return () if atom.high is None else (over + 1 <= atom.high,)


def _check_goal(goal: Any, over: Atom) -> None:
    atoms = free_atoms(goal)
    if atoms.get(over.name, over) != over:
        raise StatementError(
            f"induction over `{over.name}`, which has another range in the statement"
        )
    for name, atom in atoms.items():
        if name != over.name and over.name in in_their_ranges({name: atom}):
            raise StatementError(f"induction over `{over.name}`, on which the range of `{name}` "
                                 "depends")  # fmt: skip


def _names_of(given: Any) -> set[str]:
    """Names in a hypothesis; the layer of a definition is its own."""
    if isinstance(given, Definition):
        inside = names_of_statement(given(given.position).claim)
        return inside - {index_name(given.position)}
    return names_of_statement(given.statement if isinstance(given, Hypothesis) else given)
