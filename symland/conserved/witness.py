"""The rank of an ansatz, shown at instances by the second road.

The kernel counts networks with different keys as independent.  Here the time derivatives of the
candidates are evaluated at instances, by the exact evaluator: if c_1 dQ_1/dt + ... = 0 held for all
parameters, it would hold there.  So a rank that is reached at instances is a proof that no further
combination is conserved; it needs no canonical form.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from numeric.arithmetic import DomainError, Field, FieldError, SingularError
from numeric.choose import NoDimensionsError, dimension_choices
from numeric.draw import Entries, draw, general, residues
from numeric.elimination import reduced_rows
from numeric.evaluate import Evaluator
from numeric.fields import ball, exact, modular
from numeric.report import sizes_used
from numeric.requirements import requirements
from symland.conserved.laws import Invariants, Space
from symland.language.claims import Claim
from symland.language.derivatives import Flow, ddt_node
from symland.language.expr import Expr, number
from symland.language.integers import Constraint

ROADS: tuple[tuple[Field, Entries], ...] = (
    (modular(), residues()), (exact, general()), (ball(60), general())
)  # fmt: skip
SPARE = 8  # instances beyond those that a space of scalars needs


@dataclass(frozen=True, slots=True)
class Witness:
    """The rank that the derivatives reach at instances, in which numbers and at which sizes."""

    space: Space
    rank: int
    numbers: str
    sizes: tuple[dict[str, int], ...]

    @property
    def complete(self) -> bool:
        """Whether the instances show that there is no further law in the space."""
        return self.rank == self.space.rank

    def __str__(self) -> str:
        shown = " ".join(f"{name}={value}" for name, value in self.sizes[0].items())
        more = f" and {len(self.sizes) - 1} more" if len(self.sizes) > 1 else ""
        word = "reached" if self.complete else f"only {self.rank} reached"
        return f"{self.space}; {word} ({self.numbers}) at {shown}{more}"


def witnesses(found: Invariants, *, seed: int = 0) -> list[Witness]:
    """For each space, instances at which the derivatives of its candidates reach their rank.

    >>> from symland import GradientFlow, dims, frob2, invariants, matrix
    >>> h, d, k = dims("h d k")
    >>> W1, W2, Y = matrix("W_1", h, d), matrix("W_2", k, h), matrix("Y", k, d)
    >>> found = invariants(GradientFlow(frob2(W2 @ W1 - Y) / 2, wrt=(W1, W2)))
    >>> all(one.complete for one in witnesses(found))
    True
    """
    return [witness(space, found.free_flow, found.supposed, seed=seed) for space in found.spaces]


def witness(
    space: Space, flow: Flow, constraints: Sequence[Constraint] = (), *, seed: int = 0
) -> Witness:
    """Instances for one space, in the first number system in which it has values."""
    nodes = [ddt_node(candidate, flow) for candidate in space.candidates]
    for field, entries in ROADS:
        try:
            return _at_instances(space, nodes, constraints, field, entries, seed)
        except (FieldError, DomainError):
            continue
    return Witness(space, 0, "no number system", ({},))


def _at_instances(
    space: Space, nodes: Sequence[Expr], constraints: Sequence[Constraint], field: Field,
    entries: Entries, seed: int,
) -> Witness:  # fmt: skip
    rows, rank, sizes = None, 0, []
    for values, here in _values(nodes, constraints, field, entries, seed):
        rows = values if rows is None else np.concatenate([rows, values], axis=1)
        sizes.append(here)
        rank = len(reduced_rows(field, rows.T, len(nodes))[1])
        if rank >= space.rank:
            break
    return Witness(space, rank, field.name, tuple(sizes) or ({},))


def _values(
    nodes: Sequence[Expr], constraints: Sequence[Constraint], field: Field, entries: Entries,
    seed: int,
) -> Iterator[tuple[np.ndarray, dict[str, int]]]:  # fmt: skip
    """The derivatives at instances: a row for each candidate, a column for each entry."""
    claims = [Claim("eq", node, _zero(node)) for node in nodes]
    needs = requirements(*claims, *constraints)
    try:
        choices = dimension_choices(needs, constraints, seed=seed)
        for turn in range(len(nodes) + SPARE):
            dimensions = next(choices)
            evaluator = Evaluator(draw(dimensions, seed=seed + turn, entries=entries), field)
            try:
                found = [evaluator.value(node).reshape(-1) for node in nodes]
            except SingularError:
                continue
            yield np.stack(found), sizes_used(needs, dimensions)
    except NoDimensionsError:
        return


def _zero(node: Expr) -> Expr:
    if not node.is_matrix:
        return number(0)
    return type(node)("zeros", (), None, node.rows, node.cols)
