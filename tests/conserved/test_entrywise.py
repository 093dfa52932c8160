"""Laws with integrals of entrywise functions, their proofs and their closed forms."""

import pytest
import sympy

from symland import (
    Evidence,
    GradientFlow,
    activation,
    arctan,
    exp,
    frob2,
    invariants,
    leaky_relu,
    relu,
    scalar,
    sin,
    tanh,
    witnesses,
)
from symland.conserved.integration import X, integral_from_zero, is_antiderivative
from symland.conserved.selection import with_selections
from symland.errors import ExpressionError
from symland.kernel.certificate import recheck
from symland.language.notation.text import text
from tests.conserved import networks as nets
from tests.conserved.networks import W1, W2, T

sigma = activation("sigma")


def test_the_law_of_any_activation():
    (law,) = invariants(nets.hidden(sigma))
    assert str(law) == "diagonal(W_2' W_2) - 2 Sigma(W_1) 1(d, 1) is constant"
    assert (law.evidence, law.kind, law.size) == (Evidence.CERTIFIED, "entrywise", "h x 1")
    assert recheck(law.certificate)
    (defined,) = law.defined
    assert str(defined) == "Sigma(x) = int_0^x sigma(x)/sigma'(x)"
    assert str(defined.condition) == "Sigma'(W_1) o sigma'(W_1) = sigma(W_1)"


@pytest.mark.parametrize(("function", "closed"), [
    (tanh, "sinh(x)**2/2"),
    (arctan, "x**3*atan(x)/3 - x**2/6 + x*atan(x) - log(x**2 + 1)/3"),
    (sin, "-log(cos(x))"),
])  # fmt: skip
def test_closed_forms(function, closed):
    (law,) = invariants(nets.hidden(function))
    assert recheck(law.certificate)
    assert str(law.defined[0].closed_form) == closed


def test_a_polynomial_needs_no_integral():
    (law,) = invariants(nets.hidden(exp))
    assert str(law) == "diagonal(W_2' W_2) - 2 W_1 1(d, 1) is constant"
    assert (law.evidence, law.defined) == (Evidence.EXACT, ())


def test_formulas_that_the_user_gives():
    x = sympy.Symbol("x")
    (law,) = invariants(nets.hidden(sigma), functions={"sigma": x**3 + x})
    assert str(law.defined[0].closed_form) == "x**2/6 + log(3*x**2 + 1)/9"
    (law,) = invariants(nets.hidden(sigma), functions={"sigma": tanh})
    assert str(law.defined[0].closed_form) == "sinh(x)**2/2"


def test_special_functions():
    """The closed forms for erf and softplus; finding them is timed by `make bench`."""
    softplus = sympy.log(1 + sympy.exp(X))
    series = X**2 * sympy.hyper((1, 1), (sympy.Rational(3, 2), 2), X**2) / 2
    assert is_antiderivative(series, sympy.erf(X) / sympy.diff(sympy.erf(X), X))
    closed = X - softplus - sympy.polylog(2, -sympy.exp(X)) - sympy.exp(-X) * softplus
    assert is_antiderivative(closed, softplus / sympy.diff(softplus, X))


def test_no_closed_form_is_said():
    assert integral_from_zero(sympy.exp(sympy.exp(X**2)) * sympy.sin(X), seconds=1) is None


def test_a_wrong_integral_is_noticed():
    assert not is_antiderivative(sympy.sinh(X) ** 2, sympy.tanh(X) * sympy.cosh(X) ** 2)


def test_both_layers_may_have_functions():
    found = invariants(GradientFlow(frob2(T - sin(W2) @ tanh(W1)) / 2, wrt=(W1, W2)))
    assert [str(law) for law in found] == ["Sigma(W_2)' 1(k, 1) - Sigma_1(W_1) 1(d, 1) is constant"]
    assert [str(one.closed_form) for one in found[0].defined] == ["-log(cos(x))", "sinh(x)**2/2"]


def test_weight_decay_leaves_no_law():
    loss = frob2(T - W2 @ tanh(W1)) / 2 + scalar("mu") * frob2(W2)
    assert len(invariants(GradientFlow(loss, wrt=(W1, W2)))) == 0


@pytest.mark.parametrize("function", [relu, leaky_relu(0)])
def test_every_selection_of_the_subdifferential(function):
    flow = nets.on_data(function)
    moving = with_selections(flow)
    assert text(moving.velocities[0]) == "-(D o (W_2' (W_2 (D o (W_1 X)) - Y))) X'"
    found = invariants(flow)
    assert not any(node.op == "entrywise" for speed in found.free_flow.velocities
                   for node in speed.walk())  # fmt: skip
    assert str(found[0]) == "diagonal(W_2' W_2 - W_1 W_1') is constant"
    assert all(one.complete for one in witnesses(found))


@pytest.mark.parametrize(("formula", "message"), [
    ("x", "a SymPy expression in one symbol"),
    (sympy.Symbol("x") * sympy.Symbol("y"), "a SymPy expression in one symbol"),
    (relu, "no formula is known for the function `relu`"),
])  # fmt: skip
def test_bad_formulas(formula, message):
    with pytest.raises(ExpressionError, match=message):
        invariants(nets.hidden(sigma), functions={"sigma": formula})
