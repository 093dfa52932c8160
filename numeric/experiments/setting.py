"""The experiments of the shallow-geometry paper: what is drawn, and the two objectives.

Zhu, Soudry, Eldar, Wakin 2018, section IV: d2 = 20, d1 = 15, N = 100, mu = 1/8, Gaussian weights
and data, Y = W2* W1* X (8) or Y = sigma(W2* W1* X) (9) with a leaky ReLU of slope 0.8.  The paper
gives neither the variance of X, nor the scale of the start, nor step sizes; here they are settings.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from numeric.bind import bind
from numeric.flow.double import Compiled
from numeric.flow.problem import problem_of
from symland.language.build import frob2, matrix
from symland.language.expr import Scalar

Real = NDArray[np.float64]
OUTPUTS, HIDDEN, SAMPLES = 20, 15, 100
MU = Fraction(1, 8)
SLOPE = 0.8  # of the leaky ReLU for negative numbers
OBJECTIVES = ("f", "g")  # without and with the regularizer


@dataclass(frozen=True, slots=True)
class Setting:
    """One draw: `inputs` is d0, entries of X have variance 1 or 1/N, `scale` is of the start."""

    inputs: int = 10
    linear: bool = True
    seed: int = 0
    unit_variance: bool = False
    scale: float = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Data:
    """X, Y, the product W2* W1* that generated Y, and where an iteration starts."""

    X: Real
    Y: Real
    product: Real
    start: tuple[Real, Real]  # W1, W2

    def output_error(self, W1: Real, W2: Real) -> float:
        """MSE_o = |W2 W1 X - Y|^2 / |Y|^2."""
        return float(np.sum((W2 @ (W1 @ self.X) - self.Y) ** 2) / np.sum(self.Y**2))

    def weight_error(self, W1: Real, W2: Real) -> float:
        """MSE_w = |W2 W1 - W2* W1*|^2 / |W2* W1*|^2."""
        return float(np.sum((W2 @ W1 - self.product) ** 2) / np.sum(self.product**2))

    def smallest_loss(self) -> float:
        """min f = (|Y|^2 - |Y V|^2 + the squares of the singular values of Y V behind d1) / 2.

        V are the right singular vectors of X: the nearest matrix of rank d1 (Eckart and Young).
        """
        _, _, right = np.linalg.svd(self.X, full_matrices=False)
        reduced = self.Y @ right.T
        tail = np.linalg.svd(reduced, compute_uv=False)[HIDDEN:]
        rest = max(0.0, float(np.sum(self.Y**2) - np.sum(reduced**2)))
        return (rest + float(np.sum(tail**2))) / 2


def draw_data(setting: Setting) -> Data:
    """Gaussian weights, data and start; the same for the same setting."""
    generator = np.random.default_rng([setting.seed, setting.inputs, int(setting.linear)])
    normal = generator.standard_normal
    W2, W1 = normal((OUTPUTS, HIDDEN)), normal((HIDDEN, setting.inputs))
    X = normal((setting.inputs, SAMPLES))
    start = normal((HIDDEN, setting.inputs)), normal((OUTPUTS, HIDDEN))
    if not setting.unit_variance:
        X = X / np.sqrt(SAMPLES)
    product = W2 @ W1
    Y = product @ X
    if not setting.linear:
        Y = np.where(Y >= 0, Y, SLOPE * Y)
    return Data(X, Y, product, (setting.scale * start[0], setting.scale * start[1]))


def objective(name: str, data: Data) -> Compiled:
    """Value and gradients (with respect to W1, W2) of f or g, from the paper's formula."""
    d1, d0 = data.start[0].shape
    W1, W2 = matrix("W_1", d1, d0), matrix("W_2", OUTPUTS, d1)
    X, Y = matrix("X", d0, SAMPLES), matrix("Y", OUTPUTS, SAMPLES)
    loss: Scalar = frob2(W2 @ W1 @ X - Y) / 2
    if name == "g":
        loss = loss + MU * frob2(W2.T @ W2 - W1 @ X @ X.T @ W1.T) / 4
    known = bind([loss], {W1: data.start[0], W2: data.start[1], X: data.X, Y: data.Y})
    problem = problem_of(loss, [W1, W2], known)
    return Compiled(problem.variables, [problem.loss, *problem.gradients])
