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
    Hypothesis,
    Known,
    Todo,
    plain,
    statement_of,
)
from symland.proof.logic.instances import instance
from symland.proof.logic.scope import layers_of
from symland.proof.logic.statements import Instance, defined_in, is_equational
from symland.proof.logic.truth import conditions_of
from symland.proof.properties import Consequence, Property
from symland.proof.state import Checking
from symland.proof.suppositions import Suppositions, check_suppositions, known_suppositions
from symland.proof.theorem import InstanceOf, Theorem, formula_of
from symland.reasoning.facts import Facts, Square, sides_of


def facts_of(
    checking: Checking, by: Sequence[Any], proof: Proof | None, scope: Sequence[Expr] = ()
) -> Facts:
    """Hypotheses of the theorem and the facts of `by=`, sorted by how they can be used.

    `scope` are the ends of what is being shown: their layer indices are in their ranges.  A fact
    about layers is refused where its own ranges do not follow.
    """
    given = plain(checking.theorem.given)
    hypotheses = tuple(one for one in given if isinstance(one, Claim))
    constraints = tuple(one for one in given if isinstance(one, Constraint))
    scope = (*scope, *layers_of(checking.theorem.given))
    known = context_of([*scope, *sides_of(hypotheses)], constraints)
    equations: list[Claim] = []
    inequalities: list[Claim] = []
    simple = [fact for fact in by if not isinstance(fact, THEOREMS)]
    inside = checking
    for fact in simple:  # what one of them says is known to be defined in those after it
        inside = granting(inside, _claims_of(inside, fact, proof, known))
    for fact in by:
        for claim in _claims_of(inside, fact, proof, known):
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
        conditions_of(checking.theorem.given) or (),
        tuple(checking.definitions),
    )


THEOREMS = (Theorem, InstanceOf)


def granting(checking: Checking, claims: Sequence[Claim]) -> Checking:
    """The same state where what other facts of a step say is known, too."""
    return checking.under((*checking.theorem.given, *claims)) if claims else checking


def instances_in(by: Sequence[Any]) -> list[Claim]:
    """What the facts of `by=` say that are hypotheses taken at values; it is defined there."""
    found = [claim for fact in by if isinstance(fact, Instance) for claim in claims_at(fact)]
    return found + [fact.claim for fact in by if isinstance(fact, Consequence)]


