"""Products of sums of networks: matrix, Kronecker and entrywise, all pairs of pieces."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from symland.kernel.legs import finer, split_towards, unified
from symland.kernel.linear import Context
from symland.kernel.network import Piece, Raw, link, tensor
from symland.kernel.normal import rename_binders
from symland.kernel.poly import Poly
from symland.kernel.reduction import reduce_piece

Pairing: TypeAlias = "Callable[[Piece, Piece], Piece]"


def pairwise(left: Raw, right: Raw, context: Context, rule: Pairing) -> tuple[Piece, ...]:
    """`rule` on all pairs of pieces, after making bound indices distinct."""
    made: list[Piece] = []
    for one in left.pieces:
        taken = {name for name, _, _ in one.binders}
        for other in right.pieces:
            fresh = rename_binders(other, taken, context) if taken else other
            made.append(reduce_piece(rule(one, fresh)))
    return tuple(made)


def matmul(left: Raw, right: Raw, context: Context) -> Raw:
    """The matrix product; a factor without legs is a scalar."""
    if not (left.rows or left.cols):
        return scaled(left, right, context)
    if not (right.rows or right.cols):
        return scaled(right, left, context)
    meeting = finer(left.cols, right.rows, "a product")
    left, right = split_towards(left, 1, meeting), split_towards(right, 0, meeting)

    def rule(one: Piece, other: Piece) -> Piece:
        both = tensor(one, other)
        rows, cols, inner, outer = both.groups
        return link(both, list(zip(cols, inner, strict=True)), (rows, outer))

    return Raw(left.rows, right.cols, pairwise(left, right, context, rule))


def scaled(factor: Raw, other: Raw, context: Context) -> Raw:
    """A scalar times a matrix."""

    def rule(one: Piece, two: Piece) -> Piece:
        both = tensor(one, two)
        return grouped(both, *both.groups[2:])

    return Raw(other.rows, other.cols, pairwise(factor, other, context, rule))


def kronecker(left: Raw, right: Raw, context: Context) -> Raw:
    """The Kronecker product: the legs of the left factor first."""

    def rule(one: Piece, other: Piece) -> Piece:
        both = tensor(one, other)
        rows, cols, down, across = both.groups
        return grouped(both, rows + down, cols + across)

    pieces = pairwise(left, right, context, rule)
    return Raw(left.rows + right.rows, left.cols + right.cols, pieces)


def entrywise(left: Raw, right: Raw, context: Context) -> Raw:
    """The entrywise product: rows joined to rows, columns to columns."""
    left, right = unified(left, right, "an entrywise product")

    def rule(one: Piece, other: Piece) -> Piece:
        both = tensor(one, other)
        rows, cols, down, across = both.groups
        joined = [*zip(rows, down, strict=True), *zip(cols, across, strict=True)]
        return link(both, joined, (rows, cols))

    return Raw(left.rows, left.cols, pairwise(left, right, context, rule))


def regroup(
    raw: Raw, rows: tuple[Poly, ...], cols: tuple[Poly, ...], rule: Callable[[Piece], Piece]
) -> Raw:
    """The same networks with other open legs."""
    return Raw(rows, cols, tuple(rule(piece) for piece in raw.pieces))


def grouped(piece: Piece, *groups: tuple[int, ...]) -> Piece:
    """The same network with other open legs."""
    return Piece(piece.coefficient, piece.binders, piece.atoms, piece.sizes, groups)


def replace(piece: Piece, number: int, other: Piece, context: Context) -> Piece:
    """Put `other` in the place of an atom: its groups[0] meet the legs, the rest stays open."""
    legs = piece.atoms[number][1]
    kept = piece.atoms[:number] + piece.atoms[number + 1 :]
    base = Piece(piece.coefficient, piece.binders, kept, piece.sizes, piece.groups)
    taken = {name for name, _, _ in piece.binders}
    both = tensor(base, rename_binders(other, taken, context) if taken else other)
    inner, outer = both.groups[len(piece.groups)], both.groups[len(piece.groups) + 1 :]
    pairs = list(zip(legs, inner, strict=True))
    return reduce_piece(link(both, pairs, (*piece.groups, *outer)))


def beside(piece: Piece, other: Piece, context: Context) -> Piece:
    """A piece times a scalar piece, whose open legs come after its own."""
    taken = {name for name, _, _ in piece.binders}
    return tensor(piece, rename_binders(other, taken, context) if taken else other)


def flip(raw: Raw) -> Raw:
    """The transpose."""
    return regroup(raw, raw.cols, raw.rows, lambda p: grouped(p, p.groups[1], p.groups[0]))
