"""Random changes to certificates, judged: what is rejected, where, and what still passes."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from random import Random
from typing import Any

from symland.errors import SymlandError
from symland.kernel.archive import read_file
from symland.kernel.certificate import json_of
from symland.kernel.linear import KernelError
from symland.kernel.theorem import FAULTS
from symland.recheck.files import KINDS, read_refuted, with_denials
from tests.certificates.conftest import refutations_in
from tests.certificates.meaning import is_refuted, is_true_refutation, same_but_for_names
from tests.certificates.tampering import OF_REFUTATIONS, changed


def entry_of(data: Any) -> Any:
    return read_file("changed.json", json_of(data).encode())


def signed(data: Any) -> Any:
    """The data with the digest that belongs to them."""
    plain = {key: value for key, value in data.items() if key != "digest"}
    return {**plain, "digest": sha256(json_of(plain).encode()).hexdigest()}


def attack(certificates: dict[str, Any], seed: int, changes: int) -> Counter[str]:
    """What happens to some random changes; raises `AssertionError` for one that may not pass.

    As it is, every change has to be rejected.  Signed again, a certificate may pass if it states
    the same, the same with other names, or something that the exact evaluator does not refute.
    """
    random, found = Random(seed), Counter[str]()
    names = sorted(certificates)
    for _ in range(changes):
        original = certificates[random.choice(names)]
        data = changed(original, random)
        error = entry_of(data).error
        assert error, f"a change was not noticed: {json_of(data)}"
        found["rejected as it is"] += 1
        found["with the step named"] += error.startswith(("step ", "statement "))
        entry, before = entry_of(signed(data)), entry_of(original)
        if entry.error:
            found["rejected with a new digest"] += 1
        elif entry.cited:
            found["rests on what is shown as cited"] += 1
        elif entry.stated == before.stated:
            found["states the same"] += 1
        elif same_but_for_names(entry.stated, before.stated):
            found["states the same with other names"] += 1
        else:
            assert not is_refuted(entry.stated), json_of(data)
            found["states something else that is not refuted"] += 1
    return found


def attack_refutations(documents: dict[str, Any], seed: int, changes: int) -> Counter[str]:
    """The same for refutations: signed again, one may pass only if it is a true one.

    So may what is written again for what a changed one states, whose values are evaluated anew.
    """
    random, found = Random(seed), Counter[str]()
    names = sorted(refutations_in(documents))
    entries = [entry_of(data) for name, data in documents.items() if name not in names]
    for _ in range(changes):
        data = changed(documents[random.choice(names)], random, OF_REFUTATIONS)
        assert refuted(data, entries).error, f"a change was not noticed: {json_of(data)}"
        found["rejected as it is"] += 1
        again = data if not refuted(signed(data), entries).error else written_again(data)
        if again is not data:
            found["rejected with a new digest"] += 1
        if again is not None and not refuted(again, entries).error:
            assert is_true_refutation(again), json_of(again)
            found["a true refutation of what it states"] += 1
    return found


def written_again(data: Any) -> Any:
    """The document of what changed data state, None if that refutes nothing."""
    try:
        read, document = KINDS[data["kind"]]
        return document(read(data))
    except (SymlandError, KernelError, *FAULTS):
        return None


def refuted(data: Any, entries: Sequence[Any] = ()) -> Any:
    """A refutation checked among some certificates; one that rests on another does not hold."""
    (found,) = with_denials([read_refuted("changed.json", json_of(data).encode())], entries)
    return replace(found, error=f"not here: {found.lacking}") if found.lacking else found


def copied(data: Any) -> Any:
    return json.loads(json_of(data))
