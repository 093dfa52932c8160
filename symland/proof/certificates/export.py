"""The certificate of a whole theorem, whose steps have been judged by then.

A proof is gone through once more, in its order: what it obtains, its chains, its parts, and how its
goals are reached; each becomes a step or a block of steps in the terms of the kernel.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from symland.elaborate import polynomial
from symland.kernel.certificate import Certificate, theorem_data
from symland.kernel.check import penrose_equations
from symland.kernel.formulas import Formula, names
from symland.kernel.linear import Context, variable
from symland.kernel.poly import symbol
from symland.kernel.values import put
from symland.language.claims import Claim
from symland.language.expr import Expr
from symland.language.substitution import sizes_from
from symland.proof.certificates import apart, branches
from symland.proof.certificates.block import Block
from symland.proof.certificates.formulas import (
    formula,
    sizes_in,
    value_of,
)
from symland.proof.certificates.leaves import Leaves
from symland.proof.certificates.properties import conclude
from symland.proof.certificates.statements import goals_of, statement_data
from symland.proof.certificates.taken import Taken
from symland.proof.chain import Proof, Way
from symland.proof.logic.goals import to_show
from symland.proof.logic.instances import put as put_values
from symland.proof.logic.instances import substitution
from symland.proof.logic.proving import Used
from symland.proof.logic.statements import Exists, ForAll, Implies
from symland.proof.logic.statements import conjuncts as parts_of
from symland.proof.properties import Property
from symland.proof.state import Checking
from symland.proof.theorem import Theorem


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
    goals = goals_of(theorem)
    if all(goal.limits is None for goal in goals):
        writer.show(theorem.statements, proof, block)
    else:
        apart.show_each(writer, goals, proof, block)
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
        self.taken = Taken(checking, leaves, free, self._opened)

    def show(self, statements: Sequence[Any], proof: Proof, block: Block) -> None:
        """The steps by which a proof that was opened for some statements shows them."""
        goals = [one for statement in statements for one in to_show(statement)]
        known = all(not isinstance(one, Claim) and one in proof.given for one in goals)
        if len(goals) == 1 and isinstance(goals[0], Implies | ForAll) and not known:
            self._opened(goals[0], proof, block)
        else:
            self.body(proof, block)
        for statement in statements:
            self.conclude(statement, proof, block)

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

    def conclude(self, statement: Any, proof: Proof, block: Block) -> None:
        """What a statement says is now known, up to how it is put together."""
        for part in parts_of(statement):
            wanted = formula(part)
            if isinstance(part, Property):
                conclude(part, proof, self.leaves, block)
            self.leaves.obvious(wanted, block)

    def body(self, proof: Proof, block: Block) -> None:
        """The steps of a proof, however it shows its goals."""
        if proof.entries is not None:
            branches.entrywise(self, proof, block)
        elif proof.induction is not None:
            branches.induction_of_equations(self, proof, block)
        else:
            self.inside(proof, block)
        for goal, values, shown in reversed(proof.chosen):
            if all(block.holds(formula(one)) for one in shown):
                self._exists(goal, values, proof, block)

    def _exists(self, goal: Exists, values: Sequence[Any], proof: Proof, block: Block) -> None:
        claim = formula(goal)
        said = put_values(goal.body, substitution(dict(zip(goal.letters, values, strict=True))))
        self.conclude(said, proof, block)
        sizes = _sizes_of(goal, values)
        chosen = (*(sizes[name] for _, name in sizes_in(goal)), *map(value_of, values))
        self.leaves.obvious(put(claim[2], dict(zip(claim[1], chosen, strict=True))), block)
        block.claim("exists", claim, values=chosen)

    def inside(self, proof: Proof, block: Block) -> None:
        """What a proof obtains, its parts and its chains."""
        for aside in apart.asides_of(proof):
            if isinstance(aside, Proof):
                self.show((aside.target,), aside, block)
            elif isinstance(aside, Used):
                self.taken.use(aside, block)
            else:
                self.leaves.proved(self.checking.proved(aside), block)
        for chain in proof.chains:
            for step in chain.steps:
                self.leaves.proved(self.checking.proved(step), block)
        if proof.covered and any(part.at_n for part in proof.parts):
            branches.induction(self, proof, block)
        elif proof.covered:
            branches.cases(self, proof, block)
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
