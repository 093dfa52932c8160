"""What a Hessian is taken with respect to, and the order of its rows and columns.

Parameters stand in the order of `wrt`, each as vec (columns stacked), families layer by layer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from numeric.arithmetic import Array
from numeric.instance import Letter
from numeric.program.graph import Node
from numeric.program.specialize import Specialized
from symland.errors import ExpressionError, NamingError, SizeError
from symland.language.derivatives import check_variable, is_symmetric_letter
from symland.language.expr import Matrix
from symland.language.families import Families, Family

Variable: TypeAlias = "Matrix | Family | Families"


@dataclass(frozen=True, slots=True)
class Parameters:
    """The variables with their nodes, and where each starts in the vector of all entries."""

    letters: tuple[Letter, ...]
    nodes: tuple[Node, ...]
    shapes: list[tuple[int, ...]]

    @property
    def lengths(self) -> list[int]:
        return [node.shape[0] * node.shape[1] for node in self.nodes]

    @property
    def total(self) -> int:
        return sum(self.lengths)

    @property
    def starts(self) -> list[int]:
        return [sum(self.lengths[:place]) for place in range(len(self.nodes))]

    def slices(self) -> Iterator[slice]:
        for start, length in zip(self.starts, self.lengths, strict=True):
            yield slice(start, start + length)

    def flat(self, parts: Sequence[Array]) -> Array:
        """One vector from matrices, also for a batch."""
        columns = [np.swapaxes(part, -1, -2).reshape(*part.shape[:-2], -1) for part in parts]
        return np.concatenate(columns, axis=-1)

    def parts(self, vector: Array) -> list[Array]:
        """Matrices from one vector, also for a batch."""
        found = []
        for place, node in zip(self.slices(), self.nodes, strict=True):
            rows, cols = node.shape
            piece = vector[..., place]
            turned = piece.reshape(*piece.shape[:-1], cols, rows)
            found.append(np.swapaxes(turned, -1, -2))
        return found


def check_wrt(wrt: Sequence[Any], args: Sequence[Any]) -> list[Variable]:
    """The variables, each of which must be among the arguments."""
    if isinstance(wrt, Matrix | Family | Families) or not wrt:
        raise ExpressionError("`wrt` is a list of at least one letter or family of layers")
    for item in wrt:
        if isinstance(item, Matrix):
            check_variable(item)
            if is_symmetric_letter(item):
                raise ExpressionError(
                    f"`{item}` is symmetric; its entries are not independent parameters",
                    help="for the block of `hess` evaluate `hess(...)` with `lambdify`",
                )
        elif not isinstance(item, Family | Families):
            raise ExpressionError(f"`wrt` holds letters and families of layers, not `{item}`")
        name = _shown(item).partition("[")[0]
        if name not in [_shown(arg) for arg in args if isinstance(arg, Matrix | Family | Families)]:
            raise NamingError(f"`{_shown(item)}` of `wrt` is not among the arguments")
    return list(wrt)


def _shown(item: Variable) -> str:
    return item.name if isinstance(item, Family | Families) else str(item)


def parameters(wrt: Sequence[Variable], found: Specialized) -> Parameters:
    """The variables at concrete sizes; a family stands for all layers that are given."""
    letters: list[Letter] = []
    for item in wrt:
        if isinstance(item, Family | Families):
            inside = [x for x in found.letters if x.kind == "member" and x.name == item.name]
            letters += sorted(inside, key=lambda letter: (letter.units, letter.position))
        else:
            letters.append(found.translator.key(item))
    for letter in letters:
        if letters.count(letter) > 1:
            raise ExpressionError(f"`{letter}` occurs twice in `wrt`")
        if letter not in found.letters:
            raise NamingError(f"the layer `{letter}` of `wrt` is not among the arguments")
    nodes = tuple(found.letters[letter] for letter in letters)
    return Parameters(tuple(letters), nodes, [node.shape for node in nodes])


def direction(given: Any, known: Parameters, *, exact: bool = False) -> list[Array]:
    """A direction as matrices, from one vector or from a list of them."""
    dtype, name = (object if exact else np.float64), "v"
    if isinstance(given, list | tuple) and np.ndim(given[0]) >= 2:
        parts = [np.asarray(part, dtype=dtype) for part in given]
        if [part.shape[-2:] for part in parts] != known.shapes:
            wanted = ", ".join(
                f"{letter} {node.shape[0]} x {node.shape[1]}"
                for letter, node in zip(known.letters, known.nodes, strict=True)
            )
            raise SizeError(
                f"the direction `{name}` is a list of matrices of the sizes of {wanted}"
            )
        return parts
    vector = np.asarray(given, dtype=dtype)
    if not vector.ndim or vector.shape[-1] != known.total:
        raise SizeError(f"the direction `{name}` has {vector.shape[-1] if vector.ndim else 0} "
                        f"entries, the parameters {known.total}")  # fmt: skip
    return known.parts(vector)
