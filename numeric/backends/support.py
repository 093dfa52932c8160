"""What a backend cannot evaluate is found out when a function is generated, not at a call."""

from __future__ import annotations

from collections.abc import Iterable

from numeric.arithmetic import FieldError
from numeric.backends.entrywise_source import Functions
from numeric.entrywise import is_generic, is_piecewise
from numeric.program.walk import nodes
from symland.language.expr import Expr

RATIONAL = ("exact", "modular")


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
