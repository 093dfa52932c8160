"""Errata as documents: what `verify --certificates` writes of them, and `recheck` of that."""

import json
import os
import subprocess
import sys

import numpy as np
import pytest
from flint import fmpq
from jsonschema import Draft202012Validator

from numeric import instance
from numeric.dimensions import Dimensions
from numeric.instance import Instance, Letter
from symland import Eq, dims, identity, index, layer_sum, scalar, tr
from symland.cli import main
from symland.cli.recheck import SCHEMAS
from symland.kernel.certificate import json_of
from symland.kernel.poly import constant, symbol
from symland.recheck.denied import Denied, at_instance, document
from symland.recheck.refutation import RefutationError, Titles, check_instance
from tests.certificates.attack import attack_refutations, copied, entry_of, refuted, signed
from tests.certificates.errata import ERRATA
from tests.certificates.hostile import A, certificate, eq, leaf, rule

SCHEMA = json.loads(SCHEMAS["refutation"].read_text(encoding="utf-8"))
COUNT = ERRATA.count(" = wrong(") + ERRATA.count(" = erratum(")


@pytest.fixture(scope="module")
def places(tmp_path_factory):
    """Folders with the documents of two processes that hash texts differently."""
    found = []
    for seed in ("1", "77"):
        place = tmp_path_factory.mktemp("errata")
        (place / "file.py").write_text(ERRATA)
        done = subprocess.run(
            [sys.executable, "-m", "symland", "verify", "-q", "--no-cache", "--certificates",
             "there", "file.py"],
            env={**os.environ, "PYTHONHASHSEED": seed}, check=False, cwd=place,
            capture_output=True, text=True,
        )  # fmt: skip
        assert (done.returncode, done.stderr) == (0, "")
        found.append(place)
    return found


def test_every_erratum_has_a_document(refutations):
    assert len(refutations) == COUNT
    kinds = [data["kind"] for data in refutations.values()]
    assert [kinds.count(one) for one in ("instance", "sizes", "denied")] == [COUNT - 5, 4, 1]
    assert {data["numbers"] for data in refutations.values() if data["kind"] == "instance"} == {
        "rational", "in e", "balls"}  # fmt: skip


def test_the_same_input_gives_the_same_bytes(places):
    first, second = ({file.name: file.read_bytes() for file in place.rglob("*.json")}
                     for place in places)  # fmt: skip
    assert len(first) == COUNT + 5
    assert first == second


def test_they_fit_their_schema(refutations):
    Draft202012Validator.check_schema(SCHEMA)
    for name, data in refutations.items():
        errors = [one.message for one in Draft202012Validator(SCHEMA).iter_errors(data)]
        assert errors == [], name
        assert not Draft202012Validator(SCHEMA).is_valid({**data, "more": 1})


def test_the_schema_is_printed(capsys):
    assert main(["recheck", "--schema", "refutation"]) == 0
    assert json.loads(capsys.readouterr().out) == SCHEMA


def test_recheck_says_what_is_refuted(places, capsys, snapshot):
    place = places[0] / "there"
    assert main(["recheck", str(place)]) == 0
    shown = capsys.readouterr().out.replace(f"{place}/", "")
    assert shown.rpartition("   ")[0] == snapshot


def test_nothing_searches_when_they_are_checked(places):
    code = (
        "import sys\nfrom symland.cli import main\n"
        f"code = main(['recheck', '-q', {str(places[0] / 'there')!r}])\n"
        "print(sorted({'.'.join(m.split('.')[:2]) for m in sys.modules "
        "if m.split('.')[0] in ('symland', 'sympy')}))\nsys.exit(code)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert set(json.loads(done.stdout.splitlines()[-1].replace("'", '"'))) == {
        "symland", "symland.cli", "symland.errors", "symland.kernel", "symland.language",
        "symland.recheck"}  # fmt: skip


def test_a_correction_that_is_not_there(refutations, tmp_path, capsys):
    (tmp_path / "one.json").write_text(json_of(refutations["swapped"]))
    data = copied(refutations["second"])
    data["corrected"]["certificate"] = ""
    (tmp_path / "two.json").write_text(json_of(signed(data)))
    assert main(["recheck", str(tmp_path)]) == 0
    shown = capsys.readouterr().out.splitlines()
    assert shown[0].endswith("corrected by right, whose certificate is not here)")
    assert shown[1].endswith("corrected by right, which has no certificate)")
    assert shown[2].startswith("2 of 2 refutations hold")


