"""Random false claims under random hypotheses: none is accepted.

An instance comes first: integer matrices with random zero blocks.  Hypotheses are random equations
that hold there, claims random equations that fail there, over the same words.  `make fuzz` tries
2,000 of them.
"""

from __future__ import annotations

import os
from functools import reduce
from random import Random
from typing import Any

import numpy as np

from symland.language.build import hadamard, identity, kron, matrix, ones, zeros
from symland.language.claims import Claim, Eq
from symland.language.expr import Matrix
from symland.language.integers import dims
from symland.reasoning.decide import Facts, decide

CLAIMS = int(os.environ.get("SYMLAND_FALSE_CLAIMS", "30"))
m, n = dims("m n")
SIZES = {"m": 2, "n": 3}
LETTERS = [matrix("A", m, n), matrix("B", n, m), matrix("P", n, n), matrix("Q", n, n),
           matrix("X", n, m), matrix("R", m, m)]  # fmt: skip
Value = Any


def size(side: Any) -> int:
    return SIZES[str(side)]


def instance(random: Random) -> dict[Matrix, Value]:
    """Matrices among which many products are equal or vanish."""
    found: dict[Matrix, Value] = {}
    for letter in LETTERS:
        shape = size(letter.rows), size(letter.cols)
        kind = random.randrange(4)
        value = np.array([[random.choice([0, 0, 1, -1]) for _ in range(shape[1])]
                          for _ in range(shape[0])])  # fmt: skip
        if kind == 0:
            value = np.eye(*shape, dtype=int)
        elif kind == 1:
            value = np.eye(*shape, dtype=int)[:, ::-1]
        elif kind == 2:
            value[random.randrange(shape[0])] = 0
        found[letter] = value
    return found


def words(values: dict[Matrix, Value], random: Random) -> dict[tuple[str, str], list[Any]]:
    """Products of up to four letters or transposes, with their values, by their sizes."""
    found: dict[tuple[str, str], list[Any]] = {}
    factors = [(one, values[one]) for one in LETTERS]
    factors += [(one.T, values[one].T) for one in LETTERS]
    for side, count in SIZES.items():
        symbol = m if side == "m" else n
        found[side, side] = [(identity(symbol), np.eye(count, dtype=int))]
    for _ in range(140):
        chain = [random.choice(factors)]
        while len(chain) < 4 and random.random() < 0.75:
            fitting = [one for one in factors if one[0].rows == chain[-1][0].cols]
            chain.append(random.choice(fitting))
        expr = reduce(lambda a, b: a @ b, [one for one, _ in chain])
        value = reduce(lambda a, b: a @ b, [one for _, one in chain])
        found.setdefault((str(expr.rows), str(expr.cols)), []).append((expr, value))
    return found


def equations(
    pool: dict[tuple[str, str], list[Any]], random: Random, count: int, *, true: bool
) -> list[Claim]:
    found: list[Claim] = []
    for _ in range(4000):
        if len(found) == count:
            break
        listed = random.choice(list(pool.values()))
        (left, one), (right, other) = random.choice(listed), random.choice(listed)
        if random.random() < 0.2:
            right, other = zeros(left.rows, left.cols), 0 * one
        if left != right and bool((one == other).all()) is true:
            found.append(Eq(left, right))  # type: ignore[arg-type]
    return found


def variants(claim: Claim, random: Random) -> Claim:
    """The claim as it is, or below a Kronecker or an entrywise product."""
    kind = random.randrange(6)
    if kind == 1:
        return Eq(kron(claim.left, identity(m)), kron(claim.right, identity(m)))  # type: ignore[return-value]
    if kind == 2:
        full = ones(claim.left.rows, claim.left.cols)
        return Eq(hadamard(claim.left, full), hadamard(claim.right, full))  # type: ignore[return-value]
    return claim


def test_no_false_claim_is_accepted():
    random = Random(11)
    tried = used = 0
    while tried < CLAIMS:
        pool = words(instance(random), random)
        given = tuple(equations(pool, random, random.randrange(1, 6), true=True))
        for claim in equations(pool, random, 3, true=False):
            tried += 1
            false = variants(claim, random)
            assert not decide(false, Facts(hypotheses=given)).evidence.is_proof, (false, given)
        for claim in equations(pool, random, 1, true=True):
            used += decide(claim, Facts(hypotheses=given)).evidence.is_proof
    assert used, "no true claim was proved: the hypotheses of this test are of no use"
