"""The same graph in machine numbers: what double precision makes of a flow."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

import numpy as np

from numeric import elementary
from numeric.arithmetic import Array
from numeric.flow.graph import Node, needed, scattered, taken

TOLERANCE = 1e-13  # relative, the smallest that the solver accepts is 2.3e-14
ABSOLUTE = 1e-15


class Compiled:
    """Outputs of a graph as a function of the values of its variables, in float64."""

    def __init__(self, variables: Sequence[Node], outputs: Sequence[Node]) -> None:
        self.variables, self.outputs = list(variables), list(outputs)
        nodes = needed(outputs)
        self._values: dict[Node, Array] = {}
        for node in nodes:
            if not node.moves:
                self._values[node] = _value(node, [self._values[arg] for arg in node.args])
        self._moving = [node for node in nodes if node.moves and node.op != "variable"]

    def __call__(self, *values: Array) -> list[Array]:
        found = self._values
        found.update(zip(self.variables, values, strict=True))
        for node in self._moving:
            found[node] = _value(node, [found[arg] for arg in node.args])
        return [found[node] for node in self.outputs]


def solve(
    variables: Sequence[Node],
    velocities: Sequence[Node],
    start: Sequence[Array],
    times: Sequence[Fraction],
) -> list[list[Array]]:
    """The flow at some times by SciPy's Runge-Kutta method of order 8, in float64."""
    from scipy.integrate import solve_ivp

    velocity = Compiled(variables, velocities)
    shapes = [variable.shape for variable in variables]
    cuts = np.cumsum([rows * cols for rows, cols in shapes])[:-1]

    def split(flat: Array) -> list[Array]:
        pieces = np.split(flat, cuts)
        return [piece.reshape(shape) for piece, shape in zip(pieces, shapes, strict=True)]

    def joined(blocks: Sequence[Array]) -> Array:
        return np.concatenate([block.ravel() for block in blocks])

    ends = [float(time) for time in times]
    found = solve_ivp(
        lambda _, flat: joined(velocity(*split(flat))),
        (0.0, max(ends)),
        joined([block.astype(float) for block in start]),
        method="DOP853",
        t_eval=ends,
        rtol=TOLERANCE,
        atol=ABSOLUTE,
    )
    return [split(column) for column in found.y.T]


def _value(node: Node, args: Sequence[Array]) -> Array:
    rule = _RULES.get(node.op)
    if rule is not None:
        return rule(node, args)
    return _function(node, args[0])


def _function(node: Node, values: Array) -> Array:
    name, parameter = node.data.function
    if name == "power":
        return np.power(values, float(parameter))
    if name in ("det", "logdet"):
        found = np.zeros(values.shape)
        found[0, 0] = np.linalg.det(values) if name == "det" else np.linalg.slogdet(values)[1]
        return found
    return np.asarray(elementary.FLOAT64[name](values))


_RULES: dict[str, Callable[[Node, Sequence[Array]], Array]] = {
    "constant": lambda node, _: node.data.astype(float),
    "add": lambda _, args: args[0] + args[1],
    "scale": lambda node, args: float(node.data) * args[0],
    "matmul": lambda _, args: args[0] @ args[1],
    "hadamard": lambda _, args: args[0] * args[1],
    "take": lambda node, args: taken(args[0], node.data, node.shape),
    "scatter": lambda node, args: scattered(args[0], node.data, node.shape),
    "inverse": lambda _, args: np.linalg.inv(args[0]),
    "reciprocal": lambda _, args: 1 / args[0],
}
