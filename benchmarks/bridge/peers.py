"""The peers: JAX, PyTorch, Kronecker products written out, finite differences."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from benchmarks.bridge.networks import column_order


def installed(name: str) -> Any:
    """A module, or None."""
    try:
        return importlib.import_module(name)
    except ImportError:
        return None


jax, torch = installed("jax"), installed("torch")
if jax is not None:
    jax.config.update("jax_enable_x64", True)  # noqa: FBT003 - its interface
if torch is not None:
    torch.set_num_threads(1)


def linear_loss(module: Any) -> Callable[..., Any]:
    def loss(weights: Sequence[Any], x: Any, y: Any) -> Any:
        value = x
        for layer in weights:
            value = layer @ value
        return 0.5 * ((value - y) ** 2).sum()

    del module
    return loss


def tanh_loss(module: Any) -> Callable[..., Any]:
    tanh = module.numpy.tanh if module is jax else module.tanh

    def loss(weights: Sequence[Any], x: Any, y: Any) -> Any:
        return 0.5 * ((weights[1] @ tanh(weights[0] @ x) - y) ** 2).sum()

    return loss


def jax_hessian(loss: Callable[..., Any], arrays: Sequence[Any], *, batched: bool = False):
    """A compiled Hessian in blocks of the shape of the weights."""
    weights, x, y = jax.tree.map(jax.numpy.asarray, tuple(arrays))
    rule = jax.hessian(loss)
    run = jax.jit(jax.vmap(rule) if batched else rule)
    return lambda: jax.block_until_ready(run(weights, x, y))


def jax_product(loss: Callable[..., Any], arrays: Sequence[Any], v: Any, *, batched: bool = False):
    """A compiled Hessian-vector product, forward over reverse."""
    weights, x, y, v = jax.tree.map(jax.numpy.asarray, (*arrays, v))

    def rule(weights: Any, x: Any, y: Any, v: Any) -> Any:
        return jax.jvp(lambda w: jax.grad(loss)(w, x, y), (weights,), (v,))[1]

    run = jax.jit(jax.vmap(rule) if batched else rule)
    return lambda: jax.block_until_ready(run(weights, x, y, v))


def torch_hessian(loss: Callable[..., Any], arrays: Sequence[Any]):
    weights, x, y = arrays
    tensors = tuple(map(torch.from_numpy, weights))
    x, y = torch.from_numpy(x), torch.from_numpy(y)
    rule = torch.func.hessian(lambda w: loss(w, x, y))
    return lambda: rule(tensors)


def assembled(blocks: Any, shapes: Sequence[tuple[int, int]]) -> np.ndarray:
    """A peer's blocks as one matrix, in the order of vec."""
    rows = [np.concatenate([np.asarray(blocks[u][v]).reshape(*_lead(blocks[u][v]),
                                                              a * b, c * e)
                            for v, (c, e) in enumerate(shapes)], axis=-1)
            for u, (a, b) in enumerate(shapes)]  # fmt: skip
    whole = np.concatenate(rows, axis=-2)
    order = column_order(shapes)
    return whole[..., order[:, None], order]


def _lead(block: Any) -> tuple[int, ...]:
    return tuple(block.shape[:-4])


def kron_hessian(weights: Sequence[np.ndarray], x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """The Hessian of three layers as a textbook has it: Kronecker products and permutations."""
    one, two, three = weights
    below = [x, one @ x, two @ one @ x]
    above = [three @ two, three, np.eye(len(three))]
    between = {(0, 1): np.eye(len(one)), (0, 2): two, (1, 2): np.eye(len(two))}
    error = three @ below[2] - y
    rows = []
    for u in range(3):
        row = []
        for v in range(3):
            part = np.kron(below[u] @ below[v].T, above[u].T @ above[v])
            if u < v:
                part = part + _turned(below[u] @ error.T, between[u, v].T, above[v])
            elif u > v:
                part = part + _turned(below[v] @ error.T, between[v, u].T, above[u]).T
            row.append(part)
        rows.append(row)
    return np.block(rows)


def _turned(left: np.ndarray, right: np.ndarray, above: np.ndarray) -> np.ndarray:
    """(left above) kron right, times the commutation matrix of the other variable."""
    outer, inner = left @ above, right
    a, c = outer.shape
    b, e = inner.shape
    whole = np.kron(outer, inner).reshape(a * b, c, e)
    return whole.transpose(0, 2, 1).reshape(a * b, e * c)


def difference_hessian(
    gradient: Callable[..., np.ndarray], weights: Sequence[np.ndarray], *rest: np.ndarray
) -> np.ndarray:
    """Central differences of a batched gradient."""
    sizes = [layer.size for layer in weights]
    total, step = sum(sizes), 1e-4
    moved = []
    start = 0
    for layer in weights:
        units = np.zeros((total, layer.size))
        units[start : start + layer.size] = np.eye(layer.size)
        moved.append(np.swapaxes(units.reshape(total, *layer.shape[::-1]), 1, 2))
        start += layer.size
    ahead = gradient([w + step * u for w, u in zip(weights, moved, strict=True)], *rest)
    behind = gradient([w - step * u for w, u in zip(weights, moved, strict=True)], *rest)
    return (ahead - behind) / (2 * step)
