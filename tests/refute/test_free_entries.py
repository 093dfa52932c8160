"""Entries that do not matter: both sides are the same whatever they are, shown and not sampled."""

from fractions import Fraction

import numpy as np
import pytest

from numeric.arithmetic import FieldError, SingularError
from numeric.polynomials import Open, Polynomials
from symland import Eq, Ge, det, dims, frob2, inv, matrix, norm, pinv, prove, relu, tanh, total, tr

m, n = dims("m n")
A, C = matrix("A", m, n), matrix("C", m, n)
S, T, P = (matrix(name, n, n) for name in "STP")
Q = matrix("Q", n, n, symmetric=True)


def test_entries_of_a_trace():
    found = prove(Eq(tr(S @ T), tr(S) * tr(T))).counterexample
    assert found.values == {"S": ((0, 1), (0, 0)), "T": ((0, 0), (1, 0))}
    assert found.free_entries == {"S": ((0, 0), (1, 0), (1, 1))}
    assert (found.left, found.right) == (((1,),), ((0,),))


@pytest.mark.parametrize(
    "claim",
    [
        Eq(tr(S @ T), tr(S) * tr(T)),
        Eq(S @ T, T @ S),
        Eq(pinv(S @ T), pinv(T) @ pinv(S)),
        Eq(relu(S @ T), relu(S) @ relu(T)),
        Ge(tr(S @ S), frob2(T @ S)),
        Eq(Q @ S, S @ Q),
        Eq(inv(S + T) @ S, T @ inv(S)),
        Eq(det(S + T), det(S) + det(T)),
        Eq(tr(S @ T @ P), tr(T @ S @ P)),
    ],
)
def test_the_sides_are_the_same_for_other_values(claim):
    """Put other numbers into the free entries: the instance gives the same two sides."""
    from symland.reasoning.facts import Facts
    from symland.refute.given import check_given

    found = prove(claim).counterexample
    for value in (5, -3, Fraction(1, 7)):
        letters = {name: [list(row) for row in rows] for name, rows in found.values.items()}
        for name, places in found.free_entries.items():
            for row, column in places:
                letters[name][row][column] = value
        letters |= {name: _square(found, value) for name in found.free}
        again = check_given(claim, Facts(), {**found.sizes, **letters}).counterexample
        assert (again.left, again.right) == (found.left, found.right)


def _square(found, value):
    return [[value] * found.sizes["n"]] * found.sizes["n"]


def test_letters_behind_a_hypothesis_are_shown():
    """X is free in the two sides, but not in the hypothesis."""
    found = prove(Eq(S, 0), given=[Eq(S @ T, 0)]).counterexample
    assert "T" in found.values or "T" in found.free
    free = prove(Eq(tr(S), n), given=[Eq(S, T - P)]).counterexample
    assert free.free == ()


def test_functions_without_exact_values_leave_everything_as_it_is():
    assert prove(Eq(tanh(A + C), tanh(A) + C)).counterexample.free_entries == {}


def test_a_norm_does_not_depend_on_the_sign_but_on_the_entry():
    found = prove(Eq(norm(A) ** 2, total(A))).counterexample
    assert found.free == ()


def test_polynomials_divide_by_constants_only():
    numbers = Polynomials(2)
    upper = numbers.array([[1, Open(0)], [0, 2]])
    assert not numbers.is_constant(numbers.inverse(upper))
    assert numbers.is_constant(numbers.inverse(upper)[:, :1])
    with pytest.raises(FieldError, match="depends on an open entry"):
        numbers.inverse(numbers.array([[Open(1)]]))
    with pytest.raises(SingularError):
        numbers.inverse(numbers.array([[0]]))
    with pytest.raises(FieldError):
        numbers.pinv(numbers.array([[Open(0), 0]]))
    with pytest.raises(FieldError):
        numbers.step(numbers.array([[Open(0)]]))
    assert numbers.determinant(upper).number == 2
    assert not numbers.is_constant(numbers.array(np.array([[Open(0)]])))
