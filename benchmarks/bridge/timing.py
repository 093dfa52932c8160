"""Interleaved timing: medians of processor time and of time on the clock.

All contenders run in one thread, where both are the same on a machine that does nothing else; on a
busy one, the processor time is what a contender used and the clock also counts the others.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

ROUNDS = 9  # at least, however long a contender takes
LIMIT = 400  # rounds at most
WARMED = 0.05  # seconds up to which a contender has an untimed call before each timed one


@dataclass(frozen=True, slots=True)
class Sample:
    """Medians of the times of one contender, in seconds."""

    processor: float
    clock: float
    rounds: int


def compare(
    contenders: Mapping[str, Callable[[], object]], seconds: float, seed: int = 0
) -> dict[str, Sample]:
    """Time all contenders in random order within each round, for about `seconds` in all."""
    for run in contenders.values():
        run()
    shuffle = random.Random(seed)
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in contenders}
    names = list(contenders)
    start = time.perf_counter()
    while len(times[names[0]]) < LIMIT:
        late = time.perf_counter() - start > seconds
        if late and len(times[names[0]]) >= ROUNDS:
            break
        shuffle.shuffle(names)
        for name in names:
            if len(times[name]) < 2 or times[name][-1][0] < WARMED:
                contenders[name]()  # the caches are those of this contender, not of the one before
            times[name].append(once(contenders[name]))
    return {name: sample(found) for name, found in times.items()}


def once(run: Callable[[], object]) -> tuple[float, float]:
    """Processor time and clock time of one call."""
    clock, processor = time.perf_counter(), time.process_time()
    run()
    return time.process_time() - processor, time.perf_counter() - clock


def sample(times: Sequence[tuple[float, float]]) -> Sample:
    """The medians."""
    processor, clock = zip(*times, strict=True)
    return Sample(statistics.median(processor), statistics.median(clock), len(times))


def shown(seconds: float) -> str:
    """A time with its unit."""
    for unit, factor in (("s", 1.0), ("ms", 1e3), ("us", 1e6)):
        if seconds * factor >= 1 or unit == "us":
            return f"{seconds * factor:.3g} {unit}"
    raise AssertionError
