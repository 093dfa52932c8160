"""The value of tensor networks at a concrete instance: what the kernel's objects mean.

Written from the description of the networks alone, so that `expand`, `normalise` and the derivative
of the kernel can be compared with `numeric.evaluate`.  Everything is computed modulo a prime.

An indefinite sum F(h) is the sum from `LOWEST` to h, where a product whose range runs backwards
counts as zero; any other choice would give the same value of what the kernel may build.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import Any

import numpy as np

from numeric import Instance, Letter, modular
from symland.kernel.linear import Linear
from symland.kernel.network import Head, Piece, Raw
from symland.kernel.normal import Normal
from symland.kernel.poly import Poly
from symland.language.expr import Matrix, Scalar
from symland.language.families import Function
from symland.language.integers import integer

FIELD = modular()
PRIME = FIELD.prime  # type: ignore[attr-defined]
LOWEST = -3

Array = np.ndarray
Factor = tuple[tuple[int, ...], Array]
Indices = Mapping[str, int]


def network_value(found: Raw | Normal, instance: Instance) -> Array:
    """The matrix (rows x columns, modulo the prime) that a sum of pieces means."""
    raw = found
    if isinstance(found, Normal):
        raw = Raw(found.rows, found.cols, tuple(found.entries.values()))
    return Evaluation(instance).matrix(raw, instance.dimensions.indices)


class Evaluation:
    """Evaluates pieces at one instance."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance

    def matrix(self, raw: Raw, indices: Indices) -> Array:
        shapes = [[self.integer(size, indices) for size in side] for side in (raw.rows, raw.cols)]
        total = np.zeros([*shapes[0], *shapes[1]], dtype=np.int64)
        for piece in raw.pieces:
            total = (total + self.piece(piece, indices)) % PRIME
        return total.reshape(int(np.prod(shapes[0])), int(np.prod(shapes[1])))

    def piece(self, piece: Piece, indices: Indices) -> Array:
        """The sum over all bound indices."""
        if not piece.binders:
            return self.term(piece, indices)
        (name, low, high), *rest = self.outermost(piece)
        start = LOWEST if low is None else self.index(low, indices)
        stop = self.index(high, indices)
        inner = Piece(piece.coefficient, tuple(rest), piece.atoms, piece.sizes, piece.groups)
        shape = [self.integer(piece.sizes[leg], indices) for g in piece.groups for leg in g]
        total = np.zeros(shape, dtype=np.int64)
        for place in range(start, stop + 1):
            total = (total + self.piece(inner, {**indices, name: place})) % PRIME
        return total

    @staticmethod
    def outermost(piece: Piece) -> list[Any]:
        """The binders, one first whose bounds contain no other binder of the piece."""
        names = {name for name, _, _ in piece.binders}
        for binder in piece.binders:
            _, low, high = binder
            inside = {name for form in (low, high) if form is not None for name, _ in form.terms}
            if not inside & (names - {binder[0]}):
                return [binder, *(other for other in piece.binders if other is not binder)]
        raise AssertionError(f"binders that depend on each other: {piece.binders}")

    def term(self, piece: Piece, indices: Indices) -> Array:
        factors = [self.factor(head, legs, piece, indices) for head, legs in piece.atoms]
        sizes = [self.integer(size, indices) for size in piece.sizes]
        opened = [leg for group in piece.groups for leg in group]
        if any(factor is None for factor in factors):
            return np.zeros([sizes[leg] for leg in opened], dtype=np.int64)
        kept = [factor for factor in factors if factor is not None]
        value = contract(kept, sizes, opened)
        return value * self.number(piece.coefficient, indices) % PRIME

    def factor(
        self, head: Head, legs: tuple[int, ...], piece: Piece, indices: Indices
    ) -> Factor | None:
        shape = [self.integer(piece.sizes[leg], indices) for leg in legs]
        found = getattr(self, f"_{head.kind}")(head, shape, indices)
        return None if found is None else (legs, found.reshape(shape))

    def _letter(self, head: Head, _: list[int], indices: Indices) -> Array:
        letter, rows, cols = Letter("matrix", head.name), *head.sizes
        if head.forms:
            letter = Letter("member", head.name, self.index(head.forms[0], indices))
        shape = (self.integer(rows, indices), self.integer(cols, indices))
        return FIELD.array(self.instance.entries(letter, shape, symmetric=head.free == 0))

    def _segment(self, head: Head, shape: list[int], indices: Indices) -> Array | None:
        high, low = (self.index(form, indices) for form in head.forms[-2:])
        if high < low - 1:
            return None
        found = FIELD.identity(shape[0])
        for place in range(high, low - 1, -1):
            at = {**indices, "#": place}
            size = tuple(self.integer(side, at) for side in head.sizes)
            letter = Letter("member", head.name, place)
            found = FIELD.matmul(found, FIELD.array(self.instance.entries(letter, size)))
        return found

    def _inverse(self, head: Head, _: list[int], indices: Indices) -> Array:
        return FIELD.inverse(self.matrix(body_of(head), indices))

    def _pinv(self, head: Head, _: list[int], indices: Indices) -> Array:
        return FIELD.pinv(self.matrix(body_of(head), indices))

    _reciprocal = _inverse

    def _map(self, head: Head, _: list[int], indices: Indices) -> Array:
        """The derivative of some order of the cubic polynomial that stands for a function."""
        argument = self.matrix(body_of(head), indices).ravel()
        inputs, outputs = len(argument), self.integer(head.sizes[0], indices)
        function = Function(head.name, integer(inputs), integer(outputs))
        total = np.zeros([outputs, *[inputs] * head.order], dtype=np.int64)
        for degree, part in enumerate(self.instance.coefficients(function, inputs, outputs)):
            tensor = FIELD.array(part).reshape([outputs, *[inputs] * degree])
            for slots in itertools.permutations(range(degree), head.order):
                total = (total + filled(tensor, slots, argument)) % PRIME
        return total

    def index(self, form: Linear, indices: Indices) -> int:
        return form.const + sum(number * indices[name] for name, number in form.terms)

    def integer(self, size: Poly, indices: Indices) -> int:
        return self.number(size, indices)

    def number(self, value: Poly, indices: Indices) -> int:
        total = 0
        for monomial, coefficient in value.terms:
            product = coefficient.numerator * pow(coefficient.denominator, -1, PRIME)
            for (kind, name, forms), power in monomial:
                found = self.symbol(kind, name, forms, indices)
                product = product * pow(found, power, PRIME) % PRIME
            total = (total + product) % PRIME
        return total

    def symbol(self, kind: str, name: str, forms: tuple[Linear, ...], indices: Indices) -> int:
        dimensions = self.instance.dimensions
        if kind == "index":
            return indices[name]
        if kind == "param":
            entries = self.instance.entries(Letter("scalar", name), (1, 1))
            return int(FIELD.array(entries)[0, 0])
        if not forms:
            return dimensions.sizes[name]
        table, place = dimensions.families[name], self.index(forms[0], indices)
        return table(place) if callable(table) else table[place]


