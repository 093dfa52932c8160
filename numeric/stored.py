"""An instance as plain data, for the cache; what is read back is evaluated again."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import flint
import numpy as np

from numeric.arithmetic import Array, rational
from numeric.dimensions import Dimensions
from numeric.instance import Instance, Letter
from numeric.signs import is_positive

_NUMBER = re.compile(r"-?\d{1,200}(/[1-9]\d{0,199})?")
_MALFORMED = (KeyError, TypeError, ValueError, AttributeError)


def to_data(instance: Instance) -> dict[str, Any]:
    """Sizes, layer indices, entries and coefficients; numbers as texts such as `-1/2`."""
    dimensions = instance.dimensions
    return {
        "sizes": dict(dimensions.sizes),
        "indices": dict(dimensions.indices),
        "families": {name: sorted(table.items()) for name, table in dimensions.families.items()
                     if isinstance(table, Mapping)},
        "letters": [[*letter, _rows(values)] for letter, values in instance.letters.items()],
        "functions": [[*key, [_rows(part) for part in parts]]
                      for key, parts in instance.functions.items()],
        "activations": _tables(instance.activations),
        "denominators": _tables(instance.denominators),
    }  # fmt: skip


def from_data(data: Any) -> Instance | None:
    """The instance of some data, None where they are malformed."""
    try:
        letters = {Letter(str(kind), str(name), int(place), tuple(map(int, units))): _array(rows)
                   for kind, name, place, units, rows in data["letters"]}  # fmt: skip
        functions = {(str(name), int(inputs), int(outputs)): tuple(map(_array, parts))
                     for name, inputs, outputs, parts in data["functions"]}  # fmt: skip
        above, below = ({str(name): tuple(map(_number, numbers))
                         for name, numbers in data[key].items()}
                        for key in ("activations", "denominators"))  # fmt: skip
        tables = {str(name): {int(place): int(size) for place, size in table}
                  for name, table in data["families"].items()}  # fmt: skip
        sizes = {str(name): int(size) for name, size in data["sizes"].items()}
        indices = {str(name): int(place) for name, place in data["indices"].items()}
    except _MALFORMED:
        return None
    if any(not is_positive(_polynomial(numbers)) for numbers in below.values()):
        return None  # a generic function is defined everywhere
    dimensions = Dimensions(sizes, tables, indices)
    return Instance(dimensions, letters, functions, activations=above, denominators=below)


def _polynomial(numbers: Sequence[Fraction]) -> Any:
    return flint.fmpq_poly([flint.fmpq(one.numerator, one.denominator) for one in numbers])


def _tables(found: Mapping[str, tuple[Fraction, ...]]) -> dict[str, list[str]]:
    return {name: [str(rational(one)) for one in numbers] for name, numbers in found.items()}


def _rows(values: Array) -> list[list[str]]:
    return [[str(rational(value)) for value in row] for row in values]


def _array(rows: Any) -> Array:
    found = np.array([[_number(value) for value in row] for row in rows], dtype=object)
    if found.ndim != 2:
        raise ValueError(rows)
    return found


def _number(text: Any) -> Fraction:
    if not isinstance(text, str) or not _NUMBER.fullmatch(text):
        raise ValueError(text)
    return Fraction(text)
