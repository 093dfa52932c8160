"""`symland verify`: check proofs and show what was found."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from symland.cli.exit_codes import LENIENT, ExitCode, of_report

if TYPE_CHECKING:
    from symland.proof.results import Report
    from symland.proof.settings import Settings
    from symland.render.look import ColorChoice

FOLDER = "proofs"
CACHE = Path(".symland_cache")


@dataclass(frozen=True, slots=True)
class Output:
    """How the report is to be shown, and where."""

    format: str
    file: Path | None
    color: ColorChoice
    ascii: bool
    quiet: bool
    show_steps: bool
    durations: int


def _grouped(*options: Callable[..., Any]) -> Callable[..., Any]:
    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


_selection = _grouped(
    click.argument("targets", nargs=-1, metavar="[PATH|FILE::THEOREM[::STEP]|REF]..."),
    click.option(
        "-k", "keyword", default="", metavar="WORD", help="Only names, refs, files with it."
    ),
    click.option("-x", "--fail-fast", is_flag=True, help="Stop at the first failure."),
)
_budget = _grouped(
    click.option("-j", "--jobs", default=1, show_default=True, type=click.IntRange(1, 256),
                 help="Processes to work in."),
    click.option("--scheduler", default="", metavar="ADDRESS",
                 help="Work on the Dask cluster of this scheduler (`tcp://...`)."),
    click.option("--seed", default=0, show_default=True, help="Of the random exact instances."),
    click.option("--max-dim", default=3, show_default=True, type=click.IntRange(1, 12),
                 help="Largest size in the search for counterexamples."),
    click.option("--example", default="", metavar="'k=1,h=2'",
                 help="Search for counterexamples at these sizes only."),
)  # fmt: skip
_output = _grouped(
    click.option("--format", "format_", default="full", show_default=True,
                 type=click.Choice(["full", "concise", "json", "html"]), help="Kind of output."),
    click.option("-o", "--output", "file", type=click.Path(dir_okay=False, path_type=Path),
                 help="Write the output to this file."),
    click.option("--color", default="auto", show_default=True,
                 type=click.Choice(["auto", "always", "never"]), help="Colours."),
    click.option("--ascii", "ascii_", is_flag=True, help="No signs beyond ASCII."),
    click.option("-q", "--quiet", is_flag=True, help="Findings and the closing line only."),
    click.option("-v", "--show-steps", is_flag=True, help="Every step with its evidence."),
    click.option("--durations", default=0, metavar="N", type=click.IntRange(0),
                 help="List the N slowest theorems."),
)  # fmt: skip
_other = _grouped(
    click.option("--no-cache", is_flag=True, help="Neither read nor write the cache."),
    click.option("--certificates", metavar="DIR", help="Write a certificate of each proof there.",
                 type=click.Path(file_okay=False, path_type=Path)),
    click.option("--fresh", is_flag=True, help="Check everything again, rewrite the cache."),
    click.option("--cache-dir", default=CACHE, show_default=True, help="Folder of the cache.",
                 type=click.Path(file_okay=False, path_type=Path)),
    click.option("--exit-zero", is_flag=True, help="Exit with 0 for findings (codes 1 and 3)."),
    click.option("--allow-todo", is_flag=True, help="What is left to do counts as fine."),
)  # fmt: skip


@click.command()
@_selection
@_budget
@_output
@_other
def verify(targets: tuple[str, ...], exit_zero: bool, allow_todo: bool, **options: Any) -> int:  # noqa: FBT001
    """Check proofs in files and folders (default: proofs/), single theorems, or refs.

    Exit code 0: all fine; 1: something is false or malformed; 3: something is undecided or to do,
    or has no certificate that was wished for; 5: nothing was selected. `symland explain exit-codes`
    lists all.
    """
    names = ("color", "quiet", "show_steps", "durations", "file")
    output = Output(options["format_"], ascii=options["ascii_"], **{n: options[n] for n in names})
    report = _run(_settings(targets, options))
    _write(report, output)
    for theorem in report.theorems:
        if theorem.uncertified:
            kind = "refutation" if theorem.verdict == "erratum" else "certificate"
            click.echo(f"no {kind} of `{theorem.name}`: {theorem.uncertified}", err=True)
    code = of_report(report, allow_todo=allow_todo)
    if code is ExitCode.NOTHING:
        what = ", ".join(f"`{target}`" for target in targets) or f"`{FOLDER}`"
        click.echo(f"nothing selected: no theorem matches {what}", err=True)
    return ExitCode.OK if exit_zero and code in LENIENT else code


def _settings(targets: tuple[str, ...], options: dict[str, Any]) -> Settings:
    from symland.proof.settings import Settings

    for target in targets or (FOLDER,):
        _check_folder(target)
    if options["certificates"] and (options["jobs"] > 1 or options["scheduler"]):
        raise click.UsageError("`--certificates` works in one process, without `--jobs` and "
                               "`--scheduler`")  # fmt: skip
    example = options["example"]
    if not re.fullmatch(r"(\s*[\w\[\]']+\s*=\s*\d+\s*(,|$))*", example):
        raise click.BadParameter("sizes are written `k=1,h=2`", param_hint="'--example'")
    return Settings(
        targets=targets or (FOLDER,),
        keyword=options["keyword"],
        seed=options["seed"],
        max_size=options["max_dim"],
        fail_fast=options["fail_fast"],
        example=example,
        cache=None if options["no_cache"] else options["cache_dir"],
        certificates=options["certificates"],
        fresh=options["fresh"],
        jobs=options["jobs"],
        scheduler=options["scheduler"],
    )


def _check_folder(target: str) -> None:
    """A ref (or no target at all) stands for the default folder, which then has to be there."""
    is_path = Path(target).exists() or re.search(r"/|::|\.py$", target)
    if not is_path and not Path(FOLDER).is_dir():
        where = "name a file or folder" if target == FOLDER else f"`{target}` is no file either"
        raise click.UsageError(f"there is no folder `{FOLDER}` here; {where}")


def _run(settings: Settings) -> Report:
    from symland.proof import runner

    if not sys.stderr.isatty():
        return runner.verify(settings)
    from rich.console import Console

    with Console(stderr=True).status("loading") as status:

        def progress(theorem: str, done: int, total: int, step: int) -> None:
            place = f"{theorem}, step {step}" if step else theorem
            status.update(f"{done}/{total}  {place}")

        return runner.verify(settings, progress)


def _write(report: Report, output: Output) -> None:
    text = _rendered(report, output)
    if output.file is not None:
        output.file.write_text(text + "\n" if text else "", encoding="utf-8")
    elif text:
        click.echo(text, color=True)  # colour was decided by then


def _rendered(report: Report, output: Output) -> str:
    from symland.render import json_report, terminal
    from symland.render.look import Look, look_for

    if output.format == "json":
        return json_report.render_json(report)
    if output.format == "html":
        from symland.render.html_report import render_html

        return render_html(report)
    if output.format == "concise":
        return json_report.render_concise(report)
    look = look_for(sys.stdout, color=output.color, ascii=output.ascii)
    if output.file is not None:
        look = Look(unicode=not output.ascii, color=output.color == "always")
    wishes = terminal.Wishes(output.quiet, output.show_steps, output.durations)
    return terminal.render_report(report, look, wishes)
