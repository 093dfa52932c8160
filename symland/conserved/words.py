"""Words in the parameters and their transposes, by the sizes of what they make.

A word is a tuple of factors that fit, each a parameter or its transpose; W_2' W_2 and W_1 W_1' are
words of degree two in one class, the matrices of size h x h.  A linear combination of words is a
`Combination`: coefficients by word.  Words multiply by juxtaposition.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import matmul
from typing import Any, TypeAlias

from symland.errors import UndecidedError
from symland.language.build import frob2, tr
from symland.language.expr import Matrix, Scalar, number
from symland.language.integers import Int

MOST_WORDS = 400  # words of one class


@dataclass(frozen=True, slots=True)
class Factor:
    """A parameter (a letter or a member of a family), as it is or transposed."""

    letter: Matrix
    turned: bool = False

    @property
    def matrix(self) -> Matrix:
        return self.letter.T if self.turned else self.letter

    @property
    def rows(self) -> Side:
        return side_of(self.letter, 1 if self.turned else 0)

    @property
    def cols(self) -> Side:
        return side_of(self.letter, 0 if self.turned else 1)

    @property
    def transposed(self) -> Factor:
        return Factor(self.letter, not self.turned)


# What must agree where two factors meet: a size, or the place between two layers of one size.
Side: TypeAlias = "Int | tuple[str, Int]"
Word: TypeAlias = "tuple[Factor, ...]"
Combination: TypeAlias = "dict[Word, Any]"  # coefficients: elements of a field


def side_of(letter: Matrix, axis: int) -> Side:
    """The size of a side; for layers of equal sizes their place, so that only neighbours meet."""
    if letter.op == "member":
        layers, place = letter.data
        varies = any(atom.name == "#" or atom.args for size in (layers.rows, layers.cols)
                     for atom in size.atoms())  # fmt: skip
        if layers.chainable and not varies:
            return layers.shown, place - axis
    return letter.shape[axis]


def matrix_of(word: Word) -> Matrix:
    """The product that a word means."""
    return reduce(matmul, (factor.matrix for factor in word))


def transposed(word: Word) -> Word:
    """The word whose product is the transpose."""
    return tuple(factor.transposed for factor in reversed(word))


def sides(word: Word) -> tuple[Side, Side]:
    """What the product meets on its left and on its right."""
    return word[0].rows, word[-1].cols


def words_up_to(
    letters: Sequence[Matrix], degree: int, starts: Sequence[Side] = ()
) -> dict[tuple[Side, Side], list[Word]]:
    """All words of degrees 1 to `degree`, by their class; of two transposed classes the first.

    Where `starts` are given, only words that begin at one of these sides.
    """
    factors = [Factor(letter, turned) for letter in letters for turned in (True, False)]
    found: dict[tuple[Side, Side], list[Word]] = {}
    layer: list[Word] = [()]
    for _ in range(degree):
        layer = [(*word, factor) for word in layer for factor in factors
                 if (word[-1].cols == factor.rows if word
                     else not starts or factor.rows in starts)]  # fmt: skip
        for word in layer:
            rows, cols = sides(word)
            if rows == cols or (cols, rows) not in found:
                found.setdefault((rows, cols), []).append(word)
        largest = max(map(len, found.values()), default=0)
        if not layer:
            break
        if largest > MOST_WORDS or len(layer) > 20 * MOST_WORDS:
            raise UndecidedError(
                f"there are more than {MOST_WORDS} words of degree {len(layer[0])} in one class",
                help="ask for a lower degree",
            )
    return {sizes: sorted(words, key=order_of(letters)) for sizes, words in found.items()}


def order_of(letters: Sequence[Matrix]) -> Any:
    """Words of higher degree first; among them those of later parameters, transposes in front."""
    places = {letter: -number_ for number_, letter in enumerate(letters)}

    def key(word: Word) -> tuple[Any, ...]:
        return -len(word), [(places[factor.letter], not factor.turned) for factor in word]

    return key


def products(laws: Iterable[Combination], degree: int) -> list[Combination]:
    """All products of laws of total degree up to `degree`, of two factors or more."""
    known = [law for law in laws for law in (law, {transposed(w): c for w, c in law.items()})]
    made: list[Combination] = []
    layer = list(known)
    while layer:
        layer = [product for one in layer for other in known
                 if (product := _times(one, other, degree)) is not None]  # fmt: skip
        made += layer
    return made


def _times(one: Combination, other: Combination, degree: int) -> Combination | None:
    (left, *_), (right, *_) = one, other
    top = max(map(len, one)) + max(map(len, other))
    if left[-1].cols != right[0].rows or top > degree:
        return None
    total: Combination = {}
    for a, x in one.items():
        for b, y in other.items():
            total[a + b] = total[a + b] + x * y if a + b in total else x * y
    return total


def combined(terms: Mapping[Word, Scalar]) -> Matrix:
    """The sum of words with scalar factors."""
    return signed_sum([(factor, matrix_of(word)) for word, factor in terms.items()])


def trace_of(terms: Mapping[Word, Scalar]) -> Scalar:
    """The sum of the traces of words with scalar factors, tr(A' A) written |A|_F^2."""
    return signed_sum([(factor, _trace(word)) for word, factor in terms.items()])


def _trace(word: Word) -> Scalar:
    first, *rest = word
    if len(rest) == 1 and rest[0] == first.transposed:
        return frob2(first.letter)
    return tr(matrix_of(word))


def signed_sum(terms: Sequence[tuple[Scalar, Any]]) -> Any:
    """A sum with minus signs where factors are negative numbers."""
    total: Any = None
    for factor, value in terms:
        if total is None:
            total = _scaled(factor, value)
        elif factor.op == "number" and factor.data < 0:
            total = total - _scaled(number(-factor.data), value)
        else:
            total = total + _scaled(factor, value)
    assert total is not None, "a combination has at least one word"
    return total


def _scaled(factor: Scalar, value: Any) -> Any:
    return value if factor.op == "number" and factor.data == 1 else factor * value
