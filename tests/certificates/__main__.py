"""`python -m tests.certificates 10000`: random changes to certificates, in two processes.

Prints a line for every 250 changes, then the sums.  The changes depend on their number alone.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections import Counter
from multiprocessing import Pool
from pathlib import Path
from typing import Any

import click

from tests.certificates.attack import attack
from tests.certificates.conftest import LOGIC, PLAIN, written

SHARE = 250


def work(task: tuple[dict[str, Any], int, int]) -> Counter[str]:
    certificates, seed, changes = task
    return attack(certificates, seed, changes)


def main(changes: int) -> int:
    started, total = time.perf_counter(), Counter[str]()
    with tempfile.TemporaryDirectory() as folder:
        certificates = {name: data for text in (PLAIN, LOGIC)
                        for name, data in written(Path(folder), text).items()}  # fmt: skip
    tasks = [(certificates, seed, min(SHARE, changes - seed * SHARE))
             for seed in range(-(-changes // SHARE))]  # fmt: skip
    with Pool(2) as pool:
        for number, found in enumerate(pool.imap(work, tasks), start=1):
            total += found
            done = min(number * SHARE, changes)
            spent = time.perf_counter() - started
            click.echo(f"{done}/{changes}  {spent:.0f} s  {dict(found)}")
    click.echo(f"{len(certificates)} certificates, {changes} changes, none accepted wrongly:")
    for name, count in total.items():
        click.echo(f"  {count:6}  {name}")
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
