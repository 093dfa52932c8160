"""Search for the smallest instance that refutes a statement, evaluated exactly.

Sizes come first: the smallest total number of entries at which a random point (modulo a prime)
breaks the statement.  At these sizes an instance with small integers is drawn and its entries are
shrunk towards 0, then 1.  Hypotheses are constructed (an equation solved for a letter) or checked
exactly; an instance in which one of them fails is never reported.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction

from numeric.arithmetic import Array, FieldError, SingularError, rational
from numeric.compare import compare, unmet
from numeric.construct import construct
from numeric.draw import Entries, Random, residues, small_integers
from numeric.fields import exact, modular
from numeric.instance import Instance, Letter
from numeric.moving import CoincidenceError
from numeric.requirements import Requirements, requirements
from symland.elaborate import term
from symland.errors import SizeError, SymlandError
from symland.kernel.linear import KernelError, Undecided
from symland.kernel.network import Piece
from symland.kernel.normal import normalise
from symland.kernel.terms import expand
from symland.language.claims import Claim
from symland.language.notation.text import text
from symland.proof.results import Counterexample
from symland.proof.results import Entries as Shown
from symland.reasoning.decide import Facts, context_for
from symland.refute.sizes import Choice, choices

OUTSIDE = (SingularError, SizeError, CoincidenceError)  # not in the domain of the statement
DRAWS = 6  # instances drawn at sizes where the statement is known to break


@dataclass(frozen=True, slots=True)
class Search:
    """Limits of the search."""

    largest: int = 3
    tries: int = 3000
    seconds: float = 10.0
    seed: int = 0
    fixed: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Found:
    """A counterexample, or what was tried."""

    counterexample: Counterexample | None
    tried: str = ""
    notes: tuple[str, ...] = ()


@dataclass(slots=True)
class Hunt:
    """One search: the statement, what may be used, and how much has been tried."""

    claim: Claim
    facts: Facts
    limits: Search
    needs: Requirements
    started: float
    tries: int = 0

    @property
    def over(self) -> bool:
        spent = time.perf_counter() - self.started
        return self.tries >= self.limits.tries or spent > self.limits.seconds


def known_in(facts: Facts) -> tuple[Claim, ...]:
    """Everything that must hold in an instance before it can refute anything."""
    return (*facts.hypotheses, *facts.assumed)


def search(claim: Claim, facts: Facts, limits: Search) -> Found:
    """The smallest instance found in which the hypotheses hold and the claim fails."""
    needs = requirements(claim, known_in(facts), facts.constraints)
    if needs.functions:
        return Found(None, "no search: a generic function has no small instances")
    hunt = Hunt(claim, facts, limits, needs, time.perf_counter())
    largest = 0
    try:
        for choice in choices(needs, facts.constraints, limits.largest, limits.fixed):
            if hunt.over:
                break
            largest = max(largest, choice.entries)
            found = _at_sizes(hunt, choice)
            if found is not None:
                return Found(_report(hunt, found))
    except SymlandError as error:
        return Found(None, f"no search: {error.message}")
    return Found(None, f"{hunt.tries} exact instances with up to {largest} entries, none of which "
                       "satisfies the hypotheses and breaks it")  # fmt: skip


def _at_sizes(hunt: Hunt, choice: Choice) -> Instance | None:
    if _is_polynomial(hunt.claim) and not _breaks_somewhere(hunt, choice):
        return None
    for instance in _instances(hunt, choice):
        hunt.tries += 1
        if fails(hunt, instance):
            return _shrunk(hunt, instance)
        if hunt.over:
            return None
    return None


def _is_polynomial(claim: Claim) -> bool:
    """Whether a random point decides (a pseudo-inverse is another function at each rank)."""
    sides = (claim.left, claim.right)
    return claim.relation == "eq" and not any(
        node.op == "pinv" for side in sides for node in side.walk()
    )


def _breaks_somewhere(hunt: Hunt, choice: Choice) -> bool:
    """Whether the equation breaks at a random point modulo a prime (if that can be told)."""
    hunt.tries += 1
    instance = _drawn(hunt, choice, residues(), 0)
    try:
        ready, others = construct(known_in(hunt.facts), instance)
        if others:
            return True
        return compare(hunt.claim, ready, modular()).holds is not True
    except (*OUTSIDE, FieldError):
        return True


def _instances(hunt: Hunt, choice: Choice) -> Iterator[Instance]:
    for number in range(DRAWS):
        yield _drawn(hunt, choice, small_integers(1 + number // 2), number + 1)
    if not _is_polynomial(hunt.claim):
        for number in range(DRAWS, 3 * DRAWS):
            yield _drawn(hunt, choice, small_integers(1), number + 1)


def _drawn(hunt: Hunt, choice: Choice, entries: Entries, number: int) -> Instance:
    source = Random(hunt.limits.seed * 1000 + number, entries)
    return Instance(choice.dimensions, {}, {}, {}, source)


def fails(hunt: Hunt, instance: Instance) -> bool:
    """Whether all hypotheses hold and the claim does not, exactly."""
    try:
        ready, others = construct(known_in(hunt.facts), instance)
        if others and unmet(others, ready, exact):
            return False
        return compare(hunt.claim, ready, exact).holds is False
    except OUTSIDE:
        return False


def _shrunk(hunt: Hunt, instance: Instance) -> Instance:
    """Entries towards 0, then 1, as long as the instance still refutes."""
    changed = True
    while changed:
        changed = False
        for letter, values in list(instance.letters.items()):
            for place in range(values.size):
                smaller = _smaller(hunt, instance, letter, place)
                if smaller is not None:
                    instance, changed = smaller, True
    return instance


def _smaller(hunt: Hunt, instance: Instance, letter: Letter, place: int) -> Instance | None:
    now = Fraction(rational(instance.letters[letter].flat[place]))
    for value in (0, 1, -1, 2):
        if now == value:
            return None
        expr = hunt.needs.letters.get(letter.name)
        symmetric = expr is not None and "symmetric" in expr.data[1]
        trial = _with(instance, letter, place, value, symmetric=symmetric)
        hunt.tries += 1
        if fails(hunt, trial):
            return trial
    return None


def _with(
    instance: Instance, letter: Letter, place: int, value: int, *, symmetric: bool
) -> Instance:
    entries = instance.letters[letter].copy().astype(object)
    _, cols = entries.shape
    entries.flat[place] = value
    if symmetric:
        entries[place % cols, place // cols] = value
    return replace(instance, letters={**instance.letters, letter: entries})


def _report(hunt: Hunt, instance: Instance) -> Counterexample:
    ready, _ = construct(known_in(hunt.facts), instance)
    sides = compare(hunt.claim, ready, exact)
    absent = _absent(hunt)
    values: dict[str, Shown] = {}
    free: list[str] = []
    for letter, entries in sorted(instance.letters.items(), key=lambda item: str(item[0])):
        if letter.name in absent:
            free.append(str(letter))
        else:
            values[str(letter)] = _shown(entries)
    for letter, expr in ready.definitions.items():
        del expr
        values[str(letter)] = values.get(str(letter)) or _defined(ready, letter)
    for name, coefficients in ready.activations.items():
        label = f"{name} (coefficients of 1, x, x^2, ...)"
        values[label] = (tuple(Fraction(rational(one)) for one in coefficients),)
    dimensions = instance.dimensions
    sizes = dict(dimensions.indices) | dict(dimensions.sizes)
    sizes |= _layer_sizes(hunt, instance)
    return Counterexample(
        sizes, values, tuple(free), _shown(sides.left), _shown(sides.right),
        tuple(f"{text_of(one)} holds" for one in known_in(hunt.facts)),
        hunt.tries, time.perf_counter() - hunt.started,
    )  # fmt: skip


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


def _defined(ready: Instance, letter: Letter) -> Shown:
    from numeric.evaluate import evaluate

    return _shown(evaluate(ready.definitions[letter], ready, exact))


def _shown(values: Array) -> Shown:
    return tuple(tuple(Fraction(rational(value)) for value in row) for row in values)


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
