"""Linear maps as sums of products of small factors: Jacobians that are not written out.

A term maps a perturbation dV, with entries at the labels `wrt`, to a tensor whose axes are groups
of labels.  A V B gives the factors A[i, k] B[l, j]: a Kronecker product that nobody multiplies out;
a label that occurs in `axes` and in `wrt` is an identity.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import prod

from numeric.program.contraction import Factor, product
from numeric.program.graph import Graph, Labels, renamed


@dataclass(frozen=True, slots=True)
class Term:
    """number * product of factors, from the labels in `wrt` to the labels in `axes`."""

    factors: tuple[Factor, ...]
    axes: tuple[Labels, ...]
    wrt: Labels
    number: Fraction = Fraction(1)

    @property
    def open(self) -> Labels:
        """All labels of the result, those of the axes first."""
        return tuple(label for axis in self.axes for label in axis) + self.wrt


def with_names(term: Term, names: Mapping[int, int]) -> Term:
    """The term with labels renamed."""
    factors = tuple((node, renamed(labels, names)) for node, labels in term.factors)
    axes = tuple(renamed(axis, names) for axis in term.axes)
    return Term(factors, axes, renamed(term.wrt, names), term.number)


def split(graph: Graph, term: Term, label: int, pair: Labels) -> Term:
    """One label replaced by two, the slow one first."""

    def divided(labels: Labels) -> Labels:
        return tuple(x for old in labels for x in (pair if old == label else (old,)))

    factors = []
    for node, labels in term.factors:
        found = divided(labels)
        factors.append((graph.reshape(node, graph.shape(found)), found))
    return Term(tuple(factors), tuple(map(divided, term.axes)), divided(term.wrt), term.number)


def dense(graph: Graph, term: Term) -> Term:
    """The term multiplied out: a single factor, and one label for every axis."""
    node = product(graph, term.factors, term.open, term.number)
    lengths = [prod(graph.shape(axis)) for axis in term.axes]
    labels = graph.labels(lengths)
    wrt = graph.labels(graph.shape(term.wrt))
    shape = (*lengths, *graph.shape(term.wrt))
    factor = graph.reshape(node, shape), (*labels, *wrt)
    return Term((factor,), tuple((label,) for label in labels), wrt)


def times(graph: Graph, term: Term, labels: Labels, factors: Iterable[Factor], out: Labels) -> Term:
    """The term with its axes called `labels`, times factors, with axes `out`; the rest is summed.

    An axis may be split into several labels; the axes of the factors are split likewise.
    """
    term, names = _bound(graph, term, labels)
    parts = list(term.factors)
    for node, its in factors:
        for label, length in zip(its, node.shape, strict=True):
            names.setdefault(label, graph.labels((length,)))
        found = tuple(x for label in its for x in names[label])
        parts.append((graph.reshape(node, graph.shape(found)), found))
    covered = {*term.wrt, *(x for _, its in parts for x in its)}
    axes = tuple(names[label] for label in out)
    covered.update(x for axis in axes for x in axis)
    lost = {x for axis in term.axes for x in axis} - covered
    number = term.number * prod(graph.shape(lost))
    return contracted(graph, Term(tuple(parts), axes, term.wrt, number))


def _bound(graph: Graph, term: Term, labels: Labels) -> tuple[Term, dict[int, Labels]]:
    """The labels of the axes by names; axes of one name are identified."""
    for place, name in enumerate(labels):
        first = labels.index(name)
        if first == place:
            continue
        while term.axes[first] != term.axes[place]:
            if [graph.sizes[x] for x in term.axes[first]] != [
                graph.sizes[x] for x in term.axes[place]
            ]:
                term = dense(graph, term)
            pairs = zip(term.axes[place], term.axes[first], strict=True)
            old, new = next((a, b) for a, b in pairs if a != b)
            term = with_names(term, {old: new})
    return term, dict(zip(labels, term.axes, strict=True))


def regrouped(graph: Graph, term: Term, shape: tuple[int, ...]) -> Term:
    """The term for the same entries, in C order, in another shape."""
    flat = [label for axis in term.axes for label in axis]
    axes: list[Labels] = []
    for length in shape:
        group: list[int] = []
        while (done := prod(graph.shape(group))) < length:
            label = flat.pop(0)
            size, missing = graph.sizes[label], length // done
            if size > missing:
                if length % done or size % missing:
                    return regrouped_dense(graph, term, shape)
                pair = graph.labels((missing, size // missing))
                whole = replace(term, axes=(*axes, tuple(group), (label, *flat)))
                return regrouped(graph, split(graph, whole, label, pair), shape)
            group.append(label)
        if prod(graph.shape(group)) != length:
            return regrouped_dense(graph, term, shape)
        axes.append(tuple(group))
    while flat:  # labels of size 1
        axes[-1:] = [(*axes[-1], flat.pop(0))] if axes else []
    return replace(term, axes=tuple(axes))


def regrouped_dense(graph: Graph, term: Term, shape: tuple[int, ...]) -> Term:
    """The same, multiplied out."""
    node = product(graph, term.factors, term.open, term.number)
    labels, wrt = graph.labels(shape), graph.labels(graph.shape(term.wrt))
    factor = graph.reshape(node, (*shape, *graph.shape(term.wrt))), (*labels, *wrt)
    return Term((factor,), tuple((label,) for label in labels), wrt)


def contracted(graph: Graph, term: Term) -> Term:
    """Sums over a label of exactly two matrices carried out."""
    kept, factors = set(term.open), list(term.factors)
    while True:
        uses = Counter(label for _, its in factors for label in its)
        for label in sorted(uses):
            if label in kept or uses[label] != 2:
                continue
            pair = [factor for factor in factors if label in factor[1]]
            if len(pair) != 2 or any(len(its) > 2 for _, its in pair):
                continue
            out = tuple(x for _, its in pair for x in its if x != label)
            if len(set(out)) != len(out):
                continue
            factors = [factor for factor in factors if label not in factor[1]]
            factors.append((product(graph, pair, out), out))
            break
        else:
            return replace(term, factors=tuple(factors))


def merged(graph: Graph, terms: Sequence[Term]) -> list[Term]:
    """Terms that differ in one factor only, as one term with the sum of these factors."""
    found: list[Term] = []
    for term in terms:
        for place, other in enumerate(found):
            joined = _joined(graph, other, term)
            if joined is not None:
                found[place] = joined
                break
        else:
            found.append(term)
    return found


def _joined(graph: Graph, left: Term, right: Term) -> Term | None:
    names = dict(zip(right.open, left.open, strict=False))
    shapes = [[graph.shape(axis) for axis in term.axes] for term in (left, right)]
    if len(left.open) != len(right.open) or shapes[0] != shapes[1]:
        return None
    if any(names[b] != a for a, b in zip(left.open, right.open, strict=True)):
        return None
    if len(set(right.open)) != len(set(left.open)):
        return None
    inside = {label for term in (left, right) for _, its in term.factors for label in its}
    if not inside <= {*left.open, *right.open} or len(left.factors) != len(right.factors):
        return None
    rest = [(node, renamed(its, names)) for node, its in right.factors]
    only = [factor for factor in left.factors if factor not in rest]
    other = [factor for factor in rest if factor not in left.factors]
    if not only and not other:
        number = left.number + right.number
        return replace(left, number=number)
    if len(only) != 1 or len(other) != 1 or only[0][1] != other[0][1]:
        return None
    parts = [(left.number, only[0][0]), (right.number, other[0][0])]
    node = graph.combine(parts, only[0][0].shape)
    shared = tuple(factor for factor in left.factors if factor != only[0])
    return replace(left, factors=(*shared, (node, only[0][1])), number=Fraction(1))