def with_change(data, *path, value):
    """A signed copy in which one thing is another."""
    made = copied(data)
    holder = made
    for key in path[:-1]:
        holder = holder[key]
    holder[path[-1]] = value
    return signed(made)


MESSAGES = [
    ("turned", ("hypotheses",), [], "`table` is not what is found"),
    ("turned", ("instance", "letters", 0, 4), [["2"]], "hypothesis 1 does not hold"),
    (
        "turned",
        ("instance", "letters", 0, 4),
        [["1"]],
        "the statement is not false",
    ),
    ("turned", ("instance", "sizes", "n"), 0, "a size of the instance is not positive"),
    ("turned", ("instance", "sizes", "n"), 2, "its entries are 1 x 1"),
    ("turned", ("instance", "sizes", "n"), 10**9, "sizes and layer indices up to 60"),
    (
        "turned",
        ("instance", "sizes", "m"),
        1,
        "`m` has a value in the instance",
    ),
    ("turned", ("instance", "letters"), [], "`P` has no value in this instance"),
    ("turned", ("left",), [["0"]], "`left` is not what is found"),
    ("turned", ("numbers",), "balls", "`numbers` is not what is found"),
    ("turned", ("fails",), 1, "1 is not the number of a claim"),
    ("turned", ("fails",), False, "False is not the number of a claim"),
    ("turned", ("kind",), "other", "'other' is no kind of refutation"),
    ("turned", ("name",), 7, "a title is no text"),
    ("turned", ("instance",), {}, "the instance is malformed"),
    ("turned", ("hypotheses",), [["often", {"at": 0}]], "`often` is no word of formulas"),
    ("turned", ("table", 0), ["eval", "1"], "`eval` is not an operation"),
    ("layer", ("instance", "indices", "k"), 2, "out of its range: l >= k"),
    ("layer", ("instance", "indices", "l"), 0, "out of its range"),
    ("psd", ("instance", "letters", 0, 4), [["-1"]], "hypothesis 2 does not hold"),
    ("increasing", ("instance", "activations", "sigma"), ["0"], "hypothesis 1 does not hold"),
    ("unequal", ("operation",), "matmul", "`matmul` is defined at these sizes"),
    ("unequal", ("operation",), "trace", "`trace` is no operation that sizes must fit"),
    ("unequal", ("instance", "sizes", "n"), 1, "`eq` is defined at these sizes"),
    ("unequal", ("shapes",), [[1, 2], [1, 1]], "`shapes` is not what is found"),
]


@pytest.mark.parametrize(("name", "path", "value", "message"), MESSAGES)
def test_changes_that_are_signed_again(refutations, name, path, value, message):
    data = next(one for one in refutations.values() if name in one["refs"])
    entry = refuted(with_change(data, *path, value=value))
    assert message in entry.error


@pytest.mark.parametrize(
    "side", [tr(identity(dims("n") ** 9)), layer_sum(index("i"), 1, 10**9, scalar("a"))]
)
def test_what_is_too_large_is_not_evaluated(side):
    with pytest.raises(RefutationError, match="matrix or sum of the statement is too large"):
        check_instance([Eq(side, 0)], instance(sizes={"n": 60}, scalars={"a": 1}))


def test_a_change_that_is_not_signed_is_named(refutations):
    data = {**copied(refutations["swapped"]), "printed": "another"}
    assert refuted(data).error == "the digest differs: the refutation was changed"
    for content in ("[]", "{}", '{"schema": "symland.refutation/1"}', "[" * 9000):
        assert refuted(content).error


