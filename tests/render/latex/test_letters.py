"""Letters that LaTeX would show alike are refused where they stand together."""

from __future__ import annotations

import pytest

from symland import (
    Eq,
    activation,
    chain,
    claim,
    differential,
    dims,
    family,
    index,
    let,
    matrix,
    scalar,
    theorem,
)
from symland.errors import NamingError
from symland.render.latex.letters import check_letters
from symland.render.latex.paper import latex_value
from symland.render.latex.theorem import Wishes, latex_theorem

n = dims("n")
l = index("l", 1)
A = matrix("W_1", n, n)
W = family("W", n)


@pytest.mark.parametrize(
    ("one", "other", "both"),
    [
        (A, matrix("W1", n, n), "`W1` and `W_1`"),
        (A, let("W1", A + A), "`W1` and `W_1`"),
        (A, W[1], "`W[1]` and `W_1`"),
        (matrix("W_2", n, n), chain(W, l, 2), "`W[2]` and `W_2`"),
        (scalar("mu"), scalar("μ"), "`mu` and `μ`"),
        (let("E", A), matrix("E", n, n), "`E` and `E`"),
        (let("E", A), let("E", A + A), "`E` and `E`"),
        (activation("sigma")(A), scalar("σ") * A, "`sigma` and `σ`"),
    ],
)
def test_letters_that_look_alike(one, other, both):
    with pytest.raises(NamingError) as error:
        check_letters([one, other])
    assert error.value.message.startswith("two letters would both be shown as `")
    assert both in error.value.message
    assert error.value.help == "give one of them another name"


def test_other_letters_stand_together():
    check_letters(
        [A, A.T, matrix("W_2", n, n), matrix("W", n, n), W[l] @ W[1], matrix("V_1", n, n)][:4]
    )
    check_letters([matrix("V_1", n, n), W[l] @ W[1], matrix("W", n, n)])


def test_displays_check_their_letters():
    alike = Eq(A @ matrix("W1", n, n), A)
    with pytest.raises(NamingError, match="both be shown"):
        latex_value(alike, Wishes())
    with pytest.raises(NamingError, match="both be shown"):
        latex_value(alike.left, Wishes())
    with pytest.raises(NamingError, match="both be shown"):
        latex_theorem(claim(alike, ref="alike"))

    @theorem(Eq(A, A), ref="in the proof")
    def steps(p):
        p.calc().eq(matrix("W1", n, n)).eq(A)

    with pytest.raises(NamingError, match="both be shown"):
        latex_theorem(steps)
    assert "Indeed" not in latex_theorem(steps, Wishes(derivation=False))


def test_abbreviations_of_one_name_and_two_meanings_are_written_out():
    one, other = let("E", A + A), let("E", A @ A)
    shown = latex_theorem(claim(Eq(one, other), ref="two meanings"))
    assert r"W_1 + W_1 &= W_1 W_1" in shown
    assert "where" not in shown


def test_derivatives_along_several_motions_are_told_apart():
    one = differential(A @ A, {A: matrix("U", n, n)})
    other = differential(A @ A, {A: matrix("V", n, n)})
    shown = latex_theorem(claim(Eq(one, other), ref="two motions"))
    assert r"\frac{d}{dt_1} (W_1 W_1) &= \frac{d}{dt_2} (W_1 W_1)" in shown
    assert r"\frac{d}{dt_1} W_1 &= U" in shown
    assert r"\frac{d}{dt_2} W_1 &= V" in shown
    alone = latex_theorem(claim(Eq(one, one), ref="one motion"))
    assert r"\frac{d}{dt} W_1 &= U" in alone
    assert "dt_" not in alone


def test_a_derivation_does_not_explain_again_what_the_statement_does():
    moved = differential(A @ A, {A: matrix("U", n, n)})

    @theorem(Eq(moved, moved), ref="moved")
    def proof(p):
        p.calc().eq(moved)

    assert latex_theorem(proof).count(r"\frac{d}{dt} W_1 &= U") == 1
