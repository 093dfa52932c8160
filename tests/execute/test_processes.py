"""Executors: order, each unit once, also when a process is killed; only data travels."""

import pytest

from symland.errors import SymlandError
from symland.execute import Serial, executor_for
from symland.execute.processes import Processes
from symland.execute.units import ExecutionError
from tests.execute.work import die, square

KILLED = 3


def units(folder, count=8, **extra):
    return [{"number": number, "folder": str(folder), **extra} for number in range(count)]


def test_which_executor():
    assert isinstance(executor_for(), Serial)
    with executor_for(jobs=2) as executor:
        assert isinstance(executor, Processes)


def test_a_killed_process_loses_nothing(tmp_path):
    work = units(tmp_path)
    work[KILLED]["kill"] = True
    with executor_for(jobs=2) as executor:
        assert list(executor.map(square, work)) == [number**2 for number in range(8)]
        assert list(executor.map(square, work[:2])) == [0, 1]  # the executor still works
    assert (tmp_path / "killed").exists()
    assert len((tmp_path / f"{KILLED}.calls").read_text().split()) == 2
    assert list(Serial().map(square, work)) == [number**2 for number in range(8)]


def test_a_unit_that_ends_every_process():
    with Processes(1) as executor, pytest.raises(ExecutionError, match="unit 1 of 2 end without"):
        list(executor.map(die, [0, 1]))


def test_an_error_stands_at_its_place(tmp_path):
    work = [{"number": number, "folder": str(tmp_path)} for number in (2, -1, 3)]
    with Processes(1) as executor:
        results = executor.map(square, work)
        assert next(results) == 4
        with pytest.raises(ValueError, match="a negative number"):
            next(results)


@pytest.mark.parametrize(
    ("function", "unit", "words"),
    [
        (lambda unit: unit, 1, "has no name under which other processes find it"),
        (square, {"number": square}, "a unit of work is plain data"),
        (square, [{"number": object()}], "a unit of work is plain data"),
    ],
)
def test_only_data_travels(function, unit, words):
    with Processes(1) as executor, pytest.raises(SymlandError, match=words):
        list(executor.map(function, [unit]))
