"""Families of layers of symbolic length, and generic functions of vectors.

`W = family("W", d)` has members `W[k]` of size d[k] x d[k-1]; `chain(W, hi, lo)` is the product
`W[hi] W[hi-1] ... W[lo]`, and the identity when `hi = lo - 1`.  `A = family("A", n, n, indices=2)`
has members `A[k][q]`: the layers q of the units k.  `let_family("W", k, body)` abbreviates layers
that are made of others, such as the residual units W[k] = I + A[k][r] ... A[k][1].
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias, TypeVar, cast, overload

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
UNIT = symbol(Atom("index", "##"))


@dataclass(frozen=True, slots=True)
class Family:
    """Matrices `W[k]`, one for each layer; `rows` and `cols` are their sizes at the place `#`.

    `params` is empty, or holds the unit k of the layers `A[k][q]` of a doubly indexed family.
    """

    name: str
    rows: Int
    cols: Int
    params: tuple[Int, ...] = ()

    def __getitem__(self, position: Int | int) -> Matrix:
        place = integer(position)
        return Matrix("member", (), (self, place), self.rows_at(place), self.cols_at(place))

    def between(self, high: Int, low: Int) -> Matrix:
        """The product of the layers high, ..., low, whose sizes and length have been checked."""
        data = (self, high, low)
        return Matrix("chain", (), data, self.rows_at(high), self.cols_at(low))

    @property
    def shown(self) -> str:
        """The name with the unit, `A[k]`."""
        return self.name + "".join(f"[{unit}]" for unit in self.params)

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
class DefinedFamily(Family):
    """Layers `W[k]` that abbreviate an expression in other letters; `meaning` is it at `#`."""

    meaning: Matrix | None = None

    def __getitem__(self, position: Int | int) -> Matrix:
        place = integer(position)
        return self.between(place, place)

    def between(self, high: Int, low: Int) -> Matrix:
        plain = Family(self.name, self.rows, self.cols)
        sizes = self.rows_at(high), self.cols_at(low)
        return Matrix("defined", (self.meaning,), (plain, high, low), *sizes)


@dataclass(frozen=True, slots=True)
class Families:
    """Matrices `A[k][q]`: the layers q of the units k, of sizes that depend on q alone."""

    name: str
    rows: Int
    cols: Int

    def __getitem__(self, unit: Int | int) -> Family:
        return Family(self.name, self.rows, self.cols, (integer(unit),))


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


@overload
def family(
    name: str, rows: SizeRule, cols: SizeRule | None = None, *, indices: Literal[1] = 1
) -> Family: ...
@overload
def family(
    name: str, rows: SizeRule, cols: SizeRule | None = None, *, indices: Literal[2]
) -> Families: ...
def family(
    name: str, rows: SizeRule, cols: SizeRule | None = None, *, indices: int = 1
) -> Family | Families:
    """Layers `W[k]`: `family("W", d)` of size d[k] x d[k-1], `family("C", n, n)` of one size.

    A size is a family of sizes (taken at k), a size, or a function of k.  With `indices=2` the
    layers are `A[k][q]`, q counts the layers of the unit k, and the sizes depend on q.

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
    if indices not in (1, 2):
        raise ExpressionError(f"layers have one index or two, not {indices!r}")
    return Family(name, height, width) if indices == 1 else Families(name, height, width)


def let_family(name: str, position: Int, body: Matrix) -> DefinedFamily:
    """Abbreviates layers that are made of others: W[k] means `body` for every layer k.

    Differentiation goes through the abbreviation, and formulas keep it.  Raises `SizeError` if the
    body is no matrix of the size of a layer, `ExpressionError` if `position` is no layer index.

    >>> from symland import chain, dims, family, identity, index, let_family
    >>> n, r, k = dims("n"), index("r", 1), index("k")
    >>> A = family("A", n, n, indices=2)
    >>> W = let_family("W", k, identity(n) + chain(A[k], r, 1))
    >>> print(chain(W, 3, 1) @ W[k])
    W[3..1] W[k]
    """
    check_name(name)
    index_name(position)
    meaning = as_matrix(at(as_matrix(body, "`let_family`"), position, PLACE), "`let_family`")
    return DefinedFamily(name, meaning.rows, meaning.cols, meaning=meaning)


