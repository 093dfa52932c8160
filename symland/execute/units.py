"""What an executor is: it applies a function to units of plain data and keeps their order.

A unit travels to other processes, so it is data (names of files and theorems, numbers), never an
object that carries code; the function is one that every process finds under its own name.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from types import TracebackType
from typing import Any, Self, TypeAlias

from symland.errors import SymlandError

Function: TypeAlias = Callable[[Any], Any]


class ExecutionError(SymlandError, RuntimeError):
    """SL304: a unit of work was lost: its processes ended, or the cluster cannot be reached."""

    code = "SL304"


class Executor(ABC):
    """Use as a context manager; `map` may be called several times."""

    @abstractmethod
    def map(self, function: Function, units: Sequence[Any]) -> Iterator[Any]:
        """The results in the order of the units, each exactly once.

        An exception of the function is raised where its result would stand; `ExecutionError` says
        that a unit ends every process that takes it.
        """

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:  # noqa: B027 - most have something to end, the serial one has not
        """End what was started."""


class Serial(Executor):
    """One unit after the other in this process.

    >>> with Serial() as executor:
    ...     list(executor.map(abs, [-2, 1]))
    [2, 1]
    """

    def map(self, function: Function, units: Sequence[Any]) -> Iterator[Any]:
        yield from map(function, units)


def check_portable(function: Function, units: Sequence[Any]) -> None:
    """Raise `ExecutionError` for what other processes could not find, or for more than data."""
    if "<" in getattr(function, "__qualname__", "<"):
        raise ExecutionError(f"`{function!r}` has no name under which other processes find it")
    for unit in units:
        _check_data(unit)


def _check_data(value: Any) -> None:
    if isinstance(value, dict):
        for key, inside in value.items():
            _check_data(key)
            _check_data(inside)
    elif isinstance(value, tuple | list):
        for inside in value:
            _check_data(inside)
    elif value is not None and not isinstance(value, str | int | float | bool):
        raise ExecutionError(f"a unit of work is plain data; {value!r} is not")
