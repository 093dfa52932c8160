"""The difference of two sides in the author's names: terms that cancel are left out."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from math import prod
from operator import add, matmul
from typing import Any

from symland.calculus.algebra import (
    product,
    scalar_product,
    split_product,
    split_scalars,
    transposed,
)
from symland.elaborate import term
from symland.kernel import check
from symland.kernel.linear import Context, KernelError, Undecided
from symland.kernel.normal import normalise
from symland.kernel.poly import Poly
from symland.kernel.terms import expand
from symland.language.expr import Expr, Scalar, number, scale
from symland.language.notation.layout import product_of
from symland.language.notation.text import text

MOST_TERMS = 12  # longer differences are left to the two sides


@dataclass(frozen=True, slots=True)
class Term:
    """coefficient * body, where the coefficient is a polynomial in parameters."""

    coefficient: tuple[Scalar, ...]  # its summands
    body: Any  # None for a pure number


def difference(left: Any, right: Any, context: Context) -> str:
    """`left - right` with like terms collected; empty where one side is 0 or nothing is gained.

    >>> from symland import dims, matrix
    >>> A, B = matrix("A", *dims("m n")), matrix("B", *dims("m n"))
    >>> difference(2 * A + B, A + B, Context())
    'A'
    """
    options = [collected(left, right, context, unfold=unfold) for unfold in (False, True)]
    found = min((terms for terms in options if terms is not None), key=len, default=None)
    if found is None or not 0 < len(found) <= MOST_TERMS:
        return ""
    shown = text(reduce(add, [_shown(one) for one in found]))
    return "" if shown in (text(left), text(right)) else shown


def collected(left: Any, right: Any, context: Context, *, unfold: bool) -> list[Term] | None:
    """Like terms of both sides together, without those that cancel; None if it cannot be told."""
    found: list[Term] = []
    signed = [*_terms(left, number(1), unfold), *_terms(right, number(-1), unfold)]
    try:
        for one in signed:
            _enter(found, one, context)
        return [one for one in found if not _vanishes(one, context)]
    except (KernelError, Undecided):
        return None


def _enter(found: list[Term], one: Term, context: Context) -> None:
    for place, other in enumerate(found):
        ratio = _ratio(one.body, other.body, context)
        if ratio is not None:
            found[place] = _together(other, one, ratio)
            return
    found.append(one)


def _together(one: Term, other: Term, ratio: Fraction) -> Term:
    """The sum of two like terms, other.body = ratio * one.body, with the shorter body."""
    if one.body is not None and len(text(other.body)) < len(text(one.body)):
        one, other, ratio = other, one, 1 / ratio
    more = (scalar_product(number(ratio), factor) for factor in other.coefficient)
    return Term((*one.coefficient, *more), one.body)


def _ratio(one: Any, other: Any, context: Context) -> Fraction | None:
    """r with one = r * other, as far as their canonical forms show it."""
    if one is None or other is None or one == other:
        return Fraction(1) if one == other else None
    try:
        first, second = (normalise(expand(term(side), context), context) for side in (one, other))
    except KernelError:  # sizes that are equal as numbers only, such as n p and p n
        return None
    if (first.rows, first.cols) != (second.rows, second.cols):
        return None
    known = first.entries
    if not known or known.keys() != second.entries.keys():
        return None
    numbers = {_quotient(known[key].coefficient, second.entries[key].coefficient) for key in known}
    return numbers.pop() if len(numbers) == 1 else None


def _quotient(one: Poly, other: Poly) -> Fraction | None:
    """The number by which one polynomial is a multiple of another."""
    ratio = one.terms[0][1] / other.terms[0][1]
    return ratio if one == other.scale(ratio) else None


def _vanishes(one: Term, context: Context) -> bool:
    total = reduce(add, one.coefficient)
    return check.equal(term(total), term(number(0)), context)


def _terms(expr: Expr, factor: Scalar, unfold: bool) -> Iterable[Term]:  # noqa: FBT001
    if expr.op == "let" and unfold:
        yield from _terms(expr.args[0], factor, unfold)
    elif expr.op == "add":
        for arg in expr.args:
            yield from _terms(arg, factor, unfold)
    elif expr.op == "scale" and expr.args[1].op in ("add", "scale", "let"):
        yield from _terms(expr.args[1], scalar_product(factor, expr.args[0]), unfold)
    elif expr.op == "matmul" and unfold:
        yield from _multiplied_out(expr, factor)
    elif expr.op != "zeros":
        yield from _split(expr, factor)


def _multiplied_out(expr: Expr, factor: Scalar) -> Iterable[Term]:
    """A product as a sum of products, abbreviations unfolded."""
    parts = [list(_summands(arg)) for arg in expr.args]
    if prod(map(len, parts)) > MOST_TERMS:
        yield from _split(expr, factor)
        return
    for factors in itertools.product(*parts):
        yield from _split(reduce(matmul, factors), factor)


def _summands(expr: Any) -> Iterable[Any]:
    if expr.op == "let":
        yield from _summands(expr.args[0])
    elif expr.op == "add":
        for arg in expr.args:
            yield from _summands(arg)
    elif expr.op == "transpose" and expr.args[0].op in ("let", "add"):
        for arg in _summands(expr.args[0]):
            yield transposed(arg)
    else:
        yield expr


def _split(expr: Any, factor: Scalar) -> Iterable[Term]:
    if expr.is_matrix:
        flat = product(*expr.args) if expr.op == "matmul" else expr
        value, front, body = split_scalars(flat)
    else:
        value, factors = split_product(expr)
        front = [one for one in factors if _is_parameter(one)]
        rest = [one for one in factors if not _is_parameter(one)]
        body = scalar_product(*rest) if rest else None
    if value:
        yield Term((scalar_product(factor, number(value), *front),), body)


def _is_parameter(expr: Expr) -> bool:
    return all(node.op in ("symbol", "number", "size", "power", "mul") for node in expr.walk())


def _shown(one: Term) -> Any:
    coefficient = _total(one.coefficient)
    if one.body is None:
        return coefficient
    if not one.body.is_matrix:
        return coefficient if one.body == number(1) else scalar_product(coefficient, one.body)
    return scale(coefficient, one.body)


def _total(summands: Iterable[Scalar]) -> Scalar:
    """The sum, with like products of parameters collected."""
    collected: dict[Scalar, Fraction] = {}
    for one in summands:
        value, rest = split_product(one)
        body = scalar_product(*sorted(rest, key=str))
        collected[body] = collected.get(body, Fraction(0)) + value
    kept = [scalar_product(number(value), body) for body, value in collected.items() if value]
    kept.sort(key=lambda scalar: product_of(scalar).negative)
    return reduce(add, kept) if kept else number(0)
