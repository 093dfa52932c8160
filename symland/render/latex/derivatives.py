r"""Derivatives of one formula as LaTeX: loss, gradients, Hessian blocks, forms, block matrix."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from symland.language.expr import Expr
from symland.language.notation.latex import formula, plain
from symland.language.notation.latex_width import width
from symland.language.notation.pieces import Items
from symland.render.latex.display import RELATION, Row, align
from symland.render.latex.theorem import Wishes
from symland.render.latex.where import where

_GAP, _BRACKETS = 10.0, 17.0  # points: between the columns of a matrix, and around it


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: what it is called in LaTeX, in text and in Python, and the formula."""

    latex: Items
    text: str
    python: str
    formula: Expr

    @property
    def formulas(self) -> tuple[Expr, ...]:
        return (self.formula,)


@dataclass(frozen=True, slots=True)
class Grid:
    """A block matrix; each block has a short name by which it is explained if it is long."""

    latex: Items
    text: str
    python: str
    names: tuple[tuple[str, ...], ...]
    blocks: tuple[tuple[Expr, ...], ...]
    mirrored: bool = False  # the blocks below the diagonal are the transposes of those above

    @property
    def formulas(self) -> tuple[Expr, ...]:
        return tuple(block for row in self.blocks for block in row)


def latex_entries(
    parts: Sequence[Entry | Grid], wishes: Wishes, known: Sequence[str] = (),
    more: Sequence[Row] = (),
) -> str:  # fmt: skip
    """An `align*` of all parts; `known` are abbreviations that need no explanation.

    `more` are rows for the explanations below.
    """
    wishes = wishes.among([one for part in parts for one in part.formulas])
    rows: list[Row | str] = []
    for part in parts:
        if isinstance(part, Grid):
            rows += _grid(part, wishes)
        else:
            rows.append(Row(formula(wishes.show(part.formula)), "=", part.latex))
    explained = where([wishes.show(one) for part in parts for one in part.formulas], known)
    if more and not explained:
        explained = ["where"]
    rows += [*explained, *more]
    return "\n".join(align(rows, wishes.room))


def _grid(grid: Grid, wishes: Wishes) -> list[Row | str]:
    """The matrix with its blocks written out if it fits, else with their names."""
    cells = [[formula(wishes.show(block)) for block in row] for row in grid.blocks]
    if len(cells) == 1:
        return [Row(cells[0][0], "=", grid.latex)]
    matrix, wide = block_matrix(cells)
    if width(plain(grid.latex)) + RELATION + wide <= wishes.room:
        return [Row((matrix,), "=", grid.latex)]
    named, _ = block_matrix([[_name(grid, i, j) for j in range(len(row))]
                             for i, row in enumerate(cells)])  # fmt: skip
    rows = [Row(cells[i][j], "=", (grid.names[i][j],))
            for i in range(len(cells)) for j in range(len(cells[i]))
            if j >= i or not grid.mirrored]  # fmt: skip
    return [Row((named,), "=", grid.latex), "with", *rows]


def _name(grid: Grid, i: int, j: int) -> Items:
    turned = grid.mirrored and j < i
    return (rf"{grid.names[j][i]}^\top",) if turned else (grid.names[i][j],)


def block_matrix(cells: Sequence[Sequence[Items]]) -> tuple[str, float]:
    r"""A `bmatrix` and its width in points."""
    lines = [" & ".join(map(plain, row)) for row in cells]
    widths = [max(width(plain(row[j])) for row in cells) for j in range(len(cells[0]))]
    wide = sum(widths) + _GAP * (len(widths) - 1) + _BRACKETS
    return r"\begin{bmatrix} " + r" \\ ".join(lines) + r" \end{bmatrix}", wide
