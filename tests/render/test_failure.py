"""The failure report: every block in its place, Unicode and ASCII."""

import re

import pytest

from symland.errors import Location, SizeError
from symland.proof.results import Failure
from symland.render.failure import failure_of, render_failure
from symland.render.look import PLAIN, Look
from symland.render.matrices import both_sides, draw, short
from tests.render.samples import FAILURES, FALSE_EQUALITY, entries, number, write_sources


@pytest.fixture(autouse=True)
def sources(tmp_path, monkeypatch):
    write_sources(tmp_path)
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("look", [Look(), PLAIN], ids=["unicode", "ascii"])
@pytest.mark.parametrize("name", FAILURES)
def test_report(name, look, snapshot):
    assert render_failure(FAILURES[name], look) == snapshot


@pytest.mark.parametrize("name", FAILURES)
def test_plain_reports_are_ascii_and_narrow(name):
    text = render_failure(FAILURES[name], PLAIN)
    assert text.isascii()
    assert max(len(line) for line in text.splitlines()) < 100


def test_blocks_come_in_the_order_of_the_anatomy():
    text = render_failure(FALSE_EQUALITY, PLAIN)
    marks = ["error[", "-->", "^^^", "= left", "= right", "= difference", "= counterexample",
             "note:", "help:", "reproduce:"]  # fmt: skip
    places = [text.index(mark) for mark in marks]
    assert places == sorted(places)


def test_a_bare_failure_is_one_line():
    assert render_failure(Failure("SL000", "wrong"), PLAIN) == "error[SL000]: wrong"


def test_colour_changes_nothing_but_colour():
    bare = render_failure(FALSE_EQUALITY, Look())
    painted = render_failure(FALSE_EQUALITY, Look(color=True))
    assert painted != bare
    assert re.sub(r"\x1b\[[0-9;]*m", "", painted) == bare


def test_texts_of_the_command_line_are_quoted_like_files():
    failure = Failure("SL007", "unknown name `Q`", Location("<expression>", 1, 8, 1, 9))
    text = render_failure(failure, PLAIN, sources={"<expression>": "tr(A @ Q)"})
    assert text.splitlines()[1:] == ["  --> <expression>:1:8", "  |", "1 | tr(A @ Q)",
                                     "  |        ^", "  |"]  # fmt: skip


def test_very_long_lines_are_clipped_around_the_place():
    text = "A @ " * 300 + "Q" + " @ A" * 300
    failure = Failure("SL007", "unknown name", Location("<expression>", 1, 1201, 1, 1202))
    lines = render_failure(failure, PLAIN, sources={"<expression>": text}).splitlines()
    assert max(map(len, lines)) < 105
    assert lines[3][lines[4].index("^")] == "Q"


def test_a_place_beyond_the_file_is_named_without_an_excerpt():
    failure = Failure("SL000", "wrong", Location("proofs/deep_linear.py", 999, 1, 999, 2))
    assert render_failure(failure, PLAIN).endswith("  --> proofs/deep_linear.py:999:1")


def test_errors_become_failures():
    found = failure_of(SizeError("sizes differ", help="transpose"))
    assert (found.code, found.message, found.hint) == ("SL001", "sizes differ", "transpose")


def test_matrices():
    assert draw(number("1/2"), PLAIN) == ["1/2"]
    assert draw(entries([1], [-20]), Look()) == ["⎡  1⎤", "⎣-20⎦"]
    assert draw(entries([1, 2], [3, 4], [5, "6/7"]), PLAIN) == ["[1    2]", "[3    4]", "[5  6/7]"]
    assert draw(entries(*[[0] * 9] * 2), PLAIN) == ["the 2 x 9 zero matrix"]
    assert draw(entries(*[[1] * 9] * 2), PLAIN) == ["a 2 x 9 matrix with 18 nonzero entries"]
    assert short(entries([1, 2], [0, 4])) == "[1 2; 0 4]"
    assert short(entries([0, 0], [0, 0])) == "diag(0, 0)"


def test_numbers_are_compared_in_one_line():
    assert both_sides(number(4), number(9), PLAIN) == ["left = 4  <  right = 9"]
    assert both_sides(number(2), number(1), PLAIN) == ["left = 2  >  right = 1"]
