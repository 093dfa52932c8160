"""Hypotheses that a sum of squares is least: "for all V: |V X - Y|^2 >= |W X - Y|^2".

Whatever Z is, |Z B - C|^2 is at least |C - C B^+ B|^2 (Penrose 1956); so such a hypothesis holds in
an instance where its smaller side is not above this bound.  It follows from the normal equations
(W B - C) B' = 0, and where B is missing from W = C.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from numeric.entrywise import is_generic
from symland.language.build import frob2, pinv, zeros
from symland.language.claims import Claim
from symland.language.expr import Matrix, as_scalar, number
from symland.language.integers import Int
from symland.language.substitution import names_in
from symland.proof.logic.statements import ForAll, name_of

TOTAL = frozenset({"symbol", "identity", "defined", "member", "chain", "let", "add", "mul", "scale",
                   "matmul", "transpose", "hadamard", "kron"})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Least:
    """A sum of squares whose values for all bound letters are not below another formula."""

    squares: tuple[tuple[Fraction, Matrix], ...]
    least: Any
    bound: frozenset[str]

    @property
    def lower_bound(self) -> Any:
        """A number that no choice of the bound letters can go below."""
        total = as_scalar(number(0))
        for factor, matrix in self.squares:
            free, last = _free_part(matrix, self.bound)
            if free is not None:
                rest = free if last is None else free - free @ pinv(last) @ last
                total += number(factor) * frob2(rest)
        return total

    def defined(self) -> Iterator[Claim]:
        """What depends on no bound letter equals itself, which says that it is defined."""
        parts = [self.least, *(part for _, one in self.squares for part in _fixed(one, self.bound))]
        return (Claim("eq", one, one) for one in dict.fromkeys(parts))

    def equations(self) -> Iterator[Claim]:
        """Equations from which it follows; none where they are not known."""
        taken = list(squares_in(self.least) or ())
        last = _free_part(self.squares[0][1], self.bound)[1] if len(self.squares) == 1 else None
        for _, matrix in taken:
            found = matrix if last is None or len(taken) > 1 else matrix @ last.T
            yield Claim("eq", found, zeros(found.rows, found.cols))


def least(statement: Any) -> Least | None:
    """What a statement for all letters says, if it is that a sum of squares is least."""
    body = statement.body if isinstance(statement, ForAll) else None
    if not isinstance(body, Claim) or body.relation not in ("ge", "le"):
        return None
    if any(isinstance(one, Int) for one in statement.bound):
        return None
    sides = (body.left, body.right) if body.relation == "ge" else (body.right, body.left)
    bound = frozenset(map(name_of, statement.bound))
    squares = squares_in(sides[0])
    if squares is None or names_in(sides[1]) & bound:
        return None
    if not all(_is_total(matrix, bound) for _, matrix in squares):
        return None
    return Least(tuple(squares), sides[1], bound)


def _is_total(expr: Any, bound: frozenset[str]) -> bool:
    """Whether it is defined whatever the bound letters are, if what is fixed in it is.

    What layers abbreviate is taken as a whole: nothing in it may be undefined anywhere.
    """
    moving = [node for node in expr.walk() if names_in(node) & bound]
    inside = [part for node in moving if node.op == "defined" for part in node.walk()]
    return all(map(_is_everywhere, (*moving, *inside)))


def _is_everywhere(node: Any) -> bool:
    return node.op in TOTAL or (node.op == "entrywise" and is_generic(node.data))


def _fixed(expr: Any, bound: frozenset[str]) -> Iterator[Any]:
    """The largest parts in which no bound letter occurs."""
    if not names_in(expr) & bound:
        yield expr
    elif expr.op != "defined":
        for arg in expr.args:
            yield from _fixed(arg, bound)


def squares_in(expr: Any) -> list[tuple[Fraction, Matrix]] | None:
    """The squared norms of which an expression is a sum with positive factors; None if it is not.

    >>> from symland import dims, frob2, matrix
    >>> A = matrix("A", *dims("m n"))
    >>> [(str(factor), str(one)) for factor, one in squares_in(frob2(A) / 2)]
    [('1/2', 'A')]
    """
    if expr.op == "let":
        return squares_in(expr.args[0])
    if expr.op == "frob2":
        return [(Fraction(1), expr.args[0])]
    if expr.op == "add":
        parts = [squares_in(arg) for arg in expr.args]
        found = [one for part in parts if part is not None for one in part]
        return None if any(part is None for part in parts) else found
    if expr.op == "mul" and expr.args[0].op == "number" and len(expr.args) == 2:
        factor, inside = expr.args[0].data, squares_in(expr.args[1])
        if factor > 0 and inside is not None:
            return [(factor * other, one) for other, one in inside]
    return None


def _free_part(matrix: Any, bound: frozenset[str]) -> tuple[Any, Any]:
    """C and B where a matrix is Z B - C with Z alone bound; B is None where nothing is known."""
    moving: list[Any] = []
    free: Any = zeros(matrix.rows, matrix.cols)
    for one in _terms(matrix):
        if names_in(one) & bound:
            moving.append(one)
        else:
            free = free + one
    if len(moving) != 1:
        return (None, None) if moving else (free, None)
    last: Any = None
    for factor in reversed(list(_factors(moving[0]))):
        if names_in(factor) & bound:
            break
        last = factor if last is None else factor @ last
    return (None, None) if last is None else (free, last)


def _terms(expr: Any) -> Iterator[Any]:
    if expr.op == "let":
        yield from _terms(expr.args[0])
    elif expr.op == "add":
        for arg in expr.args:
            yield from _terms(arg)
    else:
        yield expr


def _factors(expr: Any) -> Iterator[Any]:
    """The matrices of a product; what scales it counts as a part of Z."""
    if expr.op == "let":
        yield from _factors(expr.args[0])
    elif expr.op == "scale":
        yield from _factors(expr.args[1])
    elif expr.op == "matmul":
        for arg in expr.args:
            yield from _factors(arg)
    else:
        yield expr
