"""The NumPy backend: generated code on float64 arrays, with or without a batch axis."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import Any

import numpy as np

from numeric.arithmetic import Array, DomainError
from numeric.backends.entrywise_source import Functions
from numeric.backends.express import FLOAT64, are_finite_floats, express
from numeric.backends.orientation import oriented
from numeric.backends.pieces import Pieces
from numeric.backends.source import Source, compiled_with_buffers
from numeric.program.arguments import Bound, as_array, is_finite
from numeric.program.graph import Graph, Node
from symland.errors import ExpressionError, SizeError


class NumpyBackend:
    """Float64; `functions` are the values of generic functions."""

    def __init__(self, functions: Functions) -> None:
        self.functions = functions

    def __repr__(self) -> str:
        return "numpy"

    def program(
        self, graph: Graph, inputs: Sequence[Node], outputs: Sequence[Node], bound: Bound
    ) -> NumpyProgram:
        """The program with its outputs."""
        batched = {node: bool(batch) for node, batch in zip(inputs, bound.batches, strict=True)}
        outputs = oriented(graph, outputs) if any(batched.values()) else outputs
        source = Source(graph, batched, self.functions, buffered=True)
        source.write(outputs)
        code, buffers, direct = compiled_with_buffers(source, [source.names[x] for x in outputs])
        shapes = [(node.shape, source.batched[node]) for node in outputs]
        stacked = list(batched.values())
        return NumpyProgram(Intake(bound), Pieces(code, stacked, shapes, buffers, direct))


class Intake:
    """Checks and converts arguments whose shapes are known to fit."""

    def __init__(self, bound: Bound) -> None:
        self.letters, self.batch = bound.letters, bound.batch
        self.length = prod(self.batch)
        self.shapes = bound.shapes
        self.axes = [len(shape) for shape in bound.shapes]
        self.batches = bound.batches
        self.has_batch = any(bound.batches)
        if not self.length:
            raise SizeError(f"the batch dimensions {self.batch} hold no instance")
        self.has_column = any(not prod(shape) or shape[1:] == (1,) for shape in bound.shapes)

    def __call__(self, values: Sequence[Any]) -> Sequence[Array]:
        """Arrays with at most one batch axis."""
        plain = not self.has_column and are_finite_floats(values)
        arrays = values if plain else self._converted(values)
        return self.flattened(arrays) if self.has_batch else arrays

    def _converted(self, values: Sequence[Any]) -> list[Array]:
        """The arguments one by one."""
        arrays = []
        for place, value in enumerate(values):
            array = value
            if type(value) is not np.ndarray or value.dtype is not FLOAT64:
                array = as_array(str(self.letters[place]), value)
            if array.ndim < self.axes[place]:
                array = array.reshape(self.shapes[place])
            if not is_finite(array):
                raise ExpressionError(f"`{self.letters[place]}` has entries that are not finite")
            arrays.append(array)
        return arrays

    def flattened(self, arrays: Sequence[Array]) -> list[Array]:
        """Batch axes broadcast and laid out as one."""
        found = []
        for array, shape, batch in zip(arrays, self.shapes, self.batches, strict=True):
            if batch and batch != self.batch:
                array = np.broadcast_to(array, self.batch + shape)
            found.append(array.reshape((self.length, *shape)) if batch else array)
        return found


def outside(error: FloatingPointError) -> DomainError:
    """The error about an operation that has no finite result."""
    return DomainError(f"a value is outside the domain or too large (float64): {error}")


class NumpyProgram:
    """Compiled code with the shapes of its outputs."""

    def __init__(self, intake: Intake, pieces: Pieces) -> None:
        self.intake, self.pieces, self.code = intake, pieces, pieces.code
        self.text: str = pieces.code.text

    def __call__(self, values: Sequence[Any]) -> list[Any]:
        return self.evaluated(self.intake(values))

    def evaluated(self, arrays: Sequence[Array]) -> list[Any]:
        """The results for arguments that have been checked."""
        has_batch = self.intake.has_batch
        with np.errstate(over="raise", divide="raise", invalid="raise"):
            try:
                if has_batch:
                    results = self.pieces.run(arrays, self.intake.length)
                else:
                    results = self.code(*arrays, 1)
            except FloatingPointError as error:
                raise outside(error) from error
            for found in results:
                if not is_finite(found):
                    raise DomainError("a result is too large for float64 or not defined")
        if not has_batch:
            return [found if type(found) is np.ndarray else float(found) for found in results]
        return [self._finished(found, *output)
                for found, output in zip(results, self.pieces.outputs, strict=True)]  # fmt: skip

    def repeated(self, values: Sequence[Any], flat: Sequence[Any]) -> Any:
        """What repeats a call with `values`, laid out as `flat`; None where more is to be done."""
        plain = not self.intake.has_batch and not self.intake.has_column
        return express(values, flat, self) if plain else None

    def _finished(self, found: Any, shape: tuple[int, ...], batched: bool) -> Any:  # noqa: FBT001
        batch = self.intake.batch
        if batched:
            return found.reshape(batch + shape)
        return np.broadcast_to(found, batch + shape).copy()
