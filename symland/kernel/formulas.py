"""Statements made of statements, as terms: what they suppose, and what they say at values.

| formula | says |
|---|---|
| (eq, a, b), (le, a, b), (ge, a, b), (lt, a, b), (gt, a, b) | a relation of two terms |
| (range, c + k - ...) | a linear form in layer indices is >= 0 |
| (is, inverse, A), (is, quotient, s) | A has an inverse; s is not 0 |
| (and, f, ...), (implies, f, g), (iff, f, g) | |
| (all, bound, f), (exists, bound, f) | for all values; for some values |

`bound` lists what is bound: (index, k), (size, r), (sizes, p) for all p[k], (param, a), (family, W,
rows, cols), or a letter term.  Bound sizes may be 0.  A formula is about the points where its
relations over its free names are defined; those over bound names are part of what is said: "for all
x for which it is defined", "there is an x for which it is defined and holds".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any, TypeAlias

from symland.kernel.defined import Everywhere, Supposition, plain, suppositions
from symland.kernel.lemmas import minus
from symland.kernel.linear import Context, KernelError, Linear, Undecided
from symland.kernel.memory import Memory
from symland.kernel.poly import Poly
from symland.kernel.syntax import GENERIC, RESERVED, Term
from symland.kernel.terms import expand

Formula: TypeAlias = "tuple[Any, ...]"
Binder: TypeAlias = "tuple[Any, ...]"
RELATIONS = ("eq", "le", "ge", "lt", "gt")
BINDERS = {"index": 2, "size": 2, "sizes": 2, "param": 2, "family": 4, "letter": 6}
PARTS = ("and", "implies", "iff")
QUANTIFIERS = ("all", "exists")


_REMEMBERED = Memory(20000)


def names(data: Any) -> frozenset[str]:
    """Names that occur free in a term or formula: letters, functions, sizes, layer indices."""
    return frozenset(one[1] for one in free(data))


def free(data: Any) -> frozenset[Binder]:
    """What occurs free in a term or formula, each with its kind: the letter A is no family A."""
    if isinstance(data, Linear):
        return frozenset(("index", name) for name, _ in data.terms)
    if isinstance(data, Poly):
        own = (var for mono, _ in data.terms for var, _ in mono)
        found = (("sizes" if forms else kind, name) for kind, name, forms in own)
        return frozenset(("index", name) for name in data.indices()).union(found)
    if isinstance(data, str):
        return frozenset((("name", data),))
    if not isinstance(data, tuple) or not data:
        return frozenset()
    known = _REMEMBERED.get(data)
    return known if known is not None else _REMEMBERED.put(data, _free(data))


def _free(data: Any) -> frozenset[Binder]:
    if data[0] == "sum" and len(data) == 5:
        return free(data[2:4]) | (free(data[4]) - {("index", data[1])})
    if data[0] in QUANTIFIERS and len(data) == 3:
        inside = free(data[2]).union(*(free(one[2:]) for one in data[1]))
        return inside - bound_by(data[1])
    if data[0] in ("letter", "segment") and len(data) > 2:
        alone = data[0] == "letter" and not data[2]
        return free(data[2:]) | {data if alone else ("family", data[1])}
    parts = data[1:] if isinstance(data[0], str) else data
    return frozenset[Binder]().union(*map(free, parts))


def bound_by(binders: Sequence[Binder]) -> frozenset[Binder]:
    """What binders bind, as it occurs in `free`."""
    return frozenset(one if one[0] == "letter" else one[:2] for one in binders)


def conjuncts(formula: Formula) -> Iterator[Formula]:
    """The formulas of which one is the conjunction."""
    if formula[0] == "and":
        for part in formula[1:]:
            yield from conjuncts(part)
    else:
        yield formula


def _atoms(
    formula: Formula, bound: frozenset[str] = frozenset()
) -> Iterator[tuple[Formula, frozenset[str]]]:
    """The relations and properties in a formula, each with the names that are bound around it."""
    if formula[0] in PARTS:
        for part in formula[1:]:
            yield from _atoms(part, bound)
    elif formula[0] in QUANTIFIERS:
        yield from _atoms(formula[2], bound | {one[1] for one in formula[1]})
    elif formula[0] != "range":
        yield formula, bound


def fixed(formula: Formula) -> Iterator[Supposition]:
    """What a formula supposes of things that it does not bind, wherever it stands."""
    return (need for one, bound in _atoms(formula) for need in suppositions(one)
            if not names(need) & bound)  # fmt: skip


def granted(formula: Formula) -> Iterator[Formula]:
    """The relations and properties whose being defined a formula takes for granted."""
    return (one for one, bound in _atoms(formula) if not names(one) & bound)


def gains(formula: Formula) -> Iterator[Supposition]:
    """What is known to be defined where a formula holds."""
    for one in conjuncts(formula):
        if one[0] == "is":
            yield (), one[1], plain(one[2])


def inverted(said: Formula) -> Term:
    """The inverse or the quotient of which a formula says that it is there."""
    _, kind, argument = said
    return ("inverse", argument) if kind == "inverse" else ("power", argument, -1)


def everywhere(formula: Formula) -> Iterator[Everywhere]:
    """What has an inverse at all layers in a range where a formula holds.

    A matrix that may be undefined itself is left out: of it the formula says nothing there.
    """
    if formula[0] != "all" or any(one[0] != "index" for one in formula[1]):
        return
    _, binders, body = formula
    limits, said = body[1:] if body[0] == "implies" else (("and",), body)
    if any(one[0] != "range" for one in conjuncts(limits)):
        return
    for one in conjuncts(said):
        if one[0] == "is" and not suppositions(one[2]):
            yield tuple(name for _, name in binders), tuple(ranges(limits)), inverted(one)


def check_formed(
    formula: Formula, context: Context | None, bound: frozenset[str] = frozenset()
) -> None:
    """Raise `KernelError` for a formula that means nothing.

    Without a context only how it is put together is checked: of what the steps of a proof conclude,
    the terms are expanded there.
    """
    kind: str = formula[0]
    parts: list[Any] = list(formula[1:])
    if kind in RELATIONS and len(parts) == 2:
        _check_terms(minus(*parts), context, number=kind != "eq")
    elif kind == "range" and len(parts) == 1 and isinstance(parts[0], Linear):
        pass
    elif kind == "is" and parts[0] in ("inverse", "quotient") and len(parts) == 2:
        _check_terms(inverted(formula), context)
    elif kind in ("and", "implies") and (kind == "and" or len(parts) == 2):
        for part in parts:
            check_formed(part, context, bound)
            context = None if context is None else context.extend(*ranges(part))
    elif kind == "iff" and len(parts) == 2:
        for part in parts:
            check_formed(part, context, bound)
    elif kind in QUANTIFIERS and len(parts) == 2:
        binders: Any = parts[0]
        own = check_binders(binders, bound)
        twice = own & {one[1] for one in free(parts[1]) - bound_by(binders)}
        if twice:
            raise KernelError(f"the name {min(twice)} is bound and stands for something else")
        check_formed(parts[1], context, bound | own)
    else:
        raise KernelError(f"there is no formula {kind!r}")


def _check_terms(term: Term, context: Context | None, *, number: bool = False) -> None:
    if context is not None:
        with suppress(Undecided):  # which of two layers comes first
            found = expand(term, context)
            if number and (found.rows or found.cols):
                raise KernelError("an inequality is between numbers")


def check_binders(binders: Sequence[Binder], taken: frozenset[str]) -> frozenset[str]:
    """The names that are bound: each once, and none that is bound around it."""
    found: list[str] = []
    for one in binders:
        if len(one) != BINDERS.get(one[0]):
            raise KernelError(f"{one!r} cannot be bound"[:200])
        if one[0] == "letter" and one[2] != ():
            raise KernelError("a member of a family is not bound alone")
        found.append(one[1])
    for name in found:
        if not isinstance(name, str) or name in GENERIC or name.startswith(RESERVED):
            raise KernelError(f"{name!r} is not a name that can be bound")
    if not found or len(set(found)) < len(found) or taken & set(found):
        raise KernelError(f"{', '.join(found)}: a name is bound twice")
    return frozenset(found)


def ranges(formula: Formula) -> list[Linear]:
    """The ranges that a formula gives."""
    return [one[1] for one in conjuncts(formula) if one[0] == "range"]
