"""In which order the factors of a product are multiplied: the cheapest found, by operation count.

Up to six factors all orders are compared, longer chains of matrices by dynamic programming over
their intervals, anything else greedily.  Products that exist already cost nothing.  Among equally
cheap orders, later factors are multiplied first, as the forward pass of a network does.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from math import inf, prod
from typing import TypeAlias

from numeric.program.graph import Labels

Tree: TypeAlias = "int | tuple[Tree, Tree]"
Known: TypeAlias = Callable[[int, int, frozenset[int]], bool]
LabelSet: TypeAlias = "frozenset[int]"

EXHAUSTIVE = 6  # factors of which all orders are compared
CALL = 200  # operations that one more call costs, about


def association(labels: Sequence[Labels], out: Labels, sizes: Sequence[int], known: Known) -> Tree:
    """A binary tree over the places of the factors."""
    count = len(labels)
    if count <= 2:
        return 0 if count == 1 else (0, 1)
    found = _Factors([frozenset(its) for its in labels], frozenset(out), sizes, known)
    if count <= EXHAUSTIVE:
        return found.best_of_all()
    line = found.as_chain()
    return found.best_interval(line) if line else found.greedy()


def leaves(tree: Tree) -> list[int]:
    """The places of the factors in a tree."""
    return [tree] if isinstance(tree, int) else [*leaves(tree[0]), *leaves(tree[1])]


class _Factors:
    """The label sets of the factors, and what multiplying groups of them costs."""

    def __init__(
        self, labels: list[LabelSet], out: LabelSet, sizes: Sequence[int], known: Known
    ) -> None:
        self.labels, self.out, self.sizes, self.known = labels, out, sizes, known
        self.kept = cache(self._kept)

    def _kept(self, group: frozenset[int]) -> LabelSet:
        """The labels of a group that are needed outside of it."""
        inside = frozenset().union(*(self.labels[i] for i in group))
        others = [its for i, its in enumerate(self.labels) if i not in group]
        return inside & self.out.union(*others)

    def cost(self, left: frozenset[int], right: frozenset[int]) -> float:
        if len(left) == len(right) == 1:
            [i], [j] = left, right
            if self.known(i, j, self.kept(left | right)):
                return 0
        joint = self.kept(left) | self.kept(right)
        return prod(self.sizes[label] for label in joint) + CALL

    def best_of_all(self) -> Tree:
        @cache
        def best(group: tuple[int, ...]) -> tuple[float, Tree]:
            if len(group) == 1:
                return 0, group[0]
            chosen: tuple[float, Tree] = (inf, 0)
            for bits in range(1, 1 << (len(group) - 1)):
                right = tuple(p for k, p in enumerate(group[1:]) if bits >> k & 1)
                left = tuple(place for place in group if place not in right)
                (a, x), (b, y) = best(left), best(right)
                price = a + b + self.cost(frozenset(left), frozenset(right))
                if price < chosen[0] or (price == chosen[0] and len(left) == 1):
                    chosen = price, (x, y)
            return chosen

        return best(tuple(range(len(self.labels))))[1]

    def as_chain(self) -> list[int]:
        """The places along a chain of matrices, empty where this is not one."""
        joined: dict[int, list[int]] = {}
        for place, its in enumerate(self.labels):
            if len(its) != 2:
                return []
            for label in its - self.out:
                joined.setdefault(label, []).append(place)
        if any(len(places) != 2 for places in joined.values()):
            return []
        ends = [i for i, its in enumerate(self.labels) if len(its & self.out) == 1]
        if len(ends) != 2 or len(joined) != len(self.labels) - 1:
            return []
        line, seen = [ends[0]], {ends[0]}
        while len(line) < len(self.labels):
            steps = [i for label in self.labels[line[-1]] for i in joined.get(label, ())]
            following = [i for i in steps if i not in seen]
            if not following:
                return []
            line.append(following[0])
            seen.add(following[0])
        return line

    def best_interval(self, line: list[int]) -> Tree:
        @cache
        def best(start: int, stop: int) -> tuple[float, Tree]:
            if stop - start == 1:
                return 0, line[start]
            chosen: tuple[float, Tree] = (inf, 0)
            for middle in range(start + 1, stop):
                (a, x), (b, y) = best(start, middle), best(middle, stop)
                groups = frozenset(line[start:middle]), frozenset(line[middle:stop])
                price = a + b + self.cost(*groups)
                if price < chosen[0]:
                    chosen = price, (x, y)
            return chosen

        return best(0, len(line))[1]

    def greedy(self) -> Tree:
        """Repeatedly the pair whose product is the cheapest, joined pairs first."""
        groups: list[tuple[frozenset[int], Tree]] = [
            (frozenset((place,)), place) for place in range(len(self.labels))
        ]
        while len(groups) > 1:
            i, j = min(self._pairs(groups))[2]
            joined = groups[i][0] | groups[j][0], (groups[i][1], groups[j][1])
            groups = [*(group for k, group in enumerate(groups) if k not in (i, j)), joined]
        return groups[0][1]

    def _pairs(
        self, groups: list[tuple[frozenset[int], Tree]]
    ) -> list[tuple[bool, float, tuple[int, int]]]:
        found = []
        for j, (right, _) in enumerate(groups):
            for i, (left, _) in enumerate(groups[:j]):
                apart = self.kept(left).isdisjoint(self.kept(right))
                found.append((apart, self.cost(left, right), (i, j)))
        return found
