"""What the named entrywise functions are: the equations that define or relate them.

`by=law(tanh, X)` uses one of them in a step.  Each holds for every real argument (the quotient
where it is defined); `tests/proof/test_elementary.py` evaluates them by ball arithmetic.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from symland.errors import ExpressionError
from symland.language.build import hadamard, identity, ones, zeros
from symland.language.claims import Eq
from symland.language.expr import Expr, Matrix, as_scalar
from symland.language.functions import Activation, arctan, cos, exp, sigmoid, sin, tanh
from symland.proof.facts import Axiom

Sides = tuple[Any, Any]


def law(function: Activation, argument: Any) -> Axiom:
    """The equation that relates a named function to exp or to a quotient, for `by=`.

    tanh: tanh(x) (e^x + e^-x) = e^x - e^-x;  sigmoid: sigmoid(x) (1 + e^-x) = 1;
    exp: e^x e^-x = 1;  sin and cos: sin(x)^2 + cos(x)^2 = 1;  arctan: arctan'(x) (1 + x^2) = 1.
    Matrices are taken entry by entry.  Raises `ExpressionError` for other functions.

    >>> from symland import dims, law, tanh, vector
    >>> print(law(tanh, vector("x", dims("n"))).claim)
    tanh(x) o (exp(x) + exp(-x)) = exp(x) - exp(-x)
    """
    if function not in LAWS:
        known = ", ".join(sorted({one.name for one in LAWS}))
        raise ExpressionError(f"no law is known of `{function}`", help=f"laws are known of {known}")
    found = argument if isinstance(argument, Expr) else as_scalar(argument)
    left, right = LAWS[function](found)
    return Axiom(Eq(left, right), f"law of {function} at {found}")


def value_at_zero(function: Activation) -> Axiom:
    """tanh 0 = arctan 0 = sin 0 = 0, exp 0 = cos 0 = 1, as an equation of 1 x 1 matrices.

    Raises `ExpressionError` for other functions.

    >>> from symland import tanh, value_at_zero
    >>> print(value_at_zero(tanh).claim)
    tanh(0) = 0
    """
    if function not in AT_ZERO:
        raise ExpressionError(f"the value of `{function}` at 0 is not known here")
    value = identity(1) if AT_ZERO[function] else zeros(1, 1)
    return Axiom(Eq(function(zeros(1, 1)), value), f"{function} at 0")


def quotient_law(denominator: Any) -> Axiom:
    """(1/s) s = 1, entry by entry, for `by=`; the statement must mention 1/s.

    >>> from symland import dims, quotient_law, vector
    >>> print(quotient_law(vector("x", dims("n"))).claim)
    x.^-1 o x = 1(n, 1)
    """
    found = denominator if isinstance(denominator, Expr) else as_scalar(denominator)
    inverse = Activation("power", 0, Fraction(-1))(found)
    return Axiom(Eq(_times(inverse, found), _one(found)), f"quotient by {found}")


def _times(*factors: Any) -> Any:
    first = factors[0]
    if isinstance(first, Matrix):
        return hadamard(*factors)
    for factor in factors[1:]:
        first = first * factor
    return first


def _one(like: Any) -> Any:
    return ones(*like.shape) if isinstance(like, Matrix) else as_scalar(1)


def _tanh(x: Any) -> Sides:
    return _times(tanh(x), exp(x) + exp(-x)), exp(x) - exp(-x)


def _sigmoid(x: Any) -> Sides:
    return _times(sigmoid(x), _one(x) + exp(-x)), _one(x)


def _exp(x: Any) -> Sides:
    return _times(exp(x), exp(-x)), _one(x)


def _circle(x: Any) -> Sides:
    return _times(sin(x), sin(x)) + _times(cos(x), cos(x)), _one(x)


def _arctan(x: Any) -> Sides:
    return _times(arctan.d(x), _one(x) + _times(x, x)), _one(x)


AT_ZERO = {tanh: 0, arctan: 0, sin: 0, exp: 1, cos: 1}
LAWS: dict[Activation, Callable[[Any], Sides]] = {
    tanh: _tanh,
    sigmoid: _sigmoid,
    exp: _exp,
    sin: _circle,
    cos: _circle,
    arctan: _arctan,
    arctan.d: _arctan,
}
