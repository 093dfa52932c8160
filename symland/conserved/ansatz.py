"""Laws among words: as matrices, then on the diagonal, then of the trace.

A diagonal or a trace may be conserved where the matrix is not: diag(W_2' W_2) - diag(W_1 W_1')
in a network with ReLUs.  What follows from laws that are already listed is not listed again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from symland.conserved.coefficients import CoefficientField
from symland.conserved.laws import Space
from symland.conserved.pools import Pool
from symland.conserved.system import System, Table, table_of
from symland.conserved.words import (
    Combination,
    Word,
    matrix_of,
    order_of,
    products,
    words_up_to,
)
from symland.language.build import tr
from symland.language.derivatives import Flow
from symland.language.expr import ONE, Expr, Scalar
from symland.language.functions import diagonal


@dataclass(frozen=True, slots=True)
class Found:
    """A combination of words with dQ/dt = rate Q, for the matrix, its diagonal or its trace."""

    kind: str
    rate: Scalar
    terms: dict[Word, Scalar]
    pool: Pool


@dataclass(slots=True)
class Search:
    """Laws among the words of one pool."""

    pool: Pool
    flow: Flow
    degree: int
    found: list[Found] = field(default_factory=list)
    spaces: list[Space] = field(default_factory=list)
    combinations: list[Combination] = field(default_factory=list)  # of the laws for matrices

    def run(self) -> Search:
        classes = words_up_to(self.pool.letters, self.degree, self.pool.starts)
        square = [words for (rows, cols), words in classes.items() if rows == cols]
        classes = {sides: words for sides, words in classes.items() if sides != (ONE, ONE)}
        every = sorted((word for words in square for word in words),
                       key=order_of(self.pool.letters))  # fmt: skip
        tables = [self._table(words, lambda body: body) for words in classes.values()]
        columns = [words for words in square if words[0][0].rows != ONE]
        diagonals = [self._table(words, diagonal) for words in columns]
        traces = self._table(every, tr)
        everything = (*tables, *diagonals, traces)
        coefficients = CoefficientField.of(p for one in everything for p in one.polynomials())
        self.matrices(list(classes.values()), [System(coefficients, one) for one in tables])
        known = [*self.combinations, *products(self.combinations, self.degree)]
        for words, table in zip(columns, diagonals, strict=True):
            known += self.reduced("diagonal", words, System(coefficients, table), known)
        self.reduced("trace", every, System(coefficients, traces), known)
        return self

    def _table(self, words: Sequence[Word], function: Callable[[Any], Any]) -> Table:
        candidates = [function(matrix_of(word)) for word in words]
        return table_of(candidates, self.flow, self.pool.constraints)

    def matrices(self, classes: Sequence[Sequence[Word]], systems: Sequence[System]) -> None:
        """Matrix laws of ascending degree, without products of laws of lower degree."""
        solved = [_laws(words, system) for words, system in zip(classes, systems, strict=True)]
        implied = [0] * len(classes)
        for degree in range(1, self.degree + 1):
            known = products(self.combinations, degree)
            for place, (words, system) in enumerate(zip(classes, systems, strict=True)):
                basis = [_vector(one, words, system) for one in known if next(iter(one)) in words]
                for rate, terms in solved[place]:
                    if max(map(len, terms)) != degree:
                        continue
                    if not _is_new(_vector(terms, words, system), basis, system):
                        implied[place] += _is_zero(rate)
                        continue
                    self.combinations.append(terms)
                    self.note("matrix", system, rate, terms)
        for words, system, count in zip(classes, systems, implied, strict=True):
            self.space("matrix", [matrix_of(word) for word in words], system, count)

    def reduced(
        self, kind: str, words: Sequence[Word], full: System, known: Sequence[Combination]
    ) -> list[Combination]:
        """Laws among the diagonals or traces of words that do not follow from known ones."""
        kept, number = full.table.distinct()
        system = System(full.field, full.table.only(kept))
        place_of = dict(zip(words, number, strict=True))
        basis = [_folded(one, place_of, system) for one in known if next(iter(one)) in place_of]
        implied, made = 0, []
        for solution in system.solutions():
            if not _is_new(list(solution.vector), basis, system):
                implied += _is_zero(solution.rate)
                continue
            terms = {words[kept[n]]: c for n, c in enumerate(solution.vector) if c}
            made.append(terms)
            self.note(kind, system, solution.rate, terms)
        function = diagonal if kind == "diagonal" else tr
        self.space(kind, [function(matrix_of(words[n])) for n in kept], system, implied)
        return made

    def note(self, kind: str, system: System, rate: Scalar, terms: Combination) -> None:
        scalars = {word: system.field.scalar(c) for word, c in terms.items()}
        self.found.append(Found(kind, rate, scalars, self.pool))

    def space(self, kind: str, candidates: Sequence[Expr], system: System, implied: int) -> None:
        size = "" if kind == "trace" else f"{candidates[0].rows} x {candidates[0].cols}"
        self.spaces.append(Space(kind, size, tuple(candidates), system.rank(), implied))


def _laws(words: Sequence[Word], system: System) -> list[tuple[Scalar, Combination]]:
    return [
        (one.rate, {word: c for word, c in zip(words, one.vector, strict=True) if c})
        for one in system.solutions()
    ]


def _is_new(vector: list[Any], basis: list[list[Any]], system: System) -> bool:
    """Whether a vector is independent of the basis, to which it is then added."""
    if system.field.rank([*basis, vector]) <= system.field.rank(basis):
        return False
    basis.append(vector)
    return True


def _is_zero(rate: Scalar) -> bool:
    return rate.op == "number" and not rate.data


def _vector(terms: Combination, words: Sequence[Word], system: System) -> list[Any]:
    zero = system.field.domain.zero
    return [terms.get(word, zero) for word in words]


def _folded(terms: Combination, place_of: dict[Word, int], system: System) -> list[Any]:
    """The coefficients of a law, added up for words with one diagonal or trace."""
    domain = system.field.domain
    vector = [domain.zero] * (1 + max(place_of.values()))
    for word, value in terms.items():
        vector[place_of[word]] += value
    return vector
