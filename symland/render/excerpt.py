"""Lines of an author's file with carets below the place that is meant."""

from __future__ import annotations

import linecache
import os
from collections.abc import Mapping
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


def excerpt(location: Location, look: Look, sources: Mapping[str, str]) -> list[str]:
    """`--> file:line:column`, then the lines with carets; without lines if there is no file."""
    place = f"  --> {shown_path(location.file)}:{location.line}:{location.column}"
    lines = source_lines(location.file, sources)
    last = min(max(location.end_line, location.line), location.line + _MOST_LINES - 1, len(lines))
    if not 1 <= location.line <= last:
        return [place]
    margin = len(str(last))
    bar = look.sign("│", "|")
    gutter = f"{' ' * margin} {bar}"
    found = [place, gutter]
    for number in range(location.line, last + 1):
        text, start, end = _clip(lines[number - 1], *_columns(location, number, lines[number - 1]))
        found.append(f"{number:>{margin}} {bar} {text}".rstrip())
        found.append(f"{gutter} {' ' * start}{look.paint('^' * max(1, end - start), 'bad')}")
    return [*found, gutter]


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
