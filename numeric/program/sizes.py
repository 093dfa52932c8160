"""Sizes read from the shapes of arguments: small systems of equations, solved one by one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from numeric.dimensions import Dimensions, SizeTable
from symland.errors import NamingError, SizeError
from symland.language.integers import Atom, Int


@dataclass(frozen=True, slots=True)
class Equation:
    """A side of an argument has this length."""

    side: Int
    length: int
    letter: str
    shape: tuple[int, int]
    symbols: tuple[Int, Int]


@dataclass(slots=True)
class SizeReader:
    """Collects what the shapes of the arguments say about the sizes."""

    fixed: Dimensions
    indices: Mapping[str, int]
    equations: list[Equation] = field(default_factory=list)
    sizes: dict[str, int] = field(default_factory=dict)
    families: dict[str, dict[int, int]] = field(default_factory=dict)
    origin: dict[str, str] = field(default_factory=dict)

    def expect(self, letter: str, rows: Int, cols: Int, shape: tuple[int, ...]) -> None:
        """The letter is rows x cols, its argument has this shape."""
        found = shape[0], shape[1]
        for side, length in ((rows, found[0]), (cols, found[1])):
            if length < 1:
                raise SizeError(f"`{letter}` is {found[0]} x {found[1]}; sizes are at least 1")
            self.equations.append(Equation(side, length, letter, found, (rows, cols)))

    def dimensions(self) -> Dimensions:
        """The sizes; a contradiction raises `SizeError`."""
        self.sizes.update(self.fixed.sizes)
        open_ones = self.equations
        while open_ones:
            left = [equation for equation in open_ones if not self._used(equation)]
            if len(left) == len(open_ones):
                break
            open_ones = left
        tables: dict[str, SizeTable] = {**self.fixed.families, **self.families}
        for name, table in self.fixed.families.items():
            if isinstance(table, Mapping) and name in self.families:
                tables[name] = {**table, **self.families[name]}
        return Dimensions(self.sizes, tables, self.indices)

    def _used(self, equation: Equation) -> bool:
        """Whether the equation was checked or has given a size."""
        total, unknown = 0, []
        for monomial, number in equation.side.terms:
            value = number
            atoms = []
            for atom, power in monomial:
                known = self._value(atom)
                if known is None:
                    atoms.append((atom, power))
                else:
                    value *= known**power
            if atoms:
                unknown.append((atoms, value))
            else:
                total += value
        if not unknown:
            if total != equation.length:
                raise SizeError(self._message(equation, total))
            return True
        if len(unknown) > 1 or len(unknown[0][0]) > 1 or unknown[0][0][0][1] > 1:
            return False
        [([(atom, _)], factor)] = unknown
        found, rest = divmod(equation.length - total, factor)
        if rest or found < 1:
            raise SizeError(
                f"`{equation.letter}` is {_shape(equation.symbols)}, the argument is "
                f"{_shape(equation.shape)}: no size `{self._place(atom)}` fits"
            )
        self._learn(atom, found, equation.letter)
        return True

    def _position(self, atom: Atom) -> int:
        return Dimensions(indices=self.indices).value(atom.args[0])

    def _place(self, atom: Atom) -> str:
        return f"{atom.name}[{self._position(atom)}]" if atom.args else atom.name

    def _value(self, atom: Atom) -> int | None:
        if atom.kind == "index":
            if atom.name not in self.indices:
                raise NamingError(f"the layer index `{atom.name}` has no value")
            return self.indices[atom.name]
        if not atom.args:
            return self.sizes.get(atom.name)
        position = self._position(atom)
        found = self.families.get(atom.name, {}).get(position)
        table = self.fixed.families.get(atom.name)
        if found is None and isinstance(table, Mapping):
            return table.get(position)
        return table(position) if found is None and callable(table) else found

    def _learn(self, atom: Atom, value: int, letter: str) -> None:
        self.origin[self._place(atom)] = letter
        if atom.args:
            self.families.setdefault(atom.name, {})[self._position(atom)] = value
        else:
            self.sizes[atom.name] = value

    def _message(self, equation: Equation, expected: int) -> str:
        places = {self._place(atom) for atom in equation.side.atoms() if atom.kind == "size"}
        origins = sorted({self.origin[place] for place in places if place in self.origin})
        read = f" (read from `{'`, `'.join(origins)}`)" if origins else ""
        return (
            f"`{equation.letter}` is {_shape(equation.symbols)} with {equation.side} = "
            f"{expected}{read}, but the argument is {_shape(equation.shape)}"
        )


def _shape(sides: tuple[object, object]) -> str:
    return f"{sides[0]} x {sides[1]}"
