"""Jacobians and Hessian blocks of nodes, as sums of products of small factors."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import TypeAlias

from numeric.program.contraction import product
from numeric.program.graph import Graph, Node, below, depending
from numeric.program.linear import Term, dense, merged, regrouped, times, with_names
from numeric.program.matrix_functions import pinv_sides
from numeric.program.reverse import (
    contraction_labels,
    embedding_labels,
    next_derivative,
    slope,
)
from numeric.program.translate import inverse
from symland.errors import ExpressionError

Terms: TypeAlias = "list[Term]"
Moving: TypeAlias = "dict[Node, Terms]"
Linearization: TypeAlias = "Callable[[Graph, Node, Moving], Terms]"

MOST = 12  # terms beyond which a Jacobian is multiplied out


def jacobian_terms(graph: Graph, node: Node, variable: Node) -> Terms:
    """The derivative of a node with respect to an argument, as a sum of terms."""
    labels = graph.labels(variable.shape)
    moving: Moving = {variable: [Term((), tuple((x,) for x in labels), labels)]}
    dependent = depending([node], moving)
    for inner in below([node]):
        if inner not in dependent or inner in moving:
            continue
        if inner.op not in LINEARIZATIONS:
            raise ExpressionError(
                f"the Jacobian of `{inner.op}` is not evaluated here",
                help="`evaluate` does it; for gradients there is `hvp`",
            )
        terms = merged(graph, LINEARIZATIONS[inner.op](graph, inner, moving))
        terms = [term for term in terms if not _is_zero(term)]
        moving[inner] = terms if len(terms) <= MOST else [_dense_sum(graph, terms)]
    return [_with_wrt(graph, term, variable.shape) for term in moving.get(node, [])]


def jacobian_node(graph: Graph, node: Node, variable: Node) -> Node:
    """d vec(F) / d vec(V)', multiplied out."""
    rows, cols = _length(node), _length(variable)
    parts = []
    for term in jacobian_terms(graph, node, variable):
        out = tuple(x for axis in reversed(term.axes) for x in axis) + term.wrt[::-1]
        found = product(graph, term.factors, out, term.number)
        parts.append((Fraction(1), graph.reshape(found, (rows, cols))))
    return graph.combine(parts, (rows, cols))


def _length(node: Node) -> int:
    return node.shape[0] * node.shape[1] if node.shape else 1


def _is_zero(term: Term) -> bool:
    return not term.number or any(node.op == "zero" for node, _ in term.factors)


def _dense_sum(graph: Graph, terms: Terms) -> Term:
    found = [dense(graph, term) for term in terms]
    first = found[0]
    nodes = [(Fraction(1), term.factors[0][0]) for term in found]
    node = graph.combine(nodes, first.factors[0][0].shape)
    return replace(first, factors=((node, first.factors[0][1]),))


def _with_wrt(graph: Graph, term: Term, shape: tuple[int, ...]) -> Term:
    """A term whose variable labels were split is multiplied out, so that they fit the variable."""
    if graph.shape(term.wrt) == shape:
        return term
    node = product(graph, term.factors, term.open, term.number)
    lengths = [graph.shape(axis) for axis in term.axes]
    axes = tuple(graph.labels(sizes) for sizes in lengths)
    wrt = graph.labels(shape)
    flat = tuple(x for axis in axes for x in axis)
    found = graph.reshape(node, (*graph.shape(flat), *shape))
    return Term(((found, flat + wrt),), axes, wrt)


def _fresh(graph: Graph, term: Term) -> Term:
    """The term with its inner labels renamed, so that it can be used twice."""
    inside = {x for _, its in term.factors for x in its} | set(term.open)
    return with_names(term, {x: graph.label(graph.sizes[x]) for x in sorted(inside)})


def _scaled(term: Term, factor: Fraction) -> Term:
    return replace(term, number=term.number * factor)


def _combine(graph: Graph, node: Node, moving: Moving) -> Terms:  # noqa: ARG001
    return [_scaled(term, factor) for factor, arg in zip(node.data, node.args, strict=True)
            for term in moving.get(arg, [])]  # fmt: skip


def _contract(graph: Graph, node: Node, moving: Moving) -> Terms:
    left, right, out = contraction_labels(graph, node)
    a, b = node.args
    found = [times(graph, _fresh(graph, term), left, [(b, right)], out)
             for term in moving.get(a, [])]  # fmt: skip
    return found + [times(graph, _fresh(graph, term), right, [(a, left)], out)
                    for term in moving.get(b, [])]  # fmt: skip


def _arrange(graph: Graph, node: Node, moving: Moving) -> Terms:
    labels, out = contraction_labels(graph, node)
    return [times(graph, term, labels, [], out) for term in moving[node.args[0]]]


def _embed(graph: Graph, node: Node, moving: Moving) -> Terms:
    labels, out = embedding_labels(graph, node)
    return [times(graph, term, labels, [], out) for term in moving[node.args[0]]]


def _reshape(graph: Graph, node: Node, moving: Moving) -> Terms:
    return [regrouped(graph, term, node.shape) for term in moving[node.args[0]]]


def _map(graph: Graph, node: Node, moving: Moving) -> Terms:
    labels = graph.labels(node.shape)
    factor = slope(graph, node), labels
    return [times(graph, term, labels, [factor], labels) for term in moving[node.args[0]]]


def _inverse(graph: Graph, node: Node, moving: Moving) -> Terms:
    i, j, k, m = graph.labels(node.shape * 2)
    factors = [(node, (i, j)), (node, (k, m))]
    return [_scaled(times(graph, term, (j, k), factors, (i, m)), Fraction(-1))
            for term in moving[node.args[0]]]  # fmt: skip


def _pinv(graph: Graph, node: Node, moving: Moving) -> Terms:
    [matrix] = node.args
    found = []
    for side in pinv_sides(graph, matrix):
        i, j, k, m = graph.labels((*side.left.shape, *side.right.shape))
        factors = [(side.left, (i, j)), (side.right, (k, m))]
        inner = (k, j) if side.flipped else (j, k)
        found += [_scaled(times(graph, _fresh(graph, term), inner, factors, (i, m)), side.sign)
                  for term in moving[matrix]]  # fmt: skip
    return found


def _logarithmic(graph: Graph, node: Node, moving: Moving, *extra: Node) -> Terms:
    inverted = inverse(graph, node.args[0])
    i, j = graph.labels(inverted.shape)
    factors = [(inverted, (i, j)), *((other, ()) for other in extra)]
    return [times(graph, term, (j, i), factors, ()) for term in moving[node.args[0]]]


def _det(graph: Graph, node: Node, moving: Moving) -> Terms:
    return _logarithmic(graph, node, moving, node)


def _apply(graph: Graph, node: Node, moving: Moving) -> Terms:
    further = next_derivative(graph, node)
    labels = graph.labels(further.shape)
    return [times(graph, term, labels[-1:], [(further, labels)], labels[:-1])
            for term in moving[node.args[0]]]  # fmt: skip


LINEARIZATIONS: dict[str, Linearization] = {
    "combine": _combine,
    "contract": _contract,
    "arrange": _arrange,
    "embed": _embed,
    "reshape": _reshape,
    "map": _map,
    "inverse": _inverse,
    "pinv": _pinv,
    "det": _det,
    "logdet": _logarithmic,
    "apply": _apply,
}
