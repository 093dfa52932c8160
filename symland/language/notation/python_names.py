"""Names, sizes and layer indices in Python: `W'` is `W_prime`, `d[k - 1]` stays as it is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from keyword import iskeyword
from typing import Any

from symland.errors import ExpressionError
from symland.language.derivatives import GENERIC
from symland.language.functions import NAMED
from symland.language.integers import Atom, Int
from symland.language.notation.layout import signed_sum

_FUNCTION_NAMES = """
as_scalar Fraction identity zeros ones commutation tr vec kron hadamard frob2 inner diag pinv
chain layer_sum grad jacobian hess differential hess_form
activation Activation leaky_relu sqrt hadamard_power hadamard_div
det logdet norm total diagonal expm
"""
FUNCTIONS = frozenset([*re.findall(r"\w+", _FUNCTION_NAMES), *NAMED])


NO_NAMES: Mapping[Any, str] = {}


class Letters:
    """The identifiers in use; each may stand for one thing only."""

    def __init__(self, names: Mapping[Any, str] = NO_NAMES) -> None:
        self.names = names  # variables in which letters and formulas are kept
        self.meaning: dict[str, object] = {}
        self.generic: str | None = None

    def identifier(self, name: str, thing: object) -> str:
        """The identifier of a letter; raises `ExpressionError` when two things would share it."""
        if name == GENERIC:
            return self._generic()
        found = self.names.get(thing) or identifier(name)
        if self.meaning.setdefault(found, thing) != thing:
            raise ExpressionError(f"two different letters would both be called `{found}` in Python")
        return found

    def _generic(self) -> str:
        if self.generic is None:
            raise ExpressionError(
                "the generic layer has no name outside of a derivative along a motion"
            )
        return self.generic


def identifier(name: str) -> str:
    """The Python identifier of a letter: `W'` is `W_prime`, `lambda` is `lambda_`."""
    found = re.sub(r"\W+", "_", name.replace("'", "_prime").replace("}", ""))
    return found + "_" if iskeyword(found) or found in FUNCTIONS else found


def python_integer(value: Int, letters: Letters) -> str:
    """A size or layer index as Python source; powers are written out: `n*n + 1`."""
    ordered = sorted(value.terms, key=lambda term: term[1] < 0)
    terms = [(factor < 0, _integer_term(term, abs(factor), letters)) for term, factor in ordered]
    return signed_sum(terms) if terms else "0"


def _integer_term(term: tuple[tuple[Atom, int], ...], factor: int, letters: Letters) -> str:
    atoms = [_atom(atom, letters) for atom, power in term for _ in range(power)]
    return "*".join(atoms if atoms and factor == 1 else [str(factor), *atoms])


def _atom(atom: Atom, letters: Letters) -> str:
    kind = "size family" if atom.args else atom.kind
    name = letters.identifier(atom.name, (kind, atom.name))
    return name + "".join(f"[{python_integer(arg, letters)}]" for arg in atom.args)
