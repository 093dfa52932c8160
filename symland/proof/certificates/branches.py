"""Entries, inductions and cases: blocks of a certificate in which more is supposed than around."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from symland.elaborate import linear, term
from symland.kernel.linear import variable
from symland.kernel.values import put
from symland.language.build import index_name
from symland.language.claims import Eq
from symland.proof.certificates.block import Block
from symland.proof.certificates.formulas import conjunction, formula
from symland.proof.certificates.leaves import Leaves
from symland.proof.chain import Proof
from symland.proof.properties import basis_vector
from symland.proof.state import Checking


class Writer(Protocol):
    """What writes the steps of a proof that stand in a block."""

    checking: Checking
    leaves: Leaves

    def show(self, statements: Sequence[Any], proof: Proof, block: Block) -> None:
        """The steps by which a proof that was opened for some statements shows them."""

    def body(self, proof: Proof, block: Block) -> None:
        """The steps of a proof, however it shows its goals."""

    def inside(self, proof: Proof, block: Block) -> None:
        """What a proof obtains, its parts and its chains."""

    def conclude(self, statement: Any, proof: Proof, block: Block) -> None:
        """What a statement says is now known, up to how it is put together."""


def entrywise(writer: Writer, proof: Proof, block: Block) -> None:
    """A matrix equation that is shown at all standard basis vectors."""
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
    writer.inside(proof, deeper)
    writer.leaves.obvious(body[2], deeper)
    inner.claim("implies", body, proof=tuple(deeper.steps))
    general = ("all", letters, body)
    own = tuple(letter[1] for letter in letters)
    block.claim("all", general, names=own, proof=tuple(inner.steps))
    block.claim("entrywise", formula(goal), of=block.number(general))


def induction_of_equations(writer: Writer, proof: Proof, block: Block) -> None:
    """Equations and inequalities at n + 1, from those at n: `p.induct`."""
    induction = proof.induction
    assert induction is not None
    start, index = linear(induction.start), ("index", induction.name)
    claim = conjunction(map(formula, induction.claims))
    base, inner = block.child(), block.child()
    for step in proof.bases:
        writer.leaves.proved(writer.checking.proved(step), base)
    inner.enter(claim)
    writer.inside(proof, inner)
    for part, place in ((base, start), (inner, variable(induction.name).shift(1))):
        writer.leaves.obvious(put(claim, {index: place}), part)
    block.claim("induct", claim, index=induction.name, start=start, limits=(),
                base=tuple(base.steps), proof=tuple(inner.steps))  # fmt: skip


def induction(writer: Writer, proof: Proof, block: Block) -> None:
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
        writer.show(part.stated, part, inner)
        writer.leaves.obvious(goal, inner)
        steps.append(tuple(inner.steps))
    block.claim("induct", claim, index=name, start=first, limits=limits,
                base=steps[0], proof=steps[1])  # fmt: skip


def cases(writer: Writer, proof: Proof, block: Block) -> None:
    """The same goals where a scalar is 0 or not, or for two layer indices below, at, above."""
    (on,) = proof.splits
    claim = conjunction(map(formula, proof.goals))
    if len(on) == 1:
        scalar = term(on[0])
        inside = [block.child(), block.child()]
        inside[0].enter(("eq", scalar, ("num", "0")))
        inside[1].enter(("is", "quotient", scalar))
        for part, inner in zip(proof.parts, inside, strict=True):
            _goals(writer, part, inner)
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
            _goals(writer, part, inner)
    steps = tuple(tuple(inner.steps) for inner in places)
    block.claim("cases", claim, index=name, on=value, proofs=steps)


def _goals(writer: Writer, part: Proof, block: Block) -> None:
    """A case: its goals are those of the proof that distinguishes cases."""
    writer.body(part, block)
    for goal in part.goals:
        writer.conclude(goal, part, block)
