"""Block matrices indexed by layers: G = [G_1 ... G_l] with symbolic l.

A block row, column or grid holds its entry at a generic layer.  Two of them are equal if their
entries are, at all layers; so `Eq` between them is the statement about the generic entry.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TypeAlias

from symland.errors import ExpressionError, SizeError
from symland.language.build import index_name, indices_of, layer_sum
from symland.language.expr import Matrix, as_matrix
from symland.language.families import at
from symland.language.integers import Atom, Int, symbol

Side: TypeAlias = "Int | None"  # the layer index that numbers the blocks, None for one block


@dataclass(frozen=True, slots=True)
class Blocks:
    """A block matrix: `entry` depends on the layer indices `row` and `col` (None: one block)."""

    entry: Matrix
    row: Side = None
    col: Side = None

    @property
    def T(self) -> Blocks:
        """The transpose: entry (i, j) is the transpose of entry (j, i)."""
        return Blocks(self.entry.T, self.col, self.row)

    def __matmul__(self, other: Blocks | Matrix) -> Blocks:
        right = other if isinstance(other, Blocks) else Blocks(other)
        _same_range(self.col, right.row, "`@`")
        left = self._apart(right)
        right = right._apart(left)
        if left.col is None or right.row is None:
            return Blocks(left.entry @ right.entry, left.row, right.col)
        low, high = _range(left.col)
        summand = left.entry @ _matrix_at(right.entry, right.row, left.col)
        return Blocks(layer_sum(left.col, low, high, summand), left.row, right.col)

    def _apart(self, other: Blocks) -> Blocks:
        """The same block matrix, its block indices renamed where `other` uses their names."""
        taken = {*indices_of(other.entry), *indices_of(self.entry)}
        taken |= {_atom(side).name for side in (other.row, other.col) if side is not None}
        entry, sides = self.entry, [self.row, self.col]
        for place, side in enumerate(sides):
            if side is not None and _atom(side).name in indices_of(other.entry):
                fresh = _fresh(side, taken)
                taken.add(_atom(fresh).name)
                entry, sides[place] = _matrix_at(entry, side, fresh), fresh
        return Blocks(entry, sides[0], sides[1])

    def against(self, other: object) -> tuple[Matrix, Matrix]:
        """The generic entries of two block matrices of one shape, with the same layer indices."""
        if not isinstance(other, Blocks):
            raise SizeError("a block matrix is compared with a block matrix")
        _same_range(self.row, other.row, "a statement")
        _same_range(self.col, other.col, "a statement")
        both = self._distinct()
        other = other._apart(both)
        both = both._apart(other)
        return both.entry, _renamed(other, both.row, both.col)

    def _distinct(self) -> Blocks:
        """The same block matrix with different names for its row and column index."""
        row, col = self.row, self.col
        if row is None or col is None or _atom(row).name != _atom(col).name:
            return self
        fresh = _fresh(col, {_atom(row).name, *indices_of(self.entry)})
        return Blocks(_matrix_at(self.entry, col, fresh), row, fresh)

    def __str__(self) -> str:
        sides = [f"{name}={_range(side)[0]}..{_range(side)[1]}"
                 for side in (self.row, self.col) if side is not None
                 for name in [_atom(side).name]]  # fmt: skip
        return f"[{self.entry}]({', '.join(sides)})"


def block_row(position: Int, entry: Matrix) -> Blocks:
    """[A_1 ... A_l]: the entries side by side, over the range of the index.

    >>> from symland import block_row, dims, family, index
    >>> W = family("W", *dims("m n"))
    >>> print(block_row(index("k", 1, index("l", 1)), W[index("k", 1, index("l", 1))]))
    [W[k]](k=1..l)
    """
    return Blocks(as_matrix(entry, "`block_row`"), None, _checked(position))


def block_column(position: Int, entry: Matrix) -> Blocks:
    """The entries stacked, over the range of the index.

    >>> from symland import block_column, dims, family, index
    >>> k = index('k', 1, index('l', 1))
    >>> W = family('W', *dims('m n'))
    >>> print(block_column(k, W[k]).T)
    [W[k]'](k=1..l)
    """
    return Blocks(as_matrix(entry, "`block_column`"), _checked(position), None)


def block_grid(row: Int, col: Int, entry: Matrix) -> Blocks:
    """A block matrix whose block (row, col) is `entry`.

    >>> from symland import block_grid, dims, family, index
    >>> j, k = index('j', 1, 3), index('k', 1, 3)
    >>> W = family('W', *dims('m n'))
    >>> print(block_grid(j, k, W[j].T @ W[k]))
    [W[j]' W[k]](j=1..3, k=1..3)
    """
    return Blocks(as_matrix(entry, "`block_grid`"), _checked(row), _checked(col))


def _checked(position: Int) -> Int:
    index_name(position)
    _range(position)
    return position


def _atom(position: Int) -> Atom:
    return next(iter(position.atoms()))


def _range(position: Int) -> tuple[Int, Int]:
    atom = _atom(position)
    if atom.low is None or atom.high is None:
        raise ExpressionError(f"the index `{atom.name}` of a block matrix needs a range",
                              help=f"`index('{atom.name}', 1, l)`")  # fmt: skip
    return atom.low, atom.high


def _same_range(left: Side, right: Side, where: str) -> None:
    ranges = [None if side is None else _range(side) for side in (left, right)]
    if ranges[0] != ranges[1]:
        raise SizeError(f"block matrices of different block sizes in {where}: "
                        f"{_shown(ranges[0])}, {_shown(ranges[1])}")  # fmt: skip


def _shown(bounds: tuple[Int, Int] | None) -> str:
    return "one block" if bounds is None else f"blocks {bounds[0]} to {bounds[1]}"


def _fresh(position: Int, taken: Collection[str]) -> Int:
    atom = _atom(position)
    name = atom.name + "'"
    while name in taken:
        name += "'"
    return symbol(Atom("index", name, (), atom.low, atom.high))


def _matrix_at(entry: Matrix, position: Int, value: Int) -> Matrix:
    return as_matrix(at(entry, position, value), "a block")


def _renamed(blocks: Blocks, row: Side, col: Side) -> Matrix:
    """The entry with other names of its layer indices (both at once, by way of unused names)."""
    entry, moves = blocks.entry, []
    for number, (old, new) in enumerate(((blocks.row, row), (blocks.col, col))):
        if old is not None and new is not None:
            between = symbol(Atom("index", f"blocks{number}"))
            entry = _matrix_at(entry, old, between)
            moves.append((between, new))
    for between, new in moves:
        entry = _matrix_at(entry, between, new)
    return entry
