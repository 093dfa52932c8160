"""A single further hypothesis under which an undecided statement would follow, found by trying.

Tried are, for each matrix letter: symmetric, full column or row rank, invertible, orthogonal; and
that two square letters commute.  One that contradicts what is supposed is not suggested.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from symland.elaborate import term
from symland.errors import SymlandError
from symland.kernel.linear import KernelError
from symland.language.build import identity, pinv
from symland.language.claims import Claim
from symland.language.expr import Matrix
from symland.proof.properties import invertible, orthogonal, symmetric
from symland.proof.results import Suggestion
from symland.reasoning.consistency import contradicts
from symland.reasoning.facts import Facts, context_for, sides_of
from symland.reasoning.ideal.membership import combine

MOST_LETTERS = 8
WORK = 1500  # rewriting steps for each candidate


def missing_fact(claim: Claim, facts: Facts) -> Suggestion | None:
    """A hypothesis that closes the claim, as it would be written in `given=[...]`."""
    if claim.relation != "eq":
        return None
    known = [one for one in (*facts.hypotheses, *facts.equations) if one.relation == "eq"]
    for text, equations in _candidates(claim, known):
        try:
            if _closes(claim, facts, [*known, *equations], list(equations)):
                return Suggestion("a further hypothesis closes it", text)
        except (KernelError, SymlandError):
            continue
    return None


def _closes(claim: Claim, facts: Facts, known: list[Claim], fresh: list[Claim]) -> bool:
    context = context_for(claim, facts, sides_of(fresh))
    pairs = tuple((term(one.left), term(one.right)) for one in known)
    found = combine(term(claim.left), term(claim.right), pairs, (), context, work=WORK)
    return found is not None and contradicts(known, facts.constraints) is None


def _candidates(claim: Claim, known: list[Claim]) -> Iterator[tuple[str, tuple[Claim, ...]]]:
    letters = _letters([claim, *known])
    square = [one for one in letters if one.rows == one.cols and one.rows.number != 1]
    for one in square:
        if "symmetric" not in one.data[1]:
            yield f"symmetric({one})", symmetric(one).equations  # type: ignore[union-attr]
    for one, other in combinations(square, 2):
        if one.rows == other.rows:
            commuting = Claim("eq", one @ other, other @ one)
            yield f"Eq({one} @ {other}, {other} @ {one})", (commuting,)
    for one in letters:
        columns = Claim("eq", pinv(one) @ one, identity(one.cols))
        rows = Claim("eq", one @ pinv(one), identity(one.rows))
        yield f"Eq(pinv({one}) @ {one}, identity({one.cols}))", (columns,)
        yield f"Eq({one} @ pinv({one}), identity({one.rows}))", (rows,)
    for one in square:
        yield f"invertible({one})", invertible(one).equations
    for one in letters:
        yield f"orthogonal({one})", orthogonal(one).equations


def _letters(claims: list[Claim]) -> list[Matrix]:
    """The matrix letters of some statements, the first ones in their order."""
    nodes = (node for side in sides_of(claims) for node in side.walk() if node.op == "symbol")
    return [one for one in dict.fromkeys(nodes) if isinstance(one, Matrix)][:MOST_LETTERS]
