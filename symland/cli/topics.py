"""What `symland explain` knows: error codes and a few topics."""

from __future__ import annotations

import textwrap
from collections.abc import Callable

from symland.cli import pages_statements, pages_steps
from symland.cli.exit_codes import MEANING as EXIT_CODES
from symland.cli.page import Page, render
from symland.evidence import MEANING as EVIDENCE

PAGES: dict[str, Page] = {p.code: p for p in (*pages_statements.PAGES, *pages_steps.PAGES)}

_CONVENTIONS = """\
conventions: how formulas are to be read

  vec          stacks columns, so vec(A X B) = kron(B.T, A) vec(X)
  gradient     has the shape of its variable: entries df / dX_ij
  symmetric S  moves among symmetric matrices: the gradient is the symmetric G with df = <G, dS>,
               (F + F') / 2 for the gradient F without symmetry; Jacobians get (I + K) / 2
  scalar a     its gradient is the derivative; it is a column or row of length 1 in a Hessian block
  pinv(A)      is differentiated where the rank of A does not change
  jacobian     d vec(F) / d vec(X)', rows vec(F), columns vec(X)
  Hessian      block (U, V) has rows vec(U) and columns vec(V)
  K(m, n)      commutation matrix: K(m, n) vec(A) = vec(A') for A of size m x n
  frob2(A)     squared Frobenius norm, tr(A' A); inner(A, B) = tr(A' B)
  sizes        symbols; two different symbols are different sizes; every size is at least 1
  W[k]         layer k of a family, of size d[k] x d[k-1]
  W[l..1]      the product W[l] ... W[1]; the identity when it has no factor
  '  (x)  o    in printed formulas: transpose, Kronecker product, entrywise product
  A.inv        supposes that A is invertible
  numbers      exact; 1/2 is written `x / 2` or `Fraction(1, 2)`\
"""


_LATEX = r"""
latex: what `symland latex`, `grad` and `hess` write

  needs        amsmath only; `--standalone` adds a preamble, `--fragment-dir` one file per ref and
               index.tex, read from elsewhere after \newcommand{\symlanddir}{path/to/folder}
  formulas     as the author wrote them, in the same order; nothing is multiplied out
  names        W_1 and W1 are W_1, X_hat is \hat{X}, W_star is W^\star, mu is \mu, X' keeps its
               prime, W_out is W_{\mathrm{out}}, W[k] is W_k, A[k][q] is A_{k,q}; letters that
               would look alike in one fragment are refused
  products     A \otimes B (Kronecker), A \circ B, A^{\circ 2} and A \oslash B (entrywise
               product, power and quotient), W_l \cdots W_1 (layers)
  norms        \lVert A \rVert_F for matrices and vectors; \langle A, B \rangle is tr(A' B)
  derivatives  \nabla_W L (shape of W), \nabla^2_{U,V} L (block with rows vec(U)), \nabla^2 L[V,V]
               (quadratic form), \nabla^2 L[V] (product), \frac{d}{dt} (along a flow or direction,
               whose velocities stand below; t_1, t_2 where there are several)
  where        abbreviations are explained below; `--unfold` writes them out; two of one name and
               different meaning are always written out
  lines        are broken to `--width` (345pt, a line of the article class at 10pt): between terms,
               then between factors (the new line begins with \cdot), then inside brackets; widths
               are those of Computer Modern. `--width none` breaks nothing
  words        of docstrings and `why=`: what stands between dollars is LaTeX, `code` is set in
               \texttt, all else is escaped
"""


def explain(topic: str) -> str | None:
    """The text about a code or topic, None if there is none; case does not matter."""
    page = PAGES.get(topic.upper())
    if page is not None:
        return render(page)
    make = _TOPICS.get(topic.lower().replace("_", "-"))
    return None if make is None else make[1]()


def listing() -> str:
    """All codes and topics, a line each."""
    lines = ["topics:", *(f"  {name:12} {title}" for name, (title, _) in _TOPICS.items())]
    lines += ["", "codes:", *(f"  {page.code:12} {page.title}" for page in PAGES.values())]
    return "\n".join([*lines, "", "`symland explain SL001` shows a page."])


def names() -> list[str]:
    """Everything that can be explained."""
    return [*_TOPICS, *PAGES]


def _evidence() -> str:
    lines = ["evidence: what stands behind a verdict, strongest first", ""]
    lines += [f"  {kind.value:10}  {meaning}" for kind, meaning in EVIDENCE.items()]
    closing = (
        "A theorem is as strong as the weakest of its steps and of everything it uses. `exact` and "
        "`certified` are proofs; the others are marked in every listing. A theorem whose printed "
        "statement is false, with an exact instance, and whose corrected statement is proved, is "
        "an `erratum`."
    )
    return "\n".join([*lines, "", textwrap.fill(closing, 96)])


def _exit_codes() -> str:
    lines = [f"  {int(code):>3}  {meaning}" for code, meaning in EXIT_CODES.items()]
    note = "`symland verify --exit-zero` turns 1 and 3 into 0; `--allow-todo` accepts open ends."
    return "\n".join(["exit-codes: how a run of symland ends", "", *lines, "", note])


def _certificates() -> str:
    from symland.cli.page_certificates import TEXT

    return TEXT


def _refutations() -> str:
    from symland.cli.page_refutations import TEXT

    return TEXT


_INVARIANTS = """\
invariants: what `symland invariants` looks for, and what its answer means

  residual     a loss with data counts only through R = dL/dF, a free matrix; terms without data
               (weight decay) stay as they are
  candidates   words in the parameters and their transposes up to a degree, their diagonals and
               traces, and sums of entrywise functions of a parameter
  law          d/dt Q = 0, or d/dt Q = kappa Q; proved by the kernel for every R and all sizes
  certified    the law supposes the equation that defines an integral, Sigma' sigma' = sigma; the
               closed form is SymPy's, checked by differentiation, not by the kernel
  rank         candidates - rank = conserved combinations; `reached at instances` means that exact
               values of the derivatives have this rank, which proves that there are no others
  --count      parameters - Lie rank is the number of independent laws of any kind; brackets of
               vector fields bound the Lie rank from below, gradients of the laws found from above\
"""


_TOPICS: dict[str, tuple[str, Callable[[], str]]] = {
    "certificates": ("proofs as data, checked again by the kernel alone", _certificates),
    "conventions": ("how formulas are to be read", lambda: _CONVENTIONS),
    "evidence": ("what stands behind a verdict", _evidence),
    "latex": ("what LaTeX looks like, and what it needs", lambda: _LATEX.strip("\n")),
    "exit-codes": ("how a run ends", _exit_codes),
    "invariants": ("what `symland invariants` looks for", lambda: _INVARIANTS),
    "refutations": ("errata as data, evaluated again exactly", _refutations),
}
