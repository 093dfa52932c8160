"""Derivatives along a direction or a flow, by the product rule on the author's own tree.

`drive(node)` is the derivative of a node when every variable moves with its velocity, or None if it
does not move.  Applied twice with constant velocities it gives the quadratic form of the Hessian.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from symland.calculus.algebra import (
    entry,
    factors_of,
    layers,
    pairing,
    product,
    same_index,
    scalar_product,
    scalar_total,
    slope_of,
    split_scalars,
    times,
    total,
    transposed,
    within,
)
from symland.elaborate import linear
from symland.errors import UndecidedError
from symland.kernel.linear import Context, Linear
from symland.language.build import (
    diag,
    hadamard,
    indices_of,
    kron,
    layer_sum,
    tr,
    vec,
)
from symland.language.expr import Expr, Matrix, number
from symland.language.families import PLACE, at
from symland.language.functions import diagonal, log
from symland.language.functions import total as total_of
from symland.language.integers import Atom, Int, symbol


@dataclass(frozen=True, slots=True)
class Motion:
    """Velocities of the variables (those of a whole family at the generic layer `#`)."""

    pairs: tuple[tuple[Matrix, Matrix], ...]
    context: Context


def directional(body: Any, motion: Motion, order: int = 1) -> Any:
    """The derivative of order 1 or 2 along the motion."""
    moved: Any = body
    for _ in range(order):
        moved = None if moved is None else drive(moved, motion)
    if moved is not None:
        return moved
    return total([], body.rows, body.cols) if body.is_matrix else number(0)


def drive(expr: Any, motion: Motion) -> Any:
    """The derivative of a node, None if it is zero."""
    rule = RULES.get(expr.op)
    if rule is None:
        raise UndecidedError(f"there is no readable derivative through `{expr.op}` in `{expr}`")
    return rule(expr, motion)


def _symbol(expr: Expr, motion: Motion) -> Any:
    return next((speed for variable, speed in motion.pairs if variable == expr), None)


def _member(expr: Expr, motion: Motion) -> Any:
    family, place = expr.data
    for variable, speed in motion.pairs:
        if variable.op != "member" or variable.data[0] != family:
            continue
        if variable.data[1] == PLACE:
            return at(speed, PLACE, place)
        if same_index(variable.data[1], place, motion.context):
            return speed
    return None


def _chain(expr: Any, motion: Motion) -> Any:
    family, high, low = expr.data
    terms: list[Matrix] = []
    for variable, speed in motion.pairs:
        if variable.op != "member" or variable.data[0] != family:
            continue
        place = variable.data[1]
        if place == PLACE:
            return _whole_chain(expr, speed)
        if within(place, low, high, motion.context):
            sides = layers(family, high, place + 1), layers(family, place - 1, low)
            terms.append(product(sides[0], speed, sides[1]))
    return total(terms, expr.rows, expr.cols) if terms else None


def _whole_chain(expr: Expr, speed: Matrix) -> Matrix:
    family, high, low = expr.data
    taken = {atom.name for bound in (high, low) for atom in bound.atoms()}
    taken |= set(indices_of(speed))
    name = next(letter for letter in ("j", "i", "p", "q", "r") if letter not in taken)
    place = symbol(Atom("index", name, (), low, high))
    body = product(layers(family, high, place + 1), at(speed, PLACE, place),
                   layers(family, place - 1, low))  # fmt: skip
    return layer_sum(place, low, high, body)


def _add(expr: Expr, motion: Motion) -> Any:
    return _gather(expr, (drive(arg, motion) for arg in expr.args))


def _gather(expr: Expr, terms: Iterable[Any]) -> Any:
    kept = [term for term in terms if term is not None]
    if not kept:
        return None
    if expr.is_matrix:
        return total(kept, expr.rows, expr.cols)
    return scalar_total(kept)


def _product_rule(
    build: Callable[..., Any],
) -> Callable[[Expr, Motion], Any]:
    def rule(expr: Expr, motion: Motion) -> Any:
        terms: list[Any] = []
        for place, factor in enumerate(expr.args):
            moved = drive(factor, motion)
            if moved is not None:
                terms.append(build(*expr.args[:place], moved, *expr.args[place + 1 :]))
        return _gather(expr, terms)

    return rule


def _linear(build: Callable[[Any], Any]) -> Callable[[Expr, Motion], Any]:
    def rule(expr: Expr, motion: Motion) -> Any:
        moved = drive(expr.args[0], motion)
        return None if moved is None else build(moved)

    return rule


def _single(expr: Any, motion: Motion) -> Any:
    opened = entry(expr.args[0])
    return drive(opened, motion) if opened != expr else _linear(entry)(expr, motion)


def _frob2(expr: Expr, motion: Motion) -> Any:
    moved = drive(expr.args[0], motion)
    return None if moved is None else scalar_product(number(2), pairing(expr.args[0], moved))


def _inner(expr: Expr, motion: Motion) -> Any:
    left, right = expr.args
    if left == right:
        return _frob2(expr, motion)
    return _product_rule(pairing)(expr, motion)


def _power(expr: Expr, motion: Motion) -> Any:
    (base,) = expr.args
    moved = drive(base, motion)
    rest = base if expr.data == 2 else base ** (expr.data - 1)
    return None if moved is None else scalar_product(number(expr.data), rest, moved)


def _inverse(expr: Any, motion: Motion) -> Any:
    moved = drive(expr.args[0], motion)
    return None if moved is None else times(Fraction(-1), product(expr, moved, expr))


def _entrywise(expr: Any, motion: Motion) -> Any:
    (argument,) = expr.args
    moved = drive(argument, motion)
    if moved is None or expr.data.d.is_zero:
        return None
    factor, slope = slope_of(expr.data, argument)
    if not expr.is_matrix:
        return scalar_product(number(factor), slope, moved)
    value, scalars, body = split_scalars(moved)
    front = scalar_product(number(value * factor), *scalars)
    return times(front, hadamard(slope, body))


def _logdet(expr: Any, motion: Motion) -> Any:
    (matrix,) = expr.args
    if matrix.is_single:
        return drive(log(entry(matrix)), motion)
    moved = drive(matrix, motion)
    return None if moved is None else tr(product(matrix.inv, moved))


def _det(expr: Any, motion: Motion) -> Any:
    if expr.args[0].is_single:
        return drive(entry(expr.args[0]), motion)
    moved = _logdet(expr, motion)
    return None if moved is None else scalar_product(expr, moved)


def _norm(expr: Any, motion: Motion) -> Any:
    moved = drive(expr.args[0], motion)
    return None if moved is None else scalar_product(pairing(expr.args[0], moved), expr**-1)


def _sum(expr: Expr, motion: Motion) -> Any:
    name, low, high = expr.data
    (body,) = expr.args
    taken = {other for pair in motion.pairs for side in pair for other in indices_of(side)}
    if name in taken:
        fresh = next(name + "_" * n for n in range(1, 9) if name + "_" * n not in taken)
        body = at(body, symbol(Atom("index", name)), symbol(Atom("index", fresh)))
        name = fresh
    own = Linear(((name, 1),))
    wide = motion.context.extend(own - linear(low), linear(high) - own)
    moved = drive(body, Motion(motion.pairs, wide))
    place: Int = symbol(Atom("index", name))
    return None if moved is None else layer_sum(place, low, high, moved)


def _constant(expr: Expr, motion: Motion) -> None:
    del expr, motion


RULES: dict[str, Callable[[Any, Motion], Any]] = {
    **dict.fromkeys(("number", "size", "identity", "zeros", "ones", "commutation"), _constant),
    "symbol": _symbol,
    "member": _member,
    "chain": _chain,
    "let": lambda expr, motion: drive(expr.args[0], motion),
    "add": _add,
    "mul": _product_rule(scalar_product),
    "scale": _product_rule(times),
    "matmul": _product_rule(product),
    "kron": _product_rule(kron),
    "hadamard": _product_rule(hadamard),
    "power": _power,
    "transpose": _linear(transposed),
    "inverse": _inverse,
    "vec": _linear(vec),
    "scalar": _single,
    "trace": _linear(tr),
    "frob2": _frob2,
    "inner": _inner,
    "sum": _sum,
    "entrywise": _entrywise,
    "diag": _linear(diag),
    "diagonal": _linear(diagonal),
    "total": _linear(total_of),
    "matpower": lambda expr, motion: drive(factors_of(expr), motion),
    "det": _det,
    "logdet": _logdet,
    "norm": _norm,
}
