"""Exact matrices as text: drawn with brackets, side by side, or in a word when they are large."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from fractions import Fraction
from typing import Any, TypeAlias

from symland.proof.results import Entries
from symland.render.look import WIDTH, Look

Places: TypeAlias = "Collection[tuple[int, int]]"
NOTHING: Mapping[str, Any] = {}
_FRACTIONS = 1000
_LARGEST = 8  # rows or columns that are drawn


def number(value: Fraction | int) -> str:
    """A rational number; one with a denominator beyond 1000 as a decimal.

    >>> number(Fraction(761594, 1000000))
    '0.761594'
    """
    return str(value) if Fraction(value).denominator <= _FRACTIONS else f"{float(value):.6g}"


def draw(entries: Entries, look: Look, free: Places = ()) -> list[str]:
    """The lines of a matrix; a 1 x 1 matrix is its number, `*` stands at the `free` places.

    >>> from fractions import Fraction
    >>> print("\\n".join(draw(((Fraction(1, 2), 0), (-1, 3)), Look())))
    ⎡1/2  0⎤
    ⎣ -1  3⎦
    """
    if not entries or not entries[0]:
        return ["[]"]
    if len(entries) == len(entries[0]) == 1:
        return [number(entries[0][0])]
    if max(len(entries), len(entries[0])) > _LARGEST:
        return [_described(entries)]
    table = _texts(entries, free)
    widths = [max(len(row[i]) for row in table) for i in range(len(table[0]))]
    rows = ["  ".join(x.rjust(w) for x, w in zip(row, widths, strict=True)) for row in table]
    brackets = _brackets(len(rows), look)
    return [left + row + right for row, (left, right) in zip(rows, brackets, strict=True)]


def _texts(entries: Entries, free: Places) -> list[list[str]]:
    return [["*" if (i, j) in free else number(value) for j, value in enumerate(row)]
            for i, row in enumerate(entries)]  # fmt: skip


def short(entries: Entries, free: Places = ()) -> str:
    """A matrix in one line.

    >>> short(((1, 0), (0, 2)))
    'diag(1, 2)'
    """
    if len(entries) == 1 and len(entries[0]) == 1:
        return number(entries[0][0])
    if _is_diagonal(entries) and not free and len(entries) <= _LARGEST:
        return f"diag({', '.join(number(row[i]) for i, row in enumerate(entries))})"
    if max(len(entries), len(entries[0])) > _LARGEST:
        return _described(entries)
    return "[" + "; ".join(map(" ".join, _texts(entries, free))) + "]"


def side_by_side(
    named: Mapping[str, Entries],
    look: Look,
    last: str = "",
    derived: Mapping[str, Entries] = NOTHING,
    free: Mapping[str, Places] = NOTHING,
) -> list[str]:
    """`A = [...]` blocks next to each other, in as many bands as needed.

    What is derived from others follows in parentheses, then `last`; `*` stands at `free` places.
    """
    bands: list[list[list[str]]] = [[]]
    width = 9
    blocks = [_labelled(name, draw(entries, look, free.get(name, ())))
              for name, entries in named.items()]  # fmt: skip
    blocks += [_aside(_labelled(name, draw(entries, look))) for name, entries in derived.items()]
    for block in [*blocks, [last]] if last else blocks:
        if bands[-1] and width + len(block[0]) + 5 > WIDTH:
            bands.append([])
            width = 9
        bands[-1].append(block)
        width += len(block[0]) + 5
    return [line for band in bands for line in _join(band)]


def both_sides(left: Entries, right: Entries, look: Look) -> list[str]:
    """The values of two sides, one below the other or, for numbers, in one line."""
    if len(left) == len(right) == 1 and len(left[0]) == len(right[0]) == 1:
        a, b = left[0][0], right[0][0]
        sign = "<" if a < b else ">" if a > b else "="
        return [f"left = {number(a)}  {sign}  right = {number(b)}"]
    if max(len(left), len(left[0])) > _LARGEST:
        return [_first_difference(left, right)]
    if all(_is_diagonal(side) for side in (left, right)):
        return [f"left  = {short(left)}", f"right = {short(right)}"]
    return side_by_side({"left": left, "right": right}, look)


def _labelled(name: str, lines: list[str]) -> list[str]:
    label = f"{name} = "
    width = max(map(len, lines))
    return [(label if i == 0 else " " * len(label)) + x.ljust(width) for i, x in enumerate(lines)]


def _aside(lines: list[str]) -> list[str]:
    """A block in parentheses."""
    inner = [("(" if i == 0 else " ") + line for i, line in enumerate(lines)]
    return [*(line + " " for line in inner[:-1]), inner[-1] + ")"]


def _join(blocks: list[list[str]]) -> list[str]:
    height = max(map(len, blocks), default=0)
    rows = []
    for i in range(height):
        parts = [block[i] if i < len(block) else " " * len(block[0]) for block in blocks]
        rows.append("     ".join(parts).rstrip())
    return rows


def _brackets(rows: int, look: Look) -> list[tuple[str, str]]:
    if rows == 1 or not look.unicode:
        return [("[", "]")] * rows
    return [("⎡", "⎤"), *[("⎢", "⎥")] * (rows - 2), ("⎣", "⎦")]


def _is_diagonal(entries: Entries) -> bool:
    square = len(entries) == len(entries[0]) > 1
    return square and all(
        x == 0 for i, row in enumerate(entries) for j, x in enumerate(row) if i != j
    )


def _described(entries: Entries) -> str:
    size = f"{len(entries)} x {len(entries[0])}"
    if all(x == 0 for row in entries for x in row):
        return f"the {size} zero matrix"
    filled = sum(x != 0 for row in entries for x in row)
    return f"a {size} matrix with {filled} nonzero entries"


def _first_difference(left: Entries, right: Entries) -> str:
    size = f"{len(left)} x {len(left[0])}"
    for i, (a, b) in enumerate(zip(left, right, strict=True), start=1):
        for j, (x, y) in enumerate(zip(a, b, strict=True), start=1):
            if x != y:
                pair = f"left = {number(x)}   right = {number(y)}"
                return f"both sides are {size}; entry ({i}, {j}):  {pair}"
    return f"both sides are {size} and equal"
