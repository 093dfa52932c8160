"""The backends by name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from numeric.backends.entrywise_source import Functions
from numeric.backends.floating import NumpyBackend
from numeric.backends.precise import PreciseBackend
from numeric.backends.residues import ModularBackend
from numeric.backends.support import check_supported
from numeric.program.arguments import Bound
from numeric.program.graph import Graph, Node
from symland.errors import NamingError
from symland.language.expr import Expr

NAMES = ("numpy", "mpmath", "ball", "exact", "modular")


class Backend(Protocol):
    """Makes programs from graphs."""

    def program(
        self, graph: Graph, inputs: Sequence[Node], outputs: Sequence[Node], bound: Bound
    ) -> Any:
        """A callable from the flat arguments to the outputs, with its `text`."""
        ...


def backend_named(
    name: str, exprs: Sequence[Expr], functions: Functions, *, digits: int, prime: int | None
) -> Backend:
    """A backend; `exprs` are checked for functions that it does not have."""
    if name not in NAMES:
        raise NamingError(f"`{name}` is not a backend", help=f"choose one of {', '.join(NAMES)}")
    check_supported(name, exprs, functions)
    if name == "numpy":
        return NumpyBackend(functions)
    if name == "modular":
        return ModularBackend(functions, prime)
    return PreciseBackend(name, functions, digits)
