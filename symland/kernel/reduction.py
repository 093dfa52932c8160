"""Reductions inside one network: layers merge, inverses cancel, what nothing carries is summed.

W[l..k+1] W[k..1] is W[l..1]; a segment with high = low - 1 is the identity; a segment may be made
only where high >= low - 1 follows from the context; an inverse next to what it inverts is the
identity.
"""

from __future__ import annotations

from symland.kernel.linear import Context, KernelError, Linear, NotDefined
from symland.kernel.network import Atom, Head, Piece, link, renumbered
from symland.kernel.selections import selected

REDUCIBLE = ("segment", "inverse", "selection")  # atoms that a reduction may begin with


def segment(head: Head, context: Context) -> bool:
    """Check that a segment makes sense; True if it is empty, that is, the identity."""
    length = head.forms[-2] - head.forms[-1]
    if length == Linear((), -1):
        return True
    if not context.entails(length.shift(1)):
        raise NotDefined(
            f"a product from {head.forms[-2]} down to {head.forms[-1]} of {head.name}: it does not "
            "follow from the ranges of the indices that it runs downwards"
        )
    return False


def reduce_piece(piece: Piece) -> Piece:
    """Merge segments and selections, cancel inverses, drop indices that nothing carries."""
    for _ in range((len(piece.atoms) + 2) ** 2):
        step = _one_reduction(piece)
        if step is None:
            return _drop_loose(piece)
        piece = step
    raise KernelError("reduction of a network did not end")


def _one_reduction(piece: Piece) -> Piece | None:
    kinds = {head.kind for head, _ in piece.atoms}
    if not kinds.intersection(REDUCIBLE):
        return None
    if "selection" in kinds:
        step = selected(piece)
        if step is not None:
            return step
    opened = {leg for group in piece.groups for leg in group}
    places: dict[int, list[tuple[int, int]]] = {}
    for number, (head, legs) in enumerate(piece.atoms):
        if head.kind == "segment" and (head.forms[-2] - head.forms[-1]) == Linear((), -1):
            return _without(piece, [number], [], [(legs[0], legs[1])])
        for position, leg in enumerate(legs):
            places.setdefault(leg, []).append((number, position))
    for leg, ends in places.items():
        if leg in opened or len(ends) != 2 or ends[0][0] == ends[1][0]:
            continue
        for one, other in (ends, ends[::-1]):
            found = _meet(piece, one, other)
            if found is not None:
                return found
    return None


def _meet(piece: Piece, one: tuple[int, int], other: tuple[int, int]) -> Piece | None:
    """The product of two atoms that share an index, if it is a single atom or the identity."""
    (left, (row, *_)), (right, legs) = piece.atoms[one[0]], piece.atoms[other[0]]
    gone = [one[0], other[0]]
    if (one[1], other[1]) == (1, 0) and left.kind == right.kind == "segment":
        forms = (*left.forms[:-1], right.forms[-1])
        merged = left.with_forms(*forms)
        same = merged.key == right.with_forms(*right.forms[:-2], left.forms[-2], forms[-1]).key
        if same and left.forms[-1] == right.forms[-2].shift(1):
            return _without(piece, gone, [(merged, (row, legs[1]))], [], legs[0])
    in_order = (one[1], other[1]) == (1, 0) or left.free == right.free == 0
    if in_order and (_inverts(left, right) or _inverts(right, left)):
        outer = (piece.atoms[one[0]][1][1 - one[1]], legs[1 - other[1]])
        return _without(piece, gone, [], [outer], legs[other[1]])
    return None


def _inverts(left: Head, right: Head) -> bool:
    return left.kind == "inverse" and left.cancels == right.key


def _without(
    piece: Piece, removed: list[int], added: list[Atom], joined: list[tuple[int, int]],
    used_up: int | None = None,
) -> Piece:  # fmt: skip
    """Other atoms in the place of some; the index `used_up` was summed over in the exchange."""
    atoms = [atom for number, atom in enumerate(piece.atoms) if number not in removed]
    made = link(piece, joined, piece.groups, [*atoms, *added])
    if used_up is None:
        return made
    place = used_up - sum(1 for one, other in joined if one != other and other < used_up)
    return renumbered(made, [leg for leg in range(len(made.sizes)) if leg != place])


def _drop_loose(piece: Piece) -> Piece:
    """An index that no atom carries and that is not open sums to its size."""
    used = {leg for _, legs in piece.atoms for leg in legs}
    used |= {leg for group in piece.groups for leg in group}
    if len(used) == len(piece.sizes):
        return piece
    coefficient = piece.coefficient
    for leg, size in enumerate(piece.sizes):
        if leg not in used:
            coefficient = coefficient * size
    made = renumbered(piece, sorted(used))
    return made.with_(coefficient)
