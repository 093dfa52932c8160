r"""Rows of formulas as one `align*`, its lines broken to a stated width.

The left sides stand to the left of the relation; where one of them is too wide for that, or a right
side cannot be broken into what is left, the relations go to lines of their own.  Reasons stand
beside the formulas if there is room for them, else below.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from symland.errors import ExpressionError
from symland.language.notation.latex import plain
from symland.language.notation.latex_lines import QUAD, lines
from symland.language.notation.latex_width import text_width, width
from symland.language.notation.pieces import Items
from symland.render.latex.prose import folded, prose

TEXT_WIDTH = 345.0  # points: a line of LaTeX's article class at 10pt
_UNITS = {"pt": 1.0, "em": 10.0, "cm": 28.4528, "mm": 2.84528, "in": 72.27}
RELATION = 13.4  # points: a sign with the spaces around it
_COLUMN = 20.0  # points: the least space before a column of reasons
_WIDE_LEFT = 0.4  # of the width


@dataclass(frozen=True, slots=True)
class Row:
    """`left sign right`, with a reason; a row without left side goes on with the one above."""

    right: Items
    sign: str = ""
    left: Items = ()
    reason: str = ""


def points(length: str) -> float:
    """A TeX length in points; `none` is no limit.  Raises `ExpressionError` for anything else.

    >>> points("12cm")
    341.4336
    """
    if length == "none":
        return float("inf")
    match = re.fullmatch(r"(\d{1,5}(?:\.\d{1,5})?)(pt|em|cm|mm|in)", length.strip())
    if match is None or not float(match[1]):
        examples = "for example `345pt`, `12cm`, `6in`, `30em`, or `none`"
        raise ExpressionError(f"`{length}` is no width", help=examples)
    return float(match[1]) * _UNITS[match[2]]


def align(rows: Sequence[Row | str], room: float = TEXT_WIDTH) -> list[str]:
    r"""The rows in an `align*` of at most `room` points; a word among them is an `\intertext`."""
    found = [row for row in rows if isinstance(row, Row)]
    if not found:
        return []
    lefts = max(width(plain(row.left)) if row.left else 0.0 for row in found)
    whole = [width(plain(row.right)) for row in found if not row.left and not row.sign]
    stacked = lefts > _WIDE_LEFT * room or any(lefts + wide > room for wide in whole)
    bodies = [] if stacked else [_beside(row, room - lefts - RELATION) for row in found]
    stacked = stacked or any(lefts + _right_width(line) > room for one in bodies for line in one)
    if stacked:
        bodies = [_stacked(row, room) for row in found]
    spent = 0.0 if stacked else lefts
    with_reasons = _reasons(found, bodies, spent, room)
    return [r"\begin{align*}", *_joined(rows, with_reasons), r"\end{align*}"]


def _beside(row: Row, room: float) -> list[str]:
    first, *rest = lines(row.right, room)
    head = f"{plain(row.left)} " if row.left else ""
    return [f"{head}&{_spaced(row.sign)}{first}", *(f"&{line}" for line in rest)]


def _stacked(row: Row, room: float) -> list[str]:
    """The left side over the whole width, the relation below it, set in."""
    if not row.left and not row.sign:
        return [f"&{line}" for line in lines(row.right, room)]
    if not row.left:
        return _set_in(row, room)
    whole = f"{plain(row.left)} {row.sign} {plain(row.right)}"
    if width(whole) <= room:
        return [f"&{whole}"]
    return [f"&{line}" for line in lines(row.left, room)] + _set_in(row, room)


def _set_in(row: Row, room: float) -> list[str]:
    first, *rest = lines(row.right, room - QUAD - RELATION)
    return [rf"&\quad {_spaced(row.sign)}{first}", *(rf"&\quad{line}" for line in rest)]


def _spaced(sign: str) -> str:
    return f"{sign} " if sign else ""


def _reasons(
    rows: Sequence[Row], bodies: list[list[str]], left: float, room: float
) -> list[list[str]]:
    """Reasons as a column if all of them have room beside the formulas, else behind or below."""
    reasons = [prose(row.reason) for row in rows]
    if not any(reasons):
        return bodies
    widest = max(_right_width(line) for body in bodies for line in body)
    longest = max(map(text_width, reasons))
    if left + widest + _COLUMN + longest <= room or room == float("inf"):
        return [_with_column(body, reason) for body, reason in zip(bodies, reasons, strict=True)]
    return [_behind(body, reason, left, room)
            for body, reason in zip(bodies, reasons, strict=True)]  # fmt: skip


def _right_width(line: str) -> float:
    return width(line.partition("&")[2])


def _with_column(body: list[str], reason: str) -> list[str]:
    return [*body[:-1], rf"{body[-1]} && \text{{{reason}}}"] if reason else body


def _behind(body: list[str], reason: str, left: float, room: float) -> list[str]:
    """The reason in brackets at the end of its last line, or on lines of its own."""
    if not reason:
        return body
    words = f"({reason})"
    if left + _right_width(body[-1]) + QUAD + text_width(words) <= room:
        return [*body[:-1], rf"{body[-1]} \quad \text{{{words}}}"]
    return body + [rf"&\qquad \text{{{line}}}" for line in folded(words, room - left - 2 * QUAD)]


def _joined(rows: Sequence[Row | str], bodies: list[list[str]]) -> list[str]:
    r"""All lines with `\\` between them, and the words between the displays."""
    found: list[str] = []
    waiting = iter(bodies)
    for row in rows:
        shown = [rf"\intertext{{{row}}}"] if isinstance(row, str) else next(waiting)
        for line in shown:
            if found and not found[-1].startswith(r"\intertext"):
                found[-1] += r" \\"
            found.append(line if line.startswith(r"\intertext") else f"  {line}")
    return found
