"""What a step may use: hypotheses of its theorem, and the facts of `by=` within their ranges."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from symland.elaborate import context_of, linear
from symland.errors import FactError
from symland.kernel.linear import Context
from symland.language.claims import Claim
from symland.language.derivatives import Flow
from symland.language.expr import Expr
from symland.language.integers import Constraint
from symland.proof.chain import Proof
from symland.proof.facts import (
    Axiom,
    Cited,
    Definition,
    Hypothesis,
    Known,
    Todo,
    statement_of,
)
from symland.proof.state import Checking
from symland.proof.suppositions import check_suppositions, known_suppositions
from symland.proof.theorem import InstanceOf, Theorem
from symland.reasoning.decide import Facts, Square, sides_of


def facts_of(
    checking: Checking, by: Sequence[Any], proof: Proof | None, scope: Sequence[Expr] = ()
) -> Facts:
    """Hypotheses of the theorem and the facts of `by=`, sorted by how they can be used.

    `scope` are the ends of what is being shown: their layer indices are in their ranges.  A fact
    about layers is refused where its own ranges do not follow.
    """
    given = [statement_of(g) for g in checking.theorem.given if not isinstance(g, Definition)]
    hypotheses = tuple(one for one in given if isinstance(one, Claim))
    constraints = tuple(one for one in given if isinstance(one, Constraint))
    known = context_of([*scope, *sides_of(hypotheses)], constraints)
    equations: list[Claim] = []
    inequalities: list[Claim] = []
    for fact in by:
        for claim in _claims_of(checking, fact, proof, known):
            _check_range(claim, known)
            (equations if claim.relation == "eq" else inequalities).append(claim)
    return Facts(
        hypotheses,
        constraints,
        tuple(equations),
        tuple(inequalities),
        tuple(fact for fact in by if isinstance(fact, Square)),
        tuple(scope),
        tuple(_assumed(by)),
    )


def _assumed(by: Sequence[Any]) -> list[Claim]:
    """Facts that do not hold in every instance: definitions and induction hypotheses."""
    return [fact.claim for fact in by
            if (isinstance(fact, Axiom) and fact.source is not None)
            or (isinstance(fact, Known) and fact.assumed)]  # fmt: skip


def _check_range(claim: Claim, known: Context) -> None:
    for need in sorted(context_of([claim.left, claim.right]).facts):
        if not known.entails(need):
            raise FactError(
                f"the fact `{claim}` is used where `{need} >= 0` does not follow from the "
                "hypotheses",
                help="take the fact at a layer in its range: `fact.at(index, value)`",
            )


def _check_needs(fact: Any, needs: Sequence[Constraint], known: Context) -> None:
    for need in needs:
        if not known.entails(linear(need.value)):
            raise FactError(f"`{fact}` is outside its range: `{need}` does not follow")


def _claims_of(
    checking: Checking, fact: Any, proof: Proof | None, known: Context
) -> Sequence[Claim]:
    if isinstance(fact, Theorem):
        stated = fact.claims, fact.given
        return fact.claims if _usable(checking, fact, stated, known, proof) else ()
    if isinstance(fact, InstanceOf):
        _check_needs(fact, fact.needs, known)
        stated = fact.claims, fact.given
        return fact.claims if _usable(checking, fact.theorem, stated, known, proof) else ()
    if isinstance(fact, Hypothesis | Claim | Constraint):
        return _hypothesis(checking, fact)
    if isinstance(fact, Known):
        if not _is_known_here(fact, proof):
            raise FactError(f"`{fact.claim}` was shown in another proof",
                            help="state it as a theorem")  # fmt: skip
        return [fact.claim]
    if isinstance(fact, Axiom):
        if fact.source is not None and fact.source not in checking.theorem.given:
            raise FactError(f"the {fact.name} is used, but the theorem is not stated for it",
                            help="add the definition to `given=[...]`")  # fmt: skip
        _check_needs(fact, fact.needs, known)
        return [fact.claim]
    if isinstance(fact, Square | Flow | Cited | Todo):
        return []
    raise FactError(f"`by=` does not take {type(fact).__name__} `{fact}`")


def _hypothesis(checking: Checking, fact: Any) -> Sequence[Claim]:
    statement = statement_of(fact)
    if all(statement_of(one) != statement for one in checking.theorem.given):
        raise FactError(f"`{fact}` is used in `by=` but is not among the hypotheses",
                        help="add it to `given=[...]`, or show it with `p.have(...)`")  # fmt: skip
    return [statement] if isinstance(statement, Claim) else []


def _is_known_here(fact: Known, proof: Proof | None) -> bool:
    return proof is not None and any(fact is one for one in proof.handed)


def _usable(
    checking: Checking,
    theorem: Theorem,
    stated: tuple[Sequence[Claim], Sequence[Any]],
    known: Context,
    proof: Proof | None,
) -> bool:
    """A theorem may be used as an equation if its own hypotheses are met here."""
    if theorem.corrected is not None:
        raise FactError(f"`{theorem}` is an erratum: its printed statement is false",
                        help=f"use its correction `{theorem.corrected}`")  # fmt: skip
    claims, given = stated
    hypotheses = [statement_of(one) for one in given if not isinstance(one, Definition)]
    claims = [*claims, *(one for one in hypotheses if isinstance(one, Claim))]
    check_suppositions(claims, known_suppositions(checking.theorem, proof), f"`{theorem}`")
    name = str(theorem)
    if name not in checking.uses:
        checking.uses.append(name)
    result = checking.result_of(theorem)
    checking.used_evidence.append(result.evidence)
    checking.rests_on += [one for one in result.rests_on if one not in checking.rests_on]
    return all(_is_met(checking, one, known) for one in given)


def _is_met(checking: Checking, hypothesis: Any, known: Context) -> bool:
    ours = checking.theorem.given
    if isinstance(hypothesis, Definition):
        return hypothesis in ours
    statement = statement_of(hypothesis)
    if isinstance(statement, Constraint) and known.entails(linear(statement.value)):
        return True
    return any(statement_of(one) == statement for one in ours if not isinstance(one, Definition))
