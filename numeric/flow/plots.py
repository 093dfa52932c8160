"""A picture of a flow: the loss and the drift of invariants (matplotlib, an optional extra)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from numeric.flow.api import FlowResult
from numeric.row import norm
from symland.errors import MissingExtraError
from symland.language.notation.text import text


def figure(**options: Any) -> Any:
    """A new matplotlib figure that needs no screen; `MissingExtraError` without matplotlib."""
    try:
        from matplotlib.figure import Figure
    except ImportError as error:
        raise MissingExtraError("plots need matplotlib, which is not installed",
                                help="pip install 'symland[plots]'") from error  # fmt: skip
    return Figure(layout="constrained", **options)


def plot_flow(found: FlowResult, file: str | Path) -> None:
    """Write loss and drifts over time to a file (`.png`, `.pdf`, `.svg`); zeros are left out."""
    drawing = figure(figsize=(7, 5))
    above, below = drawing.subplots(2, 1, sharex=True)
    times = [float(time) for time in found.times]
    above.plot(times, [float(loss) for loss in found.losses], marker=".")
    above.set_ylabel("loss")
    for drift in found.drifts:
        gaps = [float(norm(value - drift.values[0])) for value in drift.values]
        shown = [(time, gap) for time, gap in zip(times, gaps, strict=True) if gap]
        below.plot([t for t, _ in shown], [gap for _, gap in shown], marker=".",
                   label=text(drift.expr))  # fmt: skip
    if found.drifts:
        below.set_yscale("log")
        below.legend()
    below.set_ylabel(f"drift ({found.digits} digits)")
    below.set_xlabel("t")
    drawing.savefig(file)
