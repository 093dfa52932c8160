"""Equations of known form, satisfied by free parameters.

| equation | value |
|---|---|
| Q'Q = I, with Q'R = 0 for others | columns of (I - S)(I + S)^-1 with S = G - G' (Cayley) |
| A'A = B B' | Q B' with Q'Q = I |
| P P = P, P' = P | B B^+; without P' = P: B D B^-1 with a diagonal D of zeros and ones |
| A' = A, A' = -A | G + G', G - G' |
| A B = I | B = A^-1 |
| A P A = A | P = A^+ |
| A X B = R | X = A^+ R B^+ + G - A^+ A G B B^+ |
| f(a) <= f(b) | a = b, in some instances |
| a >= r, a > r | a = r + s^2, a = r + s^2 + 1 |

The parameters are letters whose names begin with `#`.  Nothing is claimed here: whoever uses the
values checks the equations.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from operator import matmul
from typing import Any, TypeAlias

import numpy as np

from numeric.arithmetic import rational
from numeric.construct.solve import depends, isolated_scalar, letter_of
from numeric.instance import Instance, Letter
from symland.language.build import identity, inv, pinv
from symland.language.claims import Claim
from symland.language.expr import Expr, Matrix, Scalar
from symland.language.integers import Int

HIDDEN = "#"  # how the names of parameters begin
Rule: TypeAlias = "Callable[[Claim, Work], bool]"


def parametrise(claims: Sequence[Claim], instance: Instance) -> Instance:
    """The instance with letters defined by parameters, as far as equations have a known form."""
    work = Work(instance, dict(instance.definitions), claims)
    _orthonormal(work)
    for claim in claims:
        for left, right in _both_ways(claim):
            if any(rule(Claim(claim.relation, left, right), work) for rule in RULES):
                break
    return replace(instance, definitions=work.definitions)


@dataclass(slots=True)
class Work:
    """An instance whose letters are being defined."""

    instance: Instance
    definitions: dict[Letter, Expr]
    claims: Sequence[Claim]
    taken: set[Letter] = field(default_factory=set)

    def letter(self, expr: Any) -> Letter | None:
        """The letter that an expression is, if it may still get a value."""
        if expr.op not in ("symbol", "member"):
            return None
        found = letter_of(expr, self.instance.dimensions)
        fixed = found in self.instance.letters or found in self.definitions
        return None if fixed or found in self.taken else found

    def define(self, letter: Letter, value: Expr) -> bool:
        """Give a letter its value, unless that depends on the letter itself."""
        if depends(value, letter, replace(self.instance, definitions=self.definitions)):
            return False
        self.definitions[letter] = value
        return True

    def parameter(self, name: str, rows: Int, cols: Int) -> Matrix:
        return Matrix("symbol", (), (HIDDEN + name, ()), rows, cols)

    def number(self, name: str) -> Scalar:
        return Scalar("symbol", (), (HIDDEN + name, ()))

    def size(self, value: Int) -> int:
        return self.instance.dimensions.value(value)

    @property
    def by_chance(self) -> bool:
        """True in some instances, False in others."""
        drawn = self.instance.entries(Letter("scalar", HIDDEN + "chance"), (1, 1))
        return rational(drawn[0, 0]).numerator % 2 == 0

    def signs(self, name: str, rows: Int, cols: Int, start: int) -> Matrix:
        """A parameter whose columns are different unit vectors with signs."""
        height, width = self.size(rows), self.size(cols)
        key = Letter("matrix", f"{HIDDEN}J.{name}")
        if key not in self.instance.letters:
            order = Letter("matrix", f"{HIDDEN}order.{rows}")
            drawn = [rational(x) for x in self.instance.entries(order, (1, height))[0]]
            places = sorted(range(height), key=lambda place: -drawn[place])
            entries = np.zeros((height, width), dtype=object)
            for column in range(width):
                place = places[(start + column) % height]
                entries[place, column] = -1 if drawn[place] % 2 else 1
            self.instance.letters[key] = entries
        return self.parameter(f"J.{name}", rows, cols)


def _both_ways(claim: Claim) -> Iterator[tuple[Any, Any]]:
    yield claim.left, claim.right
    if claim.relation == "eq":
        yield claim.right, claim.left


# Orthonormal columns: Q'Q = I for several letters that are orthogonal to each other.


def _orthonormal(work: Work) -> None:
    found: dict[Letter, Any] = {}
    for claim in work.claims:
        for left, right in _both_ways(claim):
            base = _gram(left)
            letter = work.letter(_plain(base)) if base is not None else None
            if letter is not None and right.op == "identity":
                found.setdefault(letter, base)
    groups: list[list[Letter]] = []
    for letter in found:
        near = [
            group
            for group in groups
            if any(_crossed(work, found[letter], found[one]) for one in group)
        ]
        groups = [group for group in groups if group not in near]
        groups.append([*(one for group in near for one in group), letter])
    for group in groups:
        start = 0
        for letter in group:
            base = found[letter]
            columns = work.size(base.cols)
            if start + columns <= work.size(base.rows):
                value = _isometry(work, str(group[0]), str(letter), base.rows, base.cols, start)
                work.define(letter, value if base.op != "transpose" else value.T)
            start += columns


def _crossed(work: Work, first: Any, second: Any) -> bool:
    """Whether Q'R = 0 is among the equations."""
    pairs = ((first, second), (second, first))
    for claim in work.claims:
        for left, right in _both_ways(claim):
            if _is_zero(right) and any(left == a.T @ b for a, b in pairs if a.rows == b.rows):
                return True
    return False


