"""Single steps of a certificate: what was decided, and the facts that it uses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from symland.elaborate import linear, polynomial, term
from symland.kernel.certificate import Certificate
from symland.kernel.encoding import decode
from symland.kernel.formulas import Formula, conjuncts
from symland.kernel.laws import law
from symland.kernel.lemmas import sides_of as sides_of_term
from symland.kernel.linear import Context, KernelError
from symland.kernel.rules import WEAKER
from symland.kernel.values import put
from symland.language.claims import Claim
from symland.language.expr import Expr
from symland.language.integers import Constraint, integer
from symland.language.substitution import sizes_from
from symland.proof.certificates.block import RELATIONS, Block, CertificateError
from symland.proof.certificates.formulas import (
    binder,
    formula,
    more_than_equations,
    value_of,
)
from symland.proof.certificates.statements import goals_of, statement_data
from symland.proof.facts import Axiom, Cited, Hypothesis, plain
from symland.proof.logic.statements import ForAll, Instance
from symland.proof.properties import Consequence, Property
from symland.proof.state import Checking, Proved
from symland.proof.theorem import InstanceOf, Theorem
from symland.reasoning.decide import decide
from symland.reasoning.facts import Facts, sides_of

DATA = ("pattern", "holes", "laws", "parts", "pieces", "way", "factors", "factor")


@dataclass(slots=True)
class Leaves:
    """Writes single steps into blocks; collects the theorems that they use."""

    checking: Checking
    others: list[Theorem] = field(default_factory=list)

    def proved(self, one: Proved, block: Block) -> None:
        """A step that was judged, unless what it says is known."""
        claim = formula(one.step.claim)
        if block.holds(claim):
            return
        given = self.checking.theorem.given if one.step.given is None else one.step.given
        theorems = [fact for fact in one.step.by if isinstance(fact, Theorem | InstanceOf)]
        for fact in one.step.by:
            if not any(fact is other for other in theorems):
                self.supply(fact, block)
        needed = decode(one.certificate.get("hypotheses", [])) if one.certificate else ()
        sides = {frozenset(pair[-2:]) for pair in needed}
        for fact in theorems:
            if any(frozenset(formula(said)[1:]) in sides for said in fact.claims):
                self.theorem(fact, given, block)
        if one.certificate is not None:
            self._decided(claim, one.certificate, one.step.by, block)
            return
        cited = [fact.reference for fact in one.step.by if isinstance(fact, Cited)]
        if not cited:
            raise CertificateError(f"the step `{one.step.claim}` has no certificate of its own")
        block.claim("cited", claim, reference="; ".join(cited))

    def prove(self, claim: Claim, given: Sequence[Any], block: Block) -> None:
        """A statement that follows from hypotheses, decided once more for its certificate."""
        wanted = formula(claim)
        if block.holds(wanted):
            return
        known = plain(given)
        facts = Facts(tuple(one for one in known if isinstance(one, Claim)),
                      tuple(one for one in known if isinstance(one, Constraint)))  # fmt: skip
        decision = decide(claim, facts)
        if decision.certificate is None:
            raise CertificateError(f"`{claim}` is not shown to follow where it is needed")
        self._decided(wanted, decision.certificate, [], block)

    def _decided(
        self, claim: Formula, certificate: Certificate, by: Sequence[Any], block: Block
    ) -> None:
        found = {key: decode(value) for key, value in certificate.items()}
        kind = "ge" if found["form"] == "nonnegative" else "eq"
        pairs = [pair if len(pair) == 3 else (kind, *pair)
                 for pair in found.get("hypotheses", ())]  # fmt: skip
        context = Context(frozenset(found["facts"]))
        uses = [self._reference(pair, by, context, block) for pair in pairs]
        facts = found["facts"]
        if found["form"] != "steps":
            data = {key: found[key] for key in DATA if key in found}
            block.claim(found["form"], claim, facts=facts, uses=tuple(uses), **data)
            return
        placed: list[int] = []
        for step in found["steps"]:
            named = (uses[n] if kind == "hypothesis" else placed[n] for kind, n in step["uses"])
            placed.append(len(block.known))
            data = {key: value for key, value in step.items() if key not in ("form", "uses")}
            block.step(step["form"], step["claim"], facts=facts, uses=tuple(named), **data)

    def _reference(self, wanted: Formula, by: Sequence[Any], context: Context, block: Block) -> Any:
        """What a relation in a certificate refers to."""
        if wanted in block.numbers:
            return block.numbers[wanted]
        laws = [one for fact in by if isinstance(fact, Axiom) for one in self._axiom(fact)]
        for reference, said in laws:
            if said == wanted:
                return reference
        number = block.alike(wanted)
        if number is not None:
            return number
        for reference, said in laws:
            if Block(context, [said], {said: 0}).alike(wanted) == 0:
                return reference
        self.obvious(wanted, block)
        return block.number(wanted)

    def obvious(self, wanted: Formula, block: Block) -> None:
        """A relation that holds by canonical forms, or is a known one written otherwise."""
        if block.holds(wanted):
            return
        if wanted[0] == "and":
            for part in conjuncts(wanted):
                self.obvious(part, block)
            return
        if wanted[0] in RELATIONS:
            number = block.alike(wanted)
            if number is not None and wanted[0] in WEAKER[block.known[number][0]]:
                block.claim("chain", wanted, uses=(number,))
                return
            facts = tuple(sorted(block.context.facts))
            if wanted[0] == "eq" and block.same(*wanted[1:]):
                block.claim("equal", wanted, facts=facts, uses=())
                return
            reference = self._law(wanted, block)
            if reference is not None:
                hole = ("hole", "X", *sides_of_term(wanted[1], block.context))
                block.claim("congruent", wanted, facts=facts, uses=(reference,), pattern=hole,
                            holes=(("X", 0, 1),))  # fmt: skip
                return
        if wanted[0] != "is":  # an inverse that is supposed needs no step
            raise CertificateError("a step uses a statement that its theorem does not name")

    def _law(self, wanted: Formula, block: Block) -> Any:
        """The law of an inverse or a quotient that a relation is."""
        for kind, argument in sorted(_inverted(wanted), key=repr):
            for place, pair in enumerate(law(kind, argument, block.context)):
                if all(block.same(*sides) for sides in zip(wanted[1:], pair, strict=True)):
                    return "law", kind, argument, place
        return None

    def _axiom(self, fact: Axiom) -> list[tuple[Any, Formula]]:
        """An instance of a definition, or a law of a function."""
        if fact.source is not None:
            number = next(n for n, one in enumerate(self.checking.definitions)
                          if one == fact.source)  # fmt: skip
            _, layer = fact.claim.left.data
            return [(("definition", number, linear(layer)), formula(fact.claim))]
        laws = {_law_of(node) for side in sides_of([fact.claim]) for node in side.walk()
                if node.op in ("pinv", "entrywise")}  # fmt: skip
        found: list[tuple[Any, Formula]] = []
        laws |= {("value", kind) for kind, _ in laws}
        for kind, argument in sorted(laws, key=repr):
            try:
                pairs = law(kind, argument, Context())
            except KernelError:
                continue
            found += [(("law", kind, argument, place), ("eq", *pair))
                      for place, pair in enumerate(pairs)]  # fmt: skip
        return found

    # -- facts that are instances of something general ---------------------------------------------

    def supply(self, fact: Any, block: Block) -> None:
        """Write the steps after which what a hypothesis says at values is known."""
        if isinstance(fact, Instance):
            self.instance(fact.general, fact.values, block)
        elif isinstance(fact, Consequence):
            self._consequence(fact, block)

    def instance(self, general: ForAll, values: Sequence[Any], block: Block) -> None:
        """A known statement about all values, at some."""
        self._at(formula(general), tuple(map(value_of, values)), block)

    def _at(self, general: Formula, values: tuple[Any, ...], block: Block) -> None:
        _, binders, body = general
        said = put(body, dict(zip(binders, values, strict=True)))
        number = block.number(general)
        if not block.holds(said):
            block.step("instance", said, of=number, values=values)
        if said[0] == "implies" and said[1][0] == "and" and not block.holds(said[2]):
            for one in conjuncts(said[1]):
                if not block.holds(one):
                    return
            self.detach(said, block)

    def detach(self, said: Formula, block: Block) -> None:
        """What a known implication gives, if what it supposes is known."""
        if not block.holds(said[2]):
            self.obvious(said[1], block)
            block.step("detach", said[2], of=block.number(said))

    def _consequence(self, fact: Consequence, block: Block) -> None:
        """What a property says at matrices."""
        wanted = formula(fact.claim)
        values = tuple(term(value) for value in fact.values)
        for general in more_than_equations(fact.source):
            _, binders, _ = general
            letters = [one for one in binders if one[0] == "letter"]
            if len(letters) != len(values):
                continue
            sizes = tuple(polynomial(fact.values[0].cols) for one in binders if one[0] == "size")
            self._at(general, (*sizes, *values), block)
            self.obvious(wanted, block)
            return
        raise CertificateError(f"`{fact.source}` is not taken at values in certificates")

    def theorem(self, fact: Theorem | InstanceOf, given: Sequence[Any], block: Block) -> None:
        """What another theorem says, at values of its letters or at a layer."""
        source = fact.theorem if isinstance(fact, InstanceOf) else fact
        if all(block.holds(formula(one)) for one in fact.statements):
            return
        self._meet(fact, given, block)
        if not any(source is other for other in self.others):
            self.others.append(source)
        number = next(n for n, other in enumerate(self.others) if other is source)
        values = _values(fact)
        stated = statement_data(source)
        said = ("and", *(put(claim, values) for claim in stated["claims"]))
        needed = [put(one, values) for one in stated["hypotheses"]]
        for one in needed:
            self.obvious(one, block)
        block.step("theorem", said, of=number, values=tuple(sorted(values.items(), key=repr)))
        for one, goal in zip(fact.statements, goals_of(source), strict=True):
            if goal.limits is not None:
                limited = put(goal.formula, values)
                if not block.holds(limited[1]):
                    continue
                self.detach(limited, block)
            if isinstance(one, Claim):
                self.obvious(formula(one), block)

    def _meet(self, fact: Theorem | InstanceOf, given: Sequence[Any], block: Block) -> None:
        """The hypotheses of a theorem are shown where it is used."""
        for one in fact.given:
            statement = one.statement if isinstance(one, Hypothesis) else one
            for claim in statement.equations if isinstance(statement, Property) else [statement]:
                if isinstance(claim, Claim) and not block.holds(formula(claim)):
                    try:
                        self.obvious(formula(claim), block)
                    except CertificateError:
                        self.prove(claim, given, block)


def _values(fact: Theorem | InstanceOf) -> dict[Any, Any]:
    """The values at which a theorem is taken, by what they stand for."""
    total: dict[Any, Any] = {}
    for moved in fact.moves if isinstance(fact, InstanceOf) else ():
        letters = {key: value for key, value in moved.items() if isinstance(key, Expr)}
        found: dict[Any, Any] = {("size", name): polynomial(value)
                                 for name, value in sizes_from(letters).items()}  # fmt: skip
        for key, value in moved.items():
            found[binder(key)] = value_of(integer(value) if isinstance(value, int) else value)
        total = {**found, **{key: put(value, found) for key, value in total.items()}}
    return total


def _inverted(data: Any) -> set[tuple[str, Any]]:
    """What is inverted or divided by somewhere in a term."""
    if not isinstance(data, tuple) or not data:
        return set()
    found = set[tuple[str, Any]]().union(*map(_inverted, data))
    if data[0] == "inverse":
        found.add(("inverse", data[1]))
    if data[0] == "power" and data[2] == -1:
        found.add(("quotient", data[1]))
    return found


def _law_of(node: Expr) -> tuple[str, Any]:
    """The law that a function in an equation may be about, and its argument."""
    argument = term(node.args[0])
    if node.op == "pinv":
        return "pinv", argument
    name = str(node.data.name)
    return {"power": "quotient", "cos": "sin"}.get(name, name), argument
