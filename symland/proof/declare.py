"""`@theorem(statement, ref=...)`: a statement, its hypotheses, and a body run when checked."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from symland.errors import StatementError, author_frame, caller_location
from symland.language.integers import Constraint
from symland.language.substitution import names_in
from symland.proof.facts import Definition, Hypothesis
from symland.proof.logic.statements import check_proposition, conjuncts
from symland.proof.properties import spread
from symland.proof.theorem import Theorem, bare

REGISTER = "__symland_theorems__"  # the name in an author's module under which they are noted


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
    _check_definitions([one for one in found if isinstance(one, Definition)])
    return tuple(found)


def _check_definitions(definitions: Sequence[Definition]) -> None:
    """Families are defined once, and by others that are not defined by them."""
    for place, one in enumerate(definitions):
        for other in definitions[place + 1 :]:
            if other.family.name == one.family.name and other != one:
                raise StatementError(f"`{one.family.name}` is defined twice: `{one}`, `{other}`")
            if other.family.name in names_in(one.body):
                raise StatementError(
                    f"`{one}` uses `{other.family.name}`, which is defined after it",
                    help="a definition comes after those that it uses, and none in a circle",
                )
