"""Certificates in files."""

from __future__ import annotations

import json
from itertools import chain, count
from pathlib import Path

from symland.evidence import Evidence
from symland.kernel.certificate import Certificate, json_of, theorem_of
from symland.kernel.linear import KernelError
from symland.proof.certificates.block import CertificateError
from symland.proof.results import TheoremResult
from symland.recheck.files import check
from symland.recheck.refutation import SCHEMA as REFUTATION


def write(certificate: Certificate, folder: Path, result: TheoremResult, taken: set[Path]) -> Path:
    """Write a document, after it has been checked again, into a folder for its proof file.

    Theorems of one file that share a name get numbers; `taken` are the paths of this run.
    """
    text = json_of(certificate) + "\n"
    try:
        if certificate["schema"] == REFUTATION:
            check(json.loads(text))
        else:
            theorem_of(certificate)
    except KernelError as error:
        raise CertificateError(f"the certificate of `{result.name}` is refused: {error}") from error
    source = Path(result.file).with_suffix("")
    below = [part for part in source.parts if part not in (source.anchor, "..")]
    suffixes = chain([""], (f"-{number}" for number in count(2)))
    names = (f"{result.name}{suffix}.json" for suffix in suffixes)
    path = next(one for one in map(folder.joinpath(*below).joinpath, names) if one not in taken)
    taken.add(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def is_certified(evidence: Evidence) -> bool:
    """Whether a theorem with this evidence has a certificate: cited steps are named in it."""
    return evidence.is_proof or evidence is Evidence.CITED
