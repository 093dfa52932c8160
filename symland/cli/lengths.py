"""The option `--width`, a TeX length."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click


def _points(_context: click.Context, _parameter: click.Parameter, value: str) -> float:
    from symland.errors import ExpressionError
    from symland.render.latex.display import points

    try:
        return points(value)
    except ExpressionError as error:
        raise click.BadParameter(f"{error.message}; {error.help}") from error


def width_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--width LENGTH`, given to the command in points."""
    option = click.option("--width", "room", default="345pt", show_default=True, metavar="LENGTH",
                          callback=_points,
                          help="Break lines of LaTeX to this width, such as 12cm; `none` breaks "
                               "none.")  # fmt: skip
    return option(command)
