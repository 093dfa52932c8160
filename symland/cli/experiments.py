"""`symland experiments`: Figs. 1 to 8 of the shallow-geometry paper, and what came out."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from numeric.experiments import Finding

SCHEMA = "symland.experiments/1"


@click.command()
@click.option("--figures", default="1,2,3,4,5,6,7,8", show_default=True, metavar="1,3",
              help="Which ones.")  # fmt: skip
@click.option("--seeds", default=3, show_default=True, type=click.IntRange(1, 100),
              help="Draws of data and start for each.")  # fmt: skip
@click.option("--iterations", default=4000, show_default=True, type=click.IntRange(10, 10**6),
              help="Most iterations of one run.")  # fmt: skip
@click.option("--all-choices", is_flag=True,
              help="Every choice of what the paper leaves open, not only the first.")  # fmt: skip
@click.option("-o", "--output", type=click.Path(file_okay=False, path_type=Path),
              help="Folder for a picture of each figure.")  # fmt: skip
@click.option("-j", "--jobs", default=1, show_default=True, type=click.IntRange(1, 256),
              help="Processes to work in.")  # fmt: skip
@click.option("--scheduler", default="", metavar="ADDRESS",
              help="Work on the Dask cluster of this scheduler.")  # fmt: skip
@click.option("--format", "style", default="text", show_default=True,
              type=click.Choice(["text", "json"]), help="Kind of output.")  # fmt: skip
def experiments(figures: str, style: str, **options: Any) -> None:
    """Minimize with and without the regularizer: what was claimed, and what came out.

    Zhu, Soudry, Eldar, Wakin 2018, section IV.  The paper gives neither the variance of X, nor the
    scale of the start, nor the steps; --all-choices goes through several of each.
    """
    from numeric.experiments import findings, plot_figure, run_unit, unit_of
    from symland.execute import executor_for

    chosen = _chosen(figures, all_choices=options["all_choices"])
    units = [unit_of(figure, seed, choice, options["iterations"])
             for figure, choices in chosen for choice in choices
             for seed in range(options["seeds"])]  # fmt: skip
    with executor_for(options["jobs"], options["scheduler"]) as executor:
        outcomes = list(_shown(executor.map(run_unit, units), len(units)))
    groups: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    for one in outcomes:
        groups.setdefault(_choice(one), []).append(one)
    found = [finding for group in groups.values() for finding in findings(group)]
    if options["output"] is not None:
        options["output"].mkdir(parents=True, exist_ok=True)
        for figure, choices in chosen:
            runs = [one for one in outcomes if one["unit"]["figure"] == figure.number]
            for place in range(len(choices)):
                part = runs[place * options["seeds"] : (place + 1) * options["seeds"]]
                suffix = f"-{place}" if place else ""
                plot_figure(figure, part, options["output"] / f"fig{figure.number}{suffix}.png")
    click.echo(_json(found, outcomes) if style == "json" else _text(found))


def _chosen(figures: str, *, all_choices: bool) -> list[tuple[Any, Any]]:
    from numeric.experiments import FIGURES, choices_of

    numbers = [part.strip() for part in figures.split(",") if part.strip()]
    if not numbers or any(not n.isdigit() or not 1 <= int(n) <= len(FIGURES) for n in numbers):
        raise click.BadParameter(f"`{figures}` is no list of figures 1 to 8",
                                 param_hint="'--figures'")  # fmt: skip
    found = [FIGURES[int(number) - 1] for number in dict.fromkeys(numbers)]
    return [(one, choices_of(one) if all_choices else choices_of(one)[:1]) for one in found]


def _choice(outcome: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(outcome["unit"][key] for key in ("unit_variance", "scale", "common_step"))


def _shown(work: Any, total: int) -> Any:
    """The same, with a progress bar on a terminal."""
    if not sys.stderr.isatty():
        return work
    from rich.console import Console
    from rich.progress import track

    return track(work, "minimizing", total=total, console=Console(stderr=True), transient=True)


def _text(found: list[Finding]) -> str:
    lines: list[str] = []
    for choice in dict.fromkeys(one.choice for one in found):
        lines += ["", choice]
        for one in (one for one in found if one.choice == choice):
            mark = "as printed" if one.agrees else "OTHERWISE"
            seeds = f"({one.held} of {one.seeds} seeds)"
            lines.append(f"  {mark:10}  {one.ref:18} {one.claim}  {seeds}")
            lines.append(f"  {'':10}  {'':18} {one.detail}")
    return "\n".join(lines[1:])


def _json(found: list[Finding], outcomes: list[dict[str, Any]]) -> str:
    claims = [
        {"ref": one.ref, "claim": one.claim, "choice": one.choice, "agrees": one.agrees,
         "held": one.held, "seeds": one.seeds, "detail": one.detail}
        for one in found
    ]  # fmt: skip
    return json.dumps({"schema": SCHEMA, "claims": claims, "runs": outcomes}, indent=1)
