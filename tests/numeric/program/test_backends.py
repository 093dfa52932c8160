"""Every backend against the tree evaluator on random expressions, batched and not.

The reference is `numeric.evaluate` over the rationals, which shares no code with the graph.
"""

from __future__ import annotations

from fractions import Fraction

import flint
import numpy as np
import pytest

from numeric import evaluate, exact, instance, lambdify
from numeric.arithmetic import rational
from numeric.backends.entrywise_source import Functions
from numeric.backends.select import NAMES, backend_named
from numeric.dimensions import Dimensions
from numeric.program.arguments import Arguments
from numeric.program.specialize import specialized
from tests.numeric.program.expressions import MU, POLYNOMIAL, SIZES, Draw, entries

PRIME = 33554393
FUNCTIONS = {"sigma": POLYNOMIAL}
THIRD = Fraction(1, 3)
BLOCKS = [range(start, start + 30) for start in range(0, 300, 30)]


def reference(expr, values, mu=THIRD):
    found = instance(sizes=SIZES, letters=values, scalars={"mu": mu},
                     activations={"sigma": POLYNOMIAL})  # fmt: skip
    return evaluate(expr, found, exact)


def from_mpf(value):
    sign, mantissa, exponent, _ = value._mpf_
    return Fraction(-1 if sign else 1) * int(mantissa) * Fraction(2) ** exponent


def plain(values):
    return np.vectorize(rational, otypes=[object])(values)


def error_of(found, expected):
    """The largest difference, relative to the largest entry."""
    scale = max(1, *(abs(x) for x in expected.flat))
    return max(abs(x - y) for x, y in zip(found.flat, expected.flat, strict=True)) / scale


def agrees(backend, found, expected):
    found = np.array(found, dtype=object).reshape(expected.shape)
    if backend == "exact":
        return (found == expected).all()
    if backend == "ball":
        with flint.ctx.workdps(90):
            return all(x.contains(y) for x, y in zip(found.flat, expected.flat, strict=True))
    if backend == "modular":
        pairs = zip(found.flat, plain(expected).flat, strict=True)
        return all(int(x) * y.denominator % PRIME == y.numerator % PRIME for x, y in pairs)
    if backend == "mpmath":
        found = np.vectorize(from_mpf, otypes=[object])(found)
        return error_of(found, plain(expected)) < Fraction(1, 10**50)
    return error_of(plain(found), plain(expected)) < Fraction(1, 10**13)


def programs(draw, expr, given):
    """The program of every backend for arguments of these shapes, and the flat arguments."""
    arguments = Arguments([*draw.letters.values(), MU], [expr], Dimensions(SIZES))
    key, flat = arguments.flat(given)
    bound = arguments.bound(key)
    found = specialized(bound)
    outputs = [found.translator.node(expr)]
    for name in NAMES:
        backend = backend_named(name, [expr], Functions(FUNCTIONS), digits=50, prime=None)
        yield name, backend.program(found.graph, found.inputs, outputs, bound), flat


@pytest.mark.parametrize("seeds", BLOCKS, ids=lambda seeds: f"{seeds[0]}-{seeds[-1]}")
def test_every_backend_agrees_with_the_tree_evaluator(seeds):
    """One instance, and a stack of it and another one that share the last letter."""
    for seed in seeds:
        draw = Draw(seed)
        expr = draw.expression()
        values = entries(draw, seed)
        others = entries(draw, seed + 1000)
        expected = reference(expr, values)
        for name, program, flat in programs(draw, expr, [*values.values(), THIRD]):
            assert agrees(name, program(flat)[0], expected), f"{seed} {name}: {expr}"
        shared = next(reversed(values))
        others[shared] = values[shared]
        stacks = [values[x] if x == shared and len(values) > 1 else np.stack([values[x], others[x]])
                  for x in values]  # fmt: skip
        both = [expected, reference(expr, others)]
        for name, program, flat in programs(draw, expr, [*stacks, THIRD]):
            found = program(flat)[0]
            assert len(found) == 2
            for one, its in zip(found, both, strict=True):
                assert agrees(name, one, its), f"{seed} {name}, a stack: {expr}"


@pytest.mark.parametrize("backend", NAMES)
def test_batches(backend):
    """Stacks with two batch axes, one letter shared by all instances."""
    for seed in range(0, 300, 30):
        draw = Draw(seed)
        expr = draw.expression()
        stacks = [[entries(draw, seed + 1000 * i + 7 * j) for j in range(2)] for i in range(3)]
        names = list(draw.letters)
        shared = names[:1]
        for row in stacks:
            for values in row:
                values.update({name: stacks[0][0][name] for name in shared})
        arrays = [stacks[0][0][name] if name in shared else
                  np.array([[values[name] for values in row] for row in stacks])
                  for name in names]  # fmt: skip
        scalars = np.array([[Fraction(i + 1, j + 2) for j in range(2)] for i in range(3)])
        function = lambdify(expr, [*draw.letters.values(), MU], backend,
                            functions=FUNCTIONS, sizes=SIZES)  # fmt: skip
        found = np.asarray(function(*arrays, scalars), dtype=object)
        assert found.shape[:2] == (3, 2)
        for i, j in np.ndindex(3, 2):
            expected = reference(expr, stacks[i][j], scalars[i, j])
            assert agrees(backend, found[i, j], expected), f"{seed} {backend}: {expr}"
