"""Abbreviations in formulas: what they stand for, and formulas without them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any, TypeAlias

from symland.language.build import index_name, indices_of
from symland.language.claims import Claim
from symland.language.derivatives import along_parts
from symland.language.expr import Expr, Matrix, rebuild
from symland.language.families import PLACE, UNIT, at, family_of
from symland.language.integers import Atom, Constraint, Int, symbol
from symland.language.notation.latex import along_operator, formula
from symland.render.latex.display import Row

Motion: TypeAlias = "tuple[tuple[Matrix, ...], tuple[Matrix, ...]]"


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


def where(
    exprs: Iterable[Expr], known: Collection[str] = (), said: Collection[Motion] = ()
) -> list[Row | str]:
    r"""Rows that explain the abbreviations of some formulas, with the word in front of them.

    Where something is differentiated along a motion, the velocities are rows, too.  Names in
    `known` and motions in `said` need no explanation.
    """
    shown = list(exprs)
    found = {name: one for name, one in abbreviations(shown).items() if name not in known}
    rows = [Row(formula(one.body), "=", formula(one.letter)) for one in found.values()]
    bodies = [one.body for one in found.values()]
    rows += [row for motion, number in _motions([*shown, *bodies]) if motion not in said
             for row in _velocities(motion, number)]  # fmt: skip
    return ["where", *rows] if rows else []


def motions(exprs: Iterable[Expr]) -> list[Motion]:
    """The motions along which something is differentiated: variables and velocities."""
    return list(dict.fromkeys(motion for motion, _ in _motions(exprs)))


def _motions(exprs: Iterable[Expr]) -> list[tuple[Motion, int]]:
    """Motions with the numbers under which they are shown, 0 if there is one only."""
    nodes = [node for expr in exprs for node in expr.walk() if node.op == "along"]
    return list(dict.fromkeys((along_parts(node)[1:3], [*node.data, 0][2]) for node in nodes))


def numbered(value: Any, known: Sequence[Motion]) -> Any:
    """A formula or statement whose derivatives along motions carry the number of their motion."""
    if isinstance(value, Claim):
        sides = (numbered(side, known) for side in (value.left, value.right))
        return Claim(value.relation, *sides)
    if isinstance(value, Constraint):
        return value
    fresh = rebuild(value, tuple(numbered(arg, known) for arg in value.args))
    if value.op != "along":
        return fresh
    data = (*value.data, 1 + known.index(along_parts(value)[1:3]))
    return type(fresh)("along", fresh.args, data, fresh.rows, fresh.cols)


def _velocities(motion: Motion, number: int) -> list[Row]:
    """The velocity of each variable, of a family of layers at a layer that has a name."""
    used = {name for side in motion for one in side for name in indices_of(one)}
    unit = _place(used)
    place = _place({*used, index_name(unit)})
    rows = []
    for variable, speed in zip(*motion, strict=True):
        twice = variable.op == "member" and UNIT in variable.data[0].params
        layer = place if twice else unit
        left, right = (at(at(side, UNIT, unit), PLACE, layer) for side in (variable, speed))
        rows.append(Row(formula(right), "=", (f"{along_operator(1, number)} ", *formula(left))))
    return rows


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
