"""Polynomials in matrix words, with rational coefficients and commuting scalar letters.

A letter is one character; a word is a product of matrices, read from left to right; the empty word
is the identity.  A monomial is (scalars, word), where `scalars` is a sorted text of scalar letters.
Characters are ordered as the letters are, so that comparing texts compares words.  Only words that
fit together ever meet: what is multiplied to a polynomial on either side comes from words in which
it stands, and a word of letters knows the sizes between them.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TypeAlias

Number: TypeAlias = "int | Fraction"
Monomial: TypeAlias = "tuple[str, str]"
Polynomial: TypeAlias = "dict[Monomial, Number]"
# coefficient, scalar letters, left word, place of what is multiplied, right word
Part: TypeAlias = "tuple[Number, str, str, int, str]"


def order(monomial: Monomial) -> tuple[int, int, str, str]:
    """Degree first, then longer words, then the letters: admissible, hence division ends."""
    scalars, word = monomial
    return len(scalars) + len(word), len(word), word, scalars


def ratio(one: Number, other: Number) -> Number:
    """one / other, an `int` where that is one."""
    found = Fraction(one) / other
    return found.numerator if found.denominator == 1 else found


def merge(one: str, other: str) -> str:
    """The product of two scalar monomials."""
    if not one or not other:
        return one or other
    return "".join(sorted(one + other))


def quotient(whole: str, part: str) -> str | None:
    """`whole` divided by `part` as scalar monomials, None if it does not divide."""
    if not part:
        return whole
    for letter in part:
        place = whole.find(letter)
        if place < 0:
            return None
        whole = whole[:place] + whole[place + 1 :]
    return whole


def least_common(one: str, other: str) -> str:
    """The least common multiple of two scalar monomials."""
    letters = sorted(set(one + other))
    return "".join(c * max(one.count(c), other.count(c)) for c in letters)


def add_product(
    total: Polynomial, factor: Number, scalars: str, left: str, other: Polynomial, right: str
) -> None:
    """total += factor * scalars * left * other * right."""
    for (own, word), value in other.items():
        key = (merge(scalars, own), left + word + right)
        found = total.get(key, 0) + factor * value
        if found:
            total[key] = found
        else:
            total.pop(key, None)


def leading(polynomial: Polynomial) -> Monomial:
    """The largest monomial."""
    return max(polynomial, key=order)
