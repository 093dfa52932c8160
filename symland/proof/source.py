"""Places in an author's file: the argument of a step, its right side, a line with an edit in it."""

from __future__ import annotations

import ast
import linecache
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from symland.errors import ExpressionError, Location, place_of
from symland.language.expr import Expr
from symland.language.families import Family, Function
from symland.language.functions import Activation
from symland.language.integers import Int
from symland.language.notation.python import python

NAMED = (Expr, Family, Function, Activation)


def argument_location(place: Location | None) -> Location | None:
    """The first argument of the call at a place, which is what a step states."""
    found = call_at(place)
    return place if place is None or found is None else place_of_node(place.file, found.args[0])


def right_location(place: Location | None) -> Location | None:
    """The right side of what the call at a place states: `c.eq(right)`, `claim(Eq(left, right))`.

    None where it is not written there.
    """
    found = call_at(place)
    if place is None or found is None:
        return None
    stated = found.args[0]
    if _name(found.func) in ("eq", "le", "ge", "lt", "gt"):
        return place_of_node(place.file, stated)
    if not isinstance(stated, ast.Call) or len(stated.args) != 2:
        return None
    is_claim = _name(stated.func) in ("Eq", "Le", "Ge", "Lt", "Gt")
    return place_of_node(place.file, stated.args[1]) if is_claim else None


def edited_line(place: Location, right: Any) -> str:
    """The author's line with another right side; empty where it has no Python source."""
    try:
        source = python(right, names_at(place.file))
    except ExpressionError:
        return ""
    first = linecache.getline(place.file, place.line)
    last = linecache.getline(place.file, place.end_line).rstrip("\n")
    return f"{first[: place.column - 1]}{source}{last[place.end_column - 1 :]}"


def names_at(file: str) -> Mapping[Any, str]:
    """The variables of a module by the letters and formulas that they stand for."""
    path = Path(file).resolve()
    for module in list(sys.modules.values()):
        other = getattr(module, "__file__", None)
        if other and Path(other).name == path.name and Path(other).resolve() == path:
            return _names(vars(module))
    return {}


def _names(variables: Mapping[str, Any]) -> Mapping[Any, str]:
    found: dict[Any, str] = {}
    for name, value in variables.items():
        if name.startswith("_"):
            continue
        if isinstance(value, NAMED) and getattr(value, "op", "") != "number":
            found.setdefault(value, name)
        elif isinstance(value, Int):
            found.setdefault(value, name)
            for atom in value.atoms() if len(value.terms) == 1 else ():
                found.setdefault((atom.kind, atom.name), name)
    return found


def call_at(place: Location | None) -> ast.Call | None:
    """The call with arguments that starts at a place."""
    if place is None:
        return None
    try:
        tree = ast.parse(Path(place.file).read_text(encoding="utf-8"))
    except (OSError, SyntaxError, UnicodeDecodeError):
        return None
    starts = (place.line, place.column, place.end_line)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args:
            whole = place_of_node(place.file, node)
            if (whole.line, whole.column, whole.end_line) == starts:
                return node
    return None


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def place_of_node(file: str, node: ast.expr) -> Location:
    end_line, end = node.end_lineno or node.lineno, node.end_col_offset or node.col_offset
    return place_of(file, node.lineno, node.col_offset, end_line, end)