def _assumed(by: Sequence[Any]) -> list[Claim]:
    """Facts that do not hold in every instance: definitions and induction hypotheses."""
    taken = [claim for fact in by if isinstance(fact, Instance) for claim in claims_at(fact)]
    return taken + [fact.claim for fact in by
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
        return fact.claims if _usable(checking, fact, fact, known) else ()
    if isinstance(fact, InstanceOf):
        _check_needs(fact, fact.needs, known)
        return fact.claims if _usable(checking, fact.theorem, fact, known) else ()
    if isinstance(fact, Hypothesis | Claim | Constraint):
        return _hypothesis(checking, fact)
    if isinstance(fact, Known):
        if not _is_known_here(fact, proof):
            raise FactError(f"`{fact.claim}` was shown in another proof",
                            help="state it as a theorem")  # fmt: skip
        if not set(fact.given) <= set(checking.theorem.given):
            raise FactError(f"`{fact.claim}` was shown under hypotheses that do not hold here")
        if fact.assumed:
            supposed = known_suppositions(checking.theorem)
            check_suppositions([fact.claim], supposed, "the induction hypothesis")
        return [fact.claim]
    if isinstance(fact, Instance):
        return _at_values(checking, fact, known)
    if isinstance(fact, Consequence):
        return _consequence(checking, fact)
    if isinstance(fact, Property) and fact in checking.theorem.given:
        return []
    if isinstance(fact, Axiom):
        if fact.source is not None and fact.source not in checking.theorem.given:
            raise FactError(f"the {fact.name} is used, but the theorem is not stated for it",
                            help="add the definition to `given=[...]`")  # fmt: skip
        _check_needs(fact, fact.needs, known)
        return [fact.claim]
    if isinstance(fact, Square):
        squared = Claim("eq", fact.matrix, fact.matrix)
        check_suppositions([squared], known_suppositions(checking.theorem), "a square")
        return []
    if isinstance(fact, Flow | Cited | Todo):
        return []
    raise FactError(f"`by=` does not take {type(fact).__name__} `{fact}`")


def _hypothesis(checking: Checking, fact: Any) -> Sequence[Claim]:
    statement = statement_of(fact)
    if statement not in plain(checking.theorem.given):
        raise FactError(f"`{fact}` is used in `by=` but is not among the hypotheses",
                        help="add it to `given=[...]`, or show it with `p.have(...)`")  # fmt: skip
    return [statement] if isinstance(statement, Claim) else []


def _is_known_here(fact: Known, proof: Proof | None) -> bool:
    """Whether a fact was shown in this proof, or in one of which this is a part."""
    while proof is not None:
        if any(fact is one for one in proof.handed):
            return True
        proof = proof.parent
    return False


def _at_values(checking: Checking, fact: Instance, known: Context) -> Sequence[Claim]:
    if fact.general not in checking.theorem.given:
        raise FactError(f"`{fact.general}` is used in `by=` but is not among the hypotheses")
    _check_needs(fact, instance(fact)[1], known)
    check_values_defined(fact.values, known_suppositions(checking.theorem), fact)
    return claims_at(fact)


def check_values_defined(values: Sequence[Any], known: Suppositions, where: Any) -> None:
    """What a statement is taken at is defined: that it says something there does not show it."""
    claims = [Claim("eq", one, one) for one in map(formula_of, values) if isinstance(one, Expr)]
    check_suppositions(claims, known, f"`{where}`")


def claims_at(fact: Instance) -> list[Claim]:
    """The equations and inequalities that a statement for all layers says at given values."""
    found: list[Claim] = []
    for one in instance(fact)[0]:
        if isinstance(one, Claim):
            found.append(one)
        elif isinstance(one, Property):
            found += one.equations
        else:
            raise FactError(f"`{one}` is not an equation", help="take it with `p.obtain(...)`")
    return found


def _consequence(checking: Checking, fact: Consequence) -> Sequence[Claim]:
    given = checking.theorem.given
    if fact.source not in given:
        raise FactError(f"`{fact.source}` is used in `by=` but is not among the hypotheses")
    for need in fact.needs:
        if need not in plain(given):
            raise FactError(f"`{fact.source}` is used where `{need}` is not a hypothesis")
    check_values_defined(fact.values, known_suppositions(checking.theorem), fact)
    return [fact.claim]


def _usable(
    checking: Checking,
    theorem: Theorem,
    used: Theorem | InstanceOf,
    known: Context,
) -> bool:
    """A theorem may be used as an equation if its own hypotheses are met here."""
    claims = [claim for one in used.statements for claim in defined_in(one)]
    claims += [one for one in plain(used.given) if isinstance(one, Claim)]
    supposed = known_suppositions(checking.theorem)
    check_suppositions(claims, supposed, f"`{theorem}`")
    if isinstance(used, InstanceOf):
        check_values_defined(used.values, supposed, theorem)
    enlist(checking, theorem)
    return all(_is_met(checking, one, known) for one in used.given)


def enlist(checking: Checking, theorem: Theorem) -> None:
    """Note that a theorem is used, with its evidence and what it rests on."""
    if theorem.corrected is not None:
        raise FactError(f"`{theorem}` is an erratum: its printed statement is false",
                        help=f"use its correction `{theorem.corrected}`")  # fmt: skip
    name = str(theorem)
    if name not in checking.uses:
        checking.uses.append(name)
    result = checking.result_of(theorem)
    checking.used_evidence.append(result.evidence)
    checking.rests_on += [one for one in result.rests_on if one not in checking.rests_on]


def _is_met(checking: Checking, hypothesis: Any, known: Context) -> bool:
    ours = checking.theorem.given
    if isinstance(hypothesis, Property) and hypothesis not in ours and is_equational(hypothesis):
        return all(_is_met(checking, one, known) for one in hypothesis.equations)
    if not isinstance(hypothesis, Hypothesis | Claim | Constraint):
        return hypothesis in ours
    statement = statement_of(hypothesis)
    if isinstance(statement, Constraint) and known.entails(linear(statement.value)):
        return True
    if statement in plain(ours):
        return True
    if isinstance(statement, Constraint):
        return False
    _check_range(statement, known)
    check_suppositions([statement], known_suppositions(checking.theorem), "a hypothesis")
    return checking.judge.judge(statement, facts_of(checking, [], None), refute=False,
                                spot_check=False).evidence.is_proof  # fmt: skip
