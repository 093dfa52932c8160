"""Reports made by hand, after the examples of a paper on deep linear networks."""

from fractions import Fraction
from pathlib import Path

from symland.errors import Location
from symland.evidence import Evidence
from symland.proof.results import (
    Counterexample,
    Failure,
    FileResult,
    Report,
    StepResult,
    Suggestion,
    TheoremResult,
)

DEEP = "proofs/deep_linear.py"
DOMINANCE = "proofs/gradient_dominance.py"
VERSIONS = {"symland": "0.1.0", "sympy": "1.14.0"}
SOURCE = '''"""Layers."""

from symland.prelude import *


@theorem(Eq(hess(L, W), kron(B @ X @ X.T @ B.T, A.T @ A)), ref="eq:hess-layer")
def hessian_block(p):
    c = p.calc(hess(L, W))
    c.eq(kron(A.T @ A, B @ X @ (B @ X).T), by=gradient, why="differentiate once more")
    c.eq(A.T @ E @ X @ B.T)
    c.eq(
        A.T @ E,
        by=gradient,
    )
'''


def write_sources(folder: Path) -> None:
    """The file that the locations point to."""
    (folder / "proofs").mkdir()
    (folder / DEEP).write_text(SOURCE, encoding="utf-8")


def entries(*rows):
    return tuple(tuple(Fraction(value) for value in row) for row in rows)


def number(value):
    return entries([value])


FALSE_EQUALITY = Failure(
    code="SL101",
    message="step 1 of `hessian_block` is false",
    location=Location(DEEP, 9, 10, 9, 42),
    left="(B X X' B') (x) (A' A)",
    right="(A' A) (x) (B X X' B')",
    difference="(B X X' B') (x) (A' A) - (A' A) (x) (B X X' B')",
    counterexample=Counterexample(
        sizes={"k": 1, "h": 2, "q": 2, "d": 1, "n": 1},
        values={"A": entries([0, 1]), "B": entries([1], [0]), "X": number(1)},
        free=("W", "Y"),
        left=entries([0, 0, 0, 0], [0, 1, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]),
        right=entries([0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 1, 0], [0, 0, 0, 0]),
        tries=226,
        seconds=0.1,
    ),
    notes=("the two sides agree whenever h = 1 or q = 1, so a one-neuron test cannot see this",),
    help=(
        Suggestion(
            "swap the Kronecker factors",
            'c.eq(kron(B @ X @ (B @ X).T, A.T @ A), by=gradient, why="differentiate once more")',
        ),
    ),
    reproduce='symland verify proofs/deep_linear.py::hessian_block::1 --example "k=1,h=2,q=2"',
)
SIZES = Failure(
    code="SL001",
    message="sizes do not match in `@`: `A' E X` is h x n, `B'` is d x q",
    location=Location(DEEP, 10, 10, 10, 27),
    notes=("inner sizes are n and d; they are different symbols",),
    help=(Suggestion("transpose `X`", ""),),
)
FALSE_INEQUALITY = Failure(
    code="SL101",
    message="step 3 of `gradient_dominance` is false under its hypotheses",
    location=Location(DOMINANCE, 38, 10, 38, 40),  # a file that is not there
    difference="(a - a^2) |E X'|_F^2 must be >= 0",
    counterexample=Counterexample(
        sizes={"k": 1, "h": 1, "d": 1, "n": 1},
        values={name: number(value) for name, value in
                {"a": 3, "b": "1/2", "W_1": 0, "W_2": 2, "X": 1, "Y": -1}.items()},
        free=(),
        left=number(4),
        right=number(9),
        hypotheses=("margin: 3 >= 0 holds", "wide output layer: 4 >= 3 holds"),
    ),
    notes=("the remainder is nonnegative exactly when 0 <= a <= 1",),
    help=(Suggestion("replace `a**2` by `a`", "c.ge(a * frob2(E @ X.T))"),),
)  # fmt: skip
UNDECIDED = Failure(
    code="SL102",
    message="step 3 of `gradient_dominance` is undecided: neither shown nor refuted",
    location=Location(DEEP, 11, 5, 14, 6),  # over several lines
    left="|W_2' E X'|_F^2",
    right="a |E X'|_F^2",
    tried="exact form (differs), certificates from 0 given facts, 400 instances in sizes <= 3",
    hint="name a fact with `by=`",
)
WIDE = Failure(
    code="SL101",
    message="the step is false",
    counterexample=Counterexample(
        sizes={f"d[{i}]": 3 for i in range(16)},
        values={
            name: entries(*[[f"{i}/7", -i, 1000 * i] for i in range(3)]) for name in "ABCDEFG"
        } | {"Z": entries(*[[0] * 12] * 12)},
        free=("Q",),
        left=entries(*[[0] * 9] * 9),
        right=entries(*[[0] * 9] * 8, [0] * 8 + ["1/3"]),
        hypotheses=tuple(f"hypothesis number {i} with many words: {i} >= 0" for i in range(3)),
    ),
)  # fmt: skip
FAILURES = {
    "false_equality": FALSE_EQUALITY,
    "sizes": SIZES,
    "false_inequality": FALSE_INEQUALITY,
    "undecided": UNDECIDED,
    "wide": WIDE,
}


