"""What is read from certificates is shared, and never mistaken for what merely compares equal."""

from __future__ import annotations

from symland.kernel.encoding import decode, encode
from symland.kernel.linear import Context, variable
from symland.kernel.poly import symbol
from symland.kernel.terms import expand

SIZE = symbol("size", "n")
A = ("letter", "A", (), SIZE, SIZE, False)


def test_equal_terms_of_two_certificates_are_one_object():
    assert decode(encode(A)) is decode(encode(A))


def test_one_and_true_are_not_mistaken():
    for first, second in ((1, True), (True, 1), (0, False), (False, 0)):
        for value in (first, second):
            (found,) = decode([value])
            assert type(found) is type(value)


def test_a_sum_has_new_indices_each_time():
    """Else the sums of a product would have one index."""
    total = ("sum", "k", variable("a"), variable("b"), ("mul", ("num", "2"), A))
    context = Context(frozenset({variable("b") - variable("a")}))
    (one,), (other,) = (expand(total, context).pieces for _ in range(2))
    assert one.binders[0][0] != other.binders[0][0]
    (both,) = expand(("mul", total, total), context).pieces
    assert len({name for name, _, _ in both.binders}) == 2
