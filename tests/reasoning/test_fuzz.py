"""Random false claims under random hypotheses, a few of them; `make fuzz` tries 2,000."""

from tests.reasoning.false_claims import attack


def test_no_false_claim_is_accepted():
    found = attack(2, 24)
    assert found["false claims"] >= 24
    assert found["accepted true ones"], "no true claim was proved: the hypotheses are of no use"
