"""Certificates in files: each is checked, and each theorem that one uses must be there as well."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from symland.kernel.certificate import SCHEMA, recheck, theorem_of
from symland.kernel.formulas import Formula
from symland.kernel.linear import KernelError
from symland.kernel.theorem import FAULTS, Stated, Theorem


@dataclass(frozen=True, slots=True)
class Entry:
    """A certificate: what it states and uses, or why it is rejected."""

    file: str
    name: str = ""
    stated: Stated | None = None
    digest: str = ""
    uses: tuple[tuple[str, Stated, str], ...] = ()  # name, statement, digest of its certificate
    cited: tuple[tuple[str, Formula], ...] = ()  # references, with the exact statement
    steps: int = 0
    error: str = ""
    lacking: tuple[str, ...] = ()  # theorems it uses whose certificates are not there


def read_file(file: str, content: bytes) -> Entry:
    """A certificate checked by itself."""
    try:
        data = json.loads(content.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        return Entry(file, error=f"this is not JSON: {error}")
    try:
        if not isinstance(data, dict) or data.get("form") != "theorem":
            valid = recheck(data)
            return Entry(
                file, "one statement", steps=1, error="" if valid else "it does not follow"
            )
        if data.get("schema") != SCHEMA:
            raise KernelError("this is not a certificate of a known schema")
        return _theorem(file, data, theorem_of(data))
    except KernelError as error:
        return Entry(file, error=str(error))
    except FAULTS as error:
        return Entry(file, error=f"the certificate is ill-formed: {error}")
    except RecursionError:
        return Entry(file, error="the certificate is nested too deeply")


def _theorem(file: str, data: dict[str, Any], found: Theorem) -> Entry:
    names = [str(other["name"]) for other in data["theorems"]]
    digests = [str(other["certificate"]) for other in data["theorems"]]
    uses = tuple(zip(names, found.theorems, digests, strict=True))
    refs = [str(ref) for ref in data["refs"]]
    name = ", ".join([*refs, str(data["name"])])
    return Entry(file, name, found.stated, data["digest"], uses, tuple(found.cited), found.steps)


def check_all(entries: Sequence[Entry]) -> list[Entry]:
    """The entries, each with the theorems that it uses and that are not proved among them.

    A theorem that another uses is known by its statement and the digest of its certificate.
    Proofs that use each other in a circle prove nothing: what is used must be proved before.
    """
    proved: set[tuple[Stated, str]] = set()
    waiting = [entry for entry in entries if not entry.error]
    while True:
        ready = [one for one in waiting if all((used, digest) in proved
                                               for _, used, digest in one.uses)]  # fmt: skip
        if not ready:
            break
        proved |= {(one.stated, one.digest) for one in ready if one.stated is not None}
        waiting = [one for one in waiting if one not in ready]
    return [_with_lacking(entry, proved) if entry in waiting else entry for entry in entries]


def _with_lacking(entry: Entry, proved: set[tuple[Stated, str]]) -> Entry:
    lacking = (name for name, used, digest in entry.uses if (used, digest) not in proved)
    return replace(entry, lacking=tuple(lacking))
