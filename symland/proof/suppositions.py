"""What a formula supposes to be defined: inverses, quotients, roots, logarithms, sizes as n - m.

A statement is about the points where its own formulas are defined.  A step, or a fact that it uses,
may suppose nothing else, or it would show the statement only where that is defined, too.  What
stands below a sum over layers is supposed only as far as the sum runs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from symland.errors import FactError
from symland.language.build import indices_of
from symland.language.claims import Claim
from symland.language.expr import Expr
from symland.language.functions import Activation
from symland.language.notation.text import text
from symland.proof.facts import Definition, plain
from symland.proof.logic.statements import defined_in
from symland.proof.theorem import Theorem

DERIVATIVES = ("grad", "jacobian", "hess", "along")


@dataclass(frozen=True, slots=True)
class Suppositions:
    """Keys of what is supposed, and keys without layer indices (supposed at every layer)."""

    exact: frozenset[Any]
    everywhere: frozenset[Any] = frozenset()


def known_suppositions(theorem: Theorem) -> Suppositions:
    """What the statement of a theorem, its hypotheses and its definitions suppose.

    In an induction the statement is the one at n + 1, in its base the one at the start: where these
    are defined, the one at n or at another layer may not be.
    """
    claims = [one for statement in theorem.statements for one in defined_in(statement)]
    claims += [one for one in plain(theorem.given) if isinstance(one, Claim)]
    exact = {key for key, _, _ in _of_claims(claims)}
    bodies = [one.body for one in theorem.given if isinstance(one, Definition)]
    everywhere = {wiped for body in bodies for _, wiped, _ in supposed(body)}
    return Suppositions(frozenset(exact), frozenset(everywhere))


def check_suppositions(claims: Sequence[Claim], known: Suppositions, where: str) -> None:
    """Raise `FactError` for anything that is supposed and not known to be."""
    for key, wiped, shown in _of_claims(claims):
        if key in known.exact or wiped in known.everywhere:
            continue
        raise FactError(
            f"{where} supposes that `{shown}` is defined, which the statement does not",
            help="add a hypothesis that names it, such as `Eq(A @ inv(A), identity(n))`",
        )


def _of_claims(claims: Iterable[Claim]) -> Iterator[tuple[Any, Any, str]]:
    for claim in claims:
        yield from supposed(claim.left)
        yield from supposed(claim.right)


def supposed(
    expr: Expr, ranges: tuple[Any, ...] = (), *, moving: bool = False
) -> Iterator[tuple[Any, Any, str]]:
    """Key (with the ranges of the sums around it), key without layers, and text of each."""
    partial = _partial(expr, moving=moving)
    if partial is not None:
        key = (partial, _key(expr.args[0], layers=True))
        free = not any(name in indices_of(expr.args[0]) for name in _bound(ranges))
        yield (() if free else ranges, key), (partial, _key(expr.args[0], layers=False)), text(expr)
    for size in (expr.rows, expr.cols):
        if any(factor < 0 or any(atom.kind == "index" for atom, _ in monomial)
               for monomial, factor in size.terms):  # fmt: skip
            key = ("size", size)
            yield (ranges, key), key, f"the size {size}"
    inside = (*ranges, expr.data) if expr.op in ("sum", "defined") else ranges
    for arg in expr.args:
        yield from supposed(arg, inside, moving=moving or expr.op in DERIVATIVES)


def _bound(ranges: tuple[Any, ...]) -> set[str]:
    """Layer indices that the sums and abbreviated layers around an expression bind."""
    return {data[0] if isinstance(data[0], str) else "#" for data in ranges}


def _is_norm(expr: Expr) -> bool:
    """Whether a node is the root of a squared norm, which has a value everywhere."""
    if expr.op == "norm":
        return True
    is_root = expr.op == "entrywise" and expr.data == Activation("power", 0, Fraction(1, 2))
    return is_root and expr.args[0].op == "frob2"


def _partial(expr: Expr, *, moving: bool) -> str | None:
    """The kind of partial function that a node applies, None if it is defined everywhere.

    Below a derivative (`moving`) a norm must not be 0.
    """
    if expr.op == "norm":
        return "root" if moving else None
    if expr.op in ("inverse", "logdet"):
        return expr.op
    if expr.op == "matpower" and expr.data < 0:
        return "inverse"
    if expr.op == "power" and expr.data < 0:
        return "quotient"
    if expr.op == "entrywise" and expr.data.name == "log":
        return "log"
    if expr.op == "entrywise" and expr.data.name == "power":
        exponent = expr.data.parameter
        if exponent.denominator != 1:
            return None if _is_norm(expr) and not moving else "root"
        return "quotient" if exponent < 0 else None
    return None


def _key(expr: Expr, *, layers: bool) -> Any:
    if expr.op in ("transpose", "let"):
        return _key(expr.args[0], layers=layers)
    if expr.op in ("member", "chain", "defined") and not layers:
        return expr.op, expr.data[0].name
    data = expr.data
    return expr.op, data, tuple(_key(arg, layers=layers) for arg in expr.args)
