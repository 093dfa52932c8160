"""The linear system of an ansatz: which combinations of candidates have the derivative kappa Q.

Each candidate has a canonical form, and so has its time derivative.  Networks with different keys
are different functions at large enough sizes, so  sum c_i dQ_i/dt = kappa sum c_i Q_i  for all
parameters and all residuals is a linear system for c, exactly solved.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from symland.conserved.coefficients import CoefficientField
from symland.elaborate import context_of, term
from symland.errors import UndecidedError
from symland.kernel.linear import Context, KernelError, Undecided
from symland.kernel.network import Key
from symland.kernel.normal import Normal, normalise
from symland.kernel.poly import ZERO, Poly
from symland.kernel.terms import expand
from symland.language.derivatives import Flow, ddt_node
from symland.language.expr import Expr, Scalar
from symland.language.integers import Constraint

Coefficients = dict[Key, Poly]


@dataclass(frozen=True, slots=True)
class Solution:
    """A combination of candidates with dQ/dt = rate Q."""

    rate: Scalar
    vector: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Canonical forms of candidates and of their time derivatives."""

    values: tuple[Coefficients, ...]
    derivatives: tuple[Coefficients, ...]

    def polynomials(self) -> Iterator[Poly]:
        """Every coefficient."""
        for entry in (*self.values, *self.derivatives):
            yield from entry.values()

    def distinct(self) -> tuple[list[int], list[int]]:
        """Places of candidates that differ as functions, and for each candidate which it is."""
        keys = [frozenset(value.items()) for value in self.values]
        first = {key: place for place, key in reversed(list(enumerate(keys)))}
        kept = sorted(first.values())
        return kept, [kept.index(first[key]) for key in keys]

    def only(self, places: Sequence[int]) -> Table:
        """Some of the candidates."""
        return Table(tuple(self.values[n] for n in places),
                     tuple(self.derivatives[n] for n in places))  # fmt: skip


@dataclass(frozen=True, slots=True)
class System:
    """The linear system of a table over a field that holds all coefficients."""

    field: CoefficientField
    table: Table

    def rank(self) -> int:
        """The rank of the derivatives: candidates minus conserved combinations."""
        derivatives = self.table.derivatives
        return self.field.rank([self._row(key, derivatives) for key in _keys(derivatives)])

    def _row(self, key: Key, entries: Sequence[Coefficients]) -> list[Any]:
        return [self.field.element(entry.get(key, ZERO)) for entry in entries]

    def solutions(self) -> list[Solution]:
        """A basis of the combinations with dQ/dt = kappa Q, for every kappa that may occur."""
        found: list[Solution] = []
        for rate in self._rates():
            rows = self._eigen_rows(rate)
            found += [Solution(self.field.scalar(rate), tuple(vector))
                      for vector in self.field.nullspace(rows, len(self.table.values))]  # fmt: skip
        return found

    def _rates(self) -> list[Any]:
        """0, and each factor with which a candidate stands in its own derivative."""
        rates = [self.field.domain.zero]
        for value, derivative in zip(self.table.values, self.table.derivatives, strict=True):
            for key, own in value.items():
                if key in derivative:
                    factor = self.field.element(derivative[key]) / self.field.element(own)
                    rates += [factor] if factor not in rates else []
        return rates

    def _eigen_rows(self, rate: Any) -> list[list[Any]]:
        values, derivatives = self.table.values, self.table.derivatives
        rows = []
        for key in _keys([*derivatives, *(values if rate else ())]):
            row = self._row(key, derivatives)
            if rate:
                own = self._row(key, values)
                row = [a - rate * b for a, b in zip(row, own, strict=True)]
            rows.append(row)
        return rows


def table_of(
    candidates: Sequence[Expr], flow: Flow, constraints: Sequence[Constraint] = ()
) -> Table:
    """The canonical forms of candidates and of their time derivatives along a flow."""
    nodes = [ddt_node(candidate, flow) for candidate in candidates]
    context = context_of([*candidates, *nodes], constraints)
    return Table(tuple(_coefficients(canonical(one, context)) for one in candidates),
                 tuple(_coefficients(canonical(one, context)) for one in nodes))  # fmt: skip


def canonical(expr: Expr, context: Context) -> Normal:
    """The canonical form of an expression."""
    try:
        return normalise(expand(term(expr), context), context)
    except Undecided as need:
        raise UndecidedError(
            f"the order of layers matters in `{expr}`: is {need.form} nonnegative?",
            help="give the layer indices their ranges, `index(name, low, high)`",
        ) from need
    except KernelError as error:
        raise UndecidedError(f"the kernel cannot take `{expr}`: {error}") from error


def _coefficients(form: Normal) -> Coefficients:
    return {key: piece.coefficient for key, piece in form.entries.items()}


def _keys(table: Sequence[Coefficients]) -> list[Key]:
    return list(dict.fromkeys(key for entry in table for key in entry))
