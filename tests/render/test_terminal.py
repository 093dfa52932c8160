"""The listing of `symland verify`."""

import io
import re

import pytest

from symland.render.look import PLAIN, Look, look_for
from symland.render.terminal import Wishes, count, failures_of, render_report
from tests.render.samples import EMPTY, GREEN, MIXED, SIZES, write_sources

REPORTS = {"green": GREEN, "mixed": MIXED, "empty": EMPTY}


@pytest.fixture(autouse=True)
def sources(tmp_path, monkeypatch):
    write_sources(tmp_path)
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("look", [Look(), PLAIN], ids=["unicode", "ascii"])
@pytest.mark.parametrize("name", REPORTS)
def test_listing(name, look, snapshot):
    assert render_report(REPORTS[name], look) == snapshot


def test_quiet(snapshot):
    assert render_report(MIXED, PLAIN, Wishes(quiet=True)) == snapshot


def test_quiet_without_findings_is_the_closing_line():
    assert render_report(GREEN, PLAIN, Wishes(quiet=True)) == (
        "2 theorems verified, 1 erratum; steps: 5 exact, 3 certified; 0 cached   0.4 s"
    )


def test_steps_and_durations(snapshot):
    assert render_report(GREEN, PLAIN, Wishes(steps=True, durations=2)) == snapshot


@pytest.mark.parametrize("name", REPORTS)
def test_plain_listings_are_ascii_and_narrow(name):
    text = render_report(REPORTS[name], PLAIN, Wishes(steps=True))
    assert text.isascii()
    assert max(len(line) for line in text.splitlines()) < 100


def test_colour_changes_nothing_but_colour():
    painted = render_report(MIXED, Look(color=True))
    assert re.sub(r"\x1b\[[0-9;]*m", "", painted) == render_report(MIXED, Look())


def test_every_failure_is_shown_once():
    text = render_report(MIXED, PLAIN)
    assert text.count(SIZES.message) == 1
    assert len(failures_of(MIXED)) == text.count("error[SL") == 4


def test_colour_is_for_terminals_and_never_against_no_color(monkeypatch):
    class Terminal(io.StringIO):
        encoding = "UTF-8"

        def isatty(self):
            return True

    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert look_for(Terminal()) == Look(unicode=True, color=True)
    assert look_for(Terminal(), ascii=True) == Look(unicode=False, color=True)
    assert look_for(Terminal(), color="never") == Look(unicode=True, color=False)
    assert look_for(io.StringIO()) == Look(unicode=False, color=False)
    assert look_for(io.StringIO(), color="always").color
    monkeypatch.setenv("NO_COLOR", "1")
    assert not look_for(Terminal()).color


def test_count():
    assert [count(1, "file"), count(2, "file"), count(2, "erratum", "errata")] == [
        "1 file", "2 files", "2 errata"]  # fmt: skip
