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

from symland.elaborate import context_of, linear
from symland.errors import FactError
from symland.language.build import index_name, indices_of, integers_in
from symland.language.claims import Claim
from symland.language.expr import Expr, as_scalar
from symland.language.families import at
from symland.language.integers import Constraint, Int
from symland.language.notation.text import text
from symland.language.substitution import names_in
from symland.proof.facts import Definition, plain, range_of
from symland.proof.logic.statements import defined_in
from symland.proof.theorem import Theorem

DERIVATIVES = ("grad", "jacobian", "hess", "along")


@dataclass(frozen=True, slots=True)
class Suppositions:
    """Keys of what is supposed, and definitions, whose bodies are defined within their ranges."""

    exact: frozenset[Any]
    definitions: tuple[Definition, ...] = ()
    constraints: tuple[Constraint, ...] = ()

    def has(self, key: Any) -> bool:
        """Whether this is supposed."""
        return key in self.exact or any(self._defines(one, key) for one in self.definitions)

    def _defines(self, found: Definition, key: Any) -> bool:
        """Whether the body of a definition supposes this at one of its layers."""
        inside = (place for place in _places(found, key) if self._inside(found, place))
        return any(key in _keys(at(found.body, found.position, place)) for place in inside)

    def _inside(self, found: Definition, place: Int) -> bool:
        known = context_of([as_scalar(place)], self.constraints)
        return all(known.entails(linear(need.value)) for need in range_of(found.position, place))


def _places(found: Definition, key: Any) -> set[Int]:
    """Layers at which the body of a definition may have the layers and sizes of a formula."""
    name = index_name(found.position)
    own = {one - found.position for pattern in _keys(found.body) for one in _integers(pattern)}
    shifts = {one for one in own if not any(atom.name == name for atom in one.atoms())}
    return {one - shift for one in _integers(key) for shift in shifts}


def _integers(data: Any) -> set[Int]:
    """Layers and sizes in a key."""
    if isinstance(data, tuple):
        return set[Int]().union(*map(_integers, data))
    return set(integers_in(data))


def _keys(expr: Expr) -> set[Any]:
    return {key for key, _ in supposed(expr)}


def known_suppositions(theorem: Theorem) -> Suppositions:
    """What the statement of a theorem, its hypotheses and its definitions suppose.

    In an induction the statement is the one at n + 1, in its base the one at the start: where these
    are defined, the one at n or at another layer may not be.
    """
    claims = [one for statement in theorem.statements for one in defined_in(statement)]
    claims += [one for one in plain(theorem.given) if isinstance(one, Claim)]
    exact = {key for key, _ in _of_claims(claims)}
    definitions = tuple(one for one in theorem.given if isinstance(one, Definition))
    constraints = tuple(one for one in plain(theorem.given) if isinstance(one, Constraint))
    return Suppositions(frozenset(exact), definitions, constraints)


def names_supposed(theorem: Theorem) -> set[str]:
    """Names of which what a theorem states and supposes says that something is defined."""
    claims = [one for statement in theorem.statements for one in defined_in(statement)]
    claims += [one for one in plain(theorem.given) if isinstance(one, Claim)]
    nodes = (node for one in claims for side in (one.left, one.right) for node in side.walk())
    partial = (node for node in nodes if _partial(node, moving=True) or any(_lengths(node)))
    return set[str]().union(*(names_in(node) for node in partial))


def check_suppositions(claims: Sequence[Claim], known: Suppositions, where: str) -> None:
    """Raise `FactError` for anything that is supposed and not known to be."""
    for key, shown in _of_claims(claims):
        if known.has(key):
            continue
        raise FactError(
            f"{where} supposes that `{shown}` is defined, which the statement does not",
            help="add a hypothesis that names it, such as `Eq(A @ inv(A), identity(n))`",
        )


def _of_claims(claims: Iterable[Claim]) -> Iterator[tuple[Any, str]]:
    for claim in claims:
        yield from of_sides(claim)


def of_sides(claim: Claim) -> Iterator[tuple[Any, str]]:
    """Key and text of what both sides suppose."""
    yield from supposed(claim.left)
    yield from supposed(claim.right)


def supposed(
    expr: Expr, ranges: tuple[Any, ...] = (), *, moving: bool = False
) -> Iterator[tuple[Any, str]]:
    """Key (with the ranges of the sums around it) and text of each."""
    for kind, argument in _partial(expr, moving=moving):
        free = not any(name in indices_of(argument) for name in _bound(ranges))
        yield (() if free else ranges, (kind, _key(argument))), text(expr)
    for size in _lengths(expr):
        yield (ranges, ("size", size)), f"the size {size}"
    inside = (*ranges, expr.data) if expr.op in ("sum", "defined") else ranges
    for arg in expr.args:
        yield from supposed(arg, inside, moving=moving or expr.op in DERIVATIVES)


def _lengths(expr: Expr) -> Iterator[Int]:
    """Sizes of a formula that are not positive by themselves, such as n - m."""
    for size in (expr.rows, expr.cols):
        if any(factor < 0 or any(atom.kind == "index" for atom, _ in monomial)
               for monomial, factor in size.terms):  # fmt: skip
            yield size


def _bound(ranges: tuple[Any, ...]) -> set[str]:
    """Layer indices that the sums and abbreviated layers around an expression bind."""
    return {data[0] if isinstance(data[0], str) else "#" for data in ranges}


def _partial(expr: Expr, *, moving: bool) -> list[tuple[str, Expr]]:
    """The kinds of partial functions that a node applies, and to what.

    Below a derivative (`moving`) they have to be differentiable: a root and a norm are not at 0,
    and a pseudo-inverse not where the rank changes.
    """
    if expr.op == "norm":
        return [("quotient", expr)] if moving else []
    kinds: tuple[str, ...] = ()
    if expr.op in ("inverse", "logdet"):
        kinds = (expr.op,)
    elif expr.op == "pinv":
        kinds = ("constant rank",) if moving else ()
    elif expr.op in ("matpower", "power") and expr.data < 0:
        kinds = ("inverse" if expr.op == "matpower" else "quotient",)
    elif expr.op == "entrywise" and expr.data.name == "log":
        kinds = ("log",)
    elif expr.op == "entrywise" and expr.data.name == "power":
        kinds = _of_power(expr, moving=moving)
    return [(kind, expr.args[0]) for kind in kinds]


def _of_power(expr: Expr, *, moving: bool) -> tuple[str, ...]:
    exponent: Fraction = expr.data.parameter
    if exponent.denominator == 1:
        return ("quotient",) if exponent < 0 else ()
    if exponent < expr.data.order + moving:
        return "root", "quotient"
    return () if expr.args[0].op == "frob2" else ("root",)  # the root of a squared norm is there


def _key(expr: Expr) -> Any:
    if expr.op in ("transpose", "let"):
        return _key(expr.args[0])
    return expr.op, expr.data, tuple(_key(arg) for arg in expr.args)
