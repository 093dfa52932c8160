"""What has been found out about a term, kept by the address of the very same object.

Terms are deep and come again and again; comparing or hashing them would cost more than it saves.
What is remembered is kept alive, so that its address stays its own.
"""

from __future__ import annotations

from typing import Any


class Memory:
    """Results for objects, and for what else they depend on; forgotten when there are too many."""

    __slots__ = ("_found", "_most")

    def __init__(self, most: int) -> None:
        self._most = most
        self._found: dict[int, tuple[Any, Any, Any]] = {}

    def get(self, one: Any, rest: Any = None) -> Any:
        """The result for an object, None if there is none."""
        known = self._found.get(id(one))
        return known[2] if known is not None and known[0] is one and known[1] == rest else None

    def put(self, one: Any, result: Any, rest: Any = None) -> Any:
        """Remember a result, which is returned."""
        if len(self._found) > self._most:
            self._found.clear()
        self._found[id(one)] = one, rest, result
        return result
