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


ERRATUM = """
l, W = index("l", 1), family("W", n)
words = erratum(Eq(tr(S @ T), tr(S) * tr(T)), ref="e", corrected=claim(Eq(tr(S @ T), tr(T @ S))))
layers = erratum(Eq(chain(W, l, 1), W[l]), ref="l", corrected=claim(Eq(tr(S @ T), tr(T @ S))))
orthogonal_one = erratum(Eq(S, identity(n)), given=[orthogonal(S)], ref="o",
                         corrected=claim(Eq(tr(S @ T), tr(T @ S))))
sigmas = erratum(Eq(activation("sigma")(A), A), ref="s", corrected=claim(Eq(A, A)))
"""
NAMES = ["words", "layers", "orthogonal_one", "sigmas"]


def _stored(folder):
    file = folder / "cache" / "proved.json"
    known = json.loads(file.read_text())
    return file, {key: json.loads(value) for key, value in known.items() if "instance" in key}


def test_the_instance_of_an_erratum_is_kept_and_evaluated_again(cached, folder, monkeypatch):
    first = cached(ERRATUM)
    assert {first[name].verdict for name in NAMES} == {"erratum"}
    assert len(_stored(folder)[1]) == len(NAMES)

    def no_search(*_):
        raise AssertionError("searched again")

    monkeypatch.setattr("symland.proof.judge.search", no_search)
    again = cached(ERRATUM)
    for name in NAMES:
        before, after = first[name].instance, again[name].instance
        assert (before.sizes, before.values) == (after.sizes, after.values)
        assert (before.left, before.right, before.free) == (after.left, after.right, after.free)
        assert before.hypotheses == after.hypotheses


def _zero(data):
    for letter in data["letters"]:
        letter[-1] = [["0"] * len(row) for row in letter[-1]]
    data["activations"] = {name: ["0", "1"] for name in data["activations"]}


WRONG = {
    "a true instance": _zero,
    "a hypothesis broken": lambda data: data["letters"].append(
        ["matrix", "S", 0, [], [["2"] * data["sizes"].get("n", 1)] * data["sizes"].get("n", 1)]),
    "outside of a range": lambda data: data["indices"].update(dict.fromkeys(data["indices"], 0)),
    "another shape": lambda data: [one[-1].append(one[-1][0]) for one in data["letters"]],
    "no number": lambda data: [one[-1][0].__setitem__(0, "__import__('os')")
                               for one in data["letters"]],
    "a part missing": lambda data: data.pop("letters"),
    "nothing": lambda data: data.clear(),
}  # fmt: skip


@pytest.mark.parametrize("kind", WRONG)
def test_a_stored_instance_that_does_not_refute_is_searched_again(cached, folder, kind):
    first = cached(ERRATUM)
    file, stored = _stored(folder)
    for data in stored.values():
        WRONG[kind](data)
    changed = {key: json.dumps(data) for key, data in stored.items()}
    file.write_text(json.dumps(json.loads(file.read_text()) | changed))
    again = cached(ERRATUM)
    names = ["orthogonal_one"] if kind == "a hypothesis broken" else NAMES
    for name in names:
        assert again[name].instance.values == first[name].instance.values


def test_true_claims_stay_true_with_any_stored_instance(cached, folder):
    """A stored instance never makes an erratum of a statement that holds."""
    cached(ERRATUM)
    file, stored = _stored(folder)
    holds = ERRATUM.replace("tr(S) * tr(T)", "tr(T @ S)").replace("Eq(chain(W, l, 1), W[l])",
                                                                  "Eq(W[l], W[l])")  # fmt: skip
    cached(holds)
    everything = json.loads(file.read_text())
    from symland.proof import cache

    def any_key(*_):
        return "instance"

    for data in stored.values():
        file.write_text(json.dumps(everything | {"instance": json.dumps(data)}))
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(cache, "instance_key", any_key)
            found = cached(holds)
        assert found["words"].verdict == "undecided"
        assert found["layers"].verdict == "undecided"
