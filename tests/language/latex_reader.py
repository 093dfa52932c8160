r"""An independent reader of the LaTeX that symland writes, for tests.

It knows the notation and the letters, and nothing of the printer: brackets decide, `\top` and
other exponents bind most, then products by juxtaposition, then `\otimes`, `\circ` and `\oslash`,
then signs; `\sum` and `\nabla` take what follows them, up to the next sign or one factor.
"""

from __future__ import annotations

import re
from fractions import Fraction
from functools import reduce
from operator import mul
from typing import Any

from symland.language.build import (
    commutation,
    diag,
    frob2,
    hadamard,
    identity,
    inner,
    kron,
    layer_sum,
    ones,
    pinv,
    tr,
    vec,
)
from symland.language.derivatives import gradient_node, hessian_node
from symland.language.expr import Expr, Matrix, as_scalar
from symland.language.families import Family, chain
from symland.language.functions import (
    NAMED,
    Activation,
    activation,
    det,
    diagonal,
    expm,
    hadamard_div,
    hadamard_power,
    leaky_relu,
    logdet,
    norm,
    total,
)
from symland.language.integers import Int, SizeFamily, integer

_SKIPPED = r"\\(?:left|right|bigl|bigr|biggl|biggr)(?![A-Za-z])|\\q?quad|\\displaystyle"
_TOKEN = re.compile(r"\\[A-Za-z]+|\d+|\S")
_TENSORS = {r"\otimes": kron, r"\circ": hadamard, r"\oslash": hadamard_div}
_CALLS = {"tr": tr, "vec": vec, "diag": diag, "diagonal": diagonal, "sum": total}
_STARTS = {"(", r"\lVert", r"\langle", r"\operatorname", r"\tfrac", r"\frac", r"\sqrt", r"\mathbf"}
_STARTS |= {r"\sum", r"\nabla", r"\det", r"\log", "e"} | {f"\\{name}" for name in NAMED}


