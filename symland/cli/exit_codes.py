"""Exit codes of `symland`: a public interface, explained by `symland explain exit-codes`."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from symland.errors import SymlandError
    from symland.proof.results import Failure, FileResult, Report, TheoremResult


class ExitCode(IntEnum):
    """What a run of `symland` ended with."""

    OK = 0  # every selected claim reached its standard; errata count as fine
    REFUTED = 1  # something is false or malformed: sizes, a broken chain, a file that does not load
    USAGE = 2  # the command line is wrong, or a formula on it
    UNDECIDED = 3  # nothing is false, but something is undecided, left to do or not certified
    INTERNAL = 4  # a mistake in symland, for example a disagreement of its two checkers
    NOTHING = 5  # nothing was selected
    INTERRUPTED = 130  # Ctrl-C


MEANING = {
    ExitCode.OK: "every selected claim reached its standard; errata count as fine",
    ExitCode.REFUTED: "something is refuted or malformed (sizes, a broken chain, a file that does "
    "not load)",
    ExitCode.USAGE: "the command line is wrong, or a formula on it",
    ExitCode.UNDECIDED: "nothing is false; something is undecided, to do, or lacks its certificate",
    ExitCode.INTERNAL: "an internal error, including a disagreement of the two checkers",
    ExitCode.NOTHING: "nothing was selected",
    ExitCode.INTERRUPTED: "interrupted",
}
LENIENT = (ExitCode.REFUTED, ExitCode.UNDECIDED)  # what `--exit-zero` maps to 0


def of_report(report: Report, *, allow_todo: bool = False) -> ExitCode:
    """The gravest code of a report's files and theorems."""
    found = {_of_file(file) for file in report.files}
    found |= {_of_theorem(theorem, allow_todo=allow_todo) for theorem in report.theorems}
    found.discard(ExitCode.OK)
    for code in (ExitCode.INTERNAL, ExitCode.REFUTED, ExitCode.UNDECIDED):
        if code in found:
            return code
    return ExitCode.OK if report.theorems else ExitCode.NOTHING


def of_error(error: SymlandError) -> ExitCode:
    """The code for an error that ended a command."""
    code = of_code(error.code)
    in_an_argument = error.location is not None and error.location.file.startswith("<")
    return ExitCode.USAGE if in_an_argument and code is ExitCode.REFUTED else code


def of_code(code: str) -> ExitCode:
    """The exit code that belongs to an error code `SL...`."""
    if code.startswith("SL9"):
        return ExitCode.INTERNAL
    if code in ("SL010", "SL303", "SL304"):  # no such target, package or cluster
        return ExitCode.USAGE
    return ExitCode.UNDECIDED if code in ("SL102", "SL103") else ExitCode.REFUTED


def _of_file(file: FileResult) -> ExitCode:
    return ExitCode.OK if file.failure is None else of_code(file.failure.code)


def _of_theorem(theorem: TheoremResult, *, allow_todo: bool) -> ExitCode:
    if any(failure.code.startswith("SL9") for failure in _failures(theorem)):
        return ExitCode.INTERNAL
    if theorem.verdict in ("verified", "erratum"):
        return ExitCode.UNDECIDED if theorem.uncertified else ExitCode.OK
    if theorem.verdict == "todo":
        return ExitCode.OK if allow_todo else ExitCode.UNDECIDED
    return ExitCode.UNDECIDED if theorem.verdict == "undecided" else ExitCode.REFUTED


def _failures(theorem: TheoremResult) -> list[Failure]:
    found = [theorem.failure, *(step.failure for step in theorem.steps)]
    return [failure for failure in found if failure is not None]
