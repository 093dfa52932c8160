"""`python -m tests.reasoning 2000`: false claims under hypotheses, in two processes.

Prints a line for about every 20 claims, then the sums.  The claims depend on their number alone.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from multiprocessing import Pool

import click

from tests.reasoning.false_claims import SHARE, attack


def main(claims: int) -> int:
    started, total = time.perf_counter(), Counter[str]()
    tasks = range(-(-claims // SHARE))
    with Pool(2) as pool:
        for found in pool.imap(attack, tasks):
            total += found
            spent = time.perf_counter() - started
            click.echo(f"{total['false claims']}/{claims}  {spent:.0f} s")
    click.echo("no false claim accepted:")
    for name, count in sorted(total.items()):
        click.echo(f"  {count:6}  {name}")
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
