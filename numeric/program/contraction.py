"""Products of tensors joined at labels, as pairwise contractions in canonical form.

`product(graph, factors, out)` multiplies the entries of all factors, each of whose axes carries a
label, and sums over labels that are not in `out`.  Matrix products, Hadamard and Kronecker
products, traces and inner products are all of this form.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from numeric.program.association import Known, Tree, association, leaves
from numeric.program.graph import Graph, Labels, Node, Shape, coefficient, renamed

Factor: TypeAlias = "tuple[Node, Labels]"


@dataclass(frozen=True, slots=True)
class Roles:
    """What the labels of two operands do: shared and kept, summed, only left, only right."""

    batch: Labels
    summed: Labels
    left: Labels
    right: Labels


def product(
    graph: Graph, factors: Iterable[Factor], out: Labels, factor: Fraction | int = 1
) -> Node:
    """The product of the factors with axes `out`; a label may occur there repeatedly."""
    shape = graph.shape(out)
    number, parts, out = simplified(graph, list(factors), out, Fraction(factor))
    if not number:
        return graph.zero(shape)
    distinct = tuple(dict.fromkeys(out))
    parts = [_alone(graph, parts, place, distinct) for place in range(len(parts))]
    if not parts:
        return graph.scaled(number, spread(graph, graph.ones(()), (), out))
    tree = association([labels for _, labels in parts], distinct, graph.sizes, _known(graph, parts))
    base, labels = _carried_out(graph, parts, tree, set(distinct))
    return graph.scaled(number, spread(graph, base, labels, out))


def simplified(
    graph: Graph, factors: list[Factor], out: Labels, number: Fraction
) -> tuple[Fraction, list[Factor], Labels]:
    """Numbers, ones, transpositions and diagonals taken out of the factors."""
    parts: list[Factor] = []
    free = set(out)
    while factors:
        node, labels = factors.pop()
        value, node = coefficient(node)
        number *= value
        if node.op == "zero":
            return Fraction(0), [], out
        free.update(labels)
        if node.op == "arrange" and is_permutation(node):
            place = dict(zip(node.data[1], labels, strict=True))
            factors.append((node.args[0], tuple(place[label] for label in node.data[0])))
        elif node.op == "embed":
            first: dict[int, int] = {}
            pairs = [(label, first.setdefault(old, label))
                     for label, old in zip(labels, node.data, strict=True)]  # fmt: skip
            names = identified(pairs)
            factors = [(other, renamed(its, names)) for other, its in factors]
            parts = [(other, renamed(its, names)) for other, its in parts]
            out = renamed(out, names)
            free = set(renamed(free, names))
            inside = (first[old] for old in dict.fromkeys(node.data))
            factors.append((node.args[0], renamed(inside, names)))
        elif node.op != "ones":
            parts.append((node, labels))
    covered = {label for _, labels in parts for label in labels}
    for label in free - covered - set(out):
        number *= graph.sizes[label]
    return number, parts[::-1], out


def identified(pairs: Iterable[tuple[int, int]]) -> dict[int, int]:
    """New names of labels, one for all that the pairs declare equal."""
    names: dict[int, int] = {}

    def find(label: int) -> int:
        while label in names:
            label = names[label]
        return label

    for one, other in pairs:
        one, other = find(one), find(other)
        if one != other:
            names[one] = other
    return {label: find(label) for label in names}


def is_permutation(node: Node) -> bool:
    """Whether an `arrange` node only permutes axes."""
    return len(node.data[0]) == len(set(node.data[0])) == len(node.data[1])


def roles(left: Labels, right: Labels, kept: Iterable[int]) -> Roles:
    """The roles of the labels of two operands."""
    kept = set(kept)
    shared = [label for label in left if label in right]
    return Roles(
        tuple(label for label in shared if label in kept),
        tuple(label for label in shared if label not in kept),
        tuple(label for label in left if label not in right),
        tuple(label for label in right if label not in left),
    )


def canonical(
    graph: Graph, left: Factor, right: Factor, kept: Iterable[int]
) -> tuple[Sequence[Node], tuple[Labels, Labels, Labels], Labels, Shape]:
    """Operands, canonical data, kept labels in canonical order and shape of a contraction."""
    if _wrong_way(left, right, kept := set(kept)):
        left, right = right, left
    found = roles(left[1], right[1], kept)
    order = found.batch + found.left + found.right
    names: dict[int, int] = {}
    for label in (*left[1], *right[1]):
        names.setdefault(label, len(names))
    data = (renamed(left[1], names), renamed(right[1], names), renamed(order, names))
    return (left[0], right[0]), data, order, graph.shape(order)


def _wrong_way(left: Factor, right: Factor, kept: set[int]) -> bool:
    """Prefer A B to B' A'; otherwise the older operand stands left."""

    def natural(first: Labels, second: Labels) -> int:
        ends = first[-1:] + second[:1]
        return sum(label in first and label in second and label not in kept for label in ends)

    here, there = natural(left[1], right[1]), natural(right[1], left[1])
    return there > here or (here == there and right[0].index < left[0].index)


def arrange(graph: Graph, node: Node, labels: Labels, out: Labels) -> Node:
    """Axes permuted, diagonals taken (repeated labels), axes summed (labels not in `out`)."""
    if labels == out:
        return node
    factor, node = coefficient(node)
    if node.op == "arrange" and is_permutation(node):
        place = dict(zip(node.data[1], labels, strict=True))
        node, labels = node.args[0], tuple(place[label] for label in node.data[0])
        if labels == out:
            return graph.scaled(factor, node)
    names: dict[int, int] = {}
    for label in labels:
        names.setdefault(label, len(names))
    data = (renamed(labels, names), renamed(out, names))
    return graph.scaled(factor, graph.make("arrange", (node,), data, graph.shape(out)))


def transpose(graph: Graph, node: Node) -> Node:
    """The transpose of a matrix."""
    i, j = graph.labels(node.shape)
    return product(graph, [(node, (i, j))], (j, i))


def spread(graph: Graph, node: Node, labels: Labels, out: Labels) -> Node:
    """A tensor with other axes: permuted, repeated along new ones, put on diagonals."""
    distinct = tuple(dict.fromkeys(out))
    missing = tuple(label for label in distinct if label not in labels)
    if missing and labels:
        ones = graph.ones(graph.shape(missing))
        args, data, order, shape = canonical(graph, (node, labels), (ones, missing), distinct)
        node, labels = graph.make("contract", args, data, shape), order
    elif missing:
        factor, base = coefficient(node)
        spread_ones = graph.ones(graph.shape(missing))
        if base.op != "ones":
            args, data, labels, shape = canonical(
                graph, (base, ()), (spread_ones, missing), missing
            )
            node = graph.scaled(factor, graph.make("contract", args, data, shape))
        else:
            node, labels = graph.scaled(factor, spread_ones), missing
    found = arrange(graph, node, labels, distinct)
    if distinct == out:
        return found
    factor, base = coefficient(found)
    names = {label: place for place, label in enumerate(distinct)}
    embedded = graph.make("embed", (base,), renamed(out, names), graph.shape(out))
    return graph.scaled(factor, embedded)


def _alone(graph: Graph, parts: Sequence[Factor], place: int, out: Labels) -> Factor:
    """Diagonals and sums that concern one factor only."""
    node, labels = parts[place]
    others = {label for k, (_, its) in enumerate(parts) if k != place for label in its}
    kept = tuple(label for label in dict.fromkeys(labels) if label in others or label in out)
    return arrange(graph, node, labels, kept), kept


def _carried_out(graph: Graph, parts: Sequence[Factor], tree: Tree, needed: set[int]) -> Factor:
    """The product of the parts in the tree; labels in `needed` are kept."""
    if isinstance(tree, int):
        return parts[tree]
    sides = tree
    inside = [{label for place in leaves(side) for label in parts[place][1]} for side in sides]
    pair = [_carried_out(graph, parts, side, needed | other)
            for side, other in zip(sides, reversed(inside), strict=True)]  # fmt: skip
    number, left, right = _stripped(pair)
    kept = needed & {*left[1], *right[1]}
    args, data, order, shape = canonical(graph, left, right, kept)
    return graph.scaled(number, graph.make("contract", args, data, shape)), order


def _stripped(pair: Iterable[Factor]) -> tuple[Fraction, Factor, Factor]:
    """Numbers and transpositions taken out of two operands."""
    number, found = Fraction(1), []
    for node, labels in pair:
        value, node = coefficient(node)
        number *= value
        if node.op == "arrange" and is_permutation(node):
            place = dict(zip(node.data[1], labels, strict=True))
            node, labels = node.args[0], tuple(place[label] for label in node.data[0])
        found.append((node, labels))
    return number, found[0], found[1]


def _known(graph: Graph, parts: Sequence[Factor]) -> Known:
    """Whether the product of two of the parts is in the graph already."""

    def known(i: int, j: int, kept: frozenset[int]) -> bool:
        _, left, right = _stripped((parts[i], parts[j]))
        args, data, _, shape = canonical(graph, left, right, kept)
        return graph.known("contract", args, data, shape)

    return known
