"""What SymPy lacks for our formulas, as SymPy classes with shapes.

These nodes are inert: SymPy can substitute in them and print them, but does not differentiate or
simplify them.  `Vec` and `CommutationMatrix` have entries, so that `as_explicit()` works on them.
"""

from __future__ import annotations

from typing import Any, TypeAlias

from sympy import Basic, Expr, KroneckerDelta, MatrixExpr, MatrixSymbol, S, Symbol, Tuple, sympify
from sympy.core.symbol import Str

SymPy: TypeAlias = Any  # SymPy declares few of its types


class LayerIndex(Symbol):
    """An integer symbol with the bounds of a layer index; missing bounds are infinite."""

    __slots__ = ("high", "low")
    low: SymPy
    high: SymPy

    def __new__(cls, name: str, low: SymPy = S.NegativeInfinity, high: SymPy = S.Infinity) -> SymPy:
        found = Symbol.__xnew__(cls, name, integer=True)
        found.low, found.high = sympify(low, strict=True), sympify(high, strict=True)
        return found

    def __getnewargs_ex__(self) -> SymPy:
        return (self.name, self.low, self.high), {}

    def _hashable_content(self) -> tuple[SymPy, ...]:
        return (*super()._hashable_content(), self.low, self.high)


PLACE = LayerIndex("#")  # stands for the layer inside the sizes of a family


class SymmetricMatrix(MatrixSymbol):
    """A symmetric matrix letter."""

    def _eval_transpose(self) -> SymPy:
        return self


class _Sized(MatrixExpr):
    """A matrix whose shape is computed from its arguments."""

    def __new__(cls, *args: SymPy) -> SymPy:
        return Basic.__new__(
            cls, *(Str(arg) if isinstance(arg, str) else sympify(arg, strict=True) for arg in args)
        )

    @property
    def parts(self) -> tuple[SymPy, ...]:
        """The arguments, typed so that the checker lets them be used."""
        return self.args


class LayerMember(_Sized):
    """`W[k]`: LayerMember(name, k, rows, cols), with the sizes of the family at `PLACE`."""

    @property
    def position(self) -> SymPy:
        return self.parts[1]

    @property
    def shape(self) -> tuple[SymPy, SymPy]:
        _, position, rows, cols = self.parts
        return rows.xreplace({PLACE: position}), cols.xreplace({PLACE: position})

    def _sympystr(self, printer: SymPy) -> str:
        return f"{self.parts[0]}[{printer.doprint(self.position)}]"


class LayerProduct(_Sized):
    """`W[high] ... W[low]`: LayerProduct(name, high, low, rows, cols), sizes as in LayerMember."""

    @property
    def shape(self) -> tuple[SymPy, SymPy]:
        _, high, low, rows, _ = self.parts
        return rows.xreplace({PLACE: high}), rows.xreplace({PLACE: low - 1})

    def _sympystr(self, printer: SymPy) -> str:
        name, high, low, *_ = self.parts
        return f"{name}[{printer.doprint(high)}..{printer.doprint(low)}]"


class LayerSum(_Sized):
    """The sum of matrices over a layer index: LayerSum(body, (k, low, high))."""

    @property
    def shape(self) -> tuple[SymPy, SymPy]:
        return self.parts[0].shape

    @property
    def bound_symbols(self) -> list[SymPy]:
        return [self.parts[1][0]]

    @property
    def free_symbols(self) -> set[SymPy]:
        body, (position, low, high) = self.parts
        return (body.free_symbols - {position}) | low.free_symbols | high.free_symbols

    def _eval_subs(self, old: SymPy, new: SymPy) -> SymPy:
        body, (position, low, high) = self.parts
        if position in new.free_symbols and old != position and self.has(old):
            raise ValueError(f"{new} would be captured by the sum over {position}")
        inside = body if old == position else body._subs(old, new)
        return LayerSum(inside, Tuple(position, low._subs(old, new), high._subs(old, new)))


class Vec(_Sized):
    """The columns of a matrix stacked into one column."""

    @property
    def shape(self) -> tuple[SymPy, SymPy]:
        rows, cols = self.parts[0].shape
        return rows * cols, S.One

    def _entry(self, i: SymPy, j: SymPy, **_: SymPy) -> SymPy:  # noqa: ARG002 - SymPy's signature
        (matrix,) = self.parts
        return matrix[i % matrix.rows, i // matrix.rows]


class CommutationMatrix(_Sized):
    """K(m, n), with K(m, n) Vec(A) = Vec(A') for A of size m x n."""

    @property
    def shape(self) -> tuple[SymPy, SymPy]:
        rows, cols = self.parts
        return rows * cols, rows * cols

    def _entry(self, i: SymPy, j: SymPy, **_: SymPy) -> SymPy:
        rows, cols = self.parts
        return KroneckerDelta(j, (i % cols) * rows + i // cols)


class MoorePenroseInverse(_Sized):
    """The Moore-Penrose inverse of a matrix."""

    @property
    def shape(self) -> tuple[SymPy, SymPy]:
        rows, cols = self.parts[0].shape
        return cols, rows


class MatrixExponential(_Sized):
    """The exponential of a square matrix."""

    @property
    def shape(self) -> tuple[SymPy, SymPy]:
        return self.parts[0].shape


class VectorFunction(_Sized):
    """A generic function with vectors as values: VectorFunction(name, argument, outputs)."""

    @property
    def shape(self) -> tuple[SymPy, SymPy]:
        return self.parts[2], S.One


class Gradient(_Sized):
    """Gradient(scalar, X), in the shape of X."""

    @property
    def shape(self) -> tuple[SymPy, SymPy]:
        return self.parts[1].shape


class JacobianMatrix(_Sized):
    """JacobianMatrix(F, X) = d vec(F) / d vec(X)'."""

    @property
    def shape(self) -> tuple[SymPy, SymPy]:
        return _entries(self.parts[0]), _entries(self.parts[1])


class HessianBlock(_Sized):
    """HessianBlock(scalar, U, V), with rows vec(U) and columns vec(V)."""

    @property
    def shape(self) -> tuple[SymPy, SymPy]:
        return _entries(self.parts[1]), _entries(self.parts[2])


class MatrixAlong(_Sized):
    """MatrixAlong(body, variables, velocities, order): the derivative along a motion."""

    @property
    def shape(self) -> tuple[SymPy, SymPy]:
        return self.parts[0].shape


class _Real(Expr):
    """A real number that depends on matrices."""

    is_commutative = True
    is_real = True

    def __new__(cls, *args: SymPy) -> SymPy:
        return Basic.__new__(
            cls, *(Str(arg) if isinstance(arg, str) else sympify(arg, strict=True) for arg in args)
        )


class ScalarFunction(_Real):
    """A generic function with numbers as values: ScalarFunction(name, argument)."""


class ScalarAlong(_Real):
    """ScalarAlong(body, variables, velocities, order): the derivative along a motion."""


def class_name(value: SymPy) -> str:
    """The class of a value for error messages, such as `sympy.gamma`."""
    return f"{type(value).__module__.partition('.')[0]}.{type(value).__name__}"


def _entries(matrix: SymPy) -> SymPy:
    """The number of entries of a matrix."""
    rows, cols = matrix.shape
    return rows * cols
