"""The characters of a formula: their places, and what is refused before Python's parser sees it."""

from __future__ import annotations

import ast
import keyword
import re
import warnings
from dataclasses import dataclass
from typing import NoReturn

from symland.errors import Location, SymlandError

MAX_LENGTH = 10_000
MAX_DEPTH = 100
MAX_DIGITS = 100
_TOKEN = re.compile(r"[^\W\d]\w*|[0-9]\w*|\*\*|[-+*/@.,()\[\]]|[ \t\r\n]+")
_HINTS = {
    "^": "write `**` for a power",
    "'": "write `A.T` for the transpose, `sigma.d(A)` for a derivative",
    '"': "a formula contains no strings",
    "=": "give an expression, not a statement",
    "#": "a formula contains no comments",
    "{": "use round brackets",
    "\\": "write `kron(A, B)`, `A.T`, `tr(A)`; LaTeX is not read",
}


@dataclass(frozen=True, slots=True)
class Source:
    """A text with its name, which turns positions into locations and excerpts."""

    name: str
    text: str

    def location(self, start: int, end: int) -> Location:
        line, column = self._place(start)
        end_line, end_column = self._place(max(end, start + 1))
        return Location(self.name, line, column, end_line, end_column)

    def excerpt(self, start: int, end: int) -> str:
        """The line around `start`, at most some 80 characters of it, with carets below."""
        begin = self.text.rfind("\n", 0, start) + 1
        stop = self.text.find("\n", start)
        stop = len(self.text) if stop < 0 else stop
        begin, stop = max(begin, start - 50), min(stop, start + 30)
        shown = "".join(c if c.isprintable() else "?" for c in self.text[begin:stop])
        carets = "^" * max(1, min(end, stop) - start)
        return f"    {shown}\n    {' ' * (start - begin)}{carets}"

    def fail(self, message: str, start: int, end: int, help: str = "") -> NoReturn:
        raise ParseError(message, self, start, end, help)

    def _place(self, position: int) -> tuple[int, int]:
        before = self.text[:position]
        return before.count("\n") + 1, position - (before.rfind("\n") + 1) + 1


class ParseError(SymlandError, ValueError):
    """SL007: a formula or a list of variables that cannot be read, and the place in it."""

    code = "SL007"

    def __init__(self, message: str, source: Source, start: int, end: int, help: str = "") -> None:
        super().__init__(message, help=help, location=source.location(start, end))
        self.excerpt = source.excerpt(start, end)

    def __str__(self) -> str:
        below = f"\nhelp: {self.help}" if self.help else ""
        return f"{self.code}: {self.message}\n{self.excerpt}{below}"


def syntax_tree(source: Source) -> ast.expr:
    """The syntax tree of a text; raises `ParseError` for anything but a formula's characters."""
    _scan(source)
    flat = re.sub(r"\s", " ", source.text)
    shift = len(flat) - len(flat.lstrip())
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(flat.lstrip(), source.name, mode="eval").body
    except SyntaxError as error:
        _syntax_error(source, shift, error)
    except (RecursionError, MemoryError, ValueError):
        source.fail("the expression is nested too deeply", shift, shift + 1)


def span(source: Source, node: ast.expr) -> tuple[int, int]:
    """Where a node stands, in characters; the tree counts bytes of the text without its margin."""
    text = re.sub(r"\s", " ", source.text)
    shift = len(text) - len(text.lstrip())
    raw = text.lstrip().encode()
    start, end = node.col_offset, node.end_col_offset or node.col_offset
    return shift + len(raw[:start].decode()), shift + len(raw[:end].decode())


def _scan(source: Source) -> None:
    """Refuse foreign characters, keywords, unbalanced brackets, operands side by side."""
    text = source.text
    if len(text) > MAX_LENGTH:
        source.fail(f"the text is longer than {MAX_LENGTH} characters", MAX_LENGTH, MAX_LENGTH + 1)
    if not text.strip():
        source.fail("there is no expression", 0, 1)
    position, before, opened = 0, "", []
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            shown = text[position] if text[position].isprintable() else ascii(text[position])
            source.fail(f"`{shown}` has no meaning in a formula", position, position + 1,
                        _HINTS.get(text[position], ""))  # fmt: skip
        token = match.group()
        if not token.isspace():
            _check_token(source, token, position, before)
            _check_bracket(source, token, position, opened)
            before = token
        position = match.end()
    if opened:
        source.fail("`(` is never closed", opened[-1], opened[-1] + 1)


def _check_token(source: Source, token: str, start: int, before: str) -> None:
    end = start + len(token)
    if token[0] in "0123456789":
        if not re.fullmatch("[0-9]+", token) or (token[0] == "0" and token.strip("0")):
            name = token.lstrip("0123456789_")
            help = f"write `2 * {name}` for a product" if name.isalpha() else ""
            source.fail(f"`{token}` is neither a number nor a name", start, end, help)
        if len(token) > MAX_DIGITS:
            source.fail(f"a number has at most {MAX_DIGITS} digits", start, end)
        if before == ".":
            help = "write 1/2 instead of 0.5"
            source.fail("decimal fractions are not exact and not allowed", start, end, help)
    elif keyword.iskeyword(token):
        source.fail(f"`{token}` is a Python keyword and has no meaning in a formula", start, end)
    elif token.startswith("__"):
        source.fail(f"`{token}` is not a name that a formula may use", start, end)
    if _is_operand(token[0]) and (_is_operand(before[:1]) or before in (")", "]")):
        help = "write `A @ B` for the product of matrices, `2 * A` for a multiple"
        source.fail(f"an operator is missing in front of `{token}`", start, end, help)


def _is_operand(first: str) -> bool:
    return first.isalnum() or first == "_"


def _check_bracket(source: Source, token: str, start: int, opened: list[int]) -> None:
    if token == "(":
        opened.append(start)
        if len(opened) > MAX_DEPTH:
            source.fail(f"brackets are nested more than {MAX_DEPTH} deep", start, start + 1)
    if token == ")":
        if not opened:
            source.fail("`)` closes nothing", start, start + 1)
        opened.pop()


def _syntax_error(source: Source, shift: int, error: SyntaxError) -> NoReturn:
    """Python's place with a sentence of our own; Python's sentences are about statements."""
    start = shift + max((error.offset or 1) - 1, 0)
    match = _TOKEN.search(source.text, start)
    while match is not None and match.group().isspace():
        match = _TOKEN.search(source.text, match.end())
    if not error.offset or match is None:
        last = len(source.text.rstrip())
        source.fail("the expression ends too early", last, last + 1)
    source.fail(f"`{match.group()}` is not expected here", match.start(), match.end())
