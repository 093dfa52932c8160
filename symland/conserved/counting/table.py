"""Counts over a range of widths, as rows and as a table for readers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

from symland.conserved.counting.count import LawCount, conservation_law_count

HEAD = ("widths", "parameters", "Lie rank", "laws", "known", "polynomial", "")
LEGEND = """\
parameters  entries of weights and biases
Lie rank    dimension of the Lie algebra at a generic point; a..b: brackets reach a, laws allow b
laws        parameters - Lie rank: functionally independent conservation laws of any kind
known       functionally independent ones among the laws found by discovery
polynomial  dimension of the space of polynomial laws of degree at most two\
"""


def count_table(
    depth: int, activation: str = "linear", widths: Sequence[int] = range(1, 6), *,
    bias: bool = False,
) -> Iterator[LawCount]:  # fmt: skip
    """Counts for all widths d_0, ..., d_depth.

    Without biases a linear network and the one with its widths in reverse order have equal counts
    (transpose everything); only one of the two is listed.
    """
    for sizes in product(widths, repeat=depth + 1):
        if activation == "linear" and not bias and sizes > sizes[::-1]:
            continue
        yield conservation_law_count(sizes, activation, bias=bias)


def row(count: LawCount) -> tuple[str, ...]:
    """One line of the table; where the two bounds differ it says so."""
    rank, laws, remark = str(count.lie_rank), str(count.laws), ""
    if not count.exact:
        if count.single:
            remark = "one field, so the Lie rank is 1; known laws fall short"
        else:
            rank = f"{count.lie_rank}..{count.lie_rank_at_most}"
            laws = f"{count.known}..{count.laws}"
            ended = "brackets ended" if count.stopped else "longest brackets tried"
            remark = f"bounds differ ({ended})"
    if count.note:
        remark = "; ".join(one for one in (remark, "units taken alone, see the note") if one)
    return ("-".join(map(str, count.widths)), str(count.parameters), rank, laws, str(count.known),
            str(count.polynomial), remark)  # fmt: skip


def lines(rows: Sequence[tuple[str, ...]]) -> list[str]:
    """Rows in columns, numbers to the right."""
    table = [HEAD, *rows]
    sizes = [max(len(line[place]) for line in table) for place in range(len(HEAD) - 1)]
    return [
        "  ".join([
            line[0].ljust(sizes[0]),
            *(line[place].rjust(sizes[place]) for place in range(1, len(sizes))),
            line[-1],
        ]).rstrip()
        for line in table
    ]  # fmt: skip


def summary(counts: Sequence[LawCount]) -> list[str]:
    """How many cells are settled, and what the notes say."""
    differ = [one for one in counts if not one.exact]
    open_ = [one for one in differ if not one.single]
    found = [f"{len(counts)} cells; the bounds meet in {len(counts) - len(differ)}"]
    if len(differ) > len(open_):
        found.append(f"{len(differ) - len(open_)} with one field only, where the Lie rank is 1 and "
                     "the known laws are fewer than parameters - 1")  # fmt: skip
    if open_:
        found.append(f"{len(open_)} where the bounds differ: "
                     + ", ".join("-".join(map(str, one.widths)) for one in open_))  # fmt: skip
    return [*found, *dict.fromkeys(one.note for one in counts if one.note)]
