"""Formulas as data: what is read is what was written, and nothing else is read."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symland.errors import SymlandError
from symland.language.build import layer_sum, matrix, scalar
from symland.language.claims import Eq
from symland.language.derivatives import along_node, gradient_node
from symland.language.encoding import MOST_NODES, Writer, read, read_claim, read_table
from symland.language.families import family, function, let_family
from symland.language.functions import activation, leaky_relu, sqrt
from symland.language.integers import dims, index
from tests.strategies import expressions

n, m = dims("n m")
d = dims("d[]")
k, l = index("k", 1, index("l", 1)), index("l", 1)
A, P, a = matrix("A", m, n), matrix("P", n, n), scalar("a")
W, V = family("W", d), family("V", n, n, indices=2)
U = let_family("U", k, P @ P.T)


def back(value):
    writer = Writer()
    data = json.loads(json.dumps([writer.write(value), writer.entries]))
    return read(data[0], read_table(data[1]))


@settings(max_examples=80)
@given(expressions())
def test_what_is_read_is_what_was_written(expr):
    assert back(expr) == expr


@pytest.mark.parametrize(
    "expr",
    [
        activation("sigma").d(A), leaky_relu(2)(A), sqrt(a), V[k][l] @ V[2][1], U[k] @ U[1],
        W[k], layer_sum(index("i"), 1, l, a * n), function("u", n, m)(matrix("v", n, 1)),
        gradient_node(a * a, a), along_node(P @ P, {P: P.T}, 2), P**-2,
    ],
    ids=str,
)  # fmt: skip
def test_nodes_of_every_kind(expr):
    assert back(expr) == expr


def test_claims_are_checked():
    writer = Writer()
    data = writer.write(Eq(A, 2 * A))
    assert read_claim(read(data, read_table(writer.entries))) == Eq(A, 2 * A)
    with pytest.raises(SymlandError, match="differ in size"):
        read_claim(["eq", A, A.T])


SIZE = ["int", [1, ["size", "n", [], None, None, 1]]]
LETTER = ["letter", "A", {"at": 0}, {"at": 0}]


@pytest.mark.parametrize(
    ("entries", "message"),
    [
        ([["int", [0, ["size", "n", [], None, None, 1]]]], "`int` is not in its standard form"),
        ([["int", [1, ["param", "n", [], None, None, 1]]]], "'param' is no kind of size"),
        ([["int", [1, ["size", "__x", [], None, None, 1]]]], "`__x` is not a name"),
        ([SIZE, ["number", "1/2"], ["scale", {"at": 1}, {"at": 1}]], "a matrix is expected"),
        ([SIZE, ["letter", "A", {"at": 0}, 2]], "2 is no size"),
        ([SIZE, LETTER, ["add", {"at": 1}, {"at": 2}]], "entry 2 of the table is used before"),
        ([SIZE, LETTER, ["matpower", 65, {"at": 1}]], "65 is too large"),
        ([SIZE, LETTER, ["__import__", {"at": 1}]], "`__import__` is not an operation"),
        ([SIZE, LETTER, ["trace", {"at": 0}]], "the operands of `trace` are no formulas"),
        ([SIZE, LETTER, ["trace", {"to": 0}]], "{'to': 0} is no reference"),
        ([SIZE, LETTER, ["trace", 1.5]], "1.5 is no part of a formula"),
        ([["scalar-letter", "a"], ["scalar", {"at": 0}]], "a matrix is expected, not `a`"),
        ([SIZE, LETTER, *(["add", {"at": i}, {"at": i}] for i in range(1, 30))], "is too large"),
        ([7], "an entry of the table is no list that begins with a word"),
    ],
)
def test_what_is_no_formula(entries, message):
    with pytest.raises(SymlandError, match=message):
        read_table(entries)


@given(st.integers(2, 7), st.integers(2, 7))
def test_sizes_are_checked(rows, cols):
    entries = [["int", [rows]], ["int", [cols]], ["letter", "A", {"at": 0}, {"at": 1}],
               ["matmul", {"at": 2}, {"at": 2}]]  # fmt: skip
    if rows == cols:
        assert read_table(entries)[-1].rows.number == rows
    else:
        with pytest.raises(SymlandError, match="sizes do not match"):
            read_table(entries)
    assert MOST_NODES > 10_000
