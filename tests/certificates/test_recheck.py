"""`symland recheck`: the kernel alone reads what `verify --certificates` wrote."""

import json
import os
import shutil
import subprocess
import sys
from hashlib import sha256

import pytest

from symland.cli import main
from symland.cli.stated import lines_of
from symland.kernel.archive import check_all, read_file
from symland.kernel.certificate import json_of, theorem_data, theorem_of
from symland.kernel.linear import variable
from symland.kernel.theorem import Stated
from symland.proof.certificates.block import CertificateError
from symland.proof.runner import verify
from symland.proof.settings import Settings
from tests.certificates.conftest import LOGIC
from tests.certificates.hostile import (
    A,
    B,
    X,
    at,
    certificate,
    eq,
    every,
    k,
    leaf,
    member,
    n,
    rule,
    some,
)


def entries_of(files):
    return check_all([read_file(file.name, file.read_bytes()) for file in files])


def test_every_proof_has_a_certificate(files):
    entries = entries_of(files)
    assert len(entries) == 19
    assert [entry.error for entry in entries if entry.error] == []
    assert {entry.file: entry.lacking for entry in entries if entry.lacking} == {}
    assert {entry.file: [one for one, _ in entry.cited] for entry in entries if entry.cited} == {
        "from_a_book.json": ["a book"]
    }


def test_the_same_input_gives_the_same_bytes(folder, files, tmp_path):
    verify(Settings((str(folder / "file.py"),), cache=None, certificates=tmp_path))
    again = sorted(tmp_path.rglob("*.json"))
    assert [file.read_bytes() for file in again] == [file.read_bytes() for file in files]


def test_nothing_but_the_kernel_is_loaded(folder):
    code = (
        "import sys\nfrom symland.cli import main\n"
        f"code = main(['recheck', '-q', {str(folder / 'certificates')!r}])\n"
        "print(sorted(m for m in sys.modules if m.split('.')[0] in "
        "('symland', 'sympy', 'numpy', 'numeric', 'flint', 'mpmath')))\nsys.exit(code)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    closing, loaded = done.stdout.splitlines()
    assert "19 of 19 certificates valid" in closing
    modules = set(json.loads(loaded.replace("'", '"')))
    allowed = {"symland", "symland.cli", "symland.errors"}
    assert all(name in allowed or name.startswith(("symland.kernel", "symland.cli."))
               for name in modules)  # fmt: skip


def test_a_theorem_that_is_not_there(folder, tmp_path, capsys):
    shutil.copytree(folder / "certificates", tmp_path / "some")
    next((tmp_path / "some").rglob("trivial.json")).unlink()
    assert main(["recheck", str(tmp_path / "some")]) == 3
    assert "at_a_layer.json  at_a_layer  (rests on not here: trivial)" in capsys.readouterr().out


def test_a_changed_hypothesis_is_rejected_with_its_place(certificates, tmp_path, capsys):
    data = json.loads(json.dumps(certificates["product"]))
    data["hypotheses"] = []
    (tmp_path / "changed.json").write_text(json_of(data))
    assert main(["recheck", str(tmp_path / "changed.json")]) == 1
    shown = capsys.readouterr().out
    assert "rejected" in shown
    assert "step 1: it uses number 0 of 0" in shown


def test_any_change_breaks_the_digest(certificates, tmp_path):
    data = {**certificates["cyclic"], "name": "another"}
    file = tmp_path / "changed.json"
    file.write_text(json_of(data))
    assert "the digest differs" in read_file("changed", file.read_bytes()).error
    parts = {key: value for key, value in data.items() if key not in ("schema", "form", "digest")}
    assert theorem_data({})["digest"] != parts


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff", b"{}", b'{"schema": 1}', b"3",
                                     b'{"schema": "symland.certificate/1", "form": "theorem"}',
                                     b"[" * 100000])  # fmt: skip
def test_what_is_no_certificate(content, tmp_path, capsys):
    file = tmp_path / "x.json"
    file.write_bytes(content)
    assert main(["recheck", str(file)]) == 1
    assert capsys.readouterr().out.startswith("rejected")


