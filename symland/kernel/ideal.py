"""Equality under hypotheses: left - right as a combination of equations put into contexts.

Each part is (factor, pattern, kind, number, place): a scalar, a term with one hole that is linear
in it, and the equation that fills the hole: hypothesis `number`, or equation `place` of the law
`number`.  Laws are instantiated here from their argument; they are never taken from elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from symland.kernel.check import Equation, difference, in_cases, vanishes
from symland.kernel.defined import check_supposed
from symland.kernel.laws import law
from symland.kernel.linear import Context, KernelError
from symland.kernel.syntax import Term, fill, holes_of

# What a hole may stand below, so that the context is linear in it.
LINEAR = ("mul", "scale", "T", "kron", "hadamard", "tr", "vec", "diag", "diagonal", "sum")


def check_linear(pattern: Any) -> None:
    """Raise `KernelError` unless a term has one hole and is linear in it."""
    while pattern[0] != "hole":
        if pattern[0] == "network":
            parts = [part for part, _ in pattern[1]]
        elif pattern[0] in LINEAR:
            parts = list(pattern[1:])
        else:
            raise KernelError(f"the hole of a context stands below {pattern[0]!r}")
        inside = [part for part in parts if holes_of(part)]
        if len(inside) != 1:
            raise KernelError("a context has one hole and is linear in it")
        (pattern,) = inside


def combination(
    left: Term, right: Term, hypotheses: Sequence[Equation], laws: Sequence[tuple[str, Term]],
    parts: Sequence[tuple[Any, ...]], context: Context,
) -> bool:  # fmt: skip
    """Whether left - right is the sum of factor * (pattern[one side] - pattern[other side])."""
    known = {"given": [(pair,) for pair in hypotheses],
             "law": [law(kind, argument, context) for kind, argument in laws]}  # fmt: skip
    used = [known[kind][_place(number)][_place(place)] for _, _, kind, number, place in parts]
    needed = [(factor, pattern) for factor, pattern, *_ in parts]
    stated = [left, right, *(side for pair in hypotheses for side in pair)]
    inverted = [pair for kind, argument in laws for pair in law(kind, argument, context)]
    wanted = [*needed, *inverted, *(body for _, body in laws)]
    check_supposed(wanted, stated, context)
    terms: list[Term] = [right]
    for (factor, pattern, *_), (one, other) in zip(parts, used, strict=True):
        check_linear(pattern)
        (name,) = holes_of(pattern)
        apart: Term = ("add", one, ("scale", ("num", "-1"), other))
        terms.append(("mul", factor, fill(pattern, {name: apart})))
    return in_cases(
        (left, ("add", *terms)), context, lambda c, s: vanishes(difference(s[0], s[1], c), c)
    )


def _place(number: object) -> int:
    if isinstance(number, bool) or not isinstance(number, int) or number < 0:
        raise KernelError(f"{number!r} is not the number of an equation")
    return number
