"""The cache: proofs are remembered by what they say, failures are not."""

import json

import pytest

from tests.proof.conftest import PRELUDE

FILE = """
# A comment.
@theorem(Eq(tr(S @ T), tr(T @ S)), ref="x")
def cyclic(p):
    "Words."
    c = p.calc()
    c.eq(tr(T @ S), why="cyclic")


undecided = claim(Eq(puzzle, A))
false = claim(Eq(S @ T, T @ S))
cited = claim(Eq(A, A))
under = claim(Eq(S @ T, 0), given=[Eq(S, 0)])
"""


@pytest.fixture
def cached(prove, folder):
    def run(text=FILE, **options):
        return prove(text, cache=folder / "cache", **options)

    return run


def which(found):
    return sorted(theorem.name for theorem in found.report.theorems if theorem.cached)


def test_the_second_run_knows_the_proofs_of_the_first(cached):
    first, second = cached(), cached()
    assert which(first) == []
    assert which(second) == ["cited", "cyclic", "under"]
    assert first.verdicts == second.verdicts
    for name in first.verdicts:
        assert first[name].evidence is second[name].evidence


def test_open_ends_and_failures_are_never_kept(cached, folder):
    for _ in range(2):
        found = cached()
        assert not found["undecided"].cached
        assert not found["false"].cached
        assert found["false"].steps[0].failure.counterexample is not None
    known = json.loads((folder / "cache" / "proved.json").read_text())
    assert set(known.values()) == {"exact", "certified"}
    assert len(known) == 3


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("# A comment.", "# Another comment, which is longer.\n\n"),
        ('"Words."', '"Other words."'),
        ('why="cyclic"', 'why="the trace is cyclic"'),
        ("    c = p.calc()\n    c.eq(", "    p.calc().eq("),
        ('ref="x"', 'ref="y"'),
        ("def cyclic", "def renamed"),
        ("tr(T @ S), why", "tr((T @ S)), why"),
    ],
)
def test_prose_places_and_names_do_not_matter(cached, old, new):
    cached()
    found = cached(FILE.replace(old, new))
    assert FILE.replace(old, new) != FILE
    assert len(which(found)) == 3


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("tr(T @ S), why", "tr(T @ S) + 0, why"),
        ("c.eq(tr(T @ S)", "c.eq(tr(S.T @ T.T))\n    c.eq(tr(T @ S)"),
        ("Eq(tr(S @ T), tr(T @ S))", "Eq(tr(S @ T @ U), tr(T @ U @ S))"),
    ],
)
def test_a_changed_statement_is_checked(cached, old, new):
    cached()
    assert "cyclic" not in which(cached(FILE.replace(old, new)))


def test_a_changed_hypothesis_is_checked(cached):
    cached()
    found = cached(FILE.replace("given=[Eq(S, 0)]", "given=[Eq(S, U)]"))
    assert found["under"].verdict == "refuted"
    found = cached(FILE.replace("given=[Eq(S, 0)]", "given=[Eq(T, 0)]"))
    assert found["under"].verdict == "verified"
    assert not found["under"].cached
    found = cached(FILE.replace(", given=[Eq(S, 0)]", ""))
    assert found["under"].verdict == "refuted"


def test_a_letter_of_the_same_name_is_another_one(cached):
    text = """
symmetric = matrix("G", n, n, symmetric=True)
found = claim(Eq(symmetric, symmetric.T))
"""
    assert cached(text)["found"].verdict == "verified"
    again = cached(text.replace(", symmetric=True", ""))
    assert again["found"].verdict == "refuted"


def test_the_range_of_an_index_is_part_of_a_statement(check, folder):
    text = (
        PRELUDE
        + """
n = dims("n")
V = family("V", n)
l, s = index("l", 2), index("s", 1)
part = layer_sum(s, 1, l, tr(V[s]))
found = claim(Eq(grad(part, V[2]), identity(n)))
"""
    )
    assert check(text, cache=folder / "cache")["found"].verdict == "verified"
    wider = check(text.replace('index("l", 2)', 'index("l", 1)'), cache=folder / "cache")
    assert wider["found"].verdict == "refuted"


def test_the_body_of_an_abbreviation_is_part_of_a_statement(cached):
    text = 'E = let("E", S - S)\nfound = claim(Eq(E, 0))\n'
    assert cached(text)["found"].verdict == "verified"
    assert cached(text.replace("S - S", "S - T"))["found"].verdict == "refuted"


def test_fresh(cached):
    cached()
    assert which(cached(fresh=True)) == []
    assert which(cached()) == ["cited", "cyclic", "under"]


def test_another_version_of_the_checker(cached, monkeypatch):
    cached()
    monkeypatch.setattr("symland.proof.cache.version", lambda: "another")
    assert which(cached()) == []


@pytest.mark.parametrize("content", ["", "{", "[]", '{"a": 1}', "null", "\udcff"])
def test_a_broken_cache_counts_as_empty(cached, folder, content):
    cached()
    file = folder / "cache" / "proved.json"
    file.write_bytes(content.encode("utf-8", "surrogateescape"))
    assert which(cached()) == []
    assert which(cached()) == ["cited", "cyclic", "under"]


def test_weak_evidence_in_the_cache_is_not_believed(cached, folder):
    cached()
    file = folder / "cache" / "proved.json"
    known = json.loads(file.read_text())
    for wrong in ("cited", "refuted", "undecided", "true", ""):
        file.write_text(json.dumps(dict.fromkeys(known, wrong)))
        assert which(cached()) == []


def test_the_folder_of_the_cache(cached, folder):
    cached()
    assert (folder / "cache" / "CACHEDIR.TAG").read_text().startswith("Signature: 8a477f597d28")
    assert (folder / "cache" / ".gitignore").read_text() == "*\n"


def test_no_cache(prove, folder):
    prove(FILE)
    assert sorted(path.name for path in folder.iterdir()) == ["proofs"]


def test_a_cited_step_is_not_kept(cached):
    text = "@theorem(Eq(puzzle, A))\ndef found(p):\n    p.calc().eq(A, by=cite('x'))\n"
    for _ in range(2):
        found = cached(text)["found"]
        assert (found.evidence.value, found.cached) == ("cited", False)
        assert found.rests_on == ("cited: x",)