def test_titles_make_no_lines_of_their_own(tmp_path, capsys):
    """A title with a line end would show another certificate as valid."""
    same = eq(A, A)
    title = "one\nvalid     proofs/two.json  two\x1b[2K\u202e"
    one = certificate(same, leaf(same), rule("cited", same, reference=title))
    body = {**one, "name": title, "refs": [title]}
    del body["digest"]
    signed = {**body, "digest": sha256(json_of(body).encode()).hexdigest()}
    (tmp_path / "one.json").write_text(json_of(signed))
    assert main(["recheck", str(tmp_path)]) == 0
    line, closing = capsys.readouterr().out.splitlines()
    assert line.count("one?valid     proofs/two.json  two?[2K?") == 3
    assert closing.startswith("1 of 1 certificates valid")


def test_what_a_certificate_states_is_shown(tmp_path, capsys):
    """The title is that of whoever wrote it: this one is no theorem about inverses."""
    symmetric = "letter", "S", (), n, n, True
    short = "defined", "H", k, at(1), n, n, ("mul", A, member(variable("#")))
    slope = "entry", "f", None, 1, A
    claim = (
        "implies",
        ("and", eq(A, symmetric), ("range", k.shift(-1))),
        some([("size", "r"), X], eq(X, ("add", short, ("mul", slope, ("inverse", B))))),
    )
    stated = Stated((claim, every([("index", "j")], ("is", "inverse", A))), (eq(A, B),),
                    (("k", (k.shift(-2),), member(k), A),), (k,))  # fmt: skip
    assert list(lines_of(stated)) == [
        "shown: (if (A = S and k-1 >= 0) then (there is size r, X of size n x n: "
        "X = (H[k..1] + (f'(A) B^-1))))",
        "shown: (for all index j: A has an inverse)",
        "given: A = B",
        "given: W[k] := A, k-2 >= 0, for all k",
        "layers: k >= 0",
        "where: A of size n x n",
        "where: B of size n x n",
        "where: H[#] := (A W[#]) of size n x n",
        "where: W[#] of size n x n",
        "where: X of size n x n",
        "where: symmetric S of size n x n",
    ]
    same = eq(A, A)
    (tmp_path / "one.json").write_text(json_of(certificate(same, leaf(same))))
    assert main(["recheck", "--statements", str(tmp_path)]) == 0
    assert capsys.readouterr().out.splitlines()[1:3] == ["  shown: A = A",
                                                         "  where: A of size n x n"]  # fmt: skip


def test_all_that_is_stated_can_be_shown(certificates):
    for data in certificates.values():
        assert all(map(str.isprintable, lines_of(theorem_of(data).stated)))


def test_a_folder_without_certificates(tmp_path, capsys):
    assert main(["recheck", str(tmp_path)]) == 5
    assert "no certificate" in capsys.readouterr().err


def test_the_order_of_sets_does_not_show(tmp_path):
    """Bytes are the same in processes that hash texts differently."""
    (tmp_path / "file.py").write_text(LOGIC)
    found = []
    for seed in ("1", "77"):
        target = tmp_path / seed
        subprocess.run(
            [sys.executable, "-m", "symland", "verify", "-q", "--no-cache", "--certificates",
             str(target), "file.py"],
            env={**os.environ, "PYTHONHASHSEED": seed}, check=True, cwd=tmp_path,
        )  # fmt: skip
        found.append({file.name: file.read_bytes() for file in target.rglob("*.json")})
    assert len(found[0]) == 12
    assert found[0] == found[1]


def test_certificates_are_written_by_one_process(capsys):
    assert main(["verify", "--jobs", "2", "--certificates", "there"]) == 2
    assert "works in one process" in capsys.readouterr().err


def test_a_proof_without_the_certificate_that_was_wished_for(tmp_path, monkeypatch, capsys):
    (tmp_path / "file.py").write_text(
        "from symland.prelude import *\nn = dims('n')\nA = matrix('A', n, n)\n"
        "same = claim(Eq(A.T.T, A))\n"
    )

    def none(*_):
        raise CertificateError("it cannot be said")

    monkeypatch.setattr("symland.proof.runner.certify", none)
    words = ["verify", "-q", "--no-cache", "--certificates", str(tmp_path / "there")]
    assert main([*words, str(tmp_path / "file.py")]) == 3
    assert "no certificate of `same`: it cannot be said" in capsys.readouterr().err
    assert main(["verify", "-q", "--no-cache", str(tmp_path / "file.py")]) == 0
