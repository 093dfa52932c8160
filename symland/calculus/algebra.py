"""Products, sums and transposes as one would write them on paper: no I, no 0, no 2/2.

These only shorten what the calculus proposes; the kernel confirms the result.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import reduce
from itertools import pairwise
from operator import matmul
from typing import Any

from symland.elaborate import linear
from symland.errors import UndecidedError
from symland.kernel.linear import Context, Undecided
from symland.language.build import (
    diag,
    frob2,
    hadamard,
    identity,
    inner,
    kron,
    ones,
    tr,
    vec,
    zeros,
)
from symland.language.expr import ONE, Matrix, Scalar, as_scalar, number, scale
from symland.language.functions import Activation, log
from symland.language.functions import total as sum_of_entries
from symland.language.integers import Int

UNIT = Fraction(1)


def product(*factors: Matrix) -> Matrix:
    """The matrix product without identities; numbers and scalars come to the front."""
    coefficient, scalars, rest = UNIT, [], []
    for factor in factors:
        body = factor
        if factor.op == "scale":
            value, front, body = split_scalars(factor)
            coefficient *= value
            scalars += front
        for part in body.args if body.op == "matmul" else (body,):
            if part.op != "identity":
                _beside(rest, part)
    if not rest:
        return _in_front(coefficient, scalars, identity(factors[0].rows))
    return _in_front(coefficient, scalars, _multiplied(rest))


def _beside(rest: list[Matrix], factor: Matrix) -> None:
    """One more factor; two diagonal matrices of vec are written as one, E'E of a selection as I."""
    if factor.op == "selection" and rest and rest[-1] == factor.T:
        rest.pop()
        return
    if factor.op == "diag" and factor.args[0].op == "vec" and rest:
        last = rest[-1]
        if last.op == "diag" and last.args[0].op == "vec":
            both = (one.args[0].args[0] for one in (last, factor))
            rest[-1] = diag(vec(hadamard(*both)))
            return
    rest.append(factor)


def _multiplied(factors: list[Matrix]) -> Matrix:
    """The product of factors none of which is a product, made at once."""
    for left, right in pairwise(factors):
        if left.cols != right.rows:
            return left @ right  # which says what does not fit
    if len(factors) == 1:
        return factors[0]
    return Matrix("matmul", tuple(factors), None, factors[0].rows, factors[-1].cols)


def factors_of(power: Matrix) -> Matrix:
    """A matrix power written out as a product."""
    base, exponent = power.args[0], power.data
    if exponent == 0:
        return identity(base.rows)
    one = base if exponent > 0 else base.inv
    return reduce(matmul, [one] * abs(exponent))


def times(factor: Fraction | Scalar, matrix: Matrix) -> Matrix:
    """A scalar multiple, numbers and scalars collected."""
    value, scalars, body = split_scalars(matrix)
    number_, more = (factor, []) if isinstance(factor, Fraction) else split_product(factor)
    return _in_front(value * number_, [*more, *scalars], body)


def _in_front(value: Fraction, scalars: Sequence[Scalar], body: Matrix) -> Matrix:
    if not scalars:
        return body if value == 1 else scale(number(value), body)
    return scale(scalar_product(number(value), *scalars), body)


def split_scalars(matrix: Matrix) -> tuple[Fraction, list[Scalar], Matrix]:
    """Numeric factor, other scalar factors, and the rest."""
    if matrix.op != "scale":
        return UNIT, [], matrix
    value, scalars = split_product(matrix.args[0])
    inner, more, body = split_scalars(matrix.args[1])
    return value * inner, [*scalars, *more], body


def split_number(matrix: Matrix) -> tuple[Fraction, Matrix]:
    """Numeric factor and the rest."""
    value, scalars, body = split_scalars(matrix)
    return value, _in_front(UNIT, scalars, body)


def split_product(value: Scalar) -> tuple[Fraction, list[Scalar]]:
    """Numeric factor and the other factors of a product of scalars."""
    if value.op == "number":
        return value.data, []
    if value.op != "mul":
        return UNIT, [value]
    total_, rest = UNIT, []
    for factor in value.args:
        inner, more = split_product(factor)
        total_ *= inner
        rest += more
    return total_, rest


def scalar_product(*factors: Scalar) -> Scalar:
    """The product of scalars, numbers collected in front, powers of one base in one."""
    value, powers = UNIT, dict[Scalar, Fraction]()
    for factor in factors:
        inner, more = split_product(factor)
        value *= inner
        for base, exponent in map(_base_of, more):
            powers[base] = powers.get(base, Fraction(0)) + exponent
    rest = [raised(base, exponent) for base, exponent in powers.items() if exponent]
    if not rest or not value:
        return number(value)
    result = rest[0]
    for factor in rest[1:]:
        result = result * factor
    return result if value == 1 else number(value) * result


