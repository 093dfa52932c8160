"""What a claim may be shown from, and what becomes of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from symland.elaborate import context_of
from symland.evidence import Evidence
from symland.kernel.certificate import Certificate
from symland.kernel.linear import Context
from symland.language.build import identity
from symland.language.claims import Claim
from symland.language.expr import Expr, Matrix, Scalar
from symland.language.integers import Constraint


@dataclass(frozen=True, slots=True)
class Square:
    """The fact |M|_F^2 >= 0, used with a nonnegative factor."""

    matrix: Matrix
    factor: Fraction = Fraction(1)

    def __rmul__(self, factor: int | Fraction) -> Square:
        return Square(self.matrix, self.factor * Fraction(factor))


def square(value: Matrix | Scalar) -> Square:
    """The fact that a squared norm is nonnegative, for `by=` of an inequality step.

    >>> from symland import dims, matrix, square
    >>> m, n = dims("m n")
    >>> square(matrix("A", m, n)).factor
    Fraction(1, 1)
    """
    return Square(value if isinstance(value, Matrix) else value * identity(1))


@dataclass(frozen=True, slots=True)
class Facts:
    """What may be used: hypotheses always, `by=` facts where the author points to them."""

    hypotheses: tuple[Claim, ...] = ()
    constraints: tuple[Constraint, ...] = ()
    equations: tuple[Claim, ...] = ()
    inequalities: tuple[Claim, ...] = ()
    squares: tuple[Square, ...] = ()
    scope: tuple[Any, ...] = ()  # ends of what is being shown, for the ranges of indices
    assumed: tuple[Claim, ...] = ()  # those of the equations that do not hold in every instance
    conditions: tuple[Any, ...] = ()  # further hypotheses, which an instance is checked for
    definitions: tuple[Any, ...] = ()  # of layers: a family, a position and the body there


@dataclass(frozen=True, slots=True)
class Decision:
    """EXACT or CERTIFIED with a certificate, or UNDECIDED with what was tried."""

    evidence: Evidence
    certificate: Certificate | None = None
    tried: tuple[str, ...] = field(default=())
    remainder: Expr | None = None  # of an undecided equation, its difference as far as reduced
    used: tuple[Claim, ...] = ()


def context_for(claim: Claim, facts: Facts, extra: Sequence[Expr] = ()) -> Context:
    """Ranges of the layer indices in a claim, its theorem and its hypotheses, and the constraints.

    Facts of `by=` add nothing: what they suppose must follow.
    """
    exprs = [claim.left, claim.right, *extra, *facts.scope, *sides_of(facts.hypotheses)]
    return context_of(exprs, facts.constraints)


def sides_of(claims: Sequence[Claim]) -> list[Any]:
    """Both sides of some claims."""
    return [side for claim in claims for side in (claim.left, claim.right)]
