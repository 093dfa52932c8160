"""Properties of matrices as hypotheses: symmetric, invertible, orthogonal.

`given=[orthogonal(Q)]` supposes the equations that the word means, each a `Hypothesis` with the
name `orthogonal(Q)`; `by=orthogonal(Q)` points to them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, overload

from symland.errors import ExpressionError, SizeError
from symland.language.build import identity, matrix
from symland.language.claims import Claim
from symland.language.expr import Matrix, as_matrix, describe
from symland.language.integers import Int
from symland.proof.facts import Hypothesis


@dataclass(frozen=True, slots=True)
class Property:
    """What a word says about a matrix, as equations."""

    word: str
    matrix: Matrix
    equations: tuple[Claim, ...]

    def __iter__(self) -> Iterator[Hypothesis]:
        """The equations as hypotheses that carry the name of the property."""
        return (Hypothesis(equation, str(self)) for equation in self.equations)

    def __str__(self) -> str:
        return f"{self.word}({self.matrix})"


def spread(given: Sequence[Any]) -> list[Any]:
    """The hypotheses of `given=`, each property replaced by its equations."""
    return [item for one in given for item in (one if isinstance(one, Property) else (one,))]


@overload
def symmetric(value: str, size: Int | int) -> Matrix: ...
@overload
def symmetric(value: Matrix) -> Property: ...
def symmetric(value: Matrix | str, size: Int | int | None = None) -> Matrix | Property:
    """A' = A: `symmetric(A)` is the hypothesis, `symmetric("S", n)` a symmetric letter.

    A symmetric letter S moves among symmetric matrices only; the gradient with respect to it is
    the symmetric matrix G with df = <G, dS> (see `symland explain conventions`).  Raises
    `SizeError` if the matrix is not square.

    >>> from symland import dims, matrix, symmetric
    >>> n = dims("n")
    >>> print(symmetric("S", n).T, symmetric(matrix("A", n, n)))
    S' symmetric(A)
    """
    if isinstance(value, str):
        if size is None:
            raise ExpressionError(f"the size of the letter `{value}` is missing",
                                  help=f'write `symmetric("{value}", n)`')  # fmt: skip
        return matrix(value, size, size, symmetric=True)
    if size is not None:
        raise ExpressionError("`symmetric(A)` takes one matrix; a letter is given by its name")
    found = _square(value, "symmetric")
    return Property("symmetric", found, (Claim("eq", found.T, found),))


def invertible(value: Matrix) -> Property:
    """A has an inverse: A inv(A) = I = inv(A) A.

    Raises `SizeError` if the matrix is not square.

    >>> from symland import dims, invertible, matrix
    >>> print(*invertible(matrix("A", *dims("n n"))).equations, sep=", ")
    A A^-1 = I, A^-1 A = I
    """
    found = _square(value, "invertible")
    one = identity(found.rows)
    equations = Claim("eq", found @ found.inv, one), Claim("eq", found.inv @ found, one)
    return Property("invertible", found, equations)


def orthogonal(value: Matrix) -> Property:
    """Q'Q = I: the columns of Q are orthonormal; if Q is square, QQ' = I as well.

    >>> from symland import dims, matrix, orthogonal
    >>> n, r = dims("n r")
    >>> print(*orthogonal(matrix("Q", n, n)).equations, sep=", ")
    Q' Q = I, Q Q' = I
    >>> print(*orthogonal(matrix("V", n, r)).equations, sep=", ")
    V' V = I
    """
    found = as_matrix(value, "`orthogonal`")
    equations = [Claim("eq", found.T @ found, identity(found.cols))]
    if found.rows == found.cols:
        equations.append(Claim("eq", found @ found.T, identity(found.rows)))
    return Property("orthogonal", found, tuple(equations))


def _square(value: Matrix, word: str) -> Matrix:
    found = as_matrix(value, f"`{word}`")
    if found.rows != found.cols:
        raise SizeError(f"`{word}` is said of a square matrix; {describe(found)}")
    return found
