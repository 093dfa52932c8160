"""Figs. 1 to 8 of Zhu, Soudry, Eldar, Wakin 2018: minimizing with and without the regularizer."""

from numeric.experiments.claims import Finding, findings
from numeric.experiments.figures import CHOICES, FIGURES, choices_of, run_unit, unit_of
from numeric.experiments.plots import plot_figure
from numeric.experiments.reproduce import reproduce

__all__ = ["CHOICES", "FIGURES", "Finding", "choices_of", "findings", "plot_figure", "reproduce",
    "run_unit",
           "unit_of"]  # fmt: skip
