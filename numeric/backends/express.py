"""A call like the one before: arrays of the same shapes, checked in few steps.

For small matrices the checks of arguments, not the arithmetic, take most of the time of a call.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.linalg.blas import ddot  # type: ignore - made by f2py

from numeric.arithmetic import Array
from numeric.program.arguments import INFINITY

FLOAT64 = np.dtype(np.float64)
ARRAYS = {np.ndarray}


def are_finite_floats(values: Sequence[Any]) -> bool:
    """Whether all are arrays of finite floats that are not too large.

    "No" is no answer: the sum of the squares of large floats may be infinite.
    """
    if set(map(type, values)) != ARRAYS:
        return False
    if [value.dtype for value in values].count(FLOAT64) < len(values):
        return False
    flat = [value.ravel() for value in values]
    return sum(map(ddot, flat, flat)) < INFINITY


@dataclass(frozen=True, slots=True)
class Express:
    """The program for arguments that are arrays, or lists of arrays, of certain shapes."""

    lengths: list[int]  # of each list, -1 for an array
    shapes: list[tuple[int, ...]]
    program: Any  # a `NumpyProgram` without a batch

    def __call__(self, values: Sequence[Any]) -> list[Any] | None:
        """The results, or None for other arguments."""
        flat, lengths = _flat(values)
        if lengths != self.lengths or not are_finite_floats(flat):
            return None
        if [value.shape for value in flat] != self.shapes:
            return None
        return self.program.evaluated(flat)


def express(values: Sequence[Any], given: Sequence[Any], program: Any) -> Express | None:
    """What repeats a call with `values`, for which `program` was called with the arrays `given`.

    None where something else is to be done with the arguments than to lay them out in order.
    """
    flat, lengths = _flat(values)
    if len(flat) != len(given) or any(x is not y for x, y in zip(flat, given, strict=True)):
        return None
    if not are_finite_floats(flat):
        return None
    return Express(lengths, [value.shape for value in flat], program)


def _flat(values: Sequence[Any]) -> tuple[list[Array], list[int]]:
    flat: list[Array] = []
    lengths = []
    for value in values:
        if type(value) is list:
            flat += value
            lengths.append(len(value))
        else:
            flat.append(value)
            lengths.append(-1)
    return flat, lengths
