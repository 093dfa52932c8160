"""From networks back to kernel terms, so that what the search finds can be written down.

A network that is a path becomes a product, any other one a `network` term.  The kernel expands the
result again, so a mistake here can lose a proof but never make one.
"""

from __future__ import annotations

from functools import lru_cache

from symland.kernel.atoms import base_of
from symland.kernel.network import Head, Piece, Raw
from symland.kernel.poly import ONE
from symland.kernel.syntax import Term

WITH_PARAMETER = ("power", "leaky_relu")
GENERIC_LIKE = ("step", "exp", "log", "sin", "cos", "tanh", "sigmoid", "softplus", "arctan",
                "one over 1 + x^2")  # fmt: skip


class NotQuotedError(Exception):
    """A part of a network that no term means, such as the derivative of a generic function."""


@lru_cache(maxsize=20000)
def quote_head(head: Head) -> Term:
    """The matrix whose row and column legs are the legs of the atom, in order."""
    if head.kind == "letter":
        return "letter", head.name, head.forms, *head.sizes, head.free == 0
    if head.kind == "segment" and head.body is not None:
        return "defined", head.name, *head.forms[-2:], *head.sizes, quote_raw(head.body)
    if head.kind == "segment":
        return "segment", head.name, head.forms[:-2], *head.forms[-2:], *head.sizes
    if head.kind == "selection":
        return head.kind, *head.sizes
    if head.kind == "abbreviation" and head.body is not None:
        return "abbreviation", head.name, quote_raw(head.body)
    if head.body is None:
        raise NotQuotedError(f"no term for `{head.kind}`")
    body = quote_raw(head.body)
    if head.kind in ("inverse", "pinv", "det", "logdet", "expm"):
        return head.kind, body
    if head.kind == "map" and head.order == 0:
        return "map", head.name, head.sizes[0], body
    if head.kind == "entry":
        return _quote_entry(head, body)
    raise NotQuotedError(f"no term for `{head.kind}`")


def _quote_entry(head: Head, body: Term) -> Term:
    name, number = base_of(head)
    parameter = str(number) if name in WITH_PARAMETER else None
    order = 0 if name in GENERIC_LIKE or parameter else int(number)
    found: Term = ("entry", name, parameter, order, body)
    assert head.body is not None
    if len(head.body.rows) != 2:
        return found
    return "network", ((found, (0, 1)),), (0,), (1,)


def quote_raw(raw: Raw) -> Term:
    """A term for a sum of networks."""
    if not raw.pieces:
        if len(raw.rows) > 1 or len(raw.cols) > 1:
            raise NotQuotedError("a zero matrix with several legs")
        return "zero", *(side[0] if side else ONE for side in (raw.rows, raw.cols))
    parts = tuple(quote_piece(piece) for piece in raw.pieces)
    return parts[0] if len(parts) == 1 else ("add", *parts)


def quote_piece(piece: Piece) -> Term:
    """A term for one network with its coefficient and its sums over layers."""
    found = quote_network(piece)
    if piece.coefficient != ONE:
        found = ("mul", ("poly", piece.coefficient), found)
    for name, low, high in reversed(piece.binders):
        if low is None or name.startswith(("@", "%", "~")):
            raise NotQuotedError("a sum over layers in its standard form")
        found = ("sum", name, low, high, found)
    return found


def quote_network(piece: Piece) -> Term:
    """A term for the network alone."""
    rows, cols = piece.groups
    if len(rows) == len(cols) == 1:
        straight = _path(piece, rows[0], cols[0])
        if straight is not None:
            return straight
    carried = {leg for _, legs in piece.atoms for leg in legs}
    factors = [(quote_head(head), legs) for head, legs in piece.atoms]
    factors += [(("ones", piece.sizes[leg], ONE), (leg,))
                for leg in dict.fromkeys(rows + cols) if leg not in carried]  # fmt: skip
    return "network", tuple(factors), rows, cols


def _path(piece: Piece, start: int, end: int) -> Term | None:
    """A product of matrices, if the network is one."""
    left, leg, factors = list(piece.atoms), start, list[Term]()
    while left:
        here = [atom for atom in left if leg in atom[1]]
        if len(here) != 1 or len(here[0][1]) != 2 or here[0][1][0] == here[0][1][1]:
            return None
        (head, legs) = here[0]
        left.remove(here[0])
        straight = legs[0] == leg
        factors.append(quote_head(head) if straight else ("T", quote_head(head)))
        leg = legs[1] if straight else legs[0]
    if leg != end:
        return None
    if not factors:
        return "eye", piece.sizes[start]
    return factors[0] if len(factors) == 1 else ("mul", *factors)
