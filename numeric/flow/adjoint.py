"""Gradients of a graph in reverse: one sweep gives those with respect to all variables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from numeric.flow.graph import Graph, Node, needed
from symland.errors import ExpressionError


def gradients(graph: Graph, loss: Node, variables: Sequence[Node]) -> list[Node]:
    """The gradient of a 1 x 1 node with respect to each variable, in the shape of the variable."""
    sums: dict[Node, Node] = {loss: graph.number(1)}
    for node in reversed(needed([loss])):
        outer = sums.get(node)
        if outer is None or not node.moves:
            continue
        for arg, part in _parts(graph, node, outer):
            if arg.moves:
                sums[arg] = graph.add(sums[arg], part) if arg in sums else part
    return [sums.get(one) or graph.filled(0, one.shape) for one in variables]


def _parts(graph: Graph, node: Node, outer: Node) -> Iterator[tuple[Node, Node]]:
    """What each operand of a node gets from the gradient with respect to the node."""
    args = node.args
    if node.op == "add":
        yield from ((arg, outer) for arg in args)
    elif node.op == "scale":
        yield args[0], graph.scale(node.data, outer)
    elif node.op == "matmul":
        left, right = args
        if left.moves:
            yield left, graph.matmul(outer, graph.transpose(right))
        if right.moves:
            yield right, graph.matmul(graph.transpose(left), outer)
    elif node.op == "hadamard":
        yield args[0], graph.hadamard(outer, args[1])
        yield args[1], graph.hadamard(outer, args[0])
    elif node.op == "take":
        yield args[0], graph.scatter(outer, node.data, args[0].shape)
    elif node.op == "scatter":
        yield args[0], graph.take(outer, node.data, args[0].shape)
    elif node.op == "inverse":
        turned = graph.transpose(node)
        inside = graph.matmul(graph.matmul(turned, outer), turned)
        yield args[0], graph.scale(-1, inside)  # type: ignore[arg-type]
    elif node.op == "reciprocal":
        square = graph.hadamard(node, node)
        yield args[0], graph.scale(-1, graph.hadamard(outer, square))  # type: ignore[arg-type]
    elif node.op == "integral":
        yield args[0], graph.hadamard(outer, node.data.node)
    elif node.op not in ("constant", "variable"):
        raise ExpressionError(f"`{node.op}` is not an operation that can be differentiated")
