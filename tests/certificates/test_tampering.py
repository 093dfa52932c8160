"""Random changes to certificates: none passes, and none that is signed again proves anything else.

The digest alone rejects every change.  So that the kernel is tested and not the digest, the changed
data get a new one: what then passes must state the same, the same with other names, or something
that the exact evaluator cannot refute.  `make tamper` tries 10,000 changes.
"""

import json
import os
from hashlib import sha256
from random import Random

from symland.kernel.archive import read_file
from symland.kernel.certificate import json_of
from tests.certificates.meaning import is_refuted, same_but_for_names
from tests.certificates.tampering import changed

CHANGES = int(os.environ.get("SYMLAND_TAMPERINGS", "150"))


def entry_of(data):
    return read_file("changed.json", json_of(data).encode())


def signed(data):
    """The data with the digest that belongs to them."""
    plain = {key: value for key, value in data.items() if key != "digest"}
    return {**plain, "digest": sha256(json_of(plain).encode()).hexdigest()}


def test_changes_do_not_pass(certificates):
    random = Random(20)
    names = sorted(certificates)
    passed = 0
    for _ in range(CHANGES):
        original = certificates[random.choice(names)]
        data = changed(original, random)
        assert entry_of(data).error, f"a change was not noticed: {json_of(data)}"
        entry, before = entry_of(signed(data)), entry_of(original)
        if entry.error or entry.cited or entry.stated == before.stated:
            continue  # a cited step is shown as such, not as proved
        passed += 1
        if not same_but_for_names(entry.stated, before.stated):
            assert not is_refuted(entry.stated), json_of(data)
    assert passed < CHANGES / 5


def test_the_place_of_a_change_is_named(certificates):
    random = Random(3)
    messages = [entry_of(changed(certificates["cyclic"], random)).error for _ in range(60)]
    assert all(messages)
    assert any(message.startswith("step ") for message in messages)


def test_signing_again_is_what_a_certificate_carries(certificates):
    for data in certificates.values():
        assert signed(json.loads(json_of(data))) == data
