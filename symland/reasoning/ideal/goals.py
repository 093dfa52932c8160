"""What may be shown in the place of a claim: a square of the difference, or a multiple of it.

E = 0 follows from E'E = 0, from E E' = 0, from tr(E'E) = 0, and from s E = 0 where s is known not
to be zero.  All of these are reduced by one and the same basis.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from symland.kernel.check import Equation
from symland.kernel.lemmas import Statement, gram, minus
from symland.kernel.network import Raw
from symland.kernel.poly import ONE
from symland.kernel.syntax import Term
from symland.kernel.terms import expand
from symland.reasoning.ideal.completion import Completion
from symland.reasoning.ideal.letters import Alphabet, polynomial_of
from symland.reasoning.ideal.words import Part, Polynomial, add_product


@dataclass(slots=True)
class Goal:
    """An equation to be shown, the way in which the claim follows from it, and how far it is."""

    claim: Equation
    polynomial: Polynomial
    form: str = ""  # of the conclusion; "" for the claim itself
    data: dict[str, Any] = field(default_factory=dict)
    known: tuple[int, ...] = ()  # inequalities that the conclusion uses
    rest: Polynomial = field(default_factory=dict)
    used: list[Part] = field(default_factory=list)

    def reduce(self, completion: Completion) -> bool:
        """Reduce what is left by the basis; whether nothing is left."""
        self.rest, more = completion.reduce(self.rest)
        self.used += more
        return not self.rest


def goals_of(
    left: Term, right: Term, raw: Raw, polynomial: Polynomial, alphabet: Alphabet,
    orders: Sequence[Statement],
) -> list[Goal]:  # fmt: skip
    """The claim itself, its squares, and its multiples by scalars that are not zero."""
    found = [Goal((left, right), polynomial)]
    difference = minus(left, right)
    rows, cols = (side[0] if side else ONE for side in (raw.rows, raw.cols))
    turned = alphabet.adjoint(polynomial)
    for way, one, other, size in (("gram", turned, polynomial, cols),
                                  ("outer", polynomial, turned, rows)):  # fmt: skip
        zero = ("zero", size, size)
        found.append(Goal((gram(difference, way), zero), product(one, other), "definite",
                          {"way": way}))  # fmt: skip
    trace = gram(difference, "trace")
    scalar = polynomial_of(expand(trace, alphabet.context), alphabet)
    if scalar is not None:
        found.append(Goal((trace, ("num", "0")), scalar, "definite", {"way": "trace"}))
    for place, (relation, one, other) in enumerate(orders):
        if relation in ("lt", "gt"):
            factor = minus(one, other)
            multiple = ("mul", factor, difference)
            scaled = polynomial_of(expand(multiple, alphabet.context), alphabet)
            if scaled is not None:
                zero = ("zero", rows, cols) if raw.rows or raw.cols else ("num", "0")
                found.append(Goal((multiple, zero), scaled, "cancel", {"factor": factor},
                                  (place,)))  # fmt: skip
    return found


def product(one: Polynomial, other: Polynomial) -> Polynomial:
    """The product of two polynomials in words."""
    total: Polynomial = {}
    for (scalars, word), value in one.items():
        add_product(total, value, scalars, word, other, "")
    return total
