"""Gradients: the graph of a scalar followed backwards, with exact adjoints."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import TypeAlias

from numeric.program.contraction import product, transpose
from numeric.program.graph import Graph, Node, below, depending
from numeric.program.matrix_functions import expm_along, pinv_sides
from numeric.program.translate import inverse, mapped
from symland.errors import ExpressionError

Adjoint: TypeAlias = "Callable[[Graph, Node, Node], list[Node | None]]"


def gradient(graph: Graph, scalar: Node, wrt: Sequence[Node]) -> list[Node]:
    """The partial derivatives of a scalar node with respect to arguments, each of their shape."""
    moving = depending([scalar], wrt)
    parts: dict[Node, list[Node]] = {scalar: [graph.ones(())]}
    for node in reversed(below([scalar])):
        if node not in moving or node in wrt or node not in parts:
            continue
        adjoint = _sum(graph, parts.pop(node), node.shape)
        if node.op not in ADJOINTS:
            raise ExpressionError(f"the derivative of `{node.op}` is not known")
        pieces = ADJOINTS[node.op](graph, node, adjoint)
        for arg, piece in zip(node.args, pieces, strict=True):
            if arg in moving and piece is not None:
                parts.setdefault(arg, []).append(piece)
    return [_sum(graph, parts.get(node, []), node.shape) for node in wrt]


def _sum(graph: Graph, nodes: Sequence[Node], shape: tuple[int, ...]) -> Node:
    return graph.combine([(Fraction(1), node) for node in nodes], shape)


def _combine(graph: Graph, node: Node, adjoint: Node) -> list[Node | None]:
    return [graph.scaled(factor, adjoint) for factor in node.data]


def contraction_labels(graph: Graph, node: Node) -> list[tuple[int, ...]]:
    """Labels of this graph for the operands and the result of a contraction."""
    names: dict[int, int] = {}
    for arg, its in zip(node.args, node.data, strict=False):
        for label, length in zip(its, arg.shape, strict=True):
            if label not in names:
                names[label] = graph.label(length)
    return [tuple(names[label] for label in its) for its in node.data]


def _contract(graph: Graph, node: Node, adjoint: Node) -> list[Node | None]:
    left, right, out = contraction_labels(graph, node)
    a, b = node.args
    return [product(graph, [(adjoint, out), (b, right)], left),
            product(graph, [(adjoint, out), (a, left)], right)]  # fmt: skip


def _arrange(graph: Graph, node: Node, adjoint: Node) -> list[Node | None]:
    labels, out = contraction_labels(graph, node)
    return [product(graph, [(adjoint, out)], labels)]


def embedding_labels(graph: Graph, node: Node) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Labels for the operand and the result of an `embed` node."""
    names = {place: graph.label(length) for place, length in enumerate(node.args[0].shape)}
    return tuple(names.values()), tuple(names[place] for place in node.data)


def _embed(graph: Graph, node: Node, adjoint: Node) -> list[Node | None]:
    labels, out = embedding_labels(graph, node)
    return [product(graph, [(adjoint, out)], labels)]


def _reshape(graph: Graph, node: Node, adjoint: Node) -> list[Node | None]:
    return [graph.reshape(adjoint, node.args[0].shape)]


def _map(graph: Graph, node: Node, adjoint: Node) -> list[Node | None]:
    return [entrywise_product(graph, adjoint, slope(graph, node))]


def slope(graph: Graph, node: Node) -> Node:
    """The derivative of an entrywise function at its argument."""
    activation, order = node.data
    return mapped(graph, activation, node.args[0], order + 1)


def entrywise_product(graph: Graph, left: Node, right: Node) -> Node:
    labels = graph.labels(left.shape)
    return product(graph, [(left, labels), (right, labels)], labels)


def _inverse(graph: Graph, node: Node, adjoint: Node) -> list[Node | None]:
    i, j, k, m = graph.labels(node.shape * 2)  # -X' G X'
    return [product(graph, [(node, (k, i)), (adjoint, (k, m)), (node, (j, m))], (i, j), -1)]


def _pinv(graph: Graph, node: Node, adjoint: Node) -> list[Node | None]:
    [matrix] = node.args
    terms = []
    for side in pinv_sides(graph, matrix):  # L' G R', or R G' L where dA is transposed
        i, j, k, m = graph.labels((*side.left.shape, *side.right.shape))
        factors = [(side.left, (i, j)), (adjoint, (i, m)), (side.right, (k, m))]
        found = product(graph, factors, (k, j) if side.flipped else (j, k))
        terms.append((side.sign, found))
    return [graph.combine(terms, matrix.shape)]


def _expm(graph: Graph, node: Node, adjoint: Node) -> list[Node | None]:
    [matrix] = node.args  # the adjoint of the derivative at A is the derivative at A'
    return [expm_along(graph, transpose(graph, matrix), adjoint)]


def _det(graph: Graph, node: Node, adjoint: Node) -> list[Node | None]:
    inverted = inverse(graph, node.args[0])
    i, j = graph.labels(inverted.shape)
    return [product(graph, [(adjoint, ()), (node, ()), (inverted, (i, j))], (j, i))]


def _logdet(graph: Graph, node: Node, adjoint: Node) -> list[Node | None]:
    inverted = inverse(graph, node.args[0])
    i, j = graph.labels(inverted.shape)
    return [product(graph, [(adjoint, ()), (inverted, (i, j))], (j, i))]


def next_derivative(graph: Graph, node: Node) -> Node:
    """The derivative tensor of a generic function, one axis more at the end."""
    name, order = node.data
    shape = (*node.shape, node.args[0].shape[0])
    return graph.make("apply", node.args, (name, order + 1), shape)


def _apply(graph: Graph, node: Node, adjoint: Node) -> list[Node | None]:
    further = next_derivative(graph, node)
    labels = graph.labels(further.shape)
    return [product(graph, [(adjoint, labels[:-1]), (further, labels)], labels[-1:])]


ADJOINTS: dict[str, Adjoint] = {
    "combine": _combine,
    "contract": _contract,
    "arrange": _arrange,
    "embed": _embed,
    "reshape": _reshape,
    "map": _map,
    "inverse": _inverse,
    "pinv": _pinv,
    "expm": _expm,
    "det": _det,
    "logdet": _logdet,
    "apply": _apply,
}
