"""Hypotheses that contradict each other: under them everything would follow.

The equations are solved for letters, one after the other; if one of them then reads c = 0 with a
matrix c without letters that is not zero, no instance satisfies them all.
"""

from __future__ import annotations

from collections.abc import Sequence

from symland.elaborate import context_of, term
from symland.kernel import check
from symland.kernel.linear import Context, KernelError, Undecided
from symland.kernel.network import Raw
from symland.kernel.normal import Normal, normalise
from symland.language.claims import Claim
from symland.language.integers import Constraint
from symland.reasoning.decide import sides_of


def contradicts(hypotheses: Sequence[Claim], constraints: Sequence[Constraint]) -> Claim | None:
    """A hypothesis that the ones before it exclude at all sizes, if one is found."""
    equations = [one for one in hypotheses if one.relation == "eq"]
    context = context_of(sides_of(equations), constraints)
    try:
        known = [check.difference(term(one.left), term(one.right), context) for one in equations]
        for place, (claim, form) in enumerate(zip(equations, known, strict=True)):
            if _impossible(form):
                return claim
            known = [
                *known[: place + 1],
                *(_solved(form, other, context) for other in known[place + 1 :]),
            ]
            later = next((n for n in range(place + 1, len(known)) if _impossible(known[n])), None)
            if later is not None:
                return equations[later]
    except (KernelError, Undecided):
        return None
    return None


def _impossible(form: Normal) -> bool:
    """Whether `form = 0` fails at all sizes: a single constant network with a numeric factor."""
    if len(form.entries) != 1:
        return False
    (piece,) = form.entries.values()
    return not piece.atoms and not piece.binders and piece.coefficient.number() not in (None, 0)


def _solved(form: Normal, other: Normal, context: Context) -> Normal:
    """Another equation after the first has been solved for a letter."""
    for letter, value in check.solutions(form):
        raw = Raw(other.rows, other.cols, tuple(other.entries.values()))
        if not any(piece.binders for piece in raw.pieces):
            return normalise(check.replace_letter(raw, letter, value, context), context)
    return other
