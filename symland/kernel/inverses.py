"""Inverses: of products and Kronecker products factor by factor, of an inverse, else an atom."""

from __future__ import annotations

from functools import reduce

from symland.kernel import poly
from symland.kernel.atoms import reciprocal, single
from symland.kernel.linear import Context, KernelError
from symland.kernel.network import Piece, Raw, renumbered
from symland.kernel.normal import normalise, wrap
from symland.kernel.poly import ONE, Poly
from symland.kernel.products import flip, grouped, kronecker, matmul, regroup


def inverse(raw: Raw, context: Context) -> Raw:
    """A^-1; of A and A' the one with the smaller key becomes the atom."""
    if raw.rows != raw.cols:
        raise KernelError("the inverse of a matrix that is not square")
    if not raw.rows:
        return reciprocal(raw, context)
    factors = _path(raw)
    if len(factors) > 1:
        inverses = [inverse(one, context) for one in reversed(factors)]
        return reduce(lambda left, right: matmul(left, right, context), inverses)
    blocks = _blocks(raw)
    if len(blocks) > 1:
        return _together(blocks, [inverse(one, context) for _, one in blocks], context)
    keys = normalise(raw, context).text, normalise(flip(raw), context).text
    body, factor = _monic(raw if keys[0] <= keys[1] else flip(raw), context)
    found = _inverted(body)
    if found is None:
        symmetric = len(raw.rows) == 1 and keys[0] == keys[1]
        head = wrap("inverse", "", body, context, free=0 if symmetric else 99)
        found = single(head, raw.rows, raw.cols)
    found = found if keys[0] <= keys[1] else flip(found)
    return Raw(found.rows, found.cols, tuple(p.with_(p.coefficient * factor) for p in found.pieces))


def _blocks(raw: Raw) -> list[tuple[list[int], Raw]]:
    """Square Kronecker factors with the places of their legs; [] if a matrix is none such.

    Places belong to one factor if their row or column legs are joined through atoms.  If such a
    product has an inverse, each factor has.
    """
    if len(raw.pieces) != 1 or raw.pieces[0].binders or len(raw.rows) < 2:
        return []
    (piece,) = raw.pieces
    owner = list(range(len(piece.sizes)))
    for legs in (*(legs for _, legs in piece.atoms), *zip(*piece.groups, strict=True)):
        low = min((owner[leg] for leg in legs), default=0)
        joined = {owner[leg] for leg in legs}
        owner = [low if own in joined else own for own in owner]
    names = list(dict.fromkeys(owner[leg] for leg in piece.groups[0]))
    found: list[tuple[list[int], Raw]] = []
    for name in names:
        first = not found
        kept = [leg for leg, own in enumerate(owner)
                if own == name or (first and own not in names)]  # fmt: skip
        places = [n for n, leg in enumerate(piece.groups[0]) if owner[leg] == name]
        atoms = tuple(
            atom
            for atom in piece.atoms
            if (first and not atom[1]) or any(leg in kept for leg in atom[1])
        )
        groups = tuple(tuple(group[place] for place in places) for group in piece.groups)
        part = Piece(piece.coefficient if first else ONE, (), atoms, piece.sizes, groups)
        sizes = tuple(raw.rows[place] for place in places)
        found.append((places, Raw(sizes, sizes, (renumbered(part, kept),))))
    return found


def _together(blocks: list[tuple[list[int], Raw]], parts: list[Raw], context: Context) -> Raw:
    """The Kronecker product of matrices, their legs back in their places."""
    order = [place for places, _ in blocks for place in places]
    whole = reduce(lambda left, right: kronecker(left, right, context), parts)
    back = [order.index(place) for place in range(len(order))]
    sizes = tuple(whole.rows[place] for place in back)
    return regroup(whole, sizes, sizes, lambda p: grouped(
        p, *(tuple(group[place] for place in back) for group in p.groups)))  # fmt: skip


def _inverted(raw: Raw) -> Raw | None:
    """A, if a matrix is A^-1 or its transpose and nothing else."""
    if len(raw.pieces) != 1 or len(raw.pieces[0].atoms) != 1 or raw.pieces[0].binders:
        return None
    ((head, legs),) = raw.pieces[0].atoms
    opened, half = sum(raw.pieces[0].groups, ()), len(legs) // 2
    plain = head.kind == "inverse" and raw.pieces[0].coefficient == ONE
    if head.body is None or not plain or len(set(legs)) < len(legs):
        return None
    return {legs: head.body, legs[half:] + legs[:half]: flip(head.body)}.get(opened)


def _path(raw: Raw) -> list[Raw]:
    """The factors of a product of square matrices of one size; [] if it is none.

    If such a product has an inverse, each factor has.
    """
    if len(raw.pieces) != 1 or len(raw.rows) != 1 or raw.pieces[0].binders:
        return []
    (piece,) = raw.pieces
    leg, end = piece.groups[0][0], piece.groups[1][0]
    left, found = list(piece.atoms), []
    while left:
        here = [atom for atom in left if leg in atom[1]]
        if len(here) != 1 or len(here[0][1]) != 2 or here[0][1][0] == here[0][1][1]:
            return []
        (head, legs) = here[0]
        left.remove(here[0])
        factor = single(head, (piece.sizes[legs[0]],), (piece.sizes[legs[1]],))
        found.append(factor if legs[0] == leg else flip(factor))
        leg = legs[1] if legs[0] == leg else legs[0]
        if leg == end and left:
            return []
    square = all(size == raw.rows[0] for size in piece.sizes)
    if leg != end or not square or not found:
        return []
    first = found[0].pieces[0].with_(piece.coefficient)
    return [Raw(found[0].rows, found[0].cols, (first,)), *found[1:]]


def _monic(raw: Raw, context: Context) -> tuple[Raw, Poly]:
    """Pull a single numeric factor out of an inverse: (c A)^-1 = A^-1 / c."""
    entries = list(normalise(raw, context).entries.values())
    if len(entries) == len(raw.pieces) == 1 and not entries[0].binders:
        value = entries[0].coefficient.number()
        if value not in (None, 0, 1):
            return Raw(raw.rows, raw.cols, (entries[0].with_(ONE),)), poly.constant(1 / value)
    return raw, ONE
