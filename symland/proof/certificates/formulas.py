"""Statements of authors as formulas of the kernel.

A property stands for what it says: orthogonal for its equations, invertible for the formula that
there is an inverse, psd for its equation and an inequality for all matrices.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from symland.elaborate import linear, polynomial, term
from symland.kernel.formulas import Formula
from symland.kernel.linear import Linear
from symland.language.build import index_name, matrix, vector
from symland.language.claims import Claim
from symland.language.expr import Matrix
from symland.language.families import DefinedFamily, Families, Family, let_family
from symland.language.integers import Atom, Constraint, Int, symbol
from symland.proof.certificates.block import CertificateError
from symland.proof.facts import Definition, Hypothesis, range_of
from symland.proof.logic.instances import names_of_statement
from symland.proof.logic.statements import And, Exists, ForAll, Iff, Implies, name_of
from symland.proof.properties import CONSEQUENCES, Property


def formula(statement: Any) -> Formula:
    """The formula of a statement."""
    if isinstance(statement, Claim):
        return statement.relation, term(statement.left), term(statement.right)
    if isinstance(statement, Constraint):
        return "range", linear(statement.value)
    if isinstance(statement, Property):
        return conjunction([*_meaning(statement), *more_than_equations(statement)])
    if isinstance(statement, And):
        return conjunction(map(formula, statement.parts))
    if isinstance(statement, Implies | Iff):
        kind = "implies" if isinstance(statement, Implies) else "iff"
        return kind, formula(statement.left), formula(statement.right)
    if isinstance(statement, Exists):
        return "exists", (*sizes_in(statement), *map(binder, statement.letters)), formula(
            statement.body)  # fmt: skip
    if not isinstance(statement, ForAll):
        raise CertificateError(f"`{statement}` has no formula in certificates")
    limits = ranges_of(statement)
    body = formula(statement.body)
    if limits:
        body = "implies", ("and", *limits), body
    return "all", tuple(map(binder, statement.bound)), body


def sizes_in(found: Exists) -> tuple[tuple[str, str], ...]:
    """The sizes that exist, alone or one for each layer, as they are bound."""
    atoms = (atom for size in found.sizes for atom in size.atoms())
    return tuple(("sizes" if atom.args else "size", atom.name) for atom in atoms)


def conjunction(parts: Iterable[Formula]) -> Formula:
    """All of some formulas; of a single one, that one."""
    found = tuple(parts)
    return found[0] if len(found) == 1 else ("and", *found)


def ranges_of(statement: ForAll) -> tuple[Formula, ...]:
    """The ranges of what a `ForAll` binds."""
    indices = [one for one in statement.bound if isinstance(one, Int)]
    needs = [need for one in indices for need in range_of(one, one)]
    return tuple(("range", linear(need.value)) for need in (*needs, *statement.where))


def binder(letter: Any) -> tuple[Any, ...]:
    """What a quantifier binds."""
    if isinstance(letter, Int):
        return "index", index_name(letter)
    if isinstance(letter, Family | Families):
        return "family", letter.name, polynomial(letter.rows), polynomial(letter.cols)
    return term(letter) if letter.is_matrix else ("param", letter.data[0])


def value_of(value: Any) -> Any:
    """A value of what is bound."""
    if isinstance(value, Int | int):
        return linear(value) if isinstance(value, Int) else Linear((), value)
    if isinstance(value, Definition):
        value = let_family(value.family.name, value.position, value.body)
    if not isinstance(value, Family | Families):
        return term(value)
    kind, *found = binder(value)
    if isinstance(value, DefinedFamily):
        assert value.meaning is not None
        return "layers", *found, term(value.meaning)
    units = () if isinstance(value, Families) else tuple(map(linear, value.params))
    return (kind, *found, units) if units else (kind, *found)


def _meaning(said: Property) -> list[Formula]:
    (first, *_) = said.subject
    if said.word == "nonzero":
        return [("is", "quotient", term(first))]
    square: dict[str, Callable[[], Any]] = {
        "invertible": lambda: first,
        "full_row_rank": lambda: first @ first.T,
        "full_column_rank": lambda: first.T @ first,
    }
    if said.word in square:
        return [("is", "inverse", term(square[said.word]()))]
    if said.word in ("positive_diagonal", "reduced_svd"):
        return [*map(formula, said.equations[:-2]), ("is", "inverse", term(diagonal_of(said)))]
    return [formula(one) for one in said.equations]


def diagonal_of(said: Property) -> Matrix:
    """The diagonal matrix that a property is about."""
    return said.subject[2] if said.word == "reduced_svd" else said.subject[0]


def more_than_equations(said: Property) -> list[Formula]:
    """What a property says of all matrices, or of all standard basis vectors."""
    word = "positive_diagonal" if said.word == "reduced_svd" else said.word
    if word not in CONSEQUENCES:
        return []
    S = diagonal_of(said)
    found: list[Formula] = []
    if word != "distinct_diagonal":
        size, letter = unused("p", S), unused("V", S)
        V = matrix(letter, S.rows, symbol(Atom("size", size)))
        claim, _ = CONSEQUENCES[word](S, V)
        found.append(("all", (("size", size), term(V)), formula(claim)))
    if word != "psd":
        u, v = (vector(unused(name, S), S.rows) for name in ("u", "v"))
        claim, needs = CONSEQUENCES[word](S, u, v)
        (gap,) = claim.left.args[-1].args  # of gap * (1 / gap)
        limits = ("and", *map(formula, needs))
        said_of = ("implies", limits, ("is", "quotient", term(gap)))
        found.append(("all", (term(u), term(v)), said_of))
    return found


def unused(name: str, *exprs: Any) -> str:
    """A name that does not occur in some formulas."""
    taken = set[str]().union(*(names_of_statement(Claim("eq", one, one)) for one in exprs))
    while name in taken:
        name += "'"
    return name


def hypotheses_of(given: Iterable[Any]) -> Iterator[Formula]:
    """The formulas of hypotheses; constraints on layer indices and definitions stand apart.

    Properties stand next to their equations.
    """
    for one in given:
        if isinstance(one, Definition | Constraint):
            continue
        if isinstance(one, Property):
            yield from more_than_equations(one)
        elif not (isinstance(one, Hypothesis) and isinstance(one.statement, Constraint)):
            yield formula(one.statement if isinstance(one, Hypothesis) else one)


def names_to_obtain(found: Exists, letters: Iterable[Any]) -> tuple[str, ...]:
    """Names for what exists: the sizes keep theirs, the letters are those of the author."""
    return *(name for _, name in sizes_in(found)), *map(name_of, letters)
