"""Sizes and layer indices: polynomials with integer coefficients in integer symbols.

`dims("k h")` gives two sizes; `dims("d[]")` a family of sizes whose members are `d[0]`, `d[k]`,
`d[k - 1]`; `index("k", 1, l)` a layer index with `1 <= k <= l`.  Equality (`==`) is structural,
`<`, `<=`, `>`, `>=` make a `Constraint`, which hypotheses may contain.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from symland.errors import ExpressionError, NamingError

Monomial: TypeAlias = "tuple[tuple[Atom, int], ...]"


@dataclass(frozen=True, slots=True)
class Atom:
    """One integer symbol: a size, a member of a size family, or a layer index with its range."""

    kind: str  # "size" or "index"
    name: str
    args: tuple[Int, ...] = ()
    low: Int | None = None
    high: Int | None = None

    @property
    def key(self) -> str:
        inside = ",".join(str(arg) for arg in self.args)
        return f"{self.name}[{inside}]" if self.args else self.name


@dataclass(frozen=True, slots=True)
class Int:
    """A polynomial in integer symbols; `terms` is sorted and has no zero coefficient.

    >>> from symland import dims
    >>> m, n = dims("m n")
    >>> print((m + 1) * n)
    m*n + n
    """

    terms: tuple[tuple[Monomial, int], ...]

    def __add__(self, other: Int | int) -> Int:
        if not isinstance(other, Int | int):
            return NotImplemented
        return collect([*self.terms, *integer(other).terms])

    def __neg__(self) -> Int:
        return Int(tuple((monomial, -number) for monomial, number in self.terms))

    def __sub__(self, other: Int | int) -> Int:
        if not isinstance(other, Int | int):
            return NotImplemented
        return self + -integer(other)

    def __mul__(self, other: Int | int) -> Int:
        if not isinstance(other, Int | int):
            return NotImplemented
        right = integer(other).terms
        return collect([(_times(a, b), x * y) for a, x in self.terms for b, y in right])

    def __pow__(self, exponent: int) -> Int:
        if isinstance(exponent, bool) or not isinstance(exponent, int) or exponent < 0:
            raise ExpressionError(f"a size takes a power 0, 1, 2, ..., not {exponent!r}")
        result = integer(1)
        for _ in range(exponent):
            result = result * self
        return result

    def __truediv__(self, other: object) -> Int:
        raise ExpressionError(f"sizes are not divided: `{self} / {other}`",
                              help="as a number write `as_scalar(n) / 2`")  # fmt: skip

    def __rtruediv__(self, other: object) -> Int:
        raise ExpressionError(f"sizes are not divided: `{other} / {self}`",
                              help="as a number write `1 / as_scalar(n)`")  # fmt: skip

    def __radd__(self, other: int) -> Int:
        return self + other

    def __rsub__(self, other: int) -> Int:
        return integer(other) - self

    def __rmul__(self, other: int) -> Int:
        return self * other

    def __le__(self, other: Int | int) -> Constraint:
        return Constraint(integer(other) - self)

    def __ge__(self, other: Int | int) -> Constraint:
        return Constraint(self - other)

    def __lt__(self, other: Int | int) -> Constraint:
        return Constraint(integer(other) - self - 1)

    def __gt__(self, other: Int | int) -> Constraint:
        return Constraint(self - other - 1)

    def atoms(self) -> Iterator[Atom]:
        """Every integer symbol in this polynomial, those inside `d[...]` included."""
        for monomial, _ in self.terms:
            for atom, _ in monomial:
                yield atom
                for arg in atom.args:
                    yield from arg.atoms()

    def substitute(self, name: str, value: Int) -> Int:
        """Replace the layer index `name` by `value`, also inside sizes such as `d[k - 1]`."""
        total = integer(0)
        for monomial, number in self.terms:
            product = integer(number)
            for atom, power in monomial:
                for _ in range(power):
                    product = product * _substitute_atom(atom, name, value)
            total = total + product
        return total

    @property
    def number(self) -> int | None:
        """The value when no symbol occurs, else None."""
        if not self.terms:
            return 0
        return self.terms[0][1] if len(self.terms) == 1 and not self.terms[0][0] else None

    def __str__(self) -> str:
        ordered = sorted(self.terms, key=lambda term: (not term[0], term[1] < 0))
        pieces = [_term_text(monomial, number) for monomial, number in ordered]
        return " + ".join(pieces).replace("+ -", "- ") if pieces else "0"

    __repr__ = __str__


@dataclass(frozen=True, slots=True)
class Constraint:
    """`value >= 0`, a hypothesis about layer indices; it has no truth value of its own."""

    value: Int

    def __bool__(self) -> bool:
        raise ExpressionError(
            f"the truth of `{self}` is not known while its letters are symbols",
            help="put it into `given=[...]`",
        )

    def __str__(self) -> str:
        positive = Int(tuple(term for term in self.value.terms if term[1] > 0))
        return f"{positive} >= {positive - self.value}"


@dataclass(frozen=True, slots=True)
class SizeFamily:
    """Sizes `d[0], d[1], ...` of the layers; `d[k]` takes a number or a layer index."""

    name: str

    def __getitem__(self, position: Int | int) -> Int:
        return symbol(Atom("size", self.name, (integer(position),)))


def symbol(atom: Atom) -> Int:
    """The polynomial that consists of one symbol."""
    return Int(((((atom, 1),), 1),))


def integer(value: Int | int) -> Int:
    """A number as a polynomial; raises `ExpressionError` for anything else."""
    if isinstance(value, Int):
        return value
    if isinstance(value, bool) or not isinstance(value, int):
        raise ExpressionError(f"a size or layer index is expected, not {value!r}")
    return Int((((), value),)) if value else Int(())


def collect(terms: list[tuple[Monomial, int]]) -> Int:
    """Add up equal monomials; symbols first in order of name, the number last."""
    total: dict[Monomial, int] = {}
    for monomial, number in terms:
        total[monomial] = total.get(monomial, 0) + number
    kept = [(monomial, number) for monomial, number in total.items() if number]
    return Int(tuple(sorted(kept, key=_order)))


def dims(names: str) -> Int | SizeFamily | tuple[Int | SizeFamily, ...]:
    """Sizes of matrices: `dims("n")` gives one, `dims("k h")` a tuple, `dims("d[]")` a family.

    >>> from symland import dims
    >>> k, h = dims("k h")
    >>> d = dims("d[]")
    >>> print(k * h, d[k])
    h*k d[k]
    """
    found = tuple(_dim(name) for name in names.replace(",", " ").split())
    if not found:
        raise NamingError("`dims` needs at least one name, for example `dims('m n')`")
    return found[0] if len(found) == 1 else found


def index(name: str, low: Int | int | None = None, high: Int | int | None = None) -> Int:
    """A layer index with `low <= name <= high`; a missing bound is no bound.

    >>> from symland import index
    >>> l = index("l", 1)
    >>> k = index("k", 1, l)
    >>> print(k - 1)
    k - 1
    """
    check_name(name)
    bottom = None if low is None else integer(low)
    top = None if high is None else integer(high)
    return symbol(Atom("index", name, (), bottom, top))


def check_name(name: str) -> None:
    """Raise `NamingError` unless `name` is a letter followed by letters, digits, `_`, `'`."""
    if not re.fullmatch(r"[^\W\d_][\w']*", name):
        raise NamingError(f"`{name}` is not a name: letters, digits, `_` and `'` are allowed")


def _dim(name: str) -> Int | SizeFamily:
    if name.endswith("[]"):
        check_name(name[:-2])
        return SizeFamily(name[:-2])
    check_name(name)
    return symbol(Atom("size", name))


def _times(left: Monomial, right: Monomial) -> Monomial:
    powers: dict[Atom, int] = dict(left)
    for atom, power in right:
        powers[atom] = powers.get(atom, 0) + power
    return tuple(sorted(powers.items(), key=lambda item: item[0].key))


def _substitute_atom(atom: Atom, name: str, value: Int) -> Int:
    if atom.kind == "index":
        if atom.name == name:
            return value
        bounds = (None if bound is None else bound.substitute(name, value)
                  for bound in (atom.low, atom.high))  # fmt: skip
        return symbol(Atom(atom.kind, atom.name, (), *bounds))
    args = tuple(arg.substitute(name, value) for arg in atom.args)
    return symbol(Atom(atom.kind, atom.name, args, atom.low, atom.high))


def _order(term: tuple[Monomial, int]) -> tuple[bool, list[tuple[str, int]]]:
    return not term[0], [(atom.key, power) for atom, power in term[0]]


def _term_text(monomial: Monomial, number: int) -> str:
    factors = [atom.key + (f"**{power}" if power > 1 else "") for atom, power in monomial]
    if not factors:
        return str(number)
    sign = {1: "", -1: "-"}.get(number, f"{number}*")
    return sign + "*".join(factors)
