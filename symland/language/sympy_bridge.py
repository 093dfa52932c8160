"""Formulas to and from SymPy.

`to_sympy` keeps the order of the author; abbreviations are expanded, |A|_F^2, <A, B> and the sum of
all entries become traces, |A|_F the root of one.  `from_sympy` takes real formulas of matrices with
known or generic entrywise functions, and all that `to_sympy` makes.
Importing this module imports SymPy, so nothing else in symland does so at start-up.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import sympy

from symland.errors import ExpressionError
from symland.language import build, derivatives, families, sympy_functions
from symland.language import sympy_nodes as nodes
from symland.language.block_matrix import block_rows
from symland.language.expr import Expr
from symland.language.integers import Atom, Int, symbol
from symland.language.sympy_nodes import SymPy
from symland.language.sympy_reader import from_sympy

__all__ = ["from_sympy", "to_sympy"]

Rule: TypeAlias = "Callable[[Expr], SymPy]"


def to_sympy(expr: Expr) -> SymPy:
    """The SymPy expression of a formula.

    >>> from symland import dims, matrix, tr
    >>> from symland.language.sympy_bridge import to_sympy
    >>> m, n = dims("m n")
    >>> A, B = matrix("A", m, n), matrix("B", n, m)
    >>> to_sympy(tr(A @ B) / 2)
    Trace(A*B)/2
    """
    if not isinstance(expr, Expr):
        raise ExpressionError(f"`to_sympy` needs an expression, not {expr!r}")
    if expr.op not in _RULES:
        raise ExpressionError(f"`to_sympy` does not know the operation `{expr.op}`")
    return _RULES[expr.op](expr)


def _args(expr: Expr) -> list[SymPy]:
    return [to_sympy(arg) for arg in expr.args]


def _operation(build_sympy: Callable[..., SymPy], **options: bool) -> Rule:
    return lambda expr: build_sympy(*_args(expr), **options)


def _integer(value: Int) -> SymPy:
    terms = [
        sympy.Mul(factor, *(_atom(atom) ** power for atom, power in term))
        for term, factor in value.terms
    ]
    return sympy.Add(*terms)


def _atom(atom: Atom) -> SymPy:
    if atom.kind == "index":
        low = sympy.S.NegativeInfinity if atom.low is None else _integer(atom.low)
        high = sympy.S.Infinity if atom.high is None else _integer(atom.high)
        return nodes.LayerIndex(atom.name, low, high)
    if atom.args:
        base: SymPy = sympy.IndexedBase(atom.name, integer=True, positive=True)
        return base[tuple(_integer(arg) for arg in atom.args)]
    return sympy.Symbol(atom.name, integer=True, positive=True)


def _shape(expr: Expr) -> tuple[SymPy, SymPy]:
    return _integer(expr.rows), _integer(expr.cols)


def _symbol(expr: Expr) -> SymPy:
    name, options = expr.data
    if not expr.is_matrix:
        return sympy.Symbol(name, real=True)
    kind = nodes.SymmetricMatrix if "symmetric" in options else sympy.MatrixSymbol
    return kind(name, *_shape(expr))


def _member(expr: Expr) -> SymPy:
    layers, position = expr.data
    return nodes.LayerMember(layers.name, _integer(position), *_family(layers))


def _chain(expr: Expr) -> SymPy:
    layers, high, low = expr.data
    ends = _integer(high), _integer(low)
    return nodes.LayerProduct(layers.name, *ends, *_family(layers))


def _defined(expr: Expr) -> SymPy:
    _, high, low = expr.data
    if high != low:
        raise ExpressionError(f"`{expr}` is a product of abbreviated layers, which has no form in "
                              "SymPy")  # fmt: skip
    return to_sympy(families.unfolded(expr))


def _family(layers: families.Family) -> tuple[SymPy, SymPy]:
    if layers.params:
        raise ExpressionError(f"`{layers.shown}` has layers with two indices, which have no form "
                              "in SymPy")  # fmt: skip
    return _integer(layers.rows), _integer(layers.cols)


def _inner(expr: Expr) -> SymPy:
    left, right = to_sympy(expr.args[0]), to_sympy(expr.args[-1])
    return sympy.Trace(sympy.MatMul(sympy.Transpose(left), right))


def _norm(expr: Expr) -> SymPy:
    return sympy.Pow(_inner(expr), sympy.Rational(1, 2), evaluate=False)


def _total(expr: Expr) -> SymPy:
    (matrix,) = expr.args
    ones = sympy.OneMatrix(_integer(matrix.cols), _integer(matrix.rows))
    return sympy.Trace(sympy.MatMul(ones, to_sympy(matrix)))


def _logdet(expr: Expr) -> SymPy:
    return sympy.log(sympy.Determinant(to_sympy(expr.args[0])), evaluate=False)


def _entrywise(expr: Expr) -> SymPy:
    apply = sympy_functions.entrywise if expr.is_matrix else sympy_functions.applied
    return apply(expr.data, to_sympy(expr.args[0]))


def _sum(expr: Expr) -> SymPy:
    (body,), (name, low, high) = expr.args, expr.data
    position = symbol(build.indices_of(body).get(name, Atom("index", name)))
    inside = to_sympy(families.at(body, position, position))
    limits = sympy.Tuple(_integer(position), _integer(low), _integer(high))
    return nodes.LayerSum(inside, limits) if expr.is_matrix else sympy.Sum(inside, limits)


def _apply(expr: Expr) -> SymPy:
    argument = to_sympy(expr.args[0])
    if expr.is_matrix:
        return nodes.VectorFunction(expr.data.name, argument, _integer(expr.rows))
    return nodes.ScalarFunction(expr.data.name, argument)


def _along(expr: Expr) -> SymPy:
    body, variables, velocities, order = derivatives.along_parts(expr)
    groups = [sympy.Tuple(*map(to_sympy, group)) for group in (variables, velocities)]
    kind = nodes.MatrixAlong if expr.is_matrix else nodes.ScalarAlong
    return kind(to_sympy(body), *groups, order)


def _add(expr: Expr) -> SymPy:
    return (sympy.MatAdd if expr.is_matrix else sympy.Add)(*_args(expr), evaluate=False)


def _selection(expr: Expr) -> SymPy:
    """The columns of an identity: zeros above it and below it."""
    before, size, after = expr.data
    middle = sympy.Identity(_integer(size))
    zeros = [sympy.ZeroMatrix(_integer(side), _integer(size)) for side in (before, after)
             if side.number != 0]  # fmt: skip
    parts = [zeros[0], middle, *zeros[1:]] if before.number != 0 else [middle, *zeros]
    return sympy.BlockMatrix([[part] for part in parts])


_RULES: dict[str, Rule] = {
    "number": lambda expr: sympy.Rational(expr.data.numerator, expr.data.denominator),
    "size": lambda expr: _integer(expr.data),
    "symbol": _symbol,
    "member": _member,
    "chain": _chain,
    "defined": _defined,
    "identity": lambda expr: sympy.Identity(_integer(expr.rows)),
    "zeros": lambda expr: sympy.ZeroMatrix(*_shape(expr)),
    "ones": lambda expr: sympy.OneMatrix(*_shape(expr)),
    "commutation": lambda expr: nodes.CommutationMatrix(*map(_integer, expr.data)),
    "selection": _selection,
    "block": lambda expr: sympy.BlockMatrix([[*map(to_sympy, row)] for row in block_rows(expr)]),
    "let": lambda expr: to_sympy(expr.args[0]),
    "add": _add,
    "mul": _operation(sympy.Mul, evaluate=False),
    "power": lambda expr: sympy.Pow(to_sympy(expr.args[0]), expr.data, evaluate=False),
    "scale": _operation(sympy.MatMul),
    "matmul": _operation(sympy.MatMul),
    "matpower": lambda expr: sympy.MatPow(to_sympy(expr.args[0]), expr.data),
    "entrywise": _entrywise,
    "kron": _operation(sympy.KroneckerProduct),
    "hadamard": _operation(sympy.HadamardProduct),
    "transpose": _operation(sympy.Transpose),
    "inverse": _operation(sympy.Inverse),
    "pinv": _operation(nodes.MoorePenroseInverse),
    "vec": _operation(nodes.Vec),
    "diag": _operation(sympy.DiagMatrix),
    "diagonal": _operation(sympy.DiagonalOf),
    "expm": _operation(nodes.MatrixExponential),
    "scalar": _operation(sympy.Trace),
    "trace": _operation(sympy.Trace),
    "det": _operation(sympy.Determinant),
    "logdet": _logdet,
    "norm": _norm,
    "total": _total,
    "frob2": _inner,
    "inner": _inner,
    "sum": _sum,
    "apply": _apply,
    "grad": _operation(nodes.Gradient),
    "jacobian": _operation(nodes.JacobianMatrix),
    "hess": _operation(nodes.HessianBlock),
    "along": _along,
}