def _base_of(value: Scalar) -> tuple[Scalar, Fraction]:
    """A scalar as base and exponent."""
    if value.op == "power":
        return value.args[0], Fraction(value.data)
    if value.op == "entrywise" and value.data.name == "power" and not value.data.order:
        return value.args[0], value.data.parameter
    return value, UNIT


def raised(base: Any, exponent: Fraction) -> Any:
    """The power of a scalar, or of every entry of a matrix."""
    if exponent == 1:
        return base
    if not base.is_matrix and exponent.denominator == 1:
        return base ** int(exponent)
    if not exponent:
        return ones(*base.shape)
    return Activation("power", 0, exponent)(base)


def slope_of(function: Activation, argument: Any) -> tuple[Fraction, Any]:
    """The derivative of an entrywise function at an argument: a number in front, and the rest."""
    if function.name == "power" and not function.order and function.parameter is not None:
        return function.parameter, raised(argument, function.parameter - 1)
    if function == log:
        return UNIT, raised(argument, Fraction(-1))
    return UNIT, function.d(argument)


def entry(matrix: Matrix) -> Scalar:
    """A 1 x 1 matrix as a scalar; operations on 1 x 1 matrices become operations on scalars."""
    inside = [arg for arg in matrix.args if arg.is_matrix]
    if matrix.op in ("let", "apply") or not all(arg.is_single for arg in inside):
        return as_scalar(matrix)
    opened = [entry(arg) for arg in inside]
    if matrix.op == "scale":
        return scalar_product(matrix.args[0], *opened)
    if matrix.op == "add":
        return scalar_total(opened)
    if matrix.op in ("matmul", "hadamard", "kron"):
        return scalar_product(*opened)
    if matrix.op in ("transpose", "vec", "diag", "diagonal"):
        return opened[0]
    if matrix.op in ("inverse", "matpower"):
        return opened[0] ** (-1 if matrix.op == "inverse" else matrix.data)
    return matrix.data(opened[0]) if matrix.op == "entrywise" else as_scalar(matrix)


def against(bar: Matrix, matrix: Matrix) -> Scalar:
    """<bar, matrix>: a trace or a sum of entries where bar is I or a matrix of ones."""
    (value, scalars, first), (factor, more, second) = split_scalars(bar), split_scalars(matrix)
    if second.op in ("identity", "ones") and first.op != "identity":
        first, second = second, first
    if second.op == "transpose" and first.op in ("identity", "ones"):
        second = second.args[0]
    inside = _pairing_of(first, second)
    return scalar_product(number(value * factor), *scalars, *more, inside)


def _pairing_of(first: Matrix, second: Matrix) -> Scalar:
    """<first, second> of two matrices without scalars in front."""
    inverse = first.args[0] if first.op == "transpose" else second
    if inverse.op == "inverse" and inverse.args[0] == second:  # tr(A^-1 A)
        return as_scalar(second.rows)
    if first.op == "ones":
        return sum_of_entries(second)
    if first.op != "identity":
        return frob2(first) if first == second else inner(first, second)
    if second.op == "identity":
        return as_scalar(second.rows)
    return entry(second) if second.is_single else tr(second)


def column(matrix: Matrix) -> Matrix:
    """vec(A) with scalars in front; a vector is a column already."""
    value, scalars, body = split_scalars(matrix)
    return _in_front(value, scalars, body if body.cols == ONE else vec(body))


def pairing(left: Matrix, right: Matrix) -> Scalar:
    """<A, B>, written |A|^2 where both are multiples of one matrix; scalars in front."""
    (a, front, first), (b, more, second) = split_scalars(left), split_scalars(right)
    return scalar_product(number(a * b), *front, *more, against(first, second))


def is_symmetric(matrix: Matrix) -> bool:
    """Whether a matrix is symmetric by its shape, such as A'A, I, or a sum of such."""
    if matrix.op in ("identity", "diag"):
        return True
    if matrix.op == "symbol":
        return "symmetric" in matrix.data[1]
    if matrix.op in ("let", "inverse"):
        return is_symmetric(matrix.args[0])
    if matrix.op == "scale":
        return is_symmetric(matrix.args[1])
    if matrix.op == "add":
        return Counter(_turned(arg) for arg in matrix.args) == Counter(matrix.args)
    return matrix.op == "matmul" and _turned(matrix) == matrix


