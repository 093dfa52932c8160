"""Refutations in files: each is evaluated again, in whatever state it comes."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from symland.errors import SymlandError
from symland.kernel.theorem import FAULTS
from symland.recheck import refutation, sizes
from symland.recheck.refutation import SCHEMA, Data, RefutationError, Titles, must_be

MARK = SCHEMA.encode()


@dataclass(frozen=True, slots=True)
class Refuted:
    """A refutation in a file: what it refutes and where, or why it is rejected."""

    file: str
    titles: Titles | None = None
    where: str = ""  # sizes and layer indices of the instance
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
        titles = check(data)
    except RefutationError as error:
        return Refuted(file, error=error.message)
    except SymlandError as error:
        return Refuted(file, error=f"the refutation is malformed: {error.message}")
    except FAULTS as error:
        return Refuted(file, error=f"the refutation is malformed: {error}")
    except RecursionError:
        return Refuted(file, error="the refutation is nested too deeply")
    return Refuted(file, titles, _where(data["instance"]))


def check(data: Any) -> Titles:
    """Evaluate a document again; raises `RefutationError` unless it refutes what it states."""
    if not isinstance(data, dict) or data.get("schema") != SCHEMA:
        raise RefutationError("this is not a refutation of a known schema")
    if data["kind"] == "instance":
        found = refutation.read_refutation(data)
        must_be(refutation.document(found), data)
        return found.titles
    if data["kind"] == "sizes":
        ill_sized = sizes.read_sizes(data)
        must_be(sizes.document(ill_sized), data)
        return ill_sized.titles
    raise RefutationError(f"{data['kind']!r} is no kind of refutation")


def _where(instance: Data) -> str:
    members = {f"{name}[{place}]": size for name, table in instance["families"].items()
               for place, size in table}  # fmt: skip
    found = instance["indices"] | instance["sizes"] | members
    return ", ".join(f"{name} = {value}" for name, value in found.items())
