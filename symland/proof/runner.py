"""`verify`: load the selected files and check their theorems, each once, in order of use."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from importlib import metadata
from pathlib import Path
from typing import Any

from symland import __version__
from symland.calculus.evaluate import DisagreementError
from symland.errors import CircularError, DuplicateRefError, Location, SizeError, SymlandError
from symland.evidence import Evidence, weakest
from symland.execute import executor_for
from symland.kernel.certificate import Certificate
from symland.kernel.linear import KernelError
from symland.proof.cache import Cache
from symland.proof.certificates.export import certify
from symland.proof.certificates.files import is_certified, write
from symland.proof.certificates.refutations import refutation_of
from symland.proof.chain import Chain, Proof
from symland.proof.check import check_body
from symland.proof.checking import verdict_of
from symland.proof.errata import Failing, check_erratum
from symland.proof.experiment import tried
from symland.proof.judge import Judge
from symland.proof.loader import (
    LoadedFile,
    Selection,
    TargetError,
    forget,
    last_place,
    load,
    relative,
    select,
)
from symland.proof.logic.notation import given_texts, latex_statement, text_statement
from symland.proof.mending import with_sizes
from symland.proof.results import Failure, FileResult, Report, TheoremResult
from symland.proof.settings import Progress, Settings
from symland.proof.state import Checking
from symland.proof.theorem import Theorem
from symland.proof.unit import check_unit, units_of
from symland.proof.using import facts_of
from symland.reasoning.facts import Facts
from symland.refute.hunt import Search


@dataclass(slots=True)
class Run:
    """State of one run: the judge and the results so far."""

    settings: Settings
    judge: Judge
    progress: Progress | None
    selections: Sequence[Selection] = ()
    total: int = 0
    results: dict[int, TheoremResult] = field(default_factory=dict)
    checking: list[int] = field(default_factory=list)
    written: set[Path] = field(default_factory=set)  # files of certificates
    certificates: dict[int, Certificate] = field(default_factory=dict)


def verify(settings: Settings, progress: Progress | None = None) -> Report:
    """Check everything that the targets select.

    A file that does not load is reported and the others are still checked.  Raises `TargetError`
    for a target that does not exist.
    """
    started = time.perf_counter()
    selections = select(settings.targets)
    loaded = load_all(selections)
    run = run_of(settings, progress, selections)
    chosen = [(file, [t for t in file.theorems if _wanted(t, file, selections, settings)])
              for file in loaded]  # fmt: skip
    run.total = sum(len(theorems) for _, theorems in chosen)
    duplicates = _duplicates(loaded)
    _check_elsewhere(run, loaded, [theorem for _, theorems in chosen for theorem in theorems])
    files = [_file(run, file, theorems, duplicates) for file, theorems in chosen]
    run.judge.cache.save()
    everything = all(not s.theorem for s in selections) and not settings.keyword
    everything = everything and not settings.errata
    kept = [f for f in files if f.theorems or f.failure or everything]
    return Report(tuple(kept), time.perf_counter() - started, versions())


def run_of(
    settings: Settings, progress: Progress | None = None, selections: Sequence[Selection] = ()
) -> Run:
    """A run with its judge, before anything is checked; the cache is read."""
    cache = Cache(settings.cache, settings.fresh or settings.certificates is not None)
    cache.load()
    limits = Search(
        settings.max_size, settings.tries, seed=settings.seed, fixed=sizes_of(settings.example)
    )
    return Run(settings, Judge(limits, cache, settings.spot_check), progress, selections)


def _check_elsewhere(run: Run, loaded: Sequence[LoadedFile], theorems: Sequence[Theorem]) -> None:
    """With several jobs or a cluster: fill in the results, each theorem being a unit of work.

    A run that stops at its first failure goes one after the other; so does one with theorems that
    use each other in a circle, where the results depend on which comes first.
    """
    settings = run.settings
    if settings.fail_fast or not (settings.jobs > 1 or settings.scheduler):
        return
    units = units_of(loaded, settings)
    found: dict[int, TheoremResult] = {}
    with executor_for(settings.jobs, settings.scheduler) as executor:
        done = executor.map(check_unit, [units[id(theorem)] for theorem in theorems])
        for theorem, one in zip(theorems, done, strict=True):
            if one.circular:
                return
            found[id(theorem)] = one.result
            run.judge.cache.added |= one.proved
            if run.progress is not None:
                run.progress(theorem.name, len(found), run.total, 0)
    run.results |= found


def versions() -> dict[str, str]:
    """Versions of symland and of the packages that have a say in a verdict."""
    packages = ("numpy", "python-flint", "mpmath", "sympy")
    return {"symland": __version__} | {name: metadata.version(name) for name in packages}


def load_all(selections: Sequence[Selection]) -> list[LoadedFile]:
    """Load each selected file once; a ref stands for the files of the default folder."""
    paths = list(dict.fromkeys(s.path for s in selections if s.path != Path()))
    if any(s.path == Path() for s in selections):
        paths += [s.path for s in select(["proofs"]) if s.path not in paths]
    forget(paths)
    return [load(path) for path in paths]


def find(target: str) -> Theorem:
    """The theorem behind a ref or `FILE::THEOREM`; raises `TargetError` if there is none."""
    selections = select([target])
    for file in load_all(selections):
        for theorem in file.theorems:
            if any(_selects(one, theorem, file.path) for one in selections if one.theorem):
                return theorem
    raise TargetError(f"there is no theorem `{target}`",
                      help="`symland verify` lists all refs")  # fmt: skip


def _wanted(
    theorem: Theorem, file: LoadedFile, selections: Sequence[Selection], settings: Settings
) -> bool:
    if settings.errata and theorem.corrected is None:
        return False
    word = settings.keyword
    if word and not any(word in name for name in (theorem.name, *theorem.refs, str(file.path))):
        return False
    return any(_selects(one, theorem, file.path) for one in selections)


def _selects(selection: Selection, theorem: Theorem, path: Path) -> bool:
    if selection.path not in (Path(), path):
        return False
    return not selection.theorem or selection.theorem in (theorem.name, *theorem.refs)


def _duplicates(loaded: Sequence[LoadedFile]) -> dict[str, list[str]]:
    """Refs that more than one theorem carries, with their places."""
    places: dict[str, list[str]] = {}
    for file in loaded:
        for theorem in file.theorems:
            for ref in theorem.refs:
                places.setdefault(ref, []).append(str(relative(theorem.location)))
    return {ref: found for ref, found in places.items() if len(found) > 1}


def _file(
    run: Run, file: LoadedFile, theorems: Sequence[Theorem], duplicates: dict[str, list[str]]
) -> FileResult:
    results: list[TheoremResult] = []
    for theorem in theorems:
        if run.settings.fail_fast and any(
            r.failure or r.verdict == "refuted" for r in run.results.values()
        ):
            break
        result = check_theorem(run, theorem)
        shared = [ref for ref in theorem.refs if ref in duplicates]
        if shared:
            error = DuplicateRefError(f"the ref `{shared[0]}` is carried by several theorems: "
                                      + ", ".join(duplicates[shared[0]]))  # fmt: skip
            result = replace(result, verdict="error", failure=_failure(error, theorem))
        results.append(_only_steps(result, run.selections, file.path))
    return FileResult(str(file.path), tuple(results), file.failure)


def _only_steps(
    result: TheoremResult, selections: Sequence[Selection], path: Path
) -> TheoremResult:
    """If a target names one step, the result of that step alone."""
    chosen = [one for one in selections if one.path in (Path(), path) and one.theorem]
    chosen = [one for one in chosen if one.theorem in (result.name, *result.refs)]
    if not chosen or not all(one.step for one in chosen):
        return result
    numbers = {str(step.number): step for step in result.steps}
    for one in chosen:
        if one.step not in numbers:
            raise TargetError(f"`{result.name}` has no step {one.step}",
                              help=f"it has {len(numbers)} steps")  # fmt: skip
    steps = tuple(numbers[one.step] for one in chosen)
    evidence = weakest([step.evidence for step in steps])
    verdict = {Evidence.REFUTED: "refuted", Evidence.UNDECIDED: "undecided", Evidence.TODO: "todo"}
    return replace(result, steps=steps, evidence=evidence, failure=None,
                   verdict=verdict.get(evidence, "verified"))  # fmt: skip


def _failed(result: TheoremResult) -> bool:
    return result.verdict in ("refuted", "error")


def check_theorem(run: Run, theorem: Theorem) -> TheoremResult:
    """The result of a theorem, checked now if it was not before."""
    key = id(theorem)
    if key in run.results:
        return run.results[key]
    if key in run.checking:
        raise CircularError(f"`{theorem.name}` uses itself, directly or in a circle")
    run.checking.append(key)
    started, cache = time.perf_counter(), run.judge.cache
    before, cache.hits = cache.hits, 0  # those of the theorems that it uses are their own
    try:
        result = _check(run, theorem)
    finally:
        run.checking.remove(key)
        own, cache.hits = cache.hits, before
    spent = (time.perf_counter() - started) * 1000
    cached = result.cached or (bool(result.steps) and own >= len(result.steps))
    run.results[key] = replace(result, milliseconds=spent, cached=cached)
    return run.results[key]


def _check(run: Run, theorem: Theorem) -> TheoremResult:
    base = _blank(theorem)
    if theorem.reason:
        rests = (f"todo: {theorem.reason}",)
        return replace(base, verdict="todo", evidence=Evidence.TODO, rests_on=rests)
    if theorem.corrected is not None:
        return _erratum(run, theorem, base)
    checking = _checking(run, theorem)
    failure: Failure | None = None
    try:
        if theorem.experiment is not None:
            return tried(theorem.experiment, base, run.judge.cache)
        proof = check_body(checking)
        verdict, evidence, failure = verdict_of(checking)
        wanted = verdict == "verified" and is_certified(evidence)
        if wanted and run.settings.certificates:
            base = replace(base, uncertified=_certify(run, checking, proof, base))
    except DisagreementError as error:
        verdict, evidence, failure = "error", Evidence.UNDECIDED, _failure(error, theorem)
    except SymlandError as error:
        verdict, evidence, failure = "error", Evidence.UNDECIDED, _failure(error, theorem)
        if isinstance(error, SizeError):
            failure = with_sizes(failure, error, _facts_at(checking))
    except KernelError as error:
        wrapped = SymlandError(f"the kernel refuses `{theorem.name}`: {error}")
        verdict, evidence, failure = "error", Evidence.UNDECIDED, _failure(wrapped, theorem)
    except Exception as error:
        verdict, evidence = "error", Evidence.UNDECIDED
        failure = _foreign(error, theorem)
    return replace(
        base,
        verdict=verdict,
        evidence=evidence,
        steps=tuple(checking.steps),
        uses=tuple(checking.uses),
        rests_on=tuple(checking.rests_on),
        failure=failure,
    )


def _facts_at(checking: Checking) -> Callable[[Sequence[Any], Any], Facts]:
    """The facts of a step that was not made: what stands in its `by=`, its chain if it has one."""

    def found(by: Sequence[Any], where: Any) -> Facts:
        ends = (where.start, where.last) if isinstance(where, Chain) else ()
        return facts_of(checking, by, where.proof if isinstance(where, Chain) else None, ends)

    return found


def _certify(run: Run, checking: Checking, proof: Proof, base: TheoremResult) -> str:
    """Write the certificate of a theorem; returns why there is none."""
    assert run.settings.certificates is not None
    try:
        found = certify(checking, proof, lambda other: run.certificates.get(id(other)))
        write(found, run.settings.certificates, base, run.written)
    except SymlandError as error:
        return error.message
    except KernelError as error:
        return str(error)
    run.certificates[id(checking.theorem)] = found
    return ""


def _erratum(run: Run, theorem: Theorem, base: TheoremResult) -> TheoremResult:
    try:
        found, failing = check_erratum(_checking(run, theorem), base,
                                       lambda other: check_theorem(run, other))  # fmt: skip
        if found.verdict == "erratum" and run.settings.certificates:
            found = replace(found, uncertified=_document(run, theorem, found, failing))
        return found
    except SymlandError as error:
        return replace(base, verdict="error", failure=_failure(error, theorem))
    except Exception as error:
        if _place_in(theorem, error) is None:
            raise
        return replace(base, verdict="error", failure=_foreign(error, theorem, "printed statement"))


def _document(run: Run, theorem: Theorem, found: TheoremResult, failing: Failing) -> str:
    """Write the document of an erratum; returns why there is none."""
    assert run.settings.certificates is not None

    def digest_of(other: Theorem) -> str:
        return str(run.certificates.get(id(other), {}).get("digest", ""))

    try:
        made = refutation_of(theorem, found, failing, digest_of)
        write(made, run.settings.certificates, found, run.written)
    except SymlandError as error:
        return error.message
    return ""


def _checking(run: Run, theorem: Theorem) -> Checking:
    def progress(step: int) -> None:
        if run.progress is not None:
            run.progress(theorem.name, len(run.results), run.total, step)

    return Checking(theorem, run.judge, lambda other: check_theorem(run, other), progress)


def _blank(theorem: Theorem) -> TheoremResult:
    place = relative(theorem.location)
    return TheoremResult(
        theorem.refs, theorem.name, place.file if place else "", place.line if place else 0,
        "undecided", Evidence.UNDECIDED, "; ".join(map(text_statement, theorem.statements)),
        r",\quad ".join(map(latex_statement, theorem.statements)), theorem.doc,
        given_texts(theorem.given),
    )  # fmt: skip


def _failure(error: SymlandError, theorem: Theorem) -> Failure:
    place = error.location
    if place is None or (theorem.location and place.file != theorem.location.file):
        place = theorem.location
    return Failure(error.code, error.message, relative(place), hint=error.help)


def _foreign(error: Exception, theorem: Theorem, what: str = "proof") -> Failure:
    """An exception of the author's own code, in a proof body or a printed statement."""
    place = _place_in(theorem, error) or theorem.location
    code = "SL003" if isinstance(error, NameError) else "SL009"
    message = f"the {what} of `{theorem.name}` raised {type(error).__name__}: {error}"
    return Failure(code, message, relative(place))


def _place_in(theorem: Theorem, error: Exception) -> Location | None:
    """Where in the file of a theorem an exception was raised; None if not there."""
    file = theorem.location.file if theorem.location else ""
    return last_place(error, Path(file))


def sizes_of(example: str) -> dict[str, int]:
    """`"k=1,h=2"` as a table; raises `SymlandError` if it is malformed."""
    found: dict[str, int] = {}
    for part in filter(None, (piece.strip() for piece in example.split(","))):
        name, _, value = part.partition("=")
        if not value.strip().lstrip("-").isdigit():
            raise SymlandError(f"`{part}` is not of the form `name=number`")
        found[name.strip()] = int(value)
    return found
