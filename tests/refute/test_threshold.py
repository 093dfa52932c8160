"""For which parameters the remainder is nonnegative; nothing where that is not shown."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symland import dims, frob2, inner, let, matrix, scalar, tr
from symland.kernel.linear import Context
from symland.refute.threshold import threshold_note

m, n = dims("m n")
A, B = matrix("A", m, n), matrix("B", m, n)
S = matrix("S", n, n)
a, b = scalar("a"), scalar("b")
square = frob2(let("E", A - B))


def note(greater, less=0 * a, *, strict=False):
    found = threshold_note(greater, less, Context(), strict=strict)
    return found.removeprefix("the remainder is ").replace(
        " for all values of the other letters", ""
    )


@pytest.mark.parametrize(
    ("greater", "less", "expected"),
    [
        (a * square, a**2 * square, "nonnegative exactly when 0 <= a <= 1"),
        (a**2 * square, square, "nonnegative exactly when a <= -1 or a >= 1"),
        (a * square, 3 * square, "nonnegative exactly when a >= 3"),
        (-((a - 2) ** 2), 0 * a, "nonnegative exactly when a = 2"),
        (a**2 * (a - 1), 0 * a, "nonnegative exactly when a = 0 or a >= 1"),
        ((a**2 + 1) * (1 - a), 0 * a, "nonnegative exactly when a <= 1"),
        (2 * a, a**3 + a, "nonnegative exactly when a <= -1 or 0 <= a <= 1"),
        (a**2, 2 + 0 * a, ""),
        (-(a**2), 1 + 0 * a, ""),
        (a * square, b * square, ""),
        (a * tr(S), 2 * tr(S), ""),
        (a * inner(A, B), inner(A, B), ""),
        (a * frob2(a * A), frob2(a * A), ""),
    ],
)
def test_notes(greater, less, expected):
    assert note(greater, less) == expected


def test_strict_ones():
    assert note(a, a**2, strict=True) == "positive exactly when 0 < a < 1"
    assert note(a**2 * (a - 1) ** 2, strict=True) == (
        "positive exactly when a < 0 or 0 < a < 1 or a > 1"
    )
    assert note(a * square, a**2 * square, strict=True) == ""


@given(st.lists(st.fractions(-3, 3, max_denominator=3), min_size=1, max_size=3), st.booleans())
def test_against_values(roots, downwards):
    """The sentence is read back and compared with values of the polynomial."""
    poly = -1 if downwards else 1
    for root in roots:
        poly = poly * (a - root)
    found = note(poly, 0 * a)
    for point in (Fraction(k, 6) for k in range(-30, 31)):
        value = -1 if downwards else 1
        for root in roots:
            value *= point - root
        if found:
            assert _reads(found.removeprefix("nonnegative exactly when "), point) == (value >= 0)


def _reads(sentence, point):
    return any(_holds(part.split(), point) for part in sentence.split(" or "))


def _holds(words, point):
    values = [point if word == "a" else word if word in ("<=", ">=", "=") else Fraction(word)
              for word in words]  # fmt: skip
    compare = {"<=": lambda x, y: x <= y, ">=": lambda x, y: x >= y, "=": lambda x, y: x == y}
    return all(compare[values[i]](values[i - 1], values[i + 1]) for i in range(1, len(values), 2))
