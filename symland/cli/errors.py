"""Mistakes of the user, shown as failure reports on the error stream."""

from __future__ import annotations

import dataclasses
import sys
import sysconfig
from collections.abc import Mapping
from pathlib import Path

import click

from symland.errors import Location, SymlandError
from symland.render.failure import failure_of, render_failure
from symland.render.look import look_for


def show(error: SymlandError) -> None:
    """Print an error that ended a command, with the text of the command line that it points to."""
    failure = dataclasses.replace(failure_of(error), location=own_place(error.location))
    look = look_for(sys.stderr)
    click.echo(render_failure(failure, look, sources=_texts()), err=True)


def own_place(location: Location | None) -> Location | None:
    """The location, unless it lies in installed code, which the user did not write."""
    if location is None or location.file.startswith("<"):
        return location
    path = Path(location.file).resolve()
    installed = [
        Path(sysconfig.get_path(key)).resolve() for key in ("stdlib", "purelib", "scripts")
    ]
    return None if any(folder in path.parents for folder in installed) else location


def _texts() -> Mapping[str, str]:
    """The formula and the variables of the running command, under the names that errors use."""
    context = click.get_current_context(silent=True)
    found = {} if context is None else context.meta.get("symland.texts", {})
    return {str(name): str(text) for name, text in found.items()}
