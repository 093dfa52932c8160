"""Which sizes of layers a statement and its hypotheses ask for at given layer indices.

The others need no values of their own: a search that tries them all spends its time on them.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from numeric.dimensions import Dimensions
from numeric.draw import Random, general
from numeric.evaluate import Evaluator
from numeric.fields import exact
from numeric.instance import Instance
from symland.errors import SymlandError
from symland.language.claims import Claim
from symland.language.integers import Constraint
from symland.proof.logic.expand import equations
from symland.reasoning.facts import sides_of
from symland.refute.hunt import Hunt, known_in


def places_used(hunt: Hunt, indices: Mapping[str, int]) -> set[tuple[str, int]] | None:
    """Names and places of the sizes, found by an evaluation where all sizes are 1.

    None where that does not tell: nothing may be left out then.
    """
    found: set[tuple[str, int]] = set()

    def size(name: str, place: int) -> int:
        found.add((name, place))
        return 1

    families = {name: partial(size, name) for name in hunt.needs.size_families}
    here = Dimensions(dict.fromkeys(hunt.needs.sizes, 1), families, indices)
    run = Evaluator(Instance(here, source=Random(0, general())), exact)
    try:
        said = [one for condition in hunt.facts.conditions
                for one in equations(condition.statement, here)]  # fmt: skip
        for one in (hunt.claim, *known_in(hunt.facts), *hunt.facts.constraints, *said):
            if isinstance(one, Constraint):
                here.value(one.value)
            for side in sides_of([one]) if isinstance(one, Claim) else ():
                run.value(side)
    except (SymlandError, ArithmeticError):
        return None
    return found
