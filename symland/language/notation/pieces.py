"""Printed formulas as pieces: signs, brackets, fractions, and the places where lines may break.

`text` and `latex` turn a tree into a `Piece`, `plain` makes one line of it; `latex_lines` breaks it
at its joints, the weakest first.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise
from typing import TypeAlias


class Level(IntEnum):
    """How tightly a printed piece binds; operands that bind less need brackets."""

    SUM = 0  # also anything with a sign in front
    PREFIX = 1  # an operator in front of its operand: sum, nabla, d/dt
    TENSOR = 2  # Kronecker and entrywise products
    PRODUCT = 3
    FACTOR = 4  # carries an exponent, a transpose or a prime
    ATOM = 5


@dataclass(frozen=True, slots=True)
class Joint:
    """What stands between two operands; a line that is broken here ends and starts differently."""

    sign: str
    start: str
    level: Level  # SUM, TENSOR or PRODUCT: the weaker, the better a line breaks here
    end: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Something in brackets, which grow with it."""

    left: str
    inside: Items
    right: str


@dataclass(frozen=True, slots=True)
class Fraction:
    """A fraction with a bar, and another form for one that is too wide for a line."""

    above: Items
    below: Items
    wide: Items = ()


Item: TypeAlias = "str | Joint | Group | Fraction"
Items: TypeAlias = "tuple[Item, ...]"


@dataclass(frozen=True, slots=True)
class Piece:
    """Printed items and how tightly they bind."""

    items: Items
    level: Level


def atom(text: str) -> Piece:
    """A piece that never needs brackets."""
    return Piece((text,), Level.ATOM)


def joined(operands: Iterable[Items], joint: Joint) -> Items:
    """Operands with the same joint between them."""
    first, *rest = operands
    return first + tuple(item for operand in rest for item in (joint, *operand))


def sum_of(terms: Iterable[tuple[bool, Items]]) -> Items:
    """`a - b + c` from pairs (is negative, items without sign)."""
    (negative, first), *rest = terms
    found: Items = ("-", *first) if negative else first
    for minus, term in rest:
        sign = "-" if minus else "+"
        found += (Joint(f" {sign} ", f"{sign} ", Level.SUM), *term)
    return found


def juxtaposed(operands: list[Items], dot: str) -> Items:
    """Operands beside each other; a number before something that starts with a digit needs a dot.

    `dot` also begins a new line that is broken between two factors.
    """
    found = operands[0]
    for before, operand in pairwise(operands):
        needed = _is_number(before) and _begins_with_digit(operand)
        start = f"{dot.strip()} "
        found += (Joint(dot if needed else " ", start, Level.PRODUCT), *operand)
    return found


def _is_number(items: Items) -> bool:
    return all(isinstance(item, Joint) or _is_numeral(item) for item in items)


def _is_numeral(item: Item) -> bool:
    return isinstance(item, str) and (item.isdecimal() or item.startswith("\\tfrac"))


def _begins_with_digit(items: Items) -> bool:
    first = items[0]
    return isinstance(first, str) and first[0].isdecimal()
