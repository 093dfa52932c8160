"""Entries of an instance that do not matter: both sides are the same whatever they are.

An entry is free only if that is shown: with a variable in its place both sides, and all else that
the report prints, come out without it, and the hypotheses hold for all its values.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any, TypeAlias

from numeric.arithmetic import rational
from numeric.construct.parametrise import HIDDEN
from numeric.evaluate import Evaluator
from numeric.fields import exact
from numeric.instance import Instance, Letter
from numeric.polynomials import Open, Polynomials
from symland.errors import SymlandError
from symland.language.claims import Claim
from symland.language.expr import Expr

Entry: TypeAlias = "tuple[Letter, tuple[tuple[int, int], ...]]"  # (i, j), and (j, i) if symmetric
MOST = 48  # entries of all letters together; larger instances are shown with their values
FAILED = (SymlandError, ArithmeticError, TypeError)
OTHER = 7  # another value, at which most entries show that they matter


def free_entries(
    ready: Instance,
    fixed: Iterable[Expr],
    known: Sequence[Claim],
    symmetric: Collection[str],
    needed: Collection[str] = (),
) -> dict[Letter, set[tuple[int, int]]]:
    """Places of the entries that have no influence on the values `fixed`; `known` stays true.

    `ready` is an instance with its definitions; letters behind them are left as they are, and
    those that are `needed` for a hypothesis that is no equation.
    """
    fixed = [*fixed, *ready.definitions.values()]
    letters = [letter for letter in ready.letters if letter.name not in needed]
    entries = [one for letter in letters for one in _entries(ready, letter, symmetric)]
    if len(entries) > MOST:
        return {}
    try:
        values = _values(ready, fixed)
    except FAILED:
        return {}
    kept = [one for one in entries if _seems_free(ready, one, fixed, values)]
    if kept and not _are_free(ready, kept, fixed, known):
        chosen: list[Entry] = []
        for one in kept:
            if _are_free(ready, [*chosen, one], fixed, known):
                chosen.append(one)
        kept = chosen
    found: dict[Letter, set[tuple[int, int]]] = {}
    for letter, places in kept:
        found.setdefault(letter, set()).update(places)
    return found


def _entries(ready: Instance, letter: Letter, symmetric: Collection[str]) -> list[Entry]:
    if letter in ready.definitions or letter.name.startswith(HIDDEN):
        return []
    rows, cols = ready.letters[letter].shape
    if letter.name not in symmetric:
        return [(letter, ((i, j),)) for i in range(rows) for j in range(cols)]
    return [(letter, ((i, j), (j, i))[: 1 + (i != j)]) for i in range(rows) for j in range(i + 1)]


def _seems_free(
    ready: Instance, entry: Entry, fixed: Sequence[Expr], values: Sequence[Any]
) -> bool:
    """Whether the values are the same at one other value of the entry: a quick test."""
    letter, [(i, j), *_] = entry
    other = Fraction(rational(ready.letters[letter][i, j])) + OTHER
    try:
        there = _values(_with(ready, [(entry, other)]), fixed)
    except FAILED:
        return False
    return all((one == other).all() for one, other in zip(values, there, strict=True))


def _are_free(
    ready: Instance, entries: Sequence[Entry], fixed: Sequence[Expr], known: Sequence[Claim]
) -> bool:
    """Whether the entries may have any values at once, shown with variables in their places."""
    numbers = Polynomials(len(entries))
    trial = _with(ready, [(one, Open(place)) for place, one in enumerate(entries)])
    try:
        run = Evaluator(trial, numbers)
        if not all(numbers.is_constant(run.value(one)) for one in fixed):
            return False
        gaps = [numbers.subtract(run.value(one.left), run.value(one.right)) for one in known]
        return all(map(numbers.is_constant, gaps))
    except FAILED:
        return False


def _values(instance: Instance, fixed: Sequence[Expr]) -> list[Any]:
    run = Evaluator(instance, exact)
    return [run.value(one) for one in fixed]


def _with(ready: Instance, changes: Sequence[tuple[Entry, Any]]) -> Instance:
    letters = dict(ready.letters)
    for (letter, places), value in changes:
        entries = letters[letter].copy().astype(object)
        for place in places:
            entries[place] = value
        letters[letter] = entries
    return replace(ready, letters=letters)
