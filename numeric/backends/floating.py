"""The NumPy backend: generated code on float64 arrays, with or without a batch axis."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import Any

import numpy as np
from scipy.linalg.blas import ddot  # type: ignore - made by f2py

from numeric.arithmetic import Array, DomainError
from numeric.backends.entrywise_source import Functions
from numeric.backends.orientation import oriented
from numeric.backends.source import Source, compiled_with_buffers
from numeric.program.arguments import INFINITY, Bound, as_array, is_finite
from numeric.program.graph import Graph, Node, Shape
from symland.errors import ExpressionError, SizeError

PIECE = 1 << 18  # entries of all buffers, which then stay in the cache
LEAST = 4  # instances that are evaluated at once in any case
FLOAT64 = np.dtype(np.float64)
ARRAYS = {np.ndarray}


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
        return NumpyProgram(code, Intake(bound), shapes, buffers, direct)


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
        self.is_special = any(not prod(shape) or shape[1:] == (1,)
                                                 for shape in bound.shapes)  # fmt: skip

    def __call__(self, values: Sequence[Any]) -> Sequence[Array]:
        """Arrays with at most one batch axis."""
        arrays = values if self._is_plain(values) else self._converted(values)
        return self.flattened(arrays) if self.has_batch else arrays

    def _is_plain(self, values: Sequence[Any]) -> bool:
        """Whether all are arrays of finite floats in their own shapes: in most calls they are.

        A column may be given as a vector; the sum of squares may be too large.
        """
        if self.is_special or set(map(type, values)) != ARRAYS:
            return False
        if [value.dtype for value in values].count(FLOAT64) < len(values):
            return False
        flat = [value.ravel() for value in values]
        return sum(map(ddot, flat, flat)) < INFINITY

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

    def __init__(
        self,
        code: Any,
        intake: Intake,
        outputs: Sequence[tuple[tuple[int, ...], bool]],
        buffers: Sequence[Shape],
        direct: Sequence[bool],
    ) -> None:
        self.code, self.intake, self.outputs = code, intake, outputs
        self.buffers, self.direct = buffers, direct
        self.step = max(LEAST, PIECE // max(1, sum(map(prod, buffers))))
        self.pools: dict[int, list[list[Array]]] = {}
        self.text: str = code.text

    def __call__(self, values: Sequence[Any]) -> list[Any]:
        with np.errstate(over="raise", divide="raise", invalid="raise"):
            arrays = self.intake(values)
            try:
                results = self._run(arrays) if self.intake.has_batch else self.code(*arrays, 1)
            except FloatingPointError as error:
                raise outside(error) from error
            if not all(map(is_finite, results)):
                raise DomainError("a result is too large for float64 or not defined")
        if not self.intake.has_batch:
            return [found if type(found) is np.ndarray else float(found) for found in results]
        return [self._finished(found, *output)
                for found, output in zip(results, self.outputs, strict=True)]  # fmt: skip

    def _run(self, arrays: Sequence[Array]) -> Sequence[Any]:
        """The outputs; a long batch is evaluated in pieces whose intermediate results are small."""
        length, step = self.intake.length, self.step
        whole = [np.empty((length, *shape)) if batched else None
                 for shape, batched in self.outputs]  # fmt: skip
        stacked = [bool(batch) for batch in self.intake.batches]
        results: Sequence[Any] = []
        for start in range(0, length, step):
            part = slice(start, min(start + step, length))
            pieces = [array[part] if is_stack else array
                      for array, is_stack in zip(arrays, stacked, strict=True)]  # fmt: skip
            targets = [target if target is None else target[part] for target in whole]
            results = self._piece(pieces, part.stop - start, targets)
        return [found if target is None else target
                for found, target in zip(results, whole, strict=True)]  # fmt: skip

    def _piece(
        self, arrays: Sequence[Array], length: int, targets: Sequence[Array | None]
    ) -> Sequence[Any]:
        """The outputs for a few instances, written into the targets."""
        pool = self.pools.setdefault(length, [])
        work = pool.pop() if pool else [np.empty((length, *shape)) for shape in self.buffers]
        results = self.code(*arrays, length, work, targets)
        for found, target, is_written in zip(results, targets, self.direct, strict=True):
            if target is not None and not is_written:
                target[...] = found
        pool.append(work)
        return results

    def _finished(self, found: Any, shape: tuple[int, ...], batched: bool) -> Any:  # noqa: FBT001
        batch = self.intake.batch
        if batched:
            return found.reshape(batch + shape)
        return np.broadcast_to(found, batch + shape).copy()
