"""Concrete sizes and layer indices, and the choice of admissible ones."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from symland.errors import ExpressionError, NamingError, SizeError
from symland.language.integers import Atom, Constraint, Int


class MissingSizeError(NamingError):
    """SL003: a layer outside of those that an instance has sizes for, such as W[l - 1] at l = 1."""


SizeTable: TypeAlias = "Mapping[int, int] | Callable[[int], int]"


@dataclass(frozen=True, slots=True)
class Dimensions:
    """Values of sizes, of families of sizes, and of layer indices."""

    sizes: Mapping[str, int] = field(default_factory=dict)
    families: Mapping[str, SizeTable] = field(default_factory=dict)
    indices: Mapping[str, int] = field(default_factory=dict)

    def value(self, polynomial: Int, bound: Mapping[str, int] | None = None) -> int:
        """The value of a size or layer index; `bound` holds the indices of sums around it.

        >>> from symland.language.integers import dims
        >>> m, n = dims("m n")
        >>> Dimensions({"m": 2, "n": 3}).value(m * n + 1)
        7
        """
        total = 0
        for monomial, number in polynomial.terms:
            for atom, power in monomial:
                number *= self._atom(atom, bound or {}) ** power
            total += number
        return total

    def holds(self, constraint: Constraint) -> bool:
        """Whether `value >= 0` here."""
        return self.value(constraint.value) >= 0

    def _atom(self, atom: Atom, bound: Mapping[str, int]) -> int:
        if atom.kind == "index":
            table, word = (bound if atom.name in bound else self.indices), "layer index"
        elif atom.args:
            return self._member(atom.name, self.value(atom.args[0], bound))
        else:
            table, word = self.sizes, "size"
        if atom.name not in table:
            raise NamingError(f"the {word} `{atom.name}` has no value in this instance")
        return table[atom.name]

    def _member(self, name: str, position: int) -> int:
        table = self.families.get(name, {})
        if callable(table):
            return table(position)
        if position not in table:
            raise MissingSizeError(f"the size `{name}[{position}]` has no value in this instance")
        return table[position]


def admissible_indices(
    atoms: Iterable[Atom], constraints: Iterable[Constraint], largest: int
) -> Iterator[dict[str, int]]:
    """All values up to `largest` of layer indices within their ranges, smallest total first.

    An index without a lower bound starts at 0.  Constraints that mention sizes are left to the
    caller.

    >>> from symland.language.integers import index
    >>> l = index("l", 1)
    >>> k = index("k", 1, l)
    >>> list(admissible_indices([next(k.atoms())], [], 2))
    [{'l': 1, 'k': 1}, {'l': 2, 'k': 1}, {'l': 2, 'k': 2}]
    """
    constraints = list(constraints)
    inside = [atom for item in constraints for atom in item.value.atoms() if atom.kind == "index"]
    ordered = with_bounds([*atoms, *inside])
    names = list(dict.fromkeys(atom.name for atom in ordered))
    ranges = [bound for atom in ordered for bound in range_constraints(atom)]
    checks = [item.value for item in (*ranges, *constraints) if _index_only(item.value)]
    found = _extend({}, names, checks, largest)
    yield from sorted(found, key=lambda values: (sum(values.values()), *values.values()))


def with_bounds(atoms: Iterable[Atom]) -> list[Atom]:
    """The indices together with those in their bounds, bounds first."""
    found: dict[Atom, None] = {}
    for atom in atoms:
        inside = [bound for bound in (atom.low, atom.high) if bound is not None]
        bounds = [other for bound in inside for other in bound.atoms() if other.kind == "index"]
        found.update(dict.fromkeys([*with_bounds(bounds), atom]))
    return list(found)


def range_constraints(atom: Atom) -> list[Constraint]:
    """low <= index <= high, as far as there are bounds."""
    place = Int(((((atom, 1),), 1),))
    low = [] if atom.low is None else [place >= atom.low]
    return low + ([] if atom.high is None else [place <= atom.high])


def with_indices(dimensions: Dimensions, indices: Mapping[str, int]) -> Dimensions:
    """The same sizes with these layer indices."""
    return replace(dimensions, indices=dict(indices))


def positive(value: int, shown: object) -> int:
    """A concrete number of rows or columns; anything below 1 raises `SizeError`."""
    if value < 1:
        raise SizeError(f"the size `{shown}` is {value} in this instance; it must be at least 1")
    return value


def size_table(name: str, given: object) -> SizeTable:
    """A family of sizes from a dict, a list (d[0], d[1], ...) or a function."""
    if isinstance(given, Mapping) or callable(given):
        return given  # type: ignore[return-value]
    if isinstance(given, Sequence) and not isinstance(given, str):
        return dict(enumerate(given))
    raise ExpressionError(f"the sizes `{name}[...]` need a list, dict or function, not {given!r}")


def _index_only(polynomial: Int) -> bool:
    return all(atom.kind == "index" for atom in polynomial.atoms())


def _names(polynomial: Int) -> set[str]:
    return {atom.name for atom in polynomial.atoms()}


def _extend(
    known: dict[str, int], names: list[str], checks: list[Int], largest: int
) -> Iterator[dict[str, int]]:
    """All ways to give values to `names`; every check runs as soon as its indices are known."""
    if not names:
        yield known
        return
    ready = [check for check in checks if _names(check) <= {*known, names[0]}]
    later = [check for check in checks if check not in ready]
    for value in range(_lowest(names[0], ready), largest + 1):
        trial = Dimensions(indices={**known, names[0]: value})
        if all(trial.value(check) >= 0 for check in ready):
            yield from _extend(dict(trial.indices), names[1:], later, largest)


def _lowest(name: str, checks: list[Int]) -> int:
    """Where to start: at a negative lower bound if there is one, else at 0."""
    bounds = [_lower_bound(name, check) for check in checks]
    known = [bound for bound in bounds if bound is not None]
    return min([0, *known]) if known else 0


def _lower_bound(name: str, check: Int) -> int | None:
    """b when the check is `name - b >= 0`."""
    numbers = {monomial: number for monomial, number in check.terms if monomial}
    if _names(check) != {name} or list(numbers.values()) != [1]:
        return None
    [(monomial, _)] = numbers.items()
    if len(monomial) != 1 or monomial[0][1] != 1:
        return None
    return -sum(number for other, number in check.terms if not other)


def downwards(top: int, bottom: int) -> range:
    """The layers of W[top] ... W[bottom], the upper one first; there are none if top = bottom - 1.

    Raises `SizeError` if the product runs the wrong way.
    """
    if top < bottom - 1:
        raise SizeError(f"a product from {top} down to {bottom} has fewer than no factors")
    return range(top, bottom - 1, -1)
