"""Networks as words: a matrix is a path of letters from its row leg to its column leg.

A letter is an atom with two legs, or a part of the network that hangs together more closely, such
as an entrywise product: it becomes a letter of its own, named by its canonical form.  What hangs
at an inner leg of the path, as a vector in `diag(v)`, is a diagonal letter.  A vector is a word
that ends in size 1.  Closed parts (traces, norms) are scalar letters.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count

from symland.kernel.linear import Context
from symland.kernel.network import Atom, Piece, Raw, canonical_key, split
from symland.kernel.normal import normalise
from symland.kernel.poly import ONE, Mono, Poly, constant
from symland.kernel.syntax import Term
from symland.reasoning.ideal.quote import quote_head, quote_network, quote_raw
from symland.reasoning.ideal.words import Monomial, Number, Polynomial, merge

FIRST = 0x4E00  # characters of one kind, many of them, none with a meaning of its own


@dataclass(frozen=True, slots=True)
class Letter:
    """A factor of words: sizes at its ends, the term it stands for, and the atoms in it."""

    sign: str
    rows: Poly
    cols: Poly
    term: Term
    atoms: tuple[Atom, ...] = ()
    scalar: bool = False


@dataclass(slots=True)
class Alphabet:
    """All letters of a problem; `star` is the letter of the transpose."""

    context: Context
    letters: dict[str, Letter] = field(default_factory=dict)
    star: dict[str, str] = field(default_factory=dict)
    named: dict[object, tuple[str, str]] = field(default_factory=dict)  # key: letter and its star
    words: dict[str, str] = field(default_factory=dict)  # of scalar letters u'Av, the word
    _signs: Iterator[int] = field(default_factory=lambda: count(FIRST))

    def fresh(self, rows: Poly, cols: Poly, term: Term, atoms: tuple[Atom, ...]) -> str:
        sign = chr(next(self._signs))
        self.letters[sign] = Letter(sign, rows, cols, term, atoms)
        return sign

    def pair(self, key: object, sizes: tuple[Poly, Poly], term: Term, atoms: tuple[Atom, ...],
             *, symmetric: bool) -> tuple[str, str]:  # fmt: skip
        """The letter with this key, and its transpose."""
        if key not in self.named:
            rows, cols = sizes
            straight = self.fresh(rows, cols, term, atoms)
            turned = straight if symmetric else self.fresh(cols, rows, ("T", term), atoms)
            self.named[key] = straight, turned
            self.star[straight], self.star[turned] = turned, straight
        return self.named[key]

    def transposed(self, word: str) -> str:
        """The word of the transpose."""
        return "".join(self.star[sign] for sign in reversed(word))

    def adjoint(self, polynomial: Polynomial) -> Polynomial:
        """The polynomial of the transpose."""
        return {(s, self.transposed(word)): value for (s, word), value in polynomial.items()}

    # -- scalars ----------------------------------------------------------------------------------

    def scalar(self, key: object, term: Term, atoms: tuple[Atom, ...] = ()) -> str:
        """A scalar letter."""
        if key not in self.named:
            sign = chr(next(self._signs))
            self.letters[sign] = Letter(sign, ONE, ONE, term, atoms, scalar=True)
            self.named[key] = sign, sign
        return self.named[key][0]

    def coefficient(self, mono: Mono) -> str:
        """A monomial in sizes and parameters as scalar letters."""
        found = ""
        for var, power in mono:
            one = Poly(((((var, 1),), constant(1).terms[0][1]),))
            if power < 0:
                one = one.reciprocal()
            found += self.scalar((var, power > 0), ("poly", one)) * abs(power)
        return "".join(sorted(found))


def polynomial_of(raw: Raw, alphabet: Alphabet) -> Polynomial | None:
    """A matrix or scalar as a polynomial in words; None if it has several row or column legs."""
    if len(raw.rows) > 1 or len(raw.cols) > 1:
        return None
    plain = tuple(piece for piece in raw.pieces if not piece.binders)
    pieces = list(normalise(Raw(raw.rows, raw.cols, plain), alphabet.context).entries.values())
    total: Polynomial = {}
    for piece in pieces:
        scalars, word = word_of(piece, alphabet)
        _collect(total, piece.coefficient, scalars, word, alphabet)
    for piece in raw.pieces:
        if piece.binders:
            coefficient, scalars, word = _opaque(raw, piece, alphabet)
            _collect(total, coefficient, scalars, word, alphabet)
    return total


def _collect(
    total: Polynomial, coefficient: Poly, scalars: str, word: str, alphabet: Alphabet
) -> None:
    for mono, value in coefficient.terms:
        key: Monomial = (merge(scalars, alphabet.coefficient(mono)), word)
        number: Number = value.numerator if value.denominator == 1 else value
        found = total.get(key, 0) + number
        if found:
            total[key] = found
        else:
            total.pop(key, None)


def _opaque(raw: Raw, piece: Piece, alphabet: Alphabet) -> tuple[Poly, str, str]:
    """A sum over layers, as one letter, with what does not depend on the layer as its factor."""
    factor = piece.coefficient
    if any(factor.mentions(name) for name, _, _ in piece.binders):
        factor = ONE
    else:
        piece = piece.with_(ONE)
    alone = Raw(raw.rows, raw.cols, (piece,))
    rows, cols = (side[0] if side else ONE for side in (raw.rows, raw.cols))
    straight = normalise(alone, alphabet.context).text
    turned = _turned_text(alone, alphabet)
    term = quote_raw(alone)
    if not raw.rows and not raw.cols:
        return factor, alphabet.scalar(straight, term), ""
    if straight <= turned:
        pair = alphabet.pair(straight, (rows, cols), term, (), symmetric=straight == turned)
        return factor, "", pair[0]
    pair = alphabet.pair(turned, (cols, rows), ("T", term), (), symmetric=False)
    return factor, "", pair[1]


def _turned_text(raw: Raw, alphabet: Alphabet) -> str:
    pieces = tuple(_regrouped(piece, piece.groups[1], piece.groups[0]) for piece in raw.pieces)
    return normalise(Raw(raw.cols, raw.rows, pieces), alphabet.context).text


def _regrouped(piece: Piece, rows: tuple[int, ...], cols: tuple[int, ...]) -> Piece:
    return Piece(piece.coefficient, piece.binders, piece.atoms, piece.sizes, (rows, cols))


def word_of(piece: Piece, alphabet: Alphabet) -> Monomial:
    """Scalar letters and word of a network (without its coefficient)."""
    rows, cols = piece.groups
    walk = _Walk(piece, alphabet)
    if rows and cols:
        word = walk.between(rows[0], cols[0])
    elif rows:
        word = walk.outwards(rows[0])
    else:
        word = alphabet.transposed(walk.outwards(cols[0])) if cols else ""
    return walk.closed(), word


@dataclass(slots=True)
class _Walk:
    """A walk along a network that takes atoms away."""

    piece: Piece
    alphabet: Alphabet
    left: list[Atom] = field(init=False)

    def __post_init__(self) -> None:
        self.left = list(self.piece.atoms)

    def between(self, start: int, end: int) -> str:
        """The word from one leg to another; over size 1 if they are not connected."""
        if not self._reaches(start, end, -1):
            left = self.outwards(start)
            return left + self.alphabet.transposed(self.outwards(end))
        word, leg = "", start
        while True:
            word += self._hanging(leg, end)
            if leg == end:
                return word
            target = self._next_cut(leg, end)
            word += self._block(leg, target)
            leg = target

    def outwards(self, leg: int) -> str:
        """The word of a vector, from its leg to size 1."""
        word = ""
        while True:
            here = [atom for atom in self.left if leg in atom[1]]
            simple = len(here) == 1 and here[0][1].count(leg) == 1
            if simple and len(here[0][1]) == 2:
                legs = here[0][1]
                target = legs[1] if legs[0] == leg else legs[0]
                word += self._block(leg, target)
                leg = target
                continue
            reached = [atom for part in split(self.left, {}) for atom in part
                       if any(leg in legs for _, legs in part)]  # fmt: skip
            return word + self._take(reached, (leg,), ())

    def closed(self) -> str:
        """Scalar letters of what is left, closed parts of the network."""
        signs = [self._scalar(part) for part in split(self.left, {})]
        self.left = []
        return "".join(sorted(signs))

    def _scalar(self, part: Sequence[Atom]) -> str:
        key, piece = part_of(self.piece, part, (), ())
        known = key in self.alphabet.named
        sign = self.alphabet.scalar(key, quote_network(piece), piece.atoms)
        if not known:
            ends = [n for n, (_, legs) in enumerate(part) if len(legs) == 1]
            if ends:
                self._add_word(sign, part, ends[0])
        return sign

    def _add_word(self, sign: str, part: Sequence[Atom], end: int) -> None:
        """Of a closed path from vector to vector, the word."""
        (head, (leg,)) = part[end]
        inner = _Walk(self.piece, self.alphabet)
        inner.left = [atom for place, atom in enumerate(part) if place != end]
        if not inner.left:
            return
        rest = inner.outwards(leg)
        inner.left = [(head, (leg,))]
        self.alphabet.words[sign] = self.alphabet.transposed(inner.outwards(leg)) + rest

    def _reaches(self, start: int, end: int, without: int) -> bool:
        if start == end:
            return True
        seen, todo = {start, without}, [start]
        while todo:
            leg = todo.pop()
            for _, legs in self.left:
                if leg in legs:
                    for other in legs:
                        if other == end:
                            return True
                        if other not in seen:
                            seen.add(other)
                            todo.append(other)
        return False

    def _hanging(self, leg: int, end: int) -> str:
        """Diagonal letters: parts that are attached to this leg alone."""
        parts = [part for part in split(self.left, {leg: 0})
                 if any(leg in legs for _, legs in part)]  # fmt: skip
        found = []
        for part in parts:
            goes_on = leg != end and any(end in legs for _, legs in part)
            if not goes_on:
                found.append(self._take(part, (leg,), (leg,)))
        return "".join(sorted(found))

    def _next_cut(self, leg: int, end: int) -> int:
        """The nearest leg through which every way to the end goes."""
        ahead = [other for part in split(self.left, {leg: 0}) if any(end in l for _, l in part)
                 for _, legs in part for other in legs if other != leg]  # fmt: skip
        cuts = [other for other in dict.fromkeys(ahead)
                if other == end or not self._reaches(leg, end, other)]  # fmt: skip
        return next(
            cut
            for cut in cuts
            if all(self._reaches(leg, cut, other) for other in cuts if other != cut)
        )

    def _block(self, start: int, end: int) -> str:
        """The letter between two legs that cut the network."""
        block = [atom for part in split(self.left, {start: 0, end: 0})
                 if any(start in legs for _, legs in part) and any(end in legs for _, legs in part)
                 for atom in part]  # fmt: skip
        return self._take(block, (start,), (end,))

    def _take(self, atoms: list[Atom], rows: tuple[int, ...], cols: tuple[int, ...]) -> str:
        """The letter of some atoms between two legs, which are taken away."""
        for atom in atoms:
            self.left.remove(atom)
        height, width = (self.piece.sizes[side[0]] if side else ONE for side in (rows, cols))
        sizes, back_sizes = (height, width), (width, height)
        if len(atoms) == 1 and len(set(rows + cols)) == len(rows + cols) == len(atoms[0][1]):
            head, legs = atoms[0]
            straight = legs == rows + cols and bool(rows)
            pair = self.alphabet.pair(head.key, sizes if straight else back_sizes,
                                      quote_head(head), tuple(atoms),
                                      symmetric=head.free == 0)  # fmt: skip
            return pair[0] if straight else pair[1]
        key, piece = part_of(self.piece, atoms, rows, cols)
        back, turned = part_of(self.piece, atoms, cols, rows)
        if repr(key) <= repr(back):
            made = quote_network(piece)
            return self.alphabet.pair(key, sizes, made, piece.atoms, symmetric=key == back)[0]
        made = quote_network(turned)
        return self.alphabet.pair(back, back_sizes, made, piece.atoms, symmetric=False)[1]


def part_of(
    piece: Piece, atoms: Sequence[Atom], rows: tuple[int, ...], cols: tuple[int, ...]
) -> tuple[object, Piece]:
    """Canonical name and network of a part of a network between some of its legs."""
    kept = sorted({leg for _, legs in atoms for leg in legs} | set(rows + cols))
    number = {leg: place for place, leg in enumerate(kept)}
    part = Piece(
        ONE, (), tuple((head, tuple(number[leg] for leg in legs)) for head, legs in atoms),
        tuple(piece.sizes[leg] for leg in kept),
        tuple(tuple(number[leg] for leg in side) for side in (rows, cols)),
    )  # fmt: skip
    return canonical_key(part), part
