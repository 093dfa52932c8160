"""Powers of one and the same argument multiply by adding exponents: sqrt(s) sqrt(s) = s.

This holds entry by entry wherever both sides are defined, as for every quotient.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TypeAlias

from symland.kernel.network import Atom, Head, Piece, encode, link, split, tensor
from symland.kernel.poly import ONE
from symland.kernel.reduction import reduce_piece, renumbered

Renaming: TypeAlias = "Callable[[Piece, set[str]], Piece]"


def merged(piece: Piece, renaming: Renaming) -> list[Piece]:
    """The piece with at most one power of each argument on the same legs.

    `renaming` gives the bound layer indices of a piece new names where they are taken.
    """
    steps = [n for n, atom in enumerate(piece.atoms) if atom[0].name == "step:0"]
    same = {n: [m for m in steps if _alike(piece.atoms[n], piece.atoms[m])] for n in steps}
    again = [n for n in steps if same[n][0] != n]
    if again:  # a step is its own square
        kept = tuple(atom for n, atom in enumerate(piece.atoms) if n not in again)
        piece = Piece(piece.coefficient, piece.binders, kept, piece.sizes, piece.groups)
    groups: dict[tuple[str, tuple[int, ...]], list[int]] = {}
    for number, (head, legs) in enumerate(piece.atoms):
        if _is_power(head):
            groups.setdefault((head.inner, _ordered(head, legs)), []).append(number)
    for (_, legs), numbers in groups.items():
        head = piece.atoms[numbers[0]][0]
        numbers += [n for n, atom in enumerate(piece.atoms) if _is_base(atom, head, legs)]
        bases = [] if legs or head.cancels else _networks(piece, head)
        if len(numbers) > 1 or bases:
            total = sum((_exponent(piece.atoms[n][0]) for n in numbers), Fraction(len(bases)))
            gone = [n for base in bases for n in base]
            numbers = [n - sum(other < n for other in gone) for n in numbers]
            parts = _replaced(_without(piece, gone), numbers, total, renaming)
            return [done for part in parts for done in merged(part, renaming)]
    return [piece]


def _networks(piece: Piece, head: Head) -> list[list[int]]:
    """The atoms of each component of a network that is the argument of a scalar power."""
    if head.body is None or len(head.body.pieces) != 1:
        return []
    part = reduce_piece(head.body.pieces[0])
    wanted = split(part.atoms, {})
    if part.binders or part.coefficient != ONE or len(wanted) != 1:
        return []
    labels = {leg: n for n, leg in enumerate(leg for group in piece.groups for leg in group)}
    name = encode(wanted[0], {})
    found: list[list[int]] = []
    for component in split(piece.atoms, labels):
        inner = not any(leg in labels for _, legs in component for leg in legs)
        if inner and len(component) == len(wanted[0]) and encode(component, {}) == name:
            found.append([n for n, atom in enumerate(piece.atoms)
                          if any(atom is one for one in component)])  # fmt: skip
    return found


def _without(piece: Piece, gone: list[int]) -> Piece:
    """A piece without some whole components: atoms and all their indices."""
    inner = {leg for n in gone for leg in piece.atoms[n][1]}
    atoms = tuple(atom for n, atom in enumerate(piece.atoms) if n not in gone)
    rest = Piece(piece.coefficient, piece.binders, atoms, piece.sizes, piece.groups)
    return renumbered(rest, [leg for leg in range(len(piece.sizes)) if leg not in inner])


def _alike(one: Atom, other: Atom) -> bool:
    return one[0].key == other[0].key and _ordered(*one) == _ordered(*other)


def _is_power(head: Head) -> bool:
    return head.kind == "entry" and head.name.startswith("power:")


def _is_base(atom: Atom, head: Head, legs: tuple[int, ...]) -> bool:
    """Whether an atom is the very letter of which `head` is a power, on the same legs."""
    return bool(head.cancels) and atom[0].key == head.cancels and _ordered(head, atom[1]) == legs


def _exponent(head: Head) -> Fraction:
    return Fraction(head.name.partition(":")[2]) if _is_power(head) else Fraction(1)


def _ordered(head: Head, legs: tuple[int, ...]) -> tuple[int, ...]:
    return legs[: head.free] + tuple(sorted(legs[head.free :]))


def _replaced(piece: Piece, numbers: list[int], total: Fraction, renaming: Renaming) -> list[Piece]:
    """The atoms `numbers` replaced by one power with the exponent `total`."""
    head, legs = piece.atoms[numbers[0]]
    rest = tuple(atom for n, atom in enumerate(piece.atoms) if n not in numbers)
    if total and not (total > 0 and total.denominator == 1):
        name = f"power:{total}"
        one = Head("entry", name, (), head.inner, 0, head.free, head.body, head.cancels, head.sizes)
        rest = (*rest, (one, legs))
    base = Piece(piece.coefficient, piece.binders, rest, piece.sizes, piece.groups)
    if total <= 0 or total.denominator != 1 or head.body is None:
        return [base]
    found = [base]
    for _ in range(int(total)):
        found = [_times(one, legs, body, renaming) for one in found for body in head.body.pieces]
    return found


def _times(piece: Piece, legs: tuple[int, ...], body: Piece, renaming: Renaming) -> Piece:
    both = tensor(piece, renaming(body, {name for name, _, _ in piece.binders}))
    rows = both.groups[len(piece.groups)]
    return link(both, list(zip(legs, rows, strict=True)), both.groups[: len(piece.groups)])
