"""Elementary functions of one number, or of an array of machine numbers, in rounded systems.

Each is accurate relative to its value, also far from zero: `sech` is there because 1 - tanh(x)^2
cancels.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np

from numeric.arithmetic import Array, Element

Context: TypeAlias = Any  # a context of mpmath


def _sigmoid(values: Array) -> Array:
    small = np.exp(-np.abs(values))
    return np.where(values >= 0, 1, small) / (1 + small)


def _sech(values: Array) -> Array:
    small = np.exp(-np.abs(values))
    return 2 * small / (1 + small * small)


FLOAT64: dict[str, Callable[[Array], Array]] = {
    "exp": np.exp,
    "log": np.log,
    "sin": np.sin,
    "cos": np.cos,
    "tanh": np.tanh,
    "sech": _sech,
    "arctan": np.arctan,
    "sigmoid": _sigmoid,
    "softplus": lambda values: np.logaddexp(0, values),
}

MULTIPRECISION: dict[str, Callable[[Context, Element], Element]] = {
    "exp": lambda context, value: context.exp(value),
    "log": lambda context, value: context.log(value),
    "sin": lambda context, value: context.sin(value),
    "cos": lambda context, value: context.cos(value),
    "tanh": lambda context, value: context.tanh(value),
    "sech": lambda context, value: context.sech(value),
    "arctan": lambda context, value: context.atan(value),
    "sigmoid": lambda context, value: 1 / (1 + context.exp(-value)),
    "softplus": lambda context, value: context.log1p(context.exp(value)),
}

BALL: dict[str, Callable[[Element], Element]] = {
    "exp": lambda value: value.exp(),
    "log": lambda value: value.log(),
    "sin": lambda value: value.sin(),
    "cos": lambda value: value.cos(),
    "tanh": lambda value: value.tanh(),
    "sech": lambda value: value.sech(),
    "arctan": lambda value: value.atan(),
    "sigmoid": lambda value: 1 / (1 + (-value).exp()),
    "softplus": lambda value: value.exp().log1p(),
}
