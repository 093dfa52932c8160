"""A claim as a sum of numbers times whole equations, whatever stands in them.

The canonical forms are vectors: their networks, sums over layers among them, are the coordinates.
So 2 s = 0 follows from s = 0 where s is a sum that is no word in letters, or has several legs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import reduce
from operator import mul
from typing import Any, TypeAlias

from symland.kernel import check
from symland.kernel.check import Equation
from symland.kernel.linear import Context, KernelError, Undecided
from symland.kernel.normal import Normal
from symland.kernel.poly import ONE
from symland.kernel.syntax import Term
from symland.reasoning.ideal.networks import HOLE
from symland.reasoning.ideal.problem import Step

Vector: TypeAlias = "dict[Any, Fraction]"
Row: TypeAlias = "tuple[Vector, Vector]"  # a combination, and how it is made of equations


def combined_linearly(
    left: Term, right: Term, hypotheses: Sequence[Equation], context: Context
) -> tuple[Step, ...] | None:
    """The step that shows left = right as a sum of multiples of the equations, if it is one."""
    try:
        form = check.difference(left, right, context)
    except (KernelError, Undecided):
        return None
    rows: dict[Any, Row] = {}
    for place, vector in _vectors(hypotheses, form, context):
        rest, made = _reduced(vector, {place: Fraction(1)}, rows)
        if rest:
            rows[next(iter(rest))] = rest, made
    rest, made = _reduced(_vector(form), {}, rows)
    if rest:
        return None
    uses = tuple(dict.fromkeys(number for number, _ in made))
    height, width = (reduce(mul, side, ONE) for side in (form.rows, form.cols))
    parts = []
    for (number, turned), factor in made.items():
        hole: Term = ("hole", HOLE, width, height) if turned else ("hole", HOLE, height, width)
        pattern = ("T", hole) if turned else hole
        parts.append((("num", str(-factor)), pattern, "given", uses.index(number), 0))
    data = {"laws": (), "parts": tuple(parts)}
    return (Step("ideal", (left, right), tuple(("given", n) for n in uses), data),)


def _vectors(
    hypotheses: Sequence[Equation], form: Normal, context: Context
) -> Iterator[tuple[tuple[int, bool], Vector]]:
    """The equations of the same size, as they stand and transposed."""
    for number, pair in enumerate(hypotheses):
        for turned in (False, True):
            one, other = (("T", side) for side in pair) if turned else pair
            try:
                known = check.difference(one, other, context)
            except (KernelError, Undecided):
                break
            if (known.rows, known.cols) == (form.rows, form.cols):
                yield (number, turned), _vector(known)


def _vector(form: Normal) -> Vector:
    return {(key, mono): value for key, piece in form.entries.items()
            for mono, value in piece.coefficient.terms}  # fmt: skip


def _reduced(vector: Vector, made: Vector, rows: dict[Any, Row]) -> Row:
    """A vector less multiples of the rows, without their leading coordinates."""
    vector, made = dict(vector), dict(made)
    while (key := next((one for one in vector if one in rows), None)) is not None:
        row, recipe = rows[key]
        factor = -vector[key] / row[key]
        _add(vector, row, factor)
        _add(made, recipe, factor)
    return vector, made


def _add(total: Vector, other: Vector, factor: Fraction) -> None:
    for key, value in other.items():
        found = total.get(key, Fraction(0)) + factor * value
        if found:
            total[key] = found
        else:
            total.pop(key, None)
