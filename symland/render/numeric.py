"""What `symland numeric` prints: every instance of one statement, or a line for each theorem."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from symland.crosscheck import VALUE, Table

SCHEMA = "symland.numeric/1"
MARKS = {"ok": "ok", "differs": "x", "undecided": "?", "empty": "-"}
WORDS = {"ok": "ok", "differs": "x  the sides differ", "undecided": "?  not decided"}
FALSE = "x  it does not hold"


def render_one(found: dict[str, list[Table]], digits: int) -> str:
    """Both sides at every instance."""
    lines = [f"random entries, {digits} digits asked for; |A| is the Frobenius norm"]
    for label, tables in found.items():
        lines += ["", label] + (
            [] if tables else ["  nothing to evaluate: no equation or inequality"]
        )
        for table in tables:
            lines.append(f"  {table.statement}{'   (as printed)' if table.printed else ''}")
            lines += [f"    not evaluated: {table.problem}"] if table.problem else []
            lines += [line for row in table.rows for line in _row(row, table)]
            if table.margin is not None:
                lines.append(f"    smallest margin found: {table.margin}")
    return "\n".join(lines)


def _row(row: dict[str, Any], table: Table) -> list[str]:
    sizes = "  ".join(f"{name} = {value}" for name, value in row["sizes"].items())
    shape = len(row["left"]), len(row["left"][0])
    bars = ("left", "right") if shape == (1, 1) else ("|left|", "|right|")
    if table.relation == VALUE:
        return [f"    {sizes}", *_entries(row["left"]), f"      {'digits':12}  {_digits(row)}"]
    own = "" if row["kind"] == "random" else f"   ({row['kind']})"
    values = [row["left"][0][0], row["right"][0][0]]
    if shape != (1, 1):
        size = f"({shape[0]} x {shape[1]})"
        values = [f"{row[side]}   {size}" for side in ("left_norm", "right_norm")]
    lines = [f"    {sizes}{own}".rstrip(), f"      {bars[0]:12}  {values[0]}",
             f"      {bars[1]:12}  {values[1]}"]  # fmt: skip
    if table.relation != "eq":
        verdict = FALSE if row["verdict"] == "differs" else WORDS[row["verdict"]]
        return [*lines, f"      {'margin':12}  {row['margin']}   {verdict}"]
    lines.append(f"      {'|difference|':12}  {row['difference_norm']}")
    return [*lines, f"      {'digits':12}  {_digits(row)}   {WORDS[row['verdict']]}"]


def _entries(entries: list[list[str]]) -> list[str]:
    """The rows of a matrix, numbers one below the other."""
    width = max(len(entry) for row in entries for entry in row)
    return ["      " + "  ".join(f"{entry:>{width}}" for entry in row) for row in entries]


def _digits(row: dict[str, Any]) -> str:
    if not row["digits_asked"]:
        return row["backend"]
    how = " (enclosed by balls)" if row["enclosed"] else ""
    return f"asked {row['digits_asked']}, obtained {row['digits_obtained']:.1f}{how}"


def render_table(found: dict[str, list[Table]], digits: int) -> str:
    """A line for each theorem, then a count."""
    width = max((len(label) for label in found), default=0)
    lines = [f"{len(found)} theorems at random entries, {digits} digits asked for", ""]
    counts: Counter[str] = Counter()
    for label, tables in found.items():
        own = [table for table in tables if not table.printed]
        verdict = _verdict(own)
        counts[verdict] += 1
        lines.append(f"  {MARKS[verdict]:2}  {label:{width}}  {_summary(own)}".rstrip())
    shown = [f"{counts['ok']} hold at all instances"]
    shown += [f"{counts['differs']} do not"] if counts["differs"] else []
    shown += [f"{counts['undecided']} not evaluated or not decided"] if counts["undecided"] else []
    shown += [f"{counts['empty']} without an equation or inequality"] if counts["empty"] else []
    return "\n".join([*lines, "", ", ".join(shown)])


def _verdict(tables: list[Table]) -> str:
    verdicts = {table.verdict for table in tables}
    for verdict in ("differs", "undecided", "ok"):
        if verdict in verdicts:
            return verdict
    return "empty"


def _summary(tables: list[Table]) -> str:
    """`3 instances, 52.1 digits, balls`, the smallest margin, or why there are none."""
    problems = [table.problem for table in tables if table.problem]
    if problems:
        return problems[0]
    if not tables:
        return "nothing to evaluate"
    rows = [row for table in tables for row in table.rows]
    parts = [f"{len(rows)} instance{'s' if len(rows) != 1 else ''}"]
    digits = [table.digits for table in tables if table.digits is not None]
    parts += [f"{min(digits):.1f} digits"] if digits else []
    margins = [table.margin for table in tables if table.margin is not None]
    parts += [f"smallest margin {min(margins, key=float)}"] if margins else []
    parts += ["enclosed"] if rows and all(row["enclosed"] for row in rows) else []
    wrong = next((row for row in rows if row["verdict"] != "ok"), None)
    if wrong is not None:
        sizes = ", ".join(f"{name} = {value}" for name, value in wrong["sizes"].items())
        parts.append(f"{WORDS[wrong['verdict']][3:]} at {sizes}")
    return ", ".join(parts)


def render_json(found: dict[str, list[Table]], digits: int) -> str:
    """Everything, numbers as texts with all digits."""
    theorems = [
        {"ref": label, "statements": [_data(table) for table in tables]}
        for label, tables in found.items()
    ]
    return json.dumps({"schema": SCHEMA, "digits": digits, "theorems": theorems}, indent=2)


def _data(table: Table) -> dict[str, Any]:
    return {
        "statement": table.statement,
        "as_printed": table.printed,
        "agrees": table.verdict == "ok",
        "verdict": table.verdict,
        "problem": table.problem,
        "smallest_margin": table.margin,
        "rows": list(table.rows),
    }
