"""`symland latex`: theorems as LaTeX, to be pasted or `\\input`."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from symland.cli.exit_codes import ExitCode

if TYPE_CHECKING:
    from symland.proof.theorem import Theorem


@click.command()
@click.argument("target")
@click.option("--fragment-dir", type=click.Path(file_okay=False, path_type=Path),
              help="Write one .tex file for each ref into this folder.")  # fmt: skip
def latex(target: str, fragment_dir: Path | None) -> int:
    """Statement and derivation of TARGET (a ref, FILE or FILE::THEOREM) as align* blocks.

    The proofs are not checked here; `symland verify TARGET` does that.
    """
    from symland.cli.targets import show_failures, theorems_of
    from symland.render.derivation import latex_theorem

    theorems, failures = theorems_of(target)
    for theorem in theorems:
        if fragment_dir is None:
            click.echo(latex_theorem(theorem))
        else:
            _write(latex_theorem(theorem), theorem, fragment_dir)
    show_failures(failures)
    if failures:
        return ExitCode.REFUTED
    return ExitCode.OK if theorems else ExitCode.NOTHING


def _write(fragment: str, theorem: Theorem, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for ref in theorem.refs or (theorem.name,):
        path = folder / f"{re.sub(r'[^A-Za-z0-9._-]+', '-', ref)}.tex"
        path.write_text(fragment + "\n", encoding="utf-8")
        click.echo(str(path))
