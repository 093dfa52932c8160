"""Halves of networks: u and v with a piece of a scalar equal to the contraction <u, v>.

A closed network is cut into two parts; the legs between them stay open.  So tr(A'A B'B) is |A B'|^2
with the half A B', (x'y)^2 is <x y', y x'>, n is |ones(n)|^2, and a b is the product of the halves
a and b.  A cut into two equal parts makes a square.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations, islice, permutations
from typing import TypeAlias

from symland.kernel.network import Atom, Piece
from symland.kernel.poly import ONE, Mono, Poly
from symland.kernel.syntax import Term
from symland.reasoning.ideal.letters import part_of
from symland.reasoning.ideal.quote import quote_network

MOST_TOKENS = 10  # of a piece that is cut
MOST_CUTS = 12  # through which it is cut
MOST_ORDERS = 24  # of its open legs
Token: TypeAlias = "tuple[str, int | Poly]"


@dataclass(frozen=True, slots=True)
class Half:
    """A tensor all of whose legs are rows: parameters times a network."""

    key: str
    sizes: tuple[str, ...]
    term: Term = field(compare=False)


UNIT = Half("1", (), ("num", "1"))


def cuts(piece: Piece, mono: Mono, legs: int = 4) -> list[tuple[Half, Half]]:
    """The ways to cut one term of a scalar into two parts of equal length, squares first.

    Only those through at most so many legs, the ones through the fewest legs first.
    """
    whole, tokens = _tokens(piece, mono)
    if len(tokens) > MOST_TOKENS or piece.binders:
        return []
    found: list[tuple[int, list[Token], list[Token]]] = []
    for size in sorted({len(tokens) // 2, (len(tokens) + 1) // 2}):
        for chosen in combinations(range(len(tokens)), size):
            first = [tokens[place] for place in chosen]
            second = [token for place, token in enumerate(tokens) if place not in chosen]
            through = len(_legs(whole, first) & _legs(whole, second))
            if through <= legs:
                found.append((through, first, second))
    found.sort(key=lambda cut: cut[0])
    pairs = dict.fromkeys(pair for _, first, second in found[:MOST_CUTS]
                          for pair in _halves(whole, first, second))  # fmt: skip
    return sorted(pairs, key=lambda pair: (pair[0] != pair[1], repr(pair)))


def _tokens(piece: Piece, mono: Mono) -> tuple[Piece, list[Token]]:
    """What is shared out: atoms, parameters, and a leg for each factor that is a size."""
    tokens: list[Token] = [("atom", place) for place in range(len(piece.atoms))]
    sizes = list(piece.sizes)
    for var, power in mono:
        one = Poly(((((var, 1),), Fraction(1)),))
        if power < 0:
            one = one.reciprocal()
        for _ in range(abs(power)):
            if var[0] == "size" and power > 0:
                tokens += [("leg", len(sizes))] * 2
                sizes.append(one)
            else:
                tokens.append(("factor", one))
    return Piece(ONE, (), piece.atoms, tuple(sizes), ((), ())), tokens


def _halves(
    whole: Piece, first: Sequence[Token], second: Sequence[Token]
) -> Iterator[tuple[Half, Half]]:
    """Both parts between the legs that they share, and with the legs that end in one of them.

    The open legs stand in the order that makes the name of the first part smallest.
    """
    sides = (_legs(whole, first), _legs(whole, second))
    shared = [(leg, leg) for leg in sides[0] & sides[1]]
    yield _in_best_order(whole, first, second, shared)
    parted, ends = _parted(whole)
    if ends:
        own = {value for kind, value in first if kind == "atom"}
        opened = [(new, old) if place in own else (old, new) for place, new, old in ends]
        yield _in_best_order(parted, first, second, shared + opened)


def _in_best_order(
    whole: Piece, first: Sequence[Token], second: Sequence[Token], legs: Sequence[tuple[int, int]]
) -> tuple[Half, Half]:
    listed = sorted(legs, key=lambda pair: (repr(whole.sizes[pair[0]]), pair))
    orders = islice(_orders(whole, listed), MOST_ORDERS)
    made = [(_half(whole, first, [one for one, _ in order]),
             _half(whole, second, [other for _, other in order]))
            for order in orders]  # fmt: skip
    return min(made, key=lambda pair: (pair[0].key, pair[1].key))


def _parted(whole: Piece) -> tuple[Piece, list[tuple[int, int, int]]]:
    """Legs that end in one atom, as in a total or a trace of a letter: its place, new leg, leg.

    A leg that an atom has twice becomes two legs there, which the other part joins again.
    """
    carried = Counter(leg for _, legs in whole.atoms for leg in set(legs))
    ends: list[tuple[int, int, int]] = []
    sizes, atoms = list(whole.sizes), list[Atom]()
    for number, (head, legs) in enumerate(whole.atoms):
        fresh = list(legs)
        for leg in dict.fromkeys(legs):
            if carried[leg] > 1:
                continue
            ends.append((number, leg, leg))
            for place in [n for n, one in enumerate(legs) if one == leg][1:]:
                fresh[place] = len(sizes)
                ends.append((number, len(sizes), leg))
                sizes.append(whole.sizes[leg])
        atoms.append((head, tuple(fresh)))
    return Piece(ONE, (), tuple(atoms), tuple(sizes), ((), ())), ends


def _orders(whole: Piece, legs: Sequence[tuple[int, int]]) -> Iterator[tuple[tuple[int, int], ...]]:
    """The orders of the legs in which their sizes stay sorted."""
    wanted = [whole.sizes[leg] for leg, _ in legs]
    for order in permutations(legs):
        if [whole.sizes[leg] for leg, _ in order] == wanted:
            yield order


def _legs(whole: Piece, tokens: Sequence[Token]) -> set[int]:
    found: set[int] = set()
    for kind, value in tokens:
        if kind == "atom" and isinstance(value, int):
            found |= set(whole.atoms[value][1])
        elif kind == "leg" and isinstance(value, int):
            found.add(value)
    return found


def _half(whole: Piece, tokens: Sequence[Token], order: Sequence[int]) -> Half:
    atoms: list[Atom] = [whole.atoms[value] for kind, value in tokens
                         if kind == "atom" and isinstance(value, int)]  # fmt: skip
    factor = ONE
    for kind, value in tokens:
        if kind == "factor" and isinstance(value, Poly):
            factor = factor * value
    if not atoms and not order:
        return UNIT if factor == ONE else Half(repr(factor), (), ("poly", factor))
    key, part = part_of(whole, atoms, tuple(order), ())
    term = quote_network(part)
    if factor != ONE:
        term = ("mul", ("poly", factor), term)
    return Half(repr((factor, key)), tuple(repr(whole.sizes[leg]) for leg in order), term)
