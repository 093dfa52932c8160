"""Goals with layer indices of their own: each is shown where these are in their ranges.

The steps of one goal need not be about the layers of another, so that each has those steps of the
proof which it needs, and no others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from symland.kernel.linear import KernelError
from symland.proof.certificates.block import Block, CertificateError
from symland.proof.certificates.branches import Writer
from symland.proof.certificates.statements import Goal
from symland.proof.chain import Proof
from symland.proof.logic.goals import to_show


def show_each(writer: Writer, goals: Sequence[Goal], proof: Proof, block: Block) -> None:
    """The steps by which a proof shows goals, each in its ranges."""
    for goal in goals:
        if goal.limits is None:
            _show(writer, goal, _needed(writer, goal, proof, block), block)
            continue
        inner = block.child()
        inner.enter(goal.limits)
        if inner.context.contradictory():
            raise CertificateError("the ranges of the layer indices of a statement are empty")
        _show(writer, goal, _needed(writer, goal, proof, inner), inner)
        block.claim("implies", goal.formula, proof=tuple(inner.steps))


def _show(writer: Writer, goal: Goal, proof: Proof, block: Block) -> None:
    writer.body(proof, block)
    writer.conclude(goal.statement, proof, block)


def _needed(writer: Writer, goal: Goal, proof: Proof, block: Block) -> Proof:
    """A proof with only what one of its goals needs."""
    if proof.covered or proof.induction is not None:  # which shows the goals together
        return proof
    ways = [way for way in proof.ways if way[0] in to_show(goal.statement)]
    kept: list[Any] = []
    for one in (*asides_of(proof), *proof.chains):
        if _is_written(writer, _only([*kept, one], [], proof), block):
            kept.append(one)
    for one in kept[::-1]:
        fewer = [other for other in kept if other is not one]
        if _is_written(writer, _only(fewer, ways, proof), block, goal):
            kept = fewer
    return _only(kept, ways, proof)


def _only(kept: Sequence[Any], ways: Sequence[Any], proof: Proof) -> Proof:
    """A proof with some of what stands in it."""
    asides, parts, chains = ([one for one in some if any(one is other for other in kept)]
                             for some in (proof.asides, proof.parts, proof.chains))  # fmt: skip
    return replace(proof, asides=asides, parts=parts, chains=chains, ways=[*ways])


def _is_written(writer: Writer, proof: Proof, block: Block, goal: Goal | None = None) -> bool:
    """Whether there are steps for all that stands in a proof, and for its goal."""
    inner, others = block.child(), [*writer.leaves.others]
    try:
        writer.body(proof, inner)
        if goal is not None:
            writer.conclude(goal.statement, proof, inner)
    except (CertificateError, KernelError):
        return False
    finally:
        writer.leaves.others[:] = others
    return True


def asides_of(proof: Proof) -> list[Any]:
    """What a proof shows and obtains on the side, and its parts, in their order."""
    sides = [] if proof.covered else proof.parts
    return sorted([*proof.asides, *sides], key=_hypotheses_at)


def _hypotheses_at(aside: Any) -> int:
    """When something was shown on the side: each adds to the hypotheses that are in force."""
    return len(aside.supposed_then if isinstance(aside, Proof) else aside.given or ())
