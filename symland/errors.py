"""Errors that a user of symland can meet: a code, one sentence, and where it happened.

Every message says what is wrong, where, and with which sizes; it is lower case and has no full
stop.  `symland explain CODE` gives the long form of each code.
"""

from __future__ import annotations

import linecache
import sys
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

PACKAGES = (Path(__file__).resolve().parent, Path(__file__).resolve().parent.parent / "numeric")


@dataclass(frozen=True, slots=True)
class Location:
    """A place in an author's file: line and columns count from 1."""

    file: str
    line: int
    column: int
    end_line: int
    end_column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


class SymlandError(Exception):
    """A mistake in the author's input, with its code (SL001 ...) and place."""

    code = "SL000"

    def __init__(self, message: str, *, help: str = "", location: Location | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.help = help
        self.location = location or caller_location()

    def __str__(self) -> str:
        return f"{self.code}: {self.message}" + (f"\nhelp: {self.help}" if self.help else "")


class SizeError(SymlandError, ValueError):
    """SL001: the sizes of the operands do not match.

    `operation` holds what is not defined, such as ("add", A, B), where formulas are made.
    """

    code = "SL001"

    def __init__(self, message: str, *, help: str = "", operation: tuple[Any, ...] = ()) -> None:
        super().__init__(message, help=help)
        self.operation = operation


class StatementError(SymlandError, TypeError):
    """SL002: something that is not a statement stands where a statement is expected."""

    code = "SL002"


class CircularError(SymlandError, ValueError):
    """SL005: a theorem uses itself, directly or through others."""

    code = "SL005"


class NamingError(SymlandError, ValueError):
    """SL003: an unknown or malformed name."""

    code = "SL003"


class MissingExtraError(SymlandError, ImportError):
    """SL303: a package is not installed that only this task needs."""

    code = "SL303"


class DuplicateRefError(SymlandError, ValueError):
    """SL004: two theorems carry one ref."""

    code = "SL004"


class ExpressionError(SymlandError, TypeError):
    """SL006: an operand of the wrong kind, or a node that an operation does not know."""

    code = "SL006"


class VacuousError(SymlandError, ValueError):
    """SL201: the hypotheses contradict each other, so that everything would follow."""

    code = "SL201"


class FactError(SymlandError, ValueError):
    """SL202: something is used as a fact that is none here."""

    code = "SL202"


class ChainError(SymlandError, ValueError):
    """SL104 to SL106: a chain does not start or end at its statement, or does not compose."""

    def __init__(self, code: str, message: str, *, help: str = "") -> None:
        self.code = code
        super().__init__(message, help=help)


class UndecidedError(SymlandError):
    """SL102: symland could neither show nor refute something within its means."""

    code = "SL102"


def _is_ours(frame: FrameType) -> bool:
    name = frame.f_code.co_filename
    if name.startswith("<"):
        return not name.startswith(("<stdin>", "<ipython", "<python-input"))
    return any(package in Path(name).parents for package in PACKAGES)


def author_frame() -> FrameType | None:
    """The innermost frame outside symland's own code."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None and _is_ours(frame):
        frame = frame.f_back
    return frame


def caller_location() -> Location | None:
    """Place of the innermost call that was made from outside symland's own code."""
    frame = author_frame()
    return None if frame is None else frame_location(frame)


def frame_location(frame: FrameType, instruction: int | None = None) -> Location:
    """Line and columns of the instruction that `frame` is executing."""
    offset = frame.f_lasti if instruction is None else instruction
    positions = list(frame.f_code.co_positions())
    line, end_line, column, end_column = positions[max(offset, 0) // 2]
    file, line = frame.f_code.co_filename, line or frame.f_lineno
    return place_of(file, line, column or 0, end_line or line, end_column or 0)


def place_of(file: str, line: int, column: int, end_line: int, end_column: int) -> Location:
    """A location from Python's positions, which count bytes of UTF-8 from 0."""
    return Location(file, line, _characters(file, line, column) + 1, end_line,
                    _characters(file, end_line, end_column) + 1)  # fmt: skip


def _characters(file: str, line: int, offset: int) -> int:
    text = linecache.getline(file, line)
    return len(text.encode()[:offset].decode(errors="ignore")) if text else offset
