r"""Words of authors as LaTeX: escaped outside of `$...$`, code in `\texttt`, folded to a width."""

from __future__ import annotations

import re
import unicodedata

from symland.language.notation.latex_names import latex_name
from symland.language.notation.latex_width import text_width

_SPECIAL = {"_": r"\_", "%": r"\%", "&": r"\&", "#": r"\#", "^": r"\^{}", "~": r"\~{}",
            "$": r"\$", "{": r"\{", "}": r"\}", "\\": r"\textbackslash{}", "<": "$<$", ">": "$>$",
            "|": "$|$"}  # fmt: skip
_SIGNS = {"≤": r"$\le$", "≥": r"$\ge$", "×": r"$\times$", "⊗": r"$\otimes$", "∘": r"$\circ$",
          "→": r"$\to$", "∇": r"$\nabla$", "∂": r"$\partial$", "∞": r"$\infty$", "√": r"$\surd$",
          "‖": r"$\Vert$", "≠": r"$\ne$", "−": r"$-$", "…": "...", "\u00a0": "~"}  # fmt: skip
_COMMAND = re.compile(r"\\(emph|textbf|textit|texttt|cite|ref|eqref){([^{}]*)}|\\[_%&#${}]")
_PARTS = re.compile(r"(?<!\\)(\$+)(.+?)(?<!\\)\1|`+([^`]+)`+", re.DOTALL)


def prose(words: str) -> str:
    r"""Prose for the running text or `\text{...}`; only what stands between dollars is LaTeX.

    >>> print(prose("drop 5% of W_1, as $a_1 > 0$; see `step_2`"))
    drop 5\% of W\_1, as $a_1 > 0$; see \texttt{step\_2}
    """
    words = " ".join(words.split())
    found, place = "", 0
    for match in _PARTS.finditer(words):
        found += _escaped(words[place : match.start()])
        formula, code = match[2], match[3]
        found += rf"\texttt{{{_escaped(code)}}}" if code else f"${formula}$"
        place = match.end()
    return found + _escaped(words[place:])


def _escaped(words: str) -> str:
    """Plain words; commands such as `\\emph{...}` and escaped signs such as `\\%` stay."""
    found, place = "", 0
    for match in _COMMAND.finditer(words):
        found += _plainly(words[place : match.start()])
        words_inside = match[1] is not None and match[1].startswith(("emph", "text"))
        found += f"\\{match[1]}{{{_plainly(match[2])}}}" if words_inside else match[0]
        place = match.end()
    return found + _plainly(words[place:])


def _plainly(words: str) -> str:
    return "".join(_SPECIAL.get(sign, sign if sign.isascii() else _foreign(sign)) for sign in words)


def _foreign(sign: str) -> str:
    """A sign beyond ASCII: accented Latin letters are known to LaTeX, Greek ones go into `$`."""
    if sign in _SIGNS:
        return _SIGNS[sign]
    name = unicodedata.name(sign, "")
    if name.startswith("GREEK"):
        return f"${latex_name(sign)[0]}$"
    if name.startswith("LATIN") and ord(sign) < 0x180:
        return sign
    return f"[U+{ord(sign):04X}]"


def folded(words: str, room: float) -> list[str]:
    """LaTeX prose in lines of at most `room` points; formulas in it stay whole."""
    pieces = re.findall(r"(?:\$[^$]*\$|[^\s$])+", words)
    found: list[str] = []
    for piece in pieces:
        if found and text_width(f"{found[-1]} {piece}") <= room:
            found[-1] += f" {piece}"
        else:
            found.append(piece)
    return found
