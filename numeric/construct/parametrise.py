"""Equations of known form, satisfied by free parameters.

| equation | value |
|---|---|
| Q'Q = I, with Q'R = 0 for others | columns of (I - S)(I + S)^-1 with S = G - G' (Cayley) |
| A'A = B B' | Q B' with Q'Q = I |
| P P = P, P' = P | B B^+; without P' = P: B D B^-1 with a diagonal D of zeros and ones |
| A' = A, A' = -A | G + G', G - G' |
| A B = I | B = A^-1 |
| A P A = A | P = A^+ |
| A X = 0 | X = (I - A^+ A) G |
| a >= r, a > r | a = r + s^2, a = r + s^2 + 1 |

The parameters are letters whose names begin with `#`.  Nothing is claimed here: whoever uses the
values checks the equations.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
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


def _kernel(claim: Claim, work: Work) -> bool:
    """A X = 0 with a letter X at the end, or X A = 0 with a letter in front."""
    left = claim.left
    if claim.relation != "eq" or not _is_zero(claim.right) or left.op != "matmul":
        return False
    *before, last = left.args
    letter = work.letter(_plain(last))
    if letter is not None:
        map_ = before[0]
        for factor in before[1:]:
            map_ = map_ @ factor
        free = work.parameter(f"G.{letter}", last.rows, last.cols)
        value = free - pinv(map_) @ map_ @ free
        return work.define(letter, value if last.op != "transpose" else value.T)
    first, *after = left.args
    letter = work.letter(_plain(first))
    if letter is None:
        return False
    map_ = after[0]
    for factor in after[1:]:
        map_ = map_ @ factor
    free = work.parameter(f"G.{letter}", first.rows, first.cols)
    value = free - free @ map_ @ pinv(map_)
    return work.define(letter, value if first.op != "transpose" else value.T)


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
    _balance, _projection, _mirror, _inverse, _generalised_inverse, _kernel, _above,
)  # fmt: skip
