"""Statements for all layers of a family without end, in an instance that has finitely many.

The layers that an instance does not have are like its last ones: W[j] = W[m] for all j > m, and the
same for units.  Then a statement about W[j + c] says the same for all j beyond m, so that finitely
many j are enough.  It must not depend on j in any other way, as a product W[j] ... W[1] does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np

from numeric.arithmetic import rational
from numeric.evaluate import evaluate
from numeric.fields import exact
from numeric.instance import Instance, Letter
from symland.language.build import index_name
from symland.language.claims import Claim
from symland.language.expr import Expr
from symland.language.families import Family
from symland.language.integers import Constraint, Int, integer, symbol

MOST_PLACES = 64


def has_no_end(indices: Sequence[Int]) -> bool:
    """Whether the range of one of the layer indices has no upper end."""
    return any(atom.high is None for index in indices for atom in index.atoms())


def places(
    indices: Sequence[Int], where: Sequence[Constraint], body: Any, instance: Instance
) -> Iterator[dict[str, int]]:
    """Values of the indices that stand for all, after the instance has got the layers needed.

    Raises `TypeError` for a statement that may say something else at every layer.
    """
    names = {index_name(one) for one in indices}
    exprs = [side for claim in _claims(body) for side in (claim.left, claim.right)]
    nodes = list(dict.fromkeys(node for expr in exprs for node in expr.walk()))
    shifts = [shift for node in nodes for shift in _shifts(node, names)]
    families = {node.data[0].name: node.data[0] for node in nodes if node.op == "member"}
    if where or not shifts:
        raise TypeError("such a statement is not tried for layers without end")
    ranges = [_range(one, names, instance) for one in indices]
    have = [key for key in (*instance.letters, *instance.definitions) if key.kind == "member"]
    numbers = [number for key in have for number in (*key.units, key.position)]
    numbers += [end for low, high in ranges for end in (low, high) if end is not None]
    last = max((*numbers, *instance.dimensions.indices.values())) + max(map(abs, shifts))
    for family in families.values():
        _complete(family, last + max(map(abs, shifts)), instance)
    listed = [range(low, (last if high is None else high) + 1) for low, high in ranges]
    if np.prod([len(one) for one in listed]) > MOST_PLACES:
        raise TypeError("the layers are too many")
    for values in product(*listed):
        yield dict(zip(map(index_name, indices), values, strict=True))


def _claims(body: Any) -> Iterator[Claim]:
    if isinstance(body, Claim):
        yield body
    elif isinstance(body, tuple) and body[0] == "and":
        for part in body[1:]:
            yield from _claims(part)
    else:
        raise TypeError("such a statement is not tried for layers without end")


def _shifts(node: Expr, names: set[str]) -> Iterator[int]:
    """c for each place j + c of a layer; anything else that depends on j raises `TypeError`."""
    if node.op == "member":
        family, position = node.data
        values = (*family.params, position)
    else:
        values = tuple(_integers(node.data))
        if any(_names(one) & names for one in values):
            raise TypeError("a formula that depends on the number of the layer")
    if any(_names(one) & names for one in (node.rows, node.cols)):
        raise TypeError("a size that depends on the number of the layer")
    for value in values:
        inside = [atom for atom in value.atoms() if atom.name in names]
        if inside:
            shift = (value - symbol(inside[0])).number
            if shift is None:
                raise TypeError("a layer that is not at a fixed distance")
            yield shift


def _integers(data: Any) -> Iterator[Int]:
    """The sizes and layer indices in what an operation has beside its operands."""
    if isinstance(data, Int):
        yield data
    elif isinstance(data, Family):
        yield from data.params
    elif isinstance(data, tuple):
        for one in data:
            yield from _integers(one)


def _names(value: Int) -> set[str]:
    """Names of the layer indices in a size or layer index."""
    found: set[str] = set()
    for atom in value.atoms():
        found |= {atom.name}.union(*map(_names, atom.args))
    return found


def _range(index: Int, names: set[str], instance: Instance) -> tuple[int, int | None]:
    (atom,) = index.atoms()
    ends = [end for end in (atom.low, atom.high) if end is not None]
    if atom.low is None or any(_names(end) & names for end in ends):
        raise TypeError(f"`{index}` has no range of its own")
    value = instance.dimensions.value
    return value(atom.low), None if atom.high is None else value(atom.high)


def _complete(family: Family, last: int, instance: Instance) -> None:
    """Give the instance the layers up to a place, those that it lacks like its last ones."""
    have = [key for key in (*instance.letters, *instance.definitions)
            if key.kind == "member" and key.name == family.name]  # fmt: skip
    if not have:
        raise TypeError(f"`{family.name}` has no layers here")
    tops = [max(numbers) for numbers in
            zip(*((*key.units, key.position) for key in have), strict=True)]  # fmt: skip
    for numbers in product(*(range(last + 1) for _ in tops)):
        key = Letter("member", family.name, numbers[-1], numbers[:-1])
        beyond = any(number > top for number, top in zip(numbers, tops, strict=True))
        if not beyond or key in instance.letters or key in instance.definitions:
            continue
        *units, place = map(min, numbers, tops)
        like = replace(family, params=tuple(map(integer, units)))[place]
        values = evaluate(like, instance, exact)
        rows, cols = instance.member_shape(family, numbers[-1])
        if values.shape != (rows, cols):
            raise TypeError(f"the layers of `{family.name}` differ in size")
        instance.letters[key] = np.asarray(np.frompyfunc(rational, 1, 1)(values), dtype=object)
