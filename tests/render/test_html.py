"""The HTML report: one well-formed file with everything that the terminal and the JSON show."""

import contextlib
import html
import json
import re
from html.parser import HTMLParser

import pytest

from symland.cli import main
from symland.proof.runner import verify
from symland.proof.settings import Settings
from symland.render.html_report import render_html
from tests.proof.test_reports import GALLERY

STEP = '''

@theorem(Eq(grad(L, W), A.T @ E @ X.T @ B.T), ref="sizes")
def ill_sized(p):
    """<script>alert(1)</script> & 'quotes'"""
    p.calc().eq(A.T @ E @ X @ B.T)


wrong_trace = erratum(Eq(tr(A.T @ A), 2 * frob2(A)), ref="e",
                      corrected=claim(Eq(tr(A.T @ A), frob2(A))), doc="twice </script>")
'''
VOID = {"meta", "br", "hr"}


class Balanced(HTMLParser):
    """Checks that elements are closed in order, and collects what is written."""

    def __init__(self):
        super().__init__()
        self.open, self.texts, self.ids, self.links, self.scripts = [], [], [], [], 0

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.ids += [attrs["id"]] if "id" in attrs else []
        self.links += [attrs["href"]] if "href" in attrs else []
        self.scripts += tag == "script"
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.texts.append(data)


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    folder = tmp_path_factory.mktemp("html") / "proofs"
    folder.mkdir()
    (folder / "gallery.py").write_text(GALLERY + STEP, encoding="utf-8")
    with contextlib.chdir(folder.parent):
        return render_html(verify(Settings(("proofs",), cache=None)))


def test_the_file_is_well_formed(report):
    parser = Balanced()
    parser.feed(report)
    assert parser.open == []
    assert len(parser.ids) == len(set(parser.ids))
    assert {link.removeprefix("#") for link in parser.links} <= set(parser.ids)
    assert parser.scripts == 1  # the JSON; no text of the author opens another one
    assert not re.search(r"https?://", report)


def test_failures_are_whole(report):
    text = html.unescape(report)
    for part in (
        "counterexample, smallest found",
        "W, Y: any value",
        "note: the two sides agree whenever h = 1 or q = 1",
        "note: the remainder is nonnegative for all values of the other letters exactly when 0 ≤ a",
        "help: swap the Kronecker factors  (checked: the step then holds)",
        "hypotheses   margin: ",
        "reproduce: symland verify proofs/gallery.py::swapped_factors::1",
        "help: transpose `X`  (checked: the step then holds)",
        "fails as printed",
        "correct: <code>tr(A' A) = |A|_F^2</code>",
        "given</p><ul><li><code>margin: a ≥ 3 b</code>",
    ):
        assert part in text, part


def test_the_json_in_it(report):
    found = json.loads(re.search(r'id="report">(.*?)</script>', report, re.DOTALL)[1])
    by_ref = {one["ref"]: one for one in found["theorems"] if isinstance(one["ref"], str)}
    swapped = by_ref["swapped"]["steps"][0]["error"]
    assert swapped["counterexample"]["free"] == ["W", "Y"]
    assert swapped["counterexample"]["dims"]["h"] == 2
    assert swapped["notes"][0].startswith("the two sides agree whenever h = 1")
    assert swapped["help"][0]["checked"] is True
    assert swapped["help"][0]["replacement"].strip().startswith("c.eq(kron(B @ X")
    margin = by_ref["margin"]["steps"][0]["error"]
    assert margin["notes"] == ["the remainder is nonnegative for all values of the other letters "
                               "exactly when 0 <= a <= 1"]  # fmt: skip
    assert set(margin["counterexample"]["abbreviations"]) == {"E"}
    sizes = by_ref["sizes"]["error"]
    assert [one["size"] for one in sizes["operands"]] == ["h x n", "d x n"]
    assert sizes["help"][0]["replacement"].strip() == "p.calc().eq(A.T @ E @ X.T @ B.T)"
    assert by_ref["e"]["instance"]["dims"] == {"k": 1, "h": 1}


def test_the_command_line_writes_it(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty.py").write_text("from symland.prelude import *\n")
    main(["verify", "empty.py", "--no-cache", "--format", "html", "-o", "r.html"])
    assert capsys.readouterr().out == ""
    assert "nothing checked" in (tmp_path / "r.html").read_text(encoding="utf-8")
