"""Where an expression is evaluated: values of bound layer indices, and what moves.

Scopes are nested.  A sum opens one for each value of its index, a derivative opens one in which
its variables carry infinitesimal parts.  What does not use anything that a scope changes is
evaluated, once, in the scope around it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from numeric.arithmetic import Array, Field
from numeric.instance import Instance, Letter
from numeric.jets import Jet
from symland.errors import ExpressionError
from symland.language.expr import Expr
from symland.language.families import Family
from symland.language.integers import Int

Operation: TypeAlias = "Callable[[Expr, Scope], Jet]"
Tangent: TypeAlias = Callable[[Letter], "Jet | None"]
Name: TypeAlias = "tuple[str, str]"  # ("index", k), ("letter", X) or ("family", W)


@dataclass(slots=True)
class Run:
    """What all scopes of one evaluation share."""

    instance: Instance
    field: Field
    operations: Mapping[str, Operation]
    names: dict[Expr, frozenset[Name]] = dataclasses.field(default_factory=dict)
    scopes: list[Scope] = dataclasses.field(default_factory=list)


@dataclass(slots=True, eq=False)
class Scope:
    """A place of evaluation; `hidden` are the names that mean something else outside."""

    run: Run
    indices: Mapping[str, int] = dataclasses.field(default_factory=dict)
    level: int = 0  # how many infinitesimals there are
    outer: Scope | None = None
    hidden: frozenset[Name] = frozenset()
    tangent: Tangent | None = None
    values: dict[Expr, Jet] = dataclasses.field(default_factory=dict)
    moved: dict[Letter, Jet] = dataclasses.field(default_factory=dict)

    def __post_init__(self) -> None:
        self.run.scopes.append(self)

    @property
    def field(self) -> Field:
        return self.run.field

    def value(self, expr: Expr) -> Jet:
        """The value of an expression here."""
        found = self.values.get(expr)
        if found is None:
            if self.outer is not None and self.hidden.isdisjoint(self._names(expr)):
                return self.outer.value(expr)
            found = self.values[expr] = self._operation(expr)(expr, self)
        return found

    def integer(self, polynomial: Int) -> int:
        """The value of a size or layer index here."""
        return self.run.instance.dimensions.value(polynomial, self.indices)

    def shape(self, expr: Expr) -> tuple[int, int]:
        """Concrete rows and columns."""
        return self.run.instance.shape(expr, self.indices)

    def key(self, variable: Expr) -> Letter:
        """The letter or member that a variable of differentiation is."""
        if variable.op == "symbol":
            return Letter("matrix" if variable.is_matrix else "scalar", variable.data[0])
        return self.layer(variable.data[0], self.integer(variable.data[1]))

    def layer(self, family: Family, position: int) -> Letter:
        """The member of a family at a place, here."""
        units = tuple(self.integer(unit) for unit in family.params)
        return Letter("member", family.name, position, units)

    def letter(self, key: Letter, read: Callable[[Letter, Scope], Array]) -> Jet:
        """The value of a letter with all its infinitesimal parts; `read` gets its entries."""
        if key not in self.moved:
            self.moved[key] = self._move(key, read)
        return self.moved[key]

    def bind(self, name: str, value: int) -> Scope:
        """The scope inside a sum, where a layer index has a value."""
        return self.bind_all({name: value})

    def bind_all(self, values: Mapping[str, int]) -> Scope:
        """The scope in which several layer indices have values."""
        hidden = frozenset(("index", name) for name in values)
        return Scope(self.run, {**self.indices, **values}, self.level, self, hidden)

    def move(self, names: frozenset[Name], tangent: Tangent) -> Scope:
        """The scope inside a derivative, where letters move along their tangents."""
        return Scope(self.run, self.indices, self.level + 1, self, names, tangent)

    def _move(self, key: Letter, read: Callable[[Letter, Scope], Array]) -> Jet:
        if self.outer is None:
            definition = self.run.instance.definitions.get(key)
            return {0: read(key, self)} if definition is None else self.value(definition)
        value = self.outer.letter(key, read)
        moved = self.tangent(key) if self.tangent else None
        return {**value, **moved} if moved else value

    def _operation(self, expr: Expr) -> Operation:
        found = self.run.operations.get(expr.op)
        if found is None:
            raise ExpressionError(f"`{expr.op}` is not an operation that can be evaluated")
        return found

    def _names(self, expr: Expr) -> frozenset[Name]:
        known = self.run.names
        if expr not in known:
            inside = [self._names(arg) for arg in expr.args]
            known[expr] = frozenset(own_names(expr)).union(*inside)
        return known[expr]


def own_names(expr: Expr) -> set[Name]:
    """Names that a node itself uses, its operands aside."""
    found: set[Name] = set()
    if expr.op == "symbol":
        found.add(("letter", expr.data[0]))
    data = expr.data if isinstance(expr.data, tuple) else (expr.data,)
    for item in (expr.rows, expr.cols, *data):
        if isinstance(item, Family):
            found.add(("family", item.name))
            found.update(("index", atom.name) for unit in item.params for atom in unit.atoms())
        elif isinstance(item, Int):
            found.update(("index", atom.name) for atom in item.atoms() if atom.kind == "index")
    return found
