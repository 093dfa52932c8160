"""Where the layer indices that sums bind stand in a network: their ranges, forms and orders."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain, permutations, product

from symland.kernel.linear import Linear, variable
from symland.kernel.network import Head, Piece, Raw, free_indices
from symland.kernel.poly import ONE


def mentions_index(raw: Raw, name: str) -> bool:
    """Whether a layer index occurs free in a sum of networks."""
    return any(name in free_indices(piece) for piece in raw.pieces)


def binder_facts(binders: Iterable[tuple[str, Linear | None, Linear]]) -> list[Linear]:
    """low <= name <= high for every definite binder."""
    facts: list[Linear] = []
    for name, low, high in binders:
        if low is not None:
            facts += [variable(name) - low, high - variable(name)]
    return facts


def is_mentioned(piece: Piece, name: str, place: int) -> bool:
    """Whether the network or the range of another sum depends on a bound index."""
    others = tuple(binder for number, binder in enumerate(piece.binders) if number != place)
    return name in free_indices(Piece(ONE, others, piece.atoms, piece.sizes, piece.groups))


def offset_of(piece: Piece, name: str, place: int) -> int:
    """The least constant beside +name (else the greatest beside -name) in the network."""
    forms = _forms(piece, place)
    up = [form.const for form in forms if form.coefficient(name) == 1]
    down = [-form.const for form in forms if form.coefficient(name) == -1]
    return min(up) if up else (min(down) if down else 0)


def _forms(piece: Piece, place: int) -> list[Linear]:
    forms = [form for head, _ in piece.atoms for form in head.forms] + piece.coefficient.forms()
    for number, (_, low, high) in enumerate(piece.binders):
        if number != place:
            forms += [high] if low is None else [low, high]
    for head, _ in piece.atoms:
        if head.body is not None:
            for part in head.body.pieces:
                forms += _forms(part, -1)
    return forms


def lengths(head: Head) -> list[Linear]:
    """Lengths of the segments in an atom, each of which is >= 0."""
    own = [(head.forms[-2] - head.forms[-1]).shift(1)] if head.kind == "segment" else []
    parts = head.body.pieces if head.body is not None else ()
    inside = (length for part in parts for inner, _ in part.atoms for length in lengths(inner))
    return [*own, *(length for length in inside if not length.coefficient("#"))]


def orders(piece: Piece) -> Iterable[tuple[int, ...]]:
    """Orders of the binders: by where their indices stand, all orders among those that tie."""
    if len(piece.binders) == 1:
        return [(0,)]
    signs = [_standing(piece, name) for name, _, _ in piece.binders]
    groups = [[place for place, sign in enumerate(signs) if sign == one]
              for one in sorted(set(signs))]  # fmt: skip
    return (tuple(chain(*parts)) for parts in product(*map(permutations, groups)))


def _standing(piece: Piece, name: str) -> str:
    """Where a bound index stands, in a form that does not depend on the names of bound indices."""
    bound = {own for own, _, _ in piece.binders}

    def shown(form: Linear) -> tuple[int, int, list[tuple[str, int]]]:
        free = [(other, factor) for other, factor in form.terms if other not in bound]
        return form.coefficient(name), form.const, free

    found = [(head.kind, head.name, place, shown(form)) for head, _ in piece.atoms
             for place, form in enumerate(head.forms) if form.coefficient(name)]  # fmt: skip
    bounds = [shown(high) for own, _, high in piece.binders
              if own == name or high.coefficient(name)]  # fmt: skip
    return repr((sorted(found), sorted(bounds)))
