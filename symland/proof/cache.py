"""Remember which statements were proved, instances that refute claims as printed, experiments.

Failures and open ends are not kept.  An instance is evaluated again when it is used, so that the
cache never has the last word on it.

The key of a statement is its canonical text, its facts and the version of every file of symland's
checker, so that a change of either makes a new key; line numbers and prose are no part of it.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from pathlib import Path

from numeric.instance import Instance
from numeric.stored import from_data, to_data
from symland.elaborate import term
from symland.evidence import Evidence
from symland.kernel.encoding import encode
from symland.kernel.linear import KernelError
from symland.language.claims import Claim
from symland.reasoning.facts import Facts, context_for
from symland.refute.hunt import Search

TAG = "Signature: 8a477f597d28d172789f06886806bc55\n# This folder is a cache of symland.\n"


@dataclass(slots=True)
class Cache:
    """Proved statements by key; without a folder it remembers nothing."""

    folder: Path | None = None
    fresh: bool = False
    known: dict[str, str] = field(default_factory=dict)  # by earlier runs
    added: dict[str, str] = field(default_factory=dict)  # by this one
    hits: int = 0

    def load(self) -> None:
        """Read what earlier runs proved; an unreadable file counts as empty."""
        if self.folder is None or not self._file.is_file():
            return
        try:
            found = json.loads(self._file.read_text())
        except (OSError, ValueError):
            return
        if isinstance(found, dict):
            self.known = {str(key): str(value) for key, value in found.items()}

    def save(self) -> None:
        """Write what is known now."""
        if self.folder is None:
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "CACHEDIR.TAG").write_text(TAG)
        (self.folder / ".gitignore").write_text("*\n")
        self._file.write_text(json.dumps(self.known | self.added, sort_keys=True, indent=0))

    def instance(self, claim: Claim, facts: Facts, limits: Search) -> Instance | None:
        """The instance that an earlier search within the same limits has found."""
        if self.folder is None or self.fresh or not self.known:
            return None
        try:
            value = self.known.get(instance_key(claim, facts, limits))
            return None if value is None else from_data(json.loads(value))
        except (ValueError, KernelError):
            return None

    def put_instance(self, claim: Claim, facts: Facts, limits: Search, found: Instance) -> None:
        """Remember an instance that a search has found."""
        if self.folder is None:
            return
        with suppress(KernelError):  # without a canonical text there is no key
            self.added[instance_key(claim, facts, limits)] = json.dumps(to_data(found))

    def outcome(self, key: str) -> str | None:
        """The figures of an experiment that came out as claimed before."""
        return None if self.folder is None or self.fresh else self.known.get(key)

    def put_outcome(self, key: str, detail: str) -> None:
        """Remember the figures of an experiment that came out as claimed."""
        if self.folder is not None:
            self.added[key] = detail

    @property
    def _file(self) -> Path:
        assert self.folder is not None
        return self.folder / "proved.json"

    def get(self, claim: Claim, facts: Facts) -> Evidence | None:
        """The evidence of an earlier proof."""
        if self.folder is None or self.fresh or not self.known:
            return None
        value = self.known.get(key_of(claim, facts))
        if value not in (Evidence.EXACT.value, Evidence.CERTIFIED.value):
            return None
        self.hits += 1
        return Evidence(value)

    def put(self, claim: Claim, facts: Facts, evidence: Evidence) -> None:
        """Remember a proof."""
        if self.folder is not None and evidence.is_proof:
            self.added[key_of(claim, facts)] = evidence.value


def key_of(claim: Claim, facts: Facts) -> str:
    """A key that changes with anything on which the proof depends."""
    context = context_for(claim, facts)
    parts = [
        version(), claim.relation, encode(term(claim.left)), encode(term(claim.right)),
        sorted(json.dumps(encode(fact)) for fact in context.facts),
        [[known.relation, encode(term(known.left)), encode(term(known.right))]
         for known in (*facts.hypotheses, *facts.equations, *facts.inequalities)],
        [[str(one.factor), encode(term(one.matrix))] for one in facts.squares],
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def instance_key(claim: Claim, facts: Facts, limits: Search) -> str:
    """A key of what a search finds: a change of the search makes a new key, too."""
    parts = [key_of(claim, facts), version("refute", "../numeric"), asdict(limits)]
    defined = [[one.family.name, str(one)] for one in facts.definitions]
    parts += [defined, list(map(str, facts.conditions))]
    return "instance " + hashlib.sha256(json.dumps(parts).encode()).hexdigest()


@lru_cache(maxsize=4)
def version(*folders: str) -> str:
    """A hash of the source of what has a say in a verdict, or of other folders."""
    root = Path(__file__).resolve().parent.parent
    chosen = [root / name for name in folders or ("kernel", "language", "reasoning", "proof")]
    files = [path for folder in chosen for path in sorted(folder.rglob("*.py"))]
    digest = hashlib.sha256()
    for path in [*files, root / "elaborate.py"]:
        digest.update(path.read_bytes())
    return digest.hexdigest()
