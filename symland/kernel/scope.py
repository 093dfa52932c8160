"""What is known at a place of a proof: formulas, ranges, what is defined, which names are taken."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from symland.kernel.defined import (
    Everywhere,
    Supposition,
    at_layer,
    check_known,
    lacking,
    suppositions,
    suppositions_of,
)
from symland.kernel.formulas import (
    Binder,
    Formula,
    conjuncts,
    everywhere,
    fixed,
    gains,
    granted,
    inverted,
    names,
)
from symland.kernel.linear import Context, KernelError, Linear
from symland.kernel.poly import Poly
from symland.kernel.values import Values, check_values, new_names, put


@dataclass(slots=True)
class Scope:
    """The state of a proof; a block within it has a scope of its own, which begins as a copy."""

    context: Context
    supposed: frozenset[Supposition]
    names: frozenset[str]
    definitions: tuple[tuple[Any, ...], ...] = ()  # layer index, its range, left and right side
    known: list[Formula] = field(default_factory=list)
    true: set[Formula] = field(default_factory=set)

    def inside(self, claim: Formula | None = None) -> Scope:
        """The scope of a block that shows a formula."""
        taken = self.names if claim is None else self.names | names(claim)
        return Scope(self.context, self.supposed, taken, self.definitions, [*self.known],
                     {*self.true})  # fmt: skip

    def add(self, formula: Formula) -> None:
        """From here on a formula holds, hence its parts; they may suppose nothing new."""
        self.check_defined(formula)
        for one in conjuncts(formula):
            found = [one]
            if one[0] == "range":
                self.context = self.context.extend(one[1])
            if one[0] == "iff":
                found += [("implies", *one[1:]), ("implies", one[2], one[1])]
            self.known += found
            self.true.update(found)
            self.supposed |= frozenset(gains(one))
        self.names |= names(formula)

    def check_defined(self, *formulas: Formula) -> None:
        """Raise `KernelError` if formulas suppose something that is not known to be defined."""
        self._check(suppositions_of(term for formula in formulas for term in granted(formula)))

    def check_values(self, values: Values) -> None:
        """Raise `KernelError` if values do not fit what they stand for, or may be undefined."""
        check_values(values, self.context)
        sizes = [one for one in values.values() if isinstance(one, Poly) and one.may_be_negative()]
        self._check(suppositions_of(values.values()).union(((), "size", ("poly", one))
                                                           for one in sizes))  # fmt: skip

    def check_cited(self, formula: Formula) -> None:
        """Raise `KernelError` if a part of it about nothing that it binds may be undefined."""
        self._check(fixed(formula))

    def _check(self, needed: Iterable[Supposition]) -> None:
        check_known(needed, self.supposed, self.context, self._everywhere())

    def _everywhere(self) -> list[Everywhere]:
        """What is defined at all layers in a range: bodies of definitions, what is known."""
        bodies = [((name,), facts, body) for name, facts, _, body in self.definitions]
        return [*bodies, *(one for formula in self.known for one in everywhere(formula))]

    def holds(self, formula: Formula) -> bool:
        """Whether a formula is known, or all of which it is made."""
        kind = formula[0]
        if kind == "and":
            return all(map(self.holds, formula[1:]))
        if kind == "range":
            return self.context.entails(formula[1])
        if formula in self.true:
            return True
        if kind == "iff":
            return all(("implies", *pair) in self.true for pair in (formula[1:], formula[:0:-1]))
        if kind != "is":
            return False
        needed = suppositions(inverted(formula))
        return lacking(needed, self.supposed, self.context, self._everywhere()) is None

    def require(self, formula: Formula) -> None:
        """Raise `KernelError` unless a formula holds."""
        if not self.holds(formula):
            raise KernelError("it is not shown what it claims, or what it needs is not known")

    def opened(self, formula: Formula, chosen: Sequence[Any]) -> Formula:
        """A quantified formula about new names: its body, which is defined there."""
        _, binders, body = formula
        taken = self.names | names(formula)
        for name in chosen:
            if name in taken:
                raise KernelError(f"the name {name!r} is taken")
        found = put(body, new_names(binders, chosen), fresh=True)
        if len(set(chosen)) < len(chosen):
            raise KernelError("two new names are one")
        self.names |= frozenset(chosen)
        self.supposed |= suppositions_of(granted(found))
        return found

    def at(self, name: str, value: Linear, claims: Iterable[Formula] = ()) -> Scope:
        """The same where a layer index has a value (its formulas keep their numbers)."""
        self._check_unmoved((name,))
        values = {("index", name): value}
        facts = frozenset(put(fact, values) for fact in self.context.facts)
        known = [put(one, values) for one in self.known]
        moved = (at_layer(one, name, value) for one in self.supposed)
        supposed = frozenset(one for one in moved if one is not None)
        taken = self.names.union(*map(names, claims))
        return Scope(Context(facts), supposed, taken, self.definitions, known, set(known))

    def without(self, index: str) -> Scope:
        """The same where nothing is known of a layer index, of which no formula may speak."""
        self._check_unmoved((index,))
        if index in names(tuple(self.known)):
            raise KernelError(f"an induction over {index}, of which a hypothesis speaks")
        facts = frozenset(fact for fact in self.context.facts if not fact.coefficient(index))
        supposed = frozenset(one for one in self.supposed if index not in names(one))
        return replace(self.inside(), context=Context(facts), supposed=supposed)

    def _check_unmoved(self, moved: Iterable[str]) -> None:
        """Raise `KernelError` if a definition speaks of an index that takes other values here."""
        for name, *rest in self.definitions:
            for index in (names((*rest,)) - {name}) & {*moved}:
                raise KernelError(f"a definition speaks of {index}, which takes other values here")


def values_of(binders: Sequence[Binder], chosen: Sequence[Any]) -> dict[Binder, Any]:
    """Values for what is bound, in its order."""
    return dict(zip(binders, chosen, strict=True))
