"""`symland numeric`: both sides of an equation, evaluated to many digits at random instances."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from symland.cli.exit_codes import ExitCode
from symland.cli.sizes import sizes_of

if TYPE_CHECKING:
    from numeric.report import DigitsRow
    from symland.language.claims import Claim
    from symland.proof.theorem import Theorem

SCHEMA = "symland.numeric/1"


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of one statement; `printed` marks one that is known to be false."""

    statement: str
    rows: list[DigitsRow]
    printed: bool = False

    @property
    def agrees(self) -> bool:
        return all(row.agrees for row in self.rows)


@click.command()
@click.argument("target")
@click.option(
    "--digits",
    default=50,
    show_default=True,
    type=click.IntRange(1, 10_000),
    help="Digits asked for.",
)
@click.option(
    "--dims",
    default="",
    metavar="'m=2,n=3,d=2:3:4'",
    help="Fix sizes; those of a family d[0], d[1], ... with colons.",
)
@click.option("--depth", type=click.IntRange(0, 64), help="Largest layer index (default: several).")
@click.option("--seed", default=0, show_default=True, help="Of the random entries.")
@click.option(
    "--instances",
    default=3,
    show_default=True,
    type=click.IntRange(1, 1000),
    help="How many instances.",
)
@click.option("--as", "style", default="text", show_default=True,
              type=click.Choice(["text", "json"]), help="Kind of output.")  # fmt: skip
def numeric(target: str, digits: int, style: str, dims: str, **options: Any) -> int:
    """Evaluate both sides of TARGET (a ref or FILE::THEOREM) with random entries of N digits.

    Exit code 0 if both sides agree to the digits asked for at every instance, 1 if they do not.
    """
    from symland.cli.targets import show_failures, theorems_of

    fixed = sizes_of(dims)
    theorems, failures = theorems_of(target)
    show_failures(failures)
    if failures:
        return ExitCode.REFUTED
    found = {_label(t): _tables(t, digits, {"dims": fixed, **options}) for t in theorems}
    click.echo(_json(found, digits) if style == "json" else _text(found, digits))
    tables = [table for some in found.values() for table in some if not table.printed]
    if not tables:
        return ExitCode.NOTHING
    return ExitCode.OK if all(table.agrees for table in tables) else ExitCode.REFUTED


def _label(theorem: Theorem) -> str:
    return ", ".join(theorem.refs) or theorem.name


def _tables(theorem: Theorem, digits: int, options: dict[str, Any]) -> list[Table]:
    """A table for each statement; for an erratum those as printed, then the corrected ones."""
    found = [_table(theorem, claim, digits, options) for claim in theorem.claims]
    if theorem.corrected is not None:
        found = [Table(table.statement, table.rows, printed=True) for table in found]
        found += _tables(theorem.corrected, digits, options)
    return found


def _table(theorem: Theorem, claim: Claim, digits: int, options: dict[str, Any]) -> Table:
    from symland.language.claims import RELATIONS
    from symland.language.notation.text import text

    shown = f"{text(claim.left)} {RELATIONS[claim.relation]} {text(claim.right)}"
    return Table(shown, _rows(theorem, claim, digits, options))


def _rows(theorem: Theorem, claim: Claim, digits: int, options: dict[str, Any]) -> list[DigitsRow]:
    """Instances; where a family of layers is defined, its members are, as far as the depth goes."""
    from numeric.report import digits_table
    from symland.proof.facts import Definition, statement_of

    defined = [one for one in theorem.given if isinstance(one, Definition)]
    given = [statement_of(one) for one in theorem.given if not isinstance(one, Definition)]
    if not defined:
        return digits_table(claim, digits, given=given, **options)
    rows = []
    for turn in range(options["instances"]):
        depth = options["depth"] or 2 + turn % 4
        members = [one(layer).claim for one in defined for layer in range(1, depth + 1)]
        here = options | {"depth": depth, "seed": options["seed"] + turn, "instances": 1}
        rows += digits_table(claim, digits, given=[*given, *members], **here)
    return rows


def _text(found: dict[str, list[Table]], digits: int) -> str:
    lines = [f"random entries, {digits} digits asked for; |A| is the Frobenius norm"]
    for label, tables in found.items():
        lines += ["", label] + ([] if tables else ["  nothing to evaluate: it is left to do"])
        for table in tables:
            lines.append(f"  {table.statement}{'   (as printed)' if table.printed else ''}")
            lines += [line for row in table.rows for line in _row(row)]
    return "\n".join(lines)


def _row(row: DigitsRow) -> list[str]:
    sizes = "  ".join(f"{name} = {value}" for name, value in row.sizes.items())
    left, right = _side(row.left, row.left_norm, row), _side(row.right, row.right_norm, row)
    bars = ("|left|", "|right|") if row.left.size > 1 else ("left", "right")
    digits = f"asked {row.digits_asked}, obtained {row.digits_obtained:.1f}"
    verdict = "ok" if row.agrees else "x  the sides differ"
    return [
        f"    {sizes}".rstrip(),
        f"      {bars[0]:12}  {left}",
        f"      {bars[1]:12}  {right}",
        f"      {'|difference|':12}  {_number(row.difference_norm, 3)}",
        f"      {'digits':12}  {digits}   {verdict}",
    ]


def _side(values: Any, norm: Any, row: DigitsRow) -> str:
    if values.size == 1:
        return _number(values.flat[0], row.digits_asked)
    return f"{_number(norm, row.digits_asked)}   ({values.shape[0]} x {values.shape[1]})"


def _number(value: Any, digits: int) -> str:
    from mpmath import nstr

    return str(nstr(value, digits, strip_zeros=False)) if value else "0"


def _json(found: dict[str, list[Table]], digits: int) -> str:
    theorems = [
        {"ref": label, "statements": [_table_data(table) for table in tables]}
        for label, tables in found.items()
    ]
    return json.dumps({"schema": SCHEMA, "digits": digits, "theorems": theorems}, indent=2)


def _table_data(table: Table) -> dict[str, Any]:
    rows = [
        {
            "sizes": row.sizes,
            "left": _entries(row.left, row.digits_asked),
            "right": _entries(row.right, row.digits_asked),
            "difference_norm": _number(row.difference_norm, 3),
            "digits_asked": row.digits_asked,
            "digits_obtained": round(row.digits_obtained, 1),
            "agrees": row.agrees,
        }
        for row in table.rows
    ]
    return {"statement": table.statement, "as_printed": table.printed, "agrees": table.agrees,
            "rows": rows}  # fmt: skip


def _entries(values: Any, digits: int) -> Sequence[Any]:
    """Entries row by row, as text with all digits."""
    return [[_number(value, digits) for value in row] for row in values.reshape(len(values), -1)]
