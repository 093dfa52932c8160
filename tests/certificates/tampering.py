"""Random changes to a certificate: one number, letter, reference or list at a time."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from random import Random
from typing import Any

WORDS = ["A", "B", "X", "m", "n", "k", "mul", "add", "T", "tr", "letter", "eye", "zero", "inverse",
         "pinv", "hole", "num", "poly", "eq", "le", "ge", "gt", "lt", "equal", "solved", "ideal",
         "congruent", "nonnegative", "cited", "hypothesis", "step", "law", "given", "base", "",
         "chain", "0", "1", "2", "-1", "1/2", "size", "param", "index"]  # fmt: skip
FREE = ("name", "refs", "reference", "digest")  # titles, which say nothing
OF_REFUTATIONS = ["A", "P", "V", "a", "m", "n", "k", "matmul", "add", "transpose", "trace", "frob2",
                  "letter", "scalar-letter", "member", "identity", "zeros", "number", "int", "size",
                  "index", "eq", "le", "ge", "gt", "lt", "range", "and", "implies", "layers", "psd",
                  "positive", "matrix", "scalar", "instance", "sizes", "symmetric", "rational",
                  "0", "1", "2", "-1", "1/2"]  # fmt: skip


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Paths to everything inside JSON data."""
    found = [path] if path else []
    if isinstance(value, dict):
        for key, item in value.items():
            if key not in FREE:
                found += places(item, (*path, key))
    if isinstance(value, list):
        for number, item in enumerate(value):
            found += places(item, (*path, number))
    return found


def changed(data: Any, random: Random, words: Sequence[str] = WORDS) -> Any:
    """A copy of the data in which one thing is different."""
    while True:
        made = copy.deepcopy(data)
        path = random.choice(places(data))
        holder = made
        for key in path[:-1]:
            holder = holder[key]
        key = path[-1]
        holder[key] = _other(holder[key], random, words)
        if random.random() < 0.1 and isinstance(holder, list):
            holder.pop(key)
        if made != data:
            return made


def _other(value: Any, random: Random, words: Sequence[str]) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + random.choice([-2, -1, 1, 2, 7])
    if isinstance(value, str):
        return random.choice(words)
    if isinstance(value, list) and value:
        kind = random.randrange(4)
        if kind == 0:
            return value[::-1]
        if kind == 1:
            return [*value, random.choice(value)]
        if kind == 2:
            return value[:-1]
        return value[1:]
    return random.choice([[], 0, "A", {"at": 0}])
