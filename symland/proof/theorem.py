"""A theorem with its hypotheses, and its instances at other layers and matrices."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from symland.errors import Location, StatementError
from symland.language.build import index_name
from symland.language.claims import Claim
from symland.language.expr import Expr
from symland.language.families import DefinedFamily, Family, at
from symland.language.integers import Constraint, Int, integer
from symland.language.substitution import Substitution
from symland.proof.experiment import Experiment
from symland.proof.facts import (
    Definition,
    Hypothesis,
    hypothesis_at,
    range_of,
)
from symland.proof.logic.instances import (
    at_index,
    free_atoms,
    in_their_ranges,
    put,
    substitution,
)
from symland.proof.logic.notation import latex_statement
from symland.proof.logic.statements import (
    Iff,
    Implies,
    conjuncts,
    name_of,
)
from symland.proof.properties import Property, spread


@dataclass(frozen=True, slots=True, eq=False)
class Theorem:
    """A named result; as a fact in `by=` it stands for its statements."""

    name: str
    statements: tuple[Any, ...]
    refs: tuple[str, ...] = ()
    given: tuple[Any, ...] = ()
    doc: str = ""
    body: Callable[[Any], object] | None = None
    location: Location | None = None
    corrected: Theorem | None = None  # set for an erratum: the theorem that replaces the claim
    reason: str = ""  # set for an entry that is only a todo
    printed: Callable[[], Any] | None = None  # of an erratum that cannot be written down
    instance: Mapping[str, Any] | None = None  # of an erratum: given by the author
    denied: tuple[Theorem, ...] = ()  # of an erratum: they show that the claim fails there
    experiment: Experiment | None = None  # set for a claim about an experiment

    def __str__(self) -> str:
        return self.refs[0] if self.refs else self.name

    @property
    def claims(self) -> tuple[Claim, ...]:
        """The equations and inequalities among the statements."""
        return tuple(one for one in self.statements if isinstance(one, Claim))

    @property
    def requires(self) -> tuple[Any, ...]:
        """What must hold where the theorem is used."""
        return self.given

    def of(self, values: Mapping[Any, Any]) -> InstanceOf:
        """The theorem for particular matrices: `lemma.of({A: X @ X.T})`, for `by=` or `obtain`.

        Sizes follow from the values.  Its hypotheses are checked where the fact is used.
        """
        return _put_in(InstanceOf(self, self.statements, self.given, ()), values)

    @property
    def forward(self) -> Direction:
        """The theorem, an `Iff` or `Implies`, read from left to right, for `obtain`."""
        return Direction(self, *_sides(self, turned=False))

    @property
    def backward(self) -> Direction:
        """The theorem, an `Iff`, read from right to left, for `obtain`."""
        return Direction(self, *_sides(self, turned=True))

    def at(self, position: Int, value: Int | int) -> InstanceOf:
        """The theorem at another layer index: `lemma.at(n, l - 1)`, for `by=`.

        The value must lie in the range of the index, which is checked where the fact is used.
        """
        return _moved(InstanceOf(self, self.statements, self.given, ()), position, integer(value))

    def _repr_latex_(self) -> str:
        return r"$\displaystyle " + r",\quad ".join(map(latex_statement, self.statements)) + "$"


@dataclass(frozen=True, slots=True, eq=False)
class InstanceOf:
    """A theorem at a particular layer index or matrix; `needs` are the constraints on the index."""

    theorem: Theorem
    statements: tuple[Any, ...]
    given: tuple[Any, ...]
    needs: tuple[Constraint, ...]
    index: str = ""
    value: Int | None = None
    matrices: str = ""  # for which matrices, if it is not at a layer alone
    moves: tuple[Mapping[Any, Any], ...] = ()  # its values, one after the other
    values: tuple[Expr, ...] = ()  # of letters, and of the members of families

    def __str__(self) -> str:
        return f"{self.theorem} at {self.matrices or f'{self.index} = {self.value}'}"

    def of(self, values: Mapping[Any, Any]) -> InstanceOf:
        """The instance for particular matrices: `lemma.at(l, r).of({W: A[k]})`."""
        return _put_in(self, values)

    def at(self, position: Int, value: Int | int) -> InstanceOf:
        """The instance at another layer index."""
        return _moved(self, position, integer(value))

    @property
    def claims(self) -> tuple[Claim, ...]:
        """The equations and inequalities among the statements."""
        return tuple(one for one in self.statements if isinstance(one, Claim))

    @property
    def requires(self) -> tuple[Any, ...]:
        """What must hold where the theorem is used."""
        return (*self.given, *self.needs)

    @property
    def forward(self) -> Direction:
        """The instance of an `Iff` or `Implies`, read from left to right, for `obtain`."""
        return Direction(self, *_sides(self, turned=False))

    @property
    def backward(self) -> Direction:
        """The instance of an `Iff`, read from right to left, for `obtain`."""
        return Direction(self, *_sides(self, turned=True))


@dataclass(frozen=True, slots=True, eq=False)
class Direction:
    """One direction of a theorem that is an `Iff` or `Implies`."""

    theorem: Theorem | InstanceOf
    requires: tuple[Any, ...]
    statements: tuple[Any, ...]

    def __str__(self) -> str:
        return str(self.theorem)


def _put_in(source: InstanceOf, values: Mapping[Any, Any]) -> InstanceOf:
    """An instance with values for letters and families."""
    chosen = substitution(values)
    if any(isinstance(one, Definition) for one in source.given):
        raise StatementError(f"`{source.theorem}` is stated for a definition and has no instances")
    inside = {one for found in source.given if isinstance(found, Property) for one in found}
    given = (_given_of(one, chosen) for one in source.given if one not in inside)
    shown = [f"{name_of(key)} = {_value_text(value)}" for key, value in values.items()]
    return InstanceOf(
        source.theorem,
        tuple(put(one, chosen) for one in source.statements),
        tuple(spread(list(given))),
        source.needs,
        matrices=_together(source, shown),
        moves=(*source.moves, values),
        values=(*map(chosen, source.values), *_formulas(values.values())),
    )


def formula_of(value: Any) -> Any:
    """What a value of a family stands for at a layer; any other value itself."""
    if isinstance(value, Definition):
        return value.body
    return value[0] if isinstance(value, DefinedFamily) else value


def _formulas(values: Iterable[Any]) -> list[Expr]:
    return [one for one in map(formula_of, values) if isinstance(one, Expr)]


def _moved(source: InstanceOf, position: Int, value: Int) -> InstanceOf:
    """An instance at another layer index, which must be the one that the statement has."""
    name = index_name(position)
    own = [bare(one) for one in source.given if not isinstance(one, Definition)]
    stated = [*source.statements, *own]
    every = (found for one in stated for found in in_their_ranges(free_atoms(one)).values())
    atoms = {found for found in every if found.name == name}
    said = f"`{source.theorem.name}`"
    if not atoms:
        raise StatementError(f"{said} does not mention the layer index `{name}`")
    if atoms != set(position.atoms()):
        raise StatementError(f"the layer index `{name}` of {said} has another range")
    first = not (source.index or source.matrices)
    return InstanceOf(
        source.theorem,
        tuple(at_index(one, position, value) for one in source.statements),
        tuple(hypothesis_at(one, position, value) for one in source.given),
        (*(at_index(one, position, value) for one in source.needs), *range_of(position, value)),
        name if first else "",
        value if first else None,
        "" if first else _together(source, [f"{name} = {value}"]),
        (*source.moves, {position: value}),
        tuple(at(one, position, value) for one in source.values),
    )


def _together(source: InstanceOf, more: Sequence[str]) -> str:
    before = source.matrices or (f"{source.index} = {source.value}" if source.index else "")
    return ", ".join([before, *more] if before else more)


def _value_text(value: Any) -> str:
    return value.shown if isinstance(value, Family) else str(getattr(value, "name", value))


def _sides(source: Theorem | InstanceOf, *, turned: bool) -> tuple[tuple[Any, ...], Any]:
    (statement, *more) = source.statements
    if (
        more
        or not isinstance(statement, Iff | Implies)
        or (turned and not isinstance(statement, Iff))
    ):
        raise StatementError(f"`{source}` is not a single `Iff`, and has no such direction")
    sides = (statement.right, statement.left) if turned else (statement.left, statement.right)
    return (*source.requires, *conjuncts(sides[0])), (sides[1],)


def bare(given: Any) -> Any:
    """A hypothesis without its name."""
    return given.statement if isinstance(given, Hypothesis) else given


def _given_of(given: Any, values: Substitution) -> Any:
    if isinstance(given, Hypothesis):
        return Hypothesis(put(given.statement, values), given.name)
    return put(given, values)