def _turned(matrix: Matrix) -> Matrix:
    """The transpose with the factors of a product turned round one by one."""
    if matrix.op == "transpose":
        return matrix.args[0]
    if matrix.op == "scale":
        return Matrix("scale", (matrix.args[0], _turned(matrix.args[1])), None, matrix.cols,
                      matrix.rows)  # fmt: skip
    if matrix.op == "matmul":
        args = tuple(_turned(factor) for factor in reversed(matrix.args))
        return Matrix("matmul", args, None, matrix.cols, matrix.rows)
    return matrix if is_symmetric(matrix) else matrix.T


def transposed(matrix: Matrix) -> Matrix:
    """The transpose, moved inwards where a transpose already stands: (X X')' is X X'."""
    value, scalars, body = split_scalars(matrix)
    if body is not matrix:
        return _in_front(value, scalars, transposed(body))
    if matrix.op == "transpose":
        return matrix.args[0]
    if matrix.is_single or is_symmetric(matrix):
        return matrix
    if matrix.op == "matmul" and any(factor.op == "transpose" for factor in matrix.args):
        return product(*(transposed(factor) for factor in reversed(matrix.args)))
    return matrix.T


def pinv_sides(pinv: Matrix) -> list[tuple[Fraction, Matrix, Matrix, bool]]:
    """dP of P = A^+ as terms sign * left dA right, or left dA' right where the last item is true.

    dP = -P dA P + P P' dA' (I - A P) + (I - P A) dA' P' P as long as the rank of A does not change
    (Golub and Pereyra 1973).
    """
    (matrix,) = pinv.args
    beside, below = identity(matrix.rows) - matrix @ pinv, identity(matrix.cols) - pinv @ matrix
    one = UNIT
    return [
        (-one, pinv, pinv, False),
        (one, product(pinv, pinv.T), beside, True),
        (one, below, product(pinv.T, pinv), True),
    ]


def total(terms: Sequence[Matrix], rows: Int, cols: Int) -> Matrix:
    """The sum of terms, equal ones collected; zeros if there is none."""
    collected: dict[Matrix, Fraction] = {}
    for term in terms:
        value, body = split_number(term)
        collected[body] = collected.get(body, Fraction(0)) + value
    kept = [times(value, body) for body, value in collected.items() if value]
    if not kept:
        return zeros(rows, cols)
    result = kept[0]
    for term in kept[1:]:
        value, body = split_number(term)
        result = result - times(-value, body) if value < 0 else result + term
    return result


def scalar_total(terms: Iterable[Scalar]) -> Scalar:
    """The sum of scalars; 0 if there is none."""
    collected: dict[Scalar, Fraction] = {}
    for term in terms:
        value, factors = split_product(term)
        body = scalar_product(*factors)
        collected[body] = collected.get(body, Fraction(0)) + value
    result: Scalar | None = None
    for body, value in collected.items():
        if value:
            term = scalar_product(number(value), body)
            result = term if result is None else result + term
    return number(0) if result is None else result


def kronecker(left: Matrix, right: Matrix) -> Matrix:
    """left (x) right, where scalar factors and those of size 1 x 1 stand in front."""
    (a, front, first), (b, more, second) = split_scalars(left), split_scalars(right)
    scalars = [*front, *more]
    if first.is_single or second.is_single:
        single, other = (first, second) if first.is_single else (second, first)
        scalars += [] if single.op == "identity" else [entry(single)]
        return _in_front(a * b, scalars, other)
    if first.op == second.op == "identity":
        return _in_front(a * b, scalars, identity(first.rows * second.rows))
    return _in_front(a * b, scalars, kron(first, second))


def same_index(left: Int, right: Int, context: Context) -> bool:
    """Whether two layer indices are equal; raises `UndecidedError` if the context does not say."""
    try:
        return context.equal(linear(left), linear(right))
    except Undecided as need:
        raise UndecidedError(
            f"whether the layers {left} and {right} are the same is not known",
            help=f"say so in the hypotheses, for example `{left} < {right}`",
        ) from need


def within(place: Int, low: Int, high: Int, context: Context) -> bool:
    """Whether low <= place <= high; raises `UndecidedError` if the context does not say."""
    try:
        below = context.decide(linear(place - low))
        return below and context.decide(linear(high - place))
    except Undecided as need:
        raise UndecidedError(
            f"whether layer {place} is one of the layers {low} to {high} is not known",
            help="give the index its range, `index(name, low, high)`, or a hypothesis",
        ) from need
