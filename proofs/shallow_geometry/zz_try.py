from singular_pairs import *
from symland.prelude import *
@theorem(Eq(sqrt(frob2(phi)), sqrt(frob2(psi))), given=[same_gram], ref="t1")
def t1(p):
    p.calc().eq(sqrt(frob2(psi)), by=same_squares)

@theorem(Eq(norm(phi), sqrt(frob2(phi))), ref="t2")
def t2(p):
    """x"""
@theorem(Eq(norm(phi), norm(psi)), given=[same_gram], ref="t3")
def t3(p):
    p.calc().eq(sqrt(frob2(phi))).eq(sqrt(frob2(psi)), by=same_squares).eq(norm(psi))
