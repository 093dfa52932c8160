"""ReLU and leaky ReLU with an arbitrary selection of the subdifferential.

The gradient flow of a network with ReLUs is a differential inclusion: where an entry of A is 0, any
number between the two slopes may stand for the derivative.  Every such selection D satisfies
relu(A) = D o A, at 0 as well (0 = D 0), hence a law that holds for a free matrix D in the place of
relu'(A), and D o A in the place of relu(A), holds for every selection.
"""

from __future__ import annotations

from typing import Any

from symland.calculus.evaluate import evaluate
from symland.conserved.residual import names_in
from symland.language.build import hadamard, matrix
from symland.language.derivatives import Flow
from symland.language.expr import Matrix, rebuild

KINKED = ("relu", "leaky_relu")


def with_selections(flow: Flow) -> Flow:
    """The flow with relu(A) = D o A and relu'(A) = D, for one free matrix D for each argument A.

    A flow without ReLUs is returned as it is.

    >>> from symland import GradientFlow, dims, frob2, matrix, relu
    >>> h, d = dims("h d")
    >>> W = matrix("W", h, d)
    >>> print(with_selections(GradientFlow(frob2(relu(W)) / 2, wrt=[W])).velocities[0])
    -D o (D o W)
    """
    if not any(_is_kinked(node) for speed in flow.velocities for node in speed.walk()):
        return flow
    taken = set().union(*(names_in(part) for part in (*flow.variables, *flow.velocities)))
    letters: dict[Any, Matrix] = {}
    velocities = tuple(_selected(evaluate(speed), letters, taken) for speed in flow.velocities)
    return Flow(flow.name, flow.variables, velocities)


def _is_kinked(node: Any) -> bool:
    return node.op == "entrywise" and node.data.name in KINKED and node.is_matrix


def _selected(expr: Any, letters: dict[Any, Matrix], taken: set[str]) -> Any:
    args = tuple(_selected(arg, letters, taken) for arg in expr.args)
    if not _is_kinked(expr):
        return rebuild(expr, args)
    function, (argument,) = expr.data, args
    letter = _letter((function.name, function.parameter, argument), argument, letters, taken)
    if function.order == 0:
        return hadamard(letter, argument)
    return letter if function.order == 1 else 0 * letter


def _letter(key: Any, argument: Matrix, letters: dict[Any, Matrix], taken: set[str]) -> Matrix:
    if key not in letters:
        names = ("D", *(f"D_{n}" for n in range(1, 99)))
        name = next(one for one in names if one not in taken)
        taken.add(name)
        letters[key] = matrix(name, argument.rows, argument.cols)
    return letters[key]
