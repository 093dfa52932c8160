"""Claims about what an experiment shows: run again, settled by what came out, never a proof."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from symland.errors import StatementError, caller_location
from symland.evidence import Evidence
from symland.proof.cache import Cache, version
from symland.proof.results import Failure, TheoremResult

if TYPE_CHECKING:
    from symland.proof.theorem import Theorem

LIBRARIES = ("numpy", "scipy", "mpmath", "python-flint", "sympy")


@dataclass(frozen=True, slots=True)
class Trial:
    """What came out: whether it was as claimed, with the figures and the setting in words."""

    held: bool
    detail: str


@dataclass(frozen=True, slots=True)
class Experiment:
    """A claim in words, and the function that runs the experiment again."""

    words: str
    run: Callable[[], Trial]
    settings: str | None = None  # as JSON; None for an outcome that is not kept


def experiment(
    words: str,
    run: Callable[[], Trial],
    *,
    ref: str | Sequence[str],
    settings: Mapping[str, Any] | None = None,
    doc: str = "",
) -> Theorem:
    """A claim of kind experiment: `run()` repeats it at a small setting when the file is checked.

    Where it comes out as claimed the verdict is verified with evidence `sampled`, and the figures
    stand under `rests on`; otherwise it is undecided, and says what came out.  As a fact in `by=`
    it states nothing.

    With `settings`, plain data on which the outcome depends together with the text of the proof
    file, symland and NumPy and SciPy, an outcome as claimed is kept in the cache; without, or with
    `--fresh`, the experiment is run each time.

    >>> from symland import Trial, experiment
    >>> coin = experiment("heads come up half of the time", lambda: Trial(True, "51 of 100"),
    ...                   ref="ex:coin")
    >>> coin.experiment.words
    'heads come up half of the time'
    """
    from symland.proof.declare import refs_of, registered
    from symland.proof.theorem import Theorem

    if not isinstance(words, str) or not callable(run):
        raise StatementError("`experiment` takes the claim in words and a function that runs it")
    refs = refs_of(ref)
    try:
        kept = None if settings is None else json.dumps(settings, sort_keys=True)
    except (TypeError, ValueError) as error:
        raise StatementError(f"the settings of an experiment are plain data: {error}") from error
    return registered(Theorem(refs[0], (), refs, (), doc, None, caller_location(),
                              experiment=Experiment(words, run, kept)))  # fmt: skip


def tried(made: Experiment, base: TheoremResult, cache: Cache) -> TheoremResult:
    """The result of an experiment that is run now, or was run before with the same settings."""
    key = None if made.settings is None else experiment_key(made, base)
    known = None if key is None else cache.outcome(key)
    trial = made.run() if known is None else Trial(held=True, detail=known)
    if not isinstance(trial, Trial):
        raise StatementError(f"an experiment returns a `Trial(held, detail)`, not {trial!r}")
    if key is not None and known is None and trial.held:
        cache.put_outcome(key, trial.detail)
    shown = replace(base, statement=made.words, latex=rf"\text{{{made.words}}}",
                    rests_on=(f"experiment: {trial.detail}",))  # fmt: skip
    if trial.held:
        return replace(shown, verdict="verified", evidence=Evidence.SAMPLED,
                       cached=known is not None)  # fmt: skip
    failure = Failure("SL111", f"the experiment came out otherwise: {trial.detail}")
    return replace(shown, verdict="undecided", evidence=Evidence.UNDECIDED, failure=failure)


def experiment_key(made: Experiment, base: TheoremResult) -> str | None:
    """A key that changes with the settings, the proof file, the code and the libraries used.

    None where the proof file cannot be read.
    """
    try:
        text = Path(base.file).read_bytes()
    except OSError:
        return None
    libraries = [metadata.version(name) for name in LIBRARIES]
    parts = [made.words, base.refs, made.settings, hashlib.sha256(text).hexdigest(), libraries,
             version(".", "../numeric")]  # fmt: skip
    return "experiment " + hashlib.sha256(json.dumps(parts).encode()).hexdigest()
