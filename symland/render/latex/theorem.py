r"""A theorem as LaTeX: hypotheses, statement, and its chains with their reasons; needs amsmath.

Formulas are shown as the author wrote them, abbreviations are explained below the statement.  The
proof is not checked here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Any

from symland.language.claims import Claim, Statement
from symland.language.expr import Expr
from symland.language.integers import Atom, Constraint, integer
from symland.language.notation.latex import RELATIONS, formula, sides
from symland.language.notation.latex_names import latex_integer, latex_name
from symland.proof.chain import Chain, Proof, Step
from symland.proof.check import opened
from symland.proof.facts import Cited, Definition, Hypothesis, Todo, plain
from symland.proof.logic.instances import free_atoms, in_their_ranges
from symland.proof.logic.notation import binder, latex_statement, text_statement
from symland.proof.logic.proving import Used
from symland.proof.logic.statements import And, Exists, ForAll, Iff, Implies, claims_in
from symland.proof.properties import Property
from symland.proof.theorem import Theorem
from symland.render.latex.display import TEXT_WIDTH, Row, align
from symland.render.latex.letters import check_letters
from symland.render.latex.prose import prose
from symland.render.latex.where import (
    Motion,
    abbreviations,
    ambiguous,
    motions,
    numbered,
    unfolded,
    where,
)


@dataclass(frozen=True, slots=True)
class Wishes:
    """How theorems and formulas are set."""

    room: float = TEXT_WIDTH
    unfold: bool = False  # abbreviations are replaced by what they stand for
    derivation: bool = True
    doc: bool = False  # the author's words stand in front
    opened: frozenset[str] = frozenset()  # abbreviations that mean different things here
    motions: tuple[Motion, ...] = ()  # set if there are several: they get numbers

    def show(self, value: Any) -> Any:
        """A formula or statement, with or without abbreviations."""
        shown = unfolded(value, None if self.unfold else self.opened)
        return numbered(shown, self.motions) if self.motions else shown

    def among(self, exprs: Collection[Expr]) -> Wishes:
        """The wishes for a fragment with these formulas; raises `NamingError` for letters that
        would look alike."""
        found = replace(self, opened=ambiguous(exprs), motions=())
        shown = [found.show(expr) for expr in exprs]
        check_letters(shown)
        several = tuple(motions(shown))
        return replace(found, motions=several) if len(several) > 1 else found


def latex_theorem(theorem: Theorem, wishes: Wishes | None = None) -> str:
    """Hypotheses, statement and derivation, as a fragment for `\\input`."""
    return "\n".join(_theorem(theorem, wishes or Wishes()))


def _theorem(theorem: Theorem, wishes: Wishes) -> list[str]:
    refs = ", ".join(theorem.refs)
    lines = [_comment(f"{refs}  {theorem.name}" if refs else theorem.name)]
    if theorem.reason:
        return [*lines, _comment(f"to do: {theorem.reason}")]
    if theorem.experiment is not None:
        return [*lines, _comment(f"experiment: {theorem.experiment.words}")]
    proof = _recorded(theorem, wishes)
    wishes = wishes.among(_formulas([*_statements(theorem), *_steps(proof)]))
    lines += [prose(theorem.doc)] if wishes.doc and theorem.doc else []
    lines += _hypotheses(theorem, wishes)
    if theorem.corrected is not None:
        lines += ["As printed, this is false:", *_statement(theorem, wishes), "Correct is:"]
        return [*lines, *_theorem(theorem.corrected, wishes)]
    then, ranges = ["Then"] * bool(theorem.given), _ranges(theorem)
    words = ", ".join([*then, *([ranges] if ranges else [])])
    lines += [words[0].upper() + words[1:]] if words else []
    return lines + _statement(theorem, wishes) + _proof(proof, theorem, wishes)


def _recorded(theorem: Theorem, wishes: Wishes) -> Proof:
    """What the body of the theorem records: asides and chains, none if they are not wanted."""
    proof = opened(theorem)
    if theorem.body is not None and wishes.derivation:
        theorem.body(proof)
    return proof


def _ranges(theorem: Theorem) -> str:
    r"""`for all $1 \le k \le l$`, for the layer indices that nothing in the statement binds."""
    definitions = [one for one in theorem.given if isinstance(one, Definition)]
    bare = [one.statement if isinstance(one, Hypothesis) else one for one in theorem.given
            if not isinstance(one, Definition)]  # fmt: skip
    stated = [*theorem.statements, *bare, *(one(one.position).claim for one in definitions)]
    atoms = {name: atom for one in stated for name, atom in free_atoms(one).items()}
    known = {name: one for name, one in in_their_ranges(atoms).items() if one.low or one.high}
    shown = [f"${_range(known[name])}$" for name in sorted(known)]
    return f"for all {', '.join(shown)}:" if shown else ""


def _range(atom: Atom) -> str:
    name = latex_name(atom.name)[0]
    if atom.high is None:
        return rf"{name} \ge {latex_integer(atom.low or integer(0))}"
    low = "" if atom.low is None else rf"{latex_integer(atom.low)} \le "
    return rf"{low}{name} \le {latex_integer(atom.high)}"


def _statements(theorem: Theorem) -> list[Statement]:
    claims = [claim for one in theorem.statements for claim in claims_in(one)]
    definitions = [one(one.position).claim for one in theorem.given if isinstance(one, Definition)]
    return [*claims, *plain(theorem.given), *definitions]


def _comment(words: str) -> str:
    return "% " + " ".join(words.split())


def _hypotheses(theorem: Theorem, wishes: Wishes) -> list[str]:
    if not theorem.given:
        return []
    inside = {one for given in theorem.given if isinstance(given, Property) for one in given}
    rows = [row for one in theorem.given if one not in inside for row in _hypothesis(one, wishes)]
    return ["Suppose that", *align(rows, wishes.room)]


def _hypothesis(given: Any, wishes: Wishes) -> list[Row]:
    if isinstance(given, Definition):
        return [_claim(given(given.position).claim, wishes, reason="for every layer")]
    statement = given.statement if isinstance(given, Hypothesis) else given
    if not isinstance(statement, Claim | Constraint):
        return _rows(statement, wishes)
    named = isinstance(given, Hypothesis) and given.name != str(statement)
    return [_claim(statement, wishes, reason=given.name if named else "")]


def _rows(statement: Any, wishes: Wishes) -> list[Row]:
    """A statement of any kind, a row for each of its parts and for the words between them."""
    if isinstance(statement, Claim):
        return [_claim(statement, wishes)]
    if isinstance(statement, And):
        return [row for part in statement.parts for row in _rows(part, wishes)]
    if isinstance(statement, Iff | Implies):
        sign = r"\iff" if isinstance(statement, Iff) else r"\implies"
        left, right = (_rows(side, wishes) for side in (statement.left, statement.right))
        return [*left, Row((sign,)), *right]
    if isinstance(statement, Exists | ForAll):
        return [Row((binder(statement),)), *_rows(statement.body, wishes)]
    if len(statement.subject) > 2:  # a decomposition: its equation, and what it is
        named = statement.word.replace("_", " ")
        return [_claim(statement.equations[0], wishes), Row((rf"\text{{({named})}}",))]
    return [Row((latex_statement(statement),))]


def _claim(claim: Statement, wishes: Wishes, reason: str = "") -> Row:
    left, sign, right = sides(wishes.show(claim))
    return Row(right, sign, left, reason)


def _statement(theorem: Theorem, wishes: Wishes) -> list[str]:
    rows: list[Row | str] = [row for one in theorem.statements for row in _rows(one, wishes)]
    rows += where(_shown(_statements(theorem), wishes))
    return align(rows, wishes.room)


def _formulas(statements: Iterable[Statement]) -> list[Expr]:
    claims = [one for one in statements if not isinstance(one, Constraint)]
    return [side for claim in claims for side in (claim.left, claim.right)]


def _shown(statements: Iterable[Statement], wishes: Wishes) -> list[Expr]:
    return [wishes.show(one) for one in _formulas(statements)]


def _proof(proof: Proof, theorem: Theorem, wishes: Wishes) -> list[str]:
    """The asides and chains; a body without steps is no derivation."""
    lines: list[str] = []
    if proof.induction is not None:
        start = latex_integer(proof.induction.start)
        lines.append(rf"By induction over ${latex_name(proof.induction.name)[0]} \ge {start}$:")
    if proof.asides:
        rows = [row for aside in proof.asides for row in _aside(aside, wishes)]
        lines += ["First,", *align(rows, wishes.room)]
    chains = [chain for chain in proof.chains if chain.steps]
    if chains:
        lines.append("Then" if lines else "Indeed,")
        for chain in chains:
            lines += align(_chain(chain, wishes), wishes.room)
        lines += _new_words(proof, theorem, wishes)
    for part in proof.parts:
        shown = _comment(
            f"part: {text_statement(part.target)}" if part.target is not None else "a case"
        )
        lines += [shown, *_proof(part, theorem, wishes)]
    return lines


def _aside(aside: Step | Used, wishes: Wishes) -> list[Row]:
    if isinstance(aside, Used):
        return _rows(aside.said, wishes)
    return [_claim(aside.claim, wishes, _reason(aside))]


def _new_words(proof: Proof, theorem: Theorem, wishes: Wishes) -> list[str]:
    """Abbreviations in the derivation that the statement does not have."""
    stated = _shown(_statements(theorem), wishes)
    rows = where(_shown(_steps(proof), wishes), abbreviations(stated), motions(stated))
    return ["where", *align(rows[1:], wishes.room)] if rows else []


def _steps(proof: Proof) -> list[Statement]:
    chains = [step for chain in proof.chains for step in chain.steps]
    asides = [one for one in proof.asides if isinstance(one, Step)]
    inside = [claim for part in proof.parts for claim in _steps(part)]
    return [*(step.claim for step in (*asides, *chains)), *inside]


def _chain(chain: Chain, wishes: Wishes) -> list[Row]:
    rows: list[Row] = []
    left = formula(wishes.show(chain.start))
    for step in chain.steps:
        right = formula(wishes.show(step.claim.right))
        rows.append(Row(right, RELATIONS[step.claim.relation], left, _reason(step)))
        left = ()
    return rows


def _reason(step: Step) -> str:
    """`why=` beside the step, or what it stands on if it is no proof."""
    reasons = [step.why] if step.why else []
    reasons += [f"cited: {fact.reference}" for fact in step.by if isinstance(fact, Cited)]
    reasons += [f"to do: {fact.reason}" for fact in step.by if isinstance(fact, Todo)]
    return "; ".join(reasons)