def _isometry(work: Work, group: str, name: str, rows: Int, cols: Int, start: int = 0) -> Matrix:
    """A matrix with orthonormal columns: some columns of a Cayley transform, with signs."""
    free = work.parameter(f"G.{group}", rows, rows)
    skew = free - free.T
    one = identity(rows)
    return (one - skew) @ inv(one + skew) @ work.signs(name, rows, cols, start)


def _gram(expr: Any) -> Any:
    """Q with orthonormal columns wanted, where an expression is Q'Q (Q may be R' for R R')."""
    if expr.op != "matmul" or len(expr.args) != 2:
        return None
    left, right = expr.args
    if left == right.T or right == left.T:
        return right
    return None


def _plain(expr: Any) -> Any:
    return expr.args[0] if expr.op == "transpose" else expr


def _is_zero(expr: Any) -> bool:
    return expr.op == "zeros"


# One equation at a time.


def _balance(claim: Claim, work: Work) -> bool:
    """A'A = B B' with a letter A (or its transpose): A = Q B'."""
    base, half = _gram(claim.left), _half(claim.right)
    if claim.relation != "eq" or base is None or half is None:
        return False
    letter = work.letter(_plain(base))
    if letter is None or work.size(base.rows) < work.size(half.cols):
        return False
    value = _isometry(work, str(letter), str(letter), base.rows, half.cols) @ half.T
    return work.define(letter, value if base.op != "transpose" else value.T)


def _half(expr: Any) -> Any:
    """B where an expression is the product B B', read from both ends."""
    if expr.op != "matmul" or len(expr.args) % 2:
        return None
    middle = len(expr.args) // 2
    first, second = expr.args[:middle], expr.args[middle:]
    if any(a != b.T and b != a.T for a, b in zip(first, reversed(second), strict=True)):
        return None
    found = first[0]
    for factor in first[1:]:
        found = found @ factor
    return found


def _projection(claim: Claim, work: Work) -> bool:
    """P P = P (or P^2 = P); P' = P if that is asked for, too."""
    base = claim.right
    is_square = claim.left in (_product(base, base), base**2) if _is_square(base) else False
    letter = work.letter(base)
    if claim.relation != "eq" or letter is None or not is_square:
        return False
    free = work.parameter(f"B.{letter}", base.rows, base.cols)
    if _is_symmetric(base) or any(_says_symmetric(one, base) for one in work.claims):
        return work.define(letter, free @ pinv(free))
    kept = work.parameter(f"K.{letter}", base.rows, base.cols)
    return work.define(letter, free @ kept @ pinv(kept) @ inv(free))


def _mirror(claim: Claim, work: Work) -> bool:
    """A' = A or A' = -A."""
    base = _plain(claim.left)
    letter = work.letter(base)
    if claim.relation != "eq" or letter is None or claim.left.op != "transpose":
        return False
    free = work.parameter(f"G.{letter}", base.rows, base.cols)
    if claim.right == base:
        return work.define(letter, free + free.T)
    return claim.right == -base and work.define(letter, free - free.T)


def _inverse(claim: Claim, work: Work) -> bool:
    """A B = I with a letter B at one end."""
    if claim.relation != "eq" or claim.right.op != "identity" or claim.left.op != "matmul":
        return False
    first, *rest = claim.left.args
    letter = work.letter(rest[-1])
    if letter is not None and _is_square(rest[-1]) and first.rows == first.cols:
        left = first
        for factor in rest[:-1]:
            left = left @ factor
        return work.define(letter, inv(left))
    return False


