"""What a statement binds stands for one thing: its name hides nothing of another kind or size.

`ForAll(B, Eq(W[1], 0))`, where the family W is called B as well, says something of that one family;
its name must not look bound, or W would be taken for a new one.
"""

import pytest

from symland.errors import StatementError
from symland.prelude import (
    Eq,
    Exists,
    ForAll,
    Implies,
    basis_vector,
    chain,
    dims,
    family,
    function,
    identity,
    index,
    let_family,
    matrix,
    scalar,
    symmetric,
    vector,
)

n, m = dims("n m")
B, b, single, double = matrix("B", n, n), scalar("B"), family("B", n), family("B", n, n, indices=2)
k, u = index("k", 1), index("u")
layers = let_family("B", u, identity(n) + family("C", n)[u])
COLLISIONS = {
    "a family": lambda: ForAll(B, Eq(single[1], 0)),
    "a product of layers": lambda: ForAll(B, Eq(chain(single, k, 1), 0)),
    "a letter": lambda: ForAll(single, Eq(B, 0)),
    "a scalar": lambda: ForAll(B, Eq(b, 0)),
    "a letter of another size": lambda: ForAll(B, Eq(matrix("B", n, m), 0)),
    "a symmetric letter": lambda: ForAll(B, Eq(symmetric("B", n), B)),
    "layers with two indices": lambda: ForAll(single, Eq(double[1][1], 0)),
    "layers with one index": lambda: Exists(double, Eq(single[1], 0)),
    "a family of another size": lambda: Exists(single, Eq(family("B", m)[1], 0)),
    "layers that are abbreviated": lambda: Exists(single, Eq(layers[1], 0)),
    "a function": lambda: ForAll(B, Eq(function("B", n, n)(vector("x", n)), 0)),
    "a size": lambda: ForAll(B, Eq(matrix("A", *dims("B B")), 0)),
    "a layer index": lambda: ForAll(B, Eq(family("W", n)[index("B", 1)], 0)),
    "an index in a range": lambda: ForAll(B, ForAll(index("k", 1, index("B", 1)), Eq(B, 0))),
    "an index in its own range": lambda: ForAll([matrix("l", n, n), index("k", 1, index("l", 1))],
                                                Eq(matrix("l", n, n), 0)),
    "an index in a constraint": lambda: ForAll(B, Implies(index("B", 1) >= 2, Eq(B, 0))),
    "the size of a letter bound inside": lambda: ForAll(B, Exists(matrix("A", n, dims("B")),
                                                                  Eq(B, 0))),
    "sizes of layers under the name of a size": lambda: Exists(
        vector("v", dims("r")), Eq(family("W", dims("r[]"))[1], 0), [dims("r")]),
    "an index in `where`": lambda: ForAll([B, k], Eq(B, 0), where=[k < index("B", 1)]),
    "a letter in a property": lambda: ForAll(b, basis_vector(vector("B", n))),
}  # fmt: skip


@pytest.mark.parametrize("name", COLLISIONS)
def test_a_bound_name_stands_for_one_thing(name):
    with pytest.raises(StatementError, match="is bound and stands for two things in") as error:
        COLLISIONS[name]()
    assert "give what is bound a name of its own" in str(error.value.help)


def test_what_is_bound_further_inside_is_another():
    found = ForAll(B, Implies(Eq(B, 0), Exists(single, Eq(single[1], 0))))
    assert str(found) == "for all B: (if B = 0 then (there is B[] with B[1] = 0))"
