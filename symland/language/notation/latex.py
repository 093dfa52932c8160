r"""Expressions and statements as LaTeX source, in the notation of papers; needs amsmath only.

`W_{2}^{\top} E X^{\top}`, `A \otimes B`, `W_{l} \cdots W_{k+1}`, `\nabla_{W} L`; entrywise are
`\sigma'\left(A\right)`, `A^{\circ 2}`, `A \oslash B`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from itertools import pairwise
from typing import TypeAlias

from symland.errors import StatementError
from symland.language.claims import Claim, Statement
from symland.language.expr import ONE, Expr
from symland.language.integers import Constraint, Int
from symland.language.notation.latex_names import latex_function, latex_integer, latex_name
from symland.language.notation.layout import (
    Level,
    Piece,
    Product,
    divisor_of,
    exponent_of,
    flat,
    is_power_derivative,
    is_root,
    product_of,
    rule_for,
    signed_sum,
    terms_of,
)

Rule: TypeAlias = "Callable[[Expr], Piece]"
_RELATIONS = {"eq": "=", "le": r"\le", "ge": r"\ge", "lt": "<", "gt": ">"}
_NUMBER = re.compile(r"\d+( \\cdot \d+)*|\\tfrac.*")
_LONGEST_WRITTEN_OUT = 3  # a product of known length is written with dots from 4 factors on


def latex(expr: Expr) -> str:
    r"""The expression in LaTeX math mode, with `\left( \right)` only where they are needed.

    >>> from symland import dims, kron, matrix
    >>> from symland.language.notation.latex import latex
    >>> m, n = dims("m n")
    >>> A, B = matrix("A", m, n), matrix("B", m, n)
    >>> print(latex(kron(A @ B.T, A - B / 2)))
    \left(A B^{\top}\right) \otimes \left(A - \tfrac{1}{2} B\right)
    """
    return _piece(expr).text


def latex_claim(claim: Statement) -> str:
    r"""A statement in LaTeX math mode.

    >>> from symland import Ge, dims, frob2, matrix
    >>> from symland.language.notation.latex import latex_claim
    >>> m, n = dims("m n")
    >>> print(latex_claim(Ge(frob2(matrix("A", m, n)), 0)))
    \left\lVert A \right\rVert_F^2 \ge 0
    """
    if isinstance(claim, Claim):
        return f"{latex(claim.left)} {_RELATIONS[claim.relation]} {latex(claim.right)}"
    if isinstance(claim, Constraint):
        positive = Int(tuple(term for term in claim.value.terms if term[1] > 0))
        return rf"{latex_integer(positive)} \ge {latex_integer(positive - claim.value)}"
    raise StatementError(f"`latex_claim` needs a statement, not {claim!r}")


def _piece(expr: Expr) -> Piece:
    return rule_for(_RULES, expr, "latex")(expr)


def _bracket(text: str) -> str:
    return rf"\left({text}\right)"


def _fit(piece: Piece, level: Level) -> str:
    return piece.text if piece.level >= level else _bracket(piece.text)


def _at_least(expr: Expr, level: Level) -> str:
    return _fit(_piece(expr), level)


def _inside(expr: Expr) -> str:
    return _piece(expr).text


def _letter(name: str, *indices: Int) -> Piece:
    shown, raised = latex_name(name, tuple(latex_integer(index) for index in indices))
    return Piece(shown, Level.FACTOR if raised else Level.ATOM)


def _symbol(expr: Expr) -> Piece:
    return _letter(expr.data[0])


def _let(expr: Expr) -> Piece:
    return _letter(expr.data)


def _member(expr: Expr) -> Piece:
    layers, position = expr.data
    return _letter(layers.name, position)


def _chain(expr: Expr) -> Piece:
    layers, high, low = expr.data
    length = (high - low).number
    if length == -1:
        return _identity(expr)
    if length is not None and length < _LONGEST_WRITTEN_OUT:
        factors = [_letter(layers.name, high - step).text for step in range(length + 1)]
        return Piece(" ".join(factors), Level.PRODUCT if length else _letter(layers.name).level)
    ends = [_letter(layers.name, position).text for position in (high, low)]
    return Piece(r" \cdots ".join(ends), Level.PRODUCT)


def _identity(expr: Expr) -> Piece:
    return Piece(rf"I_{{{latex_integer(expr.rows)}}}", Level.ATOM)


def _zeros(_: Expr) -> Piece:
    return Piece("0", Level.ATOM)


def _ones(expr: Expr) -> Piece:
    rows, cols = latex_integer(expr.rows), latex_integer(expr.cols)
    size = rows if expr.cols == ONE else rf"{rows} \times {cols}"
    return Piece(rf"\mathbf{{1}}_{{{size}}}", Level.ATOM)


def _commutation(expr: Expr) -> Piece:
    return Piece(f"K_{{{','.join(latex_integer(side) for side in expr.data)}}}", Level.ATOM)


def _size(expr: Expr) -> Piece:
    terms = expr.data.terms
    if len(terms) > 1:
        return _sum_of_terms(expr)
    found = product_of(expr)
    if found.factors == [expr]:
        return Piece(latex_integer(expr.data), Level.ATOM)
    return _product(expr)


def _sum_of_terms(expr: Expr) -> Piece:
    products = [product_of(term) for term in terms_of(expr)]
    terms = [(found.negative, _fit(_unsigned(found), Level.PREFIX)) for found in products]
    return Piece(signed_sum(terms), Level.SUM)


def _product(expr: Expr) -> Piece:
    found = product_of(expr)
    piece = _unsigned(found)
    return Piece(f"-{_fit(piece, Level.PREFIX)}", Level.SUM) if found.negative else piece


def _unsigned(found: Product) -> Piece:
    head = _fraction(found) if found.factors_below else _coefficient(found)
    operands = [] if found.factors_below else list(found.factors)
    operands += [] if found.matrix is None else [found.matrix]
    pieces = [_piece(operand) for operand in operands]
    if not pieces:
        return head or Piece("1", Level.ATOM)
    if head is None and len(pieces) == 1:
        return pieces[0]
    return _juxtaposed(head, pieces, Level.FACTOR if found.matrix is None else Level.PRODUCT)


def _juxtaposed(head: Piece | None, pieces: list[Piece], least: Level) -> Piece:
    r"""A product; its last factor may begin with an operator such as `\sum`, others may not."""
    *front, last = pieces
    open_ended = last.level == Level.PREFIX
    tokens = [head.text] if head else []
    tokens += [_fit(piece, Level.FACTOR) for piece in front]
    tokens.append(last.text if open_ended else _fit(last, least))
    return Piece(_join(tokens), Level.PREFIX if open_ended else Level.PRODUCT)


def _coefficient(found: Product) -> Piece | None:
    r"""The number in front, if there is one: `2` or `\tfrac{1}{2}`."""
    above, below = _numbers(found.numbers), _numbers(found.numbers_below)
    if below:
        return Piece(rf"\tfrac{{{above or 1}}}{{{below}}}", Level.FACTOR)
    return Piece(above, Level.ATOM if len(found.numbers) == 1 else Level.PRODUCT) if above else None


def _fraction(found: Product) -> Piece:
    above, below = (
        _row(found.numbers, found.factors),
        _row(found.numbers_below, found.factors_below),
    )
    return Piece(rf"\frac{{{above or 1}}}{{{below}}}", Level.FACTOR)


def _row(numbers: list[int], factors: list[Expr]) -> str:
    if not numbers and len(factors) == 1:
        return _inside(factors[0])
    tokens = [_numbers(numbers)] if numbers else []
    return _join(tokens + [_at_least(factor, Level.FACTOR) for factor in factors])


def _numbers(numbers: list[int]) -> str:
    return r" \cdot ".join(str(number) for number in numbers)


def _join(tokens: list[str]) -> str:
    """Juxtaposition; a number in front of something that starts with a digit needs a dot."""
    joined = "".join(tokens[:1])
    for before, token in pairwise(tokens):
        joined += r" \cdot " if token[0].isdecimal() and _NUMBER.fullmatch(before) else " "
        joined += token
    return joined


def _matmul(expr: Expr) -> Piece:
    return Piece(_join([_matmul_operand(arg) for arg in flat(expr, "matmul")]), Level.PRODUCT)


def _matmul_operand(expr: Expr) -> str:
    return _at_least(expr, Level.PRODUCT if expr.op == "chain" else Level.FACTOR)


def _joined(operands: Iterable[Expr], sign: str) -> Piece:
    shown = (_at_least(operand, Level.FACTOR) for operand in operands)
    return Piece(f" {sign} ".join(shown), Level.TENSOR)


def _hadamard(expr: Expr) -> Piece:
    below = divisor_of(expr)
    if below is None:
        return _joined(expr.args, r"\circ")
    above = _joined(expr.args[:-1], r"\circ").text
    return Piece(rf"{above} \oslash {_at_least(below, Level.FACTOR)}", Level.TENSOR)


def _entrywise(expr: Expr) -> Piece:
    if is_power_derivative(expr):
        return _product(expr)
    exponent = exponent_of(expr)
    if exponent is None:
        return _call(latex_function(expr.data))(expr)
    if is_root(expr) and not expr.is_matrix:
        return Piece(rf"\sqrt{{{_inside(expr.args[0])}}}", Level.FACTOR)
    return _raised(rf"\circ {exponent}" if expr.is_matrix else str(exponent))(expr)


def _raised(power: str) -> Rule:
    def rule(expr: Expr) -> Piece:
        return Piece(f"{_at_least(expr.args[0], Level.ATOM)}^{{{power}}}", Level.FACTOR)

    return rule


def _power(expr: Expr) -> Piece:
    return _product(expr) if expr.data < 0 else _matpower(expr)


def _matpower(expr: Expr) -> Piece:
    return _raised(str(expr.data))(expr)


def _norm(power: str) -> Rule:
    def rule(expr: Expr) -> Piece:
        inside = _inside(expr.args[0])
        return Piece(rf"\left\lVert {inside} \right\rVert_F{power}", Level.FACTOR)

    return rule


def _exponential(expr: Expr) -> Piece:
    return Piece(f"e^{{{_inside(expr.args[0])}}}", Level.FACTOR)


def _inner(expr: Expr) -> Piece:
    inside = ", ".join(_inside(arg) for arg in expr.args)
    return Piece(rf"\langle {inside} \rangle", Level.ATOM)


def _call(name: str) -> Rule:
    def rule(expr: Expr) -> Piece:
        return Piece(name + _bracket(", ".join(_inside(arg) for arg in expr.args)), Level.ATOM)

    return rule


def _apply(expr: Expr) -> Piece:
    return _call(_letter(expr.data.name).text)(expr)


def _layer_sum(expr: Expr) -> Piece:
    name, low, high = expr.data
    bounds = f"_{{{_letter(name).text}={latex_integer(low)}}}^{{{latex_integer(high)}}}"
    return Piece(rf"\sum{bounds} {_at_least(expr.args[0], Level.PREFIX)}", Level.PREFIX)


def _grad(expr: Expr) -> Piece:
    body, variable = expr.args
    return Piece(rf"\nabla_{{{_inside(variable)}}} {_at_least(body, Level.FACTOR)}", Level.PREFIX)


def _hess(expr: Expr) -> Piece:
    body, *variables = expr.args
    under = ",".join(_inside(variable) for variable in variables)
    return Piece(rf"\nabla^2_{{{under}}} {_at_least(body, Level.FACTOR)}", Level.PREFIX)


def _jacobian(expr: Expr) -> Piece:
    above, below = (rf"\operatorname{{vec}}{_bracket(_inside(arg))}" for arg in expr.args)
    return Piece(rf"\frac{{\partial {above}}}{{\partial {below}^{{\top}}}}", Level.FACTOR)


def _along(expr: Expr) -> Piece:
    order = expr.data[1]
    power = f"^{{{order}}}" if order > 1 else ""
    body = _at_least(expr.args[0], Level.FACTOR)
    return Piece(rf"\frac{{d{power}}}{{dt{power}}} {body}", Level.PREFIX)


_RULES: dict[str, Rule] = {
    "number": _product,
    "size": _size,
    "symbol": _symbol,
    "let": _let,
    "member": _member,
    "chain": _chain,
    "identity": _identity,
    "zeros": _zeros,
    "ones": _ones,
    "commutation": _commutation,
    "add": _sum_of_terms,
    "mul": _product,
    "scale": _product,
    "power": _power,
    "matmul": _matmul,
    "matpower": _matpower,
    "kron": lambda expr: _joined(expr.args, r"\otimes"),
    "hadamard": _hadamard,
    "entrywise": _entrywise,
    "transpose": _raised(r"\top"),
    "inverse": _raised("-1"),
    "pinv": _raised("+"),
    "vec": _call(r"\operatorname{vec}"),
    "diag": _call(r"\operatorname{diag}"),
    "diagonal": _call(r"\operatorname{diagonal}"),
    "expm": _exponential,
    "scalar": lambda expr: _piece(expr.args[0]),
    "trace": _call(r"\operatorname{tr}"),
    "total": _call(r"\operatorname{sum}"),
    "det": _call(r"\det"),
    "logdet": _call(r"\log\det"),
    "norm": _norm(""),
    "frob2": _norm("^2"),
    "inner": _inner,
    "sum": _layer_sum,
    "apply": _apply,
    "grad": _grad,
    "jacobian": _jacobian,
    "hess": _hess,
    "along": _along,
}
