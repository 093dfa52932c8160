"""The dimension of the space of polynomial laws of degree at most two, at given widths, over Q.

A polynomial P of degree two in the entries of the parameters is a law if its derivative along every
field vanishes as a polynomial.  This is a sparse linear system with integer coefficients; it falls
apart into small blocks, and their ranks are computed exactly.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import combinations_with_replacement

from flint import fmpz_mat

from symland.conserved.counting.networks import Network

Monomial = tuple[int, ...]  # sorted numbers of parameters, with repetition
Polynomial = dict[Monomial, int]


def potentials(net: Network) -> tuple[int, list[Polynomial]]:
    """The number of parameters, and the functions whose gradients span the fields."""
    number = 0
    found: list[Polynomial] = []
    for _ in range(net.groups):
        layers: list[list[list[Polynomial]]] = []
        for rows, cols in net.shapes:
            own = rows - int(net.augmented)
            layer: list[list[Polynomial]] = [
                [{(number + r * cols + c,): 1} for c in range(cols)] for r in range(own)
            ]
            number += own * cols
            if net.augmented:
                layer.append([{(): 1} if c == cols - 1 else {} for c in range(cols)])
            layers.append(layer)
        product = layers[0]
        for layer in layers[1:]:
            product = _matmul(layer, product)
        kept = product[:-1] if net.augmented else product
        found += [entry for row in kept for entry in row]
    for _ in range(net.free):
        found.append({(number,): 1})
        number += 1
    return number, found


def _matmul(left: list[list[Polynomial]], right: list[list[Polynomial]]) -> list[list[Polynomial]]:
    return [[_dot(row, [line[c] for line in right]) for c in range(len(right[0]))] for row in left]


def _dot(row: Iterable[Polynomial], column: Iterable[Polynomial]) -> Polynomial:
    total: defaultdict[Monomial, int] = defaultdict(int)
    for one, other in zip(row, column, strict=True):
        for a, x in one.items():
            for b, y in other.items():
                total[tuple(sorted(a + b))] += x * y
    return dict(total)


def polynomial_dimension(net: Network) -> int:
    """The number of linearly independent laws of degree one and two (without constants)."""
    count, functions = potentials(net)
    gradients = [_gradient(function) for function in functions]
    candidates = [(a,) for a in range(count)]
    candidates += list(combinations_with_replacement(range(count), 2))
    columns: list[dict[object, int]] = [{} for _ in candidates]
    users = _by_parameter(gradients)
    for place, monomial in enumerate(candidates):
        columns[place] = _derivatives(monomial, users)
    return sum(_nullity(block) for block in _blocks(columns))


def _gradient(function: Polynomial) -> dict[int, Polynomial]:
    found: defaultdict[int, Polynomial] = defaultdict(dict)
    for monomial, value in function.items():
        for a in set(monomial):
            rest = list(monomial)
            rest.remove(a)
            found[a][tuple(rest)] = value * monomial.count(a)
    return dict(found)


def _by_parameter(
    gradients: list[dict[int, Polynomial]],
) -> dict[int, list[tuple[int, Polynomial]]]:
    """For each parameter its velocity in each field in which it moves."""
    users: defaultdict[int, list[tuple[int, Polynomial]]] = defaultdict(list)
    for number, gradient in enumerate(gradients):
        for a, value in gradient.items():
            users[a].append((number, value))
    return users


def _derivatives(
    monomial: Monomial, users: dict[int, list[tuple[int, Polynomial]]]
) -> dict[object, int]:
    """The derivative of a monomial along each field: coefficients by field and monomial."""
    total: defaultdict[object, int] = defaultdict(int)
    for a in set(monomial):
        rest = list(monomial)
        rest.remove(a)
        for number, speed in users.get(a, ()):
            for inner, value in speed.items():
                key = number, tuple(sorted((*rest, *inner)))
                total[key] += value * monomial.count(a)
    return {key: value for key, value in total.items() if value}


def _blocks(columns: list[dict[object, int]]) -> list[list[dict[object, int]]]:
    """Columns that share equations, directly or through others."""
    owner: dict[object, int] = {}
    parent = list(range(len(columns)))

    def root(place: int) -> int:
        while parent[place] != place:
            parent[place] = parent[parent[place]]
            place = parent[place]
        return place

    for place, column in enumerate(columns):
        for key in column:
            parent[root(place)] = root(owner.setdefault(key, place))
    blocks: defaultdict[int, list[dict[object, int]]] = defaultdict(list)
    for place, column in enumerate(columns):
        blocks[root(place)].append(column)
    return list(blocks.values())


def _nullity(block: list[dict[object, int]]) -> int:
    keys = {key: row for row, key in enumerate(dict.fromkeys(k for col in block for k in col))}
    if not keys:
        return len(block)
    if len(block) == 1:
        return 0
    rows = [[0] * len(keys) for _ in block]
    for number, column in enumerate(block):
        for key, value in column.items():
            rows[number][keys[key]] = value
    return len(block) - int(fmpz_mat(rows).rank())
