"""The operations of the expression language on arrays with infinitesimal parts.

Scalars are 1 x 1 arrays.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, reduce

import numpy as np

from numeric import jets
from numeric.arithmetic import Array, DomainError, Field, SingularError
from numeric.dimensions import downwards
from numeric.instance import Letter
from numeric.jets import Jet, Linear, Product
from numeric.scope import Operation, Scope
from symland.errors import ExpressionError, SizeError
from symland.language.block_matrix import written_out
from symland.language.derivatives import GENERIC
from symland.language.expr import Expr
from symland.language.families import Family


def kron(field: Field, left: Array, right: Array) -> Array:
    """The Kronecker product of the last two axes."""
    found = field.multiply(left[..., :, None, :, None], right[..., None, :, None, :])
    *lead, a, b, c, d = found.shape
    return found.reshape(*lead, a * b, c * d)


def vec(values: Array) -> Array:
    """The columns stacked."""
    turned = np.swapaxes(values, -1, -2)
    return turned.reshape(*turned.shape[:-2], -1, 1)


def commutation(field: Field, rows: int, cols: int) -> Array:
    """K with K vec(A) = vec(A') for A of size rows x cols."""
    place = np.arange(rows * cols).reshape(cols, rows)  # of entry (i, j) in vec(A), at [j, i]
    return field.identity(rows * cols)[place.T.ravel()]


def polynomial(field: Field, coefficients: tuple[Array, ...], argument: Jet) -> Jet:
    """c_0 + c_1 x + c_2 (x kron x) + ..."""
    total: Jet = {0: field.array(coefficients[0])}
    power: Jet = {0: field.identity(1)}
    for part in coefficients[1:]:
        power = jets.product(field, partial(kron, field), power, argument)
        total = jets.add(field, total, jets.linear(partial(field.matmul, field.array(part)), power))
    return total


def _number(expr: Expr, scope: Scope) -> Jet:
    return {0: scope.field.constant(expr.data, (1, 1))}


def _size(expr: Expr, scope: Scope) -> Jet:
    return {0: scope.field.constant(scope.integer(expr.data), (1, 1))}


def _symbol(expr: Expr, scope: Scope) -> Jet:
    name, options = expr.data
    if not {*options} <= {"symmetric"}:
        raise ExpressionError(f"`{name}` has options that are not known: {', '.join(options)}")
    letter = Letter("matrix" if expr.is_matrix else "scalar", name)
    found = scope.letter(
        letter,
        lambda key, base: base.field.array(
            base.run.instance.entries(key, base.shape(expr), symmetric="symmetric" in options)
        ),
    )
    if options and letter in scope.run.instance.definitions:
        _check_symmetric(name, found[0], scope)
    return found


def _check_symmetric(name: str, value: Array, scope: Scope) -> None:
    """Entries are checked where they are read; what stands for a letter has to be as it is."""
    if not scope.field.is_zero(scope.field.subtract(value, value.swapaxes(-1, -2))):
        raise DomainError(f"`{name}` is symmetric, the value that it is given is not")


def _member(expr: Expr, scope: Scope) -> Jet:
    return _layer(expr.data[0], scope.integer(expr.data[1]), scope)


def _layer(family: Family, position: int, scope: Scope) -> Jet:
    def read(key: Letter, base: Scope) -> Array:
        instance = base.run.instance
        return base.field.array(instance.entries(key, instance.member_shape(family, position)))

    return scope.letter(scope.layer(family, position), read)


def _chain(expr: Expr, scope: Scope) -> Jet:
    return _multiplied(expr, scope, lambda place: _layer(expr.data[0], place, scope))


def _defined(expr: Expr, scope: Scope) -> Jet:
    """Layers that abbreviate an expression: its value at each layer."""
    return _multiplied(expr, scope, lambda place: scope.bind(GENERIC, place).value(expr.args[0]))


def _multiplied(expr: Expr, scope: Scope, layer: Callable[[int], Jet]) -> Jet:
    """The product of layers from the upper down to the lower bound."""
    _, high, low = expr.data
    places = downwards(scope.integer(high), scope.integer(low))
    if not places:
        return {0: scope.field.identity(scope.shape(expr)[0])}
    return reduce(partial(jets.product, scope.field, scope.field.matmul), map(layer, places))


def _identity(expr: Expr, scope: Scope) -> Jet:
    return {0: scope.field.identity(scope.shape(expr)[0])}


def _zeros(expr: Expr, scope: Scope) -> Jet:
    return {0: scope.field.constant(0, scope.shape(expr))}


def _ones(expr: Expr, scope: Scope) -> Jet:
    return {0: scope.field.constant(1, scope.shape(expr))}


def _commutation(expr: Expr, scope: Scope) -> Jet:
    rows, cols = (scope.integer(size) for size in expr.data)
    scope.shape(expr)
    return {0: commutation(scope.field, rows, cols)}


def _selection(expr: Expr, scope: Scope) -> Jet:
    before, size, _ = (scope.integer(part) for part in expr.data)
    rows, _ = scope.shape(expr)
    return {0: scope.field.identity(rows)[..., before : before + size]}


def _let(expr: Expr, scope: Scope) -> Jet:
    return scope.value(expr.args[0])


def _add(expr: Expr, scope: Scope) -> Jet:
    return reduce(partial(jets.add, scope.field), map(scope.value, expr.args))


def _product(rule_of: Callable[[Field], Product]) -> Operation:
    """An operation that is a product of all its operands, by a rule that the field has."""

    def operation(expr: Expr, scope: Scope) -> Jet:
        rule: Product = rule_of(scope.field)
        return reduce(partial(jets.product, scope.field, rule), map(scope.value, expr.args))

    return operation


def linear(rule_of: Callable[[Field], Linear]) -> Operation:
    """An operation that is a linear map, by a rule that the field has."""

    def operation(expr: Expr, scope: Scope) -> Jet:
        return jets.linear(rule_of(scope.field), scope.value(expr.args[0]))

    return operation


def _inner_rule(field: Field) -> Product:
    return lambda left, right: field.total(field.multiply(left, right))


def squared_norm(field: Field, value: Jet) -> Jet:
    """The sum of the squares of all entries."""
    return jets.product(field, _inner_rule(field), value, value)


def _frob2(expr: Expr, scope: Scope) -> Jet:
    return squared_norm(scope.field, scope.value(expr.args[0]))


def _diag_rule(field: Field) -> Linear:
    return lambda values: field.multiply(values, field.identity(values.shape[-2]))


def _power(expr: Expr, scope: Scope) -> Jet:
    field, base = scope.field, scope.value(expr.args[0])
    if expr.data < 0:
        base = _reciprocal(field, base)
    factors = [base] * abs(expr.data)
    return reduce(partial(jets.product, field, field.multiply), factors, {0: field.identity(1)})


def _reciprocal(field: Field, value: Jet) -> Jet:
    try:
        return jets.inverse(field, value)
    except SingularError as error:
        raise SingularError(f"division by zero ({field.name})") from error


def _inverse(expr: Expr, scope: Scope) -> Jet:
    return jets.inverse(scope.field, scope.value(expr.args[0]))


def _pinv(expr: Expr, scope: Scope) -> Jet:
    return jets.pinv(scope.field, scope.value(expr.args[0]))


def _sum(expr: Expr, scope: Scope) -> Jet:
    name, low, high = expr.data
    bottom, top = scope.integer(low), scope.integer(high)
    if top < bottom - 1:
        raise SizeError(f"a sum from {bottom} to {top} has fewer than no terms")
    zero: Jet = {0: scope.field.constant(0, scope.shape(expr))}
    terms = (scope.bind(name, place).value(expr.args[0]) for place in range(bottom, top + 1))
    return reduce(partial(jets.add, scope.field), terms, zero)


def _apply(expr: Expr, scope: Scope) -> Jet:
    function = expr.data
    inputs, outputs = scope.integer(function.inputs), scope.integer(function.outputs)
    coefficients = scope.run.instance.coefficients(function, inputs, outputs)
    return polynomial(scope.field, coefficients, scope.value(expr.args[0]))


OPERATIONS: dict[str, Operation] = {
    "number": _number,
    "size": _size,
    "symbol": _symbol,
    "member": _member,
    "chain": _chain,
    "defined": _defined,
    "identity": _identity,
    "zeros": _zeros,
    "ones": _ones,
    "commutation": _commutation,
    "selection": _selection,
    "block": lambda expr, scope: scope.value(written_out(expr)),
    "let": _let,
    "scalar": _let,
    "add": _add,
    "mul": _product(lambda field: field.multiply),
    "power": _power,
    "scale": _product(lambda field: field.multiply),
    "matmul": _product(lambda field: field.matmul),
    "kron": _product(lambda field: partial(kron, field)),
    "hadamard": _product(lambda field: field.multiply),
    "transpose": linear(lambda field: lambda values: np.swapaxes(values, -1, -2)),  # noqa: ARG005
    "inverse": _inverse,
    "pinv": _pinv,
    "vec": linear(lambda field: vec),  # noqa: ARG005 - a permutation needs no arithmetic
    "diag": linear(_diag_rule),
    "trace": linear(lambda field: field.trace),
    "frob2": _frob2,
    "inner": _product(_inner_rule),
    "sum": _sum,
    "apply": _apply,
}
