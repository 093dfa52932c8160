"""Arguments of generated functions: letters, families of layers, parameters and layer indices."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from numeric.arithmetic import Array
from numeric.dimensions import Dimensions, range_constraints, with_bounds
from numeric.instance import Letter
from numeric.program.sizes import SizeReader
from numeric.program.walk import nodes
from numeric.requirements import requirements
from symland.errors import ExpressionError, NamingError, SizeError
from symland.language.build import index_name
from symland.language.derivatives import is_symmetric_letter
from symland.language.expr import Expr, Matrix, Scalar
from symland.language.families import DefinedFamily, Families, Family
from symland.language.integers import Int

Argument: TypeAlias = "Matrix | Scalar | Family | Families | Int"
Shape: TypeAlias = "tuple[int, ...]"
INFINITY = float("inf")
vdot = np.vdot
Key: TypeAlias = "tuple[Any, ...]"  # shapes of all arguments, values of layer indices


@dataclass(frozen=True, slots=True)
class Bound:
    """What a choice of shapes means: sizes, and for every letter its own shape and its batch."""

    dimensions: Dimensions
    letters: tuple[Letter, ...]
    shapes: tuple[Shape, ...]
    batches: tuple[Shape, ...]

    @property
    def batch(self) -> Shape:
        """The common batch shape, by NumPy's rules of broadcasting."""
        try:
            return np.broadcast_shapes(*self.batches)
        except ValueError as error:
            shown = ", ".join(f"`{letter}` {batch}"
                              for letter, batch in zip(self.letters, self.batches, strict=True)
                              if batch)  # fmt: skip
            raise SizeError(f"the batch dimensions do not broadcast: {shown}") from error


class Layers(tuple[tuple[Any, Shape], ...]):
    """Layers with their places and shapes, where these are not 1, 2, ..."""

    __slots__ = ()


