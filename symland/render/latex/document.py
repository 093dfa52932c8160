r"""Fragments as files for `\input`, and documents that compile on their own."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path

from symland.render.latex.display import TEXT_WIDTH

INDEX = "index"
_LONGEST_NAME = 100
_PREAMBLE = (
    r"\documentclass{article}",
    r"\usepackage{amsmath}",
    r"\usepackage{amssymb} % for the words of authors",
    r"\allowdisplaybreaks",
    r"\setlength{\parindent}{0pt}",
    r"\setlength{\emergencystretch}{4em}",
)


def document(body: str, room: float = TEXT_WIDTH) -> str:
    """A complete document around LaTeX that `symland` wrote."""
    lines: list[str] = [*_PREAMBLE]
    if room not in (TEXT_WIDTH, float("inf")):
        lines.append(rf"\setlength{{\textwidth}}{{{room:g}pt}}")
    return "\n".join([*lines, r"\begin{document}", "", body.rstrip(), "", r"\end{document}", ""])


def write_fragments(fragments: Mapping[str, str], folder: Path) -> list[Path]:
    """Write each fragment under the name of its ref, and an index that inputs all of them.

    The same fragments give the same bytes.  The index is read from elsewhere after
    `\\newcommand{\\symlanddir}{path/to/folder}`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    names = file_names(list(fragments))
    lines = ["% written by symland; one fragment for each ref",
             r"\providecommand{\symlanddir}{.}"]  # fmt: skip
    written = []
    for ref, fragment in fragments.items():
        written.append(_write(folder / f"{names[ref]}.tex", fragment))
        lines.append(rf"\input{{\symlanddir/{names[ref]}.tex}} % {' '.join(ref.split())}")
    return [*written, _write(folder / f"{INDEX}.tex", "\n".join(lines))]


def _write(path: Path, text: str) -> Path:
    path.write_text(text.rstrip("\n") + "\n", encoding="utf-8", newline="\n")
    return path


def file_names(refs: list[str]) -> dict[str, str]:
    """A file name for each ref, safe on every system and its own also where case is ignored.

    >>> file_names(["eq:1", "eq 1", "Thm/2"])
    {'eq:1': 'eq-1', 'eq 1': 'eq-1-2b9e4921', 'Thm/2': 'Thm-2'}
    """
    taken = {INDEX}
    found = {}
    for ref in refs:
        name = re.sub(r"[^A-Za-z0-9._-]+", "-", ref).strip(".-")[:_LONGEST_NAME] or "ref"
        if name.lower() in taken:
            name += "-" + hashlib.sha256(ref.encode()).hexdigest()[:8]
        taken.add(name.lower())
        found[ref] = name
    return found
