"""Abbreviations in formulas: what they stand for, and formulas without them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import count
from typing import Any

from symland.language.build import index_name, indices_of
from symland.language.claims import Claim
from symland.language.derivatives import along_parts
from symland.language.expr import Expr, rebuild
from symland.language.families import PLACE, UNIT, at, family_of
from symland.language.integers import Atom, Constraint, Int, symbol
from symland.language.notation.latex import formula
from symland.render.latex.display import Row


@dataclass(frozen=True, slots=True)
class Meaning:
    """What an abbreviation is called in a formula, and what it stands for."""

    letter: Expr
    body: Expr


def abbreviations(exprs: Iterable[Expr]) -> dict[str, Meaning]:
    """The abbreviations in some formulas, those inside the bodies of others included."""
    found: dict[str, Meaning] = {}
    todo = list(exprs)
    for expr in todo:
        for node in _outermost(expr):
            meaning = _meaning(node)
            name = node.data if node.op == "let" else node.data[0].name
            if name not in found:
                found[name] = meaning
                todo.append(meaning.body)
    return found


def _outermost(expr: Expr) -> list[Expr]:
    if expr.op in ("let", "defined"):
        return [expr]
    return [node for arg in expr.args for node in _outermost(arg)]


def _meaning(node: Expr) -> Meaning:
    """`E = body`; for layers that abbreviate others the equation at a layer that has a name."""
    if node.op == "let":
        return Meaning(node, node.args[0])
    place = _place(set(indices_of(node.args[0])))
    return Meaning(family_of(node)[place], at(node.args[0], PLACE, place))


def _place(used: Collection[str]) -> Int:
    letters = (letter + "'" * primes for primes in count() for letter in "kjiqp")
    return symbol(Atom("index", next(letter for letter in letters if letter not in used)))


def where(exprs: Iterable[Expr], known: Iterable[str] = ()) -> list[Row | str]:
    r"""Rows that explain the abbreviations of some formulas, with the word in front of them.

    Where something is differentiated along a motion, the velocities are rows, too.
    """
    shown = list(exprs)
    found = {name: one for name, one in abbreviations(shown).items() if name not in known}
    rows = [Row(formula(one.body), "=", formula(one.letter)) for one in found.values()]
    bodies = [one.body for one in found.values()]
    rows += [Row(formula(speed), "=", (r"\frac{d}{dt} ", *formula(variable)))
             for variable, speed in _velocities([*shown, *bodies]).items()]  # fmt: skip
    return ["where", *rows] if rows else []


def _velocities(exprs: Iterable[Expr]) -> dict[Any, Any]:
    """The motions of derivatives along one, a family of layers at a layer that has a name."""
    nodes = [node for expr in exprs for node in expr.walk() if node.op == "along"]
    moves = [pair for node in nodes for pair in zip(*along_parts(node)[1:3], strict=True)]
    used = {name for pair in moves for side in pair for name in indices_of(side)}
    unit = _place(used)
    place = _place({*used, index_name(unit)})
    found: dict[Any, Any] = {}
    for variable, speed in moves:
        twice = variable.op == "member" and UNIT in variable.data[0].params
        layer = place if twice else unit
        left, right = (at(at(side, UNIT, unit), PLACE, layer) for side in (variable, speed))
        found.setdefault(left, right)
    return found


def ambiguous(exprs: Iterable[Expr]) -> frozenset[str]:
    """Names under which the formulas have abbreviations of different meaning."""
    bodies: dict[str, set[Expr]] = {}
    for node in (node for expr in exprs for node in expr.walk()):
        if node.op == "let":
            bodies.setdefault(node.data, set()).add(node.args[0])
    return frozenset(name for name, found in bodies.items() if len(found) > 1)


def unfolded(value: Any, names: Collection[str] | None = None) -> Any:
    """A formula or statement with its abbreviations replaced by what they stand for.

    With `names` only those.  Products of abbreviated layers of symbolic length stay.
    """
    if isinstance(value, Claim):
        sides = (unfolded(side, names) for side in (value.left, value.right))
        return Claim(value.relation, *sides)
    if isinstance(value, Constraint):
        return value
    if value.op == "let" and (names is None or value.data in names):
        return unfolded(value.args[0], names)
    if value.op == "defined" and names is None:
        one = value.data[1] == value.data[2]
        return unfolded(at(value.args[0], PLACE, value.data[1])) if one else value
    return rebuild(value, tuple(unfolded(arg, names) for arg in value.args))
