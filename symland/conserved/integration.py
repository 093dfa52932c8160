"""Sigma(x) = int_0^x sigma/sigma' in closed form, by SymPy, each result checked by differentiation.

SymPy's answers are not taken on trust: the derivative must agree with the integrand to many digits
at several points, or simplify to it.  The proof of a law uses only the equation Sigma' sigma' =
sigma, so a closed form is for the reader.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

import sympy
from sympy import Rational, Symbol

X = Symbol("x", real=True)
DIGITS = 40
POINTS = (Rational(1, 3), Rational(-1, 2), Rational(7, 5))
SECONDS = 20.0


class _OutOfTime(BaseException):
    """The time for one attempt is over."""


def integral_from_zero(integrand: Any, seconds: float = SECONDS) -> Any:
    """int_0^x of an expression in the symbol `X` in closed form, or None if none is found.

    >>> integral_from_zero(sympy.tanh(X) / sympy.diff(sympy.tanh(X), X))
    sinh(x)**2/2
    """
    for attempt in (_directly, _by_exponential, _by_special_functions):
        with _limited(seconds):
            found = _from_zero(attempt, integrand)
            if found is not None and is_antiderivative(found, integrand):
                return found
    return None


def is_antiderivative(function: Any, integrand: Any) -> bool:
    """Whether the derivative is the integrand, to 35 digits at several points or symbolically."""
    difference = sympy.diff(function, X) - integrand
    values = [sympy.N(difference.subs(X, point), DIGITS, chop=True) for point in POINTS]
    if all(value.is_number and abs(value) < Rational(10) ** (5 - DIGITS) for value in values):
        return True
    return sympy.simplify(difference) == 0


def _from_zero(attempt: Callable[[Any], Any], integrand: Any) -> Any:
    found = attempt(integrand)
    if found is None or found.has(sympy.Integral):
        return None
    start = found.subs(X, 0)
    if not start.is_finite:
        start = sympy.limit(found, X, 0)
    return _tidy(found - start) if start.is_finite else None


def _tidy(found: Any) -> Any:
    """The shortest of a few equal forms."""
    found = found.subs(sympy.exp_polar(sympy.I * sympy.pi), -1)
    forms = [found, sympy.simplify(found), sympy.factor(found)]
    if found.has(sympy.cosh) or found.has(sympy.sinh):
        forms += [_squares_of_sinh(form) for form in forms]
    return min(forms, key=lambda form: (sympy.count_ops(form), str(form)))


def _squares_of_sinh(expr: Any) -> Any:
    """cosh(2x) as 1 + 2 sinh(x)^2."""
    halved = expr.replace(lambda e: isinstance(e, sympy.cosh) and e.args[0] == 2 * X,
                          lambda _: 1 + 2 * sympy.sinh(X) ** 2)  # fmt: skip
    return sympy.expand(halved)


def _directly(integrand: Any) -> Any:
    if integrand.has(sympy.erf) or (integrand.has(sympy.log) and integrand.has(sympy.exp)):
        return None
    return sympy.integrate(sympy.simplify(integrand), X)


def _by_exponential(integrand: Any) -> Any:
    """The substitution u = exp(x)."""
    u = Symbol("u", positive=True)
    inside = sympy.expand_log(integrand.rewrite(sympy.exp), force=True).subs(X, sympy.log(u))
    inside = sympy.expand(sympy.simplify(inside) / u)
    if not inside.is_number and inside.has(sympy.log(u)):
        return None
    found = sympy.integrate(inside, u)
    return sympy.expand_log(found.subs(u, sympy.exp(X)), force=True)


def _by_special_functions(integrand: Any) -> Any:
    return sympy.integrate(integrand, X, meijerg=True)


@contextmanager
def _limited(seconds: float) -> Iterator[None]:
    """Leave the block when the time is over (in the main thread of systems that have timers)."""
    usable = hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()
    if not usable:
        yield
        return

    def stop(_: int, __: FrameType | None) -> None:
        raise _OutOfTime

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    except _OutOfTime:
        pass
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
