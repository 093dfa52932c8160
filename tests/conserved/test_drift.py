"""The laws along solutions with many digits, which share no code with the kernel."""

from fractions import Fraction

import pytest

from symland import GradientFlow, MomentumFlow, activation, frob2, invariants, tanh
from symland.conserved.drift import evaluable, integrate_laws
from symland.errors import ExpressionError
from symland.language.notation.text import text
from tests.conserved import networks as nets
from tests.conserved.networks import W1, W2, T

TENTH = Fraction(1, 10)


@pytest.mark.parametrize(("flow", "options"), [
    (nets.linear, {"dims": {"h": 2, "d": 1, "k": 1, "n": 1}}),
    (nets.deep, {"depth": 3}),
    (GradientFlow(frob2(T - W2 @ tanh(W1)) / 2, wrt=(W1, W2)), {"dims": {"h": 2, "d": 1, "k": 1}}),
])  # fmt: skip
def test_laws_hold_to_many_digits(flow, options):
    found = integrate_laws(invariants(flow), t=TENTH, digits=30, **options)
    (drift,) = found.drifts
    assert found.is_conserved(drift)
    assert drift.largest < 1e-30
    assert drift.double > 1e-20  # in double precision the law drifts


def test_closed_forms_are_put_in():
    (law,) = invariants(GradientFlow(frob2(T - W2 @ tanh(W1)) / 2, wrt=(W1, W2)))
    assert text(evaluable(law)) == (
        "diagonal(W_2' W_2) - 2 (-1(h, d)/4 + exp(-2 W_1)/8 + exp(2 W_1)/8) 1(d, 1)"
    )


def test_no_closed_form():
    (law,) = invariants(nets.hidden(activation("sigma")))
    with pytest.raises(ExpressionError, match="`Sigma` has no closed form"):
        evaluable(law)


def test_no_gradient_flow():
    flow = MomentumFlow(nets.linear_loss, (W1, W2), nets.gamma)
    with pytest.raises(ExpressionError, match="is no gradient flow of one loss"):
        integrate_laws(invariants(flow))
