"""A proof must show its statement: by chains from left to right, or by Penrose's equations."""

from __future__ import annotations

from typing import Any

from symland.elaborate import context_of, term
from symland.errors import ChainError, SymlandError
from symland.kernel import check as kernel
from symland.kernel.linear import Context, KernelError
from symland.kernel.terms import expand
from symland.language.build import indices_of, pinv
from symland.language.claims import RELATIONS, Claim
from symland.language.expr import Matrix
from symland.language.notation.text import text
from symland.proof.chain import Chain, Proof, Step, Way
from symland.proof.checking import record
from symland.proof.logic.checking import shown_by_part
from symland.proof.logic.scope import known_atoms
from symland.proof.state import Checking
from symland.proof.using import facts_of
from symland.reasoning.facts import sides_of


def check_ends(checking: Checking, proof: Proof) -> None:
    """Every statement is shown by a chain from its left to its right side, or directly."""
    free = list(proof.chains)
    goals = [one for one in proof.goals if isinstance(one, Claim) and not shown_by_part(proof, one)]
    for goal in goals:
        ways = [_by_penrose(checking, proof, goal, *pair) for pair in proof.inverses]
        way = next((one for one in ways if one is not None), None)
        if way is not None:
            proof.ways.append((goal, way))
            continue
        chain = next((c for c in free if _starts(checking, c, goal)), None)
        if chain is None and free and len(goals) == len(proof.chains):
            chain = free[0]
            raise _start_error(chain, goal)
        if chain is None and len(goals) == 1 and free:
            raise _start_error(free[0], goal)
        if chain is None:
            step = Step(goal, _asides(proof, goal), "", checking.theorem.location, proof.given)
            record(checking, step, proof, (goal.left, goal.right))
            proof.ways.append((goal, ("chain", (step,))))
            continue
        free.remove(chain)
        _check_indices(checking, chain, goal)
        _check_end(checking, chain, goal)
        proof.ways.append((goal, ("chain", tuple(chain.steps))))


def _check_indices(checking: Checking, chain: Chain, goal: Claim) -> None:
    """The ends of a chain may not mention layers that its statement does not."""
    known = known_atoms([goal], checking.theorem.given)
    for end in (chain.start, chain.last):
        for name in sorted(indices_of(end).keys() - known.keys()):
            error = ChainError("SL109", f"the layer index `{name}` occurs in the chain, but not in "
                                        "the statement")  # fmt: skip
            error.location = chain.location
            raise error


def _by_penrose(
    checking: Checking, proof: Proof, goal: Claim, matrix: Matrix, candidate: Matrix
) -> Way | None:
    """How chains show Penrose's equations, if the statement is pinv(matrix) = candidate."""
    if (goal.relation, goal.left, goal.right) != ("eq", pinv(matrix), candidate):
        return None
    for chain in proof.chains:
        _check_indices(checking, chain, goal)
    shown = [chain for chain in proof.chains if chain.relation == "eq" and chain.steps]
    context = checking.judge.context(goal, facts_of(checking, [], proof, (goal.left, goal.right)))
    found: list[tuple[Step, ...]] = []
    for left, right in kernel.penrose_equations(term(matrix), term(candidate)):
        ways = [
            tuple(chain.steps)
            for chain in shown
            if _alike(term(chain.start), left)
            and kernel.equal(left, term(chain.start), context)
            and kernel.equal(right, term(chain.last), context)
        ]
        if not ways:
            raise ChainError(
                "SL105",
                "`p.penrose` needs a chain for each of the four equations of "
                "Penrose; one is missing",
            )
        found.append(ways[0])
    checking.rests_on.append("uniqueness of the Moore-Penrose inverse (Penrose 1955)")
    return "penrose", term(matrix), term(candidate), tuple(found)


def _alike(one: Any, other: Any) -> bool:
    """Whether two terms have the same sizes, so that they can be compared."""
    shapes = [expand(side, Context()) for side in (one, other)]
    return (shapes[0].rows, shapes[0].cols) == (shapes[1].rows, shapes[1].cols)


def _asides(proof: Proof, goal: Claim) -> list[Any]:
    """What was shown on the side, as far as it speaks of layers of the statement."""
    known = context_of([goal.left, goal.right])
    return [
        fact
        for fact in proof.handed
        if all(known.entails(need) for need in context_of(sides_of([fact.claim])).facts)
    ]


def _starts(checking: Checking, chain: Chain, goal: Claim) -> bool:
    return same(checking, chain.start, goal.left)


def same(checking: Checking, one: Any, other: Any) -> bool:
    """Whether two expressions are one, as written or in canonical form."""
    if one == other:
        return True
    if one.is_matrix != other.is_matrix or (one.rows, one.cols) != (other.rows, other.cols):
        return False
    try:
        facts = facts_of(checking, [], None)
        return checking.judge.exact(Claim("eq", one, other), facts)
    except (KernelError, SymlandError):
        return False


def _start_error(chain: Chain, goal: Claim) -> ChainError:
    error = ChainError(
        "SL104",
        f"the chain starts at `{text(chain.start)}`, the statement at `{text(goal.left)}`",
        help="start with `p.calc()`, which takes the left side of the statement",
    )
    error.location = chain.location
    return error


def _check_end(checking: Checking, chain: Chain, goal: Claim) -> None:
    if not chain.steps:
        error = ChainError("SL105", "the chain has no steps")
        error.location = chain.location
        raise error
    if not same(checking, chain.last, goal.right):
        error = ChainError(
            "SL105",
            f"the chain ends at `{text(chain.last)}`, the statement at `{text(goal.right)}`",
        )
        error.location = chain.steps[-1].location
        raise error
    if goal.relation not in (chain.relation, {"lt": "le", "gt": "ge"}.get(chain.relation)) and not (
        chain.relation == "eq" and goal.relation in ("le", "ge")
    ):
        error = ChainError(
            "SL106",
            f"the chain shows `{RELATIONS[chain.relation]}`, the statement "
            f"says `{RELATIONS[goal.relation]}`",
        )
        error.location = chain.location
        raise error
