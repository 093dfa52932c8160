"""Pages about steps, facts, numerics and symland itself: SL101 to SL901."""

from __future__ import annotations

from symland.cli.page import Page

PAGES = (
    Page("SL101", "a step or statement is false", """
An exact instance was found in which all hypotheses hold and the two sides differ. The report shows
the smallest one that was found: sizes first, then entries. Letters listed with "any value" do not
matter. `--example "m=1,n=2"` searches at these sizes only.
""", "norm = claim(Eq(frob2(A), inner(A, B)))",
         "norm = claim(Eq(frob2(A), inner(A, A)))"),
    Page("SL102", "a step is undecided", """
symland could neither show nor refute it within its means; this says nothing about its truth. The
report lists what was tried. Smaller steps help, and so does a fact in `by=`: a hypothesis, a
theorem, a property at a matrix, `square(A - B)` for an inequality, a reference.
""", """
@theorem(Eq(det(identity(m) + A @ B.T), det(identity(n) + B.T @ A)))
def sylvester(p):
    p.calc().eq(det(identity(n) + B.T @ A))
""", """
@theorem(Eq(det(identity(m) + A @ B.T), det(identity(n) + B.T @ A)))
def sylvester(p):
    p.calc().eq(det(identity(n) + B.T @ A), by=cite("Sylvester 1851"))
"""),
    Page("SL103", "a step needs a fact", """
The step does not follow from the facts that it names, but a fact at hand closes it, which the
report gives: a definition of layers at a layer, what the proof has shown on the side, an earlier
theorem, or a property at a matrix. It was checked.
""", """
@theorem(Ge(tr(A @ S @ A.T), 0), given=[psd(S)])
def form(p):
    p.calc().ge(0)
""", """
@theorem(Ge(tr(A @ S @ A.T), 0), given=[psd(S)])
def form(p):
    p.calc().ge(0, by=psd(S)(A.T))
"""),
    Page("SL104", "a chain does not start at its statement", """
A chain shows a statement when it runs from its left side to its right side. `p.calc()` without
argument starts at the left side.
""", """
@theorem(Eq(inner(A, B), tr(B.T @ A)))
def swap(p):
    c = p.calc(frob2(A))
    c.eq(tr(A.T @ A))
""", """
@theorem(Eq(inner(A, B), tr(B.T @ A)))
def swap(p):
    c = p.calc(inner(A, B))
    c.eq(tr(B.T @ A))
"""),
    Page("SL105", "a chain does not end at its statement", """
The last line of a chain has to be the right side of the statement, as written or in canonical form.
""", """
@theorem(Eq(frob2(A + B), frob2(A) + 2 * inner(A, B) + frob2(B)))
def expand(p):
    c = p.calc(frob2(A + B))
""", """
@theorem(Eq(frob2(A + B), frob2(A) + 2 * inner(A, B) + frob2(B)))
def expand(p):
    c = p.calc(frob2(A + B))
    c.eq(inner(A + B, A + B))
    c.eq(frob2(A) + 2 * inner(A, B) + frob2(B))
"""),
    Page("SL106", "the relations of a chain do not compose", """
A chain runs in one direction: equalities with `<=` and `<`, or equalities with `>=` and `>`. From
`a <= b` and `b >= c` nothing follows about a and c.
""", """
@theorem(Le(frob2(A), frob2(A) + frob2(B)))
def bound(p):
    c = p.calc(frob2(A))
    c.le(frob2(A) + 2 * frob2(B), by=square(B))
    c.ge(frob2(A) + frob2(B), by=square(B))
""", """
@theorem(Le(frob2(A), frob2(A) + frob2(B)))
def bound(p):
    c = p.calc(frob2(A))
    c.le(frob2(A) + frob2(B), by=square(B))
"""),
    Page("SL107", "a theorem stands on something that is not proved", """
A theorem is as strong as the weakest of what it uses. One that uses a refuted or undecided result
is not reached, and an erratum needs a correction that is proved.
""", """
wrong = claim(Eq(tr(S), 2 * tr(S)))


@theorem(Eq(3 * tr(S), 6 * tr(S)))
def triple(p):
    p.calc().eq(6 * tr(S), by=wrong)
""", """
right = claim(Eq(tr(S), tr(S.T)))


@theorem(Eq(3 * tr(S), 3 * tr(S.T)))
def triple(p):
    p.calc().eq(3 * tr(S.T), by=right)
"""),
    Page("SL108", "the printed statement of an erratum was not refuted", """
`erratum(printed, corrected=theorem)` says that a paper's statement is false as printed. It passes
when symland itself finds an instance that breaks the printed statement; a true one has none.
""", """
norm = claim(Eq(frob2(A), tr(A.T @ A)))
printed = erratum(Eq(frob2(A), tr(A @ A.T)), corrected=norm)
""", """
norm = claim(Eq(frob2(A), tr(A.T @ A)))
printed = erratum(Eq(frob2(A), 2 * tr(A.T @ A)), corrected=norm)
"""),
    Page("SL109", "a layer index appears in a step only", """
The chain brings in a layer index that neither its ends nor the hypotheses mention, and no range of
their indices either. Where the range of that index is empty the step would say nothing, so it
cannot carry the chain. The same holds of a witness, and of what is obtained or shown on the side.
""", """
V, H = family("V", n), index("H", 0)
j = index("j", 1, H)


@theorem(Eq(tr(S), tr(S.T)))
def through_a_layer(p):
    c = p.calc()
    c.eq(tr(S + V[j] - V[j]))
    c.eq(tr(S.T))
""", """
V, H = family("V", n), index("H", 0)
j = index("j", 1, H)


@theorem(Eq(tr(S + V[j] - V[j]), tr(S.T)))
def through_a_layer(p):
    c = p.calc()
    c.eq(tr(S))
    c.eq(tr(S.T))
"""),
    Page("SL111", "an experiment came out otherwise", """
A claim about an experiment is run again when its file is checked; it did not come out as claimed at
the setting that is shown. That refutes nothing: the source may have used another setting.
""", 'experiment("heads half of the time", lambda: Trial(False, "2 of 100"), ref="ex:coin")',
         'experiment("heads half of the time", lambda: Trial(True, "51 of 100"), ref="ex:coin")',
         "shown"),
    Page("SL201", "the hypotheses contradict each other", """
From hypotheses that never hold together everything follows, so a proof under them says nothing.
""", "given=[Gt(a, 0), Lt(a, 0)]", "given=[Gt(a, 0), Lt(a, 1)]", "shown"),
    Page("SL202", "something is used as a fact that is none here", """
`by=` takes hypotheses of this theorem (they are listed in `given=`), theorems whose own hypotheses
hold here, statements shown with `p.have(...)`, squares, citations and open ends.
""", """
@theorem(Eq(tr(A.T @ B), 0))
def orthogonal(p):
    p.calc().eq(0, by=Eq(A.T @ B, 0))
""", """
@theorem(Eq(tr(A.T @ B), 0), given=[Eq(A.T @ B, 0)])
def orthogonal(p):
    p.calc().eq(0, by=Eq(A.T @ B, 0))
"""),
    Page("SL203", "a hypothesis is not used (a warning)", """
The proof does not need it, so the result holds more generally than stated.
""", "@theorem(Eq(tr(S), tr(S.T)), given=[Eq(S, S.T)])", "@theorem(Eq(tr(S), tr(S.T)))", "shown"),
    Page("SL301", "no inverse, or an enclosure that is too wide", """
A formula divides by zero or inverts a singular matrix at the numbers that were drawn, or the balls
of the rigorous evaluation grew too wide to tell. Another seed or more digits may help; if not, a
hypothesis is missing.
""", 'symland numeric eq:inverse --digits 50 --dims "m=3,n=2"',
         'symland numeric eq:inverse --digits 50 --dims "m=2,n=3"', "shown"),
    Page("SL302", "the precision is exhausted", """
Cancellation leaves fewer digits than were asked for, whatever the working precision.
""", "symland numeric eq:loss --digits 10000", "symland numeric eq:loss --digits 50", "shown"),
    Page("SL303", "a package is not installed", """
Plots need matplotlib, a cluster needs Dask. Both are optional; the message says what to install.
""", "pip install symland", "pip install 'symland[plots,distributed]'", "shown"),
    Page("SL304", "work for other processes was lost", """
With --jobs or --scheduler theorems are checked in other processes. One that dies is replaced and
its work done again; a theorem that ends every process that takes it ends the run. On a cluster, all
workers need the same symland and see the same files.
""", "symland verify --scheduler tcp://127.0.0.1:9", "symland verify --jobs 2", "shown"),
    Page("SL901", "two parts of symland disagree", """
The kernel accepts a statement that the exact evaluator refutes, or the calculus found a derivative
that the kernel does not confirm. One of them is wrong, so there is no verdict (exit code 4). Please
report it with the file.
""", "(a mistake in symland, not in a proof)", "(please report it)", "shown"),
)  # fmt: skip
