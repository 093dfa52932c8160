r"""How wide a LaTeX formula will be: an estimate in points, for a document set in 10pt.

`width` reads the subset of LaTeX that `latex` writes and adds up the widths of Computer Modern,
with TeX's spaces around operators and relations; it is rather too large than too small.  A test
compares it with what TeX measures.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import TypeAlias

Kind: TypeAlias = str  # ord, op, bin, rel, open, close, punct, inner, or none for a space

_ITALIC = """
3.2 l|3.4 i|3.6 t|4.3 bc|4.7 ejs|4.8 oqr|5 p0123456789|5.1 gz|5.2 dvI|5.3 ay|5.5 k|5.7 ux|5.8 h|
6 fn|6.5 J|6.7 S|6.8 L|7.2 T|7.4 w|7.5 AZ|7.7 R|7.8 FP|7.9 CGOQU|8 EY|8.1 BV|8.6 D|8.8 m|9.1 HNX|
9.2 K|10.8 MW|2.8 [],;:|.!'|3.9 ()|5 /*|7.8 +-=<>
"""
_UPRIGHT = """
2.8 il.,;:!'`[]|3.1 j|3.3 -|3.6 I|3.8 f|3.9 rst()|4.4 cez|5 ao0123456789/*|5.1 gJ|5.3 kqx|5.4 vy|
5.6 bdhnpuS|6.1 Z|6.3 L|6.5 F|6.8 EP|7.1 B|7.2 CT|7.4 wR|7.5 AHNUX|7.6 DV|7.8 GKOQY+=|8.3 m|9.2 M|
10.4 W
"""
_TEXT_ITALIC = """
3.6 l|4.1 i|4.3 t|4.5 j|4.9 s|5.2 bcf|5.3 rz|5.4 eI|5.5 gq|5.7 kopvy|5.8 x|5.9 ah|6.1 du|6.3 L|
6.4 n|6.5 0123456789|6.7 J|6.8 S|7.4 A|7.6 Z|7.7 wR|7.8 P|7.9 F|8 E|8.1 B|8.5 DT|8.6 CGOQ|8.9 m|
9 X|9.1 HKNU|9.3 V|9.4 Y|10.6 M|11.8 W
"""
_COMMANDS = """
2.7 prime|2.8 cdot|3.5 iota|3.9 langle rangle|4.1 epsilon|4.4 varsigma|4.7 varepsilon|4.8 delta xi|
5 theta circ lVert rVert star Vert|5.1 zeta|5.2 rho varrho|5.3 eta|5.5 tau|5.6 nu|5.7 gamma|
5.8 kappa lambda upsilon|5.9 vartheta partial|6 mu phi|6.1 pi sigma|6.2 beta|6.3 chi Gamma|
6.4 alpha|6.5 varphi|6.6 omega|6.7 Xi|6.9 psi Lambda|7.2 Sigma Phi Omega|7.5 Pi|
7.8 Theta Upsilon Psi top otimes oslash le ge times|8.3 Delta nabla|11.7 cdots ldots vdots ddots|
5.6 exists forall|5 colon bullet|22 implies iff|14.4 sum|10 quad|20 qquad|1.7 ,|12.8 log|13.9 det|
20.1 tanh|15.3 exp|12.3 sin|13.4 cos|27.8 arctan
"""
_WIDEST = 12.0  # for a sign that is not in the tables
_SAFE = 1.03  # prose is estimated more roughly
_SIZES = (1.0, 0.82, 0.72)  # text, scripts, scripts of scripts
_SCRIPT_SPACE, _NULL_DELIMITER, _MEDIUM, _THICK, _THIN = 0.5, 1.2, 2.23, 2.78, 1.67
_KINDS: dict[str, Kind] = {
    **dict.fromkeys(["+", "-", "*", "otimes", "circ", "oslash", "cdot", "times"], "bin"),
    **dict.fromkeys(["=", "<", ">", ":", "le", "ge", "implies", "iff"], "rel"),
    **dict.fromkeys(["(", "[", "lVert", "langle"], "open"),
    **dict.fromkeys([")", "]", "!", "rVert", "rangle"], "close"),
    **dict.fromkeys([",", ";"], "punct"),
    **dict.fromkeys(["sum", "log", "det", "tanh", "exp", "sin", "cos", "arctan"], "op"),
    **dict.fromkeys(["cdots", "ldots"], "inner"),
    **dict.fromkeys(["quad", "qquad"], "none"),
}
_TOKEN = re.compile(r"\\text\{[^{}]*\}|\\[A-Za-z]+|\\.|\S")


def _table(text: str, split: Callable[[str], list[str]]) -> dict[str, float]:
    rows = re.findall(r"([\d.]+) ([^\n]+?)(?:\|?\n|\|(?=\d))", text)
    return {sign: float(value) for value, signs in rows for sign in split(signs)}


@lru_cache(maxsize=1)
def _tables() -> dict[str, dict[str, float]]:
    upright = _table(_UPRIGHT, list)
    return {
        "": {**_table(_ITALIC, list), **_table(_COMMANDS, str.split)},
        "text": upright,
        "mathrm": upright,
        "operatorname": upright,
        "mathit": _table(_TEXT_ITALIC, list),
        "mathbf": {sign: value * 1.18 for sign, value in upright.items()},
        "texttt": {},
        "emph": _table(_TEXT_ITALIC, list),
    }


@dataclass(slots=True)
class _Atom:
    """One sign with its scripts, which stand above each other."""

    kind: Kind
    base: float
    limits: bool = False  # scripts stand below and above the sign, not beside it
    scripts: dict[str, float] = field(default_factory=dict)

    @property
    def width(self) -> float:
        wide = max(self.scripts.values(), default=0.0)
        return max(self.base, wide) if self.limits else self.base + wide


@dataclass(slots=True)
class _Row:
    """Atoms side by side, with TeX's spaces between them."""

    size: int = 0
    atoms: list[_Atom] = field(default_factory=list)

    def add(self, kind: Kind, width: float) -> None:
        before = self.atoms[-1].kind if self.atoms else "open"
        if kind == "bin" and before in ("bin", "op", "rel", "open", "punct"):
            kind = "ord"  # a sign, not an operator
        self.atoms.append(_Atom(kind, width))

    @property
    def width(self) -> float:
        pairs = pairwise(atom.kind for atom in self.atoms)
        spaces = sum(_space(left, right, self.size) for left, right in pairs)
        return spaces + sum(atom.width for atom in self.atoms)


