"""Arguments become an instance: sizes are read from shapes, everything else is refused."""

from fractions import Fraction

import numpy as np
import pytest

from numeric.bind import bind
from numeric.instance import Letter
from symland.errors import ExpressionError, NamingError, SizeError
from symland.language.build import matrix, scalar
from symland.language.families import chain, family
from symland.language.integers import dims, index

m, n, p = dims("m n p")
A, B, mu = matrix("A", m, n), matrix("B", n, p), scalar("mu")
d, l = dims("d[]"), index("l", 1)
W = family("W", d)


def test_sizes_are_read_from_shapes():
    found = bind([mu * (A @ B)], {A: np.ones((2, 3)), "B": [[1], [2], [3]], mu: "0.1"})
    assert found.dimensions.sizes == {"m": 2, "n": 3, "p": 1}
    assert found.letters[Letter("scalar", "mu")][0, 0] == Fraction(1, 10)


def test_a_float_is_taken_exactly():
    assert bind([A], {"A": [[0.1]]}).letters[Letter("matrix", "A")][0, 0] == Fraction(0.1)


def test_families_and_layer_indices():
    product = chain(W, l, 1)
    layers = [np.ones((3, 2)), np.ones((4, 3))]
    found = bind([product], {W: layers, "l": 2})
    assert found.shape(product) == (4, 2)
    by_name = bind([product], {"W[1]": layers[0], W[2]: layers[1], l: 2})
    assert by_name.dimensions.families == {"d": {0: 2, 1: 3, 2: 4}}
    assert bind([product], {W: {1: layers[0], 2: layers[1]}, "l": 2}).shape(product) == (4, 2)


def test_a_size_that_is_a_polynomial():
    C = matrix("C", 2 * m + 1, n)
    assert bind([C], {"C": np.ones((7, 2))}).dimensions.sizes == {"m": 3, "n": 2}


@pytest.mark.parametrize(
    ("exprs", "args", "error", "words"),
    [
        ([A @ B], {"A": np.ones((2, 3))}, NamingError, "no value is given for `B`"),
        ([A], {"A": [[1]], "Z": [[1]]}, NamingError, "`Z` does not occur in the formula; it has"),
        ([A @ B], {"A": np.ones((2, 3)), "B": np.ones((2, 2))}, SizeError, "`B` is 3 x 2 here"),
        ([A], {"A": [[float("nan")]]}, ExpressionError, "which is no finite number"),
        ([A], {"A": [["one"]]}, ExpressionError, "which is no finite number"),
        ([A], {"A": "text"}, ExpressionError, "not a matrix of numbers"),
        ([A], {A @ B: [[1]]}, ExpressionError, "a value is given to a letter or a member"),
        ([chain(W, l, 1)], {"W": [[[1]]]}, NamingError, "no value is given for `l`"),
        ([A], {"A": [[1]], "m": 2.5}, ExpressionError, "takes a whole number, not 2.5"),
    ],
)
def test_what_is_wrong_is_said(exprs, args, error, words):
    with pytest.raises(error, match=words.replace("[", r"\[").replace("(", r"\(")):
        bind(exprs, args)
