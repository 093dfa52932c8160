"""Formulas as JSON data, and back: every node once in a table, its operands by their numbers.

A node is a list that begins with its operation; {"at": 3} stands for entry 3 of the table.  What is
read is made by the functions with which authors write, so that its sizes are checked, and must be
what was written: nothing in it is evaluated as code.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import reduce
from operator import add, matmul, mul
from typing import Any

from symland.errors import ExpressionError, NamingError
from symland.language import build
from symland.language.block_matrix import block, selection
from symland.language.claims import RELATIONS, Claim, claim
from symland.language.derivatives import along_node
from symland.language.expr import Expr, Matrix, Scalar, as_scalar, number
from symland.language.families import DefinedFamily, Family, Function, chain
from symland.language.functions import Activation, norm, total
from symland.language.integers import Atom, Constraint, Int, check_name, collect, symbol
from symland.language.remake import RULES

GENERIC = ("#", "##")
MOST_NODES = 200_000  # of a formula written out as a tree
MOST_POWER = 64


@dataclass(slots=True)
class Writer:
    """The table of some formulas, each entry after those that it contains."""

    entries: list[Any] = field(default_factory=list)
    places: dict[Any, int] = field(default_factory=dict)

    def write(self, value: Any) -> Any:
        """Formulas, lists of them, names and whole numbers, with references for the nodes."""
        if isinstance(value, Expr | Int):
            return {"at": self._place(value)}
        if isinstance(value, Fraction):
            return str(value)
        if isinstance(value, Claim):
            return [value.relation, self.write(value.left), self.write(value.right)]
        if isinstance(value, Constraint):
            return ["range", self.write(value.value)]
        if isinstance(value, tuple | list):
            return [self.write(one) for one in value]
        if value is None or isinstance(value, str | int):
            return value
        raise ExpressionError(f"{value!r} is no formula that can be written down")

    def _place(self, value: Expr | Int) -> int:
        if value not in self.places:
            parts = _integer_parts(value) if isinstance(value, Int) else _parts(value)
            made = self.write(parts)
            self.places[value] = len(self.entries)
            self.entries.append(made)
        return self.places[value]


def _integer_parts(value: Int) -> list[Any]:
    """["int", [factor, [kind, name, places, low, high, power], ...], ...]."""
    return ["int", *([factor, *([atom.kind, atom.name, atom.args, atom.low, atom.high, power]
                                for atom, power in monomial)]
                     for monomial, factor in value.terms)]  # fmt: skip


def _parts(expr: Expr) -> list[Any]:
    """The operation of a node, what it holds, and its operands."""
    op, data, sides = expr.op, expr.data, (expr.rows, expr.cols)
    if op == "symbol":
        name, options = data
        return ["letter", name, *sides, *options] if expr.is_matrix else ["scalar-letter", name]
    if op in ("member", "chain", "defined"):
        layers, *places = data
        own = [] if op == "defined" else [layers.rows, layers.cols, list(layers.params)]
        return [op, layers.name, *own, *places, *expr.args]
    if op == "identity":
        return [op, expr.rows]
    if op in ("zeros", "ones"):
        return [op, *sides]
    if op == "entrywise":
        return [op, data.name, data.order, data.parameter, *expr.args]
    if op == "apply":
        return [op, data.name, data.inputs, data.outputs, *expr.args]
    held = () if data is None else data if isinstance(data, tuple) else (data,)
    return [op, *held, *expr.args]


# -- reading --------------------------------------------------------------------------------------


def read_table(entries: Sequence[Any]) -> list[Any]:
    """The nodes of a table.

    Raises `ExpressionError`, `SizeError` or `NamingError` for what is no formula.
    """
    table: list[Any] = []
    sizes: list[int] = []
    for entry in entries:
        if not isinstance(entry, list) or not entry or not isinstance(entry[0], str):
            raise ExpressionError("an entry of the table is no list that begins with a word")
        op, *parts = read(entry, table)
        sizes.append(1 + sum(map(sizes.__getitem__, _references(entry))))
        if sizes[-1] > MOST_NODES:
            raise ExpressionError("a formula is too large")
        made = _int(parts) if op == "int" else _node(op, parts)
        again = _integer_parts(made) if isinstance(made, Int) else _parts(made)
        if _listed(again) != _listed([op, *parts]):
            raise ExpressionError(f"`{op}` is not in its standard form")
        table.append(made)
    return table


def read(data: Any, table: Sequence[Any]) -> Any:
    """Data with the entries of the table in the place of references."""
    if isinstance(data, list):
        return [read(one, table) for one in data]
    if isinstance(data, dict):
        place = data.get("at")
        if set(data) != {"at"} or isinstance(place, bool) or not isinstance(place, int):
            raise ExpressionError(f"{data!r} is no reference")
        if not 0 <= place < len(table):
            raise ExpressionError(f"entry {place} of the table is used before it is there")
        return table[place]
    if data is None or (isinstance(data, str | int) and not isinstance(data, bool)):
        return data
    raise ExpressionError(f"{data!r} is no part of a formula")


def read_claim(parts: Sequence[Any]) -> Claim:
    """The claim of `[relation, left, right]`; its sizes are checked."""
    relation, left, right = parts
    found = claim(relation, left, right)
    if relation not in RELATIONS or (found.left, found.right) != (left, right):
        raise ExpressionError("a claim is not in its standard form")
    return found


def _references(data: Any) -> Iterable[int]:
    if isinstance(data, dict):
        yield data["at"]
    elif isinstance(data, list):
        for one in data:
            yield from _references(one)


def _listed(value: Any) -> Any:
    """Tuples as lists, numbers as they are written."""
    if isinstance(value, tuple | list):
        return [_listed(one) for one in value]
    return str(value) if isinstance(value, Fraction) else value


def _int(terms: Sequence[Any]) -> Int:
    found: list[tuple[Any, int]] = []
    for factor, *atoms in terms:
        monomial = [(_atom(*rest), _whole(power)) for *rest, power in atoms]
        found.append((tuple(monomial), _whole(factor)))
    return collect(found)


def _atom(kind: Any, name: Any, places: Any, low: Any, high: Any) -> Atom:
    if kind not in ("size", "index") or (kind == "index" and places) or len(places) > 1:
        raise ExpressionError(f"{kind!r} is no kind of size")
    if not (kind == "index" and name in GENERIC):
        _check_name(name)
    limits = [None if one is None else _polynomial(one) for one in (low, high)]
    return Atom(kind, name, tuple(map(_polynomial, places)), *limits)


def _node(op: str, parts: list[Any]) -> Expr:
    """One node, made as authors make it where that checks its sizes, then as it was."""
    if op in _MADE:
        return _MADE[op](*parts)
    rule, held = _RULES.get(op, (None, 0))
    if rule is None:
        raise ExpressionError(f"`{op}` is not an operation")
    data, args = parts[:held], parts[held:]
    if not args or not all(isinstance(one, Expr) for one in args):
        raise ExpressionError(f"the operands of `{op}` are no formulas")
    if op in _UNIFORM and len({one.is_matrix for one in args}) != 1:
        raise ExpressionError(f"`{op}` takes matrices or scalars, not both")
    made = rule(*data, *args)
    kept = tuple(data) if op == "sum" else data[0] if held else None
    return type(made)(op, tuple(args), kept, made.rows, made.cols)


def _polynomial(value: Any) -> Int:
    if not isinstance(value, Int):
        raise ExpressionError(f"{value!r} is no size")
    return value


def _whole(value: Any, limit: int | None = None) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise ExpressionError(f"{value!r} is no whole number")
    if limit is not None and abs(value) > limit:
        raise ExpressionError(f"{value} is too large")
    return value


def _check_name(name: Any) -> str:
    if not isinstance(name, str):
        raise NamingError(f"{name!r} is not a name")
    check_name(name)
    return name


def _fraction(text: Any) -> Fraction:
    if not isinstance(text, str) or len(text) > 400:
        raise ExpressionError(f"{text!r} is no number")
    return Fraction(text)


def _letter(name: Any, rows: Any, cols: Any, *options: Any) -> Matrix:
    return build.matrix(_check_name(name), _polynomial(rows), _polynomial(cols),
                        symmetric=options == ("symmetric",))  # fmt: skip


def _family(name: Any, rows: Any, cols: Any, params: Any) -> Family:
    units = tuple(map(_polynomial, params))
    return Family(_check_name(name), _polynomial(rows), _polynomial(cols), units)


def _defined(name: Any, high: Any, low: Any, meaning: Any) -> Matrix:
    layers = DefinedFamily(_check_name(name), meaning.rows, meaning.cols, meaning=meaning)
    if high != low:
        chain(layers, _polynomial(high), _polynomial(low))
    return layers.between(_polynomial(high), _polynomial(low))


def _block(count: Any, *blocks: Any) -> Matrix:
    across = _whole(count, len(blocks))
    rows = [blocks[place : place + across] for place in range(0, len(blocks), across)]
    return block(rows)


def _entrywise(name: Any, order: Any, parameter: Any, argument: Any) -> Expr:
    exact = None if parameter is None else _fraction(parameter)
    return Activation(_check_name(name), _whole(order, 9), exact)(argument)


def _apply(name: Any, inputs: Any, outputs: Any, argument: Any) -> Expr:
    return Function(_check_name(name), _polynomial(inputs), _polynomial(outputs))(argument)


def _along(count: Any, order: Any, body: Any, *pairs: Any) -> Expr:
    half = _whole(count, len(pairs))
    return along_node(body, dict(zip(pairs[:half], pairs[half:], strict=True)), _whole(order))


def _sum(name: Any, low: Any, high: Any, body: Expr) -> Expr:
    position = symbol(Atom("index", _check_name(name)))
    return build.layer_sum(position, _polynomial(low), _polynomial(high), body)


# Nodes that their maker gives back as they were.
_MADE: dict[str, Callable[..., Expr]] = {
    "number": lambda text: number(_fraction(text)),
    "size": lambda value: Scalar("size", (), _polynomial(value)),
    "scalar-letter": lambda name: build.scalar(_check_name(name)),
    "letter": _letter,
    "member": lambda name, rows, cols, params, place: _family(name, rows, cols, params)[
        _polynomial(place)
    ],
    "chain": lambda name, rows, cols, params, high, low: chain(
        _family(name, rows, cols, params), _polynomial(high), _polynomial(low)
    ),
    "defined": _defined,
    "identity": build.identity,
    "zeros": build.zeros,
    "ones": build.ones,
    "commutation": build.commutation,
    "selection": selection,
    "block": _block,
    "entrywise": _entrywise,
    "apply": _apply,
    "along": _along,
}
# Operations that check the sizes of their operands, and how much a node holds beside these.
_RULES: dict[str, tuple[Callable[..., Any], int]] = {
    **{op: (rule, 0) for op, rule in RULES.items()},
    "add": (lambda *args: reduce(add, args), 0),
    "mul": (lambda *args: reduce(mul, map(_scalar, args)), 0),
    "matmul": (lambda *args: reduce(matmul, args), 0),
    "frob2": (build.frob2, 0),
    "norm": (norm, 0),
    "total": (total, 0),
    "scale": (lambda factor, arg: _scalar(factor) * _matrix(arg), 0),
    "scalar": (lambda arg: as_scalar(_matrix(arg)), 0),
    "power": (lambda exponent, arg: _scalar(arg) ** _whole(exponent, MOST_POWER), 1),
    "matpower": (lambda exponent, arg: _matrix(arg) ** _whole(exponent, MOST_POWER), 1),
    "let": (lambda name, arg: build.let(_check_name(name), arg), 1),
    "sum": (_sum, 3),
}
_UNIFORM = ("add", "mul", "matmul")


def _scalar(value: Any) -> Scalar:
    if not isinstance(value, Scalar):
        raise ExpressionError(f"a scalar is expected, not `{value}`")
    return value


def _matrix(value: Any) -> Matrix:
    if not isinstance(value, Matrix):
        raise ExpressionError(f"a matrix is expected, not `{value}`")
    return value
