"""What mends an ill-sized formula: edits of its source after which the checker proves the claim.

The author's formula is read from the source and evaluated again with one factor transposed, or two
factors swapped, by the few kinds of expressions that formulas are made of; nothing else of the file
is run again.
"""

from __future__ import annotations

import ast
import operator
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any

from symland.errors import Location, SizeError, SymlandError, place_of
from symland.language.claims import Claim, claim
from symland.language.expr import Expr, Matrix
from symland.proof.chain import Chain
from symland.proof.facts import flatten
from symland.proof.results import Failure, Suggestion
from symland.reasoning.decide import decide
from symland.reasoning.facts import Facts

RELATIONS = {"eq", "le", "ge", "lt", "gt"}
STATEMENTS = {"Eq": "eq", "Le": "le", "Ge": "ge", "Lt": "lt", "Gt": "gt"}
MOST, SECONDS = 2, 2.0
BINARY: Mapping[type, Callable[[Any, Any], Any]] = {
    ast.MatMult: operator.matmul, ast.Add: operator.add, ast.Sub: operator.sub,
    ast.Mult: operator.mul, ast.Div: operator.truediv, ast.Pow: operator.pow,
}  # fmt: skip


class NotReadError(Exception):
    """An expression of a kind that is not evaluated again."""


# What evaluating a formula again may raise, the author's own functions in it included.
NOT_READ = (NotReadError, SymlandError, SyntaxError, ArithmeticError, AttributeError, LookupError,
            TypeError, ValueError)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stated:
    """A formula of the author's file: where it stands, and the claim that it makes with a value."""

    formula: ast.expr
    claim: Callable[[Any], Claim]
    facts: Facts
    side: str = "right"


def with_sizes(
    failure: Failure, error: SizeError, facts_of: Callable[[Sequence[Any], Any], Facts]
) -> Failure:
    """The failure with the sizes of the two operands, a note on them, and what would mend it.

    `facts_of` gives the facts for `by=` and `given=` of the call around the formula.
    """
    place = error.location
    values = None if place is None else _variables(error.__traceback__, place.file)
    if place is None or values is None or failure.location is None:
        return failure
    try:
        text = Path(place.file).read_text(encoding="utf-8")
        tree = ast.parse(text)
    except (OSError, SyntaxError, UnicodeDecodeError):
        return failure
    found = [node for node in ast.walk(tree) if isinstance(node, ast.expr)
             and _place(place.file, node) == place]  # fmt: skip
    if not found:
        return failure
    wrong = found[0]
    failure = _labelled(failure, wrong, values)
    help_ = []
    started = time.perf_counter()
    for stated in _stated(tree, wrong, values, facts_of):
        for says, node, source in _edits(stated.formula, stated.side, text):
            if len(help_) == MOST or time.perf_counter() - started > SECONDS:
                break
            if _is_proved(stated, node, source, values):
                line = _line(text, node, source)
                help_.append(Suggestion(says, line, line=node.lineno if line else 0))
    return replace(failure, help=tuple(help_))


def _variables(trace: TracebackType | None, file: str) -> dict[str, Any] | None:
    """The variables in the innermost frame of the author's file."""
    found = None
    while trace is not None:
        if Path(trace.tb_frame.f_code.co_filename).resolve() == Path(file).resolve():
            found = {**trace.tb_frame.f_globals, **trace.tb_frame.f_locals}
        trace = trace.tb_next
    return found


def _place(file: str, node: ast.expr) -> Location:
    return place_of(file, node.lineno, node.col_offset, node.end_lineno or node.lineno,
                    node.end_col_offset or 0)  # fmt: skip


def _labelled(failure: Failure, wrong: ast.expr, values: Mapping[str, Any]) -> Failure:
    """The sizes of both operands of an operator, where it stands in one line."""
    if not isinstance(wrong, ast.BinOp) or wrong.lineno != wrong.end_lineno:
        return failure
    try:
        left, right = (_value(side, values) for side in (wrong.left, wrong.right))
    except NOT_READ:
        return failure
    if not isinstance(left, Matrix) or not isinstance(right, Matrix):
        return failure
    assert failure.location is not None
    file = failure.location.file
    labels = tuple((_place(file, node), f"{value.rows} x {value.cols}")
                   for node, value in ((wrong.left, left), (wrong.right, right)))  # fmt: skip
    note = ""
    if isinstance(wrong.op, ast.MatMult) and left.cols.number is None is right.rows.number:
        note = (f"inner sizes are {left.cols} and {right.rows}; they are different symbols and "
                "nothing declares them equal")  # fmt: skip
    return replace(failure, operands=labels, notes=(note,) if note else ())


def _stated(
    tree: ast.Module,
    wrong: ast.expr,
    values: Mapping[str, Any],
    facts_of: Callable[[Sequence[Any], Any], Facts],
) -> Iterator[Stated]:
    """The formulas around the wrong place that are a side of a statement or step."""
    around = [node for node in ast.walk(tree) if isinstance(node, ast.Call)
              and any(inner is wrong for inner in ast.walk(node))]  # fmt: skip
    for call in reversed(around):
        name = call.func.attr if isinstance(call.func, ast.Attribute) else (
            call.func.id if isinstance(call.func, ast.Name) else "")  # fmt: skip
        try:
            if name in STATEMENTS and len(call.args) == 2:
                given = _option(around, "given", values)
                yield from _sides(call, STATEMENTS[name], wrong, values, facts_of((), given))
                return
            if name in RELATIONS and isinstance(call.func, ast.Attribute) and call.args:
                chain = _value(call.func.value, values)
                by = flatten(_option([call], "by", values))
                if isinstance(chain, Chain):
                    made = partial(claim, name, chain.last)
                    yield Stated(call.args[0], made, facts_of(by, chain))
                return
        except NOT_READ:
            return


