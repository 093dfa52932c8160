"""Derivatives as nodes: what is differentiated with respect to what, not yet carried out.

Conventions: the gradient has the shape of the variable; the Jacobian is d vec(F) / d vec(X)'; the
Hessian block (U, V) has rows vec(U) and columns vec(V).  A symmetric letter moves among symmetric
matrices: its gradient is the symmetric G with df = <G, dS> for every symmetric dS, that is
(F + F') / 2 for the gradient F that ignores the symmetry; Jacobians get the factor (I + K) / 2.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from symland.errors import ExpressionError, SizeError
from symland.language.expr import Expr, Matrix, Scalar, as_scalar, describe
from symland.language.families import PLACE, Families, Family
from symland.language.families import UNIT as EVERY_UNIT

GENERIC = "#"  # the layer index that stands for "every layer" inside velocities
UNIT = "##"  # the same for "every unit" of a doubly indexed family


@dataclass(frozen=True, slots=True)
class Flow:
    """Velocities of the variables: `dX/dt = velocity`, for a family at the generic layer `#`."""

    name: str
    variables: tuple[Any, ...]
    velocities: tuple[Any, ...]

    def dot(self, variable: Any) -> Any:
        """The velocity of one of the variables."""
        return dict(zip(self.variables, self.velocities, strict=True))[variable]


def gradient_node(body: Expr, variable: Any) -> Any:
    """The matrix of partial derivatives of a scalar, in the shape of the variable."""
    body = _scalar(body, "grad")
    check_variable(variable)
    return type(variable)("grad", (body, variable), None, variable.rows, variable.cols)


def jacobian_node(body: Matrix, variable: Expr) -> Matrix:
    """d vec(F) / d vec(X)'."""
    check_variable(variable)
    rows = body.rows * body.cols
    return Matrix("jacobian", (body, variable), None, rows, variable.rows * variable.cols)


def hessian_node(body: Expr, first: Expr, second: Expr) -> Matrix:
    """The block of second derivatives with rows vec(first) and columns vec(second)."""
    body = _scalar(body, "hess")
    check_variable(first)
    check_variable(second)
    sizes = (first.rows * first.cols, second.rows * second.cols)
    return Matrix("hess", (body, first, second), None, *sizes)


def along_node(body: Any, velocities: Mapping[Any, Any], order: int = 1) -> Any:
    """The derivative of order 1 or 2 of `body` when every variable moves with its velocity.

    A variable is a letter, a member `W[k]`, or a whole family; the velocity of a family is another
    family or a function from the layer index to a matrix.
    """
    if not isinstance(body, Expr):
        raise ExpressionError(f"only an expression has a derivative, not {body!r}")
    if order not in (1, 2):
        raise ExpressionError(f"derivatives along a direction have order 1 or 2, not {order!r}")
    pairs = [_pair(variable, velocity) for variable, velocity in velocities.items()]
    variables = tuple(variable for variable, _ in pairs)
    args = (body, *variables, *(velocity for _, velocity in pairs))
    return type(body)("along", args, (len(pairs), order), body.rows, body.cols)


def flow_of(name: str, body: Expr, wrt: Sequence[Expr | Family | Families]) -> Flow:
    """The gradient flow dX/dt = -grad_X L for every X in `wrt`."""
    variables = tuple(generic(item) for item in wrt)
    if not variables:
        raise ExpressionError("a gradient flow needs at least one variable in `wrt`")
    return Flow(name, variables, tuple(-gradient_node(body, x) for x in variables))


def ddt_node(body: Any, flow: Flow) -> Any:
    """The time derivative of `body` along a flow."""
    args = (body, *flow.variables, *flow.velocities)
    return type(body)("along", args, (len(flow.variables), 1), body.rows, body.cols)


def along_parts(expr: Expr) -> tuple[Expr, tuple[Any, ...], tuple[Any, ...], int]:
    """Body, variables, velocities and order of an `along` node."""
    count, order = expr.data[:2]
    return expr.args[0], expr.args[1 : 1 + count], expr.args[1 + count :], order


def is_symmetric_letter(variable: object) -> bool:
    """Whether a variable moves among symmetric matrices only."""
    if not isinstance(variable, Matrix) or variable.op != "symbol":
        return False
    return "symmetric" in variable.data[1]


def check_variable(variable: object) -> None:
    """Raise `ExpressionError` unless one can differentiate with respect to it."""
    if not isinstance(variable, Expr) or variable.op not in ("symbol", "member"):
        raise ExpressionError(
            f"a derivative is taken with respect to a letter or a member `W[k]`, not `{variable}`"
        )


def _scalar(body: object, name: str) -> Scalar:
    """What is differentiated, if it is a scalar or a 1 x 1 matrix."""
    if isinstance(body, Scalar):
        return body
    if isinstance(body, Matrix) and body.is_single:
        return as_scalar(body)
    raise ExpressionError(f"`{name}` needs a scalar to differentiate, not `{body}`")


def generic(variable: Any) -> Any:
    """The member at the generic layer (and unit) of a family; anything else as it is."""
    if isinstance(variable, Families):
        return variable[EVERY_UNIT][PLACE]
    return variable[PLACE] if isinstance(variable, Family) else variable


def _pair(variable: Any, velocity: Any) -> tuple[Expr, Expr]:
    if isinstance(variable, Family | Families):
        places = (PLACE,) if isinstance(variable, Family) else (EVERY_UNIT, PLACE)
        variable = generic(variable)
        velocity = velocity(*places) if isinstance(velocity, Callable) else generic(velocity)
    check_variable(variable)
    if isinstance(variable, Scalar):
        return variable, as_scalar(velocity)
    if not isinstance(velocity, Matrix) or velocity.shape != variable.shape:
        shown = describe(velocity) if isinstance(velocity, Matrix) else repr(velocity)
        raise SizeError(f"a velocity has the size of its variable: {describe(variable)}, {shown}")
    return variable, velocity