def test_a_denial_needs_its_certificate(of_errata, tmp_path, capsys):
    (tmp_path / "denied.json").write_text(json_of(of_errata["denied_"]))
    assert main(["recheck", str(tmp_path)]) == 3
    assert "(at n = 1; denied by never, which is not here; " in capsys.readouterr().out
    (tmp_path / "never.json").write_text(json_of(of_errata["never"]))
    assert main(["recheck", str(tmp_path)]) == 0
    assert "(at n = 1; denied by never; " in capsys.readouterr().out
    data = copied(of_errata["denied_"])
    data["denied"]["certificate"] = of_errata["there"]["digest"]
    (tmp_path / "denied.json").write_text(json_of(signed(data)))
    (tmp_path / "there.json").write_text(json_of(of_errata["there"]))
    assert main(["recheck", str(tmp_path)]) == 1
    assert "the certificate of `never` does not deny the statement" in capsys.readouterr().out


def test_a_denial_at_another_instance(of_errata):
    never = entry_of(of_errata["never"])
    assert not refuted(of_errata["denied_"], [never]).error
    other = with_change(of_errata["denied_"], "instance", "letters", 0, 4, value=[["1"]])
    assert "does not deny the statement" in refuted(other, [never]).error
    none = with_change(of_errata["denied_"], "instance", "letters", value=[])
    assert "`P` has no value in this instance" in refuted(none, [never]).error


def test_a_denial_where_the_statement_is_not_defined():
    """From S^-1 S = I for a singular S anything follows: that is no instance of A^-1 A = I."""
    stated = eq(("mul", ("inverse", A), A), ("eye", symbol("size", "n")))
    ones = np.full((2, 2), fmpq(1), dtype=object)
    instance = Instance(Dimensions({"n": 2}, {}, {}), {Letter("matrix", "A"): ones})
    here = at_instance(stated, instance)
    e = ("add", column(0), ("scale", ("num", "-1"), column(1)))
    pattern = ("mul", ("T", e), ("hole", "h", constant(2), constant(2)), e)
    denies = ("implies", here, ("eq", ("num", "1"), ("num", "0")))
    proof = leaf(denies[2], "ideal", 0, laws=(), parts=((("num", "-1/2"), pattern, "given", 0, 0),))
    never = entry_of(certificate(denies, rule("implies", denies, proof=(proof,))))
    assert not never.error
    titles = Titles("inverses", (), "A^-1 A = I", (), "another", "")
    found = document(Denied(titles, stated, (), instance, "never", never.digest))
    assert "does not deny the statement" in refuted(found, [never]).error


def test_what_a_document_says_is_shown(refutations, of_errata, tmp_path, capsys):
    """The title and the printed statement are those of whoever wrote it."""
    for name, data in {**refutations, **of_errata}.items():
        (tmp_path / f"{name}.json").write_text(json_of(data))
    assert main(["recheck", "--statements", str(tmp_path)]) in (0, 3)
    shown = capsys.readouterr().out
    said = shown.count("\n  false: ") + shown.count("\n  not defined: ")
    assert said == shown.count("refutes   ") >= COUNT
    assert "  false: (there is C of size n x n: (P C) = eye(n))\n  given: P = P'\n" in shown
    assert "\n  at: P = [0]\n" in shown


def column(place):
    return "selection", constant(place), constant(1), constant(1 - place)


WITHOUT = """
from symland.prelude import *

n = dims("n")
P, C = matrix("P", n, n), matrix("C", n, n)
right = claim(Eq(tr(P), tr(P.T)))
exists = erratum(Eq(P, identity(n)), given=[Exists(C, Eq(P @ C, C))], corrected=right, ref="one")
function_ = erratum(lambda: Eq(diag(P), P), corrected=right, ref="two")
"""


def test_an_erratum_without_a_document_is_named(tmp_path):
    (tmp_path / "file.py").write_text(WITHOUT)
    done = subprocess.run(
        [sys.executable, "-m", "symland", "verify", "-q", "--no-cache", "--certificates", "there",
         "file.py"], check=False, cwd=tmp_path, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 3
    assert done.stderr.splitlines() == [
        "no refutation of `exists`: that something exists, or is least, is not said in refutations",
        "no refutation of `function_`: its sizes do not match in a way that is not evaluated",
    ]


def test_changes_do_not_pass(of_errata):
    found = attack_refutations(of_errata, 5, 150)
    assert found["rejected as it is"] == 150
    assert found["rejected with a new digest"] > 100
    assert found["a true refutation of what it states"] > 10
