"""The laws that were found, along a numeric solution of the flow with many digits.

The solution shares no code with the kernel; integrals of entrywise functions are evaluated by their
closed forms.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sympy

from numeric.flow import FlowResult, gradient_flow
from symland.conserved.laws import Invariants, Law
from symland.conserved.residual import is_descent, is_family
from symland.conserved.slopes import matrix_of
from symland.errors import ExpressionError, UndecidedError
from symland.language.expr import Scalar, rebuild


def integrate_laws(
    found: Invariants, *, t: Any = 1, digits: int = 50, seed: int = 0,
    dims: Mapping[str, Any] | None = None, depth: int | None = None,
) -> FlowResult:  # fmt: skip
    """The gradient flow from a random start, with the drift of every conserved quantity found.

    Each drift comes with that of a solution in double precision.  Raises `ExpressionError` where
    the flow is not one of gradient descent, or a law has an integral without a closed form.

    >>> from fractions import Fraction
    >>> from symland import GradientFlow, dims, frob2, invariants, matrix
    >>> h, d, k = dims("h d k")
    >>> W1, W2, Y = matrix("W_1", h, d), matrix("W_2", k, h), matrix("Y", k, d)
    >>> found = invariants(GradientFlow(frob2(W2 @ W1 - Y) / 2, wrt=(W1, W2)))
    >>> flow = integrate_laws(found, t=Fraction(1, 4), digits=30)
    >>> flow.is_conserved(flow.drifts[0])
    True
    """
    loss = _loss(found)
    wrt = [x.data[0] if is_family(x) else x for x in found.flow.variables]
    quantities = [evaluable(law) for law in found if law.conserved]
    return gradient_flow(
        loss, wrt, None, t, digits, invariants=quantities, confirm=True, double=True, seed=seed,
        dims=dims or {}, depth=depth,
    )  # fmt: skip


def _loss(found: Invariants) -> Scalar:
    """The loss whose gradients are the velocities, with a minus sign."""
    bodies = set()
    for variable, speed in zip(found.flow.variables, found.flow.velocities, strict=True):
        if not is_descent(speed) or speed.args[1].args[1] != variable:
            raise ExpressionError(f"`{found.flow.name}` is no gradient flow of one loss")
        bodies.add(speed.args[1].args[0])
    if len(bodies) != 1:
        raise ExpressionError(f"`{found.flow.name}` is no gradient flow of one loss")
    return bodies.pop()


def evaluable(law: Law) -> Any:
    """The quantity with closed forms in the place of integrals."""
    forms: dict[str, Any] = {}
    for one in law.defined:
        if one.closed_form is None:
            raise ExpressionError(f"`{one.name}` has no closed form and cannot be evaluated",
                                  help="give the formulas of generic functions")  # fmt: skip
        forms[one.name] = one.closed_form.rewrite(sympy.exp)
    return _with_forms(law.quantity, forms)


def _with_forms(expr: Any, forms: Mapping[str, Any]) -> Any:
    if expr.op == "entrywise" and expr.data.name in forms:
        try:
            return matrix_of(sympy.expand(forms[expr.data.name]), expr.args[0])
        except UndecidedError as error:
            raise ExpressionError(f"the closed form of `{expr.data.name}` is not an expression of "
                                  "the language") from error  # fmt: skip
    return rebuild(expr, tuple(_with_forms(arg, forms) for arg in expr.args))
