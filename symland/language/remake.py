"""The same operation over other operands, which may have other sizes; sizes are checked again.

`rebuild` in `expr` keeps the sizes of a node and trusts its caller; `remake` is for edits that may
change them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from operator import add, matmul
from typing import Any

from symland.errors import ExpressionError
from symland.language.build import diag, hadamard, inner, inv, kron, layer_sum, pinv, tr, vec
from symland.language.derivatives import gradient_node, hessian_node, jacobian_node
from symland.language.expr import Expr, as_scalar, rebuild, scale
from symland.language.functions import det, diagonal, expm, logdet
from symland.language.integers import Atom, symbol


def remake(expr: Any, args: tuple[Any, ...]) -> Any:
    """The operation of a node over other operands.

    Raises `SizeError` where they do not fit, `ExpressionError` where the operation cannot take
    operands of other sizes.  An abbreviation whose body changes is left out.

    >>> from symland import dims, matrix
    >>> A = matrix("A", *dims("m n"))
    >>> print(remake(A.T @ A, (A, A.T)))
    A A'
    """
    if args == expr.args:
        return expr
    if expr.op == "let":
        return args[0]
    if _shapes(args) == _shapes(expr.args):
        return rebuild(expr, args)
    if expr.op in RULES:
        return RULES[expr.op](*args)
    if expr.op in KEEPING:
        return type(expr)(expr.op, args, expr.data, args[0].rows, args[0].cols)
    if expr.op == "sum":
        name, low, high = expr.data
        return layer_sum(symbol(Atom("index", name)), low, high, args[0])
    if expr.op in OF_ANY_SIZE:
        return type(expr)(expr.op, args, expr.data)
    raise ExpressionError(f"`{expr}` cannot take operands of other sizes")


def _shapes(args: tuple[Any, ...]) -> list[Any]:
    return [(arg.is_matrix, arg.rows, arg.cols) for arg in args]


KEEPING = ("entrywise",)  # has the size of its operand
OF_ANY_SIZE = ("frob2", "norm", "total")  # a scalar, whatever the size of its operand
RULES: dict[str, Callable[..., Expr]] = {
    "matmul": lambda *args: reduce(matmul, args),
    "add": lambda *args: reduce(add, args),
    "scale": scale,
    "transpose": lambda arg: arg.T,
    "inverse": inv,
    "pinv": pinv,
    "kron": kron,
    "hadamard": hadamard,
    "scalar": as_scalar,
    "trace": tr,
    "inner": inner,
    "vec": vec,
    "diag": diag,
    "det": det,
    "logdet": logdet,
    "diagonal": diagonal,
    "expm": expm,
    "grad": gradient_node,
    "jacobian": jacobian_node,
    "hess": hessian_node,
}
