"""Widths of formulas, as estimated and as TeX measures them, and how long formulas are broken."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symland.calculus.api import hess
from symland.calculus.evaluate import evaluate
from symland.language.build import frob2, inner, matrix, tr
from symland.language.expr import Expr
from symland.language.functions import activation
from symland.language.integers import dims
from symland.language.notation.latex import formula, latex
from symland.language.notation.latex_lines import lines
from symland.language.notation.latex_width import text_width, width
from tests.language.test_notation import PRINTED, SOURCES, with_functions
from tests.strategies import expressions
from tests.tex import needs_tex, run_tex

RANDOM = settings(derandomize=True, database=None, deadline=None, max_examples=60)
k, h, d, n = dims("k h d n")
W1, W2 = matrix("W_1", h, d), matrix("W_2", k, h)
X, Y = matrix("X", d, n), matrix("Y", k, n)
sigma = activation("sigma")
linear = evaluate(hess(frob2(W2 @ W1 @ X - Y) / 2, W1, W2))
hidden = evaluate(hess(frob2(W2 @ sigma(W1 @ X) - Y) / 2, W1))
quotient = inner(W2 @ W1 @ X, Y) / (tr(X @ X.T) * frob2(W2 @ W1 @ X - Y))

BROKEN = [
    (linear, 345, [r"((X (W_2 W_1 X - Y)^\top) \otimes I_h) K_{k,h} + (X X^\top W_1^\top) "
                   r"\otimes W_2^\top"]),
    (linear, 200, [r"((X (W_2 W_1 X - Y)^\top) \otimes I_h) K_{k,h}",
                   r"\quad + (X X^\top W_1^\top) \otimes W_2^\top"]),
    (linear, 120, [r"\bigl((X (W_2 W_1 X - Y)^\top)",
                   r"\qquad\quad \otimes I_h\bigr) K_{k,h}",
                   r"\quad + (X X^\top W_1^\top) \otimes W_2^\top"]),
    (W2 @ W1 @ X - Y, 50, [r"W_2 W_1 X", r"\quad - Y"]),
    (W2 @ W1 @ X @ X.T, 50, [r"W_2 W_1 X", r"\qquad \cdot X^\top"]),
]  # fmt: skip


@pytest.mark.parametrize(("expr", "room", "expected"), BROKEN)
def test_breaks(expr: Expr, room: float, expected: list[str]):
    assert lines(formula(expr), room) == expected


def test_a_fraction_that_is_too_wide_becomes_a_quotient_in_one_line():
    assert lines(formula(quotient), 345) == [latex(quotient)]
    assert latex(quotient).startswith(r"\frac{")
    found = lines(formula(quotient), 75)
    assert not any("frac" in line for line in found)
    assert any("/" in line for line in found)


@pytest.mark.parametrize("room", [345, 200, 150])
@pytest.mark.parametrize("expr", [linear, hidden])
def test_lines_fit(expr: Expr, room: float):
    assert max(map(width, lines(formula(expr), room))) <= room


def test_the_first_line_may_have_less_room():
    assert len(lines(formula(linear), 345)) == 1
    assert len(lines(formula(linear), 345, first=120)) == 2


@RANDOM
@given(st.one_of(expressions(), with_functions()), st.sampled_from([60.0, 120.0, 200.0]))
def test_breaking_changes_nothing_but_brackets_and_signs_of_products(expr: Expr, room: float):
    """Without what breaking adds (indents, sizes of brackets), the lines are the formula again."""
    items = formula(expr)
    found = lines(items, room)
    if not any("/" in line for line in found):
        assert bare(" ".join(found)) == bare(latex(expr))
    for line in found:
        assert line.count("{") == line.count("}")
        assert line.count(r"\left") == line.count(r"\right")


def bare(source: str) -> str:
    source = re.sub(r"\\q?quad|\\(left|right|biggl|biggr|bigl|bigr)(?![A-Za-z])", "", source)
    return re.sub(r"\\cdot(?!s)|\s+", "", source)


@pytest.mark.slow
@needs_tex
def test_widths_are_those_that_tex_measures(tmp_path: Path):
    formulas = [latex(row[0]) for row in PRINTED + [(row[0], "", "") for row in SOURCES]]
    collect = settings(RANDOM, max_examples=100)(given(
        st.one_of(expressions(), with_functions())
    )(lambda expr: formulas.append(latex(expr))))  # fmt: skip
    collect()
    formulas = list(dict.fromkeys(formulas))
    measured = measure(tmp_path, [rf"$\displaystyle {one}$" for one in formulas])
    ratios = [(width(one) / real, one) for one, real in zip(formulas, measured, strict=True)
              if real > 40]  # fmt: skip
    assert min(ratios)[0] > 0.95, min(ratios)
    assert max(ratios)[0] < 1.18, max(ratios)
    mean = sum(ratio for ratio, _ in ratios) / len(ratios)
    assert 0.99 < mean < 1.05


@pytest.mark.slow
@needs_tex
def test_widths_of_prose(tmp_path: Path):
    prose = ["only the derivative of $e$ survives where $e = 0$",
             r"drop 5\% of W\_1; cited: Horn and Johnson 1991, Theorem 4.2.15"]  # fmt: skip
    for one, real in zip(prose, measure(tmp_path, prose), strict=True):
        assert 0.97 < text_width(one) / real < 1.06


def measure(folder: Path, boxes: list[str]) -> list[float]:
    """The widths of boxes in points, by TeX."""
    source = [r"\documentclass{article}\usepackage{amsmath}\begin{document}",
              r"\newwrite\out\immediate\openout\out=widths.txt"]  # fmt: skip
    source += [rf"\setbox0\hbox{{{box}}}\immediate\write\out{{\the\wd0}}" for box in boxes]
    source.append(r"\immediate\closeout\out\end{document}")
    run_tex(folder, "\n".join(source))
    return [float(line.strip()[:-2]) for line in (folder / "widths.txt").read_text().splitlines()]
