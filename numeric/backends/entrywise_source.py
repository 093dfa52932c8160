"""Code for entrywise functions and their derivatives, and the functions that a caller supplies."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import factorial
from typing import Any, TypeAlias

import numpy as np

from numeric import elementary
from numeric.arithmetic import Array, rational
from numeric.entrywise import arctan_factor, is_generic, sigmoid_factor, tanh_factor
from numeric.program.graph import Graph, Node
from numeric.program.translate import mapped
from symland.errors import ExpressionError, NamingError, SizeError
from symland.language.functions import Activation, tanh
from symland.language.functions import sigmoid as logistic

Constant: TypeAlias = Callable[[Any], str]
Code: TypeAlias = "tuple[Sequence[Node], Callable[[Sequence[str]], str]]"


@dataclass(frozen=True, slots=True)
class Functions:
    """Functions by name: the value and the derivatives in order, or coefficients c_0, c_1, ...

    An entrywise function gets an array and returns one of the same shape.  A function of a vector
    with n entries returns p entries, its derivative of order k a tensor p x n x ... x n.
    """

    given: Mapping[str, Sequence[Any]]

    def derivatives(self, name: str) -> Sequence[Any]:
        if name not in self.given:
            raise NamingError(f"the function `{name}` has no value",
                              help=f"pass `functions={{'{name}': (f, df, d2f)}}`")  # fmt: skip
        return self.given[name]

    def coefficients(self, name: str, order: int) -> list[Fraction] | None:
        """The coefficients of a derivative, None where the function is given by callables."""
        found = self.derivatives(name)
        if any(callable(part) for part in found):
            return None
        numbers = [rational(number) for number in found]
        for _ in range(order):
            numbers = [degree * c for degree, c in enumerate(numbers)][1:]
        return numbers

    def derivative(self, name: str, order: int) -> Callable[[Any], Any]:
        """The callable for a derivative."""
        found = self.derivatives(name)
        if order >= len(found) or not callable(found[order]):
            raise NamingError(
                f"the derivative of order {order} of `{name}` is needed and not among the "
                f"{len(found)} functions given for it"
            )
        return found[order]

    def entrywise(self, name: str, order: int) -> Callable[[Array], Array]:
        """The callable with a check of the shape of what it returns."""
        function = self.derivative(name, order)

        def checked(values: Array) -> Array:
            found = np.asarray(function(values))
            if found.shape != values.shape:
                raise SizeError(f"the function given for `{name}` (order {order}) returned the "
                                f"shape {found.shape} for {values.shape}")  # fmt: skip
            return found

        return checked

    def vector_function(
        self, name: str, order: int, shape: tuple[int, ...]
    ) -> Callable[[Array], Array]:
        """A derivative of a function of a vector, applied along the last axis of a batch."""
        function = self.derivative(name, order)

        def one(values: Array) -> Array:
            found = np.asarray(function(values))
            if found.size != np.prod(shape, dtype=int):
                raise SizeError(f"the function given for `{name}` (order {order}) returned the "
                                f"shape {found.shape}, not {shape}")  # fmt: skip
            return found.reshape(shape)

        def checked(values: Array) -> Array:
            return one(values) if values.ndim == 1 else np.stack([one(row) for row in values])

        return checked


def entrywise_code(graph: Graph, node: Node, functions: Functions, constant: Constant) -> Code:
    """What an entrywise function needs, and its code for given operands."""
    activation, order = node.data
    name, [x] = activation.name, node.args
    if is_generic(activation):
        numbers = functions.coefficients(name, order)
        if numbers is not None:
            return [x], lambda names: horner(numbers, names[0])
        value = functions.entrywise(name, order)
        return [x], lambda names: f"{constant(value)}({names[0]})"
    if name == "softplus" and order:
        activation, name, order = logistic, "sigmoid", order - 1
        node = mapped(graph, activation, x, order)
        if not order:
            return [node], lambda names: names[0]
    if name in BOUNDED and order:
        factor, slope = BOUNDED[name]
        base = mapped(graph, tanh if name == "tanh" else logistic, x)
        if order == 1:
            return [base], lambda names: slope.format(names[0])
        numbers = factor(order)
        first = mapped(graph, activation, x, 1)
        return [base, first], lambda names: f"{names[1]} * ({horner(numbers, names[0])})"
    if activation.parameter is not None or name in TEMPLATES:
        template = _parametric(activation, order)
        return [x], lambda names: template.format(names[0])
    code = _direct(name, order, constant)
    if code is None:
        raise ExpressionError(f"`{activation}` is not known to the NumPy backend")
    return [x], lambda names: code.format(names[0])


def horner(coefficients: Sequence[Fraction | int], name: str) -> str:
    """Code for c_0 + c_1 x + c_2 x^2 + ..., with the shape of x."""
    numbers = [repr(float(number)) for number in coefficients]
    if not numbers:
        return f"0.0 * {name}"
    if len(numbers) == 1:
        return f"{numbers[0]} + 0.0 * {name}"
    code = numbers[-1]
    for number in reversed(numbers[:-1]):
        code = f"{name} * {code}" if number == "0.0" else f"({number} + {name} * {code})"
    return code


# the slope in terms of the value, and the polynomial in the value that multiplies it
BOUNDED: dict[str, tuple[Callable[[int], list[int]], str]] = {
    "tanh": (tanh_factor, "1.0 - {0} * {0}"),
    "sigmoid": (sigmoid_factor, "{0} * (1.0 - {0})"),
}
TEMPLATES = ("relu", "step")


def _parametric(activation: Activation, order: int) -> str:
    """Code for powers and functions with a kink; derivatives beyond the first vanish there."""
    name, parameter = activation.name, activation.parameter
    if name == "power" and parameter is not None and not order:
        return _power(parameter)
    slope = float(parameter) if parameter is not None else 0.0
    if name == "step" and not order:
        return "({0} > 0) * 1.0"
    if name in ("relu", "leaky_relu") and order < 2:
        rate = f"np.where({{0}} > 0, 1.0, {slope!r})"
        return rate if order else f"{rate} * {{0}}"
    raise ExpressionError(f"`{activation}` is not known to the NumPy backend")


def _power(exponent: Fraction) -> str:
    special = {2: "{0} * {0}", -1: "1.0 / {0}", Fraction(1, 2): "np.sqrt({0})"}
    if exponent in special:
        return special[exponent]
    return f"np.power({{0}}, {float(exponent)!r})"


def _direct(name: str, order: int, constant: Constant) -> str | None:
    """Code for functions whose derivatives are elementary in the argument."""
    if name in ("sin", "cos"):
        turn = (order + (name == "cos")) % 4
        return ("np.sin({0})", "np.cos({0})", "-np.sin({0})", "-np.cos({0})")[turn]
    if name == "exp":
        return "np.exp({0})"
    if not order and name == "tanh":
        return "np.tanh({0})"
    if not order and name in elementary.FLOAT64:
        return f"{constant(elementary.FLOAT64[name])}({{0}})"
    if name == "log":
        factor = float(factorial(order - 1) * (-1) ** (order - 1))
        return f"{factor!r} * np.power({{0}}, {float(-order)!r})"
    if name == "arctan":
        above = horner(arctan_factor(order), "{0}")
        return f"({above}) * np.power(1.0 + {{0}} * {{0}}, {float(-order)!r})"
    return None
