"""Random edits of authors' trees that keep the sizes and usually change the value."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any, TypeAlias

from symland.errors import SizeError
from symland.language.build import layer_sum
from symland.language.expr import number
from symland.language.families import chain
from symland.language.integers import index
from tests.kernel.rewrites import always, as_chain, node_at, places, replaced
from tests.strategies import LETTERS, i

Edit: TypeAlias = Callable[[Any, Random], Any]


def edited(expr: Any, rng: Random) -> Any:
    """The expression after one random edit, or None if none was found."""
    paths = list(places(expr))
    for _ in range(40):
        path = rng.choice(paths)
        node = node_at(expr, path)
        made = rng.choice(EDITS)(node, rng)
        if made is not None and made != node and (made.rows, made.cols) == (node.rows, node.cols):
            return replaced(expr, path, made)
    return None


def transposed(expr: Any, _: Random) -> Any:
    """A transpose inserted or dropped."""
    if not expr.is_matrix or expr.rows != expr.cols:
        return None
    return expr.args[0] if expr.op == "transpose" else expr.T


def factors_swapped(expr: Any, rng: Random) -> Any:
    """Two neighbouring factors of a matrix or Kronecker product swapped."""
    if expr.op not in ("matmul", "kron"):
        return None
    args = list(expr.args)
    place = rng.randrange(1, len(args))
    if (args[place].rows, args[place].cols) != (args[place - 1].rows, args[place - 1].cols):
        return None
    if expr.op == "matmul" and args[place].rows != args[place].cols:
        return None
    args[place - 1], args[place] = args[place], args[place - 1]
    return type(expr)(expr.op, tuple(args), None, expr.rows, expr.cols)


def coefficient_changed(expr: Any, rng: Random) -> Any:
    if expr.op == "number":
        return number(expr.data + rng.choice([1, -1, 2]))
    return rng.choice([2, -1]) * expr


def term_dropped(expr: Any, rng: Random) -> Any:
    if expr.op != "add":
        return None
    args = list(expr.args)
    args.pop(rng.randrange(len(args)))
    return args[0] if len(args) == 1 else type(expr)("add", tuple(args), None, expr.rows, expr.cols)


def layer_shifted(expr: Any, rng: Random) -> Any:
    """Another layer of a family."""
    if expr.op != "member":
        return None
    layers, place = expr.data
    return layers[place + rng.choice([-1, 1])]


def limit_changed(expr: Any, rng: Random) -> Any:
    """Another end of a product or a sum."""
    if expr.op == "sum":
        name, low, high = expr.data
        low, high = low - rng.randrange(2), high + rng.choice([0, 1])
        return layer_sum(index(name), low, high, expr.args[0]) if _legal(expr) else None
    if expr.op != "chain":
        return None
    layers, high, low = as_chain(expr)
    high, low = high + rng.choice([-1, 0, 1]), low + rng.choice([-1, 0, 1])
    if not always(high - low + 1):
        return None
    try:
        return chain(layers, high, low)
    except SizeError:
        return None


def _legal(expr: Any) -> bool:
    """Whether nothing in the terms of a sum needs the range of its index."""
    return not any(node.op in ("chain", "sum") for node in expr.args[0].walk())


def letter_changed(expr: Any, rng: Random) -> Any:
    """Another letter of the same size."""
    if expr.op not in ("symbol", "member") or not expr.is_matrix:
        return None
    others = [LETTERS[name] for name in ("A", "B", "C", "S", "G_1", "v", "w")]
    others += [letter.T for letter in others] + [LETTERS["W"][i], LETTERS["W"][i - 1]]
    return rng.choice([one for one in others if one.shape == expr.shape] or [None])


def product_for_entrywise(expr: Any, _: Random) -> Any:
    if expr.op != "hadamard" or expr.rows != expr.cols:
        return None
    total = expr.args[0]
    for factor in expr.args[1:]:
        total = total @ factor
    return total


EDITS: tuple[Edit, ...] = (
    transposed, transposed, factors_swapped, factors_swapped, coefficient_changed, term_dropped,
    layer_shifted, layer_shifted, limit_changed, limit_changed, letter_changed,
    product_for_entrywise,
)  # fmt: skip
