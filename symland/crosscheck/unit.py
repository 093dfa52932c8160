"""One theorem as a unit of work for another process."""

from __future__ import annotations

from typing import Any

from symland.crosscheck.statements import of_theorem
from symland.crosscheck.tables import Options, Table, tables
from symland.proof.unit import theorem_in


def evaluate_unit(unit: dict[str, Any]) -> list[Table]:
    """The tables of the theorem (or of one of its steps) that a unit names."""
    options = dict(unit["options"])
    options["dims"] = tuple((name, value) for name, value in options["dims"])
    with theorem_in(unit) as theorem:
        return tables(of_theorem(theorem, unit["step"]), Options(**options))