def _sides(
    call: ast.Call, relation: str, wrong: ast.expr, values: Mapping[str, Any], facts: Facts
) -> Iterator[Stated]:
    """The side of a statement in which the wrong place is, or both if it is the statement."""
    for place, formula in reversed(list(enumerate(call.args))):
        inside = wrong is call or any(inner is wrong for inner in ast.walk(formula))
        if not inside:
            continue
        other = _value(call.args[1 - place], values)

        def made(value: Any, *, other: Any = other, place: int = place) -> Claim:
            return claim(relation, *((other, value) if place else (value, other)))

        yield Stated(formula, made, facts, "right" if place else "left")


def _option(calls: Sequence[ast.Call], name: str, values: Mapping[str, Any]) -> Any:
    for call in calls:
        for keyword in call.keywords:
            if keyword.arg == name:
                return _value(keyword.value, values)
    return None


def _edits(formula: ast.expr, side: str, text: str) -> Iterator[tuple[str, ast.expr, str]]:
    """What is done, the node, and the source to put in its place."""
    nodes = list(ast.walk(formula))
    left_alone = {id(node.func) for node in nodes if isinstance(node, ast.Call)}
    left_alone |= {id(node.value) for node in nodes
                   if isinstance(node, ast.Attribute) and node.attr == "T"}  # fmt: skip
    for node in nodes:
        if not isinstance(node, ast.expr) or id(node) in left_alone:
            continue
        source = ast.get_source_segment(text, node) or ""
        if isinstance(node, ast.Attribute) and node.attr == "T":
            inner = ast.get_source_segment(text, node.value) or ""
            yield f"drop the transpose of `{inner}`", node, inner
        elif isinstance(node, ast.Name | ast.Call | ast.Subscript):
            yield f"transpose `{source}`", node, f"{source}.T"
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult):
            yield from _swaps(node, text)
    if isinstance(formula, ast.BinOp):
        source = ast.get_source_segment(text, formula) or ""
        yield f"transpose the whole {side} side", formula, f"({source}).T"


def _swaps(node: ast.BinOp, text: str) -> Iterator[tuple[str, ast.expr, str]]:
    """The two factors beside an `@`, swapped."""
    rest, before = None, node.left
    if isinstance(before, ast.BinOp) and isinstance(before.op, ast.MatMult):
        rest, before = before.left, before.right
    parts = [None if one is None else ast.get_source_segment(text, one)
             for one in (rest, before, node.right)]  # fmt: skip
    front = "" if parts[0] is None else f"{parts[0]} @ "
    says = f"swap the factors `{parts[1]}` and `{parts[2]}`"
    yield says, node, f"{front}{parts[2]} @ {parts[1]}"


def _is_proved(stated: Stated, node: ast.expr, source: str, values: Mapping[str, Any]) -> bool:
    """Whether the statement with the edit is well-sized and proved."""
    try:
        fresh = ast.parse(f"({source})", mode="eval").body
        value = _value(stated.formula, values, {id(node): fresh})
        made = stated.claim(value)
        return isinstance(value, Expr) and decide(made, stated.facts).evidence.is_proof
    except NOT_READ:
        return False


def _value(
    node: ast.expr, values: Mapping[str, Any], edits: Mapping[int, ast.expr] | None = None
) -> Any:
    """The value of an expression made of names, operators, calls, indices and attributes."""
    edits = edits or {}
    if id(node) in edits:
        return _value(edits[id(node)], values)

    def of(one: ast.expr) -> Any:
        return _value(one, values, edits)

    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.Name) and node.id in values:
        return values[node.id]
    if isinstance(node, ast.Attribute):
        return getattr(of(node.value), node.attr)
    if isinstance(node, ast.BinOp) and type(node.op) in BINARY:
        return BINARY[type(node.op)](of(node.left), of(node.right))
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return -of(node.operand)
    if isinstance(node, ast.Subscript) and not isinstance(node.slice, ast.Slice):
        return of(node.value)[of(node.slice)]
    if isinstance(node, ast.Tuple | ast.List):
        return [of(one) for one in node.elts]
    if isinstance(node, ast.Call) and all(one.arg for one in node.keywords):
        options = {str(one.arg): of(one.value) for one in node.keywords}
        return of(node.func)(*(of(one) for one in node.args), **options)
    raise NotReadError(ast.dump(node))


def _line(text: str, node: ast.expr, source: str) -> str:
    """The line of the file with the node replaced; empty if it stands on several lines."""
    if node.lineno != node.end_lineno:
        return ""
    line = text.splitlines()[node.lineno - 1].encode()
    return (line[: node.col_offset] + source.encode() + line[node.end_col_offset :]).decode()
