"""What a certificate states, back in the language of authors, for the exact evaluator."""

from __future__ import annotations

from fractions import Fraction
from functools import reduce
from typing import Any

from numeric import Disagreement, compare, mpmath, spot_check
from numeric.instance import Instance
from symland.errors import SymlandError
from symland.kernel.linear import Linear
from symland.kernel.poly import Poly
from symland.kernel.theorem import Stated
from symland.language import build, functions
from symland.language.claims import Claim, claim
from symland.language.expr import Matrix, as_scalar
from symland.language.integers import dims, index, integer
from symland.recheck import sizes
from symland.recheck.denied import at_instance
from symland.recheck.files import KINDS

DIGITS = mpmath(40)


class NotTranslatedError(Exception):
    """A term that the tests do not put back into the language."""


def same_but_for_names(one: Stated, other: Stated) -> bool:
    """Whether two statements become equal when names are replaced by numbers, as they appear."""
    return numbered(one) == numbered(other)


def numbered(stated: Stated) -> Any:
    names: dict[str, str] = {}

    def replace(value: Any) -> Any:
        if isinstance(value, Linear):
            return value.const, sorted((replace_name(name), a) for name, a in value.terms)
        if isinstance(value, Poly):
            return sorted((sorted((kind, replace_name(name), [replace(f) for f in forms], power)
                                  for (kind, name, forms), power in mono), x)
                          for mono, x in value.terms)  # fmt: skip
        if isinstance(value, tuple) and value and value[0] in ("letter", "segment"):
            return value[0], replace_name(value[1]), *map(replace, value[2:])
        return tuple(map(replace, value)) if isinstance(value, tuple) else value

    def replace_name(name: str) -> str:
        return names.setdefault(name, str(len(names)))

    return repr(replace((stated.claims, stated.hypotheses, stated.definitions, stated.facts)))


def is_refuted(stated: Stated) -> bool:
    """Whether an exact random instance satisfies the hypotheses and breaks a claim."""
    try:
        given = [relation(one) for one in stated.hypotheses]
        return any(isinstance(spot_check(relation(one), given, instances=3), Disagreement)
                   for one in stated.claims)  # fmt: skip
    except (NotTranslatedError, SymlandError, AttributeError, TypeError, ValueError, LookupError):
        return False  # not put back into the language


def is_true_refutation(data: Any) -> bool:
    """Whether a document refutes by another number system, or by the sizes of its operands.

    What a theorem denies, here that a letter exists, has to fail for random values of the letter.
    """
    if data["kind"] == "sizes":
        found = sizes.read_sizes(data)
        here = Instance(found.dimensions)
        shapes = [here.shape(one) for one in found.operands]
        return shapes[0] != shapes[-1] or shapes[0][0] != shapes[0][1]
    read, _ = KINDS[data["kind"]]
    stated = read(data)
    claims = [one for one in stated.hypotheses if isinstance(one, Claim)]
    if not all(compare(one, stated.instance, DIGITS).holds for one in claims):
        return False
    if data["kind"] == "denied":
        kind, _, body = at_instance(stated.statement, stated.instance)
        return kind == "exists" and isinstance(spot_check(relation(body), []), Disagreement)
    return not compare(stated.claims[stated.fails], stated.instance, DIGITS).holds


def relation(statement: Any) -> Claim:
    kind, left, right = statement
    return claim(kind, expression(left), expression(right))


def size(value: Poly) -> Any:
    total = integer(0)
    for mono, x in value.terms:
        product = integer(1)
        for (kind, name, forms), power in mono:
            if kind == "param" or forms or not 0 < power < 3 or x.denominator != 1:
                raise NotTranslatedError
            atom = dims(name) if kind == "size" else index(name)
            product = reduce(lambda a, b: a * b, [atom] * power, product)
        total = total + product * int(x)
    return total


def scalar(value: Poly) -> Any:
    total = as_scalar(0)
    for mono, x in value.terms:
        product = as_scalar(x)
        for (kind, name, forms), power in mono:
            if forms:
                raise NotTranslatedError
            one = build.scalar(name) if kind == "param" else as_scalar(size_of(kind, name))
            product = product * one**power
        total = total + product
    return total


def size_of(kind: str, name: str) -> Any:
    return dims(name) if kind == "size" else index(name)


def expression(term: Any) -> Any:
    """The expression of a term; raises `NotTranslatedError` for what is not listed."""
    kind, *rest = term
    if kind == "num":
        return as_scalar(Fraction(rest[0]))
    if kind == "poly":
        return scalar(rest[0])
    if kind == "letter" and not rest[1]:
        return build.matrix(rest[0], size(rest[2]), size(rest[3]), symmetric=rest[4])
    if kind in ("eye", "zero", "ones"):
        make = {"eye": build.identity, "zero": build.zeros, "ones": build.ones}[kind]
        return make(*map(size, rest))
    if kind in ("add", "mul", "scale"):
        parts = [expression(part) for part in rest]
        return reduce(lambda a, b: a + b if kind == "add" else product(a, b), parts)
    single = {"T": lambda a: a.T, "tr": build.tr, "inverse": build.inv, "pinv": build.pinv,
              "vec": build.vec, "diag": build.diag, "det": functions.det}  # fmt: skip
    if kind in single:
        return single[kind](expression(rest[0]))
    if kind in ("kron", "hadamard"):
        return getattr(build, kind)(*map(expression, rest))
    raise NotTranslatedError(kind)


def product(left: Any, right: Any) -> Any:
    both = isinstance(left, Matrix) and isinstance(right, Matrix)
    return left @ right if both else left * right
