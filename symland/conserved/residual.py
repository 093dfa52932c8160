"""The free residual: a loss is replaced by <R, F>, with F what the parameters make and R arbitrary.

In L = |W_2 W_1 X - Y|^2 / 2 the data and the loss enter the gradients only through the matrix
R = dL/dF at F = W_2 W_1, since grad_W L = grad_W <R, F> with R held fixed.  A quantity that is
constant along the flow of <R, F> for every constant R is constant for every loss of F and for all
data.  A term of the loss without any letter but the parameters is a regulariser and stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from symland.language.build import inner, matrix
from symland.language.derivatives import Flow
from symland.language.expr import Expr, Matrix, Scalar, number, rebuild
from symland.language.families import PLACE

ONE_ARGUMENT = ("let", "mul", "scale", "power", "frob2", "trace", "inner", "norm", "total",
                "transpose", "vec", "add", "entrywise", "apply")  # fmt: skip


@dataclass(frozen=True, slots=True)
class FreeMatrix:
    """A free matrix R and the matrix F whose gradient dL/dF it stands for."""

    letter: Matrix
    output: Matrix


@dataclass(frozen=True, slots=True)
class FreeFlow:
    """The flow in which losses are replaced by <R, F>; `residuals` says by which."""

    flow: Flow
    residuals: tuple[FreeMatrix, ...]


def names_in(expr: Expr) -> set[str]:
    """Names of all letters, families and functions in an expression."""
    found: set[str] = set()
    for node in expr.walk():
        if node.op == "symbol":
            found.add(node.data[0])
        elif node.op in ("member", "chain", "defined"):
            found.add(node.data[0].name)
        elif node.op in ("apply", "entrywise"):
            found.add(node.data.name)
        elif node.op == "let":
            found.add(node.data)
    return found


def parameter_names(variables: Iterable[Matrix]) -> set[str]:
    """Names of the letters and families that move."""
    return {x.data[0] if x.op == "symbol" else x.data[0].name for x in variables}


def with_free_residual(flow: Flow) -> FreeFlow:
    """The flow in which every loss that contains data is replaced by <R, F> with a free R."""
    taken = set().union(*(names_in(part) for part in (*flow.variables, *flow.velocities)))
    freeing = _Freeing(parameter_names(flow.variables), taken, {})
    velocities = tuple(freeing.velocity(speed) for speed in flow.velocities)
    residuals = tuple(FreeMatrix(letter, output) for output, letter in freeing.found.items())
    return FreeFlow(Flow(flow.name, flow.variables, velocities), residuals)


@dataclass(slots=True)
class _Freeing:
    """Free letters chosen so far, by the output that each belongs to."""

    moving: set[str]
    taken: set[str]
    found: dict[Matrix, Matrix]

    def velocity(self, expr: Any) -> Any:
        """A velocity with the losses inside its gradients replaced."""
        if expr.op == "grad":
            body, variable = expr.args
            return rebuild(expr, (self.loss(body), variable))
        return rebuild(expr, tuple(self.velocity(arg) for arg in expr.args))

    def loss(self, body: Scalar) -> Scalar:
        """A loss as a sum of terms <R, F> and of regularisers."""
        if body.op == "let":
            return self.loss(body.args[0])
        if body.op == "add":
            return rebuild(body, tuple(self.loss(arg) for arg in body.args))  # type: ignore[return-value]
        output = self.output(body)
        if output is None or not self._has_data(body):
            return body
        return inner(self._letter(output), output)

    def output(self, expr: Expr) -> Matrix | None:
        """The innermost matrix through which alone an expression depends on the parameters."""
        moving = [arg for arg in expr.args if self._moves(arg)]
        if isinstance(expr, Matrix) and expr.op == "matmul":
            return self._product(expr)
        if len(moving) == 1 and expr.op in ONE_ARGUMENT:
            below = self.output(moving[0])
            if below is not None:
                return below
        if len(moving) == 2 and expr.op == "inner" and moving[0] == moving[1]:
            return self.output(moving[0])
        return expr if isinstance(expr, Matrix) and self._moves(expr) else None

    def _product(self, expr: Matrix) -> Matrix | None:
        """A product without the outer factors that do not move."""
        places = [n for n, factor in enumerate(expr.args) if self._moves(factor)]
        kept = expr.args[places[0] : places[-1] + 1]
        if len(kept) == 1:
            return self.output(kept[0])
        return Matrix("matmul", kept, None, kept[0].rows, kept[-1].cols)

    def _moves(self, expr: Expr) -> bool:
        return any(
            (node.op == "symbol" and node.data[0] in self.moving)
            or (node.op in ("member", "chain") and node.data[0].name in self.moving)
            for node in expr.walk()
        )

    def _has_data(self, expr: Expr) -> bool:
        """Whether matrices other than the parameters, or generic functions, occur."""
        return any(
            node.op == "apply"
            or (node.op == "symbol" and node.is_matrix and node.data[0] not in self.moving)
            or (node.op in ("member", "chain") and node.data[0].name not in self.moving)
            for node in expr.walk()
        )

    def _letter(self, output: Matrix) -> Matrix:
        if output not in self.found:
            names = ("R", *(f"R_{n}" for n in range(1, 99)))
            name = next(one for one in names if one not in self.taken)
            self.taken.add(name)
            self.found[output] = matrix(name, output.rows, output.cols)
        return self.found[output]


def is_family(variable: Matrix) -> bool:
    """Whether a variable of a flow stands for all members of a family."""
    return variable.op == "member" and variable.data[1] == PLACE


def is_descent(speed: Matrix) -> bool:
    """Whether a velocity is minus a gradient."""
    return speed.op == "scale" and speed.args[0] == number(-1) and speed.args[1].op == "grad"
