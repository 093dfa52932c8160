"""Theorems behind a target of `latex` and `numeric`: a ref, FILE, FILE::THEOREM, or a folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from symland.proof.results import Failure
    from symland.proof.theorem import Theorem


def theorems_of(target: str) -> tuple[list[Theorem], list[Failure]]:
    """The selected theorems, and why some files did not load.

    Raises `TargetError` for a target that names nothing.
    """
    from symland.proof.loader import select
    from symland.proof.runner import find, load_all

    selections = select([target])
    if any(selection.theorem for selection in selections):
        return [find(target)], []
    loaded = load_all(selections)
    theorems = [theorem for file in loaded for theorem in file.theorems]
    return theorems, [file.failure for file in loaded if file.failure is not None]


def show_failures(failures: list[Failure]) -> None:
    """Print on the error stream why files did not load."""
    import sys

    from symland.render.failure import render_failure
    from symland.render.look import look_for

    for failure in failures:
        click.echo(render_failure(failure, look_for(sys.stderr)), err=True)
