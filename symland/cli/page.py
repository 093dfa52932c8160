"""A page of `symland explain` about an error code: what it means, a wrong and a right example."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import Literal

# Stands above every example that is a proof file; the tests run them with it.
SETTING = """\
m, n = dims("m n")
A, B = matrix("A", m, n), matrix("B", m, n)
S = matrix("S", n, n)
"""


@dataclass(frozen=True, slots=True)
class Page:
    """One code; the tests check that `wrong` yields it and `right` does not.

    `kind` says what the examples are: lines of a proof file, a formula for `symland grad`, or
    something that is only shown.
    """

    code: str
    title: str
    text: str
    wrong: str
    right: str
    kind: Literal["file", "formula", "shown"] = "file"


def render(page: Page) -> str:
    """The page as plain text."""
    setting = f"With\n\n{_indented(SETTING)}\n\n" if page.kind == "file" else ""
    return (
        f"{page.code}: {page.title}\n\n{textwrap.fill(page.text.strip(), 96)}\n\n{setting}"
        f"wrong:\n\n{_indented(page.wrong)}\n\nright:\n\n{_indented(page.right)}"
    )


def _indented(text: str) -> str:
    return "\n".join(f"    {line}".rstrip() for line in text.strip("\n").split("\n"))
