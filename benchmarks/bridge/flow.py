"""Gradient flow by Taylor series against mpmath's integrator."""

from __future__ import annotations

import mpmath

from benchmarks.bridge.rows import OURS, Row, Table, Target
from benchmarks.bridge.timing import once, sample
from benchmarks.test_flow import DIGITS, WIDTH, agree, odefun, series

RUNS = 5
ODEFUN = "mpmath.odefun"


def flows(table: Table) -> None:
    """The same problem to 50 digits; end points and invariants are checked to 48 digits before."""
    assert agree()
    contenders = {OURS: series, ODEFUN: odefun}
    times = {name: [] for name in contenders}
    for _ in range(RUNS):
        for name, run in contenders.items():
            times[name].append(once(run))
    samples = {name: sample(found) for name, found in times.items()}
    table.add_row(Row(f"gradient flow, 3 linear layers, d = {WIDTH}, {DIGITS} digits", samples,
                      (Target(ODEFUN, 15),),
                      f"mpmath {mpmath.libmp.BACKEND} backend; drift below 1e-48"))  # fmt: skip
