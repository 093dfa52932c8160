"""A block of steps while it is written: which formulas are known in it, under which numbers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, TypeAlias

from symland.errors import SymlandError
from symland.kernel import check
from symland.kernel.formulas import Formula, conjuncts
from symland.kernel.linear import Context, KernelError
from symland.kernel.values import Values, put

Data: TypeAlias = "dict[str, Any]"


class CertificateError(SymlandError):
    """A proved theorem of which no certificate can be written down."""

    code = "SL902"


@dataclass(slots=True)
class Block:
    """Steps, and what is known where the next one stands (as in `kernel.scope`)."""

    context: Context
    known: list[Formula] = field(default_factory=list)
    numbers: dict[Formula, int] = field(default_factory=dict)
    steps: list[Data] = field(default_factory=list)

    def enter(self, formula: Formula) -> None:
        """From here on a formula is known, hence its parts."""
        for one in conjuncts(formula):
            found = [one]
            if one[0] == "iff":
                found += [("implies", *one[1:]), ("implies", one[2], one[1])]
            if one[0] == "range":
                self.context = self.context.extend(one[1])
            for part in found:
                self.numbers.setdefault(part, len(self.known))
                self.known.append(part)

    def step(self, form: str, result: Formula, **data: Any) -> None:
        """Write a step that concludes a formula."""
        if not all(map(self.context.entails, data.get("facts", ()))):
            raise CertificateError("a step is about layers outside the ranges of what it shows")
        self.steps.append({"form": form, **data})
        self.enter(result)

    def claim(self, form: str, claim: Formula, **data: Any) -> None:
        """Write a step that states what it concludes."""
        self.step(form, claim, claim=claim, **data)

    def holds(self, formula: Formula) -> bool:
        """Whether a formula is known, or all of which it is made."""
        if formula in self.numbers:
            return True
        if formula[0] == "and":
            return all(map(self.holds, formula[1:]))
        if formula[0] == "iff":
            return all(("implies", *pair) in self.numbers
                       for pair in (formula[1:], formula[:0:-1]))  # fmt: skip
        return formula[0] == "range" and self.context.entails(formula[1])

    def number(self, formula: Formula) -> int:
        """The number of a formula that is known."""
        if formula not in self.numbers:
            raise CertificateError("a step uses a formula that is not known there")
        return self.numbers[formula]

    def child(self) -> Block:
        """A block within this one."""
        return Block(self.context, [*self.known], dict(self.numbers))

    def at(self, values: Values) -> Block:
        """A block within this one, where a layer index has a value."""
        made = Block(Context(frozenset(put(fact, values) for fact in self.context.facts)))
        for one in self.known:
            moved = put(one, values)
            made.numbers.setdefault(moved, len(made.known))
            made.known.append(moved)
        return made

    def alike(self, wanted: Formula) -> int | None:
        """The number of a relation between the canonical forms of another one's sides."""
        for one in self.known:
            if one[0] in RELATIONS and (one[0] == "eq") is (wanted[0] == "eq"):
                pairs = zip(_directed(wanted), _directed(one), strict=True)
                if all(self.same(*pair) for pair in pairs):
                    return self.number(one)
        return None

    def same(self, one: Any, other: Any) -> bool:
        """Whether two terms have one canonical form."""
        try:
            return one == other or check.equal(one, other, self.context)
        except KernelError:
            return False


RELATIONS = ("eq", "le", "ge", "lt", "gt")


def _directed(formula: Formula) -> tuple[Any, ...]:
    """The sides of a relation, of an inequality the greater one first."""
    relation, *sides = formula
    return tuple(sides[::-1] if relation in ("le", "lt") else sides)
