"""What a target of `latex` and `numeric` names: a ref, FILE, FILE::THEOREM, or a folder.

For `latex`, FILE::NAME may also be a formula or statement of the file.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from symland.proof.loader import LoadedFile
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


def files_of(target: str) -> list[LoadedFile]:
    """The files of a target that names no theorem, loaded."""
    from symland.proof.loader import select
    from symland.proof.runner import load_all

    return load_all(select([target]))


def value_of(target: str) -> tuple[Any, dict[str, object]] | None:
    """The formula or statement FILE::NAME with the names of its file; None for anything else."""
    from symland.language.claims import Claim
    from symland.language.expr import Expr

    path, _, name = target.partition("::")
    files = files_of(path) if path.endswith(".py") else []
    names = vars(files[0].module) if len(files) == 1 and files[0].module else {}
    value = names.get(name)
    return (value, dict(names)) if isinstance(value, Expr | Claim) else None


def variable_of(text: str, names: dict[str, object]) -> Any:
    """`W`, `W[k]` or `A[k][q]` by the names of a file; a usage error for what is no variable."""
    from symland.language.expr import Matrix
    from symland.language.families import Families, Family
    from symland.language.integers import Int

    match = re.fullmatch(r"(\w+)((?:\[\w+\])*)", text)
    found: Any = names.get(match[1]) if match else None
    for word in re.findall(r"\w+", match[2]) if match else []:
        index: Any = int(word) if word.isdecimal() else names.get(word)
        is_layer = isinstance(found, Family | Families) and isinstance(index, Int | int)
        found = found[index] if is_layer else None
    if not isinstance(found, Matrix):
        raise click.BadParameter(f"`{text}` is no matrix or layer `W[k]` of the file",
                                 param_hint="'--wrt'")  # fmt: skip
    return found


def show_failures(failures: list[Failure]) -> None:
    """Print on the error stream why files did not load."""
    import sys

    from symland.render.failure import render_failure
    from symland.render.look import look_for

    for failure in failures:
        click.echo(render_failure(failure, look_for(sys.stderr)), err=True)
