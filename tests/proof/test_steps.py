"""What becomes of the steps of a proof: shown, refuted, undecided, left open, cited."""

from symland.evidence import Evidence

GOOD = """
@theorem(Eq(frob2(A + C), frob2(A) + 2 * inner(A, C) + frob2(C)), ref=["good.a", "good.b"])
def expand(p):
    "The square of a sum."
    c = p.calc()
    c.eq(tr((A + C).T @ (A + C)), why="definition")
    c.eq(frob2(A) + 2 * tr(A.T @ C) + frob2(C), why="cyclic trace")


cyclic = claim(Eq(tr(A @ B), tr(B @ A)), ref="good.cyclic", doc="The trace is cyclic.")
"""


def test_a_good_file(prove):
    found = prove(GOOD)
    assert found.verdicts == {"expand": "verified", "cyclic": "verified"}
    expand, cyclic = found["expand"], found["cyclic"]
    assert expand.refs == ("good.a", "good.b")
    assert expand.evidence is Evidence.EXACT
    assert [step.relation for step in expand.steps] == ["=", "="]
    assert [step.why for step in expand.steps] == ["definition", "cyclic trace"]
    assert [step.location.line for step in expand.steps] == [11, 12]
    assert all(step.cross_check == "agreed" for step in expand.steps)
    assert expand.statement == "|A + C|_F^2 = |A|_F^2 + 2 <A, C> + |C|_F^2"
    assert (expand.file, expand.line, expand.doc) == ("proofs/a.py", 7, "The square of a sum.")
    assert cyclic.doc == "The trace is cyclic."
    assert len(cyclic.steps) == 1


def test_a_wrong_step(prove):
    found = prove("""
@theorem(Eq(tr(S @ T), tr(T @ S)), ref="x")
def wrong(p):
    c = p.calc()
    c.eq(tr(S.T @ T))
    c.eq(tr(T @ S))
""")["wrong"]
    assert (found.verdict, found.evidence) == ("refuted", Evidence.REFUTED)
    step = found.steps[0]
    assert step.evidence is Evidence.REFUTED
    assert step.failure.code == "SL101"
    assert step.failure.message == "step 1 of `wrong` is false"
    assert (step.failure.left, step.failure.right) == ("tr(S T)", "tr(S' T)")
    place = step.failure.location
    assert (place.file, place.line, place.end_line) == ("proofs/a.py", 10, 10)
    assert (place.column, place.end_column) == (10, 21)
    assert step.failure.counterexample.sizes == {"n": 2}
    assert step.failure.reproduce.startswith("symland verify proofs/a.py::wrong::1")
    assert found.steps[1].evidence is Evidence.REFUTED


def test_every_step_is_checked_even_after_a_false_one(prove):
    found = prove("""
@theorem(Eq(A, A))
def there_and_back(p):
    c = p.calc()
    c.eq(2 * A)
    c.eq(A + A)
    c.eq(A)
""")["there_and_back"]
    assert found.verdict == "refuted"
    assert [step.evidence.value for step in found.steps] == ["refuted", "exact", "refuted"]


def test_a_false_statement_without_a_chain(prove):
    found = prove('wrong = claim(Eq(S @ T, T @ S), ref="x")\n')["wrong"]
    assert found.verdict == "refuted"
    assert found.steps[0].failure.location.line == 6


def test_undecided(prove):
    found = prove("""
@theorem(Eq(puzzle, A), ref="x")
def twice(p):
    pass
""")["twice"]
    assert (found.verdict, found.evidence) == ("undecided", Evidence.UNDECIDED)
    failure = found.steps[0].failure
    assert failure.code == "SL102"
    assert failure.message == "step 1 of `twice` is undecided: neither shown nor refuted"
    assert "canonical forms (they differ)" in failure.tried
    assert "exact instances" in failure.tried


def test_todo(prove):
    found = prove("""
@theorem(Eq(A, C))
def later(p):
    p.calc().eq(C, by=todo("needs Lemma 4"))

open_one = open_entry("needs an SVD", ref="o")
""")
    assert found["later"].verdict == "todo"
    assert found["later"].rests_on == ("todo: needs Lemma 4",)
    assert found["open_one"].verdict == "todo"
    assert found["open_one"].rests_on == ("todo: needs an SVD",)


def test_a_todo_does_not_hide_what_is_false(prove):
    found = prove("""
@theorem(Eq(A, C))
def both(p):
    c = p.calc()
    c.eq(2 * A)
    c.eq(C, by=todo("later"))
""")["both"]
    assert found.verdict == "refuted"


