"""Hypotheses that contradict each other: under them everything would follow.

Found are empty ranges of layer indices, statements about scalars that contradict each other as
linear statements about their monomials (squares are nonnegative, sizes at least 1), equations that
read c = 0 after others have been solved for letters, with a constant c that is not 0, and the
inverse of what is 0 then.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import lcm

from symland.elaborate import context_of, term
from symland.kernel import check
from symland.kernel.linear import Context, KernelError, Linear, Undecided
from symland.kernel.network import Raw
from symland.kernel.normal import Normal, normalise
from symland.kernel.poly import Mono, Poly
from symland.kernel.terms import expand
from symland.language.build import zeros
from symland.language.claims import Claim
from symland.language.integers import Constraint
from symland.reasoning.facts import sides_of

NEVER = Linear((), -1)  # -1 >= 0
ONE, GAP = "one", "gap"  # a positive unit, and a positive number below all that is positive


def contradicts(
    hypotheses: Sequence[Claim], constraints: Sequence[Constraint]
) -> Claim | Constraint | None:
    """A hypothesis that the others exclude at all sizes, if one is found.

    >>> from symland import Gt, Le, scalar
    >>> a = scalar("a")
    >>> print(contradicts([Gt(a, 1), Le(a, 0)], []))
    a <= 0
    """
    if constraints and context_of([], constraints).entails(NEVER):
        return constraints[-1]
    context = context_of(sides_of(hypotheses), constraints)
    equations = [one for one in hypotheses if one.relation == "eq"]
    try:
        scalars = [one for one in hypotheses if not one.left.is_matrix]
        found = [_unsolvable(equations, context), _unsolvable(equations[::-1], context),
                 _out_of_order(scalars, context), _inverse_of_zero(equations, context)]  # fmt: skip
        return next((one for one in found if one is not None), None)
    except (KernelError, Undecided):
        return None


def _unsolvable(equations: Sequence[Claim], context: Context) -> Claim | None:
    """An equation that the ones before it exclude."""
    known = [check.difference(term(one.left), term(one.right), context) for one in equations]
    for place, claim in enumerate(equations):
        if _impossible(known[place]):
            return claim
        rest = (_solved(known[place], other, context) for other in known[place + 1 :])
        known = [*known[: place + 1], *rest]
    return None


def _inverse_of_zero(equations: Sequence[Claim], context: Context) -> Claim | None:
    """An equation with the inverse of what is 0 after others have been solved for letters."""
    pairs = [(term(one.left), term(one.right)) for one in equations
             if not any(node.op == "inverse" for side in (one.left, one.right)
                        for node in side.walk())]  # fmt: skip
    for claim in equations if pairs else ():
        nodes = (node for side in (claim.left, claim.right) for node in side.walk())
        for inverted in {node.args[0] for node in nodes if node.op == "inverse"}:
            nothing = term(zeros(inverted.rows, inverted.cols))
            if check.equal_solved(term(inverted), nothing, pairs, context):
                return claim
    return None


def _impossible(form: Normal) -> bool:
    """Whether `form = 0` fails at all sizes: one constant network with a factor of one sign."""
    if len(form.entries) != 1:
        return False
    (piece,) = form.entries.values()
    return not piece.atoms and not piece.binders and _has_one_sign(piece.coefficient)


def _has_one_sign(factor: Poly) -> bool:
    """Whether a polynomial in sizes is not 0 because all its terms have one sign."""
    sizes = all(var[0] == "size" and power > 0 for mono, _ in factor.terms for var, power in mono)
    return sizes and len({number > 0 for _, number in factor.terms}) == 1


def _solved(form: Normal, other: Normal, context: Context) -> Normal:
    """Another equation after the first has been solved for a letter."""
    for letter, value in check.solutions(form):
        raw = Raw(other.rows, other.cols, tuple(other.entries.values()))
        if not any(piece.binders for piece in raw.pieces):
            return normalise(check.replace_letter(raw, letter, value, context), context)
    return other


def _out_of_order(claims: Sequence[Claim], context: Context) -> Claim | None:
    """The first statement that cannot hold together with those before it.

    Each monomial counts as a variable.  The linear system is made homogeneous by a unit > 0, and
    `GAP` is below all that has to be positive; so a solution exists for one size of the gap if it
    does for any, and the kernel's elimination decides whether there is one.
    """
    facts = {Linear(((GAP, 1),), -1), Linear(((GAP, -1), (ONE, 1)))}
    facts |= {Linear(((name, 1),)) for name in _nonnegative(claims, context)}
    for claim in claims:
        greater, less = claim.left, claim.right
        if claim.relation in ("le", "lt"):
            greater, less = less, greater
        form = _linear(check.difference(term(greater), term(less), context))
        facts |= {_linear_size(name) for name, _ in form.terms if name.startswith("size ")}
        gap = Linear(((GAP, 1),)) if claim.relation in ("lt", "gt") else Linear(())
        facts.add(form - gap)
        if claim.relation == "eq":
            facts.add(form.scale(-1))
        if Context(frozenset(facts)).entails(NEVER):
            return claim
    return None


def _linear(form: Normal) -> Linear:
    """A scalar as a linear form in its monomials, times a positive number."""
    numbers: dict[str, Fraction] = {}
    for key, piece in form.entries.items():
        for mono, number in piece.coefficient.terms:
            numbers[_name(key if piece.atoms or piece.binders else "", mono)] = number
    factor = lcm(*(number.denominator for number in numbers.values())) if numbers else 1
    return Linear(tuple(sorted((name, int(number * factor)) for name, number in numbers.items())))


def _name(key: object, mono: Mono) -> str:
    if not key and not mono:
        return ONE
    if not key and len(mono) == 1 and mono[0][0][0] == "size":
        return f"size {mono}"
    return f"{key} {mono}"


def _linear_size(name: str) -> Linear:
    """A size is at least 1."""
    return Linear(tuple(sorted(((name, 1), (ONE, -1)))))


def _nonnegative(claims: Sequence[Claim], context: Context) -> Iterator[str]:
    """Monomials that are squares: of parameters, and squared norms."""
    for side in sides_of(claims):
        for node in side.walk():
            if node.op == "frob2":
                form = normalise(expand(term(node), context), context)
                for key, piece in form.entries.items():
                    if len(form.entries) == 1 and piece.coefficient.number() == 1:
                        yield _name(key, ())
        form = normalise(expand(term(side), context), context)
        for key, piece in form.entries.items():
            for mono, _ in piece.coefficient.terms:
                if mono and not piece.atoms and all(power % 2 == 0 for _, power in mono):
                    yield _name("" if not piece.binders else key, mono)