class Arguments:
    """The parameters of a generated function, in the order of a call."""

    def __init__(self, args: Sequence[Argument], exprs: Sequence[Expr], fixed: Dimensions) -> None:
        self.args = list(args)
        self.names = [_name(arg) for arg in self.args]
        for name in self.names:
            if self.names.count(name) > 1:
                raise NamingError(f"`{name}` is listed twice among the arguments")
        kinds = (Family, Families, Int)
        self.kinds = [next((kind for kind in kinds if isinstance(arg, kind)), Expr)
                      for arg in self.args]  # fmt: skip
        self.symmetric = [is_symmetric_letter(arg) for arg in self.args]
        self.fixed = fixed
        self.needs = requirements(exprs)
        self.ends = _chain_ends(exprs)
        self._check_letters()

    def _check_letters(self) -> None:
        given = set(self.names)
        for table in (self.needs.letters, self.needs.scalars, self.needs.families):
            for name in table:
                if name not in given:
                    raise NamingError(
                        f"`{name}` is not among the arguments",
                        help="list every letter of the expression in `args`",
                    )

    def flat(self, values: Sequence[Any]) -> tuple[Key, list[Any]]:
        """The shapes of the arguments, and their entries with families laid out."""
        if len(values) != len(self.args):
            raise ExpressionError(
                f"{len(self.args)} arguments are expected ({', '.join(self.names)}), "
                f"{len(values)} were given"
            )
        key: list[Any] = []
        found: list[Any] = []
        for place, value in enumerate(values):
            kind, name = self.kinds[place], self.names[place]
            if kind is Family:
                if type(value) is list and value:  # layers 1, 2, ..., the usual case
                    found += value
                    key.append(_shapes_of(value))
                else:
                    members = _members(name, value)
                    found += members.values()
                    key.append(Layers((place, shape_of(x)) for place, x in members.items()))
            elif kind is Families:
                members = _units(name, value)
                found += members.values()
                key.append(Layers((place, shape_of(x)) for place, x in members.items()))
            elif kind is Int:
                key.append(_whole(name, value))
            else:
                if self.symmetric[place]:
                    _check_symmetric(name, value)
                found.append(value)
                key.append(shape_of(value))
        return tuple(key), found

    def repeated(self, values: Sequence[Any], flat: Sequence[Any], program: Any) -> Any:
        """What repeats a call like this one quickly, None where arguments need more checks."""
        if any(self.symmetric) or not hasattr(program, "repeated"):
            return None
        return program.repeated(values, flat)

    def bound(self, key: Key) -> Bound:
        """Sizes read from the shapes; a contradiction raises `SizeError`."""
        letters: list[Letter] = []
        shapes: list[Shape] = []
        batches: list[Shape] = []
        indices = dict(self.fixed.indices)
        lasts: dict[str, int] = {}
        places = []
        for arg, name, part in zip(self.args, self.names, key, strict=True):
            if isinstance(arg, Int):
                indices[name] = part
            elif isinstance(arg, Family):
                members = part if isinstance(part, Layers) else enumerate(part, start=1)
                own = [(arg, Letter("member", name, place), shape) for place, shape in members]
                lasts[name] = max(letter.position for _, letter, _ in own)
                places += own
            elif isinstance(arg, Families):
                places += [(arg[unit], Letter("member", name, place, (unit,)), shape)
                           for (unit, place), shape in part]  # fmt: skip
            else:
                kind = "matrix" if isinstance(arg, Matrix) else "scalar"
                places.append((arg, Letter(kind, name), part))
        indices = {**self._depth(lasts, indices), **indices}
        reader = SizeReader(self.fixed, indices)
        for arg, letter, shape in places:
            core, batch = _parted(arg, letter, shape)
            letters.append(letter)
            shapes.append(core)
            batches.append(batch)
            if core:
                reader.expect(str(letter), *_sides(arg, letter), core)
        dimensions = reader.dimensions()
        self._check_indices(dimensions)
        return Bound(dimensions, tuple(letters), tuple(shapes), tuple(batches))

    def _depth(self, lasts: Mapping[str, int], known: Mapping[str, int]) -> dict[str, int]:
        """The one layer index without a value, if it ends a chain: the last layer that is given."""
        missing = [name for name in self.needs.indices if name not in known]
        if len(missing) != 1 or self.ends.get(missing[0]) not in lasts:
            return {}
        return {missing[0]: lasts[self.ends[missing[0]]]}

    def _check_indices(self, dimensions: Dimensions) -> None:
        for name in self.needs.indices:
            if name not in dimensions.indices:
                raise NamingError(
                    f"the layer index `{name}` has no value",
                    help=f"list `{name}` in `args`, or pass `indices={{'{name}': ...}}`",
                )
        for atom in with_bounds(self.needs.index_atoms):
            for constraint in range_constraints(atom):
                if not dimensions.holds(constraint):
                    value = dimensions.indices[atom.name]
                    raise SizeError(f"the layer index `{atom.name}` = {value} is not in its range: "
                                    f"{constraint} does not hold")  # fmt: skip


def _name(arg: Argument) -> str:
    if isinstance(arg, Family | Families) and not isinstance(arg, DefinedFamily):
        return arg.name
    if isinstance(arg, Int):
        return index_name(arg)
    if isinstance(arg, Expr) and arg.op == "symbol":
        return arg.data[0]
    raise ExpressionError(
        f"an argument is a letter, a family of layers or a layer index, not `{arg}`"
    )


def _shapes_of(values: Sequence[Any]) -> tuple[Shape, ...]:
    try:
        return tuple([value.shape for value in values])  # arrays, the usual case
    except AttributeError:
        return tuple([shape_of(value) for value in values])


def shape_of(value: Any) -> Shape:
    """The shape of an array, of nested lists or of one of FLINT's matrices."""
    if type(value) is np.ndarray:
        return value.shape
    if hasattr(value, "nrows"):
        return value.nrows(), value.ncols()
    try:
        return np.shape(value)
    except ValueError as error:
        raise ExpressionError(f"an argument is not an array: {error}") from error


