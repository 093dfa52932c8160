"""Statements that no evaluation refutes, such as that something exists: a theorem denies them.

The exact evaluator decides the hypotheses at the instance, as everywhere.  The statement is a
formula of the kernel; with the numbers of the instance put in it has to be what a theorem, which
has a certificate and supposes nothing, says not to hold.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from numeric.arithmetic import Array, rational
from numeric.instance import Instance, Letter
from numeric.stored import from_data, to_data
from numeric.truth import Formula
from symland.kernel import encoding
from symland.kernel.archive import Entry
from symland.kernel.check import equal
from symland.kernel.defined import suppositions_of
from symland.kernel.formulas import RELATIONS, check_formed, conjuncts, free, granted
from symland.kernel.linear import Context, Linear
from symland.kernel.poly import ONE, constant
from symland.kernel.syntax import Term
from symland.kernel.values import check_values, put
from symland.language.encoding import read_table
from symland.recheck.formulas import read_formula
from symland.recheck.refutation import (
    Data,
    RefutationError,
    Titles,
    check_hypotheses,
    check_instance,
    signed,
    titled,
    titles_of,
)

FALSE = ("eq", ("num", "1"), ("num", "0"))
NOTHING = Context(frozenset())


@dataclass(frozen=True, slots=True)
class Denied:
    """A statement, hypotheses that hold in an instance, and the theorem that denies it there."""

    titles: Titles
    statement: Any  # a formula of the kernel
    hypotheses: tuple[Formula, ...]
    instance: Instance
    name: str  # of the theorem
    certificate: str  # the digest of its certificate

    def is_denied_by(self, entry: Entry) -> bool:
        """Whether the theorem of a certificate says that the statement fails at the instance.

        Where the statement is not defined there, it says nothing that could fail.
        """
        stated = entry.stated
        if stated is None or stated.hypotheses or stated.definitions or stated.facts:
            return False
        here = at_instance(self.statement, self.instance)
        if suppositions_of(granted(here)):
            return False
        return any(one[0] == "implies" and one[2] == FALSE and _alike(one[1], here)
                   for claim in stated.claims for one in conjuncts(claim))  # fmt: skip


def document(found: Denied) -> Data:
    """The document, whose hypotheses are evaluated here; raises `RefutationError` if one fails."""
    check_formed(found.statement, None)
    at_instance(found.statement, found.instance)
    seen = {one[1] for one in free(found.statement) if one[0] in ("letter", "param", "size")}
    check_instance(found.hypotheses, found.instance, seen)
    check_hypotheses(found.hypotheses, found.instance)
    table = encoding.Table()
    statement = table.encode(found.statement)
    return signed({
        **titled(found.titles), "kind": "denied", "instance": to_data(found.instance),
        "denied": {"name": found.name, "certificate": found.certificate},
        "statement": statement, "terms": table.entries,
    }, hypotheses=found.hypotheses)  # fmt: skip


def read_denied(data: Data) -> Denied:
    """What a document states, not evaluated yet."""
    table = read_table(data["table"])
    hypotheses = tuple(read_formula(one, table) for one in data["hypotheses"])
    instance = from_data(data["instance"])
    if instance is None:
        raise RefutationError("the instance is malformed")
    statement = encoding.decode(data["statement"], encoding.read(data["terms"]))
    name, certificate = data["denied"]["name"], data["denied"]["certificate"]
    if not isinstance(name, str) or not isinstance(certificate, str):
        raise RefutationError("a title is no text")
    return Denied(titles_of(data), statement, hypotheses, instance, name, certificate)


def at_instance(statement: Any, instance: Instance) -> Any:
    """A formula of the kernel with the numbers of an instance in the place of all that is free."""
    values: dict[Any, Any] = {}
    dimensions = instance.dimensions
    for one in free(statement):
        kind, name = one[:2]
        if kind == "size":
            values[one] = constant(_given(dimensions.sizes, name))
        elif kind == "index":
            values[one] = Linear((), _given(dimensions.indices, name))
        elif kind == "param":
            values[one] = _number(_given(instance.letters, Letter("scalar", name))[0, 0])
        elif kind == "letter":
            values[one] = _matrix(_given(instance.letters, Letter("matrix", name)))
        else:
            raise RefutationError(f"`{name}` is no letter with a value, which a denial needs")
    check_values(values, NOTHING)
    return put(statement, values)


def _given(table: Any, name: Any) -> Any:
    if name not in table:
        raise RefutationError(f"`{name}` has no value in this instance")
    return table[name]


def _number(value: Any) -> Term:
    return "num", str(rational(value))


def _matrix(entries: Array) -> Term:
    """A matrix of numbers as the sum of its entries between columns of identities."""
    rows, cols = entries.shape
    terms = [("scale", _number(value), ("mul", _column(i, rows), ("T", _column(j, cols))))
             for (i, j), value in _each(entries) if value]  # fmt: skip
    if not terms:
        return "zero", constant(rows), constant(cols)
    return terms[0] if len(terms) == 1 else ("add", *terms)


def _each(entries: Array) -> Sequence[tuple[tuple[int, int], Any]]:
    rows, cols = entries.shape
    return [((i, j), entries[i, j]) for i in range(rows) for j in range(cols)]


def _column(place: int, size: int) -> Term:
    if size == 1:
        return "eye", ONE
    return "selection", constant(place), ONE, constant(size - 1 - place)


def _alike(one: Any, other: Any) -> bool:
    """Whether formulas differ in the terms of their relations alone, and these have equal values.

    Terms may suppose no more to be defined in one than in the other.
    """
    if one == other:
        return True
    if one[0] != other[0] or len(one) != len(other):
        return False
    if one[0] in RELATIONS:
        if suppositions_of((one,)) != suppositions_of((other,)):
            return False
        return all(equal(a, b, NOTHING) for a, b in zip(one[1:], other[1:], strict=True))
    if one[0] in ("and", "implies", "iff"):
        return all(map(_alike, one[1:], other[1:]))
    return one[0] in ("all", "exists") and one[1] == other[1] and _alike(one[2], other[2])
