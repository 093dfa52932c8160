"""`symland recheck`: certificates read and checked again by the kernel, and by nothing else.

Neither SymPy nor any other part of symland has a say: no search, no proof file, no code is run.
"""

from __future__ import annotations

import gc
import time
from pathlib import Path

import click

from symland.cli.exit_codes import ExitCode
from symland.kernel.archive import Entry, check_all, read_file

SCHEMA = Path(__file__).with_name("certificate.schema.json")


@click.command()
@click.argument("paths", nargs=-1, metavar="DIR|FILE...",
                type=click.Path(exists=True, path_type=Path))  # fmt: skip
@click.option("-q", "--quiet", is_flag=True, help="Rejected certificates and the closing line.")
@click.option("--schema", is_flag=True, help="Print the JSON Schema of certificates.")
def recheck(paths: tuple[Path, ...], quiet: bool, schema: bool) -> int:  # noqa: FBT001
    """Check the certificates in files and folders again, with the kernel alone.

    Exit code 0: all are valid; 1: one is rejected; 3: a valid one rests on a theorem whose
    certificate is not there; 5: there is none. `symland explain certificates` describes the format.
    """
    if schema:
        click.echo(SCHEMA.read_text(encoding="utf-8"), nl=False)
        return ExitCode.OK
    if not paths:
        raise click.UsageError("name a folder or a file with certificates")
    started = time.perf_counter()
    files = sorted({file for path in paths for file in _files(path)})
    if not files:
        click.echo("nothing selected: no certificate (*.json) is there", err=True)
        return ExitCode.NOTHING
    gc.disable()  # nothing is thrown away that would be worth the search
    try:
        entries = check_all([read_file(str(file), file.read_bytes()) for file in files])
    finally:
        gc.freeze()  # nor is what is there now
        gc.enable()
    for entry in entries:
        if entry.error or not quiet:
            click.echo(_line(entry))
    rejected = [entry for entry in entries if entry.error]
    lacking = [entry for entry in entries if entry.lacking and not entry.error]
    spent = time.perf_counter() - started
    click.echo(
        f"{len(entries) - len(rejected)} of {len(entries)} certificates valid, "
        f"{sum(entry.steps for entry in entries)} steps   {spent:.1f} s"
    )
    if rejected:
        return ExitCode.REFUTED
    return ExitCode.UNDECIDED if lacking else ExitCode.OK


def _files(path: Path) -> list[Path]:
    return sorted(path.rglob("*.json")) if path.is_dir() else [path]


def _line(entry: Entry) -> str:
    if entry.error:
        return f"rejected  {entry.file}: {entry.error}"
    notes = [f"cited: {one}" for one in dict.fromkeys(reference for reference, _ in entry.cited)]
    notes += [f"not here: {one}" for one in entry.lacking]
    rests = f"  (rests on {'; '.join(notes)})" if notes else ""
    return f"valid     {entry.file}  {entry.name}{rests}"
