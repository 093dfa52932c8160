"""Instances of statements: values for letters, families, sizes and layer indices.

Nothing is captured: a value may not contain a name that the statement binds.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from symland.errors import ExpressionError, SizeError, StatementError
from symland.language.build import index_name, indices_of
from symland.language.claims import Claim
from symland.language.expr import Expr, Matrix
from symland.language.families import DefinedFamily, Families, Family, at
from symland.language.integers import Atom, Constraint, Int, integer
from symland.language.substitution import (
    Layers,
    Substitution,
    indices_of_layers,
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
    conjuncts,
    is_family,
    name_of,
)
from symland.proof.properties import Property


def substitution(values: Mapping[Any, Any]) -> Substitution:
    """Values of letters and families, with the sizes that they imply."""
    letters = {key: value for key, value in values.items() if isinstance(key, Expr)}
    families = {key: value for key, value in values.items() if isinstance(key, Family | Families)}
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
    for key in families:
        if not is_family(key):
            raise StatementError(f"a value is given for a whole family, not for `{_shown(key)}`")
    plain = {key: one for key, one in families.items() if isinstance(one, Family | Families)}
    sizes = sizes_from(letters, plain)
    return Substitution(
        {key.data[0]: value for key, value in letters.items()},
        {
            key.name: _layers(key, value, Substitution(sizes=sizes))
            for key, value in families.items()
        },
        sizes,
    )


def _shown(family: Any) -> str:
    return family.shown if isinstance(family, Family) else family.name


def _is_symmetric(value: Any) -> bool:
    return value.op == "symbol" and "symmetric" in value.data[1]


def _layers(family: Family | Families, value: Any, sizes: Substitution) -> Layers:
    wanted = sizes.integer(family.rows), sizes.integer(family.cols)
    if isinstance(value, Definition) and isinstance(family, Family):
        found, position, body = value.family, value.position, value.body
        if (found.rows, found.cols) != wanted:
            raise ExpressionError(f"`{found.name}` and `{family.name}` differ in size")
        return lambda place: cast(Matrix, at(body, position, place))
    kind = Families if isinstance(family, Families) else Family
    if isinstance(value, kind) and (value.rows, value.cols) == wanted:
        return value
    what = "as many indices and the same sizes, or a definition of its members"
    raise ExpressionError(f"the value of the family `{family.name}` is a family of {what}")


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
    bound = _bound_by(statement)
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
    rows, cols = values.integer(bound.rows), values.integer(bound.cols)
    if isinstance(bound, Family | Families):
        return type(bound)(bound.name, rows, cols)
    return type(bound)(bound.op, bound.args, bound.data, rows, cols)


def names_of(values: Substitution) -> set[str]:
    """Every name that occurs in the values."""
    found: set[str] = set()
    for value in values.letters.values():
        found |= names_in(value)
    for layers in values.families.values():
        if isinstance(layers, DefinedFamily):
            found |= names_in(layers[0])
        elif isinstance(layers, Family | Families):
            found |= {layers.name} | indices_of_layers(layers)
        else:
            found |= names_in(layers(integer(0)))
    for size in values.sizes.values():
        found |= {atom.name for atom in size.atoms()}
    return found


def names_of_statement(statement: Any) -> set[str]:
    """Names that occur free in a statement: letters, families, functions, sizes and indices.

    Layer indices on which the range of another one depends are among them.
    """
    if isinstance(statement, Claim):
        return _names_in(statement.left, statement.right)
    if isinstance(statement, Constraint):
        atoms = {atom.name: atom for atom in statement.value.atoms()}
        return set(in_their_ranges(atoms))
    if isinstance(statement, Property):
        return _names_in(*statement.subject)
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
    return {inner.name for side in _sides_of(statement) for inner in side.atoms()} - {"#"}


def _names_in(*exprs: Expr) -> set[str]:
    indices = {name: atom for expr in exprs for name, atom in indices_of(expr).items()}
    return set(in_their_ranges(indices)).union(*(names_in(expr) for expr in exprs))


def _bound_by(statement: Exists | ForAll) -> tuple[Any, ...]:
    return statement.letters if isinstance(statement, Exists) else statement.bound


def _sides_of(statement: Exists | ForAll) -> list[Int]:
    """Sizes of the letters that a statement binds, and ends of the ranges of bound indices."""
    found: list[Int] = []
    for one in _bound_by(statement):
        if isinstance(one, Int):
            (atom,) = one.atoms()
            found += [side for side in (atom.low, atom.high) if side is not None]
        else:
            found += [one.rows, one.cols]
    return found


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
    if name not in names_of_statement(statement):
        return statement
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
        letters = tuple(_bound_at(one, position, value) for one in statement.letters)
        return Exists(letters, at_index(statement.body, position, value), statement.sizes)
    if isinstance(statement, ForAll):
        letters = tuple(_bound_at(one, position, value) for one in statement.bound)
        where = tuple(at_index(one, position, value) for one in statement.where)
        return ForAll(letters, at_index(statement.body, position, value), where)
    raise StatementError(f"`{statement}` is not a statement")


def _bound_at(bound: Any, position: Int, value: Int) -> Any:
    """What a statement binds, with a layer index replaced in its sizes or its range."""
    name = index_name(position)
    if isinstance(bound, Int):
        return bound.substitute(name, value)
    if isinstance(bound, Family | Families):
        rows, cols = (side.substitute(name, value) for side in (bound.rows, bound.cols))
        return type(bound)(bound.name, rows, cols)
    return at(bound, position, value)


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
        chosen = substitution(values)
        if chosen.sizes:  # it is said for all letters of their sizes, not for all sizes
            name, size = min(chosen.sizes.items())
            raise SizeError(f"`{general}` is said for the size `{name}`, not for `{size}`",
                            help="a theorem can be taken at other sizes")  # fmt: skip
        statement = put(statement, chosen)
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


def free_atoms(statement: Any) -> dict[str, Atom]:
    """Layer indices that occur free in a statement, by name; not those in their ranges."""
    if isinstance(statement, Claim):
        return {**indices_of(statement.left), **indices_of(statement.right)}
    if isinstance(statement, Constraint):
        return {atom.name: atom for atom in statement.value.atoms() if atom.kind == "index"}
    if isinstance(statement, Property):
        return {name: atom for one in statement.subject for name, atom in indices_of(one).items()}
    if isinstance(statement, And):
        return {name: atom for one in statement.parts for name, atom in free_atoms(one).items()}
    if isinstance(statement, Implies | Iff):
        return {**free_atoms(statement.left), **free_atoms(statement.right)}
    if isinstance(statement, Exists | ForAll):
        own = {name_of(one) for one in _bound_by(statement)}
        where = statement.where if isinstance(statement, ForAll) else ()
        inside = [free_atoms(one) for one in (*where, statement.body)]
        around = {atom.name: atom for side in _sides_of(statement) for atom in side.atoms()
                  if atom.kind == "index" and atom.name != "#"}  # fmt: skip
        return around | {name: atom for one in inside for name, atom in one.items()
                         if name not in own}  # fmt: skip
    raise StatementError(f"`{statement}` is not a statement")


def free_indices(statement: Any) -> set[str]:
    """Names of the layer indices that occur free in a statement."""
    return set(free_atoms(statement))


def in_their_ranges(atoms: Mapping[str, Atom]) -> dict[str, Atom]:
    """Layer indices together with those that their ranges mention."""
    found, todo = dict(atoms), list(atoms.values())
    while todo:
        atom = todo.pop()
        for bound in (atom.low, atom.high):
            for inner in () if bound is None else bound.atoms():
                if inner.kind == "index" and inner.name not in found:
                    found[inner.name] = inner
                    todo.append(inner)
    return found
