"""What checking a proof file yields: plain data, which `render` shows and the cache keeps."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, TypeAlias

from symland.errors import Location
from symland.evidence import Evidence

Entries: TypeAlias = "tuple[tuple[Fraction, ...], ...]"  # a matrix, row by row


@dataclass(frozen=True, slots=True)
class Counterexample:
    """An exact instance in which all hypotheses hold and the claim fails.

    `free_entries` are places (row, column), from 0, of entries in `values` that do not matter.
    """

    sizes: dict[str, int]  # sizes and layer indices, such as {"k": 1, "d[0]": 2, "l": 2}
    values: dict[str, Entries]  # letters that matter; scalars are 1 x 1
    free: tuple[str, ...]  # letters whose value does not matter
    left: Entries
    right: Entries
    hypotheses: tuple[str, ...] = ()  # each hypothesis as checked, "... holds"
    tries: int = 0
    seconds: float = 0.0
    given: bool = False  # by the author, not found by the search
    free_entries: dict[str, tuple[tuple[int, int], ...]] = field(default_factory=dict)
    functions: dict[str, str] = field(default_factory=dict)  # of x, in place of generic ones
    abbreviations: dict[str, Entries] = field(default_factory=dict)  # values of E, V[2], ...
    enclosed: bool = False  # both sides lie in balls that do not meet; their middles are given


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A single edit that the checker accepted."""

    text: str
    replacement: str  # the edited formula, or the line of the author's file with it
    checked: bool = True
    line: int = 0  # of the author's file, where the replacement is a line of it
    expr: Any = field(default=None, compare=False, repr=False)  # the edited formula


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a step or a statement did not pass."""

    code: str
    message: str
    location: Location | None = None
    left: str = ""
    right: str = ""
    difference: str = ""
    remainder: str = ""  # of an inequality: greater - less, which must be >= 0
    left_place: Location | None = None  # where the left side of the step was written
    used: str = ""  # the facts of `by=`
    operands: tuple[tuple[Location, str], ...] = ()  # of an ill-sized operator, with their sizes
    relation: str = "="
    counterexample: Counterexample | None = None
    tried: str = ""
    notes: tuple[str, ...] = ()
    help: tuple[Suggestion, ...] = ()
    hint: str = ""
    reproduce: str = ""


@dataclass(frozen=True, slots=True)
class StepResult:
    """One step of a chain."""

    number: int
    relation: str  # "=", "<=", ">=", "<", ">"
    text: str  # the right side as a formula
    latex: str
    location: Location | None
    evidence: Evidence
    why: str = ""
    by: tuple[str, ...] = ()
    milliseconds: float = 0.0
    failure: Failure | None = None
    cross_check: str = ""  # what the exact evaluator said: "agreed" or "skipped: ..."


@dataclass(frozen=True, slots=True)
class TheoremResult:
    """A theorem checked; `verdict` is verified, erratum, refuted, undecided, todo or error."""

    refs: tuple[str, ...]
    name: str
    file: str
    line: int
    verdict: str
    evidence: Evidence
    statement: str  # as a formula
    latex: str
    doc: str = ""
    given: tuple[str, ...] = ()
    steps: tuple[StepResult, ...] = ()
    uses: tuple[str, ...] = ()  # refs of theorems it uses
    rests_on: tuple[str, ...] = ()  # named lemmas, citations, todos it rests on
    failure: Failure | None = None
    instance: Counterexample | None = None  # for an erratum: refutes the printed statement
    flaw: str = ""  # for an erratum: why the printed statement has no sizes
    denial: str = ""  # for an erratum: where it is denied, and by which theorem
    correction: str = ""  # for an erratum: the corrected statement as a formula
    correction_latex: str = ""
    correction_given: tuple[str, ...] = ()
    milliseconds: float = 0.0
    cached: bool = False
    uncertified: str = ""  # why no certificate was written, where one was wished for


@dataclass(frozen=True, slots=True)
class FileResult:
    """A proof file: its theorems, or the error that kept it from loading."""

    file: str
    theorems: tuple[TheoremResult, ...] = ()
    failure: Failure | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """A whole run of `symland verify`."""

    files: tuple[FileResult, ...]
    seconds: float = 0.0
    versions: dict[str, str] = field(default_factory=dict)

    @property
    def theorems(self) -> tuple[TheoremResult, ...]:
        return tuple(theorem for file in self.files for theorem in file.theorems)
