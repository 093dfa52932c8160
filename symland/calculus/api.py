"""The derivatives that users call: `grad`, `jacobian`, `hess`, `hess_form`, `ddt`, `GradientFlow`.

Each returns an expression that stands for the derivative: in a statement the kernel takes it
by its own derivative, and shown on its own it prints as the readable formula, confirmed first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from symland.calculus.evaluate import evaluate, is_zero
from symland.errors import ExpressionError, UndecidedError
from symland.kernel.linear import KernelError
from symland.language import derivatives as nodes
from symland.language.build import identity
from symland.language.expr import Expr, Matrix, Scalar, as_scalar, scale
from symland.language.families import Families, Family
from symland.language.notation.latex import latex
from symland.language.notation.text import text


def _formula(expr: Expr) -> Any:
    try:
        return evaluate(expr)
    except (UndecidedError, KernelError):  # it is shown as it was written
        return expr


class Derived(Expr):
    """A derivative: printing carries it out."""

    __slots__ = ()

    def doit(self) -> Any:
        """The readable formula; raises `UndecidedError` if it depends on the order of layers."""
        return evaluate(self)

    def __str__(self) -> str:
        return text(_formula(self))

    __repr__ = __str__

    def _repr_latex_(self) -> str:
        return rf"$\displaystyle {latex(_formula(self))}$"

    @property
    def sympy(self) -> Any:
        from symland.language.sympy_bridge import to_sympy

        return to_sympy(_formula(self))


class DerivedMatrix(Derived, Matrix):
    """A matrix of derivatives."""

    __slots__ = ()


class DerivedScalar(Derived, Scalar):
    """A scalar derivative."""

    __slots__ = ()


def _derived(node: Any) -> Any:
    kind = DerivedMatrix if isinstance(node, Matrix) else DerivedScalar
    return kind(node.op, node.args, node.data, node.rows, node.cols)


def grad(body: Expr, variable: Any) -> Any:
    """The gradient of a scalar, in the shape of the variable: entries df / dX_ij.

    With respect to a symmetric letter it is the symmetric G with df = <G, dS> for every symmetric
    dS, the direction of gradient flow among symmetric matrices.  With respect to a scalar letter it
    is the derivative.  Raises `ExpressionError` if `body` is no scalar, or `variable` neither a
    letter nor a member `W[k]`.

    >>> from symland import dims, frob2, grad, let, matrix
    >>> k, h, n = dims("k h n")
    >>> W, X, Y = matrix("W", k, h), matrix("X", h, n), matrix("Y", k, n)
    >>> E = let("E", W @ X - Y)
    >>> print(grad(frob2(E) / 2, W))
    E X'
    """
    return _derived(nodes.gradient_node(body, variable))


def jacobian(body: Expr, variable: Expr) -> Matrix:
    """The Jacobian d vec(F) / d vec(X)', with column-stacking vec; of a scalar it is a row.

    >>> from symland import dims, jacobian, matrix
    >>> m, n, p = dims("m n p")
    >>> A, X = matrix("A", m, n), matrix("X", n, p)
    >>> print(jacobian(A @ X, X))
    I (x) A
    """
    found = body if isinstance(body, Matrix) else scale(as_scalar(body), identity(1))
    return _derived(nodes.jacobian_node(found, variable))


def hess(body: Expr, first: Expr, second: Expr | None = None) -> Matrix:
    """The Hessian block with rows vec(first) and columns vec(second), at any point.

    >>> from symland import dims, frob2, hess, matrix
    >>> k, h, n = dims("k h n")
    >>> W, X, Y = matrix("W", k, h), matrix("X", h, n), matrix("Y", k, n)
    >>> print(hess(frob2(W @ X - Y) / 2, W))
    (X X') (x) I
    """
    return _derived(nodes.hessian_node(body, first, first if second is None else second))


def hess_form(body: Expr, directions: Mapping[Any, Any]) -> Scalar:
    """The quadratic form of the Hessian: d^2/dt^2 f(X + t dX) at t = 0, for all variables at once.

    >>> from symland import dims, frob2, hess_form, matrix
    >>> m, n = dims("m n")
    >>> A, dA = matrix("A", m, n), matrix("dA", m, n)
    >>> print(hess_form(frob2(A) / 2, {A: dA}))
    |dA|_F^2
    """
    return _derived(nodes.along_node(as_scalar(body), _symmetric(directions), 2))


def differential(body: Any, directions: Mapping[Any, Any]) -> Any:
    """The first-order part of body(X + dX): the derivative along a direction.

    >>> from symland import differential, dims, frob2, matrix
    >>> m, n = dims("m n")
    >>> A, dA = matrix("A", m, n), matrix("dA", m, n)
    >>> print(differential(A.T @ A, {A: dA}))
    dA' A + A' dA
    """
    return _derived(nodes.along_node(body, _symmetric(directions), 1))


def _symmetric(directions: Mapping[Any, Any]) -> Mapping[Any, Any]:
    """The directions, after a check that symmetric letters move in symmetric ones."""
    for letter, direction in directions.items():
        if not nodes.is_symmetric_letter(letter) or not isinstance(direction, Matrix):
            continue
        if direction.shape == letter.shape and not is_zero(direction - direction.T):
            raise ExpressionError(
                f"`{letter}` is symmetric and moves in symmetric directions; `{direction}` is not",
                help=f'for example `symmetric("d{letter}", {letter.rows})`',
            )
    return directions


def GradientFlow(body: Expr, wrt: Sequence[Expr | Family | Families]) -> nodes.Flow:
    """The gradient flow dX/dt = -grad_X L of every X in `wrt` (letters or whole families).

    >>> from symland import GradientFlow, ddt, dims, frob2, matrix
    >>> A = matrix('A', *dims('m n'))
    >>> print(ddt(A, GradientFlow(frob2(A) / 2, wrt=[A])))
    -A
    """
    return nodes.flow_of("gradient flow", body, wrt)


def ddt(body: Any, flow: nodes.Flow) -> Any:
    """The time derivative along a flow.

    >>> from symland import GradientFlow, ddt, dims, frob2, matrix
    >>> m, n = dims("m n")
    >>> A = matrix("A", m, n)
    >>> print(ddt(frob2(A), GradientFlow(frob2(A) / 2, wrt=[A])))
    -2 |A|_F^2
    """
    return _derived(nodes.ddt_node(body, flow))
