"""An instance that an author gives, checked in the same way as one that the search finds."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import numpy as np

from numeric.arithmetic import Element
from numeric.dimensions import Dimensions
from numeric.fields import exact
from numeric.instance import Instance, Letter, matrix_entries
from numeric.requirements import Requirements
from numeric.truth import compared
from symland.errors import NamingError, StatementError
from symland.language.claims import Claim
from symland.language.integers import Constraint
from symland.reasoning.facts import Facts
from symland.refute.definitions import unfolded
from symland.refute.hunt import Hunt, Search, known_in, needs_of, ranges_of
from symland.refute.present import complete, text_of
from symland.refute.search import Found


def check_given(claim: Claim, facts: Facts, values: Mapping[str, Any]) -> Found:
    """Whether the values `{"n": 2, "A": [[0, 1], [0, 0]], "W[2]": ...}` refute a claim.

    Raises `NamingError` for a name that does not occur, and where a value is missing.
    """
    claim, facts = unfolded(claim, facts)
    needs = needs_of(claim, facts)
    instance = instance_of(values, needs)
    for statement in (*ranges_of(needs, facts.constraints), *known_in(facts)):
        if not _holds(statement, instance):
            shown = text_of(statement) if isinstance(statement, Claim) else str(statement)
            return Found(None, f"the instance that is given breaks the hypothesis `{shown}`")
    for condition in facts.conditions:
        if not condition.holds(instance):
            return Found(None, f"the instance that is given is not known to satisfy `{condition}`")
    if compared(claim, instance)[0].holds is not False:
        return Found(None, "the statement holds in the instance that is given")
    hunt = Hunt(claim, facts, Search(), needs, time.perf_counter())
    return Found(complete(hunt, instance), instance=instance, hunt=hunt)


def instance_of(values: Mapping[str, Any], needs: Requirements) -> Instance:
    """Sizes, layer indices and entries by the names that reports print."""
    sizes: dict[str, int] = {}
    tables: dict[str, dict[int, int]] = {}
    indices: dict[str, int] = {}
    letters: dict[Letter, Any] = {}
    for key, value in values.items():
        name, *places = re.findall(r"[^\[\]]+", key)
        numbers = tuple(int(place) for place in places)
        if name in needs.indices and not numbers:
            indices[name] = _whole(key, value)
        elif name in needs.sizes and not numbers:
            sizes[name] = _whole(key, value)
        elif name in needs.size_families and len(numbers) == 1:
            tables.setdefault(name, {})[numbers[0]] = _whole(key, value)
        elif name in needs.scalars and not numbers:
            letters[Letter("scalar", name)] = np.array([[_number(value)]], dtype=object)
        elif name in needs.letters and not numbers:
            letters[Letter("matrix", name)] = matrix_entries(name, value)
        elif name in needs.families and numbers:
            letters[Letter("member", name, numbers[-1], numbers[:-1])] = matrix_entries(key, value)
        else:
            raise NamingError(f"`instance=` gives a value to `{key}`, which does not occur in the "
                              "statement")  # fmt: skip
    kept = {letter: exact.array(entries) for letter, entries in letters.items()}
    return Instance(Dimensions(sizes, tables, indices), kept)


def _holds(statement: Claim | Constraint, instance: Instance) -> bool:
    if isinstance(statement, Constraint):
        return instance.dimensions.holds(statement)
    return compared(statement, instance)[0].holds is True


def _whole(key: str, value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise StatementError(f"`instance=` needs a whole number for `{key}`, not {value!r}")
    return value


def _number(value: Element) -> Fraction:
    if isinstance(value, bool) or not isinstance(value, int | Fraction):
        raise StatementError(f"`instance=` takes exact numbers, not {value!r}")
    return Fraction(value)
