"""Depth does not hurt: gradient and Hessian block of networks with explicit layers.

From depth 4 to 16 a quadratic growth would be a factor of 16; the ratios are printed by the group.
"""

from __future__ import annotations

import pytest

from benchmarks.networks import explicit_network
from symland.calculus.api import grad, hess
from symland.calculus.evaluate import evaluate

DEPTHS = [4, 8, 16]


@pytest.mark.benchmark(group="gradient of one layer, confirmed by the kernel")
@pytest.mark.parametrize("depth", DEPTHS)
def test_gradient(benchmark, depth):
    loss, layers = explicit_network(depth)
    found = benchmark(lambda: evaluate(grad(loss, layers[depth // 2])))
    assert found.shape == layers[depth // 2].shape


@pytest.mark.benchmark(group="one Hessian block, confirmed by the kernel")
@pytest.mark.parametrize("depth", DEPTHS)
def test_hessian_block(benchmark, depth):
    loss, layers = explicit_network(depth)
    found = benchmark(lambda: evaluate(hess(loss, layers[depth // 2], layers[0])))
    assert found.op == "add"
