"""Instances of statements: values for letters, families, sizes and layer indices.

Nothing is captured: a value may not contain a name that the statement binds.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from symland.errors import ExpressionError, StatementError
from symland.language.build import index_name, indices_of
from symland.language.claims import Claim
from symland.language.expr import Expr, Matrix
from symland.language.families import Family, at
from symland.language.integers import Constraint, Int, integer
from symland.language.substitution import (
    Layers,
    Substitution,
    names_in,
    sizes_from,
)
from symland.proof.facts import Definition, range_of
from symland.proof.logic.statements import (
    And,
    Exists,
    ForAll,
    Iff,
    Implies,
    Instance,
    claims_in,
    conjuncts,
    name_of,
)
from symland.proof.properties import Property


def substitution(values: Mapping[Any, Any]) -> Substitution:
    """Values of letters and families, with the sizes that they imply."""
    letters = {key: value for key, value in values.items() if isinstance(key, Expr)}
    families = {key: value for key, value in values.items() if isinstance(key, Family)}
    if len(letters) + len(families) != len(values):
        raise StatementError("values are given for letters and families")
    for key, value in letters.items():
        if key.op != "symbol":
            raise StatementError(f"a value is given for a letter, not for `{key}`")
        if not isinstance(value, Expr):
            raise StatementError(f"the value of `{key}` is an expression, not {value!r}")
        if "symmetric" in key.data[1] and not _is_symmetric(value):
            raise ExpressionError(
                f"the letter `{key}` is symmetric; its value `{value}` may not be"
            )
    return Substitution(
        {key.data[0]: value for key, value in letters.items()},
        {key.name: _layers(key, value) for key, value in families.items()},
        sizes_from(letters),
    )


def _is_symmetric(value: Any) -> bool:
    return value.op == "symbol" and "symmetric" in value.data[1]


def _layers(family: Family, value: Any) -> Layers:
    if isinstance(value, Definition):
        found, position, body = value.family, value.position, value.body
        if (found.rows, found.cols) != (family.rows, family.cols):
            raise ExpressionError(f"`{found.name}` and `{family.name}` differ in size")
        return lambda place: cast(Matrix, at(body, position, place))
    if isinstance(value, Family) and (value.rows, value.cols) == (family.rows, family.cols):
        return value
    raise ExpressionError(f"the value of the family `{family.name}` is a family of the same sizes, "
                          "or a definition of its members")  # fmt: skip


def put(statement: Any, values: Substitution) -> Any:
    """The instance of a statement."""
    if isinstance(statement, Claim):
        return Claim(statement.relation, values(statement.left), values(statement.right))
    if isinstance(statement, Constraint):
        return Constraint(values.integer(statement.value))
    if isinstance(statement, Property):
        return statement.map(values)
    if isinstance(statement, And):
        return And(*(put(part, values) for part in statement.parts))
    if isinstance(statement, Implies | Iff):
        return type(statement)(put(statement.left, values), put(statement.right, values))
    if isinstance(statement, Exists | ForAll):
        return _bound(statement, values)
    raise StatementError(f"`{statement}` is not a statement of which there are instances")


def _bound(statement: Exists | ForAll, values: Substitution) -> Any:
    bound = statement.letters if isinstance(statement, Exists) else statement.bound
    names = statement.names if isinstance(statement, Exists) else {name_of(one) for one in bound}
    inside = values.without(names)
    for name in sorted(names & names_of(inside)):
        raise ExpressionError(f"`{name}` is bound in `{statement}` and would capture a value",
                              help="give the bound letter another name")  # fmt: skip
    letters = tuple(_resized(one, inside) for one in bound)
    body = put(statement.body, inside)
    if isinstance(statement, Exists):
        return Exists(letters, body, statement.sizes)
    where = tuple(Constraint(values.integer(one.value)) for one in statement.where)
    return ForAll(letters, body, where)


def _resized(bound: Any, values: Substitution) -> Any:
    if isinstance(bound, Int):
        return values.integer(bound)
    if isinstance(bound, Family):
        return Family(bound.name, values.integer(bound.rows), values.integer(bound.cols))
    rows, cols = values.integer(bound.rows), values.integer(bound.cols)
    return type(bound)(bound.op, bound.args, bound.data, rows, cols)


def names_of(values: Substitution) -> set[str]:
    """Every name that occurs in the values."""
    found: set[str] = set()
    for value in values.letters.values():
        found |= names_in(value)
    for layers in values.families.values():
        if isinstance(layers, Family):
            found.add(layers.name)
        else:
            found |= names_in(layers(integer(0)))
    for size in values.sizes.values():
        found |= {atom.name for atom in size.atoms()}
    return found


def names_of_statement(statement: Any) -> set[str]:
    """Names that occur free in a statement: letters, families, functions, sizes and indices."""
    if isinstance(statement, Claim):
        return names_in(statement.left) | names_in(statement.right)
    if isinstance(statement, Constraint):
        return {atom.name for atom in statement.value.atoms()}
    if isinstance(statement, Property):
        return set[str]().union(*(names_in(one) for one in statement.subject))
    if isinstance(statement, And):
        return set[str]().union(*(names_of_statement(part) for part in statement.parts))
    if isinstance(statement, Implies | Iff):
        return names_of_statement(statement.left) | names_of_statement(statement.right)
    if isinstance(statement, Exists):
        return (names_of_statement(statement.body) | _sizes_of(statement)) - statement.names
    if isinstance(statement, ForAll):
        inside = set[str]().union(*(names_of_statement(one) for one in statement.where))
        bound = {name_of(one) for one in statement.bound}
        return (inside | names_of_statement(statement.body) | _sizes_of(statement)) - bound
    raise StatementError(f"`{statement}` is not a statement")


def _sizes_of(statement: Exists | ForAll) -> set[str]:
    """Names in the sizes of bound letters, and in the ranges of bound layer indices."""
    found: set[str] = set()
    for one in statement.letters if isinstance(statement, Exists) else statement.bound:
        if isinstance(one, Int):
            (atom,) = one.atoms()
            values = [side for side in (atom.low, atom.high) if side is not None]
        else:
            values = [one.rows, one.cols]
        found |= {inner.name for value in values for inner in value.atoms()}
    return found - {"#"}


def bound_names(statement: Any) -> set[str]:
    """Names that are bound somewhere in a statement."""
    if isinstance(statement, And):
        return set[str]().union(*(bound_names(part) for part in statement.parts))
    if isinstance(statement, Implies | Iff):
        return bound_names(statement.left) | bound_names(statement.right)
    if isinstance(statement, Exists):
        return statement.names | bound_names(statement.body)
    if isinstance(statement, ForAll):
        return {name_of(one) for one in statement.bound} | bound_names(statement.body)
    return set()


def at_index(statement: Any, position: Int, value: Int) -> Any:
    """The statement with a layer index replaced, which it must not bind."""
    name = index_name(position)
    if name in bound_names(statement) or {a.name for a in value.atoms()} & bound_names(statement):
        raise ExpressionError(f"`{value}` in the place of `{name}` would be captured")
    if isinstance(statement, Claim):
        return Claim(statement.relation, at(statement.left, position, value),
                     at(statement.right, position, value))  # fmt: skip
    if isinstance(statement, Constraint):
        return Constraint(statement.value.substitute(name, value))
    if isinstance(statement, Property):
        return statement.map(lambda one: at(one, position, value))
    if isinstance(statement, And):
        return And(*(at_index(part, position, value) for part in statement.parts))
    if isinstance(statement, Implies | Iff):
        sides = (at_index(side, position, value) for side in (statement.left, statement.right))
        return type(statement)(*sides)
    if isinstance(statement, Exists):
        letters = tuple(one if isinstance(one, Family) else at(one, position, value)
                        for one in statement.letters)  # fmt: skip
        return Exists(letters, at_index(statement.body, position, value), statement.sizes)
    if isinstance(statement, ForAll):
        raise ExpressionError("a statement for all layers within another one is not taken apart")
    raise StatementError(f"`{statement}` is not a statement")


def instance(found: Instance) -> tuple[tuple[Any, ...], tuple[Constraint, ...]]:
    """What a `ForAll` says at given values, and what must hold of the layer indices among them."""
    general = found.general
    statement, where = general.body, list(general.where)
    needs: list[Constraint] = []
    moves: list[tuple[Int, Int]] = []
    values: dict[Any, Any] = {}
    for number, (bound, value) in enumerate(zip(general.bound, found.values, strict=True)):
        if not isinstance(bound, Int):
            values[bound] = value
            continue
        between = _unused(number)
        needs += [_moved(one, general.bound, found.values) for one in range_of(bound, bound)]
        statement = at_index(statement, bound, between)
        where = [at_index(one, bound, between) for one in where]
        moves.append((between, integer(value)))
    for between, value in moves:
        statement = at_index(statement, between, value)
        where = [at_index(one, between, value) for one in where]
    if values:
        statement = put(statement, substitution(values))
    return conjuncts(statement), (*needs, *where)


def _unused(number: int) -> Int:
    from symland.language.integers import Atom, symbol

    return symbol(Atom("index", f"bound{number}"))


def _moved(constraint: Constraint, bound: tuple[Any, ...], values: tuple[Any, ...]) -> Constraint:
    value = constraint.value
    pairs = [(index_name(one), new) for one, new in zip(bound, values, strict=True)
             if isinstance(one, Int)]  # fmt: skip
    for number, (name, _) in enumerate(pairs):
        value = value.substitute(name, _unused(number))
    for number, (_, new) in enumerate(pairs):
        value = value.substitute(f"bound{number}", integer(new))
    return Constraint(value)


def free_indices(statement: Any) -> set[str]:
    """Layer indices that occur free in a statement."""
    found: set[str] = set()
    for claim in claims_in(statement):
        found |= set(indices_of(claim.left)) | set(indices_of(claim.right))
    constants = {a.name for a in statement.value.atoms() if a.kind == "index"} if isinstance(
        statement, Constraint) else set()  # fmt: skip
    return (found | constants) - bound_names(statement)
