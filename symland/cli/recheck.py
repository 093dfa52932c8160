"""`symland recheck`: certificates checked again by the kernel, refutations by the exact evaluator.

Nothing else has a say: no SymPy, no search, no proof file, no code is run.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from symland.cli.exit_codes import ExitCode
from symland.cli.stated import lines_of, lines_of_refuted
from symland.kernel.archive import Entry, check_all, read_file

if TYPE_CHECKING:
    from symland.recheck.files import Refuted

SCHEMAS = {name: Path(__file__).with_name(f"{name}.schema.json")
           for name in ("certificate", "refutation")}  # fmt: skip
MARK = b"symland.refutation/"  # in files for which the evaluator is loaded


@click.command()
@click.argument("paths", nargs=-1, metavar="DIR|FILE...",
                type=click.Path(exists=True, path_type=Path))  # fmt: skip
@click.option("-q", "--quiet", is_flag=True, help="Rejected documents and the closing line.")
@click.option(
    "--schema",
    is_flag=False,
    flag_value="certificate",
    type=click.Choice([*SCHEMAS]),
    metavar="[KIND]",
    help="Print the JSON Schema of certificates, or of refutations.",
)
@click.option("--statements", is_flag=True, help="Print what each document states.")
def recheck(
    paths: tuple[Path, ...],
    quiet: bool,  # noqa: FBT001
    schema: str | None,
    statements: bool,  # noqa: FBT001
) -> int:
    """Check certificates (with the kernel alone) and refutations (with exact numbers) again.

    Exit code 0: all are valid; 1: one is rejected; 3: a valid one rests on a theorem whose
    certificate is not there; 5: there is none. `symland explain certificates` and `refutations`
    describe the formats.
    """
    if schema:
        click.echo(SCHEMAS[schema].read_text(encoding="utf-8"), nl=False)
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
        entries, refuted = _checked(files)
    finally:
        gc.freeze()  # nor is what is there now
        gc.enable()
    digests = {entry.digest for entry in entries if not entry.error}
    shown = {entry.file: _line(entry) for entry in entries if entry.error or not quiet}
    told: dict[str, list[str]] = {}
    if statements:
        told |= {one.file: [*lines_of(one.stated)] for one in entries if one.stated is not None}
        told |= {one.file: [*lines_of_refuted(one.found)] for one in refuted if not one.error}
    shown |= {one.file: _refuted(one, digests) for one in refuted if one.error or not quiet}
    for file, line in sorted(shown.items()):
        for one in (line, *map("  {}".format, told.get(file, ()))):
            click.echo("".join(c if c.isprintable() else "?" for c in one))  # titles are theirs
    click.echo(f"{_counts(entries, refuted)}   {time.perf_counter() - started:.1f} s")
    if any(one.error for one in (*entries, *refuted)):
        return ExitCode.REFUTED
    lacking = any(one.lacking for one in (*entries, *refuted))
    return ExitCode.UNDECIDED if lacking else ExitCode.OK


def _checked(files: Sequence[Path]) -> tuple[list[Entry], list[Refuted]]:
    """Certificates and refutations; the evaluator is loaded if there is one of the latter."""
    entries: list[Entry] = []
    refuted: list[Refuted] = []
    for file in files:
        content = file.read_bytes()
        if MARK in content:
            from symland.recheck.files import is_refutation, read_refuted

            if is_refutation(content):
                refuted.append(read_refuted(str(file), content))
                continue
        entries.append(read_file(str(file), content))
    entries = check_all(entries)
    if refuted:
        from symland.recheck.files import with_denials

        refuted = with_denials(refuted, entries)
    return entries, refuted


def _counts(entries: Sequence[Entry], refuted: Sequence[Refuted]) -> str:
    """How many of each kind have been checked."""
    valid, holding = (sum(not one.error for one in some) for some in (entries, refuted))
    parts = []
    if entries or not refuted:
        parts.append(f"{valid} of {len(entries)} certificates valid, "
                     f"{sum(entry.steps for entry in entries)} steps")  # fmt: skip
    if refuted:
        parts.append(f"{holding} of {len(refuted)} refutations hold")
    return "; ".join(parts)


def _files(path: Path) -> list[Path]:
    return sorted(path.rglob("*.json")) if path.is_dir() else [path]


def _line(entry: Entry) -> str:
    if entry.error:
        return f"rejected  {entry.file}: {entry.error}"
    notes = [f"cited: {one}" for one in dict.fromkeys(reference for reference, _ in entry.cited)]
    notes += [f"not here: {one}" for one in entry.lacking]
    rests = f"  (rests on {'; '.join(notes)})" if notes else ""
    return f"valid     {entry.file}  {entry.name}{rests}"


def _refuted(one: Refuted, digests: Collection[str]) -> str:
    if one.error or one.titles is None:
        return f"rejected  {one.file}: {one.error}"
    name = ", ".join([*one.titles.refs, one.titles.name])
    where = f"at {one.where}; " if one.where else ""
    denied = "" if one.denied is None else f"denied by {one.denied.name}"
    rests = "" if not denied else f"{denied}, which is not here; " if one.lacking else f"{denied}; "
    return f"refutes   {one.file}  {name}  ({where}{rests}{one.corrected(digests)})"
