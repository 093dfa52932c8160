"""Tensor networks: what every expression becomes, and the canonical name of a network.

A `Piece` is  coefficient * (sum over bound layer indices) * (network).  A network is a list of
atoms with legs; legs that carry the same index number are joined, and an index may join any number
of legs.  `groups` are the open legs: groups[0] are the row legs, groups[1] the column legs, further
groups belong to a derivative.  A joined index that is not open is summed over.

So A B joins the column leg of A to the row leg of B; A' swaps the groups; tr joins the row leg to
the column leg; A (x) B concatenates groups; vec(A) moves the column legs in front of the row legs;
the identity is one index that is open twice; ones(m, n) is two open indices without atoms; the
entrywise product joins rows to rows and columns to columns.  Nothing else is needed, hence no
rewrite rule for any of these can be forgotten.

Legs of size 1 do not exist: a vector has one leg, a scalar none.

`encode` gives two networks the same key if and only if they are isomorphic (open legs fixed).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import count
from typing import TypeAlias

from symland.kernel.linear import KernelError, Linear
from symland.kernel.poly import ONE, Poly

Binder: TypeAlias = "tuple[str, Linear | None, Linear]"  # name, low (None: indefinite), high
Key: TypeAlias = "tuple[object, ...]"
_NUMBERS = count()


@dataclass(frozen=True, slots=True)
class Head:
    """What an atom is.  Two atoms are the same matrix exactly if their heads have one `key`.

    kind: letter, segment, selection, inverse, pinv, map, power.  `forms` are layer indices (for a
    segment the last two are high and low).  `inner` is the key of the canonical form of `body`, the
    argument of an inverse or a function, or the meaning of a layer at the index "#", if it is an
    abbreviation.
    Legs from position `free` on may be permuted (symmetric letters).
    """

    kind: str = field(compare=False)
    name: str = field(compare=False)
    forms: tuple[Linear, ...] = field(default=(), compare=False)
    inner: str = field(default="", compare=False)
    order: int = field(default=0, compare=False)
    free: int = field(default=99, compare=False)
    body: Raw | None = field(default=None, compare=False)
    cancels: str = field(default="", compare=False)  # for an inverse: key of the atom it inverts
    # of a letter, of a member of a family at "#"
    sizes: tuple[Poly, ...] = field(default=(ONE, ONE), compare=False)
    key: str = field(init=False, default="")
    mentioned: frozenset[str] = field(init=False, compare=False)  # layer indices anywhere in it
    indices: frozenset[str] = field(init=False, compare=False)  # those that occur free

    def __post_init__(self) -> None:
        own = frozenset(name for form in self.forms for name, _ in form.terms)
        parts = self.body.pieces if self.body is not None else ()
        inside = frozenset().union(*map(free_indices, parts))
        whole = own.union(inside, *(size.indices() for size in self.sizes))
        # in W[high..low] "#" is bound in what W abbreviates, and in its sizes
        free = own | (inside - {"#"}) if self.kind == "segment" else whole
        object.__setattr__(self, "mentioned", whole)
        object.__setattr__(self, "indices", free)
        forms = [(form.const, form.terms) for form in self.forms]
        sizes = [size.text() for size in self.sizes]
        named = (self.kind, self.name, self.order, self.free, forms, sizes, self.inner)
        object.__setattr__(self, "key", repr(named))

    def with_forms(self, *forms: Linear) -> Head:
        """The same letter or family at other layer indices."""
        if self.body is None:
            return plain(self.kind, self.name, forms, self.order, self.free, self.sizes)
        return Head(self.kind, self.name, forms, self.inner, self.order, self.free, self.body,
                    self.cancels, self.sizes)  # fmt: skip


@lru_cache(maxsize=20000)
def plain(
    kind: str, name: str, forms: tuple[Linear, ...], order: int, free: int, sizes: tuple[Poly, Poly]
) -> Head:
    """An atom without an argument: a letter, or layers that abbreviate nothing."""
    return Head(kind, name, forms, "", order, free, sizes=sizes)


Atom: TypeAlias = "tuple[Head, tuple[int, ...]]"


@dataclass(frozen=True, slots=True)
class Piece:
    """One term of a sum; indices are 0 .. len(sizes) - 1."""

    coefficient: Poly
    binders: tuple[Binder, ...]
    atoms: tuple[Atom, ...]
    sizes: tuple[Poly, ...]
    groups: tuple[tuple[int, ...], ...] = ((), ())

    def with_(self, coefficient: Poly) -> Piece:
        return Piece(coefficient, self.binders, self.atoms, self.sizes, self.groups)


@dataclass(frozen=True, slots=True)
class Raw:
    """A sum of pieces with the sizes of its row and column legs."""

    rows: tuple[Poly, ...]
    cols: tuple[Poly, ...]
    pieces: tuple[Piece, ...]


def fresh_index() -> str:
    """A name for a bound layer index that nothing else has."""
    return f"@{next(_NUMBERS)}"


def free_indices(piece: Piece) -> set[str]:
    """Layer indices that occur in a piece and that none of its own binders binds."""
    found = set(piece.coefficient.indices())
    for _, low, high in piece.binders:
        found |= {name for form in (low, high) if form is not None for name, _ in form.terms}
    for size in piece.sizes:
        found |= size.indices()
    for head, _ in piece.atoms:
        found |= head.indices
    return found - {name for name, _, _ in piece.binders}


def tensor(left: Piece, right: Piece) -> Piece:
    """Both networks side by side; the groups of `right` come after those of `left`."""
    shared = {name for name, _, _ in left.binders} & {name for name, _, _ in right.binders}
    if shared:
        raise KernelError(f"two sums over one and the same index {min(shared)}")
    offset = len(left.sizes)
    atoms = tuple([(head, tuple([leg + offset for leg in legs])) for head, legs in right.atoms])
    groups = tuple([tuple([leg + offset for leg in group]) for group in right.groups])
    return Piece(
        left.coefficient * right.coefficient,
        left.binders + right.binders,
        left.atoms + atoms,
        left.sizes + right.sizes,
        left.groups + groups,
    )


def link(
    piece: Piece,
    pairs: Sequence[tuple[int, int]],
    groups: tuple[tuple[int, ...], ...],
    atoms: Sequence[Atom] | None = None,
) -> Piece:
    """Join pairs of indices, with the given open legs afterwards (named by their old numbers)."""
    parent = list(range(len(piece.sizes)))

    def root(place: int) -> int:
        while parent[place] != place:
            place = parent[place]
        return place

    for one, other in pairs:
        if piece.sizes[one] != piece.sizes[other]:
            raise KernelError(f"legs of sizes {piece.sizes[one]} and {piece.sizes[other]} joined")
        parent[root(other)] = root(one)
    roots = [place for place, other in enumerate(parent) if place == other]
    position = {place: number for number, place in enumerate(roots)}
    number = [position[root(place)] for place in range(len(parent))]

    def renamed(legs: tuple[int, ...]) -> tuple[int, ...]:
        return tuple([number[leg] for leg in legs])

    kept = piece.atoms if atoms is None else atoms
    return Piece(
        piece.coefficient,
        piece.binders,
        tuple((head, renamed(legs)) for head, legs in kept),
        tuple(piece.sizes[place] for place in roots),
        tuple(renamed(group) for group in groups),
    )


def renumbered(piece: Piece, kept: list[int]) -> Piece:
    """The piece with the indices `kept` only."""
    number = {leg: place for place, leg in enumerate(kept)}
    return Piece(
        piece.coefficient,
        piece.binders,
        tuple((head, tuple(number[leg] for leg in legs)) for head, legs in piece.atoms),
        tuple(piece.sizes[leg] for leg in kept),
        tuple(tuple(number[leg] for leg in group) for group in piece.groups),
    )


def canonical_key(piece: Piece) -> Key:
    """The name of the network of a piece (its coefficient and binders are not part of it)."""
    return _key(piece.atoms, piece.groups)


@lru_cache(maxsize=20000)
def _key(atoms: tuple[Atom, ...], groups: tuple[tuple[int, ...], ...]) -> Key:
    labels: dict[int, int] = {}
    for group in groups:
        for leg in group:
            labels.setdefault(leg, len(labels))
    named = tuple(tuple(labels[leg] for leg in group) for group in groups)
    parts = tuple(sorted(encode(part, labels) for part in split(atoms, labels)))
    return named, parts


def split(atoms: Sequence[Atom], labels: dict[int, int]) -> list[list[Atom]]:
    """Connected components, where indices that have a label do not connect."""
    owner: dict[int, int] = {}
    parent = list(range(len(atoms)))

    def root(place: int) -> int:
        while parent[place] != place:
            place = parent[place]
        return place

    for place, (_, legs) in enumerate(atoms):
        for leg in legs:
            if leg not in labels:
                parent[root(place)] = root(owner.setdefault(leg, place))
    parts: dict[int, list[Atom]] = {}
    for place, atom in enumerate(atoms):
        parts.setdefault(root(place), []).append(atom)
    return list(parts.values())


def encode(atoms: Sequence[Atom], labels: dict[int, int]) -> Key:
    """The least name of a component: refine colours, label what is unique, branch on ties.

    A name says how many labels are given out on its level, so that labels that its parts share and
    labels of a part's own, which begin at that number, cannot be mistaken for each other.
    """
    free = {leg for _, legs in atoms for leg in legs if leg not in labels}
    if not free:
        return len(labels), _emit(atoms, labels), ()
    classes = _refine(atoms, labels, free)
    single = [classes[colour][0] for colour in sorted(classes) if len(classes[colour]) == 1]
    if single:
        extended = labels | {leg: len(labels) + place for place, leg in enumerate(single)}
        done = [atom for atom in atoms if all(leg in extended for leg in atom[1])]
        rest = [atom for atom in atoms if not all(leg in extended for leg in atom[1])]
        parts = sorted(encode(part, extended) for part in split(rest, extended))
        return len(extended), _emit(done, extended), tuple(parts)
    tied = min(classes, key=lambda colour: (len(classes[colour]), colour))
    return min(encode(atoms, labels | {leg: len(labels)}) for leg in classes[tied])


def _emit(atoms: Sequence[Atom], labels: dict[int, int]) -> Key:
    named = [(head.key, _ordered(head, tuple(labels[leg] for leg in legs))) for head, legs in atoms]
    return tuple(sorted(named))


def _ordered(head: Head, values: tuple[int, ...]) -> tuple[int, ...]:
    if head.free >= len(values):
        return values
    return values[: head.free] + tuple(sorted(values[head.free :]))


def _refine(atoms: Sequence[Atom], labels: dict[int, int], free: set[int]) -> dict[int, list[int]]:
    """Classes of the free indices by colours that depend only on the isomorphism class.

    The colours are refined until one of the indices has a colour of its own, or no further.
    """
    ranks = {key: place for place, key in enumerate(sorted({head.key for head, _ in atoms}))}
    named = [(ranks[head.key], head, legs) for head, legs in atoms]
    colours = {leg: labels.get(leg, -1) for _, legs in atoms for leg in legs}
    count = len(set(colours.values()))
    while True:
        seen: dict[int, list[object]] = {leg: [] for leg in colours}
        for rank, head, legs in named:
            name = (rank, _ordered(head, tuple([colours[leg] for leg in legs])))
            for place, leg in enumerate(legs):
                seen[leg].append((name, min(place, head.free)))
        signs = {leg: (colours[leg], tuple(sorted(seen[leg]))) for leg in colours}  # type: ignore[type-var]
        order = {sign: place for place, sign in enumerate(sorted(set(signs.values())))}
        colours = {leg: order[signs[leg]] for leg in colours}
        classes: dict[int, list[int]] = {}
        for leg in free:
            classes.setdefault(colours[leg], []).append(leg)
        if len(order) == count or any(len(legs) == 1 for legs in classes.values()):
            return classes
        count = len(order)
