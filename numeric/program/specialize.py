"""The graph for one choice of sizes, with the nodes of arguments and of outputs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from numeric.instance import Letter
from numeric.program.arguments import Bound
from numeric.program.graph import Graph, Node
from numeric.program.rules import TABLE
from numeric.program.translate import Translator, unknown
from numeric.program.walk import nodes
from symland.errors import ExpressionError
from symland.language.expr import Expr


@dataclass(frozen=True, slots=True)
class Specialized:
    """A graph with its arguments in order, and the translator that fills it."""

    graph: Graph
    letters: dict[Letter, Node]
    translator: Translator

    @property
    def inputs(self) -> list[Node]:
        return list(self.letters.values())


def specialized(bound: Bound) -> Specialized:
    """An empty graph for arguments of these shapes."""
    graph = Graph()
    letters = {letter: graph.make("input", (), letter, shape)
               for letter, shape in zip(bound.letters, bound.shapes, strict=True)}  # fmt: skip
    return Specialized(graph, letters, Translator(graph, bound.dimensions, letters, TABLE))


def check_known(exprs: Sequence[Expr]) -> None:
    """Raise `ExpressionError` for an operation without a rule, before anything is called."""
    for expr in exprs:
        if not isinstance(expr, Expr):
            raise ExpressionError(f"an expression is expected, not {expr!r}")
    for expr in nodes(exprs):
        if expr.op not in TABLE:
            raise unknown(expr)
