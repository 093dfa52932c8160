"""Statements: equations and inequalities between expressions, and lists of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

from symland.errors import SizeError, StatementError
from symland.language.blocks import Blocks
from symland.language.build import zeros
from symland.language.expr import Expr, Matrix, Scalar, as_scalar, describe
from symland.language.integers import Constraint, Int

RELATIONS = {"eq": "=", "le": "<=", "ge": ">=", "lt": "<", "gt": ">"}


@dataclass(frozen=True, slots=True)
class Claim:
    """`left relation right`; its truth value is not defined, so `if claim:` raises."""

    relation: str
    left: Any
    right: Any

    def __bool__(self) -> bool:
        raise StatementError(f"`{self}` is a statement; it has no truth value until it is proved")

    def __str__(self) -> str:
        return f"{self.left} {RELATIONS[self.relation]} {self.right}"

    def _repr_latex_(self) -> str:
        from symland.language.notation.latex import latex_claim

        return rf"$\displaystyle {latex_claim(self)}$"


Statement: TypeAlias = Claim | Constraint


def claim(relation: str, left: Any, right: Any) -> Claim:
    """A statement, after a check that both sides have the same kind and size."""
    if isinstance(left, Blocks):
        left, right = left.against(right)
    if isinstance(left, int) and isinstance(right, Matrix) and not right.is_single:
        left = _zero_like(left, right)
    if isinstance(right, int) and isinstance(left, Matrix) and not left.is_single:
        right = _zero_like(right, left)
    if not _both_scalars(relation, left, right):
        return _matrix_claim(relation, left, right)
    return Claim(relation, as_scalar(left), as_scalar(right))


def _both_scalars(relation: str, left: Any, right: Any) -> bool:
    """Whether scalars are compared; a 1 x 1 matrix is one beside a scalar and in an inequality."""
    matrices = [side for side in (left, right) if isinstance(side, Matrix)]
    single = all(side.is_single for side in matrices)
    return single and (len(matrices) < 2 or relation != "eq")


def Eq(left: Any, right: Any) -> Claim:
    """The statement left = right, for scalars or matrices of one size (0 stands for a zero matrix).

    >>> from symland import Eq, dims, matrix, tr
    >>> m, n = dims("m n")
    >>> A, B = matrix("A", m, n), matrix("B", n, m)
    >>> print(Eq(tr(A @ B), tr(B @ A)))
    tr(A B) = tr(B A)
    """
    return claim("eq", left, right)


def Le(left: Any, right: Any) -> Statement:
    """The statement left <= right between scalars (or layer indices, as a hypothesis).

    >>> from symland import Le, dims, frob2, matrix
    >>> A = matrix('A', *dims('m n'))
    >>> print(Le(0, frob2(A)))
    0 <= |A|_F^2
    """
    return _order("le", left, right)


def Ge(left: Any, right: Any) -> Statement:
    """The statement left >= right between scalars (or layer indices, as a hypothesis).

    >>> from symland import Ge, dims, frob2, matrix
    >>> A = matrix('A', *dims('m n'))
    >>> print(Ge(frob2(A), 0))
    |A|_F^2 >= 0
    """
    return _order("ge", left, right)


def Lt(left: Any, right: Any) -> Statement:
    """The statement left < right between scalars (or layer indices, as a hypothesis).

    >>> from symland import Lt, index
    >>> j, k = index('j'), index('k')
    >>> print(Lt(j, k))
    k >= j + 1
    """
    return _order("lt", left, right)


def Gt(left: Any, right: Any) -> Statement:
    """The statement left > right between scalars (or layer indices, as a hypothesis).

    >>> from symland import Gt, index
    >>> j, k = index('j'), index('k')
    >>> print(Gt(j, k))
    j >= k + 1
    """
    return _order("gt", left, right)


def _order(relation: str, left: Any, right: Any) -> Statement:
    if isinstance(left, Int) and isinstance(right, Int | int):
        return {"le": left <= right, "ge": left >= right, "lt": left < right, "gt": left > right}[
            relation
        ]
    return claim(relation, left, right)


def _matrix_claim(relation: str, left: Any, right: Any) -> Claim:
    if relation != "eq":
        raise StatementError("matrices are compared with `Eq` only; order is for scalars")
    for side in (left, right):
        if not isinstance(side, Matrix):
            shown = f"the scalar `{side}`" if isinstance(side, Scalar) else repr(side)
            raise StatementError(f"a matrix cannot equal {shown}")
    if left.shape != right.shape:
        raise SizeError(
            f"the sides of a statement differ in size: {describe(left)}, {describe(right)}",
            operation=(relation, left, right),
        )
    return Claim(relation, left, right)


def _zero_like(value: int, other: Matrix) -> Expr:
    if value != 0 or isinstance(value, bool):
        raise StatementError(f"a matrix cannot equal the number {value}; only 0 has a size to take")
    return zeros(other.rows, other.cols)


def check_statement(value: object, where: str) -> Statement:
    """`value` if it is a statement; a bool gets the hint that `==` compares structure (SL002)."""
    if isinstance(value, Claim | Constraint):
        return value
    if isinstance(value, bool):
        raise StatementError(f"{where} got {value}: `==` compares structure, it states nothing",
                             help="write `Eq(left, right)`")  # fmt: skip
    raise StatementError(f"{where} needs a statement such as `Eq(left, right)`, not {value!r}")
