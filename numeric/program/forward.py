"""Derivatives along a direction: the graph followed forwards; and the substitution of nodes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import TypeAlias

from numeric.program.contraction import product
from numeric.program.graph import Graph, Node, below, depending
from numeric.program.matrix_functions import expm_along, pinv_sides
from numeric.program.reverse import (
    contraction_labels,
    embedding_labels,
    entrywise_product,
    next_derivative,
    slope,
)
from numeric.program.translate import inverse
from symland.errors import ExpressionError

Moving: TypeAlias = "dict[Node, Node]"  # nodes with their derivatives
Tangent: TypeAlias = "Callable[[Graph, Node, Moving], Node]"


def tangents(graph: Graph, nodes: list[Node], directions: Mapping[Node, Node]) -> list[Node]:
    """The derivatives of nodes when arguments move in the given directions."""
    moving: Moving = dict(directions)
    dependent = depending(nodes, moving)
    for node in below(nodes):
        if node in dependent and node not in moving:
            if node.op not in TANGENTS:
                raise ExpressionError(f"the derivative of `{node.op}` is not known")
            moving[node] = TANGENTS[node.op](graph, node, moving)
    return [moving.get(node, graph.zero(node.shape)) for node in nodes]


def substituted(graph: Graph, nodes: list[Node], values: Mapping[Node, Node]) -> list[Node]:
    """The nodes with some of those below them replaced."""
    found = dict(values)
    dependent = depending(nodes, found)
    for node in below(nodes):
        if node not in found:
            if node in dependent:
                found[node] = _remade(graph, node, [found[arg] for arg in node.args])
            else:
                found[node] = node
    return [found[node] for node in nodes]


def _remade(graph: Graph, node: Node, args: list[Node]) -> Node:
    """The same operation on other operands."""
    if node.op == "combine":
        return graph.combine(zip(node.data, args, strict=True), node.shape)
    if node.op == "contract":
        left, right, out = contraction_labels(graph, node)
        return product(graph, [(args[0], left), (args[1], right)], out)
    if node.op == "arrange":
        labels, out = contraction_labels(graph, node)
        return product(graph, [(args[0], labels)], out)
    if node.op == "embed":
        labels, out = embedding_labels(graph, node)
        return product(graph, [(args[0], labels)], out)
    if node.op == "reshape":
        return graph.reshape(args[0], node.shape)
    return graph.make(node.op, args, node.data, node.shape)


def _combine(graph: Graph, node: Node, moving: Moving) -> Node:
    parts = zip(node.data, node.args, strict=True)
    return graph.combine([(c, moving[x]) for c, x in parts if x in moving], node.shape)


def _contract(graph: Graph, node: Node, moving: Moving) -> Node:
    left, right, out = contraction_labels(graph, node)
    a, b = node.args
    pieces = []
    if a in moving:
        pieces.append(product(graph, [(moving[a], left), (b, right)], out))
    if b in moving:
        pieces.append(product(graph, [(a, left), (moving[b], right)], out))
    return graph.combine([(Fraction(1), piece) for piece in pieces], node.shape)


def _arrange(graph: Graph, node: Node, moving: Moving) -> Node:
    labels, out = contraction_labels(graph, node)
    return product(graph, [(moving[node.args[0]], labels)], out)


def _embed(graph: Graph, node: Node, moving: Moving) -> Node:
    labels, out = embedding_labels(graph, node)
    return product(graph, [(moving[node.args[0]], labels)], out)


def _reshape(graph: Graph, node: Node, moving: Moving) -> Node:
    return graph.reshape(moving[node.args[0]], node.shape)


def _map(graph: Graph, node: Node, moving: Moving) -> Node:
    return entrywise_product(graph, slope(graph, node), moving[node.args[0]])


def _inverse(graph: Graph, node: Node, moving: Moving) -> Node:
    i, j, k, m = graph.labels(node.shape * 2)  # -X dA X
    factors = [(node, (i, j)), (moving[node.args[0]], (j, k)), (node, (k, m))]
    return product(graph, factors, (i, m), -1)


def _pinv(graph: Graph, node: Node, moving: Moving) -> Node:
    [matrix] = node.args
    terms = []
    for side in pinv_sides(graph, matrix):
        i, j, k, m = graph.labels((*side.left.shape, *side.right.shape))
        inner = (moving[matrix], (k, j) if side.flipped else (j, k))
        found = product(graph, [(side.left, (i, j)), inner, (side.right, (k, m))], (i, m))
        terms.append((side.sign, found))
    return graph.combine(terms, node.shape)


def _expm(graph: Graph, node: Node, moving: Moving) -> Node:
    [matrix] = node.args
    return expm_along(graph, matrix, moving[matrix])


def _logarithmic(graph: Graph, node: Node, moving: Moving) -> Node:
    """tr(A^-1 dA)."""
    inverted = inverse(graph, node.args[0])
    i, j = graph.labels(inverted.shape)
    return product(graph, [(inverted, (i, j)), (moving[node.args[0]], (j, i))], ())


def _det(graph: Graph, node: Node, moving: Moving) -> Node:
    return product(graph, [(node, ()), (_logarithmic(graph, node, moving), ())], ())


def _apply(graph: Graph, node: Node, moving: Moving) -> Node:
    further = next_derivative(graph, node)
    labels = graph.labels(further.shape)
    factors = [(further, labels), (moving[node.args[0]], labels[-1:])]
    return product(graph, factors, labels[:-1])


TANGENTS: dict[str, Tangent] = {
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
    "logdet": _logarithmic,
    "apply": _apply,
}
