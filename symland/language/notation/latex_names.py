r"""Names, functions and sizes in LaTeX: `W_1` stays as it is, `mu` is `\mu`, `d[k - 1]` `d_{k-1}`.

Accented Latin letters go into `\text{...}`; letters of other scripts, which need fonts that a
document may not have, are shown as their code (`\mathrm{u4E2D}`).
"""

from __future__ import annotations

import re
import unicodedata

from symland.language.derivatives import GENERIC
from symland.language.functions import NAMED, Activation
from symland.language.integers import Atom, Int, Monomial
from symland.language.notation.layout import signed_sum

_GREEK_NAMES = """
alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon
phi chi psi omega varepsilon vartheta varphi varrho varsigma
Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega
"""
GREEK = frozenset(re.findall(r"\w+", _GREEK_NAMES))
ACCENTS = ("hat", "tilde", "bar")
_OPERATORS = frozenset({"tanh", "arctan", "exp", "log", "sin", "cos"})  # commands of LaTeX


def latex_name(name: str, indices: tuple[str, ...] = ()) -> tuple[str, bool]:
    r"""A letter with its subscripts, and whether it carries primes or superscripts.

    >>> from symland.language.notation.latex_names import latex_name
    >>> for name in ("W_1", "mu", "dW", "W_out_2", "X_hat", "W_star", "X'"):
    ...     print(latex_name(name)[0])
    W_1
    \mu
    \mathit{dW}
    W_{\mathrm{out},2}
    \hat{X}
    W^\star
    X'
    """
    base, low, high, primes = _split(name)
    below = [_word(part, r"\mathrm") for part in low] + list(indices)
    above = ([r"\prime" * primes] if primes else []) + [_word(part, r"\mathrm") for part in high]
    text = _accented(base) + (script("_", ",".join(below)) if below else "")
    if above == [r"\prime" * primes]:
        return text + "'" * primes, True
    return text + (script("^", " ".join(above)) if above else ""), bool(above)


def script(sign: str, text: str) -> str:
    r"""A subscript or superscript, in braces unless it is one sign: `_1`, `^\top`, `^{-1}`."""
    single = len(text) == 1 or re.fullmatch(r"\\[A-Za-z]+", text)
    return sign + (text if single else f"{{{text}}}")


def latex_function(function: Activation) -> str:
    r"""An entrywise function with its derivative's primes.

    >>> from symland.language.functions import activation, leaky_relu
    >>> from symland.language.notation.latex_names import latex_function
    >>> for function in (activation("tanh").d, activation("sigma").dd.dd, leaky_relu(2)):
    ...     print(latex_function(function))
    \tanh'
    \sigma^{(4)}
    \operatorname{leakyrelu}_2
    """
    order = function.order
    return _function_name(function) + ("'" * order if order < 4 else f"^{{({order})}}")


def _function_name(function: Activation) -> str:
    name, parameter = function.name, function.parameter
    if parameter is not None:
        return rf"\operatorname{{{name.replace('_', '')}}}" + script("_", str(parameter))
    if name in NAMED:
        return f"\\{name}" if name in _OPERATORS else rf"\operatorname{{{name}}}"
    shown, raised = latex_name(name)
    return rf"({shown})" if raised else shown


def latex_integer(value: Int) -> str:
    """A size or layer index, set tightly as in subscripts: `k-1`, `2 m n`.

    >>> from symland import dims, index
    >>> from symland.language.notation.latex_names import latex_integer
    >>> m, d = dims("m d[]")
    >>> print(latex_integer(2 * m * d[index("k") - 1] + 1))
    2 d_{k-1} m+1
    """
    ordered = sorted(value.terms, key=lambda term: term[1] < 0)
    terms = [(number < 0, _term(monomial, abs(number))) for monomial, number in ordered]
    return signed_sum(terms).replace(" + ", "+").replace(" - ", "-") if terms else "0"


def _term(monomial: Monomial, number: int) -> str:
    factors = [_atom(atom, power) for atom, power in monomial]
    return " ".join(factors if factors and number == 1 else [str(number), *factors])


def _atom(atom: Atom, power: int) -> str:
    if atom.name.startswith(GENERIC):
        return r"\cdot"
    shown, raised = latex_name(atom.name, tuple(latex_integer(arg) for arg in atom.args))
    if power == 1:
        return shown
    return (rf"({shown})" if raised else shown) + script("^", str(power))


def _split(name: str) -> tuple[str, list[str], list[str], int]:
    """`W'_out^2` as base `W`, subscripts [`out`], superscripts [`2`] and one prime."""
    bare = re.sub("[{}']", "", name)
    base, *marked = re.findall(r"[_^]?[^_^]+", bare)
    low = [part[1:] for part in marked if part[0] == "_" and part != "_star"]
    high = [part[1:] for part in marked if part[0] == "^" or part == "_star"]
    number = re.fullmatch(r"([^\W\d]+?)(\d+)", base)
    if number and (len(number[1]) == 1 or number[1] in GREEK):
        base, low = number[1], [number[2], *low]
    if low and low[0] in ACCENTS:
        base, low = f"{base}_{low[0]}", low[1:]
    return base, low, high, name.count("'")


def _accented(base: str) -> str:
    letter, _, accent = base.partition("_")
    shown = _word(letter, r"\mathit")
    return rf"\{accent}{{{shown}}}" if accent else shown


def _word(word: str, font: str) -> str:
    r"""One letter, a number or a Greek name as it is; longer words in the given font."""
    known = r"\star" if word == "star" else _greek(word)
    if known is not None:
        return known
    if not word.isascii():
        return rf"\text{{{word}}}" if _is_latin(word) else rf"\mathrm{{{_codes(word)}}}"
    return word if len(word) == 1 or word.isdecimal() else f"{font}{{{word}}}"


def _is_latin(word: str) -> bool:
    """Whether LaTeX knows all letters of a word without further fonts."""
    return all(ord(sign) < 0x180 for sign in word)


def _codes(word: str) -> str:
    return "".join(sign if sign.isascii() else f"u{ord(sign):04X}" for sign in word)


def _greek(word: str) -> str | None:
    if len(word) == 1 and not word.isascii():
        found = re.fullmatch(r"GREEK (SMALL|CAPITAL) LETTER (\w+)", unicodedata.name(word, ""))
        word = found[2].lower() if found else word
        word = word.capitalize() if found and found[1] == "CAPITAL" else word
        word = word.replace("lamda", "lambda").replace("Lamda", "Lambda")
    return f"\\{word}" if word in GREEK else None
