"""The instance that was found, as a report shows it."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

import flint
import numpy as np

from numeric.arithmetic import Array, Element, rational
from numeric.construct.parametrise import HIDDEN
from numeric.exponential import Number
from numeric.fields import exact
from numeric.instance import Instance
from numeric.requirements import requirements
from numeric.truth import compared
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
from symland.reasoning.facts import context_for, sides_of
from symland.refute.abbreviations import abbreviated
from symland.refute.free import free_entries
from symland.refute.hunt import Hunt, known_in


def counterexample(hunt: Hunt, instance: Instance) -> Counterexample:
    """Sizes, letters, hypotheses and both sides of an instance."""
    ready, _ = hunt.construct(instance)
    sides, field = compared(hunt.claim, ready)
    dimensions = instance.dimensions
    sizes = dict(dimensions.indices) | dict(dimensions.sizes) | _layer_sizes(hunt, instance)
    found = Counterexample(
        sizes, _values(ready), (), _shown(sides.left), _shown(sides.right),
        (*(f"{_as_checked(one, ready)} holds" for one in known_in(hunt.facts)),
         *(f"{one} holds" for one in hunt.facts.conditions)),
        hunt.tries, time.perf_counter() - hunt.started, enclosed=field is not exact,
        functions=_formulas(ready),
    )  # fmt: skip
    return with_sides(found, hunt, instance, (hunt.claim.left, hunt.claim.right))


def with_sides(
    found: Counterexample, hunt: Hunt, instance: Instance, sides: tuple[Any, Any]
) -> Counterexample:
    """The instance with the abbreviations in the two sides as printed, and what is free."""
    ready, _ = hunt.construct(instance)
    bodies = abbreviated([*sides, *sides_of(known_in(hunt.facts))], ready)
    named = {name: _value(ready, body) for name, body in bodies.items() if name not in found.values}
    whole, places = _free(hunt, ready, list(bodies.values()), enclosed=found.enclosed)
    values = {name: value for name, value in _values(ready).items() if name not in whole}
    known = {name: value for name, value in named.items() if value is not None}
    return replace(found, values=values, abbreviations=known, free=whole, free_entries=places)


def complete(hunt: Hunt, instance: Instance) -> Counterexample:
    """The instance with all its values, as an author gives it."""
    ready, _ = hunt.construct(instance)
    found = counterexample(hunt, instance)
    return replace(found, values=_values(ready), free=(), free_entries={}, given=True)


def _values(ready: Instance) -> dict[str, Shown]:
    """Letters, those that hypotheses define included, and coefficients of functions."""
    values: dict[str, Shown] = {}
    for letter, entries in sorted(ready.letters.items(), key=lambda item: str(item[0])):
        if not letter.name.startswith(HIDDEN) and letter not in ready.definitions:
            values[str(letter)] = _shown(entries)
    for letter, expr in ready.definitions.items():
        value = None if letter.name.startswith(HIDDEN) else _value(ready, expr)
        values |= {} if value is None else {str(letter): value}
    for (name, _, _), parts in ready.functions.items():
        kept = [part for place, part in enumerate(parts) if any(p.any() for p in parts[place:])]
        powers = ["1", "x", "x (x) x", "x (x) x (x) x"][: len(kept)]
        values[f"{name} (coefficients of {', '.join(powers)})"] = _shown(
            np.hstack(kept or parts[:1])
        )
    return values


def _formulas(ready: Instance) -> dict[str, str]:
    """The functions that stand for generic entrywise ones, as formulas in x."""
    found: dict[str, str] = {}
    for name, coefficients in ready.activations.items():
        found[name] = _polynomial(coefficients)
        if name == "step":
            found[name] += " at x = 0"
        if name in ready.denominators:
            below = _polynomial(ready.denominators[name])
            top = found[name]
            found[name] = f"({top})/({below})" if " " in top else f"{top}/({below})"
    return found


def _polynomial(coefficients: Sequence[Fraction]) -> str:
    """`1 - 2 x + x^3`."""
    parts: list[str] = []
    for power, number in enumerate(coefficients):
        value, letter = Fraction(number), "" if not power else "x" if power == 1 else f"x^{power}"
        if value:
            size = "" if abs(value) == 1 and letter else str(abs(value))
            sign = ("-" if value < 0 else "") if not parts else "- " if value < 0 else "+ "
            parts.append(sign + " ".join(one for one in (size, letter) if one))
    return " ".join(parts) or "0"


def _free(
    hunt: Hunt, ready: Instance, bodies: list[Any], *, enclosed: bool
) -> tuple[tuple[str, ...], dict[str, tuple[tuple[int, int], ...]]]:
    """Letters that may have any value, and places in others."""
    known = known_in(hunt.facts)
    shown = [side for one in known if not one.left.is_matrix for side in (one.left, one.right)]
    if enclosed:
        absent = _absent(hunt) - {name for one in hunt.facts.conditions for name in one.names}
        letters = [letter for letter in ready.letters if letter not in ready.definitions]
        return tuple(sorted(str(letter) for letter in letters if letter.name in absent)), {}
    symmetric = {name for name, one in hunt.needs.letters.items() if "symmetric" in one.data[1]}
    fixed = [hunt.claim.left, hunt.claim.right, *shown, *bodies]
    needed = {name for one in hunt.facts.conditions for name in one.names}
    found = free_entries(ready, fixed, known, symmetric, needed)
    whole = tuple(sorted(str(letter) for letter, places in found.items()
                         if len(places) == ready.letters[letter].size))  # fmt: skip
    places = {str(letter): tuple(sorted(places)) for letter, places in found.items()}
    return whole, {name: kept for name, kept in places.items() if name not in whole}


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


def _value(ready: Instance, expr: Any) -> Shown | None:
    """The value of an expression, None where it has none."""
    try:
        return _shown(compared(Claim("eq", expr, expr), ready)[0].left)
    except SymlandError:
        return None


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
