"""`make mutants`: mutants of every step in proofs/; fails where one is accepted wrongly."""

import sys
from random import Random

from tests.mutants.mutate import mutants, table
from tests.mutants.steps import steps_of

COUNT = 2  # of each step
MOST_UNDECIDED = 0.02


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else COUNT
    steps = steps_of()
    outcomes = mutants(steps, Random(0), count)
    for one in outcomes:
        if one.kind in ("undecided", "wrong"):
            print(f"{one.kind}: {one.edit}\n    {one.mutant}\n    {one.detail}")
    counts = table(outcomes)
    share = counts["undecided"] / len(outcomes)
    times = sorted(one.seconds for one in outcomes if one.kind == "refuted")
    print(f"{len(steps)} steps, {len(outcomes)} mutants: {counts}, {share:.1%} undecided; "
          f"median time to an instance {times[len(times) // 2]:.3f} s")  # fmt: skip
    return int(counts["wrong"] > 0 or share > MOST_UNDECIDED)


if __name__ == "__main__":
    sys.exit(main())
