"""Inequalities as sums of nonnegative pieces, also modulo equations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import chain, islice
from typing import Any

from symland.elaborate import term
from symland.evidence import Evidence
from symland.kernel import check
from symland.kernel.certificate import certificate, follows, follows_steps
from symland.kernel.lemmas import Statement
from symland.kernel.linear import Context, KernelError
from symland.kernel.syntax import Term
from symland.language.claims import Claim
from symland.language.expr import Scalar
from symland.reasoning.equations import numbered
from symland.reasoning.facts import Decision, Facts, context_for
from symland.reasoning.ideal.membership import combine
from symland.reasoning.squares import squares_under, sum_of_squares
from symland.reasoning.squares.visible import nearest, visible_squares

MOST_NEAREST = 8  # proposals that take what is least squares for it
MIRROR = {"eq": "eq", "le": "ge", "ge": "le", "lt": "gt", "gt": "lt"}


def decide_inequality(claim: Claim, facts: Facts) -> Decision:
    """left >= right as a sum of nonnegative pieces; `<` and `>` need a positive one among them."""
    greater, less = claim.left, claim.right
    if claim.relation in ("le", "lt"):
        greater, less = less, greater
    known = [h for h in (*facts.hypotheses, *facts.inequalities) if h.relation != "eq"]
    upper = [h if h.relation in ("ge", "gt") else Claim(MIRROR[h.relation], h.right, h.left)
             for h in known]  # fmt: skip
    context = context_for(claim, facts)
    pairs = tuple((term(h.left), term(h.right)) for h in upper)
    squares = tuple((str(s.factor), "square", term(s.matrix)) for s in facts.squares)
    strict = claim.relation in ("lt", "gt")
    left, right = term(greater), term(less)
    orders = [(h.relation, *pair) for h, pair in zip(upper, pairs, strict=True)]
    plain = (*squares_in(greater), *squares_in(less, -1))
    proposals = chain(
        _combinations(squares, upper, facts, greater, strict=strict),
        visible_squares(Claim("ge", greater, less), upper, context),
        sum_of_squares(left, right, orders, context),
        *(_beside(one, left, right, orders, context) for one in (squares, plain) if one),
    )
    for pieces in proposals:
        if _is_nonnegative(left, right, pieces, orders, context, strict=strict):
            made = certificate("nonnegative", left, right, context, pieces=pieces, hypotheses=pairs)
            places = dict.fromkeys(number for piece in pieces for number in _known_in(piece))
            kind = Evidence.CERTIFIED if places or squares else Evidence.EXACT
            return Decision(kind, made, used=tuple(known[place] for place in places))
    found = _nonnegative_under(claim, facts, upper, known, context)
    if found is not None:
        return found
    tried = "sums of squares, of known inequalities and of their products"
    return Decision(Evidence.UNDECIDED, tried=(tried,))


def _nonnegative_under(
    claim: Claim, facts: Facts, upper: Sequence[Claim], known: Sequence[Claim],
    context: Context,
) -> Decision | None:  # fmt: skip
    """Under equations the greater side is the other one and a sum of nonnegative pieces."""
    equations = tuple(h for h in (*facts.hypotheses, *facts.equations) if h.relation == "eq")
    left, right = term(claim.left), term(claim.right)
    stated = claim.relation, left, right
    greater, less = (left, right) if claim.relation in ("ge", "gt") else (right, left)
    pairs = tuple((term(h.left), term(h.right)) for h in equations)
    turned = claim if greater is left else Claim("ge", claim.right, claim.left)
    orders = [(h.relation, term(h.left), term(h.right)) for h in upper]
    proposals = chain(
        islice(nearest(turned, upper), MOST_NEAREST) if pairs or _has_inverses(claim) else (),
        squares_under(greater, less, orders, pairs, context),
    )
    for pieces in proposals:
        total = ("add", less, *(check.piece_value(piece, orders) for piece in pieces))
        found = combine(greater, total, pairs, (), context)
        if found is None:
            continue
        steps, used = numbered(found, equations, ())
        places = tuple(dict.fromkeys(number for piece in pieces for number in _known_in(piece)))
        uses = [("hypothesis", len(used) + place) for place in range(len(places))]
        listed = [("1", "known", 0), *(_renumbered(piece, places) for piece in pieces)]
        last = {"form": "nonnegative", "claim": stated, "pieces": tuple(listed),
                "uses": (("step", len(steps) - 1), *uses)}  # fmt: skip
        all_used = (*used, *(known[place] for place in places))
        statements = tuple((h.relation, term(h.left), term(h.right)) for h in all_used)
        whole = (*steps, last)
        if _is_shown(whole, stated, statements, context):
            made = certificate("steps", stated[1], stated[2], context, relation=claim.relation,
                               hypotheses=statements, steps=whole)  # fmt: skip
            return Decision(Evidence.CERTIFIED, made, used=all_used)
    return None


def _has_inverses(claim: Claim) -> bool:
    return any(node.op in ("inverse", "pinv") for side in (claim.left, claim.right)
               for node in side.walk())  # fmt: skip


def _renumbered(piece: Sequence[Any], places: tuple[int, ...]) -> tuple[Any, ...]:
    """A piece whose known inequalities come after the equation, in the order of `places`."""
    if piece[1] == "known":
        return piece[0], "known", places.index(piece[2]) + 1
    if piece[1] == "product":
        return piece[0], "product", tuple(places.index(n) + 1 for n in piece[2]), piece[3]
    return tuple(piece)


def _is_shown(
    steps: Sequence[Any], stated: Statement, known: Sequence[Statement], context: Context
) -> bool:
    try:
        return follows_steps(steps, stated, known, context)
    except KernelError:
        return False


def _is_nonnegative(
    left: Term, right: Term, pieces: Sequence[Any], known: Sequence[Any], context: Context,
    *, strict: bool,
) -> bool:  # fmt: skip
    """Whether the kernel accepts a proposal; one that it cannot take is none."""
    try:
        claim = ("gt" if strict else "ge", left, right)
        return follows("nonnegative", {"pieces": pieces}, claim, known, context)
    except KernelError:
        return False


def _known_in(piece: Sequence[Any]) -> tuple[int, ...]:
    """The places of the known inequalities in a piece."""
    return (piece[2],) if piece[1] == "known" else piece[2] if piece[1] == "product" else ()


def _combinations(
    squares: tuple[Any, ...], known: list[Claim], facts: Facts, greater: Scalar, *, strict: bool
) -> list[tuple[Any, ...]]:
    listed = [(str(Fraction(1)), "known", place) for place in range(len(known))]
    chosen = listed[len(listed) - len(facts.inequalities) :] if facts.inequalities else []
    if strict:
        positive = [one for one in listed if known[one[2]].relation == "gt"]
        return [(one, *squares) for one in positive]
    options: list[tuple[Any, ...]] = [(), squares, (*squares, *chosen)]
    options.append((*squares_in(greater), *squares))
    options += [(*squares, one) for one in listed]
    return options


def _beside(
    squares: Sequence[Any], left: Term, right: Term, orders: Sequence[Statement], context: Context
) -> Iterator[tuple[Any, ...]]:
    """These squares, and what remains of left - right as a sum of squares, such as a size."""
    less = ("add", right, *(check.piece_value(one, orders) for one in squares))
    for pieces in sum_of_squares(left, less, orders, context):
        yield *squares, *pieces


def squares_in(expr: Scalar, sign: int = 1) -> tuple[tuple[str, str, Any], ...]:
    """The squared norms that are plain terms of a sum, with their positive numeric factors.

    With the sign -1 those that have a negative factor, which is turned.
    """
    while expr.op == "let":
        expr = expr.args[0]
    parts = expr.args if expr.op == "add" else (expr,)
    found: list[tuple[str, str, Any]] = []
    for part in parts:
        factor, body = Fraction(1), part
        if part.op == "mul" and len(part.args) == 2 and part.args[0].op == "number":
            factor, body = part.args[0].data, part.args[1]
        if body.op == "frob2" and sign * factor >= 0:
            found.append((str(sign * factor), "square", term(body.args[0])))
    return tuple(found)
