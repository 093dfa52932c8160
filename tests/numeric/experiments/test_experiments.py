"""The experiments: the objectives are the paper's, the floor is the floor, claims are counted."""

import math

import numpy as np
import pytest

from numeric.experiments import CHOICES, FIGURES, choices_of, findings, run_unit, unit_of
from numeric.experiments.minimize import best_step, descend, lbfgs, steps_for
from numeric.experiments.setting import HIDDEN, OUTPUTS, SAMPLES, Setting, draw_data, objective

LEAKY = Setting(20, linear=False, seed=1)


def by_hand(name, data, W1, W2):
    loss = np.sum((W2 @ W1 @ data.X - data.Y) ** 2) / 2
    gap = W2.T @ W2 - W1 @ data.X @ data.X.T @ W1.T
    return loss if name == "f" else loss + np.sum(gap**2) / 32  # mu / 4 with mu = 1/8


@pytest.mark.parametrize("name", ["f", "g"])
def test_objectives_and_gradients(name):
    data = draw_data(LEAKY)
    W1, W2 = data.start
    value, slope1, slope2 = objective(name, data)(W1, W2)
    assert np.isclose(value[0, 0], by_hand(name, data, W1, W2), rtol=1e-12)
    generator = np.random.default_rng(0)
    D1, D2 = generator.standard_normal(W1.shape), generator.standard_normal(W2.shape)
    e = 1e-6
    ahead = by_hand(name, data, W1 + e * D1, W2 + e * D2)
    behind = by_hand(name, data, W1 - e * D1, W2 - e * D2)
    slope = np.sum(slope1 * D1) + np.sum(slope2 * D2)
    assert np.isclose((ahead - behind) / (2 * e), slope, rtol=1e-6)


def test_the_data():
    data = draw_data(Setting(10, linear=True, unit_variance=False))
    assert data.X.shape == (10, SAMPLES)
    assert data.Y.shape == (OUTPUTS, SAMPLES)
    assert np.allclose(data.Y, data.product @ data.X)
    assert data.output_error(np.zeros((HIDDEN, 10)), data.start[1]) == 1
    assert data.smallest_loss() < 1e-12 * np.sum(data.Y**2)
    assert np.std(data.X) < 0.2 < 0.8 < np.std(draw_data(Setting(10, unit_variance=True)).X)
    leaky = draw_data(LEAKY)
    plain = leaky.product @ leaky.X
    assert np.allclose(leaky.Y, np.where(plain >= 0, plain, 0.8 * plain))


def test_the_floor_is_reached_and_not_passed():
    """Eckart and Young's closed form against L-BFGS, for both objectives."""
    data = draw_data(LEAKY)
    floor = data.smallest_loss()
    whole = np.sum(data.Y**2) / 2
    for name in ("f", "g"):
        run = lbfgs(objective(name, data), data, 300)
        assert min(run.output_errors) >= (floor / whole) * (1 - 1e-12)
        assert run.values[-1] <= floor * (1 + 1e-3)
        assert run.weight_errors[-1] > 1e-3


def test_descent_goes_down_and_notices_divergence():
    data = draw_data(Setting(10))
    target = objective("f", data)
    steps = steps_for(data)
    ranked = best_step(target, data, steps, 1e-2, 100)
    best = min(steps, key=ranked.__getitem__)
    run = descend(target, data, best / 4, 200)
    assert all(b < a for a, b in zip(run.values[5:], run.values[6:], strict=False))
    assert run.iterations_to(1e-2) < 200
    assert run.iterations_to(0) == math.inf
    wild = descend(target, data, 10.0, 100)
    assert len(wild.values) < 20
    assert not np.isfinite(wild.values[-1]) or wild.values[-1] > 1e6 * wild.values[0]


def test_figures_are_those_of_the_paper():
    assert [one.ref for one in FIGURES] == [f"oss.fig{number}" for number in range(1, 9)]
    table = [(one.inputs, one.linear, one.algorithm) for one in FIGURES]
    assert table[2] == (20, True, "gradient descent")
    assert table[5] == (10, False, "L-BFGS")
    assert len(choices_of(FIGURES[0])) == len(CHOICES) == 8
    assert len(choices_of(FIGURES[1])) == 4


def outcome(number, f, g, **more):
    """A made-up outcome, to see how claims are counted."""
    runs = {name: {"needed": needed, "last": 0.01, "output_error": 0.01, "weight_error": 0.0}
            for name, needed in (("f", f), ("g", g))}  # fmt: skip
    unit = {"figure": number, "seed": 0, "unit_variance": False, "scale": 1.0, "common_step": True,
            "iterations": 100}  # fmt: skip
    return {"unit": unit, "floor": 0.01, **runs, **more}


def held(found, ref, words):
    (one,) = [one for one in found if one.ref == ref and words in one.claim]
    return one.held, one.agrees


def test_how_claims_are_counted():
    found = findings([outcome(1, 30, 20), outcome(1, 90, 20), outcome(1, None, 20)])
    assert held(found, "oss.fig1", "slightly faster") == (1, False)
    assert held(found, "oss.fig1", "MSE_o goes to 0") == (2, True)
    assert "ratios 1.50, 4.50, 5.00" in next(one.detail for one in found if "faster" in one.claim)
    found = findings([outcome(1, 10, 8), outcome(3, 50, 20), outcome(5, 20, 19)])
    assert held(found, "oss.fig3", "much faster") == (1, True)
    assert held(found, "oss.exp.compare", "gradient descent") == (1, True)
    assert held(found, "oss.fig5", "similar speed") == (1, True)
    assert held(found, "oss.exp.samevalue", "Fig. 5") == (1, True)
    assert held(found, "oss.fig5", "MSE_w does not go to 0") == (0, False)
    nothing = findings([outcome(3, None, None)])
    assert held(nothing, "oss.fig3", "much faster") == (0, False)


def test_a_unit_comes_back_as_data():
    import json

    found = run_unit(unit_of(FIGURES[3], 0, CHOICES[0], 60))
    assert json.loads(json.dumps(found)) == found
    assert found["g"]["output_error"] < found["f"]["output_error"] < 0.1
