"""One name, one meaning: within a statement a name stands for one letter of one size."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from symland.errors import NamingError
from symland.language.expr import Expr


def check_names(exprs: Iterable[Expr]) -> None:
    """Raise `NamingError` if a name is used for two different letters, families or functions."""
    known: dict[str, tuple[str, str]] = {}
    seen: set[Expr] = set()
    todo = list(exprs)
    while todo:
        expr = todo.pop()
        if expr in seen:
            continue
        seen.add(expr)
        todo += expr.args
        found = _letter(expr)
        if found is None:
            continue
        name, *meaning = found
        before = known.setdefault(name, (meaning[0], meaning[1]))
        if before != (meaning[0], meaning[1]):
            raise NamingError(
                f"the name `{name}` stands for two things: {before[0]} {before[1]} and "
                f"{meaning[0]} {meaning[1]}",
                help="give one of them another name",
            )


def _letter(expr: Any) -> tuple[str, str, str] | None:
    if expr.op == "symbol":
        options = "symmetric " if expr.data[1] else ""
        kind = f"a {options}matrix of size" if expr.is_matrix else "a scalar"
        return expr.data[0], kind, f"{expr.rows} x {expr.cols}" if expr.is_matrix else ""
    if expr.op in ("member", "chain", "defined"):
        layers = expr.data[0]
        sizes = f"{layers.rows} x {layers.cols}".replace("#", "k")
        if expr.op == "defined":
            return layers.name, "layers that abbreviate", f"{expr.args[0]}".replace("#", "k")
        indexed = "layers with two indices" if layers.params else "layers"
        return layers.name, f"a family of {indexed} of size", sizes
    if expr.op == "entrywise":
        return expr.data.name, "an entrywise function", ""
    if expr.op == "apply":
        function = expr.data
        return function.name, "a function", f"from R^{function.inputs} to R^{function.outputs}"
    return None
