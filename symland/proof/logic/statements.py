"""Statements made of statements: and, implies, if and only if, there is, for every layer.

A `Claim` is atomic.  Letters of a statement that nothing binds stand for all their values; `Exists`
binds letters, `ForAll` binds layer indices.  The statement is about the points where the formulas
over its free letters are defined; a formula below `Exists` is part of what is said to exist.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from symland.errors import StatementError
from symland.language.build import index_name
from symland.language.claims import Claim
from symland.language.expr import Expr, number
from symland.language.families import DefinedFamily, Families, Family
from symland.language.integers import Constraint, Int
from symland.language.substitution import integers_with_ranges, meanings_in, names_in
from symland.proof.facts import Definition, Hypothesis
from symland.proof.properties import EQUATIONAL, Property

# What `Exists` binds: a letter, a family of layers, or one with two indices.
NEVER = Claim("eq", number(1), number(0))
Bound: TypeAlias = "Expr | Family | Families"


class Connective:
    """Common part of compound statements: they have no truth value, and show as text and LaTeX."""

    __slots__ = ()

    def __bool__(self) -> bool:
        raise StatementError(f"`{self}` is a statement; it has no truth value until it is proved")

    def _repr_latex_(self) -> str:
        from symland.proof.logic.notation import latex_statement

        return rf"$\displaystyle {latex_statement(self)}$"

    def __str__(self) -> str:
        from symland.proof.logic.notation import text_statement

        return text_statement(self)

    __repr__ = __str__


@dataclass(frozen=True, slots=True, repr=False)
class And(Connective):
    """All of some statements."""

    parts: tuple[Proposition, ...]

    def __init__(self, *parts: Any) -> None:
        found = tuple(one for part in parts for one in _parts(check_proposition(part, "`And`")))
        if not found:
            raise StatementError("`And` needs at least one statement")
        object.__setattr__(self, "parts", found)


@dataclass(frozen=True, slots=True, repr=False)
class Implies(Connective):
    """If the left statement holds, so does the right one.

    >>> from symland import Eq, Implies, dims, matrix
    >>> n = dims("n")
    >>> A = matrix("A", n, n)
    >>> print(Implies(Eq(A, A.T), Eq(A @ A, A.T @ A)))
    if A = A' then A A = A' A
    """

    left: Proposition
    right: Proposition

    def __post_init__(self) -> None:
        for side in (self.left, self.right):
            check_proposition(side, "`Implies`")


def Not(statement: Any) -> Implies:
    """The statement does not hold: from it 1 = 0 would follow.

    >>> from symland import Eq, Exists, Not, dims, identity, matrix
    >>> n = dims("n")
    >>> A = matrix("A", n, n)
    >>> print(Not(Exists(A, Eq(A, A + identity(n)))))
    there is no A with A = A + I
    """
    return Implies(check_proposition(statement, "`Not`"), NEVER)


@dataclass(frozen=True, slots=True, repr=False)
class Iff(Connective):
    """The left statement holds if and only if the right one does.

    >>> from symland import Eq, Iff, dims, matrix
    >>> m, n = dims("m n")
    >>> R, X = matrix("R", m, n), matrix("X", n, n)
    >>> print(Iff(Eq(R.T @ R @ X, 0), Eq(R @ X, 0)))
    R' R X = 0  iff  R X = 0
    """

    left: Proposition
    right: Proposition

    def __post_init__(self) -> None:
        for side in (self.left, self.right):
            check_proposition(side, "`Iff`")


@dataclass(frozen=True, slots=True, repr=False)
class Exists(Connective):
    """There are values of some letters (or families) for which a statement holds.

    >>> from symland import Eq, Exists, dims, matrix
    >>> m, n = dims("m n")
    >>> A, B = matrix("A", m, n), matrix("B", m, n)
    >>> print(Exists(B, Eq(A + B, 0)))
    there is B with A + B = 0
    """

    letters: tuple[Bound, ...]
    body: Proposition
    sizes: tuple[Int, ...] = ()  # sizes that exist with the letters; they may be 0

    def __init__(
        self, letters: Bound | Sequence[Bound], body: Any, sizes: Sequence[Int] = ()
    ) -> None:
        listed = tuple(letters) if isinstance(letters, list | tuple) else (letters,)
        _check_bound(listed, "`Exists`", indices=False)
        check_proposition(body, "`Exists`")
        _check_meanings(listed, sizes, body)
        object.__setattr__(self, "letters", listed)
        object.__setattr__(self, "body", body)
        object.__setattr__(self, "sizes", tuple(sizes))

    @property
    def names(self) -> set[str]:
        """Everything that it binds."""
        own = {name_of(letter) for letter in self.letters}
        return own | {atom.name for size in self.sizes for atom in size.atoms()}


@dataclass(frozen=True, slots=True, repr=False)
class ForAll(Connective):
    """A statement holds for all layers in their ranges (and under `where`), or for all matrices.

    As a hypothesis it is called with values: `h(k + 1)` goes into `by=`.

    >>> from symland import Eq, ForAll, dims, family, identity, index
    >>> n = dims("n")
    >>> k, W = index("k", 1, 5), family("W", n, n)
    >>> print(ForAll(k, Eq(W[k].T @ W[k], identity(n))))
    for all k in 1..5: W[k]' W[k] = I
    """

    bound: tuple[Any, ...]
    body: Proposition
    where: tuple[Constraint, ...] = ()

    def __init__(self, bound: Any, body: Any, where: Sequence[Constraint] = ()) -> None:
        listed = tuple(bound) if isinstance(bound, list | tuple) else (bound,)
        _check_bound(listed, "`ForAll`", indices=True)
        if any(not isinstance(one, Constraint) for one in where):
            raise StatementError("`where=` takes constraints on layer indices, such as `j < k`")
        check_proposition(body, "`ForAll`")
        _check_meanings(listed, (), body, where)
        object.__setattr__(self, "bound", listed)
        object.__setattr__(self, "body", body)
        object.__setattr__(self, "where", tuple(where))

    def __call__(self, *values: Any) -> Instance:
        """The statement at given values, for `by=`; ranges are checked where it is used."""
        if len(values) != len(self.bound):
            raise StatementError(f"`{self}` takes {len(self.bound)} values, not {len(values)}")
        return Instance(self, values)


@dataclass(frozen=True, slots=True)
class Instance:
    """A `ForAll` at given values."""

    general: ForAll
    values: tuple[Any, ...]

    def __str__(self) -> str:
        names = (name_of(one) for one in self.general.bound)
        shown = ", ".join(f"{name} = {value}" for name, value in
                          zip(names, self.values, strict=True))  # fmt: skip
        return f"`{self.general}` at {shown}"


def _check_bound(letters: tuple[Any, ...], where: str, *, indices: bool) -> None:
    for letter in letters:
        if isinstance(letter, Int) and indices:
            index_name(letter)
        elif not is_family(letter) and not (isinstance(letter, Expr) and letter.op == "symbol"):
            raise StatementError(f"{where} binds letters and families, not `{_shown(letter)}`")
    names = [name_of(letter) for letter in letters]
    if not names or len(set(names)) != len(names):
        raise StatementError(f"{where} binds at least one name, and each name once")


def _check_meanings(
    letters: tuple[Any, ...], sizes: Sequence[Int], body: Any, where: Sequence[Constraint] = ()
) -> None:
    """Raise `StatementError` if a bound name also stands for something that is not bound."""
    meant: dict[str, Any] = {atom.name: "sizes" if atom.args else "size"
                             for size in sizes for atom in size.atoms()}  # fmt: skip
    meant |= {name_of(one): "index" if isinstance(one, Int) else one for one in letters}
    around = ((value, frozenset[str]()) for value in _integers(letters, where))
    for part, bound in (*around, *_atomic(body, frozenset())):
        for name, kind in _meanings(part):
            if name in meant and name not in bound and meant[name] != kind:
                raise StatementError(f"`{name}` is bound and stands for two things in `{body}`",
                                     help="give what is bound a name of its own")  # fmt: skip


def _meanings(part: Claim | Property | Int) -> Iterator[tuple[str, Any]]:
    if isinstance(part, Int):
        yield from integers_with_ranges(part)
    else:
        for side in (part.left, part.right) if isinstance(part, Claim) else part.subject:
            yield from meanings_in(side)


def _integers(letters: tuple[Any, ...], where: Sequence[Constraint]) -> Iterator[Int]:
    """The sizes of what is bound, the ends of its ranges, and what `where` speaks of."""
    yield from (one.value for one in where)
    for letter in letters:
        ends = [end for atom in letter.atoms() for end in (atom.low, atom.high)] if (
            isinstance(letter, Int)) else [letter.rows, letter.cols]  # fmt: skip
        yield from (end for end in ends if end is not None)


def is_family(letter: Any) -> bool:
    """Whether this is a family of letters: not one unit of it, and no abbreviation."""
    if isinstance(letter, Family):
        return not letter.params and not isinstance(letter, DefinedFamily)
    return isinstance(letter, Families)


def _shown(letter: Any) -> str:
    return letter.shown if isinstance(letter, Family) else str(letter)


Proposition: TypeAlias = "Claim | Constraint | Property | And | Implies | Iff | Exists | ForAll"
PROPOSITIONS = (Claim, Constraint, Property, And, Implies, Iff, Exists, ForAll)


def check_proposition(value: object, where: str) -> Any:
    """`value` if it is a statement of any kind; anything else raises `StatementError`."""
    if isinstance(value, PROPOSITIONS):
        return value
    if isinstance(value, bool):
        raise StatementError(f"{where} got {value}: `==` compares structure, it states nothing",
                             help="write `Eq(left, right)`")  # fmt: skip
    raise StatementError(f"{where} needs a statement such as `Eq(left, right)`, not {value!r}")


def name_of(letter: Any) -> str:
    """The name of a letter, family or layer index."""
    if isinstance(letter, Int):
        return index_name(letter)
    return letter.name if isinstance(letter, Family | Families) else letter.data[0]


def _parts(statement: Any) -> tuple[Any, ...]:
    return statement.parts if isinstance(statement, And) else (statement,)


def defined_in(statement: Any, bound: frozenset[str] = frozenset()) -> Iterator[Claim]:
    """The formulas whose being defined a statement takes for granted: those of its free letters.

    What a property says (such as that there is an inverse) is not taken for granted.
    """
    for one, names in _formulas(statement, bound):
        if isinstance(one, Claim):
            if not (names_in(one.left) | names_in(one.right)) & names:
                yield one
        else:
            yield from (Claim("eq", part, part) for part in one.subject
                        if not names_in(part) & names)  # fmt: skip


def free_parts(statement: Any, bound: frozenset[str] = frozenset()) -> Iterator[Claim]:
    """The largest formulas in a statement that have no letter or index which it binds."""
    for one, names in _formulas(statement, bound):
        sides = (one.left, one.right) if isinstance(one, Claim) else one.subject
        for part in (part for side in sides for part in _free_of(side, names)):
            yield Claim("eq", part, part)


def _formulas(
    statement: Any, bound: frozenset[str] = frozenset()
) -> Iterator[tuple[Claim | Property, frozenset[str]]]:
    """The claims and properties in a statement, each with the names that are bound around it."""
    for one, names in _atomic(statement, bound):
        if not isinstance(one, Int):
            yield one, names


def _atomic(
    statement: Any, bound: frozenset[str]
) -> Iterator[tuple[Claim | Property | Int, frozenset[str]]]:
    """Claims, properties, and the integers that constraints and what is bound speak of."""
    if isinstance(statement, Claim | Property):
        yield statement, bound
    elif isinstance(statement, Constraint):
        yield statement.value, bound
    elif isinstance(statement, And):
        for part in statement.parts:
            yield from _atomic(part, bound)
    elif isinstance(statement, Implies | Iff):
        yield from _atomic(statement.left, bound)
        yield from _atomic(statement.right, bound)
    elif isinstance(statement, Exists | ForAll):
        is_exists = isinstance(statement, Exists)
        letters, where = (statement.letters, ()) if is_exists else (
            statement.bound, statement.where)  # fmt: skip
        own = statement.names if is_exists else {name_of(one) for one in letters}
        yield from ((value, bound | own) for value in _integers(letters, where))
        yield from _atomic(statement.body, bound | own)


def _free_of(expr: Expr, bound: frozenset[str]) -> Iterator[Expr]:
    if not names_in(expr) & bound:
        yield expr
        return
    for arg in expr.args:
        yield from _free_of(arg, bound)


def is_equational(given: Any) -> bool:
    """Whether a hypothesis is only equations, inequalities or definitions: instances can try it."""
    if isinstance(given, Property):
        return given.word in EQUATIONAL
    return isinstance(given, Claim | Constraint | Hypothesis | Definition)


def conjuncts(statement: Any) -> tuple[Any, ...]:
    """The statements of which a statement is the conjunction; itself if it is none."""
    return tuple(one for part in _parts(statement) for one in
                 (conjuncts(part) if isinstance(part, And) else (part,)))  # fmt: skip


def claims_in(statement: Any) -> Iterator[Claim]:
    """Every atomic equation or inequality in a statement, in order."""
    for one, _ in _formulas(statement):
        if isinstance(one, Claim):
            yield one
        else:
            yield from one.equations
