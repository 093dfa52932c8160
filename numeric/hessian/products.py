"""Hessian-vector products and quadratic forms, without the Hessian."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from numeric.arithmetic import Array
from numeric.hessian.parameters import Parameters, Variable, direction, parameters
from numeric.hessian.second_order import SecondOrder
from numeric.instance import Letter
from numeric.program.arguments import Argument, Bound
from numeric.program.forward import tangents
from numeric.program.graph import Node
from numeric.program.jacobian import jacobian_node
from numeric.program.specialize import Specialized, specialized
from symland.errors import ExpressionError
from symland.language.expr import Scalar


class AlongDirection(SecondOrder):
    """A function of the arguments and of a direction, the last argument of a call."""

    _last: tuple[Parameters, Any] | None = None  # what repeats the last call

    def run(self, values: Sequence[Any]) -> tuple[list[Any], Parameters]:
        """The outputs of the program, and the parameters."""
        if len(values) != len(self.arguments.args) + 1:
            raise ExpressionError(
                f"{len(self.arguments.args) + 1} arguments are expected "
                f"({', '.join(self.arguments.names)} and the direction), {len(values)} were given"
            )
        if self._last is not None:
            known, repeated = self._last
            found = repeated(values)
            if found is not None:
                return found, known
        *given, v = values
        key, flat = self.arguments.flat(given)
        known, programs = self.program(key)
        parts = direction(v, known, exact=not self.is_numpy)
        lead = tuple([part.shape[:-2] for part in parts])
        program = programs.get(lead)
        if program is None:
            program = programs[lead] = self._along(self.arguments.bound(key), lead)
        found = program(flat + parts)
        repeated = self.arguments.repeated(values, flat + parts, program)
        self._last = None if repeated is None else (known, repeated)
        return found, known

    def generate(self, bound: Bound, found: Specialized, known: Parameters) -> Any:
        """The parameters, and a table of the programs for each batch shape of the direction."""
        del bound, found
        return known, {}

    def _along(self, bound: Bound, lead: tuple[tuple[int, ...], ...]) -> Any:
        found = specialized(bound)
        known = parameters(self.wrt, found)
        graph = found.graph
        moving = {x: graph.make("input", (), Letter("direction", str(letter)), x.shape)
                  for letter, x in zip(known.letters, known.nodes, strict=True)}  # fmt: skip
        wider = replace(
            bound,
            letters=(*bound.letters, *(x.data for x in moving.values())),
            shapes=(*bound.shapes, *(x.shape for x in moving.values())),
            batches=(*bound.batches, *lead),
        )
        outputs = self.outputs(found, known, moving)
        return self.backend.program(graph, [*found.inputs, *moving.values()], outputs, wider)

    def outputs(
        self, found: Specialized, known: Parameters, moving: dict[Node, Node]
    ) -> list[Node]:
        """The nodes to evaluate."""
        raise NotImplementedError


class HessianProduct(AlongDirection):
    """H v."""

    def __call__(self, *values: Any) -> Any:
        found, known = self.run(values)
        return found if isinstance(values[-1], list | tuple) else known.flat(found)

    def outputs(
        self, found: Specialized, known: Parameters, moving: dict[Node, Node]
    ) -> list[Node]:
        return tangents(found.graph, self.gradient(found, known), moving)


class QuadraticForm(AlongDirection):
    """v' H v, the second derivative of the loss along v."""

    def __call__(self, *values: Any) -> Any:
        return self.run(values)[0][0]

    def outputs(
        self, found: Specialized, known: Parameters, moving: dict[Node, Node]
    ) -> list[Node]:
        del known
        first = tangents(found.graph, [found.translator.node(self.loss)], moving)
        return tangents(found.graph, first, moving)


class HessianBlocks(SecondOrder):
    """The blocks of the Hessian by the names of their variables."""

    def __call__(self, *values: Any) -> dict[tuple[str, str], Array]:
        key, flat = self.arguments.flat(values)
        program, names = self.program(key)
        return dict(zip(names, program(flat), strict=True))

    def generate(self, bound: Bound, found: Specialized, known: Parameters) -> Any:
        names, nodes = block_nodes(found, known, self.gradient(found, known))
        return self.backend.program(found.graph, found.inputs, nodes, bound), names


def block_nodes(
    found: Specialized, known: Parameters, slopes: Sequence[Node]
) -> tuple[list[tuple[str, str]], list[Node]]:
    """The names and nodes of all blocks, row by row."""
    names, nodes = [], []
    for left, slope in zip(known.letters, slopes, strict=True):
        for right, variable in zip(known.letters, known.nodes, strict=True):
            names.append((str(left), str(right)))
            nodes.append(jacobian_node(found.graph, slope, variable))
    return names, nodes


def hvp(
    loss: Scalar,
    wrt: Sequence[Variable],
    args: Sequence[Argument],
    backend: str = "numpy",
    **options: Any,
) -> HessianProduct:
    """The product H v of the Hessian with a vector, forward over reverse, without the Hessian.

    Called with the arguments and then v: one vector in the order of `hessian` (the result is one,
    too), or a list of matrices of the sizes of the variables (then so is the result).  Leading axes
    are a batch, of the arguments or of v or of both.

    Raises `SizeError` for a direction of another size.

    >>> import numpy as np
    >>> from symland import dims, frob2, matrix
    >>> m, n = dims("m n")
    >>> A = matrix("A", m, n)
    >>> product = hvp(frob2(A) / 2, [A], [A])
    >>> print(product(np.ones((2, 2)), np.arange(4.0)))
    [0. 1. 2. 3.]
    """
    return HessianProduct(loss, wrt, args, backend, **options)


def quadratic_form(
    loss: Scalar,
    wrt: Sequence[Variable],
    args: Sequence[Argument],
    backend: str = "numpy",
    **options: Any,
) -> QuadraticForm:
    """The quadratic form v' H v of the Hessian, in one pass forwards; called like `hvp`.

    >>> import numpy as np
    >>> from symland import dims, frob2, matrix
    >>> m, n = dims("m n")
    >>> A = matrix("A", m, n)
    >>> print(quadratic_form(frob2(A) / 2, [A], [A])(np.ones((2, 2)), np.arange(4.0)))
    14.0
    """
    return QuadraticForm(loss, wrt, args, backend, **options)


def hessian_blocks(
    loss: Scalar,
    wrt: Sequence[Variable],
    args: Sequence[Argument],
    backend: str = "numpy",
    **options: Any,
) -> HessianBlocks:
    """The blocks of the Hessian, a dict from the names (U, V) to the block, rows vec(U).

    >>> import numpy as np
    >>> from symland import dims, frob2, matrix
    >>> m, n = dims("m n")
    >>> A, B = matrix("A", m, n), matrix("B", n, m)
    >>> found = hessian_blocks(frob2(A @ B) / 2, [A, B], [A, B])(np.ones((1, 2)), np.ones((2, 1)))
    >>> print(found["A", "B"].shape)
    (2, 2)
    """
    return HessianBlocks(loss, wrt, args, backend, **options)
