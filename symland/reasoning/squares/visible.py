"""The squared norms that an author has written, as pieces: |A X - Y|^2/2 + a^2 |B|^2 >= ...

They need not be found by cutting networks, whatever stands inside of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import reduce
from operator import matmul
from typing import Any

from symland.elaborate import term
from symland.kernel.linear import Context, KernelError, Undecided
from symland.kernel.syntax import Term
from symland.language.claims import Claim
from symland.reasoning.squares.expansions import Expansions, minus, norm
from symland.reasoning.squares.program import Column, Pieces, known_columns, solved

MOST = 24


def visible_squares(claim: Claim, known: Sequence[Claim], context: Context) -> Iterator[Pieces]:
    """Proposals for `left - right` of a claim with the relation "ge" or "gt", as are those known.

    The pieces are the squares in the sums on both sides of the claim and of what is known.
    """
    sides = [side for one in (claim, *known) for side in (one.left, one.right)]
    listed = list(dict.fromkeys(one for side in sides for one in squares_of(side)))[:MOST]
    if not listed:
        return
    try:
        problem = Expansions(context)
        target = problem.terms(minus(term(claim.left), term(claim.right)))
        orders = [(one.relation, term(one.left), term(one.right)) for one in known]
        columns = known_columns(problem, orders)
        columns += [Column(("square", one), problem.terms(norm(one))) for one in listed]
        yield from solved(columns, target)
    except (KernelError, Undecided):
        return


def nearest(claim: Claim, known: Sequence[Claim]) -> Iterator[Pieces]:
    """Proposals for |U|^2 - |V|^2: |U - V|^2, which it is where V is orthogonal to U - V, and for
    V = U Q or Q'U what Q does not keep: |U - U Q Q'|^2 or |U - Q Q'U|^2.

    V may also stand in a known inequality, whose greater side |V|^2 is then.
    """
    net = _net(claim)
    upper = [(weight, one) for one, weight in net.items() if weight > 0]
    lower = [(-weight, one, None) for one, weight in net.items() if weight < 0]
    lower += [(weight, one, place) for place, order in enumerate(known)
              for one, weight in _net(order).items() if weight > 0]  # fmt: skip
    for weight, one in upper:
        for other_weight, other, place in lower:
            if weight == other_weight and one != other:
                extra = () if place is None else (("1", "known", place),)
                for gap in _gaps(one, other):
                    yield (str(weight), "square", term(gap)), *extra


def _gaps(one: Any, other: Any) -> Iterator[Any]:
    if one.shape == other.shape:
        yield one - other
    first, second = (list(x.args) if x.op == "matmul" else [x] for x in (one, other))
    if first == second[: len(first)]:
        yield one - other @ reduce(matmul, second[len(first) :]).T
    if first == second[-len(first) :] and len(first) < len(second):
        yield one - reduce(matmul, second[: -len(first)]).T @ other


def _net(claim: Claim) -> dict[Any, Fraction]:
    """c for every term c |M|^2 of left - right, with numbers c."""
    found: dict[Any, Fraction] = {}
    for side, sign in ((claim.left, 1), (claim.right, -1)):
        for weight, one in _weighted(side, Fraction(sign)):
            found[one] = found.get(one, Fraction(0)) + weight
    return found


def _weighted(expr: Any, factor: Fraction) -> Iterator[tuple[Fraction, Any]]:
    if expr.op == "frob2":
        yield factor, expr.args[0]
    elif expr.op in ("let", "add"):
        for arg in expr.args:
            yield from _weighted(arg, factor)
    elif expr.op == "mul" and len(expr.args) == 2 and expr.args[0].op == "number":
        yield from _weighted(expr.args[1], factor * expr.args[0].data)


def squares_of(expr: Any) -> Iterator[Term]:
    """M for every term |M|^2 of a sum, with the square roots of its other factors.

    >>> from symland import dims, frob2, matrix, scalar
    >>> A, a = matrix("A", *dims("m n")), scalar("a")
    >>> len(list(squares_of(frob2(A) / 2 - a * a * frob2(A) + a * frob2(A))))
    2
    """
    if expr.op == "let":
        yield from squares_of(expr.args[0])
    elif expr.op == "add":
        for arg in expr.args:
            yield from squares_of(arg)
    else:
        factors = list(_factors(expr))
        norms = [one for one in factors if one.op == "frob2"]
        rest = Counter(one for one in factors if one.op not in ("number", "frob2"))
        if len(norms) == 1 and all(count % 2 == 0 for count in rest.values()):
            found: Any = norms[0].args[0]
            for factor, count in rest.items():
                for _ in range(count // 2):
                    found = factor * found
            yield term(found)


def _factors(expr: Any) -> Iterator[Any]:
    if expr.op == "let":
        yield from _factors(expr.args[0])
    elif expr.op == "mul":
        for arg in expr.args:
            yield from _factors(arg)
    elif expr.op == "power" and isinstance(expr.data, int) and expr.data > 0:
        for _ in range(expr.data):
            yield from _factors(expr.args[0])
    else:
        yield expr
