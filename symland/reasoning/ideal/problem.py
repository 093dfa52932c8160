"""A claim, its hypotheses and the laws of the inverses in them as polynomials in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from symland.kernel.check import Equation
from symland.kernel.laws import LAWS, law
from symland.kernel.lemmas import Statement, minus
from symland.kernel.linear import Context, KernelError, Undecided
from symland.kernel.network import Head, Raw
from symland.kernel.poly import ONE, Poly
from symland.kernel.syntax import Term
from symland.kernel.terms import expand
from symland.reasoning.ideal.block_laws import equations_of_blocks
from symland.reasoning.ideal.goals import Goal, goals_of
from symland.reasoning.ideal.letters import Alphabet, polynomial_of
from symland.reasoning.ideal.patterns import Pattern, pattern_of
from symland.reasoning.ideal.quote import NotQuotedError, quote_raw
from symland.reasoning.ideal.words import Polynomial, merge


@dataclass(frozen=True, slots=True)
class Source:
    """Where a polynomial comes from: a hypothesis or a law, as it stands or transposed."""

    kind: str  # "given", "law", "step" (a conclusion), or "" for what holds by itself
    number: int = 0
    place: int = 0  # of the equation of a law
    turned: bool = False
    sizes: tuple[Poly, Poly] = (ONE, ONE)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of what is found: a form of certificates, its equation, what it uses, its data.

    What is used is ("given", n), ("order", n) for an inequality, or an earlier ("step", n).
    """

    form: str
    claim: Equation
    uses: tuple[tuple[str, int], ...]
    data: dict[str, Any]


@dataclass(slots=True)
class Problem:
    """Polynomials of the claim, the hypotheses and the laws, over one alphabet."""

    alphabet: Alphabet
    context: Context
    raw: Raw
    claim: Equation
    goals: list[Goal] = field(default_factory=list)
    given: list[Polynomial] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    laws: list[tuple[str, Term]] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)  # conclusions before the search
    heads: set[str] = field(default_factory=set)  # inverses whose laws are there
    patterns: list[Pattern] = field(default_factory=list)  # hypotheses of several legs
    supposed: list[int] = field(default_factory=list)  # hypotheses of which only an inverse is used


def problem_of(
    left: Term, right: Term, hypotheses: Sequence[Equation], orders: Sequence[Statement],
    context: Context,
) -> Problem:  # fmt: skip
    """Everything as polynomials in words; without goals if the claim has no such form."""
    alphabet = Alphabet(context)
    raw = expand(minus(left, right), context)
    problem = Problem(alphabet, context, raw, (left, right))
    claim = polynomial_of(raw, alphabet)
    add_laws(problem, raw)
    for number, pair in enumerate(hypotheses):
        try:
            known = expand(minus(*pair), context)
            if max(len(known.rows), len(known.cols)) > 1:
                found = pattern_of(number, known, minus(*pair), context)
                problem.patterns += [] if found is None else [found]
            _add(problem, known, Source("given", number))
            add_laws(problem, known)
        except (KernelError, Undecided, NotQuotedError):
            continue  # a hypothesis that is not in words is not used
    for number in range(len(hypotheses)):
        _add_turned_units(problem, number)
    for words in (*equations_of_blocks(alphabet), *_reciprocals(alphabet)):
        if words:
            problem.given.append(words)
            problem.sources.append(Source(""))
    if claim and (problem.given or alphabet.words or orders):
        problem.goals = goals_of(left, right, raw, claim, alphabet, orders)
    elif claim is not None:  # without equations a square is 0 only if the claim itself is
        problem.goals = [Goal((left, right), claim)]
    for sign, word in alphabet.words.items():
        for one in dict.fromkeys((word, alphabet.transposed(word))):
            problem.given.append({("", one): 1, (sign, ""): -1})
            problem.sources.append(Source(""))
    return problem


def suppose(problem: Problem, hypotheses: Sequence[Equation]) -> bool:
    """Add the laws of inverses that the canonical form of a hypothesis has taken away.

    A B = 0 and B B^-1 = I give A = 0, though the latter reads 0 = 0.  Says whether there are any.
    """
    for number, pair in enumerate(hypotheses):
        before = len(problem.heads)
        for inside in dict.fromkeys(one for side in pair for one in _inverses(side)):
            try:
                add_laws(problem, expand(inside, problem.context))
            except (KernelError, Undecided, NotQuotedError):
                continue
        if len(problem.heads) > before:
            problem.supposed.append(number)
    return bool(problem.supposed)


