"""Programs over matrices of exact numbers, balls or many digits, interpreted node by node.

A scalar is one number, a matrix a matrix of the arithmetic (FLINT's, or an object array), any other
tensor an object array.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from fractions import Fraction
from functools import partial
from typing import Any, TypeAlias

import numpy as np

from numeric.arithmetic import Array, Element, Field
from numeric.backends.entrywise_source import Functions
from numeric.backends.linalg import embed
from numeric.backends.source import solved
from numeric.entrywise import entrywise, is_generic, log
from numeric.instance import Instance
from numeric.program.contraction import is_permutation, roles
from numeric.program.graph import Node, Shape
from symland.errors import ExpressionError

Value: TypeAlias = Any  # a number, a matrix of the arithmetic, or an object array
Run: TypeAlias = "Callable[[Mapping[Node, Value]], Value]"


class Ring:
    """Arithmetic with object arrays; subclasses have faster matrices."""

    def __init__(self, field: Field, functions: Functions) -> None:
        self.field, self.functions = field, functions
        self.zero, self.one = field.element(0), field.element(1)

    def precision(self) -> AbstractContextManager[Any]:
        """The context in which a whole program runs."""
        return nullcontext()

    def matrix(self, array: Array) -> Value:
        """A matrix from a two-dimensional object array."""
        return array

    def array(self, value: Value, shape: Shape) -> Array:
        """Any value as an object array."""
        if len(shape) == 2:
            return self.entries(value)
        return value if shape else np.array(value, dtype=object)

    def entries(self, matrix: Value) -> Array:
        return matrix

    def value(self, array: Array) -> Value:
        """An object array in the form that values of its rank have."""
        if array.ndim == 2:
            return self.matrix(array)
        return array if array.ndim else array.item()

    def number(self, value: Element, letter: object) -> Element:
        """One entry of an argument."""
        return convert(self.field, value, letter)

    def check(self, value: Value, shape: Shape) -> None:
        """Raise for a result that says nothing."""

    def matmul(self, left: Value, right: Value) -> Value:
        return left @ right

    def transpose(self, value: Value) -> Value:
        return value.T

    def scale(self, factor: Element, value: Value) -> Value:
        return value * factor

    def hadamard(self, left: Value, right: Value) -> Value:
        return left * right

    def inner(self, left: Value, right: Value) -> Element:
        """The sum of the products of entries."""
        return (left * right).sum()

    def inverse(self, matrix: Value) -> Value:
        return self.matrix(self.field.inverse(self.entries(matrix)))

    def solve(self, matrix: Value, right: Value) -> Value:
        """A^-1 B."""
        return self.matmul(self.inverse(matrix), right)

    def det(self, matrix: Value) -> Element:
        return self.field.determinant(self.entries(matrix))

    def logdet(self, matrix: Value) -> Element:
        """The logarithm of a determinant, which must be positive."""
        if self.field.is_exact:
            raise self.field.without("logdet")
        found = np.array([[self.det(matrix)]], dtype=object)
        return log(self.field, found)[0, 0]

    def map(self, node: Node, value: Array) -> Array:
        """An entrywise function of an object array."""
        activation, order = node.data
        if not is_generic(activation):
            return entrywise(activation, order, value, self.field, Instance())
        numbers = self.functions.coefficients(activation.name, order)
        if numbers is None:
            function = self.functions.derivative(activation.name, order)
            return np.frompyfunc(function, 1, 1)(value)
        return np.frompyfunc(lambda x: self._horner(numbers, x), 1, 1)(value)

    def _horner(self, numbers: Sequence[Fraction], x: Element) -> Element:
        total = self.zero
        for number in reversed(numbers):
            total = total * x + self.field.element(number)
        return total


def convert(field: Field, value: Element, letter: object) -> Element:
    """One number in a field; a float counts with all its bits."""
    try:
        return field.array(np.array([value], dtype=object))[0]
    except (AttributeError, ValueError, OverflowError, TypeError) as error:
        raise ExpressionError(f"`{letter}` has the entry {value!r}, which is not a finite "
                              f"rational number") from error  # fmt: skip


def prepared(ring: Ring, order: Sequence[Node]) -> list[tuple[Node, Run]]:
    """The nodes that are not arguments, each with what computes it."""
    return [(node, PREPARED[node.op](ring, node)) for node in order if node.op != "input"]


def needed(node: Node) -> Sequence[Node]:
    """The operands that are evaluated for a node; a quotient needs no inverse."""
    division = solved(node) if node.op == "contract" else None
    return node.args if division is None else division[:2]


def schedule(outputs: Sequence[Node]) -> list[Node]:
    """All nodes that outputs need, operands first."""
    seen: dict[Node, None] = {}
    todo = list(outputs)[::-1]
    while todo:
        node = todo[-1]
        missing = [x for x in needed(node) if x not in seen]
        if node in seen or not missing:
            todo.pop()
            seen.setdefault(node)
        else:
            todo += missing[::-1]
    return list(seen)


def _full(ring: Ring, node: Node, number: Element) -> Value:
    return ring.value(np.full(node.shape, number, dtype=object))


def _selection(ring: Ring, node: Node, _: Mapping[Node, Value]) -> Value:
    found = np.full(node.shape, ring.zero, dtype=object)
    for place in range(node.shape[1]):
        found[node.data + place, place] = ring.one
    return ring.value(found)


def _combine(ring: Ring, node: Node, values: Mapping[Node, Value]) -> Value:
    total = None
    for factor, arg in zip(node.data, node.args, strict=True):
        term = values[arg]
        if factor == -1 and total is not None:
            total = total - term
            continue
        if factor != 1:
            term = ring.scale(ring.field.element(factor), term)
        total = term if total is None else total + term
    return total


def _contract(ring: Ring, node: Node) -> Run:
    """How two operands are multiplied is decided once."""
    division = solved(node)
    if division is not None:
        matrix, right, on_left = division
        return lambda values: _solve(ring, values[matrix], values[right], on_left=on_left)
    left, right, out = node.data
    a, b = node.args
    found = roles(left, right, out)
    if not a.shape or not b.shape:
        factor, value = (a, b) if not a.shape else (b, a)
        return lambda values: ring.scale(values[factor], values[value])
    if len(a.shape) == len(b.shape) == 2 and not found.batch and len(found.summed) == 1:
        first = _turned(ring, a, turn=left[1] != found.summed[0])
        second = _turned(ring, b, turn=right[0] != found.summed[0])
        return lambda values: ring.matmul(first(values), second(values))
    if len(a.shape) == 2 and {*left} == {*right} and not (found.batch and found.summed):
        rule = ring.inner if found.summed else ring.hadamard  # labels kept as the left has them
        second = _turned(ring, b, turn=left != right)
        return lambda values: rule(values[a], second(values))

    def general(values: Mapping[Node, Value]) -> Value:
        x, y = ring.array(values[a], a.shape), ring.array(values[b], b.shape)
        return ring.value(_general(x, y, node))

    return general


def _turned(ring: Ring, node: Node, *, turn: bool) -> Run:
    if turn:
        return lambda values: ring.transpose(values[node])
    return lambda values: values[node]


def _general(x: Array, y: Array, node: Node) -> Array:
    """Any contraction of object arrays: multiplied with all labels as axes, then summed."""
    left, right, out = node.data
    found = roles(left, right, out)
    order = found.batch + found.left + found.right + found.summed
    product = _aligned(x, left, order) * _aligned(y, right, order)
    if found.summed:
        axes = tuple(range(len(order) - len(found.summed), len(order)))
        product = product.sum(axis=axes)
    return np.asarray(product, dtype=object)


def _aligned(x: Array, labels: Sequence[int], order: Sequence[int]) -> Array:
    moved = x.transpose([labels.index(label) for label in order if label in labels])
    return moved[tuple(slice(None) if label in labels else None for label in order)]


def _solve(ring: Ring, matrix: Value, right: Value, *, on_left: bool) -> Value:
    if on_left:
        return ring.solve(matrix, right)
    return ring.transpose(ring.solve(ring.transpose(matrix), ring.transpose(right)))


def _arrange(ring: Ring, node: Node, values: Mapping[Node, Value]) -> Value:
    [x] = node.args
    labels, out = node.data
    if is_permutation(node) and len(labels) == 2:
        return ring.transpose(values[x])
    array = ring.array(values[x], x.shape)
    if len(set(labels)) < len(labels):
        array, labels = _diagonal(array, labels)
    lost = tuple(place for place, label in enumerate(labels) if label not in out)
    if lost:
        array = np.asarray(array.sum(axis=lost), dtype=object)
        labels = tuple(label for label in labels if label in out)
    return ring.value(np.asarray(array.transpose([labels.index(x) for x in out]), dtype=object))


def _diagonal(array: Array, labels: tuple[int, ...]) -> tuple[Array, tuple[int, ...]]:
    """Equal labels brought down to one each."""
    while len(set(labels)) < len(labels):
        label = next(x for x in labels if labels.count(x) > 1)
        first = labels.index(label)
        second = labels.index(label, first + 1)
        array = np.diagonal(array, axis1=first, axis2=second)
        rest = tuple(x for place, x in enumerate(labels) if place not in (first, second))
        labels = (*rest, label)
    return array, labels


def _embed(ring: Ring, node: Node, values: Mapping[Node, Value]) -> Value:
    [x] = node.args
    found = embed(ring.array(values[x], x.shape), node.data, node.shape, None)
    found[found == 0] = ring.zero
    return ring.value(found)


def _reshape(ring: Ring, node: Node, values: Mapping[Node, Value]) -> Value:
    [x] = node.args
    return ring.value(ring.array(values[x], x.shape).reshape(node.shape))


def _map(ring: Ring, node: Node, values: Mapping[Node, Value]) -> Value:
    [x] = node.args
    column = ring.array(values[x], x.shape).reshape(-1, 1)
    return ring.value(ring.map(node, column).reshape(node.shape))


def _apply(ring: Ring, node: Node, values: Mapping[Node, Value]) -> Value:
    name, order = node.data
    function = ring.functions.vector_function(name, order, node.shape)
    return ring.value(function(values[node.args[0]]))


def _by_field(name: str) -> Callable[[Ring, Node, Mapping[Node, Value]], Value]:
    def rule(ring: Ring, node: Node, values: Mapping[Node, Value]) -> Value:
        found = getattr(ring.field, name)(ring.entries(values[node.args[0]]))
        return ring.matrix(found)

    return rule


RULES: dict[str, Callable[[Ring, Node, Mapping[Node, Value]], Value]] = {
    "ones": lambda ring, node, _: _full(ring, node, ring.one),
    "zero": lambda ring, node, _: _full(ring, node, ring.zero),
    "selection": _selection,
    "combine": _combine,
    "arrange": _arrange,
    "embed": _embed,
    "reshape": _reshape,
    "map": _map,
    "apply": _apply,
    "inverse": lambda ring, node, values: ring.inverse(values[node.args[0]]),
    "det": lambda ring, node, values: ring.det(values[node.args[0]]),
    "logdet": lambda ring, node, values: ring.logdet(values[node.args[0]]),
    "pinv": _by_field("pinv"),
    "expm": _by_field("expm"),
}


def _plain(rule: Callable[[Ring, Node, Mapping[Node, Value]], Value]) -> Callable[..., Run]:
    return lambda ring, node: partial(rule, ring, node)


PREPARED: dict[str, Callable[[Ring, Node], Run]] = {
    **{op: _plain(rule) for op, rule in RULES.items()},
    "contract": _contract,
}
