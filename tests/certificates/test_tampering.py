"""Random changes to certificates: none passes, and none that is signed again proves anything else.

The digest alone rejects every change.  So that the kernel is tested and not the digest, the changed
data get a new one: what then passes must state the same, the same with other names, or something
that the exact evaluator cannot refute.  `make tamper` tries 10,000 changes.
"""

from random import Random

from tests.certificates.attack import attack, copied, entry_of, signed
from tests.certificates.tampering import changed

CHANGES = 100


def test_changes_do_not_pass(certificates, logical):
    for number, some in enumerate((certificates, logical)):
        found = attack(some, 20 + number, CHANGES)
        assert found["rejected as it is"] == CHANGES
        assert found["rejected with a new digest"] > CHANGES / 2


def test_the_place_of_a_change_is_named(certificates):
    random = Random(3)
    messages = [entry_of(changed(certificates["cyclic"], random)).error for _ in range(60)]
    assert all(messages)
    assert any(message.startswith("step ") for message in messages)


def test_signing_again_is_what_a_certificate_carries(certificates, logical):
    for data in (*certificates.values(), *logical.values()):
        assert signed(copied(data)) == data
