"""Families of layers of symbolic length, and generic functions of vectors.

`W = family("W", d)` has members `W[k]` of size d[k] x d[k-1]; `chain(W, hi, lo)` is the product
`W[hi] W[hi-1] ... W[lo]`, and the identity when `hi = lo - 1`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias, TypeVar, cast

from symland.errors import ExpressionError, SizeError
from symland.language.build import identity, index_name, indices_of
from symland.language.expr import ONE, Expr, Matrix, Scalar, as_matrix, describe, rebuild, size
from symland.language.integers import (
    Atom,
    Int,
    SizeFamily,
    check_name,
    integer,
    symbol,
)

SizeRule: TypeAlias = "SizeFamily | Int | int | Callable[[Int], Int]"
AnyExpr = TypeVar("AnyExpr", bound=Expr)
PLACE = symbol(Atom("index", "#"))


@dataclass(frozen=True, slots=True)
class Family:
    """Matrices `W[k]`, one for each layer; `rows` and `cols` are their sizes at the place `#`."""

    name: str
    rows: Int
    cols: Int

    def __getitem__(self, position: Int | int) -> Matrix:
        place = integer(position)
        return Matrix("member", (), (self, place), self.rows_at(place), self.cols_at(place))

    def rows_at(self, place: Int) -> Int:
        return self.rows.substitute("#", place)

    def cols_at(self, place: Int) -> Int:
        return self.cols.substitute("#", place)

    def rows_at_number(self, place: int) -> Int:
        return self.rows_at(integer(place))

    def cols_at_number(self, place: int) -> Int:
        return self.cols_at(integer(place))

    @property
    def chainable(self) -> bool:
        """Whether `W[k] W[k-1]` is defined for every k."""
        return self.cols == self.rows_at(PLACE - 1)


@dataclass(frozen=True, slots=True)
class Function:
    """A generic smooth function from R^n to R^p (`outputs` is 1 for a scalar function)."""

    name: str
    inputs: Int
    outputs: Int

    def __call__(self, argument: Matrix) -> Matrix | Scalar:
        found = as_matrix(argument, f"`{self.name}`")
        if found.shape != (self.inputs, ONE):
            raise SizeError(f"`{self.name}` takes a vector of {self.inputs}; {describe(found)}")
        if self.outputs == ONE:
            return Scalar("apply", (found,), self)
        return Matrix("apply", (found,), self, self.outputs, ONE)

    def __str__(self) -> str:
        return self.name


def family(name: str, rows: SizeRule, cols: SizeRule | None = None) -> Family:
    """Layers `W[k]`: `family("W", d)` of size d[k] x d[k-1], `family("C", n, n)` of one size.

    A size is a family of sizes (taken at k), a size, or a function of k.

    >>> from symland import chain, dims, family, index
    >>> d = dims("d[]")
    >>> W, l = family("W", d), index("l", 1)
    >>> chain(W, l, 1).shape
    (d[l], d[0])
    """
    check_name(name)
    height = _rule(rows, 0)
    if cols is None:
        width = _rule(rows, 1) if isinstance(rows, SizeFamily) else height
    else:
        width = _rule(cols, 0)
    return Family(name, height, width)


def chain(layers: Family, high: Int | int, low: Int | int) -> Matrix:
    """The product W[high] ... W[low] of layers, the identity when `high = low - 1`.

    Raises `SizeError` when neighbouring members do not fit, or when `high < low - 1` for numbers.

    >>> from symland import chain, dims, family, index
    >>> W = family('W', dims('d[]'))
    >>> print(chain(W, index('l', 1), 1))
    W[l..1]
    """
    if not isinstance(layers, Family):
        raise ExpressionError(f"`chain` needs a family of layers, not {layers!r}")
    top, bottom = integer(high), integer(low)
    if not layers.chainable:
        raise SizeError(
            f"the members of `{layers.name}` do not multiply: `{layers.name}[k]` has "
            f"{layers.cols_at(PLACE)} columns, `{layers.name}[k-1]` has "
            f"{layers.rows_at(PLACE - 1)} rows".replace("#", "k")
        )
    length = (top - bottom).number
    if length is not None and length < -1:
        raise SizeError(f"a product from {top} down to {bottom} has fewer than no factors")
    data = (layers, top, bottom)
    return Matrix("chain", (), data, layers.rows_at(top), layers.rows_at(bottom - 1))


def function(name: str, inputs: Int | int, outputs: Int | int = 1) -> Function:
    """A generic function from R^inputs to R^outputs, differentiable as often as is needed.

    >>> from symland import dims, function, vector
    >>> n, p = dims("n p")
    >>> print(function("u", n, p)(vector("x", n)))
    u(x)
    """
    check_name(name)
    return Function(name, size(inputs), size(outputs))


def at(expr: AnyExpr, position: Int, value: Int | int) -> AnyExpr:
    """The expression with the layer index `position` replaced by `value`.

    >>> from symland import at, chain, dims, family, index
    >>> W, k = family("W", dims("d[]")), index("k", 1)
    >>> print(at(chain(W, k, 1), k, 3))
    W[3..1]
    """
    return cast(AnyExpr, _at(expr, index_name(position), integer(value)))


def _at(expr: Expr, name: str, value: Int) -> Expr:
    if expr.op == "sum" and expr.data[0] == name:
        return expr
    captured = expr.op == "sum" and any(atom.name == expr.data[0] for atom in value.atoms())
    if captured and name in indices_of(expr):
        raise ExpressionError(f"`{value}` would be captured by the sum over `{expr.data[0]}`")
    args = tuple(_at(arg, name, value) for arg in expr.args)
    rows, cols = expr.rows.substitute(name, value), expr.cols.substitute(name, value)
    if expr.op == "member":
        return expr.data[0][expr.data[1].substitute(name, value)]
    if expr.op == "chain":
        layers, top, bottom = expr.data
        return _short(layers, top.substitute(name, value), bottom.substitute(name, value))
    data = _data_at(expr.data, name, value)
    if args == expr.args and (rows, cols, data) == (expr.rows, expr.cols, expr.data):
        return expr
    if (rows, cols, data) == (expr.rows, expr.cols, expr.data):
        return rebuild(expr, args)
    return type(expr)(expr.op, args, data, rows, cols)


def _short(layers: Family, top: Int, bottom: Int) -> Matrix:
    """A product of layers, written W[k] or I where it has one factor or none."""
    length = (top - bottom).number
    if length == 0:
        return layers[top]
    return identity(layers.rows_at(top)) if length == -1 else chain(layers, top, bottom)


def _data_at(data: object, name: str, value: Int) -> object:
    if isinstance(data, Int):
        return data.substitute(name, value)
    if isinstance(data, tuple):
        return tuple(_data_at(item, name, value) for item in data)
    if isinstance(data, Function):
        sizes = data.inputs.substitute(name, value), data.outputs.substitute(name, value)
        return Function(data.name, *sizes)
    return data


def _rule(rule: SizeRule, shift: int) -> Int:
    place = PLACE - shift
    if isinstance(rule, SizeFamily):
        return rule[place]
    if callable(rule) and not isinstance(rule, Int):
        return size(rule(place))
    return size(rule)
