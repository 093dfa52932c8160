"""Block matrices as authors write them: sizes, notation, reading, derivatives, numbers, errors."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from numeric import evaluate, exact, instance, lambdify
from symland.calculus.block_algebra import block_inverse, blockwise
from symland.calculus.evaluate import evaluate as carried_out
from symland.errors import ExpressionError, SizeError
from symland.language.block_matrix import block, selection
from symland.language.build import frob2, identity, inner, matrix, scalar, tr, zeros
from symland.language.derivatives import gradient_node, hessian_node, jacobian_node
from symland.language.integers import dims
from symland.language.notation.latex import latex
from symland.language.notation.python import python
from symland.language.notation.text import text
from symland.language.parse import ParseError, parse
from symland.language.sympy_reader import from_sympy

m, n, p, q = dims("m n p q")
A, B, C, D = matrix("A", m, p), matrix("B", m, q), matrix("C", n, p), matrix("D", n, q)
M = block([[A, B], [C, D]])
a = scalar("a")
VARIABLES = "A:m p, B:m q, C:n p, D:n q"
VALUES = {"A": [[1, 2]], "B": [[3]], "C": [[4, 5], [6, 7]], "D": [[8], [9]]}
WHOLE = [[1, 2, 3], [4, 5, 8], [6, 7, 9]]


def test_sizes_are_sums():
    assert M.shape == (m + n, p + q)
    assert block([[A, 0], [0, D]]).args[1] == zeros(m, q)
    assert block([A, B]).shape == (m, p + q)
    assert block([[A]]) == A
    assert block([[1, 0], [a, 2]]).shape == identity(2).shape
    assert selection(0, n, 0) == identity(n)
    assert selection(m, n, p).shape == (m + n + p, n)


@pytest.mark.parametrize(("rows", "error", "message"), [
    ([[A, B], [C]], SizeError, "the rows of `block` have different numbers of blocks: 2, 1"),
    ([[A, C]], SizeError, "blocks do not fit in row 1 of `block`: `A` is m x p, `C` is n x p"),
    ([[A], [B]], SizeError, "blocks do not fit in column 1 of `block`: `A` is m x p, `B` is m x q"),
    ([[A, 0], [0, 0]], SizeError, "the size of a row or column of zeros in `block` is not known"),
    ([], ExpressionError, "`block` needs at least one block"),
    (A, ExpressionError, "`block` takes a list of rows"),
    ([A, [B]], ExpressionError, "`block` takes rows of blocks, or the blocks of a single row"),
    ([[A, 0.5]], ExpressionError, "a scalar is expected, not 0.5 (float)"),
])  # fmt: skip
def test_what_does_not_fit_is_named(rows, error, message):
    with pytest.raises(error) as caught:
        block(rows)
    assert caught.value.message == message


def test_selections_and_inverses_that_make_no_sense():
    with pytest.raises(SizeError, match="`selection` needs numbers of columns, not -1"):
        selection(-1, m, n)
    with pytest.raises(ExpressionError, match="the Schur complement is that of two by two blocks"):
        block_inverse(M)


def test_notation():
    wide = block([[A, 2 * B], [0, D]])
    assert text(wide) == "[A, 2 B; 0, D]"
    assert text(wide.T @ wide) == "[A, 2 B; 0, D]' [A, 2 B; 0, D]"
    assert latex(wide) == r"\begin{bmatrix} A & 2 B \\ 0 & D \end{bmatrix}"
    assert python(wide) == "block([[A, 2 * B], [zeros(n, p), D]])"
    assert text(block([[1, Fraction(1, 2)], [0, a]])) == "[1, 1/2; 0, a]"
    assert text(selection(m, n, 0)) == "I[:, m + 1..m + n]"
    assert latex(selection(m, n, p)) == "I_{m+n+p}[:, m+1 {:} m+n]"
    assert python(selection(0, m, n)) == "selection(0, m, n)"


def test_it_is_read_from_text_and_from_sympy():
    assert parse("frob2(block([[A, B], [C, D]]))", VARIABLES) == frob2(M)
    assert parse("selection(0, m, n)", VARIABLES) == selection(0, m, n)
    assert from_sympy(M.sympy) == M
    assert from_sympy((M.T @ M).sympy) == M.T @ M


@pytest.mark.parametrize("written", ["block(A)", "block([])", "block([A, B])", "block([[A], B])",
                                     "block([[A]], [[B]])", "[[A]]"])  # fmt: skip
def test_other_lists_are_refused(written):
    with pytest.raises(ParseError):
        parse(written, VARIABLES)


def test_derivatives_are_readable():
    X = matrix("X", p + q, n)
    loss = frob2(M @ X) / 2
    assert text(carried_out(gradient_node(frob2(M) / 2, B))) == "B"
    assert text(carried_out(gradient_node(loss, B))) == "[A, B] X X' I[:, p + 1..p + q]"
    assert text(carried_out(jacobian_node(M @ X, B))) == (
        "(X' I[:, p + 1..p + q]) (x) I[:, 1..m]")  # fmt: skip
    assert text(carried_out(hessian_node(loss, B, B))) == (
        "(I[:, p + 1..p + q]' X X' I[:, p + 1..p + q]) (x) I")  # fmt: skip


def test_algebra_block_by_block():
    assert text(blockwise(M.T @ M)) == "[A' A + C' C, A' B + C' D; B' A + D' C, B' B + D' D]"
    assert text(blockwise(frob2(M))) == "|A|_F^2 + |B|_F^2 + |C|_F^2 + |D|_F^2"
    assert text(blockwise(M + M)) == "[2 A, 2 B; 2 C, 2 D]"
    assert text(blockwise(2 * M - M)) == "[A, B; C, D]"
    square = block([[matrix("S", m, m), 0], [matrix("T", n, m), zeros(n, n)]])
    assert text(blockwise(square + identity(m + n))) == "[S + I, 0; T, I]"
    assert text(blockwise(tr(square @ square))) == "tr(S S)"
    assert text(blockwise(inner(M, M))) == "<A, A> + <B, B> + <C, C> + <D, D>"
    other = block([[matrix("F", m + n, p), matrix("G", m + n, q)]])
    assert blockwise(M + other) == M + other  # other blocks: left as it is


@pytest.mark.parametrize("backend", ["numpy", "mpmath", "ball", "exact", "modular"])
def test_every_backend_puts_the_blocks_in_their_places(backend):
    letters = [A, B, C, D]
    values = [np.array(VALUES[letter.data[0]]) for letter in letters]
    run = lambdify([M, M.T @ M, selection(m, n, 0)], letters, backend)
    whole, gram, below = run(*values)
    wanted = np.array(WHOLE)
    assert np.array_equal(np.array(whole, dtype=float), wanted)
    assert np.array_equal(np.array(gram, dtype=float), wanted.T @ wanted)
    assert np.array_equal(np.array(below, dtype=float), np.eye(3, 2, -1))


def test_the_exact_evaluator_and_the_batch():
    found = evaluate(M, instance(sizes={"m": 1, "n": 2, "p": 2, "q": 1}, letters=VALUES), exact)
    assert [[int(x.p) for x in row] for row in found] == WHOLE
    run = lambdify(M, [A, B, C, D])
    many = [np.stack([np.array(VALUES[name], float)] * 4) for name in "ABCD"]
    assert run(*many).shape == (4, 3, 3)
    slope = lambdify(gradient_node(frob2(M @ M.T) / 4, B), [A, B, C, D])
    values = [np.array(VALUES[name], float) for name in "ABCD"]
    whole = np.array(WHOLE, float)
    assert np.allclose(slope(*values), (whole @ whole.T @ whole)[:1, 2:])
