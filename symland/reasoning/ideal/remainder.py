"""What is left of a claim when nothing reduces it further, in the letters of its author."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from functools import reduce
from typing import Any

from symland.elaborate import term
from symland.errors import SymlandError
from symland.kernel.linear import KernelError, Undecided
from symland.kernel.terms import expand
from symland.language.build import identity
from symland.language.expr import Expr, number
from symland.reasoning.ideal.letters import Alphabet, polynomial_of
from symland.reasoning.ideal.membership import Tried
from symland.reasoning.ideal.quote import NotQuotedError

LONGEST = 8  # terms of a remainder that is still worth showing


def remainder(tried: Tried, sides: Iterable[Expr]) -> Expr | None:
    """The reduced difference as an expression; None if it has no short form in these letters."""
    if tried.problem is None or not 0 < len(tried.rest) <= LONGEST:
        return None
    sides = list(sides)
    names = _names(tried.problem.alphabet, sides)
    claim = next(iter(sides))
    terms: list[Any] = []
    for (scalars, word), value in sorted(tried.rest.items(), key=lambda item: repr(item[0])):
        if any(sign not in names for sign in scalars + word):
            return None
        factors = [names[sign] for sign in word]
        product = reduce(lambda a, b: a @ b, factors) if factors else _unit(claim)
        for sign in scalars:
            product = names[sign] * product
        terms.append(product if value == 1 else number(Fraction(value)) * product)
    return reduce(lambda a, b: a + b, terms)


def _unit(claim: Expr) -> Any:
    return identity(claim.rows) if claim.is_matrix else number(1)


def _names(alphabet: Alphabet, sides: Iterable[Expr]) -> dict[str, Any]:
    """For each letter of a word, the part of a formula that it is, the shortest one."""
    found: dict[str, Any] = {}
    nodes = {node for side in sides for node in side.walk() if node.op != "hole"}
    for node in sorted(nodes, key=lambda one: (len(str(one)), str(one))):
        try:
            polynomial = polynomial_of(expand(term(node), alphabet.context), alphabet)
        except (KernelError, Undecided, NotQuotedError, SymlandError):
            continue
        if polynomial is None or list(polynomial.values()) != [1]:
            continue
        ((scalars, word),) = polynomial
        if len(scalars + word) == 1 and not (scalars and node.is_matrix):
            found.setdefault(scalars + word, node)
            if word and node.is_matrix:
                found.setdefault(alphabet.star[word], node.T)  # type: ignore[attr-defined]
    return found
