"""`make mutants`: mutants of every step in proofs/; fails where one is accepted wrongly."""

import os
import sys
import time

import click
from rich.console import Console
from rich.progress import track

from symland.execute import executor_for
from tests.mutants.mutate import MOST_UNDECIDED, table
from tests.mutants.unit import outcomes_in, theorems_in, units


@click.command()
@click.argument("target", default="proofs")
@click.option("--count", default=2, show_default=True, help="Mutants of each step.")
@click.option("--every", default=1, show_default=True, help="Take every n-th step only.")
@click.option("--seed", default=0, show_default=True, help="Of the edits.")
@click.option("--only", multiple=True, metavar="NAME", help="Theorems of this name; repeatable.")
@click.option("-j", "--jobs", default=os.cpu_count() or 1, show_default=True, help="Processes.")
def main(target, count, every, seed, only, jobs):
    """Edit the right sides of the steps below TARGET at random, and see what becomes of them."""
    started = time.perf_counter()
    work = units(target, count, seed, every, only)
    steps = sum(len(unit["steps"]) for unit in work)
    click.echo(f"{steps} steps of {len(work)} theorems, {count} mutants of each, {jobs} processes")
    outcomes = []
    with executor_for(jobs) as executor:
        for unit, found in zip(work, shown(executor.map(outcomes_in, work), len(work)),
                               strict=True):  # fmt: skip
            outcomes += found
            report(theorems_in(target)[unit["theorem"]][0].theorem, found)
    counts = table(outcomes)
    share = counts["undecided"] / max(1, len(outcomes))
    times = sorted(one.seconds for one in outcomes if one.kind == "refuted")
    median = f"; median time to an instance {times[len(times) // 2]:.3f} s" if times else ""
    click.echo(f"{steps} steps, {len(outcomes)} mutants in {time.perf_counter() - started:.0f} s: "
               f"{counts}, {share:.1%} undecided{median}")  # fmt: skip
    sys.exit(int(counts["wrong"] > 0 or share > MOST_UNDECIDED))


def shown(work, total):
    """The same, with a progress bar on a terminal."""
    if not sys.stderr.isatty():
        return work
    return track(work, "editing", total=total, console=Console(stderr=True), transient=True)


def report(theorem, outcomes):
    """A line for a theorem, and what is undecided or wrong."""
    counts = ", ".join(f"{number} {kind}" for kind, number in table(outcomes).items() if number)
    spent = sum(one.seconds for one in outcomes)
    click.echo(f"{theorem}: {counts or 'nothing to edit'} ({spent:.1f} s)")
    for one in outcomes:
        if one.kind in ("undecided", "wrong"):
            click.echo(f"  {one.kind}: {one.edit}\n    {one.mutant}\n    {one.detail}")


if __name__ == "__main__":
    main()
