"""The questions that the kernel answers: is an equation true, possibly under hypotheses?

`equal`: both sides have one canonical form; where the order of two layer indices matters, in each
of the cases <, =, >.  `equal_solved`: the same after a hypothesis `Y = R` has been used to replace
the letter Y in the canonical form.  `congruent`: both sides are one context with a hole, filled
with the two sides of known equations.  `induction`: base and step.

Each returns False for "not shown" and raises `KernelError` for what is ill-formed; none ever takes
something for granted because it was not understood.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any, TypeAlias

from symland.kernel.linear import Context, KernelError, Linear, Undecided, variable
from symland.kernel.memory import Memory
from symland.kernel.network import Head, Piece, Raw
from symland.kernel.normal import Normal, normalise, rewrap
from symland.kernel.products import replace
from symland.kernel.selections import in_blocks, mentions_selections
from symland.kernel.syntax import (
    GENERIC,
    RESERVED,
    Term,
    check_reserved,
    fill,
    indices,
    substitute_term,
)
from symland.kernel.terms import expand
from symland.kernel.unfold import mentions_layers, unfolded

Equation: TypeAlias = "tuple[Term, Term]"
MOST_CASES = 5  # nested case distinctions


def difference(left: Term, right: Term, context: Context) -> Normal:
    """The canonical form of left - right."""
    one, other = canonical(left, context), canonical(right, context)
    if (one.rows, one.cols) != (other.rows, other.cols):  # composite sizes, of which one is split
        return normalise(expand(("add", left, ("scale", ("num", "-1"), right)), context), context)
    entries = dict(one.entries)
    for key, piece in other.entries.items():
        before = entries.pop(key, None)
        total = piece.coefficient.scale(-1)
        total = total if before is None else before.coefficient + total
        if total.terms:
            entries[key] = piece.with_(total)
    return Normal(one.rows, one.cols, entries)


_REMEMBERED = Memory(20_000)  # canonical forms: the sides of a chain are wanted twice


def canonical(term: Term, context: Context) -> Normal:
    """The canonical form of what a term means."""
    known = _REMEMBERED.get(term, context)
    return known or _REMEMBERED.put(term, normalise(expand(term, context), context), context)


def equal(left: Term, right: Term, context: Context) -> bool:
    """Whether both sides have one canonical form, in every case of the order of the indices.

    Abbreviated layers are kept if the sides are equal so, else they are written out.
    """
    return in_cases((left, right), context, lambda c, s: vanishes(difference(s[0], s[1], c), c))


def vanishes(form: Normal, context: Context) -> bool:
    """Whether a canonical form is zero, if need be with layers and blocks written out."""
    if form.is_zero:
        return True
    raw = Raw(form.rows, form.cols, tuple(form.entries.values()))
    if mentions_layers(raw):
        form = normalise(unfolded(raw, context), context)
        raw = Raw(form.rows, form.cols, tuple(form.entries.values()))
    if mentions_selections(raw):
        form = normalise(in_blocks(raw), context)
    return form.is_zero


def equal_solved(left: Term, right: Term, hypotheses: Sequence[Equation], context: Context) -> bool:
    """Whether left = right follows by solving each hypothesis, in turn, for a letter.

    A hypothesis is solved for a letter that stands in it alone as a term and nowhere else in it.
    """
    flat = (left, right, *(side for equation in hypotheses for side in equation))

    def decide(inside: Context, sides: tuple[Term, ...]) -> bool:
        pairs = list(zip(sides[2::2], sides[3::2], strict=True))
        return _solved(difference(sides[0], sides[1], inside), pairs, inside)

    return in_cases(flat, context, decide)


def _solved(target: Normal, hypotheses: list[Equation], context: Context) -> bool:
    if target.is_zero or not hypotheses:
        return vanishes(target, context)
    known = difference(*hypotheses[0], context)
    if _solved(target, hypotheses[1:], context):
        return True
    for letter, value in solutions(known):
        raw = Raw(target.rows, target.cols, tuple(target.entries.values()))
        if any(piece.binders for piece in raw.pieces):
            continue
        fresh = normalise(replace_letter(raw, letter, value, context), context)
        if _solved(fresh, hypotheses[1:], context):
            return True
    return False


def solutions(known: Normal) -> list[tuple[Head, Raw]]:
    """Letters Y for which `known = 0` reads Y = value, with the value."""
    found: list[tuple[Head, Raw]] = []
    for key, piece in known.entries.items():
        number = piece.coefficient.number()
        plain = len(piece.atoms) == 1 and piece.atoms[0][0].kind == "letter" and not piece.binders
        if not plain or number is None:
            continue
        head, legs = piece.atoms[0]
        others = [other for name, other in known.entries.items() if name != key]
        alone = not any(mentions(other, head) for other in others)
        straight = legs == (*piece.groups[0], *piece.groups[1]) and len(set(legs)) == len(legs)
        if straight and alone and head.free != 0:
            factor = Fraction(-1) / number
            pieces = tuple(other.with_(other.coefficient.scale(factor)) for other in others)
            if not any(other.binders for other in others):
                found.append((head, Raw(known.rows, known.cols, pieces)))
    return found


def mentions(piece: Piece, letter: Head) -> bool:
    """Whether a letter of this name occurs in a piece, whatever its layer index."""
    return any(
        (head.kind, head.name) == (letter.kind, letter.name)
        or (head.body is not None and any(mentions(part, letter) for part in head.body.pieces))
        for head, _ in piece.atoms
    )


def replace_letter(raw: Raw, letter: Head, value: Raw, context: Context) -> Raw:
    """Every occurrence of a letter replaced by its value."""
    done: list[Piece] = []
    todo = [_replaced_inside(piece, letter, value, context) for piece in raw.pieces]
    while todo:
        piece = todo.pop()
        place = next((n for n, (head, _) in enumerate(piece.atoms) if head == letter), None)
        if place is not None:
            merged = (Piece(p.coefficient, p.binders, p.atoms, p.sizes, (sum(p.groups, ()),))
                      for p in value.pieces)  # fmt: skip
            todo += [replace(piece, place, part, context) for part in merged]
        else:
            done.append(piece)
    return Raw(raw.rows, raw.cols, tuple(done))


def _replaced_inside(piece: Piece, letter: Head, value: Raw, context: Context) -> Piece:
    atoms = tuple((_inside(head, letter, value, context), legs) for head, legs in piece.atoms)
    return Piece(piece.coefficient, piece.binders, atoms, piece.sizes, piece.groups)


def _inside(head: Head, letter: Head, value: Raw, context: Context) -> Head:
    if head.body is None or not any(mentions(part, letter) for part in head.body.pieces):
        return head
    body = replace_letter(head.body, letter, value, context)
    if normalise(body, context).is_zero and _fails_at_zero(head):
        raise KernelError(f"a hypothesis puts 0 into `{head.kind} {head.name}`, undefined there")
    return rewrap(head, body, context)


def _fails_at_zero(head: Head) -> bool:
    """Whether a function or one of its derivatives is not defined at 0."""
    if head.kind == "entry":
        name, _, parameter = head.name.rpartition(":")
        return name == "log" or (name == "power" and Fraction(parameter) < 1)
    return head.kind in ("inverse", "pinv", "logdet")


def congruent(
    pattern: Term, holes: Mapping[str, Equation], left: Term, right: Term, context: Context
) -> bool:
    """Whether both sides are `pattern`, its holes filled by the sides of known equations."""
    one = fill(pattern, {name: sides[0] for name, sides in holes.items()})
    other = fill(pattern, {name: sides[1] for name, sides in holes.items()})
    return equal(one, left, context) and equal(other, right, context)


def nonnegative(
    left: Term, right: Term, pieces: Sequence[tuple[Any, ...]], hypotheses: Sequence[Equation],
    context: Context,
) -> bool:  # fmt: skip
    """Whether left - right is a sum of nonnegative pieces.

    A piece is (factor, "square", M) for factor * tr(M'M), (factor, "number") for the number,
    (factor, "known", i) for the left minus the right side of hypothesis i, known to be >= 0, or
    (factor, "product", (i, ...), M) for the product of such differences with tr(M'M); a factor is
    a nonnegative rational number.
    """
    if any(Fraction(piece[0]) < 0 for piece in pieces):
        return False
    known = [("ge", *pair) for pair in hypotheses]
    return equal(left, ("add", right, *(piece_value(piece, known) for piece in pieces)), context)


def piece_value(piece: Sequence[Any], known: Sequence[tuple[str, Term, Term]]) -> Term:
    """The value of a piece of `nonnegative`, its factor included."""
    factor, kind, *data = piece
    differences = [("add", one, ("scale", ("num", "-1"), other)) for _, one, other in known]
    if kind == "known":
        value: Term = differences[data[0]]
    elif kind == "number":
        value = ("num", "1")
    elif kind in ("square", "product"):
        value = ("tr", ("mul", ("T", data[-1]), data[-1]))
        if kind == "product":
            value = ("mul", *(differences[number] for number in data[0]), value)
    else:
        raise KernelError(f"unknown nonnegative piece {kind!r}")
    return "mul", ("num", str(factor)), value


def penrose_equations(matrix: Term, candidate: Term) -> tuple[Equation, ...]:
    """What is to be shown for `candidate` to be the Moore-Penrose inverse of `matrix`.

    A B A = A, B A B = B, (A B)' = A B, (B A)' = B A; exactly one B satisfies them (Penrose 1955).
    """
    forth, back = ("mul", matrix, candidate), ("mul", candidate, matrix)
    return (
        (("mul", matrix, candidate, matrix), matrix),
        (("mul", candidate, matrix, candidate), candidate),
        (("T", forth), forth),
        (("T", back), back),
    )


def induction_cases(
    sides: Equation, name: str, start: Linear, context: Context
) -> tuple[Equation, Equation, Context]:
    """What is to be shown for `name` >= start: the base, the step (n + 1), and its context.

    In the step the equation at n is known.  `context` must not restrict `name`.
    """
    if start.coefficient(name) or any(fact.coefficient(name) for fact in context.facts):
        raise KernelError(f"induction over {name}, which the hypotheses restrict")
    index = variable(name)
    base = substitute_term(sides, name, start)
    after = substitute_term(sides, name, index.shift(1))
    return base, after, context.extend(index - start)


def in_cases(
    sides: tuple[Term, ...], context: Context,
    decide: Callable[[Context, tuple[Term, ...]], bool], depth: int = 0,
) -> bool:  # fmt: skip
    """`decide` in all cases; a case whose hypotheses contradict each other does not occur."""
    if depth == 0:
        for term in (*sides, *context.facts):
            check_reserved(term)
        if indices(tuple(context.facts)) & {*GENERIC}:
            raise KernelError("a hypothesis about the generic layer")
    if context.contradictory():
        if depth == 0:
            raise KernelError("the hypotheses about layer indices contradict one another")
        return True
    for fact in sorted(context.facts) if depth else ():
        unit = any(factor in (1, -1) for _, factor in fact.terms)
        if unit and context.entails(fact.scale(-1)):
            rest = Context(context.facts - {fact, fact.scale(-1)})
            return _case_zero(sides, fact, rest, decide, depth)
    try:
        return decide(context, sides)
    except Undecided as need:
        form = need.form
        bound = any(name.startswith(RESERVED) or name in GENERIC for name, _ in form.terms)
        if depth >= MOST_CASES or bound:
            return False  # a case distinction on a bound index would not be one
    for wide in (context.extend(form.shift(-1)), context.extend(form.scale(-1).shift(-1))):
        if not in_cases(sides, wide, decide, depth + 1):
            return False
    return _case_zero(sides, form, context, decide, depth)


def _case_zero(
    sides: tuple[Term, ...], form: Linear, context: Context,
    decide: Callable[[Context, tuple[Term, ...]], bool], depth: int,
) -> bool:  # fmt: skip
    """The case form = 0: one of its indices is replaced by what it equals."""
    for name, factor in form.terms:
        if factor in (1, -1):
            value = (form - variable(name).scale(factor)).scale(-factor)
            fresh = tuple(substitute_term(side, name, value) for side in sides)
            facts = frozenset(fact.substitute(name, value) for fact in context.facts)
            return in_cases(fresh, Context(facts), decide, depth + 1)
    return in_cases(sides, context.extend(form, form.scale(-1)), decide, depth + 1)
