"""Make an instance as plain as it gets: entries towards 0, then 1, as long as it still refutes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from typing import TypeAlias

import numpy as np

from numeric.arithmetic import Element, rational
from numeric.instance import Instance, Letter
from symland.refute.hunt import Hunt, fails

PLAIN = (0, 1, -1, 2)  # in the order of preference
Change: TypeAlias = Callable[[int], Instance]


def shrunk(hunt: Hunt, instance: Instance) -> Instance:
    """An instance of the same sizes in which no entry can be made plainer.

    Entries are those of letters and of parameters behind them, and the coefficients of functions.
    """
    instance = _emptied(hunt, instance)
    changed = True
    while changed:
        changed = False
        for number in range(len(list(_entries(hunt, instance)))):
            smaller = _smaller(hunt, instance, number)
            if smaller is not None:
                instance, changed = smaller, True
    return instance


def _emptied(hunt: Hunt, instance: Instance) -> Instance:
    """Whole letters 0, and step 0 at 0, where the instance still refutes then."""
    if "step" in instance.activations:
        others = {name: one for name, one in instance.activations.items() if name != "step"}
        trial = replace(instance, activations=others)
        hunt.tries += 1
        instance = trial if fails(hunt, trial) else instance
    for letter, values in list(instance.letters.items()):
        if not values.any():
            continue
        zero = np.zeros(values.shape, dtype=object)
        trial = replace(instance, letters={**instance.letters, letter: zero})
        hunt.tries += 1
        if fails(hunt, trial):
            instance = trial
    return instance


def _smaller(hunt: Hunt, instance: Instance, number: int) -> Instance | None:
    now, change = list(_entries(hunt, instance))[number]
    for value in PLAIN:
        if now == value:
            return None
        trial = change(value)
        hunt.tries += 1
        if fails(hunt, trial):
            return trial
    return None


def _entries(hunt: Hunt, instance: Instance) -> Iterator[tuple[Fraction, Change]]:
    """Every number that may be changed, with the instance in which it is another one."""
    for letter, values in list(instance.letters.items()):
        for place in range(values.size):
            yield _value(values.flat[place]), _letter_change(hunt, instance, letter, place)
    for name, numbers in list(instance.activations.items()):
        for place in range(len(numbers)):
            yield numbers[place], _activation_change(instance, name, place)
    for key, parts in list(instance.functions.items()):
        for degree, part in enumerate(parts):
            for place in range(part.size):
                change = _function_change(instance, key, degree, place)
                yield _value(part.flat[place]), change


def _value(value: Element) -> Fraction:
    return Fraction(rational(value))


def _letter_change(hunt: Hunt, instance: Instance, letter: Letter, place: int) -> Change:
    expr = hunt.needs.letters.get(letter.name)
    symmetric = expr is not None and "symmetric" in expr.data[1]

    def change(value: int) -> Instance:
        entries = instance.letters[letter].copy().astype(object)
        _, cols = entries.shape
        entries.flat[place] = value
        if symmetric:
            entries[place % cols, place // cols] = value
        return replace(instance, letters={**instance.letters, letter: entries})

    return change


def _activation_change(instance: Instance, name: str, place: int) -> Change:
    def change(value: int) -> Instance:
        numbers = list(instance.activations[name])
        numbers[place] = Fraction(value)
        return replace(instance, activations={**instance.activations, name: tuple(numbers)})

    return change


def _function_change(
    instance: Instance, key: tuple[str, int, int], degree: int, place: int
) -> Change:
    def change(value: int) -> Instance:
        parts = [part.copy().astype(object) for part in instance.functions[key]]
        parts[degree].flat[place] = value
        return replace(instance, functions={**instance.functions, key: tuple(parts)})

    return change
