"""Lines of an author's file with carets below the place that is meant."""

from __future__ import annotations

import linecache
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from symland.errors import Location
from symland.render.look import Look

_MOST_LINES = 6
_WIDEST = 90


def shown_path(file: str) -> str:
    """A path relative to the working directory, where that is shorter."""
    path = Path(file)
    if not path.is_absolute():
        return file
    relative = os.path.relpath(path)
    return file if relative.startswith("..") else relative


def source_lines(file: str, sources: Mapping[str, str]) -> list[str]:
    """The lines of a file (or of a text given under that name); none if it cannot be read."""
    if file in sources:
        return sources[file].splitlines()
    linecache.checkcache(file)
    return [line.rstrip("\n") for line in linecache.getlines(file)]


@dataclass(frozen=True, slots=True)
class Marked:
    """A place in a file with the sign that underlines it and the words below it."""

    place: Location
    words: str = ""
    sign: str = "^"


def excerpt(
    location: Location,
    look: Look,
    sources: Mapping[str, str],
    *,
    words: str = "",
    first: Marked | None = None,
) -> list[str]:
    """`--> file:line:column`, then the lines with carets; without lines if there is no file.

    `words` stand behind the carets; `first` is another place, marked with a sign of its own.
    """
    place = f"  --> {shown_path(location.file)}:{location.line}:{location.column}"
    lines = source_lines(location.file, sources)
    last = min(max(location.end_line, location.line), location.line + _MOST_LINES - 1, len(lines))
    if not 1 <= location.line <= last:
        return [place]
    margin = len(str(last))
    bar = look.sign("│", "|")
    gutter = f"{' ' * margin} {bar}"
    found = [place, gutter]
    if first is not None and _is_above(first.place, location):
        found += _underlined(lines, first, look, margin)
        found += [f"{'.' * margin:>3}"] if location.line > first.place.line + 1 else []
    for number in range(location.line, last + 1):
        text, start, end = _clip(lines[number - 1], *_columns(location, number, lines[number - 1]))
        found.append(f"{number:>{margin}} {bar} {text}".rstrip())
        behind = f" {words}" if words and number == last else ""
        carets = look.paint("^" * max(1, end - start), "bad")
        found.append(f"{gutter} {' ' * start}{carets}{behind}")
    return [*found, gutter]


def operand_excerpt(
    location: Location,
    operands: tuple[tuple[Location, str], ...],
    look: Look,
    sources: Mapping[str, str],
) -> list[str]:
    """The line of an operator, with the sizes of its two operands below them."""
    lines = source_lines(location.file, sources)
    if not 1 <= location.line <= len(lines):
        return excerpt(location, look, sources)
    text, (left, size), (right, other) = lines[location.line - 1], *operands
    if len(text) > 2 * _WIDEST:
        return excerpt(location, look, sources)
    bar, number = look.sign("│", "|"), str(location.line)
    gutter, start = f"{' ' * len(number)} {bar}", left.column - 1
    below = look.paint("-" * (left.end_column - left.column), "note")
    carets = look.paint("^" * (right.end_column - right.column), "bad")
    between = " " * (right.column - left.end_column)
    place = f"  --> {shown_path(location.file)}:{location.line}:{location.column}"
    return [
        place, gutter, f"{number} {bar} {text}".rstrip(),
        f"{gutter} {' ' * start}{below}{between}{carets} {look.formula(other)}",
        f"{gutter} {' ' * start}{look.sign('│', '|')}",
        f"{gutter} {' ' * start}{look.formula(size)}",
        gutter,
    ]  # fmt: skip


def _underlined(lines: list[str], marked: Marked, look: Look, margin: int) -> list[str]:
    """One line of the source, a place in it underlined, with words behind."""
    number, bar = marked.place.line, look.sign("│", "|")
    columns = _columns(marked.place, number, lines[number - 1])
    text, start, end = _clip(lines[number - 1], *columns)
    below = f"{' ' * start}{look.paint(marked.sign * (end - start), 'note')} {marked.words}"
    return [f"{number:>{margin}} {bar} {text}".rstrip(), f"{' ' * margin} {bar} {below}"]


def _is_above(first: Location, place: Location) -> bool:
    """Whether a place is one line that stands above another place of the same file."""
    return (first.file, first.end_line) == (place.file, first.line) and first.line < place.line


def _columns(location: Location, number: int, text: str) -> tuple[int, int]:
    """First and last column (from 0) to be marked in a line of the marked range."""
    indent = len(text) - len(text.lstrip())
    start = location.column - 1 if number == location.line else indent
    end = location.end_column - 1 if number == location.end_line else len(text.rstrip())
    return min(start, len(text)), max(end, start + 1)


def _clip(text: str, start: int, end: int) -> tuple[str, int, int]:
    """A window of a very long line around the marked place; control signs become `?`."""
    text = "".join(c if c.isprintable() else " " if c == "\t" else "?" for c in text)
    if len(text) <= 2 * _WIDEST:
        return text, start, end
    begin = max(0, min(start - 30, len(text) - _WIDEST))
    shown = text[begin : begin + _WIDEST]
    prefix, suffix = ("..." if begin else ""), ("..." if begin + _WIDEST < len(text) else "")
    first = start - begin + len(prefix)
    return f"{prefix}{shown}{suffix}", first, min(first + end - start, len(prefix + shown))
