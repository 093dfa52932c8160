"""From an author's expression, at the sizes and entries of an instance, to a graph."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial, reduce
from typing import TypeAlias

import numpy as np

from numeric.dimensions import downwards
from numeric.fields import exact
from numeric.flow.functions import determinant, entrywise, log_determinant, power
from numeric.flow.graph import Graph, Node
from numeric.instance import Instance, Letter
from numeric.operations import commutation
from symland.errors import ExpressionError, SizeError
from symland.language.block_matrix import written_out
from symland.language.derivatives import GENERIC
from symland.language.expr import Expr, Matrix
from symland.language.families import Family
from symland.language.integers import Int

Rule: TypeAlias = "Callable[[Translation, Expr], Node]"


@dataclass(slots=True, eq=False)
class Translation:
    """The instance, what moves, and the nodes made so far; `indices` are those of sums around."""

    instance: Instance
    moving: Callable[[Letter], bool]
    graph: Graph = field(default_factory=Graph)
    indices: Mapping[str, int] = field(default_factory=dict)
    made: dict[Expr, Node] = field(default_factory=dict)

    def node(self, expr: Expr) -> Node:
        """The node of an expression; an operation without a rule raises `ExpressionError`."""
        if expr not in self.made:
            rule = RULES.get(expr.op)
            if rule is None:
                raise ExpressionError(f"`{expr.op}` cannot be integrated as a series (in `{expr}`)")
            self.made[expr] = rule(self, expr)
        return self.made[expr]

    def integer(self, value: Int) -> int:
        """The value of a size or layer index here."""
        return self.instance.dimensions.value(value, self.indices)

    def shape(self, expr: Expr) -> tuple[int, int]:
        """Concrete rows and columns."""
        return self.instance.shape(expr, self.indices)

    def letter(self, key: Letter, shape: tuple[int, int], *, symmetric: bool = False) -> Node:
        """A variable, a defined letter, or a constant."""
        defined = self.instance.definitions.get(key)
        if self.moving(key):
            if defined is not None:
                raise ExpressionError(f"`{key}` cannot move: a hypothesis makes it `{defined}`")
            return self.graph.variable(key, shape)
        if defined is not None:
            value = self.node(defined)
            if value.moves:
                raise ExpressionError(f"`{key}` is no constant: a hypothesis makes it `{defined}`")
            return value
        entries = self.instance.entries(key, shape, symmetric=symmetric)
        return self.graph.constant(entries + Fraction(0))

    def member(self, family: Family, position: int) -> Letter:
        """The member of a family at a place, here."""
        units = tuple(self.integer(unit) for unit in family.params)
        return Letter("member", family.name, position, units)

    def key(self, variable: Matrix) -> Letter:
        """The letter or member that a variable of differentiation is."""
        if variable.op == "symbol":
            return Letter("matrix", variable.data[0])
        return self.member(variable.data[0], self.integer(variable.data[1]))

    def inside(self, name: str, value: int) -> Translation:
        """The same inside a sum, where a layer index has a value."""
        here = {**self.indices, name: value}
        return Translation(self.instance, self.moving, self.graph, here)


def _number(t: Translation, expr: Expr) -> Node:
    return t.graph.number(expr.data)


def _size(t: Translation, expr: Expr) -> Node:
    return t.graph.number(t.integer(expr.data))


def _symbol(t: Translation, expr: Expr) -> Node:
    name, options = expr.data
    if not {*options} <= {"symmetric"}:
        raise ExpressionError(f"`{name}` has options that are not known: {', '.join(options)}")
    kind = "matrix" if expr.is_matrix else "scalar"
    return t.letter(Letter(kind, name), t.shape(expr), symmetric="symmetric" in options)


def _member(t: Translation, expr: Expr) -> Node:
    return _layer(t, expr.data[0], t.integer(expr.data[1]))


def _layer(t: Translation, family: Family, position: int) -> Node:
    return t.letter(t.member(family, position), t.instance.member_shape(family, position))


def _chain(t: Translation, expr: Expr) -> Node:
    return _multiplied(t, expr, lambda place: _layer(t, expr.data[0], place))


def _defined(t: Translation, expr: Expr) -> Node:
    """Layers that abbreviate an expression."""
    return _multiplied(t, expr, lambda place: t.inside(GENERIC, place).node(expr.args[0]))


def _multiplied(t: Translation, expr: Expr, layer: Callable[[int], Node]) -> Node:
    _, high, low = expr.data
    places = downwards(t.integer(high), t.integer(low))
    if not places:
        return t.graph.identity(t.shape(expr)[0])
    return reduce(t.graph.matmul, map(layer, places))


def _commutation(t: Translation, expr: Expr) -> Node:
    rows, cols = (t.integer(size) for size in expr.data)
    return t.graph.constant(commutation(exact, rows, cols))


def _selection(t: Translation, expr: Expr) -> Node:
    before, _, _ = (t.integer(part) for part in expr.data)
    rows, cols = t.shape(expr)
    places = np.where(np.eye(rows, cols, -before), 0, -1)
    return t.graph.take(t.graph.number(1), places, (rows, cols))


def _product(t: Translation, expr: Expr) -> Node:
    """Products of scalars, and of a scalar with a matrix."""
    nodes = [t.node(arg) for arg in expr.args]
    shape = max((node.shape for node in nodes), key=lambda pair: pair[0] * pair[1])
    if expr.op == "scale":
        shape = nodes[1].shape
    return reduce(t.graph.hadamard, [_fitted(t.graph, node, shape) for node in nodes])


def _fitted(graph: Graph, node: Node, shape: tuple[int, int]) -> Node:
    return node if node.shape == shape else graph.spread(node, shape)


def _kron(t: Translation, expr: Expr) -> Node:
    return reduce(partial(kron, t.graph), [t.node(arg) for arg in expr.args])


def kron(graph: Graph, left: Node, right: Node) -> Node:
    """Both operands spread to the size of the Kronecker product, then multiplied."""
    (a, b), (c, d) = left.shape, right.shape
    first = np.arange(a * b).reshape(a, 1, b, 1) + np.zeros((1, c, 1, d), dtype=int)
    second = np.arange(c * d).reshape(1, c, 1, d) + np.zeros((a, 1, b, 1), dtype=int)
    shape = (a * c, b * d)
    return graph.hadamard(graph.take(left, first, shape), graph.take(right, second, shape))


def _vec(t: Translation, expr: Expr) -> Node:
    arg = t.node(expr.args[0])
    return t.graph.take(arg, np.arange(arg.size).reshape(arg.shape).T, (arg.size, 1))


def _diag(t: Translation, expr: Expr) -> Node:
    arg = t.node(expr.args[0])
    size = arg.size
    return t.graph.take(arg, np.where(np.eye(size), np.arange(size), -1), (size, size))


def _diagonal(t: Translation, expr: Expr) -> Node:
    arg = t.node(expr.args[0])
    size = min(arg.shape)
    return t.graph.take(arg, np.arange(size) * (arg.shape[1] + 1), (size, 1))


def _trace(t: Translation, expr: Expr) -> Node:
    return t.graph.total(_diagonal(t, expr))


def _inner(t: Translation, expr: Expr) -> Node:
    nodes = [t.node(arg) for arg in expr.args]
    return t.graph.total(t.graph.hadamard(nodes[0], nodes[-1]))


def _norm(t: Translation, expr: Expr) -> Node:
    return power(t.graph, _inner(t, expr), Fraction(1, 2))


def _power(t: Translation, expr: Expr) -> Node:
    return power(t.graph, t.node(expr.args[0]), Fraction(expr.data))


def _matpower(t: Translation, expr: Expr) -> Node:
    arg = t.node(expr.args[0])
    base = arg if expr.data >= 0 else t.graph.inverse(arg)
    return reduce(t.graph.matmul, [base] * abs(expr.data), t.graph.identity(arg.shape[0]))


def _sum(t: Translation, expr: Expr) -> Node:
    name, low, high = expr.data
    bottom, top = t.integer(low), t.integer(high)
    if top < bottom - 1:
        raise SizeError(f"a sum from {bottom} to {top} has fewer than no terms")
    zero = t.graph.filled(0, t.shape(expr))
    terms = (t.inside(name, place).node(expr.args[0]) for place in range(bottom, top + 1))
    return reduce(t.graph.add, terms, zero)


def _entrywise(t: Translation, expr: Expr) -> Node:
    return entrywise(t.graph, expr.data, t.node(expr.args[0]), t.instance)


RULES: dict[str, Rule] = {
    "number": _number,
    "size": _size,
    "symbol": _symbol,
    "member": _member,
    "chain": _chain,
    "defined": _defined,
    "identity": lambda t, expr: t.graph.identity(t.shape(expr)[0]),
    "zeros": lambda t, expr: t.graph.filled(0, t.shape(expr)),
    "ones": lambda t, expr: t.graph.filled(1, t.shape(expr)),
    "commutation": _commutation,
    "selection": _selection,
    "block": lambda t, expr: t.node(written_out(expr)),
    "let": lambda t, expr: t.node(expr.args[0]),
    "add": lambda t, expr: reduce(t.graph.add, map(t.node, expr.args)),
    "mul": _product,
    "scale": _product,
    "hadamard": _product,
    "power": _power,
    "matmul": lambda t, expr: reduce(t.graph.matmul, map(t.node, expr.args)),
    "kron": _kron,
    "transpose": lambda t, expr: t.graph.transpose(t.node(expr.args[0])),
    "inverse": lambda t, expr: t.graph.inverse(t.node(expr.args[0])),
    "matpower": _matpower,
    "vec": _vec,
    "diag": _diag,
    "diagonal": _diagonal,
    "trace": _trace,
    "total": lambda t, expr: t.graph.total(t.node(expr.args[0])),
    "frob2": _inner,
    "inner": _inner,
    "norm": _norm,
    "det": lambda t, expr: determinant(t.graph, t.node(expr.args[0])),
    "logdet": lambda t, expr: log_determinant(t.graph, t.node(expr.args[0])),
    "entrywise": _entrywise,
    "sum": _sum,
}
