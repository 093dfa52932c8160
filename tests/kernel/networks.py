"""The value of tensor networks at a concrete instance: what the kernel's objects mean.

Written from the description of the networks alone, so that `expand`, `normalise` and the derivative
of the kernel can be compared with `numeric.evaluate`, modulo a prime or in machine numbers.

An indefinite sum F(h) is the sum from `LOWEST` to h, where a product whose range runs backwards
counts as zero; any other choice would give the same value of what the kernel may build.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import numpy as np

from numeric import Field, Instance, Letter, SingularError, evaluate, modular
from numeric.entrywise import entrywise
from symland.kernel.linear import Linear
from symland.kernel.network import Head, Piece, Raw
from symland.kernel.normal import Normal
from symland.kernel.poly import Poly
from symland.language.expr import Matrix, Scalar
from symland.language.families import Function
from symland.language.functions import Activation
from symland.language.integers import integer

MODULAR = modular()
LOWEST = -3

Array = np.ndarray
Factor = tuple[tuple[int, ...], Array]
Indices = Mapping[str, int]


def network_value(found: Raw | Normal, instance: Instance, field: Field = MODULAR) -> Array:
    """The matrix (rows x columns) that a sum of pieces means."""
    raw = found
    if isinstance(found, Normal):
        raw = Raw(found.rows, found.cols, tuple(found.entries.values()))
    return Evaluation(instance, field).matrix(raw, instance.dimensions.indices)


def value_of(expr: Matrix | Scalar, instance: Instance, field: Field = MODULAR) -> Array:
    """The value by the independent evaluator."""
    return evaluate(expr, instance, field)


class Evaluation:
    """Evaluates pieces at one instance."""

    def __init__(self, instance: Instance, field: Field = MODULAR) -> None:
        self.instance = instance
        self.field = field
        self.reduce = field.reduce

    def zeros(self, shape: list[int]) -> Array:
        return np.zeros(shape, dtype=self.field.dtype)

    def matrix(self, raw: Raw, indices: Indices) -> Array:
        shapes = [[self.integer(size, indices) for size in side] for side in (raw.rows, raw.cols)]
        total = self.zeros([*shapes[0], *shapes[1]])
        for piece in raw.pieces:
            total = self.reduce(total + self.piece(piece, indices))
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
        total = self.zeros(shape)
        for place in range(start, stop + 1):
            at = {**indices, name: place}
            total = self.reduce(total + self.term_or_zero(inner, at, indefinite=low is None))
        return total

    def term_or_zero(self, piece: Piece, indices: Indices, *, indefinite: bool) -> Array:
        """One term of a sum; an indefinite sum starts where its terms need not be defined."""
        try:
            return self.piece(piece, indices)
        except (SingularError, ZeroDivisionError):
            if not indefinite:
                raise
        shape = [self.integer(piece.sizes[leg], indices) for g in piece.groups for leg in g]
        return self.zeros(shape)

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
        kept = [factor for factor in factors if factor is not None]
        if len(kept) < len(factors):
            return self.zeros([sizes[leg] for leg in opened])
        value = self.contract(kept, sizes, opened)
        return self.reduce(value * self.number(piece.coefficient, indices))

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
        return self.field.array(self.instance.entries(letter, shape, symmetric=head.free == 0))

    def _segment(self, head: Head, shape: list[int], indices: Indices) -> Array | None:
        high, low = (self.index(form, indices) for form in head.forms[-2:])
        if high < low - 1:
            return None
        found = self.field.identity(shape[0])
        for place in range(high, low - 1, -1):
            at = {**indices, "#": place}
            size = tuple(self.integer(side, at) for side in head.sizes)
            letter = Letter("member", head.name, place)
            found = self.field.matmul(found, self.field.array(self.instance.entries(letter, size)))
        return found

    def _inverse(self, head: Head, _: list[int], indices: Indices) -> Array:
        return self.field.inverse(self.matrix(body_of(head), indices))

    def _pinv(self, head: Head, _: list[int], indices: Indices) -> Array:
        return self.field.pinv(self.matrix(body_of(head), indices))

    def _entry(self, head: Head, _: list[int], indices: Indices) -> Array:
        name, _, parameter = head.name.rpartition(":")
        function = Activation(name, int(Fraction(parameter)) if name != "power" else 0)
        if name == "power":
            function = Activation(name, 0, Fraction(parameter))
        elif name == "one over 1 + x^2":
            function = Activation("arctan", 1)
        values = self.matrix(body_of(head), indices)
        return entrywise(function, 0, values, self.field, self.instance)

    def _det(self, head: Head, _: list[int], indices: Indices) -> Array:
        return np.asarray(self.field.determinant(self.matrix(body_of(head), indices)))

    def _logdet(self, head: Head, shape: list[int], indices: Indices) -> Array:
        return np.log(self._det(head, shape, indices))

    def _expm(self, head: Head, _: list[int], indices: Indices) -> Array:
        return self.field.expm(self.matrix(body_of(head), indices))

    def _map(self, head: Head, _: list[int], indices: Indices) -> Array:
        """The derivative of some order of the cubic polynomial that stands for a function."""
        argument = self.matrix(body_of(head), indices).ravel()
        inputs, outputs = len(argument), self.integer(head.sizes[0], indices)
        function = Function(head.name, integer(inputs), integer(outputs))
        total = self.zeros([outputs, *[inputs] * head.order])
        for degree, part in enumerate(self.instance.coefficients(function, inputs, outputs)):
            tensor = self.field.array(part).reshape([outputs, *[inputs] * degree])
            for slots in itertools.permutations(range(degree), head.order):
                total = self.reduce(total + self.filled(tensor, slots, argument))
        return total

    def filled(self, tensor: Array, slots: tuple[int, ...], argument: Array) -> Array:
        """A multilinear map with its argument in all slots but the given ones."""
        for place in reversed(range(tensor.ndim - 1)):
            if place not in slots:
                moved = np.moveaxis(tensor, place + 1, -1)
                tensor = self.reduce(self.reduce(moved * argument).sum(axis=-1))
        order = np.argsort(np.argsort(slots)) if slots else []
        return np.transpose(tensor, [0, *(1 + int(place) for place in order)])

    def index(self, form: Linear, indices: Indices) -> int:
        return form.const + sum(number * indices[name] for name, number in form.terms)

    def integer(self, size: Poly, indices: Indices) -> int:
        value = self.number(size, indices)
        assert value == int(value)
        return int(value)

    def number(self, value: Poly, indices: Indices) -> Any:
        total = self.field.element(0)
        for monomial, coefficient in value.terms:
            product = self.field.element(coefficient)
            for (kind, name, forms), power in monomial:
                found = self.symbol(kind, name, forms, indices)
                found = self.field.reciprocal(found) if power < 0 else found
                for _ in range(abs(power)):
                    product = self.reduce(product * found)
            total = self.reduce(total + product)
        return total

    def symbol(self, kind: str, name: str, forms: tuple[Linear, ...], indices: Indices) -> Any:
        dimensions = self.instance.dimensions
        if kind == "index":
            return indices[name]
        if kind == "param":
            entries = self.instance.entries(Letter("scalar", name), (1, 1))
            return self.field.array(entries)[0, 0]
        if not forms:
            return dimensions.sizes[name]
        table, place = dimensions.families[name], self.index(forms[0], indices)
        return table(place) if callable(table) else table[place]

    def contract(self, factors: list[Factor], sizes: list[int], opened: list[int]) -> Array:
        """Sum the product of all factors over the legs that are not open; legs may repeat."""
        found = [without_repeats(*factor) for factor in factors]
        inner = set(range(len(sizes))) - set(opened)
        while inner:
            leg = min(inner, key=lambda one: cost(one, found))
            inner.remove(leg)
            touching = [factor for factor in found if leg in factor[0]]
            found = [factor for factor in found if leg not in factor[0]]
            legs, values = self.joined([self.unit(leg, sizes), *touching])
            place = legs.index(leg)
            found.append((legs[:place] + legs[place + 1 :], self.reduce(values.sum(axis=place))))
        distinct = tuple(dict.fromkeys(opened))
        legs, values = self.joined([*(self.unit(leg, sizes) for leg in distinct), *found])
        values = np.transpose(values, [legs.index(leg) for leg in distinct])
        return spread(values, opened, distinct)

    def unit(self, leg: int, sizes: list[int]) -> Factor:
        return (leg,), np.ones(sizes[leg], dtype=self.field.dtype)

    def joined(self, factors: list[Factor]) -> Factor:
        legs: tuple[int, ...] = tuple(dict.fromkeys(leg for own, _ in factors for leg in own))
        total = np.ones((1,) * len(legs), dtype=self.field.dtype)
        for own, values in factors:
            order = sorted(range(len(own)), key=lambda place: legs.index(own[place]))
            shape = [values.shape[own.index(leg)] if leg in own else 1 for leg in legs]
            total = self.reduce(total * np.transpose(values, order).reshape(shape))
        return legs, total


def body_of(head: Head) -> Raw:
    assert head.body is not None
    return head.body


def cost(leg: int, factors: list[Factor]) -> int:
    return len({other for legs, _ in factors if leg in legs for other in legs})


def without_repeats(legs: tuple[int, ...], values: Array) -> Factor:
    """A leg that occurs twice in one factor stands for the diagonal."""
    distinct = tuple(dict.fromkeys(legs))
    if len(distinct) < len(legs):
        numbers = [distinct.index(leg) for leg in legs]
        values = np.einsum(values, numbers, list(range(len(distinct))))
    return distinct, values


def spread(values: Array, opened: list[int], distinct: tuple[int, ...]) -> Array:
    """Repeat open legs: a leg that is open twice is a diagonal."""
    if len(opened) == len(distinct):
        return values
    shape = [values.shape[distinct.index(leg)] for leg in opened]
    total = np.zeros(shape, dtype=values.dtype)
    for place in itertools.product(*(range(size) for size in values.shape)):
        total[tuple(place[distinct.index(leg)] for leg in opened)] = values[place]
    return total
