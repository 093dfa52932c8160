"""Walks over the trees that authors write."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from symland.language.expr import Expr


def nodes(exprs: Iterable[Expr]) -> Iterator[Expr]:
    """Every node of the expressions, once."""
    seen: set[Expr] = set()
    todo = list(exprs)
    while todo:
        expr = todo.pop()
        if expr not in seen:
            seen.add(expr)
            todo += expr.args
            yield expr
