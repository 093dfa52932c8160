"""Balls against mpmath's matrices, residues against floats, and the time to a callable."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import flint
import mpmath
import numpy as np

from benchmarks.bridge import peers
from benchmarks.bridge.networks import LINEAR, LINEAR_ARGS, W, linear_arrays
from benchmarks.bridge.rows import OURS, Row, Table, Target
from benchmarks.bridge.timing import Sample, once, sample
from numeric import hessian, lambdify
from symland.calculus.api import grad

SIZE = 8
MPMATH = "mpmath.matrix"


def identity_of_gradients():
    """The three gradients and the two conserved quantities' derivatives, which vanish."""
    slopes = [grad(LINEAR, W[place]) for place in (1, 2, 3)]
    laws = [W[j + 1].T @ slopes[j] - slopes[j - 1] @ W[j].T for j in (1, 2)]
    return [*slopes, *laws]


def balls(table: Table) -> None:
    """Gradients and conservation laws, entries with all their digits."""
    for digits, aim in ((50, 20), (100, 13), (200, 7)):
        function = lambdify(identity_of_gradients(), LINEAR_ARGS, "ball", digits=digits)
        context = mpmath.mp.clone()
        context.dps = digits
        entries = _entries(context)
        exact = [[list(map(_fraction, row)) for row in matrix.tolist()] for matrix in entries]
        with flint.ctx.workdps(digits + 20):
            given = [flint.arb_mat([[flint.arb(_fmpq(x)) for x in row] for row in matrix])
                     for matrix in exact]  # fmt: skip
        found = function(given[:3], given[3], given[4])
        _check(found, exact, digits)
        table.add(f"gradients and conservation laws, d = {SIZE}, {digits} digits",
                  {OURS: lambda f=function, g=given: f(g[:3], g[3], g[4]),
                   MPMATH: lambda e=entries: _mpmath(*e)}, {MPMATH: aim},
                  f"mpmath {mpmath.libmp.BACKEND} backend")  # fmt: skip


def _entries(context):
    context.mp = context
    random = np.random.default_rng(3)
    return [context.matrix([[context.sin(int(random.integers(1, 10**9))) for _ in range(SIZE)]
                            for _ in range(SIZE)]) for _ in range(5)]  # fmt: skip


def _mpmath(one, two, three, x, y):
    first = one * x
    second = two * first
    error = three * second - y
    back = three.T * error
    slopes = [two.T * back * x.T, back * first.T, error * second.T]
    return slopes, [two.T * slopes[1] - slopes[0] * one.T, three.T * slopes[2] - slopes[1] * two.T]


def _fraction(value) -> Fraction:
    sign, mantissa, exponent, _ = value._mpf_
    return Fraction(-1 if sign else 1) * int(mantissa) * Fraction(2) ** exponent


def _fmpq(value: Fraction):
    return flint.fmpq(value.numerator, value.denominator)


def _check(found, exact, digits: int) -> None:
    """Each ball contains the exact value and is as small as was asked for."""
    function = lambdify(identity_of_gradients(), LINEAR_ARGS, "exact")
    expected = function(exact[:3], exact[3], exact[4])
    assert not any(expected[3].flat)
    assert not any(expected[4].flat)
    with flint.ctx.workdps(6 * digits):
        for part, values in zip(found, expected, strict=True):
            for ball, value in zip(part.entries(), values.flat, strict=True):
                assert ball.contains(value)
                assert ball.rad() < flint.arb(10) ** -(digits - 5)


def residues(table: Table) -> None:
    """256 points modulo a prime against 256 float points, drawn afresh as for testing a claim."""
    exprs = identity_of_gradients()
    floats = lambdify(exprs, LINEAR_ARGS)
    modular = lambdify(exprs, LINEAR_ARGS, "modular")
    random = np.random.default_rng(5)
    shapes = [(256, SIZE, SIZE)] * 5

    def float_points():
        found = [random.standard_normal(shape) for shape in shapes]
        return floats(found[:3], *found[3:])

    def modular_points():
        found = [random.integers(0, 33554393, size=shape) for shape in shapes]
        return modular(found[:3], *found[3:])

    assert not any(np.any(part) for part in modular_points()[3:])
    table.add(f"256 points modulo a prime, drawn and evaluated, d = {SIZE}",
              {OURS: modular_points, "256 float points": float_points},
              {"256 float points": 1 / 1.25})  # fmt: skip
    given = [random.integers(0, 33554393, size=shape) for shape in shapes]
    real = [part / 2.0**24 for part in given]
    table.add(f"the same, points given, d = {SIZE}",
              {OURS: lambda: modular(given[:3], *given[3:]),
               "256 float points": lambda: floats(real[:3], *real[3:])})  # fmt: skip


def first_calls(table: Table) -> None:
    """From the expression to the first result."""
    arrays = linear_arrays([SIZE] * 4, SIZE)
    contenders: dict[str, Callable[[], object]] = {
        OURS: lambda: hessian(LINEAR, [W], LINEAR_ARGS)(*arrays)
    }
    if peers.jax:

        def theirs():
            peers.jax.clear_caches()
            return peers.jax_hessian(peers.linear_loss(peers.jax), arrays)()

        contenders["jax, first call"] = theirs
    samples = {}
    for name, run in contenders.items():
        samples[name] = sample([once(run) for _ in range(7 if name == OURS else 3)])
    samples["the limit of 100 ms"] = Sample(0.1, 0.1, 1)
    aims = (Target("jax, first call", 5), Target("the limit of 100 ms", 1))
    table.add_row(Row("expression to first Hessian, 3 linear layers", samples,
                      tuple(aim for aim in aims if aim.peer in samples)))  # fmt: skip
