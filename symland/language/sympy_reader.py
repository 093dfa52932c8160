"""Formulas from SymPy: exact, real and of matching sizes; nothing unknown is guessed.

SymPy itself does not compare symbolic sizes, so this is where a product that does not compose is
found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import reduce
from typing import TypeAlias

import sympy
from sympy.core.function import AppliedUndef
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction

from symland.errors import ExpressionError
from symland.language import build, derivatives, families, functions, sympy_functions
from symland.language import sympy_nodes as nodes
from symland.language.block_matrix import block
from symland.language.expr import Expr, Matrix, Scalar, as_scalar, number, scale
from symland.language.integers import Atom, Int, SizeFamily, check_name, dims, integer, symbol
from symland.language.sympy_functions import fraction
from symland.language.sympy_nodes import SymPy, class_name

Rule: TypeAlias = "Callable[[SymPy], Expr]"
MAX_EXPONENT = 64  # of matrices and sizes


def from_sympy(expr: SymPy) -> Expr:
    """The formula of a SymPy expression, after a check of its sizes.

    >>> from sympy import MatrixSymbol, Trace, symbols
    >>> from symland.language.sympy_bridge import from_sympy
    >>> m, n = symbols("m n", integer=True, positive=True)
    >>> A = MatrixSymbol("A", m, n)
    >>> print(from_sympy(3 * Trace(A * A.T)))
    3 tr(A A')
    """
    if isinstance(expr, sympy.Basic):
        _check_names(expr)
    return _read(expr)


def _read(expr: SymPy) -> Expr:
    if isinstance(expr, sympy.Rational):
        return number(fraction(expr))
    rule = _function_of_number if isinstance(expr, AppliedUndef) else _RULES.get(type(expr))
    if rule is None:
        hint = next((hint for kind, hint in _HINTS if isinstance(expr, kind)), "")
        raise ExpressionError(
            f"`from_sympy` does not know {class_name(expr)}, in `{expr}`", help=hint
        )
    return rule(expr)


def _check_names(expr: sympy.Basic) -> None:
    """Two symbols that differ in their assumptions only would become one letter."""
    seen: dict[tuple[str, bool], sympy.Symbol] = {}
    for found in sorted(expr.atoms(sympy.Symbol), key=sympy.default_sort_key):
        key = (found.name, _is_scalar(found))
        if type(found) is sympy.Symbol and seen.setdefault(key, found) != found:
            raise ExpressionError(f"two symbols `{found}` differ in their assumptions only")


def _is_scalar(found: sympy.Symbol) -> bool:
    return bool(found.is_real) and not found.is_integer


def _matrix(value: SymPy) -> Matrix:
    found = _read(value)
    if not isinstance(found, Matrix):
        raise ExpressionError(f"a matrix is expected, not the scalar `{value}`")
    return found


def _scalar(value: SymPy) -> Scalar:
    found = _read(value)
    if not isinstance(found, Scalar):
        hint = "multiply and add matrices with `MatMul` and `MatAdd`"
        raise ExpressionError(f"a scalar is expected, not the matrix `{value}`", help=hint)
    return found


def _exponent(expr: SymPy) -> int:
    exponent = expr.args[1]
    if not isinstance(exponent, sympy.Integer):
        raise ExpressionError(f"only integer powers are supported, not `{expr}`")
    return int(exponent)


# Sizes and layer indices


def _integer(value: SymPy) -> Int:
    """A polynomial with integer coefficients in sizes and layer indices."""
    if isinstance(value, sympy.Integer):
        return integer(int(value))
    rule = _INTEGER_RULES.get(type(value))
    if rule is None:
        raise ExpressionError(f"a size or layer index is expected, not `{value}`")
    return rule(value)


def _size_symbol(value: SymPy) -> Int:
    if value.is_integer is False or value.is_positive is False or _is_scalar(value):
        hint = f'declare it by `Symbol("{value.name}", integer=True, positive=True)`'
        raise ExpressionError(f"`{value}` stands for a size, but is not declared so", help=hint)
    check_name(value.name)
    return symbol(Atom("size", value.name))


def _layer_index(value: SymPy) -> Int:
    if value != nodes.PLACE:
        check_name(value.name)
    low = None if value.low == sympy.S.NegativeInfinity else _integer(value.low)
    high = None if value.high == sympy.S.Infinity else _integer(value.high)
    return symbol(Atom("index", value.name, (), low, high))


def _indexed(value: SymPy) -> Int:
    if len(value.indices) != 1:
        raise ExpressionError(f"a family of sizes has one index, unlike `{value}`")
    sizes = dims(f"{value.base.label}[]")
    if not isinstance(sizes, SizeFamily):
        raise ExpressionError(f"`{value.base}` is not a family of sizes")
    return sizes[_integer(value.indices[0])]


def _parts(value: SymPy) -> list[Int]:
    if any(type(arg) not in _INTEGER_RULES and not arg.is_Integer for arg in value.args):
        raise ExpressionError(f"a size or layer index is expected, not `{value}`")
    return [_integer(arg) for arg in value.args]


def _integer_power(value: SymPy) -> Int:
    base, exponent = _parts(value)
    if exponent.number is None or not 0 <= exponent.number <= MAX_EXPONENT:
        raise ExpressionError(f"a size or layer index is expected, not `{value}`")
    return reduce(lambda total, _: total * base, range(exponent.number), integer(1))


_INTEGER_RULES: dict[type, Callable[[SymPy], Int]] = {
    sympy.Symbol: _size_symbol,
    nodes.LayerIndex: _layer_index,
    sympy.Indexed: _indexed,
    sympy.Add: lambda value: sum(_parts(value), integer(0)),
    sympy.Mul: lambda value: reduce(lambda left, right: left * right, _parts(value)),
    sympy.Pow: _integer_power,
}


# Scalars


def _is_polynomial(value: SymPy) -> bool:
    """Whether a scalar is a polynomial in sizes and layer indices, which stays one piece."""
    return bool(value.free_symbols) and _is_integer(value)


def _is_integer(value: SymPy) -> bool:
    if type(value) is sympy.Symbol:
        return bool(value.is_integer and value.is_positive)
    if type(value) is sympy.Pow:
        base, exponent = value.args
        return bool(exponent.is_Integer and exponent.is_positive) and _is_integer(base)
    if type(value) in (sympy.Add, sympy.Mul):
        return all(map(_is_integer, value.args))
    return isinstance(value, sympy.Integer | nodes.LayerIndex | sympy.Indexed)


def _symbol(value: SymPy) -> Expr:
    if value.is_integer and value.is_positive:
        return as_scalar(_size_symbol(value))
    if value.is_integer:
        hint = "a size needs `integer=True, positive=True`, a layer index is a `LayerIndex`"
        raise ExpressionError(f"`{value}` is neither a size nor a layer index", help=hint)
    if not value.is_real:
        hint = f'declare it by `Symbol("{value.name}", real=True)`'
        raise ExpressionError(f"the symbol `{value}` is not declared to be real", help=hint)
    return build.scalar(value.name)


def _add(expr: SymPy) -> Expr:
    return reduce(lambda left, right: left + right, map(_scalar, expr.args))


def _mul(expr: SymPy) -> Expr:
    return _product(map(_scalar, expr.args))


def _product(scalars: Iterable[Scalar]) -> Scalar:
    factors = [
        part for found in scalars for part in (found.args if found.op == "mul" else (found,))
    ]
    return factors[0] if len(factors) == 1 else Scalar("mul", tuple(factors))


def _size_or(rule: Rule) -> Rule:
    return lambda expr: as_scalar(_integer(expr)) if _is_polynomial(expr) else rule(expr)


def _power(expr: SymPy) -> Expr:
    exponent = expr.args[1]
    if isinstance(exponent, sympy.Integer):
        return Scalar("power", (_scalar(expr.args[0]),), int(exponent))
    if not isinstance(exponent, sympy.Rational):
        raise ExpressionError(f"only rational powers are supported, not `{expr}`")
    return _function_of_number(expr)


def _function_of_number(expr: SymPy) -> Expr:
    found = sympy_functions.split(expr)
    if found is None:
        raise ExpressionError(
            f"`from_sympy` does not know {class_name(expr)} of this form, in `{expr}`",
            help="derivatives are those of a function of one number, such as `sigma(x).diff(x)`",
        )
    function, argument = found
    return function(_scalar(argument))


def _log(expr: SymPy) -> Expr:
    if isinstance(expr.args[0], sympy.Determinant):
        return functions.logdet(_matrix(expr.args[0].args[0]))
    return _function_of_number(expr)


# Matrices


def _sizes(values: Iterable[SymPy]) -> list[Int]:
    return [_integer(value) for value in values]


def _letter(*, symmetric: bool) -> Rule:
    return lambda expr: build.matrix(expr.name, *_sizes(expr.args[1:]), symmetric=symmetric)


def _matmul(expr: SymPy) -> Expr:
    matrices = [arg for arg in expr.args if arg.is_Matrix]
    scalars = [_scalar(arg) for arg in expr.args if not arg.is_Matrix]
    product = reduce(lambda left, right: left @ right, map(_matrix, matrices))
    return scale(_product(scalars), product) if scalars else product


def _matadd(expr: SymPy) -> Expr:
    return reduce(lambda left, right: left + right, map(_matrix, expr.args))


def _matpow(expr: SymPy) -> Expr:
    base, exponent = _matrix(expr.args[0]), _exponent(expr)
    _check_exponent(expr, abs(exponent))
    if exponent == -1:
        return base.inv
    power = base**exponent  # also checks that the matrix is square
    return {0: build.identity(base.rows), 1: base}.get(exponent, power)


def _hadamard_power(expr: SymPy) -> Expr:
    base, exponent = expr.args
    if not isinstance(exponent, sympy.Rational):
        raise ExpressionError(f"only rational entrywise powers are supported, not `{expr}`")
    _check_exponent(expr, max(abs(exponent.p), exponent.q))
    found = _matrix(base)
    return found if exponent == 1 else functions.hadamard_power(found, fraction(exponent))


def _entrywise(expr: SymPy) -> Expr:
    return sympy_functions.activation_of(expr.function)(_matrix(expr.expr))


def _check_exponent(expr: SymPy, exponent: int) -> None:
    if exponent > MAX_EXPONENT:
        raise ExpressionError(f"powers of matrices go up to {MAX_EXPONENT}, unlike `{expr}`")


def _of_matrices(function: Callable[..., Expr]) -> Rule:
    return lambda expr: function(*map(_matrix, expr.args))


def _one_or_more(function: Callable[..., Expr]) -> Rule:
    def rule(expr: SymPy) -> Expr:
        matrices = [_matrix(arg) for arg in expr.args]
        return matrices[0] if len(matrices) == 1 else function(*matrices)

    return rule


def _of_sizes(function: Callable[..., Expr]) -> Rule:
    return lambda expr: function(*_sizes(expr.args))


# The classes of `sympy_nodes`, and sums


def _family(name: SymPy, rows: SymPy, cols: SymPy) -> families.Family:
    check_name(str(name))
    return families.Family(str(name), _integer(rows), _integer(cols))


def _member(expr: SymPy) -> Expr:
    name, position, rows, cols = expr.args
    return _family(name, rows, cols)[_integer(position)]


def _chain(expr: SymPy) -> Expr:
    name, high, low, rows, cols = expr.args
    return families.chain(_family(name, rows, cols), _integer(high), _integer(low))


def _sum(expr: SymPy) -> Expr:
    """Sums over layer indices; SymPy lists the innermost one first."""
    body, *limits = expr.args
    found = _read(body)
    for position, low, high in limits:
        if not isinstance(position, nodes.LayerIndex):
            hint = f'declare it by `LayerIndex("{position}")`'
            raise ExpressionError(f"`{position}` in a sum is not a layer index", help=hint)
        found = build.layer_sum(_integer(position), _integer(low), _integer(high), found)
    return found


def _function(expr: SymPy) -> Expr:
    name, argument, *outputs = expr.args
    found = _matrix(argument)
    width = _integer(outputs[0]) if outputs else 1
    return families.function(str(name), found.rows, width)(found)


def _derivative(node: Callable[..., Expr]) -> Rule:
    return lambda expr: node(*map(_read, expr.args))


def _along(expr: SymPy) -> Expr:
    body, variables, velocities, order = expr.args
    pairs = zip(map(_matrix, variables), map(_matrix, velocities), strict=True)
    return derivatives.along_node(_read(body), dict(pairs), int(order))


def _block(expr: SymPy) -> Matrix:
    return block([[_matrix(one) for one in row] for row in expr.blocks.tolist()])


_RULES: dict[type, Rule] = {
    sympy.Symbol: _symbol,
    nodes.LayerIndex: lambda expr: as_scalar(_integer(expr)),
    sympy.Indexed: lambda expr: as_scalar(_integer(expr)),
    sympy.Add: _size_or(_add),
    sympy.Mul: _size_or(_mul),
    sympy.Pow: _size_or(_power),
    type(sympy.E): lambda _: functions.exp(1),
    **dict.fromkeys(sympy_functions.CLASSES.values(), _function_of_number),
    sympy.log: _log,
    sympy_functions.LeakyRelu: _function_of_number,
    **dict.fromkeys((sympy.Derivative, sympy.Subs), _function_of_number),
    sympy.Determinant: _of_matrices(functions.det),
    sympy.Trace: _of_matrices(build.tr),
    sympy.MatrixSymbol: _letter(symmetric=False),
    nodes.SymmetricMatrix: _letter(symmetric=True),
    sympy.MatMul: _matmul,
    sympy.MatAdd: _matadd,
    sympy.MatPow: _matpow,
    sympy.Inverse: _matpow,
    sympy.Transpose: lambda expr: _matrix(expr.args[0]).T,
    sympy.HadamardProduct: _one_or_more(build.hadamard),
    sympy.matrices.expressions.HadamardPower: _hadamard_power,
    ElementwiseApplyFunction: _entrywise,
    sympy.KroneckerProduct: _one_or_more(build.kron),
    sympy.BlockMatrix: _block,
    sympy.Identity: _of_sizes(build.identity),
    sympy.ZeroMatrix: _of_sizes(build.zeros),
    sympy.OneMatrix: _of_sizes(build.ones),
    sympy.DiagMatrix: _of_matrices(build.diag),
    sympy.DiagonalOf: _of_matrices(functions.diagonal),
    nodes.MatrixExponential: _of_matrices(functions.expm),
    sympy.Sum: _sum,
    nodes.LayerSum: _sum,
    nodes.LayerMember: _member,
    nodes.LayerProduct: _chain,
    nodes.Vec: _of_matrices(build.vec),
    nodes.CommutationMatrix: _of_sizes(build.commutation),
    nodes.MoorePenroseInverse: _of_matrices(build.pinv),
    nodes.VectorFunction: _function,
    nodes.ScalarFunction: _function,
    nodes.Gradient: _derivative(derivatives.gradient_node),
    nodes.JacobianMatrix: _derivative(derivatives.jacobian_node),
    nodes.HessianBlock: _derivative(derivatives.hessian_node),
    nodes.MatrixAlong: _along,
    nodes.ScalarAlong: _along,
}
_REAL = "matrices are real here: write `Transpose(A)`"
_HINTS: tuple[tuple[type, str], ...] = (
    (sympy.Float, "write exact numbers, for example `Rational(1, 2)`"),
    (float, "write exact numbers, for example `Rational(1, 2)`"),
    (sympy.Adjoint, _REAL),
    (sympy.conjugate, _REAL),
    (sympy.MatrixBase, "name the matrix: `MatrixSymbol`"),
    (sympy.Dummy, "a dummy symbol has no name of its own"),
)
