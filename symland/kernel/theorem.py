"""Whole theorems: a statement, the steps that show it, and what each step uses.

A step concludes a statement from others by one of the forms of `certificate`.  It may use the
hypotheses of the theorem, earlier steps, laws of inverses, definitions of families, other theorems
at a layer (named with their statements), and the hypothesis of an induction.  Nothing may suppose
more to be defined than the statement does, nor speak of layers outside its ranges.  A goal is
reached by a chain of steps, by the four equations of Penrose, or by induction over a layer index.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from symland.kernel.check import equal, induction_cases, penrose_equations
from symland.kernel.defined import Supposition, suppositions_of, unsupposed
from symland.kernel.laws import law
from symland.kernel.lemmas import Statement, minus
from symland.kernel.linear import Context, KernelError, Linear, Undecided, variable
from symland.kernel.syntax import Term, indices, substitute_term
from symland.kernel.terms import expand

Data: TypeAlias = "dict[str, Any]"
# Checks one step: form, its data, the statement, what it uses, the context.
Leaf: TypeAlias = "Callable[[str, Data, Statement, Sequence[Statement], Context], bool]"
STRENGTH = {"eq": 0, "le": -1, "lt": -1, "ge": 1, "gt": 1}
WEAKER = {"eq": ("eq", "le", "ge"), "lt": ("lt", "le"), "gt": ("gt", "ge"), "le": ("le",),
          "ge": ("ge",)}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stated:
    """A statement with its hypotheses, definitions (index, facts, left, right) and ranges."""

    claims: tuple[Statement, ...]
    hypotheses: tuple[Statement, ...]
    definitions: tuple[tuple[str, tuple[Linear, ...], Term, Term], ...]
    facts: tuple[Linear, ...]

    def at(self, index: str, value: Linear) -> Stated:
        """The statement with another layer in the place of an index."""
        for name, *rest in self.definitions:
            if name != index and index in indices(tuple(rest)):
                raise KernelError(f"a definition depends on {index}")
        moved = [substitute_term(part, index, value) for part in (self.claims, self.hypotheses)]
        facts = tuple(fact.substitute(index, value) for fact in self.facts)
        return Stated(moved[0], moved[1], self.definitions, facts)


@dataclass(slots=True)
class Theorem:
    """A theorem while its steps are checked."""

    stated: Stated
    theorems: Sequence[Stated]
    leaf: Leaf
    induction: tuple[str, Linear] | None = None
    results: list[tuple[str, Statement]] = field(default_factory=list)  # zone and statement
    cited: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        if self.induction is not None:
            self._check_induction(*self.induction)
        if Context(frozenset(self.stated.facts)).contradictory():
            raise KernelError("the hypotheses about layer indices contradict one another")
        for relation, _, _ in self.stated.claims:  # their sides are expanded by the steps
            if relation not in STRENGTH:
                raise KernelError(f"there is no relation {relation!r}")
        for relation, left, right in self.stated.hypotheses:
            self._check_formed(relation, left, right, self.stated.facts)
        for _, facts, left, right in self.stated.definitions:
            self._check_formed("eq", left, right, facts)

    def _check_formed(
        self, relation: str, left: Term, right: Term, facts: Sequence[Linear]
    ) -> None:
        """Raise `KernelError` for a statement that means nothing, even if it is not used."""
        if relation not in STRENGTH:
            raise KernelError(f"there is no relation {relation!r}")
        with suppress(Undecided):  # which of two layers comes first
            expand(minus(left, right), Context(frozenset(facts)))

    def _check_induction(self, name: str, start: Linear) -> None:
        """The index runs from the start on, and no hypothesis restricts it further."""
        if not Context(frozenset(self.stated.facts)).entails(variable(name) - start):
            raise KernelError(f"an induction over {name} does not begin where {name} does")
        definitions = tuple(rest for own, *rest in self.stated.definitions if own != name)
        if name in indices((self.stated.hypotheses, definitions)):
            raise KernelError(f"an induction over {name}, of which a hypothesis speaks")

    def context(self, zone: str) -> Context:
        """What is known of the layers: at the start of an induction nothing about its index."""
        facts = self.stated.facts
        if self.induction is not None:
            name, start = self.induction
            facts = tuple(fact for fact in facts if not fact.coefficient(name))
            if zone != "base":
                facts = (*facts, variable(name) - start)
        return Context(frozenset(facts))

    def goals(self, zone: str) -> list[Statement]:
        """What is to be shown in a part of the proof."""
        if self.induction is None:
            return list(self.stated.claims)
        found = []
        for relation, *sides in self.stated.claims:
            base, after, _ = induction_cases(
                (sides[0], sides[1]), *self.induction, self.context("base")
            )
            found.append((relation, *(base if zone == "base" else after)))
        return found

    def step(self, data: Data) -> None:
        """Check one step and keep its statement."""
        zone, form, statement = data["zone"], data["form"], data["claim"]
        if zone not in (("base", "step") if self.induction else ("",)):
            raise KernelError(f"there is no part {zone!r} of the proof")
        known = self.context(zone)
        for fact in data["facts"]:
            if not known.entails(fact):
                raise KernelError(f"it supposes {fact} >= 0, which does not follow")
        self.check_defined(statement[1:], zone)
        used = [self.resolve(one, zone) for one in data["uses"]]
        context = Context(frozenset(data["facts"]))
        if form == "cited":
            self.cited.append(str(data["reference"]))
        elif not self.leaf(form, data, statement, used, context):
            raise KernelError("it does not follow from what it uses")
        self.results.append((zone, statement))

    def supposed(self, zone: str) -> frozenset[Supposition]:
        """What the hypotheses suppose, and what is to be shown in a part of the proof.

        In an induction it is the statement at n + 1 that counts: where that is defined, the one at
        n may not be.
        """
        return suppositions_of([*self.stated.hypotheses, *self.goals(zone)])

    def check_defined(self, terms: Sequence[Term], zone: str) -> None:
        """Raise `KernelError` if terms suppose something that the statement does not."""
        bodies = tuple(body for *_, body in self.stated.definitions)
        lacking = unsupposed(terms, self.supposed(zone), self.context(zone), bodies)
        if lacking is not None:
            raise KernelError(f"it supposes the {lacking[1]} of {lacking[2]}"[:200])

    def resolve(self, ref: tuple[Any, ...], zone: str) -> Statement:
        """The statement to which a step refers."""
        kind, *rest = ref
        if kind == "hypothesis":
            return item(self.stated.hypotheses, rest[0])
        if kind == "step":
            where, statement = item(self.results, rest[0])
            if where != zone:
                raise KernelError("it uses a step of the other part of the induction")
            return statement
        if kind == "induction" and self.induction is not None and zone == "step":
            found: Statement = item(self.stated.claims, rest[0])
        elif kind == "law":
            name, argument, place = rest
            found = ("eq", *item(law(name, argument, self.context(zone)), place))
        elif kind == "definition":
            found = self._definition(rest[0], rest[1], self.context(zone))
        elif kind == "theorem":
            found = self._theorem(rest[0], rest[1], rest[2], zone)
        else:
            raise KernelError(f"it uses {kind!r}, which is not there")
        self.check_defined(found[1:], zone)
        return found

    def _definition(self, number: int, value: Linear, context: Context) -> Statement:
        name, facts, left, right = item(self.stated.definitions, number)
        for fact in facts:
            if not context.entails(fact.substitute(name, value)):
                raise KernelError("it uses a definition outside its range")
        return "eq", substitute_term(left, name, value), substitute_term(right, name, value)

    def _theorem(
        self, number: int, place: int, at: Sequence[tuple[str, Linear]], zone: str
    ) -> Statement:
        stated, context = item(self.theorems, number), self.context(zone)
        for name, value in at:
            stated = stated.at(name, value)
        if not all(context.entails(fact) for fact in stated.facts):
            raise KernelError("it uses a theorem outside its range")
        if not set(stated.hypotheses) <= set(self.stated.hypotheses):
            raise KernelError("it uses a theorem whose hypotheses are not there")
        if not set(stated.definitions) <= set(self.stated.definitions):
            raise KernelError("it uses a theorem whose definitions are not there")
        for hypothesis in stated.hypotheses:
            self.check_defined(hypothesis[1:], zone)
        return item(stated.claims, place)

    def reached(self, goal: Statement, zone: str, how: tuple[Any, ...]) -> None:
        """Check that a goal is reached: (chain, steps) or (penrose, A, B, four lists of steps)."""
        kind, *rest = how
        if kind == "chain":
            self._chain(goal, zone, rest[0])
            return
        if kind != "penrose":
            raise KernelError(f"a goal is not reached by {kind!r}")
        matrix, candidate, chains = rest
        context = self.context(zone)
        wanted: Statement = ("eq", ("pinv", matrix), candidate)
        if goal[0] != "eq" or not all(map(self._same(context), goal[1:], wanted[1:])):
            raise KernelError("the goal is not that one matrix is the pseudoinverse of another")
        for pair, chain in zip(penrose_equations(matrix, candidate), chains, strict=True):
            self._chain(("eq", *pair), zone, chain)

    def _chain(self, goal: Statement, zone: str, numbers: Sequence[int]) -> None:
        links = [self.resolve(("step", number), zone) for number in numbers]
        if not links:
            raise KernelError("a chain without steps")
        same = self._same(self.context(zone))
        ends = [goal[1], *(side for _, *sides in links for side in sides), goal[2]]
        if not all(map(same, ends[::2], ends[1::2])):
            raise KernelError("a chain does not run from one side of its goal to the other")
        relations = [relation for relation, *_ in links]
        signs = {STRENGTH[relation] for relation in relations} - {0}
        strict = [relation for relation in relations if relation in ("lt", "gt")]
        total = (strict or [one for one in relations if one != "eq"] or ["eq"])[0]
        if len(signs) > 1 or goal[0] not in WEAKER[total]:
            raise KernelError("the relations of a chain do not give that of its goal")

    def _same(self, context: Context) -> Callable[[Term, Term], bool]:
        return lambda one, other: one == other or equal(one, other, context)


def item(items: Sequence[Any], number: object) -> Any:
    """One of several by its number; raises `KernelError` for any other number."""
    if isinstance(number, bool) or not isinstance(number, int) or not 0 <= number < len(items):
        raise KernelError(f"it uses number {number!r} of {len(items)}")
    return items[number]
