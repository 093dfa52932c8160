"""Gradient and all Hessian blocks of the networks, beside SymPy's matrix derivative.

Every formula is confirmed by the kernel; what earlier rounds remember is forgotten first.  SymPy
returns arrays with four axes for Hessian blocks, and fails for the network with sigma, whose column
is therefore missing.
"""

from __future__ import annotations

import warnings
from functools import reduce
from operator import matmul, mul

import pytest
import sympy as sp

from benchmarks.networks import explicit_network
from symland.calculus import kronecker
from symland.calculus.api import grad, hess
from symland.calculus.evaluate import evaluate
from symland.elaborate import polynomial, term
from symland.kernel import terms
from symland.language.build import frob2, let, matrix
from symland.language.families import chain, family
from symland.language.functions import activation
from symland.language.integers import dims, index

DEPTH = 6
MEMORIES = (term, polynomial, kronecker.first_gradient)


def forget():
    """As in a fresh process."""
    for memory in MEMORIES:
        memory.cache_clear()
    terms._REMEMBERED.clear()


def fresh(benchmark, work):
    return benchmark.pedantic(work, setup=forget, rounds=15, warmup_rounds=2)


def all_of(loss, layers):
    """Every gradient and every Hessian block, both orders of each pair."""
    gradients = [evaluate(grad(loss, layer)) for layer in layers]
    return gradients + [evaluate(hess(loss, u, v)) for u in layers for v in layers]


def sympy_network():
    """The same loss in SymPy: tr(E'E)/2."""
    sizes = sp.symbols(f"d_0:{DEPTH + 1} n", integer=True, positive=True)
    layers = [sp.MatrixSymbol(f"W_{i}", sizes[i], sizes[i - 1]) for i in range(1, DEPTH + 1)]
    residual = reduce(mul, reversed(layers)) * sp.MatrixSymbol("X", sizes[0], sizes[-1])
    residual -= sp.MatrixSymbol("Y", sizes[DEPTH], sizes[-1])
    return sp.Trace(residual.T * residual) / 2, layers


@pytest.mark.benchmark(group="depth 6, explicit layers: 6 gradients, 36 Hessian blocks")
def test_symland(benchmark):
    loss, layers = explicit_network(DEPTH)
    assert len(fresh(benchmark, lambda: all_of(loss, layers))) == DEPTH + DEPTH**2


@pytest.mark.benchmark(group="depth 6, explicit layers: 6 gradients, 36 Hessian blocks")
def test_sympy(benchmark):
    loss, layers = sympy_network()

    def work():
        gradients = [loss.diff(layer) for layer in layers]
        return gradients + [one.diff(layer) for one in gradients for layer in layers]

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = benchmark.pedantic(work, setup=sp.core.cache.clear_cache, rounds=1)
    assert len(found) == DEPTH + DEPTH**2


@pytest.mark.benchmark(group="depth 6, explicit layers: one gradient")
def test_symland_gradient(benchmark):
    loss, layers = explicit_network(DEPTH)
    assert fresh(benchmark, lambda: evaluate(grad(loss, layers[2]))).op == "matmul"


@pytest.mark.benchmark(group="depth 6, explicit layers: one gradient")
def test_sympy_gradient(benchmark):
    loss, layers = sympy_network()
    found = benchmark.pedantic(
        lambda: loss.diff(layers[2]), setup=sp.core.cache.clear_cache, rounds=5
    )
    assert found.shape == layers[2].shape


@pytest.mark.benchmark(group="networks in symland: all gradients and Hessian blocks")
def test_symbolic_depth(benchmark):
    """At layer j, and the blocks (i, j) for i < j, i = j and i > j."""
    d, n = dims("d[] n")
    l = index("l", 1)
    i, j = index("i", 1, l), index("j", 1, l)
    layers = family("W", d)
    residual = chain(layers, l, 1) @ matrix("X", d[0], n) - matrix("Y", d[l], n)
    loss = frob2(let("E", residual)) / 2

    def work():
        blocks = [evaluate(hess(loss, layers[i], layers[j]), [case]) for case in (i < j, i > j)]
        return [evaluate(grad(loss, layers[j])), evaluate(hess(loss, layers[j])), *blocks]

    assert len(fresh(benchmark, work)) == 4


@pytest.mark.benchmark(group="networks in symland: all gradients and Hessian blocks")
def test_hidden_layer(benchmark):
    """One hidden layer with a generic sigma."""
    h, d, k, n = dims("h d k n")
    layers = [matrix("W_1", h, d), matrix("W_2", k, h)]
    sigma = activation("sigma")
    output = matmul(layers[1], sigma(layers[0] @ matrix("X", d, n)))
    loss = frob2(let("e", output - matrix("Y", k, n))) / 2
    assert len(fresh(benchmark, lambda: all_of(loss, layers))) == 6
