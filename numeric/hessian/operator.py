"""The Hessian as an operator: products with vectors, extreme eigenvalues, negative curvature."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse.linalg import ArpackNoConvergence, LinearOperator, eigsh

from numeric.arithmetic import Array
from numeric.hessian.parameters import Variable
from numeric.hessian.products import HessianProduct
from numeric.program.arguments import Argument
from numeric.program.errors import UndecidedError
from symland.errors import ExpressionError
from symland.language.expr import Scalar

SMALL = 24  # parameters up to which the eigenvalues of the dense matrix are taken


class HessianOperator(LinearOperator):
    """The Hessian at a point; a product with several vectors is one batch."""

    def __init__(self, product: HessianProduct, values: Sequence[Any]) -> None:
        self.product, self.values = product, list(values)
        self.parameters = product.parameters(*values)
        total = self.parameters.total
        super().__init__(np.dtype(np.float64), (total, total))

    def _matvec(self, x: Array) -> Array:
        return self.product(*self.values, np.ascontiguousarray(x).reshape(-1))

    def _matmat(self, X: Array) -> Array:
        return self.product(*self.values, np.ascontiguousarray(X.T)).T

    def _rmatvec(self, x: Array) -> Array:
        return self._matvec(x)


@dataclass(frozen=True, slots=True)
class Extremes:
    """The smallest and the largest eigenvalue of a Hessian, with unit eigenvectors."""

    smallest: float
    smallest_vector: Array
    largest: float
    largest_vector: Array


def hessian_operator(
    loss: Scalar, wrt: Sequence[Variable], args: Sequence[Argument], **options: Any
) -> Any:
    """A function of the arguments that returns the Hessian as a SciPy `LinearOperator`.

    Nothing of the size of the Hessian is made.  The order of rows and columns is that of `hessian`.

    >>> import numpy as np
    >>> from symland import dims, frob2, matrix
    >>> A = matrix("A", *dims("m n"))
    >>> H = hessian_operator(frob2(A) / 2, [A], [A])(np.ones((2, 3)))
    >>> print(H.shape, H @ np.ones(6))
    (6, 6) [1. 1. 1. 1. 1. 1.]
    """
    product = HessianProduct(loss, wrt, args, **options)

    def at(*values: Any) -> HessianOperator:
        return HessianOperator(product, values)

    return at


def extreme_eigenvalues(operator: LinearOperator, *, tolerance: float = 1e-10) -> Extremes:
    """The extreme eigenvalues of a symmetric operator, by Lanczos from a fixed start vector.

    Raises `UndecidedError` where the iteration does not converge to the relative tolerance.

    >>> import numpy as np
    >>> from symland import dims, matrix, tr
    >>> A = matrix("A", *dims("n n"))
    >>> H = hessian_operator(tr(A @ A) / 2, [A], [A])(np.ones((5, 5)))
    >>> found = extreme_eigenvalues(H)
    >>> print(round(found.smallest, 9), round(found.largest, 9))
    -1.0 1.0
    """
    size = operator.shape[0]
    if operator.shape != (size, size):
        raise ExpressionError(f"eigenvalues need a square operator, not {operator.shape}")
    if size <= SMALL:
        dense = np.asarray(operator @ np.eye(size))
        values, vectors = np.linalg.eigh((dense + dense.T) / 2)
        return Extremes(float(values[0]), vectors[:, 0], float(values[-1]), vectors[:, -1])
    low, low_vector = _lanczos(operator, "SA", tolerance)
    high, high_vector = _lanczos(operator, "LA", tolerance)
    return Extremes(low, low_vector, high, high_vector)


def negative_curvature(operator: LinearOperator, *, tolerance: float = 1e-10) -> Array | None:
    """A unit direction v with v' H v < 0 as far as possible below 0; None if no eigenvalue is.

    An eigenvalue counts as negative below -`tolerance` times the largest in absolute value.

    >>> import numpy as np
    >>> from symland import dims, frob2, matrix
    >>> A = matrix("A", *dims("m n"))
    >>> H = hessian_operator(frob2(A) / 2, [A], [A])(np.ones((2, 3)))
    >>> print(negative_curvature(H))
    None
    """
    found = extreme_eigenvalues(operator, tolerance=tolerance)
    scale = max(abs(found.smallest), abs(found.largest))
    return found.smallest_vector if found.smallest < -tolerance * scale else None


def _lanczos(operator: LinearOperator, which: str, tolerance: float) -> tuple[float, Array]:
    start = np.random.default_rng(0).standard_normal(operator.shape[0])
    try:
        values, vectors = eigsh(operator, k=1, which=which, v0=start, tol=tolerance)  # type: ignore[arg-type]
    except ArpackNoConvergence as error:
        raise UndecidedError(
            f"not decided: the Lanczos iteration for the "
            f"{'smallest' if which == 'SA' else 'largest'} eigenvalue did not converge to "
            f"{tolerance:g}"
        ) from error
    return float(values[0]), vectors[:, 0]
