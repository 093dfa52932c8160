"""Find a claim as a combination of hypotheses: what `check.ideal` then confirms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from symland.kernel.check import Equation
from symland.kernel.ideal import LAWS, law
from symland.kernel.linear import Context, KernelError, Undecided
from symland.kernel.network import Head, Raw
from symland.kernel.poly import ONE, Poly
from symland.kernel.syntax import Term
from symland.kernel.terms import expand
from symland.reasoning.ideal.completion import BudgetError, Completion
from symland.reasoning.ideal.letters import Alphabet, polynomial_of
from symland.reasoning.ideal.quote import NotQuotedError, quote_raw
from symland.reasoning.ideal.words import Number, Part, Polynomial

HOLE = "?"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a polynomial comes from: a hypothesis or a law, as it stands or transposed."""

    kind: str  # "given", "law", or "" for what holds by the canonical form alone
    number: int = 0
    place: int = 0  # of the equation of a law
    turned: bool = False
    sizes: tuple[Poly, Poly] = (ONE, ONE)


@dataclass(slots=True)
class Problem:
    """Polynomials of the claim, the hypotheses and the laws, over one alphabet."""

    alphabet: Alphabet
    context: Context
    hypotheses: Sequence[Equation]
    claim: Polynomial = field(default_factory=dict)
    given: list[Polynomial] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    laws: list[tuple[str, Term]] = field(default_factory=list)
    heads: set[str] = field(default_factory=set)  # inverses whose laws are there


@dataclass(frozen=True, slots=True)
class Combination:
    """claim = sum of factor * context[source]: the data of an `ideal` certificate."""

    laws: tuple[tuple[str, Term], ...]
    parts: tuple[Any, ...]  # (factor, context with a hole, kind, number, place of the law)


def combine(
    left: Term, right: Term, hypotheses: Sequence[Equation], context: Context,
    *, work: int = 20000,
) -> Combination | None:  # fmt: skip
    """A combination of the hypotheses and of the laws of inverses that is left - right."""
    try:
        problem = problem_of(left, right, hypotheses, context)
    except (KernelError, Undecided, NotQuotedError):
        return None
    if problem is None:
        return None
    for flip in (False, True):
        found = _search(problem, work, flip=flip)
        if found is not None:
            return written(problem, found)
    return None


def problem_of(
    left: Term, right: Term, hypotheses: Sequence[Equation], context: Context
) -> Problem | None:
    """Everything as polynomials in words; None if the claim has no such form."""
    alphabet = Alphabet(context)
    problem = Problem(alphabet, context, hypotheses)
    raw = _difference(left, right, context)
    claim = polynomial_of(raw, alphabet)
    if claim is None:
        return None
    problem.claim = claim
    _add_laws(problem, raw)
    for number, (one, other) in enumerate(hypotheses):
        known = _difference(one, other, context)
        _add(problem, known, Source("given", number))
        _add_laws(problem, known)
    for sign, word in alphabet.words.items():
        for one in dict.fromkeys((word, alphabet.transposed(word))):
            problem.given.append({("", one): 1, (sign, ""): -1})
            problem.sources.append(Source(""))
    return problem


def _difference(left: Term, right: Term, context: Context) -> Raw:
    return expand(("add", left, ("scale", ("num", "-1"), right)), context)


def _add(problem: Problem, raw: Raw, source: Source) -> None:
    polynomial = polynomial_of(raw, problem.alphabet)
    if not polynomial:
        return
    sizes = tuple(side[0] if side else ONE for side in (raw.rows, raw.cols))
    made = replace(source, sizes=sizes)  # type: ignore[arg-type]
    problem.given.append(polynomial)
    problem.sources.append(made)
    turned = problem.alphabet.adjoint(polynomial)
    if turned != polynomial:
        problem.given.append(turned)
        problem.sources.append(replace(made, turned=True))


def _add_laws(problem: Problem, raw: Raw) -> None:
    """The laws of every inverse and pseudoinverse in a formula, and in those in turn."""
    for head in _heads(raw):
        if head.key in problem.heads:
            continue
        problem.heads.add(head.key)
        assert head.body is not None
        argument = quote_raw(head.body)
        problem.laws.append((head.kind, argument))
        number = len(problem.laws) - 1
        for place, pair in enumerate(law(head.kind, argument, problem.context)):
            _add(problem, _difference(*pair, problem.context), Source("law", number, place))
        _add_laws(problem, head.body)


