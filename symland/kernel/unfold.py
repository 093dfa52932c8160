"""Layers that abbreviate an expression, replaced by what they mean.

Formulas keep W[k] = I + A[k][r] ... A[k][1] as one letter, and products of a symbolic number of
them as W[l..1]; only where two formulas differ is a layer, or a product of a known number of
layers, written out.
"""

from __future__ import annotations

from symland.kernel.binders import binder_facts
from symland.kernel.derivative import drive, factor_out, replace
from symland.kernel.linear import Context, KernelError
from symland.kernel.network import Head, Piece, Raw
from symland.kernel.normal import layer_of, rewrap

MOST_PIECES = 20000


def unfolded(raw: Raw, context: Context) -> Raw:
    """The same sum without abbreviated layers of known number."""
    done: list[Piece] = []
    todo = list(raw.pieces)
    while todo:
        piece = todo.pop()
        place = next((n for n, (head, _) in enumerate(piece.atoms) if is_explicit(head)), None)
        if place is None:
            done.append(piece)
        else:
            todo += _written_out(piece, place, context.extend(*binder_facts(piece.binders)))
        if len(done) + len(todo) > MOST_PIECES:
            raise KernelError(f"abbreviated layers written out have over {MOST_PIECES} terms")
    return Raw(raw.rows, raw.cols, tuple(_inside(piece, context) for piece in done))


def is_explicit(head: Head) -> bool:
    """Whether an atom is a product of a known number of abbreviated layers."""
    return (
        head.kind == "segment"
        and head.body is not None
        and not (head.forms[-2] - head.forms[-1]).terms
    )


def _written_out(piece: Piece, place: int, context: Context) -> list[Piece]:
    """The lowest layer of a product replaced by its meaning."""
    head = piece.atoms[place][0]
    low = head.forms[-1]
    return [replace(piece, place, drive(opened, part), context)
            for opened in factor_out(head, head.forms[:-2], low, context)
            for part in layer_of(head, low, context).pieces]  # fmt: skip


def _inside(piece: Piece, context: Context) -> Piece:
    """The same with the arguments of functions and inverses unfolded."""
    inside = context.extend(*binder_facts(piece.binders))
    atoms = tuple((_argument(head, inside), legs) for head, legs in piece.atoms)
    return Piece(piece.coefficient, piece.binders, atoms, piece.sizes, piece.groups)


def _argument(head: Head, context: Context) -> Head:
    if head.kind == "segment" or head.body is None or not mentions_layers(head.body):
        return head
    return rewrap(head, unfolded(head.body, context), context)


def mentions_layers(raw: Raw) -> bool:
    """Whether abbreviated layers of known number stand anywhere in a sum."""
    heads = [head for piece in raw.pieces for head, _ in piece.atoms]
    return any(is_explicit(head) or (head.kind != "segment" and head.body is not None
                                     and mentions_layers(head.body)) for head in heads)  # fmt: skip
