"""Every instance that is reported refutes the claim, and true statements are never refuted."""

import re
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from numeric import compare, exact, instance, requirements, unmet
from symland import Eq, Ge, Gt, Le, Lt, frob2, hadamard, identity, inner, kron, prove, tr, vec
from symland.errors import SymlandError
from symland.evidence import Evidence
from symland.reasoning.facts import Facts
from symland.refute.search import Search, search
from tests import strategies
from tests.refute.test_smallest import FOUND, ORDERED, SMALLER, A, C, S, T, U, x, y

FALSE = [
    *((FOUND[name][0], []) for name in FOUND),
    *((ORDERED[name][0], ORDERED[name][1]) for name in ORDERED),
    *((SMALLER[name][0], []) for name in SMALLER),
    (Ge(frob2(A), 2 * frob2(C)), [Ge(frob2(A), frob2(C))]),
    (Eq(S @ T @ U, U @ S @ T), [Eq(U, S + T)]),
    (Le(x * y, x), [Le(y, x)]),
    (Lt(x, y), [Le(x, y)]),
    (Gt(frob2(S), 0), []),
    (Eq(tr(S @ T) + tr(U) - tr(U), tr(S)), []),
]


def rebuilt(claim, given, found, other=0):
    """The instance of a report, and `other` for every entry of the letters that do not matter."""
    indices, sizes, layers = {}, {}, {}
    needs = requirements(claim, given)
    for name, value in found.sizes.items():
        match = re.fullmatch(r"(.+)\[(\d+)\]", name)
        if match:
            layers.setdefault(match[1], {})[int(match[2])] = value
        elif name in {atom.name for atom in needs.index_atoms}:
            indices[name] = value
        else:
            sizes[name] = value
    letters, members, scalars = {}, {}, {}
    for name, rows in found.values.items():
        match = re.fullmatch(r"(.+)\[(\d+)\]", name)
        if match:
            members[match[1], int(match[2])] = rows
        elif name in needs.scalars:
            scalars[name] = rows[0][0]
        else:
            letters[name] = rows
    made = instance(sizes=sizes | layers, indices=indices, letters=letters, members=members,
                    scalars=scalars)  # fmt: skip
    return type(made)(made.dimensions, made.letters, made.functions, {}, Constant(other))


class Constant:
    """A source that fills every letter with one number."""

    def __init__(self, value):
        self.value = value

    def matrix(self, _letter, rows, cols):
        return exact.constant(self.value, (rows, cols))


@pytest.mark.parametrize("other", [0, 3])
@pytest.mark.parametrize("place", range(len(FALSE)))
def test_a_reported_instance_stands_on_its_own(place, other):
    claim, given = FALSE[place]
    verdict = prove(claim, given=given)
    assert verdict.evidence is Evidence.REFUTED
    found = verdict.counterexample
    ready = rebuilt(claim, given, found, other)
    assert unmet(given, ready, exact) == []
    sides = compare(claim, ready, exact)
    assert sides.holds is False
    assert fractions(sides.left) == found.left
    assert fractions(sides.right) == found.right


def fractions(values):
    return tuple(tuple(Fraction(str(value)) for value in row) for row in values.tolist())


def test_letters_that_do_not_matter():
    found = prove(Eq(tr(S @ T) + tr(U) - tr(U), tr(S))).counterexample
    assert found.free == ("U",)
    assert set(found.values) == {"S", "T"}
    vanishing = prove(Eq(S @ T + 0 * U, T @ S)).counterexample
    assert vanishing.free == ("U",)
    with_hypothesis = prove(Eq(S @ T, T @ S), given=[Eq(U, S)]).counterexample
    assert "U" not in with_hypothesis.free


def test_no_instance_without_its_hypotheses():
    """S T = 0 with S invertible leaves T = 0 only."""
    for facts in ([Eq(T, 0)], [Eq(S @ T, T @ S), Eq(S, identity(S.rows))]):
        verdict = prove(Eq(S @ T, T @ S), given=facts)
        assert verdict.evidence is not Evidence.REFUTED
    assert prove(Eq(x, y), given=[Le(x, y), Le(y, x)]).evidence is not Evidence.REFUTED
    assert prove(Eq(S, 0), given=[Eq(frob2(S), 0)]).evidence is not Evidence.REFUTED


TRUE = (
    lambda P, Q, R: Eq((P @ Q @ R).T, R.T @ Q.T @ P.T),
    lambda P, Q, R: Eq(P @ (Q + R), P @ Q + P @ R),
    lambda P, Q, R: Eq(tr(P @ Q @ R), tr(R @ P @ Q)),
    lambda P, Q, R: Eq(vec(P @ Q @ R), kron(R.T, P) @ vec(Q)),
    lambda P, Q, R: Eq(inner(P, Q @ R), tr(P.T @ Q @ R)),
    lambda P, Q, R: Eq(frob2(P - Q @ R), frob2(P) - 2 * inner(P, Q @ R) + frob2(Q @ R)),
    lambda P, Q, R: Eq(kron(P, Q) @ kron(Q, R), kron(P @ Q, Q @ R)),
    lambda P, Q, R: Eq(tr(hadamard(P, Q).T @ R), tr(P.T @ hadamard(Q, R))),
    lambda P, Q, R: Ge(frob2(P @ R) + frob2(Q), 2 * inner(P @ R, Q)),
    lambda P, Q, R: Ge(frob2(P @ Q - R), 0),
)


@settings(derandomize=True, deadline=None, max_examples=200, database=None,
          suppress_health_check=list(HealthCheck))  # fmt: skip
@given(
    st.sampled_from(TRUE),
    *(strategies.matrices(strategies.n, strategies.n, 1) for _ in range(3)),
    st.integers(0, 3),
)
def test_true_statements_are_never_refuted(law, first, second, third, seed):
    claim = law(first, second, third)
    try:
        found = search(claim, Facts(), Search(largest=2, tries=40, seed=seed))
    except SymlandError as error:  # a layer that does not exist at a size that was tried
        pytest.fail(str(error))
    assert found.counterexample is None


@settings(derandomize=True, deadline=None, max_examples=60, database=None,
          suppress_health_check=list(HealthCheck))  # fmt: skip
@given(strategies.matrices(strategies.n, strategies.n, 1), st.integers(0, 3))
def test_random_instances_stand_on_their_own(body, seed):
    claim = Eq(body @ strategies.G, strategies.G @ body)
    found = search(claim, Facts(), Search(largest=2, tries=60, seed=seed)).counterexample
    if found is not None:
        ready = rebuilt(claim, [], found, seed)
        assert compare(claim, ready, exact).holds is False
