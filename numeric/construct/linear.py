"""Equations that are linear in the entries of one letter, solved exactly.

The other letters keep their entries.  Of all solutions one is taken whose free entries are those
that the letter had; so A B = B A, normal equations and the equations of a critical point (which
are linear in the labels) hold, and where several values do, each may come.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

import flint
import numpy as np

from numeric.arithmetic import Array, FieldError, SingularError, rational
from numeric.construct.solve import letter_of
from numeric.evaluate import Evaluator
from numeric.fields import exact
from numeric.instance import Instance, Letter
from symland.errors import SymlandError
from symland.language.claims import Claim

MOST_ENTRIES = 24  # of a letter that is solved for


def solved_linearly(claims: Sequence[Claim], instance: Instance) -> Instance | None:
    """The instance with other entries of one letter so that the equations hold, if there is one."""
    for letter in _letters(claims, instance):
        try:
            found = _solve(claims, instance, letter)
        except (FieldError, SingularError, SymlandError):
            continue
        if found is not None:
            return found
    return None


def _letters(claims: Sequence[Claim], instance: Instance) -> list[Letter]:
    """Letters without a definition, the largest first."""
    found: dict[Letter, int] = {}
    for claim in claims:
        for side in (claim.left, claim.right):
            for node in side.walk():
                if node.op not in ("symbol", "member"):
                    continue
                if node.op == "symbol" and "symmetric" in node.data[1]:
                    continue
                try:
                    letter = letter_of(node, instance.dimensions)
                except SymlandError:
                    continue
                if letter in instance.letters and letter not in instance.definitions:
                    found[letter] = instance.letters[letter].size
    listed = [letter for letter, size in found.items() if size <= MOST_ENTRIES]
    return sorted(listed, key=lambda letter: -found[letter])


def _solve(claims: Sequence[Claim], instance: Instance, letter: Letter) -> Instance | None:
    now = exact.array(instance.letters[letter])
    zero = exact.constant(0, now.shape)
    base = _residual(claims, _with(instance, letter, zero))
    columns = []
    for place in range(now.size):
        unit = zero.copy()
        unit.flat[place] = exact.element(1)
        columns.append(_residual(claims, _with(instance, letter, unit)) - base)
    matrix = np.array(columns, dtype=object).T
    there = base + matrix @ now.ravel()
    if (there != _residual(claims, _with(instance, letter, now))).any():
        return None  # not linear
    step = _solution(matrix, -there)
    if step is None:
        return None
    entries = (now.ravel() + step).reshape(now.shape)
    found = np.array([Fraction(rational(value)) for value in entries.flat], dtype=object)
    fresh = _with(instance, letter, found.reshape(now.shape))
    return None if _residual(claims, fresh).any() else fresh


def _solution(matrix: Array, right: Array) -> Array | None:
    """One solution of a linear system, its free entries 0."""
    rows, cols = matrix.shape
    both = [[*matrix[row], right[row]] for row in range(rows)]
    reduced, rank = flint.fmpq_mat(both).rref()
    table = reduced.tolist()
    found = [exact.element(0)] * cols
    for row in table[:rank]:
        pivot = next(column for column, value in enumerate(row) if value != 0)
        if pivot == cols:
            return None
        found[pivot] = row[cols]
    return np.array(found, dtype=object)


def _residual(claims: Sequence[Claim], instance: Instance) -> Array:
    run = Evaluator(instance, exact)
    parts = [exact.subtract(run.value(one.left), run.value(one.right)).ravel() for one in claims]
    return np.concatenate(parts)


def _with(instance: Instance, letter: Letter, entries: Any) -> Instance:
    return replace(instance, letters={**instance.letters, letter: entries})