def _heads(raw: Raw) -> list[Head]:
    return [head for piece in raw.pieces for head, _ in piece.atoms
            if head.kind in LAWS and head.body is not None]  # fmt: skip


def _search(problem: Problem, work: int, *, flip: bool) -> dict | None:
    rename = _ordering(problem, flip=flip)
    given = [_renamed(one, rename) for one in problem.given]
    completion = Completion(given, work)
    rest, used = dict(_renamed(problem.claim, rename)), list[Part]()
    try:
        rest, used = completion.reduce(rest)
        while rest and completion.queue:
            element = completion.step()
            if element is not None and any(element.lead[1] in word for _, word in rest):
                rest, more = completion.reduce(rest)
                used += more
    except BudgetError:
        return None
    if rest:
        return None
    back = {new: old for old, new in rename.items()}
    found = completion.expand(used)
    return {
        (_text(scalars, back), _text(left, back), place, _text(right, back)): value
        for (scalars, left, place, right), value in found.items()
    }


def _ordering(problem: Problem, *, flip: bool) -> dict[str, str]:
    """The order of the letters, as a renaming: in order of appearance, each beside its star."""
    alphabet = problem.alphabet
    listed: list[str] = []
    for polynomial in (*problem.given, problem.claim):
        for scalars, word in polynomial:
            for sign in scalars + word:
                for one in (sign, alphabet.star.get(sign, sign)):
                    if one not in listed:
                        listed.append(one)
    if flip:
        listed.reverse()
    small = [sign for sign in listed if sign in _abbreviations(problem)]
    listed = small + [sign for sign in listed if sign not in small]
    return {sign: chr(0x4E00 + place) for place, sign in enumerate(listed)}


def _abbreviations(problem: Problem) -> set[str]:
    """Letters that an equation defines by others."""
    found: set[str] = set()
    for polynomial in problem.given:
        for _, word in polynomial:
            if len(word) == 1:
                others = [w for _, w in polynomial if w != word]
                star = problem.alphabet.star.get(word, word)
                if others and not any(word in w or star in w for w in others):
                    found |= {word, star}
    return found


def _text(word: str, table: dict[str, str]) -> str:
    return "".join(table[sign] for sign in word)


def _renamed(polynomial: Polynomial, table: dict[str, str]) -> Polynomial:
    return {("".join(sorted(_text(s, table))), _text(w, table)): v
            for (s, w), v in polynomial.items()}  # fmt: skip


def written(problem: Problem, found: dict[tuple[str, str, int, str], Number]) -> Combination:
    """A combination of polynomials as data for the kernel."""
    used: dict[int, int] = {}
    laws: list[tuple[str, Term]] = []
    parts: list[Any] = []
    for (scalars, left, place, right), value in sorted(found.items(), key=_place):
        source = problem.sources[place]
        if not source.kind:
            continue
        hole: Term = ("hole", HOLE, *source.sizes)
        inside = _product(problem, left, ("T", hole) if source.turned else hole, right)
        factor = _factor(problem, value, scalars)
        if source.kind == "given":
            parts.append((factor, inside, "given", source.number, 0))
            continue
        if source.number not in used:
            used[source.number] = len(laws)
            laws.append(problem.laws[source.number])
        parts.append((factor, inside, "law", used[source.number], source.place))
    return Combination(tuple(laws), tuple(parts))


def _place(item: tuple[tuple[str, str, int, str], Number]) -> tuple[int, str, str, str]:
    (scalars, left, place, right), _ = item
    return place, left, right, scalars


def _product(problem: Problem, left: str, middle: Term, right: str) -> Term:
    letters = problem.alphabet.letters
    factors = [*(letters[s].term for s in left), middle, *(letters[s].term for s in right)]
    return factors[0] if len(factors) == 1 else ("mul", *factors)


def _factor(problem: Problem, value: Number, scalars: str) -> Term:
    number: Term = ("num", str(value))
    if not scalars:
        return number
    return ("mul", number, *(problem.alphabet.letters[sign].term for sign in scalars))
