"""The squared norms that an author has written, as pieces: |A X - Y|^2/2 + a^2 |B|^2 >= ...

They need not be found by cutting networks, whatever stands inside of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
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
