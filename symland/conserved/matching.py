"""Laws with entrywise functions: diag(W_2' W_2) - 2 Sigma(W_1) 1 in a one-hidden-layer network.

The sums over rows or columns of unknown functions of the parameters are matched (see
`separation`); a slope such as sigma/sigma' is integrated, and the law is proved by the kernel from
the equation Sigma' o sigma' = sigma.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import sympy
from sympy import Symbol

from symland.conserved.integration import integral_from_zero
from symland.conserved.laws import Integrated, Law
from symland.conserved.matching_proof import Term, prove_entrywise
from symland.conserved.places import Reading, UnreadableError, grouped, read
from symland.conserved.residual import names_in
from symland.conserved.separation import Equation, Slopes, simplified, solve
from symland.conserved.slopes import as_number, integrand_of, is_negative, matrix_of, text_of
from symland.conserved.system import canonical
from symland.elaborate import context_of, term
from symland.kernel.linear import Context
from symland.kernel.network import Head
from symland.kernel.terms import expand
from symland.language.build import hadamard, ones
from symland.language.claims import Eq
from symland.language.derivatives import Flow, ddt_node
from symland.language.expr import ONE, Matrix
from symland.language.functions import Activation, diagonal
from symland.language.integers import Int

UNKNOWN = "phi"


@dataclass(frozen=True, slots=True)
class Sum:
    """The sums over the rows (axis 0) or columns (axis 1) of a function of a parameter."""

    letter: Matrix
    axis: int

    @property
    def size(self) -> Int:
        return self.letter.shape[self.axis]

    def of(self, function: Activation) -> Matrix:
        return self.over(function(self.letter))

    def over(self, body: Matrix) -> Matrix:
        """The row or column sums of a matrix."""
        if self.axis == 0:
            return body if body.cols == ONE else body @ ones(body.cols)
        return body.T @ ones(body.rows)

    @property
    def squares(self) -> Matrix:
        """The sums of squares as the diagonal of a product."""
        return self.letter @ self.letter.T if self.axis == 0 else self.letter.T @ self.letter


def entrywise_laws(
    flow: Flow, moving: Flow, functions: Mapping[str, Any]
) -> tuple[tuple[Law, ...], tuple[str, ...]]:
    """Laws with integrals of entrywise functions, and notes on what could not be decided."""
    letters = [x for x in moving.variables if x.op == "symbol"]
    inside = {node.args[0] for speed in moving.velocities for node in speed.walk()
              if node.op == "entrywise"}  # fmt: skip
    if not inside & set(letters):
        return (), ()
    sums: dict[Int, list[Sum]] = {}
    for letter in letters:
        for axis in (0,) if letter.cols == ONE else (0, 1):
            sums.setdefault(letter.shape[axis], []).append(Sum(letter, axis))
    laws: list[Law] = []
    notes: list[str] = []
    for size, group in sums.items():
        if len(group) < 2 or not inside & {one.letter for one in group}:
            continue
        try:
            laws += _of_size(group, flow, moving, functions)
        except UnreadableError as error:
            notes.append(f"sums of entrywise functions of size {size} were not decided: {error}")
    return tuple(laws), tuple(notes)


def _of_size(
    sums: Sequence[Sum], flow: Flow, moving: Flow, functions: Mapping[str, Any]
) -> list[Law]:
    variables = {place: _symbol(one) for place, one in enumerate(sums)}
    found = solve(_equations(sums, moving), variables)
    return [_law(slopes, sums, flow, moving, functions) for slopes in found]


def _symbol(one: Sum) -> Symbol:
    return Symbol(one.letter.data[0], real=True)


def _equations(sums: Sequence[Sum], moving: Flow) -> list[Equation]:
    """The functional equations for the slopes of the unknown functions."""
    heads = {x.data[0]: _head(x) for x in moving.variables if x.op == "symbol"}
    symbols = {name: Symbol(name, real=True) for name in heads}
    readings: list[tuple[int, Reading]] = []
    for place, one in enumerate(sums):
        node = ddt_node(one.of(Activation(f"{UNKNOWN}{place}")), moving)
        form = canonical(node, context_of([node]))
        readings += [(place, read(piece, heads, symbols)) for piece in form.entries.values()]
    owner = {id(reading): place for place, reading in readings}
    equations: list[Equation] = []
    for group in grouped([reading for _, reading in readings], heads):
        factors: dict[int, Any] = {}
        for reading in group:
            place = owner[id(reading)]
            x = _symbol(sums[place])
            slope = sympy.Function(f"{UNKNOWN}{place}")(x).diff(x)
            factors[place] = factors.get(place, 0) + reading.function / slope
        kept = {place: value for place, value in factors.items() if simplified(value) != 0}
        equations += [Equation(kept)] if kept else []
    return equations


def _head(letter: Matrix) -> Head:
    (piece,) = expand(term(letter), Context()).pieces
    return piece.atoms[0][0]


def _law(
    slopes: Slopes, sums: Sequence[Sum], flow: Flow, moving: Flow, functions: Mapping[str, Any],
) -> Law:  # fmt: skip
    """The law of a solution, scaled so that the leading function has the factor one."""
    taken = set().union(*(names_in(part) for part in (*flow.variables, *flow.velocities)))
    parts: list[tuple[Fraction, Any, Sum]] = []
    for place in sorted(slopes, reverse=True):
        factor, body = _positive(slopes[place], _symbol(sums[place]))
        parts.append((as_number(factor), body, sums[place]))
    linear = [n for n, (_, body, one) in enumerate(parts) if body == _symbol(one)]
    lead = parts[linear[0]][0] / 2 if linear else parts[0][0]
    terms = [_term(factor / lead, body, one, taken, functions) for factor, body, one in parts]
    return prove_entrywise(terms, flow, moving)


def _positive(slope: Any, x: Symbol) -> tuple[Any, Any]:
    """A number times a quotient, the denominator positive, the whole too where that is known."""
    factor, body = sympy.cancel(sympy.together(slope)).as_coeff_Mul()
    above, below = sympy.fraction(body)
    if is_negative(below, x):
        above, below = -above, -below
    if is_negative(above, x):
        above, factor = -above, -factor
    return factor, sympy.expand(above) / sympy.expand(below)


def _term(
    factor: Fraction, body: Any, one: Sum, taken: set[str], functions: Mapping[str, Any]
) -> Term:
    """One sum of the law: of squares, or of a function that is defined as an integral."""
    x = _symbol(one)
    if body == x:
        return Term(factor / 2, one, diagonal(one.squares))
    if body.is_polynomial(x):
        return Term(factor, one, one.over(matrix_of(sympy.integrate(body, x), one.letter)))
    name = next(n for n in ("Sigma", *(f"Sigma_{k}" for k in range(1, 99))) if n not in taken)
    taken.add(name)
    above, below = sympy.fraction(body)
    numerator, denominator = matrix_of(above, one.letter), matrix_of(below, one.letter)
    integrand = integrand_of(body, x, functions)
    closed = None if integrand is None else integral_from_zero(integrand)
    function = Activation(name)
    condition = Eq(hadamard(function.d(one.letter), denominator), numerator)
    defined = Integrated(name, text_of(body, x), closed, condition)
    return Term(factor, one, one.of(function), defined, denominator)
