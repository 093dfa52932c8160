r"""Proof files as sections of a paper, and their theorems as fragments by ref."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from symland.language.claims import Claim, Statement
from symland.language.expr import Expr
from symland.language.notation.latex import formula, plain, sides
from symland.language.notation.latex_width import width
from symland.proof.loader import LoadedFile
from symland.proof.theorem import Theorem
from symland.render.latex.display import Row, align
from symland.render.latex.prose import prose
from symland.render.latex.theorem import Wishes, latex_theorem
from symland.render.latex.where import where


def fragments(theorems: Sequence[Theorem], wishes: Wishes) -> dict[str, str]:
    """The LaTeX of every theorem under each of its refs, or under its name."""
    found: dict[str, str] = {}
    for theorem in theorems:
        shown = latex_theorem(theorem, wishes)
        found |= dict.fromkeys(theorem.refs or (theorem.name,), shown)
    return found


def latex_file(file: LoadedFile, wishes: Wishes) -> str:
    """A proof file as a section: its words, then a paragraph for each theorem with its words."""
    doc = (file.module.__doc__ or "") if file.module else ""
    title, *paragraphs = [prose(part) for part in doc.split("\n\n") if part.strip()] or [""]
    heading = title.removesuffix(".") or prose(f"`{file.path.name}`")
    parts = [f"% {file.path.name}\n\\section*{{{heading}}}", *paragraphs]
    for theorem in file.theorems:
        name = prose(", ".join(theorem.refs) or theorem.name)
        body = latex_theorem(theorem, replace(wishes, doc=True))
        parts.append(f"\\paragraph{{{name}}}\n{body}")
    return "\n\n".join(parts)


def latex_value(value: Expr | Statement, wishes: Wishes) -> str:
    """A formula or statement as a display, with its abbreviations explained."""
    wishes = wishes.among([value] if isinstance(value, Expr) else _sides(value))
    shown = wishes.show(value)
    if isinstance(shown, Expr):
        explained = where(_opened(shown))
        row = _named(shown)
        if not explained and not row.left and width(plain(row.right)) <= wishes.room:
            return rf"\[ {plain(row.right)} \]"
        return "\n".join(align([row, *explained], wishes.room))
    left, sign, right = sides(shown)
    rows = [Row(right, sign, left), *where(_sides(shown))]
    return "\n".join(align(rows, wishes.room))


def _sides(statement: Statement) -> list[Expr]:
    """Both sides of a statement between formulas."""
    return [statement.left, statement.right] if isinstance(statement, Claim) else []


def _named(expr: Expr) -> Row:
    """E = body for an abbreviation, the formula alone otherwise."""
    if expr.op == "let":
        return Row(formula(expr.args[0]), "=", formula(expr))
    return Row(formula(expr))


def _opened(expr: Expr) -> list[Expr]:
    return [expr.args[0]] if expr.op == "let" else [expr]
