"""All LaTeX that symland writes compiles with a real TeX engine and fits the stated width."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from symland import Eq, Ge, Le, activation, frob2, index, kron, matrix, scalar, tr, vec
from symland.cli.formulas import KINDS, direction_rows, named, parts_of
from symland.cli.targets import files_of
from symland.language.notation.latex import latex_claim
from symland.language.notation.latex_names import latex_name
from symland.proof.loader import forget
from symland.render.latex.derivatives import latex_entries
from symland.render.latex.document import document, write_fragments
from symland.render.latex.paper import fragments, latex_file, latex_value
from symland.render.latex.prose import prose
from symland.render.latex.theorem import Wishes
from tests.language.test_notation import NAMES, PRINTED, SOURCES
from tests.render.latex.networks import NETWORKS, W1, W2, X
from tests.strategies import A, B, C, E, m, mu, n, nu, v
from tests.tex import needs_tex, run_tex, too_wide

PROOFS = Path(__file__).parents[3] / "proofs"
pytestmark = [pytest.mark.slow, needs_tex]


@pytest.fixture(scope="module")
def files():
    """All proof files."""
    found = files_of(str(PROOFS))
    yield found
    forget([file.path for file in found])


def test_all_proof_files(files, tmp_path):
    """Words, hypotheses, statements and derivations of every theorem; the authors' own words may
    stick out, the displays do not (next test)."""
    body = "\n\n".join(latex_file(file, Wishes()) for file in files)
    assert body.count(r"\begin{align*}") > 250
    run_tex(tmp_path, document(body))


def test_all_theorems(files, tmp_path):
    found = fragments([theorem for file in files for theorem in file.theorems], Wishes())
    assert too_wide(tmp_path, "\n\n".join(found.values())) == []


def test_all_theorems_without_abbreviations_in_a_column(files, tmp_path):
    wishes = Wishes(room=246.0, unfold=True)  # a column of a journal
    theorems = [theorem for file in files for theorem in file.theorems]
    written = fragments(theorems, wishes)
    assert len(written) > 150
    assert too_wide(tmp_path, "\n\n".join(written.values()), 246.0) == []


@pytest.fixture(scope="module")
def derivatives():
    """Loss, gradients, Hessian blocks, block matrix, quadratic form and operator of networks."""
    computed = []
    for name, (loss, variables) in NETWORKS.items():
        letters = {str(variable): variable for variable in variables}
        taken = {node.data[0] for node in loss.walk() if node.op == "symbol"}
        found = named(loss, "f", letters, taken)
        kinds = KINDS if len(variables) < 4 else ("loss", "grad", "blocks")
        computed.append((name, found, parts_of(found, kinds)))
    return computed


@pytest.mark.parametrize("room", [345.0, 246.0])
def test_derivatives_of_all_networks(derivatives, room, tmp_path):
    shown = [
        f"{prose(name)}\n" + latex_entries(parts, Wishes(room), [found.name], direction_rows(found))
        for name, found, parts in derivatives
    ]
    assert len(shown) == len(NETWORKS)
    assert too_wide(tmp_path, "\n".join(shown), room) == []


LONG = matrix("a_name_that_is_long", m, n)
NASTY = [
    frob2(A @ B - C.T) ** 2 / (tr(C @ A @ B) + mu) ** 3 * tr(A @ B @ C),
    (mu + nu + frob2(A)) / (2 * n * (mu + nu) ** 2 + tr(C @ A @ B) ** 2 + frob2(B)) * E,
    1 / (1 / mu + 1 / (nu + 1 / (mu + frob2(A)))),
    kron(A - A / 2 + 3 * A, (B @ C @ A @ B) @ (B.T @ B - B.T @ B)) @ kron(B @ C, B.T @ A.T @ A @ B),
    sum((Fraction(number, 7) * A for number in range(2, 30)), A),
    vec(A @ B) + kron(B.T, A) @ vec((B @ B.T) @ (B @ B.T) @ (B @ B.T @ A.T @ A)) * mu**12,
    LONG + LONG - A + 2 * (LONG - LONG),
    tr((A @ B @ C) @ (A @ B @ C) @ (A @ B @ C) @ (A @ B @ C) @ (A @ B @ C) @ (A @ B @ C)),
    frob2(activation("a_long_activation")(A) - activation("phi").dd(A - A) @ B @ B.T),
    v @ v.T @ matrix("Ω", m, m) @ matrix("W''", m, m) @ matrix("X_hat_train_1", m, m),
    scalar("中") * matrix("ß", m, n) + scalar("x_é") * matrix("ł_out_new", m, n),
]
WORDS = ["100% of $W_1$ & more; 3 < 4 > 2, a|b, #1, ~, ^, $ alone, {brace, back\\slash",
         "Łukasz, naïve, straße, σ and Ω, x ≤ y ≥ z, ∇f ⊗ g, 中", "`code_with % & #`, `$x$`",
         r"\emph{words} with $\tfrac12 \|e\|_F^2$ and \Pi outside of dollars"]  # fmt: skip


@pytest.mark.parametrize("room", [345.0, 200.0])
def test_nasty_formulas_names_and_words(room, tmp_path):
    rows = [row[0] for row in PRINTED] + [row[0] for row in SOURCES] + NASTY
    parts = [latex_value(value, Wishes(room)) for value in rows]
    parts += [rf"\[ {latex_name(name)[0]} \]" for name in NAMES]
    parts += [rf"\[ {latex_claim(claim)} \]" for claim in (Le(index("i"), 3), Ge(frob2(A), 0))]
    parts += [latex_value(Eq(left, left), Wishes(room)) for left in NASTY]
    parts += [prose(words) for words in WORDS]
    assert too_wide(tmp_path, "\n\n".join(parts), room) == []


def test_the_index_of_fragments_can_be_read_from_elsewhere(files, tmp_path):
    theorems = list(files[0].theorems)
    write_fragments(fragments(theorems, Wishes()), tmp_path / "generated")
    source = "\n".join([r"\documentclass{article}", r"\usepackage{amsmath}",
                        r"\newcommand{\symlanddir}{generated}", r"\begin{document}",
                        r"\input{generated/index.tex}", r"\end{document}"])  # fmt: skip
    run_tex(tmp_path, source)


def test_a_line_that_is_too_wide_is_noticed(tmp_path):
    """The check itself works: without line breaking there are lines that stick out."""
    wide = latex_value(sum([W2 @ W1 @ X] * 30, W2 @ W1 @ X), Wishes(float("inf")))
    assert len(too_wide(tmp_path, wide)) == 1
    narrow = latex_value(sum([W2 @ W1 @ X] * 30, W2 @ W1 @ X), replace(Wishes(), room=200.0))
    assert too_wide(tmp_path, narrow, 200.0) == []
