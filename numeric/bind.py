"""Instances from arguments: sizes are read from the shapes of what is given, and checked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from numeric.arithmetic import Array
from numeric.dimensions import Dimensions
from numeric.instance import Instance, Letter, matrix_entries
from numeric.requirements import Requirements, requirements
from symland.errors import ExpressionError, NamingError, SizeError
from symland.language.expr import Expr
from symland.language.families import Family
from symland.language.integers import Atom, Int, integer


def bind(exprs: Iterable[Expr], args: Mapping[Any, Any]) -> Instance:
    """The instance of some expressions in which their letters have the given values.

    Keys are letters, members `W[2]` (or their names), or whole families with a list of matrices,
    W[1] first, or a table by position; values are nested lists or arrays of exact numbers, floats
    (which are taken exactly) or texts such as "0.1".  Names of sizes and layer indices may be given
    as numbers.  Raises `NamingError` for what is missing or unknown, `SizeError` where the shapes
    differ.

    >>> from symland.language.build import matrix
    >>> from symland.language.integers import dims
    >>> A = matrix("A", *dims("m n"))
    >>> bind([A @ A.T], {"A": [[1, 2, 3], ["0.5", 0, 1]]}).dimensions.sizes
    {'m': 2, 'n': 3}
    """
    needs = requirements(list(exprs))
    letters, numbers = _letters(needs, args)
    wanted = [*(node.data[0] for node in needs.letters.values()), *needs.scalars]
    missing = [name for name in wanted if not any(key.name == name for key in letters)]
    missing += [name for name in needs.families if not any(key.name == name for key in letters)]
    missing += [name for name in needs.indices if name not in numbers]
    if missing:
        raise NamingError(f"no value is given for {_listed(missing)}")
    indices = {name: numbers[name] for name in needs.indices}
    sizes = {name: value for name, value in numbers.items() if name not in indices}
    dimensions = _dimensions(needs, letters, Dimensions(sizes=sizes, indices=indices))
    found = Instance(dimensions, letters)
    for key, values in letters.items():
        shape = _shape_of(needs, key, found)
        if values.shape != shape:
            raise SizeError(f"`{key}` is {shape[0]} x {shape[1]} here, its entries are "
                            f"{values.shape[0]} x {values.shape[1]}")  # fmt: skip
    return found


def _letters(
    needs: Requirements, args: Mapping[Any, Any]
) -> tuple[dict[Letter, Array], dict[str, int]]:
    letters: dict[Letter, Array] = {}
    numbers: dict[str, int] = {}
    for key, value in args.items():
        name = _name(key)
        base, places = _member(name)
        if name in needs.letters:
            letters[Letter("matrix", name)] = entries(name, value)
        elif name in needs.scalars:
            letters[Letter("scalar", name)] = entries(name, [[value]])
        elif name in needs.families:
            table = value if isinstance(value, Mapping) else dict(enumerate(value, start=1))
            for place, one in table.items():
                letters[Letter("member", name, place)] = entries(f"{name}[{place}]", one)
        elif places and base in needs.families:
            *units, position = places
            letters[Letter("member", base, position, tuple(units))] = entries(name, value)
        elif name in needs.indices or name in needs.sizes:
            numbers[name] = _whole(name, value)
        else:
            known = [*needs.letters, *needs.scalars, *needs.families, *needs.indices]
            raise NamingError(f"`{name}` does not occur in the formula; it has {_listed(known)}")
    return letters, numbers


def entries(name: str, value: Any) -> Array:
    """A matrix of fractions from nested lists or an array of numbers or decimal texts."""
    found = np.asarray(value)
    if found.dtype.kind == "U":
        found = found.astype(object)
    found = matrix_entries(name, found)

    def one(number: Any) -> Fraction:
        try:
            return Fraction(str(number)) if isinstance(number, str) else _exact(number)
        except (ValueError, OverflowError, TypeError) as error:
            raise ExpressionError(f"`{name}` has the entry {number!r}, which is no finite number"
                                  ) from error  # fmt: skip

    return np.asarray(np.frompyfunc(one, 1, 1)(found), dtype=object)


def _exact(number: Any) -> Fraction:
    from numeric.arithmetic import rational

    return rational(number)


def _name(key: Any) -> str:
    if isinstance(key, str):
        return key.strip()
    if isinstance(key, Family):
        return key.name
    if isinstance(key, Int) and key.number is None:
        return str(key)
    if isinstance(key, Expr) and key.op == "symbol":
        return str(key.data[0])
    if isinstance(key, Expr) and key.op == "member":
        places = [place.number for place in (*key.data[0].params, key.data[1])]
        if None not in places:
            return key.data[0].name + "".join(f"[{place}]" for place in places)
    raise ExpressionError(f"a value is given to a letter or a member `W[2]`, not to `{key}`")


def _member(name: str) -> tuple[str, tuple[int, ...]]:
    """`W[2]` as W and (2,), `A[1][2]` as A and (1, 2)."""
    found = re.fullmatch(r"([^\[\]]+)((?:\[-?\d+\])+)", name)
    if found is None:
        return name, ()
    return found[1], tuple(int(place) for place in re.findall(r"-?\d+", found[2]))


def _whole(name: str, value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int | np.integer):
        raise ExpressionError(f"`{name}` is a size or layer index, it takes a whole number, not "
                              f"{value!r}")  # fmt: skip
    return int(value)


def _dimensions(
    needs: Requirements, letters: Mapping[Letter, Array], start: Dimensions
) -> Dimensions:
    """The sizes that follow from the shapes, an equation such as `2 m = 6` at a time."""
    equations: list[tuple[Int, int]] = []
    for key, values in letters.items():
        if key.kind == "matrix":
            shape = needs.letters[key.name].rows, needs.letters[key.name].cols
        elif key.kind == "member":
            family = needs.families[key.name]
            shape = family.rows_at(integer(key.position)), family.cols_at(integer(key.position))
        else:
            continue
        equations += list(zip(shape, values.shape, strict=True))
    sizes, families = dict(start.sizes), {name: {} for name in needs.size_families}
    known = Dimensions(sizes, families, start.indices)
    for _ in range(len(equations)):
        for left, value in equations:
            _learn(left, value, known, sizes, families)
    return known


def _learn(
    left: Int, value: int, known: Dimensions, sizes: dict[str, int], families: dict[str, Any]
) -> None:
    """If the polynomial has one unknown size, to the first power, and that divides: note it."""
    unknown = [atom for atom in left.atoms() if not _has_value(atom, known)]
    if len(set(unknown)) != 1:
        return
    atom = unknown[0]
    rest = factor = 0
    for monomial, number in left.terms:
        powers = dict(monomial)
        degree = powers.pop(atom, 0)
        part = known.value(Int(((tuple(powers.items()), number),)))
        if degree > 1:
            return
        factor, rest = (factor + part, rest) if degree else (factor, rest + part)
    if factor and (value - rest) % factor == 0:
        found = (value - rest) // factor
        if atom.args:
            families[atom.name][known.value(atom.args[0])] = found
        else:
            sizes[atom.name] = found


def _has_value(atom: Atom, known: Dimensions) -> bool:
    try:
        known.value(Int(((((atom, 1),), 1),)))
    except NamingError:
        return False
    return True


def _shape_of(needs: Requirements, key: Letter, found: Instance) -> tuple[int, int]:
    if key.kind == "matrix":
        return found.shape(needs.letters[key.name])
    if key.kind == "member":
        return found.member_shape(needs.families[key.name], key.position)
    return 1, 1


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
