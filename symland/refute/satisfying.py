"""Instances in which the hypotheses hold: by construction, by a change of one letter, or of all.

Whoever uses an instance checks it; nothing is claimed here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np

from numeric.arithmetic import FieldError, SingularError
from numeric.compare import unmet
from numeric.construct.joint import excluded, solved_jointly
from numeric.construct.linear import solved_linearly
from numeric.fields import exact
from numeric.instance import Instance
from symland.language.claims import Claim
from symland.reasoning.facts import sides_of
from symland.refute.hunt import OUTSIDE, Hunt, known_in
from symland.refute.sizes import Choice

MISSES = 2  # drawn instances that no change of one letter mends, until all letters are chosen
CHANGED = 6  # drawn instances with another letter, at one choice of sizes
REGULAR = 3  # times that matrices are made regular because an inverse is missing
TOGETHER = 6  # instances for which all letters are chosen together


def satisfying(
    hunt: Hunt, choice: Choice, drawn: Iterable[Instance], *, together: bool
) -> Iterator[Instance]:
    """Instances of these sizes in which the equations among the hypotheses hold.

    First those that are drawn, as far as they are met by construction or by a change of one letter;
    where that is not enough, instances for which all letters are chosen `together`, so that
    conditions beyond equations (for all layers, positive semidefinite, ...) hold as well.
    """
    known = known_in(hunt.facts)
    domain, here = sides_of((hunt.claim, *known)), Instance(choice.dimensions)
    more = hunt.more(choice.dimensions) if together else ()
    changed = 0
    for instance in drawn:
        found = _mended(hunt, instance)
        if found is not None and more and not _holds_more(hunt, found[0]):
            found = None
        changed += found is None or found[1]
        if found is not None:
            yield found[0]
        elif excluded(known, domain, here):
            return
        elif changed == MISSES:
            break
        if changed >= CHANGED:
            break
    for number in range(TOGETHER if changed and together else 0):
        found = solved_jointly((*known, *more), (*domain, *sides_of(more)), here, number)
        if found is None:
            return
        yield found


def _holds_more(hunt: Hunt, instance: Instance) -> bool:
    """Whether an instance meets the conditions of a search."""
    try:
        ready, _ = hunt.construct(instance)
        return all(one.holds(ready) for one in hunt.facts.conditions)
    except (*OUTSIDE, FieldError):
        return False


def _mended(hunt: Hunt, instance: Instance) -> tuple[Instance, bool] | None:
    """The instance, if need be with other entries of one letter, and whether it was changed.

    None where that is not enough.  Where an inverse is missing, square matrices are made regular.
    """
    for _ in range(REGULAR):
        try:
            return _met(hunt, instance)
        except SingularError:
            instance = _regular(instance)
        except OUTSIDE:
            return None
    return None


def _met(hunt: Hunt, instance: Instance) -> tuple[Instance, bool] | None:
    known = known_in(hunt.facts)
    if not any(one.relation == "eq" for one in known):
        return instance, False
    try:
        ready, others = hunt.construct(instance)
        broken = [one for one in others if isinstance(one, Claim) and one.relation == "eq"]
        if not broken or not unmet(broken, ready, exact):
            return instance, False
        found = solved_linearly(broken, ready)
    except FieldError:
        return instance, False
    return None if found is None else (replace(instance, letters=found.letters), True)


def _regular(instance: Instance) -> Instance:
    """The instance with multiples of the identity added to square matrices that are singular."""
    letters = dict(instance.letters)
    for letter, entries in instance.letters.items():
        shift = 0
        while shift < len(entries) == entries.shape[1] and exact.determinant(
            exact.array(letters[letter])
        ) == 0:  # fmt: skip
            shift += 1
            letters[letter] = entries + shift * np.eye(len(entries), dtype=int).astype(object)
    return replace(instance, letters=letters)
