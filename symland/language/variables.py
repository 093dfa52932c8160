"""The variables of a formula in text: letters with their sizes, layers, indices, functions."""

from __future__ import annotations

import keyword
import re
import unicodedata
from dataclasses import dataclass, field
from typing import cast

from symland.language import build, functions
from symland.language.expr import Expr
from symland.language.families import Family, family
from symland.language.functions import Activation
from symland.language.integers import Atom, Int, SizeFamily, dims, index, symbol
from symland.language.scan import MAX_LENGTH, Source
from symland.language.vocabulary import FUNCTIONS

VARIABLES = "<variables>"  # in place of the name of a file


@dataclass(frozen=True, slots=True)
class Variables:
    """What the names of a formula mean: letters, the sizes that they use, entrywise functions."""

    letters: dict[str, Expr]
    sizes: dict[str, Int]
    functions: dict[str, Activation] = field(default_factory=dict)
    families: dict[str, Family] = field(default_factory=dict)

    def find(self, name: str) -> Expr | Int | None:
        return self.letters.get(name, self.sizes.get(name))


def parse_variables(text: str) -> Variables:
    """`A:m n` is a matrix, `x:n` a column vector, `a` a scalar, `sigma()` an entrywise function.

    Sizes are names or integers; `S:n n symmetric` is a symmetric matrix.  `l=1..` and `k=1..l` are
    layer indices, `W[]:d[]` is a family of layers of size d[k] x d[k-1], `W[]:m n` one of m x n;
    sizes are then also `d[0]`, `d[l]`, `d[k-1]`.

    >>> sorted(parse_variables("A:m 3, x:m, a").letters)
    ['A', 'a', 'x']
    """
    source = Source(VARIABLES, text)
    if len(text) > MAX_LENGTH:
        source.fail(f"the text is longer than {MAX_LENGTH} characters", MAX_LENGTH, MAX_LENGTH + 1)
    found = Variables({}, {})
    position = 0
    for item in text.split(",") if text.strip() else []:
        _declare(source, found, item, position)
        position += len(item) + 1
    for name in (found.letters | found.functions).keys() & found.sizes.keys():
        start = text.find(name)
        kind = "variable" if name in found.letters else "function"
        source.fail(f"`{name}` is both a {kind} and a size", start, start + len(name))
    return found


def _declare(source: Source, found: Variables, item: str, start: int) -> None:
    """Add one `name:rows cols`, which stands at `start` in the text."""
    if "=" in item:
        _declare_index(source, found, item, start)
        return
    head, colon, tail = item.partition(":")
    names = _words(head, start)
    words = _words(tail, start + len(head) + 1)
    if len(names) != 1 or ":" in tail:
        wrong = names[1] if len(names) > 1 else (item, start)
        help = "for example `A:m n, x:n, a, sigma()`: a matrix, a vector, a scalar, a function"
        source.fail("a variable is written `name:rows cols`", wrong[1], start + len(item), help)
    word, place = names[0]
    name = _name(source, word.removesuffix("()").removesuffix("[]"), place)
    if name in found.letters or name in found.functions or name in found.families:
        source.fail(f"the variable `{name}` is declared twice", place, place + len(word))
    if word.endswith("[]"):
        found.families[name] = _family(source, found, name, words, (place, start + len(item)))
        return
    if word.endswith("()"):
        if colon:
            source.fail("an entrywise function has no sizes", place + len(word), start + len(item))
        found.functions[name] = functions.activation(name)
        return
    symmetric = bool(words) and words[-1][0] == "symmetric"
    words = words[:-1] if symmetric else words
    if len(words) > 2:
        source.fail("a variable has at most two sizes", words[2][1], start + len(item))
    sizes = [_size(source, found, *word) for word in words]
    if symmetric and (len(sizes) != 2 or sizes[0] != sizes[1]):
        help = "for example `A:n n symmetric`"
        source.fail("a symmetric matrix has two equal sizes", place, start + len(item), help)
    if sizes and colon:
        cols = sizes[1] if len(sizes) > 1 else 1
        found.letters[name] = build.matrix(name, sizes[0], cols, symmetric=symmetric)
    else:
        found.letters[name] = build.scalar(name)