class Reader:
    """Reads one formula; `letters` are the meanings of names as LaTeX shows them."""

    def __init__(self, source: str, letters: dict[str, Any]) -> None:
        bare = re.sub(_SKIPPED, " ", source.replace("\\\\", " ").replace("&", " "))
        self.tokens = _TOKEN.findall(bare)
        self.place = 0
        self.letters = letters

    # tokens

    @property
    def next(self) -> str:
        return self.tokens[self.place] if self.place < len(self.tokens) else ""

    def take(self, expected: str = "") -> str:
        token = self.next
        assert token, "the formula ends too early"
        assert not expected or token == expected, (token, expected, self.tokens[self.place :])
        self.place += 1
        return token

    def ahead(self, *tokens: str) -> bool:
        return tuple(self.tokens[self.place : self.place + len(tokens)]) == tokens

    def skip(self, token: str) -> bool:
        found = self.next == token
        self.place += found
        return found

    def script(self) -> list[str]:
        """The tokens of a subscript or superscript, or of an argument."""
        if not self.skip("{"):
            return [self.take()]
        found, depth = [], 1
        while True:
            token = self.take()
            depth += (token == "{") - (token == "}")
            if not depth:
                return found
            found.append(token)

    def inside(self, tokens: list[str]) -> Any:
        """What a group of tokens means, read on its own."""
        other = Reader("", self.letters)
        other.tokens = tokens
        return other.whole()

    # formulas

    def whole(self) -> Any:
        found = self.sum()
        assert not self.next, self.tokens[self.place :]
        return found

    def sum(self) -> Any:
        negative = self.skip("-")
        found = -self.term() if negative else self.term()
        while self.next in ("+", "-"):
            found = found + self.term() if self.take() == "+" else found - self.term()
        return found

    def term(self) -> Any:
        operands, signs = [self.product()], []
        while self.next in _TENSORS:
            signs.append(self.take())
            operands.append(self.product())
        if not signs:
            return operands[0]
        if signs[-1] == r"\oslash":
            front = operands[0] if len(signs) == 1 else hadamard(*operands[:-1])
            return hadamard_div(front, operands[-1])
        assert len(set(signs)) == 1, signs
        return _TENSORS[signs[0]](*operands)

    def product(self) -> Any:
        factors = [self.factor()]
        while self.starts_factor():
            self.skip(r"\cdot")
            factors.append(self.factor())
        found = factors[0]
        for factor in factors[1:]:
            both = isinstance(found, Matrix) and isinstance(factor, Matrix)
            found = found @ factor if both else found * factor
        if self.skip("/"):
            return found / self.factor()
        return found

    def starts_factor(self) -> bool:
        token = self.next
        plain = token.isalnum() or token in _STARTS or token == r"\cdot"
        return plain or (token.startswith("\\") and self.letter_ahead() is not None)

    def factor(self) -> Any:
        found = self.atom()
        while self.next == "^":
            self.take()
            found = self.raised(found, self.script())
        return found

    def raised(self, base: Any, power: list[str]) -> Any:
        if power == [r"\top"]:
            return base.T
        if power == ["+"]:
            return pinv(base)
        if power[0] == r"\circ":
            return hadamard_power(base, Fraction("".join(power[1:])))
        exponent = Fraction("".join(power))
        if not isinstance(base, Matrix):
            whole = exponent.denominator == 1
            return as_scalar(base) ** int(exponent) if whole else _power(exponent)(base)
        return base.inv if exponent == -1 else base ** int(exponent)

    def group(self, end: str = ")") -> Any:
        found = self.sum()
        self.take(end)
        return found

    def atom(self) -> Any:
        token = self.next
        if token.isdecimal():
            return as_scalar(int(self.take()))
        known = self.letter_ahead()
        if known is not None:
            return self.letter(known)
        rule = getattr(self, f"read_{_WORDS.get(token, token.strip(chr(92)))}", None)
        assert rule, (token, self.tokens[self.place :])
        self.take()
        return rule()

    def read_bracket(self) -> Any:
        return self.group()

    def read_lVert(self) -> Any:
        found = self.group(r"\rVert")
        self.take("_")
        self.take("F")
        if self.ahead("^", "2"):
            self.place += 2
            return frob2(found)
        return norm(found)

    def read_langle(self) -> Any:
        left = self.group(",")
        return inner(left, self.group(r"\rangle"))

    def read_tfrac(self) -> Any:
        above, below = self.script(), self.script()
        return as_scalar(1) * reduce(mul, [Fraction(int(x)) for x in above if x != r"\cdot"]) / (
            reduce(mul, [Fraction(int(x)) for x in below if x != r"\cdot"]))  # fmt: skip

    def read_frac(self) -> Any:
        above, below = self.script(), self.script()
        return self.inside(above) / self.inside(below)

    def read_sqrt(self) -> Any:
        return _power(Fraction(1, 2))(self.inside(self.script()))

    def read_mathbf(self) -> Any:
        assert self.script() == ["1"]
        self.take("_")
        size = " ".join(self.script()).split(r" \times ")
        return ones(*(self.integer(part.split()) for part in size))

    def read_e(self) -> Any:
        self.take("^")
        return expm(self.inside(self.script()))

    def read_det(self) -> Any:
        self.take("(")
        return det(self.group())

    def read_log(self) -> Any:
        if self.skip(r"\det"):
            self.take("(")
            return logdet(self.group())
        return self.called(activation("log"))

    def read_operatorname(self) -> Any:
        name = "".join(self.script())
        if name in _CALLS:
            self.take("(")
            return _CALLS[name](self.group())
        if name == "leakyrelu":
            self.take("_")
            slope = Fraction("".join(self.script()))
            return self.called(leaky_relu(slope))
        return self.called(activation(name))

    def read_function(self) -> Any:
        return self.called(activation(self.tokens[self.place - 1].removeprefix("\\")))

    def called(self, function: Activation) -> Any:
        """A function with its primes, and its argument."""
        while self.skip("'"):
            function = function.d
        if self.ahead("^", "{", "("):
            self.take()
            function = Activation(function.name, int(self.script()[1]), function.parameter)
        self.take("(")
        return function(self.group())

    def read_sum(self) -> Any:
        self.take("_")
        name, _, *low = self.script()
        self.take("^")
        high = self.script()
        place = self.letters[name]
        body = self.term()
        return layer_sum(place, self.integer(low), self.integer(high), body)

    def read_nabla(self) -> Any:
        second = self.ahead("^", "2")
        self.place += 2 * second
        self.take("_")
        parts = " ".join(self.script()).split(",")
        variables = [Reader(part, self.letters).whole() for part in parts]
        body = self.factor()
        return hessian_node(body, *variables) if second else gradient_node(body, *variables)

    # letters

    def letter_ahead(self) -> tuple[Any, int, list[str]] | None:
        """The meaning of the name here, how many tokens it has, and its index."""
        end = self.place + 1
        base = self.next
        if base in (r"\mathit", r"\mathrm", r"\hat", r"\text"):
            end = self.tokens.index("}", self.place) + 1
            base = "".join(self.tokens[self.place : end])
        below: list[str] = []
        if end < len(self.tokens) and self.tokens[end] == "_":
            other = Reader("", self.letters)
            other.tokens = self.tokens[end + 1 :]
            below = other.script()
            end += 1 + other.place
        shown = base + (f"_{''.join(below)}" if below else "")
        if isinstance(self.letters.get(shown), Activation):
            return self.letters[shown], end - self.place, []
        while end < len(self.tokens) and self.tokens[end] == "'":
            shown, end = shown + "'", end + 1
        if shown in self.letters:
            return self.letters[shown], end - self.place, []
        found = self.letters.get(base) or {"I": "I", "K": "K"}.get(base)
        if below and (found in ("I", "K") or isinstance(found, Family | SizeFamily)):
            return found, end - self.place, below
        return None

    def letter(self, known: tuple[Any, int, list[str]]) -> Any:
        found, length, below = known
        if isinstance(found, Activation):
            self.place += length
            return self.called(found)
        self.place += length
        if found == "I":
            return identity(self.integer(below))
        if found == "K":
            rows, cols = " ".join(below).split(",")
            return commutation(self.integer(rows.split()), self.integer(cols.split()))
        if isinstance(found, Family):
            high = self.integer(below)
            if not self.skip(r"\cdots"):
                return found[high]
            last = self.letter_ahead()
            assert last is not None
            assert last[0] == found
            self.place += last[1]
            return chain(found, high, self.integer(last[2]))
        if isinstance(found, SizeFamily):
            return as_scalar(found[self.integer(below)])
        return as_scalar(found) if isinstance(found, Int) else found

    def integer(self, tokens: list[str]) -> Int:
        """A polynomial in sizes and layer indices."""
        value, sign, factors = integer(0), 1, [integer(1)]
        other = Reader("", self.letters)
        other.tokens = tokens
        while other.next:
            token = other.next
            if token in "+-":
                value += reduce(mul, factors) * sign if len(factors) > 1 else 0
                sign, factors = 1 if token == "+" else -1, [integer(1)]
                other.take()
                continue
            if token.isdecimal():
                factor = integer(int(other.take()))
            else:
                known = other.letter_ahead()
                assert known, tokens
                other.place += known[1]
                factor = known[0][self.integer(known[2])] if known[2] else known[0]
            if other.skip("^"):
                factor = reduce(mul, [factor] * int("".join(other.script())))
            factors.append(factor)
        return value + (reduce(mul, factors) * sign if len(factors) > 1 else 0)


_WORDS = {"(": "bracket", **{f"\\{name}": "function" for name in NAMED}, r"\log": "log"}


def _power(exponent: Fraction) -> Activation:
    return Activation("power", 0, exponent)


def read(source: str, letters: dict[str, Any]) -> Expr:
    """The expression that LaTeX means."""
    found = Reader(source, letters).whole()
    return found if isinstance(found, Expr) else as_scalar(found)
