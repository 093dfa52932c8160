"""Entrywise functions, determinants, norms and the other functions of matrices and scalars.

`tanh(A)` applies tanh to every entry; `sigma = activation("sigma")` is a generic smooth function
with the derivatives `sigma.d` and `sigma.dd`.  relu and leaky_relu are taken with the derivative
`step(x)` (1 for x > 0, 0 for x < 0, and at 0 any fixed selection), so formulas hold where no entry
is 0, and for that selection of the subdifferential.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from symland.errors import ExpressionError, NamingError, SizeError
from symland.language.build import hadamard
from symland.language.expr import ONE, Expr, Matrix, Scalar, as_matrix, as_scalar, describe
from symland.language.integers import check_name

NAMED = ("tanh", "arctan", "sigmoid", "softplus", "exp", "log", "sin", "cos", "relu", "step")


TAKEN = ("sqrt", "power", "leaky_relu")  # functions with a parameter, made in another way
DERIVATIVE_NAMES = {"exp": "exp", "sin": "cos", "softplus": "sigmoid"}


@dataclass(frozen=True, slots=True)
class Activation:
    """An entrywise function: the derivative of order `order` of the function called `name`.

    A power has the name `power` and its exponent as `parameter`, a leaky ReLU its slope.
    """

    name: str
    order: int = 0
    parameter: Fraction | None = None

    @property
    def d(self) -> Activation:
        """The derivative."""
        if self.name in DERIVATIVE_NAMES:
            return Activation(DERIVATIVE_NAMES[self.name], self.order)
        return Activation(self.name, self.order + 1, self.parameter)

    @property
    def is_zero(self) -> bool:
        """Whether this is the zero function, such as the second derivative of a ReLU."""
        return self.order >= {"relu": 2, "leaky_relu": 2, "step": 1}.get(self.name, self.order + 1)

    @property
    def dd(self) -> Activation:
        """The second derivative."""
        return self.d.d

    def __call__(self, argument: Any) -> Any:
        if not isinstance(argument, Matrix):
            argument = as_scalar(argument)
        return type(argument)("entrywise", (argument,), self, argument.rows, argument.cols)

    def __str__(self) -> str:
        primes = "'" * self.order if self.order < 4 else f"^({self.order})"
        shown = f"({self.parameter})" if self.parameter is not None else ""
        return f"{self.name}{shown}{primes}"


def activation(name: str) -> Activation:
    """A named function (tanh, arctan, sigmoid, softplus, exp, log, sin, cos, relu) or any other.

    >>> from symland import activation, dims, matrix
    >>> m, n = dims("m n")
    >>> sigma = activation("sigma")
    >>> print(sigma.d(matrix("A", m, n)))
    sigma'(A)
    """
    check_name(name)
    if name in TAKEN:
        raise NamingError(f"`{name}` is not a name for a generic function",
                          help="use `sqrt`, `hadamard_power` or `leaky_relu`")  # fmt: skip
    return Activation(name)


tanh, arctan, sigmoid, softplus = (Activation(name) for name in NAMED[:4])
exp, log, sin, cos = (Activation(name) for name in NAMED[4:8])
relu, step = Activation("relu"), Activation("step")
sqrt = Activation("power", 0, Fraction(1, 2))


def leaky_relu(slope: int | Fraction) -> Activation:
    """x for x > 0 and slope * x for x < 0.

    >>> from symland import dims, leaky_relu, vector
    >>> leaky_relu(0)(vector("x", dims("n"))).shape
    (n, 1)
    """
    if isinstance(slope, bool) or not isinstance(slope, int | Fraction):
        raise ExpressionError(f"the slope is an exact number such as Fraction(1, 10), not {slope}")
    return Activation("leaky_relu", 0, Fraction(slope))


def hadamard_power(base: Matrix, exponent: int | Fraction) -> Matrix:
    """The entrywise power: entries a_ij^k.

    >>> from symland import dims, matrix, hadamard_power
    >>> A = matrix("A", *dims("m n"))
    >>> print(hadamard_power(A, 2).shape)
    (m, n)
    """
    if isinstance(exponent, bool) or not isinstance(exponent, int | Fraction):
        raise ExpressionError(f"an entrywise power has an exact exponent, not {exponent!r}")
    power = Activation("power", 0, Fraction(exponent))
    return power(as_matrix(base, "`hadamard_power`"))


def hadamard_div(left: Matrix, right: Matrix) -> Matrix:
    """The entrywise quotient: entries a_ij / b_ij.

    >>> from symland import dims, matrix, hadamard_div
    >>> A = matrix("A", *dims("m n"))
    >>> print(hadamard_div(A, A).shape)
    (m, n)
    """
    top, bottom = as_matrix(left, "`hadamard_div`"), as_matrix(right, "`hadamard_div`")
    if top.shape != bottom.shape:
        raise SizeError(
            f"sizes do not match in `hadamard_div`: {describe(top)}, {describe(bottom)}"
        )
    return hadamard(top, hadamard_power(bottom, -1))


def det(value: Matrix) -> Scalar:
    """The determinant of a square matrix.

    >>> from symland import dims, matrix, det
    >>> A = matrix("A", *dims("n n"))
    >>> print(det(A))
    det(A)
    """
    return Scalar("det", (_square(value, "det"),))


def logdet(value: Matrix) -> Scalar:
    """The logarithm of the determinant, supposed to be positive.

    >>> from symland import dims, matrix, logdet
    >>> A = matrix("A", *dims("n n"))
    >>> print(logdet(A))
    logdet(A)
    """
    return Scalar("logdet", (_square(value, "logdet"),))


def norm(value: Matrix) -> Scalar:
    """The Frobenius norm |A|_F, for a vector the Euclidean norm.

    >>> from symland import dims, matrix, norm
    >>> A = matrix("A", *dims("m n"))
    >>> print(norm(A))
    |A|_F
    """
    return Scalar("norm", (as_matrix(value, "`norm`"),))


def total(value: Matrix) -> Scalar:
    """The sum of all entries.

    >>> from symland import dims, matrix, total
    >>> A = matrix("A", *dims("m n"))
    >>> print(total(A))
    sum(A)
    """
    return Scalar("total", (as_matrix(value, "`total`"),))


def diagonal(value: Matrix) -> Matrix:
    """The diagonal of a square matrix as a vector.

    >>> from symland import dims, matrix, diagonal
    >>> A = matrix("A", *dims("n n"))
    >>> print(diagonal(A).shape)
    (n, 1)
    """
    found = _square(value, "diagonal")
    return Matrix("diagonal", (found,), None, found.rows, ONE)


def expm(value: Matrix) -> Matrix:
    """The matrix exponential; symland has no derivative for it and says so.

    >>> from symland import dims, matrix, expm
    >>> A = matrix("A", *dims("n n"))
    >>> print(expm(A).shape)
    (n, n)
    """
    found = _square(value, "expm")
    return Matrix("expm", (found,), None, found.rows, found.cols)


def _square(value: Expr, name: str) -> Matrix:
    found = as_matrix(value, f"`{name}`")
    if found.rows != found.cols:
        raise SizeError(f"`{name}` needs a square matrix; {describe(found)}",
                        operation=(name, found))  # fmt: skip
    return found
