"""Entries of letters as unknowns: statements become polynomial equations.

An inverse is an unknown Z with A Z = I, a Moore-Penrose inverse one with the four equations of
Penrose (1955), a reciprocal one with z a = 1, a square root one with z^2 = a.  The coefficients of
the polynomials that stand for generic entrywise functions are unknowns, too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from typing import Any

import flint
import numpy as np
from numpy.typing import ArrayLike

from numeric.arithmetic import Array, Element, Field, FieldError, rational
from numeric.draw import Random, small_integers
from numeric.evaluate import Evaluator
from numeric.fields import PRIME, exact
from numeric.instance import Instance, Letter
from symland.errors import SymlandError
from symland.language.claims import Claim
from symland.language.expr import Expr
from symland.language.families import Function

MOST = 160  # unknowns
TERMS = 8_000  # of all equations together
LARGEST = 400_000  # entries of the matrix in which contradictions are looked for
DEGREE = 3  # of polynomials that stand for entrywise functions


@cache
def ring(count: int = MOST) -> Any:
    """The polynomials over Q in so many unknowns."""
    return flint.fmpq_mpoly_ctx.get([f"v{n}" for n in range(count)], flint.Ordering.degrevlex)


@cache
def unknowns(count: int = MOST) -> tuple[Any, ...]:
    """The unknowns of that ring."""
    return ring(count).gens()


class TooManyError(FieldError):
    """SL006: more unknowns than a joint solution is tried for."""


@dataclass(frozen=True, slots=True)
class System:
    """Polynomials that must vanish, others that must be (strictly) positive, and their unknowns."""

    equations: tuple[Any, ...]
    orders: tuple[tuple[Any, bool], ...]  # polynomial, and whether 0 is excluded
    letters: dict[Letter, Array]
    activations: dict[str, tuple[Any, ...]]
    count: int


def system(claims: Sequence[Claim], domain: Sequence[Expr], instance: Instance) -> System:
    """The statements as polynomials in the entries of letters, for the sizes of an instance.

    What is not polynomial (tanh, kinks) is left out.  `domain` are formulas whose inverses exist.
    Raises `TooManyError` where there are more than `MOST` unknowns, or more than `TERMS` terms.
    """
    numbers = Unknowns()
    unknown = Instance(instance.dimensions, source=_Letters(numbers))
    run = Evaluator(unknown, numbers)
    equations: list[Any] = []
    orders: list[tuple[Any, bool]] = []
    terms = 0
    for claim in claims:
        before = len(numbers.equations)
        try:
            left, right = run.value(claim.left), run.value(claim.right)
            values = list((left - right).flat)
        except TooManyError:
            raise
        except SymlandError:
            del numbers.equations[before:]
            continue
        terms += sum(map(len, values))
        if terms > TERMS:
            raise TooManyError(f"the equations have more than {TERMS} terms")
        if claim.relation == "eq":
            equations += values
        else:
            sign = -1 if claim.relation in ("le", "lt") else 1
            orders.append((sign * values[0], claim.relation in ("lt", "gt")))
    for node in dict.fromkeys(node for expr in domain for node in expr.walk() if node.op == "inv"):
        try:
            run.value(node)
        except TooManyError:
            raise
        except SymlandError:
            continue
    here = ring(numbers.count)

    def moved(one: Any) -> Any:
        return one.project_to_context(here)

    found = tuple(moved(one) for one in (*equations, *numbers.equations) if one != 0)
    letters = {letter: np.asarray(np.frompyfunc(moved, 1, 1)(entries), dtype=object)
               for letter, entries in unknown.letters.items()}  # fmt: skip
    activations = {name: tuple(map(moved, parts)) for name, parts in unknown.activations.items()}
    signs = tuple((moved(one), strict) for one, strict in orders)
    return System(found, signs, letters, activations, numbers.count)


@dataclass(slots=True)
class Unknowns(Field):
    """Polynomials over Q in unknowns; each object has unknowns and equations of its own."""

    count: int = 0
    equations: list[Any] = field(default_factory=list)
    made: list[tuple[str, Array, Array]] = field(default_factory=list)

    name = "unknown entries"
    is_exact = True
    is_ordered = False

    def fresh(self, shape: tuple[int, int]) -> Array:
        """A matrix of new unknowns."""
        size = shape[0] * shape[1]
        if self.count + size > MOST:
            raise TooManyError(f"there are more than {MOST} unknowns")
        found = np.empty(size, dtype=object)
        for place in range(size):
            found[place] = unknowns()[self.count + place]
        self.count += size
        return found.reshape(shape)

    def element(self, value: Fraction | int | Any) -> Element:
        if isinstance(value, flint.fmpq_mpoly):
            return value
        return ring().constant(flint.fmpq(value.numerator, value.denominator))

    def array(self, values: ArrayLike) -> Array:
        return self.map(self._entry, np.asarray(values).astype(object))

    def _entry(self, value: Any) -> Element:
        return value if isinstance(value, flint.fmpq_mpoly) else self.element(rational(value))

    def constant(self, value: Fraction | int, shape: tuple[int, ...]) -> Array:
        found, number = np.empty(shape, dtype=object), self.element(value)
        for place in range(found.size):
            found.flat[place] = number
        return found

    def identity(self, size: int) -> Array:
        found = self.constant(0, (size, size))
        for place in range(size):
            found[place, place] = self.element(1)
        return found

    def pivot(self, column: Array, whole: Array) -> int | None:  # noqa: ARG002 - there are none
        raise FieldError("unknown entries have no pivots")

    def reciprocal(self, value: Element) -> Element:
        return self.inverse(_single(value))[0, 0]

    def inverse(self, matrix: Array) -> Array:
        return self._made("inverse", matrix, lambda z: [matrix @ z - self.identity(len(matrix))])

    def pinv(self, matrix: Array) -> Array:
        def laws(p: Array) -> list[Array]:
            left, right = matrix @ p, p @ matrix
            return [left @ matrix - matrix, right @ p - p, left - left.T, right - right.T]

        return self._made("pinv", matrix, laws)

    def determinant(self, matrix: Array) -> Element:
        if len(matrix) == 1:
            return matrix[0, 0]
        total = self.element(0)
        for column, value in enumerate(matrix[0]):
            minor = self.determinant(np.delete(matrix[1:], column, axis=1))
            total = total + (-1) ** column * value * minor
        return total

    def root(self, values: Array, degree: int) -> Array:
        if degree != 2:
            raise FieldError("roots of higher degree are not solved for")
        return self._made("root", values, lambda z: [z * z - values])

    def _made(self, kind: str, matrix: Array, laws: Any) -> Array:
        """What a matrix determines; equal matrices have one of each kind."""
        for known, argument, result in self.made:
            same = known == kind and argument.shape == matrix.shape
            if same and not (argument != matrix).any():
                return result
        if kind != "root" and all(value.is_constant() for value in matrix.flat):
            return self.array(_known(kind, matrix))
        shape = matrix.shape[-2:] if kind == "root" else matrix.shape[::-1]
        found = self.fresh((shape[0], shape[1]))
        self.equations += [value for law in laws(found) for value in law.flat]
        self.made.append((kind, matrix, found))
        return found


def _single(value: Any) -> Array:
    found = np.empty((1, 1), dtype=object)
    found[0, 0] = value
    return found


def _known(kind: str, matrix: Array) -> Array:
    """The inverse of a matrix of constants."""
    numbers = exact.array(number_array(matrix))
    found = exact.inverse(numbers) if kind == "inverse" else exact.pinv(numbers)
    return np.asarray(np.frompyfunc(rational, 1, 1)(found), dtype=object)


def contradicts(equations: Sequence[Any]) -> bool:
    """Whether a sum of multiples of the equations reads 1 = 0 (seen modulo a prime).

    Traces do that where sizes do not fit, as those of Q'Q = I and QQ' = I do for a narrow Q.
    """
    one = (0,) * len(ring_gens(equations))
    monomials = {monomial for equation in equations for monomial in equation.monoms()} - {one}
    if not equations or len(equations) * len(monomials) > LARGEST:
        return False
    places = {monomial: place for place, monomial in enumerate([*monomials, one])}
    rows = []
    for equation in equations:
        row = [0] * len(places)
        for monomial, factor in equation.terms():
            row[places[monomial]] = int(factor.p) * pow(int(factor.q), -1, PRIME) % PRIME
        rows.append(row)
    reduced, rank = flint.nmod_mat(rows, PRIME).rref()
    last = reduced.tolist()[rank - 1]
    return not any(last[:-1])


def ring_gens(equations: Sequence[Any]) -> tuple[Any, ...]:
    """The unknowns of the ring of some polynomials."""
    return equations[0].context().gens() if equations else ()


def used_in(polynomial: Any) -> tuple[int, ...]:
    """The places of the unknowns that occur."""
    return tuple(place for place, degree in enumerate(polynomial.degrees()) if degree > 0)


def number_array(matrix: Array) -> Array:
    """Constant polynomials as fractions."""
    return np.asarray(np.frompyfunc(number, 1, 1)(matrix), dtype=object)


def number(value: Any) -> Fraction:
    """A constant polynomial as a fraction."""
    if value == 0:
        return Fraction(0)
    found = value.leading_coefficient()
    return Fraction(int(found.p), int(found.q))


class _Letters:
    """Gives unknowns to letters and to the coefficients of entrywise functions."""

    def __init__(self, numbers: Unknowns) -> None:
        self.numbers = numbers
        self.random = Random(0, small_integers())

    def matrix(self, letter: Letter, rows: int, cols: int) -> Array:  # noqa: ARG002 - all alike
        return self.numbers.fresh((rows, cols))

    def polynomial(self, function: Function, inputs: int, outputs: int) -> tuple[Array, ...]:
        return self.random.polynomial(function, inputs, outputs)

    def activation(self, name: str) -> tuple[Any, ...]:  # noqa: ARG002 - all alike
        return tuple(self.numbers.fresh((1, DEGREE + 1))[0])
