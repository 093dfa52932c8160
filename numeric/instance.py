"""Instances: concrete sizes, layer indices and entries for the letters of an expression.

All entries are rational numbers, so that one instance can be evaluated in every number system.  A
letter may be *defined* by an expression (a hypothesis solved for it) instead of by its entries.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NamedTuple, Protocol, TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from numeric.arithmetic import Array, Element, rational
from numeric.dimensions import Dimensions, SizeTable, positive, size_table
from symland.errors import ExpressionError, NamingError, SizeError
from symland.language.derivatives import GENERIC
from symland.language.expr import Expr
from symland.language.families import Family, Function

SizeGiven: TypeAlias = "int | Sequence[int] | SizeTable"


class Letter(NamedTuple):
    """What an instance gives a value to: a matrix, a scalar, or the member of a family."""

    kind: str  # "matrix", "scalar" or "member"
    name: str
    position: int = 0
    units: tuple[int, ...] = ()  # of a member A[k][q] the unit k; `position` is the layer q

    def __str__(self) -> str:
        places = (*self.units, self.position) if self.kind == "member" else ()
        return self.name + "".join(f"[{place}]" for place in places)


class Source(Protocol):
    """Draws the entries that an instance does not have yet."""

    def matrix(self, letter: Letter, rows: int, cols: int) -> Array: ...

    def polynomial(self, function: Function, inputs: int, outputs: int) -> tuple[Array, ...]: ...

    def activation(self, name: str) -> tuple[Fraction, ...]: ...


@dataclass(frozen=True, slots=True, eq=False)
class Instance:
    """Values of everything in an expression.

    `functions` holds the coefficients (c_0, ..., c_3) of polynomial maps
    u(x) = c_0 + c_1 x + c_2 (x kron x) + c_3 (x kron x kron x) by name and concrete sizes,
    `activations` those (c_0, c_1, ...) of the polynomials that stand for generic entrywise
    functions, divided by the polynomials of `denominators` where there are any.  What is missing
    is drawn from `source` and kept.
    """

    dimensions: Dimensions = field(default_factory=Dimensions)
    letters: dict[Letter, Array] = field(default_factory=dict)
    functions: dict[tuple[str, int, int], tuple[Array, ...]] = field(default_factory=dict)
    definitions: dict[Letter, Expr] = field(default_factory=dict)
    source: Source | None = None
    activations: dict[str, tuple[Fraction, ...]] = field(default_factory=dict)
    denominators: dict[str, tuple[Fraction, ...]] = field(default_factory=dict)

    def entries(self, letter: Letter, shape: tuple[int, int], *, symmetric: bool = False) -> Array:
        """The rational entries of a letter, which must have the given shape."""
        if letter not in self.letters:
            self.letters[letter] = self._draw(letter, shape, symmetric=symmetric)
        found = self.letters[letter]
        _check_shape(str(letter), found, shape)
        if symmetric and (found != found.T).any():
            raise ExpressionError(f"`{letter}` is symmetric, its entries are not")
        return found

    def coefficients(self, function: Function, inputs: int, outputs: int) -> tuple[Array, ...]:
        """The coefficients of the polynomial that stands for a generic function."""
        key = (function.name, inputs, outputs)
        if key not in self.functions:
            if self.source is None:
                raise NamingError(f"the function `{function.name}` has no value in this instance")
            self.functions[key] = self.source.polynomial(function, inputs, outputs)
        for degree, part in enumerate(self.functions[key]):
            _check_shape(f"{function.name}, degree {degree}", part, (outputs, inputs**degree))
        return self.functions[key]

    def activation(self, name: str) -> tuple[Fraction, ...]:
        """The coefficients of the polynomial that stands for a generic entrywise function."""
        if name not in self.activations:
            if self.source is None:
                raise NamingError(f"the function `{name}` has no value in this instance")
            self.activations[name] = self.source.activation(name)
        return self.activations[name]

    def shape(self, expr: Expr, bound: Mapping[str, int] | None = None) -> tuple[int, int]:
        """Concrete rows and columns of an expression."""
        value = self.dimensions.value
        rows, cols = value(expr.rows, bound), value(expr.cols, bound)
        return positive(rows, expr.rows), positive(cols, expr.cols)

    def member_shape(self, family: Family, position: int) -> tuple[int, int]:
        """Concrete rows and columns of the member `W[position]`."""
        bound = {GENERIC: position}
        rows = self.dimensions.value(family.rows, bound)
        cols = self.dimensions.value(family.cols, bound)
        name = f"{family.name}[{position}]"
        return positive(rows, f"rows of {name}"), positive(cols, f"columns of {name}")

    def _draw(self, letter: Letter, shape: tuple[int, int], *, symmetric: bool) -> Array:
        if self.source is None:
            raise NamingError(f"`{letter}` has no value in this instance")
        found = self.source.matrix(letter, *shape)
        return np.triu(found) + np.triu(found, 1).T if symmetric else found


def instance(
    *,
    sizes: Mapping[str, SizeGiven] | None = None,
    indices: Mapping[str, int] | None = None,
    letters: Mapping[str, ArrayLike] | None = None,
    members: Mapping[tuple[str, *tuple[int, ...]], ArrayLike] | None = None,
    scalars: Mapping[str, Element] | None = None,
    functions: Mapping[tuple[str, int, int], tuple[ArrayLike, ...]] | None = None,
    activations: Mapping[str, Sequence[Element]] | None = None,
) -> Instance:
    """An instance from given values; sizes are numbers, or lists, dicts or functions for families.

    >>> found = instance(sizes={"n": 2, "d": [2, 3]}, letters={"A": [[1, 2], [3, 4]]})
    >>> found.letters[Letter("matrix", "A")].shape
    (2, 2)
    """
    values = {Letter("matrix", name): matrix_entries(name, value)
              for name, value in (letters or {}).items()}  # fmt: skip
    for (name, *units, position), value in (members or {}).items():
        values[Letter("member", name, position, tuple(units))] = matrix_entries(name, value)
    for name, value in (scalars or {}).items():
        values[Letter("scalar", name)] = matrix_entries(name, [[value]])
    maps = {key: tuple(matrix_entries(key[0], part) for part in parts)
            for key, parts in (functions or {}).items()}  # fmt: skip
    entrywise = {name: tuple(rational(number) for number in numbers)
                 for name, numbers in (activations or {}).items()}  # fmt: skip
    dimensions = dimensions_of(sizes or {}, indices or {})
    return Instance(dimensions, values, maps, activations=entrywise)


def dimensions_of(sizes: Mapping[str, SizeGiven], indices: Mapping[str, int]) -> Dimensions:
    """Dimensions from a table that mixes sizes and families of sizes."""
    plain = {name: value for name, value in sizes.items() if isinstance(value, int)}
    tables = {name: size_table(name, value) for name, value in sizes.items() if name not in plain}
    return Dimensions(plain, tables, dict(indices))


def matrix_entries(name: str, value: ArrayLike) -> Array:
    """A two-dimensional array from nested lists or an array; a flat one is a column."""
    found = np.asarray(value)
    if found.ndim == 1:
        found = found[:, None]
    if found.ndim != 2 or found.dtype.kind not in "iufO":
        raise ExpressionError(f"the entries of `{name}` are not a matrix of numbers: {value!r}")
    return found


def _check_shape(name: str, found: Array, shape: tuple[int, int]) -> None:
    if found.shape != shape:
        raise SizeError(
            f"`{name}` is {shape[0]} x {shape[1]} in this instance, "
            f"its entries are {found.shape[0]} x {found.shape[1]}"
        )
