"""Refutations: an exact instance in which the hypotheses of a statement hold and it does not.

A document is data: the statement as formulas, the numbers of the instance, the values of both
sides, and the theorem that corrects it.  It is checked by being written again: the exact evaluator
decides every hypothesis and both sides, and what it finds must be what the document says.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, TypeAlias

from numeric.arithmetic import Array, rational
from numeric.exponential import Number
from numeric.fields import exact, exponential
from numeric.instance import Instance
from numeric.requirements import Requirements
from numeric.stored import from_data, to_data
from numeric.truth import Formula, compared, truth
from symland.errors import NamingError, SymlandError
from symland.kernel.certificate import json_of
from symland.language.claims import Claim
from symland.language.encoding import Writer, read_table
from symland.language.expr import Expr
from symland.language.names import check_names
from symland.recheck.formulas import exprs_in, needs_of, ranges_in, read_formula

SCHEMA = "symland.refutation/1"
LARGEST = 60  # sizes and layer indices of an instance
MOST_ENTRIES = 250_000  # of a matrix
RANGES = ("sum", "chain", "defined")  # nodes that hold a range of layers
Data: TypeAlias = "dict[str, Any]"


class RefutationError(SymlandError):
    """SL903: a document does not refute what it says, or is malformed."""

    code = "SL903"


@dataclass(frozen=True, slots=True)
class Titles:
    """What a reader is told beside: it says nothing about whether a document is right."""

    name: str
    refs: tuple[str, ...]
    printed: str
    given: tuple[str, ...]
    corrected: str  # the theorem that corrects the statement
    certificate: str  # the digest of its certificate, empty if there is none


@dataclass(frozen=True, slots=True)
class Refutation:
    """A statement under hypotheses, and where its claim of the number `fails` does not hold."""

    titles: Titles
    claims: tuple[Claim, ...]
    hypotheses: tuple[Formula, ...]
    fails: int
    instance: Instance


def document(found: Refutation) -> Data:
    """The document of a refutation, whose hypotheses and sides are evaluated here.

    Raises `RefutationError` if an instance does not refute the statement.
    """
    instance, claim = found.instance, found.claims[found.fails]
    check_instance((*found.claims, *found.hypotheses), instance)
    check_hypotheses(found.hypotheses, instance)
    comparison, field = compared(claim, instance)
    if comparison.holds is not False:
        raise RefutationError(f"the statement is not false in the instance: {claim}")
    numbers = {exact: "rational", exponential: "in e"}.get(field, "balls")
    return signed({
        **titled(found.titles), "kind": "instance", "fails": found.fails, "numbers": numbers,
        "left": _shown(comparison.left), "right": _shown(comparison.right),
        "instance": to_data(instance),
    }, claims=found.claims, hypotheses=found.hypotheses)  # fmt: skip


def check_hypotheses(hypotheses: Sequence[Formula], instance: Instance) -> None:
    """Raise `RefutationError` for the first hypothesis that is not known to hold."""
    for number, formula in enumerate(hypotheses, start=1):
        if truth(formula, instance) is not True:
            raise RefutationError(f"hypothesis {number} does not hold in the instance: {formula}")


def signed(data: Data, **formulas: Any) -> Data:
    """A document with its formulas in a table, and its digest."""
    writer = Writer()
    body = {key: writer.write(value) for key, value in formulas.items()}
    found = json.loads(json_of({"schema": SCHEMA, **data, **body, "table": writer.entries}))
    return {**found, "digest": sha256(json_of(found).encode()).hexdigest()}


def check_instance(
    formulas: Sequence[Formula], instance: Instance, more: Collection[str] = ()
) -> None:
    """Sizes are positive, indices in their ranges, and nothing has a value that does not occur.

    `more` are names that occur elsewhere.
    """
    needs, dimensions = needs_of(formulas), instance.dimensions
    exprs = exprs_in(formulas)
    check_names(exprs)
    tables = [table for table in dimensions.families.values() if isinstance(table, dict)]
    sizes = [*dimensions.sizes.values(), *(size for one in tables for size in one.values())]
    if any(size < 1 for size in sizes):
        raise RefutationError("a size of the instance is not positive")
    if any(abs(one) > LARGEST for one in (*sizes, *dimensions.indices.values())):
        raise RefutationError(f"sizes and layer indices up to {LARGEST} are evaluated")
    _check_small(exprs, instance)
    for rule in ranges_in(needs):
        if not dimensions.holds(rule):
            raise RefutationError(f"a layer index of the instance is out of its range: {rule}")
    for kind, given in _given(instance):
        known = set(more).union(*(_names(one, kind) for one in needs))
        for name in given:
            if name not in known:
                raise RefutationError(f"`{name}` has a value in the instance, but does not occur")


def _check_small(exprs: Sequence[Expr], instance: Instance) -> None:
    """No matrix has more than `MOST_ENTRIES`, and no sum as many terms, as far as that is known."""
    seen, todo = set[Expr](), list(exprs)
    while todo:
        node = todo.pop()
        if node in seen:
            continue
        seen.add(node)
        todo += node.args
        value, ends = instance.dimensions.value, node.data[-2:] if node.op in RANGES else ()
        try:
            numbers = [value(node.rows) * value(node.cols)]
            numbers += [abs(value(ends[0]) - value(ends[1]))] if ends else []
        except NamingError:  # a layer index that is bound around the node
            continue
        if max(numbers) > MOST_ENTRIES:
            raise RefutationError("a matrix or sum of the statement is too large to be evaluated")


def _given(instance: Instance) -> Iterator[tuple[str, list[str]]]:
    letters = {"matrix": "letters", "scalar": "scalars", "member": "families"}
    for kind, where in letters.items():
        yield where, [one.name for one in instance.letters if one.kind == kind]
    yield "functions", [name for name, _, _ in instance.functions]
    chosen = {*instance.activations} - {"step"}  # what it is at 0 is a selection
    yield "activations", [*chosen, *instance.denominators]
    yield "sizes", list(instance.dimensions.sizes)
    yield "size_families", list(instance.dimensions.families)
    yield "indices", list(instance.dimensions.indices)


def _names(needs: Requirements, kind: str) -> set[str]:
    return {one if isinstance(one, str) else one.name for one in getattr(needs, kind)}


def titled(titles: Titles) -> Data:
    """Titles as data."""
    return {"name": titles.name, "refs": list(titles.refs), "printed": titles.printed,
            "given": list(titles.given),
            "corrected": {"name": titles.corrected, "certificate": titles.certificate}}  # fmt: skip


def _shown(values: Array) -> list[list[str]]:
    return [[_number(value) for value in row] for row in values]


def _number(value: Any) -> str:
    """A rational number; one with e as a quotient of polynomials in x = e; the middle of a ball."""
    if isinstance(value, Number):
        return f"({value.above})/({value.below})"
    return f"{float(value.mid()):.12g}" if hasattr(value, "mid") else str(rational(value))


# -- reading --------------------------------------------------------------------------------------


def titles_of(data: Data) -> Titles:
    """The titles of a document, which are texts."""
    corrected = data["corrected"]
    found = Titles(data["name"], tuple(data["refs"]), data["printed"], tuple(data["given"]),
                   corrected["name"], corrected["certificate"])  # fmt: skip
    texts = (found.name, *found.refs, found.printed, *found.given, found.corrected,
             found.certificate)  # fmt: skip
    if not all(isinstance(one, str) for one in texts):
        raise RefutationError("a title is no text")
    return found


def read_refutation(data: Data) -> Refutation:
    """The refutation that a document states, not evaluated yet."""
    table = read_table(data["table"])
    stated = [read_formula(one, table) for one in data["claims"]]
    claims = [one for one in stated if isinstance(one, Claim)]
    if len(claims) < len(stated):
        raise RefutationError("a claim is no equation or inequality")
    hypotheses = tuple(read_formula(one, table) for one in data["hypotheses"])
    fails = data["fails"]
    if isinstance(fails, bool) or not isinstance(fails, int) or not 0 <= fails < len(claims):
        raise RefutationError(f"{fails!r} is not the number of a claim")
    instance = from_data(data["instance"])
    if instance is None:
        raise RefutationError("the instance is malformed")
    return Refutation(titles_of(data), tuple(claims), hypotheses, fails, instance)


def must_be(standard: Data, data: Data) -> None:
    """Raise `RefutationError` unless a document is what is written for what it states."""
    for key in sorted({*standard, *data} - {"digest"}):
        if standard.get(key) != data.get(key):
            raise RefutationError(f"`{key}` is not what is found when the instance is evaluated")
    if standard["digest"] != data.get("digest"):
        raise RefutationError("the digest differs: the refutation was changed")
