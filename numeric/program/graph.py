"""The straight-line program as a graph: every distinct computation is one node, made once.

A node is a tensor of concrete shape (a scalar has none, a matrix two axes).  Its operations:

| op | args | data | value |
|---|---|---|---|
| input | | Letter | an argument |
| slot | | a name | a placeholder that is substituted before anything is evaluated |
| ones, zero | | | all entries 1 or 0 |
| selection | | rows before | columns of an identity: entries 1 below the rows before |
| combine | any | coefficients | a linear combination with rational coefficients |
| contract | two | labels, labels, labels | entries multiplied, labels that are not kept summed |
| arrange | one | labels, labels | axes permuted, diagonals taken, axes summed |
| embed | one | labels | spread over the diagonal of axes with equal labels |
| reshape | one | | the same entries in C order |
| map | one | (Activation, order) | a function, or its derivative, of every entry |
| apply | vector | (Function, order) | a generic function of a vector, or its derivative tensor |
| inverse, pinv, expm, det, logdet | one | | as in the language |

Labels are small integers; a contraction is in a canonical form, so that (A B)' and B' A' are one
node.  Coefficients are taken out of products, transpositions out of operands.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import prod
from typing import Any, TypeAlias

Labels: TypeAlias = "tuple[int, ...]"
Shape: TypeAlias = "tuple[int, ...]"
Term: TypeAlias = "tuple[Fraction, Node]"


@dataclass(frozen=True, eq=False, slots=True)
class Node:
    """One computation; `index` is its place in the order in which nodes were made."""

    op: str
    args: tuple[Node, ...]
    data: Any
    shape: Shape
    index: int

    def __repr__(self) -> str:
        inside = ", ".join(f"v{arg.index}" for arg in self.args)
        return f"v{self.index} = {self.op}({inside})"


@dataclass(slots=True)
class Graph:
    """All nodes made so far, and the sizes of the labels in use."""

    table: dict[tuple[Any, ...], Node] = field(default_factory=dict)
    sizes: list[int] = field(default_factory=list)

    def make(self, op: str, args: Sequence[Node], data: Any, shape: Shape) -> Node:
        """The node with this content, made if it is new."""
        key = (op, tuple(arg.index for arg in args), data, shape)
        found = self.table.get(key)
        if found is None:
            found = self.table[key] = Node(op, tuple(args), data, shape, len(self.table))
        return found

    def known(self, op: str, args: Sequence[Node], data: Any, shape: Shape) -> bool:
        """Whether `make` would find an old node."""
        return (op, tuple(arg.index for arg in args), data, shape) in self.table

    def label(self, size: int) -> int:
        """A new label for an axis of this size."""
        self.sizes.append(size)
        return len(self.sizes) - 1

    def labels(self, shape: Iterable[int]) -> Labels:
        """New labels for axes of these sizes."""
        return tuple(self.label(size) for size in shape)

    def shape(self, labels: Iterable[int]) -> Shape:
        """The sizes of labels."""
        return tuple(self.sizes[label] for label in labels)

    def ones(self, shape: Shape) -> Node:
        return self.make("ones", (), None, shape)

    def zero(self, shape: Shape) -> Node:
        return self.make("zero", (), None, shape)

    def number(self, value: Fraction | int) -> Node:
        return self.combine([(Fraction(value), self.ones(()))], ())

    def combine(self, terms: Iterable[Term], shape: Shape) -> Node:
        """A linear combination; equal terms are collected, zero terms dropped."""
        total: dict[Node, Fraction] = {}
        for factor, node in terms:
            inner, base = coefficient(node)
            if base.op != "zero":
                total[base] = total.get(base, Fraction(0)) + factor * inner
        _expand(total)
        kept = sorted(((c, x) for x, c in total.items() if c), key=lambda term: term[1].index)
        if not kept:
            return self.zero(shape)
        if len(kept) == 1 and kept[0][0] == 1:
            return kept[0][1]
        data = tuple(c for c, _ in kept)
        if len(kept) > 1 and abs(data[0]) != 1 and len(set(data)) == 1:  # one factor for all
            inside = self.make("combine", [x for _, x in kept], (Fraction(1),) * len(kept), shape)
            return self.make("combine", [inside], data[:1], shape)
        return self.make("combine", [x for _, x in kept], data, shape)

    def scaled(self, factor: Fraction, node: Node) -> Node:
        return self.combine([(factor, node)], node.shape)

    def reshape(self, node: Node, shape: Shape) -> Node:
        """The same entries, in C order, in another shape."""
        if node.shape == shape:
            return node
        factor, base = coefficient(node)
        if base.op in ("ones", "zero"):
            return self.scaled(factor, self.make(base.op, (), None, shape))
        if base.op == "reshape":
            base = base.args[0]
        if base.shape != shape:
            base = self.make("reshape", (base,), None, shape)
        return self.scaled(factor, base)


def _expand(total: dict[Node, Fraction]) -> None:
    """Sums that share a term with the rest are written out: (A + 2 B) + A = 2 A + 2 B."""
    while True:
        sums = (x for x in total if x.op == "combine")
        shared = next((x for x in sums if not total.keys().isdisjoint(x.args)), None)
        if shared is None:
            return
        factor = total.pop(shared)
        for inner, x in zip(shared.data, shared.args, strict=True):
            total[x] = total.get(x, Fraction(0)) + factor * inner


def coefficient(node: Node) -> Term:
    """A node as a number times another node."""
    if node.op == "combine" and len(node.args) == 1:
        return node.data[0], node.args[0]
    return Fraction(1), node


def size(node: Node) -> int:
    """The number of entries."""
    return prod(node.shape)


def below(nodes: Iterable[Node]) -> list[Node]:
    """The nodes and all that they are made from, operands first."""
    seen: set[Node] = set()
    todo = list(nodes)
    while todo:
        node = todo.pop()
        if node not in seen:
            seen.add(node)
            todo += node.args
    return sorted(seen, key=lambda node: node.index)


def depending(nodes: Iterable[Node], on: Iterable[Node]) -> set[Node]:
    """Those of the nodes below `nodes` that are made from one of `on`."""
    found = set(on)
    for node in below(nodes):
        if not found.isdisjoint(node.args):
            found.add(node)
    return found


def inputs_of(nodes: Iterable[Node]) -> Iterator[Node]:
    """The arguments that nodes are made from."""
    return (node for node in below(nodes) if node.op == "input")


def renamed(labels: Iterable[int], names: Mapping[int, int]) -> Labels:
    """Labels after a renaming."""
    return tuple(names.get(label, label) for label in labels)
