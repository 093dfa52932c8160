"""Rows of the table of results: what is compared, what is aimed at, what came out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from benchmarks.bridge.timing import Sample, compare, shown

OURS = "symland"


@dataclass(frozen=True, slots=True)
class Target:
    """A bound for the ratio (peer / ours, so that larger is better)."""

    peer: str
    least: float

    @property
    def text(self) -> str:
        if self.least >= 1:
            return f"at least {self.least:g} times faster than {self.peer}"
        return f"at most {1 / self.least:.3g} times slower than {self.peer}"


@dataclass(frozen=True, slots=True)
class Row:
    """One comparison that was carried out."""

    title: str
    samples: Mapping[str, Sample]
    targets: tuple[Target, ...] = ()
    note: str = ""

    def ratio(self, peer: str) -> tuple[float, float]:
        """How much faster than a peer: by processor time, and by the clock."""
        ours, other = self.samples[OURS], self.samples[peer]
        return other.processor / ours.processor, other.clock / ours.clock


@dataclass(slots=True)
class Table:
    """Collects rows; `seconds` is the time for each of them."""

    seconds: float
    rows: list[Row] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    def add(
        self,
        title: str,
        contenders: Mapping[str, Callable[[], object]],
        targets: Mapping[str, float] | None = None,
        note: str = "",
    ) -> None:
        """Time contenders, the first of which is ours, and keep the row."""
        wanted = tuple(Target(peer, least) for peer, least in (targets or {}).items())
        known = tuple(target for target in wanted if target.peer in contenders)
        self.missing += [f"{title}: {target.peer} is not installed"
                         for target in wanted if target not in known]  # fmt: skip
        samples = compare(contenders, self.seconds)
        self.add_row(Row(title, samples, known, note))

    def add_row(self, row: Row) -> None:
        """Keep a row, and print its times."""
        self.rows.append(row)
        times = ", ".join(f"{name} {shown(sample.processor)}"
                          for name, sample in row.samples.items())  # fmt: skip
        print(f"{row.title}: {times}", flush=True)


def markdown(table: Table, setting: str) -> str:
    """The results as a page."""
    lines = [
        "# The numeric bridge: results of `make bench`",
        "",
        setting,
        "",
        "Medians of processor time, each after an untimed call. A ratio is that of medians, in "
        "brackets the one by the clock",
        "(the same on an idle machine); above 1, symland is faster.",
        "",
        "| comparison | symland | peer | ratio | aim | |",
        "|---|---|---|---|---|---|",
    ]
    for row in table.rows:
        aims = {target.peer: target for target in row.targets}
        for peer, sample in row.samples.items():
            if peer == OURS:
                continue
            ratio, clock = row.ratio(peer)
            aim = aims.get(peer)
            passed = "" if aim is None else ("met" if ratio >= aim.least else "**missed**")
            lines.append(
                f"| {row.title} | {shown(row.samples[OURS].processor)} | {peer} "
                f"{shown(sample.processor)} | {ratio:.3g} ({clock:.3g}) | "
                f"{aim.text if aim else ''} | {passed} |"
            )
    notes = [f"- {row.title}: {row.note}" for row in table.rows if row.note]
    lines += ["", *notes] if notes else []
    lines += ["", *(f"- {text}" for text in table.missing)] if table.missing else []
    return "\n".join(lines) + "\n"