def test_cited(prove):
    found = prove("""
@theorem(Eq(puzzle, A), ref="x")
def twice(p):
    p.calc().eq(A, by=cite("Penrose 1955, Lemma 1"))

@theorem(Eq(puzzle @ B, A @ B))
def using(p):
    p.calc().eq(A @ B, by=twice)

@theorem(Eq(tr(A @ B), tr(B @ A)))
def not_needed(p):
    p.calc().eq(tr(B @ A), by=cite("folklore"))
""")
    assert found["twice"].verdict == "verified"
    assert found["twice"].evidence is Evidence.CITED
    assert found["twice"].rests_on == ("cited: Penrose 1955, Lemma 1",)
    assert found["twice"].steps[0].by == ("cited: Penrose 1955, Lemma 1",)
    assert found["using"].evidence is Evidence.CITED
    assert found["using"].uses == ("x",)
    assert found["not_needed"].evidence is Evidence.EXACT
    assert found["not_needed"].rests_on == ()


def test_what_rests_on_a_citation_says_so(prove):
    found = prove("""
@theorem(Eq(puzzle, A), ref="x")
def twice(p):
    p.calc().eq(A, by=cite("Penrose 1955, Lemma 1"))

@theorem(Eq(puzzle @ B, A @ B))
def using(p):
    p.calc().eq(A @ B, by=twice)
""")
    assert any("Penrose 1955" in one for one in found["using"].rests_on)


def test_a_citation_does_not_save_a_false_step(prove):
    found = prove("""
@theorem(Eq(A, 2 * A))
def wrong(p):
    p.calc().eq(2 * A, by=cite("nobody 1900"))
""")["wrong"]
    assert found.verdict == "refuted"


def test_several_statements(prove):
    found = prove("""
@theorem([Eq(tr(A @ B), tr(B @ A)), Eq((A @ B).T, B.T @ A.T), Eq(A, A)])
def three(p):
    p.calc((A @ B).T).eq(B.T @ A.T)
    p.calc().eq(A @ B - A @ B + (A @ B).T)

@theorem([Eq(A, A), Eq(S @ T, T @ S)])
def second_is_false(p):
    "No chain."
""")
    assert found["three"].verdict == "verified"
    assert found["second_is_false"].verdict == "refuted"
    assert [s.evidence.value for s in found["second_is_false"].steps] == ["exact", "refuted"]


def test_a_side_result(prove):
    found = prove("""
@theorem(Eq(tr(S @ T @ U), tr(U @ S @ T)))
def rotate(p):
    helper = p.have(Eq(tr(S @ T @ U), tr(T @ U @ S)), why="once")
    c = p.calc()
    c.eq(tr(T @ U @ S), by=helper)
    c.eq(tr(U @ S @ T))

@theorem(Eq(tr(S @ T @ U), tr(U @ S @ T)))
def wrong_side_result(p):
    p.have(Eq(S @ T, T @ S))
    p.calc().eq(tr(U @ S @ T))
""")
    assert found["rotate"].verdict == "verified"
    assert found["rotate"].steps[1].by == ("have 1",)
    assert found["wrong_side_result"].verdict == "refuted"


def test_zero_and_sizes_are_numbers_where_they_are_meant(prove):
    found = prove("""
zero = claim(Eq(A - A, 0))
width = claim(Eq(tr(identity(n)), n))
product = claim(Eq(tr(kron(identity(n), identity(m))), n * m))

@theorem(Eq(S - S, 0))
def nothing(p):
    p.calc().eq(0)
""")
    assert set(found.verdicts.values()) == {"verified"}


def test_names_of_the_author_in_a_failure(prove):
    found = prove("""
E = let("E", A @ S - C)

@theorem(Eq(grad(frob2(E) / 2, S), A.T @ E))
def factor(p):
    c = p.calc()
    c.eq(2 * A.T @ E)
    c.eq(A.T @ E)
""")["factor"]
    assert found.steps[0].failure.left == "A' E"
    assert found.steps[0].failure.right == "(2 A') E"


def test_a_disagreement_of_the_two_roads_is_an_error(prove, monkeypatch):
    from symland.kernel import check as kernel

    monkeypatch.setattr(kernel, "equal", lambda *_: True)
    found = prove("wrong = claim(Eq(S @ T, T @ S))\n")["wrong"]
    assert (found.verdict, found.failure.code) == ("error", "SL901")
    assert "the kernel accepts `S T = T S`" in found.failure.message
