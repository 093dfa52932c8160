"""Statements that say nothing: an operation in them is not defined at admissible sizes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from numeric.dimensions import Dimensions
from numeric.instance import Instance
from numeric.stored import from_data, to_data
from symland.language.claims import Claim
from symland.language.encoding import read, read_table
from symland.language.expr import Expr
from symland.language.integers import Constraint
from symland.recheck.formulas import read_formula
from symland.recheck.refutation import (
    Data,
    RefutationError,
    Titles,
    check_instance,
    signed,
    titled,
    titles_of,
)

SAME = ("eq", "add", "hadamard", "inner")  # operands of one size
SQUARE = ("trace", "inverse", "matpower", "det", "logdet", "diagonal", "expm")
OPERANDS = {"matmul": 2, **dict.fromkeys(SAME, 2), **dict.fromkeys(SQUARE, 1)}


@dataclass(frozen=True, slots=True)
class IllSized:
    """An operation of a printed formula, and sizes at which its operands do not fit."""

    titles: Titles
    operation: str
    operands: tuple[Expr, ...]
    ranges: tuple[Constraint, ...]  # what is supposed of layer indices
    dimensions: Dimensions


def document(found: IllSized) -> Data:
    """The document, whose sizes are evaluated here; raises `RefutationError` if they fit."""
    if OPERANDS.get(found.operation) != len(found.operands):
        raise RefutationError(f"`{found.operation}` is no operation that sizes must fit")
    instance = Instance(found.dimensions)
    check_instance((*(Claim("eq", one, one) for one in found.operands), *found.ranges), instance)
    for rule in found.ranges:
        if not found.dimensions.holds(rule):
            raise RefutationError(f"the instance breaks the hypothesis `{rule}`")
    shapes = [instance.shape(one) for one in found.operands]
    if fits(found.operation, shapes):
        raise RefutationError(f"`{found.operation}` is defined at these sizes")
    return signed({
        **titled(found.titles), "kind": "sizes", "operation": found.operation,
        "shapes": [list(one) for one in shapes], "instance": to_data(instance),
    }, operands=found.operands, hypotheses=found.ranges)  # fmt: skip


def fits(operation: str, shapes: list[tuple[int, int]]) -> bool:
    """Whether an operation is defined for operands of these sizes."""
    if operation == "matmul":
        return shapes[0][1] == shapes[1][0]
    if operation in SAME:
        return shapes[0] == shapes[1]
    return shapes[0][0] == shapes[0][1]


def read_sizes(data: Data) -> IllSized:
    """What a document states, not evaluated yet."""
    table = read_table(data["table"])
    operands: list[Any] = read(data["operands"], table)
    given = [read_formula(one, table) for one in data["hypotheses"]]
    ranges = tuple(one for one in given if isinstance(one, Constraint))
    if not all(isinstance(one, Expr) and one.is_matrix for one in operands):
        raise RefutationError("an operand is no matrix")
    if len(ranges) < len(given):
        raise RefutationError("a hypothesis is not about layer indices")
    instance = from_data(data["instance"])
    if instance is None:
        raise RefutationError("the instance is malformed")
    return IllSized(titles_of(data), data["operation"], tuple(operands), ranges,
                    instance.dimensions)  # fmt: skip
