"""What a target selects: folders, files, theorems, steps, refs, words."""

import pytest

from symland.errors import SymlandError
from symland.proof.loader import TargetError
from symland.proof.runner import find, verify
from symland.proof.settings import Settings
from tests.proof.conftest import LETTERS, PRELUDE

FILE = (
    PRELUDE
    + LETTERS
    + """
one = claim(Eq(A, A), ref=["p.one", "p.eins"])
two = claim(Eq(B, B), ref="p.two")


@theorem(Eq(tr(S @ T), tr(T @ S)), ref="p.steps")
def steps(p):
    c = p.calc()
    c.eq(tr(T @ S), why="right")
    c.eq(2 * tr(T @ S), why="wrong")
    c.eq(tr(S @ T), why="wrong again")
    c.eq(tr(T @ S), why="right again")
"""
)


@pytest.fixture
def select(put):
    put(FILE, name="sub/a.py")
    put(PRELUDE + LETTERS + "three = claim(Eq(C, C), ref='p.three')\n", name="b.py")

    def run(*targets, **options):
        options.setdefault("cache", None)
        return verify(Settings(targets=targets, **options))

    return run


def names(report):
    return [theorem.name for theorem in report.theorems]


@pytest.mark.parametrize(
    ("targets", "expected"),
    [
        (["proofs"], ["three", "one", "two", "steps"]),
        (["proofs/"], ["three", "one", "two", "steps"]),
        (["."], ["three", "one", "two", "steps"]),
        (["proofs/sub"], ["one", "two", "steps"]),
        (["proofs/b.py"], ["three"]),
        (["proofs/sub/a.py::one"], ["one"]),
        (["proofs/sub/a.py::p.one"], ["one"]),
        (["proofs/sub/a.py::p.eins"], ["one"]),
        (["proofs/sub::two"], ["two"]),
        (["p.two"], ["two"]),
        (["p.eins", "p.three"], ["three", "one"]),
        (["p.two", "proofs/b.py"], ["three", "two"]),
        (["proofs/b.py", "proofs/b.py"], ["three"]),
        (["proofs", "p.one"], ["three", "one", "two", "steps"]),
        (["proofs/b.py::none"], []),
        (["none"], []),
        (["p.on"], []),
    ],
)
def test_targets(select, targets, expected):
    assert sorted(names(select(*targets))) == sorted(expected)


@pytest.mark.parametrize(
    ("word", "expected"),
    [("three", ["three"]), ("p.", ["three", "one", "two", "steps"]), ("eins", ["one"]),
     ("sub", ["one", "two", "steps"]), ("nothing", []), ("", ["three", "one", "two", "steps"])],
)  # fmt: skip
def test_words(select, word, expected):
    assert sorted(names(select("proofs", keyword=word))) == sorted(expected)


def test_words_within_a_selection(select):
    assert names(select("proofs/sub", keyword="t")) == ["two", "steps"]


def test_targets_that_name_no_file(select):
    for target in ("proofs/none.py", "proofs/none", "none.py", "none.py::one", "no::one"):
        with pytest.raises(TargetError, match=r"there is no file or folder `(proofs/)?no"):
            select(target)


@pytest.mark.parametrize(
    ("target", "name"),
    [("p.two", "two"), ("proofs/sub/a.py::two", "two"), ("proofs::p.eins", "one")],
)
@pytest.mark.usefixtures("select")
def test_find(target, name):
    assert find(target).name == name
    with pytest.raises(TargetError, match=r"there is no theorem `p\.none`"):
        find("p.none")


def test_a_single_step(select):
    (theorem,) = select("proofs/sub/a.py::steps::2").theorems
    failures = {step.number: step.evidence.value for step in theorem.steps}
    assert failures[2] == "refuted"


def test_only_that_step_is_checked(select):
    (first,) = select("proofs/sub/a.py::steps::1").theorems
    assert first.verdict == "verified"
    assert [step.number for step in first.steps] == [1]


@pytest.mark.parametrize("step", ["9", "0", "last"])
def test_a_step_that_is_not_there(select, step):
    with pytest.raises(TargetError, match="no step"):
        select(f"proofs/b.py::three::{step}")


def test_stop_at_the_first_failure(put):
    put(FILE, name="a.py")
    put(PRELUDE + LETTERS + "three = claim(Eq(C, C))\n", name="b.py")
    report = verify(Settings(targets=("proofs",), cache=None, fail_fast=True))
    assert names(report) == ["one", "two", "steps"]


def test_sizes_of_the_search(select):
    found = select("p.steps", example="n=3").theorems[0].steps[1].failure.counterexample
    assert found.sizes == {"n": 3}
    assert select("p.steps").theorems[0].steps[1].failure.counterexample.sizes == {"n": 1}
    for wrong in ("n", "n=", "n=two"):
        with pytest.raises(SymlandError, match="is not of the form `name=number`"):
            select("p.steps", example=wrong)


@pytest.mark.usefixtures("select")
def test_progress():
    seen = []
    verify(Settings(targets=("proofs",), cache=None), lambda *place: seen.append(place))
    assert {place[0] for place in seen} == {"one", "two", "steps", "three"}
    assert {place[2] for place in seen} == {4}
