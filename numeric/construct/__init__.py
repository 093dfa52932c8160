"""Hypotheses that hold by construction: letters get values that satisfy them.

1. An equation solved for a letter defines that letter (`solve`).
2. Equations of known form, such as Q'Q = I or P P = P, are parametrised (`parametrise`): a letter
   is defined by others whose values are free, so that an instance can still be varied and shrunk.
3. Equations that are linear in the entries of a letter are solved exactly (`linear`).

Only what `solve` takes holds without a further look; all else is among the statements that the
caller has to check.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from numeric.construct.parametrise import parametrise
from numeric.construct.solve import solve
from numeric.instance import Instance
from symland.language.claims import Claim, Statement
from symland.language.integers import Constraint

__all__ = ["construct", "solve"]


def construct(given: Iterable[Statement], instance: Instance) -> tuple[Instance, list[Statement]]:
    """The instance with letters defined so that hypotheses hold, and those to be checked.

    Constraints on sizes and layer indices that hold in the instance are not among the others.
    """
    definitions, others = dict(instance.definitions), []
    for statement in given:
        if isinstance(statement, Constraint):
            if not instance.dimensions.holds(statement):
                others.append(statement)
            continue
        found = solve(statement, replace(instance, definitions=definitions))
        if found is None:
            others.append(statement)
        else:
            definitions[found[0]] = found[1]
    ready = replace(instance, definitions=definitions)
    claims = [one for one in others if isinstance(one, Claim)]
    return (parametrise(claims, ready) if claims else ready), others
