"""Judge the logical steps of a proof: what lemmas require, and that the parts show the goals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from symland.elaborate import context_of, linear
from symland.errors import ChainError, FactError, NamingError, StatementError
from symland.evidence import Evidence
from symland.language.build import indices_of
from symland.language.claims import Claim
from symland.language.expr import Expr, as_scalar
from symland.language.integers import Atom, Constraint, Int, symbol
from symland.proof.chain import Proof, Step
from symland.proof.checking import record
from symland.proof.facts import Hypothesis, plain
from symland.proof.loader import relative
from symland.proof.logic.goals import to_show
from symland.proof.logic.instances import free_atoms, in_their_ranges
from symland.proof.logic.lemmas import Lemma
from symland.proof.logic.notation import latex_statement, text_statement
from symland.proof.logic.proving import Used
from symland.proof.logic.scope import check_statements, common_atoms, known_atoms, layers_of
from symland.proof.logic.statements import (
    And,
    Exists,
    ForAll,
    Iff,
    Implies,
    Instance,
    defined_in,
    free_parts,
    name_of,
)
from symland.proof.properties import Property
from symland.proof.results import StepResult
from symland.proof.state import Checking
from symland.proof.suppositions import (
    Suppositions,
    check_suppositions,
    known_suppositions,
    names_supposed,
)
from symland.proof.theorem import Direction, InstanceOf, Theorem
from symland.proof.using import check_values_defined, enlist, facts_of, granting, instances_in
from symland.reasoning.facts import sides_of


def common_ranges(proof: Proof) -> tuple[Expr, ...]:
    """Layer indices that every goal of a proof has: what is shown on the side is for these alone.

    Where the range of such an index is empty, no goal says anything.
    """
    return tuple(as_scalar(symbol(atom)) for atom in common_atoms(proof.first_goals).values())


def check_used(checking: Checking, proof: Proof, used: Used, ranges: Sequence[Expr] = ()) -> None:
    """What a lemma or theorem requires is shown; then it is noted as a step of its own."""
    checking = checking.under(used.given)
    layers = known_atoms(proof.first_goals, used.given)
    source = used.source.name if isinstance(used.source, Lemma) else used.source
    check_statements([*used.requires, *used.gained], layers, f"`{source}`", used.location)
    for one in used.requires:
        _require(checking, proof, used, one, ranges)
    evidence = Evidence.EXACT
    instances = [fact for fact in _facts_for(used, layers) if isinstance(fact, Instance)]
    facts_of(checking, instances, proof, ranges)  # they are in their ranges
    known = known_suppositions(granting(checking, instances_in(instances)).theorem)
    if isinstance(used.source, Lemma):
        _check_defined(used.source, known)
        if used.source.citation:
            note = f"lemma: {used.source}"
            checking.rests_on += [] if note in checking.rests_on else [note]
            evidence = Evidence.CITED
    elif isinstance(used.source, Instance):
        check_values_defined(used.source.values, known, used.source)
    elif isinstance(used.source, Theorem | InstanceOf | Direction):
        source = used.source.theorem if isinstance(used.source, Direction) else used.source
        stated = source.theorem if isinstance(source, InstanceOf) else source
        check_suppositions(_defined(source), known, f"`{stated}`")
        check_values_defined(getattr(source, "values", ()), known, stated)
        enlist(checking, stated)
        evidence = checking.used_evidence[-1]
    name = used.source.name if isinstance(used.source, Lemma) else str(used.source)
    shown, place = text_statement(used.said), relative(used.location)
    number, why = len(checking.steps) + 1, "" if name == shown else name
    latex = latex_statement(used.said)
    checking.steps.append(StepResult(number, "", shown, latex, place, evidence, why))


def check_hypothesis_at_n(checking: Checking, proof: Proof, ranges: Sequence[Expr]) -> None:
    """The hypothesis of an induction is about points where the statement at n is defined."""
    if not proof.at_n:
        return
    statements, given, by, place, _ = proof.at_n
    outside = checking.under(given)
    try:
        facts_of(outside, by, proof, ranges)  # they are in their ranges
        known = known_suppositions(granting(outside, instances_in(by)).theorem)
        claims = [one for statement in statements for one in defined_in(statement)]
        check_suppositions(claims, known, "the induction hypothesis")
    except FactError as error:
        error.location = place
        raise


def _defined(source: Any) -> list[Claim]:
    return [one for statement in source.statements for one in defined_in(statement)]


def _check_defined(lemma: Lemma, known: Suppositions) -> None:
    """The matrices for which a lemma is taken are defined here."""
    both = [*lemma.requires, lemma.conclusion]
    found = [one for statement in both for one in (*defined_in(statement), *free_parts(statement))]
    check_suppositions(found, known, f"`{lemma.name}`")


def _require(
    checking: Checking, proof: Proof, used: Used, requirement: Any, ranges: Sequence[Expr]
) -> None:
    given = checking.theorem.given
    statement = requirement.statement if isinstance(requirement, Hypothesis) else requirement
    if statement in given or statement in plain(given) or _either_way(statement, given):
        return
    if isinstance(statement, Constraint):
        claims = [one for one in plain(given) if isinstance(one, Claim)]
        constraints = [one for one in plain(given) if isinstance(one, Constraint)]
        known = context_of([*ranges, *layers_of(given), *sides_of(claims)], constraints)
        if not known.entails(linear(statement.value)):
            raise _missing(statement, used)
        return
    if isinstance(statement, ForAll):
        _require_everywhere(checking, proof, used, statement, ranges)
        return
    parts = to_show(statement) if isinstance(statement, Property | And | Claim) else ()
    if not parts or not all(isinstance(one, Claim) for one in parts):
        if isinstance(statement, Property) and is_known_inverse(checking, statement):
            return
        raise _missing(statement, used)
    by = _facts_for(used, known_atoms(proof.first_goals, used.given))
    for one in parts:
        why = f"required by {used.source.name if isinstance(used.source, Lemma) else used.source}"
        step = Step(one, by, why, used.location, used.given)
        record(checking, step, proof, ranges=ranges)
        checking.required.setdefault(id(used), []).append(step)


def _facts_for(used: Used, known: Mapping[str, Atom]) -> list[Any]:
    """The facts of `by=`; those at layers that mean nothing for this requirement are for others."""
    return [fact for fact in used.by
            if not isinstance(fact, Instance) or _layers_at(fact) <= known.keys()]  # fmt: skip


def _layers_at(fact: Instance) -> set[str]:
    """Layer indices in the values at which a statement is taken."""
    found: set[str] = set()
    for value in fact.values:
        if isinstance(value, Int):
            found |= {atom.name for atom in value.atoms() if atom.kind == "index"}
        elif isinstance(value, Expr):
            found |= indices_of(value).keys()
    return found


def _require_everywhere(
    checking: Checking, proof: Proof, used: Used, general: ForAll, ranges: Sequence[Expr]
) -> None:
    """A statement for all layers, shown at the generic one."""
    part = Proof((general,), used.given)
    part.open()  # the index is new with respect to the hypotheses that are in force here
    part.parent = proof
    bound = {name_of(one) for one in general.bound}
    for name in sorted(bound & names_supposed(checking.theorem)):
        raise NamingError(
            f"`{general}` is required here, where what the statement says of `{name}`"
            " supposes that something is defined",
            help="give it another name",
        )
    if not all(isinstance(goal, Claim) for goal in part.goals):
        raise _missing(general, used)
    for goal in part.goals:
        ends = (goal.left, goal.right)
        inside = in_their_ranges(free_atoms(goal))
        by = _facts_for(used, {**known_atoms(proof.first_goals, used.given), **inside})
        step = Step(goal, by, "for every layer", used.location, part.given)
        record(checking.under(part.given), step, part, ends, ranges)
        checking.required.setdefault(id(used), []).append(step)


def _missing(statement: Any, used: Used) -> FactError:
    error = FactError(f"`{used.source}` requires `{statement}`, which is not a hypothesis here")
    error.location = used.location
    return error


def _either_way(statement: Any, given: tuple[Any, ...]) -> bool:
    """Whether an implication is one direction of a hypothesis."""
    if not isinstance(statement, Implies):
        return False
    left, right = statement.left, statement.right
    return Iff(left, right) in given or Iff(right, left) in given


def is_known_inverse(checking: Checking, found: Property) -> bool:
    """Whether the inverse of which a property speaks is supposed here."""
    if found.word not in ("invertible", "nonzero", "full_row_rank", "full_column_rank"):
        return False
    known = known_suppositions(checking.theorem)
    try:
        check_suppositions(found.equations, known, "a property")
    except FactError:
        return False
    return True


def check_cases(checking: Checking, proof: Proof) -> None:
    """What cases are taken of is defined, and its layer indices are those of the statement."""
    layers = known_atoms(proof.first_goals, checking.theorem.given)
    for on in proof.splits:
        if isinstance(on[0], Expr):
            known = known_suppositions(checking.theorem)
            check_suppositions([Claim("eq", on[0], on[0])], known, "a case distinction")
        atoms = [indices_of(as_scalar(one)) for one in on]
        for name in (name for one in atoms for name in in_their_ranges(one)):
            if name not in layers:
                raise ChainError("SL109", f"cases of the layer index `{name}`, which is not in the "
                                          "statement")  # fmt: skip


def check_limits(checking: Checking, proof: Proof) -> None:
    """What is to be shown of layer indices follows from their ranges and from the hypotheses."""
    given = plain(checking.theorem.given)
    limits = [one for one in proof.goals if isinstance(one, Constraint)]
    for goal in limits:
        own = [as_scalar(symbol(atom)) for atom in free_atoms(goal).values()]
        claims = [one for one in given if isinstance(one, Claim)]
        scope = [*own, *common_ranges(proof), *layers_of(checking.theorem.given)]
        constraints = [one for one in given if isinstance(one, Constraint)]
        known = context_of([*scope, *sides_of(claims)], constraints)
        if not known.entails(linear(goal.value)):
            raise StatementError(f"nothing shows `{goal}`: it does not follow from the ranges of "
                                 "the layer indices and from the hypotheses")  # fmt: skip


def parts_of(proof: Proof) -> list[Proof]:
    """The parts that show the goals of a proof; those that the author left out are empty."""
    if proof.covered or proof.concluded:
        return list(proof.parts)
    found = list(proof.parts)
    for goal in proof.goals:
        done = shown_by_part(proof, goal) or goal in proof.given
        for wanted in () if done else _wanted(goal):
            if not any(part.target == wanted for part in found):
                found.append(_empty(proof, wanted))
    return found


def _wanted(goal: Any) -> tuple[Any, ...]:
    if isinstance(goal, Iff):
        return Implies(goal.left, goal.right), Implies(goal.right, goal.left)
    if isinstance(goal, Claim | Constraint):
        return ()
    return (goal,)


def _empty(proof: Proof, goal: Any) -> Proof:
    part = Proof((goal,), proof.given, parent=proof, target=goal)
    part.open()
    if part.goals == (goal,) and isinstance(goal, Exists):
        inverse = _inverse_of(goal)
        if inverse is None:
            raise StatementError(f"`{goal}` needs a witness", help="`p.witness(...)` names one")
        part.witness(inverse)
    elif part.goals == (goal,) and not isinstance(goal, Iff):
        raise StatementError(f"nothing shows `{goal}`")
    return part


def _inverse_of(goal: Exists) -> Any:
    """inv(A), if the statement is that A has an inverse."""
    if not isinstance(goal.body, And) or len(goal.letters) != 1:
        return None
    first = goal.body.parts[0]
    if not isinstance(first, Claim) or first.left.op != "matmul":
        return None
    (*before, last) = first.left.args
    if last != goal.letters[0] or not before:
        return None
    square = before[0]
    for factor in before[1:]:
        square = square @ factor
    return square.inv if square.rows == square.cols else None


def shown_by_part(proof: Proof, goal: Any) -> bool:
    """Whether a part of the proof was made for this goal."""
    return any(part.target == goal for part in proof.parts)
