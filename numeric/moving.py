"""Derivatives by exact forward differentiation, without any symbolic rule.

A gradient perturbs all entries of its variable at once, one infinitesimal direction each.  The
matrices that move are named by their letters, so that W[k] and W[j] are one matrix where k = j.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import cache, partial
from typing import TypeVar

import numpy as np

from numeric import jets
from numeric.arithmetic import Array
from numeric.instance import Letter
from numeric.jets import Jet
from numeric.operations import vec
from numeric.scope import Name, Operation, Scope
from symland.errors import ExpressionError
from symland.language.derivatives import GENERIC, UNIT, along_parts, is_symmetric_letter
from symland.language.expr import Expr
from symland.language.families import PLACE
from symland.language.families import UNIT as EVERY_UNIT

Key = TypeVar("Key", Letter, str)
Value = TypeVar("Value")


class CoincidenceError(ExpressionError):
    """SL006: variables with velocities of their own are one matrix in this instance."""


def _name(variable: Expr) -> Name:
    if variable.op == "symbol":
        return "letter", variable.data[0]
    return "family", variable.data[0].name


def _perturb(scope: Scope, key: Letter, variable: Expr, shape: tuple[int, int]) -> Scope:
    """A scope in which every entry of one matrix moves in a direction of its own.

    Of a symmetric matrix, the entries (i, j) and (j, i) move by one half each.
    """
    field = scope.field
    basis = jets.along_basis(field, shape, scope.level)
    if is_symmetric_letter(variable):
        half = field.constant(Fraction(1, 2), (1, 1))
        basis = {bits: field.multiply(half, field.add(part, np.swapaxes(part, -1, -2)))
                 for bits, part in basis.items()}  # fmt: skip
    return scope.move(frozenset({_name(variable)}), lambda asked: basis if asked == key else None)


def _derivative(scope: Scope, body: Expr, *variables: Expr) -> Jet:
    """Derivatives of the body; the leading axes belong to the variables, the last one first."""
    lengths, start, inside = [], scope.level, scope
    for variable in variables:
        shape = scope.shape(variable)
        lengths.append(shape[0] * shape[1])
        inside = _perturb(inside, scope.key(variable), variable, shape)
    zero = (*reversed(lengths), *(1,) * start, *scope.shape(body))
    mask = sum(1 << start + place for place in range(len(variables)))
    return jets.coefficient(scope.field, inside.value(body), mask, zero)


def _grad(expr: Expr, scope: Scope) -> Jet:
    body, variable = expr.args
    rows, cols = scope.shape(variable)

    def rule(part: Array) -> Array:
        entries = part[..., 0, 0]
        split = entries.reshape(cols, rows, *entries.shape[1:])
        return np.moveaxis(split, (1, 0), (-2, -1))

    return jets.linear(rule, _derivative(scope, body, variable))


def _jacobian(expr: Expr, scope: Scope) -> Jet:
    body, variable = expr.args
    return jets.linear(
        lambda part: np.moveaxis(vec(part)[..., 0], 0, -1), _derivative(scope, body, variable)
    )


def _hess(expr: Expr, scope: Scope) -> Jet:
    body, first, second = expr.args
    return jets.linear(
        lambda part: np.moveaxis(part[..., 0, 0], (1, 0), (-2, -1)),
        _derivative(scope, body, first, second),
    )


def _along(expr: Expr, scope: Scope) -> Jet:
    body, variables, velocities, order = along_parts(expr)
    if order not in (1, 2):
        raise ExpressionError(f"a derivative of order {order} along a direction is not defined")
    single, whole = _sort(scope, variables, velocities)

    @cache
    def velocity(key: Letter) -> Jet | None:
        if key in single:
            return scope.value(single[key])
        if key.kind == "member" and key.name in whole:
            return _of_whole(scope, whole[key.name], key)
        return None

    inside, names = scope, frozenset(map(_name, variables))
    for level in range(scope.level, scope.level + order):
        inside = inside.move(names, partial(_directed, velocity, level))
    mask = sum(1 << scope.level + place for place in range(order))
    zero = (1,) * (order + scope.level) + scope.shape(body)
    found = jets.coefficient(scope.field, inside.value(body), mask, zero)
    return jets.linear(lambda part: part.reshape(part.shape[order:]), found)


def _of_whole(scope: Scope, moving: tuple[Expr, Expr], key: Letter) -> Jet | None:
    """The velocity of one member of a family that moves as a whole, or unit by unit."""
    variable, velocity = moving
    units = variable.data[0].params
    if units and units != (EVERY_UNIT,) and scope.integer(units[0]) != key.units[0]:
        return None
    places = {GENERIC: key.position, **({UNIT: key.units[0]} if units == (EVERY_UNIT,) else {})}
    return scope.bind_all(places).value(velocity)


def _directed(velocity: Callable[[Letter], Jet | None], level: int, key: Letter) -> Jet | None:
    found = velocity(key)
    return None if found is None else jets.along_velocity(found, level)


def _sort(
    scope: Scope, variables: tuple[Expr, ...], velocities: tuple[Expr, ...]
) -> tuple[dict[Letter, Expr], dict[str, tuple[Expr, Expr]]]:
    """Velocities of single matrices, and of whole families by their names."""
    single: dict[Letter, Expr] = {}
    whole: dict[str, tuple[Expr, Expr]] = {}
    for variable, velocity in zip(variables, velocities, strict=True):
        if variable.op == "member" and variable.data[1] == PLACE:
            _enter(whole, variable.data[0].name, (variable, velocity))
        else:
            _enter(single, scope.key(variable), velocity)
            _check_symmetric(scope, variable, velocity)
    for key in single:
        if key.kind == "member" and key.name in whole:
            raise CoincidenceError(f"`{key}` moves in two ways: alone and with all `{key.name}[k]`")
    return single, whole


def _check_symmetric(scope: Scope, variable: Expr, velocity: Expr) -> None:
    """Raise `ExpressionError` if a symmetric letter moves in a direction that is not symmetric."""
    if not is_symmetric_letter(variable) or not scope.field.is_exact:
        return
    speed = scope.value(velocity)[0]
    if not scope.field.is_zero(scope.field.subtract(speed, np.swapaxes(speed, -1, -2))):
        raise ExpressionError(f"`{variable}` is symmetric, the direction in which it moves is not")


def _enter(table: dict[Key, Value], key: Key, velocity: Value) -> None:
    if key in table:
        raise CoincidenceError(f"`{key}` is given two velocities in this instance")
    table[key] = velocity


DERIVATIVES: dict[str, Operation] = {
    "grad": _grad,
    "jacobian": _jacobian,
    "hess": _hess,
    "along": _along,
}
