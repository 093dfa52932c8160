"""Carry out the derivatives in an expression; the kernel's own derivative confirms each result."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from symland.calculus.algebra import total
from symland.calculus.forward import Motion, directional
from symland.calculus.kronecker import hessian, jacobian
from symland.calculus.reverse import gradient
from symland.elaborate import context_of, folded, term
from symland.errors import SymlandError
from symland.kernel import check
from symland.kernel.linear import Context
from symland.language.derivatives import along_parts
from symland.language.expr import Expr, number, rebuild
from symland.language.integers import Constraint

DERIVATIVES = ("grad", "jacobian", "hess", "along")


class DisagreementError(SymlandError):
    """SL901: two parts of symland that should agree do not; never a verdict."""

    code = "SL901"


def evaluate(expr: Any, given: Iterable[Constraint] = ()) -> Any:
    """The expression with every derivative carried out.

    `given` are hypotheses about layer indices, such as `j < k`.  Raises `UndecidedError` where
    there is no readable form, or where it depends on the order of two indices.

    >>> from symland import dims, evaluate, frob2, grad, matrix
    >>> m, n = dims("m n")
    >>> A = matrix("A", m, n)
    >>> print(evaluate(grad(frob2(A) / 2, A)))
    A
    """
    return _evaluate(expr, tuple(given))


def _evaluate(expr: Any, given: tuple[Constraint, ...]) -> Any:
    if expr.op not in DERIVATIVES:
        return rebuild(expr, tuple(_evaluate(arg, given) for arg in expr.args))
    context = context_of([expr], given)
    found = _carry_out(expr, context, given)
    confirm(expr, found, context)
    return found


def _carry_out(expr: Any, context: Context, given: tuple[Constraint, ...]) -> Any:
    if expr.op == "along":
        body, variables, velocities, order = along_parts(expr)
        speeds = [_evaluate_velocity(velocity, given) for velocity in velocities]
        motion = Motion(tuple(zip(variables, speeds, strict=True)), context)
        found = directional(_evaluate(body, given), motion, order)
        return _zero(expr) if is_zero(found, context) else _evaluate(found, given)
    body = _evaluate(expr.args[0], given)
    if expr.op == "grad":
        return gradient(body, expr.args[1], context)
    if expr.op == "jacobian":
        return jacobian(body, expr.args[1], context)
    return hessian(body, expr.args[1], expr.args[2], context)


def _evaluate_velocity(velocity: Any, given: tuple[Constraint, ...]) -> Any:
    """A velocity at the generic layer is evaluated as if that layer were any of those there are."""
    return velocity if _generic(velocity) else _evaluate(velocity, given)


def _generic(expr: Expr) -> bool:
    return any(
        "#" in str(node.data) for node in expr.walk() if node.op in ("member", "chain", "defined")
    )


def _zero(expr: Expr) -> Any:
    return total([], expr.rows, expr.cols) if expr.is_matrix else number(0)


def is_zero(expr: Any, context: Context | None = None) -> bool:
    """Whether the kernel knows an expression to be zero."""
    return _equal(expr, _zero(expr), context or context_of([expr]))


def _equal(left: Any, right: Any, context: Context) -> bool:
    """Whether the kernel finds both sides equal: abbreviations kept, or else written out."""
    kept = folded(left), folded(right)
    if kept != (left, right) and check.equal(term(kept[0]), term(kept[1]), context):
        return True
    return check.equal(term(left), term(right), context)


def confirm(node: Any, formula: Any, context: Context) -> None:
    """Raise `DisagreementError` unless the kernel's derivative of `node` is `formula`."""
    if not _equal(node, formula, context):
        raise DisagreementError(
            f"the calculus found `{formula}`, which the kernel's own derivative does not confirm"
        )
