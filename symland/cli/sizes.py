"""Sizes on the command line: `--dims 'm=2,d=2:3:4'`."""

from __future__ import annotations

import re

import click


def sizes_of(text: str) -> dict[str, int | list[int]]:
    """`m=2,d=2:3:4` as a table; the members of a family come with colons."""
    found: dict[str, int | list[int]] = {}
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        match = re.fullmatch(r"([^\W\d]\w*)\s*=\s*(\d{1,4}(?::\d{1,4})*)", part)
        if match is None or "0" in match[2].split(":"):
            raise click.BadParameter(f"`{part}` is not of the form `m=2` or `d=2:3:4`",
                                     param_hint="'--dims'")  # fmt: skip
        numbers = [int(number) for number in match[2].split(":")]
        found[match[1]] = numbers if len(numbers) > 1 else numbers[0]
    return found
