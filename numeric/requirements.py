"""What an instance must give values to, so that expressions and statements can be evaluated."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias, TypeVar

from numeric.dimensions import with_bounds
from symland.errors import ExpressionError, NamingError
from symland.language.build import binds
from symland.language.claims import Claim
from symland.language.derivatives import GENERIC, UNIT
from symland.language.expr import Expr
from symland.language.families import Family, Function
from symland.language.functions import Activation
from symland.language.integers import Atom, Constraint, Int

Entry = TypeVar("Entry")
Place: TypeAlias = tuple[Expr, frozenset[str]]  # a node and the layer indices bound around it
Subject: TypeAlias = "Expr | Claim | Constraint"


@dataclass(frozen=True, slots=True)
class Requirements:
    """Names that occur free, in order of appearance; a letter's node carries its sizes.

    `activations` are all entrywise functions, derivatives aside; the generic ones (`is_generic`)
    need coefficients.
    """

    letters: dict[str, Expr] = field(default_factory=dict)
    scalars: dict[str, Expr] = field(default_factory=dict)
    families: dict[str, Family] = field(default_factory=dict)
    functions: dict[Function, None] = field(default_factory=dict)
    activations: dict[Activation, None] = field(default_factory=dict)
    sizes: dict[str, None] = field(default_factory=dict)
    size_families: dict[str, list[Int]] = field(default_factory=dict)
    index_atoms: dict[Atom, None] = field(default_factory=dict)

    @property
    def indices(self) -> list[str]:
        """Names of the layer indices."""
        return list(dict.fromkeys(atom.name for atom in with_bounds(self.index_atoms)))


def requirements(*subjects: Subject | Iterable[Subject]) -> Requirements:
    """The letters, sizes, layer indices, ... of expressions and statements, or of lists of them.

    >>> from symland.language.build import matrix, tr
    >>> from symland.language.integers import dims
    >>> m, n = dims("m n")
    >>> needs = requirements(tr(matrix("A", m, n) @ matrix("B", n, m)))
    >>> list(needs.letters), list(needs.sizes)
    (['A', 'B'], ['m', 'n'])
    """
    needs, seen = Requirements(), set()
    for expr in _expressions(subjects):
        if isinstance(expr, Int):
            _integers([expr], frozenset(), needs)
        else:
            _visit(expr, frozenset((GENERIC, UNIT)), needs, seen)
    for atom in with_bounds(needs.index_atoms):
        needs.index_atoms.setdefault(atom)
        _integers([bound for bound in (atom.low, atom.high) if bound], frozenset(), needs)
    return needs


def _expressions(subjects: Iterable[Any]) -> Iterable[Expr | Int]:
    for subject in subjects:
        if isinstance(subject, Claim):
            yield from (subject.left, subject.right)
        elif isinstance(subject, Constraint):
            yield subject.value
        elif isinstance(subject, Expr):
            yield subject
        elif isinstance(subject, Iterable):
            yield from _expressions(subject)
        else:
            raise ExpressionError(f"an expression or a statement is expected, not {subject!r}")


def _visit(expr: Expr, bound: frozenset[str], needs: Requirements, seen: set[Place]) -> None:
    if (expr, bound) in seen:
        return
    seen.add((expr, bound))
    _integers([expr.rows, expr.cols], bound, needs)
    _data(expr, bound, needs)
    inside = bound | binds(expr)
    for arg in expr.args:
        _visit(arg, inside, needs, seen)


def _data(expr: Expr, bound: frozenset[str], needs: Requirements) -> None:
    data = expr.data
    if expr.op == "symbol":
        table = needs.letters if expr.is_matrix else needs.scalars
        _enter(table, data[0], expr)
    elif expr.op in ("member", "chain"):
        _enter(needs.families, data[0].name, replace(data[0], params=()))
        _integers([data[0].rows, data[0].cols], frozenset((GENERIC,)), needs)
        _integers((*data[0].params, *data[1:]), bound, needs)
    elif expr.op == "defined":
        _integers(data[1:], bound, needs)
    elif expr.op == "apply":
        needs.functions.setdefault(data)
        _integers([data.inputs, data.outputs], bound, needs)
    elif expr.op == "entrywise":
        needs.activations.setdefault(replace(expr.data, order=0))
    elif expr.op == "size":
        _integers([data], bound, needs)
    elif expr.op == "sum":
        _integers(data[1:], bound, needs)


def _enter(table: dict[str, Entry], name: str, value: Entry) -> None:
    if table.setdefault(name, value) != value:
        raise NamingError(f"two different things are called `{name}`: `{name}` has other sizes or "
                         "another kind elsewhere")  # fmt: skip


def _integers(values: Iterable[Int], bound: frozenset[str], needs: Requirements) -> None:
    for value in values:
        for atom in value.atoms():
            if atom.kind == "index" and atom.name not in bound:
                needs.index_atoms.setdefault(atom)
            elif atom.kind == "size" and atom.args:
                places = needs.size_families.setdefault(atom.name, [])
                if atom.args[0] not in places:
                    places.append(atom.args[0])
            elif atom.kind == "size":
                needs.sizes.setdefault(atom.name)
