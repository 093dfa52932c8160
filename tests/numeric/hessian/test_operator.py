"""The operator, its extreme eigenvalues and directions of negative curvature."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse.linalg import LinearOperator

from numeric import (
    UndecidedError,
    extreme_eigenvalues,
    hessian,
    hessian_operator,
    negative_curvature,
    quadratic_form,
)
from numeric.hessian import operator as module
from symland.errors import ExpressionError
from tests.numeric.hessian.networks import DEEP, X0, Y0, W, layers

ARGS = [W, X0, Y0]


def test_products_are_those_of_the_dense_matrix():
    values = layers(1)
    dense, operator = hessian(DEEP, [W], ARGS)(*values), hessian_operator(DEEP, [W], ARGS)(*values)
    assert isinstance(operator, LinearOperator)
    v = np.random.default_rng(2).normal(size=(len(dense), 3))
    assert np.abs(operator @ v - dense @ v).max() < 1e-12
    assert np.abs(operator.T @ v[:, 0] - dense @ v[:, 0]).max() < 1e-12


@pytest.mark.parametrize("widths", [(2, 2), (4, 5, 6, 4)])
def test_extreme_eigenvalues(widths):
    values = layers(3, widths=widths)
    dense, operator = hessian(DEEP, [W], ARGS)(*values), hessian_operator(DEEP, [W], ARGS)(*values)
    found, exact = extreme_eigenvalues(operator), np.linalg.eigvalsh(dense)
    scale = np.abs(exact).max()
    assert abs(found.smallest - exact[0]) < 1e-9 * scale
    assert abs(found.largest - exact[-1]) < 1e-9 * scale
    v = found.largest_vector
    assert np.abs(dense @ v - found.largest * v).max() < 1e-6 * scale
    assert extreme_eigenvalues(operator).smallest == found.smallest, "the start vector is fixed"


def test_negative_curvature():
    values = layers(4, widths=(4, 5, 6, 4))
    operator = hessian_operator(DEEP, [W], ARGS)(*values)
    v = negative_curvature(operator)
    assert v is not None
    assert quadratic_form(DEEP, [W], ARGS)(*values, v) < 0
    weights, x, _ = values
    perfect = weights[2] @ weights[1] @ weights[0] @ x  # no residual: positive semidefinite
    assert negative_curvature(hessian_operator(DEEP, [W], ARGS)(weights, x, perfect)) is None


def test_what_is_refused(monkeypatch):
    operator = hessian_operator(DEEP, [W], ARGS)(*layers(5, widths=(4, 5, 6, 4)))

    def failing(*_args, **_options):
        raise module.ArpackNoConvergence("no", np.zeros(0), np.zeros((0, 0)))

    monkeypatch.setattr(module, "eigsh", failing)
    with pytest.raises(UndecidedError, match="Lanczos iteration for the smallest eigenvalue"):
        extreme_eigenvalues(operator)
    with pytest.raises(ExpressionError, match="eigenvalues need a square operator"):
        extreme_eigenvalues(LinearOperator((2, 3), matvec=lambda x: x[:2], dtype=float))
