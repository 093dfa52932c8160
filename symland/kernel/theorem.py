"""Whole theorems: a statement, the steps that show it, and what each step uses.

A step concludes one formula, by a rule of `rules`, by a form of `certificate` from relations that
are known, from another theorem (stated here, with a certificate of its own), or by a citation,
which is shown to the reader and not proved.  Nothing may suppose more to be defined than the
statement does, nor speak of layers outside its ranges.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from symland.kernel.defined import suppositions_of
from symland.kernel.formulas import (
    RELATIONS,
    Formula,
    check_binders,
    check_formed,
    conjuncts,
    granted,
    names,
)
from symland.kernel.laws import law
from symland.kernel.lemmas import Statement
from symland.kernel.linear import Context, KernelError, Linear, variable
from symland.kernel.rules import RULES, Data, check_index, item
from symland.kernel.scope import Scope
from symland.kernel.syntax import DERIVATIVES, Term, substitute_term
from symland.kernel.values import put

# Checks one step: form, its data, the statement, what it uses, the context.
Leaf: TypeAlias = "Callable[[str, Data, Statement, Sequence[Statement], Context], bool]"
FAULTS = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError)


@dataclass(frozen=True, slots=True)
class Stated:
    """A statement with its hypotheses, definitions (index, facts, left, right) and ranges."""

    claims: tuple[Formula, ...]
    hypotheses: tuple[Formula, ...]
    definitions: tuple[tuple[str, tuple[Linear, ...], Term, Term], ...]
    facts: tuple[Linear, ...]


@dataclass(slots=True)
class Theorem:
    """A theorem while its steps are checked."""

    stated: Stated
    theorems: Sequence[Stated]
    leaf: Leaf
    cited: list[tuple[str, Formula]] = field(default_factory=list)
    steps: int = 0

    def check(self, steps: Sequence[Data]) -> None:
        """Check all steps, and that they show the claims; raises `KernelError` otherwise."""
        stated = self.stated
        if not stated.claims:
            raise KernelError("nothing is stated")
        context = Context(frozenset(stated.facts))
        if context.contradictory():
            raise KernelError("the hypotheses about layer indices contradict one another")
        for formula in stated.hypotheses:
            check_formed(formula, context)
        for formula in stated.claims:
            check_formed(formula, None)
        both = (*stated.hypotheses, *stated.claims)
        if stated.definitions:
            _check_definitions(stated.definitions, names((*moving((both, stated.definitions)),)))
        supposed = suppositions_of(one for formula in both for one in granted(formula))
        taken = frozenset(names((both, stated.definitions, stated.facts)))
        scope = Scope(context, supposed, taken, stated.definitions)
        for formula in stated.hypotheses:
            scope.add(formula)
        self.block(scope, steps)
        for number, claim in enumerate(stated.claims, start=1):
            if not scope.holds(claim):
                raise KernelError(f"statement {number} is not shown by the steps")

    def block(self, scope: Scope, steps: Sequence[Data]) -> None:
        """Check the steps of a block, each of which adds what it concludes."""
        for number, data in enumerate(steps, start=1):
            try:
                scope.add(self._concluded(data, scope))
            except FAULTS as error:
                raise KernelError(f"step {number} is ill-formed: {error}") from error
            except KernelError as error:
                inner = str(error)
                dot = inner.startswith("step ")
                raise KernelError(f"step {number}{'.' if dot else ': '}"
                                  f"{inner.removeprefix('step ')}") from error  # fmt: skip

    def _concluded(self, data: Data, scope: Scope) -> Formula:
        self.steps += 1
        form = data["form"]
        if "claim" in data:
            scope.check_defined(data["claim"])
            if data["claim"][0] not in RELATIONS:
                check_formed(data["claim"], None)
        if form in RULES:
            return RULES[form](data, scope, self.block)
        if form == "theorem":
            return self._theorem(data, scope)
        claim = data["claim"]
        if form == "cited":
            check_formed(claim, scope.context)
            scope.check_cited(claim)
            self.cited.append((str(data["reference"]), claim))
            return claim
        for fact in data["facts"]:
            if not scope.context.entails(fact):
                raise KernelError(f"it supposes {fact} >= 0, which does not follow")
        used = [self._used(one, scope) for one in data["uses"]]
        if any(one[0] not in RELATIONS for one in (claim, *used)):
            raise KernelError("it is not about equations and inequalities")
        if not self.leaf(form, data, claim, used, Context(frozenset(data["facts"]))):
            raise KernelError("it does not follow from what it uses")
        return claim

    def _used(self, ref: Any, scope: Scope) -> Statement:
        """What a step uses: a formula by its number, a law, an instance of a definition."""
        if not isinstance(ref, tuple):
            return item(scope.known, ref)
        kind, *rest = ref
        if kind == "law":
            name, argument, place = rest
            found: Statement = ("eq", *item(law(name, argument, scope.context), place))
        elif kind == "definition":
            found = self._definition(rest[0], rest[1], scope.context)
        else:
            raise KernelError(f"it uses {kind!r}, which is not there")
        scope.check_defined(found)
        return found

    def _definition(self, number: int, value: Linear, context: Context) -> Statement:
        name, facts, left, right = item(self.stated.definitions, number)
        for fact in facts:
            if not context.entails(fact.substitute(name, value)):
                raise KernelError("it uses a definition outside its range")
        return "eq", substitute_term(left, name, value), substitute_term(right, name, value)

    def _theorem(self, data: Data, scope: Scope) -> Formula:
        """What another theorem says at values of its letters, where its hypotheses hold."""
        stated = item(self.theorems, data["of"])
        values = {tuple(one): value for one, value in data["values"]}
        if len(values) < len(data["values"]):
            raise KernelError("a letter has two values")
        if values:
            check_binders(tuple(values), frozenset())
        scope.check_values(values)
        if not set(stated.definitions) <= set(self.stated.definitions):
            raise KernelError("it uses a theorem whose definitions are not there")
        if {one[1] for one in values} & names(tuple(rest for _, *rest in stated.definitions)):
            raise KernelError("a definition speaks of a letter that has a value")
        for fact in stated.facts:
            if not scope.context.entails(put(fact, values)):
                raise KernelError("it uses a theorem outside its range")
        for hypothesis in stated.hypotheses:
            for one in conjuncts(put(hypothesis, values)):
                scope.check_defined(one)
                if not scope.holds(one):
                    raise KernelError("it uses a theorem whose hypotheses are not there")
        return "and", *(put(claim, values) for claim in stated.claims)


def moving(data: Any) -> Iterator[Term]:
    """The derivatives in terms and formulas."""
    if isinstance(data, tuple):
        if data[:1] and data[0] in DERIVATIVES:
            yield data
        for part in data:
            yield from moving(part)


def _check_definitions(
    definitions: Sequence[tuple[str, tuple[Linear, ...], Term, Term]],
    differentiated: frozenset[str],
) -> None:
    """Each says what the members of a family are, of which nothing before it or in it speaks.

    A derivative of the family would be another one with what it stands for.
    """
    before: set[str] = set()
    for index, facts, left, body in definitions:
        check_index(index, Linear(()))
        own = variable(index)
        is_member = left[0] == "letter" and left[2] == (own,)
        before |= names(body)
        if not (is_member or (left[0], *left[2:5]) == ("segment", (), own, own)):
            raise KernelError("a definition says what the members of a family are")
        if left[1] in before | differentiated:
            raise KernelError(f"{left[1]} is defined twice, or by itself, or differentiated")
        before.add(left[1])
        check_formed(("eq", left, body), Context(frozenset(facts)))