def _inverses(part: Any) -> Iterator[Term]:
    """The inverses and pseudo-inverses in a term."""
    if isinstance(part, tuple):
        if part and part[0] in LAWS:
            yield part
        for inner in part:
            yield from _inverses(inner)


def _add(problem: Problem, raw: Raw, source: Source) -> None:
    polynomial = polynomial_of(raw, problem.alphabet)
    if not polynomial:
        return
    rows, cols = (side[0] if side else ONE for side in (raw.rows, raw.cols))
    made = replace(source, sizes=(rows, cols))
    turned = problem.alphabet.adjoint(polynomial)
    problem.given.append(polynomial)
    problem.sources.append(made)
    if turned != polynomial:
        problem.given.append(turned)
        problem.sources.append(replace(made, turned=True))


def add_laws(problem: Problem, raw: Raw) -> None:
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
            _add(problem, expand(minus(*pair), problem.context), Source("law", number, place))
        if head.cancels:
            _add_cancelling(problem, head.kind, argument)
        add_laws(problem, head.body)


def _add_cancelling(problem: Problem, kind: str, argument: Term) -> None:
    """The laws of an inverse that the canonical form takes away by itself."""
    found = [polynomial_of(expand(term, problem.context), problem.alphabet)
             for term in (argument, (kind, argument))]  # fmt: skip
    if any(one is None or len(one) != 1 for one in found):
        return
    words = [word for one in found for _, word in one or ()]
    turned = [problem.alphabet.transposed(word) for word in words]
    for one, other in (words, words[::-1], turned, turned[::-1]):
        problem.given.append({("", one + other): 1, ("", ""): -1})
        problem.sources.append(Source(""))


def _reciprocals(alphabet: Alphabet) -> Iterator[Polynomial]:
    """s (1/s) = 1 for scalars s of one letter, which the canonical form takes away by itself."""
    for letter in list(alphabet.letters.values()):
        head = letter.atoms[0][0] if letter.scalar and len(letter.atoms) == 1 else None
        if head is None or head.kind != "entry" or head.name != "power:-1" or head.body is None:
            continue
        inside = polynomial_of(head.body, alphabet) or {}
        if head.cancels and len(inside) == 1 and {*inside.values()} == {1}:
            ((scalars, word),) = inside
            yield {(merge(scalars, letter.sign), word): 1, ("", ""): -1}


def _heads(raw: Raw) -> list[Head]:
    return [head for piece in raw.pieces for head, _ in piece.atoms
            if head.kind in LAWS and head.body is not None]  # fmt: skip


def _add_turned_units(problem: Problem, number: int) -> None:
    """Of a hypothesis A B = I with square factors, the conclusion B A = I."""
    wanted = ("given", number, False)
    place = next((n for n, one in enumerate(problem.sources)
                  if (one.kind, one.number, one.turned) == wanted), None)  # fmt: skip
    if place is None:
        return
    polynomial = problem.given[place]
    words = [word for scalars, word in polynomial if word and not scalars]
    if len(words) != 1 or set(polynomial) != {("", words[0]), ("", "")}:
        return
    if {*polynomial.values()} != {1, -1} or polynomial["", words[0]] != 1:
        return
    letters = problem.alphabet.letters
    for cut in range(1, len(words[0])):
        first, second = words[0][:cut], words[0][cut:]
        size = letters[first[0]].rows
        square = size == letters[first[-1]].cols == letters[second[-1]].cols
        turned: Polynomial = {("", second + first): 1, ("", ""): -1}
        if not square or turned in problem.given:
            continue
        factors = word_term(problem, first), word_term(problem, second)
        claim = ("mul", factors[1], factors[0]), ("eye", size)
        problem.steps.append(Step("square", claim, (("given", number),), {"factors": factors}))
        problem.given.append(turned)
        problem.sources.append(Source("step", len(problem.steps) - 1, sizes=(size, size)))


def word_term(problem: Problem, word: str, *middle: Term) -> Term:
    """The product of the letters of a word (with further factors at the end)."""
    factors = [*(problem.alphabet.letters[sign].term for sign in word), *middle]
    return factors[0] if len(factors) == 1 else ("mul", *factors)
