"""Every verified theorem has a certificate: here in two files, in `make verify` in all of proofs/.

`symland verify --certificates` ends with 3 if one has none, see `test_recheck`.
"""

from symland.proof.runner import verify
from symland.proof.settings import Settings

FILES = tuple(f"proofs/gradient_dominance/{name}.py"
              for name in ("residual_zero", "full_rank_minimizers"))  # fmt: skip


def test_families_with_two_indices(tmp_path):
    report = verify(Settings(FILES, cache=None, certificates=tmp_path))
    assert {one.name: one.uncertified for one in report.theorems if one.uncertified} == {}
    verdicts = [one.verdict for one in report.theorems]
    assert (verdicts.count("verified"), verdicts.count("erratum")) == (10, 2)
    names = {one.stem for one in tmp_path.rglob("*.json")}  # each was read by the kernel
    assert {one.name for one in report.theorems if one.verdict == "verified"} <= names
