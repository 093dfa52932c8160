"""What holds of the selections in a problem: E_i'E_j is I or 0, and the sum of all E_i E_i' is I.

The kernel's canonical form knows this without being told; words have to be told.
"""

from __future__ import annotations

from collections.abc import Iterator

from symland.kernel.network import Raw
from symland.kernel.poly import sum_of
from symland.kernel.selections import blocks_of
from symland.kernel.syntax import Term
from symland.kernel.terms import expand
from symland.reasoning.ideal.letters import Alphabet, polynomial_of
from symland.reasoning.ideal.quote import quote_head
from symland.reasoning.ideal.words import Polynomial


def equations_of_blocks(alphabet: Alphabet) -> Iterator[Polynomial]:
    """Polynomials in words that are 0 by the meaning of the selections among the letters."""
    heads = {one.atoms[0][0] for one in alphabet.letters.values()
             if len(one.atoms) == 1 and one.atoms[0][0].kind == "selection"}  # fmt: skip
    listed = sorted(heads, key=lambda head: head.key)
    pieces = [expand(quote_head(head), alphabet.context).pieces[0] for head in listed]
    for whole, parts in blocks_of(Raw((), (), tuple(pieces))).items():
        blocks: list[Term] = [("selection", a, m, whole - a - m) for a, m in parts]
        yield _known(alphabet, [(one, ("T", one)) for one in blocks], ("eye", whole))
        blocks += [quote_head(head) for head in listed
                   if sum_of(head.sizes) == whole and head.sizes[:2] not in parts]  # fmt: skip
        for one in blocks:
            for other in blocks:
                yield _known(alphabet, [(("T", one), other)], ("mul", ("T", one), other))


def _known(alphabet: Alphabet, products: list[tuple[Term, Term]], right: Term) -> Polynomial:
    """The sum of some products of two letters, minus the canonical form of what it is."""
    found = dict(polynomial_of(expand(right, alphabet.context), alphabet) or {})
    found = {key: -value for key, value in found.items()}
    for pair in products:
        word = "".join(word for factor in pair
                       for _, word in polynomial_of(expand(factor, alphabet.context), alphabet)
                       or ())  # fmt: skip
        found["", word] = found.get(("", word), 0) + 1
    return {key: value for key, value in found.items() if value}
