"""Pages about statements and files: SL000 to SL010."""

from __future__ import annotations

from symland.cli.page import Page

PAGES = (
    Page("SL001", "the sizes of the operands do not match", """
Sizes are checked at every operator when a formula is written. Two different symbols are different
sizes, even if a special case makes them equal. The message names the operands with their sizes;
most often a transpose is missing or two factors are swapped.
""", "G = A @ B", "G = A @ B.T"),
    Page("SL002", "something that is not a statement stands where one is expected", """
`==` compares two formulas as they are written and gives True or False at once; it states nothing.
A statement is written `Eq(left, right)`, `Le`, `Ge`, `Lt` or `Gt`. For the same reason a statement
has no truth value: `if Eq(...)` raises.
""", "same = claim(tr(A.T @ B) == tr(B.T @ A))", "same = claim(Eq(tr(A.T @ B), tr(B.T @ A)))"),
    Page("SL003", "an unknown or malformed name", """
A name is used that the file does not define, or a letter has a name that is none: a name starts
with a letter, then come letters, digits, `_` and `'`.
""", "same = claim(Eq(tr(Q), tr(Q.T)))", """
Q = matrix("Q", n, n)
same = claim(Eq(tr(Q), tr(Q.T)))
"""),
    Page("SL004", "two theorems carry one ref", """
A ref (`ref="eq:grad"`) is how papers, `symland verify REF` and reports find a result; it belongs to
one theorem in all files that are checked together.
""", """
first = claim(Eq(tr(S), tr(S.T)), ref="eq:trace")
second = claim(Eq(frob2(S), tr(S.T @ S)), ref="eq:trace")
""", """
first = claim(Eq(tr(S), tr(S.T)), ref="eq:trace")
second = claim(Eq(frob2(S), tr(S.T @ S)), ref="eq:norm")
"""),
    Page("SL005", "a theorem uses itself", """
Following `by=` from theorem to theorem leads back to where it began, so nothing is proved.
""", """
@theorem(Eq(tr(S), tr(S.T)))
def first(p):
    p.calc().eq(tr(S.T), by=first)
""", """
@theorem(Eq(tr(S), tr(S.T)))
def first(p):
    p.calc().eq(tr(S.T))
""", "shown"),
    Page("SL006", "an operand of the wrong kind", """
An operation got a matrix where it needs a scalar, or the other way round. `*` multiplies by
scalars, `@` is the product of matrices, `hadamard(A, B)` the entrywise one; numbers are exact, so
`x / 2` or `Fraction(1, 2)` and not `0.5 * x`.
""", "P = A * B", "P = hadamard(A, B)"),
    Page("SL007", "a formula on the command line cannot be read", """
Formulas are written as in proof files: names, integers, `+ - * / @ **`, `.T`, `.inv` and the
functions tr vec kron hadamard frob2 inner diag inv pinv commutation identity zeros ones. Variables
are listed with their sizes: `--vars "A:m n, x:n, a"` is a matrix, a column vector and a scalar. The
text is never executed, so nothing else of Python is understood.
""", "tr(A B.T)", "tr(A @ B.T)", "formula"),
    Page("SL008", "a proof file does not load", """
The file is an ordinary Python module and raised an error when it was imported, or it is no valid
Python. The other files are still checked.
""", "import numppy", "import math"),
    Page("SL009", "the body of a proof raised an error", """
The function below `@theorem` is ordinary Python, run when the theorem is checked. It raised an
error that is not one of symland's; the message shows it and the place.
""", """
@theorem(Eq(tr(S), tr(S.T)))
def trace(p):
    sides = [tr(S.T)]
    p.calc().eq(sides[1])
""", """
@theorem(Eq(tr(S), tr(S.T)))
def trace(p):
    sides = [tr(S.T)]
    p.calc().eq(sides[0])
"""),
    Page("SL010", "a target names nothing", """
A target is a file, a folder, FILE::THEOREM, FILE::THEOREM::STEP, or a ref, which is looked up in
the folder `proofs`.
""", "symland verify proof/deep.py", "symland verify proofs/deep.py", "shown"),
)  # fmt: skip
