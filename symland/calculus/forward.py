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
    against,
    entry,
    factors_of,
    pairing,
    pinv_sides,
    product,
    same_index,
    scalar_product,
    scalar_total,
    slope_of,
    split_scalars,
    times,
    total,
    transposed,
)
from symland.calculus.layers import (
    around,
    factors,
    free_index,
    name_of,
    occurs,
    same_layer,
    sides,
)
from symland.elaborate import linear
from symland.errors import UndecidedError
from symland.kernel.linear import Context, Linear
from symland.language.build import (
    diag,
    hadamard,
    identity,
    indices_of,
    kron,
    layer_sum,
    tr,
    vec,
    zeros,
)
from symland.language.expr import Expr, Matrix, number, rebuild
from symland.language.families import PLACE, UNIT, at
from symland.language.functions import diagonal, log
from symland.language.functions import total as total_of
from symland.language.integers import Atom, Int, symbol


@dataclass(frozen=True, slots=True)
class Motion:
    """Velocities of the variables (those of a whole family at the generic layer `#`)."""

    pairs: tuple[tuple[Any, Any], ...]
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
    for variable, speed in motion.pairs:
        if variable.op != "member" or name_of(variable) != name_of(expr):
            continue
        if variable.data[1] == PLACE:
            found = _speed_at(variable, speed, expr, expr.data[1], motion.context)
            if found is not None:
                return found
        elif same_layer(expr, variable, motion.context):
            return speed
    return None


def _speed_at(
    variable: Matrix, speed: Matrix, expr: Expr, place: Int, context: Context
) -> Matrix | None:
    """The velocity of a whole family (or of all layers of a unit) at a layer of `expr`."""
    units, asked = variable.data[0].params, expr.data[0].params
    if units == (UNIT,):
        speed = at(speed, UNIT, asked[0])
    elif units and not same_index(units[0], asked[0], context):
        return None
    return at(speed, PLACE, place)


def _chain(expr: Any, motion: Motion) -> Any:
    terms: list[Matrix] = []
    for variable, speed in motion.pairs:
        if variable.op != "member" or name_of(variable) != name_of(expr):
            continue
        if variable.data[1] == PLACE:
            whole = _whole_chain(expr, variable, speed, motion.context)
            terms += [] if whole is None else [whole]
            continue
        found = around(expr, variable, motion.context)
        terms += [product(found[0], speed, found[1])] if found else []
    return total(terms, expr.rows, expr.cols) if terms else None


def _whole_chain(expr: Expr, variable: Matrix, speed: Matrix, context: Context) -> Matrix | None:
    family, high, low = expr.data
    place = free_index([expr, speed], context, low, high)
    moved = _speed_at(variable, speed, expr, place, context)
    if moved is None:
        return None
    left, right = sides(family, high, low, place)
    return layer_sum(place, low, high, product(left, moved, right))


def _defined(expr: Any, motion: Motion) -> Any:
    """Layers that abbreviate an expression: each variable moves the factors that contain it."""
    terms: list[Matrix] = []
    for pair in motion.pairs:
        variable = pair[0]
        if not occurs(name_of(variable), expr):
            continue
        for factor in factors(expr, variable, motion.context):
            moved = drive(factor.body, Motion((pair,), factor.context))
            if moved is not None:
                whole = [product(factor.left, moved, factor.right)]
                terms += factor.gather(whole, expr.rows, expr.cols)
    return total(terms, expr.rows, expr.cols) if terms else None


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


def _block(expr: Any, motion: Motion) -> Any:
    moved = [drive(arg, motion) for arg in expr.args]
    if all(one is None for one in moved):
        return None
    args = (zeros(*arg.shape) if one is None else one
            for arg, one in zip(expr.args, moved, strict=True))  # fmt: skip
    return rebuild(expr, tuple(args))


def _single(expr: Any, motion: Motion) -> Any:
    opened = entry(expr.args[0])
    return drive(opened, motion) if opened != expr else _linear(entry)(expr, motion)


def _trace(expr: Any, motion: Motion) -> Any:
    (body,) = expr.args
    moved = drive(body.args[0] if body.op == "expm" else body, motion)
    if moved is None:
        return None
    return against(identity(body.rows), product(body, moved) if body.op == "expm" else moved)


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


def _pinv(expr: Any, motion: Motion) -> Any:
    moved = drive(expr.args[0], motion)
    if moved is None:
        return None
    terms = [times(sign, product(left, transposed(moved) if flipped else moved, right))
             for sign, left, right, flipped in pinv_sides(expr)]  # fmt: skip
    return total(terms, expr.rows, expr.cols)


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
    **dict.fromkeys(
        ("number", "size", "identity", "zeros", "ones", "commutation", "selection"), _constant
    ),
    "symbol": _symbol,
    "member": _member,
    "chain": _chain,
    "defined": _defined,
    "let": lambda expr, motion: drive(expr.args[0], motion),
    "add": _add,
    "mul": _product_rule(scalar_product),
    "scale": _product_rule(times),
    "matmul": _product_rule(product),
    "kron": _product_rule(kron),
    "block": _block,
    "hadamard": _product_rule(hadamard),
    "power": _power,
    "transpose": _linear(transposed),
    "inverse": _inverse,
    "pinv": _pinv,
    "vec": _linear(vec),
    "scalar": _single,
    "trace": _trace,
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
