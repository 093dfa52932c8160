"""Figures 1 to 8: what each shows, and the runs behind it.

A unit of work is plain data: a figure, a seed, and the quantities that the paper does not give.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from numeric.experiments.minimize import Run, best_step, descend, lbfgs, steps_for
from numeric.experiments.setting import OBJECTIVES, Data, Setting, draw_data, objective

QUICK_STEP = 2  # which of the candidates for a step a quick unit takes
LOWEST = 1e-14  # of the objective: a run has nothing left to show
GOAL = 1e-6  # MSE_o that counts as converged (linear data)
NEAR = 1e-4  # distance to the floor, relative to it, that counts as reached (leaky ReLU)


@dataclass(frozen=True, slots=True)
class Figure:
    """d0, the data (8) or (9), and the algorithm."""

    number: int
    inputs: int
    linear: bool
    algorithm: str  # "gradient descent" or "L-BFGS"

    @property
    def ref(self) -> str:
        return f"oss.fig{self.number}"


FIGURES = tuple(
    Figure(4 * (not linear) + 2 * (inputs == 20) + place, inputs, linear, algorithm)
    for linear in (True, False)
    for inputs in (10, 20)
    for place, algorithm in enumerate(("gradient descent", "L-BFGS"), start=1)
)


@dataclass(frozen=True, slots=True)
class Choice:
    """What the paper leaves open: variance of X, scale of the start, one step for both or each."""

    unit_variance: bool = False
    scale: float = 1.0
    common_step: bool = True

    def __str__(self) -> str:
        variance = "1" if self.unit_variance else "1/N"
        step = "common step" if self.common_step else "own steps"
        return f"X: {variance}, start {self.scale:g}, {step}"


CHOICES = tuple(
    Choice(unit_variance, scale, common)
    for unit_variance in (False, True)
    for scale in (1.0, 0.1)
    for common in (True, False)
)


def choices_of(figure: Figure) -> Sequence[Choice]:
    """The choices that make a difference: L-BFGS has no step."""
    if figure.algorithm == "gradient descent":
        return CHOICES
    return tuple(choice for choice in CHOICES if choice.common_step)


def unit_of(figure: Figure, seed: int, choice: Choice, iterations: int) -> dict[str, Any]:
    """The unit of work of one run of a figure."""
    return {
        "figure": figure.number,
        "seed": seed,
        "unit_variance": choice.unit_variance,
        "scale": choice.scale,
        "common_step": choice.common_step,
        "iterations": iterations,
    }


def run_unit(unit: dict[str, Any]) -> dict[str, Any]:
    """Both objectives minimized from one start; courses and what the claims are about, as data."""
    figure = FIGURES[unit["figure"] - 1]
    setting = Setting(figure.inputs, figure.linear, unit["seed"], unit["unit_variance"],
                      unit["scale"])  # fmt: skip
    data = draw_data(setting)
    whole = float((data.Y**2).sum())
    lowest = data.smallest_loss() / (whole / 2)
    goal = GOAL if figure.linear else lowest * (1 + NEAR)
    targets = {name: objective(name, data) for name in OBJECTIVES}
    steps = dict.fromkeys(OBJECTIVES, 0.0)
    enough = _enough(unit, figure, goal) * whole / 2
    if figure.algorithm == "gradient descent":
        steps = _steps(targets, data, goal, unit)
        runs = {name: descend(targets[name], data, steps[name], unit["iterations"], enough)
                for name in OBJECTIVES}  # fmt: skip
    else:
        runs = {name: lbfgs(targets[name], data, unit["iterations"], enough) for name in OBJECTIVES}
    return {
        "unit": unit,
        "floor": lowest,  # of MSE_o, in closed form
        **{name: _outcome(runs[name], steps[name], goal, whole) for name in OBJECTIVES},
    }


def _enough(unit: dict[str, Any], figure: Figure, goal: float) -> float:
    """The objective, relative to |Y|^2 / 2, at which a run ends; a quick one ends at the goal."""
    if unit.get("quick"):
        return goal
    return LOWEST if figure.linear else 0.0


def _steps(
    targets: dict[str, Any], data: Data, goal: float, unit: dict[str, Any]
) -> dict[str, float]:
    """Of a few candidates the step with the fewest iterations: for each objective, or for both."""
    candidates = steps_for(data)
    if unit.get("quick"):
        return dict.fromkeys(OBJECTIVES, candidates[QUICK_STEP])
    found = {name: best_step(target, data, candidates, goal, unit["iterations"] // 4)
             for name, target in targets.items()}  # fmt: skip
    if unit["common_step"]:
        worst = {step: max(found[name][step] for name in OBJECTIVES) for step in candidates}
        best = min(candidates, key=lambda step: worst[step])
        return dict.fromkeys(OBJECTIVES, best)
    return {name: min(candidates, key=lambda step: found[name][step]) for name in OBJECTIVES}


def _outcome(run: Run, step: float, goal: float, whole: float) -> dict[str, Any]:
    """Courses and figures of one run; `needed` is None where the goal was not reached."""
    needed = run.iterations_to(goal)
    return {
        "step": step,
        "needed": None if math.isinf(needed) else int(needed),
        "iterations": len(run.values) - 1,
        "last": run.values[-1] / (whole / 2),
        "output_error": run.output_errors[-1],
        "weight_error": run.weight_errors[-1],
        "output_errors": list(run.output_errors),
        "weight_errors": list(run.weight_errors),
    }
