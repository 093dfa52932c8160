"""For which values of a parameter the remainder of an inequality has the right sign.

Said only where it is shown: the remainder is p(a) times a squared norm that is not always 0 and
does not contain a, or p(a) alone, and the real roots of p are rational.
"""

from __future__ import annotations

from collections.abc import Collection
from fractions import Fraction
from itertools import pairwise
from typing import Any

import flint

from numeric.signs import real_roots
from symland.calculus.algebra import scalar_product
from symland.kernel.linear import Context
from symland.language.expr import Expr, Scalar
from symland.refute.difference import Term, collected

SQUARES = ("frob2",)
WHATEVER = "for all values of the other letters"


def threshold_note(greater: Any, less: Any, context: Context, *, strict: bool) -> str:
    """`the remainder is nonnegative ... exactly when 0 <= a <= 1`, or nothing.

    The inequality is known to fail somewhere, so that the squared norm is not always 0.

    >>> from symland import dims, frob2, matrix, scalar
    >>> A, a = matrix("A", *dims("m n")), scalar("a")
    >>> print(threshold_note(a * frob2(A), a**2 * frob2(A), Context(), strict=False))
    the remainder is nonnegative for all values of the other letters exactly when 0 <= a <= 1
    """
    for unfold in (False, True):
        terms = collected(greater, less, context, unfold=unfold)
        found = "" if terms is None else _condition(terms, strict=strict)
        if found:
            return found
    return ""


def _condition(terms: list[Term], *, strict: bool) -> str:
    plain = [_plain(one) for one in terms]
    if all(one.body is None for one in plain):
        found = _solved_for([part for one in plain for part in one.coefficient], strict=strict)
        kind = "positive" if strict else "nonnegative"
        return f"the remainder is {kind} exactly when {found}" if found else ""
    body = terms[0].body
    if strict or len(terms) > 1 or body is None or body.op not in SQUARES:
        return ""  # a squared norm may be 0
    found = _solved_for(list(terms[0].coefficient), strict=False, without=_letters(body))
    return f"the remainder is nonnegative {WHATEVER} exactly when {found}" if found else ""


def _plain(term: Term) -> Term:
    """A term whose body is a polynomial in parameters, without a body."""
    if term.body is None or _polynomial(term.body) is None:
        return term
    return Term(tuple(scalar_product(part, term.body) for part in term.coefficient), None)


def _solved_for(summands: list[Scalar], *, strict: bool, without: Collection[str] = ()) -> str:
    names = {name for part in summands for name in _letters(part)}
    parts = [_polynomial(part) for part in summands]
    if len(names) != 1 or names & set(without) or any(part is None for part in parts):
        return ""
    total = sum(parts, flint.fmpq_poly([0]))
    return _solved(total, next(iter(names)), strict=strict)


def _letters(expr: Expr) -> set[str]:
    return {node.data[0] for node in expr.walk() if node.op == "symbol"}


def _polynomial(expr: Expr) -> Any:
    """A polynomial in the only symbol of an expression; None for anything else."""
    if expr.op == "number":
        return flint.fmpq_poly([flint.fmpq(expr.data.numerator, expr.data.denominator)])
    if expr.op == "symbol":
        return flint.fmpq_poly([0, 1])
    if expr.op == "power" and isinstance(expr.data, int) and expr.data >= 0:
        base = _polynomial(expr.args[0])
        return None if base is None else base**expr.data
    if expr.op not in ("mul", "add"):
        return None
    parts = [_polynomial(arg) for arg in expr.args]
    if any(part is None for part in parts):
        return None
    total = parts[0]
    for part in parts[1:]:
        total = total * part if expr.op == "mul" else total + part
    return total


def _solved(p: Any, name: str, *, strict: bool) -> str:
    """Where p >= 0 (or > 0), as intervals; nothing if it is everywhere, nowhere, or irrational."""
    if p == 0:
        return ""
    _, factors = p.factor()
    if any(factor.degree() > 1 and real_roots(factor) for factor, _ in factors):
        return ""
    roots = sorted(_fraction(-factor[0] / factor[1]) for factor, _ in factors
                   if factor.degree() == 1)  # fmt: skip
    if not roots:
        return ""
    inside = [_at(p, point) > 0 for point in _between(roots)]
    return " or ".join(_intervals(roots, inside, name, strict=strict))


def _between(roots: list[Fraction]) -> list[Fraction]:
    """A point in each interval between the roots, and outside of them."""
    middles = [(one + other) / 2 for one, other in pairwise(roots)]
    return [roots[0] - 1, *middles, roots[-1] + 1]


def _intervals(roots: list[Fraction], inside: list[bool], name: str, *, strict: bool) -> list[str]:
    """`a <= 0`, `1 <= a <= 2`, `a = 3`: the parts on which p has the right sign."""
    less, found, start = ("<" if strict else "<="), [], 0
    while start < len(inside):
        if not inside[start]:
            alone = start < len(roots) and not strict and not inside[start + 1]
            found += [f"{name} = {roots[start]}"] if alone else []
            start += 1
            continue
        end = start
        while not strict and end < len(roots) and inside[end + 1]:
            end += 1
        low = f"{roots[start - 1]} {less} " if start else ""
        high = f" {less} {roots[end]}" if end < len(roots) else ""
        if low and high:
            found.append(f"{low}{name}{high}")
        elif low or high:
            sign = (">" if strict else ">=") if low else less
            found.append(f"{name} {sign} {roots[start - 1] if low else roots[end]}")
        start = end + 1
    return found


def _at(p: Any, point: Fraction) -> Any:
    return p(flint.fmpq(point.numerator, point.denominator))


def _fraction(value: Any) -> Fraction:
    return Fraction(int(value.p), int(value.q))
