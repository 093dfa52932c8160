"""A loss at concrete sizes as a graph of a few operations, the form that a series can run through.

| op | args | data | meaning |
|---|---|---|---|
| constant | | entries (rational) | a matrix of numbers |
| variable | | letter | a matrix that moves |
| add, scale | two, one | , factor | sums, and multiples by a rational number |
| matmul, hadamard | two | | the matrix product, and the product entry by entry |
| take, scatter | one | places | entry i of the result is entry places[i], or 0 for -1; opposite |
| inverse, reciprocal | one | | of a square matrix; of every entry |
| integral | one | `Rate` | y with y' = rate * x', entry by entry: a function of x |

Transposes, vec, traces, sums, diagonals and Kronecker products only move or repeat entries: they
are `take` and `scatter`, whose derivatives are each other.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, TypeAlias

import numpy as np

from numeric.arithmetic import Array
from numeric.instance import Letter

Shape: TypeAlias = tuple[int, int]


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """One operation; `moves` says whether it depends on a variable."""

    op: str
    args: tuple[Node, ...]
    shape: Shape
    data: Any
    place: int
    moves: bool

    @property
    def size(self) -> int:
        return self.shape[0] * self.shape[1]


@dataclass(slots=True, eq=False)
class Rate:
    """The derivative of a function as a node (set later: it may contain the function itself).

    `function` and `order` say how the start value is found: a function of `numeric.entrywise`, or
    None where it is 0.
    """

    function: Any = None
    node: Node | None = None


@dataclass(slots=True, eq=False)
class Graph:
    """Nodes in an order in which each stands behind its operands; equal ones are one node."""

    nodes: list[Node] = field(default_factory=list)
    known: dict[Hashable, Node] = field(default_factory=dict)

    def constant(self, entries: Array) -> Node:
        """A matrix of rational numbers."""
        entries = entries.astype(object)
        key = ("constant", entries.shape, tuple(entries.ravel()))
        return self._node(key, "constant", (), entries.shape, entries, moves=False)

    def number(self, value: Fraction | int) -> Node:
        """A 1 x 1 matrix."""
        return self.constant(np.array([[Fraction(value)]], dtype=object))

    def variable(self, letter: Letter, shape: Shape) -> Node:
        """A matrix that moves."""
        return self._node(("variable", letter), "variable", (), shape, letter, moves=True)

    def add(self, left: Node, right: Node) -> Node:
        """The sum."""
        if is_zero(left):
            return right
        if is_zero(right):
            return left
        if left is right:
            return self.scale(Fraction(2), left)
        return self._plain("add", (left, right), left.shape)

    def scale(self, factor: Fraction, arg: Node) -> Node:
        """A rational multiple."""
        if factor == 1:
            return arg
        if arg.op == "constant":
            return self.constant(arg.data * factor)
        if arg.op == "scale":
            return self.scale(factor * arg.data, arg.args[0])
        return self._plain("scale", (arg,), arg.shape, factor)

    def matmul(self, left: Node, right: Node) -> Node:
        """The matrix product."""
        shape = (left.shape[0], right.shape[1])
        if is_zero(left) or is_zero(right):
            return self.filled(0, shape)
        for factor, other in ((left, right), (right, left)):
            if factor.op == "scale":
                inner = factor.args[0]
                pair = (inner, other) if factor is left else (other, inner)
                return self.scale(factor.data, self.matmul(*pair))
        if left.shape == right.shape == (1, 1):
            return self.hadamard(left, right)
        return self._plain("matmul", (left, right), shape)

    def hadamard(self, left: Node, right: Node) -> Node:
        """The product entry by entry."""
        for factor, other in ((left, right), (right, left)):
            value = _uniform(factor)
            if value is not None:
                return self.scale(value, other) if value else self.filled(0, other.shape)
            if factor.op == "scale":
                return self.scale(factor.data, self.hadamard(factor.args[0], other))
        return self._plain("hadamard", (left, right), left.shape)

    def take(self, arg: Node, places: Array, shape: Shape) -> Node:
        """Entry i of the result (row by row) is entry places[i] of the operand, 0 for -1."""
        places = np.asarray(places).ravel()
        if shape == arg.shape and (places == np.arange(arg.size)).all():
            return arg
        if arg.op == "constant":
            return self.constant(taken(arg.data, places, shape))
        if arg.op == "scale":
            return self.scale(arg.data, self.take(arg.args[0], places, shape))
        if arg.op == "take":
            inside = np.where(places < 0, -1, arg.data[places])
            return self.take(arg.args[0], inside, shape)
        return self._moved("take", arg, places, shape)

    def scatter(self, arg: Node, places: Array, shape: Shape) -> Node:
        """Entry i of the operand is added to entry places[i] of the result, left out for -1."""
        places = np.asarray(places).ravel()
        if arg.op == "constant":
            return self.constant(scattered(arg.data, places, shape))
        if arg.op == "scale":
            return self.scale(arg.data, self.scatter(arg.args[0], places, shape))
        if len(places) == shape[0] * shape[1] and (np.sort(places) == np.arange(len(places))).all():
            return self.take(arg, np.argsort(places), shape)
        return self._moved("scatter", arg, places, shape)

    def inverse(self, arg: Node) -> Node:
        """The inverse of a square matrix."""
        return self._plain("inverse", (arg,), arg.shape)

    def reciprocal(self, arg: Node) -> Node:
        """1 / x for every entry x."""
        return self._plain("reciprocal", (arg,), arg.shape)

    def integral(self, arg: Node, function: Any) -> Node:
        """A function of the operand; the caller sets `data.node`, its rate."""
        key = ("integral", arg.place, function) if function is not None else object()
        return self._node(key, "integral", (arg,), arg.shape, Rate(function), moves=arg.moves)

    def transpose(self, arg: Node) -> Node:
        """The transpose."""
        rows, cols = arg.shape
        return self.take(arg, np.arange(arg.size).reshape(rows, cols).T, (cols, rows))

    def total(self, arg: Node) -> Node:
        """The sum of all entries, 1 x 1."""
        return self.scatter(arg, np.zeros(arg.size, dtype=int), (1, 1))

    def spread(self, arg: Node, shape: Shape) -> Node:
        """A 1 x 1 matrix repeated."""
        return self.take(arg, np.zeros(shape[0] * shape[1], dtype=int), shape)

    def filled(self, value: Fraction | int, shape: Shape) -> Node:
        """A constant matrix of one number."""
        return self.constant(np.full(shape, Fraction(value), dtype=object))

    def identity(self, size: int) -> Node:
        """The identity matrix."""
        return self.take(self.number(1), np.where(np.eye(size), 0, -1), (size, size))

    def _moved(self, op: str, arg: Node, places: Array, shape: Shape) -> Node:
        key = (op, arg.place, tuple(places.tolist()), shape)
        return self._node(key, op, (arg,), shape, places, moves=arg.moves)

    def _plain(self, op: str, args: tuple[Node, ...], shape: Shape, data: Any = None) -> Node:
        key = (op, data, *(arg.place for arg in args))
        return self._node(key, op, args, shape, data, moves=any(arg.moves for arg in args))

    def _node(
        self,
        key: Hashable,
        op: str,
        args: tuple[Node, ...],
        shape: Shape,
        data: Any,
        *,
        moves: bool,
    ) -> Node:
        if key not in self.known:
            made = Node(op, args, shape, data, len(self.nodes), moves)
            self.nodes.append(made)
            self.known[key] = made
        return self.known[key]


def taken(values: Array, places: Array, shape: Shape) -> Array:
    """The entries at some places; 0 where a place is -1."""
    found = values.ravel()[places]
    if (places < 0).any():
        found[places < 0] = 0
    return found.reshape(shape)


def scattered(values: Array, places: Array, shape: Shape) -> Array:
    """The entries added up at their places."""
    found = np.zeros(shape[0] * shape[1], dtype=values.dtype)
    kept = places >= 0
    np.add.at(found, places[kept], values.ravel()[kept])
    return found.reshape(shape)


def is_zero(node: Node) -> bool:
    """Whether a node is the constant 0."""
    return _uniform(node) == 0


def needed(outputs: Iterable[Node]) -> list[Node]:
    """The nodes on which some depend, rates included, operands first."""
    found: set[Node] = set()
    waiting = list(outputs)
    while waiting:
        node = waiting.pop()
        if node not in found:
            found.add(node)
            waiting += node.args
            if node.op == "integral" and node.data.node is not None:
                waiting.append(node.data.node)
    return sorted(found, key=lambda node: node.place)


def _uniform(node: Node) -> Any:
    """The number that all entries of a constant are, or None."""
    if node.op != "constant":
        return None
    first = node.data.flat[0]
    return first if (node.data == first).all() else None
