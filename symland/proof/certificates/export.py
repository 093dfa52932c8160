"""The certificate of a whole theorem, whose steps have been judged by then.

A proof is gone through once more, in its order: what it obtains, its chains, its parts, and how its
goals are reached; each becomes a step or a block of steps in the terms of the kernel.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from symland.elaborate import linear, polynomial, term
from symland.kernel.certificate import Certificate, theorem_data
from symland.kernel.check import penrose_equations
from symland.kernel.formulas import Formula, names
from symland.kernel.linear import Context, variable
from symland.kernel.poly import symbol
from symland.kernel.values import put
from symland.language.build import index_name
from symland.language.claims import Claim, Eq
from symland.language.expr import Expr
from symland.language.integers import Constraint
from symland.language.substitution import sizes_from
from symland.proof.certificates.block import Block, CertificateError
from symland.proof.certificates.formulas import (
    conjunction,
    formula,
    names_to_obtain,
    sizes_in,
    statement_data,
    value_of,
)
from symland.proof.certificates.leaves import Leaves
from symland.proof.certificates.properties import conclude
from symland.proof.chain import Proof, Way
from symland.proof.facts import Hypothesis
from symland.proof.logic.goals import to_show
from symland.proof.logic.instances import put as put_values
from symland.proof.logic.instances import substitution
from symland.proof.logic.lemmas import Lemma
from symland.proof.logic.proving import Used, requirements
from symland.proof.logic.statements import Exists, ForAll, Implies, Instance
from symland.proof.logic.statements import conjuncts as parts_of
from symland.proof.properties import Property, basis_vector
from symland.proof.state import Checking
from symland.proof.theorem import Direction, InstanceOf, Theorem

RULES_OF_THE_KERNEL = (
    "equal terms have equal sums",
    "a real matrix whose squared norm is not positive is 0",
)


def certify(
    checking: Checking, proof: Proof, certificate_of: Callable[[Theorem], Certificate | None]
) -> Certificate:
    """The certificate of a theorem whose steps have all been judged.

    Raises `CertificateError` if a step uses something that certificates cannot say.
    """
    theorem = checking.theorem
    stated = statement_data(theorem)
    block = Block(Context(frozenset(stated["facts"])))
    for one in stated["hypotheses"]:
        block.enter(one)
    free = names((stated["claims"], stated["hypotheses"], stated["facts"]))
    writer = _Writer(checking, Leaves(checking), free)
    writer.show(theorem.statements, proof, block)
    used = tuple(_cited(other, certificate_of(other)) for other in writer.leaves.others)
    return theorem_data({"name": theorem.name, "refs": theorem.refs, **stated, "theorems": used,
                         "steps": tuple(block.steps)})  # fmt: skip


def _cited(other: Theorem, found: Certificate | None) -> dict[str, Any]:
    """A theorem that is used: its statement, and the digest of its certificate."""
    digest = "" if found is None else str(found["digest"])
    return {"name": str(other), "certificate": digest, **statement_data(other)}


class _Writer:
    """Writes the steps of proofs into blocks."""

    def __init__(self, checking: Checking, leaves: Leaves, free: frozenset[str]) -> None:
        self.checking = checking
        self.leaves = leaves
        self.free = free  # names that the theorem has

    def show(self, statements: Sequence[Any], proof: Proof, block: Block) -> None:
        """The steps by which a proof that was opened for some statements shows them."""
        goals = [one for statement in statements for one in to_show(statement)]
        known = all(not isinstance(one, Claim) and one in proof.given for one in goals)
        if len(goals) == 1 and isinstance(goals[0], Implies | ForAll) and not known:
            self._opened(goals[0], proof, block)
        else:
            self._body(proof, block)
        for statement in statements:
            self._conclude(statement, proof, block)

    def _opened(self, goal: Implies | ForAll, proof: Proof, block: Block) -> None:
        claim, inner = formula(goal), block.child()
        if isinstance(goal, Implies):
            inner.enter(claim[1])
            self.show(parts_of(goal.right), proof, inner)
            block.claim("implies", claim, proof=tuple(inner.steps))
            return
        _, binders, body = claim
        deeper = inner
        if (body[0] == "implies" and not isinstance(goal.body, Implies)) or _has_ranges(goal, body):
            deeper = inner.child()
            deeper.enter(body[1])
        self.show(parts_of(goal.body), proof, deeper)
        if deeper is not inner:
            inner.claim("implies", body, proof=tuple(deeper.steps))
        own = tuple(one[1] for one in binders)
        block.claim("all", claim, names=own, proof=tuple(inner.steps))

    def _conclude(self, statement: Any, proof: Proof, block: Block) -> None:
        """What a statement says is now known, up to how it is put together."""
        for part in parts_of(statement):
            wanted = formula(part)
            if isinstance(part, Property):
                conclude(part, proof, self.leaves, block)
            self.leaves.obvious(wanted, block)

    def _body(self, proof: Proof, block: Block) -> None:
        if proof.entries is not None:
            self._entrywise(proof, block)
        elif proof.induction is not None:
            self._induction(proof, block)
        else:
            self._inside(proof, block)
        for goal, values, shown in reversed(proof.chosen):
            if all(block.holds(formula(one)) for one in shown):
                self._exists(goal, values, proof, block)

    def _exists(self, goal: Exists, values: Sequence[Any], proof: Proof, block: Block) -> None:
        claim = formula(goal)
        said = put_values(goal.body, substitution(dict(zip(goal.letters, values, strict=True))))
        self._conclude(said, proof, block)
        sizes = _sizes_of(goal, values)
        chosen = (*(sizes[name] for _, name in sizes_in(goal)), *map(value_of, values))
        self.leaves.obvious(put(claim[2], dict(zip(claim[1], chosen, strict=True))), block)
        block.claim("exists", claim, values=chosen)

    def _inside(self, proof: Proof, block: Block) -> None:
        sides = [] if proof.covered else proof.parts
        for aside in sorted([*proof.asides, *sides], key=_hypotheses_at):
            if isinstance(aside, Proof):
                self.show((aside.target,), aside, block)
            elif isinstance(aside, Used):
                self._used(aside, block)
            else:
                self.leaves.proved(self.checking.proved(aside), block)
        for chain in proof.chains:
            for step in chain.steps:
                self.leaves.proved(self.checking.proved(step), block)
        if proof.covered and any(part.at_n for part in proof.parts):
            self._by_induction(proof, block)
        elif proof.covered:
            self._cases(proof, block)
        for goal, way in proof.ways:
            self._reach(formula(goal), way, block)

    def _reach(self, goal: Formula, way: Way, block: Block) -> None:
        """A goal by a chain of steps, or by the equations of Penrose."""
        kind, *rest = way
        if kind == "chain":
            self._chain(goal, rest[0], block)
            return
        matrix, candidate, chains = rest
        pairs = [("eq", *pair) for pair in penrose_equations(matrix, candidate)]
        for pair, steps in zip(pairs, chains, strict=True):
            self._chain(pair, steps, block)
        block.claim("penrose", goal, uses=tuple(map(block.number, pairs)))

    def _chain(self, goal: Formula, steps: Sequence[Any], block: Block) -> None:
        for step in steps:
            self.leaves.proved(self.checking.proved(step), block)
        if not block.holds(goal):
            uses = tuple(block.number(formula(step.claim)) for step in steps)
            block.claim("chain", goal, uses=uses)

    # -- rules

    def _entrywise(self, proof: Proof, block: Block) -> None:
        assert proof.entries is not None
        goal, *vectors = proof.entries
        letters = tuple(map(term, vectors))
        limits = [formula(one) for v in vectors for one in basis_vector(v).equations]
        (reduced,) = proof.goals
        (u, v) = vectors
        apart = Eq(u.T @ v, 0)
        limits += [formula(apart)] if apart in proof.given else []
        body = ("implies", ("and", *limits), formula(reduced))
        inner = block.child()
        deeper = inner.child()
        deeper.enter(body[1])
        self._inside(proof, deeper)
        self.leaves.obvious(body[2], deeper)
        inner.claim("implies", body, proof=tuple(deeper.steps))
        general = ("all", letters, body)
        own = tuple(letter[1] for letter in letters)
        block.claim("all", general, names=own, proof=tuple(inner.steps))
        block.claim("entrywise", formula(goal), of=block.number(general))

    def _induction(self, proof: Proof, block: Block) -> None:
        induction = proof.induction
        assert induction is not None
        start, index = linear(induction.start), ("index", induction.name)
        claim = conjunction(map(formula, induction.claims))
        base, inner = block.child(), block.child()
        for step in proof.bases:
            self.leaves.proved(self.checking.proved(step), base)
        inner.enter(claim)
        self._inside(proof, inner)
        for part, place in ((base, start), (inner, variable(induction.name).shift(1))):
            self.leaves.obvious(put(claim, {index: place}), part)
        block.claim("induct", claim, index=induction.name, start=start, limits=(),
                    base=tuple(base.steps), proof=tuple(inner.steps))  # fmt: skip

    def _by_induction(self, proof: Proof, block: Block) -> None:
        """Statements of any kind at n + 1, from those at n; where n has a last value, below it."""
        base, step = proof.parts
        claim = conjunction(map(formula, step.at_n[0]))
        over, start, below = step.at_n[4]
        name, first = index_name(over), linear(start)
        before = variable(name).shift(-1)
        limits = tuple(linear(one.value).substitute(name, before) for one in below)
        steps: list[tuple[Any, ...]] = []
        for part, place in ((base, first), (step, variable(name).shift(1))):
            inner = block.child()
            goal, within = put((claim, limits), {("index", name): place})
            inner.context = inner.context.extend(*within)
            if part is step:
                inner.context = inner.context.extend(variable(name) - first)
                inner.enter(claim)
            self.show(part.stated, part, inner)
            self.leaves.obvious(goal, inner)
            steps.append(tuple(inner.steps))
        block.claim("induct", claim, index=name, start=first, limits=limits,
                    base=steps[0], proof=steps[1])  # fmt: skip

    def _cases(self, proof: Proof, block: Block) -> None:
        (on,) = proof.splits
        claim = conjunction(map(formula, proof.goals))
        if len(on) == 1:
            scalar = term(on[0])
            inside = [block.child(), block.child()]
            inside[0].enter(("eq", scalar, ("num", "0")))
            inside[1].enter(("is", "quotient", scalar))
            for part, inner in zip(proof.parts, inside, strict=True):
                self._goals(part, inner)
            steps = tuple(tuple(inner.steps) for inner in inside)
            block.claim("cases", claim, on=scalar, proofs=steps)
            return
        name, value = index_name(on[1]), linear(on[0])
        gap = variable(name) - value
        below, above = block.child(), block.child()
        below.context = below.context.extend(gap.scale(-1).shift(-1))
        above.context = above.context.extend(gap.shift(-1))
        places = (below, block.at({("index", name): value}), above)
        for part, inner in zip(reversed(proof.parts), places, strict=True):
            if not inner.context.contradictory():
                self._goals(part, inner)
        steps = tuple(tuple(inner.steps) for inner in places)
        block.claim("cases", claim, index=name, on=value, proofs=steps)

    def _goals(self, part: Proof, block: Block) -> None:
        """A case: its goals are those of the proof that distinguishes cases."""
        self._body(part, block)
        for goal in part.goals:
            self._conclude(goal, part, block)

    # -- what is taken from elsewhere

    def _used(self, used: Used, block: Block) -> None:
        """What a lemma, a theorem or a hypothesis gives, and the letters that it says to exist."""
        steps = list(self.checking.required.get(id(used), ()))
        requires, conclusion = requirements(used.source)
        for fact in used.by:
            is_known = isinstance(fact, Instance) and block.holds(formula(fact.general))
            if is_known and names(tuple(map(value_of, fact.values))) <= self.free:
                self.leaves.supply(fact, block)  # others are for blocks
        for one in requires:
            self._require(one, steps, block)
        said = formula(conclusion)
        self._source(used, requires, said, block)
        if isinstance(used.said, Exists) and isinstance(conclusion, Exists):
            new = names_to_obtain(conclusion, used.said.letters)
            block.step("obtain", formula(used.said)[2], of=block.number(said), names=new)

    def _source(self, used: Used, requires: Sequence[Any], said: Formula, block: Block) -> None:
        source = used.source
        if isinstance(source, Lemma):
            self._lemma(source, requires, said, block)
        elif isinstance(source, Instance):
            self.leaves.instance(source.general, source.values, block)
        elif isinstance(source, Direction):
            self.leaves.theorem(source.theorem, used.given, block)
        elif isinstance(source, Theorem | InstanceOf):
            self.leaves.theorem(source, used.given, block)
        if not block.holds(said):
            self._detached(said, block)

    def _detached(self, said: Formula, block: Block) -> None:
        """What a known implication gives, whose premises have been shown."""
        for one in [*block.known]:
            if one[0] == "implies" and one[2] == said:
                try:
                    self.leaves.detach(one, block)
                except CertificateError:
                    continue
                return
        raise CertificateError("what is used does not give what is taken from it")

    def _lemma(self, lemma: Lemma, requires: Sequence[Any], said: Formula, block: Block) -> None:
        if block.holds(said):
            return
        needed = tuple(map(formula, requires))
        if lemma.citation or lemma.name not in RULES_OF_THE_KERNEL:
            claim = ("implies", conjunction(needed), said) if needed else said
            block.claim("cited", claim, reference=str(lemma))
            return
        (need,) = needed
        if need[0] == "all":
            block.step("termwise", said, of=block.number(need))
        else:  # a squared norm is not positive
            facts = tuple(sorted(block.context.facts))
            block.claim("definite", said, facts=facts, uses=(block.number(need),), way="trace")

    def _require(self, one: Any, steps: list[Any], block: Block) -> None:
        """What is required is known, or the next of the steps show it."""
        statement = one.statement if isinstance(one, Hypothesis) else one
        wanted = formula(statement)
        if isinstance(statement, Constraint) or block.holds(wanted):
            return
        if isinstance(statement, ForAll):
            part = Proof((statement,), (), parent=None)
            part.open()
            self._everywhere(statement, part, steps, block)
            return
        parts = to_show(statement)
        for claim in parts:
            if isinstance(claim, Claim) and not block.holds(formula(claim)) and steps:
                self.leaves.proved(self.checking.proved(steps.pop(0)), block)
        self.leaves.obvious(wanted, block)

    def _everywhere(self, statement: ForAll, part: Proof, steps: list[Any], block: Block) -> None:
        for goal in part.goals:
            step = next(one for one in steps if one.claim == goal)
            steps.remove(step)
            part.asides.append(step)
        self._opened(statement, part, block)


def _hypotheses_at(aside: Any) -> int:
    """When something was shown on the side: each adds to the hypotheses that are in force."""
    return len(aside.supposed_then if isinstance(aside, Proof) else aside.given or ())


def _has_ranges(goal: ForAll, body: Formula) -> bool:
    """Whether the implication in a formula is that of the ranges of what it binds."""
    return body[0] == "implies" and body != formula(goal.body)


def _sizes_of(goal: Exists, values: Sequence[Any]) -> dict[str, Any]:
    letters = {key: value for key, value in zip(goal.letters, values, strict=True)
               if isinstance(key, Expr)}  # fmt: skip
    found = {name: polynomial(value) for name, value in sizes_from(letters).items()}
    own = {name: symbol("size", name, (variable("#"),) if kind == "sizes" else ())
           for kind, name in sizes_in(goal)}  # fmt: skip
    return {**own, **found}
