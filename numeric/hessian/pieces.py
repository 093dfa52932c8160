"""One Hessian block as a sum of pieces that can be written into its place without temporaries.

The block of U and V has the axes (column of U, row of U, column of V, row of V), which are the rows
vec(U) and columns vec(V) of the Hessian.  Its terms come as products of small factors with labels:

- `Outer`: the columns of V are in one factor, its rows in another.  All such terms of a block are
  one product of matrices with a short inner dimension, for each entry of U.  Kronecker products and
  those with a commutation matrix are of this kind.
- `Gemm`: a sum over samples of factors of U times factors of V, one large product of matrices, and
  a factor that multiplies the result (a Khatri-Rao product, as entrywise functions make).
- `Spread`: any other term, a product of at most two tensors, on a diagonal where labels coincide.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from typing import TypeAlias

from numeric.program.contraction import Factor, is_permutation, product
from numeric.program.graph import Graph, Labels, Node, Shape
from numeric.program.linear import Term, dense


@dataclass(frozen=True, slots=True)
class Outer:
    """left[column of U, row of U, column of V] * right[column of U, row of U, row of V]."""

    left: Factor
    right: Factor


@dataclass(frozen=True, slots=True)
class Gemm:
    """left @ right, rows (column, row of U) and columns (column, row of V), times `factors`."""

    left: Node
    right: Node
    factors: tuple[Factor, ...]


@dataclass(frozen=True, slots=True)
class Spread:
    """A product of factors; labels that coincide make it a diagonal of the block."""

    factors: tuple[Factor, ...]
    labels: Labels


Piece: TypeAlias = "Outer | Gemm | Spread"


@dataclass(frozen=True, slots=True)
class Block:
    """The pieces of a block, and the labels of its four axes."""

    pieces: tuple[Piece, ...]
    labels: Labels
    shape: Shape

    @property
    def is_outer(self) -> bool:
        return all(isinstance(piece, Outer) for piece in self.pieces)


def block(graph: Graph, terms: Sequence[Term], first: Shape, second: Shape) -> Block:
    """The pieces of the block of variables of these shapes, from the derivative of one gradient."""
    shape = (*first[::-1], *second[::-1])
    labels = graph.labels(shape)
    found = [_named(graph, term) for term in terms]
    outer = [_outer(graph, factors, names, labels) for factors, names in found]
    if all(piece is not None for piece in outer):
        return Block(tuple(piece for piece in outer if piece is not None), labels, shape)
    pieces: list[Piece] = [_gemm(graph, *term, labels) or _spread(graph, *term) for term in found]
    return Block(tuple(sorted(pieces, key=_order)), labels, shape)


def _order(piece: Piece) -> int:
    """Pieces that fill the whole block come first."""
    full = isinstance(piece, Gemm) or (isinstance(piece, Spread) and len(set(piece.labels)) == 4)
    return 0 if full else 1


def _named(graph: Graph, term: Term) -> tuple[list[Factor], Labels]:
    """Factors of a term, and for each axis of the block the label that it has there."""
    if any(len(axis) != 1 for axis in term.axes):
        term = dense(graph, term)
    (row,), (col,) = term.axes
    own = (col, row, term.wrt[1], term.wrt[0])
    factors = [(node, its) for node, its in term.factors]
    if term.number != 1:
        if factors:
            factors[0] = (graph.scaled(term.number, factors[0][0]), factors[0][1])
        else:
            factors = [(graph.number(term.number), ())]
    return _without_inner(graph, factors, own), own


def _without_inner(graph: Graph, factors: list[Factor], own: Labels) -> list[Factor]:
    """Sums over inner labels carried out where the result has at most three axes."""
    for group in _groups(factors, own):
        outside = tuple(dict.fromkeys(x for _, its in group for x in its if x in own))
        if len(outside) <= 3:
            node = product(graph, group, outside)
            factors = [factor for factor in factors if factor not in group]
            factors.append((node, outside))
    return factors


def _groups(factors: Sequence[Factor], own: Labels) -> list[list[Factor]]:
    """Factors joined by inner labels."""
    groups: list[tuple[set[int], list[Factor]]] = []
    for factor in factors:
        inner = set(factor[1]) - set(own)
        if not inner:
            continue
        joined = [group for group in groups if group[0] & inner]
        groups = [group for group in groups if not group[0] & inner]
        labels = inner.union(*(group[0] for group in joined))
        groups.append((labels, [*(f for group in joined for f in group[1]), factor]))
    return [members for _, members in groups]


def _outer(graph: Graph, factors: list[Factor], own: Labels, labels: Labels) -> Outer | None:
    """The term as a product of two, where identities are factors like any other."""
    col_u, row_u, col_v, row_v = labels
    names: dict[int, int] = {}
    extra: list[Factor] = []
    for label, name in zip(own, labels, strict=True):
        if label in names:
            size = graph.sizes[label]
            eye = graph.make("embed", (graph.ones((size,)),), (0, 0), (size, size))
            extra.append((eye, (names[label], name)))
        else:
            names[label] = name
    if any(x not in names for _, its in factors for x in its):
        return None
    parts = [(node, tuple(names[x] for x in its)) for node, its in factors] + extra
    if any(col_v in its and row_v in its for _, its in parts):
        return None
    left = [part for part in parts if col_v in part[1]]
    right = [part for part in parts if part not in left]
    return Outer(_joined(graph, left, (col_u, row_u, col_v)),
                 _joined(graph, right, (col_u, row_u, row_v)))  # fmt: skip


def _joined(graph: Graph, factors: Sequence[Factor], order: Labels) -> Factor:
    """A product of factors as one factor, with its labels in order."""
    covered = {label for _, its in factors for label in its}
    out = tuple(label for label in order if label in covered)
    node = product(graph, factors, out)
    if node.op == "arrange" and is_permutation(node):
        place = dict(zip(node.data[1], out, strict=True))
        return node.args[0], tuple(place[label] for label in node.data[0])
    return node, out


def _gemm(graph: Graph, factors: list[Factor], own: Labels, labels: Labels) -> Gemm | None:
    """The term as a large matrix product, if it has inner labels and no identity."""
    if len(set(own)) < 4:
        return None
    names = dict(zip(own, labels, strict=True))
    parts = [(node, tuple(names.get(x, x) for x in its)) for node, its in factors]
    inner = sorted({x for _, its in parts for x in its} - set(labels))
    if not inner:
        return None
    summed = [part for part in parts if set(part[1]) & set(inner)]
    left = [part for part in summed if set(part[1]).isdisjoint(labels[2:])]
    right = [part for part in summed if part not in left]
    if any(set(its) & {*labels[:2]} for _, its in right):
        return None
    rows, cols = prod(graph.shape(labels[:2])), prod(graph.shape(labels[2:]))
    length = prod(graph.shape(inner))
    one = product(graph, left, (*labels[:2], *inner))
    two = product(graph, right, (*inner, *labels[2:]))
    rest = tuple(part for part in parts if part not in summed)
    return Gemm(graph.reshape(one, (rows, length)), graph.reshape(two, (length, cols)), rest)


def _spread(graph: Graph, factors: list[Factor], own: Labels) -> Spread:
    """The term with at most two factors, none of which has inner labels."""
    distinct = tuple(dict.fromkeys(own))
    inner = [part for part in factors if not set(part[1]) <= set(own)]
    if inner:
        out = tuple(label for label in distinct if any(label in its for _, its in inner))
        factors = [(product(graph, inner, out), out), *(x for x in factors if x not in inner)]
    while len(factors) > 2:
        small = sorted(factors, key=lambda part: len(part[1]))[:2]
        rest = [part for part in factors if part not in small]
        factors = [*rest, _joined(graph, small, distinct)]
    return Spread(tuple(factors), own)
