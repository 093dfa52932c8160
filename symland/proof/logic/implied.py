"""Hypotheses that say no more than others do: there is such a letter, and it is at hand.

After `p.obtain(...)` both the statement that something exists and what it says of the obtained
letters are supposed; an instance in which the latter holds satisfies the former.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice, product
from typing import Any

from symland.errors import SymlandError
from symland.language.families import Families, Family
from symland.proof.facts import Definition, plain
from symland.proof.logic.instances import put, substitution
from symland.proof.logic.statements import (
    Exists,
    claims_in,
    conjuncts,
    is_equational,
    is_family,
)
from symland.proof.properties import Property

MOST = 400  # choices of letters that are looked at


def without_implied(given: Sequence[Any]) -> tuple[Any, ...]:
    """The hypotheses without those that say that there is what others speak of.

    >>> from symland import Eq, Exists, dims, matrix
    >>> n = dims("n")
    >>> A, B, C = matrix("A", n, n), matrix("B", n, n), matrix("C", n, n)
    >>> [str(one) for one in without_implied([Exists(B, Eq(A @ B, A)), Eq(A @ C, A)])]
    ['A C = A']
    """
    listed = tuple(one for one in given if not isinstance(one, Definition))
    return tuple(one for one in given if not (isinstance(one, Exists) and _is_implied(one, listed)))


@lru_cache(maxsize=512)
def _is_implied(statement: Exists, given: tuple[Any, ...]) -> bool:
    if statement.sizes:
        return False
    known = {*plain(given), *(one for one in given if one != statement)}
    letters = [_alike(one, known) for one in statement.letters]
    for chosen in islice(product(*letters), MOST):
        values = {one: value for one, value in zip(statement.letters, chosen, strict=True)
                  if one != value}  # fmt: skip
        try:
            parts = conjuncts(put(statement.body, substitution(values)))
        except SymlandError:
            continue
        if all(_is_among(part, known) for part in parts):
            return True
    return False


def _is_among(part: Any, known: set[Any]) -> bool:
    if part in known:
        return True
    if isinstance(part, Exists):
        return _is_implied(part, tuple(sorted(known, key=str)))
    is_said = isinstance(part, Property) and is_equational(part)
    return is_said and all(one in known for one in part.equations)


def _alike(letter: Any, known: set[Any]) -> list[Any]:
    """Letters of the same kind and size that the hypotheses speak of, that of its name first."""
    sizes = (letter.rows, letter.cols)
    found = {one for statement in known for one in _letters(statement)
             if type(one) is type(letter) and (one.rows, one.cols) == sizes}  # fmt: skip
    return sorted(found, key=lambda one: (one != letter, str(one)))


def _letters(statement: Any) -> Iterator[Any]:
    for claim in claims_in(statement):
        for side in (claim.left, claim.right):
            for node in side.walk():
                if node.op == "symbol":
                    yield node
                elif node.op in ("member", "chain") and isinstance(node.data[0], Family):
                    yield from _families(node.data[0])


def _families(family: Family) -> Iterator[Any]:
    plain_one = Families(family.name, family.rows, family.cols) if family.params else family
    if is_family(plain_one):
        yield plain_one
