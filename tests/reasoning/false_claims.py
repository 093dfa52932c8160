"""Random false claims under random hypotheses: none may be accepted.

An instance comes first: integer matrices with random zero blocks.  Hypotheses are random equations
that hold there, properties that these matrices have, inequalities between traces, and statements
made of statements; claims are random equations and inequalities that fail there, over the same
words.  What is decided at once is decided by `prove`; a theorem with logic by its proof.
"""

from __future__ import annotations

from collections import Counter
from functools import reduce
from itertools import combinations
from random import Random
from typing import Any

import numpy as np

from symland.language.build import hadamard, identity, kron, matrix, ones, tr, zeros
from symland.language.claims import Claim, Eq, Le
from symland.language.expr import Matrix
from symland.language.integers import dims, index
from symland.proof.declare import checked_given
from symland.proof.logic.statements import Exists, ForAll, Iff, Implies
from symland.proof.properties import (
    commuting,
    full_row_rank,
    invertible,
    is_diagonal,
    orthogonal,
    projector,
    psd,
    symmetric,
)
from symland.proof.prove import facts_from
from symland.reasoning.decide import decide

SHARE = 20
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
    """Products of up to three letters or transposes, with their values, by their sizes."""
    found: dict[tuple[str, str], list[Any]] = {}
    factors = [(one, values[one]) for one in LETTERS]
    factors += [(one.T, values[one].T) for one in LETTERS]
    for side, count in SIZES.items():
        symbol = m if side == "m" else n
        found[side, side] = [(identity(symbol), np.eye(count, dtype=int))]
    for _ in range(140):
        chain = [random.choice(factors)]
        while len(chain) < 3 and random.random() < 0.75:
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


def properties(values: dict[Matrix, Value]) -> list[Any]:
    """Properties that the matrices of an instance have."""
    found: list[Any] = []
    for letter, value in values.items():
        wide = value @ value.T
        if np.array_equal(value.T @ value, np.eye(value.shape[1])):
            found.append(orthogonal(letter))
        if round(float(np.linalg.det(wide))) != 0:
            found.append(full_row_rank(letter))
        if letter.rows != letter.cols:
            continue
        if np.array_equal(value, value.T):
            found += [symmetric(letter)]
            if np.linalg.eigvalsh(value).min() > -1e-9:
                found.append(psd(letter))
            if np.array_equal(value @ value, value):
                found.append(projector(letter))
        if np.array_equal(value, np.diag(np.diag(value))):
            found.append(is_diagonal(letter))
        if round(float(np.linalg.det(value))) != 0:
            found.append(invertible(letter))
    P, Q = LETTERS[2], LETTERS[3]
    if np.array_equal(values[P] @ values[Q], values[Q] @ values[P]):
        found.append(commuting(P, Q))
    return found


def logical(true: list[Claim], false: Claim, random: Random) -> list[Any]:
    """Statements made of statements that hold in the instance."""
    one, other = random.choice(true), random.choice(true)
    Y, k = matrix("Y", false.left.cols, n), index("k", 1, 3)
    forms: list[Any] = [
        Implies(one, other),
        Implies(false, one),
        Iff(one, other),
        Exists(Y, Eq(false.left @ Y, 0)),  # Y = 0
        ForAll(k, one),
    ]
    return random.sample(forms, 2)


def inequalities(values: dict[Matrix, Value], *, true: bool) -> list[Claim]:
    """Inequalities between traces of products that hold, or that fail."""
    pairs = [(a.T @ a, values[a].T @ values[a]) for a in LETTERS]
    pairs += [(a, values[a]) for a in LETTERS if a.rows == a.cols]
    found: list[Claim] = []
    for (one, first), (other, second) in combinations(pairs, 2):
        below = int(np.trace(first)) <= int(np.trace(second))
        if below is true:
            found.append(Le(tr(one), tr(other)))  # type: ignore[arg-type]
    return found


def attack(seed: int, claims: int = SHARE) -> Counter[str]:
    """What becomes of some false claims; raises `AssertionError` if one is accepted."""
    random, found = Random(seed), Counter[str]()
    while found["false claims"] < claims:
        values = instance(random)
        pool = words(values, random)
        true = equations(pool, random, random.randrange(1, 3), true=True)
        false = equations(pool, random, 3, true=False)
        if not true or not false:
            continue
        known = properties(values)
        held = inequalities(values, true=True)
        given: list[Any] = [*true, *random.sample(known, min(len(known), random.randrange(2)))]
        given += random.sample(held, min(len(held), int(random.random() < 0.25)))
        if random.random() < 0.4:
            given += logical(true, false[0], random)
        for one in given:
            found[f"with {type(one).__name__}"] += 1
        wrong = inequalities(values, true=False)
        claimed = [variants(claim, random) for claim in false]
        claimed += wrong[:1] if random.random() < 0.15 else []
        for claim in claimed:
            found["false claims"] += 1
            facts = facts_from(checked_given(given))
            evidence = decide(claim, facts).evidence
            assert not evidence.is_proof, (claim, given)
        for claim in equations(pool, random, 1, true=True):
            found["true claims"] += 1
            decision = decide(claim, facts_from(checked_given(given)))
            found["accepted true ones"] += decision.evidence.is_proof
    return found