def chain(layers: Family, high: Int | int, low: Int | int) -> Matrix:
    """The product W[high] ... W[low] of layers, the identity when `high = low - 1`.

    Raises `SizeError` when neighbouring members do not fit, or when `high < low - 1` for numbers.

    >>> from symland import chain, dims, family, index
    >>> W = family('W', dims('d[]'))
    >>> print(chain(W, index('l', 1), 1))
    W[l..1]
    """
    if not isinstance(layers, Family):
        hint = "give the unit, `chain(A[k], r, 1)`" if isinstance(layers, Families) else ""
        raise ExpressionError(f"`chain` needs a family of layers, not {layers!r}", help=hint)
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
    return layers.between(top, bottom)


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
    args = expr.args
    if expr.op != "defined" or name != "#":  # the meaning of W[k] stands at the layer `#`
        args = tuple(_at(arg, name, value) for arg in args)
    if expr.op == "defined" and args != expr.args and "#" in _names(value):
        raise ExpressionError(f"`{value}` would be captured by the layers of `{expr.data[0].name}`")
    rows, cols = expr.rows.substitute(name, value), expr.cols.substitute(name, value)
    if expr.op == "member":
        return _family_at(expr.data[0], name, value)[expr.data[1].substitute(name, value)]
    if expr.op in ("chain", "defined"):
        layers, *bounds = _family_of(expr, name, value, args), *expr.data[1:]
        return product_of_layers(layers, *(bound.substitute(name, value) for bound in bounds))
    data = _data_at(expr.data, name, value)
    if args == expr.args and (rows, cols, data) == (expr.rows, expr.cols, expr.data):
        return expr
    if (rows, cols, data) == (expr.rows, expr.cols, expr.data):
        return rebuild(expr, args)
    return type(expr)(expr.op, args, data, rows, cols)


def family_of(expr: Expr) -> Family:
    """The family of a member, of a product of layers, or of an abbreviation of layers."""
    layers = expr.data[0]
    if expr.op != "defined":
        return layers
    return DefinedFamily(layers.name, layers.rows, layers.cols, meaning=expr.args[0])


def unfolded(expr: Expr) -> Matrix:
    """What one abbreviated layer W[k] means: its body at k."""
    return as_matrix(at(expr.args[0], PLACE, expr.data[1]), "a layer")


def product_of_layers(layers: Family, high: Int, low: Int) -> Matrix:
    """W[high] ... W[low], written W[k] or I where it has one factor or none."""
    length = (high - low).number
    if length == 0:
        return layers[high]
    return identity(layers.rows_at(high)) if length == -1 else chain(layers, high, low)


def _family_at(layers: Family, name: str, value: Int) -> Family:
    """The family with a layer index replaced in its unit and, but for `#`, in its sizes."""
    params = tuple(unit.substitute(name, value) for unit in layers.params)
    if name == "#":
        return Family(layers.name, layers.rows, layers.cols, params)
    sizes = layers.rows.substitute(name, value), layers.cols.substitute(name, value)
    if sizes != (layers.rows, layers.cols) and "#" in _names(value):
        raise ExpressionError(f"the sizes of `{layers.shown}[k]` depend on `{name}`, too",
                              help="let them depend on the layer alone")  # fmt: skip
    return Family(layers.name, *sizes, params)


def _family_of(expr: Expr, name: str, value: Int, args: tuple[Expr, ...]) -> Family:
    layers = _family_at(expr.data[0], name, value)
    if expr.op != "defined":
        return layers
    return DefinedFamily(layers.name, layers.rows, layers.cols, meaning=cast(Matrix, args[0]))


def _names(value: Int) -> set[str]:
    return {atom.name for atom in value.atoms()}


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
