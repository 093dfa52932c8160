"""Evaluate statements at random instances, and tell what came out as plain data.

Numbers are texts with the digits asked for, so that a table can travel between processes and into
JSON unchanged.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from numeric import DigitsRow, Field, digits_table
from numeric.instance import SizeGiven
from symland.crosscheck.statements import Statements
from symland.errors import SymlandError, UndecidedError
from symland.language.claims import RELATIONS, Claim
from symland.language.notation.text import text
from symland.proof.logic.expand import quantified

MARGIN_DIGITS = 6
VALUE = "value"  # the relation of a table that shows a formula on its own


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line sets."""

    digits: int = 50
    dims: tuple[tuple[str, Any], ...] = ()
    depth: int | None = None
    seed: int = 0
    instances: int = 3
    backend: str = "auto"
    degenerate: bool = False

    @property
    def sizes(self) -> dict[str, SizeGiven]:
        return dict(self.dims)


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of one statement (or of a formula); `problem` says why there are none.

    `verdict` is ok, differs, or undecided; a row is a dict as in the JSON output.
    """

    statement: str
    relation: str
    printed: bool
    rows: tuple[dict[str, Any], ...] = ()
    problem: str = ""

    @property
    def verdict(self) -> str:
        found = {row["verdict"] for row in self.rows}
        if "differs" in found:
            return "differs"
        return "ok" if found == {"ok"} else "undecided"

    @property
    def digits(self) -> float | None:
        """The fewest digits obtained in an equation."""
        found = [row["digits_obtained"] for row in self.rows if self.relation == "eq"]
        return min(found, default=None)

    @property
    def margin(self) -> str | None:
        """The smallest margin of an inequality."""
        found = [row["margin"] for row in self.rows if row["margin"] is not None]
        return min(found, key=float, default=None)


def tables(groups: Sequence[Statements], options: Options) -> list[Table]:
    """A table for each statement."""
    return [_table(claim, group, options) for group in groups for claim in group.claims]


def _table(claim: Claim, group: Statements, options: Options) -> Table:
    shown = f"{text(claim.left)} {RELATIONS[claim.relation]} {text(claim.right)}"
    head = shown, claim.relation, group.printed
    if claim.left is claim.right:
        head = text(claim.left), VALUE, False
    try:
        rows = _rows(claim, group, options)
    except UndecidedError as error:
        return Table(*head, problem=error.message)
    except (SymlandError, RecursionError) as error:
        message = getattr(error, "message", "") or type(error).__name__
        return Table(*head, problem=f"it cannot be evaluated: {message}")
    return Table(*head, tuple(_data(row) for row in rows))


def _rows(claim: Claim, group: Statements, options: Options) -> list[DigitsRow]:
    return digits_table(claim, options.digits, options.sizes, options.depth, options.seed,
                        options.instances, given=group.hypotheses, backend=options.backend,
                        degenerate=options.degenerate,
                        more=quantified(tuple(group.others)) if group.others else None)  # fmt: skip


def _data(row: DigitsRow) -> dict[str, Any]:
    digits, field = row.digits_asked or 1, row.field
    return {
        "sizes": row.sizes,
        "kind": row.kind,
        "backend": field.name,
        "left": _entries(row.left, digits, field),
        "right": _entries(row.right, digits, field),
        "left_norm": number(row.left_norm, digits, field),
        "right_norm": number(row.right_norm, digits, field),
        "difference_norm": number(row.difference_norm, 3, field),
        "digits_asked": row.digits_asked,
        "digits_obtained": round(row.digits_obtained, 1),
        "margin": None if row.margin is None else number(row.margin, MARGIN_DIGITS, field),
        "enclosed": field.encloses,
        "verdict": {True: "ok", False: "differs", None: "undecided"}[row.holds],
        "agrees": row.agrees,
    }


def _entries(values: Any, digits: int, field: Field) -> list[list[str]]:
    """Entries row by row, as text with all digits."""
    return [[number(value, digits, field) for value in row]
            for row in values.reshape(len(values), -1)]  # fmt: skip


def number(value: Any, digits: int, field: Field) -> str:
    """A number as text: rounded to so many digits, a ball with its radius, exact numbers whole."""
    if field.is_exact:
        return str(value)
    if field.encloses:
        return str(value.str(digits, radius=False)) if value.is_exact() else _ball(value, digits)
    from mpmath import nstr

    return str(nstr(value, digits, strip_zeros=False)) if value else "0"


def _ball(value: Any, digits: int) -> str:
    """The middle of a ball with the digits that its radius leaves."""
    shown = str(value.str(digits, radius=False))
    return shown if "+/-" not in shown else str(value.mid().str(digits, radius=False))
