"""Products that are not yet multiplied out: factors with labels, and labels as rows and columns.

A net stands for the matrix whose row index runs over all values of the labels in `rows` (the first
label slowest), and whose columns run over `cols`.  A Kronecker product is two factors side by side,
vec and the commutation matrix only regroup labels, diag and the identity use a label twice.  So
kron(A, B) vec(X) is multiplied as B X A' without anyone having to say so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from math import prod

from numeric.program.contraction import Factor, product
from numeric.program.graph import Graph, Labels, Node, renamed


@dataclass(frozen=True, slots=True)
class Net:
    """A number times a product of factors; a scalar has neither rows nor columns."""

    factors: tuple[Factor, ...] = ()
    rows: Labels = ()
    cols: Labels = ()
    number: Fraction = Fraction(1)

    @property
    def is_structured(self) -> bool:
        """Whether rows or columns are made of several labels, as in a Kronecker product."""
        return len(self.rows) > 1 or len(self.cols) > 1

    @property
    def T(self) -> Net:
        return replace(self, rows=self.cols, cols=self.rows)


def of_node(graph: Graph, node: Node) -> Net:
    """A node as a net with a single factor."""
    if not node.shape:
        return Net(((node, ()),))
    i, j = graph.labels(node.shape)
    return Net(((node, (i, j)),), (i,), (j,))


def to_node(graph: Graph, net: Net, shape: tuple[int, ...]) -> Node:
    """A net multiplied out."""
    found = product(graph, net.factors, net.rows + net.cols, net.number)
    return graph.reshape(found, shape)


def fresh(graph: Graph, net: Net) -> Net:
    """The same net with new labels."""
    old = dict.fromkeys([*net.rows, *net.cols, *(x for _, its in net.factors for x in its)])
    names = {label: graph.label(graph.sizes[label]) for label in old}
    return _with_names(net, names)


def opaque(graph: Graph, net: Net) -> Net:
    """The net multiplied out, as a single factor."""
    shape = prod(graph.shape(net.rows)), prod(graph.shape(net.cols))
    return of_node(graph, to_node(graph, net, shape))


def matmul(graph: Graph, left: Net, right: Net) -> Net:
    """The matrix product."""
    left, right = _copies(graph, left, right)
    joined = _joined(graph, left, right, [("cols", "rows")])
    if joined is None:
        return matmul(graph, opaque(graph, left), opaque(graph, right))
    left, right = joined
    return _both(graph, left, right, (left.rows, right.cols))


def hadamard(graph: Graph, left: Net, right: Net) -> Net:
    """The entrywise product."""
    left, right = _copies(graph, left, right)
    joined = _joined(graph, left, right, [("rows", "rows"), ("cols", "cols")])
    if joined is None:
        return hadamard(graph, opaque(graph, left), opaque(graph, right))
    left, right = joined
    legs = max(left.rows, right.rows, key=len), max(left.cols, right.cols, key=len)
    return _both(graph, left, right, legs)


def kron(graph: Graph, left: Net, right: Net) -> Net:
    """The Kronecker product; of scalars the product."""
    left, right = _copies(graph, left, right)
    return _both(graph, left, right, (left.rows + right.rows, left.cols + right.cols))


def vec(net: Net) -> Net:
    """The columns stacked."""
    return replace(net, rows=net.cols + net.rows, cols=())


def on_diagonal(net: Net) -> Net:
    """The diagonal matrix of a vector."""
    return replace(net, cols=net.rows)


def diagonal(graph: Graph, net: Net) -> Net:
    """The diagonal of a square matrix, as a vector."""
    joined = _folded(graph, fresh(graph, net))
    if joined is None:
        return diagonal(graph, opaque(graph, net))
    return replace(joined, cols=())


def trace(graph: Graph, net: Net) -> Net:
    """The sum of the diagonal, a scalar."""
    return total(graph, diagonal(graph, net))


def total(graph: Graph, net: Net) -> Net:
    """The sum of all entries, a scalar."""
    return _both(graph, net, Net(), ((), ()))


def identity(graph: Graph, size: int) -> Net:
    i = graph.label(size)
    return Net((), (i,), (i,))


def ones(graph: Graph, shape: tuple[int, int]) -> Net:
    i, j = graph.labels(shape)
    return Net((), (i,), (j,))


def commutation(graph: Graph, rows: int, cols: int) -> Net:
    """K with K vec(A) = vec(A') for A of size rows x cols."""
    i, j = graph.labels((rows, cols))
    return Net((), (i, j), (j, i))


def _both(graph: Graph, left: Net, right: Net, legs: tuple[Labels, Labels]) -> Net:
    """All factors; a label that is summed but that no factor has counts as often as it runs."""
    factors = left.factors + right.factors
    kept = {*legs[0], *legs[1], *(label for _, labels in factors for label in labels)}
    free = {*left.rows, *left.cols, *right.rows, *right.cols} - kept
    return Net(factors, *legs, left.number * right.number * prod(graph.shape(free)))


def _copies(graph: Graph, left: Net, right: Net) -> tuple[Net, Net]:
    return fresh(graph, left), fresh(graph, right)


def _joined(
    graph: Graph, left: Net, right: Net, legs: Iterable[tuple[str, str]]
) -> tuple[Net, Net] | None:
    """Both nets with equal labels where sides meet; None where the labels do not fit."""
    for mine, theirs in legs:
        while True:
            step = _difference(graph, getattr(left, mine), getattr(right, theirs))
            if step is None:
                break
            label, other = step
            a, b = graph.shape((label, other))
            if a == b:
                left, right = _with_names(left, {other: label}), _with_names(right, {other: label})
            elif a % b == 0:
                pair = graph.labels((b, a // b))
                left, right = (_split(graph, net, label, pair) for net in (left, right))
            elif b % a == 0:
                pair = graph.labels((a, b // a))
                left, right = (_split(graph, net, other, pair) for net in (left, right))
            else:
                return None
    return left, right


def _folded(graph: Graph, net: Net) -> Net | None:
    """A net whose rows and columns have equal labels."""
    found = _joined(graph, net, net, [("rows", "cols")])
    return None if found is None else found[0]


def _difference(graph: Graph, left: Labels, right: Labels) -> tuple[int, int] | None:
    """The first two labels at which the sides differ; labels of size 1 do not matter."""
    mine = [label for label in left if graph.sizes[label] > 1]
    theirs = [label for label in right if graph.sizes[label] > 1]
    return next(((a, b) for a, b in zip(mine, theirs, strict=False) if a != b), None)


def _with_names(net: Net, names: Mapping[int, int]) -> Net:
    factors = tuple((node, renamed(labels, names)) for node, labels in net.factors)
    return Net(factors, renamed(net.rows, names), renamed(net.cols, names), net.number)


def _split(graph: Graph, net: Net, label: int, pair: Labels) -> Net:
    """One label replaced by the labels in `pair`, everywhere in the net."""

    def divided(labels: Labels) -> Labels:
        return tuple(x for old in labels for x in (pair if old == label else (old,)))

    factors = []
    for node, labels in net.factors:
        fresh_labels = divided(labels)
        factors.append((graph.reshape(node, graph.shape(fresh_labels)), fresh_labels))
    return Net(tuple(factors), divided(net.rows), divided(net.cols), net.number)
