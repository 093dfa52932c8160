"""`symland explain`: every page, with its examples run."""

import pytest

from symland import errors
from symland.cli.page import SETTING
from symland.cli.topics import PAGES, names
from symland.evidence import Evidence
from symland.language.parse import ParseError, parse
from symland.proof.runner import verify
from symland.proof.settings import Settings

FILES = [page for page in PAGES.values() if page.kind == "file"]


def codes_of(report):
    failures = [file.failure for file in report.files]
    for theorem in report.theorems:
        failures += [theorem.failure, *(step.failure for step in theorem.steps)]
    return {failure.code for failure in failures if failure is not None}


@pytest.mark.parametrize("page", FILES, ids=lambda page: page.code)
@pytest.mark.parametrize("example", ["wrong", "right"])
def test_examples(page, example, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    text = f"from symland.prelude import *\n\n{SETTING}\n{getattr(page, example)}\n"
    name = f"example_{page.code.lower()}_{example}.py"
    (tmp_path / name).write_text(text, encoding="utf-8")
    report = verify(Settings(targets=(name,), cache=None, tries=200))
    assert (page.code in codes_of(report)) == (example == "wrong"), codes_of(report)
    if example == "right":
        assert codes_of(report) == set()
        assert all(theorem.verdict in ("verified", "erratum") for theorem in report.theorems)


def test_examples_of_formulas():
    (page,) = [page for page in PAGES.values() if page.kind == "formula"]
    with pytest.raises(ParseError, match=page.code):
        parse(page.wrong, "A:m n, B:m n")
    assert parse(page.right, "A:m n, B:m n")


def test_every_error_class_has_a_page():
    classes = [value for value in vars(errors).values() if isinstance(value, type)]
    codes = {kind.code for kind in classes if issubclass(kind, errors.SymlandError)}
    assert codes - {"SL000"} <= PAGES.keys()
    assert list(PAGES) == sorted(PAGES)


@pytest.mark.parametrize("topic", names())
def test_every_topic_is_plain_text(cli, topic):
    found = cli("explain", topic)
    assert found.code == 0
    assert found.out.startswith(topic)
    assert found.out.isascii()
    assert max(len(line) for line in found.out.splitlines()) < 100


def test_the_listing_names_everything(cli):
    found = cli("explain")
    assert all(f"  {name} " in found.out for name in names())


def test_evidence_names_every_kind(cli):
    found = cli("explain", "Evidence")
    assert all(kind.value in found.out for kind in Evidence)
