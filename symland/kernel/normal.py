"""The canonical form of a sum of pieces: two expressions are equal if theirs are the same.

Networks are reduced (see `reduction`), then named.

Sums over a layer index.  A definite sum from a to b is written F(b) - F(a - 1) with an indefinite
sum F of its terms, the bound index shifted to a standard offset, and F(h + c) written as
F(h) + f(h+1) + ... + f(h+c).  Hence sums telescope and ranges split without any rule.  Since every
difference F(b) - F(a - 1) that occurs has b >= a - 1, any choice of F gives the same value.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import chain

from symland.kernel.binders import (
    binder_facts,
    is_mentioned,
    lengths,
    mentions_index,
    offset_of,
    orders,
)
from symland.kernel.linear import Context, KernelError, Linear, NotDefined, variable
from symland.kernel.memory import Memory
from symland.kernel.network import (
    Head,
    Key,
    Piece,
    Raw,
    canonical_key,
    free_indices,
    fresh_index,
    plain,
)
from symland.kernel.poly import ONE, ZERO, Poly
from symland.kernel.powers import merged
from symland.kernel.reduction import reduce_piece, segment

_NAMED = Memory(100_000)  # canonical pieces of a piece, which many sums share
LONGEST_UNROLLED = 64  # F(h + c) is unrolled for |c| up to this


@dataclass(frozen=True, slots=True)
class Normal:
    """Canonical form: sizes of the open legs, and coefficient and piece of each network key."""

    rows: tuple[Poly, ...]
    cols: tuple[Poly, ...]
    entries: dict[Key, Piece]

    @property
    def is_zero(self) -> bool:
        return not self.entries

    @property
    def text(self) -> str:
        """A text that determines the canonical form (arguments of functions by their keys)."""
        listed = sorted((repr(key), repr(piece.coefficient)) for key, piece in self.entries.items())
        return repr((self.rows, self.cols, listed))

    @property
    def key(self) -> str:
        """The same in one length, however deep the nesting is (SHA-256 of the text)."""
        return sha256(self.text.encode()).hexdigest()


def normalise(raw: Raw, context: Context) -> Normal:
    """The canonical form of a sum of pieces."""
    entries: dict[Key, Piece] = {}
    for key, renamed in chain.from_iterable(_named(piece, context) for piece in raw.pieces):
        if key in entries:
            renamed = renamed.with_(entries[key].coefficient + renamed.coefficient)
        entries[key] = renamed
    kept = {key: piece for key, piece in entries.items() if piece.coefficient != ZERO}
    return Normal(raw.rows, raw.cols, kept)


def _named(piece: Piece, context: Context) -> tuple[tuple[Key, Piece], ...]:
    """The pieces, with their keys, that a piece becomes."""
    known = _NAMED.get(piece, context)
    found = known or tuple(_name(simple, context) for simple in _simple(piece, context))
    return found if known else _NAMED.put(piece, found, context)


def _simple(piece: Piece, context: Context) -> Iterator[Piece]:
    """The pieces, reduced, that a piece becomes: powers merged, sums indefinite."""
    reduced = reduce_piece(piece)
    for power in merged(reduced, lambda p, taken: rename_binders(p, taken, context)):
        whole = power if power is reduced else reduce_piece(power)
        for part in formal(whole, context):
            yield part if part is whole else reduce_piece(part)


def substitute(piece: Piece, name: str, value: Linear, context: Context | None) -> Piece:
    """Replace the layer index `name` in a piece whose binders do not bind it.

    Without a context (no atom has an argument then) the products stay as legal as they are.
    """
    atoms = tuple((substitute_head(h, name, value, context), legs) for h, legs in piece.atoms)
    binders = tuple(
        (own, None if low is None else low.substitute(name, value), high.substitute(name, value))
        for own, low, high in piece.binders
    )
    sizes = tuple(size.substitute(name, value) for size in piece.sizes)
    coefficient = piece.coefficient.substitute(name, value)
    return Piece(coefficient, binders, atoms, sizes, piece.groups)


def substitute_head(head: Head, name: str, value: Linear, context: Context | None) -> Head:
    """Replace a layer index in an atom, also in the argument of an inverse or a function."""
    if name not in head.mentioned:
        return head
    forms = tuple(form.substitute(name, value) for form in head.forms)
    sizes = head.sizes  # those of a family are at the generic layer "#"
    if head.kind != "segment" or name != "#":
        sizes = tuple(size.substitute(name, value) for size in sizes)
    if head.body is None:
        fresh = plain(head.kind, head.name, forms, head.order, head.free, sizes)
        if fresh.kind == "segment" and context is not None:
            segment(fresh, context)
        return fresh
    assert context is not None
    if head.kind == "segment":
        return _substitute_defined(head, forms, sizes, name, value, context)
    if not mentions_index(head.body, name):
        return head
    return rewrap(head, at_index(head.body, name, value, context), context, sizes)


def _substitute_defined(
    head: Head, forms: tuple[Linear, ...], sizes: tuple[Poly, ...], name: str, value: Linear,
    context: Context,
) -> Head:  # fmt: skip
    """Replace a layer index in W[high..low], whose layers abbreviate `body` at the index "#"."""
    assert head.body is not None
    fresh = head.with_forms(*forms)
    if name != "#" and (sizes != head.sizes or mentions_index(head.body, name)):
        if value.coefficient("#"):
            raise KernelError("the generic layer would be captured by a definition")
        fresh = defined(head.name, forms, at_index(head.body, name, value, context), sizes, context)
    if fresh.forms != head.forms:
        segment(fresh, context)
    return fresh


def defined(
    name: str, forms: tuple[Linear, ...], body: Raw, sizes: tuple[Poly, ...], context: Context
) -> Head:
    """The layers W[high..low] that abbreviate `body` at the index "#"."""
    inner = normalise(body, context).key
    return Head("segment", name, forms, inner, body=body, sizes=sizes)


def layer_of(head: Head, place: Linear, context: Context) -> Raw:
    """What a layer of an abbreviated family means: its body at a place."""
    assert head.body is not None
    return at_index(head.body, "#", place, context)


def at_index(body: Raw, name: str, value: Linear, context: Context) -> Raw:
    """A sum of networks with a layer index replaced."""
    return Raw(
        tuple(size.substitute(name, value) for size in body.rows),
        tuple(size.substitute(name, value) for size in body.cols),
        tuple(_substitute_body(piece, name, value, context) for piece in body.pieces),
    )


def _substitute_body(piece: Piece, name: str, value: Linear, context: Context) -> Piece:
    """Replace a free index in an argument, whose own binders neither bind nor capture it."""
    piece = rename_binders(piece, {name, *(other for other, _ in value.terms)}, context)
    return substitute(piece, name, value, context)


def wrap(
    kind: str, name: str, body: Raw, context: Context, *, order: int = 0, free: int = 99,
    sizes: tuple[Poly, ...] = (ONE, ONE),
) -> Head:  # fmt: skip
    """An atom that has an expression as its argument: an inverse, a function, a power."""
    canonical = normalise(body, context)
    cancels = ""
    if kind in ("inverse", "entry") and len(canonical.entries) == 1:
        (piece,) = canonical.entries.values()
        if piece.coefficient.number() == 1 and len(piece.atoms) == 1 and not piece.binders:
            head, legs = piece.atoms[0]
            opened = (*piece.groups[0], *piece.groups[1])
            if legs == opened and len(set(legs)) == len(legs) and (legs or kind == "entry"):
                cancels = head.key
    return Head(kind, name, (), canonical.key, order, free, body, cancels, sizes)


def rewrap(head: Head, body: Raw, context: Context, sizes: tuple[Poly, ...] | None = None) -> Head:
    """The same function or inverse of another argument, the same layers with another meaning."""
    if head.kind == "segment":
        return defined(head.name, head.forms, body, sizes or head.sizes, context)
    return wrap(head.kind, head.name, body, context, order=head.order, free=head.free,
                sizes=sizes or head.sizes)  # fmt: skip


def formal(piece: Piece, context: Context) -> list[Piece]:
    """Turn definite sums into differences of indefinite ones, the innermost first."""
    definite = [place for place, binder in enumerate(piece.binders) if binder[1] is not None]
    if not definite:
        return [piece]
    place = definite[-1]
    _, low, high = piece.binders[place]
    outer = context.extend(*binder_facts(piece.binders[:place]))
    assert low is not None
    result: list[Piece] = []
    for bound, sign in ((high, 1), (low.shift(-1), -1)):
        signed = piece.with_(piece.coefficient.scale(sign))
        for part in _indefinite(signed, place, bound, outer):
            result += formal(part, context)
    return result


def _indefinite(piece: Piece, place: int, high: Linear, context: Context) -> list[Piece]:
    """F(high) for the binder at `place`, in standard form."""
    name = piece.binders[place][0]
    rest = piece.binders[:place] + piece.binders[place + 1 :]
    plain, sized = piece.coefficient.split_sized(name)
    if not is_mentioned(piece, name, place):
        total = plain.antiderivative(name).substitute(name, high)
        closed = [Piece(total, rest, piece.atoms, piece.sizes, piece.groups)] if total.terms else []
        if not sized.terms:
            return closed
        return [*closed, *_as_indefinite(piece.with_(sized), place, high, context)]
    return _as_indefinite(piece, place, high, context)


def _as_indefinite(piece: Piece, place: int, high: Linear, context: Context) -> list[Piece]:
    name = piece.binders[place][0]
    offset = offset_of(piece, name, place)
    piece = _shifted(piece, name, -offset, context)
    high = high.shift(offset)
    kept, results = high, []
    if abs(high.const) <= LONGEST_UNROLLED:
        results, kept = _unrolled(piece, place, high, context)
    binders = (*piece.binders[:place], (name, None, kept), *piece.binders[place + 1 :])
    return [Piece(piece.coefficient, binders, piece.atoms, piece.sizes, piece.groups), *results]


def _unrolled(
    piece: Piece, place: int, high: Linear, context: Context
) -> tuple[list[Piece], Linear]:
    """F(h + c) = F(h + c') + single terms, with c' as near to 0 as the terms are defined."""
    name, sign = piece.binders[place][0], 1 if high.const > 0 else -1
    rest = piece.binders[:place] + piece.binders[place + 1 :]
    body = Piece(piece.coefficient.scale(sign), rest, piece.atoms, piece.sizes, piece.groups)
    found: list[Piece] = []
    while high.const:
        at = high if sign > 0 else high.shift(1)
        try:
            single = reduce_piece(substitute(body, name, at, context))
            terms = _restandard(single, context)
        except NotDefined:
            break
        found += terms
        high = high.shift(-sign)
    return found, high


def _restandard(piece: Piece, context: Context) -> list[Piece]:
    """After a substitution the bounds of other indefinite sums may need their standard form."""
    for place, (name, low, high) in enumerate(piece.binders):
        varies = is_mentioned(piece, name, place) or piece.coefficient.split_sized(name)[1].terms
        if low is None and (high.const or not varies):
            return [
                done
                for part in _indefinite(piece, place, high, context)
                for done in ([part] if part == piece else _restandard(part, context))
            ]
    return [piece]


def _shifted(piece: Piece, name: str, amount: int, context: Context) -> Piece:
    """Rename the bound index to itself plus a constant (legality of the terms is unchanged)."""
    if not amount:
        return piece
    return _relabelled(piece, name, variable(name).shift(amount), context)


def _relabelled(piece: Piece, name: str, value: Linear, context: Context) -> Piece:
    """Substitute another name of the same index: what was legal stays so, hence is supposed."""
    if all(head.body is None for head, _ in piece.atoms):
        return substitute(piece, name, value, None)
    long = [length for head, _ in piece.atoms for length in lengths(head)]
    wide = context.extend(*(length.substitute(name, value) for length in long))
    return substitute(piece, name, value, wide)


def _name(piece: Piece, context: Context) -> tuple[Key, Piece]:
    """Key and standard names of the bound indices: the least over all orders of the binders."""
    if not piece.binders:
        return (canonical_key(piece), ()), piece
    if len(piece.binders) > 4:
        raise KernelError("more than four nested sums over layer indices are not supported")
    taken = free_indices(piece)
    standard = [name for name in (f"%{n}" for n in range(len(taken) + 4)) if name not in taken]
    best: tuple[Key, Piece] | None = None
    for order in orders(piece):
        renamed = piece
        names = {piece.binders[place][0]: standard[number] for number, place in enumerate(order)}
        apart = not names.keys() & set(standard)
        for old, new in names.items():
            renamed = _rename(renamed, old, new if apart else f"~{new}", context)
        for new in () if apart else names.values():
            renamed = _rename(renamed, f"~{new}", new, context)
        binders = tuple(sorted(renamed.binders, key=lambda binder: binder[0]))
        renamed = Piece(renamed.coefficient, binders, renamed.atoms, renamed.sizes, renamed.groups)
        bounds = tuple((name, str(high)) for name, _, high in binders)
        key: Key = (canonical_key(renamed), bounds)
        if best is None or key < best[0]:
            best = key, renamed
    assert best is not None
    return best


def _rename(piece: Piece, old: str, new: str, context: Context) -> Piece:
    renamed = _relabelled(piece, old, variable(new), context)
    binders = tuple(
        (new if name == old else name, low, high) for name, low, high in renamed.binders
    )
    return Piece(renamed.coefficient, binders, renamed.atoms, renamed.sizes, renamed.groups)


def rename_binders(piece: Piece, taken: set[str], context: Context) -> Piece:
    """Give the bound indices of a piece new names where they are `taken`."""
    for name, _, _ in piece.binders:
        if name in taken:
            piece = _rename(piece, name, fresh_index(), context)
    return piece
