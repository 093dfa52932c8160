"""Networks read as functions of the entries of the parameters, with what surrounds them.

In `phi'(W_1) o sigma'(W_1) o W_2' G` the entries x of W_1 and y of W_2 stand at one place each;
the network is the function phi'(x) sigma'(x) y times a skeleton, which contains G only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import sympy
from sympy import Function, Symbol

from symland.kernel.atoms import Base, base_of
from symland.kernel.network import Atom, Head, Key, Piece, canonical_key
from symland.kernel.poly import ONE, Poly


class UnreadableError(Exception):
    """A network that is not a product of functions of entries and a skeleton."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A network: a function of entries, by parameter, and the skeleton's key."""

    skeleton: Key
    function: Any
    places: Mapping[str, tuple[int, ...]]  # legs of the entry, by the parameter's name
    bare: Piece


def function_at(base: Base, x: Symbol) -> Any:
    """A base function of the kernel in x: a power, or a SymPy function of its name."""
    name, parameter = base
    if name == "power":
        return x ** sympy.Rational(parameter.numerator, parameter.denominator)
    if name == "step":
        raise UnreadableError("a step function")
    opaque = Function(name)(x)
    return opaque.diff(x, int(parameter)) if parameter else opaque


def number_of(poly: Poly) -> Any:
    """A kernel coefficient as a SymPy expression."""
    total = sympy.Integer(0)
    for mono, value in poly.terms:
        term = sympy.Rational(value.numerator, value.denominator)
        for (_, name, _), power in mono:
            term *= Symbol(name) ** power
        total += term
    return total


def read(piece: Piece, heads: Mapping[str, Head], symbols: Mapping[str, Symbol]) -> Reading:
    """Split a network into its function of entries and its skeleton."""
    places: dict[str, tuple[int, ...]] = {}
    value, rest = number_of(piece.coefficient), []
    for head, legs in piece.atoms:
        entry = _entry(head, legs, heads)
        if entry is None:
            rest.append((head, legs))
            continue
        name, place, base = entry
        if places.setdefault(name, place) != place:
            raise UnreadableError(f"two entries of {name}")
        value *= symbols[name] if base is None else function_at(base, symbols[name])
    bare = Piece(ONE, piece.binders, tuple(rest), piece.sizes, piece.groups)
    return Reading(_marked(bare, places, heads), value, places, bare)


def _entry(
    head: Head, legs: tuple[int, ...], heads: Mapping[str, Head]
) -> tuple[str, tuple[int, ...], Base | None] | None:
    """A parameter, or a function of its entries, with the legs of the entry."""
    if head.kind == "letter" and head.name in heads:
        return head.name, legs, None
    if head.kind != "entry" or head.body is None:
        return None
    names = {atom.name for part in head.body.pieces for atom, _ in part.atoms}
    if not names & heads.keys():
        return None
    (piece,) = head.body.pieces if len(head.body.pieces) == 1 else (None,)
    if piece is None or len(piece.atoms) != 1 or piece.binders or piece.coefficient != ONE:
        return None
    (inner, inside), group = piece.atoms[0], piece.groups[0]
    if inner.kind != "letter" or sorted(inside) != sorted(group):
        return None
    return inner.name, tuple(legs[group.index(leg)] for leg in inside), base_of(head)


def _marked(bare: Piece, places: Mapping[str, tuple[int, ...]], heads: Mapping[str, Head]) -> Key:
    """The key of the skeleton with each parameter itself at its place."""
    markers: list[Atom] = [(heads[name], legs) for name, legs in sorted(places.items())]
    marked = Piece(ONE, bare.binders, (*bare.atoms, *markers), bare.sizes, bare.groups)
    return canonical_key(marked), tuple(sorted(places)), bare.binders


def grouped(readings: Sequence[Reading], heads: Mapping[str, Head]) -> list[list[Reading]]:
    """Readings with one skeleton; where the entry of a parameter is missing, it is put in."""
    ordered = sorted(readings, key=lambda one: -len(one.places))
    groups: dict[Key, list[Reading]] = {}
    for one in ordered:
        options = [one.skeleton, *_completions(one, heads)]
        home = next((key for key in options if key in groups), one.skeleton)
        groups.setdefault(home, []).append(one)
    return list(groups.values())


def _completions(one: Reading, heads: Mapping[str, Head]) -> Iterable[Key]:
    """Keys of the skeleton after adding the entry of parameters that the function lacks."""
    missing = [name for name in heads if name not in one.places]
    legs = range(len(one.bare.sizes))
    for name in missing:
        count = sum(size != ONE for size in heads[name].sizes)
        for chosen in product(legs, repeat=count):
            sizes = tuple(size for size in heads[name].sizes if size != ONE)
            if tuple(one.bare.sizes[leg] for leg in chosen) == sizes:
                yield _marked(one.bare, {**one.places, name: chosen}, heads)
