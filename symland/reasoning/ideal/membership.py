"""Find a claim as a combination of hypotheses: what `kernel.ideal` then confirms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from symland.kernel.check import Equation
from symland.kernel.lemmas import Statement
from symland.kernel.linear import Context, KernelError, Undecided
from symland.kernel.syntax import Term, fill
from symland.reasoning.ideal.completion import BudgetError, Completion
from symland.reasoning.ideal.goals import Goal
from symland.reasoning.ideal.networks import HOLE, Use, is_entangled, untangle
from symland.reasoning.ideal.problem import Problem, Source, Step, problem_of, suppose
from symland.reasoning.ideal.quote import NotQuotedError
from symland.reasoning.ideal.words import Number, Polynomial

CHECKPOINTS = (5, 20, 80, 320)  # new elements after which networks are tried
WORK = 10000  # rewriting steps, and comparisons, in one order of the letters
Found = dict[tuple[str, str, int, str], Number]  # scalars, left word, polynomial, right word


@dataclass(slots=True)
class Tried:
    """What a search left over: the claim reduced as far as it went."""

    rest: Polynomial = field(default_factory=dict)
    problem: Problem | None = None
    complete: bool = True  # whether the basis was finished


def combine(
    left: Term, right: Term, hypotheses: Sequence[Equation], orders: Sequence[Statement],
    context: Context, *, work: int = WORK, tried: Tried | None = None,
) -> tuple[Step, ...] | None:  # fmt: skip
    """Steps that show left = right by equations, laws of inverses and strict inequalities."""
    try:
        problem = problem_of(left, right, hypotheses, orders, context)
    except (KernelError, Undecided, NotQuotedError):
        return None
    found = _in_both_orders(problem, work, tried)
    if found is None and suppose(problem, hypotheses):
        found = _in_both_orders(problem, work, None)
    return found


def _in_both_orders(problem: Problem, work: int, tried: Tried | None) -> tuple[Step, ...] | None:
    """Steps that are found in one order of the letters or in the other."""
    for flip in (False, True):
        try:
            found = _search(problem, work, tried, flip=flip)
        except NotQuotedError:  # a step that cannot be written as a term shows nothing
            found = None
        if found is not None:
            return found
    return None


def _search(
    problem: Problem, work: int, tried: Tried | None, *, flip: bool
) -> tuple[Step, ...] | None:
    """Steps to a goal that lies in the ideal."""
    rename = _ordering(problem, flip=flip)
    back = {new: old for old, new in rename.items()}
    completion = Completion([_renamed(one, rename) for one in problem.given], work)
    for goal in problem.goals:
        goal.rest, goal.used = _renamed(goal.polynomial, rename), []
    entangled = is_entangled(problem)
    try:
        reached = next((goal for goal in problem.goals if goal.reduce(completion)), None)
        while reached is None and completion.queue:
            element = completion.step()
            if element is not None:
                reached = next((goal for goal in problem.goals
                                if any(element.lead[1] in word for _, word in goal.rest)
                                and goal.reduce(completion)), None)  # fmt: skip
            if entangled and len(completion.made) - len(problem.given) in CHECKPOINTS:
                uses = untangle(problem, completion, back)
                if uses is not None:
                    return _from_networks(problem, completion, uses, back)
    except BudgetError:
        reached = None
    if reached is not None:
        return written(problem, reached, _plain(completion.expand(reached.used), back))
    uses = untangle(problem, completion, back) if entangled else None
    if uses is not None:
        return _from_networks(problem, completion, uses, back)
    if tried is not None and problem.goals and not flip:
        tried.rest = _renamed(problem.goals[0].rest, back)
        tried.problem, tried.complete = problem, not completion.queue
    return None


def _plain(found: Found, back: dict[str, str]) -> Found:
    """A combination in the letters of the alphabet."""
    return {
        ("".join(sorted(_text(scalars, back))), _text(left, back), place, _text(right, back)): value
        for (scalars, left, place, right), value in found.items()
    }


def _from_networks(
    problem: Problem, completion: Completion, uses: list[Use], back: dict[str, str]
) -> tuple[Step, ...]:
    """Uses of the basis in contexts, as uses of the hypotheses."""
    writing = Writing(problem)
    for use in uses:
        if use.given >= 0:
            writing.add_given(use.given, use.context, ("poly", use.factor))
            continue
        found = _plain(completion.expand([(1, "", "", use.element, "")]), back)
        writing.add(found, use.context, ("poly", use.factor))
    return writing.finished(problem.claim)


def _ordering(problem: Problem, *, flip: bool) -> dict[str, str]:
    """The order of the letters, as a renaming: in order of appearance, each beside its star."""
    star = problem.alphabet.star
    polynomials = (*problem.given, *(goal.polynomial for goal in problem.goals))
    signs = (sign for one in polynomials for scalars, word in one for sign in scalars + word)
    listed = list(dict.fromkeys(one for sign in signs for one in (sign, star.get(sign, sign))))
    if flip:
        listed.reverse()
    small = _abbreviations(problem)
    listed.sort(key=lambda sign: sign not in small)
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


@dataclass(slots=True)
class Writing:
    """A combination as the steps of a certificate, while it is written down."""

    problem: Problem
    steps: list[Step] = field(default_factory=list)
    uses: list[tuple[str, int]] = field(default_factory=list)
    laws: list[tuple[str, Term]] = field(default_factory=list)
    parts: list[Any] = field(default_factory=list)

    def add(self, found: Found, context: Term | None = None, extra: Term | None = None) -> None:
        """Parts for a combination, which may itself stand in a context."""
        for (scalars, left, place, right), value in sorted(found.items(), key=_place):
            source = self.problem.sources[place]
            if not source.kind:
                continue
            hole: Term = ("hole", HOLE, *source.sizes)
            inside = _product(self.problem, left, ("T", hole) if source.turned else hole, right)
            if context is not None:
                inside = fill(context, {HOLE: inside})
            factor = _factor(self.problem, value, scalars)
            if extra is not None:
                factor = ("mul", factor, extra)
            self.parts.append((factor, inside, *self._reference(source)))

    def add_given(self, number: int, context: Term, factor: Term) -> None:
        """A hypothesis in a context."""
        self.parts.append((factor, context, "given", _number(self.uses, ("given", number)), 0))

    def _reference(self, source: Source) -> tuple[str, int, int]:
        if source.kind == "law":
            return "law", _number(self.laws, self.problem.laws[source.number]), source.place
        used = (source.kind, source.number)
        if source.kind == "step":
            used = ("step", _number(self.steps, self.problem.steps[source.number]))
        return "given", _number(self.uses, used), 0

    def finished(self, claim: Equation) -> tuple[Step, ...]:
        """The conclusions that are used, and the combination."""
        for number in self.problem.supposed:
            _number(self.uses, ("given", number))
        data = {"laws": tuple(self.laws), "parts": tuple(self.parts)}
        return (*self.steps, Step("ideal", claim, tuple(self.uses), data))


def written(problem: Problem, goal: Goal, found: Found) -> tuple[Step, ...]:
    """What was found as steps: conclusions it uses, the combination, the conclusion from it."""
    writing = Writing(problem)
    writing.add(found)
    steps = writing.finished(goal.claim)
    if not goal.form:
        return steps
    known = (("step", len(steps) - 1), *(("order", place) for place in goal.known))
    return (*steps, Step(goal.form, problem.claim, known, goal.data))


def _number(items: list[Any], item: Any) -> int:
    """The place of an item in a list, put at its end if it is not there."""
    if item not in items:
        items.append(item)
    return items.index(item)


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
