"""Attempts to smuggle a statement about layers out of the range for which it was proved.

In the files `first` says that V[1] is one of V[1], ..., V[H]; it is false for H = 0.
"""

import pytest

from tests.proof.test_soundness import not_shown


def test_the_range_of_a_lemma(layers):
    found = layers("""
lemma = claim(Eq(grad(total, V[j]), identity(n)), ref="lemma")
top = index("j", 1, H + 1)

@theorem(Eq(grad(total, V[top]), identity(n)))
def wider(p):
    p.calc().eq(identity(n), by=lemma)

@theorem(Eq(grad(total, V[H + 1]), identity(n)))
def above(p):
    p.calc().eq(identity(n), by=lemma.at(j, H + 1))

@theorem(first)
def below(p):
    p.calc().eq(identity(n), by=lemma.at(j, 1))

@theorem(first, given=[H >= 1])
def inside(p):
    p.calc().eq(identity(n), by=lemma.at(j, 1))

@theorem(Eq(grad(total, V[H]), identity(n)), given=[H >= 1])
def last(p):
    p.calc().eq(identity(n), by=lemma.at(j, H))
""")
    for name in ("wider", "above", "below"):
        not_shown(found[name])
    assert found["wider"].failure.code == "SL202"
    assert "does not follow from the hypotheses" in found["wider"].failure.message
    assert "`fact.at(index, value)`" in found["wider"].failure.hint
    assert "`lemma at j = H + 1` is outside its range" in found["above"].failure.message
    assert found["inside"].verdict == found["last"].verdict == "verified"


def test_the_range_is_that_of_the_lemma_not_of_the_argument(layers):
    found = layers("""
lemma = claim(Eq(grad(total, V[j]), identity(n)))

@theorem(Eq(grad(total, V[H + 1]), identity(n)))
def above(p):
    p.calc().eq(identity(n), by=lemma.at(index("j"), H + 1))
""")
    not_shown(found["above"])


def test_a_range_that_depends_on_the_index(layers):
    found = layers("""
l = index("l", 1)
low = index("low", 1, l)
high = index("high", low, l)
part = layer_sum(s, 1, high, tr(V[s]))
lemma = claim(Eq(grad(part, V[low]), identity(n)))
other = index("high", 1, l)

@theorem(Eq(grad(layer_sum(s, 1, other, tr(V[s])), V[l]), identity(n)))
def moved(p):
    p.calc().eq(identity(n), by=lemma.at(low, l))
""")
    assert found["lemma"].verdict == "verified"
    not_shown(found["moved"])


@pytest.mark.parametrize(
    "text",
    [
        """
lemma = claim(Eq(V[s], S), given=[Eq(V[s], S)])

@theorem(Eq(V[s + 3], S), given=[Eq(V[s], S)])
def moved(p):
    p.calc().eq(S, by=lemma.at(s, s + 3))
""",
        """
i = index("i", 1)
lemma = claim(Eq(grad(tr(V[i]), V[s]), 0), given=[i < s])

@theorem(Eq(grad(tr(V[s]), V[s]), 0), given=[i < s])
def moved(p):
    p.calc().eq(0, by=lemma.at(i, s))
""",
    ],
    ids=["equation", "order"],
)
def test_hypotheses_move_with_the_index(layers, text):
    found = layers(text)
    assert found["lemma"].verdict == "verified"
    not_shown(found["moved"])


def test_statements_of_one_theorem_do_not_lend_their_ranges(layers):
    found = layers("""
lemma = claim([first, Eq(V[j], V[j])])

@theorem(first)
def using(p):
    p.calc().eq(identity(n), by=lemma)
""")
    not_shown(found["using"])
    assert found["using"].failure.code == "SL202"


def test_an_index_of_a_step_lends_no_range(layers):
    found = layers("""
@theorem(first)
def through_layer_j(p):
    c = p.calc()
    c.eq(first.left + V[j] - V[j])
    c.eq(identity(n) + V[j] - V[j])
    c.eq(identity(n))
""")
    not_shown(found["through_layer_j"])


def test_a_side_result_about_a_narrower_range(layers):
    found = layers("""
@theorem(first)
def narrow(p):
    known = p.have(Eq(first.left + V[j], identity(n) + V[j]))
    p.calc().eq(identity(n), by=known)

@theorem(first)
def plain(p):
    known = p.have(first)
    p.calc().eq(identity(n), by=known)
""")
    not_shown(found["narrow"])
    assert found["plain"].verdict == "refuted"


@pytest.mark.parametrize("condition", ["H < 0", "j > H", "j < 1"])
def test_impossible_ranges_prove_nothing(layers, condition):
    found = layers(f"""
nothing = claim(Eq(S, 2 * S + V[j] - V[j]), given=[{condition}])

empty = index("empty", H + 1, H)

@theorem(Eq(S, 2 * S))
def through_no_layer(p):
    c = p.calc()
    c.eq(2 * S + V[empty] - V[empty])
    c.eq(2 * S)
""")
    not_shown(found["nothing"])
    not_shown(found["through_no_layer"])


def test_the_start_of_a_chain_lends_no_range(layers):
    found = layers("""
@theorem(first)
def from_layer_j(p):
    p.calc(identity(n) + V[j] - V[j]).eq(identity(n))
""")
    not_shown(found["from_layer_j"])


def test_sizes_lend_no_range(layers):
    found = layers("""
d = dims("d[]")
Z = matrix("Z", d[j], n)
nothing = tr(Z.T @ Z) - tr(Z.T @ Z)

@theorem(first)
def through_the_size_of_layer_j(p):
    c = p.calc()
    c.eq(first.left + nothing * identity(n))
    c.eq(identity(n) + nothing * identity(n))
    c.eq(identity(n))
""")
    not_shown(found["through_the_size_of_layer_j"])


def test_inverses_of_layers_that_do_not_exist(layers):
    found = layers("""
inverses = layer_sum(s, 1, H, inv(V[s]))

@theorem(Eq(T + inverses - inverses, 0), given=[Eq(V[1] @ T, 0)])
def none_for_no_layers(p):
    c = p.calc()
    c.eq(inv(V[1]) @ V[1] @ T)
    c.eq(inv(V[1]) @ zeros(n, n), by=Eq(V[1] @ T, 0))
    c.eq(0)
""")
    not_shown(found["none_for_no_layers"])


def test_a_free_index_and_the_index_of_blocks(layers):
    found = layers("""
i, i2 = index("i", 1, H), index("i2", 1, H)
row, grid = block_row(i, V[j]), block_grid(i, j, U[i] @ W[j])
captured = claim(Eq(row @ grid, block_row(j, layer_sum(i, 1, H, V[j] @ U[i] @ W[j]))))
""")
    not_shown(found["captured"])


def test_a_hypothesis_about_one_layer_is_not_about_all(layers):
    found = layers("""
@theorem(Eq(layer_sum(j, 1, H, V[j]), layer_sum(j, 1, H, U[j])), given=[Eq(V[j], U[j])])
def all_layers(p):
    p.calc().eq(layer_sum(j, 1, H, U[j]), by=Eq(V[j], U[j]))

at_once = claim(Eq(layer_sum(j, 1, H, V[j]), layer_sum(j, 1, H, U[j])), given=[Eq(V[j], U[j])])
""")
    not_shown(found["all_layers"])
    not_shown(found["at_once"])
