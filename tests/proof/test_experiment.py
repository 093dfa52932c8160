"""Experiments as entries: sampled evidence where they come out as claimed, never a proof."""

import pytest

from symland import Trial, experiment
from symland.errors import StatementError
from symland.evidence import Evidence
from symland.proof.runner import verify
from symland.proof.settings import Settings
from symland.render.look import Look
from symland.render.terminal import render_report

OPENING = "from symland.prelude import *\n\nA = matrix('A', *dims('m n'))\n"
ENTRY = "coin = experiment('heads come up', lambda: {outcome}, ref='e.coin')\n"


def checked(tmp_path, text):
    (tmp_path / "some.py").write_text(OPENING + text)
    return verify(Settings(targets=(str(tmp_path / "some.py"),), cache=None))


def test_as_claimed(tmp_path):
    report = checked(tmp_path, ENTRY.format(outcome="Trial(True, '51 of 100')"))
    (found,) = report.theorems
    assert (found.verdict, found.evidence) == ("verified", Evidence.SAMPLED)
    assert found.statement == "heads come up"
    assert found.rests_on == ("experiment: 51 of 100",)
    assert "sampled" in render_report(report, Look())


def test_otherwise(tmp_path):
    (found,) = checked(tmp_path, ENTRY.format(outcome="Trial(False, '2 of 100')")).theorems
    assert (found.verdict, found.evidence) == ("undecided", Evidence.UNDECIDED)
    assert found.failure.code == "SL111"
    assert found.failure.message == "the experiment came out otherwise: 2 of 100"


@pytest.mark.parametrize(
    ("outcome", "words"),
    [("True", "an experiment returns a `Trial(held, detail)`, not True"),
     ("1 / 0", "the proof of `coin` raised ZeroDivisionError")],
)  # fmt: skip
def test_what_is_no_outcome(tmp_path, outcome, words):
    (found,) = checked(tmp_path, ENTRY.format(outcome=outcome)).theorems
    assert (found.verdict, found.evidence) == ("error", Evidence.UNDECIDED)
    assert words in found.failure.message


def test_it_proves_nothing(tmp_path):
    """What uses an experiment has no more than its evidence; a false step stays false."""
    text = ENTRY.format(outcome="Trial(True, 'yes')") + (
        "@theorem(Eq(frob2(A), 2 * frob2(A)))\n"
        "def wrong(p):\n    p.calc().eq(2 * frob2(A), by=coin)\n"
        "@theorem(Eq(frob2(A), tr(A.T @ A)))\n"
        "def right(p):\n    p.calc().eq(tr(A.T @ A), by=coin)\n"
    )
    _, wrong, right = checked(tmp_path, text).theorems
    assert wrong.verdict == "refuted"
    assert right.evidence in (Evidence.SAMPLED, Evidence.UNDECIDED)


def test_what_is_no_experiment():
    with pytest.raises(StatementError, match="takes the claim in words and a function"):
        experiment("heads", Trial(True, ""), ref="e.coin")


def test_settings_are_plain_data():
    with pytest.raises(StatementError, match="the settings of an experiment are plain data"):
        experiment("heads", lambda: Trial(True, ""), ref="e.coin", settings={"coin": object()})


COUNTED = """
def toss():
    with open(r"{log}", "a") as log:
        log.write("x")
    return Trial({held}, "51 of 100")
coin = experiment("heads come up", toss, ref="e.coin", settings={settings})
"""


@pytest.fixture
def tossed(tmp_path):
    """Checks the file with a cache; how often the experiment has been run by then."""
    log = tmp_path / "log"

    def run(settings="{'seed': 1}", held=True, extra="", **options):
        (tmp_path / "some.py").write_text(
            OPENING + COUNTED.format(log=log, held=held, settings=settings) + extra)  # fmt: skip
        (found,) = verify(Settings(targets=(str(tmp_path / "some.py"),),
                                   cache=tmp_path / "cache", **options)).theorems  # fmt: skip
        return found, len(log.read_text())

    return run


def test_an_outcome_is_kept_for_its_settings(tossed):
    first, runs = tossed()
    assert (first.cached, runs) == (False, 1)
    second, runs = tossed()
    assert (second.cached, runs) == (True, 1)
    assert (second.verdict, second.evidence) == ("verified", Evidence.SAMPLED)
    assert second.rests_on == first.rests_on
    assert tossed(settings="{'seed': 2}")[1] == 2
    assert tossed(extra="# another text\n")[1] == 3
    assert tossed(extra="# another text\n", fresh=True)[1] == 4
    assert tossed(extra="# another text\n")[1] == 4


def test_without_settings_it_is_run_each_time(tossed):
    assert [tossed(settings="None")[1] for _ in range(3)] == [1, 2, 3]


def test_what_came_out_otherwise_is_run_again(tossed):
    for runs in (1, 2):
        found, count = tossed(held=False)
        assert (found.verdict, found.cached, count) == ("undecided", False, runs)


def test_other_code_or_libraries_are_run_again(tossed, monkeypatch):
    assert tossed()[1] == 1
    monkeypatch.setattr("symland.proof.experiment.version", lambda *_: "another")
    assert tossed()[1] == 2
    monkeypatch.setattr("symland.proof.experiment.metadata.version", lambda name: f"new {name}")
    assert tossed()[1] == 3
