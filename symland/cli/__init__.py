"""The command line; every command lives in a module of its own, imported when it is called."""

from __future__ import annotations

from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run `symland` with the given arguments (those of the process by default); the exit code."""
    from symland.cli.app import run

    return run(None if argv is None else list(argv))
