r"""Long formulas broken into lines: between terms first, then between factors, then in brackets.

A break costs more the tighter the operands are bound and the more brackets are open; the cheapest
set of breaks whose lines fit is taken.  Brackets that are broken become `\bigl(` and `\bigr)`, a
product that is broken goes on with `\cdot` (or its own sign), and new lines are set in by `\quad`.
A line with a block matrix that is too wide all the same has it as a `smallmatrix`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from symland.language.notation.latex import delimiters, is_tall, plain
from symland.language.notation.latex_width import width
from symland.language.notation.pieces import Fraction, Group, Items, Joint, Level

QUAD = 10.0  # points
_COST = {Level.SUM: 1.0, Level.TENSOR: 2.5, Level.PRODUCT: 3.0}
_DEEPER = 3.0  # for each open bracket
_OVERFULL = 1000.0  # for each point beyond the width
_AROUND = 26.0  # points: tall brackets with an exponent
_RAGGED = 0.4  # for a line that is left empty


@dataclass(frozen=True, slots=True)
class _Bracket:
    """One end of a group, whose size is known once the breaks are."""

    group: int
    place: int  # 0 at its left end, 1 at its right end


_SIZES = {True: ("biggl", "biggr"), False: ("bigl", "bigr")}  # by whether the inside is tall
_Part: TypeAlias = "str | _Bracket"


@dataclass(frozen=True, slots=True)
class _Break:
    """A joint with the groups that are open there."""

    joint: Joint
    open: tuple[int, ...]

    @property
    def cost(self) -> float:
        return _COST[self.joint.level] + _DEEPER * len(self.open)

    @property
    def indent(self) -> int:
        return 1 + (self.joint.level != Level.SUM) + len(self.open)


@dataclass(slots=True)
class _Strip:
    """A formula as one strip: chunks that hold together, with a break between each two."""

    room: float
    chunks: list[list[_Part]] = field(default_factory=lambda: [[]])
    breaks: list[_Break] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)

    def add(self, items: Items, opened: tuple[int, ...] = ()) -> None:
        for item in items:
            match item:
                case str():
                    self.chunks[-1].append(item)
                case Joint():
                    self.breaks.append(_Break(item, opened))
                    self.chunks.append([])
                case Group():
                    self.group(item, opened)
                case Fraction():
                    self.fraction(item, opened)

    def group(self, group: Group, opened: tuple[int, ...]) -> None:
        number = len(self.groups)
        self.groups.append(group)
        self.chunks[-1].append(_Bracket(number, 0))
        self.add(group.inside, (*opened, number))
        self.chunks[-1].append(_Bracket(number, 1))

    def fraction(self, fraction: Fraction, opened: tuple[int, ...]) -> None:
        """A fraction that is too wide for a line takes another form, most often a slash."""
        shown = plain((fraction,))
        if width(shown) <= self.room - _AROUND * len(opened):
            self.chunks[-1].append(shown)
            return
        if fraction.wide:
            self.add(fraction.wide, opened)
            return
        slash = Joint(" / ", "/ ", Level.PRODUCT)
        sides = [Group("(", side, ")") for side in (fraction.above, fraction.below)]
        self.group(Group("(", (sides[0], slash, sides[1]), ")"), opened)


def lines(items: Items, room: float, first: float | None = None) -> list[str]:
    r"""The formula in lines of at most `room` points, as far as it can be broken.

    The first line may have another room.  Later lines begin with `\quad`, as the right sides of
    an `align`.

    >>> from symland import dims, matrix
    >>> from symland.language.notation.latex import formula
    >>> A, B = matrix("A", *dims("n n")), matrix("B", *dims("n n"))
    >>> for line in lines(formula(A @ (A - B) @ B + B @ A), 65):
    ...     print(line)
    A (A - B) B
    \quad + B A
    """
    start = room if first is None else first
    if width(plain(items)) <= start:
        return [plain(items)]
    strip = _Strip(room)
    strip.add(items)
    chosen = _cheapest(strip, start)
    head, *others = _written(strip, chosen)
    return [_narrowed(head, start), *(_narrowed(one, room) for one in others)]


def _narrowed(line: str, room: float) -> str:
    """Block matrices in a line that is too wide all the same, in script size."""
    if width(line) <= room:
        return line
    small = line.replace(r"\begin{bmatrix}", r"\bigl[\begin{smallmatrix}")
    return small.replace(r"\end{bmatrix}", r"\end{smallmatrix}\bigr]")


def space(quads: int) -> str:
    r"""That many quads: `\qquad\quad` for 3."""
    return r"\qquad" * (quads // 2) + r"\quad" * (quads % 2)


def _cheapest(strip: _Strip, first: float) -> list[int]:
    """The places of the breaks: the shortest way through the possible lines."""
    widths = [width(_plainly(strip, chunk)) for chunk in strip.chunks]
    gaps = [_gap(one.joint) for one in strip.breaks]
    ends = len(widths)
    best: list[tuple[float, int]] = [(0.0, 0)] + [(float("inf"), 0)] * ends
    for start in range(ends):
        free = first
        wide = 0.0
        if start:
            broken = strip.breaks[start - 1]
            free = strip.room - QUAD * broken.indent
            wide = width(broken.joint.start)
        for end in range(start + 1, ends + 1):
            wide += widths[end - 1] + (gaps[end - 2] if end - 1 > start else 0.0)
            cost = best[start][0] + _line_cost(strip, wide, free, end)
            if cost < best[end][0]:
                best[end] = (cost, start)
            if wide > free and end > start + 1:
                break
    chosen, place = [], ends
    while place:
        place = best[place][1]
        chosen.append(place)
    return sorted(chosen)[1:]


def _line_cost(strip: _Strip, wide: float, free: float, end: int) -> float:
    if end > len(strip.breaks):
        return max(0.0, wide - free) * _OVERFULL
    empty = max(0.0, 1 - wide / free) if free > 0 else 1.0
    return max(0.0, wide - free) * _OVERFULL + strip.breaks[end - 1].cost + _RAGGED * empty**2


def _gap(joint: Joint) -> float:
    """The width of a sign between two letters, with the spaces around it."""
    sign = joint.sign.strip()
    return width(f"a {sign} a") - 2 * width("a") if sign else 0.0


def _plainly(strip: _Strip, chunk: list[_Part]) -> str:
    """A chunk with brackets of the size that they have if they are broken."""
    return "".join(part if isinstance(part, str) else _large(strip, part) for part in chunk)


def _large(strip: _Strip, part: _Bracket) -> str:
    return _bracket(strip, part, _SIZES[is_tall(strip.groups[part.group])])


def _bracket(strip: _Strip, part: _Bracket, size: tuple[str, str]) -> str:
    left, right = (f"\\{command}" if command else "" for command in size)
    return delimiters(strip.groups[part.group], left, right)[part.place]


def _written(strip: _Strip, chosen: list[int]) -> list[str]:
    broken = {group for place in chosen for group in strip.breaks[place - 1].open}
    found = [""]
    for place, chunk in enumerate(strip.chunks):
        if place:
            one = strip.breaks[place - 1]
            if place in chosen:
                found[-1] += one.joint.end
                found.append(f"{space(one.indent)} {one.joint.start}")
            else:
                found[-1] += one.joint.sign
        for part in chunk:
            found[-1] += part if isinstance(part, str) else _sized(strip, part, broken)
    return found


def _sized(strip: _Strip, part: _Bracket, broken: set[int]) -> str:
    tall = is_tall(strip.groups[part.group])
    if part.group in broken:
        return _large(strip, part)
    return _bracket(strip, part, ("left", "right") if tall else ("", ""))
