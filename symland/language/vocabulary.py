"""The functions that formulas in text may call, with their numbers of arguments."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from symland.language import block_matrix, build, functions
from symland.language.expr import as_scalar

ANY_NUMBER = 10**6
FUNCTIONS: dict[str, tuple[Callable[..., Any], int, int]] = {  # with fewest and most arguments
    "tr": (build.tr, 1, 1),
    "vec": (build.vec, 1, 1),
    "kron": (build.kron, 2, ANY_NUMBER),
    "hadamard": (build.hadamard, 2, ANY_NUMBER),
    "frob2": (build.frob2, 1, 1),
    "inner": (build.inner, 2, 2),
    "diag": (build.diag, 1, 1),
    "inv": (build.inv, 1, 1),
    "pinv": (build.pinv, 1, 1),
    "as_scalar": (as_scalar, 1, 1),
    "commutation": (build.commutation, 2, 2),
    "selection": (block_matrix.selection, 3, 3),
    "identity": (build.identity, 1, 1),
    "zeros": (build.zeros, 1, 2),
    "ones": (build.ones, 1, 2),
    "det": (functions.det, 1, 1),
    "logdet": (functions.logdet, 1, 1),
    "norm": (functions.norm, 1, 1),
    "total": (functions.total, 1, 1),
    "sum": (functions.total, 1, 1),
    "diagonal": (functions.diagonal, 1, 1),
    "expm": (functions.expm, 1, 1),
    "hadamard_power": (functions.hadamard_power, 2, 2),
    "hadamard_div": (functions.hadamard_div, 2, 2),
    "leaky_relu": (functions.leaky_relu, 1, 1),
    "sqrt": (functions.sqrt, 1, 1),
    **{name: (functions.activation(name), 1, 1) for name in functions.NAMED},
}
