"""Attempts to use a function where it is not defined: square roots, logarithms, norms at zero."""

import pytest

from tests.proof.test_soundness import not_shown

SCALARS = """
x, y = scalar("x"), scalar("y")
v = vector("v", n)
"""


@pytest.mark.parametrize(
    "text",
    [
        """
@theorem(Ge(x, 0))
def wrong(p):
    p.calc().eq(sqrt(x) ** 2).ge(0, by=square(sqrt(x)))
""",
        """
@theorem(Ge(y, 0), given=[Eq(x**3, y)])
def wrong(p):
    p.calc().eq(x * sqrt(x) ** 2 * x, by=Eq(x**3, y)).ge(0, by=square(x * sqrt(x)))
""",
    ],
    ids=["alone", "in a product"],
)
def test_square_roots_inside_a_proof(prove, text):
    not_shown(prove(SCALARS + text)["wrong"])


def test_a_square_root_in_the_statement_is_supposed_to_exist(prove):
    found = prove(SCALARS + "squared = claim(Eq(sqrt(x) ** 2, x))\n"
                  "wrong = claim(Eq(sqrt(x**2), x))\n")  # fmt: skip
    assert found["squared"].verdict == "verified"
    assert found["wrong"].verdict == "refuted"


def test_an_inverse_behind_a_derivative(prove):
    """The gradient of log det S is S^-1 transposed."""
    found = prove("""
@theorem(Eq(T, 0), given=[Eq(S @ T, 0)])
def wrong(p):
    hidden = grad(logdet(S), S).T
    c = p.calc()
    c.eq(hidden @ S @ T)
    c.eq(hidden @ zeros(n, n), by=Eq(S @ T, 0))
    c.eq(0)
""")
    not_shown(found["wrong"])


def test_the_norm_has_no_gradient_at_zero(prove):
    found = prove(SCALARS + "wrong = claim(Eq(grad(norm(v), v), 0), given=[Eq(v, 0)])\n")
    not_shown(found["wrong"])


@pytest.mark.parametrize("given", ["Eq(S, 0)", "Eq(det(S), 0)"])
def test_the_gradient_of_a_determinant_where_it_vanishes(prove, given):
    """The gradient is the matrix of cofactors, for n = 1 the number 1."""
    found = prove(f"wrong = claim(Eq(grad(det(S), S), 0), given=[{given}])\n")["wrong"]
    assert found.verdict == "refuted"


@pytest.mark.parametrize("name", ["j", "s"])
def test_an_inverse_at_one_layer_is_not_one_at_all_layers(layers, name):
    """W[j] is invertible at one layer j; below a sum every layer would have to be."""
    position = f"index('{name}', 1, H)"
    found = layers(f"""
i = {position}
@theorem(Eq(layer_sum(i, 1, H, tr(V[i])), layer_sum(s, 1, H, tr(V[s]))),
         given=[Eq(W[j] @ inv(W[j]), identity(n))])
def wrong(p):
    c = p.calc()
    c.eq(layer_sum(i, 1, H, tr(inv(W[i]) @ W[i] @ V[i])))
    c.eq(layer_sum(s, 1, H, tr(V[s])))
""")
    not_shown(found["wrong"])
    assert "supposes that `W[" in found["wrong"].failure.message