def _declare_index(source: Source, found: Variables, item: str, start: int) -> None:
    """Add one layer index `k=1..l`; either bound may be missing."""
    match = re.fullmatch(r"\s*(\w+)\s*=\s*(-?\w+)?\s*\.\.\s*([\w+-]+)?\s*", item)
    if match is None:
        help = "for example `l=1..` or `k=1..l`"
        source.fail("a layer index is written `k=low..high`", start, start + len(item), help)
    name = _name(source, match[1], start + match.start(1))
    if name in found.sizes or name in found.letters:
        source.fail(f"`{name}` is declared twice", start, start + len(item))
    bounds = [None if match[n] is None else _place(source, found, match[n], start + match.start(n))
              for n in (2, 3)]  # fmt: skip
    found.sizes[name] = index(name, *bounds)


def _family(
    source: Source, found: Variables, name: str, words: list[tuple[str, int]], span: tuple[int, int]
) -> Family:
    """`W[]:d[]` with sizes d[k] x d[k-1], `W[]:m n` of one size."""
    if len(words) == 1 and words[0][0].endswith("[]"):
        sizes = dims(f"{_name(source, words[0][0][:-2], words[0][1])}[]")
        return family(name, cast(SizeFamily, sizes))
    if len(words) not in (1, 2):
        help = "for example `W[]:d[]` or `W[]:m n`"
        source.fail("a family of layers has one size or two", *span, help=help)
    return family(name, *(_size(source, found, *word) for word in words))


def _place(source: Source, found: Variables, word: str, start: int) -> Int | int:
    """A layer: a number, an index that is declared before, or an index and a number."""
    match = re.fullmatch(r"(?:(-?[0-9]{1,6})|(\w+?)(?:([+-])([0-9]{1,6}))?)", word)
    base = None if match is None or match[2] is None else found.sizes.get(match[2])
    is_index = base is not None and all(atom.kind == "index" for atom in base.atoms())
    if match is None or (match[1] is None and not is_index):
        help = "declare it before, for example `l=1..`"
        source.fail(f"`{word}` is not a layer", start, start + len(word), help)
    if match[1] is not None:
        return int(match[1])
    assert base is not None
    return base + int(f"{match[3] or '+'}{match[4] or 0}")


def _words(text: str, start: int) -> list[tuple[str, int]]:
    """Words with their places."""
    return [(match.group(), start + match.start()) for match in re.finditer(r"\S+", text)]


def _size(source: Source, found: Variables, word: str, start: int) -> Int | int:
    if re.fullmatch(r"[0-9]{1,9}", word) and int(word):
        return int(word)
    member = re.fullmatch(r"(\w+)\[([^\[\]]+)\]", word)
    if member is not None:
        place = _place(source, found, member[2], start + member.start(2))
        return cast(SizeFamily, dims(f"{_name(source, member[1], start)}[]"))[place]
    if not word[0].isalpha():
        message = f"a size is a name or a positive integer, not `{word}`"
        source.fail(message, start, start + len(word))
    name = _name(source, word, start)
    return found.sizes.setdefault(name, symbol(Atom("size", name)))


def _name(source: Source, word: str, start: int) -> str:
    """A name in the form in which Python reads it."""
    name, end = unicodedata.normalize("NFKC", word), start + len(word)
    if not name.isidentifier() or not name[0].isalpha() or keyword.iskeyword(name):
        help = "a name starts with a letter, then come letters, digits and `_`"
        source.fail(f"`{word}` is not a name", start, end, help)
    if name in FUNCTIONS:
        source.fail(f"`{name}` is a function and cannot be a name here", start, end)
    return name
