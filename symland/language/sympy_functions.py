"""Entrywise functions in SymPy: of numbers, and of matrices by `ElementwiseApplyFunction`.

`Sigmoid` and so on are what SymPy lacks; `expand_func` writes them with what SymPy knows.  A
generic function is a `sympy.Function`; its derivative is `Derivative(sigma(x), x)`, or a `Subs` of
that where the argument is no symbol, which is how SymPy itself writes it.
"""

from __future__ import annotations

from fractions import Fraction

import sympy
from sympy.core.function import AppliedUndef, ArgumentIndexError
from sympy.matrices.expressions import HadamardPower
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction

from symland.errors import ExpressionError
from symland.language import sympy_nodes as nodes
from symland.language.functions import NAMED, Activation, activation
from symland.language.sympy_nodes import SymPy


class _OfNumber(sympy.Function):
    """A function of a number, its last argument; `formula` is its definition."""

    nargs = 1

    @property
    def parts(self) -> tuple[SymPy, ...]:
        """The arguments, typed so that the checker lets them be used."""
        return self.args

    def formula(self) -> SymPy:
        raise NotImplementedError

    def fdiff(self, argindex: int = 1) -> SymPy:
        *before, argument = self.parts
        if argindex <= len(before):
            raise ArgumentIndexError(self, argindex)
        inside = type(self)(*before, PLACE, evaluate=False).formula()
        return inside.diff(PLACE).xreplace({PLACE: argument})

    def _eval_expand_func(self, **_: SymPy) -> SymPy:
        return self.formula()

    def _eval_evalf(self, prec: int) -> SymPy:
        return self.formula()._eval_evalf(prec)


class Sigmoid(_OfNumber):
    """1/(1 + exp(-x))."""

    def formula(self) -> SymPy:
        return 1 / (1 + sympy.exp(-self.parts[0]))


class Softplus(_OfNumber):
    """log(1 + exp(x))."""

    def formula(self) -> SymPy:
        return sympy.log(1 + sympy.exp(self.parts[0]))


class Step(_OfNumber):
    """1 for x > 0, else 0."""

    def formula(self) -> SymPy:
        return sympy.Piecewise((1, self.parts[0] > 0), (0, True))


class Relu(_OfNumber):
    """x for x > 0, else 0."""

    def formula(self) -> SymPy:
        return sympy.Piecewise((self.parts[0], self.parts[0] > 0), (0, True))


class LeakyRelu(_OfNumber):
    """LeakyRelu(slope, x): x for x > 0, else slope * x."""

    nargs = 2

    def formula(self) -> SymPy:
        slope, x = self.parts
        return sympy.Piecewise((x, x > 0), (slope * x, True))


PLACE = sympy.Dummy(
    "x", real=True
)  # the argument inside every `Lambda`, so that equal ones compare
CLASSES: dict[str, SymPy] = {
    "tanh": sympy.tanh,
    "arctan": sympy.atan,
    "sigmoid": Sigmoid,
    "softplus": Softplus,
    "exp": sympy.exp,
    "log": sympy.log,
    "sin": sympy.sin,
    "cos": sympy.cos,
    "relu": Relu,
    "step": Step,
}
MAX_ORDER = 64
_NAMES = {kind: name for name, kind in CLASSES.items()}
_RESERVED = frozenset({*NAMED, "leaky_relu", "power", "sqrt"})


def applied(function: Activation, argument: SymPy) -> SymPy:
    """The function of a number."""
    order = function.order
    if not order:
        return _value(function, argument)
    if type(argument) is sympy.Symbol:
        return sympy.Derivative(_value(function, argument), (argument, order))
    inside = sympy.Derivative(_value(function, PLACE), (PLACE, order))
    return sympy.Subs(inside, PLACE, argument)


def entrywise(function: Activation, matrix: SymPy) -> SymPy:
    """The function of every entry."""
    if function.name == "power" and function.parameter is not None and not function.order:
        return HadamardPower(matrix, _rational(function.parameter))
    body = _value(function, PLACE)
    if function.order:
        body = sympy.Derivative(body, (PLACE, function.order))
    # The constructor would apply the function to a matrix of one entry as a whole.
    return sympy.MatrixExpr.__new__(ElementwiseApplyFunction, sympy.Lambda(PLACE, body), matrix)


def split(expr: SymPy) -> tuple[Activation, SymPy] | None:
    """A function of a number and its argument; None for anything that is not one."""
    if type(expr) in _NAMES:
        return Activation(_NAMES[type(expr)]), expr.args[0]
    if isinstance(expr, LeakyRelu):
        slope, argument = expr.args
        known = isinstance(slope, sympy.Rational)
        return (Activation("leaky_relu", 0, fraction(slope)), argument) if known else None
    if isinstance(expr, sympy.Pow) and isinstance(expr.args[1], sympy.Rational):
        return Activation("power", 0, fraction(expr.args[1])), expr.args[0]
    if isinstance(expr, AppliedUndef):
        return _generic(expr)
    if isinstance(expr, sympy.Derivative):
        return _derivative(expr)
    return _substituted(expr) if isinstance(expr, sympy.Subs) else None


def activation_of(function: SymPy) -> Activation:
    """The function of every entry, from its `Lambda`."""
    (place,), body = function.variables, function.expr
    found = split(body)
    if found is None or found[1] != place:
        raise ExpressionError(
            f"`from_sympy` does not know the entrywise function {nodes.class_name(body)}, in "
            f"`{function}`",
            help="known are those of `symland.language.functions`, powers, `Function` and their "
            "derivatives",
        )
    return found[0]


def _value(function: Activation, argument: SymPy) -> SymPy:
    name, parameter = function.name, function.parameter
    if name == "power" and parameter is not None:
        return sympy.Pow(argument, _rational(parameter), evaluate=False)
    if name == "leaky_relu" and parameter is not None:
        return LeakyRelu(_rational(parameter), argument, evaluate=False)
    kind = CLASSES.get(name)
    return sympy.Function(name)(argument) if kind is None else kind(argument, evaluate=False)


def _generic(expr: SymPy) -> tuple[Activation, SymPy]:
    name = expr.func.__name__
    if len(expr.args) != 1:
        raise ExpressionError(f"a function of one number is expected, not `{expr}`")
    if name in _RESERVED:
        raise ExpressionError(
            f'`Function("{name}")` is any function to SymPy, and the name of a certain one here',
            help="give it another name, or use SymPy's own class",
        )
    return activation(name), expr.args[0]


def _derivative(expr: SymPy) -> tuple[Activation, SymPy] | None:
    """f'(x) at a symbol x."""
    found = split(expr.expr)
    variables = expr.variable_count
    if found is None or len(variables) != 1 or found[1] != variables[0][0]:
        return None
    order = variables[0][1]
    if not isinstance(order, sympy.Integer) or order > MAX_ORDER:
        return None
    function, argument = found
    for _ in range(int(order)):
        function = function.d
    return function, argument


def _substituted(expr: SymPy) -> tuple[Activation, SymPy] | None:
    """f'(x) at any other point."""
    found = split(expr.expr)
    if found is None or len(expr.variables) != 1 or found[1] != expr.variables[0]:
        return None
    return found[0], expr.point[0]


def _rational(value: Fraction) -> SymPy:
    return sympy.Rational(value.numerator, value.denominator)


def fraction(value: SymPy) -> Fraction:
    """A rational number of SymPy."""
    return Fraction(int(value.p), int(value.q))
