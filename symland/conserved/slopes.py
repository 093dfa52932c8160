"""The slope of an unknown entrywise function, as SymPy has it and as authors write it.

A slope is a rational expression in functions of x that are opaque to SymPy, such as
sigma(x)/sigma'(x).  It becomes a matrix of the language, entry by entry, and, with the formulas of
its functions put in, an integrand.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from typing import Any

import sympy
from sympy.core.function import AppliedUndef

from symland.conserved.integration import X
from symland.errors import ExpressionError, UndecidedError
from symland.language.build import hadamard, ones
from symland.language.expr import Matrix
from symland.language.functions import Activation, arctan, cos, exp, hadamard_power, log, sin, tanh

INVERSE_SQUARE = "one over 1 + x^2"  # the kernel's name of the derivative of arctan
FORMULAS: dict[str, Any] = {
    "tanh": sympy.tanh, "exp": sympy.exp, "log": sympy.log, "sin": sympy.sin, "cos": sympy.cos,
    "sinh": sympy.sinh, "cosh": sympy.cosh, "erf": sympy.erf, "arctan": sympy.atan,
    "sigmoid": lambda x: 1 / (1 + sympy.exp(-x)), "softplus": lambda x: sympy.log(1 + sympy.exp(x)),
    INVERSE_SQUARE: lambda x: 1 / (1 + x**2),
}  # fmt: skip

WRITTEN = {sympy.exp: exp, sympy.log: log, sympy.sin: sin, sympy.cos: cos, sympy.atan: arctan,
           sympy.tanh: tanh}  # fmt: skip


def matrix_of(slope: Any, argument: Matrix) -> Matrix:
    """An expression in x without quotients, applied to every entry of a matrix."""
    if slope.is_Rational:
        value = sympy.Rational(slope)
        return as_number(value) * ones(argument.rows, argument.cols)
    if slope.is_Symbol:
        return argument
    if slope.is_Add:
        return reduce(Matrix.__add__, (matrix_of(arg, argument) for arg in slope.args))
    if slope.is_Mul:
        return _product(slope, argument)
    if slope.is_Pow and slope.exp.is_Rational:
        return hadamard_power(matrix_of(slope.base, argument), as_number(slope.exp))
    if type(slope) in WRITTEN:
        return WRITTEN[type(slope)](matrix_of(slope.args[0], argument))
    return _function(slope)(argument)


def as_number(value: Any) -> Any:
    """A SymPy number as a Fraction."""
    from fractions import Fraction

    return Fraction(int(value.p), int(value.q))


def _product(slope: Any, argument: Matrix) -> Matrix:
    factor, rest = slope.as_coeff_Mul()
    factors = [matrix_of(arg, argument) for arg in sympy.Mul.make_args(rest)]
    body = factors[0] if len(factors) == 1 else hadamard(*factors)
    return body if factor == 1 else as_number(factor) * body


def _function(slope: Any) -> Activation:
    if isinstance(slope, AppliedUndef):
        name = slope.func.__name__
        return arctan.d if name == INVERSE_SQUARE else Activation(name)
    if isinstance(slope, sympy.Derivative) and isinstance(slope.expr, AppliedUndef):
        return Activation(slope.expr.func.__name__, int(slope.derivative_count))
    raise UndecidedError(f"the slope contains `{slope}`, which is not written as a matrix")


def integrand_of(slope: Any, variable: Any, functions: Mapping[str, Any]) -> Any:
    """The slope as a formula in `X`, None if one of its functions has no formula."""
    known = {**FORMULAS, **{name: _formula(name, body) for name, body in functions.items()}}
    value = slope.xreplace({variable: X})
    for found in value.atoms(AppliedUndef):
        name = found.func.__name__
        if name not in known:
            return None
        value = value.subs(found.func, sympy.Lambda(X, known[name](X)))
    return value.doit()


def _formula(name: str, body: Any) -> Any:
    """A formula that the user gives: a SymPy expression in one symbol, or a named function."""
    if isinstance(body, Activation):
        if body.name in FORMULAS and not body.order:
            return FORMULAS[body.name]
        raise ExpressionError(f"no formula is known for the function `{body}`")
    symbols = getattr(body, "free_symbols", None)
    if not isinstance(body, sympy.Expr) or symbols is None or len(symbols) != 1:
        raise ExpressionError(
            f"the formula of `{name}` is a SymPy expression in one symbol, not {body!r}",
            help='for example `functions={"sigma": sympy.erf(sympy.Symbol("x"))}`',
        )
    (symbol,) = symbols
    return lambda x: body.xreplace({symbol: x})


def is_negative(body: Any, variable: Any) -> bool:
    """Whether an expression is negative at 1/2, generic functions taken to be like exp."""
    value = body.xreplace({variable: X})
    for found in value.atoms(AppliedUndef):
        formula = FORMULAS.get(found.func.__name__, sympy.exp)
        value = value.subs(found.func, sympy.Lambda(X, formula(X)))
    sign = sympy.N(value.doit().subs(X, sympy.Rational(1, 2)))
    return bool(sign.is_real and sign < 0)


def text_of(slope: Any, variable: Any) -> str:
    """A slope for readers: sigma(x)/sigma'(x)."""
    shown = slope.xreplace({variable: X}).replace(
        lambda e: isinstance(e, sympy.Derivative) and isinstance(e.expr, AppliedUndef),
        lambda e: sympy.Function(e.expr.func.__name__ + "'" * int(e.derivative_count))(X),
    )
    arctan_slope = sympy.Function("arctan'")
    return str(shown.subs(sympy.Function(INVERSE_SQUARE), arctan_slope))
