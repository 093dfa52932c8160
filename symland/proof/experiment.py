"""Claims about what an experiment shows: run again, settled by what came out, never a proof."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from symland.errors import StatementError, caller_location
from symland.evidence import Evidence
from symland.proof.results import Failure, TheoremResult

if TYPE_CHECKING:
    from symland.proof.theorem import Theorem


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


def experiment(
    words: str, run: Callable[[], Trial], *, ref: str | Sequence[str], doc: str = ""
) -> Theorem:
    """A claim of kind experiment: `run()` repeats it at a small setting when the file is checked.

    Where it comes out as claimed the verdict is verified with evidence `sampled`, and the figures
    stand under `rests on`; otherwise it is undecided, and says what came out.  As a fact in `by=`
    it states nothing.

    >>> from symland import Trial, experiment
    >>> coin = experiment("heads come up half of the time", lambda: Trial(True, "51 of 100"),
    ...                   ref="ex:coin")
    >>> coin.experiment.words
    'heads come up half of the time'
    """
    from symland.proof.theorem import Theorem, refs_of, registered

    if not isinstance(words, str) or not callable(run):
        raise StatementError("`experiment` takes the claim in words and a function that runs it")
    refs = refs_of(ref)
    return registered(Theorem(refs[0], (), refs, (), doc, None, caller_location(),
                              experiment=Experiment(words, run)))  # fmt: skip


def tried(made: Experiment, base: TheoremResult) -> TheoremResult:
    """The result of an experiment that is run now."""
    trial = made.run()
    if not isinstance(trial, Trial):
        raise StatementError(f"an experiment returns a `Trial(held, detail)`, not {trial!r}")
    shown = replace(base, statement=made.words, latex=rf"\text{{{made.words}}}",
                    rests_on=(f"experiment: {trial.detail}",))  # fmt: skip
    if trial.held:
        return replace(shown, verdict="verified", evidence=Evidence.SAMPLED)
    failure = Failure("SL111", f"the experiment came out otherwise: {trial.detail}")
    return replace(shown, verdict="undecided", evidence=Evidence.UNDECIDED, failure=failure)
