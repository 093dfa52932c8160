"""Put formulas in the place of letters, families and sizes: the instances of a statement.

A substitution is simultaneous.  It never captures: a value that contains a layer index is not put
below a sum over an index of that name, and nothing is put in the place of a letter below a
derivative, since an equation at one point says nothing about derivatives.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias, cast

from symland.errors import ExpressionError, SizeError
from symland.language.build import indices_of, integers_in
from symland.language.expr import Expr, Matrix, as_scalar, describe, scale
from symland.language.families import (
    DefinedFamily,
    Families,
    Family,
    Function,
    at,
    chain,
)
from symland.language.integers import Atom, Int, collect, integer, symbol

DERIVATIVES = ("grad", "jacobian", "hess", "along")
# Another family, the layers of all units, or members by place.
Layers: TypeAlias = "Family | Families | Callable[[Int], Matrix]"


@dataclass(frozen=True, slots=True)
class Substitution:
    """Values of letters by name, of families (a function of the place), and of sizes."""

    letters: Mapping[str, Expr] = field(default_factory=dict)
    families: Mapping[str, Layers] = field(default_factory=dict)
    sizes: Mapping[str, Int] = field(default_factory=dict)

    def __call__(self, expr: Any) -> Any:
        """The expression with every value put in."""
        return _put(expr, self, frozenset())

    def integer(self, value: Int) -> Int:
        """A size or layer index with the values of sizes put in."""
        return _sizes(value, self.sizes) if self.sizes else value

    def without(self, names: set[str]) -> Substitution:
        """The same, but nothing for some names (they are bound)."""
        return replace(
            self,
            letters={name: one for name, one in self.letters.items() if name not in names},
            families={name: one for name, one in self.families.items() if name not in names},
            sizes={name: one for name, one in self.sizes.items() if name not in names},
        )


def sizes_from(
    letters: Mapping[Expr, Expr], families: Mapping[Any, Any] | None = None
) -> dict[str, Int]:
    """Values of size symbols for which each letter, and each family, has the size of its value.

    Raises `SizeError` if there are none.
    """
    found: dict[str, Int] = {}
    for letter, value in letters.items():
        if letter.is_matrix != value.is_matrix:
            kind = "matrix" if letter.is_matrix else "scalar"
            raise ExpressionError(f"`{letter}` is a {kind}, its value `{value}` is not")
    for letter, value in (*letters.items(), *(families or {}).items()):
        for own, wanted in ((letter.rows, value.rows), (letter.cols, value.cols)):
            name = _plain_size(own)
            if name is not None and found.setdefault(name, wanted) != wanted:
                raise SizeError(f"the size `{name}` would be both {found[name]} and {wanted}")
    for letter, value in letters.items():
        shape = tuple(_sizes(side, found) for side in (letter.rows, letter.cols))
        if shape != (value.rows, value.cols):
            assert isinstance(value, Matrix)
            raise SizeError(f"`{letter}` has the size {letter.rows} x {letter.cols}; "
                            f"{describe(value)}")  # fmt: skip
    return {name: value for name, value in found.items() if value != _size_symbol(name)}


def _plain_size(value: Int) -> str | None:
    if len(value.terms) != 1 or value.terms[0][1] != 1 or len(value.terms[0][0]) != 1:
        return None
    ((atom, power),) = value.terms[0][0]
    return atom.name if atom.kind == "size" and not atom.args and power == 1 else None


def _size_symbol(name: str) -> Int:
    from symland.language.integers import Atom

    return symbol(Atom("size", name))


def _sizes(value: Int, sizes: Mapping[str, Int]) -> Int:
    total = integer(0)
    for monomial, factor in value.terms:
        product = integer(factor)
        for atom, power in monomial:
            plain = atom.kind == "size" and not atom.args
            known = sizes.get(atom.name) if plain else None
            bounds = (None if b is None else _sizes(b, sizes) for b in (atom.low, atom.high))
            fresh = symbol(replace(atom, low=next(bounds), high=next(bounds)))
            product = product * (known if known is not None else fresh) ** power
        total = total + product
    return collect(list(total.terms))


def _put(expr: Any, values: Substitution, bound: frozenset[str]) -> Any:
    if expr.op == "symbol" and expr.data[0] in values.letters:
        return _guarded(values.letters[expr.data[0]], bound, expr)
    if expr.op in ("member", "chain") and expr.data[0].name in values.families:
        return _layers(expr, values, bound)
    inside = bound | {expr.data[0]} if expr.op == "sum" else bound
    args = tuple(_put(arg, values, inside) for arg in expr.args)
    rows, cols = values.integer(expr.rows), values.integer(expr.cols)
    data = _data(expr.data, values)
    if (args, rows, cols, data) == (expr.args, expr.rows, expr.cols, expr.data):
        return expr
    if expr.op in DERIVATIVES:
        raise ExpressionError(f"`{expr}` is a derivative: a value cannot be put in below it")
    if expr.op == "let":
        return args[0]
    return _made(expr, args, data, rows, cols)


def _layers(expr: Any, values: Substitution, bound: frozenset[str]) -> Matrix:
    """A layer, or a product of layers, of the family that is put in its place."""
    own, *places = expr.data
    layers = values.families[own.name]
    captured = bound & indices_of_layers(layers)
    if captured:
        raise ExpressionError(f"the family in the place of `{own.name}` would be captured by the "
                              f"sum over `{min(captured)}`")  # fmt: skip
    units = tuple(values.integer(unit) for unit in own.params)
    if isinstance(layers, Families):
        if len(units) != 1:
            raise ExpressionError(f"`{own.name}` has one index, what is put in its place has two")
        layers = layers[units[0]]
    elif units:
        raise ExpressionError(f"`{own.shown}` has two indices, what is put in its place has one")
    placed = [values.integer(place) for place in places]
    if isinstance(layers, Family):
        return chain(layers, *placed) if expr.op == "chain" else layers[placed[0]]
    if expr.op == "chain":
        raise ExpressionError(
            f"the product `{expr}` of layers would have to be written out",
            help="take a family from `layers_given(...)` and show what its product is",
        )
    return layers(placed[0])


def indices_of_layers(layers: Layers) -> set[str]:
    """Layer indices on which a family itself depends: its unit, or those in its meaning."""
    if isinstance(layers, Families):
        return set()
    if isinstance(layers, DefinedFamily) or not isinstance(layers, Family):
        member = layers[integer(0)] if isinstance(layers, Family) else layers(integer(0))
        return set(indices_of(member))
    return {atom.name for unit in layers.params for atom in unit.atoms()}


def _made(expr: Any, args: tuple[Any, ...], data: Any, rows: Int, cols: Int) -> Any:
    if expr.op in ("matmul", "add", "mul"):
        args = tuple(one for arg in args for one in (arg.args if arg.op == expr.op else (arg,)))
    if expr.op == "scale" and len(args) == 2:
        return scale(args[0], args[1])
    if expr.op == "size":
        return as_scalar(data)
    return type(expr)(expr.op, args, data, rows, cols)


def _guarded(value: Expr, bound: frozenset[str], expr: Expr) -> Expr:
    captured = bound & indices_of(value).keys()
    if captured:
        raise ExpressionError(f"`{value}` in the place of `{expr}` would be captured by the sum "
                              f"over `{min(captured)}`")  # fmt: skip
    return value


def _data(data: Any, values: Substitution) -> Any:
    if not values.sizes:
        return data
    if isinstance(data, Int):
        return values.integer(data)
    if isinstance(data, tuple):
        return tuple(_data(item, values) for item in data)
    if isinstance(data, Function):
        return Function(data.name, values.integer(data.inputs), values.integer(data.outputs))
    if isinstance(data, Family | Families):
        return replace(data, rows=values.integer(data.rows), cols=values.integer(data.cols))
    return data


def members(position: Int, body: Matrix) -> Callable[[Int], Matrix]:
    """A family given by its member at a generic layer."""
    return lambda place: cast(Matrix, at(body, position, place))


def sizes_in(expr: Expr) -> set[str]:
    """Names of all size symbols in an expression."""
    return {atom.name for atom in _size_atoms(expr)}


def _size_atoms(expr: Expr) -> Iterator[Atom]:
    for node in expr.walk():
        values = [node.rows, node.cols, *integers_in(node.data)]
        if node.op in ("member", "chain"):
            values += [node.data[0].rows, node.data[0].cols]
        yield from (atom for one in values for atom in one.atoms() if atom.kind == "size")


def names_in(expr: Expr) -> set[str]:
    """Names of the letters, families, functions, sizes and free layer indices in an expression."""
    found = sizes_in(expr) | set(indices_of(expr))
    for node in expr.walk():
        if node.op == "symbol":
            found.add(node.data[0])
        elif node.op in ("member", "chain", "defined", "entrywise", "apply"):
            data = node.data[0] if node.op in ("member", "chain", "defined") else node.data
            found.add(data.name)
    return found


def meanings_in(expr: Expr) -> Iterator[tuple[str, Any]]:
    """The names of `names_in` with what they stand for: "size", "index", a letter, a family ..."""
    yield from {(atom.name, _kind(atom)) for atom in _size_atoms(expr)}
    for atom in indices_of(expr).values():
        yield from integers_with_ranges(symbol(atom))
    for node in expr.walk():
        if node.op == "symbol":
            yield node.data[0], node
        elif node.op in ("member", "chain"):
            layers = node.data[0]
            kind = Families if layers.params else Family
            yield layers.name, kind(layers.name, layers.rows, layers.cols)
        elif node.op == "defined":
            yield node.data[0].name, "abbreviation"
        elif node.op in ("entrywise", "apply"):
            yield node.data.name, node.data


def integers_with_ranges(value: Int) -> Iterator[tuple[str, str]]:
    """Sizes and layer indices, also those on which ranges depend, each with its kind."""
    for atom in value.atoms():
        yield atom.name, _kind(atom)
        for end in (atom.low, atom.high):
            if end is not None:
                yield from integers_with_ranges(end)


def _kind(atom: Atom) -> str:
    """The kind of a size or layer index; of sizes d[k] the name d stands for all."""
    return "sizes" if atom.args else atom.kind
