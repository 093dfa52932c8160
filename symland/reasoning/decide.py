"""Decide a statement by the kernel's means, from the cheapest on, and keep the certificate.

1. Both sides have one canonical form (exact).
2. The hypotheses, solved for letters, make them one (certified).
3. Equations given in `by=` are used inside the formula (certified).
4. The difference is a combination of the equations and of the laws of inverses (certified).
5. An inequality is a sum of squares and known inequalities (certified).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import chain
from typing import Any

from symland.elaborate import context_of, term
from symland.errors import UndecidedError
from symland.evidence import Evidence
from symland.kernel import check
from symland.kernel.certificate import Certificate, certificate, follows, follows_steps
from symland.kernel.lemmas import Statement
from symland.kernel.linear import Context, KernelError
from symland.kernel.syntax import Term
from symland.language.build import identity
from symland.language.claims import Claim
from symland.language.expr import Expr, Matrix, Scalar
from symland.language.integers import Constraint
from symland.reasoning.ideal.membership import Tried, combine
from symland.reasoning.ideal.problem import Step
from symland.reasoning.ideal.remainder import remainder
from symland.reasoning.rewrite import rewritings
from symland.reasoning.squares import squares_under, sum_of_squares

MIRROR = {"eq": "eq", "le": "ge", "ge": "le", "lt": "gt", "gt": "lt"}


@dataclass(frozen=True, slots=True)
class Square:
    """The fact |M|_F^2 >= 0, used with a nonnegative factor."""

    matrix: Matrix
    factor: Fraction = Fraction(1)

    def __rmul__(self, factor: int | Fraction) -> Square:
        return Square(self.matrix, self.factor * Fraction(factor))


def square(value: Matrix | Scalar) -> Square:
    """The fact that a squared norm is nonnegative, for `by=` of an inequality step.

    >>> from symland import dims, matrix, square
    >>> m, n = dims("m n")
    >>> square(matrix("A", m, n)).factor
    Fraction(1, 1)
    """
    return Square(value if isinstance(value, Matrix) else value * identity(1))


@dataclass(frozen=True, slots=True)
class Facts:
    """What may be used: hypotheses always, `by=` facts where the author points to them."""

    hypotheses: tuple[Claim, ...] = ()
    constraints: tuple[Constraint, ...] = ()
    equations: tuple[Claim, ...] = ()
    inequalities: tuple[Claim, ...] = ()
    squares: tuple[Square, ...] = ()
    scope: tuple[Any, ...] = ()  # ends of what is being shown, for the ranges of indices
    assumed: tuple[Claim, ...] = ()  # those of the equations that do not hold in every instance
    conditions: tuple[Any, ...] = ()  # further hypotheses, which an instance is checked for
    definitions: tuple[Any, ...] = ()  # of layers: a family, a position and the body there


@dataclass(frozen=True, slots=True)
class Decision:
    """EXACT or CERTIFIED with a certificate, or UNDECIDED with what was tried."""

    evidence: Evidence
    certificate: Certificate | None = None
    tried: tuple[str, ...] = field(default=())
    remainder: Expr | None = None  # of an undecided equation, its difference as far as reduced
    used: tuple[Claim, ...] = ()


def context_for(claim: Claim, facts: Facts, extra: Sequence[Expr] = ()) -> Context:
    """Ranges of the layer indices in a claim, its theorem and its hypotheses, and the constraints.

    Facts of `by=` add nothing: what they suppose must follow.
    """
    exprs = [claim.left, claim.right, *extra, *facts.scope, *sides_of(facts.hypotheses)]
    return context_of(exprs, facts.constraints)


def sides_of(claims: Sequence[Claim]) -> list[Any]:
    """Both sides of some claims."""
    return [side for claim in claims for side in (claim.left, claim.right)]


def decide(claim: Claim, facts: Facts) -> Decision:
    """Try to prove a claim; never says more than the kernel confirmed."""
    try:
        if claim.relation == "eq":
            return _decide_equation(claim, facts)
        return _decide_inequality(claim, facts)
    except KernelError as error:
        raise UndecidedError(f"the kernel cannot take `{claim}`: {error}") from error


def _decide_equation(claim: Claim, facts: Facts) -> Decision:
    context = context_for(claim, facts)
    left, right = term(claim.left), term(claim.right)
    if check.equal(left, right, context):
        return Decision(Evidence.EXACT, certificate("equal", left, right, context))
    tried = ["canonical forms (they differ)"]
    known = [h for h in (*facts.hypotheses, *facts.equations) if h.relation == "eq"]
    pairs = tuple((term(h.left), term(h.right)) for h in known)
    if pairs:
        tried.append(f"solving {len(pairs)} given equation{'s' * (len(pairs) > 1)} for a letter")
        if check.equal_solved(left, right, pairs, context):
            made = certificate("solved", left, right, context, hypotheses=pairs)
            return Decision(Evidence.CERTIFIED, made, used=tuple(known))
    if facts.equations:
        tried.append("using the equations of `by=` inside the formula")
        found = _by_congruence(claim, facts, context)
        if found is not None:
            return found
    tried.append("combinations of the equations and of the laws of inverses")
    chosen = (facts.equations, tuple(known)) if facts.equations else (tuple(known),)
    left_over = Tried()
    for equations in dict.fromkeys(chosen):
        found = _by_combination(claim, equations, facts, context, left_over)
        if found is not None:
            return found
    if left_over.problem is not None and left_over.complete:
        tried[-1] += " (all of them: a complete basis does not reduce it to 0)"
    rest = remainder(left_over, [claim.left, claim.right, *sides_of(known)])
    return Decision(Evidence.UNDECIDED, tried=tuple(tried), remainder=rest)


def _by_combination(
    claim: Claim, equations: tuple[Claim, ...], facts: Facts, context: Context, tried: Tried
) -> Decision | None:
    """The claim as a member of the ideal that the equations generate."""
    left, right = term(claim.left), term(claim.right)
    pairs = tuple((term(h.left), term(h.right)) for h in equations)
    orders = tuple(h for h in facts.hypotheses if h.relation != "eq")
    strict = [(h.relation, term(h.left), term(h.right)) for h in orders]
    found = combine(left, right, pairs, strict, context, tried=tried)
    if found is None:
        return None
    steps, used = _numbered(found, equations, orders)
    known = [(h.relation, term(h.left), term(h.right)) for h in used]
    try:
        if not follows_steps(steps, ("eq", left, right), known, context):
            return None
    except KernelError:
        return None
    made = certificate("steps", left, right, context, hypotheses=tuple(known), steps=steps)
    return Decision(Evidence.CERTIFIED, made, used=used)


def _numbered(
    found: Sequence[Step], equations: tuple[Claim, ...], orders: tuple[Claim, ...]
) -> tuple[tuple[Any, ...], tuple[Claim, ...]]:
    """The steps as data of a certificate, and the facts that they use."""
    sources = {"given": equations, "order": orders}
    wanted = [sources[kind][number] for step in found for kind, number in step.uses
              if kind != "step"]  # fmt: skip
    used = tuple(dict.fromkeys(wanted))
    steps = []
    for step in found:
        refs = tuple((kind, number) if kind == "step"
                     else ("hypothesis", used.index(sources[kind][number]))
                     for kind, number in step.uses)  # fmt: skip
        steps.append({"form": step.form, "claim": ("eq", *step.claim), "uses": refs, **step.data})
    return tuple(steps), used


def _by_congruence(claim: Claim, facts: Facts, context: Context) -> Decision | None:
    left, right = term(claim.left), term(claim.right)
    pairs = tuple((term(h.left), term(h.right)) for h in facts.equations)
    for one, other, turn in ((claim.left, right, 1), (claim.right, left, -1)):
        for rewriting in rewritings(one, facts.equations):
            holes = {name: _turned(pairs[number], way) for name, number, way in rewriting.holes}
            pattern = term(rewriting.pattern)
            if _is_congruent(pattern, holes, term(one), other, context):
                ways = tuple((name, number, turn * way) for name, number, way in rewriting.holes)
                made = certificate("congruent", left, right, context, pattern=pattern,
                                   hypotheses=pairs, holes=ways)  # fmt: skip
                used = tuple(facts.equations[number] for _, number, _ in rewriting.holes)
                return Decision(Evidence.CERTIFIED, made, used=used)
    return None


def _is_congruent(
    pattern: Term, holes: dict[str, tuple[Term, Term]], left: Term, right: Term, context: Context
) -> bool:
    """Whether this way of using the equations works; one that the kernel refuses does not."""
    try:
        return check.congruent(pattern, holes, left, right, context)
    except KernelError:
        return False


def _turned(pair: tuple[Term, Term], way: int) -> tuple[Term, Term]:
    return pair if way == 1 else (pair[1], pair[0])


def _decide_inequality(claim: Claim, facts: Facts) -> Decision:
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
    proposals = chain(
        _combinations(squares, upper, facts, greater, strict=strict),
        sum_of_squares(left, right, orders, context),
    )
    for pieces in proposals:
        if _is_nonnegative(left, right, pieces, orders, context, strict=strict):
            made = certificate("nonnegative", left, right, context, pieces=pieces, hypotheses=pairs)
            places = dict.fromkeys(number for piece in pieces for number in _known_in(piece))
            kind = Evidence.CERTIFIED if places or squares else Evidence.EXACT
            return Decision(kind, made, used=tuple(known[place] for place in places))
    found = _nonnegative_under(claim, facts, orders, known, context)
    if found is not None:
        return found
    tried = "sums of squares, of known inequalities and of their products"
    return Decision(Evidence.UNDECIDED, tried=(tried,))


def _nonnegative_under(
    claim: Claim, facts: Facts, orders: Sequence[Statement], known: Sequence[Claim],
    context: Context,
) -> Decision | None:  # fmt: skip
    """Under equations the greater side is the other one and a sum of nonnegative pieces."""
    equations = tuple(h for h in (*facts.hypotheses, *facts.equations) if h.relation == "eq")
    left, right = term(claim.left), term(claim.right)
    stated = claim.relation, left, right
    greater, less = (left, right) if claim.relation in ("ge", "gt") else (right, left)
    pairs = tuple((term(h.left), term(h.right)) for h in equations)
    for pieces in squares_under(greater, less, orders, pairs, context):
        total = ("add", less, *(check.piece_value(piece, orders) for piece in pieces))
        found = combine(greater, total, pairs, (), context)
        if found is None:
            continue
        steps, used = _numbered(found, equations, ())
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


def squares_in(expr: Scalar) -> tuple[tuple[str, str, Any], ...]:
    """The squared norms that are plain terms of a sum, with their positive numeric factors."""
    while expr.op == "let":
        expr = expr.args[0]
    parts = expr.args if expr.op == "add" else (expr,)
    found: list[tuple[str, str, Any]] = []
    for part in parts:
        factor, body = Fraction(1), part
        if part.op == "mul" and len(part.args) == 2 and part.args[0].op == "number":
            factor, body = part.args[0].data, part.args[1]
        if body.op == "frob2" and factor >= 0:
            found.append((str(factor), "square", term(body.args[0])))
    return tuple(found)
