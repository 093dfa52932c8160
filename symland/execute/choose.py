"""Which executor the options ask for."""

from __future__ import annotations

from symland.execute.units import Executor, Serial


def executor_for(jobs: int = 1, scheduler: str = "") -> Executor:
    """A cluster if there is a scheduler's address, processes for several jobs, else this process.

    Raises `MissingExtraError` without Dask, `ExecutionError` where no scheduler answers.

    >>> type(executor_for()).__name__
    'Serial'
    """
    if scheduler:
        from symland.execute.cluster import Cluster

        return Cluster(scheduler)
    if jobs > 1:
        from symland.execute.processes import Processes

        return Processes(jobs)
    return Serial()
