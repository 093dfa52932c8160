"""Block matrices indexed by layers: G = [G_1 ... G_l] with symbolic l.

A block row, column or grid holds its entry at a generic layer.  Two of them are equal if their
entries are, at all layers; so `Eq` between them is the statement about the generic entry.  Blocks
may be numbered by several indices, such as the unit and the layer in it; the first runs slowest.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from symland.errors import ExpressionError, SizeError
from symland.language.build import index_name, indices_of, layer_sum
from symland.language.expr import Matrix, as_matrix
from symland.language.families import at
from symland.language.integers import Atom, Int, symbol

Side: TypeAlias = "tuple[Int, ...]"  # the layer indices that number the blocks, () for one block
Position: TypeAlias = "Int | tuple[Int, ...]"


@dataclass(frozen=True, slots=True)
class Blocks:
    """A block matrix: `entry` depends on the layer indices `row` and `col` (none: one block)."""

    entry: Matrix
    row: Side = ()
    col: Side = ()

    @property
    def T(self) -> Blocks:
        """The transpose: entry (i, j) is the transpose of entry (j, i)."""
        return Blocks(self.entry.T, self.col, self.row)

    def __matmul__(self, other: Blocks | Matrix) -> Blocks:
        right = other if isinstance(other, Blocks) else Blocks(other)
        _same_range(self.col, right.row, "`@`")
        left = self._apart(right)
        right = right._apart(left)
        summand = left.entry @ _renamed(right.entry, right.row, left.col)
        for position in reversed(left.col):
            summand = layer_sum(position, *_range(position), summand)
        return Blocks(summand, left.row, right.col)

    def _apart(self, other: Blocks) -> Blocks:
        """The same block matrix, its block indices renamed where `other` uses their names."""
        used = set(indices_of(other.entry))
        taken = used | set(indices_of(self.entry)) | _names((*other.row, *other.col))
        return self._fresh(used, taken)

    def _fresh(self, used: set[str], taken: set[str]) -> Blocks:
        entry, sides = self.entry, [list(self.row), list(self.col)]
        for side in sides:
            for place, position in enumerate(side):
                if _atom(position).name in used:
                    side[place] = _unused(position, taken)
                    taken = taken | {_atom(side[place]).name}
                    entry = _matrix_at(entry, position, side[place])
        return Blocks(entry, tuple(sides[0]), tuple(sides[1]))

    def against(self, other: object) -> tuple[Matrix, Matrix]:
        """The generic entries of two block matrices of one shape, with the same layer indices."""
        if not isinstance(other, Blocks):
            raise SizeError("a block matrix is compared with a block matrix")
        _same_range(self.row, other.row, "a statement")
        _same_range(self.col, other.col, "a statement")
        both = self._distinct()
        other = other._apart(both)
        both = both._apart(other)
        return both.entry, _renamed(other.entry, other.row + other.col, both.row + both.col)

    def _distinct(self) -> Blocks:
        """The same block matrix with different names for its row and column indices."""
        common = _names(self.row) & _names(self.col)
        if not common:
            return self
        cols = Blocks(self.entry, (), self.col)._fresh(
            common, {*_names(self.row), *_names(self.col), *indices_of(self.entry)}
        )
        return Blocks(cols.entry, self.row, cols.col)

    def __str__(self) -> str:
        sides = [f"{_atom(side).name}={_range(side)[0]}..{_range(side)[1]}"
                 for side in (*self.row, *self.col)]  # fmt: skip
        return f"[{self.entry}]({', '.join(sides)})"


def block_row(position: Position, entry: Matrix) -> Blocks:
    """[A_1 ... A_l]: the entries side by side, over the range of the index (or of several).

    >>> from symland import block_row, dims, family, index
    >>> W = family("W", *dims("m n"))
    >>> print(block_row(index("k", 1, index("l", 1)), W[index("k", 1, index("l", 1))]))
    [W[k]](k=1..l)
    """
    return Blocks(as_matrix(entry, "`block_row`"), (), _checked(position))


def block_column(position: Position, entry: Matrix) -> Blocks:
    """The entries stacked, over the range of the index (or of several).

    >>> from symland import block_column, dims, family, index
    >>> k = index('k', 1, index('l', 1))
    >>> W = family('W', *dims('m n'))
    >>> print(block_column(k, W[k]).T)
    [W[k]'](k=1..l)
    """
    return Blocks(as_matrix(entry, "`block_column`"), _checked(position), ())


def block_grid(row: Position, col: Position, entry: Matrix) -> Blocks:
    """A block matrix whose block (row, col) is `entry`.

    >>> from symland import block_grid, dims, family, index
    >>> j, k = index('j', 1, 3), index('k', 1, 3)
    >>> W = family('W', *dims('m n'))
    >>> print(block_grid(j, k, W[j].T @ W[k]))
    [W[j]' W[k]](j=1..3, k=1..3)
    """
    return Blocks(as_matrix(entry, "`block_grid`"), _checked(row), _checked(col))


def _checked(position: Position) -> Side:
    positions = position if isinstance(position, tuple) else (position,)
    for one in positions:
        index_name(one)
        own = {atom.name for bound in _range(one) for atom in bound.atoms()}
        if own & _names(positions):
            raise ExpressionError(f"the range of `{_atom(one).name}` depends on another index of "
                                  "the same blocks")  # fmt: skip
    if not positions or len(_names(positions)) < len(positions):
        raise ExpressionError("blocks are numbered by different layer indices")
    return positions


def _names(side: Side) -> set[str]:
    return {_atom(position).name for position in side}


def _atom(position: Int) -> Atom:
    return next(iter(position.atoms()))


def _range(position: Int) -> tuple[Int, Int]:
    atom = _atom(position)
    if atom.low is None or atom.high is None:
        raise ExpressionError(f"the index `{atom.name}` of a block matrix needs a range",
                              help=f"`index('{atom.name}', 1, l)`")  # fmt: skip
    return atom.low, atom.high


def _same_range(left: Side, right: Side, where: str) -> None:
    ranges = [[_range(position) for position in side] for side in (left, right)]
    if ranges[0] != ranges[1]:
        raise SizeError(f"block matrices of different block sizes in {where}: "
                        f"{_shown(ranges[0])}, {_shown(ranges[1])}")  # fmt: skip


def _shown(ranges: Sequence[tuple[Int, Int]]) -> str:
    return (
        f"blocks {', '.join(f'{low} to {high}' for low, high in ranges)}"
        if ranges
        else ("one block")
    )


def _unused(position: Int, taken: Collection[str]) -> Int:
    atom = _atom(position)
    name = atom.name + "'"
    while name in taken:
        name += "'"
    return symbol(Atom("index", name, (), atom.low, atom.high))


def _matrix_at(entry: Matrix, position: Int, value: Int) -> Matrix:
    return as_matrix(at(entry, position, value), "a block")


def _renamed(entry: Matrix, old: Side, new: Side) -> Matrix:
    """The entry with other names of its layer indices (all at once, by way of unused names)."""
    between = [symbol(Atom("index", f"blocks{number}")) for number in range(len(old))]
    for position, name in zip(old, between, strict=True):
        entry = _matrix_at(entry, position, name)
    for name, position in zip(between, new, strict=True):
        entry = _matrix_at(entry, name, position)
    return entry