def _space(left: Kind, right: Kind, size: int) -> float:
    """TeX's space between two atoms; in scripts only operators such as tr keep theirs."""
    if "none" in (left, right) or left == "open" or right in ("close", "punct"):
        return 0.0
    if "op" in (left, right):
        return 0.0 if right == "open" else _THIN
    if size:
        return 0.0
    if "bin" in (left, right):
        return _MEDIUM
    if "rel" in (left, right):
        return _THICK
    return _THIN if "inner" in (left, right) or left == "punct" else 0.0


def width(source: str) -> float:
    r"""The width of a formula in display style, in points.

    >>> from symland.language.notation.latex_width import width
    >>> 40 < width(r"A + B^\top E") < 45
    True
    """
    return _Reader(iter(_TOKEN.findall(source))).row(0, None).width


def text_width(source: str) -> float:
    r"""The width of prose, with formulas between dollar signs."""
    parts = source.split("$")
    return _SAFE * sum(width(part) if place % 2 else _word(_prose(part), "text", blank=3.4)
                       for place, part in enumerate(parts))  # fmt: skip


def _prose(source: str) -> str:
    return re.sub(r"\\(?:text\w*|emph)|[\\{}]", "", source)


def _word(source: str, font: str, blank: float = 0.0) -> float:
    table = _tables()[font]
    wide = 5.3 if font == "texttt" else 6.5
    return sum(blank if sign == " " else table.get(sign, wide) for sign in source)


@dataclass(slots=True)
class _Reader:
    tokens: Iterator[str]

    def row(self, size: int, end: str | None) -> _Row:
        """Everything up to a closing token."""
        found = _Row(size)
        for token in self.tokens:
            if token == end:
                break
            self.add(found, token)
        return found

    def add(self, row: _Row, token: str) -> None:
        match token:
            case "{":
                row.add("ord", self.row(row.size, "}").width)
            case "^" | "_":
                self.script(row, token)
            case "'":
                self.last(row).base += 2.8 * _SIZES[row.size]
            case _ if token.startswith("\\text{"):
                words = _word(token[6:-1], "text", blank=3.4)
                row.add("ord", words * _SIZES[row.size])
            case _ if token.startswith("\\") and token[1:].isalpha():
                self.command(row, token[1:])
            case "}" | "&" | "\\\\":
                pass
            case _:
                sign = token.removeprefix("\\")
                row.add(_KINDS.get(sign, "ord"), self.sign(sign, row.size))

    def sign(self, name: str, size: int) -> float:
        return _tables()[""].get(name, _WIDEST) * _SIZES[size]

    def argument(self, size: int) -> float:
        token = next(self.tokens, "")
        if token == "{":
            return self.row(size, "}").width
        single = _Row(size)
        if token:
            self.add(single, token)
        return single.width

    def raw(self) -> str:
        """The text of an argument in braces."""
        found, depth = "", 0
        for token in self.tokens:
            depth += (token == "{") - (token == "}")
            if token not in "{}":
                found += token
            if depth <= 0:
                break
        return found

    def last(self, row: _Row) -> _Atom:
        if not row.atoms:
            row.add("ord", 0.0)
        return row.atoms[-1]

    def script(self, row: _Row, sign: str) -> None:
        scripts = self.last(row).scripts
        wide = self.argument(min(row.size + 1, 2)) + _SCRIPT_SPACE
        scripts[sign] = max(wide, scripts.get(sign, 0.0))

    def command(self, row: _Row, name: str) -> None:
        size = row.size
        match name:
            case "frac":
                wide = max(self.argument(size), self.argument(size))
                row.add("ord", wide + 2 * _NULL_DELIMITER)
            case "tfrac":
                wide = max(self.argument(1), self.argument(1))
                row.add("ord", wide + 2 * _NULL_DELIMITER)
            case "sqrt":
                row.add("ord", self.argument(size) + 8.4)
            case "hat" | "tilde" | "bar":
                row.add("ord", self.argument(size))
            case "text" | "mathrm" | "operatorname" | "mathit" | "mathbf" | "texttt" | "emph":
                kind: Kind = "op" if name == "operatorname" else "ord"
                row.add(kind, _word(self.raw(), name) * _SIZES[size])
            case "left" | "bigl" | "biggl":
                row.add("open", self.delimiter(name))
            case "right" | "bigr" | "biggr":
                row.add("close", self.delimiter(name))
            case _:
                row.add(_KINDS.get(name, "ord"), self.sign(name, size))
                row.atoms[-1].limits = name == "sum" and not size

    def delimiter(self, name: str) -> float:
        next(self.tokens, "")  # the bracket itself
        return {"bigl": 5.6, "bigr": 5.6}.get(name, 9.3)
