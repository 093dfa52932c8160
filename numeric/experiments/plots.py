"""Figures 1 to 8 as pictures: MSE_o and MSE_w against the iteration, without and with rho."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from numeric.experiments.claims import Outcome, choice_of
from numeric.experiments.figures import Figure
from numeric.flow.plots import figure as new_figure

NAMES = {"f": "without regularizer", "g": "with regularizer"}
COLOURS = {"f": "tab:blue", "g": "tab:red"}


def plot_figure(figure: Figure, runs: Sequence[Outcome], file: str | Path) -> None:
    """One line for each seed; all runs share one choice of what the paper leaves open."""
    drawing = new_figure(figsize=(9, 3.6))
    for axes, key, label in zip(
        drawing.subplots(1, 2),
        ("output_errors", "weight_errors"),
        ("MSE_o", "MSE_w"),
        strict=True,
    ):
        for place, one in enumerate(runs):
            for name, words in NAMES.items():
                axes.plot(one[name][key], color=COLOURS[name], linewidth=1,
                          label=words if place == 0 else None)  # fmt: skip
        axes.set_yscale("log")
        axes.set_xlabel("iteration")
        axes.set_ylabel(label)
        axes.legend()
    data = "linear data" if figure.linear else "leaky ReLU data"
    drawing.suptitle(f"Fig. {figure.number}: {figure.algorithm}, d0 = {figure.inputs}, {data}\n"
                     f"{choice_of(runs[0])}", fontsize=9)  # fmt: skip
    drawing.savefig(file, dpi=100)
