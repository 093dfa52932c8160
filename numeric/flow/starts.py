"""Values of graph operations at one point in fixed-point arithmetic: where each series starts.

Functions and inverses are evaluated with balls (Arb), so that a value whose digits are lost, or
that does not exist, is seen and refused.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

import flint
import numpy as np
from mpmath.libmp import MPZ

from numeric import elementary
from numeric.arithmetic import Array, DomainError, Element, SingularError, rational
from numeric.flow.graph import Node, scattered, taken

GUARD = 64  # bits of the balls beyond those of the numbers


def fixed(values: Array, bits: int) -> Array:
    """Rational numbers in units of 2^-bits, rounded down, as integers of mpmath's backend.

    With gmpy2 these are its integers, otherwise Python's.
    """

    def one(number: Fraction) -> Any:
        return MPZ((int(number.numerator) << bits) // int(number.denominator))

    return np.asarray(np.frompyfunc(one, 1, 1)(rationals(values)), dtype=object)


def rationals(values: Array) -> Array:
    """Integers, fractions and FLINT's rationals as `Fraction`."""
    return np.asarray(np.frompyfunc(rational, 1, 1)(values), dtype=object)


def value(node: Node, args: Sequence[Array], bits: int) -> Array:
    """The value of a node from those of its operands."""
    if node.op == "add":
        return args[0] + args[1]
    if node.op == "scale":
        return args[0] * node.data.numerator // node.data.denominator
    if node.op == "matmul":
        return args[0] @ args[1] >> bits
    if node.op == "hadamard":
        return args[0] * args[1] >> bits
    if node.op == "take":
        return taken(args[0], node.data, node.shape)
    if node.op == "scatter":
        return scattered(args[0], node.data, node.shape)
    if node.op == "reciprocal":
        return _reciprocal(args[0], bits)
    with flint.ctx.workprec(bits + GUARD + int(np.abs(args[0]).max()).bit_length()):
        balls = _balls(args[0], bits)
        if node.op == "inverse":
            return _rounded(_inverse(balls), node.shape, bits)
        return _function(node, balls, bits)


def _reciprocal(values: Array, bits: int) -> Array:
    if (values == 0).any():
        raise SingularError("division by zero along the flow")
    return np.asarray((1 << 2 * bits) // values)


def _balls(values: Array, bits: int) -> Array:
    def one(number: int) -> Element:
        return flint.arb(flint.fmpq(int(number), 1 << bits))

    return np.asarray(np.frompyfunc(one, 1, 1)(values), dtype=object)


def _inverse(balls: Array) -> Array:
    try:
        found = flint.arb_mat(balls.tolist()).inv()
    except ZeroDivisionError as error:
        raise SingularError("a matrix without an inverse along the flow") from error
    return np.array(found.tolist(), dtype=object)


def _function(node: Node, balls: Array, bits: int) -> Array:
    name, parameter = node.data.function
    if name in ("det", "logdet"):
        found = flint.arb_mat(balls.tolist()).det()
        values = np.full(balls.shape, flint.arb(0), dtype=object)
        values[0, 0] = _checked_log(found) if name == "logdet" else found
        return _rounded(values, node.shape, bits)
    rule: Callable[[Any], Any]
    if name == "power":
        rule = lambda number: _root(number, parameter)  # noqa: E731
    else:
        rule = _checked_log if name == "log" else elementary.BALL[name]
    return _rounded(np.frompyfunc(rule, 1, 1)(balls), node.shape, bits)


def _checked_log(number: Element) -> Element:
    if not number > 0:
        raise DomainError("the logarithm of a number that is not positive along the flow")
    return number.log()


def _root(number: Element, exponent: Fraction) -> Element:
    if not number > 0:
        raise DomainError("a root of a number that is not positive along the flow")
    return number.root(exponent.denominator) ** exponent.numerator


def _rounded(balls: Array, shape: tuple[int, int], bits: int) -> Array:
    """Balls as fixed-point numbers; a ball wider than one unit raises `SingularError`."""

    def one(ball: Element) -> Any:
        scaled = ball * flint.arb(2) ** bits
        if not scaled.is_finite() or not scaled.rad() < 1:
            raise SingularError("a value along the flow has lost its digits")
        return MPZ(int(scaled.mid().floor().unique_fmpz()))

    return np.asarray(np.frompyfunc(one, 1, 1)(balls), dtype=object).reshape(shape)
