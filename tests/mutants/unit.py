"""The mutants of one theorem as a unit of work, in this process or another."""

from functools import cache
from itertools import groupby
from random import Random

from tests.mutants.mutate import mutant
from tests.mutants.steps import steps_of


@cache
def theorems_in(target):
    """The steps below a folder, theorem by theorem; every process finds the same ones."""
    return [list(steps) for _, steps in groupby(steps_of(target), lambda one: one.theorem)]


def units(target, count, seed=0, every=1, only=()):
    """A unit for each theorem; of its steps every n-th one is taken, counted over all theorems.

    The names in `only` select theorems; their steps are the same as without it.
    """
    found, before = [], 0
    for place, steps in enumerate(theorems_in(target)):
        taken = [n for n in range(len(steps)) if (before + n) % every == 0]
        before += len(steps)
        if taken and (not only or steps[0].theorem in only):
            found.append({"target": target, "theorem": place, "steps": taken, "count": count,
                          "seed": seed})  # fmt: skip
    return found


def outcomes_in(unit):
    """What becomes of the mutants of a unit; they depend on its seed and on nothing else."""
    steps = theorems_in(unit["target"])[unit["theorem"]]
    found = []
    for place in unit["steps"]:
        for number in range(unit["count"]):
            found.append(mutant(steps[place], Random(f"{unit['seed']} {steps[place]} {number}")))
    return [one for one in found if one is not None]
