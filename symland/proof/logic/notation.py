"""Statements of every kind as text and as LaTeX."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from symland.language.claims import Claim
from symland.language.expr import Expr
from symland.language.families import Families, Family
from symland.language.integers import Atom, Constraint, Int
from symland.language.notation.latex import latex, latex_claim, latex_integer
from symland.language.notation.text import text
from symland.proof.facts import Definition, Hypothesis
from symland.proof.logic.statements import NEVER, And, Exists, ForAll, Iff, Implies, conjuncts
from symland.proof.properties import Property

WORDS = {
    "symmetric": "{0} is symmetric",
    "orthogonal": "{0} is orthogonal",
    "projector": "{0} is an orthogonal projector",
    "psd": "{0} is positive semidefinite",
    "invertible": "{0} is invertible",
    "nonzero": "{0} is not 0",
    "full_row_rank": "{0} has full row rank",
    "full_column_rank": "{0} has full column rank",
    "is_diagonal": "{0} is diagonal",
    "distinct_diagonal": "{0} is diagonal with distinct entries",
    "positive_diagonal": "{0} is diagonal with positive entries",
    "commuting": "{0} and {1} commute",
    "is_pinv": "{0} is the Moore-Penrose inverse of {1}",
    "eigendecomposition": "{0} = {1} {2} {1}' is an eigen-decomposition",
    "reduced_svd": "{0} = {1} {2} {3}' is a reduced SVD",
    "full_svd": "{0} = {1} {2} {3}' is a full SVD",
    "basis_vector": "{0} is a standard basis vector",
}


def text_statement(statement: Any) -> str:
    """A statement in one line of plain text."""
    if isinstance(statement, Claim):
        if statement.relation == "eq":
            return f"{text(statement.left)} = {text(statement.right)}"
        return str(statement)
    if isinstance(statement, Property):
        return WORDS[statement.word].format(*(_short(one) for one in statement.subject))
    if isinstance(statement, And):
        return " and ".join(_inner(part) for part in statement.parts)
    if isinstance(statement, Implies) and statement.right == NEVER:
        said = text_statement(statement.left)
        if isinstance(statement.left, Exists):
            return said.replace("there is", "there is no", 1)
        return f"not ({said})"
    if isinstance(statement, Implies):
        return f"if {_inner(statement.left)} then {_inner(statement.right)}"
    if isinstance(statement, Iff):
        return f"{_inner(statement.left)}  iff  {_inner(statement.right)}"
    if isinstance(statement, Exists):
        names = ", ".join(_bound(one) for one in statement.letters)
        return f"there is {names} with {_inner(statement.body)}"
    if isinstance(statement, ForAll):
        ranges = ", ".join(_range(one) for one in statement.bound)
        where = "".join(f", {one}" for one in statement.where)
        return f"for all {ranges}{where}: {_inner(statement.body)}"
    return str(statement)


def _inner(statement: Any) -> str:
    shown = text_statement(statement)
    plain = isinstance(statement, Claim | Constraint | Property)
    return shown if plain or isinstance(statement, And) else f"({shown})"


def _short(expr: Expr) -> str:
    shown = text(expr)
    return f"({shown})" if expr.op in ("add", "scale") else shown


def _bound(letter: Any) -> str:
    if isinstance(letter, Family | Families):
        return f"{letter.name}[]" + "[]" * isinstance(letter, Families)
    return str(letter)


def _range(bound: Any) -> str:
    if not isinstance(bound, Int):
        return _bound(bound)
    (atom,) = [one for one in bound.atoms() if one.kind == "index"][:1]
    low, high = ("" if side is None else str(side) for side in (atom.low, atom.high))
    return f"{atom.name} in {low}..{high}"


def latex_statement(statement: Any) -> str:
    """A statement in LaTeX math mode."""
    if isinstance(statement, Claim | Constraint):
        return latex_claim(statement)
    if isinstance(statement, Property):
        return _latex_property(statement)
    if isinstance(statement, And):
        return r" \text{ and } ".join(_latex_inner(part) for part in statement.parts)
    if isinstance(statement, Implies) and statement.right == NEVER:
        return rf"\lnot {_latex_bracketed(statement.left)}"
    if isinstance(statement, Implies):
        return rf"{_latex_inner(statement.left)} \implies {_latex_inner(statement.right)}"
    if isinstance(statement, Iff):
        return rf"{_latex_inner(statement.left)} \iff {_latex_inner(statement.right)}"
    return f"{binder(statement)} {_latex_inner(statement.body)}"


def binder(statement: Exists | ForAll) -> str:
    """What stands before the body: there is, for all."""
    if isinstance(statement, Exists):
        names = ", ".join(_latex_bound(one) for one in statement.letters)
        return rf"\exists\, {names} \colon"
    ranges = ", ".join(_latex_range(one) for one in statement.bound)
    where = "".join(f",\\ {latex_claim(one)}" for one in statement.where)
    return rf"\forall\, {ranges}{where} \colon"


def _latex_inner(statement: Any) -> str:
    shown = latex_statement(statement)
    plain = isinstance(statement, Claim | Constraint | Property)
    if plain or (isinstance(statement, And) and len(conjuncts(statement)) == 1):
        return shown
    return rf"\left({shown}\right)"


def _latex_bracketed(statement: Any) -> str:
    return rf"\left({latex_statement(statement)}\right)"


def _latex_property(statement: Property) -> str:
    shown, parts = WORDS[statement.word], [latex(one) for one in statement.subject]
    done: list[str] = []
    words = shown
    while "{" in words:
        before, _, rest = words.partition("{")
        number, _, words = rest.partition("}")
        done += [rf"\text{{{before}}}" if before else "", parts[int(number)]]
        if words.startswith("'"):
            done.append(r"^\top")
            words = words[1:]
    return "".join(done) + (rf"\text{{{words}}}" if words else "")


def _latex_bound(letter: Any) -> str:
    if isinstance(letter, Families):
        return rf"{letter.name}_{{\bullet\bullet}}"
    return rf"{letter.name}_{{\bullet}}" if isinstance(letter, Family) else latex(letter)


def _latex_range(bound: Any) -> str:
    if not isinstance(bound, Int):
        return _latex_bound(bound)
    atom: Atom = next(iter(bound.atoms()))
    low = rf"{latex_integer(atom.low)} \le " if atom.low is not None else ""
    high = rf" \le {latex_integer(atom.high)}" if atom.high is not None else ""
    return f"{low}{latex_integer(bound)}{high}"


def given_texts(given: Sequence[Any]) -> tuple[str, ...]:
    """Hypotheses for a report: a property once, with the equations for which it stands."""
    properties = [one for one in given if isinstance(one, Property)]
    inside = {(claim, str(one)) for one in properties for claim in one.equations}
    found: list[str] = []
    for one in given:
        if isinstance(one, Property):
            equations = ", ".join(text_statement(claim) for claim in one.equations)
            found.append(f"{text_statement(one)}: {equations}")
        elif not (isinstance(one, Hypothesis) and (one.statement, one.name) in inside):
            found.append(_given_text(one))
    return tuple(found)


def _given_text(given: Any) -> str:
    if isinstance(given, Definition):
        return text_statement(given(given.position).claim)
    if not isinstance(given, Hypothesis):
        return text_statement(given)
    shown = text_statement(given.statement)
    return shown if given.name == str(given.statement) else f"{given.name}: {shown}"
