"""At a kink the derivative is a selection: a formula has to hold for both of them."""

import pytest

from numeric import instance
from numeric.evaluate import evaluate
from numeric.fields import exact
from symland import Eq, Evidence, Ge, dims, hadamard, leaky_relu, matrix, prove, relu, scalar, step
from symland.errors import ExpressionError

x, a = scalar("x"), scalar("a")
A = matrix("A", *dims("m n"))


def test_the_value_at_zero_is_chosen_in_an_instance():
    for value in (0, 1):
        here = instance(scalars={"x": 0}, activations={"step": (value,)})
        assert evaluate(step(x), here, exact) == [[value]]
        assert evaluate(relu.d(x), here, exact) == [[value]]
        assert evaluate(leaky_relu(3).d(x), here, exact) == [[3 - 2 * value]]
        assert evaluate(relu(x), here, exact) == [[0]]
    with pytest.raises(ExpressionError, match="`step` is 0 or 1 at 0, not 2"):
        evaluate(step(x), instance(scalars={"x": 0}, activations={"step": (2,)}), exact)


@pytest.mark.parametrize(
    ("claim", "given"),
    [
        (Eq(relu.d(x), 0), [Eq(x, 0)]),
        (Eq(step(x) * step(-x), 0), []),
        (Ge(step(x), step(2 * x) + a), [Eq(x, 0), Eq(a, 2 * step(x))]),
    ],
)
def test_what_holds_for_one_selection_is_refuted_by_the_other(claim, given):
    found = prove(claim, given=given)
    assert found.evidence is Evidence.REFUTED
    assert found.counterexample.functions == {"step": "1 at x = 0"}


@pytest.mark.parametrize(
    ("claim", "given"),
    [
        (Eq(relu(A), hadamard(A, relu.d(A))), []),
        (Eq(step(x) ** 2, step(x)), [Eq(x, 0)]),
        (Eq(relu(x) * step(-x), 0), []),
        (Ge(1, step(x)), []),
    ],
)
def test_what_holds_for_both_is_not_refuted(claim, given):
    assert prove(claim, given=given).evidence is not Evidence.REFUTED


def test_an_instance_without_zero_needs_no_selection():
    assert prove(Eq(relu(x), x)).counterexample.functions == {}
