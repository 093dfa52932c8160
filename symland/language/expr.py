"""Expressions as authors write them: trees of `Matrix` and `Scalar` nodes, never rewritten.

A node has an `op`, its operands `args`, and `data` that are not expressions.  The tree keeps what
the author wrote; deciding whether two trees mean the same is the kernel's work.  Sizes are checked
when a node is made.  The operations:

| op | args | data | meaning |
|---|---|---|---|
| number | | Fraction | a rational number |
| size | | Int | a size or layer index as a number |
| symbol | | (name, options) | a letter: scalar, vector or matrix |
| member, chain | | (family, k), (family, hi, lo) | `W[k]`, `W[hi] ... W[lo]` |
| identity, zeros, ones, commutation | | | constant matrices (their sizes are the node's) |
| selection | | (before, columns, after) | columns of an identity |
| block | blocks, row by row | how many in a row | a block matrix |
| let | body | name | an abbreviation |
| add, mul, power | | power: int | sums (both kinds); products and powers of scalars |
| scalar | 1 x 1 matrix | | its entry |
| scale | scalar, matrix | | a scalar times a matrix |
| matmul, kron, hadamard | two or more | | products of matrices |
| transpose, inverse, pinv, vec, diag, diagonal, expm | one | | |
| matpower | square matrix | power: int | a product of equal factors, or of inverses |
| trace, frob2, norm, total, det, logdet, inner | one, inner two | | scalars |
| entrywise | matrix or scalar | Activation | a function of every entry |
| sum | body | (name, low, high) | a sum over a layer index |
| apply | argument | Function | a generic function of a vector |
| grad, jacobian, hess | see `derivatives` | | derivatives, not yet carried out |
| along | body, variables, velocities | | derivative along a direction or a flow |
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, TypeAlias

from symland.errors import ExpressionError, SizeError
from symland.language.integers import Int, integer

Number: TypeAlias = "int | Fraction"
ONE = Int((((), 1),))


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Expr:
    """Common part of `Matrix` and `Scalar`; equality is structural."""

    op: str
    args: tuple[Any, ...] = ()
    data: Any = None
    rows: Int = ONE
    cols: Int = ONE
    _hash: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        key = (self.is_matrix, self.op, self.args, self.data, self.rows, self.cols)
        object.__setattr__(self, "_hash", hash(key))

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if not isinstance(other, Expr) or self._hash != other._hash:
            return False
        mine = (self.op, self.data, self.rows, self.cols, self.args, self.is_matrix)
        return mine == (other.op, other.data, other.rows, other.cols, other.args, other.is_matrix)

    @property
    def is_matrix(self) -> bool:
        return isinstance(self, Matrix)

    def walk(self) -> Iterator[Expr]:
        """This node and all nodes below it, parents first."""
        yield self
        for arg in self.args:
            yield from arg.walk()

    def __str__(self) -> str:
        from symland.language.notation.text import text

        return text(self)

    __repr__ = __str__

    def _repr_latex_(self) -> str:
        from symland.language.notation.latex import latex

        return rf"$\displaystyle {latex(self)}$"

    @property
    def sympy(self) -> Any:
        """The SymPy expression of this formula (symbols are not commutative matrices)."""
        from symland.language.sympy_bridge import to_sympy

        return to_sympy(self)


class Matrix(Expr):
    """A matrix of symbolic size; vectors are n x 1."""

    __slots__ = ()

    @property
    def shape(self) -> tuple[Int, Int]:
        return self.rows, self.cols

    @property
    def is_single(self) -> bool:
        """Whether this is a 1 x 1 matrix, which may stand where a scalar is expected."""
        return self.rows == self.cols == ONE

    @property
    def T(self) -> Matrix:
        """The transpose."""
        return Matrix("transpose", (self,), None, self.cols, self.rows)

    @property
    def inv(self) -> Matrix:
        """The inverse of a square matrix, which is thereby supposed to exist."""
        if self.rows != self.cols:
            raise SizeError(f"only a square matrix has an inverse; {describe(self)}",
                            operation=("inverse", self))  # fmt: skip
        return Matrix("inverse", (self,), None, self.rows, self.cols)

    def __matmul__(self, other: Matrix) -> Matrix:
        if not isinstance(other, Matrix):
            raise ExpressionError(f"`@` needs a matrix on its right, not {_kind(other)}")
        if self.cols != other.rows:
            raise SizeError(f"sizes do not match in `@`: {describe(self)}, {describe(other)}",
                            operation=("matmul", self, other))  # fmt: skip
        return Matrix("matmul", (*_operands(self, "matmul"), *_operands(other, "matmul")), None,
                      self.rows, other.cols)  # fmt: skip

    def __add__(self, other: Any) -> Any:
        if self.is_single and not isinstance(other, Matrix):
            return as_scalar(self) + other
        return self._plus(other, "+", 1)

    def __sub__(self, other: Any) -> Any:
        if self.is_single and not isinstance(other, Matrix):
            return as_scalar(self) - other
        return self._plus(other, "-", -1)

    def __rsub__(self, other: Any) -> Any:
        return as_scalar(other) - as_scalar(self)

    def __rtruediv__(self, other: Any) -> Any:
        return as_scalar(other) / as_scalar(self)

    def __radd__(self, other: Any) -> Any:
        if self.is_single and (isinstance(other, bool) or other != 0):
            return as_scalar(other) + as_scalar(self)
        if isinstance(other, bool) or other != 0:
            raise ExpressionError(f"`{other} + {self}` adds a number to a matrix")
        return self

    def __neg__(self) -> Matrix:
        return scale(number(-1), self)

    def __mul__(self, other: Expr | Number | Int) -> Matrix:
        if isinstance(other, Matrix) and self.is_single:
            return scale(as_scalar(self), other)
        if isinstance(other, Matrix) and not other.is_single:
            raise ExpressionError(
                f"`*` multiplies by a scalar; both operands are matrices: {describe(self)}, "
                f"{describe(other)}",
                help="write `@` for the matrix product, `hadamard(A, B)` for the entrywise one",
            )
        return scale(as_scalar(other), self)

    def __rmul__(self, other: Scalar | Number | Int) -> Matrix:
        return scale(as_scalar(other), self)

    def __truediv__(self, other: Expr | Number | Int) -> Matrix:
        return scale(as_scalar(1) / as_scalar(other), self)

    def __pow__(self, exponent: int) -> Matrix:
        if self.rows != self.cols:
            raise SizeError(f"only a square matrix has powers; {describe(self)}",
                            operation=("matpower", self))  # fmt: skip
        if isinstance(exponent, bool) or not isinstance(exponent, int):
            raise ExpressionError(f"a matrix takes an integer power, not {exponent!r}")
        return Matrix("matpower", (self,), exponent, self.rows, self.cols)

    def _plus(self, other: Matrix, sign: str, factor: int) -> Matrix:
        if not isinstance(other, Matrix):
            raise ExpressionError(f"`{sign}` needs a matrix on both sides, not {_kind(other)}")
        if self.shape != other.shape:
            raise SizeError(f"sizes do not match in `{sign}`: {describe(self)}, {describe(other)}",
                            operation=("add", self, other))  # fmt: skip
        right = _operands(other, "add") if factor == 1 else (scale(number(factor), other),)
        return Matrix("add", (*_operands(self, "add"), *right), None, self.rows, self.cols)


class Scalar(Expr):
    """A number that may depend on matrices and parameters."""

    __slots__ = ()

    def __add__(self, other: Expr | Number | Int) -> Scalar:
        other = as_scalar(other)
        return Scalar("add", (*_operands(self, "add"), *_operands(other, "add")))

    def __sub__(self, other: Expr | Number | Int) -> Scalar:
        return Scalar("add", (*_operands(self, "add"), as_scalar(other) * -1))

    def __neg__(self) -> Scalar:
        return number(-1) * self

    def __mul__(self, other: Any) -> Any:
        if isinstance(other, Matrix):
            return scale(self, other)
        other = as_scalar(other)
        if self.op == "number" and other.op == "number":
            return number(self.data * other.data)
        if other.op == "number":
            self, other = other, self
        return Scalar("mul", (*_operands(self, "mul"), *_operands(other, "mul")))

    def __truediv__(self, other: Expr | Number | Int) -> Scalar:
        other = as_scalar(other)
        if other.op == "number":
            if not other.data:
                raise ExpressionError(f"division of `{self}` by zero")
            return self * number(1 / other.data)
        return self * Scalar("power", (other,), -1)

    def __pow__(self, exponent: int) -> Scalar:
        if isinstance(exponent, bool) or not isinstance(exponent, int):
            raise ExpressionError(f"a scalar takes an integer power, not {exponent!r}")
        return Scalar("power", (self,), exponent)

    def __radd__(self, other: Number | Int) -> Scalar:
        return as_scalar(other) + self

    def __rsub__(self, other: Number | Int) -> Scalar:
        return as_scalar(other) - self

    def __rmul__(self, other: Number | Int) -> Scalar:
        return as_scalar(other) * self

    def __rtruediv__(self, other: Number | Int) -> Scalar:
        return as_scalar(other) / self


def number(value: Number) -> Scalar:
    """A rational number as a scalar."""
    return Scalar("number", (), Fraction(value))


def as_scalar(value: Expr | Number | Int) -> Scalar:
    """A scalar from a number, a size, a scalar or a 1 x 1 matrix.

    Anything else raises `ExpressionError`.

    >>> from symland import as_scalar, dims, vector
    >>> print(as_scalar(dims('n')) / 2)
    n/2
    >>> x = vector('x', dims('n'))
    >>> print(as_scalar(x.T @ x) / 2)
    x' x/2
    """
    if isinstance(value, Scalar):
        return value
    if isinstance(value, Matrix) and value.is_single:
        constant = {"identity": 1, "zeros": 0}.get(value.op)
        return Scalar("scalar", (value,)) if constant is None else number(constant)
    if isinstance(value, Int):
        return number(value.number) if value.number is not None else Scalar("size", (), value)
    if isinstance(value, int | Fraction) and not isinstance(value, bool):
        return number(value)
    hint = "write exact numbers, for example `Fraction(1, 2)` or `x / 2`"
    raise ExpressionError(f"a scalar is expected, not {_kind(value)}",
                          help=hint if isinstance(value, float) else "")  # fmt: skip


def as_matrix(value: object, where: str) -> Matrix:
    """`value` if it is a matrix, else an error that names the place."""
    if isinstance(value, Matrix):
        return value
    raise ExpressionError(f"{where} needs a matrix, not {_kind(value)}")


def scale(factor: Scalar, matrix: Matrix) -> Matrix:
    """A scalar times a matrix."""
    if matrix.op == "scale" and factor.op == "number" and matrix.args[0].op == "number":
        return scale(number(factor.data * matrix.args[0].data), matrix.args[1])
    if factor.op == "number" and factor.data == 1:
        return matrix
    return Matrix("scale", (factor, matrix), None, matrix.rows, matrix.cols)


def rebuild(expr: Expr, args: tuple[Any, ...]) -> Expr:
    """The same node over other operands of the same sizes."""
    if args == expr.args:
        return expr
    return type(expr)(expr.op, args, expr.data, expr.rows, expr.cols)


def describe(matrix: Matrix) -> str:
    """`A is m x n`, for error messages."""
    return f"`{matrix}` is {matrix.rows} x {matrix.cols}"


def size(value: Int | int) -> Int:
    """A size, which is a positive number or a polynomial in sizes."""
    found = integer(value)
    if found.number is not None and found.number < 1:
        raise SizeError(f"a size is at least 1, not {found}")
    return found


def _operands(expr: Expr, op: str) -> tuple[Any, ...]:
    return expr.args if expr.op == op else (expr,)


def _kind(value: object) -> str:
    if isinstance(value, Expr):
        return f"the {'matrix' if value.is_matrix else 'scalar'} `{value}`"
    return f"{value!r} ({type(value).__name__})"
