"""A single further hypothesis under which an undecided statement would follow, found by trying.

Tried are, for each matrix letter and each layer that occurs: symmetric, full column or row rank,
invertible, orthogonal, that two of them commute, that a parameter is not 0; for an inequality also
that a parameter is not negative, and that a matrix is positive semidefinite, taken at the letters
that it can be taken at.  One that contradicts what is supposed is not suggested.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain, combinations, islice
from typing import Any

from symland.elaborate import term
from symland.errors import SymlandError
from symland.kernel.linear import KernelError
from symland.language.build import identity, pinv
from symland.language.claims import Claim
from symland.language.expr import Matrix, Scalar, number
from symland.proof.properties import invertible, nonzero, orthogonal, psd, symmetric
from symland.proof.results import Suggestion
from symland.reasoning.consistency import contradicts
from symland.reasoning.facts import Facts, context_for, sides_of
from symland.reasoning.ideal.membership import combine
from symland.reasoning.inequalities import decide_inequality

MOST_LETTERS = 8
MOST_ORDERS = 16  # hypotheses that are tried for an inequality
WORK = 1500  # rewriting steps for each candidate
CLOSES = "a further hypothesis closes it"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A hypothesis as it would be written in `given=[...]`, and the claims that it stands for."""

    text: str
    claims: tuple[Claim, ...]
    used: str = ""  # what goes into `by=`


@dataclass(frozen=True, slots=True)
class Missing:
    """A hypothesis that closes the claim, or how many do not."""

    found: Suggestion | None
    tried: int

    @property
    def text(self) -> str:
        """What was tried in vain, if anything was."""
        if self.found is not None or not self.tried:
            return ""
        return f"{self.tried} further hypotheses, of which no single one closes it"


def missing_fact(claim: Claim, facts: Facts) -> Missing:
    """Try single hypotheses, until one of them closes the claim."""
    given = (*facts.hypotheses, *facts.equations, *facts.inequalities)
    known = [one for one in given if claim.relation != "eq" or one.relation == "eq"]
    closes = _closes_equation if claim.relation == "eq" else _closes_inequality
    same = (claim, Claim("eq", claim.right, claim.left))
    others = [one for one in _candidates(claim, known) if not set(same) & set(one.claims)]
    for count, one in enumerate(others, start=1):
        try:
            if closes(claim, facts, known, one.claims) and _is_possible(facts, known, one.claims):
                used = f", with `by={one.used}`" if one.used else ""
                return Missing(Suggestion(CLOSES + used, one.text), count)
        except (KernelError, SymlandError):
            continue
    return Missing(None, len(others))


def _closes_equation(
    claim: Claim, facts: Facts, known: list[Claim], fresh: tuple[Claim, ...]
) -> bool:
    context = context_for(claim, facts, sides_of(fresh))
    pairs = tuple((term(one.left), term(one.right)) for one in (*known, *fresh))
    found = combine(term(claim.left), term(claim.right), pairs, (), context, work=WORK)
    return found is not None


def _closes_inequality(
    claim: Claim, facts: Facts, _: list[Claim], fresh: tuple[Claim, ...]
) -> bool:
    wider = replace(facts, hypotheses=(*facts.hypotheses, *fresh))
    return decide_inequality(claim, wider).evidence.is_proof


def _is_possible(facts: Facts, known: list[Claim], fresh: tuple[Claim, ...]) -> bool:
    return contradicts([*known, *fresh], facts.constraints) is None


def _candidates(claim: Claim, known: list[Claim]) -> Iterator[Candidate]:
    matrices, scalars = _letters([claim, *known])
    square = [one for one in matrices if one.rows == one.cols and one.rows.number != 1]
    if claim.relation != "eq":
        parts = (_symmetric(square), _positive(square, matrices), _signs(scalars),
                 _orthogonal(matrices))  # fmt: skip
        yield from islice(chain(*parts), MOST_ORDERS)
        return
    yield from _symmetric(square)
    for one, other in combinations(square, 2):
        if one.rows == other.rows:
            commuting = Claim("eq", one @ other, other @ one)
            yield Candidate(f"Eq({one} @ {other}, {other} @ {one})", (commuting,))
    for one in matrices:
        columns = Claim("eq", pinv(one) @ one, identity(one.cols))
        rows = Claim("eq", one @ pinv(one), identity(one.rows))
        yield Candidate(f"Eq(pinv({one}) @ {one}, identity({one.cols}))", (columns,))
        yield Candidate(f"Eq({one} @ pinv({one}), identity({one.rows}))", (rows,))
    for one in square:
        yield Candidate(f"invertible({one})", invertible(one).equations)
    yield from _orthogonal(matrices)
    for one in scalars:
        yield Candidate(f"nonzero({one})", nonzero(one).equations)


def _symmetric(square: list[Matrix]) -> Iterator[Candidate]:
    for one in square:
        if one.op != "symbol" or "symmetric" not in one.data[1]:
            yield Candidate(f"symmetric({one})", symmetric(one).equations)


def _orthogonal(matrices: list[Matrix]) -> Iterator[Candidate]:
    for one in matrices:
        yield Candidate(f"orthogonal({one})", orthogonal(one).equations)


def _positive(square: list[Matrix], matrices: list[Matrix]) -> Iterator[Candidate]:
    """Positive semidefinite, at another letter or at the identity."""
    for one in square:
        said = psd(one)
        others = [other for other in matrices if other.rows == one.rows and other != one]
        for other in (*others, identity(one.rows)):
            shown = f"identity({one.rows})" if other.op == "identity" else str(other)
            claims = (*said.equations, said(other).claim)
            yield Candidate(f"psd({one})", claims, used=f"psd({one})({shown})")


def _signs(scalars: list[Scalar]) -> Iterator[Candidate]:
    for one in scalars:
        yield Candidate(f"Ge({one}, 0)", (Claim("ge", one, number(0)),))
    for one in scalars:
        yield Candidate(f"Gt({one}, 0)", (Claim("gt", one, number(0)),))


def _letters(claims: list[Claim]) -> tuple[list[Matrix], list[Scalar]]:
    """The matrix letters and layers, and the parameters, of some statements, in their order."""
    nodes: Iterator[Any] = (node for side in sides_of(claims) for node in side.walk())
    found = list(dict.fromkeys(node for node in nodes if node.op in ("symbol", "member")))
    matrices = [one for one in found if isinstance(one, Matrix) and "#" not in str(one)]
    return matrices[:MOST_LETTERS], [one for one in found if isinstance(one, Scalar)]
