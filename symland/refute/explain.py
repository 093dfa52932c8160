"""The report on a refuted statement: instance, difference, where it holds, what may help."""

from __future__ import annotations

from typing import Any

from symland.language.claims import RELATIONS, Claim
from symland.language.notation.text import text
from symland.proof.results import Failure, Suggestion
from symland.reasoning.facts import Facts, context_for
from symland.refute.definitions import unfolded
from symland.refute.difference import difference
from symland.refute.present import with_sides
from symland.refute.scope import scope_notes
from symland.refute.search import Found
from symland.refute.suggest import suggestions
from symland.refute.threshold import threshold_note

KRONECKER = (
    "vec stacks columns, hence vec(A V B) = (B' (x) A) vec(V); see `symland explain conventions`"
)


def explained(claim: Claim, facts: Facts, sides: tuple[Any, Any], found: Found) -> Failure:
    """The failure report of a refuted claim; `sides` have their derivatives carried out."""
    assert found.hunt is not None
    assert found.instance is not None
    assert found.counterexample is not None
    left, right = sides
    written, _ = unfolded(Claim("eq", left, right), facts)
    both = written.left, written.right
    under = " under its hypotheses" if facts.hypotheses or facts.conditions else ""
    mended = suggestions(claim, facts, found.instance)
    context = context_for(claim, facts)
    is_equation = claim.relation == "eq"
    greater, less = (right, left) if claim.relation in ("le", "lt") else (left, right)
    strict = claim.relation in ("lt", "gt")
    note = "" if is_equation else threshold_note(greater, less, context, strict=strict)
    bound = (note,) if note else ()
    return Failure(
        "SL101",
        f"the step is false{under}",
        left=text(left),
        right=text(right),
        difference=difference(left, right, context) if is_equation else "",
        remainder="" if is_equation else difference(greater, less, context),
        relation=RELATIONS[claim.relation],
        counterexample=with_sides(found.counterexample, found.hunt, found.instance, both),
        notes=(*scope_notes(found.hunt), *bound, *_conventions(mended)),
        help=mended,
    )


def _conventions(mended: tuple[Suggestion, ...]) -> tuple[str, ...]:
    """What explains a mistake with Kronecker factors."""
    return (KRONECKER,) if any("Kronecker" in one.text for one in mended) else ()