def _check_symmetric(name: str, value: Any) -> None:
    """Raise `ExpressionError` unless a matrix is symmetric, for floats up to rounding."""
    found = np.asarray(value.tolist() if hasattr(value, "nrows") else value)
    if found.ndim < 2 or found.shape[-1] != found.shape[-2]:
        return  # its shape is refused later
    turned = np.swapaxes(found, -1, -2)
    if found.dtype.kind == "f":
        wrong = np.abs(found - turned).max() > 1e-12 * np.abs(found).max()
    else:
        wrong = (found != turned).any()
    if wrong:
        raise ExpressionError(f"`{name}` is symmetric, its entries are not")


def _whole(name: str, value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int | np.integer):
        raise ExpressionError(f"the layer index `{name}` is a whole number, not {value!r}")
    return int(value)


def _members(name: str, value: Any) -> dict[int, Any]:
    """The layers of a family by their places; a list starts at 1."""
    found = dict(value) if isinstance(value, Mapping) else None
    if found is None and isinstance(value, list | tuple):
        found = dict(enumerate(value, start=1))
    if not found:
        raise ExpressionError(
            f"the family `{name}` takes a list of its layers 1, 2, ... or a dict, "
            f"not {type(value).__name__}"
        )
    return found


def _units(name: str, value: Any) -> dict[tuple[int, int], Any]:
    """The layers A[k][q] by (k, q), from a list of lists or a dict of such pairs."""
    if isinstance(value, Mapping) and value:
        return dict(value)
    if isinstance(value, list | tuple) and all(isinstance(unit, list | tuple) for unit in value):
        return {(k, q): layer for k, unit in enumerate(value, start=1)
                for q, layer in enumerate(unit, start=1)}  # fmt: skip
    raise ExpressionError(f"the family `{name}[k][q]` takes a list of lists of its layers, or a "
                          f"dict by pairs (k, q), not {type(value).__name__}")  # fmt: skip


def _chain_ends(exprs: Iterable[Expr]) -> dict[str, str]:
    """Layer indices that are the left end of a chain, with the name of the family."""
    found: dict[str, str] = {}
    for expr in nodes(exprs):
        if expr.op in ("chain", "defined"):
            found.update({str(atom.name): expr.data[0].name for atom in expr.data[1].atoms()
                          if str(expr.data[1]) == atom.name})  # fmt: skip
    return found


def _parted(arg: Any, letter: Letter, shape: Shape) -> tuple[Shape, Shape]:
    """The shape of a letter and that of its batch."""
    if isinstance(arg, Scalar):
        return (), shape
    if len(shape) == 1 and isinstance(arg, Matrix) and arg.cols.number == 1:
        return (shape[0], 1), ()
    if len(shape) < 2:
        raise SizeError(f"`{letter}` is a matrix, the argument has {len(shape)} axes")
    return shape[-2:], shape[:-2]


def _sides(arg: Any, letter: Letter) -> tuple[Int, Int]:
    if isinstance(arg, Family):
        return arg.rows_at_number(letter.position), arg.cols_at_number(letter.position)
    return arg.rows, arg.cols


def as_array(name: str, value: Any) -> Array:
    """An argument as float64; anything but real numbers raises `ExpressionError`."""
    found = np.asarray(value)
    if found.dtype != np.float64:
        if found.dtype.kind not in "iufO":
            raise ExpressionError(f"the entries of `{name}` are not real numbers: {found.dtype}")
        found = found.astype(np.float64)
    return found


def is_finite(array: Any) -> bool:
    """Whether all entries are finite; their squares, which are quick to add, mostly show it."""
    if type(array) is np.float64:
        return bool(-INFINITY < array < INFINITY)
    try:
        return bool(vdot(array, array) < INFINITY) or bool(np.isfinite(array).all())
    except FloatingPointError:  # the squares are too large
        return bool(np.isfinite(array).all())
