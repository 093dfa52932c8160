"""The comparisons of `make bench`: their rows, their verdicts, their page."""

from __future__ import annotations

from benchmarks.bridge.products import gradients
from benchmarks.bridge.rows import OURS, Row, Table, Target, markdown
from benchmarks.bridge.timing import Sample, shown


def test_a_group_runs_and_checks_its_contenders():
    table = Table(seconds=0.01)
    gradients(table)
    assert [row.title for row in table.rows] == ["gradient, 3 linear layers, d = 8",
                                                 "gradient, 3 linear layers, d = 32"]  # fmt: skip
    assert all(row.ratio("sympy lambdify(cse=True)")[0] > 0 for row in table.rows)


def test_the_page_says_what_was_met_and_what_was_missed():
    samples = {OURS: Sample(1e-3, 2e-3, 9), "peer": Sample(3e-3, 4e-3, 9)}
    rows = [Row("kernel", samples, (Target("peer", aim),)) for aim in (2.5, 3.5)]
    page = markdown(Table(1.0, rows, ["other: jax is not installed"]), "A machine.")
    assert (
        "| kernel | 1 ms | peer 3 ms | 3 (2) | at least 2.5 times faster than peer | met |" in page
    )
    assert "**missed**" in page
    assert "- other: jax is not installed" in page


def test_times_have_units():
    assert [shown(value) for value in (2.0, 0.0125, 3.2e-5)] == ["2 s", "12.5 ms", "32 us"]
