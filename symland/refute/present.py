"""The instance that was found, as a report shows it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Any

import flint
import numpy as np

from numeric.arithmetic import Array, Element, rational
from numeric.construct import construct
from numeric.construct.parametrise import HIDDEN
from numeric.exponential import Number
from numeric.fields import exact
from numeric.instance import Instance
from numeric.requirements import requirements
from symland.elaborate import term
from symland.errors import SymlandError
from symland.kernel.linear import KernelError, Undecided
from symland.kernel.network import Piece
from symland.kernel.normal import normalise
from symland.kernel.terms import expand
from symland.language.claims import RELATIONS, Claim
from symland.language.notation.text import text
from symland.proof.results import Counterexample
from symland.proof.results import Entries as Shown
from symland.reasoning.decide import context_for, sides_of
from symland.refute.abbreviations import abbreviated
from symland.refute.hunt import Hunt, compared, known_in


def counterexample(hunt: Hunt, instance: Instance) -> Counterexample:
    """Sizes, letters, hypotheses and both sides of an instance."""
    ready, _ = construct(known_in(hunt.facts), instance)
    sides, field = compared(hunt.claim, ready)
    absent = _absent(hunt)
    values: dict[str, Shown] = {}
    free: list[str] = []
    for letter, entries in sorted(instance.letters.items(), key=lambda item: str(item[0])):
        if letter.name.startswith(HIDDEN):
            continue
        if letter.name in absent:
            free.append(str(letter))
        else:
            values[str(letter)] = _shown(entries)
    for letter, expr in ready.definitions.items():
        values[str(letter)] = values.get(str(letter)) or _value(ready, expr)
    for name, coefficients in ready.activations.items():
        label = f"{name} (coefficients of 1, x, x^2, ...)"
        values[label] = (tuple(Fraction(rational(one)) for one in coefficients),)
    for (name, _, _), parts in ready.functions.items():
        kept = [part for place, part in enumerate(parts) if any(p.any() for p in parts[place:])]
        powers = ["1", "x", "x (x) x", "x (x) x (x) x"][: len(kept)]
        values[f"{name} (coefficients of {', '.join(powers)})"] = _shown(
            np.hstack(kept or parts[:1])
        )
    dimensions = instance.dimensions
    sizes = dict(dimensions.indices) | dict(dimensions.sizes)
    sizes |= _layer_sizes(hunt, instance)
    named = abbreviations(hunt, ready, (hunt.claim.left, hunt.claim.right))
    return Counterexample(
        sizes, values, tuple(free), _shown(sides.left), _shown(sides.right),
        tuple(f"{_as_checked(one, ready)} holds" for one in known_in(hunt.facts)),
        hunt.tries, time.perf_counter() - hunt.started, enclosed=field is not exact,
        abbreviations={name: value for name, value in named.items() if name not in values},
    )  # fmt: skip


def with_sides(
    found: Counterexample, hunt: Hunt, instance: Instance, sides: tuple[Any, Any]
) -> Counterexample:
    """The same instance with the abbreviations of the two sides that a report prints."""
    ready, _ = construct(known_in(hunt.facts), instance)
    named = abbreviations(hunt, ready, sides)
    kept = {name: value for name, value in named.items() if name not in found.values}
    return replace(found, abbreviations=kept)


def abbreviations(hunt: Hunt, ready: Instance, sides: tuple[Any, Any]) -> dict[str, Shown]:
    """Values of the abbreviations in two sides and in the hypotheses."""
    formulas = [*sides, *sides_of(known_in(hunt.facts))]
    return abbreviated(formulas, ready, lambda body: _value(ready, body))


def _as_checked(claim: Claim, ready: Instance) -> str:
    """A hypothesis, between scalars with the values of its sides."""
    if claim.left.is_matrix:
        return text_of(claim)
    sides, field = compared(claim, ready)
    if field is not exact:
        return text_of(claim)
    left, right = (Fraction(rational(side.flat[0])) for side in (sides.left, sides.right))
    return f"{text_of(claim)}: {left} {RELATIONS[claim.relation]} {right}"


def text_of(claim: Claim) -> str:
    """A statement in one line."""
    return f"{text(claim.left)} = {text(claim.right)}" if claim.relation == "eq" else str(claim)


def _layer_sizes(hunt: Hunt, instance: Instance) -> dict[str, int]:
    """Sizes d[j] of the layers that occur: those of the members that have entries."""
    places: set[int] = set()
    for letter in instance.letters:
        if letter.kind == "member":
            places |= {letter.position, letter.position - 1}
    for wanted in hunt.needs.size_families.values():
        for polynomial in wanted:
            try:
                places.add(instance.dimensions.value(polynomial))
            except SymlandError:
                continue
    found: dict[str, int] = {}
    for name, table in instance.dimensions.families.items():
        if isinstance(table, dict):
            found |= {f"{name}[{p}]": table[p] for p in sorted(places) if p in table}
    return found


def _value(ready: Instance, expr: Any) -> Shown:
    return _shown(compared(Claim("eq", expr, expr), ready)[0].left)


def _shown(values: Array) -> Shown:
    return tuple(tuple(_number(value) for value in row) for row in values)


def _number(value: Element) -> Fraction:
    """A rational number; any other to the digits that are shown."""
    return (
        Fraction(f"{float(value):.6g}")
        if isinstance(value, flint.arb | Number)
        else rational(value)
    )


def _absent(hunt: Hunt) -> set[str]:
    """Letters that occur in neither canonical form, so that their values do not matter."""
    names = {*hunt.needs.letters, *hunt.needs.families, *hunt.needs.scalars}
    hypotheses = requirements(known_in(hunt.facts))
    seen = {*hypotheses.letters, *hypotheses.families, *hypotheses.scalars}
    context = context_for(hunt.claim, hunt.facts)
    try:
        forms = [normalise(expand(term(side), context), context)
                 for side in (hunt.claim.left, hunt.claim.right)]  # fmt: skip
    except (KernelError, Undecided):
        return set()
    for form in forms:
        for piece in form.entries.values():
            seen |= set(_names_in(piece))
    return names - seen


def _names_in(piece: Piece) -> Iterator[str]:
    """Letters, families and parameters in a network, also in the arguments of its atoms."""
    for mono, _ in piece.coefficient.terms:
        yield from (name for (_, name, _), _ in mono)
    for head, _ in piece.atoms:
        yield head.name
        for part in head.body.pieces if head.body is not None else ():
            yield from _names_in(part)
