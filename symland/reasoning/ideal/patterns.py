"""Hypotheses between matrices of several legs, such as A (x) B = C (x) D, used wherever they stand.

Such an equation is no polynomial in words.  Its greatest network is looked for in the networks of
the claim; where it stands it is cut out, and what is left is a context with a hole.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce

from symland.kernel.linear import Context
from symland.kernel.network import Head, Piece, Raw
from symland.kernel.normal import normalise
from symland.kernel.poly import ONE, Poly
from symland.kernel.syntax import Term

Match = dict[int, int]  # from indices of the pattern to those of a network


@dataclass(frozen=True, slots=True)
class Pattern:
    """A hypothesis: its greatest network with its number, and the term that is 0."""

    number: int
    lead: Piece
    factor: Fraction
    term: Term
    sizes: tuple[Poly, Poly]


def pattern_of(number: int, raw: Raw, term: Term, context: Context) -> Pattern | None:
    """The equation as a pattern; None if its greatest network is not made of atoms alone."""
    entries = normalise(raw, context).entries
    if not entries:
        return None
    key = max(entries, key=lambda one: (len(entries[one].atoms), repr(one)))
    lead = entries[key]
    factor = lead.coefficient.number()
    carried = {leg for _, legs in lead.atoms for leg in legs}
    opened = {leg for group in lead.groups for leg in group}
    if factor is None or lead.binders or not opened <= carried:
        return None
    rows, cols = (
        reduce(lambda one, other: one * other, side, ONE) for side in (raw.rows, raw.cols)
    )
    return Pattern(number, lead, factor, term, (rows, cols))


def matches(piece: Piece, pattern: Piece) -> Iterator[tuple[list[int], tuple[int, ...]]]:
    """Every place where the pattern stands: the atoms that make it, and its open legs there."""
    opened = {leg for group in pattern.groups for leg in group}
    kept = {leg for group in piece.groups for leg in group}
    for used, match in _extended(piece, pattern, [], {}):
        inner = [match[leg] for leg in match if leg not in opened]
        others = {leg for place, (_, legs) in enumerate(piece.atoms) if place not in used
                  for leg in legs} | kept | {match[leg] for leg in opened}  # fmt: skip
        if len(set(inner)) == len(inner) and not others.intersection(inner):
            yield used, tuple(match[leg] for group in pattern.groups for leg in group)


def _extended(
    piece: Piece, pattern: Piece, used: list[int], match: Match
) -> Iterator[tuple[list[int], Match]]:
    """The atoms of the pattern from the next one on, found among those of the network."""
    if len(used) == len(pattern.atoms):
        yield used, match
        return
    head, legs = pattern.atoms[len(used)]
    for place, (other, there) in enumerate(piece.atoms):
        if place in used or other.key != head.key or len(there) != len(legs):
            continue
        for order in _orders(head, there):
            joined = dict(match)
            if all(joined.setdefault(leg, to) == to for leg, to in zip(legs, order, strict=True)):
                yield from _extended(piece, pattern, [*used, place], joined)


def _orders(head: Head, legs: tuple[int, ...]) -> list[tuple[int, ...]]:
    return [legs, legs[::-1]] if head.free == 0 and len(legs) == 2 else [legs]
