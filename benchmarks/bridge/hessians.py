"""Dense Hessians, single and in batches, against JAX, PyTorch, np.kron and finite differences."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from benchmarks.bridge import peers
from benchmarks.bridge.networks import (
    LINEAR,
    LINEAR_ARGS,
    TANH,
    TANH_ARGS,
    W1,
    W2,
    W,
    linear_arrays,
    tanh_arrays,
    vector,
)
from benchmarks.bridge.rows import OURS, Table
from numeric import hessian, lambdify
from symland.calculus.api import grad

Contenders = dict[str, Callable[[], object]]
JAX, TORCH = "jax.jit(jax.hessian)", "torch.func.hessian"


def check(found: np.ndarray, expected: np.ndarray, tolerance: float = 1e-13) -> None:
    """Stop where a contender is wrong."""
    error = np.abs(found - expected).max() / np.abs(expected).max()
    assert error <= tolerance, f"relative error {error:.1e}"


def gradient_of(depth: int) -> Callable[..., np.ndarray]:
    slopes = [grad(LINEAR, W[place]) for place in range(1, depth + 1)]
    function = lambdify(slopes, LINEAR_ARGS)
    return lambda *values: vector(function(*values))


def linear(table: Table) -> None:
    """Three linear layers of equal widths; widths that differ."""
    function = hessian(LINEAR, [W], LINEAR_ARGS)
    for size, jax_aim, torch_aim in ((8, 3.5, 40), (16, 15, 40), (32, 50, 60)):
        arrays = linear_arrays([size] * 4, size)
        expected = peers.kron_hessian(*arrays)
        out = np.empty_like(expected)
        contenders: Contenders = {OURS: lambda a=arrays, o=out: function(*a, out=o)}
        check(function(*arrays, out=out), expected)
        shapes = [layer.shape for layer in arrays[0]]
        if peers.jax:
            contenders[JAX] = peers.jax_hessian(peers.linear_loss(peers.jax), arrays)
            check(peers.assembled(contenders[JAX](), shapes), expected)
        if peers.torch:
            contenders[TORCH] = peers.torch_hessian(peers.linear_loss(peers.torch), arrays)
            check(peers.assembled(contenders[TORCH](), shapes), expected)
        contenders["np.kron"] = lambda a=arrays: peers.kron_hessian(*a)
        if size < 32:
            slope = gradient_of(3)
            check(peers.difference_hessian(slope, *arrays), expected, 1e-6)
            contenders["finite differences"] = lambda a=arrays, s=slope: peers.difference_hessian(
                s, *a
            )
        contenders["filling the output"] = lambda o=out: o.fill(1.0)
        aims = {JAX: jax_aim, TORCH: torch_aim}
        if size == 32:
            aims["filling the output"] = 1 / 2.2
        table.add(f"full Hessian, 3 linear layers, d = {size}", contenders, aims)
    arrays = linear_arrays([32, 30, 34, 31], 29)
    expected = peers.kron_hessian(*arrays)
    out = np.empty_like(expected)
    check(function(*arrays, out=out), expected)
    table.add("full Hessian, 3 linear layers, widths 32, 30, 34, 31",
              {OURS: lambda: function(*arrays, out=out),
               "filling the output": lambda: out.fill(1.0)},
              {"filling the output": 1 / 3.5})  # fmt: skip


def batches(table: Table) -> None:
    """256 instances at once."""
    function = hessian(LINEAR, [W], LINEAR_ARGS)
    for size, aim in ((4, 1.3), (8, 12)):
        arrays = linear_arrays([size] * 4, size, (256,))
        found = function(*arrays)
        for place in (0, 255):
            one = peers.kron_hessian([w[place] for w in arrays[0]], *(a[place] for a in arrays[1:]))
            check(found[place], one)
        out = np.empty_like(found)
        contenders: Contenders = {OURS: lambda a=arrays, o=out: function(*a, out=o)}
        if peers.jax:
            loss = peers.linear_loss(peers.jax)
            contenders["jax.vmap"] = peers.jax_hessian(loss, arrays, batched=True)
            shapes = [(size, size)] * 3
            check(peers.assembled(contenders["jax.vmap"](), shapes), found)
        table.add(f"256 Hessians, 3 linear layers, d = {size}", contenders, {"jax.vmap": aim})


def hidden(table: Table) -> None:
    """One tanh hidden layer."""
    function = hessian(TANH, [W1, W2], TANH_ARGS)
    for size, aim in ((8, 1.2), (16, 4), (32, 15)):
        values = tanh_arrays(size)
        found = function(*values)
        arrays = values[:2], *values[2:]
        out = np.empty_like(found)
        contenders: Contenders = {OURS: lambda v=values, o=out: function(*v, out=o)}
        if peers.jax:
            contenders[JAX] = peers.jax_hessian(peers.tanh_loss(peers.jax), arrays)
            check(peers.assembled(contenders[JAX](), [(size, size)] * 2), found)
        if peers.torch:
            contenders[TORCH] = peers.torch_hessian(peers.tanh_loss(peers.torch), arrays)
            check(peers.assembled(contenders[TORCH](), [(size, size)] * 2), found)
        contenders["filling the output"] = lambda o=out: o.fill(1.0)
        table.add(f"full Hessian, one tanh layer, d = {size}", contenders, {JAX: aim})
