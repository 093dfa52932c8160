"""The derivative of an atom that has an argument, from the derivative of the argument."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce

from symland.kernel.atoms import base_of, derivative_of, of_formula, single
from symland.kernel.inverses import inverse
from symland.kernel.linear import Context
from symland.kernel.network import Head, Piece, Raw, link, tensor
from symland.kernel.normal import rename_binders
from symland.kernel.poly import ONE, Poly
from symland.kernel.products import flip, grouped, matmul, replace


def atom_piece(head: Head, sizes: tuple[Poly, ...]) -> Piece:
    """One atom with all legs open in groups[0]."""
    legs = tuple(range(len(sizes)))
    return Piece(ONE, (), ((head, legs),), sizes, (legs,))


def _of_inverse(head: Head, body: Raw, inner: Piece, _: Context) -> list[Piece]:
    """d(A^-1) = -A^-1 dA A^-1."""
    one = atom_piece(head, body.rows + body.rows)
    both = tensor(tensor(one, inner), one)
    left, rows, cols, *outer, right = both.groups
    half = len(body.rows)
    pairs = [*zip(left[half:], rows, strict=True), *zip(cols, right[:half], strict=True)]
    made = link(both, pairs, (left[:half] + right[half:], *outer))
    return [made.with_(made.coefficient.scale(-1))]


def _of_map(head: Head, body: Raw, inner: Piece, __: Context) -> list[Piece]:
    """The chain rule: one more derivative leg, joined to the derivative of the argument."""
    legs = head.free + head.order
    outputs = () if not head.free else head.sizes[:1]
    sizes = outputs + body.rows * (head.order + 1)
    fresh = Head("map", head.name, head.forms, head.inner, head.order + 1, head.free, body,
                 sizes=head.sizes)  # fmt: skip
    both = tensor(atom_piece(fresh, sizes), inner)
    every, rows, _, *outer = both.groups
    return [link(both, [(every[legs], rows[0])], (every[:legs], *outer))]


def _of_entry(head: Head, body: Raw, inner: Piece, context: Context) -> list[Piece]:
    """The chain rule entry by entry: d f(A) = f'(A) o dA."""
    made: list[Piece] = []
    for piece in of_formula(derivative_of(base_of(head)), body, context).pieces:
        both = tensor(piece, rename_binders(inner, {name for name, _, _ in piece.binders}, context))
        legs, _, rows, _, *outer = both.groups
        made.append(link(both, list(zip(legs, rows, strict=True)), (legs, *outer)))
    return made


def _of_logdet(_: Head, body: Raw, inner: Piece, context: Context) -> list[Piece]:
    """d log det A = tr(A^-1 dA)."""
    made: list[Piece] = []
    for piece in inverse(body, context).pieces:
        both = tensor(piece, inner)
        left, right, rows, cols, *outer = both.groups
        pairs = [*zip(right, rows, strict=True), *zip(left, cols, strict=True)]
        made.append(link(both, pairs, ((), *outer)))
    return made


def _of_det(head: Head, body: Raw, inner: Piece, context: Context) -> list[Piece]:
    """d det A = det A tr(A^-1 dA)."""
    made: list[Piece] = []
    for piece in _of_logdet(head, body, inner, context):
        both = tensor(atom_piece(head, ()), piece)
        made.append(grouped(both, *both.groups[1:]))
    return made


def _of_pinv(head: Head, body: Raw, inner: Piece, context: Context) -> list[Piece]:
    """The derivative of P = A^+ where the rank of A does not change (Golub and Pereyra 1973).

    dP = -P dA P + P P' dA' (I - A P) + (I - P A) dA' P' P.
    """
    p, change = single(head, body.cols, body.rows), single(Head("change", ""), body.rows, body.cols)
    q, turned = flip(p), flip(change)
    moved = grouped(inner, inner.groups[0] + inner.groups[1], *inner.groups[2:])
    made: list[Piece] = []
    for sign, factors in (
        (-1, (p, change, p)),
        (1, (p, q, turned)),
        (-1, (p, q, turned, body, p)),
        (1, (turned, q, p)),
        (-1, (p, body, turned, q, p)),
    ):
        for piece in reduce(lambda left, right: matmul(left, right, context), factors).pieces:
            place = next(n for n, (one, _) in enumerate(piece.atoms) if one.kind == "change")
            found = replace(piece.with_(piece.coefficient.scale(sign)), place, moved, context)
            made.append(grouped(found, found.groups[0] + found.groups[1], *found.groups[2:]))
    return made


def _of_abbreviation(_: Head, __: Raw, inner: Piece, ___: Context) -> list[Piece]:
    """The derivative of what it means."""
    rows, cols, *outer = inner.groups
    return [grouped(inner, rows + cols, *outer)]


RULES: dict[str, Callable[[Head, Raw, Piece, Context], list[Piece]]] = {
    "abbreviation": _of_abbreviation,
    "inverse": _of_inverse,
    "pinv": _of_pinv,
    "map": _of_map,
    "entry": _of_entry,
    "det": _of_det,
    "logdet": _of_logdet,
}
