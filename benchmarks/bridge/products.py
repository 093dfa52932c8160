"""Hessian-vector products, quadratic forms and gradients."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import sympy

from benchmarks.bridge import peers
from benchmarks.bridge.hessians import check
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
from numeric import hessian, hvp, lambdify, quadratic_form
from symland.calculus.api import grad

Contenders = dict[str, Callable[[], object]]
JAX = "jax.jit(jvp(grad))"


def products(table: Table) -> None:
    """H v, with v as matrices."""
    linear, hidden = hvp(LINEAR, [W], LINEAR_ARGS), hvp(TANH, [W1, W2], TANH_ARGS)
    for size, batch in ((8, ()), (32, ()), (4, (256,)), (8, (256,))):
        arrays, values = linear_arrays([size] * 4, size, batch), tanh_arrays(size, batch)
        aim = 1.3 if batch else 1 / 1.6
        many = f"256 of d = {size}" if batch else f"d = {size}"
        flat = (arrays[0], *arrays[1:])
        _one(table, f"H v, 3 linear layers, {many}", linear, flat, flat, aim,
             peers.linear_loss(peers.jax))  # fmt: skip
        _one(table, f"H v, one tanh layer, {many}", hidden, tuple(values),
             (values[:2], *values[2:]), aim, peers.tanh_loss(peers.jax))  # fmt: skip


def _one(table, title, function, values, arrays, aim, loss) -> None:
    batched = arrays[1].ndim == 3
    random = np.random.default_rng(1)
    v = [random.normal(size=layer.shape) for layer in arrays[0]]
    contenders: Contenders = {OURS: lambda: function(*values, v)}
    if peers.jax:
        contenders[JAX] = peers.jax_product(loss, arrays, v, batched=batched)
        for ours, theirs in zip(function(*values, v), contenders[JAX](), strict=True):
            check(ours, np.asarray(theirs))
    table.add(title, contenders, {JAX: aim})


def forms(table: Table) -> None:
    """v' H v against the dense Hessian."""
    form, dense = quadratic_form(LINEAR, [W], LINEAR_ARGS), hessian(LINEAR, [W], LINEAR_ARGS)
    arrays = linear_arrays([32] * 4, 32)
    v = [np.random.default_rng(2).normal(size=layer.shape) for layer in arrays[0]]
    flat = vector(v)
    check(np.array(form(*arrays, v)), flat @ dense(*arrays) @ flat, 1e-12)
    table.add("v' H v, 3 linear layers, d = 32",
              {OURS: lambda: form(*arrays, v),
               "dense H, then v' H v": lambda: flat @ dense(*arrays) @ flat},
              {"dense H, then v' H v": 200})  # fmt: skip


def gradients(table: Table) -> None:
    """The gradient against SymPy's own `lambdify` of its formula."""
    for size in (8, 32):
        arrays = linear_arrays([size] * 4, size)
        slope = lambdify([grad(LINEAR, W[place]) for place in (1, 2, 3)], LINEAR_ARGS)
        theirs = sympy_gradient(size)
        plain = (*arrays[0], *arrays[1:])
        for ours, other in zip(slope(*arrays), theirs(*plain), strict=True):
            check(ours, other)
        table.add(f"gradient, 3 linear layers, d = {size}",
                  {OURS: lambda s=slope, a=arrays: s(*a),
                   "sympy lambdify(cse=True)": lambda t=theirs, p=plain: t(*p)})  # fmt: skip


def sympy_gradient(size: int) -> Callable[..., list[np.ndarray]]:
    """SymPy's function for the three gradients, written as matrix products."""
    one, two, three, x, y = (
        sympy.MatrixSymbol(name, size, size) for name in ("A", "B", "C", "X", "Y")
    )
    error = three * two * one * x - y
    slopes = [(three * two).T * error * x.T, three.T * error * (one * x).T,
              error * (two * one * x).T]  # fmt: skip
    return sympy.lambdify((one, two, three, x, y), slopes, "numpy", cse=True)
