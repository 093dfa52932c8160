"""A Dask cluster: `symland[distributed]`, the address of its scheduler, workers with this symland.

Dask itself gives the units of a worker that is lost to others, also those whose results were not
fetched yet.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from symland.errors import MissingExtraError
from symland.execute.units import ExecutionError, Executor, Function, check_portable

PATIENCE = 10  # seconds until a scheduler that does not answer is given up


class Cluster(Executor):
    """The workers of a Dask scheduler, such as `tcp://127.0.0.1:8786`."""

    def __init__(self, address: str) -> None:
        try:
            from dask.distributed import Client
        except ImportError as error:
            raise MissingExtraError(
                "a cluster needs Dask, which is not installed",
                help="pip install 'symland[distributed]'",
            ) from error
        try:
            self._client: Any = Client(address, timeout=PATIENCE, set_as_default=False)
        except (OSError, ValueError) as error:
            raise ExecutionError(f"there is no Dask scheduler at `{address}`",
                                 help="start one with `dask scheduler` and workers with "
                                 "`dask worker ADDRESS`") from error  # fmt: skip

    def map(self, function: Function, units: Sequence[Any]) -> Iterator[Any]:
        from dask.distributed import KilledWorker

        check_portable(function, units)
        futures = [self._client.submit(function, unit, pure=False) for unit in units]
        for place, future in enumerate(futures):
            try:
                result = future.result()
            except KilledWorker as error:
                raise ExecutionError(f"the workers that took unit {place + 1} of {len(units)} end "
                                     "without a result") from error  # fmt: skip
            future.release()
            yield result

    def close(self) -> None:
        """Leave the cluster; it goes on running."""
        self._client.close()
