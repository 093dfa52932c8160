"""A Dask cluster with two workers, one of which is killed while it works."""

import re
import signal

import pytest

from symland.execute import executor_for
from symland.execute.units import ExecutionError
from symland.proof.runner import verify
from symland.proof.settings import Settings
from symland.render.json_report import render_json
from symland.render.look import Look
from symland.render.terminal import Wishes, render_report
from tests.execute.test_processes import units
from tests.execute.work import square

VERDICTS = ["verified", "verified", "refuted", "todo", "verified", "erratum"]


def without_times(text):
    """Reports without what is measured: milliseconds of theorems and of the run."""
    text = re.sub(r'("ms"|"seconds"): [\d.]+', r"\1: 0", text)
    return re.sub(r" +[\d.]+ m?s\b|, [\d.]+ s\)", "", text)


def test_a_killed_worker_loses_nothing(dask, tmp_path):
    """The worker that took a certain unit is killed before it is done with it."""
    work = units(tmp_path, 12, seconds=0.3)
    results = []
    with executor_for(scheduler=dask.address) as executor:
        for result in executor.map(square, work):
            results.append(result)
            if len(results) == 2:
                dask.workers[0].send_signal(signal.SIGKILL)
                dask.workers[0].wait()
    assert results == [number**2 for number in range(12)]
    calls = {path.stem: path.read_text().split() for path in tmp_path.glob("*.calls")}
    assert len(calls) == 12
    killed = str(dask.workers[0].pid)
    assert any(killed in pids for pids in calls.values()), "the killed worker had work"
    assert any(len(pids) > 1 for pids in calls.values()), "work was done again"


def test_verify_says_the_same_everywhere(dask, proofs, monkeypatch):
    """The same bytes in full and in JSON, apart from measured times."""
    monkeypatch.chdir(proofs)
    where = ({}, {"jobs": 2}, {"scheduler": dask.address})
    reports = [verify(Settings(cache=None, **options)) for options in where]
    here, *others = [(render_report(one, Look(unicode=True, color=False), Wishes(steps=True)),
                      render_json(one)) for one in reports]  # fmt: skip
    assert [theorem.verdict for theorem in reports[0].theorems] == VERDICTS
    for other in others:
        assert list(map(without_times, other)) == list(map(without_times, here))


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "nonsense://"])
def test_no_scheduler(monkeypatch, address):
    monkeypatch.setattr("symland.execute.cluster.PATIENCE", 1)
    with pytest.raises(ExecutionError, match="there is no Dask scheduler at"):
        executor_for(scheduler=address)
