"""Random false inequalities under random hypotheses: none is accepted.

An instance comes first, as in `false_claims`.  Hypotheses are equations and inequalities that hold
there, claims are inequalities that fail there: expanded squares of which something is taken away.
"""

from __future__ import annotations

import os
from fractions import Fraction
from functools import reduce
from operator import add
from random import Random
from typing import Any

from symland.errors import UndecidedError
from symland.language.build import frob2, inner, tr
from symland.language.claims import Claim, Ge, Gt, Le, Lt
from symland.reasoning.decide import decide
from symland.reasoning.facts import Facts
from tests.reasoning.false_claims import equations, instance, words

CLAIMS = int(os.environ.get("SYMLAND_FALSE_CLAIMS", "30")) // 5
Scalar = tuple[Any, Fraction]  # an expression and its value in the instance


def scalars(pool: dict[tuple[str, str], list[Any]], random: Random) -> list[Scalar]:
    """Traces, squared norms and their products, with their values."""
    found: list[Scalar] = []
    for _ in range(14):
        listed = random.choice(list(pool.values()))
        (one, a), (other, b) = random.choice(listed), random.choice(listed)
        found.append((inner(one, other), Fraction(int((a * b).sum()))))
        found.append((frob2(one), Fraction(int((a * a).sum()))))
        if a.shape[0] == a.shape[1]:
            found.append((tr(one @ one), Fraction(int((a @ a).trace()))))
    products = [random.sample(found, 2) for _ in range(6)]
    return found + [(one[0] * other[0], one[1] * other[1]) for one, other in products]


def expanded(pool: dict[tuple[str, str], list[Any]], random: Random) -> list[Scalar]:
    """The terms of |X + c Y|^2."""
    listed = random.choice(list(pool.values()))
    (one, a), (other, b) = random.choice(listed), random.choice(listed)
    c = Fraction(random.choice([-2, -1, 1, 2, 3]))
    return [
        (frob2(one), Fraction(int((a * a).sum()))),
        (2 * c * inner(one, other), 2 * c * int((a * b).sum())),
        (c * c * frob2(other), c * c * int((b * b).sum())),
    ]


def compared(pool: dict[tuple[str, str], list[Any]], random: Random) -> tuple[Claim, bool]:
    """An inequality between sums of scalars, and whether it holds in the instance."""
    parts = expanded(pool, random) if random.random() < 0.8 else []
    parts += expanded(pool, random) if random.random() < 0.3 else []
    pick = random.choice(scalars(pool, random))
    factor = Fraction(random.choice([-2, -1, 1]))
    parts.append((factor * pick[0], factor * pick[1]))
    if parts[:-1] and random.random() < 0.4:
        parts.pop(random.randrange(len(parts) - 1))
    total, value = reduce(add, [one for one, _ in parts]), sum(one for _, one in parts)
    bound = random.choice([0, 0, 0, 1])
    kind = random.randrange(4)
    if kind == 0:
        return Le(bound, total), value >= bound
    if kind == 1:
        return Lt(bound, total), value > bound
    return (Ge(total, bound), value >= bound) if kind == 2 else (Gt(total, bound), value > bound)


def is_proved(claim: Claim, given: tuple[Claim, ...]) -> bool:
    try:
        return decide(claim, Facts(hypotheses=given)).evidence.is_proof
    except UndecidedError:
        return False


def test_no_false_inequality_is_accepted():
    random = Random(17)
    tried = used = 0
    while tried < CLAIMS:
        pool = words(instance(random), random)
        given = tuple(equations(pool, random, random.randrange(3), true=True))
        claims = [compared(pool, random) for _ in range(10)]
        true = [claim for claim, holds in claims if holds]
        given += tuple(true[: random.randrange(2)])
        for claim in [claim for claim, holds in claims if not holds][:3]:
            tried += 1
            assert not is_proved(claim, given), (claim, given)
        square = reduce(add, [one for one, _ in expanded(pool, random)])
        used += is_proved(Ge(square, 0), given)
    assert used, "no true claim was proved: the hypotheses of this test are of no use"
