"""Named lemmas of real analysis about entrywise functions of one real number; cited, not proved.

A number is a 1 x 1 matrix here, so that equations can be solved for it.  Generic functions are
differentiable as often as is needed, hence continuous.
"""

from __future__ import annotations

from symland.errors import SizeError, StatementError
from symland.language.build import identity, matrix, zeros
from symland.language.claims import Eq, Ge, Gt, Le
from symland.language.expr import Matrix, as_matrix, as_scalar, describe
from symland.language.functions import NAMED, Activation, arctan
from symland.proof.logic.lemmas import Lemma
from symland.proof.logic.statements import And, Exists, ForAll, Implies

RUDIN = "Rudin 1976, Principles of Mathematical Analysis"
SMOOTH = ("tanh", "arctan", "sigmoid", "softplus", "exp", "sin", "cos")


def intermediate_value(f: Activation, a: Matrix, b: Matrix) -> Lemma:
    """A continuous function with f(a) <= 0 <= f(b) vanishes somewhere.

    >>> from symland import activation, identity, intermediate_value
    >>> one = identity(1)
    >>> print(intermediate_value(activation("f"), -one, one).conclusion)
    there is c with f(c) = 0
    """
    _check_smooth(f)
    left, right = (as_scalar(f(_number(one))) for one in (a, b))
    c = matrix("c", 1, 1)
    return Lemma("a continuous function with f(a) <= 0 <= f(b) vanishes somewhere",
                 (Le(left, 0), Ge(right, 0)), Exists([c], Eq(f(c), 0)),
                 f"{RUDIN}, 4.23")  # fmt: skip


def sign_of_increasing(f: Activation, x: Matrix) -> Lemma:
    """If f(0) = 0 and f' > 0 everywhere, x f(x) >= 0, and x f(x) = 0 only for x = 0.

    By the mean value theorem f(x) = x f'(t) for some t.  The letter x runs over all numbers.

    >>> from symland import matrix, sign_of_increasing, tanh
    >>> print(sign_of_increasing(tanh, matrix("x", 1, 1)).requires[0])
    tanh(0) = 0
    """
    _check_smooth(f)
    product = _number(x) @ f(x)
    return Lemma("a function with f(0) = 0 and f' > 0 has the sign of its argument",
                 (Eq(f(zeros(1, 1)), 0), ForAll(x, Gt(as_scalar(f.d(x)), 0))),
                 And(ForAll(x, Ge(as_scalar(product), 0)),
                     ForAll(x, Implies(Eq(product, 0), Eq(x, 0)))),
                 f"{RUDIN}, 5.10 (mean value theorem)")  # fmt: skip


def minimum_at_zero(f: Activation, x: Matrix) -> Lemma:
    """If f(0) = 0 and x f'(x) > 0 for x != 0, then f(x) > 0 for x != 0.

    By the mean value theorem f(x) = x f'(t) with t between 0 and x.  Both inequalities are said
    as: at least 0, and 0 only at 0.  The letter x runs over all numbers.

    >>> from symland import activation, matrix, minimum_at_zero
    >>> print(minimum_at_zero(activation("f"), matrix("x", 1, 1)).conclusion.parts[0])
    for all x: f(x) >= 0
    """
    _check_smooth(f)
    slope = _number(x) @ f.d(x)
    return Lemma("a function with f(0) = 0 and x f'(x) > 0 for x != 0 is positive elsewhere",
                 (Eq(f(zeros(1, 1)), 0), ForAll(x, Ge(as_scalar(slope), 0)),
                  ForAll(x, Implies(Eq(slope, 0), Eq(x, 0)))),
                 And(ForAll(x, Ge(as_scalar(f(x)), 0)), ForAll(x, Implies(Eq(f(x), 0), Eq(x, 0)))),
                 f"{RUDIN}, 5.10 (mean value theorem)")  # fmt: skip


def sign_of_factor(a: Matrix, b: Matrix) -> Lemma:
    """a b >= 0 and b > 0 give a >= 0, for real numbers.

    >>> from symland import matrix, sign_of_factor
    >>> print(sign_of_factor(matrix("a", 1, 1), matrix("b", 1, 1)).conclusion)
    a >= 0
    """
    first, second = _number(a), _number(b)
    return Lemma("a factor has the sign of its product with a positive number",
                 (Ge(as_scalar(first @ second), 0), Gt(as_scalar(second), 0)),
                 Ge(as_scalar(first), 0), f"{RUDIN}, 1.18")  # fmt: skip


def positive_reciprocal(a: Matrix, b: Matrix) -> Lemma:
    """a b = 1 and b >= 0 give a > 0, for real numbers.

    >>> from symland import matrix, positive_reciprocal
    >>> print(positive_reciprocal(matrix("a", 1, 1), matrix("b", 1, 1)).conclusion)
    a > 0
    """
    first, second = _number(a), _number(b)
    return Lemma("the reciprocal of a positive number is positive",
                 (Eq(first @ second, identity(1)), Ge(as_scalar(second), 0)),
                 Gt(as_scalar(first), 0), f"{RUDIN}, 1.18")  # fmt: skip


def arctan_bound(x: Matrix) -> Lemma:
    """arctan(x)^2 <= 3: its values lie between -pi/2 and pi/2.

    >>> from symland import arctan_bound, matrix
    >>> print(arctan_bound(matrix("x", 1, 1)).conclusion)
    arctan(x)^2 <= 3
    """
    value = as_scalar(arctan(_number(x)))
    return Lemma("arctan has its values between -pi/2 and pi/2", (), Le(value**2, 3),
                 "Abramowitz and Stegun 1964, 4.4.3")  # fmt: skip


def _number(value: Matrix) -> Matrix:
    found = as_matrix(value, "a lemma about numbers")
    if not found.is_single:
        raise SizeError(f"a number is a 1 x 1 matrix; {describe(found)}")
    return found


def _check_smooth(f: Activation) -> None:
    """The function is differentiable on the whole line: generic, or one of those known to be."""
    if f.parameter is not None or (f.name in NAMED and f.name not in SMOOTH):
        raise StatementError(f"`{f}` is not differentiable on the whole line")
