"""Suggestions: single edits of the right side that the checker accepts, the smallest first."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import replace
from difflib import SequenceMatcher
from typing import Any

from numeric.compare import compare
from numeric.fields import exact
from numeric.instance import Instance
from numeric.spot import Disagreement, spot_check
from symland.errors import SymlandError
from symland.language.claims import Claim
from symland.language.notation.text import text
from symland.proof.results import Suggestion
from symland.reasoning.decide import decide
from symland.reasoning.facts import Facts
from symland.refute.definitions import unfolded
from symland.refute.edits import Edit, legal_edits
from symland.refute.hunt import constructed, known_in, more_in

TRIALS = 30  # edits that are true at the instance and go to the checker
SECONDS = 2.0  # after this no further edit goes to the checker
MOST = 2  # no more than two are shown


def suggestions(claim: Claim, facts: Facts, instance: Instance) -> tuple[Suggestion, ...]:
    """Edits of the right side after which the claim is proved; `instance` refutes it as it is.

    >>> from symland import Eq, dims, matrix
    >>> A, B = matrix("A", *dims("m m")), matrix("B", *dims("m m"))
    >>> from symland.reasoning.facts import Facts
    >>> from symland.refute.search import Search, search
    >>> false = Eq((A @ B).T, A.T @ B.T)
    >>> found = search(false, Facts(), Search())
    >>> [one.text for one in suggestions(false, Facts(), found.instance)]
    ["swap the factors `A'` and `B'`"]
    """
    found: list[Suggestion] = []
    trials, started = 0, time.perf_counter()
    _, inside = unfolded(claim, facts)
    apart = replace(instance, letters=dict(instance.letters))  # edits may draw further letters
    ready, _ = constructed(inside, more_in(inside, apart.dimensions), apart)
    for edit, right in _by_size(claim.right):
        if len(found) == MOST or trials == TRIALS or time.perf_counter() - started > SECONDS:
            break
        trial = Claim(claim.relation, claim.left, right)
        known = any(one.replacement == text(right) for one in found)
        if known or not _holds_at(unfolded(trial, facts)[0], ready):
            continue
        trials += 1
        if not _fails_elsewhere(trial, facts) and _is_proved(trial, facts):
            found.append(Suggestion(edit.says, text(right), expr=right))
    return tuple(found)


def _by_size(right: Any) -> Iterator[tuple[Edit, Any]]:
    """Legal edits, those first that change the fewest signs of the formula."""
    before = _signs(right)
    rated = [(_distance(before, _signs(made)), len(text(made)), place, edit, made)
             for place, (edit, made) in enumerate(legal_edits(right))]  # fmt: skip
    rated.sort(key=lambda item: item[:3])
    for *_, edit, made in rated:
        yield edit, made


def _signs(expr: Any) -> list[str]:
    return re.findall(r"\w+|[^\s()]", text(expr))


def _distance(one: list[str], other: list[str]) -> int:
    blocks = SequenceMatcher(None, one, other, autojunk=False).get_opcodes()
    return sum(max(a2 - a1, b2 - b1) for kind, a1, a2, b1, b2 in blocks if kind != "equal")


def _holds_at(trial: Claim, instance: Instance) -> bool:
    try:
        return compare(trial, instance, exact).holds is True
    except SymlandError:
        return False


def _fails_elsewhere(trial: Claim, facts: Facts) -> bool:
    """Whether a random instance refutes an edit, which is quicker than an attempt to prove it."""
    try:
        claim, inside = unfolded(trial, facts)
        found = spot_check(claim, known_in(inside), facts.constraints, instances=1)
    except SymlandError:
        return False
    return isinstance(found, Disagreement)


def _is_proved(trial: Claim, facts: Facts) -> bool:
    try:
        return decide(trial, facts).evidence.is_proof
    except SymlandError:
        return False
