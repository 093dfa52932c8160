"""A loss at an instance as a graph, with the gradients with respect to what moves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TypeAlias

from numeric.arithmetic import Array
from numeric.flow.adjoint import gradients
from numeric.flow.graph import Graph, Node
from numeric.flow.translate import Translation
from numeric.instance import Instance, Letter
from symland.errors import ExpressionError
from symland.language.derivatives import check_variable
from symland.language.expr import ONE, Matrix, Scalar
from symland.language.families import Families, Family

Variable: TypeAlias = "Matrix | Family | Families"


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """A loss at an instance as a graph."""

    instance: Instance
    graph: Graph
    letters: tuple[Letter, ...]
    variables: list[Node]
    loss: Node
    gradients: list[Node]

    @property
    def velocities(self) -> list[Node]:
        return [self.graph.scale(Fraction(-1), node) for node in self.gradients]

    @property
    def start(self) -> list[Array]:
        """Where the variables start."""
        entries = self.instance.entries
        return [entries(letter, node.shape)
                for letter, node in zip(self.letters, self.variables, strict=True)]  # fmt: skip

    def with_state(self, state: Sequence[Array]) -> Instance:
        """The instance with other values of the variables."""
        values = {**self.instance.letters, **dict(zip(self.letters, state, strict=True))}
        return replace(self.instance, letters=values)


def problem_of(loss: Scalar, wrt: Sequence[Variable], known: Instance) -> Problem:
    """The graph of a loss and of its gradients with respect to letters, members and families."""
    if isinstance(loss, Matrix) and loss.shape == (ONE, ONE):
        raise ExpressionError(f"the loss `{loss}` is a 1 x 1 matrix; take its trace: `tr(...)`")
    if not isinstance(loss, Scalar):
        raise ExpressionError(f"a gradient flow needs a scalar loss, not `{loss}`")
    if not wrt:
        raise ExpressionError("a gradient flow needs at least one variable in `wrt`")
    single, whole = set(), set()
    start = Translation(known, lambda _: False)
    for variable in wrt:
        if isinstance(variable, Family | Families):
            whole.add(variable.name)
        else:
            check_variable(variable)
            single.add(start.key(variable))
    moving = Translation(known, lambda key: key in single or (key.kind == "member"
                                                              and key.name in whole))  # fmt: skip
    node = moving.node(loss)
    variables = [one for one in moving.graph.nodes if one.op == "variable"]
    names = [_name(variable) for variable in wrt]
    variables.sort(key=lambda one: (names.index(one.data.name), one.data.units, one.data.position))
    letters = tuple(one.data for one in variables)
    idle = [str(key) for key in single if key not in letters]
    if idle or not variables:
        raise ExpressionError(f"`{(idle or sorted(whole))[0]}` does not occur in the loss `{loss}`")
    found = gradients(moving.graph, node, variables)
    return Problem(known, moving.graph, letters, variables, node, found)


def _name(variable: Variable) -> str:
    if isinstance(variable, Family | Families):
        return variable.name
    return variable.data[0] if variable.op == "symbol" else variable.data[0].name
