"""`symland new`: the skeleton of a proof file."""

from __future__ import annotations

import re
from pathlib import Path

import click

from symland.cli.exit_codes import ExitCode

SKELETON = '''r"""What this file shows, and of which paper.

Check it with `symland verify {path}`.
"""

from symland.prelude import *

# Sizes and letters, as in the "Setting" of a paper.
k, d, n = dims("k d n")
W = matrix("W", k, d)  # weights
X = matrix("X", d, n)  # data, one sample per column
Y = matrix("Y", k, n)  # targets

# Abbreviations keep their names in every formula that symland prints.
E = let("E", W @ X - Y)
L = let("L", frob2(E) / 2)


# One decorated function for each result: the statement, then the derivation, a line for each step.
@theorem(Eq(grad(L, W), E @ X.T), ref="eq:gradient")
def gradient(p):
    """The residual, correlated with the data."""
    c = p.calc()  # starts at the left side of the statement
    c.eq(grad(tr(E.T @ E), W) / 2, why="the Frobenius norm as a trace")
    c.eq(E @ X.T, why="product rule")
'''


@click.command()
@click.argument("name")
def new(name: str) -> int:
    """Write a commented proof file: proofs/NAME.py, or NAME itself if it is a path."""
    path = Path(name) if name.endswith(".py") else Path("proofs") / f"{name}.py"
    if not re.fullmatch(r"[^\W\d]\w*", path.stem):
        raise click.UsageError(f"`{path.stem}` cannot be the name of a Python file; use letters, "
                               "digits and `_`")  # fmt: skip
    if path.exists():
        raise click.UsageError(f"`{path}` is there already")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(SKELETON.format(path=path), encoding="utf-8")
    click.echo(f"wrote {path}; check it with `symland verify {path}`")
    return ExitCode.OK