def body_of(head: Head) -> Raw:
    assert head.body is not None
    return head.body


def filled(tensor: Array, slots: tuple[int, ...], argument: Array) -> Array:
    """A multilinear map with its argument in all slots but the given ones, these in their order."""
    for place in reversed(range(tensor.ndim - 1)):
        if place not in slots:
            tensor = np.moveaxis(tensor, place + 1, -1)
            tensor = (tensor * argument % PRIME).sum(axis=-1) % PRIME
    order = np.argsort(np.argsort(slots)) if slots else []
    return np.transpose(tensor, [0, *(1 + int(place) for place in order)])


def contract(factors: list[Factor], sizes: list[int], opened: list[int]) -> Array:
    """Sum the product of all factors over the legs that are not open; legs may repeat."""
    found = [without_repeats(*factor) for factor in factors]
    inner = set(range(len(sizes))) - set(opened)
    while inner:
        leg = min(inner, key=lambda one: cost(one, found))
        inner.remove(leg)
        touching = [factor for factor in found if leg in factor[0]]
        found = [factor for factor in found if leg not in factor[0]]
        legs, values = joined([((leg,), np.ones(sizes[leg], dtype=np.int64)), *touching])
        place = legs.index(leg)
        found.append((legs[:place] + legs[place + 1 :], values.sum(axis=place) % PRIME))
    distinct = tuple(dict.fromkeys(opened))
    units = [((leg,), np.ones(sizes[leg], dtype=np.int64)) for leg in distinct]
    legs, values = joined([((), np.ones((), dtype=np.int64)), *units, *found])
    values = np.transpose(values, [legs.index(leg) for leg in distinct])
    return spread(values, opened, distinct)


def cost(leg: int, factors: list[Factor]) -> int:
    return len({other for legs, _ in factors if leg in legs for other in legs})


def without_repeats(legs: tuple[int, ...], values: Array) -> Factor:
    """A leg that occurs twice in one factor stands for the diagonal."""
    distinct = tuple(dict.fromkeys(legs))
    if len(distinct) < len(legs):
        numbers = [distinct.index(leg) for leg in legs]
        values = np.einsum(values, numbers, list(range(len(distinct))))
    return distinct, values


def joined(factors: list[Factor]) -> Factor:
    legs: tuple[int, ...] = tuple(dict.fromkeys(leg for own, _ in factors for leg in own))
    total = np.ones((1,) * len(legs), dtype=np.int64)
    for own, values in factors:
        order = sorted(range(len(own)), key=lambda place: legs.index(own[place]))
        shape = [values.shape[own.index(leg)] if leg in own else 1 for leg in legs]
        total = total * np.transpose(values, order).reshape(shape) % PRIME
    return legs, total


def spread(values: Array, opened: list[int], distinct: tuple[int, ...]) -> Array:
    """Repeat open legs: a leg that is open twice is a diagonal."""
    if len(opened) == len(distinct):
        return values
    shape = [values.shape[distinct.index(leg)] for leg in opened]
    total = np.zeros(shape, dtype=np.int64)
    for place in itertools.product(*(range(size) for size in values.shape)):
        total[tuple(place[distinct.index(leg)] for leg in opened)] = values[place]
    return total


def exact_value(expr: Matrix | Scalar, instance: Instance) -> Array:
    """The value by the independent evaluator."""
    from numeric import evaluate

    return evaluate(expr, instance, FIELD)
