"""Equations in contexts: scalars that vanish under the hypotheses, as free columns of a program.

Wherever a word of a known equation stands in a scalar, the equation fills its place; what comes out
is a combination of terms that is 0.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from symland.kernel.check import Equation
from symland.kernel.linear import Context
from symland.kernel.network import Piece
from symland.kernel.poly import Poly
from symland.kernel.syntax import Term, fill
from symland.reasoning.ideal.networks import HOLE, contexts, polynomial_term
from symland.reasoning.ideal.problem import Problem, problem_of
from symland.reasoning.ideal.words import Polynomial


@dataclass(slots=True)
class Vanishing:
    """The scalars that are 0 by some equations, found in the terms that one asks for."""

    problem: Problem
    seen: set[str] = field(default_factory=set)

    def inside(self, pieces: Mapping[Any, Piece]) -> Iterator[Term]:
        """Every known equation at every place where one of its words stands in these networks."""
        same = {sign: sign for sign in self.problem.alphabet.letters}
        for piece in pieces.values():
            if piece.binders:
                continue
            for polynomial in self.problem.given:
                for context, sizes in self._places(piece, polynomial):
                    term = polynomial_term(self.problem, polynomial, same, sizes)
                    found = fill(context, {HOLE: term})
                    name = repr(found)
                    if name not in self.seen:
                        self.seen.add(name)
                        yield found

    def _places(
        self, piece: Piece, polynomial: Polynomial
    ) -> Iterator[tuple[Term, tuple[Poly, Poly]]]:
        letters = self.problem.alphabet.letters
        for scalars, word in polynomial:
            closed = "".join(sign for sign in scalars if letters[sign].term[0] != "poly")
            yield from contexts(piece, closed, word, self.problem.alphabet)


def vanishing(
    greater: Term, less: Term, equations: Sequence[Equation], context: Context
) -> Vanishing:
    """The equations, and the laws of the inverses in them, as words."""
    return Vanishing(problem_of(greater, less, equations, (), context))
