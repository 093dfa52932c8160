"""Selection matrices: columns of an identity, of which block matrices are made.

E(a, m, b) has the size (a + m + b) x m; its columns are those of the identity from a + 1 to a + m.
[[A, B], [C, D]] is the sum of E_i A_ij F_j' over its blocks.  Three rules hold for each value of an
index x, whether it is summed over or not, and whatever else it carries:

  two selections of x by the same rows are one; by rows apart they are 0; if the rows of one lie
  within those of the other, the outer one says where the inner one stands in it,
  a selection of rows of a selection is one selection,
  the sum of E(x, a) over x is 1.

Where blocks are written out, also E(x, a) E(y, a) = E(x, a) if x = y, else 0.

Sizes count as at least 0, so that p <= q is known where q - p has no negative coefficient.
"""

from __future__ import annotations

from itertools import pairwise

from symland.kernel.linear import KernelError
from symland.kernel.network import Atom, Head, Piece, Raw, link, renumbered
from symland.kernel.poly import ONE, ZERO, Poly

Part = tuple[Poly, Poly]  # the number of rows before, and of those selected
MOST_PIECES = 4096


def selection_head(before: Poly, size: Poly, after: Poly) -> Head:
    """The atom of a selection; its legs are that of the whole and, unless of size 1, the other."""
    return Head("selection", "", sizes=(before, size, after))


def selected(piece: Piece) -> Piece | None:
    """One step of the rules, None if none applies."""
    if piece.coefficient == ZERO:
        return None
    opened = {leg for group in piece.groups for leg in group}
    carried: dict[int, int] = {}
    at: dict[int, list[int]] = {}
    for number, (head, legs) in enumerate(piece.atoms):
        for leg in legs:
            carried[leg] = carried.get(leg, 0) + 1
        if head.kind == "selection":
            at.setdefault(legs[0], []).append(number)
    for leg, numbers in at.items():
        for place, one in enumerate(numbers):
            for other in numbers[place + 1 :]:
                found = _both(piece, one, other)
                if found is not None:
                    return found
        if carried[leg] == 1 and leg not in opened:
            return _summed(piece, numbers[0])
        for number in numbers:
            inner = at.get(piece.atoms[number][1][-1], ())
            if len(piece.atoms[number][1]) == 2 and inner:
                return _within(piece, number, inner[0])
    return None


def at_most(one: Poly, other: Poly) -> bool:
    """Whether one size is known to be at most another, whatever their letters are (at least 0)."""
    return all(factor >= 0 and all(var[0] == "size" for var, _ in mono)
               for mono, factor in (other - one).terms)  # fmt: skip


def _both(piece: Piece, one: int, other: int) -> Piece | None:
    """Two selections of one index."""
    (left, legs), (right, others) = piece.atoms[one], piece.atoms[other]
    (a, m, _), (b, n, _) = left.sizes, right.sizes
    if (a, m) == (b, n):
        pairs = [(legs[1], others[1])] if len(legs) == 2 else []
        return _exchanged(piece, [other], [], pairs)
    if at_most(a + m, b) or at_most(b + n, a):
        return piece.with_(ZERO)
    if at_most(b, a) and at_most(a + m, b + n):
        return _both(piece, other, one)
    if at_most(a, b) and at_most(b + n, a + m):
        moved = selection_head(b - a, n, a + m - b - n), (legs[1], *others[1:])
        return _exchanged(piece, [one], [moved])
    return None


def _within(piece: Piece, outer: int, inner: int) -> Piece:
    """E(x, a) F(a, b) is G(x, b) F(a, b): the rows of F, counted in the whole."""
    (head, legs), (below, others) = piece.atoms[outer], piece.atoms[inner]
    (a, _, b), (c, n, d) = head.sizes, below.sizes
    return _exchanged(piece, [outer], [(selection_head(a + c, n, d + b), (legs[0], *others[1:]))])


def _exchanged(
    piece: Piece, gone: list[int], added: list[Atom], joined: list[tuple[int, int]] | None = None
) -> Piece:
    kept = [atom for number, atom in enumerate(piece.atoms) if number not in gone]
    return link(piece, joined or [], piece.groups, [*kept, *added])


def _summed(piece: Piece, number: int) -> Piece:
    """Without a selection whose rows nothing else reads; its other leg stays."""
    leg = piece.atoms[number][1][0]
    kept = [atom for place, atom in enumerate(piece.atoms) if place != number]
    fewer = Piece(piece.coefficient, piece.binders, tuple(kept), piece.sizes, piece.groups)
    return renumbered(fewer, [place for place in range(len(piece.sizes)) if place != leg])


