"""Which parameters may stand beside one another: letters, and the layers near one place.

A family of symbolic length has a pool of layers at its lower end, one at its upper end, and one
around a generic layer j.  What is found for the generic layer holds for every j.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from symland.conserved.residual import is_family, names_in
from symland.conserved.words import Side, side_of
from symland.errors import UndecidedError
from symland.language.build import indices_of
from symland.language.derivatives import Flow
from symland.language.expr import Matrix
from symland.language.families import PLACE, Family
from symland.language.integers import Constraint, Int, index

UNIT_NAMES = ("k", "u", "v", "w")
NAMES = ("j", "i", "p", "q", "r", "s")


@dataclass(frozen=True, slots=True)
class Layers:
    """A family and the range of the layers that move."""

    family: Family
    low: Int
    high: Int


@dataclass(frozen=True, slots=True)
class Pool:
    """Parameters among which words are formed, and what is supposed of the depth."""

    letters: tuple[Matrix, ...]
    constraints: tuple[Constraint, ...] = ()
    generic: tuple[Layers, str] | None = None  # around a layer with this name
    starts: tuple[Side, ...] = ()  # where the words of a generic pool begin


def pools_of(flow: Flow, degree: int) -> list[Pool]:
    """One pool for letters and short families; three for each family of symbolic length."""
    letters = [x for x in flow.variables if not is_family(x)]
    long: list[Layers] = []
    ranges = _ranges(_families(flow), flow)
    for variable in flow.variables:
        if is_family(variable):
            layers = ranges[variable.data[0].name]
            count = (layers.high - layers.low).number
            if count is None:
                long.append(layers)
            else:
                letters += [layers.family[layers.low + n] for n in range(count + 1)]
    if not long:
        return [Pool(tuple(letters))]
    ends = [_end(long, letters, degree, top) for top in (False, True)]
    return [*ends, *_generic(long, degree, flow)]


def _end(long: Sequence[Layers], letters: Sequence[Matrix], degree: int, top: bool) -> Pool:  # noqa: FBT001
    """Letters and the layers at one end; words begin at a letter or at one of the end's layers."""
    reach = range(2 * degree)
    members = [[one.family[one.high - n] if top else one.family[one.low + n] for n in reach]
               for one in long]  # fmt: skip
    starts = [side_of(letter, axis) for letter in letters for axis in (0, 1)]
    starts += [side_of(member, 0 if top else 1) for group in members for member in group[:degree]]
    listed = [member for group in members for member in (reversed(group) if top else group)]
    return Pool((*letters, *listed), _deep(long, degree), starts=tuple(dict.fromkeys(starts)))


def _deep(long: Sequence[Layers], degree: int) -> tuple[Constraint, ...]:
    return tuple(one.high - one.low >= 2 * degree for one in long)


def _generic(long: Sequence[Layers], degree: int, flow: Flow) -> list[Pool]:
    """Layers around a generic one; several families of one range stand side by side."""
    taken = {name for part in (*flow.variables, *flow.velocities) for name in indices_of(part)}
    taken |= _bounds(long)
    name = next(one for one in NAMES if one not in taken)
    ranges: dict[tuple[Int, Int], list[Layers]] = {}
    for layers in long:
        ranges.setdefault((layers.low, layers.high), []).append(layers)
    pools = []
    for (low, high), group in ranges.items():
        place = index(name, low + degree, high - degree)
        letters = [member for one in group for member in _around(one.family, place, degree)]
        starts = tuple(side_of(one.family[place], 0) for one in group)
        pools.append(Pool(tuple(letters), _deep(group, degree), (group[0], name), starts))
    return pools


def _around(family: Family, place: Int, degree: int) -> list[Matrix]:
    """The layers that a word from one may reach; units that do not multiply stand alone."""
    reach = range(1 - degree, degree + 1) if family.chainable else range(1)
    return [family[place + n] for n in reach]


def _bounds(long: Sequence[Layers]) -> set[str]:
    return {atom.name for one in long for bound in (one.low, one.high) for atom in bound.atoms()}


def _families(flow: Flow) -> list[Family]:
    """The families that move; of layers A[k][q] those of one generic unit k."""
    taken = {name for part in (*flow.variables, *flow.velocities) for name in indices_of(part)}
    found = []
    for variable in flow.variables:
        if not is_family(variable):
            continue
        layers = variable.data[0]
        if layers.params:
            low, high = _units(layers, flow)
            inside = {atom.name for bound in (low, high) for atom in bound.atoms()}
            name = next(one for one in UNIT_NAMES if one not in taken | inside)
            layers = Family(layers.name, layers.rows, layers.cols, (index(name, low, high),))
        found.append(layers)
    return found


def _units(layers: Family, flow: Flow) -> tuple[Int, Int]:
    """The range of the abbreviated units that are made of a doubly indexed family."""
    for velocity in flow.velocities:
        for node in velocity.walk():
            if node.op == "defined" and layers.name in names_in(node.args[0]):
                return node.data[2], node.data[1]
    raise UndecidedError(
        f"the units of `{layers.name}` are no product of abbreviated layers",
        help="write the network as `chain(W, l, 1)` with `let_family`",
    )


def _ranges(families: Sequence[Family], flow: Flow) -> dict[str, Layers]:
    """The layers of each family; a family of velocities has those of the family that it moves."""
    found = {one.name: _range(one, flow) for one in families}
    known = [one for one in found.values() if one is not None]
    for one in families:
        if found[one.name] is None:
            if len({(each.low, each.high) for each in known}) != 1:
                raise UndecidedError(f"the loss does not contain the layers `{one.name}`")
            found[one.name] = Layers(one, known[0].low, known[0].high)
    return {name: one for name, one in found.items() if one is not None}


def _range(family: Family, flow: Flow) -> Layers | None:
    """The layers of a family that occur in the flow: those of its longest product."""
    found: list[tuple[Int, Int]] = []
    for velocity in flow.velocities:
        for node in velocity.walk():
            if node.op not in ("chain", "member") or node.data[0].name != family.name:
                continue
            if node.op == "chain":
                found.append((node.data[2], node.data[1]))
            elif node.data[1] != PLACE:
                found.append((node.data[1], node.data[1]))
    if not found:
        return None
    low, high = found[0]
    for bottom, top in found[1:]:
        low, high = _least(low, bottom), -_least(-high, -top)
    return Layers(family, low, high)


def _least(one: Int, other: Int) -> Int:
    difference: Any = (one - other).number
    if difference is None:
        raise UndecidedError(
            f"which of the layers {one} and {other} comes first is not known",
            help="write the network as one product `chain(W, l, 1)`",
        )
    return one if difference <= 0 else other
