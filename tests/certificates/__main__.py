"""`python -m tests.certificates 10000`: random changes to documents, in two processes.

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

from tests.certificates.attack import attack, attack_refutations
from tests.certificates.conftest import LOGIC, PLAIN, refutations_in, written
from tests.certificates.errata import ERRATA
from tests.certificates.test_families import TEXT as FAMILIES
from tests.certificates.test_properties import TEXT as PROPERTIES

SHARE = 250
TEXTS = (PLAIN, LOGIC, FAMILIES, PROPERTIES)


REFUTED = 4  # one share of so many is changes to refutations


def work(task: tuple[dict[str, Any], int, int]) -> Counter[str]:
    data, seed, changes = task
    if seed % REFUTED == REFUTED - 1:
        found = attack_refutations(data, seed, changes)
        return Counter({f"refutations: {name}": count for name, count in found.items()})
    return attack(data, seed, changes)


def main(changes: int) -> int:
    started, total = time.perf_counter(), Counter[str]()
    with tempfile.TemporaryDirectory() as folder:
        places = [(Path(folder) / str(number), text) for number, text in enumerate(TEXTS)]
        certificates = {f"{place.name} {name}": data for place, text in places
                        for name, data in written(place, text).items()}  # fmt: skip
        errata = written(Path(folder) / "errata", ERRATA)
    kinds = [*[certificates] * (REFUTED - 1), errata]
    tasks = [(kinds[seed % REFUTED], seed, min(SHARE, changes - seed * SHARE))
             for seed in range(-(-changes // SHARE))]  # fmt: skip
    with Pool(2) as pool:
        for number, found in enumerate(pool.imap(work, tasks), start=1):
            total += found
            done = min(number * SHARE, changes)
            spent = time.perf_counter() - started
            click.echo(f"{done}/{changes}  {spent:.0f} s  {dict(found)}")
    count = len(refutations_in(errata))
    click.echo(f"{len(certificates)} certificates, {count} refutations, {changes} changes, none "
               "accepted wrongly:")  # fmt: skip
    for name, count in total.items():
        click.echo(f"  {count:6}  {name}")
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
