"""Equations used inside traces, Kronecker and entrywise products: along the paths of a network.

A leading word of the basis is looked for along every path of a network, also around a closed one
(a trace); where it stands, the path is cut out, and what is left is a context with a hole.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from operator import mul

from symland.kernel.linear import KernelError, Undecided
from symland.kernel.network import Atom, Piece, Raw, split
from symland.kernel.normal import Normal, normalise
from symland.kernel.poly import ONE, Poly
from symland.kernel.syntax import Term, fill
from symland.kernel.terms import expand
from symland.reasoning.ideal.completion import Completion, Element
from symland.reasoning.ideal.letters import Alphabet, part_of
from symland.reasoning.ideal.patterns import Pattern, matches
from symland.reasoning.ideal.problem import Problem, word_term
from symland.reasoning.ideal.quote import NotQuotedError, quote_head
from symland.reasoning.ideal.words import Polynomial, quotient

HOLE = "?"
MOST_STEPS = 60
GROWTH = 2, 24  # a sum may have at most 2 times as many factors as the claim, and 24 more


@dataclass(frozen=True, slots=True)
class Use:
    """An element of the basis in a context: what is subtracted is factor * context[element].

    If `given` is not negative it is a hypothesis of that number instead.
    """

    element: int
    factor: Poly
    context: Term
    given: int = -1


def is_entangled(problem: Problem) -> bool:
    """Whether the claim has more in it than words of single letters."""
    if not problem.goals or problem.patterns:
        return True
    signs = {sign for scalars, word in problem.goals[0].polynomial for sign in scalars + word}
    letters = [problem.alphabet.letters[sign] for sign in signs]
    return any(len(letter.atoms) > (not letter.scalar) for letter in letters)


def untangle(problem: Problem, completion: Completion, back: dict[str, str]) -> list[Use] | None:
    """Uses of the basis that make the difference of the claim vanish.

    Given up where they only make it longer, as S f = <f, S f> f does.
    """
    uses: list[Use] = []
    current = normalise(problem.raw, problem.context)
    seen = {current.text}
    longest = GROWTH[0] * _factors(current) + GROWTH[1]
    while not current.is_zero and len(uses) < MOST_STEPS and _factors(current) <= longest:
        step = next(_steps(current, problem, completion, back, seen), None)
        if step is None:
            return None
        use, current = step
        seen.add(current.text)
        uses.append(use)
    return uses if current.is_zero else None


def _factors(current: Normal) -> int:
    """How many factors all terms have together."""
    return sum(len(piece.atoms) for piece in current.entries.values())


def _steps(
    current: Normal, problem: Problem, completion: Completion, back: dict[str, str], seen: set[str]
) -> Iterator[tuple[Use, Normal]]:
    """Uses of the basis that lead to a sum that was not there before, those of long words first.

    In a trace a letter is read in both directions, so that P' = P turns it round and round.
    """
    basis = sorted(completion.basis.items(), key=lambda item: -len(item[1].lead[1]))
    for _, piece in sorted(current.entries.items(), key=lambda item: repr(item[0])):
        if piece.binders:
            continue
        for place, element in basis:
            lead = "".join(back[sign] for sign in element.lead[1])
            scalars = "".join(back[sign] for sign in element.lead[0])
            factor, closed = _divided(piece.coefficient, scalars, problem.alphabet)
            if not factor.terms:
                continue
            for context, sizes in contexts(piece, closed, lead, problem.alphabet):
                use = Use(place, factor, context)
                found = _after(current, use, element, sizes, problem, back)
                if found is not None and found.text not in seen:
                    yield use, found
        for pattern in problem.patterns:
            yield from _by_pattern(current, piece, pattern, problem, seen)


def _by_pattern(
    current: Normal, piece: Piece, pattern: Pattern, problem: Problem, seen: set[str]
) -> Iterator[tuple[Use, Normal]]:
    """Uses of a hypothesis of several legs in one network."""
    try:
        for atoms, ends in matches(piece, pattern.lead):
            context = _with_hole(piece, ends, atoms, pattern.sizes)
            factor = piece.coefficient.scale(1 / pattern.factor)
            found = _less(current, factor, context, pattern.term, problem)
            if found is not None and found.text not in seen:
                yield Use(-1, factor, context, pattern.number), found
    except NotQuotedError:
        return


def _divided(coefficient: Poly, scalars: str, alphabet: Alphabet) -> tuple[Poly, str]:
    """The part of a coefficient that parameters divide, divided; and the other scalar letters."""
    terms = {sign: alphabet.letters[sign].term for sign in scalars}
    parameters = [terms[sign][1] for sign in scalars if terms[sign][0] == "poly"]
    closed = "".join(sign for sign in scalars if terms[sign][0] != "poly")
    if not parameters:
        return coefficient, closed
    wanted = "".join(sign for sign in scalars if terms[sign][0] == "poly")
    fitting = Poly(tuple((mono, value) for mono, value in coefficient.terms
                         if quotient(alphabet.coefficient(mono), wanted) is not None))  # fmt: skip
    return reduce(mul, (one.reciprocal() for one in parameters), fitting), closed


def _after(
    current: Normal, use: Use, element: Element, sizes: tuple[Poly, Poly], problem: Problem,
    back: dict[str, str],
) -> Normal | None:  # fmt: skip
    term = polynomial_term(problem, element.polynomial, back, sizes)
    return _less(current, use.factor, use.context, term, problem)


def _less(
    current: Normal, factor: Poly, context: Term, term: Term, problem: Problem
) -> Normal | None:
    """current - factor * context[term]; None where that has no sizes."""
    minus: Term = ("poly", factor.scale(-1))
    try:
        less = expand(("mul", minus, fill(context, {HOLE: term})), problem.context)
        pieces = (*current.entries.values(), *less.pieces)
        return normalise(Raw(current.rows, current.cols, pieces), problem.context)
    except (KernelError, Undecided):
        return None


def polynomial_term(
    problem: Problem, polynomial: Polynomial, back: dict[str, str], sizes: tuple[Poly, Poly]
) -> Term:
    """A polynomial in words as a term between two sizes."""
    parts: list[Term] = []
    letters = problem.alphabet.letters
    for (scalars, word), value in polynomial.items():
        factors: list[Term] = [("num", str(value)), *(letters[back[s]].term for s in scalars)]
        if word:
            factors.append(word_term(problem, "".join(back[sign] for sign in word)))
        elif sizes != (ONE, ONE):
            factors.append(("eye", sizes[0]))
        parts.append(("mul", *factors) if len(factors) > 1 else factors[0])
    return parts[0] if len(parts) == 1 else ("add", *parts)


def contexts(
    piece: Piece, scalars: str, word: str, alphabet: Alphabet
) -> Iterator[tuple[Term, tuple[Poly, Poly]]]:
    """The network with a hole at every place where the word stands beside the scalars."""
    beside = _scalars_in(piece, scalars, alphabet)
    if beside is None:
        return
    try:
        if word:
            for ends, atoms in _occurrences(piece, word, alphabet):
                if not set(atoms) & set(beside):
                    sizes = alphabet.letters[word[0]].rows, alphabet.letters[word[-1]].cols
                    yield _with_hole(piece, ends, [*atoms, *beside], sizes), sizes
        elif beside:
            yield _with_hole(piece, (), beside, (ONE, ONE)), (ONE, ONE)
    except NotQuotedError:
        return


def _scalars_in(piece: Piece, scalars: str, alphabet: Alphabet) -> list[int] | None:
    """The atoms of closed parts that are these scalar letters, each as often as it is asked for."""
    wanted, found = list(scalars), []
    opened = {leg for group in piece.groups for leg in group}
    for part in split(piece.atoms, {}) if wanted else ():
        if not any(leg in opened for _, legs in part for leg in legs):
            key, _ = part_of(piece, part, (), ())
            sign = alphabet.named.get(key, ("", ""))[0]
            if sign in wanted:
                wanted.remove(sign)
                found += _places(piece, part, found)
    return None if wanted else found


def _places(piece: Piece, part: list[Atom], taken: list[int]) -> list[int]:
    places: list[int] = []
    for atom in part:
        places.append(next(n for n, one in enumerate(piece.atoms)
                           if one is atom and n not in places and n not in taken))  # fmt: skip
    return places


def _occurrences(
    piece: Piece, word: str, alphabet: Alphabet
) -> Iterator[tuple[tuple[int, ...], list[int]]]:
    """Open ends and atoms of every path that reads the word."""
    opened = [leg for group in piece.groups for leg in group]
    ends: dict[int, int] = dict.fromkeys(opened, 9)
    for _, legs in piece.atoms:
        for leg in legs:
            ends[leg] = ends.get(leg, 0) + 1
    for first in range(len(piece.atoms)):
        for start, leg in _edges(piece.atoms[first], word[0], alphabet):
            used = [first]
            for sign in word[1:]:
                step = next(((n, away) for n, atom in enumerate(piece.atoms)
                             if n not in used and leg is not None and ends[leg] == 2
                             for here, away in _edges(atom, sign, alphabet) if here == leg),
                            None)  # fmt: skip
                if step is None:
                    break
                used.append(step[0])
                leg = step[1]
            else:
                yield tuple(end for end in (start, leg) if end is not None), used


def _edges(atom: Atom, sign: str, alphabet: Alphabet) -> list[tuple[int | None, int | None]]:
    """The legs from and to which an atom is the letter; None for size 1."""
    head, legs = atom
    pair = alphabet.named.get(head.key)
    if pair is None or len(legs) > 2 or len(set(legs)) < len(legs):
        return []
    ways = [(pair[0], legs), (pair[1], legs[::-1])]
    if len(legs) == 1:
        ends: list[tuple[int | None, int | None]] = []
        for place, (letter, _) in enumerate(ways):
            if letter == sign:
                down = alphabet.letters[letter].cols == ONE
                ends.append((legs[0], None) if down else (None, legs[0]))
                if place == 0 and pair[0] == pair[1]:
                    break
        return ends
    return [(found[0], found[1]) for letter, found in ways if letter == sign]


def _with_hole(
    piece: Piece, ends: tuple[int, ...], gone: list[int], sizes: tuple[Poly, Poly]
) -> Term:
    """The network, some of its atoms replaced by a hole between two legs."""
    kept = [atom for place, atom in enumerate(piece.atoms) if place not in gone]
    factors: list[tuple[Term, tuple[int, ...]]] = [(("hole", HOLE, *sizes), ends)]
    factors += [(quote_head(head), legs) for head, legs in kept]
    carried = {leg for _, legs in factors for leg in legs}
    opened = dict.fromkeys(leg for group in piece.groups for leg in group)
    factors += [(("ones", piece.sizes[leg], ONE), (leg,)) for leg in opened if leg not in carried]
    rows, cols = piece.groups
    return "network", tuple(factors), rows, cols