def _generalised_inverse(claim: Claim, work: Work) -> bool:
    """A P A = A."""
    is_product = claim.left.op == "matmul" and len(claim.left.args) == 3
    if claim.relation != "eq" or not is_product:
        return False
    first, middle, last = claim.left.args
    letter = work.letter(middle)
    return first == last == claim.right and letter is not None and work.define(letter, pinv(first))


def _factor(claim: Claim, work: Work) -> bool:
    """A X B = R with a letter X: A^+ R B^+ and what A and B send to 0.

    The letter may be a layer in a product of layers.
    """
    if claim.relation != "eq" or not claim.left.is_matrix:
        return False
    factors = _factors(claim.left, work)
    for place in (*range(len(factors) - 1, -1, -1),) if len(factors) > 1 else ():
        letter, base = work.letter(_plain(factors[place])), factors[place]
        if letter is None:
            continue
        before, after = _multiplied(factors[:place]), _multiplied(factors[place + 1 :])
        free = work.parameter(f"G.{letter}", base.rows, base.cols)
        value, kept = claim.right, free
        if before is not None:
            value, kept = pinv(before) @ value, pinv(before) @ before @ kept
        if after is not None:
            value, kept = value @ pinv(after), kept @ after @ pinv(after)
        total = free - kept if _is_zero(claim.right) else value + free - kept
        if work.define(letter, total if base.op != "transpose" else total.T):
            return True
    return False


def _factors(expr: Any, work: Work) -> list[Any]:
    """The factors of a product; those of a product of layers are its layers."""
    if expr.op == "let":
        return _factors(expr.args[0], work)
    if expr.op == "matmul":
        return [one for arg in expr.args for one in _factors(arg, work)]
    if expr.op == "chain":
        family, high, low = expr.data
        top, bottom = work.size(high), work.size(low)
        return [family[place] for place in range(top, bottom - 1, -1)] or [expr]
    return [expr]


def _multiplied(factors: Sequence[Any]) -> Any:
    return reduce(matmul, factors) if factors else None


def _equal(claim: Claim, work: Work) -> bool:
    """f(a) <= f(b): the letters in which the sides differ are made equal, now and then."""
    if claim.relation not in ("le", "ge"):
        return False
    pairs = list(_differences(claim.left, claim.right))
    if not work.by_chance or any(_shape(one) != _shape(other) for one, other in pairs):
        return False
    made = [_made_equal(one, other, work) for one, other in pairs]
    return any(made)


def _shape(expr: Any) -> tuple[Any, ...]:
    return expr.is_matrix, expr.rows, expr.cols


def _made_equal(one: Any, other: Any, work: Work) -> bool:
    for left, right in ((one, other), (other, one)):
        letter = work.letter(left)
        if letter is not None and work.define(letter, right):
            return True
        if _factor(Claim("eq", left, right), work):
            return True
    return False


def _differences(one: Any, other: Any) -> Iterator[tuple[Any, Any]]:
    """The smallest parts in which two formulas differ."""
    if one == other:
        return
    same = (one.op, one.data, len(one.args)) == (other.op, other.data, len(other.args))
    if same and one.args and one.op != "let":
        for left, right in zip(one.args, other.args, strict=True):
            yield from _differences(left, right)
    elif one.op == "let" or other.op == "let":
        bare = [x.args[0] if x.op == "let" else x for x in (one, other)]
        yield from _differences(*bare)
    else:
        yield one, other


def _above(claim: Claim, work: Work) -> bool:
    """a >= r for a parameter a that r does not contain, or a <= r."""
    found = isolated_scalar(claim, replace(work.instance, definitions=work.definitions))
    if found is None or work.letter(found[0]) is None:
        return False
    symbol, bound, sign, strict = found
    free = work.number(f"s.{symbol.data[0]}")
    slack = free * free + 1 if strict else free * free
    letter = work.letter(symbol)
    return letter is not None and work.define(letter, bound + sign * slack)


def _is_square(expr: Any) -> bool:
    return expr.is_matrix and expr.rows == expr.cols


def _product(left: Any, right: Any) -> Any:
    return left @ right


def _is_symmetric(expr: Any) -> bool:
    return expr.op == "symbol" and "symmetric" in expr.data[1]


def _says_symmetric(claim: Claim, base: Any) -> bool:
    return claim.relation == "eq" and {claim.left, claim.right} == {base, base.T}


RULES: tuple[Rule, ...] = (
    _balance, _projection, _mirror, _inverse, _generalised_inverse, _factor, _above, _equal,
)  # fmt: skip
