"""Processes of this machine, from the standard library; a process that dies is replaced."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any

from symland.execute.units import ExecutionError, Executor, Function, check_portable

TRIES = 3  # pools in a row that may break before any unit is done


class Processes(Executor):
    """`jobs` fresh Python processes ("spawn": the same on every system, nothing inherited)."""

    def __init__(self, jobs: int) -> None:
        self.jobs = jobs
        self._pool: ProcessPoolExecutor | None = None

    def map(self, function: Function, units: Sequence[Any]) -> Iterator[Any]:
        check_portable(function, units)
        waiting = self._submit(function, units, range(len(units)))
        broken = 0
        for place in range(len(units)):
            while True:
                try:
                    result = waiting[place].result()
                except BrokenProcessPool as error:
                    broken += 1
                    if broken == TRIES:
                        raise ExecutionError(
                            f"the processes that work on unit {place + 1} of {len(units)} end "
                            "without a result"
                        ) from error
                    self.close()
                    lost = [at for at in range(place, len(units)) if not _is_done(waiting[at])]
                    waiting |= self._submit(function, units, lost)
                else:
                    break
            broken = 0
            yield result

    def _submit(
        self, function: Function, units: Sequence[Any], places: Sequence[int]
    ) -> dict[int, Future[Any]]:
        if self._pool is None:
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(self.jobs, mp_context=context)
        return {place: self._pool.submit(function, units[place]) for place in places}

    def close(self) -> None:
        """End the processes; what they have not begun is dropped."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None


def _is_done(future: Future[Any]) -> bool:
    """Whether a unit has ended with a result or with an error of its own."""
    if not future.done() or future.cancelled():
        return False
    return not isinstance(future.exception(), BrokenProcessPool)
