"""What hypotheses of every form say at concrete sizes and layer indices, as equations.

"For all k" is said for each k, that a matrix is positive semidefinite by a factor B with A = B B',
that there is something by letters for it.  The equations imply the hypothesis; they may say more.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import product
from typing import Any

from numeric.dimensions import Dimensions, with_indices
from numeric.satisfy import Quantified
from symland.errors import UndecidedError
from symland.language.build import diag, hadamard, identity, index_name, ones
from symland.language.claims import Claim, Eq, Statement
from symland.language.expr import Expr, Matrix, Scalar
from symland.language.integers import Constraint, Int, integer
from symland.proof.facts import Axiom, Definition, Hypothesis, range_of, statement_of
from symland.proof.logic.extremes import least
from symland.proof.logic.instances import bound_names, instance, put, substitution
from symland.proof.logic.statements import (
    And,
    Exists,
    ForAll,
    Iff,
    Implies,
    claims_in,
    conjuncts,
)
from symland.proof.properties import Property

HIDDEN = "#"  # how the names of letters begin that stand for what exists
LAYERS = 8  # of a definition, beyond the largest layer index


@lru_cache(maxsize=64)
def quantified(others: tuple[Any, ...]) -> Quantified:
    """Hypotheses that are no plain equations, for a table of digits."""
    claims = tuple(claim for one in others for claim in _formulas(one))
    bound = frozenset[str]().union(*(bound_names(one) for one in others
                                     if not isinstance(one, Definition)))  # fmt: skip
    known: dict[tuple[tuple[str, int], ...], list[Statement]] = {}

    def at(dimensions: Dimensions) -> list[Statement]:
        key = tuple(sorted(dimensions.indices.items()))
        if key not in known:
            known[key] = [claim for one in others for claim in equations(one, dimensions)]
        return known[key]

    return Quantified(claims, bound, at)


def _formulas(statement: Any) -> Iterator[Claim]:
    if not isinstance(statement, Definition):
        yield from claims_in(statement)


def equations(statement: Any, dimensions: Dimensions) -> Iterator[Statement]:
    """Equations and inequalities that imply a hypothesis at these sizes and layer indices.

    Raises `UndecidedError` where none are known.
    """
    if isinstance(statement, Definition):
        yield from _members(statement, dimensions)
    elif isinstance(statement, Claim | Constraint | Hypothesis | Axiom):
        yield statement.claim if isinstance(statement, Axiom) else statement_of(statement)
    elif isinstance(statement, Property):
        yield from statement.equations
        yield from _stronger(statement)
    elif isinstance(statement, And):
        for part in conjuncts(statement):
            yield from equations(part, dimensions)
    elif isinstance(statement, Implies):
        yield from equations(statement.right, dimensions)
    elif isinstance(statement, Iff):
        yield from equations(statement.left, dimensions)
        yield from equations(statement.right, dimensions)
    elif isinstance(statement, Exists):
        yield from equations(with_letters(statement), dimensions)
    elif isinstance(statement, ForAll) and all(isinstance(one, Int) for one in statement.bound):
        yield from _each(statement, dimensions)
    else:
        yield from _minimal(statement)


def _members(definition: Definition, dimensions: Dimensions) -> Iterator[Statement]:
    """The equations of a definition at layers that may occur."""
    top = max(dimensions.indices.values(), default=0) + LAYERS
    for layer in range(1, top + 1):
        needs = range_of(definition.position, definition.position)
        moved = [Constraint(one.value.substitute(index_name(definition.position), integer(layer)))
                 for one in needs]  # fmt: skip
        if all(map(dimensions.holds, moved)):
            yield definition(layer).claim


def _each(statement: ForAll, dimensions: Dimensions) -> Iterator[Statement]:
    """A statement for all layer indices, said for each of them."""
    names = [index_name(one) for one in statement.bound]
    lows = [atom.low.number or 0 for one in statement.bound for atom in one.atoms()
            if atom.low is not None]  # fmt: skip
    top = max((*dimensions.indices.values(), *lows)) + 1
    ranges = [rule for one in statement.bound for rule in range_of(one, one)]
    for values in product(range(top + 1), repeat=len(names)):
        inner = dict(dimensions.indices) | dict(zip(names, values, strict=True))
        here = with_indices(dimensions, inner)
        if not all(map(here.holds, ranges)):
            continue
        parts, needs = instance(statement(*values))
        if all(map(dimensions.holds, needs)):
            for part in parts:
                yield from equations(part, dimensions)


def _stronger(property_: Property) -> Iterator[Claim]:
    """What a property says beyond its equations."""
    word, subject = property_.word, property_.subject
    if word == "psd":
        root = _hidden(f"root.{subject[0]}", subject[0].rows, subject[0].rows)
        yield Eq(subject[0], root @ root.T)
    elif word in ("positive_diagonal", "reduced_svd"):
        values = subject[2] if word == "reduced_svd" else subject[0]
        root = diag(_hidden(f"root.{values}", values.rows, integer(1)))
        yield Eq(values, root @ root)
    elif word == "distinct_diagonal":
        size = subject[0].rows
        ones_ = ones(size, size)
        inverses = _hidden(f"gap.{subject[0]}", size, size)
        gaps = subject[0] @ ones_ - ones_ @ subject[0]
        yield Eq(hadamard(gaps, inverses), ones_ - identity(size))


def _hidden(name: str, rows: Int, cols: Int) -> Matrix:
    """A letter that no statement contains."""
    return Matrix("symbol", (), (HIDDEN + name, ()), rows, cols)


def with_letters(statement: Exists) -> Any:
    """What is said to exist, with letters of its own."""
    if statement.sizes:
        raise UndecidedError(f"no instance of the hypothesis `{statement}` is made")
    return put(statement.body, substitution({one: _fresh(one) for one in statement.letters}))


def _fresh(letter: Any) -> Any:
    if not isinstance(letter, Expr):
        return type(letter)(HIDDEN + letter.name, letter.rows, letter.cols)
    if letter.is_matrix:
        name, options = letter.data
        return Matrix("symbol", (), (HIDDEN + name, options), letter.rows, letter.cols)
    return Scalar("symbol", (), (HIDDEN + letter.data[0], ()))


def _minimal(statement: Any) -> Iterator[Claim]:
    """What makes a sum of squares least."""
    found = least(statement)
    if found is None:
        raise UndecidedError(f"no instance of the hypothesis `{statement}` is made")
    yield from found.equations()
