"""The backends with exact numbers, balls and many digits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Any

import flint
import numpy as np

from numeric import fields
from numeric.arithmetic import Array, Element, SingularError
from numeric.backends.entrywise_source import Functions
from numeric.backends.ring import Ring, Value, prepared, schedule
from numeric.instance import Letter
from numeric.program.arguments import Bound
from numeric.program.errors import UndecidedError
from numeric.program.graph import Graph, Node, Shape
from symland.errors import ExpressionError

FLINT_MATRICES = (flint.arb_mat, flint.fmpq_mat, flint.fmpz_mat)


class FlintRing(Ring):
    """Matrices of FLINT."""

    kind: Any  # the class of the matrices

    def matrix(self, array: Array) -> Value:
        return self.kind(*array.shape, array.ravel().tolist())

    def entries(self, matrix: Value) -> Array:
        found = np.empty(matrix.nrows() * matrix.ncols(), dtype=object)
        found[:] = matrix.entries()
        return found.reshape(matrix.nrows(), matrix.ncols())

    def matmul(self, left: Value, right: Value) -> Value:
        return left * right

    def transpose(self, value: Value) -> Value:
        return value.transpose()

    def hadamard(self, left: Value, right: Value) -> Value:
        pairs = zip(left.entries(), right.entries(), strict=True)
        return self.kind(left.nrows(), left.ncols(), [x * y for x, y in pairs])

    def inner(self, left: Value, right: Value) -> Element:
        pairs = zip(left.entries(), right.entries(), strict=True)
        return sum((x * y for x, y in pairs), self.zero)

    def det(self, matrix: Value) -> Element:
        return matrix.det()

    def inverse(self, matrix: Value) -> Value:
        try:
            return matrix.inv()
        except ZeroDivisionError as error:
            raise self.singular(matrix) from error

    def solve(self, matrix: Value, right: Value) -> Value:
        try:
            return matrix.solve(right)
        except ZeroDivisionError as error:
            raise self.singular(matrix) from error

    def singular(self, matrix: Value) -> SingularError:
        """The error about a matrix without an inverse."""
        size = f"{matrix.nrows()} x {matrix.ncols()}"
        return SingularError(f"a {size} matrix has no inverse: it is singular ({self.field.name})")


class ExactRing(FlintRing):
    """Rational numbers."""

    kind = flint.fmpq_mat

    def number(self, value: Element, letter: object) -> Element:
        return value if isinstance(value, flint.fmpq) else super().number(value, letter)


class BallRing(FlintRing):
    """Balls; what the radii leave open raises `UndecidedError`."""

    kind = flint.arb_mat

    def precision(self) -> AbstractContextManager[Any]:
        return flint.ctx.workdps(self.field.precision)

    def number(self, value: Element, letter: object) -> Element:
        if isinstance(value, flint.arb):
            return value
        return super().number(value, letter)

    def singular(self, matrix: Value) -> SingularError:
        size = f"{matrix.nrows()} x {matrix.ncols()}"
        return UndecidedError(f"not decided at {self.field.digits} digits: "
                              f"whether a {size} matrix is singular")  # fmt: skip

    def map(self, node: Node, value: Array) -> Array:
        name = node.data[0].name
        if name in ("relu", "leaky_relu", "step") and any(_unsigned(x) for x in value.flat):
            raise UndecidedError(f"not decided at {self.field.digits} digits: "
                                 f"the sign of an entry of which `{name}` is taken")  # fmt: skip
        try:
            return super().map(node, value)
        except SingularError as error:
            raise UndecidedError(
                f"not decided at {self.field.digits} digits: {error.message}"
            ) from error

    def check(self, value: Value, shape: Shape) -> None:
        """A matrix has finite entries if their sum is finite, which is quick to form."""
        if len(shape) == 2:
            rows, cols = shape
            left = flint.arb_mat(1, rows, [1] * rows)
            value = (left * value * flint.arb_mat(cols, 1, [1] * cols))[0, 0]
        entries = value.ravel().tolist() if isinstance(value, np.ndarray) else [value]
        if not all(entry.is_finite() for entry in entries):
            raise UndecidedError(
                f"not decided at {self.field.digits} digits: a result has no finite ball"
            )

    def logdet(self, matrix: Value) -> Element:
        found = self.det(matrix)
        if not found > 0:
            sure = "negative or zero" if found <= 0 else "of unknown sign"
            raise UndecidedError(f"not decided at {self.field.digits} digits: "
                                 f"the logarithm of a determinant that is {sure}")  # fmt: skip
        return found.log()


def _unsigned(value: Element) -> bool:
    return not (value > 0 or value <= 0)


class DigitsRing(Ring):
    """Numbers of mpmath in object arrays."""

    def number(self, value: Element, letter: object) -> Element:
        context = self.field.context  # type: ignore[attr-defined]
        if hasattr(value, "man_exp"):  # an mpf of any context
            found = context.make_mpf(value._mpf_)
            if not context.isfinite(found):
                raise ExpressionError(f"`{letter}` has entries that are not finite")
            return found
        return super().number(value, letter)


class PreciseBackend:
    """Programs that are interpreted over a ring."""

    def __init__(self, name: str, functions: Functions, digits: int) -> None:
        self.name = name
        if digits < 1:
            raise ExpressionError(f"at least one digit is needed, not {digits}")
        if name == "exact":
            self.ring: Ring = ExactRing(fields.exact, functions)
        elif name == "ball":
            self.ring = BallRing(fields.ball(digits), functions)
        else:
            self.ring = DigitsRing(fields.mpmath(digits), functions)

    def __repr__(self) -> str:
        return self.ring.field.name

    def program(
        self,
        graph: Graph,  # noqa: ARG002 - the nodes say all
        inputs: Sequence[Node],
        outputs: Sequence[Node],
        bound: Bound,
    ) -> PreciseProgram:
        """The program for outputs."""
        return PreciseProgram(self.ring, inputs, outputs, bound)


class PreciseProgram:
    """Nodes in the order of evaluation; a batch is a loop."""

    def __init__(
        self, ring: Ring, inputs: Sequence[Node], outputs: Sequence[Node], bound: Bound
    ) -> None:
        self.ring, self.inputs, self.outputs, self.bound = ring, inputs, outputs, bound
        self.order = schedule(outputs)
        self.steps = prepared(ring, self.order)

    @property
    def text(self) -> str:
        return "\n".join(map(repr, self.order))

    def __call__(self, values: Sequence[Any]) -> list[Any]:
        batch = self.bound.batch
        with self.ring.precision():
            if not any(self.bound.batches):
                found = self._run(values)
                if any(isinstance(value, FLINT_MATRICES) for value in values):
                    return found
                pairs = zip(found, self.outputs, strict=True)
                return [self.ring.array(x, node.shape) if node.shape else x for x, node in pairs]
            runs = [[self.ring.array(x, node.shape)
                     for x, node in zip(self._run(members), self.outputs, strict=True)]
                    for members in self._members(values)]  # fmt: skip
        return [_stacked([run[place] for run in runs], batch, node.shape)
                for place, node in enumerate(self.outputs)]  # fmt: skip

    def _members(self, values: Sequence[Any]) -> Iterator[list[Any]]:
        """The arguments of every instance of a batch."""
        batch = self.bound.batch
        whole = [np.broadcast_to(np.asarray(value, dtype=object).reshape(lead + shape),
                                 batch + shape) if lead else value
                 for value, shape, lead in zip(values, self.bound.shapes, self.bound.batches,
                                               strict=True)]  # fmt: skip
        for place in np.ndindex(batch):
            yield [value[place] if lead else value
                   for value, lead in zip(whole, self.bound.batches, strict=True)]  # fmt: skip

    def _run(self, values: Sequence[Any]) -> list[Value]:
        """The outputs in the form in which the ring computes."""
        entries = {
            node: self._argument(letter, value, shape)
            for node, letter, value, shape in zip(
                self.inputs, self.bound.letters, values, self.bound.shapes, strict=True
            )
        }
        try:
            found = dict(entries)
            for node, run in self.steps:
                found[node] = run(found)
        except ZeroDivisionError as error:
            raise SingularError(f"division by zero ({self.ring.field.name})") from error
        for node in self.outputs:
            self.ring.check(found[node], node.shape)
        return [found[node] for node in self.outputs]

    def _argument(self, letter: Letter, value: Any, shape: Shape) -> Value:
        if isinstance(value, FLINT_MATRICES):
            if isinstance(value, getattr(self.ring, "kind", ())):
                return value
            value = np.array(value.tolist(), dtype=object)
        array = np.asarray(value, dtype=object).reshape(shape)
        found = np.empty(array.size, dtype=object)
        found[:] = [self.ring.number(entry, letter) for entry in array.flat]
        return self.ring.value(found.reshape(shape))


def _stacked(parts: Sequence[Array], batch: Shape, shape: Shape) -> Array:
    found = np.empty((len(parts), *shape), dtype=object)
    for place, part in enumerate(parts):
        found[place] = part if shape else part.item()
    return found.reshape(batch + shape)
