"""Families and matrices that are chosen piece by piece: layer by layer, entry by entry.

These are rules of this program, not lemmas from the literature: what is chosen for each layer, or
for each entry, alone is there as a family, or as a matrix.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Any, NamedTuple

from symland.elaborate import context_of, linear
from symland.errors import StatementError
from symland.language.build import index_name, matrix
from symland.language.claims import Claim, Eq
from symland.language.expr import Matrix, as_matrix, as_scalar
from symland.language.families import Families, Family
from symland.language.functions import Activation
from symland.language.integers import Atom, Constraint, Int, symbol
from symland.language.substitution import names_in
from symland.proof.facts import range_of
from symland.proof.logic.lemmas import Lemma
from symland.proof.logic.statements import And, Exists, ForAll, is_family
from symland.proof.suppositions import supposed


class Piece(NamedTuple):
    """`V[places] = body` for all layers `bound` in their ranges."""

    places: tuple[Int, ...]
    body: Matrix
    bound: tuple[Int, ...]
    where: tuple[Constraint, ...]
    said: Any


def layers_given(family: Family | Families, *pieces: Any) -> Lemma:
    """There is a family of layers with given members: each piece says what some of them are.

    A piece is `Eq(V[1], A)` or `ForAll(k, Eq(V[k], B[k]))`, for `V = family("V", n, n)`; with two
    indices also `ForAll([k, q], Eq(V[k][q], ...))`.  The bodies may not contain the family.  No
    layer may be given twice: raises `StatementError` if the places of two pieces are not
    different wherever the layer indices are in their ranges.  Inverses in a body must be known to
    exist: `p.obtain(layers_given(...), "V", by=...)`.

    >>> from symland import Eq, ForAll, dims, family, identity, index, layers_given, matrix
    >>> n = dims("n")
    >>> V, T = family("V", n, n), matrix("T", n, n)
    >>> k = index("k", 2)
    >>> print(layers_given(V, Eq(V[1], T), ForAll(k, Eq(V[k], identity(n)))).conclusion)
    there is V[] with V[1] = T and (for all k in 2..: V[k] = I)
    """
    if not is_family(family):
        raise StatementError("`layers_given` takes a family of letters")
    if not pieces:
        raise StatementError("`layers_given` takes what the members are, `Eq(V[1], A)`")
    found = [_piece(family, one) for one in pieces]
    for one, other in combinations(found, 2):
        if not _apart(one, other):
            raise StatementError(
                f"`{one.said}` and `{other.said}` may be about the same layer",
                help="give the layer indices ranges in which their places differ",
            )
    defined = tuple(need for one in found for need in _defined(one))
    return Lemma("a family of layers is given by its members", defined,
                 Exists([family], And(*pieces)), "")  # fmt: skip


def entrywise_preimage(f: Activation, B: Matrix) -> Lemma:
    """If f takes every real value, every matrix is f(A), entry by entry, for some A.

    A number is a 1 x 1 matrix here: it is required that `ForAll(y, Exists(x, Eq(f(x), y)))`, with
    these letters x and y of size 1 x 1 (see `onto`).

    >>> from symland import activation, dims, entrywise_preimage, matrix
    >>> print(entrywise_preimage(activation("f"), matrix("B", *dims("m n"))).conclusion)
    there is A with f(A) = B
    """
    target = as_matrix(B, "`entrywise_preimage`")
    taken = names_in(target) | {f.name}
    name = next(one for one in ("A", "A'", "A''") if one not in taken)
    A = matrix(name, target.rows, target.cols)
    return Lemma("a preimage of each entry makes a matrix", (onto(f),),
                 Exists([A], Eq(f(A), target)), "")  # fmt: skip


def onto(f: Activation) -> ForAll:
    """range(f) = R: for every number y there is a number x with f(x) = y.

    >>> from symland import activation, onto
    >>> print(onto(activation("sigma")))
    for all y: (there is x with sigma(x) = y)
    """
    if not isinstance(f, Activation):
        raise StatementError(f"an entrywise function is expected, not {f!r}")
    x, y = matrix("x", 1, 1), matrix("y", 1, 1)
    return ForAll(y, Exists(x, Eq(f(x), y)))


def _defined(piece: Piece) -> list[Any]:
    """That the body of a piece is defined for all its layers, if it is not always."""
    if not any(True for _ in supposed(piece.body)):
        return []
    same = Eq(piece.body, piece.body)
    return [ForAll(piece.bound, same, piece.where) if piece.bound else same]


def _piece(family: Family | Families, said: Any) -> Piece:
    """A piece taken apart; raises `StatementError` if it is none."""
    general = isinstance(said, ForAll)
    bound, where = (said.bound, said.where) if general else ((), ())
    claim = said.body if general else said
    if not isinstance(claim, Claim) or claim.relation != "eq":
        raise StatementError(f"a piece of `{family.name}` is an equation, not `{said}`")
    if not all(isinstance(one, Int) for one in bound):
        raise StatementError(f"`{said}` is for all layers in their ranges, and nothing else")
    layer = claim.left
    if layer.op != "member" or layer.data[0].name != family.name or not _is_member(family, layer):
        raise StatementError(f"`{layer}` is not a layer of `{family.name}`; a piece says what "
                             "such a layer is, and has it on its left side")  # fmt: skip
    if family.name in names_in(claim.right):
        raise StatementError(f"what the layers of `{family.name}` are given by contains them")
    places = (*layer.data[0].params, layer.data[1])
    _check_places(places, bound, said)
    return Piece(places, as_matrix(claim.right, "a layer"), tuple(bound), where, said)


def _is_member(family: Family | Families, layer: Any) -> bool:
    own = layer.data[0]
    two = isinstance(family, Families)
    return (own.rows, own.cols) == (family.rows, family.cols) and len(own.params) == int(two)


def _check_places(places: Sequence[Int], bound: Sequence[Int], said: Any) -> None:
    """Every bound index is one place, up to a shift, so that no two values meet at one layer."""
    names = {index_name(one) for one in bound}
    free = []
    for place in places:
        inside = [atom.name for atom in place.atoms() if atom.name in names]
        if len(inside) > 1 or (inside and not _is_shift(place, inside[0], bound)):
            raise StatementError(f"a place in `{said}` is a layer index, up to a shift, not "
                                 f"`{place}`")  # fmt: skip
        free += inside
    for name in sorted(names):
        if free.count(name) != 1:
            raise StatementError(f"`{said}` would give one layer for every `{name}`")


def _is_shift(place: Int, name: str, bound: Sequence[Int]) -> bool:
    (own,) = (one for one in bound if index_name(one) == name)
    return not any(atom.name == name for atom in (place - own).atoms())


def _apart(one: Piece, other: Piece) -> bool:
    """Whether no layer is in both pieces, whatever the layer indices are."""
    places, facts = _renamed(one, "first")
    others, more = _renamed(other, "second")
    exprs = [as_scalar(place) for place in (*places, *others)]
    known = context_of(exprs, [*facts, *more])
    return any(known.entails(linear(here - there).shift(-1)) or
               known.entails(linear(there - here).shift(-1))
               for here, there in zip(places, others, strict=True))  # fmt: skip


def _renamed(piece: Piece, suffix: str) -> tuple[list[Int], list[Constraint]]:
    """Places and ranges of a piece with names of its own for the bound indices."""
    places = list(piece.places)
    facts = [*piece.where, *(need for one in piece.bound for need in range_of(one, one))]
    for number, one in enumerate(piece.bound):
        fresh = symbol(Atom("index", f"{suffix}{number}"))
        places = [place.substitute(index_name(one), fresh) for place in places]
        facts = [Constraint(fact.value.substitute(index_name(one), fresh)) for fact in facts]
    return places, facts
