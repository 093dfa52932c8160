"""Discovery of conserved quantities: each network in well under five seconds.

The linear system is exact, the laws are proved by the kernel, and for sigmoids the integral is
found in closed form by SymPy.
"""

from __future__ import annotations

import pytest
import sympy

from symland import activation, arctan, invariants, leaky_relu, relu, softplus, tanh, witnesses
from symland.models import residual_linear
from tests.conserved import networks as nets

X = sympy.Symbol("x")
NETWORKS = {
    "deep linear, symbolic depth": (nets.deep, {}, 1),
    "tanh, W_2 tanh(W_1)": (nets.hidden(tanh), {}, 1),
    "arctan": (nets.hidden(arctan), {}, 1),
    "ReLU on data": (nets.on_data(relu), {}, 1),
    "leaky ReLU on data": (nets.on_data(leaky_relu(0)), {}, 1),
    "residual, two units": (nets.residual, {}, 2),
    "residual, symbolic units and layers": (residual_linear().flow, {}, 1),
    "tanh on data: none": (nets.on_data(tanh), {}, 0),
    "softplus": (nets.hidden(softplus), {}, 1),
    "erf": (nets.hidden(activation("sigma")), {"sigma": sympy.erf(X)}, 1),
}


@pytest.mark.benchmark(group="discovery of all laws of degree 2, with proofs")
@pytest.mark.parametrize("name", NETWORKS)
def test_discovery(benchmark, name):
    flow, functions, count = NETWORKS[name]
    found = benchmark.pedantic(lambda: invariants(flow, functions=functions), rounds=1)
    assert len(found) == count


@pytest.mark.benchmark(group="ranks shown at exact instances")
@pytest.mark.parametrize("name", ["deep linear, symbolic depth", "residual, two units"])
def test_witnesses(benchmark, name):
    found = invariants(NETWORKS[name][0])
    shown = benchmark.pedantic(lambda: witnesses(found), rounds=1)
    assert all(one.complete for one in shown)