def mentions_selections(raw: Raw) -> bool:
    """Whether a sum has selections among its atoms."""
    return any(head.kind == "selection" for piece in raw.pieces for head, _ in piece.atoms)


def in_blocks(raw: Raw) -> Raw:
    """The same sum with 1 = sum of E_k(x, a) over k and a put in at every index x with blocks.

    A sum that becomes too long stays as it is.
    """
    cuts = blocks_of(raw)
    done: list[Piece] = []
    todo = [_rest(piece) for piece in raw.pieces]
    while todo:
        piece = todo.pop()
        found = _uncut(piece, cuts)
        if found is None:
            done.append(piece)
        else:
            todo += [one for one in _cut(piece, *found) if one.coefficient != ZERO]
        if len(done) + len(todo) > MOST_PIECES:
            return raw  # too many terms: not shown
    return Raw(raw.rows, raw.cols, tuple(done))


def _uncut(piece: Piece, cuts: dict[Poly, list[Part]]) -> tuple[int, list[Part]] | None:
    """An index of a size with blocks that is not in one of them, and the blocks."""
    known = {legs[0]: head.sizes[:2] for head, legs in piece.atoms if head.kind == "selection"}
    for leg, size in enumerate(piece.sizes):
        if size in cuts and known.get(leg) not in cuts[size]:
            return leg, cuts[size]
    return None


def _cut(piece: Piece, leg: int, parts: list[Part]) -> list[Piece]:
    found: list[Piece] = []
    whole, fresh = piece.sizes[leg], len(piece.sizes)
    for before, size in parts:
        legs = (leg,) if size == ONE else (leg, fresh)
        head = selection_head(before, size, whole - before - size)
        sizes = piece.sizes if size == ONE else (*piece.sizes, size)
        made = Piece(piece.coefficient, piece.binders, (*piece.atoms, (head, legs)), sizes,
                     piece.groups)  # fmt: skip
        found.append(_rest(made))
    return found


def _same_row(piece: Piece) -> Piece | None:
    """Two indices of which one selection reads the same row are one."""
    known: dict[tuple[str, int], int] = {}
    for number, (head, legs) in enumerate(piece.atoms):
        if head.kind == "selection":
            key = head.key, legs[1] if len(legs) == 2 else -1
            first = known.setdefault(key, number)
            if first != number:
                return _exchanged(piece, [number], [], [(piece.atoms[first][1][0], legs[0])])
    return None


def _rest(piece: Piece) -> Piece:
    """A piece after all steps of the rules."""
    for _ in range((len(piece.atoms) + 2) ** 2):
        step = selected(piece) or _same_row(piece)
        if step is None or piece.coefficient == ZERO:
            return piece
        piece = step
    raise KernelError("the selections in a network did not come to an end")


def blocks_of(raw: Raw) -> dict[Poly, list[Part]]:
    """For each size with selections its blocks, as fine as they occur; none if they overlap."""
    heads = {head for piece in raw.pieces for head, _ in piece.atoms if head.kind == "selection"}
    ends: dict[Poly, set[Poly]] = {}
    for _ in range(len(heads) + 1):
        for head in heads:
            before, size, after = head.sizes
            whole = ends.setdefault(before + size + after, {ZERO, before + size + after})
            whole |= {before, before + size}
            whole |= {before + cut for cut in ends.get(size, ())}
            inside = {cut - before for cut in whole
                      if at_most(before, cut) and at_most(cut, before + size)}  # fmt: skip
            if inside > {ZERO, size}:
                ends[size] = ends.get(size, set()) | inside
    found = {size: _in_order(whole) for size, whole in ends.items()}
    return {size: [(low, high - low) for low, high in pairwise(marks)]
            for size, marks in found.items() if marks is not None}  # fmt: skip


def _in_order(marks: set[Poly]) -> list[Poly] | None:
    """Sizes in increasing order, None if they cannot be compared."""
    ordered: list[Poly] = []
    for mark in marks:
        place = sum(1 for one in ordered if at_most(one, mark))
        if not all(at_most(one, mark) for one in ordered[:place]) or not all(
            at_most(mark, one) for one in ordered[place:]
        ):
            return None
        ordered.insert(place, mark)
    return ordered
