"""Refutations in files: each is evaluated again, in whatever state it comes."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from symland.errors import SymlandError
from symland.kernel.archive import Entry
from symland.kernel.linear import KernelError
from symland.kernel.theorem import FAULTS
from symland.recheck import denied, refutation, sizes
from symland.recheck.denied import Denied
from symland.recheck.refutation import SCHEMA, Data, Refutation, RefutationError, Titles, must_be
from symland.recheck.sizes import IllSized

MARK = SCHEMA.encode()
# How a document of each kind is read, and written again.
KINDS: dict[str, tuple[Callable[[Data], Any], Callable[[Any], Data]]] = {
    "instance": (refutation.read_refutation, refutation.document),
    "sizes": (sizes.read_sizes, sizes.document),
    "denied": (denied.read_denied, denied.document),
}


@dataclass(frozen=True, slots=True)
class Refuted:
    """A refutation in a file: what it refutes and where, or why it is rejected."""

    file: str
    titles: Titles | None = None
    where: str = ""  # sizes and layer indices of the instance
    found: Refutation | IllSized | Denied | None = None  # what it says, the titles apart
    denied: Denied | None = None  # by a theorem with a certificate of its own
    lacking: str = ""  # that theorem, if its certificate is not there
    error: str = ""

    def corrected(self, digests: Collection[str]) -> str:
        """The theorem that corrects the statement, and whether its certificate is there."""
        assert self.titles is not None
        name, digest = self.titles.corrected, self.titles.certificate
        lacks = "which has no certificate" if not digest else "whose certificate is not here"
        return f"corrected by {name}" + ("" if digest in digests else f", {lacks}")


def is_refutation(content: bytes) -> bool:
    """Whether a file says that it is a refutation."""
    if MARK not in content:
        return False
    try:
        data = json.loads(content.decode("utf-8"))
    except (ValueError, RecursionError):
        return False
    return isinstance(data, dict) and data.get("schema") == SCHEMA


def read_refuted(file: str, content: bytes) -> Refuted:
    """A refutation evaluated again."""
    try:
        data = json.loads(content.decode("utf-8"))
        found = check(data)
    except RefutationError as error:
        return Refuted(file, error=error.message)
    except SymlandError as error:
        return Refuted(file, error=f"the refutation is malformed: {error.message}")
    except (KernelError, *FAULTS) as error:
        return Refuted(file, error=f"the refutation is malformed: {error}")
    except RecursionError:
        return Refuted(file, error="the refutation is nested too deeply")
    denial = found if isinstance(found, Denied) else None
    return Refuted(file, found.titles, _where(data["instance"]), found, denial)


def with_denials(refuted: Sequence[Refuted], entries: Sequence[Entry]) -> list[Refuted]:
    """The refutations, those by theorems compared with the certificates that are there."""
    known = {one.digest: one for one in entries if not one.error}
    return [one if one.denied is None or one.error else _with_denial(one, one.denied, known)
            for one in refuted]  # fmt: skip


def _with_denial(one: Refuted, denial: Denied, known: Mapping[str, Entry]) -> Refuted:
    entry = known.get(denial.certificate)
    if entry is None or entry.lacking:
        return replace(one, lacking=denial.name)
    try:
        if denial.is_denied_by(entry):
            return one
    except (KernelError, *FAULTS):
        pass
    return replace(one, error=f"the certificate of `{denial.name}` does not deny the statement")


def check(data: Any) -> Refutation | IllSized | Denied:
    """Evaluate a document again; raises `RefutationError` unless it refutes what it states.

    What is denied by a theorem is compared with its certificate by `with_denials`.
    """
    if not isinstance(data, dict) or data.get("schema") != SCHEMA:
        raise RefutationError("this is not a refutation of a known schema")
    if data["kind"] not in KINDS:
        raise RefutationError(f"{data['kind']!r} is no kind of refutation")
    read, document = KINDS[data["kind"]]
    found = read(data)
    must_be(document(found), data)
    return found


def _where(instance: Data) -> str:
    members = {f"{name}[{place}]": size for name, table in instance["families"].items()
               for place, size in table}  # fmt: skip
    found = instance["indices"] | instance["sizes"] | members
    return ", ".join(f"{name} = {value}" for name, value in found.items())
