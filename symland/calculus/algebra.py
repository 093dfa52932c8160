"""Products, sums and transposes as one would write them on paper: no I, no 0, no 2/2.

These only shorten what the calculus proposes; the kernel confirms the result.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from symland.elaborate import linear
from symland.errors import UndecidedError
from symland.kernel.linear import Context, Undecided
from symland.language.build import identity, kron, zeros
from symland.language.expr import ONE, Matrix, Scalar, number, scale
from symland.language.families import Family, chain
from symland.language.integers import Int


def product(*factors: Matrix) -> Matrix:
    """The matrix product without identities; numeric factors come to the front."""
    coefficient, rest = Fraction(1), []
    for factor in factors:
        value, body = split_number(factor)
        coefficient *= value
        rest += [body] if body.op != "identity" else []
    if not rest:
        return times(coefficient, identity(factors[0].rows))
    result = rest[0]
    for factor in rest[1:]:
        result = result @ factor
    return times(coefficient, result)


def times(factor: Fraction | Scalar, matrix: Matrix) -> Matrix:
    """A scalar multiple, numbers collected."""
    if isinstance(factor, Fraction):
        value, body = split_number(matrix)
        return scale(number(factor * value), body)
    if factor.op == "number":
        return times(factor.data, matrix)
    value, body = split_number(matrix)
    return times(value, scale(factor, body)) if value != 1 else scale(factor, body)


def split_number(matrix: Matrix) -> tuple[Fraction, Matrix]:
    """Numeric factor and the rest."""
    if matrix.op == "scale" and matrix.args[0].op == "number":
        return matrix.args[0].data, matrix.args[1]
    return Fraction(1), matrix


def transposed(matrix: Matrix) -> Matrix:
    """The transpose, moved inwards where a transpose already stands: (X X')' is X X'."""
    value, body = split_number(matrix)
    if value != 1:
        return times(value, transposed(body))
    if matrix.op == "transpose":
        return matrix.args[0]
    if matrix.op in ("identity", "diag"):
        return matrix
    if matrix.op == "symbol" and "symmetric" in matrix.data[1]:
        return matrix
    if matrix.op == "matmul" and any(factor.op == "transpose" for factor in matrix.args):
        return product(*(transposed(factor) for factor in reversed(matrix.args)))
    return matrix.T


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
    result: Scalar | None = None
    for term in terms:
        result = term if result is None else result + term
    return number(0) if result is None else result


def kronecker(left: Matrix, right: Matrix) -> Matrix:
    """left (x) right, where a factor of size 1 x 1 or a numeric factor stands in front."""
    (a, first), (b, second) = split_number(left), split_number(right)
    if first.op == "identity" and first.rows == ONE:
        return times(a * b, second)
    if second.op == "identity" and second.rows == ONE:
        return times(a * b, first)
    if first.op == second.op == "identity":
        return times(a * b, identity(first.rows * second.rows))
    return times(a * b, kron(first, second))


def layers(family: Family, high: Int, low: Int) -> Matrix:
    """W[high] ... W[low], shown as W[k] or I where it is one."""
    length = (high - low).number
    if length == 0:
        return family[high]
    if length == -1:
        return identity(family.rows_at(high))
    return chain(family, high, low)


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
