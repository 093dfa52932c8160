"""The printing rules that text and LaTeX have in common; a `Style` holds what differs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from symland.language.expr import Expr
from symland.language.notation.layout import (
    Product,
    divisor_of,
    flat,
    is_power_derivative,
    product_of,
    rule_for,
    terms_of,
)
from symland.language.notation.pieces import (
    Group,
    Items,
    Joint,
    Level,
    Piece,
    atom,
    joined,
    juxtaposed,
    sum_of,
)

Rule: TypeAlias = Callable[[Expr, Any], Piece]  # the second argument is the `Style`


@dataclass(frozen=True, slots=True)
class Style:
    """One notation: its rules by operation, its signs, and how it writes numbers and fractions."""

    name: str
    rules: Mapping[str, Rule]
    kron: str
    hadamard: str
    division: str
    dot: str  # between two numbers
    letter: Callable[[str], Piece]
    raised: Callable[[str], str]  # a superscript
    fraction: Callable[[Product, Style], Piece]  # a product without its sign


def piece(expr: Expr, style: Style) -> Piece:
    """The expression as a piece; raises `ExpressionError` for what has no rule."""
    return rule_for(style.rules, expr, style.name)(expr, style)


def bracketed(items: Items) -> Items:
    """The items in round brackets."""
    return (Group("(", items, ")"),)


def fit(found: Piece, level: Level) -> Items:
    """A piece for a place that needs a level, in brackets if it binds less."""
    return found.items if found.level >= level else bracketed(found.items)


def at_least(expr: Expr, level: Level, style: Style) -> Items:
    """An operand for a place that needs a level."""
    return fit(piece(expr, style), level)


def inside(expr: Expr, style: Style) -> Items:
    """An operand that stands alone, in brackets of its own or under a bar."""
    return piece(expr, style).items


def symbol(expr: Expr, style: Style) -> Piece:
    """A letter."""
    return style.letter(expr.data[0])


def abbreviation(expr: Expr, style: Style) -> Piece:
    """The name of a `let`."""
    return style.letter(expr.data)


def sum_of_terms(expr: Expr, style: Style) -> Piece:
    """A sum, each term with its own sign."""
    products = [product_of(term) for term in terms_of(expr)]
    terms = [(found.negative, fit(style.fraction(found, style), Level.PREFIX))
             for found in products]  # fmt: skip
    return Piece(sum_of(terms), Level.SUM)


def product(expr: Expr, style: Style) -> Piece:
    """Numbers, scalars and one matrix; the sign in front."""
    found = product_of(expr)
    shown = style.fraction(found, style)
    return Piece(("-", *fit(shown, Level.PREFIX)), Level.SUM) if found.negative else shown


def beside(operands: list[Items], style: Style) -> Items:
    """Operands beside each other, with a dot where two numbers would meet."""
    return juxtaposed(operands, style.dot)


def matmul(expr: Expr, style: Style) -> Piece:
    """A product of matrices; layers `W_l ... W_1` among its factors need no brackets."""
    loose = {"chain": Level.PRODUCT, "defined": Level.PRODUCT}
    operands = [at_least(arg, loose.get(arg.op, Level.FACTOR), style)
                for arg in flat(expr, "matmul")]  # fmt: skip
    return Piece(beside(operands, style), Level.PRODUCT)


def tensor(operands: Iterable[Expr], sign: str, style: Style) -> Items:
    """Operands of a Kronecker or entrywise product."""
    shown = [at_least(operand, Level.FACTOR, style) for operand in operands]
    return joined(shown, Joint(f" {sign} ", f"{sign} ", Level.TENSOR))


def kron(expr: Expr, style: Style) -> Piece:
    """A Kronecker product."""
    return Piece(tensor(expr.args, style.kron, style), Level.TENSOR)


def hadamard(expr: Expr, style: Style) -> Piece:
    """An entrywise product, or a quotient if its last factor is an entrywise inverse."""
    below = divisor_of(expr)
    if below is None:
        return Piece(tensor(expr.args, style.hadamard, style), Level.TENSOR)
    above = tensor(expr.args[:-1], style.hadamard, style)
    joint = Joint(f" {style.division} ", f"{style.division} ", Level.TENSOR)
    return Piece((*above, joint, *at_least(below, Level.FACTOR, style)), Level.TENSOR)


def with_mark(mark: str, expr: Expr, style: Style) -> Piece:
    """An operand with a sign behind it, such as the prime of a transpose."""
    return Piece((*at_least(expr, Level.ATOM, style), mark), Level.FACTOR)


def raised(mark: str) -> Rule:
    """The rule of an operation that is shown as a superscript."""
    return lambda expr, style: with_mark(style.raised(mark), expr.args[0], style)


def matpower(expr: Expr, style: Style) -> Piece:
    """A power of a matrix, or of a scalar with a positive exponent."""
    return with_mark(style.raised(str(expr.data)), expr.args[0], style)


def power(expr: Expr, style: Style) -> Piece:
    """A power of a scalar; a negative one is a fraction."""
    return product(expr, style) if expr.data < 0 else matpower(expr, style)


def power_derivative(expr: Expr, style: Style) -> Piece | None:
    """A derivative of an entrywise power, carried out; None for any other function."""
    return product(expr, style) if is_power_derivative(expr) else None


def listed(expr: Expr, style: Style) -> Items:
    """Arguments with commas between them."""
    return joined([inside(arg, style) for arg in expr.args], Joint(", ", "", Level.SUM, ","))


def called(name: str, expr: Expr, style: Style) -> Piece:
    """`name(arguments)`."""
    return Piece((name, *bracketed(listed(expr, style))), Level.ATOM)


def call(name: str) -> Rule:
    """The rule of an operation that is shown as a function."""
    return lambda expr, style: called(name, expr, style)


def constant(shown: str) -> Rule:
    """The rule of a node that is always shown the same."""
    return lambda _expr, _style: atom(shown)


SHARED: Mapping[str, Rule] = {
    "number": product,
    "scalar": lambda expr, style: piece(expr.args[0], style),
    "symbol": symbol,
    "let": abbreviation,
    "add": sum_of_terms,
    "mul": product,
    "scale": product,
    "power": power,
    "matmul": matmul,
    "matpower": matpower,
    "kron": kron,
    "hadamard": hadamard,
    "inverse": raised("-1"),
    "pinv": raised("+"),
}
