"""Composite sizes: a leg of size m n against two legs of sizes m and n.

A leg that no atom carries (of an identity, of ones, of a zero matrix) may be split, since
I_mn = I_m (x) I_n.  A letter of composite size cannot; that is reported, not guessed.
"""

from __future__ import annotations

from symland.kernel.linear import KernelError
from symland.kernel.network import Piece, Raw
from symland.kernel.poly import ONE, Poly

Sizes = tuple[Poly, ...]


def finer(left: Sizes, right: Sizes, where: str) -> Sizes:
    """The common refinement of two lists of leg sizes; raises if there is none."""
    if left == right:
        return left
    if not left or not right:
        raise KernelError(f"the sizes differ in {where}")
    for one, many in ((left[0], right), (right[0], left)):
        product = ONE
        for count, size in enumerate(many, start=1):
            product = product * size
            if product == one:
                rest = (left[1:], right[count:]) if many is right else (left[count:], right[1:])
                return many[:count] + finer(*rest, where)
    raise KernelError(f"the sizes differ in {where}")


def unified(left: Raw, right: Raw, where: str) -> tuple[Raw, Raw]:
    """Two sums with the same row and column legs."""
    rows, cols = finer(left.rows, right.rows, where), finer(left.cols, right.cols, where)
    return with_legs(left, rows, cols), with_legs(right, rows, cols)


def with_legs(raw: Raw, rows: Sizes, cols: Sizes) -> Raw:
    """The same matrix with its legs split into the given ones."""
    if (raw.rows, raw.cols) == (rows, cols):
        return raw
    return Raw(rows, cols, tuple(_split(piece, (raw.rows, raw.cols), (rows, cols))
                                 for piece in raw.pieces))  # fmt: skip


def split_towards(raw: Raw, side: int, target: Sizes) -> Raw:
    """Split the legs of one side; an index that is open on both sides is split on both."""
    sides = (raw.rows, raw.cols)
    if sides[side] == target:
        return raw
    if sides[0] == sides[1] and all(piece.groups[0] == piece.groups[1] for piece in raw.pieces):
        return with_legs(raw, target, target)
    return with_legs(raw, *((target, raw.cols) if side == 0 else (raw.rows, target)))


def _split(piece: Piece, old: tuple[Sizes, Sizes], new: tuple[Sizes, Sizes]) -> Piece:
    carried = {leg for _, legs in piece.atoms for leg in legs}
    parts: dict[int, tuple[int, ...]] = {}
    sizes = list(piece.sizes)
    for group, before, after in zip(piece.groups, old, new, strict=True):
        for leg, pieces in _pairs(group, before, after):
            if len(pieces) == 1 or leg in parts:
                continue
            if leg in carried:
                raise KernelError("a letter of composite size meets a Kronecker product or vec")
            parts[leg] = tuple(range(len(sizes), len(sizes) + len(pieces)))
            sizes += pieces
    groups = tuple(tuple(part for leg in group for part in parts.get(leg, (leg,)))
                   for group in piece.groups)  # fmt: skip
    kept = [leg for leg in range(len(sizes)) if leg not in parts]
    number = {leg: place for place, leg in enumerate(kept)}
    found = tuple(tuple(number[leg] for leg in group) for group in groups)
    for group, wanted in zip(found, new, strict=True):
        if tuple(sizes[kept[leg]] for leg in group) != wanted:
            raise KernelError("legs of composite size are split in two ways")
    atoms = tuple((head, tuple(number[leg] for leg in legs)) for head, legs in piece.atoms)
    return Piece(piece.coefficient, piece.binders, atoms, tuple(sizes[leg] for leg in kept), found)


def _pairs(group: tuple[int, ...], before: Sizes, after: Sizes) -> list[tuple[int, list[Poly]]]:
    found: list[tuple[int, list[Poly]]] = []
    rest = list(after)
    for leg, size in zip(group, before, strict=True):
        taken, product = [], ONE
        while product != size and rest:
            taken.append(rest.pop(0))
            product = product * taken[-1]
        found.append((leg, taken))
    return found
