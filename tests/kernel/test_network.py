"""The canonical name of a network: one name exactly for isomorphic networks.

Random networks are built from copies of one part that share some indices, which is where ties are;
two networks that differ in value may not have one name.
"""

from __future__ import annotations

import time
from random import Random

import numpy as np
import pytest

from numeric import Dimensions, draw, residues
from symland.kernel.network import Atom, Head, Piece, canonical_key
from symland.kernel.poly import ONE, symbol
from symland.language.build import frob2, inv, kron, matrix, ones, tr
from symland.language.claims import Eq
from tests.kernel.networks import Evaluation
from tests.kernel.support import proved
from tests.strategies import A, G, n

SIZE = symbol("size", "n")
SQUARE = (SIZE, SIZE)
HEADS = (
    Head("letter", "A", sizes=SQUARE),
    Head("letter", "B", sizes=SQUARE),
    Head("letter", "S", free=0, sizes=SQUARE),
)
INSTANCE = draw(Dimensions({"n": 3}), entries=residues())


def piece_of(atoms: list[Atom], opened: list[int]) -> Piece:
    count = 1 + max([leg for _, legs in atoms for leg in legs] + opened)
    return Piece(ONE, (), tuple(atoms), (SIZE,) * count, (tuple(opened), ()))


def random_network(rng: Random) -> tuple[list[Atom], list[int]]:
    """One to three copies of a part, which share some indices, and perhaps a further atom."""
    count = rng.randint(1, 4)
    part = [(rng.choice(HEADS), (rng.randrange(count), rng.randrange(count)))
            for _ in range(rng.randint(1, 4))]  # fmt: skip
    shared = [leg for leg in range(count) if rng.random() < 0.4]
    atoms: list[Atom] = []
    for copy in range(rng.randint(1, 3)):
        own = [leg if leg in shared else leg + count * (copy + 1) for leg in range(count)]
        atoms += [(head, (own[legs[0]], own[legs[1]])) for head, legs in part]
    used = sorted({leg for _, legs in atoms for leg in legs})
    if rng.random() < 0.4:
        atoms.append((rng.choice(HEADS), (rng.choice(used), rng.choice(used))))
    number = {leg: place for place, leg in enumerate(used)}
    opened = [place for place in range(len(used)) if rng.random() < 0.1][:2]
    return [(head, (number[a], number[b])) for head, (a, b) in atoms], opened


def shuffled(atoms: list[Atom], opened: list[int], rng: Random) -> tuple[list[Atom], list[int]]:
    """The same network with other numbers of its indices and in another order."""
    count = 1 + max(leg for _, legs in atoms for leg in legs)
    order = list(range(count))
    rng.shuffle(order)
    made = [(head, tuple(order[leg] for leg in legs)) for head, legs in atoms]
    made = [(head, legs[::-1] if head.free == 0 and rng.random() < 0.5 else legs)
            for head, legs in made]  # fmt: skip
    rng.shuffle(made)
    return made, [order[leg] for leg in opened]


@pytest.mark.parametrize("seed", range(4))
def test_one_name_exactly_for_equal_networks(seed: int):
    rng, known = Random(seed), {}
    for _ in range(400):
        atoms, opened = random_network(rng)
        name = canonical_key(piece_of(atoms, opened))
        assert canonical_key(piece_of(*shuffled(atoms, opened, rng))) == name
        found = np.asarray(Evaluation(INSTANCE).piece(piece_of(atoms, opened), {}))
        before, other = known.setdefault(name, (found, atoms))
        assert before.shape == found.shape
        assert (before == found).all(), (atoms, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        # an index that the copies share, or one in each copy
        (tr(G @ G @ G @ G), frob2(G @ G @ ones(n, 1))),
        (frob2(G @ G), frob2(G @ G @ ones(n, 1))),
        (tr(G @ G @ G @ G), tr(G @ G) * tr(G @ G)),
        (tr(G @ G @ G @ G @ G @ G), tr(G @ G @ G) * tr(G @ G @ G)),
        (frob2(A @ G @ A.T), frob2(A @ G @ A.T @ ones(A.rows, 1))),
        (frob2(A @ A.T), frob2(A @ A.T @ ones(A.rows, 1))),
        (tr(G) * tr(G), tr(G @ ones(n, n) @ G)),
    ],
)
def test_ties_do_not_confuse_different_networks(one, other):
    assert proved(Eq(one, one * 1))
    assert not proved(Eq(one, other))


def test_atoms_with_more_than_two_legs():
    B, C = matrix("P", n, n), matrix("Q", n, n)
    image = inv(kron(B, C)) @ ones(n * n, 1)
    merged = kron(inv(B) @ B, ones(1, n)) @ image
    assert not proved(Eq(frob2(merged), frob2(image)))


@pytest.mark.parametrize("copies", [6, 12])
def test_many_equal_factors_take_no_time(copies: int):
    head = HEADS[2]
    ring = [(head, (place, (place + 1) % copies)) for place in range(copies)]
    triangles = [(head, (3 * c + a, 3 * c + b)) for c in range(copies) for a, b in
                 ((0, 1), (1, 2), (2, 0))]  # fmt: skip
    started = time.perf_counter()
    for atoms in (ring, triangles):
        assert canonical_key(piece_of(atoms, [])) == canonical_key(
            piece_of(*shuffled(atoms, [], Random(1)))
        )
    assert time.perf_counter() - started < 2
