"""Entrywise functions, determinants, norms and powers, on arrays with infinitesimal parts."""

from __future__ import annotations

from fractions import Fraction
from functools import cache, partial, reduce

import numpy as np

from numeric import jets
from numeric.arithmetic import Array, DomainError
from numeric.entrywise import entrywise, log, power
from numeric.jets import Jet
from numeric.operations import linear, squared_norm
from numeric.scope import Operation, Scope
from symland.language.expr import Expr


def _entrywise(expr: Expr, scope: Scope) -> Jet:
    value = scope.value(expr.args[0])

    @cache
    def derivative(order: int) -> Array:
        return entrywise(expr.data, order, value[0], scope.field, scope.run.instance)

    return jets.compose(scope.field, derivative, value)


def _det(expr: Expr, scope: Scope) -> Jet:
    value = scope.value(expr.args[0])
    if not jets.is_constant(value):
        return jets.determinant(scope.field, value)
    found = np.empty((1, 1), dtype=scope.field.dtype)
    found[0, 0] = scope.field.determinant(value[0].reshape(value[0].shape[-2:]))
    return {0: found}


def _logdet(expr: Expr, scope: Scope) -> Jet:
    field = scope.field
    if field.is_exact:
        raise field.without("logdet")
    value = _det(expr, scope)
    if not value[0].flat[0] > 0:
        raise DomainError(f"`{expr}` needs a positive determinant ({field.name})")
    return jets.compose(field, cache(partial(log, field, value[0])), value)


def _norm(expr: Expr, scope: Scope) -> Jet:
    square = squared_norm(scope.field, scope.value(expr.args[0]))
    root = partial(power, scope.field, square[0], Fraction(1, 2))
    return jets.compose(scope.field, cache(root), square)


def _matpower(expr: Expr, scope: Scope) -> Jet:
    field, base = scope.field, scope.value(expr.args[0])
    if expr.data < 0:
        base = jets.inverse(field, base)
    one: Jet = {0: field.identity(scope.shape(expr)[0])}
    return reduce(partial(jets.product, field, field.matmul), [base] * abs(expr.data), one)


def _expm(expr: Expr, scope: Scope) -> Jet:
    return jets.expm(scope.field, scope.value(expr.args[0]))


def _diagonal(values: Array) -> Array:
    return np.diagonal(values, axis1=-2, axis2=-1)[..., None]


FUNCTIONS: dict[str, Operation] = {
    "entrywise": _entrywise,
    "det": _det,
    "logdet": _logdet,
    "norm": _norm,
    "total": linear(lambda field: field.total),
    "diagonal": linear(lambda field: _diagonal),  # noqa: ARG005 - needs no arithmetic
    "matpower": _matpower,
    "expm": _expm,
}
