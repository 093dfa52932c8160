"""Interleaved timing: medians and ratios of medians."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

ROUNDS = 9  # at least, however long a contender takes
LIMIT = 400  # rounds at most


@dataclass(frozen=True, slots=True)
class Sample:
    """The times of one contender, in seconds."""

    median: float
    best: float
    rounds: int


def compare(
    contenders: Mapping[str, Callable[[], object]], seconds: float, seed: int = 0
) -> dict[str, Sample]:
    """Time all contenders in random order within each round, for about `seconds` in all."""
    for run in contenders.values():
        run()
    shuffle = random.Random(seed)
    times: dict[str, list[float]] = {name: [] for name in contenders}
    names = list(contenders)
    start = time.perf_counter()
    while len(times[names[0]]) < LIMIT:
        late = time.perf_counter() - start > seconds
        if late and len(times[names[0]]) >= ROUNDS:
            break
        shuffle.shuffle(names)
        for name in names:
            run = contenders[name]
            began = time.perf_counter()
            run()
            times[name].append(time.perf_counter() - began)
    return {name: Sample(statistics.median(found), min(found), len(found))
            for name, found in times.items()}  # fmt: skip


def shown(seconds: float) -> str:
    """A time with its unit."""
    for unit, factor in (("s", 1.0), ("ms", 1e3), ("us", 1e6)):
        if seconds * factor >= 1 or unit == "us":
            return f"{seconds * factor:.3g} {unit}"
    raise AssertionError
