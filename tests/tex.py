"""A real TeX engine for tests: does LaTeX compile, and which lines are too wide?"""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from symland.render.latex.display import TEXT_WIDTH
from symland.render.latex.document import document

MISSING = "pdflatex is not installed (Debian: texlive-latex-base)"
needs_tex = pytest.mark.skipif(shutil.which("pdflatex") is None, reason=MISSING)
_OVERFULL = re.compile(r"^Overfull \\hbox \(([\d.]+)pt.*lines? (\d+)", re.MULTILINE)


def run_tex(folder: Path, source: str) -> str:
    """The log of a run; fails at the first error, such as an undefined control sequence."""
    (folder / "test.tex").write_text(source, encoding="utf-8")
    command = ["pdflatex", "-draftmode", "-interaction=nonstopmode", "-halt-on-error", "test.tex"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, errors="replace",
                          timeout=120, check=False)  # fmt: skip
    log = (folder / "test.log").read_text(encoding="utf-8", errors="replace")
    errors = re.findall(r"^! .*(?:\n.*){4}", log, re.MULTILINE)
    assert done.returncode == 0, "\n".join(errors)[:2000] or done.stdout[-2000:]
    return log


def too_wide(folder: Path, body: str, room: float = TEXT_WIDTH) -> list[str]:
    """The lines of a document that stick out, each with what stands there."""
    source = document(body, room)
    log = run_tex(folder, source)
    lines = source.split("\n")
    return [f"{excess} pt: {lines[int(line) - 1]}" for excess, line in _OVERFULL.findall(log)
            if float(excess) > 0.5]  # fmt: skip
