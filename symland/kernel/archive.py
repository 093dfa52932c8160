"""Certificates in files: each is checked, and each theorem that one uses must be there as well."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from symland.kernel.certificate import FAULTS, SCHEMA, recheck, theorem_of
from symland.kernel.linear import KernelError
from symland.kernel.theorem import Stated, Theorem


@dataclass(frozen=True, slots=True)
class Entry:
    """A certificate: what it states and uses, or why it is rejected."""

    file: str
    name: str = ""
    stated: Stated | None = None
    uses: tuple[tuple[str, Stated], ...] = ()
    cited: tuple[str, ...] = ()
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
    uses = tuple(zip(names, found.theorems, strict=True))
    refs = [str(ref) for ref in data["refs"]]
    name = ", ".join([*refs, str(data["name"])])
    return Entry(file, name, found.stated, uses, tuple(found.cited), len(found.results))


def check_all(entries: Sequence[Entry]) -> list[Entry]:
    """The entries, each with the theorems that it uses and that are not proved among them.

    A theorem that another uses is known by its statement.  Proofs that use each other in a circle
    prove nothing: what is used must be proved before, in some order.
    """
    proved: set[Stated] = set()
    waiting = [entry for entry in entries if not entry.error]
    while True:
        ready = [one for one in waiting if all(stated in proved for _, stated in one.uses)]
        if not ready:
            break
        proved |= {one.stated for one in ready if one.stated is not None}
        waiting = [one for one in waiting if one not in ready]
    return [_with_lacking(entry, proved) if entry in waiting else entry for entry in entries]


def _with_lacking(entry: Entry, proved: set[Stated]) -> Entry:
    return replace(entry, lacking=tuple(name for name, one in entry.uses if one not in proved))
