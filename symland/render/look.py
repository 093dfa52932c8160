"""How output looks: Unicode or ASCII signs, colour or none.  Words always say what colour says."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TextIO, TypeAlias

if TYPE_CHECKING:
    from symland.proof.results import TheoremResult

ColorChoice: TypeAlias = Literal["auto", "always", "never"]
WIDTH = 99  # lines stay below 100 columns unless a formula is longer
STYLES = {"ok": "green", "weak": "yellow", "bad": "bold red", "open": "yellow", "note": "cyan",
          "dim": "dim", "head": "bold", "erratum": "magenta"}  # fmt: skip
MARKS = {"verified": "ok", "erratum": "!", "refuted": "x", "undecided": "?", "todo": "-",
         "error": "x"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Look:
    """Which signs to use, and whether to colour them."""

    unicode: bool = True
    color: bool = False

    def paint(self, text: str, style: str) -> str:
        """The text in one of `STYLES`."""
        if not self.color or not text:
            return text
        from rich.color import ColorSystem
        from rich.style import Style

        return Style.parse(STYLES[style]).render(text, color_system=ColorSystem.STANDARD)

    def sign(self, unicode: str, ascii: str) -> str:
        return unicode if self.unicode else ascii

    def formula(self, text: str) -> str:
        """A formula in the plain notation, with the signs that this look has."""
        if not self.unicode:
            return text
        for plain, sign in ((" (x) ", " ⊗ "), (" <= ", " ≤ "), (" >= ", " ≥ ")):
            text = text.replace(plain, sign)
        return text


PLAIN = Look(unicode=False)


def look_for(stream: TextIO, *, color: ColorChoice = "auto", ascii: bool = False) -> Look:
    """The look that suits a stream: colour on a terminal only, and never against NO_COLOR."""
    encoding = (getattr(stream, "encoding", None) or "").lower().replace("-", "")
    auto = stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    wanted = color == "always" or (color == "auto" and auto)
    return Look(unicode=encoding.startswith("utf") and not ascii, color=wanted)


def mark_of(theorem: TheoremResult) -> tuple[str, str]:
    """The mark of a theorem in a listing, and its style."""
    weak = theorem.verdict == "verified" and not theorem.evidence.is_proof
    styles = {"verified": "weak" if weak else "ok", "erratum": "erratum", "undecided": "open",
              "todo": "dim"}  # fmt: skip
    mark = "~" if weak else MARKS.get(theorem.verdict, "x")
    return mark, styles.get(theorem.verdict, "bad")
