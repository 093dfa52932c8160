"""Linear integer forms in layer indices, and what follows from linear constraints on them.

A `Linear` is c + a1 x1 + a2 x2 + ... with integer coefficients.  A `Context` is a set of forms that
are supposed to be >= 0.  `entails` answers yes only if the opposite has no *rational* solution
(Fourier-Motzkin elimination), so yes is a proof; no means "not shown".
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import gcd

MAX_CONSTRAINTS = 2000  # beyond this, elimination gives up, which means "not shown"


class KernelError(Exception):
    """The kernel was given something that is ill-formed or that it does not know."""


class NotDefined(KernelError):  # noqa: N818 - reads as what it says
    """A product or a sum whose range may run backwards has no meaning."""


class Undecided(Exception):  # noqa: N818 - a question, not a fault
    """The sign of `form` is needed and does not follow from the context: split into cases."""

    def __init__(self, form: Linear) -> None:
        super().__init__(f"needs the sign of {form}")
        self.form = form


@dataclass(frozen=True, slots=True, order=True)
class Linear:
    """const + sum of coefficient * index; `terms` is sorted and has no zero coefficient."""

    terms: tuple[tuple[str, int], ...]
    const: int = 0

    def __add__(self, other: Linear) -> Linear:
        if not other.terms:
            return self.shift(other.const)
        total = dict(self.terms)
        for name, number in other.terms:
            total[name] = total.get(name, 0) + number
        kept = tuple(sorted((name, number) for name, number in total.items() if number))
        return Linear(kept, self.const + other.const)

    def scale(self, factor: int) -> Linear:
        if factor == 1:
            return self
        if not factor:
            return Linear(())
        return Linear(tuple((name, factor * a) for name, a in self.terms), factor * self.const)

    def __sub__(self, other: Linear) -> Linear:
        return self + other.scale(-1)

    def shift(self, amount: int) -> Linear:
        return Linear(self.terms, self.const + amount) if amount else self

    def coefficient(self, name: str) -> int:
        for other, number in self.terms:
            if other == name:
                return number
        return 0

    def substitute(self, name: str, value: Linear) -> Linear:
        factor = self.coefficient(name)
        if not factor:
            return self
        rest = Linear(tuple(term for term in self.terms if term[0] != name), self.const)
        return rest + value.scale(factor)

    def __str__(self) -> str:
        shown = [f"{a}*{name}" if a != 1 else name for name, a in self.terms]
        if self.const or not shown:
            shown.append(str(self.const))
        return "+".join(shown)


def variable(name: str) -> Linear:
    """The form that is one index."""
    return Linear(((name, 1),))


@dataclass(frozen=True, slots=True)
class Context:
    """Forms that are supposed to be >= 0."""

    facts: frozenset[Linear] = frozenset()

    def extend(self, *forms: Linear) -> Context:
        return Context(self.facts | frozenset(forms))

    def entails(self, form: Linear) -> bool:
        """Whether form >= 0 follows."""
        return _entails(self.facts, form)

    def positive(self, form: Linear) -> bool:
        """Whether form >= 1 follows."""
        return self.entails(form.shift(-1))

    def decide(self, form: Linear) -> bool:
        """True if form >= 0 follows, False if form < 0 follows; else raises `Undecided`."""
        if self.entails(form):
            return True
        if self.entails(form.scale(-1).shift(-1)):
            return False
        raise Undecided(form)

    def equal(self, left: Linear, right: Linear) -> bool:
        """Whether two indices are syntactically one; False if they differ by the context."""
        form = left - right
        if not form.terms:
            return form.const == 0
        back = form.scale(-1)
        if self.positive(form) or self.positive(back):
            return False
        if self.entails(form):
            raise Undecided(form.shift(-1))
        raise Undecided(back.shift(-1) if self.entails(back) else form)

    def contradictory(self) -> bool:
        """Whether the facts exclude one another."""
        return _infeasible(self.facts)


@lru_cache(maxsize=20000)
def _entails(facts: frozenset[Linear], form: Linear) -> bool:
    if not form.terms:
        return form.const >= 0 or _infeasible(facts)
    if form in facts:
        return True
    return _infeasible(facts | {form.scale(-1).shift(-1)})


@lru_cache(maxsize=20000)
def _infeasible(facts: frozenset[Linear]) -> bool:
    """Whether no rational point satisfies all facts (integers: tightened by the gcd)."""
    rows = {_tighten(fact) for fact in facts}
    while True:
        if any(not row.terms and row.const < 0 for row in rows):
            return True
        lower, upper = _sides(rows)
        if not lower:
            return False
        name = min(lower, key=lambda item: (len(lower[item]) * len(upper[item]), item))
        rows -= {*lower[name], *upper[name]}
        for low in lower[name]:
            for high in upper[name]:
                a, b = low.coefficient(name), -high.coefficient(name)
                rows.add(_tighten(low.scale(b) + high.scale(a)))
        if len(rows) > MAX_CONSTRAINTS:
            return False


def _sides(rows: set[Linear]) -> tuple[dict[str, list[Linear]], dict[str, list[Linear]]]:
    """For each index the forms that bound it from below, and from above."""
    lower: dict[str, list[Linear]] = {}
    upper: dict[str, list[Linear]] = {}
    for row in rows:
        for name, factor in row.terms:
            (lower if factor > 0 else upper).setdefault(name, []).append(row)
            (upper if factor > 0 else lower).setdefault(name, [])
    return lower, upper


def _tighten(row: Linear) -> Linear:
    """Divide by the gcd of the coefficients and round the constant down (integer points stay)."""
    factor = gcd(*[number for _, number in row.terms])
    if factor <= 1:
        return row
    return Linear(tuple((name, a // factor) for name, a in row.terms), row.const // factor)
