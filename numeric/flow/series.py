"""Taylor series of a graph in fixed-point arithmetic, one order after the other.

A matrix that moves is X(t0 + s tau) = X_0 + X_1 s + X_2 s^2 + ...; its coefficients are integers,
2^-bits each, so that with tau near the radius of convergence none is large.  The coefficient n of a
product is one product of stacked blocks, [A_0 ... A_n] [B_n; ...; B_0].
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeAlias

import numpy as np

from numeric.arithmetic import Array
from numeric.flow import starts
from numeric.flow.graph import Node, needed, scattered, taken

Rule: TypeAlias = Callable[[int], Array]  # the coefficient of an order, those below being known
FRACTION_BITS = 64  # of tau


class Stacks:
    """The coefficients of one node, in the layouts that products ask for."""

    def __init__(self, node: Node, order: int) -> None:
        self.node, self.order = node, order
        self.values: list[Array] = []
        self.kept: dict[str, Array] = {}

    def layout(self, kind: str) -> Array:
        """`left` and `right` blocks for matrix products, `rows` and `turned` for entrywise ones.

        Those on the right come in the opposite order; `rates` are n X_n, for integrals.
        """
        if kind not in self.kept:
            rows, cols = self.node.shape
            places = self.order + 1
            shapes = {"left": (rows, cols * places), "right": (rows * places, cols)}
            shape = shapes.get(kind, (places, rows * cols))
            self.kept[kind] = np.zeros(shape, dtype=object)
        return self.kept[kind]

    def append(self, value: Array) -> None:
        """Note the next coefficient."""
        n = len(self.values)
        self.values.append(value)
        rows, cols = self.node.shape
        back = self.order - n
        for kind, store in self.kept.items():
            if kind == "left":
                store[:, n * cols : (n + 1) * cols] = value
            elif kind == "right":
                store[back * rows : (back + 1) * rows] = value
            elif kind == "rows":
                store[n] = value.ravel()
            elif kind == "turned":
                store[back] = value.ravel()
            else:
                store[n] = n * value.ravel()


class Series:
    """The series of the solution of X' = velocity(X), for several matrices at once."""

    def __init__(
        self, variables: Sequence[Node], velocities: Sequence[Node], bits: int, order: int
    ) -> None:
        self.variables, self.velocities = list(variables), list(velocities)
        self.bits, self.order = bits, order
        nodes = needed(self.velocities)
        self._constants: dict[Node, Array] = {}
        for node in nodes:
            if not node.moves:
                self._constants[node] = self._constant(node)
        moving = [node for node in nodes if node.moves]
        self.stacks = {node: Stacks(node, order) for node in [*self.variables, *moving]}
        self._rules = [(self.stacks[node], self._rule(node)) for node in moving
                       if node.op != "variable"]  # fmt: skip

    def run(self, start: Sequence[Array], tau: int, order: int | None = None) -> list[list[Array]]:
        """Coefficients 0 ... order of each variable, for tau in units of 2^-FRACTION_BITS."""
        for stack in self.stacks.values():
            stack.values = []
        current = list(start)
        for n in range((self.order if order is None else order) + 1):
            for variable, value in zip(self.variables, current, strict=True):
                self.stacks[variable].append(value)
            if n < (self.order if order is None else order):
                for stack, rule in self._rules:
                    stack.append(rule(n))
                current = [(self._at(node, n) * tau >> FRACTION_BITS) // (n + 1)
                           for node in self.velocities]  # fmt: skip
        return [self.stacks[variable].values for variable in self.variables]

    def _at(self, node: Node, n: int) -> Array:
        if node in self._constants:
            value = self._constants[node]
            return value if n == 0 else np.zeros(node.shape, dtype=object)
        return self.stacks[node].values[n]

    def _constant(self, node: Node) -> Array:
        """The value of a node that does not move, from those of its operands."""
        if node.op == "constant":
            return starts.fixed(node.data, self.bits)
        return starts.value(node, [self._constants[arg] for arg in node.args], self.bits)

    def _rule(self, node: Node) -> Rule:
        if node.op in ("matmul", "hadamard"):
            return self._product(node)
        if node.op == "add":
            return partial(self._sum, node)
        arg = node.args[0]
        if node.op == "scale":
            above, below = node.data.numerator, node.data.denominator
            return lambda n: self._at(arg, n) * above // below
        if node.op == "take":
            return lambda n: taken(self._at(arg, n), node.data, node.shape)
        if node.op == "scatter":
            return lambda n: scattered(self._at(arg, n), node.data, node.shape)
        return self._started(node, {"inverse": self._inverse, "reciprocal": self._reciprocal,
                                    "integral": self._integral}[node.op](node))  # fmt: skip

    def _started(self, node: Node, later: Rule) -> Rule:
        """A rule whose order 0 is the value of a function."""

        def rule(n: int) -> Array:
            if n:
                return later(n)
            return starts.value(node, [self._at(node.args[0], 0)], self.bits)

        return rule

    def _sum(self, node: Node, n: int) -> Array:
        left, right = node.args
        if n and not right.moves:
            return self._at(left, n)
        if n and not left.moves:
            return self._at(right, n)
        return self._at(left, n) + self._at(right, n)

    def _product(self, node: Node) -> Rule:
        left, right = node.args
        bits, whole = self.bits, node.op == "matmul"
        if not left.moves:
            fixed = self._constants[left]
            if whole:
                return lambda n: fixed @ self._at(right, n) >> bits
            return lambda n: fixed * self._at(right, n) >> bits
        if not right.moves:
            fixed = self._constants[right]
            if whole:
                return lambda n: self._at(left, n) @ fixed >> bits
            return lambda n: self._at(left, n) * fixed >> bits
        cauchy = self._cauchy(left, right) if whole else self._entrywise(left, right, "rows")
        return lambda n: cauchy(n, 0) >> bits

    def _cauchy(self, left: Node, right: Node) -> Callable[[int, int], Array]:
        """Sum of A_k B_(n-k) over k from `first` to n."""
        width, order = left.shape[1], self.order
        ahead = self.stacks[left].layout("left")
        back = self.stacks[right].layout("right")

        def total(n: int, first: int) -> Array:
            return ahead[:, width * first : width * (n + 1)] @ back[width * (order - n + first) :]

        return total

    def _entrywise(self, left: Node, right: Node, kind: str) -> Callable[[int, int], Array]:
        """The same for products entry by entry."""
        ahead = self.stacks[left].layout(kind)
        back = self.stacks[right].layout("turned")
        shape, order = left.shape, self.order

        def total(n: int, first: int) -> Array:
            return (ahead[first : n + 1] * back[order - n + first :]).sum(axis=0).reshape(shape)

        return total

    def _inverse(self, node: Node) -> Rule:
        """B_n = -B_0 (A_1 B_(n-1) + ... + A_n B_0)."""
        total, bits = self._cauchy(node.args[0], node), self.bits
        return lambda n: -(self._at(node, 0) @ (total(n, 1) >> bits) >> bits)

    def _reciprocal(self, node: Node) -> Rule:
        total, bits = self._entrywise(node.args[0], node, "rows"), self.bits
        return lambda n: -(self._at(node, 0) * (total(n, 1) >> bits) >> bits)

    def _integral(self, node: Node) -> Rule:
        """n Y_n = the sum of k X_k R_(n-k), where R is the rate."""
        rate, bits = node.data.node, self.bits
        if not rate.moves:
            return lambda n: self._at(node.args[0], n) * self._constants[rate] >> bits
        total = self._entrywise(node.args[0], rate, "rates")
        return lambda n: (total(n, 1) >> bits) // n
