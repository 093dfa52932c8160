"""`symland errata`: the claims that are false as printed, as a table or as LaTeX."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import click

from symland.cli.exit_codes import ExitCode, of_report


@click.command()
@click.argument("targets", nargs=-1, metavar="[PATH|FILE::THEOREM|REF]...")
@click.option(
    "--as",
    "style",
    default="table",
    show_default=True,
    type=click.Choice(["table", "latex", "json"]),
    help="Kind of output.",
)
@click.option("--ascii", "ascii_", is_flag=True, help="No signs beyond ASCII.")
@click.option(
    "--cache-dir",
    default=Path(".symland_cache"),
    show_default=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder of the cache.",
)
@click.option("--no-cache", is_flag=True, help="Neither read nor write the cache.")  # fmt: skip
def errata(targets: tuple[str, ...], style: str, ascii_: bool, cache_dir: Path,  # noqa: FBT001
           no_cache: bool) -> int:  # noqa: FBT001  # fmt: skip
    """All errata in files and folders (default: proofs/): refuted as printed, corrected, proved.

    Only the errata and the theorems that replace them are checked.  The exit code is that of
    `symland verify`; 5 if there are none.
    """
    from symland.proof.results import FileResult, Report
    from symland.proof.runner import verify
    from symland.proof.settings import Settings
    from symland.render.errata import errata_of, latex_table, table
    from symland.render.failure import render_failure
    from symland.render.json_report import render_json
    from symland.render.look import look_for
    from symland.render.terminal import failures_of

    cache = None if no_cache else cache_dir
    report = verify(Settings(targets or ("proofs",), cache=cache, errata=True))
    found = errata_of(report.theorems)
    kept = Report(tuple(replace(file, theorems=tuple(t for t in file.theorems if t in found))
                        for file in report.files), report.seconds, report.versions)  # fmt: skip
    look = look_for(sys.stdout, ascii=ascii_)
    if style == "json":
        click.echo(render_json(kept))
    elif found:
        click.echo(table(found, look) if style == "table" else latex_table(found))
    for failure in failures_of(kept):
        click.echo(render_failure(failure, look_for(sys.stderr)), err=True)
    broken = any(isinstance(file, FileResult) and file.failure for file in kept.files)
    return of_report(kept) if found or broken else ExitCode.NOTHING