def step(number, evidence, *, failure=None, why="", by=(), relation="="):
    place = Location(DEEP, 8 + number, 5, 8 + number, 40)
    return StepResult(number, relation, "A' E (B X)' (x) I", r"A^{\top} E", place, evidence, why,
                      by, 2.0, failure)  # fmt: skip


def theorem(ref, name, verdict, evidence, *, file=DEEP, line=7, **rest):
    refs = (ref,) if isinstance(ref, str) else tuple(ref)
    return TheoremResult(refs, name, file, line, verdict, evidence, "grad(L, W) = A' E (B X)'",
                         r"\nabla_{W} L = A^{\top} E", milliseconds=6.0, **rest)  # fmt: skip


EXACT, CERTIFIED = Evidence.EXACT, Evidence.CERTIFIED
GRADIENT = theorem(
    "eq:grad-layer", "gradient", "verified", EXACT,
    steps=(step(1, EXACT, why="Frobenius norm as a trace"), step(2, EXACT), step(3, EXACT)),
    doc="Send the residual back.",
)  # fmt: skip
DOMINATES = theorem(
    ("lem:pl", "eq:pl"), "gradient_dominance", "verified", CERTIFIED, file=DOMINANCE,
    steps=tuple(step(i, CERTIFIED if i > 2 else EXACT, relation=">=") for i in range(1, 6)),
    given=("margin: a >= 0", "wide output layer", "rich data"), uses=("eq:grad-layer",),
)  # fmt: skip
ERRATUM = theorem(
    "gd.eq42", "printed", "erratum", EXACT, file=DOMINANCE, line=50, uses=("gd.eq42.fixed",),
    instance=Counterexample({"k": 1, "n": 2}, {"X": entries([1, "-1/2"])}, (), number(0),
                            number("1/2")),
)  # fmt: skip
CITING = theorem("lem:sv", "singular_values", "verified", Evidence.CITED, file=DOMINANCE,
                 steps=(step(1, EXACT), step(2, Evidence.CITED, by=("cited: Horn 1991",))),
                 rests_on=("cited: Horn and Johnson 1991, theorem 4.2.15",))  # fmt: skip
TODO = theorem("thm:global", "no_bad_minima", "todo", Evidence.TODO, file=DOMINANCE,
               rests_on=("todo: needs an SVD",))  # fmt: skip
REFUTED = theorem("eq:hess-layer", "hessian_block", "refuted", Evidence.REFUTED,
                  steps=(step(1, Evidence.REFUTED, failure=FALSE_EQUALITY, by=("eq:grad-layer",)),
                         step(2, EXACT)))  # fmt: skip
OPEN = theorem("lem:lojas", "gradient_dominance", "undecided", Evidence.UNDECIDED,
               steps=(step(3, Evidence.UNDECIDED, failure=UNDECIDED),))  # fmt: skip
MALFORMED = theorem("eq:sizes", "sizes", "error", Evidence.UNDECIDED, failure=SIZES)
NOT_LOADED = FileResult("proofs/broken.py", (), Failure("SL003", "name `Q` is not defined",
                        Location("proofs/broken.py", 3, 1, 3, 2)))  # fmt: skip

GREEN = Report(
    (FileResult(DEEP, (GRADIENT,)), FileResult(DOMINANCE, (DOMINATES, ERRATUM))), 0.4, VERSIONS
)
MIXED = Report(
    (
        FileResult(DEEP, (GRADIENT, REFUTED, OPEN, MALFORMED)),
        FileResult(DOMINANCE, (DOMINATES, ERRATUM, CITING, TODO)),
        NOT_LOADED,
    ),
    12.34,
    VERSIONS,
)
EMPTY = Report((), 0.0, VERSIONS)
