"""Hypotheses that are more than equations, as formulas that the exact evaluator decides.

Properties such as psd(A), statements for all layers, and about every number x
(`ForAll(x, Gt(sigma.d(x), 0))`).  What cannot be decided counts as not holding, so that an instance
of it is never reported.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache, reduce
from operator import matmul
from typing import Any

from numeric.dimensions import Dimensions
from numeric.entrywise import is_generic
from numeric.instance import Instance
from numeric.truth import Formula, is_endless
from numeric.truth import truth as decided
from symland.errors import StatementError, SymlandError
from symland.language.build import identity, matrix, pinv
from symland.language.claims import Claim
from symland.language.expr import Expr
from symland.language.integers import Constraint, Int
from symland.language.substitution import names_in
from symland.proof.facts import Hypothesis
from symland.proof.logic.expand import equations, with_letters
from symland.proof.logic.extremes import least
from symland.proof.logic.implied import without_implied
from symland.proof.logic.instances import bound_names
from symland.proof.logic.statements import (
    And,
    Exists,
    ForAll,
    Iff,
    Implies,
    claims_in,
    is_equational,
    name_of,
)
from symland.proof.properties import Property

UNDECIDED = (SymlandError, ArithmeticError, TypeError)


@dataclass(frozen=True, slots=True)
class Condition:
    """A hypothesis that an instance is checked for."""

    statement: Any

    def holds(self, instance: Instance) -> bool:
        """Whether it certainly holds in an instance."""
        try:
            return truth(self.statement, instance) is True
        except UNDECIDED:
            return False

    def equations(self, dimensions: Dimensions) -> list[Claim]:
        """Equations and inequalities that imply it at these sizes; none where they are not known.

        They may contain letters of their own, such as a factor B of A = B B'.
        """
        try:
            found = list(equations(self.statement, dimensions))
        except SymlandError:
            return []
        return [one for one in found if isinstance(one, Claim)]

    @property
    def claims(self) -> tuple[Claim, ...]:
        """The equations and inequalities in it."""
        return tuple(claims_in(self.statement))

    @property
    def bound(self) -> set[str]:
        """Names that are bound somewhere in it."""
        return bound_names(self.statement)

    @property
    def functions(self) -> frozenset[str]:
        """Names of the generic entrywise functions in it."""
        nodes = _nodes(self.statement)
        return frozenset(node.data.name for node in nodes
                         if node.op == "entrywise" and is_generic(node.data))  # fmt: skip

    @property
    def names(self) -> frozenset[str]:
        """Names of the letters and families in it."""
        symbols = [node.data[0] for node in _nodes(self.statement) if node.op == "symbol"]
        layers = [node.data[0].name for node in _nodes(self.statement)
                  if node.op in ("member", "chain", "defined")]  # fmt: skip
        return frozenset((*symbols, *layers))

    @property
    def is_closed(self) -> bool:
        """Whether it is about functions alone: every letter in it is bound."""
        named = {node.data[0] for node in _nodes(self.statement) if node.op == "symbol"}
        families = any(node.op in ("member", "chain", "apply") for node in _nodes(self.statement))
        return named <= self.bound and not families

    def __str__(self) -> str:
        return str(self.statement)


def _nodes(statement: Any) -> list[Expr]:
    sides = (side for one in claims_in(statement) for side in (one.left, one.right))
    return [node for side in sides for node in side.walk()]


def conditions_of(given: tuple[Any, ...]) -> tuple[Condition, ...] | None:
    """The hypotheses beyond equations as conditions; None if one can never be decided."""
    found = [one for one in without_implied(given) if not is_equational(one)]
    try:
        found.sort(key=lambda one: is_endless(decidable(one)))
    except StatementError:
        return None
    return tuple(map(Condition, found))


def truth(statement: Any, instance: Instance) -> bool | None:
    """True or False in an instance, None where that is not decided."""
    return decided(decidable(statement), instance)


@lru_cache(maxsize=256)
def decidable(statement: Any) -> Formula:
    """A statement as a formula of the exact evaluator.

    Raises `StatementError` for one that no instance decides.
    """
    if isinstance(statement, Claim | Constraint):
        return statement
    if isinstance(statement, Hypothesis):
        return statement.statement
    if isinstance(statement, Property):
        return _said(statement)
    if isinstance(statement, And):
        return "and", *map(decidable, statement.parts)
    if isinstance(statement, Implies | Iff):
        word = "implies" if isinstance(statement, Implies) else "iff"
        return word, decidable(statement.left), decidable(statement.right)
    if isinstance(statement, Exists) and not statement.sizes:  # hidden letters stand for it
        return "suffices", decidable(with_letters(statement))
    if isinstance(statement, ForAll):
        return _general(statement)
    raise StatementError(f"`{statement}` is not decided at an instance")


def _general(statement: ForAll) -> Formula:
    """A statement for all layers, for all numbers, or for all letters of a sum of squares."""
    if all(isinstance(one, Int) for one in statement.bound):
        return "layers", statement.bound, statement.where, decidable(statement.body)
    values, smallest = _all_values(statement), least(statement)
    if values is not None:
        return values
    is_about_a_number = len(statement.bound) == 1 and _is_number(statement.bound[0])
    if is_about_a_number and not isinstance(statement.body, Exists):
        return "numbers", statement.bound[0], decidable(statement.body)
    if smallest is not None:
        bounded = Claim("ge", smallest.lower_bound, smallest.least)
        return "suffices", ("and", *smallest.defined(), bounded)
    raise StatementError(f"`{statement}` is not decided at an instance")


def _all_values(statement: ForAll) -> Formula | None:
    """What is said where there is X with f(X) = Y for all Y: of numbers, or for sigma(X B)."""
    inside = statement.body
    if not isinstance(inside, Exists) or not isinstance(inside.body, Claim):
        return None
    letters, claim = (*statement.bound, *inside.letters), inside.body
    if len(letters) != 2 or claim.relation != "eq" or name_of(letters[0]) == name_of(letters[1]):
        return None
    y, x = letters
    for value, function in ((claim.left, claim.right), (claim.right, claim.left)):
        if value == y and name_of(y) not in names_in(function):
            if all(map(_is_number, letters)):
                return "values", x, function
            return _all_matrices(x, function)
    return None


def _all_matrices(x: Any, function: Any) -> Formula | None:
    """An entrywise function of X, or of X B with a B of full column rank, takes all values."""
    if function.op != "entrywise" or x.op != "symbol" or "symmetric" in x.data[1]:
        return None
    (argument,), number = function.args, matrix("x", 1, 1)
    first, *rest = argument.args if argument.op == "matmul" else (argument,)
    if first != x or any(name_of(x) in names_in(one) for one in rest):
        return None
    values = ("values", number, function.data(number))
    if not rest:
        return values
    last = reduce(matmul, rest)
    return "suffices", ("and", values, Claim("eq", pinv(last) @ last, identity(last.cols)))


def _said(found: Property) -> Formula:
    """What a property says: its equations, and of positive and distinct entries just that."""
    if is_equational(found):
        return "and", *found.equations
    if found.word not in WORDS:
        raise StatementError(f"`{found}` is not decided at an instance")
    square = found.subject[2] if found.word == "reduced_svd" else found.subject[0]
    return "and", *found.equations, (WORDS[found.word], square)


def _is_number(letter: Any) -> bool:
    return isinstance(letter, Expr) and (not letter.is_matrix or letter.is_single)  # type: ignore[attr-defined]


WORDS = {
    "psd": "psd",
    "positive_diagonal": "positive",
    "distinct_diagonal": "distinct",
    "reduced_svd": "positive",
}
