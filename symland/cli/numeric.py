"""`symland numeric`: both sides of statements, evaluated to many digits at random instances."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from symland.cli.exit_codes import ExitCode
from symland.cli.sizes import sizes_of

if TYPE_CHECKING:
    from symland.crosscheck import Options, Table
    from symland.proof.loader import Selection
    from symland.proof.theorem import Theorem

BACKENDS = ("auto", "ball", "mpmath", "float64", "exact", "modular")


@click.command()
@click.argument("target")
@click.option("--vars", "variables", metavar="'W:m n, x:n, a'",
              help="TARGET is a formula, `tr(A) = tr(A.T)` or `tr(A)` of these.")  # fmt: skip
@click.option("--digits", default=50, show_default=True, type=click.IntRange(1, 10_000),
              help="Digits asked for.")  # fmt: skip
@click.option("--dims", default="", metavar="'m=2,n=3,d=2:3:4'",
              help="Fix sizes; those of a family d[0], d[1], ... with colons.")  # fmt: skip
@click.option("--depth", type=click.IntRange(0, 64), help="Largest layer index (default: several).")
@click.option("--seed", default=0, show_default=True, help="Of the random entries.")
@click.option("--instances", default=3, show_default=True, type=click.IntRange(1, 1000),
              help="How many instances.")  # fmt: skip
@click.option("--backend", default="auto", show_default=True, type=click.Choice(BACKENDS),
              help="Numbers; auto: balls, or mpmath where balls do not decide.")  # fmt: skip
@click.option("--degenerate", is_flag=True,
              help="Also rank deficient, repeated singular values, zeros, size 1.")  # fmt: skip
@click.option("-j", "--jobs", default=1, show_default=True, type=click.IntRange(1, 256),
              help="Processes to work in.")  # fmt: skip
@click.option("--scheduler", default="", metavar="ADDRESS",
              help="Work on the Dask cluster of this scheduler.")  # fmt: skip
@click.option("--format", "--as", "style", default="text", show_default=True,
              type=click.Choice(["text", "json"]), help="Kind of output.")  # fmt: skip
@click.option("--allow-undecided", is_flag=True, help="What could not be evaluated counts as fine.")
def numeric(target: str, variables: str | None, style: str, **options: Any) -> int:
    """Evaluate both sides of TARGET with random entries of N digits.

    TARGET is a ref, a file, a folder, FILE::THEOREM or FILE::THEOREM::STEP, or a formula with
    --vars.  Exit code 0 if all statements hold to the digits asked for at every instance, 1 if one
    does not, 3 if one could not be evaluated or decided.
    """
    from symland.render.numeric import render_json, render_one, render_table

    allow, wanted = options.pop("allow_undecided"), _options(options)
    found: dict[str, list[Table]] = {}
    failed = False
    if variables is not None:
        found[target] = _formula(target, variables, wanted)
        single = True
    else:
        selections, theorems, failed = _selected(target)
        single = len(theorems) == 1
        work = _evaluated(theorems, selections, wanted, options)
        for theorem, tables in zip(theorems, _shown(work, len(theorems)), strict=True):
            found.setdefault(_label(theorem), []).extend(tables)
    render = render_json if style == "json" else render_one if single else render_table
    click.echo(render(found, options["digits"]))
    return _code(found, failed=failed, allow=allow)


def _code(found: dict[str, list[Table]], *, failed: bool, allow: bool) -> ExitCode:
    verdicts = {table.verdict for tables in found.values() for table in tables if not table.printed}
    if failed or "differs" in verdicts:
        return ExitCode.REFUTED
    if not verdicts:
        return ExitCode.NOTHING
    return ExitCode.UNDECIDED if "undecided" in verdicts and not allow else ExitCode.OK


def _options(options: dict[str, Any]) -> Options:
    from symland.crosscheck import Options

    names = ("digits", "depth", "seed", "instances", "backend", "degenerate")
    dims = tuple(sizes_of(options["dims"]).items())
    return Options(dims=dims, **{name: options[name] for name in names})


def _formula(text: str, variables: str, options: Options) -> list[Table]:
    from symland.crosscheck import Statements, of_formula, tables
    from symland.language.claims import Claim
    from symland.language.parse import EXPRESSION, VARIABLES, parse_variables

    click.get_current_context().meta["symland.texts"] = {EXPRESSION: text, VARIABLES: variables}
    found = of_formula(text, parse_variables(variables))
    stated = found if isinstance(found, Claim) else Claim("eq", found, found)
    return tables([Statements((stated,))], options)


def _selected(target: str) -> tuple[list[Selection], list[Theorem], bool]:
    """The selected theorems; files that do not load are reported on the error stream."""
    from symland.cli.targets import show_failures, theorems_of
    from symland.proof.loader import select

    theorems, failures = theorems_of(target.rpartition("::")[0] if _has_step(target) else target)
    show_failures(failures)
    return select([target]), theorems, bool(failures)


def _has_step(target: str) -> bool:
    return target.count("::") == 2


def _evaluated(
    theorems: list[Theorem],
    selections: list[Selection],
    wanted: Options,
    options: dict[str, Any],
) -> Iterator[list[Table]]:
    """The tables of each theorem in order; the work is done where the options say."""
    from symland.crosscheck import evaluate_unit, of_theorem, tables
    from symland.execute import executor_for

    step = selections[0].step
    if options["jobs"] == 1 and not options["scheduler"]:
        yield from (tables(of_theorem(theorem, step), wanted) for theorem in theorems)
        return
    from symland.proof.runner import load_all
    from symland.proof.settings import Settings
    from symland.proof.unit import units_of

    loaded = load_all(selections)
    units = {unit["file"] + str(unit["place"]): unit
             for unit in units_of(loaded, Settings(cache=None)).values()}  # fmt: skip
    places = {(str(theorem.location), theorem.name): f"{file.path}{place}"
              for file in loaded for place, theorem in enumerate(file.theorems)}  # fmt: skip
    extra = {"options": {**asdict(wanted), "dims": [list(pair) for pair in wanted.dims]},
             "step": step}  # fmt: skip
    work = [units[places[str(one.location), one.name]] | extra for one in theorems]
    with executor_for(options["jobs"], options["scheduler"]) as executor:
        yield from executor.map(evaluate_unit, work)


def _shown(work: Iterator[list[Table]], total: int) -> Iterator[list[Table]]:
    """The same, with a progress bar on a terminal if there is more than one unit."""
    if total < 2 or not sys.stderr.isatty():
        yield from work
        return
    from rich.console import Console
    from rich.progress import track

    yield from track(work, "evaluating", total=total, console=Console(stderr=True), transient=True)


def _label(theorem: Theorem) -> str:
    if theorem.refs:
        return ", ".join(theorem.refs)
    place = theorem.location
    return f"{Path(place.file).name}::{theorem.name}" if place else theorem.name
