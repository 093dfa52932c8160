"""Theorems as units of work: what a run in other processes has in common with one in this."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from symland.errors import SymlandError
from symland.proof.loader import load
from symland.proof.runner import verify
from symland.proof.settings import Settings
from symland.proof.unit import check_unit, units_of

OPENING = "from symland.prelude import *\n\nA = matrix('A', *dims('m n'))\n"
CIRCLE = """
@theorem(Eq(frob2(A), tr(A.T @ A)))
def first(p):
    p.calc().eq(tr(A.T @ A), by=second)

@theorem(Eq(tr(A.T @ A), frob2(A)))
def second(p):
    p.calc().eq(frob2(A), by=first)
"""
CHAIN = """
@theorem(Eq(frob2(A), tr(A.T @ A)), ref="n.a")
def below(p):
    p.calc().eq(tr(A.T @ A))

@theorem(Eq(tr(A.T @ A), frob2(A)), ref="n.b")
def above(p):
    p.calc().eq(frob2(A), by=below)
"""


def checked(**options):
    """The results of a run without what was measured."""
    report = verify(Settings(targets=("some.py",), **options))
    return [replace(one, milliseconds=0.0,
                    steps=tuple(replace(step, milliseconds=0.0) for step in one.steps))
            for one in report.theorems]  # fmt: skip


@pytest.mark.parametrize("body", [CIRCLE, CHAIN], ids=["circle", "chain"])
def test_jobs_change_nothing(tmp_path, monkeypatch, body):
    """Neither the results, nor what is in the cache, nor what comes from it."""
    monkeypatch.chdir(tmp_path)
    Path("some.py").write_text(OPENING + body)
    found = []
    for jobs in (1, 2):
        cache = Path(f"cache{jobs}")
        runs = [checked(cache=cache, jobs=jobs), checked(cache=cache, jobs=jobs)]
        found.append((runs, (cache / "proved.json").read_text()))
    assert found[0] == found[1]
    if body is CHAIN:
        assert all(one.cached for one in found[0][0][1])


def test_a_cached_theorem_does_not_count_what_it_uses(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("some.py").write_text(OPENING + CHAIN)
    cache = tmp_path / "cache"
    verify(Settings(targets=("some.py::below",), cache=cache))
    (above,) = verify(Settings(targets=("some.py::above",), cache=cache)).theorems
    assert not above.cached


@pytest.fixture
def unit(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "some.py").write_text(OPENING + CHAIN)
    return next(iter(units_of([load(Path("some.py"))], Settings(cache=None)).values()))


def test_a_unit_is_data(unit):
    assert json.loads(json.dumps(unit)) == unit


def test_a_worker_with_another_text_refuses(unit):
    Path("some.py").write_text(OPENING)
    with pytest.raises(SymlandError, match=r"another text in `some.py` than this process"):
        check_unit(unit)


def test_a_worker_with_another_symland_refuses(unit):
    with pytest.raises(SymlandError, match="another version of symland than this process"):
        check_unit({**unit, "checker": "older"})


def test_a_unit_comes_back_with_its_result_and_proofs(unit, tmp_path):
    settings = {**unit["settings"], "cache": str(tmp_path / "cache")}
    done = check_unit({**unit, "session": "other", "settings": settings})
    assert (done.result.verdict, done.circular, len(done.proved)) == ("verified", False, 1)
    assert not (tmp_path / "cache").exists()  # the run writes it, not its workers
