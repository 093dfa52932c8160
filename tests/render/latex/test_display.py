"""Rows of formulas as `align*`, and words beside them."""

from __future__ import annotations

import pytest

from symland.errors import ExpressionError
from symland.language.notation.pieces import Joint, Level
from symland.render.latex.display import Row, align, points
from symland.render.latex.prose import folded, prose
from symland.render.latex.where import ambiguous, unfolded, where
from tests.strategies import A, B, C, E, S

PLUS = Joint(" + ", "+ ", Level.SUM)
SUM = ("A B C D", PLUS, "E F G H", PLUS, "I J K L")


def test_rows_share_their_relations():
    rows = [Row(("B",), "=", ("A",)), Row(("C",), r"\le")]
    assert align(rows) == [r"\begin{align*}", r"  A &= B \\", r"  &\le C", r"\end{align*}"]
    assert align([]) == []


def test_a_right_side_is_broken_to_the_room_that_is_left():
    assert align([Row(SUM, "=", ("A",))], 130) == [
        r"\begin{align*}",
        r"  A &= A B C D + E F G H \\",
        r"  &\quad + I J K L",
        r"\end{align*}",
    ]


def test_a_wide_left_side_gets_lines_of_its_own():
    assert align([Row(("B",), "=", SUM)], 130) == [
        r"\begin{align*}",
        r"  &A B C D + E F G H + I J K L \\",
        r"  &\quad = B",
        r"\end{align*}",
    ]
    assert align([Row(("B",), "=", SUM)], 180)[1] == r"  &A B C D + E F G H + I J K L = B"


@pytest.mark.parametrize(
    ("room", "lines"),
    [
        (300, [r"  A &= B && \text{a short reason} \\", r"  &= C"]),
        (90, [r"  A &= B \\", r"  &\qquad \text{(a short} \\", r"  &\qquad \text{reason)} \\",
              r"  &= C"]),
    ],
)  # fmt: skip
def test_reasons_stand_beside_or_below(room, lines):
    rows = [Row(("B",), "=", ("A",), "a short reason"), Row(("C",), "=")]
    assert align(rows, room)[1:-1] == lines


def test_a_reason_without_room_for_a_column_stands_behind_its_line():
    rows = [Row(("B",), "=", ("A",), "a short reason"), Row(SUM, "=")]
    assert align(rows, 170)[1:-1] == [
        r"  A &= B \quad \text{(a short reason)} \\",
        r"  &= A B C D + E F G H + I J K L",
    ]


def test_words_between_the_rows():
    rows = [Row(("B",), "=", ("A",)), "where", Row(("C",), "=", ("B",))]
    assert align(rows)[1:-1] == [r"  A &= B \\", r"\intertext{where}", "  B &= C"]


@pytest.mark.parametrize(
    ("length", "expected"),
    [("345pt", 345), ("1in", 72.27), ("10mm", 28.4528), ("2.5em", 25), ("none", float("inf"))],
)
def test_lengths(length, expected):
    assert points(length) == pytest.approx(expected)


@pytest.mark.parametrize("length", ["", "12", "cm", "-3cm", "0pt", "1e3pt", "12 cm x", "999999pt"])
def test_wrong_lengths(length):
    with pytest.raises(ExpressionError, match="is no width"):
        points(length)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("50% of W_1 & A^2", r"50\% of W\_1 \& A\^{}2"),
        ("as $a_1 > 0$, so", "as $a_1 > 0$, so"),
        ("see `f_1` and ``g``", r"see \texttt{f\_1} and \texttt{g}"),
        (r"already \% escaped, \emph{so_so}", r"already \% escaped, \emph{so\_so}"),
        (r"see \eqref{eq:a_b}", r"see \eqref{eq:a_b}"),
        ("one $ only", r"one \$ only"),
        ("braces {a", r"braces \{a"),
        (r"\Pi outside", r"\textbackslash{}Pi outside"),
        ("σ ≤ 1, é, 中", r"$\sigma$ $\le$ 1, é, [U+4E2D]"),
        ("two\n  lines", "two lines"),
    ],
)
def test_prose(words, expected):
    assert prose(words) == expected


def test_formulas_in_words_are_not_broken():
    assert folded("see $a + b + c$, which holds", 50) == ["see", "$a + b + c$,", "which", "holds"]


def test_where_and_unfolded():
    (word, row) = where([E.T @ E])
    assert word == "where"
    assert isinstance(row, Row)
    assert row.left == ("E",)
    assert where([A @ B]) == []
    assert where([E], known=["E"]) == []
    assert unfolded(E @ S.T.T if E.cols == S.rows else E) == A @ B - C.T
    assert ambiguous([E, E.T]) == frozenset()
