"""What a backend cannot evaluate is found out when a function is generated, not at a call."""

from __future__ import annotations

from collections.abc import Iterable

from numeric.arithmetic import FieldError
from numeric.backends.entrywise_source import Functions
from numeric.entrywise import is_generic, is_piecewise
from numeric.program.walk import nodes
from symland.errors import ExpressionError
from symland.language.derivatives import along_parts
from symland.language.expr import Expr

RATIONAL = ("exact", "modular")
WITHOUT_DERIVATIVE = ("pinv", "expm")


def check_supported(backend: str, exprs: Iterable[Expr], functions: Functions) -> None:
    """Raise for an operation or function that the backend does not have."""
    for expr in nodes(exprs):
        if expr.op == "entrywise":
            _check_entrywise(backend, expr, functions)
        elif expr.op == "apply":
            functions.derivatives(expr.data.name)
            if backend == "modular":
                raise FieldError(f"`{expr.data}` cannot be evaluated modulo a prime")
        elif expr.op in ("expm", "logdet") and backend in RATIONAL:
            raise FieldError(f"`{expr.op}` has no rational values, as the backend `{backend}` asks")
        elif expr.op == "norm" and backend == "modular":
            raise FieldError("`norm` takes a root, which has no value modulo a prime")
        elif expr.op in ("grad", "jacobian", "hess", "along"):
            _check_derivative(expr)


def _check_entrywise(backend: str, expr: Expr, functions: Functions) -> None:
    activation = expr.data
    if is_generic(activation):
        if functions.coefficients(activation.name, 0) is None and backend == "modular":
            raise FieldError(
                f"`{activation}` is given by functions of floats; modulo a prime it needs the "
                "coefficients of a polynomial"
            )
        return
    exponent = activation.parameter if activation.name == "power" else None
    rational = exponent is not None and (exponent.denominator == 1 or backend == "exact")
    if is_piecewise(activation):
        rational = backend == "exact"
    if backend in RATIONAL and not rational:
        raise FieldError(f"`{activation}` has no values in the backend `{backend}`")


def _check_derivative(expr: Expr) -> None:
    """`pinv` and `expm` of something that moves have no derivative here."""
    if expr.op == "along":
        body, variables, _, _ = along_parts(expr)
    else:
        body, *variables = expr.args
    names = {_name(variable) for variable in variables}
    for inner in nodes([body]):
        moving = (x for x in nodes([inner]) if x.op in ("symbol", "member", "chain"))
        if inner.op in WITHOUT_DERIVATIVE and any(_name(x) in names for x in moving):
            raise ExpressionError(f"`{inner}` is differentiated; the derivative of `{inner.op}` "
                                  "is not known")  # fmt: skip


def _name(letter: Expr) -> str:
    return letter.data[0] if letter.op == "symbol" else letter.data[0].name
