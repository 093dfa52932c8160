"""Gradient descent with a constant step and L-BFGS, with the two errors after every iteration."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from numeric.experiments.setting import Data, Real
from numeric.flow.double import Compiled

Point: TypeAlias = tuple[float, float, float]  # the objective, MSE_o, MSE_w
DIVERGED = 1e6  # times the first value
MEMORY = 100  # pairs that L-BFGS keeps, minFunc's default


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """The course of a minimization: entry k of each list belongs to iteration k."""

    values: tuple[float, ...]  # of the objective
    output_errors: tuple[float, ...]
    weight_errors: tuple[float, ...]

    def iterations_to(self, error: float) -> float:
        """The first iteration with an MSE_o below a value, infinite if there is none."""
        return next((k for k, found in enumerate(self.output_errors) if found <= error), math.inf)


def descend(target: Compiled, data: Data, step: float, iterations: int, enough: float = 0.0) -> Run:
    """Gradient descent W - step * grad, until it diverges or the objective is at most `enough`."""
    W1, W2 = data.start
    course: list[Point] = []
    for _ in range(iterations + 1):
        value, slope1, slope2 = target(W1, W2)
        course.append(_point(float(value[0, 0]), data, W1, W2))
        if not course[-1][0] < DIVERGED * course[0][0] or course[-1][0] <= enough:
            break
        W1, W2 = W1 - step * slope1, W2 - step * slope2
    return _run(course)


def lbfgs(target: Compiled, data: Data, iterations: int, enough: float = 0.0) -> Run:
    """SciPy's L-BFGS-B without bounds, with as many pairs as the paper's minFunc keeps."""
    from scipy.optimize import minimize

    shapes = [block.shape for block in data.start]
    cut = shapes[0][0] * shapes[0][1]

    def split(flat: Real) -> tuple[Real, Real]:
        return flat[:cut].reshape(shapes[0]), flat[cut:].reshape(shapes[1])

    def both(flat: Real) -> tuple[float, Real]:
        value, *slopes = target(*split(flat))
        return float(value[0, 0]), np.concatenate([slope.ravel() for slope in slopes])

    first = np.concatenate([block.ravel() for block in data.start])
    course = [_point(both(first)[0], data, *data.start)]

    def note(intermediate_result) -> None:  # noqa: ANN001 - SciPy passes the result by this name
        course.append(_point(float(intermediate_result.fun), data, *split(intermediate_result.x)))
        if course[-1][0] <= enough:
            raise StopIteration

    minimize(both, first, jac=True, method="L-BFGS-B", callback=note,
             options={"maxcor": MEMORY, "maxiter": iterations, "maxfun": 20 * iterations,
                      "ftol": 0.0, "gtol": 0.0})  # fmt: skip
    return _run(course)


def best_step(
    target: Compiled, data: Data, steps: Sequence[float], goal: float, iterations: int
) -> dict[float, tuple[float, float]]:
    """For each step: iterations to an MSE_o, and (where it is not reached) the last MSE_o."""
    return {step: _rank(descend(target, data, step, iterations), goal) for step in steps}


def _rank(run: Run, goal: float) -> tuple[float, float]:
    last = run.output_errors[-1]
    return run.iterations_to(goal), last if math.isfinite(last) else math.inf


def steps_for(data: Data) -> list[float]:
    """Candidates, each twice the next, around 1 over a bound of the curvature at the solution."""
    spectral = np.linalg.norm(data.X, 2) ** 2
    curvature = spectral * np.linalg.norm(data.product, 2) + np.linalg.norm(data.product, 2)
    return [float(2.0**power / curvature) for power in range(2, -6, -1)]


def _point(value: float, data: Data, W1: Real, W2: Real) -> Point:
    return value, data.output_error(W1, W2), data.weight_error(W1, W2)


def _run(course: list[Point]) -> Run:
    columns: Iterator[tuple[float, ...]] = zip(*course, strict=True)
    return Run(*columns)
