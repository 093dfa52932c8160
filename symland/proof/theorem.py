"""`@theorem(statement, ref=...)`: a statement, its hypotheses, and a body run when checked."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from symland.errors import Location, StatementError, author_frame, caller_location
from symland.language.build import index_name
from symland.language.claims import Claim
from symland.language.families import Family
from symland.language.integers import Constraint, Int, integer
from symland.language.substitution import Substitution
from symland.proof.experiment import Experiment
from symland.proof.facts import (
    Definition,
    Hypothesis,
    hypothesis_at,
    range_of,
)
from symland.proof.logic.instances import (
    at_index,
    free_atoms,
    in_their_ranges,
    put,
    substitution,
)
from symland.proof.logic.notation import latex_statement
from symland.proof.logic.statements import (
    Iff,
    Implies,
    check_proposition,
    conjuncts,
    name_of,
)
from symland.proof.properties import Property, spread

REGISTER = "__symland_theorems__"  # the name in an author's module under which they are noted


@dataclass(frozen=True, slots=True, eq=False)
class Theorem:
    """A named result; as a fact in `by=` it stands for its statements."""

    name: str
    statements: tuple[Any, ...]
    refs: tuple[str, ...] = ()
    given: tuple[Any, ...] = ()
    doc: str = ""
    body: Callable[[Any], object] | None = None
    location: Location | None = None
    corrected: Theorem | None = None  # set for an erratum: the theorem that replaces the claim
    reason: str = ""  # set for an entry that is only a todo
    printed: Callable[[], Any] | None = None  # of an erratum that cannot be written down
    instance: Mapping[str, Any] | None = None  # of an erratum: given by the author
    denied: tuple[Theorem, ...] = ()  # of an erratum: they show that the claim fails there
    experiment: Experiment | None = None  # set for a claim about an experiment

    def __str__(self) -> str:
        return self.refs[0] if self.refs else self.name

    @property
    def claims(self) -> tuple[Claim, ...]:
        """The equations and inequalities among the statements."""
        return tuple(one for one in self.statements if isinstance(one, Claim))

    @property
    def requires(self) -> tuple[Any, ...]:
        """What must hold where the theorem is used."""
        return self.given

    def of(self, values: Mapping[Any, Any]) -> InstanceOf:
        """The theorem for particular matrices: `lemma.of({A: X @ X.T})`, for `by=` or `obtain`.

        Sizes follow from the values.  Its hypotheses are checked where the fact is used.
        """
        return _put_in(InstanceOf(self, self.statements, self.given, ()), values)

    @property
    def forward(self) -> Direction:
        """The theorem, an `Iff` or `Implies`, read from left to right, for `obtain`."""
        return Direction(self, *_sides(self, turned=False))

    @property
    def backward(self) -> Direction:
        """The theorem, an `Iff`, read from right to left, for `obtain`."""
        return Direction(self, *_sides(self, turned=True))

    def at(self, position: Int, value: Int | int) -> InstanceOf:
        """The theorem at another layer index: `lemma.at(n, l - 1)`, for `by=`.

        The value must lie in the range of the index, which is checked where the fact is used.
        """
        return _moved(InstanceOf(self, self.statements, self.given, ()), position, integer(value))

    def _repr_latex_(self) -> str:
        return r"$\displaystyle " + r",\quad ".join(map(latex_statement, self.statements)) + "$"


@dataclass(frozen=True, slots=True, eq=False)
class InstanceOf:
    """A theorem at a particular layer index or matrix; `needs` are the constraints on the index."""

    theorem: Theorem
    statements: tuple[Any, ...]
    given: tuple[Any, ...]
    needs: tuple[Constraint, ...]
    index: str = ""
    value: Int | None = None
    matrices: str = ""  # for which matrices, if it is not at a layer alone

    def __str__(self) -> str:
        return f"{self.theorem} at {self.matrices or f'{self.index} = {self.value}'}"

    def of(self, values: Mapping[Any, Any]) -> InstanceOf:
        """The instance for particular matrices: `lemma.at(l, r).of({W: A[k]})`."""
        return _put_in(self, values)

    def at(self, position: Int, value: Int | int) -> InstanceOf:
        """The instance at another layer index."""
        return _moved(self, position, integer(value))

    @property
    def claims(self) -> tuple[Claim, ...]:
        """The equations and inequalities among the statements."""
        return tuple(one for one in self.statements if isinstance(one, Claim))

    @property
    def requires(self) -> tuple[Any, ...]:
        """What must hold where the theorem is used."""
        return (*self.given, *self.needs)

    @property
    def forward(self) -> Direction:
        """The instance of an `Iff` or `Implies`, read from left to right, for `obtain`."""
        return Direction(self, *_sides(self, turned=False))

    @property
    def backward(self) -> Direction:
        """The instance of an `Iff`, read from right to left, for `obtain`."""
        return Direction(self, *_sides(self, turned=True))


@dataclass(frozen=True, slots=True, eq=False)
class Direction:
    """One direction of a theorem that is an `Iff` or `Implies`."""

    theorem: Theorem | InstanceOf
    requires: tuple[Any, ...]
    statements: tuple[Any, ...]

    def __str__(self) -> str:
        return str(self.theorem)


def _put_in(source: InstanceOf, values: Mapping[Any, Any]) -> InstanceOf:
    """An instance with values for letters and families."""
    chosen = substitution(values)
    if any(isinstance(one, Definition) for one in source.given):
        raise StatementError(f"`{source.theorem}` is stated for a definition and has no instances")
    inside = {one for found in source.given if isinstance(found, Property) for one in found}
    given = (_given_of(one, chosen) for one in source.given if one not in inside)
    shown = [f"{name_of(key)} = {_value_text(value)}" for key, value in values.items()]
    return InstanceOf(
        source.theorem,
        tuple(put(one, chosen) for one in source.statements),
        tuple(spread(list(given))),
        source.needs,
        matrices=_together(source, shown),
    )


def _moved(source: InstanceOf, position: Int, value: Int) -> InstanceOf:
    """An instance at another layer index, which must be the one that the statement has."""
    name = index_name(position)
    own = [one.statement if isinstance(one, Hypothesis) else one for one in source.given
           if not isinstance(one, Definition)]  # fmt: skip
    stated = [*source.statements, *own]
    atoms = {found for one in stated for found in in_their_ranges(free_atoms(one)).values()
             if found.name == name}  # fmt: skip
    if not atoms:
        raise StatementError(f"`{source.theorem.name}` does not mention the layer index `{name}`")
    if atoms != set(position.atoms()):
        raise StatementError(f"the layer index `{name}` of `{source.theorem.name}` has another "
                             "range")  # fmt: skip
    first = not (source.index or source.matrices)
    return InstanceOf(
        source.theorem,
        tuple(at_index(one, position, value) for one in source.statements),
        tuple(hypothesis_at(one, position, value) for one in source.given),
        (*(at_index(one, position, value) for one in source.needs), *range_of(position, value)),
        name if first else "",
        value if first else None,
        "" if first else _together(source, [f"{name} = {value}"]),
    )


def _together(source: InstanceOf, more: Sequence[str]) -> str:
    before = source.matrices or (f"{source.index} = {source.value}" if source.index else "")
    return ", ".join([before, *more] if before else more)


def _value_text(value: Any) -> str:
    return value.shown if isinstance(value, Family) else str(getattr(value, "name", value))


def _sides(source: Theorem | InstanceOf, *, turned: bool) -> tuple[tuple[Any, ...], Any]:
    (statement, *more) = source.statements
    if (
        more
        or not isinstance(statement, Iff | Implies)
        or (turned and not isinstance(statement, Iff))
    ):
        raise StatementError(f"`{source}` is not a single `Iff`, and has no such direction")
    sides = (statement.right, statement.left) if turned else (statement.left, statement.right)
    return (*source.requires, *conjuncts(sides[0])), (sides[1],)


def bare(given: Any) -> Any:
    """A hypothesis without its name."""
    return given.statement if isinstance(given, Hypothesis) else given


def _given_of(given: Any, values: Substitution) -> Any:
    if isinstance(given, Hypothesis):
        return Hypothesis(put(given.statement, values), given.name)
    return put(given, values)


def theorem(
    statement: Any,
    *,
    ref: str | Sequence[str] = (),
    given: Sequence[Any] = (),
) -> Callable[[Callable[[Any], object]], Theorem]:
    """Declare a result: the decorated function is its proof, run when the file is checked.

    `statement` is one claim or several; `ref` the ids under which it is known; `given` hypotheses
    (claims, constraints on layer indices, `assume(...)`, a property such as `orthogonal(Q)`).
    Raises `StatementError` if something that is not a statement is given, such as the bool that
    `==` makes.

    >>> from symland import Eq, dims, matrix, theorem, tr
    >>> A = matrix('A', *dims('n n'))
    >>> @theorem(Eq(tr(A), tr(A.T)), ref='trace')
    ... def transposition(p):
    ...     p.calc().eq(tr(A.T))
    >>> transposition.name
    'transposition'
    """
    claims = claims_of(statement)
    hypotheses = checked_given(given)
    place = caller_location()

    def decorate(body: Callable[[Any], object]) -> Theorem:
        doc = inspect.getdoc(body) or ""
        made = Theorem(body.__name__, claims, refs_of(ref), hypotheses, doc, body, place)
        return registered(made)

    return decorate


def claim(
    statement: Any,
    *,
    ref: str | Sequence[str] = (),
    given: Sequence[Any] = (),
    doc: str = "",
) -> Theorem:
    """A result that needs no chain: the kernel decides it at once.

    Its name is that of the variable to which the file assigns it.

    >>> from symland import Eq, claim, dims, matrix, tr
    >>> A = matrix('A', *dims('n n'))
    >>> claim(Eq(tr(A), tr(A.T)), ref='trace').refs
    ('trace',)
    """
    refs = refs_of(ref)
    name = refs[0] if refs else "claim"
    place = caller_location()
    stated, hypotheses = claims_of(statement), checked_given(given)
    return registered(Theorem(name, stated, refs, hypotheses, doc, None, place))


def erratum(
    printed: Any,
    *,
    ref: str | Sequence[str] = (),
    given: Sequence[Any] = (),
    corrected: Theorem | None = None,
    missing: Sequence[Any] = (),
    instance: Mapping[str, Any] | None = None,
    denied: Theorem | Sequence[Theorem] = (),
    doc: str = "",
) -> Theorem:
    """A claim that is false as printed, with the theorem that replaces it.

    It passes when symland itself finds an exact instance that refutes the printed statement, and
    proves the corrected one.  `missing` are hypotheses that the source leaves out: the statement
    is refuted without them and proved with them (by `corrected`, if it needs a proof).  A
    statement whose sizes do not match is given as a function, `lambda: Eq(...)`; the size error is
    its refutation.  `instance` gives an instance that the search does not reach, by the names that
    reports print: `{"n": 2, "A": [[0, 1], [0, 0]]}`; reports say that it was given.
    A statement such as `Exists`, which no evaluation refutes, is denied by theorems: `denied=`
    takes those that state the hypotheses at the instance, and `Not` of what is printed.

    >>> from symland import Eq, claim, dims, erratum, frob2, matrix, tr
    >>> A = matrix('A', *dims('n n'))
    >>> right = claim(Eq(frob2(A), tr(A.T @ A)), ref='eq:norm')
    >>> str(erratum(Eq(frob2(A), tr(A @ A)), ref='eq:printed', corrected=right).corrected)
    'eq:norm'
    """
    refs = refs_of(ref)
    name = refs[0] if refs else "erratum"
    place, known = caller_location(), checked_given(given)
    deferred = printed if callable(printed) else None
    claims = () if deferred is not None else claims_of(printed)
    if missing:
        corrected = _with_missing(name, claims, (*known, *checked_given(missing)), corrected)
    if not isinstance(corrected, Theorem):
        raise StatementError(
            "`corrected=` takes the theorem that replaces the printed statement",
            help="or name the hypotheses that are left out in `missing=`",
        )
    denials = (denied,) if isinstance(denied, Theorem) else tuple(denied)
    if denials and (instance is None or deferred is not None):
        raise StatementError("`denied=` goes with an instance at which the statement is denied")
    made = Theorem(name, claims, refs, known, doc, None, place, corrected, printed=deferred,
                   instance=instance, denied=denials)  # fmt: skip
    return registered(made)


def _with_missing(
    name: str, claims: tuple[Any, ...], given: tuple[Any, ...], proved: Theorem | None
) -> Theorem:
    """The printed statement under all hypotheses; a proof of it must be of just that."""
    if proved is None:
        place = caller_location()
        return Theorem(f"{name} with its hypotheses", claims, (), given, "", None, place)
    statements = {bare(one) for one in given}
    extra = [one for one in proved.given if bare(one) not in statements]
    if proved.statements != claims or extra:
        what = f"the hypothesis `{extra[0]}`" if extra else "another statement"
        raise StatementError(f"`{proved}` has {what}, so it does not show the printed statement "
                             "under the hypotheses of `given=` and `missing=`")  # fmt: skip
    return proved


def open_entry(reason: str, *, ref: str | Sequence[str]) -> Theorem:
    """A claim of the source that is not stated yet, with the obstacle (verdict: todo).

    >>> from symland import open_entry
    >>> open_entry('needs the singular value decomposition', ref='eq:5').reason
    'needs the singular value decomposition'
    """
    refs = refs_of(ref)
    made = Theorem(refs[0], (), refs, (), "", None, caller_location(), reason=reason)
    return registered(made)


def registered(made: Theorem) -> Theorem:
    """Note a theorem in the module that makes it, so that none is lost, named or not."""
    frame = author_frame()
    if frame is not None:
        frame.f_globals.setdefault(REGISTER, []).append(made)
    return made


def refs_of(ref: str | Sequence[str]) -> tuple[str, ...]:
    """Refs as a tuple; raises `StatementError` for anything but text."""
    found = (ref,) if isinstance(ref, str) else tuple(ref)
    for one in found:
        if not isinstance(one, str) or not one:
            raise StatementError(f"a ref is a non-empty text, not {one!r}")
    return found


def claims_of(statement: Any) -> tuple[Any, ...]:
    """One statement or several as a tuple; anything else raises `StatementError`."""
    listed = statement if isinstance(statement, list | tuple) else [statement]
    found = [one for part in listed for one in conjuncts(check_proposition(part, "`theorem`"))]
    if not found or any(isinstance(one, Constraint) for one in found):
        raise StatementError("a theorem states equations or inequalities between expressions")
    return tuple(found)


def checked_given(given: Sequence[Any]) -> tuple[Any, ...]:
    """The hypotheses of `given=`, taken apart; raises `StatementError` for anything else."""
    if not isinstance(given, list | tuple):
        raise StatementError("`given=` takes a list of hypotheses")
    found = spread([part for one in given for part in conjuncts(one)])
    for one in found:
        if not isinstance(one, Hypothesis | Definition):
            check_proposition(one, "`given=`")
    return tuple(found)
