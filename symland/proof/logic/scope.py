"""Which layer indices a proof may speak of: those that are in their ranges wherever it has to hold.

A statement about l >= 0 is not shown by speaking of a layer i in 1..l: for l = 0 there is none, and
nothing has been said.  So what a proof takes, names or shows on the side has no other layer
indices than its goals and hypotheses, and those in the ranges of these.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from symland.errors import ChainError, Location
from symland.language.build import indices_of
from symland.language.expr import Expr, as_scalar
from symland.language.families import Families, Family
from symland.language.integers import Atom, symbol
from symland.language.substitution import indices_of_layers
from symland.proof.facts import Definition, Hypothesis
from symland.proof.logic.instances import free_atoms, in_their_ranges
from symland.proof.logic.statements import Exists, ForAll, Iff, Implies


def common_atoms(goals: Sequence[Any]) -> dict[str, Atom]:
    """Layer indices that every goal has, with one range."""
    first, *others = [free_atoms(goal) for goal in goals] or [{}]
    return {name: atom for name, atom in first.items()
            if all(other.get(name) == atom for other in others)}  # fmt: skip


def known_atoms(goals: Sequence[Any], given: Iterable[Any]) -> dict[str, Atom]:
    """Layer indices that are in their ranges under some hypotheses, for every goal."""
    found = common_atoms(goals)
    for one in given:
        if not isinstance(one, Definition):
            found |= free_atoms(one.statement if isinstance(one, Hypothesis) else one)
    return in_their_ranges(found)


def layers_of(given: Iterable[Any]) -> list[Expr]:
    """Layer indices of hypotheses that are made of statements; they are in their ranges, too."""
    made = [one for one in given if isinstance(one, ForAll | Exists | Implies | Iff)]
    atoms = {name: atom for one in made for name, atom in free_atoms(one).items()}
    return [as_scalar(symbol(atom)) for atom in atoms.values()]


def check_statements(
    statements: Iterable[Any], known: dict[str, Atom], where: str, place: Location | None
) -> None:
    """Raise `ChainError` if a statement has a layer index that is not known to be in its range."""
    for one in statements:
        bare = one.statement if isinstance(one, Hypothesis) else one
        _check(free_atoms(bare), known, where, place)


def check_values(
    values: Iterable[Any], known: dict[str, Atom], where: str, place: Location | None
) -> None:
    """The same for values of letters, families and layer indices."""
    for one in values:
        if isinstance(one, Expr):
            _check(indices_of(one), known, where, place)
        elif isinstance(one, Family | Families) and indices_of_layers(one) - known.keys():
            raise _unknown(min(indices_of_layers(one) - known.keys()), where, place)


def _check(
    atoms: dict[str, Atom], known: dict[str, Atom], where: str, place: Location | None
) -> None:
    for name, atom in sorted(in_their_ranges(atoms).items()):
        if known.get(name) != atom:
            raise _unknown(name, where, place)


def _unknown(name: str, where: str, place: Location | None) -> ChainError:
    error = ChainError(
        "SL109",
        f"the layer index `{name}` occurs in {where}, but not in what is to be shown there",
        help=f"where its range is empty nothing is said; let the statement mention `{name}`",
    )
    error.location = place
    return error
